#include "base/date.h"

#include "base/banned.h"

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_is_valid(struct date date)
{
    return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
           date.day >= 1 && date.day <= date_days_in_month(date.year, date.month);
}

static bool digits(struct slice text, size_t start, size_t end, int *ret_value)
{
    int value = 0;
    for (size_t i = start; i < end; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        value = value * 10 + (text.data[i] - '0');
    }
    *ret_value = value;
    return true;
}

bool date_parse(struct slice text, struct date *ret_date)
{
    int year = 0, month = 0, day = 0;
    if (text.length != 10 || text.data[4] != '-' || text.data[7] != '-' ||
        !digits(text, 0, 4, &year) || !digits(text, 5, 7, &month) || !digits(text, 8, 10, &day))
        return false;
    struct date date = {(int16_t)year, (uint8_t)month, (uint8_t)day};
    if (!date_is_valid(date))
        return false;
    *ret_date = date;
    return true;
}

void date_format(struct date date, char text[static DATE_TEXT_SIZE])
{
    text[0] = '\0';
    if (!date_is_valid(date))
        return;
    static const unsigned char places[] = {0, 1, 2, 3, 5, 6, 8, 9};
    int number = date.year * 10000 + date.month * 100 + date.day;
    memcpy(text, "0000-00-00", DATE_TEXT_SIZE);
    for (size_t i = sizeof places; i-- > 0; number /= 10)
        text[places[i]] = (char)('0' + number % 10);
}

/* Days from civil and back: Hinnant 2013, "chrono-compatible low-level date algorithms". */
int32_t date_to_days(struct date date)
{
    int year = date.year - (date.month <= 2);
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct date date_from_days(int32_t days)
{
    days += 719468;
    int era = (days >= 0 ? days : days - 146096) / 146097;
    int day_of_era = days - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * day_of_year + 2) / 153;
    int month = shifted + (shifted < 10 ? 3 : -9);
    return (struct date){.year = (int16_t)(year_of_era + era * 400 + (month <= 2)),
                         .month = (uint8_t)month,
                         .day = (uint8_t)(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

int date_compare(struct date a, struct date b)
{
    int left = a.month ? a.year * 512 + a.month * 32 + a.day : -1;
    int right = b.month ? b.year * 512 + b.month * 32 + b.day : -1;
    return (left > right) - (left < right);
}

struct date date_add_months(struct date date, int months)
{
    int total = date.year * 12 + date.month - 1 + months;
    int year = total / 12, month = total % 12 + 1;
    int last = date_days_in_month(year, month);
    return (struct date){(int16_t)year, (uint8_t)month,
                         (uint8_t)(date.day < last ? date.day : last)};
}
