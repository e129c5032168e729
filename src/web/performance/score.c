/* How indicators stand: a word first, then a figure, then a small picture. */
#include "web/performance/performance.h"

#include "web/charts/charts.h"

#include "base/banned.h"

void words_period(struct page_writer *page, struct slice period)
{
    size_t slash = slice_find_byte(period, '/'), dash = slice_find_byte(period, '-');
    bool both = slash < period.length && dash < period.length && period.length > 6;
    size_t at = slash < period.length ? slash : dash;
    html_text(page, slice_sub(period, 0, at));
    if (at == period.length)
        return;
    html(page, "–");
    html_text(page, slice_sub(period, both ? period.length - 2 : at + 1, period.length));
}

void words_period_unbroken(struct page_writer *page, struct slice period)
{
    html(page, "<span class=\"weft-nowrap\">");
    words_period(page, period);
    html(page, "</span>");
}

static enum word word_of(enum trend_word word)
{
    switch (word) {
    case TREND_IMPROVING:
        return WORD_IMPROVING;
    case TREND_WORSE:
        return WORD_WORSE;
    case TREND_NO_CHANGE:
    case TREND_RISING:
    case TREND_FALLING:
        return WORD_SAME;
    case TREND_TOO_FEW:
    case TREND_ENDED:
    case TREND_NO_FIGURE:
        return WORD_NONE;
    }
    return WORD_NONE;
}

void standing_word(struct page_writer *page, const struct standing *standing)
{
    word_begin(page, word_of(standing->trend.word));
    html_string(page, trend_word_text(standing->trend.word));
    if (standing->trend.word == TREND_ENDED) {
        html(page, " ");
        words_period(page, standing->trend.last);
    }
    word_end(page);
}

void standing_word_first(struct page_writer *page, const struct standing *standing)
{
    word_begin(page, word_of(standing->trend.word));
    html_sentence(page, slice_from(trend_word_text(standing->trend.word)));
    if (standing->trend.word == TREND_ENDED) {
        html(page, " ");
        words_period(page, standing->trend.last);
    }
    word_end(page);
}

void standing_bare(struct page_writer *page, const struct standing *standing, double value)
{
    html_decimals(page, value, standing->decimals, true);
    if (slice_is(standing->suffix, "%"))
        html(page, "%");
}

void standing_value(struct page_writer *page, const struct standing *standing, double value)
{
    html_decimals(page, value, standing->decimals, true);
    html_text(page, standing->suffix);
}

struct slice standing_unit(const struct standing *standing)
{
    struct slice published = standing->measure.unit, said = slice_trim(standing->suffix);
    return slice_find(published, said) < published.length || !said.length ? published : said;
}

struct slice standing_country(const struct standing *standing)
{
    struct slice name = standing->england_series.area_name;
    return name.length ? name : SLICE("England");
}

struct slice indicator_path(struct arena *arena, struct slice code, const struct record *via)
{
    struct slice path = path_to(arena, "indicator", code);
    if (!via)
        return path;
    CLEANUP(buffer_free) struct buffer with = BUFFER(4096);
    buffer_append(&with, path);
    buffer_string(&with, "?via=priorities%3D");
    url_encode(&with, via->code);
    return arena_slice(arena, buffer_slice(&with));
}

double standing_year(int32_t days)
{
    return 1970 + (double)days / 365.2425;
}

struct chart_point *standing_points(struct arena *arena, const struct measure *measure,
                                    const struct series *series)
{
    struct chart_point *points = arena_array(arena, series->count + 1, sizeof *points);
    for (size_t i = 0; i < series->count; i++) {
        const struct figure *figure = &series->figures[i];
        struct interval interval = figure_interval(measure, figure);
        CLEANUP(buffer_free) struct buffer text = BUFFER(256);
        struct page_writer part = {.out = &text, .arena = arena};
        words_period(&part, figure->period);
        points[i] = (struct chart_point){
            .at = standing_year(figure->order),
            .value = figure->value,
            .lower = interval.lower,
            .upper = interval.upper,
            .has_value = figure_has_value(figure),
            .has_limits = interval.is_known,
            .label = arena_slice(arena, buffer_slice(&text)),
            .said = slice_from(figure_status_name(figure->status)),
        };
    }
    return points;
}

double standing_step(const struct series *series)
{
    struct slice period = series->count ? series->figures[0].period : (struct slice){0};
    return slice_find_byte(period, 'Q') < period.length ? 0.25 : 1;
}

/* What is said beside the word. */
static void write_says(struct page_writer *page, const struct standing *standing)
{
    struct slice why = record_text(standing->indicator, "no_figure");
    if (!standing->latest) {
        if (why.length)
            html_text(page, why);
        else if (standing->has_measure)
            html(page, "The publisher gives no figure for this place.");
        else if (record_text(standing->indicator, "measures").length)
            html(page, "Its published figures are not loaded.");
        else
            html(page, "No source is named for it.");
        return;
    }
    if (standing->trend.word == TREND_ENDED && why.length) {
        html_text(page, why);
        return;
    }
    html(page, "<span class=\"weft-score__fig\">");
    standing_value(page, standing, standing->latest->value);
    html(page, "</span> in ");
    words_period_unbroken(page, standing->latest->period);
    if (!standing->england || standing->england_outside)
        return;
    html(page, "; ");
    html_text(page, standing_country(standing));
    html(page, "\u00a0"); /* the figure stays with the last word of the name */
    standing_bare(page, standing, standing->england->value);
}

static void write_spark(struct page_writer *page, const char *prefix, size_t number,
                        const struct standing *standing)
{
    struct chart_point *points =
        standing_points(page->arena, &standing->measure, &standing->series);
    const struct chart_point *first = NULL, *last = NULL;
    for (size_t i = 0; i < standing->series.count; i++)
        if (points[i].has_value) {
            first = first ? first : &points[i];
            last = &points[i];
        }
    if (first == last)
        return;
    html(page, "<div class=\"weft-score__spark\">");
    spark(page, &(struct spark){.id = arena_printf(page->arena, "%s%zu", prefix, number),
                                .name = record_title(standing->indicator),
                                .word = slice_from(trend_word_text(standing->trend.word)),
                                .first_label = first->label,
                                .last_label = last->label,
                                .unit = {standing->decimals, standing->suffix},
                                .points = points,
                                .count = standing->series.count,
                                .step = standing_step(&standing->series)});
    html(page, "</div>");
}

void score_list(struct page_writer *page, const char *prefix, const struct standing *const *items,
                size_t count, const struct record *via)
{
    html(page, "<ul class=\"weft-score\">");
    for (size_t i = 0; i < count; i++) {
        const struct standing *standing = items[i];
        html(page, "<li class=\"weft-score__item\"><span class=\"weft-score__name\">");
        html_link(page, indicator_path(page->arena, standing->indicator->code, via),
                  record_title(standing->indicator));
        html(page, "</span><p class=\"weft-score__says\">");
        standing_word(page, standing);
        html(page, " ");
        write_says(page, standing);
        html(page, "</p>");
        write_spark(page, prefix, i + 1, standing);
        html(page, "</li>");
    }
    html(page, "</ul>\n");
}

/* The order in which words are told. */
static const enum trend_word told[] = {TREND_IMPROVING, TREND_WORSE,   TREND_NO_CHANGE,
                                       TREND_RISING,    TREND_FALLING, TREND_TOO_FEW,
                                       TREND_NO_FIGURE};

void tally_list(struct page_writer *page, const struct tally *tally)
{
    html(page, "<ul class=\"weft-glance__tally\">");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        size_t count = tally->counts[told[i]];
        if (count == 0)
            continue;
        html(page, "<li>");
        word_begin(page, word_of(told[i]));
        html_integer(page, (int64_t)count);
        html(page, " ");
        html_string(page, trend_word_text(told[i]));
        word_end(page);
        html(page, "</li> ");
    }
    if (tally->total == 0)
        html(page, "<li class=\"weft-quiet\">no indicator</li>");
    html(page, "</ul>");
}

static void say_count(struct page_writer *page, size_t count, const char *what)
{
    words_number(page, (int64_t)count);
    html_string(page, count == 1 ? " is " : " are ");
    html_string(page, what);
}

void tally_says(struct page_writer *page, const struct tally *tally)
{
    size_t moves = tally->counts[TREND_RISING] + tally->counts[TREND_FALLING];
    size_t silent = tally->counts[TREND_TOO_FEW] + tally->counts[TREND_NO_FIGURE];
    size_t same = tally->counts[TREND_NO_CHANGE];
    if (tally->total == 0) {
        html(page, "No indicator hangs here yet.");
        return;
    }
    html(page, "Of ");
    words_counted(page, (int64_t)tally->total, "indicator", "indicators");
    html(page, ", ");
    say_count(page, tally->counts[TREND_IMPROVING], "improving");
    html(page, " and ");
    say_count(page, tally->counts[TREND_WORSE], "getting worse");
    html(page, ".");
    if (same) {
        html(page, " For ");
        words_number(page, (int64_t)same);
        html(page, " there is no clear change");
    }
    if (silent) {
        html_string(page, same ? "; for " : " For ");
        words_number(page, (int64_t)silent);
        html(page, " the figures cannot say");
    }
    if (same || silent)
        html(page, ".");
    if (moves) {
        html(page, " ");
        words_number_first(page, (int64_t)moves);
        html_string(page, moves == 1 ? " rises or falls" : " rise or fall");
        html(page, " where neither is good.");
    }
}
