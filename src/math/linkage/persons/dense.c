#include "math/linkage/persons/dense.h"

#include "base/banned.h"

static float *parts_of(const struct dense *dense, size_t i, size_t j)
{
    size_t low = i < j ? i : j, high = i < j ? j : i;
    return dense->parts + (low * dense->count + high) * dense->rules->parts;
}

static void set_score(struct dense *dense, size_t i, size_t j)
{
    size_t least = dense->size[i] < dense->size[j] ? dense->size[i] : dense->size[j];
    float score = dense->rules->score(dense->rules->context, parts_of(dense, i, j), least);
    dense->scores[i * dense->count + j] = dense->scores[j * dense->count + i] = score;
}

static void grow(struct dense *dense, size_t count)
{
    if (count <= dense->capacity)
        return;
    const struct cluster_rules *rules = dense->rules;
    dense_free(dense);
    dense->rules = rules;
    dense->capacity = count;
    dense->parts = memory_allocate(count * count * rules->parts * sizeof *dense->parts);
    dense->scores = memory_allocate(count * count * sizeof *dense->scores);
    dense->exclusive = memory_allocate(count * sizeof *dense->exclusive);
    dense->group = memory_allocate(count * sizeof *dense->group);
    dense->size = memory_allocate(count * sizeof *dense->size);
}

void dense_fill(struct dense *dense, const struct cluster_rules *rules, void *state,
                const uint32_t *rows, size_t count)
{
    dense->rules = rules;
    grow(dense, count);
    dense->count = count;
    for (size_t i = 0; i < count; i++)
        dense->size[i] = 1;
    for (size_t i = 0; i < count; i++) {
        dense->group[i] = (uint32_t)i;
        dense->exclusive[i] = rules->exclusive ? rules->exclusive[rows[i]] : 0;
        for (size_t j = i + 1; j < count; j++) {
            memset(parts_of(dense, i, j), 0, rules->parts * sizeof *dense->parts);
            rules->weigh(state, rows[i], rows[j], parts_of(dense, i, j));
            set_score(dense, i, j);
        }
    }
}

void dense_free(struct dense *dense)
{
    memory_free(dense->parts);
    memory_free(dense->scores);
    memory_free(dense->exclusive);
    memory_free(dense->group);
    memory_free(dense->size);
    *dense = (struct dense){0};
}

bool dense_best(const struct dense *dense, float threshold, size_t *ret_i, size_t *ret_j)
{
    float best = threshold;
    bool found = false;
    for (size_t i = 0; i < dense->count; i++)
        for (size_t j = i + 1; dense->group[i] == i && j < dense->count; j++) {
            if (dense->group[j] != j || (dense->exclusive[i] & dense->exclusive[j]) ||
                !(dense_score(dense, i, j) > best))
                continue;
            best = dense_score(dense, i, j);
            *ret_i = i;
            *ret_j = j;
            found = true;
        }
    return found;
}

void dense_join(struct dense *dense, size_t i, size_t j)
{
    dense->size[i] += dense->size[j];
    for (size_t k = 0; k < dense->count; k++) {
        if (dense->group[k] == j)
            dense->group[k] = (uint32_t)i;
        if (k == i || dense->group[k] != k)
            continue;
        float *to = parts_of(dense, i, k);
        const float *from = parts_of(dense, j, k);
        for (size_t part = 0; part < dense->rules->parts; part++)
            to[part] += from[part];
        set_score(dense, i, k);
    }
    dense->exclusive[i] |= dense->exclusive[j];
}
