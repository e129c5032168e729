#include "domain/performance/period.h"

#include <stdio.h>

#include "base/banned.h"

enum { EARLIEST = 1900, LATEST = 2199, LONGEST = 20, MONTHS = 12, QUARTER_MONTHS = 3 };

/* What is still to be read of a label. */
struct reading {
    struct slice rest;
};

static bool take(struct reading *reading, char byte)
{
    if (reading->rest.length == 0 || reading->rest.data[0] != byte)
        return false;
    reading->rest = slice_sub(reading->rest, 1, reading->rest.length);
    return true;
}

/* A hyphen, or the dash that word processors make of it between two numbers. */
static bool take_hyphen(struct reading *reading)
{
    static const struct slice dash = {"–", 3};
    if (take(reading, '-'))
        return true;
    if (!slice_starts_with(reading->rest, dash))
        return false;
    reading->rest = slice_sub(reading->rest, dash.length, reading->rest.length);
    return true;
}

static size_t digits_ahead(const struct reading *reading)
{
    size_t count = 0;
    while (count < reading->rest.length && reading->rest.data[count] >= '0' &&
           reading->rest.data[count] <= '9')
        count++;
    return count;
}

static int take_digits(struct reading *reading, size_t count)
{
    int number = 0;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (reading->rest.data[i] - '0');
    reading->rest = slice_sub(reading->rest, count, reading->rest.length);
    return number;
}

/* A year of two digits is the first one not before `after`. */
static int widen(int year, size_t digits, int after)
{
    if (digits != 2)
        return year;
    int full = after - after % 100 + year;
    return full < after ? full + 100 : full;
}

/* One year as written: a number, or two that follow each other. */
struct written_year {
    int first, last; /* the same where one number was written */
    bool slash;
};

/* "2025", "2024/25", "202425" and, after a year, "25" and "24/25" too. A hyphen is left alone:
 * whether it joins two years into one or several in a row, the caller must judge. */
static bool take_year(struct reading *reading, int after, struct written_year *ret_year)
{
    size_t digits = digits_ahead(reading);
    bool short_form = digits == 2 && after > 0;
    if (digits != 4 && digits != 6 && !short_form)
        return false;
    struct written_year year = {0};
    year.first = widen(take_digits(reading, digits == 6 ? 4 : digits), digits, after);
    year.last = year.first;
    if (digits == 6 || take(reading, '/')) {
        size_t more = digits_ahead(reading);
        if (more != 2 && more != 4)
            return false;
        year.last = widen(take_digits(reading, more), more, year.first);
        year.slash = true;
        if (year.last != year.first + 1)
            return false;
    }
    *ret_year = year;
    return true;
}

static bool take_quarter(struct reading *reading, int8_t *ret_quarter)
{
    if (!take(reading, 'Q') || digits_ahead(reading) != 1)
        return false;
    int quarter = take_digits(reading, 1);
    *ret_quarter = (int8_t)quarter;
    return quarter >= 1 && quarter <= 4;
}

/* "(Rev)" and the like at the end: how final the figure is. */
static struct slice without_note(struct slice label)
{
    label = slice_trim(label);
    if (!slice_ends_with(label, SLICE(")")))
        return label;
    size_t open = slice_find_byte(label, '(');
    for (size_t i = open + 1; i + 1 < label.length; i++)
        if ((label.data[i] | 0x20) < 'a' || (label.data[i] | 0x20) > 'z')
            return label;
    return slice_trim(slice_sub(label, 0, open));
}

/* The part after a first year and a hyphen: the second half of one year, or the last of several. */
static bool take_until(struct reading *reading, struct written_year first, struct period *period)
{
    struct written_year last;
    while (take(reading, ' '))
        ;
    if (!take_year(reading, first.first, &last))
        return false;
    bool one =
        !first.slash && !last.slash && last.last == first.last + 1 && period->kind != YEAR_CALENDAR;
    period->first = (int16_t)(one ? last.last : first.last);
    period->last = (int16_t)last.last;
    return period->last > period->first || one;
}

static bool read_label(struct slice label, struct period *period)
{
    struct reading reading = {label};
    struct written_year year;
    if (take_quarter(&reading, &period->quarter) && !take(&reading, ' '))
        return false;
    if (!take_year(&reading, 0, &year))
        return false;
    if (year.slash && period->kind == YEAR_CALENDAR)
        period->kind = YEAR_FINANCIAL; /* what is written 2024/25 is no calendar year */
    period->first = period->last = (int16_t)year.last;
    bool spaced = take(&reading, ' ');
    if (take_hyphen(&reading)) {
        if (period->quarter || !take_until(&reading, year, period))
            return false;
    } else if (spaced && (period->quarter || !take_quarter(&reading, &period->quarter))) {
        return false;
    }
    if (period->quarter && !year.slash)
        period->kind = YEAR_CALENDAR; /* 2011 Q2 is April to June 2011, whatever its years are */
    return reading.rest.length == 0;
}

int period_parse(struct slice label, enum year_kind kind, struct period *ret_period,
                 struct err *err)
{
    struct period period = {.kind = kind};
    if (!read_label(without_note(label), &period) || period.first < EARLIEST ||
        period.last > LATEST || period.last - period.first >= LONGEST)
        return err_set(err, ERR_RANGE, "period",
                       "“%.*s” is no period. Give a year such as 2025, 2024/25 or 2024-25, several "
                       "such as 2014-16 or 2013/14-15/16, or a quarter such as 2011 Q2.",
                       SLICE_PRINT(slice_prefix(label, 40)));
    *ret_period = period;
    return 0;
}

void period_format(struct period period, char text[static PERIOD_TEXT_SIZE])
{
    char first[12], last[12], quarter[8] = "";
    if (period.kind == YEAR_CALENDAR) {
        snprintf(first, sizeof first, "%04d", period.first % 10000);
        snprintf(last, sizeof last, "%04d", period.last % 10000);
    } else {
        snprintf(first, sizeof first, "%04d/%02d", (period.first - 1) % 10000, period.first % 100);
        snprintf(last, sizeof last, "%04d/%02d", (period.last - 1) % 10000, period.last % 100);
    }
    if (period.quarter)
        snprintf(quarter, sizeof quarter, " Q%d", period.quarter % 10);
    if (period.first == period.last)
        snprintf(text, PERIOD_TEXT_SIZE, "%s%s", last, quarter);
    else
        snprintf(text, PERIOD_TEXT_SIZE, "%s-%s", first, last);
}

struct date period_end(struct period period)
{
    static const int last_month[] = {
        [YEAR_CALENDAR] = MONTHS, [YEAR_FINANCIAL] = 3, [YEAR_SCHOOL] = 8};
    int after = period.quarter ? (period.quarter - 4) * QUARTER_MONTHS : 0;
    struct date first_of_last = {period.last, (uint8_t)last_month[period.kind], 1};
    struct date end = date_add_months(first_of_last, after);
    end.day = (uint8_t)date_days_in_month(end.year, end.month);
    return end;
}

struct date period_begin(struct period period)
{
    period.last = period.first;
    struct date first_of_last = period_end(period);
    first_of_last.day = 1;
    return date_add_months(first_of_last, 1 - (period.quarter ? QUARTER_MONTHS : MONTHS));
}

int period_compare(struct period a, struct period b)
{
    int by_end = date_compare(period_end(a), period_end(b));
    if (by_end != 0)
        return by_end;
    if (a.first != b.first)
        return a.first < b.first ? -1 : 1;
    return (a.quarter != 0) - (b.quarter != 0);
}

int period_years_between(struct period a, struct period b)
{
    return b.last - a.last;
}
