/* Agencies that meet people without papers ask how old they are. Taken with the day on which it was
 * asked, that is a date of birth which is known to a year: little evidence for, for one in eighty
 * was born then, and much against, where it takes a father for his son. */
#include "math/linkage/standard/ages.h"

#include <stdio.h>

#include "math/linkage/standard/standard.h"
#include "math/linkage/texts/dates.h"

#include "base/banned.h"

enum { OLDEST = 120, YEAR_DAYS = 365, HALF_YEAR = 183 };

static const double year_days = 365.2425;

bool age_read(struct slice text, unsigned *ret_years)
{
    int64_t years = 0;
    text = slice_trim(text);
    if (text.length == 0 || text.length > 3 || text.data[0] < '0' || text.data[0] > '9' ||
        !slice_to_int64(text, &years) || years > OLDEST)
        return false;
    *ret_years = (unsigned)years;
    return true;
}

size_t age_birth(unsigned years, int32_t recorded, char out[static AGE_BIRTH])
{
    char text[AGE_BIRTH + 32];
    int32_t born = recorded - (int32_t)(years * year_days) - HALF_YEAR;
    struct date date = date_from_days(born);
    if (date.year < 1000 || date.year > 9999)
        return 0;
    snprintf(text, sizeof text, "~%04d-%02u by age", date.year, (unsigned)date.month);
    memcpy(out, text, AGE_BIRTH);
    return AGE_BIRTH;
}

/* --- columns of dates --------------------------------------------------------------------------
 */

/* Days of the column's texts; INT32_MIN for what is no whole date. */
static int32_t *days_of(const struct linkage_column *column)
{
    int32_t *days = memory_allocate((column->values.count + 1) * sizeof *days);
    struct standard how = standard_for(FIELD_DATE, column->kind, 0, &column->values);
    bool month_first = column->habit ? column->habit->month_first : how.month_first;
    days[0] = INT32_MIN;
    for (uint32_t i = 1; i < column->values.count; i++) {
        char date[WRITTEN_DATE];
        if (!written_date_read(values_text(&column->values, i), month_first, date) ||
            !written_date_days(date, &days[i]))
            days[i] = INT32_MIN;
    }
    return days;
}

int32_t *ages_days_by_row(const struct linkage_column *const *columns, size_t column_count,
                          enum linkage_kind kind, size_t row_count)
{
    int32_t *by_row = memory_allocate((row_count + 1) * sizeof *by_row);
    for (size_t row = 0; row < row_count; row++)
        by_row[row] = INT32_MIN;
    for (size_t i = 0; i < column_count; i++) {
        if (columns[i]->kind != kind)
            continue;
        int32_t *days = days_of(columns[i]);
        for (size_t row = 0; row < row_count; row++)
            if (by_row[row] == INT32_MIN)
                by_row[row] = days[columns[i]->rows[row]];
        memory_free(days);
    }
    return by_row;
}

/* --- ages --------------------------------------------------------------------------------------
 */

static bool are_ages(const struct linkage_column *column)
{
    size_t ages = 0, count = column->values.count ? column->values.count - 1 : 0;
    for (uint32_t i = 1; i <= count; i++) {
        unsigned years;
        ages += age_read(values_text(&column->values, i), &years);
    }
    return ages * 10 > count * 9;
}

static bool may_be_as_old(unsigned years, int32_t born, int32_t recorded)
{
    int64_t lived = (int64_t)recorded - born, whole = (int64_t)(years * year_days);
    return lived >= whole - YEAR_DAYS && lived <= whole + 2 * YEAR_DAYS + 2;
}

bool ages_are_of_the_record(const struct linkage_table *table, const struct linkage_column *column)
{
    if (!are_ages(column))
        return false;
    const struct linkage_column **columns =
        memory_allocate((table->column_count + 1) * sizeof *columns);
    for (size_t i = 0; i < table->column_count; i++)
        columns[i] = &table->columns[i];
    int32_t *born =
        ages_days_by_row(columns, table->column_count, LINKAGE_BIRTH_DATE, table->row_count);
    int32_t *recorded =
        ages_days_by_row(columns, table->column_count, LINKAGE_RECORDED, table->row_count);
    size_t seen = 0, agree = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        unsigned years;
        if (born[row] == INT32_MIN || recorded[row] == INT32_MIN ||
            !age_read(values_text(&column->values, column->rows[row]), &years))
            continue;
        seen++;
        agree += may_be_as_old(years, born[row], recorded[row]);
    }
    memory_free(born);
    memory_free(recorded);
    memory_free(columns);
    return agree * 10 >= seen * 9;
}

void ages_fill(struct draft *draft, const struct draft_columns *columns)
{
    int32_t *recorded =
        ages_days_by_row(columns->list, columns->count, LINKAGE_RECORDED, columns->row_count);
    for (size_t i = 0; i < columns->count; i++) {
        const struct linkage_column *column = columns->list[i];
        for (size_t row = 0; column->kind == LINKAGE_AGE && row < columns->row_count; row++) {
            char text[AGE_BIRTH];
            unsigned years;
            if (draft->rows[row] != 0 || recorded[row] == INT32_MIN ||
                !age_read(values_text(&column->values, column->rows[row]), &years))
                continue;
            size_t length = age_birth(years, recorded[row], text);
            draft->rows[row] = values_intern(draft->values, (struct slice){text, length});
        }
    }
    memory_free(recorded);
}
