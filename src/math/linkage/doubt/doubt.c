/* Where a linkage is unsure. The rules that made the persons are asked again: of each record
 * against the rest of its person, and of each two persons that some pair of records ties. What they
 * say is then set beside what is settled: who has found nobody yet, and who has another to be. */
#include "math/linkage/doubt.h"

#include <math.h>
#include <stdlib.h>

#include "math/linkage/families/dwelling.h"

#include "base/banned.h"

struct doubting {
    const struct linkage *linkage;
    struct cluster_rules rules;
    void *state;
    float *parts;
    struct person_rows persons;
    size_t sources;
    double *unmatched; /* sources × sources: the share of the one's records that have none of the
                          other in their person */
    double *rivals;    /* by person: the odds that it is one with another, of all together */
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

/* --- beside what is settled ------------------------------------------------------------------- */

static size_t source_of(const struct doubting *doubting, uint32_t row)
{
    const struct linkage *linkage = doubting->linkage;
    return linkage->table->source ? linkage->table->source[linkage->records.origin[row]] : 0;
}

/* Which sources a row's person has records of, beside it. */
static void find_partners(const struct doubting *doubting, uint32_t person, uint32_t row,
                          bool *ret_has)
{
    size_t count;
    const uint32_t *rows = rows_of(doubting, person, &count);
    memset(ret_has, 0, doubting->sources * sizeof *ret_has);
    for (size_t i = 0; i < count; i++)
        ret_has[source_of(doubting, rows[i])] |= rows[i] != row;
}

/* By Laplace's rule of succession, so that few records do not say never. */
static void find_unmatched(struct doubting *doubting)
{
    size_t sources = doubting->sources;
    double *all = memory_zeros(sources, sizeof *all);
    bool *has = memory_zeros(sources, sizeof *has);
    for (uint32_t row = 0; row < doubting->linkage->records.row_count; row++) {
        size_t source = source_of(doubting, row);
        find_partners(doubting, doubting->persons.person[row], row, has);
        all[source]++;
        for (size_t other = 0; other < sources; other++)
            doubting->unmatched[source * sources + other] += !has[other];
    }
    for (size_t source = 0; source < sources; source++)
        for (size_t other = 0; other < sources; other++) {
            double *share = &doubting->unmatched[source * sources + other];
            *share = (*share + 1) / (all[source] + 2);
        }
    memory_free(all);
    memory_free(has);
}

/* A pair's odds start from how few pairs of all are one person. But most records have found theirs
 * by now, and of one that would have nobody otherwise the odds are those over the shares of both
 * sources that have nobody in the other: matchings of one size are equally likely, and the larger
 * they are the fewer are left to be matched (Sadinle 2017, J Am Stat Assoc 112:600-612). */
static double beside_unmatched(const struct doubting *doubting, double weight, uint32_t a,
                               uint32_t b)
{
    size_t left = source_of(doubting, a), right = source_of(doubting, b);
    if (left == right) /* any number of a source's records may be one person */
        return weight;
    return weight - log2(doubting->unmatched[left * doubting->sources + right]) -
           log2(doubting->unmatched[right * doubting->sources + left]);
}

static double odds_of(double weight)
{
    return exp2(fmin(weight, 100));
}

/* One of these at most is true: it, its rivals, or none. */
static double beside_rivals(double weight, double rivals)
{
    return weight - log2(1 + fmax(0, rivals));
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
    belongs = (float)beside_rivals(beside_unmatched(doubting, (double)belongs, row, nearest),
                                   doubting->rivals[doubting->persons.person[row]]);
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
    double weight;        /* log2 odds that they are one, their rivals apart */
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

/* Two persons once each, by the heaviest edge between them, and what all their records say; how
 * many. Nobody may say that they are one where a source holds each person once. */
static size_t weigh_tied(const struct doubting *doubting, struct tied *tied, size_t count)
{
    size_t kept = 0;
    const struct tied *last = NULL;
    for (size_t i = 0; i < count; i++) {
        struct tied at = tied[i];
        bool again = last && at.left == last->left && at.right == last->right;
        if (again || exclude_each_other(doubting, at.left, at.right))
            continue;
        float weight = persons_score(doubting, at.left, at.right);
        if (isinf(weight))
            continue;
        at.weight = beside_unmatched(doubting, (double)weight, at.edge.a, at.edge.b);
        tied[kept] = at;
        last = &tied[kept++];
    }
    return kept;
}

static void doubt_apart(struct doubting *doubting)
{
    const struct linkage *linkage = doubting->linkage;
    const uint32_t *person = doubting->persons.person;
    double *rivals = doubting->rivals;
    VECTOR(struct tied) tied = {0};
    for (size_t i = 0; i < linkage->edge_count; i++) {
        const struct edge *edge = &linkage->edges[i];
        uint32_t a = person[edge->a], b = person[edge->b];
        if (a != b)
            vector_push(&tied, (struct tied){a < b ? a : b, a < b ? b : a, *edge, 0});
    }
    if (tied.length == 0)
        return;
    qsort(tied.data, tied.length, sizeof *tied.data, by_persons);
    size_t count = weigh_tied(doubting, tied.data, tied.length);
    for (size_t i = 0; i < count; i++) {
        rivals[tied.data[i].left] += odds_of(tied.data[i].weight);
        rivals[tied.data[i].right] += odds_of(tied.data[i].weight);
    }
    for (size_t i = 0; i < count; i++) {
        const struct tied *at = &tied.data[i];
        double others = fmax(rivals[at->left], rivals[at->right]) - odds_of(at->weight);
        add_doubt(doubting, at->edge.a, at->edge.b, (float)beside_rivals(at->weight, others),
                  false);
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
        doubting.sources = linkage->table->source ? linkage->table->source_count : 1;
        doubting.unmatched =
            memory_zeros(doubting.sources * doubting.sources, sizeof *doubting.unmatched);
        doubting.rivals = memory_zeros((size_t)doubting.persons.count + 1, sizeof *doubting.rivals);
        find_unmatched(&doubting);
        doubt_apart(&doubting);
        doubt_persons(&doubting);
        person_rows_free(&doubting.persons);
        memory_free(doubting.unmatched);
        memory_free(doubting.rivals);
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
