#include "math/linkage/linkage.h"

#include <math.h>
#include <time.h>
#include <stdio.h>
#include <stdlib.h>

#include "math/linkage/block.h"
#include "math/linkage/cluster.h"
#include "math/linkage/estimate.h"
#include "math/linkage/score.h"

#include "base/banned.h"

enum {
    CHUNK_ROWS = 256,
    RANDOM_PAIRS = 1 << 19,
    RANDOM_PIECES = 16,
    SAMPLED_PAIRS = 1 << 21,
};

static const float floor_bits = -3;

struct run {
    const struct linkage_options *options;
    struct records records;
    struct blocks blocks;
    struct model model;
    struct scorer scorer;
    size_t chunks;
    uint32_t sample;          /* every so many rows are looked at to estimate */
    struct patterns *counted; /* by chunk */
    struct edges {
        VECTOR(struct edge) list;
    } * edges; /* by chunk */
};

static void lap(const char *name)
{
    static int64_t last;
    int64_t now = (int64_t)clock();
    if (getenv("WEFT_DEBUG"))
        fprintf(stderr, "LAP %s %.3f s\n", name, (double)(now - last) / 1e6);
    last = now;
}

struct scratch {
    uint32_t *seen, *candidates;
    float *weights;
    struct comparer *comparer;
};

static struct scratch scratch_new(const struct records *records)
{
    size_t rows = records->row_count;
    struct scratch scratch = {memory_allocate(rows * sizeof(uint32_t)),
                              memory_allocate(rows * sizeof(uint32_t)),
                              memory_allocate(rows * sizeof(float)), comparer_new(records)};
    memset(scratch.seen, 0xFF, rows * sizeof(uint32_t));
    return scratch;
}

static void scratch_free(struct scratch *scratch)
{
    memory_free(scratch->seen);
    memory_free(scratch->candidates);
    memory_free(scratch->weights);
    comparer_free(scratch->comparer);
}

static size_t piece_rows(const struct run *run)
{
    return (run->records.row_count + run->chunks - 1) / run->chunks;
}

static void count_chunk(void *context, size_t piece)
{
    struct run *run = context;
    struct scratch scratch = scratch_new(&run->records);
    size_t from = piece * piece_rows(run), until = from + piece_rows(run);
    for (size_t row = from; row < until && row < run->records.row_count; row++) {
        if (((uint64_t)((uint32_t)row * UINT32_C(2654435761)) * run->sample) >> 32)
            continue;
        size_t count =
            blocks_candidates(&run->blocks, (uint32_t)row, scratch.seen, scratch.candidates);
        comparer_take(scratch.comparer, (uint32_t)row);
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(records_row(&run->records, scratch.candidates[i]));
        for (size_t i = 0; i < count; i++) {
            struct pattern pattern;
            if (i + 2 < count)
                comparer_prefetch(scratch.comparer, scratch.candidates[i + 2]);
            comparer_pattern(scratch.comparer, scratch.candidates[i], &pattern);
            patterns_add(&run->counted[piece], &pattern, 1);
        }
    }
    scratch_free(&scratch);
}

static void score_chunk(void *context, size_t piece)
{
    struct run *run = context;
    struct scratch scratch = scratch_new(&run->records);
    size_t from = piece * piece_rows(run), until = from + piece_rows(run);
    for (size_t row = from; row < until && row < run->records.row_count; row++) {
        size_t count =
            blocks_candidates(&run->blocks, (uint32_t)row, scratch.seen, scratch.candidates);
        comparer_take(scratch.comparer, (uint32_t)row);
        count = scorer_weigh(&run->scorer, scratch.comparer, scratch.candidates, count,
                             scratch.weights);
        for (size_t i = 0; i < count; i++)
            vector_push(&run->edges[piece].list,
                        (struct edge){(uint32_t)row, scratch.candidates[i], scratch.weights[i]});
    }
    scratch_free(&scratch);
}

static void count_random(void *context, size_t piece)
{
    struct run *run = context;
    struct comparer *comparer = comparer_new(&run->records);
    struct random chance = random_stream(20110331, piece);
    for (size_t i = 0; i < RANDOM_PAIRS / RANDOM_PIECES; i++) {
        uint32_t a = (uint32_t)random_below(&chance, run->records.row_count);
        uint32_t b = (uint32_t)random_below(&chance, run->records.row_count);
        struct pattern pattern;
        if (a == b)
            continue;
        comparer_take(comparer, a);
        comparer_pattern(comparer, b, &pattern);
        patterns_add(&run->counted[piece], &pattern, 1);
    }
    comparer_free(comparer);
}

/* Count by pieces, then put them together. */
static void count_patterns(struct run *run, size_t pieces, parallel_work work, struct patterns *all)
{
    run->counted = memory_zeros(pieces, sizeof *run->counted);
    parallel_for(run->options->threads, pieces, work, run);
    for (size_t i = 0; i < pieces; i++) {
        patterns_merge(all, &run->counted[i]);
        patterns_free(&run->counted[i]);
    }
    memory_free(run->counted);
    patterns_settle(all);
}

static void estimate(struct run *run)
{
    struct patterns random = {0}, candidates = {0};
    count_patterns(run, RANDOM_PIECES, count_random, &random);
    lap("random");
    run->sample = (uint32_t)(run->blocks.pairs / SAMPLED_PAIRS + 1);
    count_patterns(run, run->chunks, count_chunk, &candidates);
    lap("count");
    double rows = (double)run->records.row_count;
    if (getenv("WEFT_DEBUG"))
        fprintf(stderr, "%zu patterns, sample %u\n", candidates.length, run->sample);
    model_estimate(&run->records, &candidates, run->sample, &random, rows * (rows - 1) / 2,
                   run->options->threads, &run->model);
    patterns_free(&random);
    patterns_free(&candidates);
}

struct weighing {
    const struct run *run;
    struct comparer *comparer;
};

static void *weighing_new(const void *context)
{
    struct weighing *weighing = memory_allocate(sizeof *weighing);
    weighing->run = context;
    weighing->comparer = comparer_new(&weighing->run->records);
    return weighing;
}

static void weighing_free(void *state)
{
    struct weighing *weighing = state;
    comparer_free(weighing->comparer);
    memory_free(weighing);
}

static float weigh(void *state, uint32_t a, uint32_t b)
{
    struct weighing *weighing = state;
    struct pattern pattern;
    comparer_take(weighing->comparer, a);
    comparer_pattern(weighing->comparer, b, &pattern);
    return model_weight(&weighing->run->model, &pattern);
}

/* All pieces' edges as one list. */
static struct edge *gather_edges(struct run *run, size_t *ret_count)
{
    size_t count = 0;
    for (size_t i = 0; i < run->chunks; i++)
        count += run->edges[i].list.length;
    struct edge *edges = memory_allocate((count + 1) * sizeof *edges);
    *ret_count = count;
    count = 0;
    for (size_t i = 0; i < run->chunks; i++) {
        size_t length = run->edges[i].list.length;
        if (length)
            memcpy(edges + count, run->edges[i].list.data, length * sizeof *edges);
        count += length;
        vector_free(&run->edges[i].list);
    }
    return edges;
}

static void cluster(struct run *run, struct linkage_result *result)
{
    struct edge *edges = gather_edges(run, &result->pair_count);
    struct cluster_rules rules = {.threshold = (float)run->options->threshold,
                                  .least = -6,
                                  .most = 10,
                                  .weigh = weigh,
                                  .state_new = weighing_new,
                                  .state_free = weighing_free,
                                  .context = run};
    size_t rows = run->records.row_count;
    uint32_t *groups = memory_allocate((rows + 1) * sizeof *groups);
    cluster_rows(rows, edges, result->pair_count, &rules, run->options->threads, groups);
    result->persons = memory_allocate((rows + 1) * sizeof *result->persons);
    for (size_t row = 0; row < rows; row++)
        result->persons[run->records.origin[row]] = run->records.origin[groups[row]];
    memory_free(groups);
    result->pairs = memory_allocate((result->pair_count + 1) * sizeof *result->pairs);
    for (size_t i = 0; i < result->pair_count; i++) {
        uint32_t a = run->records.origin[edges[i].a], b = run->records.origin[edges[i].b];
        result->pairs[i] = (struct linkage_pair){a < b ? a : b, a < b ? b : a, edges[i].weight};
    }
    memory_free(edges);
}

void linkage_run(const struct linkage_table *table, const struct linkage_options *options,
                 struct linkage_result *ret_result)
{
    struct run run = {.options = options, .chunks = table->row_count / CHUNK_ROWS + 1};
    run.chunks = run.chunks > 64 ? 64 : run.chunks;
    *ret_result = (struct linkage_result){0};
    lap("start");
    records_build(table, options->threads, &run.records);
    lap("standardise");
    blocks_build(&run.records, 4 * table->row_count + (8 << 20), options->threads, &run.blocks);
    if (getenv("WEFT_DEBUG"))
        for (size_t i = 0; i < run.blocks.rule_count; i++) {
            char label[BLOCK_LABEL];
            blocks_label(&run.blocks, &run.records, i, label);
            fprintf(stderr, "%s: %zu rows, %llu pairs, %zu over\n", label,
                    run.blocks.rules[i].member_count, (unsigned long long)run.blocks.rules[i].pairs,
                    run.blocks.rules[i].over);
        }
    lap("block");
    if (getenv("WEFT_DEBUG"))
        fprintf(stderr, "cap %zu\n", run.blocks.cap);
    if (getenv("WEFT_DEBUG"))
        fprintf(stderr, "%zu rows, %zu fields, %llu pairs in %zu rules, %llu rows given up\n",
                table->row_count, run.records.field_count, (unsigned long long)run.blocks.pairs,
                run.blocks.rule_count, (unsigned long long)run.blocks.given_up);
    estimate(&run);
    lap("estimate");
    scorer_make(&run.records, &run.model, floor_bits, &run.scorer);
    run.edges = memory_zeros(run.chunks, sizeof *run.edges);
    parallel_for(options->threads, run.chunks, score_chunk, &run);
    lap("score");
    cluster(&run, ret_result);
    lap("cluster");
    memory_free(run.edges);
    blocks_free(&run.blocks);
    records_free(&run.records);
}

void linkage_result_free(struct linkage_result *result)
{
    memory_free(result->persons);
    memory_free(result->pairs);
    *result = (struct linkage_result){0};
}
