/* The dates of a series as statistics read them: whole numbers, days or months, all of one kind.
 * Months are counted and not days, so that a monthly series has even steps. */
#include "cli/stats/stats.h"

#include "base/banned.h"

bool stats_date_parse(struct slice text, struct stats_date *ret_date)
{
    struct date date;
    int64_t number;
    char day[DATE_TEXT_SIZE];
    if (slice_to_int64(text, &number)) {
        if (number < -1000000000000 || number > 1000000000000)
            return false;
        *ret_date = (struct stats_date){DATE_WHOLE, number};
        return true;
    }
    if (date_parse(text, &date)) {
        *ret_date = (struct stats_date){DATE_DAY, date_to_days(date)};
        return true;
    }
    if (text.length != sizeof "2011-03" - 1)
        return false;
    memcpy(day, text.data, text.length);
    memcpy(day + text.length, "-01", sizeof "-01");
    if (!date_parse(slice_from(day), &date))
        return false;
    *ret_date = (struct stats_date){DATE_MONTH, date.year * 12 + date.month - 1};
    return true;
}

int stats_dates(struct stats *stats, const struct slice *texts, const size_t *rows, size_t count,
                struct stats_date *ret_dates, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct slice text = texts[rows[i]];
        if (!stats_date_parse(text, &ret_dates[i]))
            return stats_refuse(stats, &stats->table, rows[i], err,
                                "The date \"%.*s\" is not one. Use whole numbers, YYYY-MM or "
                                "YYYY-MM-DD.",
                                SLICE_PRINT(text));
        if (i && ret_dates[i].kind != ret_dates[0].kind)
            return stats_refuse(stats, &stats->table, rows[i], err,
                                "The date %.*s is written otherwise than the first, %.*s. Write "
                                "all of them alike.",
                                SLICE_PRINT(text), SLICE_PRINT(texts[rows[0]]));
        if (i && ret_dates[i].number <= ret_dates[i - 1].number)
            return stats_refuse(stats, &stats->table, rows[i], err,
                                "The date %.*s comes after %.*s and is not later. Put the rows in "
                                "order of date, each date once.",
                                SLICE_PRINT(text), SLICE_PRINT(texts[rows[i - 1]]));
    }
    return 0;
}

static int64_t months_between(struct stats_date from, struct stats_date to)
{
    struct date first = date_from_days((int32_t)from.number);
    struct date second = date_from_days((int32_t)to.number);
    return (second.year - first.year) * 12 + second.month - first.month;
}

/* On the same day of the month throughout, where a month that is too short has its last day. */
static bool is_monthly(const struct stats_date *dates, size_t count)
{
    int latest = 0;
    for (size_t i = 0; i < count; i++) {
        struct date date = date_from_days((int32_t)dates[i].number);
        latest = date.day > latest ? date.day : latest;
    }
    for (size_t i = 0; i < count; i++) {
        struct date date = date_from_days((int32_t)dates[i].number);
        if (date.day != latest && date.day != date_days_in_month(date.year, date.month))
            return false;
    }
    return true;
}

int stats_dates_even(struct stats *stats, const struct slice *texts, const size_t *rows,
                     size_t count, const struct stats_date *dates, struct err *err)
{
    bool monthly = count && dates[0].kind == DATE_DAY && is_monthly(dates, count);
    bool daily = true;
    for (size_t i = 2; i < count && daily && monthly; i++)
        daily = dates[i].number - dates[i - 1].number == dates[1].number - dates[0].number;
    for (size_t i = 2; i < count; i++) {
        bool by_months = monthly && !daily;
        int64_t first =
            by_months ? months_between(dates[0], dates[1]) : dates[1].number - dates[0].number;
        int64_t step = by_months ? months_between(dates[i - 1], dates[i])
                                 : dates[i].number - dates[i - 1].number;
        if (step != first)
            return stats_refuse(stats, &stats->table, rows[i], err,
                                "From %.*s to %.*s is not the step that the first two dates make. "
                                "This method needs even steps: put a row with a blank figure "
                                "where one is missing.",
                                SLICE_PRINT(texts[rows[i - 1]]), SLICE_PRINT(texts[rows[i]]));
    }
    return 0;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

void stats_date_steps(const struct stats_date *dates, size_t count, int64_t *ret_steps)
{
    bool by_months = count && dates[0].kind == DATE_DAY && is_monthly(dates, count);
    int64_t unit = 0;
    for (size_t i = 0; i < count; i++) {
        ret_steps[i] =
            by_months ? months_between(dates[0], dates[i]) : dates[i].number - dates[0].number;
        unit = common_divisor(ret_steps[i], unit);
    }
    for (size_t i = 0; i < count && unit > 1 && dates[0].kind != DATE_WHOLE; i++)
        ret_steps[i] /= unit;
}
