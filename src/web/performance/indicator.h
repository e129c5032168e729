/* The parts of an indicator's page, one file each. */
#ifndef WEFT_WEB_PERFORMANCE_INDICATOR_H
#define WEFT_WEB_PERFORMANCE_INDICATOR_H

#include "web/performance/performance.h"

/* The series with its limits, target and trajectory, and England; or why there is no picture. */
void indicator_series(struct page_writer *page, const struct indicator_view *view);

/* Is it signal or noise: in words, and the control chart where one can be drawn. */
void indicator_signal(struct page_writer *page, const struct indicator_view *view);

/* Beside its neighbours and all authorities, and groups of children where any are loaded. */
void indicator_comparisons(struct page_writer *page, const struct indicator_view *view);

/* Will the target be reached: the probability in words and the forecast, where there is a target
 * ahead; or why there is none. */
void indicator_outlook(struct page_writer *page, const struct indicator_view *view);

/* What the figure is, its sources in order, and what was published when. */
void indicator_definition(struct page_writer *page, const struct indicator_view *view);
void indicator_versions(struct page_writer *page, const struct indicator_view *view);

/* "seven rising": why a point of a control chart is a signal, or nothing. */
struct slice indicator_signal_word(enum chart_label label);

/* "/indicator/CODE/TABLE.csv", of the source and the day that the page is of. */
struct slice indicator_csv_path(struct arena *arena, const struct indicator_view *view,
                                const char *table);

static inline bool indicator_shows_england(const struct indicator_view *view)
{
    return view->standing.england_series.count > 0 && !view->standing.england_outside;
}

#endif
