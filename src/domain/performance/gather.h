/* What the confined reader sent, believed only after a look: figures resolved against the
 * dictionaries, sorted by their key and freed of repetitions; definitions as texts. */
#ifndef WEFT_DOMAIN_PERFORMANCE_GATHER_H
#define WEFT_DOMAIN_PERFORMANCE_GATHER_H

#include "domain/performance/findings.h"
#include "domain/performance/lexicon.h"
#include "domain/performance/wire.h"

/* What became of a row; of several cells the greatest counts. */
enum row_outcome { ROW_SKIPPED, ROW_UNCHANGED, ROW_KEPT, ROW_REVISED, ROW_REFUSED };

/* What stands in the store for a cell's key. */
enum cell_change { CELL_NEW, CELL_SAME, CELL_CHANGED, CELL_OLDER };

/* The key of a figure in one number, in the order of the table. */
static inline uint64_t cell_key(int64_t measure, int64_t breakdown, int64_t area, int64_t period)
{
    return (uint64_t)measure << 42 | (uint64_t)breakdown << 28 | (uint64_t)area << 14 |
           (uint64_t)period;
}
static inline int64_t key_measure(uint64_t key)
{
    return (int64_t)(key >> 42);
}
static inline int64_t key_breakdown(uint64_t key)
{
    return (int64_t)(key >> 28 & (MOST_IDS - 1));
}
static inline int64_t key_area(uint64_t key)
{
    return (int64_t)(key >> 14 & (MOST_IDS - 1));
}
static inline int64_t key_period(uint64_t key)
{
    return (int64_t)(key & (MOST_IDS - 1));
}

struct cell { /* 24 bytes, since they come by the million */
    uint64_t key;
    double value;
    uint32_t row;   /* index of its row */
    uint16_t label; /* id */
    uint8_t status;
    uint8_t change; /* enum cell_change */
};

struct cell_detail {
    uint32_t cell;             /* index; ascending */
    struct wire_detail detail; /* note: an id, or WIRE_NONE */
};

struct definition { /* a row of a dictionary, of areas or of neighbours */
    uint32_t row;
    struct slice texts[MAPPING_FIELDS];
    uint32_t columns[MAPPING_FIELDS];
};

/* What the strings of the wire were resolved to. A reason says why the rows that name it are
 * refused; without one it is fine. */
struct plausible { /* see plausible.h */
    bool to_100, from_0;
};
struct gathered_measure {
    uint32_t index; /* of the lexicon */
    struct slice title, reason;
    struct slice like; /* a known one that differs from this new one in case alone, to be told */
    struct plausible plausible;
    int kind; /* enum year_kind, or −1: the period's word tells */
};
struct gathered_area {
    uint32_t index; /* of the lexicon */
    struct slice reason;
};
struct gathered_period {
    struct slice label, reason;
    int kind; /* enum year_kind where the measure does not tell */
    struct {
        bool tried, refused, ahead; /* ahead: it begins after the file was published */
        int64_t period, label;      /* ids */
    } as[YEAR_SCHOOL + 1];
};

struct gather {
    const struct mapping *mapping;
    struct lexicon *lexicon;
    struct findings findings;
    struct arena arena;
    struct slice headings;             /* joined by WIRE_SEPARATOR */
    struct date published;             /* where it is given, periods after it are warned of */
    bool is_part;                      /* its rows are some of another file's: */
    struct group_columns known_groups; /* the columns that named groups there */
    struct group_columns groups;       /* those that do here, from gather_end on */

    VECTOR(uint32_t) lines; /* of each row */
    VECTOR(uint8_t) outcomes;
    VECTOR(struct cell) cells;
    VECTOR(struct cell_detail) details;
    VECTOR(struct definition) definitions;
    uint32_t *order; /* cells in the order of their keys, without refused and repeated ones */
    size_t order_count;
    VECTOR(uint32_t) runs; /* of cells of one measure: where each starts */
    size_t run_start;      /* of the cells that came since gather_end_run */
    struct gather_run_room *run_room;

    VECTOR(struct gathered_measure) measures;
    struct map folded; /* the lexicon's measures in small letters, once one is new */
    VECTOR(struct gathered_area) areas;
    VECTOR(struct gathered_period) periods;
    VECTOR(struct slice) breakdowns;
    VECTOR(int64_t) notes; /* ids */

    struct wire_row row;    /* the one at hand */
    bool row_place_refused; /* its area or period was, once is enough */
    bool row_has_cells, ended;
};

void gather_free(struct gather *gather); /* fit for CLEANUP */

/* Take one frame. 0, or negative where the file cannot be read (WIRE_ERROR), where there is too
 * much of something, or where the frame cannot be (ERR_INTERNAL). */
int gather_frame(struct gather *gather, struct wire_frame frame, struct slice payload,
                 struct err *err);

/* After the last frame: settle the groups, sort, find what stands twice, warn of what is not
 * plausible. O(cells). */
int gather_end(struct gather *gather, struct err *err);

/* The detail of a cell, or NULL. O(log details). */
const struct wire_detail *gather_detail(const struct gather *gather, uint32_t cell);

/* Mark what became of a row. */
static inline void gather_outcome(struct gather *gather, uint32_t row, enum row_outcome outcome)
{
    if (gather->outcomes.data[row] < outcome)
        gather->outcomes.data[row] = (uint8_t)outcome;
}

#endif
