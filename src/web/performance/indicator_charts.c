/* The charts of an indicator's page: its course, its neighbours, all authorities, groups. Each has
 * its finding as a title, which is worked out here from the same figures that are drawn. */
#include "web/charts/charts.h"
#include "web/performance/indicator.h"

#include <math.h>

#include "base/banned.h"

enum { LIMIT_SENTENCE = 4096 };

struct slice indicator_csv_path(struct arena *arena, const struct indicator_view *view,
                                const char *table)
{
    return file_path_asked(arena, path_to(arena, "indicator", view->indicator.code), table,
                           view->source, view->published_on);
}

static struct chart_unit unit_of(const struct standing *standing)
{
    return (struct chart_unit){standing->decimals, standing->suffix};
}

/* "Title, % of referrals, year ending March": what is counted, in what. */
static void write_unit(struct page_writer *part, const struct standing *standing)
{
    html_text(part, record_title(standing->indicator));
    struct slice words = standing_unit(standing);
    if (words.length) {
        html(part, ", ");
        html_text(part, words);
    }
    if (standing->measure.year_type.length) {
        html(part, ", ");
        html_text(part, standing->measure.year_type);
    }
}

static const struct figure *extreme(const struct series *series, bool highest)
{
    const struct figure *found = NULL;
    for (size_t i = 0; i < series->count; i++) {
        const struct figure *figure = &series->figures[i];
        bool beyond =
            found && (highest ? figure->value > found->value : figure->value < found->value);
        if (figure_has_value(figure) && (!found || beyond))
            found = figure;
    }
    return found;
}

static const struct figure *first_figure(const struct series *series)
{
    for (size_t i = 0; i < series->count; i++)
        if (figure_has_value(&series->figures[i]))
            return &series->figures[i];
    return NULL;
}

/* "33.0% in 2012–13, 27.2% in 2024–25; lowest 16.9% in 2020–21". */
static void write_course(struct page_writer *part, const struct standing *standing)
{
    const struct series *series = &standing->series;
    const struct figure *first = first_figure(series), *last = standing->latest;
    const struct figure *ends[] = {extreme(series, false), extreme(series, true)};
    standing_bare(part, standing, first->value);
    html(part, " in ");
    words_period_unbroken(part, first->period);
    if (first == last)
        return;
    html(part, ", ");
    standing_bare(part, standing, last->value);
    html(part, " in ");
    words_period_unbroken(part, last->period);
    const char *separator = "; ";
    for (size_t i = 0; i < 2; i++) {
        if (!ends[i] || ends[i] == first || ends[i] == last)
            continue;
        html_string(part, separator);
        html_string(part, i ? "highest " : "lowest ");
        standing_bare(part, standing, ends[i]->value);
        html(part, " in ");
        words_period_unbroken(part, ends[i]->period);
        separator = ", ";
    }
}

static struct chart_target *chart_targets(struct page_writer *page,
                                          const struct indicator_view *view)
{
    struct chart_target *targets = arena_array(page->arena, view->step_count + 1, sizeof *targets);
    for (size_t i = 0; i < view->step_count; i++) {
        const struct target_step *step = &view->steps[i];
        targets[i] = (struct chart_target){.at = standing_year(step->order),
                                           .value = step->value,
                                           .label = step->period,
                                           .is_target = step->is_target};
    }
    return targets;
}

static void write_no_picture(struct page_writer *page, const struct indicator_view *view)
{
    struct slice why = record_text(&view->indicator, "no_figure");
    empty_begin(page);
    if (why.length)
        html_text(page, why);
    else if (view->standing.has_measure && date_is_given(view->published_on))
        html(page, "Nothing of it had been published by that day.");
    else if (view->standing.has_measure)
        html(page, "The publisher gives no figure for this place.");
    else if (record_text(&view->indicator, "measures").length)
        html(page, "Its published figures are not loaded.");
    else
        html(page, "No source is named for it.");
    html(page, " ");
    html_link(page, SLICE("/indicator"), SLICE("See the other indicators"));
    html(page, ".");
    empty_end(page);
}

void indicator_series(struct page_writer *page, const struct indicator_view *view)
{
    const struct standing *standing = &view->standing;
    if (!standing->latest) {
        write_no_picture(page, view);
        return;
    }
    CLEANUP(buffer_free) struct buffer finding = BUFFER(LIMIT_SENTENCE);
    CLEANUP(buffer_free) struct buffer unit = BUFFER(LIMIT_SENTENCE);
    struct page_writer part = markup_begin(page, &finding);
    write_course(&part, standing);
    struct page_writer unit_part = markup_begin(page, &unit);
    write_unit(&unit_part, standing);
    bool england = indicator_shows_england(view);
    series_chart(
        page, &(struct series_chart){
                  .frame = {.id = "series",
                            .finding = markup_end(&part),
                            .unit = markup_end(&unit_part),
                            .title = markup_text(page->arena, record_title(&view->indicator)),
                            .csv = indicator_csv_path(page->arena, view, "figures"),
                            .top = true},
                  .unit = unit_of(standing),
                  .place = page_place_name(page),
                  .beside = standing_country(&view->standing),
                  .points = standing_points(page->arena, &standing->measure, &standing->series),
                  .count = standing->series.count,
                  .beside_points =
                      standing_points(page->arena, &standing->measure, &standing->england_series),
                  .beside_count = england ? standing->england_series.count : 0,
                  .targets = chart_targets(page, view),
                  .target_count = view->step_count,
                  .step = standing_step(&standing->series)});
    if (view->standing.england_outside) {
        html(page, "<p class=\"govuk-body-s weft-quiet\">");
        html_text(page, standing_country(&view->standing));
        html(page, " is left off: the figure published for it lies outside the range of all its "
                   "authorities, which looks like another "
                   "unit.</p>\n");
    }
}

static struct chart_area chart_area(const struct measure *measure, const struct area_figure *from,
                                    const struct slice here)
{
    struct interval interval = figure_interval(measure, &from->figure);
    bool has_value = from->is_there && figure_has_value(&from->figure);
    return (struct chart_area){
        .name = from->area.name,
        .value = from->figure.value,
        .lower = interval.lower,
        .upper = interval.upper,
        .has_value = has_value,
        .has_limits = has_value && interval.is_known,
        .is_here = slice_equal(from->area.code, here),
        .said = from->is_there ? slice_from(figure_status_name(from->figure.status))
                               : SLICE("no figure"),
    };
}

static struct areas_chart areas_chart_begin(struct page_writer *page,
                                            const struct indicator_view *view)
{
    const struct figure_comparison *comparison = &view->comparison;
    return (struct areas_chart){
        .unit = unit_of(&view->standing),
        .place = page_place_name(page),
        .beside = standing_country(&view->standing),
        .has_england = comparison->has_england && !comparison->england_outside &&
                       figure_has_value(&comparison->england),
        .england = comparison->england.value,
    };
}

/* "% of referrals in 2024–25, best first. Neighbours are those of May 2025". */
static void write_neighbours_unit(struct page_writer *part, const struct indicator_view *view)
{
    const struct figure_comparison *comparison = &view->comparison;
    struct slice words = standing_unit(&view->standing);
    if (words.length) {
        html_sentence(part, words);
        html(part, " in ");
    }
    words_period(part, comparison->figure.period);
    if (comparison->measure.polarity == POLARITY_NONE)
        html(part, ", highest first");
    else
        html(part, ", best first");
    html(part, ". Neighbours are those of the ");
    html_text(part, comparison->edition);
    html(part, " edition");
}

static void write_neighbours_finding(struct page_writer *part, struct page_writer *page,
                                     const struct indicator_view *view)
{
    const struct figure_comparison *comparison = &view->comparison;
    html_text(part, page_place_name(page));
    if (view->rank) {
        html(part, " stands ");
        words_ordinal(part, (int64_t)view->rank);
        html(part, " of ");
        html_count(part, (int64_t)view->ranked_count);
        html(part, " beside its neighbours");
    } else {
        html(part, " beside its neighbours");
    }
    if (comparison->has_england && !comparison->england_outside) {
        html(part, "; ");
        html_text(part, standing_country(&view->standing));
        html(part, " stands at ");
        standing_bare(part, &view->standing, comparison->england.value);
    }
}

static void write_neighbours(struct page_writer *page, const struct indicator_view *view)
{
    CLEANUP(buffer_free) struct buffer finding = BUFFER(LIMIT_SENTENCE);
    CLEANUP(buffer_free) struct buffer unit = BUFFER(LIMIT_SENTENCE);
    if (view->ranked_count == 0)
        return;
    struct chart_area *areas = arena_array(page->arena, view->ranked_count, sizeof *areas);
    for (size_t i = 0; i < view->ranked_count; i++)
        areas[i] =
            chart_area(&view->comparison.measure, &view->ranked[i], view->comparison.area.code);
    struct page_writer part = markup_begin(page, &finding);
    write_neighbours_finding(&part, page, view);
    struct page_writer unit_part = markup_begin(page, &unit);
    write_neighbours_unit(&unit_part, view);
    struct areas_chart chart = areas_chart_begin(page, view);
    chart.areas = areas;
    chart.count = view->ranked_count;
    chart.frame = (struct chart_frame){.id = "neighbours",
                                       .finding = markup_end(&part),
                                       .unit = markup_end(&unit_part),
                                       .title = MARKUP("This place beside its neighbours"),
                                       .csv = indicator_csv_path(page->arena, view, "neighbours")};
    neighbours_chart(page, &chart);
    html(page, "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/indicator/");
    html_encoded(page, view->indicator.code);
    html(page,
         "/neighbours\">The same over time</a>: the course of each neighbour, and who changed "
         "places.</p>\n");
}

static void write_quartile(struct page_writer *part, char quartile)
{
    static const char *const names[] = {"the best quarter", "the second quarter",
                                        "the third quarter", "the last quarter"};
    html_string(part, names[quartile - 'A']);
}

static void write_authorities_finding(struct page_writer *part, struct page_writer *page,
                                      const struct indicator_view *view)
{
    const struct figure_comparison *comparison = &view->comparison;
    html_text(part, page_place_name(page));
    if (!comparison->rank || comparison->rank_of < 2) {
        html(part, " among all authorities");
        return;
    }
    html(part, " is ");
    words_ordinal(part, (int64_t)comparison->rank);
    html(part, " of ");
    html_count(part, (int64_t)comparison->rank_of);
    html(part, " authorities, counted from the best");
    if (comparison->quartile) {
        html(part, ": in ");
        write_quartile(part, comparison->quartile);
    }
}

static void write_authorities(struct page_writer *page, const struct indicator_view *view)
{
    const struct figure_comparison *comparison = &view->comparison;
    CLEANUP(buffer_free) struct buffer finding = BUFFER(LIMIT_SENTENCE);
    CLEANUP(buffer_free) struct buffer unit = BUFFER(LIMIT_SENTENCE);
    if (comparison->authority_count < 2)
        return;
    struct chart_area *areas = arena_array(page->arena, comparison->authority_count, sizeof *areas);
    for (size_t i = 0; i < comparison->authority_count; i++)
        areas[i] =
            chart_area(&comparison->measure, &comparison->authorities[i], comparison->area.code);
    struct page_writer part = markup_begin(page, &finding);
    write_authorities_finding(&part, page, view);
    struct page_writer unit_part = markup_begin(page, &unit);
    html(&unit_part, "A dot for each authority; like values stand on each other. ");
    struct slice words = standing_unit(&view->standing);
    html_sentence(&unit_part, words);
    html_string(&unit_part, words.length ? " in " : "");
    words_period(&unit_part, comparison->figure.period);
    struct areas_chart chart = areas_chart_begin(page, view);
    chart.areas = areas;
    chart.count = comparison->authority_count;
    chart.has_quarters = comparison->rank_of > 0;
    memcpy(chart.quarters, comparison->quarters, sizeof chart.quarters);
    chart.frame = (struct chart_frame){.id = "authorities",
                                       .finding = markup_end(&part),
                                       .unit = markup_end(&unit_part),
                                       .title = MARKUP("All authorities"),
                                       .csv = indicator_csv_path(page->arena, view, "authorities")};
    authorities_chart(page, &chart);
}

static void write_funnel_finding(struct page_writer *part, struct page_writer *page,
                                 const struct funnel_view *funnel)
{
    static const char *const places[] = {
        [ABOVE_99_8] = " lies above the 99.8% limits for authorities of its size",
        [ABOVE_95] = " lies above the 95% limits for authorities of its size",
        [INSIDE] = " lies within the usual range for authorities of its size",
        [BELOW_95] = " lies below the 95% limits for authorities of its size",
        [BELOW_99_8] = " lies below the 99.8% limits for authorities of its size",
    };
    html_text(part, page_place_name(page));
    html_string(part, places[funnel->here->position]);
}

static void write_funnel_unit(struct page_writer *part, const struct indicator_view *view)
{
    html_count(part, (int64_t)view->funnel.count);
    html(part, " authorities whose counts are known, ");
    words_period(part, view->comparison.figure.period);
    if (view->funnel.factor > 1) {
        html(part, ". They differ by more than chance, so the limits are widened for the usual "
                   "spread between them (factor ");
        html_decimals(part, view->funnel.factor, view->funnel.factor < 10, true);
        html(part, ")");
    } else {
        html(part, ". They differ by no more than chance");
    }
}

static void write_funnel(struct page_writer *page, const struct indicator_view *view)
{
    const struct funnel_view *funnel = &view->funnel;
    CLEANUP(buffer_free) struct buffer finding = BUFFER(LIMIT_SENTENCE);
    CLEANUP(buffer_free) struct buffer unit = BUFFER(LIMIT_SENTENCE);
    if (!funnel->is_known)
        return;
    struct chart_unit_dot *dots = arena_array(page->arena, funnel->count, sizeof *dots);
    struct chart_curve *curve = arena_array(page->arena, FUNNEL_CURVE, sizeof *curve);
    for (size_t i = 0; i < funnel->count; i++) {
        const struct funnel_unit *from = &funnel->units[i];
        dots[i] = (struct chart_unit_dot){from->area->area.name, from->size, from->value,
                                          from->is_here, from->position != INSIDE};
    }
    for (size_t i = 0; i < FUNNEL_CURVE; i++) {
        const struct funnel_limits *at = &funnel->curve[i];
        curve[i] = (struct chart_curve){at->size, at->at_95.lower, at->at_95.upper,
                                        at->at_99_8.lower, at->at_99_8.upper};
    }
    struct page_writer part = markup_begin(page, &finding);
    write_funnel_finding(&part, page, funnel);
    struct page_writer unit_part = markup_begin(page, &unit);
    write_funnel_unit(&unit_part, view);
    funnel_chart(page, &(struct funnel_chart){
                           .frame = {.id = "funnel",
                                     .finding = markup_end(&part),
                                     .unit = markup_end(&unit_part),
                                     .title = MARKUP("Authorities outside the limits"),
                                     .csv = indicator_csv_path(page->arena, view, "authorities")},
                           .unit = unit_of(&view->standing),
                           .place = page_place_name(page),
                           .dots = dots,
                           .count = funnel->count,
                           .curve = curve,
                           .curve_count = FUNNEL_CURVE,
                           .centre = funnel->centre});
}

static int group_decimals(const struct indicator_view *view)
{
    if (view->group_measure->decimals >= 0)
        return view->group_measure->decimals;
    for (size_t i = 0; i < view->group_count; i++)
        if (view->groups[i].figure.value != trunc(view->groups[i].figure.value))
            return 1;
    return 0;
}

static bool any_value(const struct chart_group *groups, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (groups[i].has_value)
            return true;
    return false;
}

static void write_groups(struct page_writer *page, const struct indicator_view *view)
{
    CLEANUP(buffer_free) struct buffer unit = BUFFER(LIMIT_SENTENCE);
    if (view->group_count < 2)
        return;
    struct chart_group *groups = arena_array(page->arena, view->group_count, sizeof *groups);
    const struct figure *whole = NULL;
    size_t count = 0;
    for (size_t i = 0; i < view->group_count; i++) {
        const struct breakdown_figure *from = &view->groups[i];
        if (from->breakdown.code.length == 0) {
            whole = figure_has_value(&from->figure) ? &from->figure : NULL;
            continue;
        }
        bool has_value = figure_has_value(&from->figure);
        struct interval interval = figure_interval(view->group_measure, &from->figure);
        groups[count++] =
            (struct chart_group){.dimension = words_name(page->arena, from->breakdown.dimension),
                                 .name = words_name(page->arena, from->breakdown.group),
                                 .value = from->figure.value,
                                 .lower = interval.lower,
                                 .upper = interval.upper,
                                 .has_value = has_value,
                                 .has_limits = has_value && interval.is_known,
                                 .said = slice_from(figure_status_name(from->figure.status))};
    }
    html(page, "<h2 class=\"govuk-heading-m\">Groups of children</h2>\n");
    if (!any_value(groups, count)) {
        html(page,
             "<p class=\"weft-empty\">No group’s figure can be shown here: each is missing, or "
             "held back so that nobody can be known by it. <a class=\"govuk-link\" "
             "href=\"/words#held-back\">What is held back, and why</a></p>\n");
        return;
    }
    struct page_writer unit_part = markup_begin(page, &unit);
    html_text(&unit_part, words_name(page->arena, view->group_measure->title));
    html(&unit_part, ", ");
    words_period(&unit_part, view->group_period);
    struct slice suffix = indicator_suffix(&view->indicator, view->group_measure, page->arena);
    groups_chart(page, &(struct groups_chart){
                           .frame = {.id = "groups",
                                     .finding = MARKUP("The same figure for each group"),
                                     .unit = markup_end(&unit_part),
                                     .title = MARKUP("Groups of children"),
                                     .csv = indicator_csv_path(page->arena, view, "groups")},
                           .unit = {group_decimals(view), suffix},
                           .groups = groups,
                           .count = count,
                           .has_whole = whole != NULL,
                           .whole = whole ? whole->value : 0});
    html(page, "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/indicator/");
    html_encoded(page, view->indicator.code);
    html(page, "/gaps\">Gaps between groups</a>: over time, how sure they are, and how far places "
               "differ within a group.</p>\n");
}

/* Better, similar or worse than England, by this place's interval; or why there is no verdict. */
static void write_verdict(struct page_writer *page, const struct indicator_view *view)
{
    const struct standing *standing = &view->standing;
    const struct figure *latest = standing->latest;
    if (!standing->england || standing->england_outside)
        return;
    html(page, "<p class=\"govuk-body\">");
    if (view->verdict == VERDICT_NONE) {
        html(page, "This source gives no limits for its figure and no counts to work them out by, "
                   "so it cannot bear a verdict: ");
        html_text(page, page_place_name(page));
        html(page, " and ");
        html_text(page, standing_country(standing));
        html(page, " may differ by chance alone.</p>\n");
        return;
    }
    struct interval interval = figure_interval(&standing->measure, latest);
    html_text(page, page_place_name(page));
    html(page, " is <strong>");
    html_string(page, verdict_text(view->verdict));
    html(page, "</strong> ");
    html_text(page, standing_country(standing));
    html(page, ", whose ");
    standing_value(page, standing, standing->england->value);
    html_string(page, view->verdict == VERDICT_SIMILAR ? " lies within " : " lies outside ");
    html_text(page, page_place_name(page));
    html(page, "’s 95% interval (");
    standing_bare(page, standing, interval.lower);
    html(page, " to ");
    standing_bare(page, standing, interval.upper);
    html_string(page, view->verdict == VERDICT_SIMILAR ? "): the difference may be chance."
                                                       : "): the difference is more than chance.");
    html(page, "</p>\n");
}

/* Of a city's own measure nobody else has a figure. */
static bool stands_alone(const struct indicator_view *view)
{
    return view->comparison.authority_count < 2 && !view->comparison.has_england;
}

void indicator_comparisons(struct page_writer *page, const struct indicator_view *view)
{
    if (!view->has_comparison || (stands_alone(view) && view->group_count < 2))
        return;
    html(page, "<h2 class=\"govuk-heading-m\">How does ");
    html_text(page, page_place_name(page));
    html(page, " compare?</h2>\n");
    write_verdict(page, view);
    write_neighbours(page, view);
    write_authorities(page, view);
    write_funnel(page, view);
    write_groups(page, view);
}
