/* The figures of an indicator's charts as CSV. */
#include "domain/performance/performance.h"
#include "web/performance/indicator.h"
#include "web/performance/pages.h"

#include "base/banned.h"

static int load_view(struct request *request, struct indicator_view *view)
{
    struct plan_frame plan;
    struct date published_on = {0};
    int code =
        plan_frame_load(request->reader, &request->actor, request->arena, &plan, &request->err);
    if (code == 0)
        code = query_date(request, "on", &published_on);
    if (code < 0)
        return code;
    struct indicator_question question = {
        .code = request->code,
        .area = plan.has_partnership ? record_text(&plan.partnership, "area") : (struct slice){0},
        .source = request_query(request, "source"),
        .published_on = published_on,
        .on = request->today,
    };
    return indicator_view_load(request->reader, request->registry, &request->actor, &question,
                               request->arena, view, &request->err);
}

static void append_number(struct buffer *out, bool given, double value)
{
    buffer_byte(out, ',');
    if (given)
        buffer_double(out, value);
}

/* Values as published, never rounded. */
static void append_figure(struct buffer *out, struct slice measure, struct slice area,
                          struct slice name, const struct figure *figure)
{
    const struct slice texts[] = {measure,       area,
                                  name,          figure->period,
                                  figure->label, slice_from(figure_status_name(figure->status))};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (i)
            buffer_byte(out, ',');
        csv_append(out, texts[i]);
    }
    append_number(out, figure_has_value(figure), figure->value);
    append_number(out, figure->has_limits, figure->lower);
    append_number(out, figure->has_limits, figure->upper);
    append_number(out, figure->has_numerator, figure->numerator);
    append_number(out, figure->has_denominator, figure->denominator);
    buffer_string(out, "\r\n");
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

static int send_file(struct request *request, struct response *response, const char *table)
{
    response->type = "text/csv; charset=utf-8";
    response_download(response, slice_from(arena_printf(request->arena, "%.*s-%s.csv",
                                                        SLICE_PRINT(request->code), table)));
    return buffer_status(&response->body, "This file", &request->err);
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
    return send_file(request, response, "figures");
}

int indicator_neighbours_file(struct request *request, struct response *response)
{
    struct indicator_view view;
    int code = load_view(request, &view);
    if (code < 0)
        return code;
    buffer_string(&response->body, heading);
    append_areas(&response->body, view.standing.measure.code, view.ranked, view.ranked_count);
    return send_file(request, response, "neighbours");
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
    return send_file(request, response, "authorities");
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
    return send_file(request, response, "groups");
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
        const struct slice texts[] = {view.standing.measure.code, view.standing.series.area,
                                      figure->period, figure->label};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            csv_append(out, texts[k]);
            buffer_byte(out, ',');
        }
        buffer_double(out, figure->value);
        append_number(out, true, control->mean);
        append_number(out, control->has_lower, control->lower);
        append_number(out, control->has_upper, control->upper);
        buffer_byte(out, ',');
        csv_append(out, indicator_signal_word(control->points[i].label));
        buffer_string(out, "\r\n");
    }
    return send_file(request, response, "signal");
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
        csv_append(out, view.standing.measure.code);
        buffer_byte(out, ',');
        csv_append(out, view.standing.series.area);
        buffer_byte(out, ',');
        csv_append(out, step->period);
        append_number(out, true, step->mean);
        append_number(out, true, step->lower_80);
        append_number(out, true, step->upper_80);
        append_number(out, true, step->lower_95);
        append_number(out, true, step->upper_95);
        buffer_string(out, "\r\n");
    }
    return send_file(request, response, "forecast");
}

/* This place and its neighbours over time, and England where its figure is of their unit. */
int indicator_course_file(struct request *request, struct response *response)
{
    struct plan_frame plan;
    struct neighbours_view view = {0};
    int code =
        plan_frame_load(request->reader, &request->actor, request->arena, &plan, &request->err);
    if (code == 0)
        code = neighbours_view_load(
            request->reader, request->registry, &request->actor, request->code,
            plan.has_partnership ? record_text(&plan.partnership, "area") : (struct slice){0},
            request->arena, &view, &request->err);
    if (code < 0)
        return code;
    struct slice measure = view.standing.measure.code;
    buffer_string(&response->body, heading);
    for (size_t i = 0; i < view.count; i++)
        append_series(&response->body, measure, &view.areas[i]);
    if (!view.standing.england_outside)
        append_series(&response->body, measure, &view.standing.england_series);
    return send_file(request, response, "course");
}
