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

/* Several measures by their codes, MEASURES_AT_ONCE a statement; those that are not there stay as
 * they are. */
enum { MEASURES_AT_ONCE = 64 };
int measures_load(struct store *store, const struct slice *codes, size_t count, struct arena *arena,
                  struct measure *ret_measures, struct err *err);

/* The id of a group or a period; ERR_NOT_FOUND. The whole is known without a statement. A period is
 * looked for in the measure's kind of year first. */
int reading_breakdown(struct store *store, struct slice code, int64_t *ret_id, struct err *err);
int reading_period(struct store *store, struct slice text, enum year_kind kind, int64_t *ret_id,
                   struct err *err);

/* Hand a vector over as an array in the arena where code is 0, and free it. */
#define READING_ANSWER(code, vector, arena, ret_list, ret_count)                                   \
    do {                                                                                           \
        if ((code) == 0) {                                                                         \
            *(ret_list) = arena_array((arena), (vector).length, sizeof *(vector).data);            \
            if ((vector).length)                                                                   \
                memcpy(*(ret_list), (vector).data, (vector).length * sizeof *(vector).data);       \
            *(ret_count) = (vector).length;                                                        \
        }                                                                                          \
        vector_free(&(vector));                                                                    \
    } while (0)

/* The columns of an area, for reading_area: alias a of area_now. */
#define AREA_COLUMNS "a.id, a.code, a.name, a.type, a.region, a.level_id"
enum { AREA_COLUMN_COUNT = 6 };

/* The area whose columns begin at `column`, without its codes. */
struct area reading_area(const struct store_statement *row, int column, struct arena *arena);

/* An area by any of its codes, without them: as area_load. One statement. */
int reading_area_of(struct store *store, struct slice code, struct arena *arena,
                    struct area *ret_area, struct err *err);

#define FIGURE_JOIN_BARE                                                                           \
    "JOIN period AS p ON p.id = v.period JOIN period_label AS l ON l.id = v.label"
/* The columns of a figure, for reading_figure: alias v of the figure, p of its period, l of its
 * label, d of its detail, n of its note. */
#define FIGURE_COLUMNS                                                                             \
    "p.text, l.text, p.ends, v.status, coalesce(v.value, 0), v.load, d.lower, d.upper,"            \
    " d.lower_99_8, d.upper_99_8, d.numerator, d.denominator, n.text, d.load IS NULL"
#define FIGURE_JOIN_ON(measure)                                                                    \
    FIGURE_JOIN_BARE                                                                               \
    " LEFT JOIN observation_detail AS d ON d.measure = " measure                                   \
    " AND d.breakdown = v.breakdown AND d.area = v.area AND d.period = v.period"                   \
    " AND d.load = v.load"                                                                         \
    " LEFT JOIN note AS n ON n.id = d.note"
#define FIGURE_JOIN FIGURE_JOIN_ON("v.measure")
/* The same where all are of the measure ?1: whether it has details at all is asked once, and where
 * it has none, none are looked for (nothing equals NULL). */
#define FIGURE_JOIN_ONE                                                                            \
    FIGURE_JOIN_ON("(SELECT measure FROM observation_detail WHERE measure = ?1 LIMIT 1)")
/* Of a measure without details, with FIGURE_JOIN_BARE: a third of the cost for many rows. */
#define FIGURE_COLUMNS_BARE                                                                        \
    "p.text, l.text, p.ends, v.status, coalesce(v.value, 0), v.load, NULL, NULL, NULL, NULL,"      \
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
