/* What the stages of a linkage share. Rows are numbered as the records are; `origin` has the
 * table's numbers. */
#ifndef WEFT_MATH_LINKAGE_ENGINE_ENGINE_H
#define WEFT_MATH_LINKAGE_ENGINE_ENGINE_H

#include "math/linkage/block/block.h"
#include "math/linkage/persons/aliases.h"
#include "math/linkage/persons/cluster.h"
#include "math/linkage/weigh/model.h"

/* What somebody decided of a pair, by rows of the records. */
struct decided {
    uint32_t a, b; /* a < b */
    bool same;
};

struct linkage {
    const struct linkage_table *table;
    size_t threads;
    float threshold, floor;
    struct records records;
    uint16_t *source; /* of each row; NULL where nothing depends on it */
    bool *apart;      /* by source: its rows are not compared with each other */
    bool *alone;      /* rows that are compared with none; NULL where there are none */
    uint64_t *exclusive;
    struct decided *decisions; /* by a and b */
    size_t decision_count;
    uint64_t *decided_rows; /* a bit a row that a decision is about */
    struct blocks blocks;
    bool has_model;
    struct model model;
    struct edge *edges; /* by a and b */
    size_t edge_count;
    struct aliases aliases;     /* found before persons are made */
    struct linkage_pair *pairs; /* the same by the table's rows, made when asked for */
    uint32_t *persons;          /* by the table's rows */
    uint32_t *record_of;        /* of the table's rows, made when asked for */
    uint32_t person_count;
    uint8_t slots[FIELDS_MOST]; /* of each field, where the records come from particulars */
    bool levels_learnt;         /* how rare values are was learned from other records */
};

/* What a decision weighs: more than all evidence, and "different" more than "same", so that
 * where they contradict each other over a third record nothing is joined. */
static const float engine_decided_same = 1e6F, engine_decided_different = -1e9F;

/* A linkage of records, which it takes over. */
struct linkage *engine_new(const struct linkage_table *table, const struct linkage_options *options,
                           const struct records *records);

/* How many pairs so many rows may compare, near enough. */
uint64_t engine_budget(size_t rows);

/* Number persons in the order of the table's first rows. groups: of each record, by any number
 * under the row count. */
void engine_number_persons(struct linkage *linkage, const uint32_t *groups);

/* Rows of a stage are cut in so many pieces at most. */
enum { ENGINE_PIECES = 64 };
size_t engine_pieces(const struct linkage *linkage);

/* What a thread needs to look at one row's candidates after another. */
struct lookout {
    const struct linkage *linkage;
    bool to_learn; /* and not to find */
    uint64_t *seen;
    uint32_t *candidates;
    uint32_t *ahead; /* the candidates of the row that comes next */
    uint32_t ahead_row;
    size_t ahead_count;
    struct comparer *comparer;
};
struct lookout lookout_new(const struct linkage *linkage, bool to_learn);
void lookout_free(struct lookout *lookout);

/* The row's candidates that may be compared, in lookout->candidates; how many. Takes the row into
 * the comparer. next: the row that will be asked for after this one, or any number from row_count
 * on: its candidates' records are asked of memory meanwhile. */
size_t lookout_turn(struct lookout *lookout, uint32_t row, uint32_t next);

/* Whether the two rows may be compared at all. */
static inline bool engine_comparable(const struct linkage *linkage, uint32_t a, uint32_t b)
{
    if (linkage->alone && (linkage->alone[a] || linkage->alone[b]))
        return false;
    return !linkage->source || linkage->source[a] != linkage->source[b] ||
           !linkage->apart[linkage->source[a]];
}

/* All pairs that may be compared. */
double engine_all_pairs(const struct linkage *linkage);

/* The record that a row of the table is. O(1) once it was asked for. */
uint32_t engine_record(const struct linkage *linkage, uint32_t table_row);

/* How rows are put together to persons. */
struct cluster_rules engine_cluster_rules(const struct linkage *linkage);

/* The decision on two rows, or NULL. */
const struct decided *engine_decision(const struct linkage *linkage, uint32_t a, uint32_t b);

#endif
