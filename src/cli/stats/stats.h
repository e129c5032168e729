/* What a method of `weft stats` is made of. One file a method; to add one:
 *
 * 1. `NAME.c` here, with `const struct stats_method NAME_method` (a dash in the name is `_`);
 * 2. one line in methods.c;
 * 3. the arithmetic in math/statistics/ or math/disclosure/, with its paper;
 * 4. tests in tests/unit/cli/ and tests/unit/math/.
 *
 * A run function reads its options, reads its columns, computes into arrays that it adds to the
 * table, and returns 0, or a negative code with a sentence in err. Nothing is printed before it
 * has returned 0, so a refusal leaves standard output empty. */
#ifndef WEFT_CLI_STATS_STATS_H
#define WEFT_CLI_STATS_STATS_H

#include "cli/cli.h"
#include "cli/stats/table.h"

struct stats {
    const struct stats_method *method;
    struct arena *arena; /* dies with the command */
    int argc;            /* what stands after the method's name */
    char **argv;
    bool json;
    const char *source;     /* the file that the line of an error is in */
    struct table table;     /* what was read, and what was added to it */
    struct table result;    /* printed instead where a method made it (columns not NULL) */
    struct buffer document; /* printed instead of both where a method wrote one JSON object */
    struct buffer warnings; /* sentences for standard error, printed when all went well */
    size_t warned;          /* how many there were; the first few are kept */
};

struct stats_method {
    const char *name;
    const char *purpose; /* the group it is listed under */
    const char *summary; /* one line */
    const char *usage;   /* options and files, as after the name */
    const char *columns; /* what goes in, what comes out, and what each option does */
    const char *formula, *assumptions, *reference;
    const char *example; /* shell commands that run as they stand; a comment says what comes out */
    int (*run)(struct stats *stats, struct err *err);
};

extern const struct stats_method *const stats_methods[]; /* ended by NULL */

/* --- options --------------------------------------------------------------------------------- */

struct word_list {
    struct slice *words;
    size_t count;
};

/* Where an option's value goes; one destination is set. */
struct stats_option {
    const char *name; /* with its dashes */
    double *number;
    int *whole;
    double least, most;         /* of number and whole; both 0: any */
    bool above;                 /* least itself is refused */
    int *choice;                /* the index in choices */
    const char *const *choices; /* ended by NULL */
    const char **text;
    struct word_list
        *list; /* "A,B": the parts, none empty, none twice; given again, more of them */
    struct word_list *files; /* one or more words; may be given again */
    bool *flag;
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Read the options and the name of the input; an unknown option, a value that does not fit and a
 * second input are refused. Words that follow `files` belong to it, but where no input stands
 * elsewhere the last of several is the input. Destinations not named keep what they hold. */
int stats_options(struct stats *stats, const struct stats_option *options, size_t count,
                  struct err *err);

/* The first word, taken out of argv, as the index in choices (for `impact its` and the like). */
int stats_form(struct stats *stats, const char *const *choices, int *ret_choice, struct err *err);

/* --- columns --------------------------------------------------------------------------------- */

enum input_kind {
    INPUT_NUMBER,   /* any finite number */
    INPUT_AMOUNT,   /* 0 or more */
    INPUT_POSITIVE, /* above 0 */
    INPUT_COUNT,    /* a whole number, 0 or more */
    INPUT_TRIALS,   /* a whole number, 1 or more */
    INPUT_TEXT,     /* never blank: an area, a stratum, a group */
};

/* A column by name: its numbers (blank: NaN) or its texts (trimmed). */
struct stats_input {
    const char *name;
    enum input_kind kind;
    bool optional; /* where it is absent the pointer is left alone */
    bool complete; /* no blank is allowed among the numbers */
    const double **numbers;
    const struct slice **texts;
};

/* Read the input table and these columns of it. */
int stats_read(struct stats *stats, const struct stats_input *inputs, size_t count,
               struct err *err);

/* The same from another file, such as that of --margins. */
int stats_read_file(struct stats *stats, const char *path, const struct stats_input *inputs,
                    size_t count, struct table *ret_table, struct err *err);

/* Columns of a table that has been read, where their names are known only then. */
int stats_columns(struct stats *stats, struct table *table, const struct stats_input *inputs,
                  size_t count, struct err *err);

/* Refuse for what stands in row `row` of the table; returns ERR_RANGE. */
int stats_refuse(struct stats *stats, const struct table *table, size_t row, struct err *err,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* A sentence for standard error beside the result. */
void stats_warn(struct stats *stats, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- results --------------------------------------------------------------------------------- */

/* Start the table that is printed instead of the input, with `rows` rows. */
struct table *stats_result(struct stats *stats, size_t rows);

/* Rows that belong together, by the text of one column, in order of first appearance. */
struct stats_groups {
    size_t count;
    size_t *rows;   /* row numbers, group after group, input order kept */
    size_t *starts; /* count + 1 of them */
};

/* texts NULL: all rows are one group. O(rows). */
struct stats_groups stats_group(struct arena *arena, const struct slice *texts, size_t rows);

/* The same among `count` rows alone. */
struct stats_groups stats_group_within(struct arena *arena, const struct slice *texts,
                                       const size_t *rows, size_t count);

/* A result of one row a group: the columns named in `keys`, and each unused one whose text is
 * the same all through every group. */
struct table *stats_result_groups(struct stats *stats, const struct stats_groups *groups,
                                  const char *const *keys);

/* --- dates ----------------------------------------------------------------------------------- */

enum date_kind { DATE_WHOLE, DATE_MONTH, DATE_DAY };

/* A date as a number: itself, months since year 0, or days since 1970. */
struct stats_date {
    enum date_kind kind;
    int64_t number;
};
bool stats_date_parse(struct slice text, struct stats_date *ret_date);

/* Dates of the rows of one series (`rows` are row numbers): of one kind and ascending, else
 * refused. ret_dates has room for count. */
int stats_dates(struct stats *stats, const struct slice *texts, const size_t *rows, size_t count,
                struct stats_date *ret_dates, struct err *err);

/* How many steps each date is after the first: of 1 for whole numbers, else of the longest that
 * fits them all, in months where every date is on one day of the month. */
void stats_date_steps(const struct stats_date *dates, size_t count, int64_t *ret_steps);

/* Refuse dates that are not evenly spaced: equal steps of the number, or for days equal steps of
 * months on the same day or on the last. */
int stats_dates_even(struct stats *stats, const struct slice *texts, const size_t *rows,
                     size_t count, const struct stats_date *dates, struct err *err);

#endif
