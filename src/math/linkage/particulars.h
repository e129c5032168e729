/* What records say, in standard form, apart from the tables that they came in: as a register keeps
 * it between runs to compare them again.
 *
 * A slot is one thing that records may say (a given name, a second telephone). Slots are numbered
 * as they first come up, and keep their number. The bytes of a record hold, for each slot that it
 * fills, ascending: the slot (a byte), the text's length (two bytes, the low one first; the highest
 * bit: a name that stands alone), the text.
 *
 * A name that stands alone ("Tolkien") is a given name in the bytes, whoever else is there. Among
 * many records it is a surname where more of them have it as one; so it is settled when they are
 * put together, and stays as it was settled then (linkage_levels_find). */
#ifndef WEFT_MATH_LINKAGE_PARTICULARS_H
#define WEFT_MATH_LINKAGE_PARTICULARS_H

#include "base/base.h"

struct linkage_table; /* linkage.h, which includes this */
struct linkage_habit;
struct values;

enum { LINKAGE_SLOTS = 32, LINKAGE_SLOT_LABEL = 64 };

struct linkage_slot {
    int kind;    /* of the field, the engine's own */
    int from;    /* enum linkage_kind */
    uint8_t nth; /* among slots of one kind */
    char label[LINKAGE_SLOT_LABEL];
};

struct linkage_slots {
    struct linkage_slot list[LINKAGE_SLOTS];
    size_t count;
};

struct linkage_particulars;

/* Find how the texts of the columns that have no habit are written. habits: one a column of the
 * table, kept by the caller as long as the table; towns: what is known, and what these columns
 * show is added. */
void linkage_habits_find(struct linkage_table *table, uint32_t rules_off,
                         struct linkage_habit *habits, struct values *towns);

/* A habit, and slots, by their bytes as they are in memory; false where they are none. */
bool linkage_habit_read(struct slice bytes, struct linkage_habit *ret_habit);
bool linkage_slots_read(struct slice bytes, struct linkage_slots *ret_slots);

/* The table in standard form, each row whatever the others say: all columns must have a habit, and
 * the table its towns. Slots that are not there yet are added; what finds no room is left out.
 * O(rows + distinct values). */
struct linkage_particulars *linkage_particulars_of(const struct linkage_table *table,
                                                   uint32_t rules_off, size_t threads,
                                                   struct linkage_slots *slots);

/* An empty one, to be filled record by record. */
struct linkage_particulars *linkage_particulars_new(const struct linkage_slots *slots);
void linkage_particulars_free(struct linkage_particulars *particulars);

size_t linkage_particulars_rows(const struct linkage_particulars *particulars);

/* What the row has in the slot; empty where it has nothing. Valid until the particulars are freed
 * or taken over. */
struct slice linkage_particulars_text(const struct linkage_particulars *particulars, size_t row,
                                      size_t slot);

/* Whether any row has something in the slot. */
bool linkage_particulars_fill(const struct linkage_particulars *particulars, size_t slot);

/* Append the row's bytes. */
void linkage_particulars_write(const struct linkage_particulars *particulars, size_t row,
                               struct buffer *out);

/* Add a record by its bytes; levels: how rare its texts are, by slot (linkage_levels_of), or NULL.
 * False, and nothing added, where the bytes or the levels are none. */
bool linkage_particulars_add(struct linkage_particulars *particulars, struct slice bytes,
                             const uint8_t *levels);

#endif
