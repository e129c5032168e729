/* The word for a series. */
#include "domain/performance/performance.h"

#include "base/banned.h"

enum { TESTED = RECENT_POINTS, PASSED_BY = 2 };
static const double level = 0.05;

const char *trend_word_text(enum trend_word word)
{
    static const char *const words[] = {
        [TREND_IMPROVING] = "improving",
        [TREND_WORSE] = "getting worse",
        [TREND_NO_CHANGE] = "no clear change",
        [TREND_TOO_FEW] = "too few figures",
        [TREND_RISING] = "rising",
        [TREND_FALLING] = "falling",
        [TREND_ENDED] = "no figure since",
        [TREND_NO_FIGURE] = "no figure",
    };
    return words[word];
}

/* The last figures that have a value, oldest first; how many. */
static size_t last_figures(const struct series *series, const struct figure *figures[TESTED])
{
    size_t count = 0;
    for (size_t i = series->count; i-- > 0 && count < TESTED;)
        if (figure_has_value(&series->figures[i]))
            figures[TESTED - ++count] = &series->figures[i];
    memmove(figures, figures + (TESTED - count), count * sizeof *figures);
    return count;
}

/* Periods after the newest figure that were published without a value for this area. */
static size_t periods_since(const struct series *series, const struct figure *newest)
{
    size_t count = 0;
    for (size_t i = series->count; i-- > 0 && &series->figures[i] != newest;)
        count++;
    return count;
}

/* The word for a series that goes up (1), down (-1) or neither way (0). */
static enum trend_word word_of(int direction, enum polarity polarity)
{
    if (direction == 0)
        return TREND_NO_CHANGE;
    if (polarity == POLARITY_NONE)
        return direction > 0 ? TREND_RISING : TREND_FALLING;
    return (direction > 0) == (polarity == POLARITY_HIGH) ? TREND_IMPROVING : TREND_WORSE;
}

/* The rule of public health profiles; false where any figure is without limits that tell how sure
 * it is. */
static bool test_by_limits(const struct measure *measure, const struct figure *const *figures,
                           struct indicator_trend *trend)
{
    double values[TESTED], lower[TESTED], upper[TESTED];
    for (size_t i = 0; i < TESTED; i++) {
        struct interval interval = figure_interval(measure, figures[i]);
        if (!interval.is_known || !(interval.lower < interval.upper))
            return false;
        values[i] = figures[i]->value;
        lower[i] = interval.lower;
        upper[i] = interval.upper;
    }
    struct recent_trend recent = recent_trend(values, lower, upper);
    trend->by_limits = true;
    trend->chi_squared = recent.chi_squared;
    trend->word =
        word_of((recent.direction == RECENT_INCREASING) - (recent.direction == RECENT_DECREASING),
                measure->polarity);
    return true;
}

static void test_by_order(const struct measure *measure, const struct figure *const *figures,
                          struct indicator_trend *trend)
{
    double values[TESTED];
    struct kendall kendall;
    for (size_t i = 0; i < TESTED; i++)
        values[i] = figures[i]->value;
    if (kendall_exact(values, TESTED, &kendall, NULL) < 0)
        return;
    trend->s = (int64_t)kendall.s;
    trend->p = kendall.p_up < kendall.p_down ? kendall.p_up : kendall.p_down;
    trend->word = word_of((kendall.p_up <= level) - (kendall.p_down <= level), measure->polarity);
}

struct indicator_trend indicator_trend(const struct measure *measure, const struct series *series)
{
    const struct figure *figures[TESTED] = {0};
    struct indicator_trend trend = {.word = TREND_NO_FIGURE, .p = 1};
    trend.figures = last_figures(series, figures);
    if (trend.figures == 0)
        return trend;
    const struct figure *newest = figures[trend.figures - 1];
    trend.first = figures[0]->period;
    trend.last = newest->period;
    if (measure->ended || periods_since(series, newest) >= PASSED_BY) {
        trend.word = TREND_ENDED;
        return trend;
    }
    trend.word = TREND_TOO_FEW;
    if (trend.figures == TESTED && !test_by_limits(measure, figures, &trend))
        test_by_order(measure, figures, &trend);
    return trend;
}
