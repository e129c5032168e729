/* Where records say that people live: one number for each address, however it is written. */
#ifndef WEFT_MATH_LINKAGE_FAMILIES_DWELLING_H
#define WEFT_MATH_LINKAGE_FAMILIES_DWELLING_H

#include "math/linkage/engine/engine.h"

/* Rows of the records by person; those of a person in the records' order. */
struct person_rows {
    uint32_t *starts; /* person_count + 1 */
    uint32_t *rows;
    uint32_t *person; /* of each row */
    uint32_t count;
};

#define DAY_UNKNOWN INT32_MIN

struct dwellings {
    uint32_t *of_row; /* by row of the records, or LINKAGE_NONE */
    uint8_t *basis;   /* enum linkage_home_basis */
    int32_t *day;     /* when the record was written, days since 1970, or DAY_UNKNOWN */
    uint32_t count;
};

void person_rows_make(const struct linkage *linkage, struct person_rows *ret_rows);
void person_rows_free(struct person_rows *rows);

/* O(n log n). */
void dwellings_find(const struct linkage *linkage, const struct person_rows *persons,
                    struct dwellings *ret_dwellings);
void dwellings_free(struct dwellings *dwellings);

/* The field of that kind drawn from that kind of column, or −1. */
int dwelling_field(const struct records *records, enum linkage_kind from);

#endif
