#include "math/linkage/persons/aliases.h"

#include <stdlib.h>

#include "math/linkage/compare/levels_own.h"

#include "base/banned.h"

enum { TIES_MOST = 16 };

/* Rows that one row is tied to by the same name. */
struct ties {
    uint32_t rows[TIES_MOST];
    size_t count;
};

/* Each edge from both of its ends: those of number i are ends[starts[i] … starts[i + 1]). */
struct both_ends {
    size_t *starts;
    uint32_t *ends;
};

struct finding {
    const struct records *records;
    const uint32_t *row_at;
    struct both_ends edges;
    struct comparer *comparer;
    VECTOR(struct alias) found;
};

static int by_rows(const void *a, const void *b)
{
    const struct alias *left = a, *right = b;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    return left->b < right->b ? -1 : left->b > right->b;
}

static struct alias alias_of(uint32_t a, uint32_t b)
{
    return a < b ? (struct alias){a, b} : (struct alias){b, a};
}

static struct both_ends take_both_ends(const struct edge *edges, size_t count, size_t rows,
                                       float threshold)
{
    struct both_ends both = {.starts = memory_zeros(rows + 2, sizeof *both.starts)};
    size_t *starts = both.starts + 1; /* filled, each is where the next begins */
    for (size_t i = 0; i < count; i++)
        if (edges[i].weight > threshold) {
            starts[edges[i].a + 1]++;
            starts[edges[i].b + 1]++;
        }
    for (size_t row = 0; row < rows; row++)
        starts[row + 1] += starts[row];
    both.ends = memory_allocate((starts[rows] + 1) * sizeof *both.ends);
    for (size_t i = 0; i < count; i++)
        if (edges[i].weight > threshold) {
            both.ends[starts[edges[i].a]++] = edges[i].b;
            both.ends[starts[edges[i].b]++] = edges[i].a;
        }
    return both;
}

static uint32_t row_of(const struct finding *finding, uint32_t number)
{
    return finding->row_at ? finding->row_at[number] : number;
}

static bool may_bear_two(const struct records *records, uint32_t row)
{
    const uint32_t *values = records_row(records, row);
    return has_other_names(records, values) || has_chinese_surname(records, values);
}

static uint8_t given_level(struct comparer *comparer, uint32_t row)
{
    const struct records *records = comparer->records;
    struct pattern pattern = {0};
    comparer_level(comparer, records_row(records, row), (size_t)records->given, &pattern);
    return pattern.levels[records->given];
}

/* Whether the other's given name, which agrees so, is what the row gives beside its own: Fiona,
 * where the row has Hong-Ting, known as Fiona. That may count as a form of the name
 * (compare/levels_names.c). */
static bool is_by_other(const struct records *records, uint32_t row, uint32_t other, uint8_t level)
{
    const struct facts *givens = records->fields[records->given].facts;
    uint32_t own = records_row(records, row)[records->given];
    uint32_t name = records_row(records, other)[records->given];
    bool form = name_is_form(level) && !name_sets_meet(givens[own].forms, givens[name].forms);
    return level == NAME_ELSEWHERE || level == NAME_ABROAD ||
           (form && stands_among(records, name, records_row(records, row)));
}

static bool is_of_one_name(uint8_t level)
{
    return name_agrees(level) || level == NAME_INITIAL || level == NAME_TOGETHER;
}

/* Whether given name and surname stand in each other's place. */
static bool is_turned(uint8_t level)
{
    return level >= NAME_SWAPPED && level != NAME_ELSEWHERE && level != NAME_TOGETHER &&
           level != LEVEL_DIFFERENT;
}

static void add_tie(struct ties *ties, uint32_t row)
{
    if (ties->count < TIES_MOST)
        ties->rows[ties->count++] = row;
}

/* What the names of one number account for. */
static void find_at(struct finding *finding, uint32_t number)
{
    const struct both_ends *edges = &finding->edges;
    uint32_t row = row_of(finding, number);
    struct ties by_given = {.count = 0}, by_other = {.count = 0};
    bool two = may_bear_two(finding->records, row);
    if (edges->starts[number + 1] - edges->starts[number] < 2)
        return;
    comparer_take(finding->comparer, row);
    for (size_t i = edges->starts[number]; i < edges->starts[number + 1]; i++) {
        uint32_t other = row_of(finding, edges->ends[i]);
        uint8_t level = given_level(finding->comparer, other);
        if (is_turned(level) || (two && is_by_other(finding->records, row, other, level)))
            add_tie(&by_other, other);
        else if (is_of_one_name(level))
            add_tie(&by_given, other);
    }
    for (size_t i = 0; i < by_given.count; i++)
        for (size_t j = 0; j < by_other.count; j++)
            vector_push(&finding->found, alias_of(by_given.rows[i], by_other.rows[j]));
}

void aliases_find(const struct records *records, const struct edge *edges, size_t edge_count,
                  const uint32_t *row_at, float threshold, struct aliases *ret_aliases)
{
    size_t rows = records->row_count;
    struct finding finding = {.records = records, .row_at = row_at};
    *ret_aliases = (struct aliases){0};
    if (records->given < 0 || edge_count < 2)
        return;
    finding.edges = take_both_ends(edges, edge_count, rows, threshold);
    finding.comparer = comparer_new(records);
    for (uint32_t number = 0; number < rows; number++)
        find_at(&finding, number);
    comparer_free(finding.comparer);
    memory_free(finding.edges.starts);
    memory_free(finding.edges.ends);
    if (finding.found.length)
        qsort(finding.found.data, finding.found.length, sizeof *finding.found.data, by_rows);
    *ret_aliases = (struct aliases){finding.found.data, finding.found.length};
}

void aliases_free(struct aliases *aliases)
{
    memory_free(aliases->list);
    *aliases = (struct aliases){0};
}

bool aliases_account_for(const struct aliases *aliases, uint32_t a, uint32_t b)
{
    struct alias wanted = alias_of(a, b);
    return aliases->count > 0 &&
           bsearch(&wanted, aliases->list, aliases->count, sizeof wanted, by_rows) != NULL;
}
