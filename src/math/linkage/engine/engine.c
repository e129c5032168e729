#include "math/linkage/engine/engine.h"

#include <stdio.h>
#include <stdlib.h>

#include "math/linkage/compare/frequencies.h"

#include "base/banned.h"

static const struct {
    const char *name, *words;
} rules[LINKAGE_RULES] = {
    [LINKAGE_RULE_TITLES] = {"titles", "Titles and honours are taken out of names"},
    [LINKAGE_RULE_PARTICLES] = {"particles", "Particles (van, bin, al) are taken out of surnames"},
    [LINKAGE_RULE_PLACEHOLDERS] = {"placeholders", "Unknown, baby of, 01/01/1900 say nothing"},
    [LINKAGE_RULE_SHORT_FORMS] = {"short_forms", "Short forms of given names are known"},
    [LINKAGE_RULE_SPELLINGS] = {"spellings", "Wong is a spelling of Wang, Siu Ming of Xiaoming"},
    [LINKAGE_RULE_SOUNDS] = {"sounds", "Names that sound alike are near each other"},
    [LINKAGE_RULE_ENDINGS] = {"endings", "Women's endings of surnames are the men's"},
    [LINKAGE_RULE_INITIALS] = {"initials", "An initial may be any name it begins"},
    [LINKAGE_RULE_SWAPPED_NAMES] = {"swapped_names", "Given name and surname may be swapped"},
    [LINKAGE_RULE_SWAPPED_DATES] = {"swapped_dates", "Day and month may be swapped"},
    [LINKAGE_RULE_LONE_NAMES] =
        {"lone_names",
         "A name alone is what more people have it as; a known-as name may be the given name"},
    [LINKAGE_RULE_ADDRESS_PARTS] = {"address_parts", "Addresses in one line are taken into parts"},
    [LINKAGE_RULE_CHECK_DIGITS] = {"check_digits", "Numbers that fail their check are slips"},
    [LINKAGE_RULE_AGES] = {"ages", "An age, or a role, on a dated record is about a date of birth"},
    [LINKAGE_RULE_EMAIL_NAMES] = {"email_names", "An e-mail address may bear a name"},
};

const char *linkage_rule_name(enum linkage_rule rule)
{
    return rules[rule].name;
}

const char *linkage_rule_words(enum linkage_rule rule)
{
    return rules[rule].words;
}

/* --- made and freed --------------------------------------------------------------------------- */

/* The sources of the rows in the records' order, where any rule asks for them. */
static void take_sources(struct linkage *linkage, const struct linkage_options *options)
{
    const struct linkage_table *table = linkage->table;
    bool apart = options->across_only, once = false;
    for (size_t i = 0; options->sources && i < table->source_count; i++) {
        apart |= options->sources[i].apart;
        once |= options->sources[i].once;
    }
    if (!table->source || !(apart || once))
        return;
    size_t rows = table->row_count;
    linkage->source = memory_allocate((rows + 1) * sizeof *linkage->source);
    linkage->apart = memory_zeros(table->source_count + 1, sizeof *linkage->apart);
    for (size_t row = 0; row < rows; row++)
        linkage->source[row] = table->source[linkage->records.origin[row]];
    for (size_t i = 0; i < table->source_count; i++)
        linkage->apart[i] = options->across_only || (options->sources && options->sources[i].apart);
    if (!once)
        return;
    linkage->exclusive = memory_zeros(rows + 1, sizeof *linkage->exclusive);
    for (size_t row = 0; row < rows; row++)
        if (options->sources[linkage->source[row]].once)
            linkage->exclusive[row] = UINT64_C(1) << linkage->source[row] % 64;
}

static void take_alone(struct linkage *linkage, const struct linkage_options *options)
{
    size_t rows = linkage->table->row_count;
    if (!options->alone)
        return;
    linkage->alone = memory_allocate(rows + 1);
    for (size_t row = 0; row < rows; row++)
        linkage->alone[row] = options->alone[linkage->records.origin[row]];
}

static int by_rows(const void *a, const void *b)
{
    const struct decided *left = a, *right = b;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    if (left->b != right->b)
        return left->b < right->b ? -1 : 1;
    return (int)left->same - (int)right->same;
}

static void take_decisions(struct linkage *linkage, const struct linkage_options *options)
{
    size_t rows = linkage->table->row_count;
    if (options->decision_count == 0)
        return;
    linkage->decisions = memory_allocate(options->decision_count * sizeof *linkage->decisions);
    linkage->decided_rows = memory_zeros(rows / 64 + 1, sizeof *linkage->decided_rows);
    for (size_t i = 0; i < options->decision_count; i++) {
        uint32_t a = engine_record(linkage, options->decisions[i].a);
        uint32_t b = engine_record(linkage, options->decisions[i].b);
        linkage->decisions[linkage->decision_count++] = (struct decided){
            .a = a < b ? a : b, .b = a < b ? b : a, .same = options->decisions[i].same};
        linkage->decided_rows[a / 64] |= UINT64_C(1) << a % 64;
        linkage->decided_rows[b / 64] |= UINT64_C(1) << b % 64;
    }
    qsort(linkage->decisions, linkage->decision_count, sizeof *linkage->decisions, by_rows);
}

struct linkage *linkage_new(const struct linkage_table *table,
                            const struct linkage_options *options)
{
    struct records records;
    records_build(table, options->rules_off, options->threads ? options->threads : 1, &records);
    frequencies_take(&records, options->frequencies, options->frequency_count);
    return engine_new(table, options, &records);
}

struct linkage *engine_new(const struct linkage_table *table, const struct linkage_options *options,
                           const struct records *records)
{
    struct linkage *linkage = memory_zeros(1, sizeof *linkage);
    linkage->records = *records;
    linkage->table = table;
    linkage->threads = options->threads ? options->threads : 1;
    linkage->threshold = (float)options->threshold;
    linkage->floor = (float)options->floor;
    if (linkage->records.field_count) {
        take_sources(linkage, options);
        take_alone(linkage, options);
        take_decisions(linkage, options);
    }
    return linkage;
}

void linkage_free(struct linkage *linkage)
{
    if (!linkage)
        return;
    records_free(&linkage->records);
    blocks_free(&linkage->blocks);
    memory_free(linkage->source);
    memory_free(linkage->apart);
    memory_free(linkage->alone);
    memory_free(linkage->exclusive);
    memory_free(linkage->decisions);
    memory_free(linkage->decided_rows);
    memory_free(linkage->edges);
    aliases_free(&linkage->aliases);
    memory_free(linkage->pairs);
    memory_free(linkage->persons);
    memory_free(linkage->record_of);
    memory_free(linkage);
}

/* --- fields and blocks ------------------------------------------------------------------------ */

size_t linkage_field_count(const struct linkage *linkage)
{
    return linkage->records.field_count;
}

const char *linkage_field_label(const struct linkage *linkage, size_t field)
{
    return linkage->records.fields[field].label;
}

double linkage_field_known(const struct linkage *linkage, size_t field, size_t *ret_distinct)
{
    const struct field *of = &linkage->records.fields[field];
    size_t distinct = 0;
    for (size_t i = 1; i < of->values->count; i++)
        distinct += of->counts[i] > 0;
    *ret_distinct = distinct;
    return linkage->records.row_count ? of->known_rows / (double)linkage->records.row_count : 0;
}

/* Small sets are compared whole: breadth decides recall. Large ones grow by a few pairs a row. */
uint64_t engine_budget(size_t rows)
{
    return (UINT64_C(8) << 20) + 4 * (uint64_t)rows;
}

void linkage_block(struct linkage *linkage)
{
    blocks_build(&linkage->records, engine_budget(linkage->records.row_count), linkage->threads,
                 &linkage->blocks);
}

struct linkage_blocks linkage_blocks(const struct linkage *linkage)
{
    const struct blocks *blocks = &linkage->blocks;
    return (struct linkage_blocks){
        .everything = blocks->everything,
        .pairs = blocks->pairs,
        .largest = blocks->cap,
        .rule_count = blocks->rule_count,
        .given_up = blocks->given_up,
    };
}

struct linkage_rule_of_blocks linkage_block_rule(const struct linkage *linkage, size_t rule)
{
    const struct block_rule *of = &linkage->blocks.rules[rule];
    struct linkage_rule_of_blocks ret = {
        .rows = of->member_count, .pairs = of->pairs, .over = of->over};
    blocks_label(&linkage->blocks, &linkage->records, rule, ret.label);
    return ret;
}

/* --- looking at candidates ---------------------------------------------------------------------
 */

size_t engine_pieces(const struct linkage *linkage)
{
    size_t pieces = linkage->records.row_count / 64 + 1;
    return pieces < ENGINE_PIECES ? pieces : ENGINE_PIECES;
}

struct lookout lookout_new(const struct linkage *linkage, bool to_learn)
{
    size_t rows = linkage->records.row_count;
    struct lookout lookout = {.linkage = linkage,
                              .to_learn = to_learn,
                              .ahead_row = UINT32_MAX,
                              .comparer = comparer_new(&linkage->records)};
    lookout.seen = memory_zeros(rows / 64 + 1, sizeof *lookout.seen);
    lookout.candidates = memory_allocate((rows + 1) * sizeof *lookout.candidates);
    lookout.ahead = memory_allocate((rows + 1) * sizeof *lookout.ahead);
    return lookout;
}

void lookout_free(struct lookout *lookout)
{
    memory_free(lookout->seen);
    memory_free(lookout->candidates);
    memory_free(lookout->ahead);
    comparer_free(lookout->comparer);
}

/* Candidates that may be compared, in lookout->ahead. */
static void look_ahead(struct lookout *lookout, uint32_t row)
{
    const struct linkage *linkage = lookout->linkage;
    uint32_t *ahead = lookout->ahead;
    size_t count =
        blocks_candidates(&linkage->blocks, row, lookout->to_learn, lookout->seen, ahead);
    size_t kept = 0;
    bool some = linkage->source || linkage->alone; /* and not all */
    for (size_t i = 0; some && i < count; i++)
        if (engine_comparable(linkage, row, ahead[i]))
            ahead[kept++] = ahead[i];
    lookout->ahead_count = some ? kept : count;
    lookout->ahead_row = row;
}

size_t lookout_turn(struct lookout *lookout, uint32_t row, uint32_t next)
{
    enum { PREFETCHED = 64 };
    const struct linkage *linkage = lookout->linkage;
    if (lookout->ahead_row != row)
        look_ahead(lookout, row);
    uint32_t *candidates = lookout->ahead;
    size_t count = lookout->ahead_count;
    lookout->ahead = lookout->candidates;
    lookout->candidates = candidates;
    comparer_take(lookout->comparer, row);
    if (next >= linkage->records.row_count)
        return count;
    look_ahead(lookout, next);
    blocks_expect(&linkage->blocks, next + 1);
    for (size_t i = 0; i < lookout->ahead_count && i < PREFETCHED; i++)
        records_expect(&linkage->records, lookout->ahead[i]);
    return count;
}

double engine_all_pairs(const struct linkage *linkage)
{
    double rows = (double)linkage->records.row_count, pairs = rows * (rows - 1) / 2;
    for (size_t i = 0; linkage->source && i < linkage->table->source_count; i++) {
        double of_source = 0;
        for (size_t row = 0; linkage->apart[i] && row < linkage->records.row_count; row++)
            of_source += linkage->source[row] == i;
        pairs -= of_source > 1 ? of_source * (of_source - 1) / 2 : 0;
    }
    return pairs > 1 ? pairs : 1;
}

uint32_t engine_record(const struct linkage *linkage, uint32_t table_row)
{
    struct linkage *own = (struct linkage *)(uintptr_t)linkage;
    if (!own->record_of) {
        size_t rows = linkage->records.row_count;
        own->record_of = memory_allocate((rows + 1) * sizeof *own->record_of);
        for (uint32_t row = 0; row < rows; row++)
            own->record_of[linkage->records.origin[row]] = row;
    }
    return own->record_of[table_row];
}

static bool is_decided(const struct linkage *linkage, uint32_t row)
{
    return linkage->decided_rows[row / 64] >> row % 64 & 1;
}

const struct decided *engine_decision(const struct linkage *linkage, uint32_t a, uint32_t b)
{
    if (!linkage->decision_count || !is_decided(linkage, a) || !is_decided(linkage, b))
        return NULL;
    struct decided wanted = {.a = a < b ? a : b, .b = a < b ? b : a};
    size_t low = 0, high = linkage->decision_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (by_rows(&linkage->decisions[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct decided *found = &linkage->decisions[low];
    return low < linkage->decision_count && found->a == wanted.a && found->b == wanted.b ? found
                                                                                         : NULL;
}

uint64_t linkage_memory(uint64_t rows, uint64_t text_bytes)
{
    return (UINT64_C(64) << 20) + rows * 260 + text_bytes * 5 / 2;
}

void linkage_size_words(uint64_t bytes, char words[static LINKAGE_SIZE])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    double size = (double)bytes / 1024;
    size_t unit = 0;
    for (; size >= 1024 && unit < 3; unit++)
        size /= 1024;
    snprintf(words, LINKAGE_SIZE, "%.1f %s", size, units[unit]);
}
