/* An invented city: its families over ten years, and what five agencies would write down of them.
 *
 * A family is made from the seed and its own index alone, so that any number of families can be
 * made one after another in the memory of one, and more families are more of the same. All
 * arithmetic is in whole numbers: a seed gives the same families on every machine.
 *
 * What is written down is wrong as such records are wrong, more often for some name origins than
 * for others, and says beside each record what is wrong with it and what a reader could know. */
#ifndef WEFT_MATH_SYNTHESIS_SYNTHESIS_H
#define WEFT_MATH_SYNTHESIS_SYNTHESIS_H

#include "base/base.h"

enum {
    SYNTHESIS_PEOPLE = 30,     /* the most in one family */
    SYNTHESIS_HOUSEHOLDS = 20, /* and where they lived, over ten years */
    SYNTHESIS_STAYS = 12,      /* addresses of a household, or households of a person */
    SYNTHESIS_SURNAMES = 4,    /* of one person */
    SYNTHESIS_RECORDS = 256,   /* of one family, in all sources */
    SYNTHESIS_FIRST_YEAR = 2016,
    SYNTHESIS_LAST_YEAR = 2025,
    SYNTHESIS_NHS_NUMBERS = 909091, /* at most; people after them have none */
};

/* --- people ----------------------------------------------------------------------------------- */

struct origin;

/* A name of one or two parts, each from a list where `entries` says which. */
struct synthesis_name {
    const char *entries[2];
    char joint;    /* between two parts: ' ' or '-', or 0 where they are written as one */
    bool feminine; /* Kowalska of Kowalski */
    char text[54];
};

/* What held from a day on. */
struct synthesis_span {
    int32_t from;   /* days since 1970 */
    uint32_t value; /* an address, or the index of a household */
};

struct synthesis_person {
    uint64_t number; /* from 1, through the whole city */
    const struct origin *origin;
    const char *ethnic_group;
    int mother, father; /* their indices in the family; −1 where nobody knows them */
    unsigned birth;     /* the same for children born together; 0 for others */
    bool male;
    int32_t born, arrives, leaves; /* in the city from … until */
    struct synthesis_name given, middle;
    char known_as[32]; /* a short or English name that is used every day, or empty */
    struct synthesis_name surnames[SYNTHESIS_SURNAMES];
    int32_t surname_from[SYNTHESIS_SURNAMES];
    size_t surname_count;
    struct synthesis_span stays[SYNTHESIS_STAYS]; /* households */
    size_t stay_count;
    int32_t care_from, care_until; /* looked after by the council; equal where never */
    char nhs_number[11], upn[14];  /* empty where there is none */
};

struct synthesis_household {
    struct synthesis_span stays[SYNTHESIS_STAYS]; /* addresses */
    size_t stay_count;
};

struct synthesis_family {
    uint64_t index;
    struct synthesis_person people[SYNTHESIS_PEOPLE];
    size_t people_count;
    struct synthesis_household households[SYNTHESIS_HOUSEHOLDS];
    size_t household_count;
    unsigned addresses; /* of its own, so far */
    unsigned births;    /* of more than one child, so far */
};

/* The city as far as it is made. */
struct synthesis_city {
    uint64_t seed;
    uint64_t families, people;
    uint32_t nhs_numbers; /* given out, the invalid ones counted too */
    uint16_t upns[8][40]; /* given out in this quarter, by school and year */
};

struct synthesis_city synthesis_city_new(uint64_t seed);

/* The next family, from before the ten years to their end. O(its people). */
void synthesis_family_make(struct synthesis_city *city, struct synthesis_family *family);

/* What a person's name origin is called, as in "Polish". */
const char *synthesis_origin(const struct synthesis_person *person);

/* The surname, household and address on a day; the first where the day is before it. */
size_t synthesis_surname_at(const struct synthesis_person *person, int32_t day);
size_t synthesis_household_at(const struct synthesis_person *person, int32_t day);
uint32_t synthesis_address_at(const struct synthesis_household *household, int32_t day);

/* --- places and numbers ----------------------------------------------------------------------- */

struct synthesis_place {
    char house[24]; /* "12", "Flat 3, 12" */
    char street[40];
    char postcode[10]; /* of the areas TM, TC, TG and TK, which are nobody's */
};

void synthesis_place_of(uint64_t seed, uint32_t address, struct synthesis_place *ret_place);
void synthesis_school_of(uint64_t seed, uint32_t address, bool secondary, char name[static 48]);
void synthesis_surgery_of(uint64_t seed, uint32_t address, char name[static 48]);

/* The check digit after nine digits of an NHS number (modulus 11; NHS Data Dictionary), or −1
 * where no number begins so; the check letter before twelve digits of a unique pupil number
 * (modulus 23; Department for Education, "Unique pupil numbers: a guide"). */
int synthesis_nhs_check(const char digits[static 9]);
char synthesis_upn_check(const char digits[static 12]);

/* --- records ---------------------------------------------------------------------------------- */

enum synthesis_source {
    SYNTHESIS_COUNCIL,
    SYNTHESIS_HEALTH,
    SYNTHESIS_POLICE,
    SYNTHESIS_SCHOOLS,
    SYNTHESIS_CHARITY,
    SYNTHESIS_SOURCES
};

/* What is wrong with a record. */
enum synthesis_slip {
    SLIP_TYPING_GIVEN, /* Amila for Amelia */
    SLIP_TYPING_FAMILY,
    SLIP_SOUND_GIVEN, /* as it was heard: Filip */
    SLIP_SOUND_FAMILY,
    SLIP_SPELLING_GIVEN, /* another spelling of the name: Mohamed for Muhammad */
    SLIP_SPELLING_FAMILY,
    SLIP_NICKNAME,
    SLIP_MIDDLE_AS_GIVEN, /* Bilal of Muhammad Bilal */
    SLIP_INITIAL,
    SLIP_NO_GIVEN, /* nothing, or "Unknown" */
    SLIP_BABY,     /* "Baby", "Twin 1" */
    SLIP_NO_FAMILY,
    SLIP_PART_OF_FAMILY, /* García of García López, Hassan of Al-Hassan */
    SLIP_OTHER_ENDING,   /* Kowalski for Kowalska */
    SLIP_NAMES_SWAPPED,  /* given and family name in each other's place */
    SLIP_CUT,            /* longer than the system's field */
    SLIP_MARKS_LOST,     /* Lukasz for Łukasz */
    SLIP_CAPITALS,
    SLIP_OLD_SURNAME,
    SLIP_TWIN,         /* the other twin's given name or number */
    SLIP_DATE_SWAPPED, /* day and month */
    SLIP_DATE_TYPING,
    SLIP_DATE_NEW_YEAR, /* 1 January where the day was not known */
    SLIP_NO_DATE,
    SLIP_OLD_ADDRESS,
    SLIP_ADDRESS_TYPING,
    SLIP_NO_ADDRESS,
    SLIP_SHARED_TELEPHONE,
    SLIP_NO_TELEPHONE,
    SLIP_NO_NUMBER, /* NHS number or UPN */
    SLIP_SEX,
    SLIPS
};
const char *synthesis_slip_name(enum synthesis_slip slip);

struct synthesis_record {
    enum synthesis_source source;
    size_t person;    /* in the family */
    size_t household; /* where they lived then */
    int32_t day;      /* of writing */
    char given[64], middle[64], family[64], known_as[32];
    struct date born;             /* month 0 where it is not given */
    char sex;                     /* 'M', 'F', or 0 */
    uint32_t address;             /* whose they gave; it may have slips in `place` */
    struct synthesis_place place; /* parts that are missing are empty */
    char telephone[16], email[72];
    char nhs_number[11], upn[14];
    uint32_t slips; /* 1 << SLIP_… */

    /* What is left of the truth in it, for the reader. */
    char read_given[64], meant_given[64], read_family[64];
    unsigned names_shown; /* 1 the given name, 2 the middle one, 4 the one used every day */
    size_t surname;       /* which of theirs */

    /* What a reader of all records of the family could know: those with the same group are one
     * person; `others` are people of the family (1 << index) whom it fits as well. */
    unsigned group;
    uint32_t others;
};

/* What the sources hold of a family, in order of source and person: how many records. At most
 * SYNTHESIS_RECORDS. */
size_t synthesis_records_make(const struct synthesis_city *city,
                              const struct synthesis_family *family,
                              struct synthesis_record records[static SYNTHESIS_RECORDS]);

/* Fill group and others of each. O(records² + records × people). */
void synthesis_read(const struct synthesis_family *family, struct synthesis_record *records,
                    size_t count);

/* --- frequencies ------------------------------------------------------------------------------ */

struct synthesis_frequency {
    char name[54];
    bool surname;
    uint32_t per_million; /* of people */
};

/* Give each name of the lists, with how many in a million people are expected to bear it; one
 * that several lists have is given several times. */
void synthesis_frequencies(void (*give)(void *context, const struct synthesis_frequency *frequency),
                           void *context);

#endif
