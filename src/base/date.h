/* Civil dates without time zone (proleptic Gregorian, years 1 to 9999). */
#ifndef WEFT_BASE_DATE_H
#define WEFT_BASE_DATE_H

#include "base/slice.h"

struct date {
    int16_t year;
    uint8_t month; /* 1–12; 0 in a date that is not given */
    uint8_t day;   /* 1–31 */
};

enum { DATE_TEXT_SIZE = 11 };

static inline bool date_is_given(struct date date)
{
    return date.month != 0;
}

bool date_is_valid(struct date date);
int date_days_in_month(int year, int month);

/* "2011-03-31" exactly; false (and nothing written) for anything else or a day that is not. */
bool date_parse(struct slice text, struct date *ret_date);

/* "2011-03-31" with its NUL; "" for a date that is not given. */
void date_format(struct date date, char text[static DATE_TEXT_SIZE]);

/* Days since 1970-01-01, negative before. */
int32_t date_to_days(struct date date);
struct date date_from_days(int32_t days);

/* Negative, 0 or positive; a date not given comes first. */
int date_compare(struct date a, struct date b);

/* The same day of the month `months` on, or that month's last day. */
struct date date_add_months(struct date date, int months);

#endif
