/* What the parts of a register share. */
#ifndef WEFT_DOMAIN_PEOPLE_OWN_H
#define WEFT_DOMAIN_PEOPLE_OWN_H

#include "domain/people/people.h"
#include "store/store.h"

/* Columns that are never compared, by the number that records' bytes have for them. */
enum { PEOPLE_BESIDE = 32 };
struct people_beside {
    const char *names[PEOPLE_BESIDE];
    enum linkage_kind kinds[PEOPLE_BESIDE];
    size_t count;
};

/* What a run counts on from, and keeps for the next. */
enum { PEOPLE_NUMBERS = 6 };

struct people {
    struct store *store;
    struct arena arena;
    const char *path;
    const char *making; /* the file under another name, while its first run is not done */
    struct people_limits limits;
    uint64_t secret[8]; /* of the tokens */
    int64_t next_number;
    int64_t records, persons;
    int64_t version;    /* of the file, as it was read */
    int64_t run;        /* of this change; 0 before one has begun */
    bool run_counts;    /* something bears its number, so that it is kept */
    bool superseded;    /* some record changed, so that blocks may hold what it said before */
    bool has_decisions; /* any was ever made */
    bool has_fresh;     /* blocks of records that came since what was learned */
    int64_t kept[PEOPLE_NUMBERS]; /* as the file has them: what is the same is not written */
    struct people_rules rules;
    struct linkage_slots slots;
    struct people_beside beside;
    struct linkage_learnt *learnt;
    struct linkage_source_rules source_rules[PEOPLE_SOURCES];
    size_t source_count;
    const char *source_names[PEOPLE_SOURCES]; /* by number; 0 stands for none */
};

/* What the column shielded says of a record. It is shown alone in either case, and goes on being so
 * where it parts from the person that it was shielded with. */
enum people_shielding {
    PEOPLE_OPEN,
    PEOPLE_SHIELDED_WITH, /* found to be one person with a record that is */
    PEOPLE_SHIELDED       /* itself: somebody said so, or its feed */
};

/* One record, as it is looked at in a run. */
struct people_record {
    int64_t number;
    uint64_t key; /* orders records, whenever they came */
    int64_t source;
    int64_t shown;  /* the number of its person as the world sees it; 0 where it has none yet */
    uint32_t group; /* the person it is found to be */
    bool shielded;
};

struct people_batch {
    VECTOR(struct people_record) list;
    struct linkage_particulars *says; /* a row a record */
};
void people_batch_free(struct people_batch *batch); /* fit for CLEANUP */

/* The key of a record: of its source and its identifier there. */
uint64_t people_key(const char *source, struct slice id);

/* Add the record of that number to the batch. */
int people_fetch(struct people *people, int64_t number, struct people_batch *batch,
                 struct err *err);
/* Add those of these numbers, ascending. */
int people_fetch_many(struct people *people, const int64_t *numbers, size_t count,
                      struct people_batch *batch, struct err *err);
/* The same, and nothing that it says: a record that meets nobody. */
int people_fetch_hidden(struct people *people, int64_t number, struct people_batch *batch,
                        struct err *err);
/* Add all of them. */
int people_fetch_all(struct people *people, struct people_batch *batch, struct err *err);

/* --- blocks (people_blocks.c) --- */

/* A block that was looked up: whether it is closed, else its records, among those found. */
struct people_block {
    uint64_t number;
    size_t from, count;
    bool closed;
    uint32_t latest; /* for the caller's use */
};

struct people_blocks {
    struct people *people;
    VECTOR(uint64_t) wanted;           /* asked for, and not known */
    VECTOR(struct people_block) known; /* by number, those of each look-up together */
    uint32_t *places;                  /* one more than an index of known, by a number's hash */
    size_t place_count;                /* a power of two, or 0 */
    VECTOR(int64_t) found;
    int code; /* of the first failure: asked once at the end */
    struct err err;
    /* the leaf at hand: what is asked for in order stands there many times in a row */
    struct store_statement *leaf_row;
    uint64_t leaf_first;
    struct slice leaf_entries;
    /* while they are written anew */
    const struct people_record *records;
    struct buffer leaf;
};
void people_blocks_free(struct people_blocks *blocks);

/* Answers at once whether a block is closed, and no more. */
struct linkage_keeper people_blocks_closed(struct people_blocks *blocks);

/* For many rows: what is not known is noted as wanted, and answered as if it were open; then all
 * that is wanted is looked up together, in its order, and the rows are asked again. */
struct linkage_keeper people_blocks_reader(struct people_blocks *blocks);
int people_blocks_look_up(struct people_blocks *blocks, struct err *err);
struct people_block *people_blocks_known(struct people_blocks *blocks, uint64_t number);

struct linkage_keeper people_blocks_writer(struct people_blocks *blocks,
                                           const struct people_record *records);
int people_blocks_written(struct people_blocks *blocks, struct err *err);

/* Records that stand in blocks from now on; soonest written in the order of the blocks. */
struct people_standing {
    uint64_t block;
    int64_t record;
};
int people_blocks_add(struct people *people, const struct people_standing *list, size_t count,
                      struct err *err);

/* What the batch is compared by; sources of its rows. */
struct people_rows {
    struct linkage_table table;
    uint16_t *source;
    struct linkage_decision *decisions;
    struct linkage_options options;
};

/* --- what is kept beside (people_beside.c) --- */

/* The table's columns that are kept so, by their numbers; NULL where it has none of that number.
 * Those that are new get one, and the register is told of them. */
int people_beside_columns(struct people *people, const struct linkage_table *table,
                          const struct linkage_column *columns[static PEOPLE_BESIDE],
                          struct err *err);
bool people_beside_columns_read(struct people *people, struct slice bytes);

/* Append what the row says in them, and what was said before in those that the table has not. */
void people_beside_write(const struct people *people,
                         const struct linkage_column *const columns[static PEOPLE_BESIDE],
                         size_t row, struct slice before, struct buffer *out);

/* Take the next column's number and text off the front of a record's bytes; false where there is
 * none, or they are none of this register's. */
bool people_beside_next(const struct people *people, struct slice *bytes, size_t *ret_column,
                        struct slice *ret_text);

/* --- links and persons (people_persons.c) --- */

struct people_touched {
    VECTOR(int64_t) list; /* records whose component must be looked at again */
};

/* The components of the links that the touched records are in, put together to persons. */
int people_components(struct people *people, const struct people_touched *touched,
                      struct people_batch *batch, struct people_rows *ret_rows,
                      struct linkage **ret_linkage, struct err *err);

/* Look again at the components of the touched records, and say who is one person. */
int people_look_again(struct people *people, const struct people_touched *touched,
                      struct people_joined *joined, struct err *err);

/* The records of the batch, whole components of them, stand in the persons that linkage has found:
 * shields, numbers, aliases. */
int people_settle(struct people *people, struct people_batch *batch, const struct linkage *linkage,
                  struct people_joined *joined, struct err *err);

/* The decisions in force about records of the batch, by rows; the caller frees. */
int people_decisions(struct people *people, const struct people_batch *batch,
                     struct linkage_decision **ret_list, size_t *ret_count, struct err *err);

int people_rows_of(struct people *people, const struct people_batch *batch, size_t threads,
                   struct people_rows *ret_rows, struct err *err);
void people_rows_free(struct people_rows *rows); /* fit for CLEANUP */

/* The batch as a linkage by what was learned, which takes what its records say. The caller frees
 * it, and the rows after it. */
int people_linkage_of(struct people *people, struct people_batch *batch,
                      struct people_rows *ret_rows, struct linkage **ret_linkage, struct err *err);

/* The rank of each row: its place by key. The caller frees. */
uint32_t *people_ranks(const struct people_batch *batch);

/* Keep that somebody shielded the record, or lifted that. */
int people_shield_entry(struct people *people, int64_t record, bool lifts, struct people_deed deed,
                        struct err *err);

/* --- runs --- */

/* A transaction. A run that changes nothing leaves the file as it is, to the byte. */
int people_begin(struct people *people, struct err *err);
/* The run's number, for what bears it. */
static inline int64_t people_run(struct people *people)
{
    people->run_counts = true;
    return people->run;
}
int people_end(struct people *people, int code, struct err *err); /* commit, or take it back */

int people_link_add(struct people *people, int64_t a, int64_t b, double weight, struct err *err);

/* Learn anew (or look at all with what was learned), from all records. */
int people_learn(struct people *people, bool anew, size_t threads, struct people_joined *joined,
                 struct err *err);

/* Where what was learned is of another engine than this: learn anew before anything is decided. */
int people_ensure_learnt(struct people *people, struct people_joined *joined, struct err *err);

/* Whether looking at all records may take so many bytes (0: as many as it takes). ERR_LIMIT. */
int people_check_memory(const struct people *people, uint64_t allowed, struct err *err);

/* Let records join that are new or say another thing now. *ret_overgrown: an open block holds too
 * many, so that nothing was compared, and the register must learn. */
int people_let_join(struct people *people, const int64_t *numbers, size_t count,
                    struct people_joined *joined, bool *ret_overgrown, struct err *err);

int people_put(struct people *people, const char *name, struct slice value, struct err *err);
int people_put_number(struct people *people, const char *name, int64_t value, struct err *err);

/* Whether a person may have the number. */
static inline bool people_is_number(const struct people *people, int64_t number)
{
    return number > 0 && number < people->next_number;
}

/* The file holds what no run wrote: ERR_STORE with what to do. */
int people_damaged(const struct people *people, struct err *err);

#endif
