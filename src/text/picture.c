/* Pictures that stand alone. One hand draws lines, bars, words; the pictures lay them out in rows,
 * each as high as its words need. */
#include "text/picture.h"

#include <math.h>
#include <stdio.h>

#include "base/banned.h"

enum {
    WRAP = 44, /* characters of a line: the width of a telephone */
    SHORTEST_LABEL = 12,
    LINES_MOST = 12,
    LINE = 20, /* pixels from line to line */
    BAR = 14,
    GAP = 16, /* between rows */
};

#define STYLE                                                                                      \
    ".f{font:15px/20px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",Arial,sans-"      \
    "serif;fill:#14191c;display:block;overflow:visible}.f .b{font-weight:600}"                     \
    ".f text{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}"               \
    ".f .q{fill:#4b5357;font-size:14px}.f .p{fill:#17262d}.f .n{stroke:#17262d;stroke-width:1.5}"  \
    ".f .h{stroke:#17262d;stroke-width:3}.f .g{stroke:#d5ccbb}.f .z{stroke:#4b5357;"               \
    "stroke-dasharray:4 4}.f .w{stroke:#17262d;stroke-width:2}.f .o{fill:#fff;stroke:#17262d;"     \
    "stroke-width:2}.f .d{stroke:#17262d;stroke-width:2.5;stroke-dasharray:7 4}"                   \
    ".f .s{stroke:#17262d;stroke-width:2.5}"

const struct markup picture_style = MARKUP(STYLE);

/* --- the hand --------------------------------------------------------------------------------- */

struct scale {
    double low, high;
};

static double across(const struct scale *scale, double value)
{
    double span = scale->high - scale->low;
    return span > 0 ? 100 * (value - scale->low) / span : 50;
}

/* An attribute's figure: a percentage across, or pixels. */
static void put(struct page_writer *page, struct markup attribute, double value, bool percent)
{
    html_markup(page, attribute);
    html_decimals(page, value, percent ? 2 : 1, false);
    if (percent)
        html(page, "%");
    html(page, "\"");
}

static void line(struct page_writer *page, struct markup class, double x1, double y1, double x2,
                 double y2)
{
    html(page, "<line class=\"");
    html_markup(page, class);
    html(page, "\"");
    put(page, MARKUP(" x1=\""), x1, true);
    put(page, MARKUP(" y1=\""), y1, false);
    put(page, MARKUP(" x2=\""), x2, true);
    put(page, MARKUP(" y2=\""), y2, false);
    html(page, "/>");
}

static void dot(struct page_writer *page, struct markup class, double x, double y)
{
    html(page, "<circle r=\"5\" class=\"");
    html_markup(page, class);
    html(page, "\"");
    put(page, MARKUP(" cx=\""), x, true);
    put(page, MARKUP(" cy=\""), y, false);
    html(page, "/>");
}

/* hatched: NULL for a bar in whole colour, else the id of the picture with the hatching. */
static void bar(struct page_writer *page, double from, double until, double y, const char *hatched)
{
    html(page, "<rect");
    put(page, MARKUP(" x=\""), fmin(from, until), true);
    put(page, MARKUP(" y=\""), y, false);
    put(page, MARKUP(" width=\""), fmax(fabs(until - from), 0.4), true);
    put(page, MARKUP(" height=\""), BAR, false);
    if (hatched) {
        html(page, " class=\"n\" fill=\"url(#");
        html_string(page, hatched);
        html(page, "-h)\"/>");
    } else {
        html(page, " class=\"p\"/>");
    }
}

enum side { SIDE_LEFT, SIDE_MIDDLE, SIDE_RIGHT };

/* Where a text that must stay inside is best anchored. */
static enum side side_at(double x)
{
    return x < 20 ? SIDE_LEFT : x > 80 ? SIDE_RIGHT : SIDE_MIDDLE;
}

static void text_begin(struct page_writer *page, struct markup class, enum side side, double x,
                       double y)
{
    static const struct markup anchors[] = {[SIDE_LEFT] = MARKUP(""),
                                            [SIDE_MIDDLE] = MARKUP(" text-anchor=\"middle\""),
                                            [SIDE_RIGHT] = MARKUP(" text-anchor=\"end\"")};
    html(page, "<text");
    put(page, MARKUP(" x=\""), x, true);
    put(page, MARKUP(" y=\""), y, false);
    html_markup(page, anchors[side]);
    if (class.length) {
        html(page, " class=\"");
        html_markup(page, class);
        html(page, "\"");
    }
    html(page, ">");
}

static void text(struct page_writer *page, struct markup class, enum side side, double x, double y,
                 struct slice words)
{
    text_begin(page, class, side, x, y);
    html_text(page, words);
    html(page, "</text>");
}

static size_t characters_in(struct slice words)
{
    size_t characters = 0;
    for (size_t i = 0; i < words.length; i++)
        characters += ((unsigned char)words.data[i] & 0xC0) != 0x80;
    return characters;
}

/* A label and what stands to its right in one line. A label that would reach past it is cut: the
 * description and the table have the whole. */
static void pair(struct page_writer *page, double y, struct slice label, struct slice words)
{
    size_t taken = characters_in(words) + 2;
    size_t room = taken + SHORTEST_LABEL < WRAP ? WRAP - taken : SHORTEST_LABEL;
    text_begin(page, MARKUP(""), SIDE_LEFT, 0, y);
    if (characters_in(label) > room) {
        while (characters_in(label) >= room)
            label = slice_prefix(label, label.length - 1);
        html_text(page, label);
        html(page, "…");
    } else {
        html_text(page, label);
    }
    html(page, "</text>");
    text(page, MARKUP("b"), SIDE_RIGHT, 100, y, words);
}

/* The next line of the words: up to WRAP characters, ended at a space where there is one. */
static struct slice next_line(struct slice *rest)
{
    size_t at = 0, space = 0, characters = 0;
    while (at < rest->length && characters < WRAP) {
        if (rest->data[at] == ' ')
            space = at;
        characters += ((unsigned char)rest->data[at] & 0xC0) != 0x80;
        at++;
    }
    while (at < rest->length && ((unsigned char)rest->data[at] & 0xC0) == 0x80)
        at++;
    size_t end = at == rest->length || !space ? at : space;
    struct slice found = slice_sub(*rest, 0, end);
    *rest = slice_trim(slice_sub(*rest, end, rest->length));
    return found;
}

static size_t line_count(struct slice words)
{
    size_t count = 0;
    while (words.length && count < LINES_MOST) {
        next_line(&words);
        count++;
    }
    return count;
}

/* The words from y down; the y under them. */
static double wrapped(struct page_writer *page, double y, struct slice words)
{
    for (size_t i = 0; words.length && i < LINES_MOST; i++) {
        text(page, MARKUP("q"), SIDE_LEFT, 0, y, next_line(&words));
        y += LINE;
    }
    return y;
}

/* A label, and beside it at the right the figure. */
static void headed(struct page_writer *page, double y, struct slice label, struct slice figure)
{
    text_begin(page, MARKUP("b"), SIDE_LEFT, 0, y);
    html_sentence(page, label);
    html(page, "</text>");
    text(page, MARKUP("b"), SIDE_RIGHT, 100, y, figure);
}

static void begin(struct page_writer *page, const struct picture *picture, double height,
                  bool is_file)
{
    if (is_file)
        html(page,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"f\" width=\"100%\" height=\"");
    else
        html(page, "<svg class=\"f\" width=\"100%\" height=\"");
    html_integer(page, (int64_t)ceil(height));
    html(page, "\" role=\"img\" aria-labelledby=\"");
    html_string(page, picture->id);
    html(page, "-t ");
    html_string(page, picture->id);
    html(page, "-d\"><title id=\"");
    html_string(page, picture->id);
    html(page, "-t\">");
    html_text(page, picture->title);
    html(page, "</title><desc id=\"");
    html_string(page, picture->id);
    html(page, "-d\">");
}

static void hatching(struct page_writer *page, const struct picture *picture)
{
    html(page, "<defs><pattern id=\"");
    html_string(page, picture->id);
    html(page, "-h\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
               "patternTransform=\"rotate(45)\"><rect width=\"7\" height=\"7\" fill=\"#fff\"/>"
               "<line class=\"h\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"7\"/></pattern></defs>");
}

static void end(struct page_writer *page)
{
    html(page, "</svg>\n");
}

/* --- evidence added up ------------------------------------------------------------------------ */

/* "+6.3" with a true minus. */
static struct slice signed_text(double bits, char written[static 32])
{
    double rounded = round(fabs(bits) * 10) / 10;
    snprintf(written, 32, "%s%.1f", rounded == 0 ? "" : bits < 0 ? "−" : "+", rounded);
    return slice_from(written);
}

static struct slice odds_words(double bits)
{
    static const struct {
        double bits;
        const char *words;
    } known[] = {
        {-30, "1 to a billion"}, {-20, "1 to a million"}, {-10, "1 to 1,000"},
        {0, "even chances"},     {10, "1,000 to 1"},      {20, "a million to 1"},
        {30, "a billion to 1"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].bits == bits)
            return slice_from(known[i].words);
    return (struct slice){0};
}

/* Wide enough for every bar's end, and for ten points, so that small weights do not look large. */
static struct scale waterfall_scale(const struct waterfall *waterfall)
{
    struct scale scale = {0, 0};
    double weight = 0;
    for (size_t i = 0; i < waterfall->count; i++) {
        weight += waterfall->steps[i].bits;
        scale.low = fmin(scale.low, weight);
        scale.high = fmax(scale.high, weight);
    }
    scale.high = fmax(scale.high, scale.low + 10);
    return scale;
}

/* Rows are as high as their words: what is drawn and what is reserved follow the same steps. */
static double waterfall_height(const struct waterfall *waterfall)
{
    double height = LINE + 8;
    for (size_t i = 0; i < waterfall->count; i++)
        height += (double)(line_count(waterfall->steps[i].words) + 1) * LINE + BAR + GAP;
    return height + (double)(line_count(waterfall->together) + 1) * LINE + BAR + GAP + LINE;
}

/* The figures in words, for those who do not see the picture. */
static void describe(struct page_writer *page, const struct waterfall *waterfall)
{
    char written[32];
    for (size_t i = 0; i < waterfall->count; i++) {
        html_text(page, waterfall->steps[i].label);
        html(page, ": ");
        html_text(page, waterfall->steps[i].words);
        html(page, ", ");
        html_text(page, signed_text(waterfall->steps[i].bits, written));
        html(page, ". ");
    }
    html_text(page, waterfall->together);
    html(page, "</desc>");
}

/* Lines down at round odds, over the whole height; every second decade where they stand close. */
static void odds_axis(struct page_writer *page, const struct scale *scale, double height)
{
    int step = scale->high - scale->low > 35 ? 20 : 10;
    for (int bits = -30; bits <= 30; bits += 10) {
        double x = across(scale, bits);
        if (x < -0.01 || x > 100.01 || bits % step != 0)
            continue;
        if (bits == 0)
            line(page, MARKUP("z"), x, LINE, x, height - LINE);
        else
            line(page, MARKUP("g"), x, LINE, x, height - LINE);
        text(page, MARKUP("q"), side_at(x), x, bits == 0 ? LINE - 6 : height - 4, odds_words(bits));
    }
}

static void draw_waterfall(struct page_writer *page, const struct waterfall *waterfall)
{
    struct scale scale = waterfall_scale(waterfall);
    double y = LINE + 8, weight = 0, height = waterfall_height(waterfall);
    char written[32];
    hatching(page, &waterfall->picture);
    odds_axis(page, &scale, height);
    for (size_t i = 0; i < waterfall->count; i++) {
        const struct waterfall_step *step = &waterfall->steps[i];
        headed(page, y + 15, step->label, signed_text(step->bits, written));
        y = wrapped(page, y + LINE + 15, step->words) - 15;
        double from = across(&scale, weight), until = across(&scale, weight + step->bits);
        bar(page, from, until, y, step->bits < 0 ? waterfall->picture.id : NULL);
        weight += step->bits;
        line(page, MARKUP("n"), until, y + BAR, until,
             y + BAR + (i + 1 < waterfall->count ? GAP : GAP / 2));
        y += BAR + GAP;
    }
    headed(page, y + 15, SLICE("Together"), signed_text(weight, written));
    y = wrapped(page, y + LINE + 15, waterfall->together) - 15;
    bar(page, across(&scale, 0), across(&scale, weight), y,
        weight < 0 ? waterfall->picture.id : NULL);
}

void waterfall_picture(struct page_writer *page, const struct waterfall *waterfall)
{
    begin(page, &waterfall->picture, waterfall_height(waterfall), false);
    describe(page, waterfall);
    draw_waterfall(page, waterfall);
    end(page);
}

static void style_file(struct page_writer *page)
{
    html(page, "<style>" STYLE "</style>"
               "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
}

void waterfall_file(struct page_writer *page, const struct waterfall *waterfall)
{
    begin(page, &waterfall->picture, waterfall_height(waterfall), true);
    describe(page, waterfall);
    style_file(page);
    draw_waterfall(page, waterfall);
    end(page);
}

/* --- amounts ---------------------------------------------------------------------------------- */

enum { BAR_ROW = LINE + BAR + 10 };

static void describe_bars(struct page_writer *page, const struct bar *bars, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        html_text(page, bars[i].label);
        html(page, ": ");
        html_text(page, bars[i].text);
        html(page, ". ");
    }
    html(page, "</desc>");
}

static void draw_bars(struct page_writer *page, const struct bar *bars, size_t count)
{
    struct scale scale = {0, 0};
    for (size_t i = 0; i < count; i++)
        scale.high = fmax(scale.high, bars[i].value);
    for (size_t i = 0; i < count; i++) {
        double y = (double)i * BAR_ROW;
        pair(page, y + 15, bars[i].label, bars[i].text);
        bar(page, 0, scale.high > 0 ? across(&scale, bars[i].value) : 0, y + LINE, NULL);
    }
}

void bars_picture(struct page_writer *page, const struct picture *picture, const struct bar *bars,
                  size_t count)
{
    begin(page, picture, (double)count * BAR_ROW, false);
    describe_bars(page, bars, count);
    draw_bars(page, bars, count);
    end(page);
}

void bars_file(struct page_writer *page, const struct picture *picture, const struct bar *bars,
               size_t count, struct slice words)
{
    double height = (double)count * BAR_ROW;
    begin(page, picture, height + (double)(line_count(words) + 1) * LINE, true);
    describe_bars(page, bars, count);
    style_file(page);
    draw_bars(page, bars, count);
    wrapped(page, height + LINE, words);
    end(page);
}

/* --- shares with their uncertainty ------------------------------------------------------------ */

void whiskers_picture(struct page_writer *page, const struct picture *picture,
                      const struct whisker *whiskers, size_t count, double whole)
{
    enum { ROW = 2 * LINE + 8 };
    struct scale scale = {0, whole};
    begin(page, picture, (double)count * ROW + LINE, false);
    for (size_t i = 0; i < count; i++) {
        scale.high = whiskers[i].is_known ? fmax(scale.high, whiskers[i].upper) : scale.high;
        html_text(page, whiskers[i].label);
        html(page, ": ");
        html_text(page, whiskers[i].text);
        html(page, ". ");
    }
    html(page, "</desc>");
    scale.high = scale.high > 0 ? scale.high : 1;
    double x = across(&scale, whole), height = (double)count * ROW;
    line(page, MARKUP("z"), x, 0, x, height);
    text(page, MARKUP("q"), side_at(x), x, height + 14, SLICE("all"));
    for (size_t i = 0; i < count; i++) {
        double y = (double)i * ROW;
        pair(page, y + 15, whiskers[i].label, whiskers[i].text);
        if (!whiskers[i].is_known)
            continue;
        line(page, MARKUP("w"), across(&scale, whiskers[i].lower), y + LINE + 10,
             across(&scale, whiskers[i].upper), y + LINE + 10);
        dot(page, MARKUP("p"), across(&scale, whiskers[i].value), y + LINE + 10);
    }
    end(page);
}

/* --- two errors against a threshold ------------------------------------------------------------
 */

enum { CURVE_TOP = 3 * LINE, CURVE_HIGH = 220, MARK_STEP = 5 };

/* The first point leaves room at the left for the shares. */
static struct scale curve_points(const struct curves *curves)
{
    double last = (double)(curves->count - 1);
    return (struct scale){-0.16 * last, last};
}

/* 1, 2 or 5 times a power of ten, not under the value. */
static double round_up(double value)
{
    double power = value > 0 ? pow(10, floor(log10(value))) : 0.01;
    double lead = value / power;
    return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
}

/* The largest share of any curve. */
static double highest(const struct curves *curves)
{
    double high = 0;
    for (size_t c = 0; c < curves->curve_count; c++)
        for (size_t i = 0; i < curves->count; i++)
            high = fmax(high, curves->curves[c].values[i]);
    return high;
}

static void draw_curve(struct page_writer *page, const struct curves *curves, size_t which,
                       double high)
{
    struct scale points = curve_points(curves);
    double before_x = 0, before_y = 0;
    for (size_t i = 0; i < curves->count; i++) {
        double x = across(&points, (double)i);
        double y = CURVE_TOP + CURVE_HIGH * (1 - curves->curves[which].values[i] / high);
        if (i > 0 && which == 0)
            line(page, MARKUP("s"), before_x, before_y, x, y);
        else if (i > 0)
            line(page, MARKUP("d"), before_x, before_y, x, y);
        before_x = x;
        before_y = y;
    }
    for (size_t i = 0; i < curves->count; i++) {
        double x = across(&points, (double)i);
        double y = CURVE_TOP + CURVE_HIGH * (1 - curves->curves[which].values[i] / high);
        if (which == 0)
            dot(page, MARKUP("p"), x, y);
        else
            dot(page, MARKUP("o"), x, y);
    }
}

/* Which curve is which, over the plot: by its line and its dot, never by colour. */
static void curve_key(struct page_writer *page, const struct curves *curves)
{
    for (size_t c = 0; c < curves->curve_count; c++) {
        double y = (double)c * LINE;
        if (c == 0)
            line(page, MARKUP("s"), 0, y + 9, 8, y + 9);
        else
            line(page, MARKUP("d"), 0, y + 9, 8, y + 9);
        if (c == 0)
            dot(page, MARKUP("p"), 4, y + 9);
        else
            dot(page, MARKUP("o"), 4, y + 9);
        text(page, MARKUP(""), SIDE_LEFT, 10, y + 15, curves->curves[c].label);
    }
}

/* Lines across at nought, the half and the whole of the height, with their percentages. */
static void share_axis(struct page_writer *page, double high)
{
    for (int i = 0; i <= 2; i++) {
        double y = CURVE_TOP + CURVE_HIGH * (1 - i / 2.0);
        char written[32];
        snprintf(written, sizeof written, "%g%%", 100 * high * i / 2);
        line(page, MARKUP("g"), 0, y, 100, y);
        text(page, MARKUP("q"), SIDE_LEFT, 0, y - 4, slice_from(written));
    }
}

void curves_picture(struct page_writer *page, const struct curves *curves)
{
    struct scale points = curve_points(curves);
    double high = round_up(highest(curves)), bottom = CURVE_TOP + CURVE_HIGH;
    begin(page, &curves->picture, bottom + 3 * LINE, false);
    for (size_t i = 0; i < curves->count; i++)
        for (size_t c = 0; c < curves->curve_count; c++) {
            html_text(page, curves->marks[i]);
            html(page, ": ");
            html_text(page, curves->curves[c].label);
            html(page, " ");
            html_decimals(page, 100 * curves->curves[c].values[i], 2, false);
            html(page, "%. ");
        }
    html(page, "</desc>");
    curve_key(page, curves);
    share_axis(page, high);
    double chosen = across(&points, curves->chosen);
    line(page, MARKUP("z"), chosen, CURVE_TOP, chosen, bottom + LINE + 4);
    text(page, MARKUP("b"), side_at(chosen), chosen, bottom + 2 * LINE + 8, curves->chosen_words);
    for (size_t i = 0; i < curves->count; i++)
        if (i % MARK_STEP == 0)
            text(page, MARKUP("q"), side_at(across(&points, (double)i)), across(&points, (double)i),
                 bottom + LINE, curves->marks[i]);
    for (size_t c = 0; c < curves->curve_count; c++)
        draw_curve(page, curves, c, high);
    end(page);
}

/* --- what was and what would have been -----------------------------------------------------------
 */

/* Where values stand: round ends and steps. */
static struct scale course_scale(const struct course *course, double *ret_step)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t k = 0; k < course->line_count; k++)
        for (size_t i = 0; i < course->count; i++) {
            low = fmin(low, course->lines[k].values[i]); /* fmin passes NAN over */
            high = fmax(high, course->lines[k].values[i]);
        }
    if (low > high)
        low = high = 0;
    if (low > 0 && high - low >= high / 4)
        low = 0;
    if (low == high)
        low = fmin(0, low);
    double step = *ret_step = round_up((high - low) / 4);
    struct scale scale = {step * floor(low / step), step * ceil(high / step)};
    scale.high += scale.high > scale.low ? 0 : step;
    return scale;
}

/* Dates leave room for the words of the scale at the left, and for half a dot at the right. */
static double course_across(const struct course *course, double date)
{
    struct scale dates = {0, (double)(course->count - 1)};
    return 10 + 0.88 * across(&dates, date);
}

static double course_down(const struct scale *scale, double top, double value)
{
    return top + CURVE_HIGH * (1 - across(scale, value) / 100);
}

/* Each line's kind and words, from the top down. */
static void course_key(struct page_writer *page, const struct course *course)
{
    for (size_t k = 0; k < course->line_count; k++) {
        double y = (double)k * LINE;
        if (course->lines[k].kind == COURSE_FITTED)
            line(page, MARKUP("s"), 0, y + 9, 8, y + 9);
        else if (course->lines[k].kind == COURSE_EXPECTED)
            line(page, MARKUP("d"), 0, y + 9, 8, y + 9);
        else
            dot(page, MARKUP("p"), 4, y + 9);
        text(page, MARKUP(""), SIDE_LEFT, 10, y + 15, course->lines[k].label);
    }
}

static void draw_course(struct page_writer *page, const struct course *course,
                        const struct course_line *drawn, const struct scale *scale, double top)
{
    for (size_t i = 0; i < course->count; i++) {
        double x = course_across(course, (double)i), y = course_down(scale, top, drawn->values[i]);
        bool joins = i > 0 && !isnan(drawn->values[i]) && !isnan(drawn->values[i - 1]);
        double before_x = joins ? course_across(course, (double)(i - 1)) : 0;
        double before_y = joins ? course_down(scale, top, drawn->values[i - 1]) : 0;
        if (drawn->kind == COURSE_SEEN && !isnan(drawn->values[i]))
            dot(page, MARKUP("p"), x, y);
        else if (joins && drawn->kind == COURSE_FITTED)
            line(page, MARKUP("s"), before_x, before_y, x, y);
        else if (joins && drawn->kind == COURSE_EXPECTED)
            line(page, MARKUP("d"), before_x, before_y, x, y);
    }
}

static void course_axes(struct page_writer *page, const struct course *course,
                        const struct scale *scale, double step, double top)
{
    double bottom = top + CURVE_HIGH, start = course_across(course, (double)course->start - 0.5);
    int steps = (int)round((scale->high - scale->low) / step);
    for (int i = 0; i <= steps; i++) {
        double value = scale->low + i * step, y = course_down(scale, top, value);
        char written[32];
        snprintf(written, sizeof written, "%.6g", fabs(value) < step / 2 ? 0 : value);
        line(page, MARKUP("g"), 0, y, 100, y);
        text(page, MARKUP("q"), SIDE_LEFT, 0, y - 4, slice_from(written));
    }
    line(page, MARKUP("z"), start, top - 8, start, bottom);
    text(page, MARKUP("q"), SIDE_LEFT, 10, bottom + LINE, course->dates[0]);
    if (course->start > 0 && course->start + 1 < course->count)
        text(page, MARKUP("b"), side_at(start), start, bottom + 2 * LINE,
             course->dates[course->start]);
    if (course->count > 1)
        text(page, MARKUP("q"), SIDE_RIGHT, 100, bottom + LINE, course->dates[course->count - 1]);
}

static void describe_course(struct page_writer *page, const struct course *course)
{
    html_text(page, course->words);
    for (size_t i = 0; i < course->count; i++) {
        html(page, " ");
        html_text(page, course->dates[i]);
        for (size_t k = 0; k < course->line_count; k++) {
            char written[32];
            if (isnan(course->lines[k].values[i]))
                continue;
            snprintf(written, sizeof written, " %.4g", course->lines[k].values[i]);
            html(page, ", ");
            html_text(page, course->lines[k].label);
            html_string(page, written);
        }
        html(page, ".");
    }
    html(page, "</desc>");
}

void course_file(struct page_writer *page, const struct course *course)
{
    double step = 1;
    struct scale scale = course_scale(course, &step);
    double top = (double)course->line_count * LINE + 34, bottom = top + CURVE_HIGH + 2 * LINE + 8;
    begin(page, &course->picture, bottom + (double)(line_count(course->words) + 1) * LINE, true);
    describe_course(page, course);
    style_file(page);
    course_key(page, course);
    course_axes(page, course, &scale, step, top);
    for (int seen = 0; seen < 2; seen++) /* what was seen last, on top */
        for (size_t k = 0; k < course->line_count; k++)
            if ((course->lines[k].kind == COURSE_SEEN) == (seen == 1))
                draw_course(page, course, &course->lines[k], &scale, top);
    wrapped(page, bottom + LINE, course->words);
    end(page);
}
