/* Where a linkage is unsure. The rules that made the persons are asked again: of each record
 * against the rest of its person, and of each two persons that some pair of records ties. */
#include "math/linkage/doubt.h"

#include <math.h>
#include <stdlib.h>

#include "math/linkage/dwelling.h"

#include "base/banned.h"

struct doubting {
    const struct linkage *linkage;
    struct cluster_rules rules;
    void *state;
    float *parts;
    struct person_rows persons;
    struct linkage_doubts made;
    size_t capacity;
};

static void add_doubt(struct doubting *doubting, uint32_t a, uint32_t b, float weight,
                      bool are_together)
{
    const uint32_t *origin = doubting->linkage->records.origin;
    struct linkage_doubts *made = &doubting->made;
    uint32_t left = origin[a], right = origin[b];
    if (made->count == doubting->capacity) {
        doubting->capacity = doubting->capacity ? doubting->capacity * 2 : 64;
        made->list = memory_resize(made->list, doubting->capacity, sizeof *made->list);
    }
    made->list[made->count++] = (struct linkage_doubt){
        left < right ? left : right, left < right ? right : left, weight, are_together};
}

/* The rows of a person that stand for it. */
static const uint32_t *rows_of(const struct doubting *doubting, uint32_t person, size_t *ret_count)
{
    uint32_t start = doubting->persons.starts[person], end = doubting->persons.starts[person + 1];
    *ret_count = end - start < LINKAGE_DOUBT_ROWS ? end - start : LINKAGE_DOUBT_ROWS;
    return doubting->persons.rows + start;
}

/* --- records within persons ------------------------------------------------------------------- */

static float pair_weight(const struct doubting *doubting, struct comparer *comparer, uint32_t b)
{
    struct pattern pattern;
    comparer_pattern(comparer, b, &pattern);
    return model_weight(&doubting->linkage->model, &pattern);
}

static void doubt_row(struct doubting *doubting, struct comparer *comparer, uint32_t row,
                      const uint32_t *rows, size_t count)
{
    float most = -INFINITY;
    uint32_t nearest = row;
    memset(doubting->parts, 0, doubting->rules.parts * sizeof *doubting->parts);
    comparer_take(comparer, row);
    for (size_t i = 0; i < count; i++) {
        if (rows[i] == row)
            continue;
        doubting->rules.weigh(doubting->state, row, rows[i], doubting->parts);
        float weight = pair_weight(doubting, comparer, rows[i]);
        if (weight > most || nearest == row) {
            most = weight;
            nearest = rows[i];
        }
    }
    float belongs = doubting->rules.score(doubting->rules.context, doubting->parts, 1);
    if (isinf(belongs)) /* nobody may compare them: others tie them together */
        return;
    doubting->made.belongs[doubting->linkage->records.origin[row]] = belongs;
    add_doubt(doubting, row, nearest, belongs, true);
}

static void doubt_persons(struct doubting *doubting)
{
    struct comparer *comparer = comparer_new(&doubting->linkage->records);
    for (uint32_t person = 0; person < doubting->persons.count; person++) {
        uint32_t start = doubting->persons.starts[person],
                 end = doubting->persons.starts[person + 1];
        size_t count;
        const uint32_t *rows = rows_of(doubting, person, &count);
        for (uint32_t i = start; count > 1 && i < end; i++)
            doubt_row(doubting, comparer, doubting->persons.rows[i], rows, count);
    }
    comparer_free(comparer);
}

/* --- persons apart ---------------------------------------------------------------------------- */

struct tied {
    uint32_t left, right; /* persons, left < right */
    struct edge edge;     /* the heaviest between them comes first */
};

static int by_persons(const void *a, const void *b)
{
    const struct tied *one = a, *other = b;
    if (one->left != other->left)
        return one->left < other->left ? -1 : 1;
    if (one->right != other->right)
        return one->right < other->right ? -1 : 1;
    if (one->edge.weight != other->edge.weight)
        return one->edge.weight > other->edge.weight ? -1 : 1;
    if (one->edge.a != other->edge.a)
        return one->edge.a < other->edge.a ? -1 : 1;
    return one->edge.b < other->edge.b ? -1 : one->edge.b > other->edge.b;
}

static float persons_score(const struct doubting *doubting, uint32_t left, uint32_t right)
{
    size_t left_count, right_count;
    const uint32_t *of_left = rows_of(doubting, left, &left_count);
    const uint32_t *of_right = rows_of(doubting, right, &right_count);
    memset(doubting->parts, 0, doubting->rules.parts * sizeof *doubting->parts);
    for (size_t i = 0; i < left_count; i++)
        for (size_t j = 0; j < right_count; j++)
            doubting->rules.weigh(doubting->state, of_left[i], of_right[j], doubting->parts);
    return doubting->rules.score(doubting->rules.context, doubting->parts,
                                 left_count < right_count ? left_count : right_count);
}

/* Persons who may not be one, since a source holds each person once. */
static bool exclude_each_other(const struct doubting *doubting, uint32_t left, uint32_t right)
{
    const uint64_t *exclusive = doubting->linkage->exclusive;
    const struct person_rows *persons = &doubting->persons;
    uint64_t bits = 0;
    for (uint32_t i = persons->starts[left]; exclusive && i < persons->starts[left + 1]; i++)
        bits |= exclusive[persons->rows[i]];
    for (uint32_t i = persons->starts[right]; exclusive && i < persons->starts[right + 1]; i++)
        if (bits & exclusive[persons->rows[i]])
            return true;
    return false;
}

static void doubt_apart(struct doubting *doubting)
{
    const struct linkage *linkage = doubting->linkage;
    const uint32_t *person = doubting->persons.person;
    VECTOR(struct tied) tied = {0};
    for (size_t i = 0; i < linkage->edge_count; i++) {
        const struct edge *edge = &linkage->edges[i];
        uint32_t a = person[edge->a], b = person[edge->b];
        if (a != b)
            vector_push(&tied, (struct tied){a < b ? a : b, a < b ? b : a, *edge});
    }
    if (tied.length)
        qsort(tied.data, tied.length, sizeof *tied.data, by_persons);
    for (size_t i = 0; i < tied.length; i++) {
        const struct tied *at = &tied.data[i];
        bool again = i > 0 && at->left == at[-1].left && at->right == at[-1].right;
        if (again || exclude_each_other(doubting, at->left, at->right))
            continue;
        float weight = persons_score(doubting, at->left, at->right);
        if (!isinf(weight))
            add_doubt(doubting, at->edge.a, at->edge.b, weight, false);
    }
    vector_free(&tied);
}

/* --- together --------------------------------------------------------------------------------- */

static int by_doubt(const void *a, const void *b)
{
    const struct linkage_doubt *one = a, *other = b;
    float left = fabsf(one->weight), right = fabsf(other->weight);
    if (left != right)
        return left < right ? -1 : 1;
    if (one->a != other->a)
        return one->a < other->a ? -1 : 1;
    if (one->b != other->b)
        return one->b < other->b ? -1 : 1;
    return (int)one->are_together - (int)other->are_together;
}

void linkage_doubts_find(const struct linkage *linkage, struct linkage_doubts *ret_doubts)
{
    size_t rows = linkage->records.row_count;
    struct doubting doubting = {.linkage = linkage};
    doubting.made.belongs = memory_allocate((rows + 1) * sizeof *doubting.made.belongs);
    for (size_t row = 0; row < rows; row++)
        doubting.made.belongs[row] = INFINITY;
    if (linkage->has_model) {
        doubting.rules = engine_cluster_rules(linkage);
        doubting.state = doubting.rules.state_new(linkage);
        doubting.parts = memory_allocate(doubting.rules.parts * sizeof *doubting.parts);
        person_rows_make(linkage, &doubting.persons);
        doubt_persons(&doubting);
        doubt_apart(&doubting);
        person_rows_free(&doubting.persons);
        memory_free(doubting.parts);
        doubting.rules.state_free(doubting.state);
    }
    if (doubting.made.count)
        qsort(doubting.made.list, doubting.made.count, sizeof *doubting.made.list, by_doubt);
    *ret_doubts = doubting.made;
}

void linkage_doubts_free(struct linkage_doubts *doubts)
{
    memory_free(doubts->belongs);
    memory_free(doubts->list);
    *doubts = (struct linkage_doubts){0};
}
