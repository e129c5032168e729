/* A field on its way from columns to records: standard values, and each row's number among them.
 * Every function here makes drafts of one or several columns; what it made is the caller's. */
#ifndef WEFT_MATH_LINKAGE_DRAFT_H
#define WEFT_MATH_LINKAGE_DRAFT_H

#include "math/linkage/records.h"

struct draft {
    enum field_kind kind;
    enum linkage_kind from;
    char label[FIELD_LABEL];
    struct values *values;
    bool shares_values; /* with the draft before it */
    uint32_t *rows;
};

enum { DRAFTS_MOST = 4 };

struct drafts {
    struct draft list[DRAFTS_MOST];
    size_t count;
};

/* Given name, surname and, where anybody has them, other names, of the columns that a table has
 * for them (each may be NULL). Where given name and surname stand in columns of their own and the
 * full name only repeats them, the full name is what is read: it has more. */
struct name_columns {
    const struct linkage_column *given, *middle, *surname, *full;
};
void draft_names(const struct name_columns *columns, size_t row_count, uint32_t rules_off,
                 struct drafts *ret_drafts);

/* One column as it stands; an address with house numbers in it gives two drafts, one with
 * postcodes too three. has_number, has_postcode: the table has such columns already. */
void draft_column(const struct linkage_column *column, size_t row_count, uint32_t rules_off,
                  bool has_number, bool has_postcode, struct drafts *ret_drafts);

/* A date of birth in three columns; month and day may be NULL. */
void draft_birth(const struct linkage_column *year, const struct linkage_column *month,
                 const struct linkage_column *day, size_t row_count, struct drafts *ret_drafts);

/* Whether a column of this kind becomes a field by draft_column. */
bool draft_kind_of(enum linkage_kind kind, enum field_kind *ret_kind);

#endif
