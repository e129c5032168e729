/* A dot plot: values along an axis, like ones in a column of dots. A column is one line, whose
 * dashes have no length and round ends (weft.css); an element for every dot would be half of a
 * page. */
#include "web/charts/svg.h"

#include "base/banned.h"

int dots_add(struct dots *dots, const struct axis *axis, double value)
{
    int column = (int)((value - axis->low) / (axis->high - axis->low) * DOT_COLUMNS);
    column = column < 0 ? 0 : column >= DOT_COLUMNS ? DOT_COLUMNS - 1 : column;
    int height = ++dots->heights[column];
    dots->tallest = height > dots->tallest ? height : dots->tallest;
    return column;
}

double dots_across(int column)
{
    return (column + 0.5) * 100 / DOT_COLUMNS;
}

int dots_top(const struct dots *dots, int column, int base)
{
    return base - DOT_STEP * (dots->heights[column] - 1);
}

void dots_write(struct page_writer *page, const struct dots *dots, int base)
{
    for (int i = 0; i < DOT_COLUMNS; i++) {
        double x = dots_across(i);
        if (dots->heights[i]) /* a little beyond the last: a line without length has no dash */
            svg_line(page, LINE_DOTS, x, base, x, dots_top(dots, i, base) - 1);
    }
}
