/* Reading what was published: figures, what they are measured by and where, and the loads that
 * brought them. Writing is load.h's.
 *
 * Texts that come back live in the caller's arena or, where a comment says so, for ever. A
 * measure and an area are asked for by code (an area by any of its codes: LA number, ONS code);
 * a period in its canonical form or as published. A breakdown is asked for by its code; the
 * empty slice is the whole, which every measure has.
 *
 * `published_on` asks as it was published on a day: each figure is the one of the newest load
 * that was published on that day or before. A date that is not given asks as things stand now.
 * All of them fail with what the store says; ERR_NOT_FOUND where a comment says so. */
#ifndef WEFT_DOMAIN_PERFORMANCE_FIGURES_H
#define WEFT_DOMAIN_PERFORMANCE_FIGURES_H

#include "domain/performance/period.h"
#include "math/statistics/statistics.h"
#include "record/record.h"

/* --- figures -------------------------------------------------------------------------------- */

enum figure_status {
    FIGURE_PRESENT,
    FIGURE_MISSING,        /* - .. u : */
    FIGURE_SUPPRESSED,     /* c: held back, the number is too small to publish */
    FIGURE_NOT_APPLICABLE, /* x z */
    FIGURE_ROUNDS_TO_ZERO, /* k: more than nothing, less than half a unit */
};

/* "present", "missing", "suppressed", "not applicable", "rounds to zero"; lives for ever. */
const char *figure_status_name(enum figure_status status);

struct figure {
    struct slice period; /* canonical: "2024/25" */
    struct slice label;  /* as published: "2025 (Rev)" */
    int32_t order;       /* the period's last day, as date_to_days gives it */
    enum figure_status status;
    double value;        /* as published, never rounded; 0 unless status is FIGURE_PRESENT */
    double lower, upper; /* 95% limits */
    double lower_99_8, upper_99_8;
    double numerator, denominator;
    bool has_limits, has_limits_99_8, has_numerator, has_denominator;
    struct slice note; /* the publisher's, or empty */
    int64_t load;      /* the load that brought it */
};

static inline bool figure_has_value(const struct figure *figure)
{
    return figure->status == FIGURE_PRESENT;
}

/* The figures of a measure in one area, oldest first: no two of one period. */
struct series {
    struct slice area, area_name;
    struct figure *figures;
    size_t count;
};

/* One series. An area without figures gives an empty one. ERR_NOT_FOUND where there is no such
 * measure, area or breakdown. A statement for the figures; O(periods). */
int series_load(struct store *store, struct slice measure, struct slice area,
                struct slice breakdown, struct date published_on, struct arena *arena,
                struct series *ret_series, struct err *err);

/* Several areas at once, in the order asked: ret_series holds `count` of them. Two statements for
 * each. */
int series_load_areas(struct store *store, struct slice measure, const struct slice *areas,
                      size_t count, struct slice breakdown, struct date published_on,
                      struct arena *arena, struct series *ret_series, struct err *err);

/* The newest figure that has a value, or NULL. */
const struct figure *series_latest(const struct series *series);

/* Days from one figure to the next, where they follow each other most closely; INT32_MAX where
 * there are fewer than two. */
int32_t series_step(const struct series *series);

/* --- measures ------------------------------------------------------------------------------- */

/* "high", "low", or NULL for neither; lives for ever. */
const char *polarity_name(enum polarity polarity);

struct measure {
    int64_t id;
    struct slice code; /* the publisher's short name: "ExcessYr6", "LAC_Fixed_ Ex" */
    struct slice title, chart_title;
    struct slice topics; /* one or more, joined by line feeds */
    struct slice unit;   /* "% of births", "Rate per 10,000"; may be empty */
    enum polarity polarity;
    int decimals; /* to show; −1: as published, and at most one */
    enum year_kind kind;
    struct slice year_type;   /* as the dictionary writes it: "Academic Year" */
    bool quartiles;           /* false where the dictionary says that there are none to give */
    bool ended;               /* the publisher says that no further figure will come */
    struct slice description; /* paragraphs parted by line feeds, as are the next */
    struct slice methodology;
    struct slice source;                   /* who publishes it: "DfE" */
    struct slice link;                     /* an http(s) address, or empty */
    struct slice last_update, next_update; /* "2025-11-01", or words such as "Discontinued" */
    int64_t load;                          /* the load that said all this */
};

/* One measure by its code. ERR_NOT_FOUND. */
int measure_load(struct store *store, struct slice code, struct arena *arena,
                 struct measure *ret_measure, struct err *err);

/* Append a value as it is shown: with the measure's decimals, or, where the dictionary gives
 * none, as published and with at most one; thousands parted by commas. The unit is not written. */
void measure_show(const struct measure *measure, double value, struct buffer *out);

/* "%" for a share, " per 10,000" for a rate, else "" (a count or a score): what follows a figure
 * without a line break. Lives as long as the measure. */
struct slice measure_suffix(const struct measure *measure, struct arena *arena);

/* What a unit says the figures are: a share of a hundred, a rate per so many, or neither. */
bool unit_is_share(struct slice unit);
bool unit_is_rate(struct slice unit);

/* A breakdown of a measure: one group of one dimension, or of several crossed. */
struct breakdown {
    int64_t id;
    struct slice code;      /* "sex=Male"; empty for the whole */
    struct slice dimension; /* "Sex" */
    struct slice group;     /* "Male" */
};

/* The breakdowns that a measure has figures for, the whole first, then by dimension and in the
 * publisher's order. */
int measure_breakdowns(struct store *store, struct slice measure, struct arena *arena,
                       struct breakdown **ret_breakdowns, size_t *ret_count, struct err *err);

/* The periods that a measure has figures for in any area, newest first. */
struct measure_period {
    struct slice period, label;
    int32_t order;
    int64_t figures; /* with a value */
};
int measure_periods(struct store *store, struct slice measure, struct arena *arena,
                    struct measure_period **ret_periods, size_t *ret_count, struct err *err);

/* Whom measures name as their source, the one of most measures first; those that name nobody are
 * left out. */
struct measure_source {
    struct slice name;
    int64_t measures;
};
int measure_sources(struct store *store, struct arena *arena, struct measure_source **ret_sources,
                    size_t *ret_count, struct err *err);

/* --- areas ---------------------------------------------------------------------------------- */

struct area_code {
    struct slice scheme, code; /* "LA number", "ONS code" */
    struct date from, until;   /* not given where the source does not say */
};

struct area {
    int64_t id;
    struct slice code; /* the name for ever: the LA number where it has one */
    struct slice name;
    bool is_authority; /* not England, not a region */
    bool is_england;
    struct area_code *codes; /* area_load only */
    size_t code_count;
};

/* One area by any of its codes. ERR_NOT_FOUND. */
int area_load(struct store *store, struct slice code, struct arena *arena, struct area *ret_area,
              struct err *err);

/* All areas, England first, then regions, then authorities, each by name; without codes. */
int area_list(struct store *store, struct arena *arena, struct area **ret_areas, size_t *ret_count,
              struct err *err);

/* Neighbour lists. */
int neighbour_editions(struct store *store, struct arena *arena, struct slice **ret_editions,
                       size_t *ret_count, struct err *err); /* newest first */

struct neighbour {
    int64_t rank; /* the publisher's order, 1 first */
    struct area area;
    struct slice closeness; /* "Very Close", or empty */
};

/* The neighbours of an area in the publisher's order; of the newest edition that lists the area
 * where edition is empty. ret_edition says which. None: an empty list and an empty edition.
 * ERR_NOT_FOUND where there is no such area, or no such edition. */
int neighbour_list(struct store *store, struct slice area, struct slice edition,
                   struct arena *arena, struct slice *ret_edition, struct neighbour **ret_list,
                   size_t *ret_count, struct err *err);

/* --- comparison ----------------------------------------------------------------------------- */

struct area_figure {
    struct area area; /* without codes */
    bool is_there;    /* false: nothing was published for this area, and figure is empty */
    struct figure figure;
};

/* Every area's figure at a period, by area name. ERR_NOT_FOUND for a measure or breakdown. */
int figures_at(struct store *store, struct slice measure, struct slice breakdown,
               struct slice period, struct date published_on, struct arena *arena,
               struct area_figure **ret_figures, size_t *ret_count, struct err *err);

/* Every breakdown's figure of a measure in an area at a period, the whole first. */
struct breakdown_figure {
    struct breakdown breakdown;
    struct figure figure;
};
int breakdowns_at(struct store *store, struct slice measure, struct slice area, struct slice period,
                  struct date published_on, struct arena *arena,
                  struct breakdown_figure **ret_figures, size_t *ret_count, struct err *err);

struct figure_question {
    struct slice measure, area;
    struct slice breakdown;   /* empty: the whole */
    struct slice period;      /* empty: the latest that has a value */
    struct slice neighbours;  /* an edition; empty: the newest */
    struct date published_on; /* not given: as things stand */
};

/* How many authorities must have a figure before England outside their range means anything. */
enum { ENGLAND_AUTHORITIES = 50 };

/* One figure and what it stands beside. */
struct figure_comparison {
    struct measure measure;
    struct area area;
    struct figure figure;

    struct figure england; /* at the same period */
    bool has_england;      /* false: none was published, and england is empty */
    bool england_outside;  /* a rate or share outside the range of all authorities: a wrong unit
                              until a person says otherwise, and so to be left off the page */

    /* Among the authorities that have a value at this period. */
    size_t rank, rank_of; /* rank 0: no polarity, no value, or not an authority. Ties share the
                             least rank; 1 is best by polarity */
    char quartile;        /* 'A' (best) to 'D'; 0 where there is none to give */
    double quarters[3];   /* type 7 quantiles 0.25, 0.5, 0.75; set where rank_of > 0 */
    double lowest, highest;

    struct slice edition;           /* of the neighbours; empty where there are none */
    struct area_figure *neighbours; /* in the publisher's order */
    size_t neighbour_count;

    struct area_figure *authorities; /* every authority there is a row for, by name */
    size_t authority_count;
};

/* ERR_NOT_FOUND where there is no such measure, area, breakdown or edition, or no figure of that
 * measure there (at that period). A measure with figures of one group only need not have it
 * named. A dozen statements, each by an index; O(areas + periods). */
int figure_compare(struct store *store, const struct figure_question *question, struct arena *arena,
                   struct figure_comparison *ret_comparison, struct err *err);

/* --- the word ------------------------------------------------------------------------------- */

enum trend_word {
    TREND_IMPROVING,
    TREND_WORSE,
    TREND_NO_CHANGE,
    TREND_TOO_FEW, /* fewer than five figures */
    TREND_RISING,  /* where neither high nor low is good */
    TREND_FALLING,
    TREND_ENDED,     /* no figure since `last`: the source ended, or passes this area by */
    TREND_NO_FIGURE, /* none, ever */
};

struct indicator_trend {
    enum trend_word word;
    size_t figures;     /* how many the test had: at most five */
    bool by_limits;     /* the test was the Fingertips rule, else Kendall's */
    double chi_squared; /* of the Fingertips rule */
    int64_t s;          /* Kendall's S */
    double p;           /* one-sided and exact; 1 where that test was not made */
    struct slice first; /* the periods from and to which the test looked; last is also the */
    struct slice last;  /* period of the newest figure where there was no test */
};

/* "improving", "getting worse", "no clear change", "too few figures", "rising", "falling",
 * "no figure since", "no figure"; lives for ever. For TREND_ENDED `last` is to follow it. */
const char *trend_word_text(enum trend_word word);

/* The word for a series, from its last five figures that have a value (gaps allowed), read by
 * polarity and never a bare difference: by the Fingertips rule (recent_trend) where all five have
 * limits (figure_interval), else by Mann and Kendall's test, exact, one-sided at 5%. */
struct indicator_trend indicator_trend(const struct measure *measure, const struct series *series);

/* --- loads ---------------------------------------------------------------------------------- */

struct load {
    int64_t id;
    struct slice mapping, file; /* the file's name without its folders */
    struct slice edition;
    struct date published;
    int64_t at_us;
    struct slice actor;
    struct slice digest; /* of the bytes: 64 hexadecimal digits */
    int64_t bytes;       /* of the file as it came */
    int64_t kept, unchanged, revised, skipped, refused;
    int64_t refusals_open; /* refused rows that wait still: by load_count_open … */
    int64_t left_out;      /* … and those left out by hand, of it or by it as a correction */
    bool partial;
    int64_t correction_of; /* the load whose refused rows it corrects, or 0 */
    bool undone;
    int64_t undone_at_us;
    struct slice undone_by; /* actor */
};

static inline int64_t load_read(const struct load *load)
{
    return load->kept + load->unchanged + load->revised + load->skipped + load->refused;
}

/* One load. ERR_NOT_FOUND. */
int load_get(struct store *store, int64_t id, struct arena *arena, struct load *ret_load,
             struct err *err);

/* Count the refused rows that wait to be corrected, and those that were left out by hand. They are
 * not for the public, whose connection is refused them: ERR_FORBIDDEN. */
int load_count_open(struct store *store, struct load *load, struct err *err);

/* Loads, newest first, older than `before` (0: from the newest), at most limit. */
int load_list(struct store *store, int64_t before, size_t limit, struct arena *arena,
              struct load **ret_loads, size_t *ret_count, struct err *err);

/* The loads that corrected refused rows of this one and stand, oldest first. */
int load_corrections(struct store *store, int64_t load, struct arena *arena,
                     struct load **ret_loads, size_t *ret_count, struct err *err);

/* What a load found, one group for each column and reason, whatever values the reason quotes, in
 * the order first met. */
struct load_finding {
    bool is_refusal;     /* else a warning */
    struct slice field;  /* the column's heading; empty for the whole row */
    struct slice reason; /* a sentence: the first one's */
    struct slice stem; /* the same without what it quotes; load_reason_stem of each row's reason */
    size_t values;     /* how many such reasons there are */
    int64_t rows;
    unsigned *lines; /* the first ones, at most LOAD_FINDING_LINES */
    size_t line_count;
};
enum { LOAD_FINDING_LINES = 100 };

/* A reason with … for each value that it quotes: rows that are refused alike, whatever stood in
 * them, have one, and are told together. O(length). */
struct slice load_reason_stem(struct slice reason, struct arena *arena);

int load_findings(struct store *store, int64_t load, struct arena *arena,
                  struct load_finding **ret_findings, size_t *ret_count, struct err *err);

/* The refused rows of a partial load as they were written, to be shown and corrected. */
struct refused_row {
    unsigned line, column; /* of the file; the column (from 1, in bytes) of what is at fault */
    struct slice field, reason;
    struct slice *values; /* one for each of the load's columns, and those beyond them */
    size_t value_count;   /* never fewer than columns: a missing one is empty */
    bool ragged;          /* it had more cells than the heading, or fewer */
    bool corrected, left_out;
};
struct refused_rows {
    struct slice *columns; /* the file's headings */
    size_t column_count;
    size_t widest; /* the most values of any refused row of the load, of another page too */
    struct refused_row *rows; /* by line */
    size_t count;
    unsigned next; /* the line after which to go on, or 0 */
};
int load_refusals(struct store *store, int64_t load, unsigned after_line, size_t limit,
                  struct arena *arena, struct refused_rows *ret_rows, struct err *err);

/* The loads that brought or revised figures of a measure, newest first: its versions. */
int measure_loads(struct store *store, struct slice measure, struct arena *arena,
                  struct load **ret_loads, size_t *ret_count, struct err *err);

/* What was said of one figure, newest first: the one that stands, then those it superseded. */
struct figure_version {
    struct figure figure;
    struct date published;
    int64_t at_us;      /* when its load was made */
    int64_t revised_by; /* the load that superseded it, or 0 for the one that stands */
};
int figure_versions(struct store *store, struct slice measure, struct slice area,
                    struct slice breakdown, struct slice period, struct arena *arena,
                    struct figure_version **ret_versions, size_t *ret_count, struct err *err);

#endif
