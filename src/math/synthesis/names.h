/* Names, and how each people gives them.
 *
 * An entry of a list is "Katarzyna|Katarzina|Kasia,Kate": the name, other spellings of it, and
 * short or English names for it; the latter two may be left out. */
#ifndef WEFT_MATH_SYNTHESIS_NAMES_H
#define WEFT_MATH_SYNTHESIS_NAMES_H

#include "math/synthesis/synthesis.h"

struct names {
    const char *const *entries;
    size_t count;
};
#define NAMES(array)                                                                               \
    {                                                                                              \
        array, sizeof(array) / sizeof *(array)                                                     \
    }

/* boys and girls are those born since 1995, where they are called otherwise than their parents. */
struct people_names {
    struct names men, boys, women, girls;
    struct names surnames, stems, endings;
    unsigned composed;   /* per mille of surnames that are a stem and an ending */
    struct names ladies; /* last names that many women bear and no man */
    struct names english_men, english_women; /* borne beside one of their own language */
    struct names syllables; /* given names are two of them; men and women are English names */
};

enum custom {
    INHERITED,
    ENDINGS,          /* inherited, with another ending for women */
    TWO_SURNAMES,     /* the first of each parent's */
    LAST_NAMES,       /* sons often the father's, daughters often one of their own */
    SINGH_AND_KAUR,   /* before the clan's name, or instead of it */
    FATHERS_NAMES,    /* the father's given name and his father's */
    FATHER_IN_MIDDLE, /* the father's given name before an inherited one */
    BESIDE_ENGLISH,   /* one name of their own language, one English */
    TWO_SYLLABLES,    /* and often an English name for every day */
};

struct origin {
    const char *name, *ethnic_group;
    const struct people_names *names;
    enum custom custom;
    unsigned share;        /* of families, per mille */
    unsigned slips;        /* of their names, percent of what is usual */
    unsigned respelt;      /* records with another spelling of a name, per mille */
    unsigned swapped;      /* records with the names in each other's place, per mille */
    unsigned new_year;     /* adults whose papers say 1 January, per mille */
    unsigned mixed;        /* couples whose other half is of another origin, per mille */
    unsigned grandparents; /* households with them, per mille */
    unsigned children;     /* ten times what a mother has */
    unsigned moves;        /* of a household, per mille a year */
    bool wives_keep;       /* their name when they marry */
};

enum { ORIGINS = 16 };
extern const struct origin origins[ORIGINS];

/* An origin as they are shared out in the city. */
const struct origin *origin_draw(struct random *random);

/* The ethnic group of a child of these two; they may be the same. */
const char *origin_of_both(const struct origin *one, const struct origin *other);

/* --- chance ----------------------------------------------------------------------------------- */

bool chance(struct random *random, unsigned per_mille);

/* The head of a list more often than its tail: the product of two uniform numbers. */
size_t draw_common(struct random *random, size_t count);

/* --- entries ---------------------------------------------------------------------------------- */

/* The name itself; and one of its spellings or short forms at random, or the empty slice where it
 * has none. An entry of NULL has nothing. */
struct slice entry_name(const char *entry);
struct slice entry_spelling(const char *entry, struct random *random);
struct slice entry_short_form(const char *entry, struct random *random);

/* Write text from the parts again, each in another spelling where `random` is given. */
void name_write(struct synthesis_name *name, struct random *random);

/* --- naming ----------------------------------------------------------------------------------- */

/* Name somebody of whom origin, sex, birth and parents are known, otherwise than their brothers
 * and sisters; with a first surname. */
void name_person(struct random *random, struct synthesis_family *family,
                 struct synthesis_person *person);

/* The surname somebody bears after marrying, or being adopted into the name of, another: in this
 * sex's ending. */
struct synthesis_name surname_taken(const struct synthesis_name *from, bool male,
                                    const struct origin *origin);
struct synthesis_name surname_draw(struct random *random, const struct origin *origin, bool male);
struct synthesis_name surname_joined(const struct synthesis_name *one,
                                     const struct synthesis_name *other, char joint);

extern const struct people_names british_names, irish_names, traveller_names, caribbean_names,
    polish_names, romanian_names, iberian_names, pakistani_names, bangladeshi_names, sikh_names,
    gujarati_names, chinese_names, somali_names, arab_names, nigerian_names, ghanaian_names;

#endif
