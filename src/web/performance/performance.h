/* How indicators stand, as every page shows it, and the pages of indicators and loads. */
#ifndef WEFT_WEB_PERFORMANCE_H
#define WEFT_WEB_PERFORMANCE_H

#include "domain/performance/performance.h"
#include "web/web.h"

/* "2024–25", from a canonical period; "2013–16" for 2013/14-2015/16. */
void words_period(struct page_writer *page, struct slice period);
/* The same in running text, where a line must not end at the dash. */
void words_period_unbroken(struct page_writer *page, struct slice period);

/* The word of a standing: "improving", "no figure since 2021". */
void standing_word(struct page_writer *page, const struct standing *standing);
/* The same with a capital, for the start of a sentence. */
void standing_word_first(struct page_writer *page, const struct standing *standing);

/* The unit in words, as the values of the page carry it: the publisher's own words where they say
 * the same, such as "% of births", else "per 1,000 births". Lives as long as the standing. */
struct slice standing_unit(const struct standing *standing);

/* A value with its decimals and unit, and without the unit where a sentence said it before. */
void standing_value(struct page_writer *page, const struct standing *standing, double value);
void standing_bare(struct page_writer *page, const struct standing *standing, double value);

/* What the country is called beside which the place is shown: England, or an invented one. */
struct slice standing_country(const struct standing *standing);

/* The path of an indicator's page; `via` (may be NULL) is the priority that it was come by. */
struct slice indicator_path(struct arena *arena, struct slice code, const struct record *via);

/* A list of indicators in words, each with its sparkline. `prefix` keeps the names of the pictures
 * apart in a page; `via` as above. */
void score_list(struct page_writer *page, const char *prefix, const struct standing *const *items,
                size_t count, const struct record *via);

/* "1 improving · 4 no clear change", as a list. */
void tally_list(struct page_writer *page, const struct tally *tally);

/* "Of 24 indicators, six are improving …": sentences with their full stops. */
void tally_says(struct page_writer *page, const struct tally *tally);

/* Whether it hangs on an objective itself, as those that home counts do, and not on a priority
 * alone.
 */
static inline bool indicator_has_objective(const struct record *indicator)
{
    return record_text(indicator, "strategic_objective").length > 0;
}

/* Where in time a day is, in years: 2025.25. */
double standing_year(int32_t days);

/* The points of a series for a chart, with limits where any are known, in the arena. */
struct chart_point *standing_points(struct arena *arena, const struct measure *measure,
                                    const struct series *series);

/* Years between one period of a series and the next: 0.25 for quarters, else 1. */
double standing_step(const struct series *series);

#endif
