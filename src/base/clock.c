#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/banned.h"

enum { SECONDS_A_DAY = 86400 };
static const int64_t second_us = 1000000;

static int64_t read_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * second_us + now.tv_nsec / 1000;
}

/* WEFT_NOW as an instant, or -1 where it is not set or cannot be read. */
static int64_t fixed_now_us(void)
{
    struct slice text = slice_from(getenv("WEFT_NOW"));
    struct date date;
    if (!date_parse(slice_sub(text, 0, 10), &date))
        return -1;
    int64_t hour = 0, minute = 0, second = 0;
    slice_to_int64(slice_sub(text, 11, 13), &hour);
    slice_to_int64(slice_sub(text, 14, 16), &minute);
    slice_to_int64(slice_sub(text, 17, 19), &second);
    return (date_to_days(date) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second) * second_us;
}

int64_t clock_now_us(void)
{
    int64_t fixed = fixed_now_us();
    return fixed >= 0 ? fixed : read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

struct date clock_date(int64_t instant_us)
{
    int64_t day_us = SECONDS_A_DAY * second_us;
    int64_t days = instant_us / day_us - (instant_us % day_us < 0);
    return date_from_days((int32_t)days);
}

/* 01.00 UTC on the last Sunday of a month of 31 days; the first day of 1970 was a Thursday. */
static int64_t last_sunday_us(int16_t year, uint8_t month)
{
    int64_t last = date_to_days((struct date){year, month, 31});
    return ((last - (last + 4) % 7) * SECONDS_A_DAY + 3600) * second_us;
}

int64_t clock_civil_us(int64_t instant_us)
{
    int16_t year = clock_date(instant_us).year;
    bool summer = instant_us >= last_sunday_us(year, 3) && instant_us < last_sunday_us(year, 10);
    return instant_us + (summer ? 3600 * second_us : 0);
}

struct date clock_today(void)
{
    return clock_date(clock_civil_us(clock_now_us()));
}

void clock_format(int64_t instant_us, char text[static CLOCK_TEXT_SIZE])
{
    struct date date = clock_date(instant_us);
    int64_t within = instant_us - (int64_t)date_to_days(date) * SECONDS_A_DAY * second_us;
    int seconds = (int)(within / second_us);
    char day[DATE_TEXT_SIZE];
    date_format(date, day);
    snprintf(text, CLOCK_TEXT_SIZE, "%sT%02d:%02d:%02d.%06uZ", day, seconds / 3600 % 24,
             seconds / 60 % 60, seconds % 60, (unsigned)(within % second_us) % 1000000);
}
