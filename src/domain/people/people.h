/* The register of linkage: which records of which sources are one person, kept between runs.
 *
 * It is a SQLite file of its own, apart from the store. It keeps of every record what it says in
 * standard form (and what it said before), beside that when it was written and whom it names as
 * parents, the person it is shown as, the links over the threshold, what was learned
 * (math/linkage/learnt.h), and every decision of a clerk. Whoever can read the file can read all of
 * that; it is made for its owner alone (mode 0600).
 *
 * Runs. A run is one transaction: it happens whole or not at all. Records that are new, or that say
 * another thing than before (the same source and identifier), join by way of the blocks that they
 * stand in; components of the links that nothing touched are not looked at. The persons are those
 * that a run over all records would make with the same decisions and what was learned.
 *
 * Learning. A register learns anew from all its records by every run that changes anything, while
 * they are few (people_limits.learn_under); then by the run that finds twice as many as it learned
 * from, or so many in one block that comparing them would take long; and where it is asked to.
 * Between those it stays as it is. Where the memory that is allowed would not do, it learns later,
 * or says so where it must. How a column's texts are written
 * (its kind, the order of day and month, …) stays as its first feed showed; so begin with feeds
 * that are large enough to show it.
 *
 * Numbers of persons. A person is known by a token, which says nothing and is never given to
 * anybody else; math/linkage/succession.h has the rules of mergers and splits. A token that became
 * an alias goes on answering.
 *
 * Decisions. "same", "different" and "unsure", each with who, when and why, are kept for ever and
 * obeyed by every later run. What contradicts a decision in force is refused, unless that decision
 * is about a shielded record: a refusal would tell of it. Then both are kept and in force,
 * "different" outweighs "same", and once the shield is lifted people_contradictions tells of the
 * two. An undo is an entry like the others, and can be undone; persons then come together and apart
 * as if the undone entry had never been, and get back the tokens that they had.
 *
 * Shields. A shielded record is shown as a person of its own, always. The rule:
 *   - A record is shielded because somebody said so, because its feed did, or because it is found
 *     to be one person with a record that is shielded. Once it is, it stays so whatever later feeds
 *     say, also where it comes again under another spelling or parts from that person; only an
 *     entry that lifts a shield ends that.
 *   - A shield is lifted by naming the record that was itself shielded, and no other: who is found
 *     to be one person with it is refused like a record that nobody shielded. While any record of
 *     a person has a shield of its own, all of them stay shielded.
 *   - All records of a shielded person are shielded: the order in which they came makes no
 *     difference.
 *   - Nobody is shown a shielded record with another: it has a token of its own as a lone record
 *     has; it takes part in no pair, alias or count of persons but its own; of it and another
 *     record the same is said as of any two records that are not one person; it lives in no
 *     household and belongs to no family but its own; decisions about it are obeyed, but shown to
 *     nobody. Of a shield it is told who put it up, when, why and on which record, and not whom
 *     that hides besides.
 * Somebody who makes decisions can find out that a record is hidden: "same" about it joins nothing
 * that is shown, and the entry is in no list. With whom it is hidden nothing tells but a guess that
 * is tried: who parts the two by "different", shields the record by its own name and lifts that,
 * sees it shown again if the guess was right. The shield and its lifting are listed.
 * Somebody who holds the outputs of two runs sees of a record that was shielded in its first feed
 * what is seen of a person whom nobody else knows, and of a new record that joins a shielded person
 * the same: a new token, and one person and one record more in the counts. A record that was shown
 * with others before it was shielded has been seen with them; from then on that person is seen to
 * part into its records, as by decisions "different", so a reader of both may suspect why; whom
 * a record belongs to that was never shown with others they do not tell. How long a run takes is
 * not hidden: a component of a few records more costs some microseconds. */
#ifndef WEFT_DOMAIN_PEOPLE_H
#define WEFT_DOMAIN_PEOPLE_H

#include "base/base.h"
#include "math/linkage/linkage.h"

enum { PEOPLE_SOURCES = 256, PEOPLE_TOKEN = 16, PEOPLE_LINE = 4096 };

/* What the register was made with, and holds to. */
struct people_rules {
    uint32_t rules_off; /* as in linkage_options */
    double threshold;   /* a probability */
    bool link_only;     /* pairs within any source are never compared */
};

/* For tests, which have no million records at hand; else as people_open sets them. */
struct people_limits {
    size_t learn_under;  /* while there are no more records, every run learns anew */
    size_t learn_growth; /* and so does the run that finds so many times what was learned from */
    size_t block_most;   /* and the run that finds more records than this in a block that is open */
    uint64_t budget;     /* pairs compared when it learns; 0: the usual */
};

struct people;

/* Open the register at path; where there is no file, make one. 0; ERR_CONFLICT where the file is
 * something else, or of a newer Weft (it is not touched); ERR_STORE. */
int people_open(const char *path, struct people **ret_people, struct err *err);
void people_close(struct people **people); /* fit for CLEANUP */
struct people_limits *people_limits(struct people *people);

/* The probability over which records join; 0 before the first feed. */
double people_threshold(const struct people *people);

/* Whether two records of one source may be linked: of any source. */
bool people_links_within(const struct people *people);

/* --- feeds --------------------------------------------------------------------------------------
 */

struct people_deed {
    struct slice who, why; /* neither is empty */
    int64_t at_us;
};

struct people_joined;
struct people_feed {
    struct linkage_table *table; /* kinds known; its columns get their habits here */
    const struct linkage_column *id;
    const char *const *sources;                    /* names, by the table's numbers */
    const struct linkage_source_rules *of_sources; /* likewise, or NULL: as they were before */
    const bool *shielded;                          /* rows that the feed shields, or NULL */
    const struct people_deed *deed;   /* of whoever shields a row as it comes; NULL: nobody does */
    size_t deed_row;                  /* that row, one of those that are shielded */
    const struct people_rules *rules; /* NULL: as they were before */
    size_t threads;
    uint64_t memory; /* bytes that looking at all records may take; 0: as much as it takes */
    bool learn;      /* anew, whatever the count */
    bool whole; /* look at all records, with what was learned: gives the same, and takes longer */
    /* Called when all is done and nothing is durable yet; what it refuses does not happen. May be
     * NULL. */
    int (*before_commit)(void *context, struct people *people, const struct people_joined *joined,
                         struct err *err);
    void *context;
};

/* A record whose person is shown with another token than before, or for the first time. */
struct people_change {
    int64_t record, shown;
};

struct people_joined {
    size_t rows, fresh, known, changed; /* rows = the three added up */
    int64_t records, persons;           /* in the register now */
    size_t merged, taken_back;          /* tokens that became aliases, and that are so no more */
    bool learnt;                        /* in this run */
    size_t learnt_from;                 /* records */
    /* What the rows say and the register keeps, but did not learn to compare: what came up since,
     * or what too few records say. Labels live as long as people is open. */
    const char *not_compared[LINKAGE_SLOTS];
    size_t not_compared_count;
    int64_t *row_records; /* of each row of the feed: its record */
    VECTOR(struct people_change) changes;
};
void people_joined_free(struct people_joined *joined);

/* Give the columns that earlier feeds had the kinds they had. ERR_CONFLICT where somebody decided
 * otherwise now. */
int people_columns(struct people *people, struct linkage_table *table, struct err *err);

/* Let a feed join. 0; ERR_CONFLICT (rules other than those that the register holds to),
 * ERR_LIMIT (too many sources; too little memory to look at all records), ERR_ASSUMPTION (no column
 * to link on), ERR_BUSY, ERR_STORE; then nothing has changed. A feed without rows only learns, if
 * it is asked to. */
int people_join(struct people *people, const struct people_feed *feed,
                struct people_joined *ret_joined, struct err *err);

/* --- decisions ----------------------------------------------------------------------------------
 */

enum people_verdict {
    PEOPLE_SAME = 1,
    PEOPLE_DIFFERENT,
    PEOPLE_UNSURE,
    PEOPLE_UNDO,
    PEOPLE_VERDICTS
};
const char *people_verdict_word(enum people_verdict verdict);

/* A record as its owner calls it. */
struct people_name {
    struct slice source, id;
};

/* Decide on a pair. *ret_entry: the number of the entry. ERR_NOT_FOUND (no such record),
 * ERR_CONFLICT (it contradicts a decision in force, which the message names; or the rules of the
 * source). */
int people_decide(struct people *people, enum people_verdict verdict, struct people_name left,
                  struct people_name right, struct people_deed deed, int64_t *ret_entry,
                  struct people_joined *ret_joined, struct err *err);

/* Undo an entry: a decision, or an undo. ERR_NOT_FOUND; ERR_CONFLICT where it is undone already, or
 * where what comes back into force contradicts what was decided since. */
int people_undo(struct people *people, int64_t entry, struct people_deed deed, int64_t *ret_entry,
                struct people_joined *ret_joined, struct err *err);

/* Shield a record, or lift the shield that was put up on it. ERR_NOT_FOUND; ERR_CONFLICT where it
 * has none of its own, whether or not it is shielded with another. */
int people_shield(struct people *people, struct people_name record, bool lift,
                  struct people_deed deed, struct people_joined *ret_joined, struct err *err);

struct people_entry {
    int64_t number, at_us, undoes;
    enum people_verdict verdict;
    bool in_force;
    struct slice who, why, left_source, left_id, right_source, right_id;
};
/* Every entry that may be shown, oldest first; slices live until take returns. */
int people_entries(struct people *people,
                   void (*take)(void *context, const struct people_entry *entry), void *context,
                   struct err *err);

/* Decisions "different" in force on two records that decisions "same" in force tie together, and
 * the one of those that reaches the second: only a shield that hid one of them when the other was
 * made lets both be. Undone by people_undo, whichever is wrong. None that may not be shown. */
int people_contradictions(struct people *people,
                          void (*take)(void *context, int64_t different, int64_t same),
                          void *context, struct err *err);

struct people_shield_entry {
    int64_t at_us;
    bool lifts, ended; /* it lifts a shield; a shield that was lifted since */
    struct slice who, why, source, id;
};
/* Every shield that somebody put up or lifted (not those of feeds), oldest first; likewise. */
int people_shields(struct people *people,
                   void (*take)(void *context, const struct people_shield_entry *entry),
                   void *context, struct err *err);

/* --- what is shown ------------------------------------------------------------------------------
 */

/* A person's number as the token that the world knows it by, and back; 0 where it is none. */
void people_token(const struct people *people, int64_t number, char token[static PEOPLE_TOKEN]);
int64_t people_number(const struct people *people, struct slice token);

/* The same of entries, whose numbers would tell how many there are that are not shown. */
void people_entry_token(const struct people *people, int64_t entry,
                        char token[static PEOPLE_TOKEN]);
int64_t people_entry_number(const struct people *people, struct slice token);

struct people_shown {
    int64_t record, number;
    struct slice source, id;
};
typedef void (*people_take)(void *context, const struct people_shown *shown);

/* Every record, by source and identifier. */
int people_each(struct people *people, people_take take, void *context, struct err *err);
/* One record by its number; the records shown as one person. A number that is an alias answers for
 * whom it stands for: *ret_number. */
int people_one(struct people *people, int64_t record, people_take take, void *context,
               struct err *err);
int people_shown_as(struct people *people, int64_t record, int64_t *ret_number, struct err *err);
int people_of_number(struct people *people, int64_t number, people_take take, void *context,
                     int64_t *ret_number, struct err *err);
/* The record of that name. 0 or ERR_NOT_FOUND. */
int people_find(struct people *people, struct people_name name, int64_t *ret_record,
                struct err *err);

/* The links of the record, over the threshold, with their weights; none with what is shielded. */
int people_links(struct people *people, int64_t record,
                 void (*take)(void *context, const struct people_shown *other, double weight),
                 void *context, struct err *err);

/* Every column that feeds ever had, by name, and what it is taken for. */
int people_columns_each(struct people *people,
                        void (*take)(void *context, struct slice name, enum linkage_kind kind),
                        void *context, struct err *err);

/* The records shown as one person with `record`, as a linkage that can be explained, made of them
 * alone; rows are by ascending record number. The caller frees it, and the rows. */
struct people_group {
    struct linkage *linkage;
    struct linkage_table table;
    uint16_t *source; /* of each row */
    int64_t *records; /* likewise */
};
int people_group(struct people *people, int64_t record, struct people_group *ret_group,
                 struct err *err);
void people_group_free(struct people_group *group); /* fit for CLEANUP */

/* All records as one linkage by what was learned, with the persons that the register shows: for
 * what is asked of all of them together. Rows are by source and identifier. Of a shielded record
 * nothing is known there: it is a person by itself, has no pair and no place. */
struct people_whole {
    struct linkage *linkage;
    struct linkage_table *table; /* of the linkage */
    struct linkage_column id;    /* identifiers, also of shielded records */
    int64_t *records, *shown;    /* of each row: its number, and its person's */
    bool *shielded;              /* of each row: not for showing */
    uint16_t *source;            /* of each row, by number of source_names */
    const char **source_names;   /* by name */
    uint32_t *first_row;         /* of each source, and the row count */
    size_t source_count, row_count;
    uint16_t *source_of;                /* own: the table's sources, by the register's numbers */
    struct linkage_decision *decisions; /* own */
};

/* floor: lighter pairs are not kept (log2 odds; the threshold less one at most). memory: as in
 * people_feed. ERR_NOT_FOUND where there are no records, ERR_LIMIT where memory is too little.
 * The register must live as long. Free with people_whole_free. */
int people_whole(struct people *people, double floor, size_t threads, uint64_t memory,
                 struct people_whole *ret_whole, struct err *err);
void people_whole_free(struct people_whole *whole); /* fit for CLEANUP */

/* Households and families of the whole. A shielded record has the household that its own address
 * makes of it, and nobody else is there. Numbers are in the order of the rows and of persons. */
int people_households(struct people *people, const struct people_whole *whole,
                      struct linkage_households *ret_households, struct err *err);

#endif
