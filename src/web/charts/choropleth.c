/* Areas where they lie, each filled by the class of its figure. Five classes can be told apart by
 * pattern alone: blank, dots, lines, a grid, full. */
#include "web/charts/svg.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

enum { CLASSES = 5, WIDTH = 1000, LEAST_HEIGHT = 240, MOST_HEIGHT = 560 };

struct extent {
    double west, east, south, north, shrink; /* of a degree of longitude against one of latitude */
};

static struct extent extent_of(const struct choropleth_chart *chart)
{
    struct extent extent = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL, 1};
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_shape *shape = &chart->shapes[i];
        for (size_t k = 0; k < shape->starts[shape->rings]; k++) {
            range_add(&extent.west, &extent.east, shape->points[2 * k]);
            range_add(&extent.south, &extent.north, shape->points[2 * k + 1]);
        }
    }
    extent.shrink = cos((extent.south + extent.north) / 2 * M_PI / 180);
    return extent;
}

static double height_of(const struct extent *extent)
{
    double across = (extent->east - extent->west) * extent->shrink;
    double down = extent->north - extent->south;
    return across > 0 ? WIDTH * down / across : WIDTH;
}

/* --- classes ---------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The least value of each class, by equal numbers of areas; how many values there are. */
static size_t find_classes(struct page_writer *page, const struct choropleth_chart *chart,
                           double least[static CLASSES], double *ret_most)
{
    double *values = arena_array(page->arena, chart->count, sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < chart->count; i++)
        if (chart->shapes[i].has_value)
            values[count++] = chart->shapes[i].value;
    qsort(values, count, sizeof *values, compare);
    for (size_t k = 0; k < CLASSES && count; k++)
        least[k] = values[k * count / CLASSES];
    *ret_most = count ? values[count - 1] : 0;
    return count;
}

static int class_of(const double least[static CLASSES], double value)
{
    int class = CLASSES - 1;
    while (class > 0 && value < least[class])
        class --;
    return class;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void write_patterns(struct page_writer *page, const char *id)
{
    static const struct markup inside[] = {
        MARKUP("<rect class=\"weft-map__0\" width=\"12\" height=\"12\"/>"),
        MARKUP("<rect class=\"weft-map__1\" width=\"12\" height=\"12\"/><circle "
               "class=\"weft-map__ink\" cx=\"6\" cy=\"6\" r=\"1.6\"/>"),
        MARKUP("<rect class=\"weft-map__2\" width=\"12\" height=\"12\"/><path "
               "class=\"weft-map__stroke\" d=\"M0 6H12\"/>"),
        MARKUP("<rect class=\"weft-map__3\" width=\"12\" height=\"12\"/><path "
               "class=\"weft-map__stroke\" d=\"M0 6H12M6 0V12\"/>"),
        MARKUP("<rect class=\"weft-map__4\" width=\"12\" height=\"12\"/>"),
        MARKUP("<rect class=\"weft-map__0\" width=\"12\" height=\"12\"/><path "
               "class=\"weft-map__stroke\" d=\"M0 12L12 0\"/>"),
    };
    html(page, "<defs>");
    for (int i = 0; i <= CLASSES; i++) {
        html(page, "<pattern id=\"");
        html_string(page, id);
        html(page, "-p");
        html_integer(page, i);
        html(page, "\" width=\"12\" height=\"12\" patternUnits=\"userSpaceOnUse\">");
        html_markup(page, inside[i]);
        html(page, "</pattern>");
    }
    html(page, "</defs>");
}

static void write_path(struct page_writer *page, const struct chart_shape *shape,
                       const struct extent *extent, double height)
{
    double across = extent->east - extent->west, down = extent->north - extent->south;
    html(page, " d=\"");
    for (size_t ring = 0; ring < shape->rings; ring++) {
        for (size_t k = shape->starts[ring]; k < shape->starts[ring + 1]; k++) {
            double x = across > 0 ? WIDTH * (shape->points[2 * k] - extent->west) / across : 0;
            double y = down > 0 ? height * (extent->north - shape->points[2 * k + 1]) / down : 0;
            html_string(page, k == shape->starts[ring] ? "M" : "L");
            html_decimals(page, x, 1, false);
            html(page, " ");
            html_decimals(page, y, 1, false);
        }
        html(page, "Z");
    }
    html(page, "\"");
}

static void write_value(struct page_writer *page, const struct choropleth_chart *chart,
                        const struct chart_shape *shape)
{
    if (shape->has_value)
        chart_value(page, &chart->unit, shape->value);
    else
        html_text(page, shape->said);
}

static void write_shape(struct page_writer *page, const struct choropleth_chart *chart,
                        const struct chart_shape *shape, const struct extent *extent, double height,
                        const double least[static CLASSES])
{
    html(page, "<path fill-rule=\"evenodd\" class=\"weft-map__area");
    html_string(page, shape->is_here ? " weft-map__area--here" : "");
    html(page, "\" fill=\"url(#");
    html_string(page, chart->frame.id);
    html(page, "-p");
    html_integer(page, shape->has_value ? class_of(least, shape->value) : CLASSES);
    html(page, ")\"");
    write_path(page, shape, extent, height);
    html(page, "><title>");
    html_text(page, shape->name);
    html(page, ": ");
    write_value(page, chart, shape);
    html(page, "</title></path>");
}

static void write_map(struct page_writer *page, const struct choropleth_chart *chart,
                      const double least[static CLASSES])
{
    struct extent extent = extent_of(chart);
    double height = height_of(&extent);
    html(page, "<svg viewBox=\"0 0 1000 ");
    html_decimals(page, height, 0, false);
    html(page, "\" width=\"100%\" height=\"100%\" preserveAspectRatio=\"xMidYMid meet\">");
    write_patterns(page, chart->frame.id);
    for (int here = 0; here < 2; here++) /* this place last, so that its border is whole */
        for (size_t i = 0; i < chart->count; i++)
            if (chart->shapes[i].is_here == (here == 1))
                write_shape(page, chart, &chart->shapes[i], &extent, height, least);
    html(page, "</svg>");
}

static void write_key(struct page_writer *page, const struct choropleth_chart *chart,
                      const double least[static CLASSES], double most, bool any_missing)
{
    html(page, "<ul class=\"weft-key\">");
    for (int i = 0; i <= CLASSES; i++) {
        if (i == CLASSES ? !any_missing : i > 0 && least[i] <= least[i - 1])
            continue;
        html(page, "<li><svg aria-hidden=\"true\" focusable=\"false\"><rect "
                   "class=\"weft-map__area\" x=\"1\" y=\"1\" width=\"28\" height=\"14\" "
                   "fill=\"url(#");
        html_string(page, chart->frame.id);
        html(page, "-p");
        html_integer(page, i);
        html(page, ")\"/></svg>");
        if (i == CLASSES) {
            html(page, "no figure");
        } else {
            html_decimals(page, least[i], chart->unit.decimals, true);
            html_string(page, i + 1 < CLASSES ? " to under " : " to ");
            chart_value(page, &chart->unit, i + 1 < CLASSES ? least[i + 1] : most);
        }
        html(page, "</li>");
    }
    html(page, "</ul>");
}

static void describe(struct page_writer *page, const struct choropleth_chart *chart)
{
    const struct chart_shape *lowest = NULL, *highest = NULL;
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_shape *shape = &chart->shapes[i];
        if (shape->has_value && (!lowest || shape->value < lowest->value))
            lowest = shape;
        if (shape->has_value && (!highest || shape->value > highest->value))
            highest = shape;
    }
    if (!lowest || !highest)
        return;
    html_count(page, (int64_t)chart->count);
    html(page, " areas. Lowest: ");
    html_text(page, lowest->name);
    html(page, ", ");
    write_value(page, chart, lowest);
    html(page, ". Highest: ");
    html_text(page, highest->name);
    html(page, ", ");
    write_value(page, chart, highest);
    html(page, ". The table has them all.");
}

static void write_table(struct page_writer *page, const struct choropleth_chart *chart)
{
    static const struct column columns[] = {{.label = {"Area", 4}},
                                            {.label = {"Figure", 6}, .numeric = true}};
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = 2, .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->count; i++) {
        table_row(page, &table, chart->shapes[i].is_here);
        table_text(page, &table, 0, chart->shapes[i].name);
        table_cell(page, &table, 1);
        write_value(page, chart, &chart->shapes[i]);
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

void choropleth_chart(struct page_writer *page, const struct choropleth_chart *chart)
{
    double least[CLASSES] = {0}, most = 0;
    size_t known = find_classes(page, chart, least, &most);
    if (known == 0)
        return;
    struct extent extent = extent_of(chart);
    double height = fmin(fmax(height_of(&extent) * 0.6, LEAST_HEIGHT), MOST_HEIGHT);
    frame_begin(page, &chart->frame, NULL, &chart->unit);
    plot_begin(page, PLOT_MAP, &chart->frame, (int)height);
    describe(page, chart);
    svg_desc_end(page);
    write_map(page, chart, least);
    plot_end(page);
    write_key(page, chart, least, most, known < chart->count);
    figures_begin(page, "Figures for this map");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
