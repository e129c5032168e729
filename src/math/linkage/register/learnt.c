/* Learning, and what was learned as bytes. */
#include <stdlib.h>

#include "math/linkage/compare/together.h"
#include "math/linkage/register/learnt_own.h"
#include "math/linkage/weigh/beliefs.h"

#include "base/banned.h"

void linkage_learnt_free(struct linkage_learnt *learnt)
{
    memory_free(learnt);
}

size_t linkage_learnt_records(const struct linkage_learnt *learnt)
{
    return learnt->kept.records;
}

/* A number that changes with the engine's own forms of what is kept: standard texts, sounds,
 * levels, classes. */
enum { LEARNT_MARK = 0x57460115 };

void linkage_learnt_write(const struct linkage_learnt *learnt, struct buffer *out)
{
    buffer_append(out, (struct slice){(const char *)&learnt->kept, sizeof learnt->kept});
}

static bool is_sound(const struct learnt_kept *kept)
{
    if (kept->mark != LEARNT_MARK || kept->size != sizeof *kept ||
        kept->field_count > FIELDS_MOST || kept->list.count > BLOCK_RULES ||
        kept->list.rounds > BLOCK_ROUNDS)
        return false;
    for (size_t at = 0; at < kept->field_count; at++)
        if (kept->fields[at].slot >= LINKAGE_SLOTS || !level_is_exact(kept->fields[at].unseen))
            return false;
    if (kept->given_slot > LINKAGE_SLOTS || kept->surname_slot > LINKAGE_SLOTS)
        return false;
    for (size_t round = 0; round < kept->list.rounds; round++)
        if (kept->list.starts[round] > kept->list.starts[round + 1] ||
            kept->list.starts[round + 1] > kept->list.count)
            return false;
    return true;
}

static void make_model(struct linkage_learnt *learnt)
{
    learnt->model.field_count = learnt->kept.field_count;
    memcpy(learnt->model.prior, learnt->kept.prior, sizeof learnt->kept.prior);
    memcpy(learnt->model.chance, learnt->kept.chance, sizeof learnt->kept.chance);
    model_take_logarithms(&learnt->model);
}

struct linkage_learnt *linkage_learnt_read(struct slice bytes)
{
    struct linkage_learnt *learnt = memory_zeros(1, sizeof *learnt);
    if (bytes.length == sizeof learnt->kept) {
        memcpy(&learnt->kept, bytes.data, sizeof learnt->kept);
        if (is_sound(&learnt->kept)) {
            make_model(learnt);
            return learnt;
        }
    }
    memory_free(learnt);
    return NULL;
}

bool linkage_learnt_fits(const struct linkage_learnt *learnt, const struct linkage_slots *slots)
{
    bool taken[LINKAGE_SLOTS] = {false};
    for (size_t at = 0; at < learnt->kept.field_count; at++) {
        size_t slot = learnt->kept.fields[at].slot;
        if (slot >= slots->count || taken[slot])
            return false;
        taken[slot] = true;
    }
    return true;
}

bool linkage_compares_all(const struct linkage_learnt *learnt)
{
    return learnt->kept.list.count == 0;
}

bool linkage_learnt_compares(const struct linkage_learnt *learnt, size_t slot)
{
    bool compares = false;
    for (size_t at = 0; at < learnt->kept.field_count; at++)
        compares |= learnt->kept.fields[at].slot == slot;
    return compares;
}

/* --- a linkage of particulars ----------------------------------------------------------------- */

/* Parts that next to no row has say too little to learn from. */
static bool is_worth(const struct draft *draft, size_t row_count)
{
    size_t known = draft_known(draft, row_count);
    if (draft->kind == FIELD_OTHER_NAMES)
        return known * 100 >= row_count;
    if (draft->from == LINKAGE_HOUSE_NUMBER || draft->from == LINKAGE_ADDRESS ||
        draft->from == LINKAGE_TOWN || draft->from == LINKAGE_POSTCODE)
        return known * 100 >= row_count + 100;
    return draft->kind <= FIELD_SURNAME || known > 0;
}

/* Which draft each field is, in the order of the fields; how many. */
static size_t choose_fields(const struct linkage_particulars *particulars,
                            const struct linkage_learnt *learnt, size_t chosen[FIELDS_MOST])
{
    size_t count = 0;
    for (size_t at = 0; learnt && at < learnt->kept.field_count; at++)
        for (size_t i = 0; i < particulars->draft_count; i++)
            if (particulars->slots[i] == learnt->kept.fields[at].slot)
                chosen[count++] = i;
    for (size_t i = 0; !learnt && i < particulars->draft_count && count < FIELDS_MOST; i++)
        if (is_worth(&particulars->drafts[i], particulars->row_count))
            chosen[count++] = i;
    return count;
}

static void free_others(struct linkage_particulars *particulars, const size_t *chosen, size_t count)
{
    for (size_t i = particulars->draft_count; i-- > 0;) {
        bool used = false;
        for (size_t at = 0; at < count; at++)
            used |= chosen[at] == i;
        if (!used)
            drafts_free(&particulars->drafts[i], 1);
    }
}

/* In the place of what the rows at hand show. Values that are alike have one level. */
static void set_levels(struct records *records, const struct linkage_learnt *learnt,
                       const uint8_t *levels, size_t width, const size_t *chosen)
{
    bool named = records->given >= 0 && records->surname >= 0;
    if (named)
        records->together = memory_zeros(records->row_count + 1, sizeof *records->together);
    for (size_t at = 0; at < records->field_count; at++)
        records->fields[at].lone = learnt->kept.fields[at].lone;
    for (uint32_t row = 0; row < records->row_count; row++) {
        const uint8_t *of_row = levels + (size_t)records->origin[row] * width;
        const uint32_t *ids = records_row(records, row);
        for (size_t at = 0; at < records->field_count; at++)
            if (ids[at])
                records_set_level(&records->fields[at], ids[at], of_row[chosen[at]] & LEVEL_ALONE);
        if (named)
            records->together[row] = of_row[chosen[records->given]] >> LEVEL_BITS;
    }
}

/* The draft of that kind, of the first if there are several; NULL where there is none. */
static struct draft *first_of(struct linkage_particulars *particulars, enum field_kind kind,
                              size_t *ret_at)
{
    for (size_t i = 0; i < particulars->draft_count; i++)
        if (particulars->drafts[i].kind == kind && particulars->drafts[i].nth == 0) {
            *ret_at = i;
            return &particulars->drafts[i];
        }
    return NULL;
}

/* Names that stand alone, as all rows show; where something was learned, as it showed then: a level
 * stands where the name stands. */
static void settle_alone(struct linkage_particulars *particulars, bool learnt)
{
    size_t at, width = particulars->draft_count;
    struct draft *surname = first_of(particulars, FIELD_SURNAME, &at);
    struct draft *given = first_of(particulars, FIELD_GIVEN, &at);
    if (!given || !surname || !given->alone)
        return;
    if (!learnt)
        draft_settle_alone(given, surname, particulars->row_count);
    for (size_t row = 0; row < particulars->row_count && learnt; row++)
        if (given->alone[row] && particulars->levels[row * width + at] == 0)
            draft_move_alone(given, surname, row);
}

struct linkage *linkage_of_particulars(const struct linkage_table *rows,
                                       struct linkage_particulars *particulars,
                                       const struct linkage_options *options,
                                       const struct linkage_learnt *learnt, bool in_order)
{
    settle_alone(particulars, learnt != NULL);
    size_t chosen[FIELDS_MOST] = {0}, count = choose_fields(particulars, learnt, chosen);
    struct draft drafts[FIELDS_MOST];
    struct records records;
    size_t slots[FIELDS_MOST];
    free_others(particulars, chosen, count);
    for (size_t at = 0; at < count; at++) {
        drafts[at] = particulars->drafts[chosen[at]];
        slots[at] = particulars->slots[chosen[at]];
    }
    records_of_drafts(drafts, count, particulars->row_count, in_order, options->rules_off,
                      options->threads, &records);
    if (learnt)
        set_levels(&records, learnt, particulars->levels, particulars->draft_count, chosen);
    else
        together_find(&records);
    struct linkage *linkage = engine_new(rows, options, &records);
    for (size_t at = 0; at < count; at++)
        linkage->slots[at] = (uint8_t)slots[at];
    linkage->levels_learnt = learnt != NULL;
    if (learnt)
        learnt_model(learnt, linkage);
    memory_free(particulars->levels);
    memory_free(particulars);
    return linkage;
}

void learnt_model(const struct linkage_learnt *learnt, struct linkage *linkage)
{
    linkage->model = learnt->model;
    linkage->has_model = true;
}

/* --- learning --------------------------------------------------------------------------------- */

/* The level of a value that nobody has: as if one had it, where any is so rare. */
static uint8_t level_unseen(const struct field *field)
{
    uint8_t once = level_of_share(field_share(field, 0, 1, field->known_rows)),
            rarest = LEVEL_EXACT;
    for (uint32_t i = 1; i < field->values->count; i++)
        if (field->counts[i] && level_is_exact(field->exact[i]) && field->exact[i] > rarest)
            rarest = field->exact[i];
    return once < rarest ? once : rarest;
}

struct linkage_learnt *linkage_learn(struct linkage *linkage, const struct linkage_keeper *keeper,
                                     uint64_t budget)
{
    const struct records *records = &linkage->records;
    if (records->row_count < 2 || records->field_count == 0)
        return NULL;
    struct linkage_learnt *learnt = memory_zeros(1, sizeof *learnt);
    learnt->kept.mark = LEARNT_MARK;
    learnt->kept.size = sizeof learnt->kept;
    learnt->kept.records = records->row_count;
    learnt->kept.field_count = records->field_count;
    budget = budget ? budget : engine_budget(records->row_count);
    if ((uint64_t)records->row_count * (records->row_count - 1) / 2 <= budget)
        blocks_build(records, budget, linkage->threads, &linkage->blocks);
    else
        blocks_learn(records, budget, linkage->threads, keeper, &learnt->kept.list,
                     &linkage->blocks);
    linkage_estimate(linkage);
    for (size_t at = 0; at < records->field_count; at++) {
        learnt->kept.fields[at].slot = linkage->slots[at];
        learnt->kept.fields[at].unseen = level_unseen(&records->fields[at]);
        learnt->kept.fields[at].lone = records->fields[at].lone;
    }
    bool named = records->given >= 0 && records->surname >= 0;
    learnt->kept.given_slot = named ? linkage->slots[records->given] : LINKAGE_SLOTS;
    learnt->kept.surname_slot = named ? linkage->slots[records->surname] : LINKAGE_SLOTS;
    memcpy(learnt->kept.prior, linkage->model.prior, sizeof learnt->kept.prior);
    memcpy(learnt->kept.chance, linkage->model.chance, sizeof learnt->kept.chance);
    make_model(learnt);
    return learnt;
}

void linkage_block_learnt(struct linkage *linkage, const struct linkage_learnt *learnt,
                          const struct linkage_keeper *keeper)
{
    size_t rows = linkage->records.row_count;
    if (linkage_compares_all(learnt))
        blocks_build(&linkage->records, UINT64_MAX, linkage->threads, &linkage->blocks);
    else if (rows)
        blocks_by_list(&linkage->records, &learnt->kept.list, linkage->threads, keeper,
                       &linkage->blocks);
}

/* --- how rare values are ---------------------------------------------------------------------- */

/* The slot is mixed in after the text: two short texts under neighbouring seeds may hash alike. */
static uint64_t term_of(size_t slot, struct slice text)
{
    uint64_t term = slice_hash(text, 20260327) ^ (slot + 1) * UINT64_C(0x9e3779b97f4a7c15);
    term = (term ^ term >> 32) * UINT64_C(0xbf58476d1ce4e5b9);
    return term ^ term >> 29;
}

/* No slot has these numbers: the name is a surname where it stands alone; given name and surname
 * are borne together. */
enum { TERM_ALONE = LINKAGE_SLOTS, TERM_GIVEN, TERM_SURNAME };

static uint64_t term_of_both(struct slice given, struct slice surname)
{
    return term_of(TERM_GIVEN, given) + term_of(TERM_SURNAME, surname);
}

static void alone_terms(const struct records *records,
                        void (*take)(void *context, uint64_t term, uint8_t level), void *context)
{
    if (records->given < 0 || records->surname < 0)
        return;
    const struct field *given = &records->fields[records->given];
    const struct field *surname = &records->fields[records->surname];
    for (uint32_t i = 1; i < surname->values->count; i++)
        if (surname->counts[i] > given->counts[i])
            take(context, term_of(TERM_ALONE, values_text(surname->values, i)), LEVEL_EXACT);
}

struct both_names {
    uint32_t given, surname;
    uint8_t commoner; /* by so many levels */
};

static int by_names(const void *a, const void *b)
{
    const struct both_names *left = a, *right = b;
    if (left->given != right->given)
        return left->given < right->given ? -1 : 1;
    return left->surname < right->surname ? -1 : left->surname > right->surname;
}

/* Of all names that are commoner together, each pair once. */
static void together_terms(const struct records *records,
                           void (*take)(void *context, uint64_t term, uint8_t level), void *context)
{
    if (!records->together)
        return;
    struct both_names *list = memory_allocate((records->row_count + 1) * sizeof *list);
    size_t count = 0;
    for (uint32_t row = 0; row < records->row_count; row++) {
        const uint32_t *ids = records_row(records, row);
        if (records->together[row])
            list[count++] = (struct both_names){ids[records->given], ids[records->surname],
                                                records->together[row]};
    }
    qsort(list, count, sizeof *list, by_names);
    const struct values *names = records->fields[records->given].values; /* they share theirs */
    for (size_t i = 0; i < count; i++)
        if (i == 0 || by_names(&list[i], &list[i - 1]) != 0)
            take(context,
                 term_of_both(values_text(names, list[i].given),
                              values_text(names, list[i].surname)),
                 list[i].commoner);
    memory_free(list);
}

void linkage_terms(const struct linkage *linkage, const struct linkage_learnt *learnt,
                   void (*take)(void *context, uint64_t term, uint8_t level), void *context)
{
    for (size_t at = 0; at < linkage->records.field_count; at++) {
        const struct field *field = &linkage->records.fields[at];
        for (uint32_t i = 1; i < field->values->count; i++)
            if (field->counts[i] && level_is_exact(field->exact[i]) &&
                field->exact[i] != learnt->kept.fields[at].unseen)
                take(context, term_of(learnt->kept.fields[at].slot, values_text(field->values, i)),
                     field->exact[i]);
    }
    alone_terms(&linkage->records, take, context);
    together_terms(&linkage->records, take, context);
}

void linkage_levels_find(const struct linkage_learnt *learnt, struct slice bytes,
                         uint8_t (*level_of)(void *context, uint64_t term), void *context,
                         uint8_t levels[static LINKAGE_SLOTS])
{
    struct particular says;
    struct slice given = {0}, surname = {0};
    size_t given_slot = learnt->kept.given_slot, surname_slot = learnt->kept.surname_slot;
    memset(levels, 0, LINKAGE_SLOTS);
    while (particulars_next(&bytes, &says)) {
        if (says.alone && surname_slot < LINKAGE_SLOTS &&
            level_of(context, term_of(TERM_ALONE, says.text)))
            says.slot = surname_slot;
        *(says.slot == given_slot     ? &given
          : says.slot == surname_slot ? &surname
                                      : &(struct slice){0}) = says.text;
        for (size_t at = 0; at < learnt->kept.field_count; at++) {
            if (learnt->kept.fields[at].slot != says.slot)
                continue;
            uint8_t kept = level_of(context, term_of(says.slot, says.text));
            levels[says.slot] = kept ? kept : learnt->kept.fields[at].unseen;
        }
    }
    if (given.length && surname.length)
        levels[given_slot] |=
            (uint8_t)(level_of(context, term_of_both(given, surname)) << LEVEL_BITS);
}

void linkage_levels_of(const struct linkage *linkage, uint32_t row,
                       uint8_t levels[static LINKAGE_SLOTS])
{
    const uint32_t *ids = records_row(&linkage->records, engine_record(linkage, row));
    memset(levels, 0, LINKAGE_SLOTS);
    for (size_t at = 0; at < linkage->records.field_count; at++)
        if (ids[at]) { /* whatever it is of what is only known about: it does not count */
            uint8_t level = linkage->records.fields[at].exact[ids[at]];
            levels[linkage->slots[at]] = level_is_exact(level) ? level : LEVEL_EXACT;
        }
    const struct records *records = &linkage->records;
    if (records->together)
        levels[linkage->slots[records->given]] |=
            (uint8_t)(records->together[engine_record(linkage, row)] << LEVEL_BITS);
}
