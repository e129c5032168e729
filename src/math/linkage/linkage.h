/* Record linkage: which rows of one or several sources are one person.
 * Arrays in, arrays out; no files, no clock, no store.
 *
 * In the order of a run:
 *     linkage_recognise(&table);
 *     struct linkage *linkage = linkage_new(&table, &options);     standardise
 *     linkage_block(linkage);                                      who meets whom
 *     linkage_estimate(linkage);                                   what agreement is worth
 *     linkage_compare(linkage);                                    weigh the pairs
 *     linkage_cluster(linkage);                                    persons
 *     … linkage_persons(linkage) …
 *     linkage_free(linkage);
 *
 * Results are the same for any number of threads. Memory ends the process when it runs out:
 * linkage_memory says beforehand how much a table needs.
 *
 * The headers beside this one are part of it. The folders below do what they promise
 * (docs/linkage.md says which does what); nobody else includes theirs. */
#ifndef WEFT_MATH_LINKAGE_LINKAGE_H
#define WEFT_MATH_LINKAGE_LINKAGE_H

#include "math/linkage/doubt.h"
#include "math/linkage/household.h"
#include "math/linkage/values.h"
#include "math/linkage/worth.h"

/* Rows are numbered in 31 bits. */
#define LINKAGE_MOST_ROWS (UINT32_C(1) << 31)

/* What a column holds. */
enum linkage_kind {
    LINKAGE_IGNORED,
    LINKAGE_ROW_ID,
    LINKAGE_GIVEN_NAME,
    LINKAGE_MIDDLE_NAME,
    LINKAGE_SURNAME,
    LINKAGE_FULL_NAME,
    LINKAGE_OTHER_NAME, /* known as, alias, former name */
    LINKAGE_BIRTH_DATE,
    LINKAGE_BIRTH_YEAR,
    LINKAGE_BIRTH_MONTH,
    LINKAGE_BIRTH_DAY,
    LINKAGE_SEX,
    LINKAGE_POSTCODE,
    LINKAGE_HOUSE_NUMBER,
    LINKAGE_ADDRESS,
    LINKAGE_LOCALITY,
    LINKAGE_TOWN,
    LINKAGE_REGION,
    LINKAGE_BIRTH_PLACE,
    LINKAGE_OCCUPATION,
    LINKAGE_EMAIL,
    LINKAGE_TELEPHONE,
    LINKAGE_NHS_NUMBER,
    LINKAGE_UPN,
    LINKAGE_NATIONAL_NUMBER,
    LINKAGE_CATEGORY,
    LINKAGE_RECORDED,    /* when the record was written: never compared, orders households */
    LINKAGE_PARENT_NAME, /* of a parent or carer: ties families, too */
    LINKAGE_PARENT_ID,   /* the same by the identifier of a row of the source, or by NHS number */
    LINKAGE_AGE,         /* in years on the day of the record: about when the person was born */
    LINKAGE_ROLE,        /* child, parent, witness: about how old such people usually are */
    LINKAGE_KINDS
};

/* How old people usually are of whom a column says the same, on the day of the record. */
enum { LINKAGE_ROLES = 16 };
struct linkage_usual_ages {
    uint32_t count;
    struct linkage_usual_age {
        uint32_t role; /* a number that stands for what is said */
        uint8_t youngest, oldest;
    } list[LINKAGE_ROLES];
};

/* How a column's texts are written, where that is not to be seen from the texts at hand: a register
 * keeps what the first feed showed, so that a record is read alike whatever stands beside it. */
struct linkage_habit {
    bool month_first;   /* dates with slashes */
    bool surname_first; /* full names */
    bool says_all;      /* a full name stands for the columns of its parts */
    bool commas;        /* addresses in one line part the town by a comma */
    bool numbers;       /* addresses in one line have house numbers */
    uint8_t scheme;     /* of numbers with check digits */
    uint8_t nth;        /* 1 for a second column of this kind that says another thing, … */
    struct linkage_usual_ages ages; /* of roles, and of those who name a parent */
};

/* One column: each distinct text once, and the number of each row's. */
struct linkage_column {
    const char *name;
    enum linkage_kind kind;
    bool decided;                      /* the kind is not to be recognised: somebody said it */
    const struct linkage_habit *habit; /* NULL: seen from the texts */
    const bool *asked_by;              /* by source, whether it has the column; NULL: all have */
    struct values values;
    uint32_t *rows;
};

struct linkage_table {
    struct linkage_column *columns;
    size_t column_count;
    size_t row_count;
    const uint16_t *source; /* the source of each row, from 0; NULL where there is one */
    size_t source_count;
    const struct values *towns; /* those known, in standard form; NULL: seen from the texts */
    bool keep_all;              /* fields that next to no row has are kept too */
};

/* The kind in words ("given name"), and the kind for a word of a specification, or
 * LINKAGE_KINDS. */
const char *linkage_kind_words(enum linkage_kind kind);
enum linkage_kind linkage_kind_named(struct slice word);

/* Give each column whose kind is not decided the kind that its name and its content show.
 * Where the name says nothing, the content may (dates, postcodes, e-mail addresses); where
 * neither does, the column stays ignored. O(distinct values looked at, at most 2,000 a column). */
void linkage_recognise(struct linkage_table *table);

/* What may be wrong with a date of birth. The first counts as not given; the others are compared as
 * they stand, since a slip is near what was meant. */
enum linkage_odd_date {
    LINKAGE_DATE_UNREADABLE,
    LINKAGE_DATE_IMPOSSIBLE, /* 31 February */
    LINKAGE_DATE_TO_COME,    /* after today */
    LINKAGE_ODD_DATES
};
struct linkage_odd_dates {
    size_t rows[LINKAGE_ODD_DATES];
    uint32_t first[LINKAGE_ODD_DATES]; /* the first row, where there is any */
};

/* Of a column of dates of birth. today: days as date_to_days has them. O(rows). */
void linkage_odd_dates_find(const struct linkage_column *column, size_t row_count, int32_t today,
                            struct linkage_odd_dates *ret_odd);

/* Rules of standardising and comparing. All are on; each can be switched off. */
enum linkage_rule {
    LINKAGE_RULE_TITLES,        /* Sir, Mrs, 2nd Baronet are no names */
    LINKAGE_RULE_PARTICLES,     /* van der, bin, al are no names */
    LINKAGE_RULE_PLACEHOLDERS,  /* unknown, baby of, 01/01/1900, 0000000000 say nothing */
    LINKAGE_RULE_SHORT_FORMS,   /* Bill is a form of William */
    LINKAGE_RULE_SPELLINGS,     /* Wong is a spelling of Wang, Siu Ming of Xiaoming */
    LINKAGE_RULE_SOUNDS,        /* Mohammed sounds like Muhamad */
    LINKAGE_RULE_ENDINGS,       /* Kowalska and Kowalski are one surname */
    LINKAGE_RULE_INITIALS,      /* J may be John */
    LINKAGE_RULE_SWAPPED_NAMES, /* given name and surname may stand in each other's place */
    LINKAGE_RULE_SWAPPED_DATES, /* day and month may */
    LINKAGE_RULE_LONE_NAMES,    /* a name alone is what more people have it as; a known-as name
                                    is a given name where there is none */
    LINKAGE_RULE_ADDRESS_PARTS, /* an address in one line has parts */
    LINKAGE_RULE_CHECK_DIGITS,  /* an NHS number or UPN that fails its check is a slip */
    LINKAGE_RULE_AGES,          /* an age, or a role, on a dated record is about a date of birth */
    LINKAGE_RULE_EMAIL_NAMES,   /* an e-mail address may bear the name that a record does not */
    LINKAGE_RULES
};
const char *linkage_rule_name(enum linkage_rule rule); /* "titles", as a specification has it */
const char *linkage_rule_words(enum linkage_rule rule);

/* What is allowed of one source. */
struct linkage_source_rules {
    bool once;  /* at most one record of a person */
    bool apart; /* pairs within the source are never compared */
};

/* What somebody decided of a pair: kept whatever the weights say. */
struct linkage_decision {
    uint32_t a, b; /* rows of the table */
    bool same;
};

/* How common a value is in the country, as a share, by a table from outside. */
struct linkage_frequency {
    enum linkage_kind kind;
    struct slice text;
    double share; /* over 0, at most 1 */
};
/* Whether a table may speak of such values: given names, surnames, places, occupations. */
bool linkage_frequency_may_be_of(enum linkage_kind kind);

struct linkage_options {
    size_t threads;     /* at least 1 */
    uint32_t rules_off; /* a bit for each enum linkage_rule */
    double threshold;   /* groups join that score over this (log2 odds); 0: even odds */
    double floor;       /* lighter pairs are not kept; at most the threshold */
    const struct linkage_source_rules *sources; /* by source, or NULL */
    bool across_only;                           /* pairs within any source are never compared */
    const bool *alone; /* by row: compared with none, whatever they say; NULL: no row is */
    const struct linkage_decision *decisions;
    size_t decision_count;
    /* Of the kinds that have any, values that are not listed are rarer than those that are. */
    const struct linkage_frequency *frequencies;
    size_t frequency_count;
};

struct linkage;

/* Bring the table to standard form. The table must live as long as the linkage, its options need
 * not. O(rows + distinct values). */
struct linkage *linkage_new(const struct linkage_table *table,
                            const struct linkage_options *options);
void linkage_free(struct linkage *linkage);

/* Fields that are compared; 0 where no column is of use, and then nothing can be linked. */
size_t linkage_field_count(const struct linkage *linkage);
const char *linkage_field_label(const struct linkage *linkage, size_t field);
/* Share of the rows that have a value, and how many different ones there are. */
double linkage_field_known(const struct linkage *linkage, size_t field, size_t *ret_distinct);

/* Lay the blocks. O(rules × rows). */
void linkage_block(struct linkage *linkage);

struct linkage_rule_of_blocks {
    char label[128];
    size_t rows;
    uint64_t pairs;
    size_t over; /* rows in blocks that were too large and were refined */
};
struct linkage_blocks {
    bool everything; /* all pairs are compared: there are few */
    uint64_t pairs;  /* to be compared; a pair that several rules find counts each time */
    size_t largest;  /* rows of the largest block allowed */
    size_t rule_count;
    uint64_t given_up; /* rows compared only with neighbours, in blocks nothing could refine */
};
struct linkage_blocks linkage_blocks(const struct linkage *linkage);
/* rule < rule_count */
struct linkage_rule_of_blocks linkage_block_rule(const struct linkage *linkage, size_t rule);

/* Estimate the model, or take one that was estimated before. */
void linkage_estimate(struct linkage *linkage);

/* The model as numbers to be kept: for each field, for each class of pairs, the share of exact
 * agreement and of each near level. */
enum { LINKAGE_CLASSES = 10, LINKAGE_FIELDS = 16, LINKAGE_LEVELS = 23 };
struct linkage_model {
    size_t field_count;
    struct {
        char label[64];
        int kind;
        double chance[LINKAGE_CLASSES][LINKAGE_LEVELS]; /* exact, then the near levels, different */
    } fields[LINKAGE_FIELDS];
    double pairs_per_row[LINKAGE_CLASSES]; /* of each class but the strangers */
};
void linkage_model_get(const struct linkage *linkage, struct linkage_model *ret_model);
/* false, and nothing changed, where the model is of other fields than the linkage's. */
bool linkage_model_set(struct linkage *linkage, const struct linkage_model *model);

/* Weigh the candidates. O(pairs). */
void linkage_compare(struct linkage *linkage);

struct linkage_pair {
    uint32_t a, b; /* rows of the table, a < b */
    float weight;  /* log2 of the odds that they are one person */
};
/* Pairs over the floor, by a and b. */
const struct linkage_pair *linkage_pairs(const struct linkage *linkage, size_t *ret_count);

static inline double linkage_probability(double weight)
{
    return 1 / (1 + __builtin_exp2(-weight));
}

/* The way back: of a probability between 0 and 1. */
static inline double linkage_weight(double probability)
{
    return __builtin_log2(probability / (1 - probability));
}

/* Make persons. Decisions that contradict each other are obeyed as far as they go: "different"
 * holds over "same" that only follows. */
void linkage_cluster(struct linkage *linkage);

/* For each row of the table the number of its person, from 0, in the order of first rows. */
const uint32_t *linkage_persons(const struct linkage *linkage, uint32_t *ret_count);

/* How many bytes linking a table of so many rows and so many bytes of text will take at most,
 * near enough. */
uint64_t linkage_memory(uint64_t rows, uint64_t text_bytes);

/* "64.2 MiB", "1.5 GiB". */
enum { LINKAGE_SIZE = 24 };
void linkage_size_words(uint64_t bytes, char words[static LINKAGE_SIZE]);

/* --- kept from run to run: particulars.h, learnt.h, succession.h --------------------------------
 */

/* --- explained -------------------------------------------------------------------------------- */

/* What one field says of a pair. Texts are in standard form and live as long as the linkage. */
struct linkage_evidence {
    const char *label;
    struct slice left, right;
    const char *words; /* "the same", "day and month change places" */
    double share;      /* where it is the same: how common the value is, else 0 */
    bool of_given;     /* among those of the given name, of whom more have it than of others */
    double bits;       /* added to the weight by this field, after those before it */
};

struct linkage_explanation {
    double before; /* the weight before anything is known: most pairs are two persons */
    double weight;
    struct linkage_evidence evidence[LINKAGE_FIELDS];
    size_t count;                    /* fields that both have a value for, or that say anything */
    double classes[LINKAGE_CLASSES]; /* the share of each class among pairs that agree so */
    int decided; /* 1: somebody decided that they are one, −1: that they are not */
};
const char *linkage_class_words(size_t group);

/* Why two rows of the table weigh what they weigh; the weight is that of linkage_pairs. Evidence
 * is added field by field, in the order of the fields, so it depends on what came before: where
 * address and surname agree already, another given name is a sister's or brother's. */
void linkage_explain(const struct linkage *linkage, uint32_t a, uint32_t b,
                     struct linkage_explanation *ret_explanation);

/* How the rows of one person came together. */
struct linkage_joint {
    uint32_t left, right; /* a row of each group that joined, the strongest pair between them */
    size_t left_count, right_count; /* rows of the groups */
    double weight;                  /* log2 odds that the two groups are one person */
};
struct linkage_why {
    uint32_t *rows; /* of the person, ascending */
    size_t row_count;
    struct linkage_joint *joints; /* row_count − 1, in the order in which they were made */
    size_t weakest;               /* the joint that weighs least */
};
enum { LINKAGE_WHY_ROWS = 200 };

/* Of the person that the row belongs to (its first LINKAGE_WHY_ROWS rows). Free with
 * linkage_why_free. O(rows³) at worst. */
void linkage_why(const struct linkage *linkage, uint32_t row, struct linkage_why *ret_why);
void linkage_why_free(struct linkage_why *why);

/* --- how good, where the truth is known ----------------------------------------------------------
 */

struct linkage_quality {
    uint64_t true_pairs, found_pairs, right_pairs;
    double precision, recall, f1;          /* over pairs */
    double b3_precision, b3_recall, b3_f1; /* B-cubed (Bagga and Baldwin 1998) */
};

/* Compare two partitions of the rows, each a number a row. source: only pairs of different
 * sources count (NULL: all pairs). O(rows log rows). */
void linkage_quality_of(size_t row_count, const uint32_t *truth, const uint32_t *persons,
                        const uint16_t *source, struct linkage_quality *ret_quality);

#include "math/linkage/learnt.h"
#include "math/linkage/particulars.h"
#include "math/linkage/succession.h"

#endif
