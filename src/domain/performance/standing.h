/* How indicators stand: the newest figure, England's, and the word. What home, an objective, a
 * priority and the library show of each. */
#ifndef WEFT_DOMAIN_PERFORMANCE_STANDING_H
#define WEFT_DOMAIN_PERFORMANCE_STANDING_H

#include "domain/performance/figures.h"
#include "domain/plan/plan.h"
#include "record/record.h"

/* Whose figures are told, and beside whose. */
struct standing_place {
    struct slice area;    /* a code; empty tells no figures */
    struct slice england; /* its code, or empty */
};

/* One statement. */
int standing_place_load(struct store *store, struct slice area, struct arena *arena,
                        struct standing_place *ret_place, struct err *err);

struct standing {
    const struct record *indicator;
    bool has_measure;       /* one of its published measures is loaded */
    struct measure measure; /* the first of them that is */
    struct series series;   /* of this place; empty where the source has none */
    struct series england_series;
    const struct figure *latest, *previous; /* with a value; NULL */
    const struct figure *england;           /* at the latest's period; NULL */
    bool england_outside; /* a rate or share outside the range of all authorities: its unit must be
                             another, and pages leave it off */
    struct indicator_trend trend;
    bool answered; /* by standings_answer: the announced figure is there, or none is to come here */
    int decimals;  /* to show its values with */
    struct slice suffix; /* after a value: "%", " per 10,000", or empty */
};

/* How each of these indicators stands in an area, in the same order. Three statements, and three
 * for each 64 of them; all live in the arena. */
int standings_load(struct store *store, const struct record_list *indicators, struct slice area,
                   struct arena *arena, struct standing **ret_standings, struct err *err);

/* One indicator with its thread and how it stands: what a page about it begins with. As record_get,
 * thread_load and standings_load. */
int standing_open(struct store *store, const struct registry *registry, const struct actor *actor,
                  struct slice indicator, struct slice area, struct arena *arena,
                  struct record *ret_indicator, struct thread *ret_thread,
                  struct standing *ret_standing, struct err *err);

/* One of them, by a measure of its own that is loaded (NULL: none is). Whether England is outside
 * is not judged: figure_compare tells it. */
int standing_load(struct store *store, const struct record *indicator,
                  const struct measure *measure, const struct standing_place *place,
                  struct date published_on, struct arena *arena, struct standing *ret_standing,
                  struct err *err);

/* What follows a value of any of the indicator's measures: in the indicator's own words where they
 * say the same unit and more, such as " per 1,000 births" for " per 1,000", else measure_suffix. */
struct slice indicator_suffix(const struct record *indicator, const struct measure *measure,
                              struct arena *arena);

/* Find of each whether the figure that its publisher has announced is there: whether its newest was
 * published on that day or later. A source that passes this place by owes it none. One statement.
 */
int standings_answer(struct store *store, struct standing *standings, size_t count,
                     struct err *err);

/* The day for which its next figure was announced, where that day is before today and no such
 * figure is there; not given otherwise. After standings_answer. */
struct date standing_overdue(const struct standing *standing, struct date today);

/* How many of them have each word; the two kinds without a figure count as TREND_NO_FIGURE. */
struct tally {
    size_t counts[TREND_NO_FIGURE + 1];
    size_t total;
};
void tally_add(struct tally *tally, const struct standing *standing);

#endif
