#include "math/linkage/engine/engine.h"

#include <stdio.h>

#include "math/linkage/weigh/estimate.h"

#include "base/banned.h"

enum {
    RANDOM_PAIRS = 1 << 18,
    RANDOM_PIECES = 16,
    SAMPLED_ROWS = 100000,
    SAMPLED_PAIRS = 1 << 19, /* that are not promising; a pair that several rules find counts each
                                time */
};

struct counting {
    const struct linkage *linkage;
    uint64_t sample; /* one row in so many is looked at, */
    uint64_t thin;   /* and of its pairs that are not promising, one in so many */
    struct patterns pieces[ENGINE_PIECES];
};

/* Whether half or more of the fields that both rows know are equal: such pairs, which are few, say
 * most of what there is to learn. */
static bool is_promising(const struct records *records, const uint32_t *a, const uint32_t *b)
{
    unsigned known = 0, equal = 0;
    for (size_t at = 0; at < records->field_count; at++) {
        known += a[at] && b[at];
        equal += a[at] && a[at] == b[at];
    }
    return equal * 2 >= known;
}

/* All promising pairs, and one in so many of the others to stand for them. */
static size_t thin_out(struct lookout *lookout, uint64_t thin, uint32_t row, size_t count,
                       bool *promising)
{
    const struct records *records = &lookout->linkage->records;
    const uint32_t *own = records_row(records, row);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t other = lookout->candidates[i];
        if (i + 8 < count)
            records_expect(records, lookout->candidates[i + 8]);
        promising[kept] = is_promising(records, own, records_row(records, other));
        uint32_t mixed = (row * UINT32_C(2654435761) ^ other) * UINT32_C(2246822519);
        if (promising[kept] || mixed * thin >> 32 == 0)
            lookout->candidates[kept++] = other;
    }
    return kept;
}

/* The first row from `row` on that is looked at: its number, well mixed, falls in the first part of
 * so many equal ones. */
static uint32_t sampled_from(const struct counting *counting, uint32_t row, uint32_t until)
{
    while (row < until && row * UINT32_C(2654435761) * counting->sample >> 32)
        row++;
    return row < until ? row : UINT32_MAX;
}

static size_t batch_size(size_t from, size_t count)
{
    return from >= count ? 0 : count - from < COMPARED_AT_ONCE ? count - from : COMPARED_AT_ONCE;
}

/* The candidates from `from` on, at most COMPARED_AT_ONCE. */
static void count_batch(const struct counting *counting, const struct lookout *lookout, size_t from,
                        size_t count, const bool *promising, struct patterns *counts)
{
    const uint32_t *others = lookout->candidates + from;
    size_t size = batch_size(from, count);
    __attribute__((uninitialized)) struct pattern patterns[COMPARED_AT_ONCE];
    comparer_expect(lookout->comparer, others + size, batch_size(from + size, count));
    comparer_patterns(lookout->comparer, others, size, patterns);
    for (size_t i = 0; i < size; i++)
        patterns_add(counts, &patterns[i], promising[from + i] ? 1 : counting->thin);
}

static void count_piece(void *context, size_t piece)
{
    struct counting *counting = context;
    const struct linkage *linkage = counting->linkage;
    size_t rows = linkage->records.row_count, pieces = engine_pieces(linkage);
    struct lookout lookout = lookout_new(linkage, true);
    bool *promising = memory_allocate((rows + 1) * sizeof *promising);
    uint32_t row = (uint32_t)(rows * piece / pieces),
             until = (uint32_t)(rows * (piece + 1) / pieces);
    for (uint32_t next; (row = sampled_from(counting, row, until)) < until; row = next) {
        next = sampled_from(counting, row + 1, until);
        size_t count = lookout_turn(&lookout, row, next);
        count = thin_out(&lookout, counting->thin, row, count, promising);
        for (size_t from = 0; from < count; from += COMPARED_AT_ONCE)
            count_batch(counting, &lookout, from, count, promising, &counting->pieces[piece]);
    }
    memory_free(promising);
    lookout_free(&lookout);
}

static void count_random(void *context, size_t piece)
{
    struct counting *counting = context;
    const struct linkage *linkage = counting->linkage;
    struct comparer *comparer = comparer_new(&linkage->records);
    struct random chance = random_stream(20110331, piece);
    double enough = 4 * engine_all_pairs(linkage) / RANDOM_PIECES + 1; /* the same ones again */
    size_t most = RANDOM_PAIRS / RANDOM_PIECES;
    size_t count = enough < (double)most ? (size_t)enough : most;
    for (size_t i = 0; i < count; i++) {
        uint32_t a = (uint32_t)random_below(&chance, linkage->records.row_count);
        uint32_t b = (uint32_t)random_below(&chance, linkage->records.row_count);
        struct pattern pattern;
        if (a == b || !engine_comparable(linkage, a, b))
            continue;
        comparer_take(comparer, a);
        comparer_pattern(comparer, b, &pattern);
        patterns_add(&counting->pieces[piece], &pattern, 1);
    }
    comparer_free(comparer);
}

static void count_patterns(struct counting *counting, size_t pieces, parallel_work work,
                           struct patterns *ret_all)
{
    *ret_all = (struct patterns){0};
    parallel_for(counting->linkage->threads, pieces, work, counting);
    for (size_t i = 0; i < pieces; i++) {
        patterns_merge(ret_all, &counting->pieces[i]);
        patterns_free(&counting->pieces[i]);
    }
    patterns_settle(ret_all);
}

void linkage_estimate(struct linkage *linkage)
{
    if (linkage->records.row_count < 2)
        return;
    struct counting *counting = memory_zeros(1, sizeof *counting);
    struct patterns random, candidates;
    counting->linkage = linkage;
    counting->sample = linkage->records.row_count / SAMPLED_ROWS + 1;
    counting->thin = linkage->blocks.pairs_learned / counting->sample / SAMPLED_PAIRS + 1;
    count_patterns(counting, RANDOM_PIECES, count_random, &random);
    count_patterns(counting, engine_pieces(linkage), count_piece, &candidates);
    model_estimate(&linkage->records, &candidates, (double)counting->sample, &random,
                   engine_all_pairs(linkage), linkage->threads, &linkage->model);
    linkage->has_model = true;
    patterns_free(&random);
    patterns_free(&candidates);
    memory_free(counting);
}

/* --- kept and taken up again ------------------------------------------------------------------ */

_Static_assert((int)LINKAGE_CLASSES == (int)CLASSES, "a kept model has the engine's classes");
_Static_assert((int)LINKAGE_LEVELS == LEVELS - LEVEL_NEAR + 1, "and its levels");

void linkage_model_get(const struct linkage *linkage, struct linkage_model *ret_model)
{
    const struct model *model = &linkage->model;
    *ret_model = (struct linkage_model){.field_count = linkage->records.field_count};
    double rows = (double)linkage->records.row_count, all = engine_all_pairs(linkage);
    for (size_t group = 0; group < CLASSES; group++)
        ret_model->pairs_per_row[group] =
            group == CLASS_STRANGER || rows < 1 ? 0 : model->prior[group] * all / rows;
    for (size_t at = 0; at < linkage->records.field_count; at++) {
        const struct field *field = &linkage->records.fields[at];
        snprintf(ret_model->fields[at].label, sizeof ret_model->fields[at].label, "%s",
                 field->label);
        ret_model->fields[at].kind = (int)field->kind;
        for (size_t group = 0; group < CLASSES; group++) {
            double *chance = ret_model->fields[at].chance[group];
            for (size_t level = 1; level < LEVELS; level++)
                chance[level < LEVEL_NEAR ? 0 : level - LEVEL_NEAR + 1] +=
                    model->chance[at][level][group];
        }
    }
}

static bool same_fields(const struct linkage *linkage, const struct linkage_model *model)
{
    if (model->field_count != linkage->records.field_count)
        return false;
    for (size_t at = 0; at < model->field_count; at++)
        if (model->fields[at].kind != (int)linkage->records.fields[at].kind ||
            strcmp(model->fields[at].label, linkage->records.fields[at].label) != 0)
            return false;
    return true;
}

bool linkage_model_set(struct linkage *linkage, const struct linkage_model *kept)
{
    if (!same_fields(linkage, kept))
        return false;
    model_restore(&linkage->records, kept, engine_all_pairs(linkage), &linkage->model);
    linkage->has_model = true;
    return true;
}
