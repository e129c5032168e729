/* Who are family to whom. What records state comes first; where nothing is stated, the model that
 * told persons apart also says how many pairs that agree like this are two of one family. Only
 * persons who meet at an address or over a telephone number or e-mail address are looked at. */
#include "math/linkage/families/kin.h"

#include <math.h>
#include <stdlib.h>

#include "math/linkage/families/parents.h"
#include "math/linkage/household.h"
#include "math/linkage/texts/names.h"

#include "base/banned.h"

enum {
    ROWS_WEIGHED = 3,       /* of each person at a place */
    ROWS_MET = 400,         /* at a place, before it is a crowd */
    HOME_DAYS = 3 * 365,    /* apart, and two records say nothing of one time */
    PARENT_DAYS = 13 * 365, /* younger than this, nobody is a parent */
};

#define LEAST_CHANCE 0.5

/* A row's place in common with others: an address, a telephone number, an e-mail address. */
struct meeting {
    uint64_t place; /* the field (0: the address) and its number */
    uint32_t person, row;
};

struct searching {
    const struct linkage *linkage;
    const struct records *records;
    const struct person_rows *persons;
    const struct dwellings *dwellings;
    struct comparer *comparer;
    struct meeting *meetings;
    size_t meeting_count;
    struct kin found; /* in the order of the search; a pair of persons may be there several times */
};

static void add_tie(struct searching *searching, uint32_t a, uint32_t b,
                    enum linkage_kin_basis basis, double sure)
{
    if (a != b)
        vector_push(&searching->found.ties,
                    (struct kin_tie){a < b ? a : b, a < b ? b : a, (uint8_t)basis, (float)sure});
}

/* --- who meet --------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const struct meeting *left = a, *right = b;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    if (left->person != right->person)
        return left->person < right->person ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

static bool is_reach(const struct field *field)
{
    return field->kind == FIELD_TELEPHONE || field->kind == FIELD_EMAIL;
}

/* Every row, at every place at which it can be met. Who is known to live somewhere only by another
 * record of theirs is not met there: that record is. */
static void list_meetings(struct searching *searching)
{
    const struct records *records = searching->records;
    size_t places = 1;
    for (size_t at = 0; at < records->field_count; at++)
        places += is_reach(&records->fields[at]);
    searching->meetings =
        memory_allocate((records->row_count * places + 1) * sizeof *searching->meetings);
    for (uint32_t row = 0; row < records->row_count; row++) {
        uint32_t person = searching->persons->person[row],
                 dwelling = searching->dwellings->of_row[row];
        if (dwelling != LINKAGE_NONE && searching->dwellings->basis[row] != HOME_BY_PERSON)
            searching->meetings[searching->meeting_count++] =
                (struct meeting){dwelling, person, row};
        for (size_t at = 0; at < records->field_count; at++) {
            uint32_t value = records_row(records, row)[at];
            if (value && is_reach(&records->fields[at]))
                searching->meetings[searching->meeting_count++] =
                    (struct meeting){(uint64_t)(at + 1) << 32 | value, person, row};
        }
    }
    qsort(searching->meetings, searching->meeting_count, sizeof *searching->meetings, by_place);
}

static size_t place_end(const struct searching *searching, size_t start)
{
    size_t end = start + 1;
    while (end < searching->meeting_count &&
           searching->meetings[end].place == searching->meetings[start].place)
        end++;
    return end;
}

static size_t person_end(const struct meeting *meetings, size_t start, size_t end)
{
    size_t at = start + 1;
    while (at < end && meetings[at].person == meetings[start].person)
        at++;
    return at;
}

/* Whether so many meet that meeting says nothing, or that looking at each pair would cost much. */
static bool is_crowd(const struct meeting *meetings, size_t start, size_t end)
{
    size_t persons = 0;
    if (end - start > ROWS_MET)
        return true;
    for (size_t at = start; at < end; at = person_end(meetings, at, end))
        persons++;
    return persons > KIN_CROWD;
}

/* --- nothing stated --------------------------------------------------------------------------- */

/* Near enough to be the name of one family: spellings, endings, parts of a name of two. */
static bool is_like(uint8_t level)
{
    return level != LEVEL_MISSING && level != LEVEL_DIFFERENT && level != NAME_FAR &&
           level != NAME_BESIDE;
}

/* Whether the two say that they belong together by more than the place. */
static bool have_in_common(const struct records *records, const struct pattern *pattern)
{
    bool common = records->surname >= 0 && is_like(pattern->levels[records->surname]);
    for (size_t at = 0; at < records->field_count; at++)
        common |= is_reach(&records->fields[at]) && pattern->levels[at] != LEVEL_MISSING &&
                  pattern->levels[at] < LEVEL_NEAR;
    return common;
}

/* Of pairs of two persons that agree so, the share that are of one household or family. */
static double family_chance(const struct model *model, const struct pattern *pattern)
{
    class_lanes bits;
    model_class_bits(model, pattern, &bits);
    double kin = 0, all = 0, most = -INFINITY;
    for (size_t group = PERSON_CLASSES; group < CLASSES; group++)
        most = fmax(most, (double)bits[group]);
    for (size_t group = PERSON_CLASSES; group < CLASSES; group++) {
        double share = exp2((double)bits[group] - most);
        all += share;
        kin += group <= CLASS_APART ? share : 0;
    }
    return kin / all;
}

/* Whether the two records may speak of one time: at an address people follow each other. */
static bool written_together(const struct dwellings *dwellings, uint32_t a, uint32_t b)
{
    int64_t one = dwellings->day[a], other = dwellings->day[b];
    return one == DAY_UNKNOWN || other == DAY_UNKNOWN || llabs(one - other) <= HOME_DAYS;
}

/* What two rows that meet say of their two persons. */
static void weigh_rows(struct searching *searching, const struct meeting *a,
                       const struct meeting *b)
{
    struct pattern pattern;
    comparer_take(searching->comparer, a->row);
    comparer_pattern(searching->comparer, b->row, &pattern);
    double chance = family_chance(&searching->linkage->model, &pattern);
    bool home = a->place <= UINT32_MAX && written_together(searching->dwellings, a->row, b->row);
    if (chance <= LEAST_CHANCE)
        return;
    if (have_in_common(searching->records, &pattern))
        add_tie(searching, a->person, b->person, KIN_LIKELY, chance);
    else if (home)
        add_tie(searching, a->person, b->person, KIN_SHARED_HOME, chance);
}

static void weigh_persons(struct searching *searching, const struct meeting *a, size_t a_count,
                          const struct meeting *b, size_t b_count)
{
    for (size_t i = 0; i < a_count && i < ROWS_WEIGHED; i++)
        for (size_t j = 0; j < b_count && j < ROWS_WEIGHED; j++)
            weigh_rows(searching, a + i, b + j);
}

static void find_likely(struct searching *searching)
{
    const struct meeting *meetings = searching->meetings;
    for (size_t start = 0, end; start < searching->meeting_count; start = end) {
        end = place_end(searching, start);
        if (is_crowd(meetings, start, end))
            continue;
        for (size_t a = start, a_end; a < end; a = a_end) {
            a_end = person_end(meetings, a, end);
            for (size_t b = a_end, b_end; b < end; b = b_end) {
                b_end = person_end(meetings, b, end);
                weigh_persons(searching, meetings + a, a_end - a, meetings + b, b_end - b);
            }
        }
    }
}

/* --- named as parent -------------------------------------------------------------------------- */

/* The parents' names that a column gives on the rows of one place. */
struct named {
    const struct linkage_column *column;
    struct person_name names[ROWS_MET];
};

static bool token_stands_in(struct slice token, struct slice text)
{
    size_t at = slice_find(text, token);
    return at < text.length && (at == 0 || text.data[at - 1] == ' ') &&
           (at + token.length == text.length || text.data[at + token.length] == ' ');
}

/* Whether every word of the name stands in the row's names, two of them at least. */
static bool row_bears(const struct records *records, uint32_t row, const struct person_name *name)
{
    if (name->count < 2)
        return false;
    for (size_t i = 0; i < name->count; i++) {
        bool found = false;
        for (size_t at = 0; at < records->name_fields && !found; at++) {
            uint32_t value = records_row(records, row)[at];
            found = value && token_stands_in(name->tokens[i],
                                             values_text(records->fields[at].values, value));
        }
        if (!found)
            return false;
    }
    return true;
}

int32_t kin_birth_day(const struct records *records, uint32_t row)
{
    for (size_t at = 0; at < records->field_count; at++) {
        const struct field *field = &records->fields[at];
        uint32_t value = records_row(records, row)[at];
        if (field->kind == FIELD_DATE && value && field->facts[value].days > DAY_UNKNOWN + 1)
            return field->facts[value].days;
    }
    return DAY_UNKNOWN;
}

static bool may_be_parent(const struct records *records, uint32_t child, uint32_t parent)
{
    int32_t born = kin_birth_day(records, child), before = kin_birth_day(records, parent);
    return born == DAY_UNKNOWN || before == DAY_UNKNOWN || born - before > PARENT_DAYS;
}

/* The one person among those met who bears the name, or LINKAGE_NONE where none or several do. */
static uint32_t bearer(const struct searching *searching, size_t start, size_t end, uint32_t child,
                       const struct person_name *name)
{
    uint32_t found = LINKAGE_NONE, own = searching->persons->person[child];
    for (size_t i = start; i < end; i++) {
        const struct meeting *meeting = &searching->meetings[i];
        if (meeting->person == own || meeting->person == found ||
            !row_bears(searching->records, meeting->row, name) ||
            !may_be_parent(searching->records, child, meeting->row))
            continue;
        if (found != LINKAGE_NONE)
            return LINKAGE_NONE;
        found = meeting->person;
    }
    return found;
}

static bool same_name(const struct person_name *a, const struct person_name *b)
{
    if (a->count != b->count || a->count < 2)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!slice_equal(a->tokens[i], b->tokens[i]))
            return false;
    return true;
}

static void parse_names(const struct searching *searching, struct named *named, size_t start,
                        size_t end)
{
    for (size_t i = start; i < end; i++) {
        uint32_t row = searching->records->origin[searching->meetings[i].row];
        name_parse(values_text(&named->column->values, named->column->rows[row]), NAME_FULL,
                   searching->records->rules_off, &named->names[i - start]);
    }
}

/* A named parent is tied to each child; and children are tied to each other, so that they are
 * family where the parent has no record. */
static void tie_named(struct searching *searching, const struct named *named, size_t start,
                      size_t end)
{
    const struct meeting *meetings = searching->meetings;
    for (size_t i = start; i < end; i++) {
        const struct person_name *name = &named->names[i - start];
        if (name->count < 2)
            continue;
        uint32_t parent = bearer(searching, start, end, meetings[i].row, name);
        if (parent != LINKAGE_NONE)
            add_tie(searching, meetings[i].person, parent, KIN_STATED_NAME, 1);
        for (size_t j = i + 1; j < end; j++)
            if (meetings[j].person != meetings[i].person &&
                same_name(name, &named->names[j - start]))
                add_tie(searching, meetings[i].person, meetings[j].person, KIN_STATED_PARENT, 1);
    }
}

static void find_named(struct searching *searching)
{
    const struct linkage_table *table = searching->linkage->table;
    struct named *named = memory_zeros(1, sizeof *named);
    for (size_t i = 0; i < table->column_count; i++) {
        named->column = &table->columns[i];
        if (named->column->kind != LINKAGE_PARENT_NAME)
            continue;
        for (size_t start = 0, end; start < searching->meeting_count; start = end) {
            end = place_end(searching, start);
            if (is_crowd(searching->meetings, start, end))
                continue;
            parse_names(searching, named, start, end);
            tie_named(searching, named, start, end);
        }
    }
    memory_free(named);
}

static void tie_identified(void *context, uint32_t child, uint32_t parent)
{
    struct searching *searching = context;
    const uint32_t *persons = searching->linkage->persons;
    add_tie(searching, persons[child], persons[parent], KIN_STATED_ID, 1);
}

/* --- together --------------------------------------------------------------------------------- */

static int by_persons(const void *a, const void *b)
{
    const struct kin_tie *left = a, *right = b;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    if (left->b != right->b)
        return left->b < right->b ? -1 : 1;
    if (left->basis != right->basis)
        return left->basis < right->basis ? -1 : 1;
    return left->sure > right->sure ? -1 : left->sure < right->sure;
}

static int by_sureness(const void *a, const void *b)
{
    const struct kin_tie *left = a, *right = b;
    if (left->basis != right->basis)
        return left->basis < right->basis ? -1 : 1;
    if (left->sure != right->sure)
        return left->sure > right->sure ? -1 : 1;
    return by_persons(a, b);
}

void kin_find(const struct linkage *linkage, const struct person_rows *persons,
              const struct dwellings *dwellings, struct kin *ret_kin)
{
    struct searching searching = {.linkage = linkage,
                                  .records = &linkage->records,
                                  .persons = persons,
                                  .dwellings = dwellings,
                                  .comparer = comparer_new(&linkage->records)};
    list_meetings(&searching);
    parents_identified(linkage->table, tie_identified, &searching);
    find_named(&searching);
    if (linkage->has_model)
        find_likely(&searching);
    comparer_free(searching.comparer);
    memory_free(searching.meetings);
    /* Of each pair of persons the surest tie alone. */
    size_t kept = 0, count = searching.found.ties.length;
    struct kin_tie *ties = searching.found.ties.data;
    if (count)
        qsort(ties, count, sizeof *ties, by_persons);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || ties[i].a != ties[i - 1].a || ties[i].b != ties[i - 1].b)
            ties[kept++] = ties[i];
    if (kept)
        qsort(ties, kept, sizeof *ties, by_sureness);
    searching.found.ties.length = kept;
    *ret_kin = searching.found;
}

void kin_free(struct kin *kin)
{
    vector_free(&kin->ties);
}
