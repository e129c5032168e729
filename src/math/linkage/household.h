/* Households and families, put together from the persons of a linkage.
 *
 * A household is who are recorded at one address over one stretch of time, and stays one when its
 * adults move on with most of the others. It belongs to a record, since people change theirs. A
 * family is who are tied by what records state (a parent named, or by identifier), and less surely
 * by name, address, telephone or e-mail address in common; it belongs to a person. */
#ifndef WEFT_MATH_LINKAGE_HOUSEHOLD_H
#define WEFT_MATH_LINKAGE_HOUSEHOLD_H

#include "base/base.h"

struct linkage;

#define LINKAGE_NONE UINT32_MAX

/* How the household of a record is known, the surest first. */
enum linkage_home_basis {
    HOME_BY_ADDRESS,   /* the record's own address */
    HOME_BY_POSTCODE,  /* its postcode, where the person is known to live at one address of it */
    HOME_BY_TELEPHONE, /* its postcode and telephone number, as others have them */
    HOME_BY_NAME,      /* its postcode and surname: perhaps several households */
    HOME_BY_PERSON,    /* nothing: the address nearest in time of the same person */
    HOME_UNKNOWN,
    HOME_BASES
};

/* How a person's tie to the family is known, the surest first. */
enum linkage_kin_basis {
    KIN_STATED_ID,     /* a record names the other as parent by identifier */
    KIN_STATED_NAME,   /* the same by name, and the two share an address or a telephone */
    KIN_STATED_PARENT, /* both name the same parent, and share an address or a telephone */
    KIN_LIKELY,        /* nothing is stated: surname, telephone or e-mail in common, and a place */
    KIN_SHARED_HOME,   /* only a home at about one time, such as parents of two surnames */
    KIN_ALONE,         /* nobody is known */
    KIN_BASES
};

struct linkage_tie {
    uint32_t with; /* the person it is to, or LINKAGE_NONE */
    enum linkage_kin_basis basis;
    double sure; /* the model's probability that the two are of one household; 1 where stated */
};

struct linkage_households {
    uint32_t *household; /* by the table's row; LINKAGE_NONE where unknown */
    uint8_t *basis;      /* enum linkage_home_basis, likewise */
    uint32_t household_count;
    uint32_t *family;         /* by person */
    struct linkage_tie *ties; /* the surest of each person */
    uint32_t family_count;
    uint32_t crowded; /* addresses of too many people to be one household, taken apart by kin */
};

/* Of a linkage whose persons are made. Numbers are given in the order of first rows (households)
 * and of persons (families). O(n log n) in rows. Free with linkage_households_free. */
void linkage_households_find(const struct linkage *linkage,
                             struct linkage_households *ret_households);
void linkage_households_free(struct linkage_households *households);

/* What a record's own words tell of its household, where it is known so beside other records. */
enum linkage_home_basis linkage_home_alone(enum linkage_home_basis basis);

/* Give each row that is alone a household of its own, known by what basis has for it, unless that
 * is nothing; numbers again in the order of rows. O(rows). */
void linkage_households_part(struct linkage_households *households, size_t row_count,
                             const bool *alone, const uint8_t *basis);

/* "the record's own address", "named as parent". */
const char *linkage_home_words(enum linkage_home_basis basis);
const char *linkage_kin_words(enum linkage_kin_basis basis);

#endif
