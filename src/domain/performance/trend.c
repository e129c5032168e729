/* The word for a series. */
#include "domain/performance/performance.h"

#include "base/banned.h"

enum { TESTED = 5, PASSED_BY = 2 };
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

static enum trend_word word_of(const struct kendall *kendall, enum polarity polarity)
{
    bool up = kendall->p_up <= level, down = kendall->p_down <= level;
    if (!up && !down)
        return TREND_NO_CHANGE;
    if (polarity == POLARITY_NONE)
        return up ? TREND_RISING : TREND_FALLING;
    return up == (polarity == POLARITY_HIGH) ? TREND_IMPROVING : TREND_WORSE;
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
    double values[TESTED] = {0};
    for (size_t i = 0; i < trend.figures; i++)
        values[i] = figures[i]->value;
    struct kendall kendall;
    if (trend.figures < TESTED || kendall_exact(values, TESTED, &kendall, NULL) < 0)
        return trend;
    trend.s = (int64_t)kendall.s;
    trend.p = kendall.p_up < kendall.p_down ? kendall.p_up : kendall.p_down;
    trend.word = word_of(&kendall, measure->polarity);
    return trend;
}
