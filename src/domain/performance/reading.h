/* What the files that read figures share. */
#ifndef WEFT_DOMAIN_PERFORMANCE_READING_H
#define WEFT_DOMAIN_PERFORMANCE_READING_H

#include "domain/performance/figures.h"

/* A column's text in the arena; data NULL for SQL NULL. */
struct slice reading_text(const struct store_statement *row, int column, struct arena *arena);

/* What a measure is known by where nothing that was said of it is wanted; ERR_NOT_FOUND. */
struct measure_key {
    int64_t id;
    enum year_kind kind;
    bool has_details; /* limits, counts or a note for any of its figures */
};
int reading_measure(struct store *store, struct slice code, struct measure_key *ret_key,
                    struct err *err);

/* The same of a measure that is loaded already. One statement, into one key. */
int reading_key(struct store *store, const struct measure *measure, struct measure_key *ret_key,
                struct err *err);

/* Whether a measure has figures of more than one group, the whole counted. One statement. */
int reading_has_groups(struct store *store, int64_t measure, bool *ret_has, struct err *err);

/* Several measures by their codes, MEASURES_AT_ONCE a statement; those that are not there stay as
 * they are. */
enum { MEASURES_AT_ONCE = 64 };
int measures_load(struct store *store, const struct slice *codes, size_t count, struct arena *arena,
                  struct measure *ret_measures, struct err *err);

/* The id of a group; ERR_NOT_FOUND. The whole is known without a statement. */
int reading_breakdown(struct store *store, struct slice code, int64_t *ret_id, struct err *err);

/* The period that a text means, looked for in the measure's kind of year first; ERR_NOT_FOUND. */
struct period_key {
    int64_t id;
    int32_t ends;
    char text[PERIOD_TEXT_SIZE]; /* canonical */
};
int reading_period(struct store *store, struct slice text, enum year_kind kind,
                   struct period_key *ret_period, struct err *err);

/* Hand a vector over as an array in the arena where code is 0, and free it. */
#define READING_ANSWER(code, vector, arena, ret_list, ret_count)                                   \
    do {                                                                                           \
        if ((code) == 0) {                                                                         \
            *(ret_list) =                                                                          \
                arena_copy((arena), (vector).data, (vector).length, sizeof *(vector).data);        \
            *(ret_count) = (vector).length;                                                        \
        }                                                                                          \
        vector_free(&(vector));                                                                    \
    } while (0)

/* The columns of an area, for reading_area: alias a of area_now. An index by name has them all. */
#define AREA_COLUMNS "a.id, a.code, a.name, a.level"
enum { AREA_COLUMN_COUNT = 4 };

/* The area whose columns begin at `column`, without its codes. */
struct area reading_area(const struct store_statement *row, int column, struct arena *arena);

/* An area by any of its codes, without them: as area_load. One statement. */
int reading_area_of(struct store *store, struct slice code, struct arena *arena,
                    struct area *ret_area, struct err *err);

/* As series_load, figures_at and neighbour_list, of what is known already. One statement, and two
 * more for neighbours. */
int reading_series(struct store *store, const struct measure_key *measure, int64_t breakdown,
                   const struct area *area, struct date published_on, struct arena *arena,
                   struct series *ret_series, struct err *err);
int reading_figures_at(struct store *store, const struct measure_key *measure, int64_t breakdown,
                       struct slice period, struct date published_on, struct arena *arena,
                       struct area_figure **ret_figures, size_t *ret_count, struct err *err);
int reading_neighbours(struct store *store, const struct area *area, struct slice edition,
                       struct arena *arena, struct slice *ret_edition, struct neighbour **ret_list,
                       size_t *ret_count, struct err *err);

/* As figure_compare, where measure and figure are known already: the question's measure and period
 * are not looked at, and its group is taken at its word. */
int reading_comparison(struct store *store, const struct measure *measure,
                       const struct figure *figure, const struct figure_question *question,
                       struct arena *arena, struct figure_comparison *ret_comparison,
                       struct err *err);

/* Put a figure where it belongs in time among those before it, of which there are `count`; they
 * come nearly in order. One that is alike goes last. */
void reading_insert(struct figure *figures, size_t count, const struct figure *figure);

/* Limits, counts and note of a figure, alias d and n; their absence last. */
#define DETAIL_COLUMNS                                                                             \
    "d.lower, d.upper, d.lower_99_8, d.upper_99_8, d.numerator, d.denominator, n.text,"            \
    " d.load IS NULL"
enum { DETAIL_COLUMN_COUNT = 8 };
#define DETAIL_JOIN_ON(measure)                                                                    \
    " LEFT JOIN observation_detail AS d ON d.measure = " measure                                   \
    " AND d.breakdown = v.breakdown AND d.area = v.area AND d.period = v.period"                   \
    " AND d.load = v.load"                                                                         \
    " LEFT JOIN note AS n ON n.id = d.note"
/* Where all are of the measure ?1: whether it has details at all is asked once, and where it has
 * none, none are looked for (nothing equals NULL). */
#define DETAIL_JOIN_ONE                                                                            \
    DETAIL_JOIN_ON("(SELECT measure FROM observation_detail WHERE measure = ?1 LIMIT 1)")

/* The columns of a figure, for reading_figure: alias v of the figure, p of its period, l of its
 * label, d of its detail, n of its note. */
#define FIGURE_COLUMNS "p.text, l.text, p.ends, v.status, v.value, v.load, " DETAIL_COLUMNS
#define FIGURE_JOIN_BARE                                                                           \
    "JOIN period AS p ON p.id = v.period JOIN period_label AS l ON l.id = v.label"
#define FIGURE_JOIN FIGURE_JOIN_BARE DETAIL_JOIN_ON("v.measure")
#define FIGURE_JOIN_ONE FIGURE_JOIN_BARE DETAIL_JOIN_ONE
/* Of a measure without details, with FIGURE_JOIN_BARE: a third of the cost for many rows. */
#define FIGURE_COLUMNS_BARE                                                                        \
    "p.text, l.text, p.ends, v.status, v.value, v.load, NULL, NULL, NULL, NULL,"                   \
    " NULL, NULL, NULL, 1"
enum { FIGURE_COLUMN_COUNT = 14 };
struct figure reading_figure(const struct store_statement *row, int column, struct arena *arena);

/* Where figures come from: as things stand, or as published on ?9, newest first for each key.
 * Both are aliased v. */
#define FIGURES_NOW "observation AS v"
#define FIGURES_THEN                                                                               \
    "(SELECT measure, breakdown, area, period, value, status, label, load FROM observation"        \
    " UNION ALL SELECT measure, breakdown, area, period, value, status, label, load"               \
    " FROM observation_past) AS v"                                                                 \
    " JOIN load AS w ON w.id = v.load AND w.undone_at IS NULL AND w.published <= ?9"
#define FIGURES_NEWEST ", w.published DESC, v.load DESC"

/* Bind the day for FIGURES_THEN; nothing where it is not given. text must outlive the statement. */
void reading_bind_day(struct store_statement *statement, struct date published_on,
                      char text[static DATE_TEXT_SIZE]);

#endif
