/* Dates of birth that somebody should look at. */
#include "math/linkage/linkage.h"
#include "math/linkage/standard/standard.h"
#include "math/linkage/texts/dates.h"

#include "base/banned.h"

static bool is_whole(const char date[static WRITTEN_DATE])
{
    return !memchr(date, '?', WRITTEN_DATE);
}

static enum linkage_odd_date odd_date(struct slice text, const struct standard *how, int32_t today)
{
    char date[WRITTEN_DATE];
    int32_t days = 0;
    if (text.length == 0)
        return LINKAGE_ODD_DATES;
    if (!written_date_read(text, how->month_first, date))
        return LINKAGE_DATE_UNREADABLE;
    if (written_date_is_placeholder(date) || !is_whole(date))
        return LINKAGE_ODD_DATES;
    if (!written_date_days(date, &days))
        return LINKAGE_DATE_IMPOSSIBLE;
    return days > today ? LINKAGE_DATE_TO_COME : LINKAGE_ODD_DATES;
}

void linkage_odd_dates_find(const struct linkage_column *column, size_t row_count, int32_t today,
                            struct linkage_odd_dates *ret_odd)
{
    struct standard how = standard_for(FIELD_DATE, column->kind, 0, &column->values);
    if (column->habit)
        how.month_first = column->habit->month_first;
    uint8_t *of_value = memory_zeros(column->values.count + 1, sizeof *of_value);
    for (uint32_t i = 0; i < column->values.count; i++)
        of_value[i] = (uint8_t)odd_date(values_text(&column->values, i), &how, today);
    *ret_odd = (struct linkage_odd_dates){0};
    for (uint32_t row = 0; row < row_count; row++) {
        enum linkage_odd_date odd = (enum linkage_odd_date)of_value[column->rows[row]];
        if (odd < LINKAGE_ODD_DATES && ret_odd->rows[odd]++ == 0)
            ret_odd->first[odd] = row;
    }
    memory_free(of_value);
}
