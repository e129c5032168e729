/* weft stats recent-trend: have the last five points risen or fallen, as public health profiles say
 * it. The rule is the publisher's, so that our word and theirs are the same. */
#include "cli/stats/limits.h"

#include "base/banned.h"

/* The first three are the kinds of figure for which the profiles give a trend. */
enum { TYPE_PROPORTION, TYPE_RATE, TYPE_DSR, TYPE_OTHER };
static const char *const types[] = {"proportion", "rate", "dsr", "other", NULL};
static const char *const polarities[] = {"none", "high", "low", NULL};

static const char *const directions[] = {[RECENT_NO_CHANGE] = "no_change",
                                         [RECENT_INCREASING] = "increasing",
                                         [RECENT_DECREASING] = "decreasing"};

struct columns {
    const struct slice *area, *date;
    const double *value, *lower, *upper, *count, *denominator;
};

/* The last five points of a series that are valid and have limits. */
struct recent {
    double value[RECENT_POINTS], lower[RECENT_POINTS], upper[RECENT_POINTS];
    size_t limited, valid;
    bool whole; /* a valid point counts everybody: the profiles then give no trend, however old */
};

static struct recent latest(const struct columns *columns, const size_t *rows, size_t count)
{
    struct recent recent = {0};
    for (size_t i = count; i-- > 0;) {
        size_t row = rows[i];
        if (isnan(columns->value[row]) || isnan(columns->count[row]) ||
            isnan(columns->denominator[row]))
            continue;
        recent.valid++;
        recent.whole |= columns->count[row] == columns->denominator[row];
        if (isnan(columns->lower[row]) || isnan(columns->upper[row]) ||
            recent.limited == RECENT_POINTS)
            continue;
        size_t place = RECENT_POINTS - ++recent.limited;
        recent.value[place] = columns->value[row];
        recent.lower[place] = columns->lower[row];
        recent.upper[place] = columns->upper[row];
    }
    return recent;
}

static bool has_width(const struct recent *recent)
{
    for (size_t i = 0; i < RECENT_POINTS; i++)
        if (!(recent->upper[i] > recent->lower[i]))
            return false;
    return true;
}

static void answer(struct stats *stats, const struct columns *columns,
                   const struct stats_groups *groups, int type, int polarity)
{
    struct table *result = stats_result_groups(stats, groups, (const char *const[]){"area", NULL});
    struct slice *direction = table_add_texts(result, "direction");
    struct slice *judgement = table_add_texts(result, "judgement");
    double *chi_squared = table_add_numbers(result, "chi_squared");
    for (size_t i = 0; i < groups->count; i++) {
        struct recent recent = latest(columns, groups->rows + groups->starts[i],
                                      groups->starts[i + 1] - groups->starts[i]);
        if (type == TYPE_OTHER || recent.valid < RECENT_POINTS || recent.whole) {
            direction[i] = SLICE("cannot_be_calculated");
            continue;
        }
        struct recent_trend trend = {.chi_squared = NAN};
        if (recent.limited == RECENT_POINTS && has_width(&recent))
            trend = recent_trend(recent.value, recent.lower, recent.upper);
        direction[i] = slice_from(directions[trend.direction]);
        chi_squared[i] = trend.chi_squared;
        if (polarity != POLARITY_NONE && trend.direction != RECENT_NO_CHANGE)
            judgement[i] = (trend.direction == RECENT_INCREASING) == (polarity == POLARITY_HIGH)
                               ? SLICE("better")
                               : SLICE("worse");
    }
}

static int check(struct stats *stats, const struct columns *columns,
                 const struct stats_groups *groups, int type, struct err *err)
{
    size_t rows = stats->table.rows;
    struct stats_date *dates = arena_array(stats->arena, rows, sizeof *dates);
    int code = 0;
    for (size_t i = 0; i < groups->count && code == 0; i++)
        code = stats_dates(stats, columns->date, groups->rows + groups->starts[i],
                           groups->starts[i + 1] - groups->starts[i], dates, err);
    for (size_t row = 0; row < rows && code == 0; row++)
        if (columns->lower[row] > columns->upper[row])
            code = stats_refuse(stats, &stats->table, row, err,
                                "The lower limit %g is above the upper limit %g.",
                                columns->lower[row], columns->upper[row]);
    if (code == 0 && type == TYPE_PROPORTION)
        code = stats_events_fit(stats, columns->count, columns->denominator, err);
    return code;
}

static int run(struct stats *stats, struct err *err)
{
    int type = TYPE_PROPORTION, polarity = POLARITY_NONE;
    struct columns columns = {0};
    const struct stats_option options[] = {
        {"--type", .choice = &type, .choices = types},
        {"--polarity", .choice = &polarity, .choices = polarities}};
    const struct stats_input inputs[] = {
        {"area", INPUT_TEXT, .texts = &columns.area, .optional = true},
        {"date", INPUT_TEXT, .texts = &columns.date},
        {"value", INPUT_NUMBER, .numbers = &columns.value},
        {"lower", INPUT_NUMBER, .numbers = &columns.lower},
        {"upper", INPUT_NUMBER, .numbers = &columns.upper},
        {"count", INPUT_AMOUNT, .numbers = &columns.count},
        {"denominator", INPUT_POSITIVE, .numbers = &columns.denominator}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code < 0)
        return code;
    struct stats_groups groups = stats_group(stats->arena, columns.area, stats->table.rows);
    code = check(stats, &columns, &groups, type, err);
    if (code == 0)
        answer(stats, &columns, &groups, type, polarity);
    return code;
}

const struct stats_method recent_trend_method = {
    .name = "recent-trend",
    .purpose = "Signal",
    .summary = "have the last five points risen or fallen, as public health profiles say it",
    .usage = "[--type proportion/rate/dsr/other] [--polarity none/high/low] [FILE.csv]",
    .columns =
        "Reads   date, value, lower, upper (95% limits), count, denominator, and area where there\n"
        "        are several series. A point without value, count or denominator is left out.\n"
        "Writes  a row for each series: direction (increasing, decreasing, no_change,\n"
        "        cannot_be_calculated), judgement (better, worse or blank), chi_squared.\n"
        "--type T      what kind of figure: proportion (the default), rate, dsr; for other there\n"
        "              is no recent trend.\n"
        "--polarity P  which end is good: high, low or none (the default).",
    .formula =
        "The line through the last five points, weights 1 / se^2 with se = (upper - lower) / "
        "3.92;\n"
        "chi-squared = slope^2 / variance of the slope. A trend where it is over 9.5495 (p below\n"
        "0.002) and the slope has the same sign without any one of the points.",
    .example = "printf '%s\\n' date,value,lower,upper,count,denominator 2019,30,28,32,600,2000 \\\n"
               "  2020,27,25,29,540,2000 2021,25,23,27,500,2000 2022,23,21,25,460,2000 \\\n"
               "  2023,20,18,22,400,2000 | weft stats recent-trend --polarity low\n"
               "# decreasing, and that is better: chi-squared 55.3.",
    .assumptions =
        "Points are independent. It cannot be calculated with fewer than five valid\n"
        "points, or where a count equals its denominator, in the last five or before, as\n"
        "the profiles have it; without limits it is no_change.",
    .reference = "Department of Health and Social Care, Fingertips technical guidance: recent\n"
                 "trends.",
    .run = run,
};
