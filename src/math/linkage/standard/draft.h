/* A field on its way from columns to records: standard values, and each row's number among them.
 *
 * Sources name and lay out the same thing each in their own way, so a field is drawn from all the
 * columns that hold it: a row has what the first of them that is filled says. */
#ifndef WEFT_MATH_LINKAGE_STANDARD_DRAFT_H
#define WEFT_MATH_LINKAGE_STANDARD_DRAFT_H

#include "math/linkage/standard/field.h"

struct draft {
    enum field_kind kind;
    enum linkage_kind from;
    char label[FIELD_LABEL];
    struct values *values;
    bool shares_values; /* with the draft before it */
    uint8_t nth;        /* among the drafts of its kind */
    uint32_t *rows;
    bool *alone; /* of given names that may move: rows where one word is the whole name. Or NULL */
};

/* Of 64 sources that all name their columns otherwise, sixteen each. */
enum { DRAFTS_MOST = 4, DRAFT_COLUMNS = 1024 };

struct drafts {
    struct draft list[DRAFTS_MOST];
    size_t count;
};

/* The columns of a table that one piece of work draws on, and what else it must know. */
struct draft_columns {
    const struct linkage_column *list[DRAFT_COLUMNS];
    size_t count;
    size_t row_count;
    uint32_t rules_off;
    const uint16_t *source;     /* of the table */
    const struct values *towns; /* likewise */
    bool keep_all;              /* likewise */
};

/* Given name, surname and, where one row in a hundred has them, other names: from given, middle,
 * sur-, full and other names. A full name that says all that the parts say, and more, stands for
 * them. A name alone in a full name is a given name or a surname as more people have it; where all
 * is kept it is left a given name, marked as alone. */
void draft_names(const struct draft_columns *columns, struct drafts *ret_drafts);

/* Which of the names that stand alone are surnames: those that more rows with two names have so. */
void draft_settle_alone(struct draft *given, struct draft *surname, size_t row_count);
/* Not a given name but a surname. */
void draft_move_alone(struct draft *given, struct draft *surname, size_t row);

/* House number, street, town and postcode: from their own columns, and from addresses in one line
 * where those are not filled. */
void draft_addresses(const struct draft_columns *columns, struct drafts *ret_drafts);

/* One field of one kind; dates of birth in three columns too, or about, by an age. */
void draft_plain(const struct draft_columns *columns, enum field_kind kind,
                 struct drafts *ret_drafts);

/* The kind of field that a kind of column becomes by draft_plain; false where it is drawn
 * otherwise, or not at all. */
bool draft_kind_of(enum linkage_kind kind, enum field_kind *ret_kind);

/* The drafts of all of a table's columns, names first. list has room for FIELDS_MOST; the caller
 * frees each draft's rows, and the values of those that do not share them. */
void drafts_of_table(const struct linkage_table *table, uint32_t rules_off, size_t threads,
                     struct draft *list, size_t *ret_count);
void drafts_free(struct draft *list, size_t count);

/* --- habits of columns (linkage_habit) ----------------------------------------------------------
 */

/* Whether most of the texts have a comma, as "Surname, Given" has. */
bool draft_surname_first(const struct values *texts);

/* Whether the full name says all that the name columns beside it say, on nearly all rows looked
 * at. */
bool draft_says_all(const struct draft_columns *columns, const struct linkage_column *full);

/* Whether the two columns are filled on the same rows, so that they say two things: one field of
 * each. Else they are one field, named differently by sources. */
bool draft_stand_together(const struct linkage_column *a, const struct linkage_column *b,
                          size_t row_count);

/* Add the towns that the columns show. */
void draft_towns(const struct draft_columns *columns, struct values *towns);

/* --- what the drafts share ----------------------------------------------------------------------
 */

/* The first column of the kind, or NULL. */
const struct linkage_column *draft_column_of(const struct draft_columns *columns,
                                             enum linkage_kind kind);

/* A draft without any row filled. */
struct draft *draft_add(struct drafts *drafts, enum field_kind kind, enum linkage_kind from,
                        const char *label, size_t row_count);

/* Fill the rows that are not filled yet: standard has a number for each of the column's texts. */
void draft_fill(struct draft *draft, const struct linkage_column *column, const uint32_t *standard,
                size_t row_count);

void draft_drop_last(struct drafts *drafts);
size_t draft_known(const struct draft *draft, size_t row_count);

/* The words joined by spaces, as a number of values. */
uint32_t draft_intern_words(struct values *values, const struct slice *words, size_t count);

#endif
