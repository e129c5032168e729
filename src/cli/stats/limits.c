#include "cli/stats/limits.h"

#include "base/banned.h"

struct limit_columns limit_columns(struct table *table)
{
    struct limit_columns columns;
    columns.lower_95 = table_add_numbers(table, "lower_95");
    columns.upper_95 = table_add_numbers(table, "upper_95");
    columns.lower_99_8 = table_add_numbers(table, "lower_99_8");
    columns.upper_99_8 = table_add_numbers(table, "upper_99_8");
    return columns;
}

void limits_set(struct limit_columns *columns, size_t row, struct limits at_95,
                struct limits at_99_8)
{
    columns->lower_95[row] = at_95.lower;
    columns->upper_95[row] = at_95.upper;
    columns->lower_99_8[row] = at_99_8.lower;
    columns->upper_99_8[row] = at_99_8.upper;
}

void limits_scale(struct limit_columns *columns, size_t rows, double factor)
{
    for (size_t row = 0; row < rows; row++) {
        columns->lower_95[row] *= factor;
        columns->upper_95[row] *= factor;
        columns->lower_99_8[row] *= factor;
        columns->upper_99_8[row] *= factor;
    }
}
