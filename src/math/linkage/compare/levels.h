/* Agreement patterns: how two records agree, field by field. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_LEVELS_H
#define WEFT_MATH_LINKAGE_COMPARE_LEVELS_H

#include "math/linkage/compare/records.h"
#include "math/linkage/texts/compare.h"

/* One level a field, in the order of the records' fields; the rest is 0. */
struct pattern {
    uint8_t levels[FIELDS_MOST];
};

/* Near levels of names. Three are of three levels each, by how rare the names are: RARITY_COMMON to
 * RARITY_RARE. */
enum {
    NAME_FORM = LEVEL_NEAR,     /* a short form, or another spelling: three levels */
    NAME_PART = NAME_FORM + 3,  /* one of several names is the same */
    NAME_INITIAL,               /* one is the other's initial */
    NAME_CLOSE,                 /* Jaro–Winkler ≥ 0.92 or sounds the same: three levels */
    NAME_NEAR = NAME_CLOSE + 3, /* ≥ 0.85 */
    NAME_FAR,                   /* ≥ 0.75 */
    NAME_BESIDE,                /* perhaps two names of one person: Muhammad and Ali */
    NAME_ABROAD,                /* perhaps again: one name in Chinese, one for the English */
    NAME_IN_EMAIL,              /* one's e-mail address bears the other's name */
    NAME_SLIP,    /* given names that differ but begin alike, and one is hardly anybody's */
    NAME_SWAPPED, /* given name and surname stand in each other's place: three levels */
    NAME_ELSEWHERE = NAME_SWAPPED + 3, /* found among the other record's other names */
    NAME_TOGETHER,                     /* the same when run together: Jia Yan, Jiayan */
    NAME_SWAPPED_NEAR,                 /* swapped, and one of them near, or both */
    NAME_SWAPPED_ONE, /* one stands in the other's place, the other does not agree */
};

enum {
    DATE_SWAPPED = LEVEL_NEAR, /* day and month change places */
    DATE_DAY_DIGIT,            /* one digit of day or month, or two neighbours changed places */
    DATE_YEAR_DIGIT,           /* the same in the year */
    DATE_DAY_AND_MONTH,        /* same day and month */
    DATE_MONTH,                /* within 31 days, or same month of the same year */
    DATE_TWO_DIGITS,
    DATE_YEAR_AROUND, /* within 366 days */
    DATE_YEAR,        /* same year */
    DATE_PARTIAL,     /* what both give is the same */
    DATE_DECADE,      /* within ten years */
    DATE_NEW_YEAR,    /* the same year, and one of them is its first day */
    DATE_NEW_YEARS,   /* first days of two years that differ in a digit */
    DATE_YEAR_AFTER,  /* one is the first day of the year after the other's */
    DATE_USUAL_AGE,   /* one is as old as people in the other's part usually are */
    DATE_UNUSUAL_AGE, /* up to ten years older or younger than those */
    DATE_OTHER_AGE,   /* more */
};

enum {
    POSTCODE_EDIT = LEVEL_NEAR, /* one letter or digit, or two neighbours */
    POSTCODE_SECTOR,
    POSTCODE_DISTRICT,
    POSTCODE_TWO_EDITS,
    POSTCODE_AREA,
};

enum {
    WORDS_LEARNT = LEVEL_NEAR,    /* an alias that the data show */
    WORDS_CLOSE,                  /* Jaro–Winkler ≥ 0.92: common, middling, rare */
    WORDS_PART = WORDS_CLOSE + 3, /* all words of one are in the other */
    WORDS_NEAR,                   /* ≥ 0.85 */
    WORDS_SHARE,                  /* a word in common */
};

enum {
    CODE_EDIT = LEVEL_NEAR, /* numbers, telephones, what stands before the @: one edit */
    CODE_TWO_EDITS,
    CODE_PART, /* all before the @; the last six characters */
    CODE_NEAR, /* three edits of an e-mail address */
    CODE_DOMAIN,
    CODE_TWO_NUMBERS, /* both pass their check, so that neither is a slip of the other */
};

/* Whether two given names have nothing to do with each other, unless one of them is misspelt. Of
 * surnames only LEVEL_DIFFERENT says so: many are hardly anybody's. */
static inline bool name_differs(uint8_t level)
{
    return level == LEVEL_DIFFERENT || level == NAME_SLIP;
}

/* Whether it is one of the three levels of NAME_FORM, or of NAME_CLOSE. */
static inline bool name_is_form(uint8_t level)
{
    return level >= NAME_FORM && level < NAME_PART;
}

static inline bool name_is_close(uint8_t level)
{
    return level >= NAME_CLOSE && level < NAME_NEAR;
}

static inline bool name_agrees(uint8_t level)
{
    return level_is_exact(level) || name_is_form(level) || name_is_close(level);
}

/* The level at which names agree as they do at this one that are commoner by so many exact levels;
 * of forms and near spellings each level holds two of those. */
static inline uint8_t name_commoner(uint8_t level, uint8_t by)
{
    uint8_t common = level_is_exact(level) ? LEVEL_EXACT
                     : name_is_form(level) ? NAME_FORM
                                           : NAME_CLOSE;
    uint8_t levels = level_is_exact(level) ? by : by / 2;
    return level - common > levels ? (uint8_t)(level - levels) : common;
}

/* How many near levels the kind of field has, from LEVEL_NEAR on. */
size_t levels_near(enum field_kind kind);

/* In how many ways two values of the kind may be near: levels that tell the same of common and of
 * rare names are one way. And which share of a way the level is. */
double levels_ways(enum field_kind kind);
double level_share(enum field_kind kind, size_t level);

static inline bool levels_has(enum field_kind kind, size_t level)
{
    return level < LEVEL_NEAR || level == LEVEL_DIFFERENT || level < LEVEL_NEAR + levels_near(kind);
}

struct glance;
struct comparer;
typedef void glance_way(const struct comparer *comparer, struct glance *glance);

/* One record made ready to be compared with many. One for each thread. */
struct comparer {
    glance_way *glance; /* the way of this processor (glance.h) */
    const struct records *records;
    const uint32_t *row;
    const uint32_t *next; /* see comparer_expect */
    size_t next_count;
    uint8_t exact[FIELDS_MOST];         /* of the row's values */
    struct compared texts[FIELDS_MOST]; /* made ready when first needed */
    uint32_t ready[FIELDS_MOST];        /* the value that texts holds */
};

struct comparer *comparer_new(const struct records *records);
void comparer_free(struct comparer *comparer);

static inline void comparer_take(struct comparer *comparer, uint32_t row)
{
    comparer->row = records_row(comparer->records, row);
    for (size_t at = 0; at < comparer->records->field_count; at++)
        comparer->exact[at] = comparer->records->fields[at].exact[comparer->row[at]];
}

/* Where given name and surname agree both, as they are or in other forms, the surname says as much
 * less as the two are commoner together (together.h), by the row of the two that shows more of it:
 * of a name that is misspelt nothing is known. */
static inline void comparer_together(const struct comparer *comparer, const uint32_t *other,
                                     struct pattern *pattern)
{
    const struct records *records = comparer->records;
    if (!records->together || !name_agrees(pattern->levels[records->given]) ||
        !name_agrees(pattern->levels[records->surname]))
        return;
    uint8_t one = records_together(records, comparer->row), two = records_together(records, other);
    uint8_t *surname = &pattern->levels[records->surname];
    *surname = name_commoner(*surname, one > two ? one : two);
}

/* Say what will be compared after this: it is asked of memory meanwhile. next: rows, which must
 * stay until then. */
static inline void comparer_expect(struct comparer *comparer, const uint32_t *next, size_t count)
{
    comparer->next = next;
    comparer->next_count = count;
}

/* How the field of the row taken agrees with that of `other`. The name fields are one whole:
 * asked for the first of them, all are written. */
void comparer_level(struct comparer *comparer, const uint32_t *other, size_t field,
                    struct pattern *pattern);

/* The whole patterns with `count` others, at most COMPARED_AT_ONCE, field by field. */
enum { COMPARED_AT_ONCE = 64 };
void comparer_patterns(struct comparer *comparer, const uint32_t *others, size_t count,
                       struct pattern *patterns);

/* The same with one. */
void comparer_pattern(struct comparer *comparer, uint32_t other, struct pattern *ret_pattern);

#endif
