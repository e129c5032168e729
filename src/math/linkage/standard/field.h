/* Fields: what is compared of a record, each drawn from all the columns that hold it. */
#ifndef WEFT_MATH_LINKAGE_STANDARD_FIELD_H
#define WEFT_MATH_LINKAGE_STANDARD_FIELD_H

#include "math/linkage/linkage.h"

enum field_kind {
    FIELD_GIVEN,
    FIELD_SURNAME,
    FIELD_OTHER_NAMES, /* middle names and whatever else a full name holds */
    FIELD_DATE,
    FIELD_SEX,
    FIELD_POSTCODE,
    FIELD_HOUSE_NUMBER,
    FIELD_PLACE, /* streets, towns, regions, occupations: words */
    FIELD_EMAIL,
    FIELD_TELEPHONE,
    FIELD_NUMBER, /* a number given to the person */
};

enum {
    FIELDS_MOST = LINKAGE_FIELDS,
    FIELD_LABEL = 64,
};

/* Other names, none of them a middle name, are what she is called, or another surname: they tell
 * who she is where they agree, and contradict no middle name. Their text ends in a space. */
static inline bool names_are_called(struct slice other_names)
{
    return other_names.length > 0 && other_names.data[other_names.length - 1] == ' ';
}

#endif
