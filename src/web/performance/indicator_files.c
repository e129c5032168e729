/* The figures of an indicator's charts as CSV. */
#include "domain/performance/performance.h"
#include "web/performance/indicator.h"
#include "web/performance/pages.h"

#include "base/banned.h"

/* The code that figures of the partnership's place carry; empty where it has none. */
static int load_area(struct request *request, struct slice *ret_area)
{
    struct plan_frame plan;
    int code =
        plan_frame_load(request->reader, &request->actor, request->arena, &plan, &request->err);
    *ret_area = code == 0 && plan.has_partnership ? record_text(&plan.partnership, "area")
                                                  : (struct slice){0};
    return code;
}

static int load_view(struct request *request, struct indicator_view *view)
{
    struct slice area;
    struct date published_on = {0};
    int code = load_area(request, &area);
    if (code == 0)
        code = query_known_date(request, "on", &published_on);
    if (code < 0)
        return code;
    struct indicator_question question = {
        .code = request->code,
        .area = area,
        .source = request_query(request, "source"),
        .published_on = published_on,
        .on = request->today,
    };
    return indicator_view_load(request->reader, request->registry, &request->actor, &question,
                               request->arena, view, &request->err);
}

/* Values as published, never rounded. */
static void append_figure(struct buffer *out, struct slice measure, struct slice area,
                          struct slice name, const struct figure *figure)
{
    FILE_ROW(out, file_text(measure), file_text(area), file_text(name), file_text(figure->period),
             file_text(figure->label), file_text(slice_from(figure_status_name(figure->status))),
             file_given(figure_has_value(figure), figure->value),
             file_given(figure->has_limits, figure->lower),
             file_given(figure->has_limits, figure->upper),
             file_given(figure->has_numerator, figure->numerator),
             file_given(figure->has_denominator, figure->denominator));
}

static const char heading[] = "measure,area,area_name,period,period_label,status,value,lower,upper,"
                              "numerator,denominator\r\n";

static void append_series(struct buffer *out, struct slice measure, const struct series *series)
{
    for (size_t i = 0; i < series->count; i++)
        append_figure(out, measure, series->area, series->area_name, &series->figures[i]);
}

static void append_areas(struct buffer *out, struct slice measure, const struct area_figure *areas,
                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (areas[i].is_there)
            append_figure(out, measure, areas[i].area.code, areas[i].area.name, &areas[i].figure);
}

int indicator_figures_file(struct request *request, struct response *response)
{
    struct indicator_view view;
    int code = load_view(request, &view);
    if (code < 0)
        return code;
    struct slice measure = view.standing.measure.code;
    buffer_string(&response->body, heading);
    append_series(&response->body, measure, &view.standing.series);
    if (indicator_shows_england(&view))
        append_series(&response->body, measure, &view.standing.england_series);
    return file_send_of_record(request, response, "figures");
}

int indicator_neighbours_file(struct request *request, struct response *response)
{
    struct indicator_view view;
    int code = load_view(request, &view);
    if (code < 0)
        return code;
    buffer_string(&response->body, heading);
    append_areas(&response->body, view.standing.measure.code, view.ranked, view.ranked_count);
    return file_send_of_record(request, response, "neighbours");
}

int indicator_authorities_file(struct request *request, struct response *response)
{
    struct indicator_view view;
    int code = load_view(request, &view);
    if (code < 0)
        return code;
    buffer_string(&response->body, heading);
    append_areas(&response->body, view.standing.measure.code, view.comparison.authorities,
                 view.comparison.authority_count);
    return file_send_of_record(request, response, "authorities");
}

int indicator_groups_file(struct request *request, struct response *response)
{
    struct indicator_view view;
    int code = load_view(request, &view);
    if (code < 0)
        return code;
    buffer_string(&response->body, "dimension,group,");
    buffer_string(&response->body, heading);
    for (size_t i = 0; i < view.group_count; i++) {
        csv_append(&response->body, view.groups[i].breakdown.dimension);
        buffer_byte(&response->body, ',');
        csv_append(&response->body, view.groups[i].breakdown.group);
        buffer_byte(&response->body, ',');
        append_figure(&response->body, view.group_measure->code, view.comparison.area.code,
                      view.comparison.area.name, &view.groups[i].figure);
    }
    return file_send_of_record(request, response, "groups");
}

/* The points of the control chart, with its mean and limits; a limit that nothing can pass is left
 * empty, and a point that is no signal has no word. */
int indicator_signal_file(struct request *request, struct response *response)
{
    struct indicator_view view;
    int code = load_view(request, &view);
    if (code < 0)
        return code;
    const struct control *control = &view.control;
    struct buffer *out = &response->body;
    buffer_string(out, "measure,area,period,period_label,value,centre,lower,upper,signal\r\n");
    for (size_t i = 0; control->state == CONTROL_DRAWN && i < control->count; i++) {
        const struct figure *figure = control->points[i].figure;
        FILE_ROW(out, file_text(view.standing.measure.code), file_text(view.standing.series.area),
                 file_text(figure->period), file_text(figure->label), file_number(figure->value),
                 file_number(control->mean), file_given(control->has_lower, control->lower),
                 file_given(control->has_upper, control->upper),
                 file_text(indicator_signal_word(control->points[i].label)));
    }
    return file_send_of_record(request, response, "signal");
}

int indicator_forecast_file(struct request *request, struct response *response)
{
    struct indicator_view view;
    int code = load_view(request, &view);
    if (code < 0)
        return code;
    struct buffer *out = &response->body;
    buffer_string(out, "measure,area,period,mean,lower_80,upper_80,lower_95,upper_95\r\n");
    for (size_t i = 0; view.outlook.state == OUTLOOK_TOLD && i < view.outlook.count; i++) {
        const struct outlook_step *step = &view.outlook.steps[i];
        FILE_ROW(out, file_text(view.standing.measure.code), file_text(view.standing.series.area),
                 file_text(step->period), file_number(step->mean), file_number(step->lower_80),
                 file_number(step->upper_80), file_number(step->lower_95),
                 file_number(step->upper_95));
    }
    return file_send_of_record(request, response, "forecast");
}

/* This place and its neighbours over time, and England where its figure is of their unit. */
int indicator_course_file(struct request *request, struct response *response)
{
    struct slice area;
    struct neighbours_view view = {0};
    int code = load_area(request, &area);
    if (code == 0)
        code = neighbours_view_load(request->reader, request->registry, &request->actor,
                                    request->code, area, request->arena, &view, &request->err);
    if (code < 0)
        return code;
    struct slice measure = view.standing.measure.code;
    buffer_string(&response->body, heading);
    for (size_t i = 0; i < view.count; i++)
        append_series(&response->body, measure, &view.areas[i]);
    if (!view.standing.england_outside)
        append_series(&response->body, measure, &view.standing.england_series);
    return file_send_of_record(request, response, "course");
}

/* Every area whose boundaries are here; one without a row at the period says "no figure". */
int indicator_map_file(struct request *request, struct response *response)
{
    struct map_view view = {0};
    struct slice area, none = {0};
    int code = load_area(request, &area);
    if (code == 0)
        code = map_view_load(request->reader, request->registry, &request->actor, request->code,
                             area, request->arena, &view, &request->err);
    if (code < 0)
        return code;
    buffer_string(&response->body, heading);
    for (size_t i = 0; i < view.count; i++) {
        const struct map_area *place = &view.areas[i];
        struct slice measure = view.standing.measure.code;
        if (place->is_there)
            append_figure(&response->body, measure, place->code, place->name, &place->figure);
        else
            FILE_ROW(&response->body, file_text(measure), file_text(place->code),
                     file_text(place->name), file_text(view.period), file_text(none),
                     file_text(SLICE("no figure")), file_text(none), file_text(none),
                     file_text(none), file_text(none), file_text(none));
    }
    return file_send_of_record(request, response, "map");
}
