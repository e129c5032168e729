#include "math/linkage/engine/engine.h"

#include <math.h>
#include <stdlib.h>

#include "math/linkage/explain/words.h"
#include "math/linkage/persons/dense.h"

#include "base/banned.h"

const char *linkage_class_words(size_t group)
{
    return class_words((enum pair_class)group);
}

static struct slice text_of(const struct field *field, uint32_t value)
{
    return value ? slice_trim(values_text(field->values, value)) : (struct slice){0};
}

/* How common the value is: among the rows at hand, or as it was learned from others. */
static double share_of(const struct linkage *linkage, const struct field *field, uint32_t value)
{
    if (linkage->levels_learnt)
        return exp2(-EXACT_LEVEL_BITS * (field->exact[value] - LEVEL_EXACT + 0.5));
    return field_share(field, value, field->counts[value], field->known_rows);
}

/* By how many levels what both have in the field is commoner among those of their given name. */
static uint8_t commoner_of(const struct records *records, const struct pattern *pattern,
                           const uint32_t *row, size_t field)
{
    return (int)field == records->surname && records->given >= 0 &&
                   level_is_exact(pattern->levels[records->given])
               ? records_together(records, row)
               : 0;
}

static void share_classes(const struct model *model, const struct pattern *pattern,
                          double classes[static CLASSES])
{
    class_lanes bits;
    model_class_bits(model, pattern, &bits);
    double total = 0, most = -INFINITY;
    for (size_t group = 0; group < CLASSES; group++)
        most = fmax(most, (double)bits[group]);
    for (size_t group = 0; group < CLASSES; group++)
        total += classes[group] = exp2((double)bits[group] - most);
    for (size_t group = 0; group < CLASSES; group++)
        classes[group] /= total;
}

void linkage_explain(const struct linkage *linkage, uint32_t a, uint32_t b,
                     struct linkage_explanation *ret_explanation)
{
    const struct records *records = &linkage->records;
    uint32_t left = engine_record(linkage, a), right = engine_record(linkage, b);
    const uint32_t *of_left = records_row(records, left), *of_right = records_row(records, right);
    struct comparer *comparer = comparer_new(records);
    struct pattern whole, part = {0};
    comparer_take(comparer, left);
    comparer_pattern(comparer, right, &whole);
    comparer_free(comparer);
    struct linkage_explanation explanation = {.before =
                                                  (double)model_weight(&linkage->model, &part)};
    double weight = explanation.before;
    for (size_t at = 0; at < records->field_count; at++) {
        const struct field *field = &records->fields[at];
        uint8_t level = whole.levels[at];
        if (level == LEVEL_MISSING)
            continue;
        part.levels[at] = level;
        double after = (double)model_weight(&linkage->model, &part);
        bool exact = of_left[at] == of_right[at] && level_is_exact(level);
        uint8_t commoner = exact ? commoner_of(records, &whole, of_left, at) : 0;
        explanation.evidence[explanation.count++] = (struct linkage_evidence){
            .label = field->label,
            .left = text_of(field, of_left[at]),
            .right = text_of(field, of_right[at]),
            .words = level_words(field->kind, level),
            .share = exact ? fmin(1, share_of(linkage, field, of_left[at]) *
                                         exp2(EXACT_LEVEL_BITS * commoner))
                           : 0,
            .of_given = commoner > 0,
            .bits = after - weight,
        };
        weight = after;
    }
    explanation.weight = weight;
    share_classes(&linkage->model, &whole, explanation.classes);
    const struct decided *decided = engine_decision(linkage, left, right);
    explanation.decided = !decided ? 0 : decided->same ? 1 : -1;
    *ret_explanation = explanation;
}

/* --- why rows are one person ------------------------------------------------------------------ */

/* The pair between the two groups that weighs most. */
static void strongest(const struct linkage *linkage, const struct dense *dense, size_t i, size_t j,
                      const uint32_t *rows, struct linkage_joint *joint)
{
    struct comparer *comparer = comparer_new(&linkage->records);
    float most = -INFINITY;
    for (size_t a = 0; a < dense->count; a++) {
        if (dense->group[a] != i)
            continue;
        comparer_take(comparer, engine_record(linkage, rows[a]));
        for (size_t b = 0; b < dense->count; b++) {
            struct pattern pattern;
            if (dense->group[b] != j)
                continue;
            comparer_pattern(comparer, engine_record(linkage, rows[b]), &pattern);
            float weight = model_weight(&linkage->model, &pattern);
            if (weight <= most)
                continue;
            most = weight;
            joint->left = rows[a];
            joint->right = rows[b];
        }
    }
    comparer_free(comparer);
}

static size_t size_of(const struct dense *dense, size_t group)
{
    size_t size = 0;
    for (size_t row = 0; row < dense->count; row++)
        size += dense->group[row] == group;
    return size;
}

/* Put the person's rows together again, whatever the joints weigh. */
static void assemble(const struct linkage *linkage, struct dense *dense, struct linkage_why *why)
{
    size_t made = 0, i = 0, j = 0;
    while (dense_best(dense, -INFINITY, &i, &j)) {
        struct linkage_joint *joint = &why->joints[made];
        *joint = (struct linkage_joint){.left_count = size_of(dense, i),
                                        .right_count = size_of(dense, j),
                                        .weight = (double)dense_score(dense, i, j)};
        strongest(linkage, dense, i, j, why->rows, joint);
        if (joint->weight < why->joints[why->weakest].weight)
            why->weakest = made;
        made++;
        dense_join(dense, i, j);
    }
}

void linkage_why(const struct linkage *linkage, uint32_t row, struct linkage_why *ret_why)
{
    struct linkage_why why = {0};
    why.rows = memory_allocate(LINKAGE_WHY_ROWS * sizeof *why.rows);
    for (uint32_t other = 0; other < linkage->table->row_count; other++)
        if (linkage->persons[other] == linkage->persons[row] && why.row_count < LINKAGE_WHY_ROWS)
            why.rows[why.row_count++] = other;
    size_t count = why.row_count;
    why.joints = memory_zeros(count + 1, sizeof *why.joints);
    uint32_t *records = memory_allocate((count + 1) * sizeof *records);
    for (size_t i = 0; i < count; i++)
        records[i] = engine_record(linkage, why.rows[i]);
    struct cluster_rules rules = engine_cluster_rules(linkage);
    struct dense dense = {0};
    void *state = rules.state_new(linkage);
    dense_fill(&dense, &rules, state, records, count);
    assemble(linkage, &dense, &why);
    dense_free(&dense);
    rules.state_free(state);
    memory_free(records);
    *ret_why = why;
}

void linkage_why_free(struct linkage_why *why)
{
    memory_free(why->rows);
    memory_free(why->joints);
    *why = (struct linkage_why){0};
}
