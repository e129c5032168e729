#include "math/linkage/engine.h"

#include <math.h>
#include <stdlib.h>

#include "math/linkage/words.h"

#include "base/banned.h"

const char *linkage_class_words(size_t group)
{
    return class_words((enum pair_class)group);
}

static struct slice text_of(const struct field *field, uint32_t value)
{
    return value ? values_text(field->values, value) : (struct slice){0};
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
        bool same = of_left[at] == of_right[at];
        explanation.evidence[explanation.count++] = (struct linkage_evidence){
            .label = field->label,
            .left = text_of(field, of_left[at]),
            .right = text_of(field, of_right[at]),
            .words = level_words(field->kind, level),
            .share = same ? field_share(field, field->counts[of_left[at]], field->known_rows) : 0,
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

/* --- why rows are one person --------------------------------------------------------------------
 */

struct assembly {
    const struct linkage *linkage;
    size_t count;
    float *weights; /* count × count, kept within the clusters' bounds */
    double *sums;
    size_t *sizes; /* of the group whose first row it is; 0 where the row joined another */
};

static void weigh_all(struct assembly *assembly, const uint32_t *rows)
{
    const struct linkage *linkage = assembly->linkage;
    struct comparer *comparer = comparer_new(&linkage->records);
    for (size_t i = 0; i < assembly->count; i++) {
        uint32_t left = engine_record(linkage, rows[i]);
        comparer_take(comparer, left);
        assembly->sizes[i] = 1;
        for (size_t j = 0; j < assembly->count; j++) {
            struct pattern pattern;
            comparer_pattern(comparer, engine_record(linkage, rows[j]), &pattern);
            float weight = model_weight(&linkage->model, &pattern);
            assembly->weights[i * assembly->count + j] = weight;
            weight = weight < ENGINE_LEAST  ? ENGINE_LEAST
                     : weight > ENGINE_MOST ? ENGINE_MOST
                                            : weight;
            assembly->sums[i * assembly->count + j] = (double)weight;
        }
    }
    comparer_free(comparer);
}

static double mean_between(const struct assembly *assembly, size_t i, size_t j)
{
    return assembly->sums[i * assembly->count + j] /
           ((double)assembly->sizes[i] * (double)assembly->sizes[j]);
}

static bool best_pair(const struct assembly *assembly, size_t *ret_i, size_t *ret_j)
{
    double best = -INFINITY;
    bool found = false;
    for (size_t i = 0; i < assembly->count; i++)
        for (size_t j = i + 1; assembly->sizes[i] && j < assembly->count; j++)
            if (assembly->sizes[j] && mean_between(assembly, i, j) > best) {
                best = mean_between(assembly, i, j);
                *ret_i = i;
                *ret_j = j;
                found = true;
            }
    return found;
}

/* The strongest pair between the two groups; groups[k]: the group of row k. */
static void strongest(const struct assembly *assembly, const size_t *groups, size_t i, size_t j,
                      const uint32_t *rows, struct linkage_joint *joint)
{
    float most = -INFINITY;
    for (size_t a = 0; a < assembly->count; a++)
        for (size_t b = 0; groups[a] == i && b < assembly->count; b++)
            if (groups[b] == j && assembly->weights[a * assembly->count + b] > most) {
                most = assembly->weights[a * assembly->count + b];
                joint->left = rows[a];
                joint->right = rows[b];
            }
}

static void assemble(struct assembly *assembly, struct linkage_why *why)
{
    size_t *groups = memory_allocate((assembly->count + 1) * sizeof *groups), i = 0, j = 0;
    for (size_t k = 0; k < assembly->count; k++)
        groups[k] = k;
    size_t made = 0;
    while (best_pair(assembly, &i, &j)) {
        struct linkage_joint *joint = &why->joints[made];
        *joint = (struct linkage_joint){.left_count = assembly->sizes[i],
                                        .right_count = assembly->sizes[j],
                                        .mean = mean_between(assembly, i, j)};
        strongest(assembly, groups, i, j, why->rows, joint);
        if (joint->mean < why->joints[why->weakest].mean)
            why->weakest = made;
        made++;
        for (size_t k = 0; k < assembly->count; k++) {
            assembly->sums[i * assembly->count + k] += assembly->sums[j * assembly->count + k];
            assembly->sums[k * assembly->count + i] = assembly->sums[i * assembly->count + k];
            groups[k] = groups[k] == j ? i : groups[k];
        }
        assembly->sizes[i] += assembly->sizes[j];
        assembly->sizes[j] = 0;
    }
    memory_free(groups);
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
    struct assembly assembly = {
        .linkage = linkage,
        .count = count,
        .weights = memory_allocate(count * count * sizeof *assembly.weights),
        .sums = memory_allocate(count * count * sizeof *assembly.sums),
        .sizes = memory_allocate((count + 1) * sizeof *assembly.sizes),
    };
    weigh_all(&assembly, why.rows);
    assemble(&assembly, &why);
    memory_free(assembly.weights);
    memory_free(assembly.sums);
    memory_free(assembly.sizes);
    *ret_why = why;
}

void linkage_why_free(struct linkage_why *why)
{
    memory_free(why->rows);
    memory_free(why->joints);
    *why = (struct linkage_why){0};
}
