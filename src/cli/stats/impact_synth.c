/* weft stats impact synth: a synthetic control. */
#include "cli/stats/impact_chart.h"

#include "base/banned.h"

struct panel {
    const struct slice *unit, *date;
    const double *value;
    struct stats_groups units; /* in order of first appearance */
    struct synthetic synthetic;
};

struct request {
    const char *treated, *start, *predictors, *svg;
};

static struct slice unit_name(const struct panel *panel, size_t unit)
{
    return panel->unit[panel->units.rows[panel->units.starts[unit]]];
}

/* Every unit has the dates of the first, in order. */
static int check_dates(struct stats *stats, const struct panel *panel, struct err *err)
{
    const struct stats_groups *units = &panel->units;
    size_t periods = units->starts[1];
    for (size_t unit = 0; unit < units->count; unit++) {
        const size_t *rows = units->rows + units->starts[unit];
        size_t count = units->starts[unit + 1] - units->starts[unit];
        struct stats_date *dates = arena_array(stats->arena, count, sizeof *dates);
        int code = stats_dates(stats, panel->date, rows, count, dates, err);
        if (code < 0)
            return code;
        size_t same = 0;
        while (same < count && same < periods &&
               slice_equal(panel->date[rows[same]], panel->date[units->rows[same]]))
            same++;
        if (same == count && count == periods)
            continue;
        struct slice date = panel->date[same < periods ? units->rows[same] : rows[same]];
        return err_set(err, ERR_ASSUMPTION, "date",
                       "%.*s and %.*s do not have the same dates (see %.*s). Every unit needs a "
                       "value at every date.",
                       SLICE_PRINT(unit_name(panel, 0)), SLICE_PRINT(unit_name(panel, unit)),
                       SLICE_PRINT(date));
    }
    return 0;
}

static int find_unit(const struct panel *panel, struct slice name, size_t *ret_unit)
{
    for (size_t unit = 0; unit < panel->units.count; unit++) {
        if (!slice_equal(unit_name(panel, unit), name))
            continue;
        *ret_unit = unit;
        return 0;
    }
    return ERR_NOT_FOUND;
}

static int read_panel(struct stats *stats, const struct request *request, struct panel *panel,
                      struct err *err)
{
    const struct stats_input inputs[] = {
        {"unit", INPUT_TEXT, .texts = &panel->unit},
        {"date", INPUT_TEXT, .texts = &panel->date},
        {"value", INPUT_NUMBER, .numbers = &panel->value, .complete = true}};
    int code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code < 0)
        return code;
    panel->units = stats_group(stats->arena, panel->unit, stats->table.rows);
    struct synthetic *synthetic = &panel->synthetic;
    synthetic->units = panel->units.count;
    synthetic->periods = panel->units.starts[1];
    if (find_unit(panel, slice_from(request->treated), &synthetic->treated) < 0)
        return err_set(err, ERR_USAGE, NULL, "--treated: there is no unit called \"%s\".",
                       request->treated);
    if (synthetic->units < 2)
        return err_set(err, ERR_ASSUMPTION, NULL, "There is no other unit to compare %s with.",
                       request->treated);
    code = check_dates(stats, panel, err);
    if (code == 0)
        code = impact_find_start(panel->date, panel->units.rows, synthetic->periods, request->start,
                                 &synthetic->before, err);
    if (code == 0 && synthetic->before == 0)
        code = err_set(err, ERR_ASSUMPTION, NULL,
                       "No date is before the start, so nothing says whom %s was like.",
                       request->treated);
    double *values = arena_array(stats->arena, stats->table.rows, sizeof *values);
    for (size_t i = 0; i < stats->table.rows; i++)
        values[i] = panel->value[panel->units.rows[i]];
    synthetic->values = values;
    return code;
}

/* Where each unit of the panel stands in the file of predictors. */
static int place_units(struct stats *stats, const struct panel *panel, const struct table *table,
                       const struct slice *names, size_t *ret_rows, struct err *err)
{
    CLEANUP(map_free) struct map seen = MAP;
    for (size_t row = 0; row < table->rows; row++)
        if (map_intern(&seen, names[row], (uint32_t)row) != row)
            return stats_refuse(stats, table, row, err, "The unit %.*s is here twice.",
                                SLICE_PRINT(names[row]));
    for (size_t unit = 0; unit < panel->units.count; unit++) {
        uint32_t row = map_get(&seen, unit_name(panel, unit));
        if (row == MAP_ABSENT)
            return err_set(err, ERR_NOT_FOUND, "unit", "%s has no row for the unit %.*s.",
                           table->name, SLICE_PRINT(unit_name(panel, unit)));
        ret_rows[unit] = row;
    }
    return 0;
}

static int read_predictors(struct stats *stats, const char *path, struct panel *panel,
                           struct err *err)
{
    const struct slice *names = NULL;
    struct table table;
    const struct stats_input unit_input[] = {{"unit", INPUT_TEXT, .texts = &names}};
    int code = stats_read_file(stats, path, unit_input, 1, &table, err);
    if (code < 0)
        return code;
    size_t *rows = arena_array(stats->arena, panel->units.count, sizeof *rows);
    code = place_units(stats, panel, &table, names, rows, err);
    size_t count = table.count - 1, at = 0;
    if (code == 0 && count == 0)
        code = err_set(err, ERR_NOT_FOUND, NULL, "%s has no column of predictors.", table.name);
    if (code == 0 && count > SYNTHETIC_PREDICTORS)
        code = err_set(err, ERR_LIMIT, NULL, "%s has %zu predictors, more than the %d allowed.",
                       table.name, count, SYNTHETIC_PREDICTORS);
    if (code < 0)
        return code;
    double *predictor = arena_array(stats->arena, panel->units.count * count, sizeof *predictor);
    for (size_t i = 0; i < table.count; i++) {
        if (slice_is(table.columns[i].name, "unit"))
            continue;
        const double *numbers;
        const struct stats_input input[] = {{arena_string(stats->arena, table.columns[i].name),
                                             INPUT_NUMBER, .numbers = &numbers, .complete = true}};
        code = stats_columns(stats, &table, input, 1, err);
        if (code < 0)
            return code;
        for (size_t unit = 0; unit < panel->units.count; unit++)
            predictor[unit * count + at] = numbers[rows[unit]];
        at++;
    }
    panel->synthetic.predictor = predictor;
    panel->synthetic.predictors = count;
    return 0;
}

static void warn_of_fit(struct stats *stats, const struct panel *panel,
                        const struct synthetic_fit *fit)
{
    const struct synthetic *synthetic = &panel->synthetic;
    const double *values = synthetic->values + synthetic->treated * synthetic->periods;
    double mean = 0, squares = 0;
    for (size_t i = 0; i < synthetic->before; i++)
        mean += values[i] / (double)synthetic->before;
    for (size_t i = 0; i < synthetic->before; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    double spread = sqrt(squares / (double)synthetic->before);
    if (fit->rmspe_before > 0.5 * spread && fit->rmspe_before > 1e-9 * fabs(mean))
        stats_warn(stats,
                   "Before the start the mixture misses by %g, where the values themselves "
                   "spread by %g: it is a poor likeness, and the gaps after say little.",
                   fit->rmspe_before, spread);
    if (synthetic->before < 5)
        stats_warn(stats, "There are %zu dates before the start; so few are matched by chance.",
                   synthetic->before);
}

static void write_json(struct stats *stats, const struct panel *panel,
                       const struct synthetic_fit *fit)
{
    struct buffer *out = &stats->document;
    const char *separator = "{\"weights\":{";
    for (size_t unit = 0; unit < panel->units.count; unit++) {
        if (unit == panel->synthetic.treated)
            continue;
        buffer_string(out, separator);
        buffer_json_string(out, unit_name(panel, unit));
        buffer_byte(out, ':');
        table_json_number(out, fit->weights[unit]);
        separator = ",";
    }
    buffer_string(out, "},\n\"rmspe_before\":");
    table_json_number(out, fit->rmspe_before);
    buffer_string(out, ",\n\"gaps\":[");
    for (size_t i = 0; i < panel->synthetic.periods; i++) {
        buffer_string(out, i ? ",\n{\"date\":" : "\n{\"date\":");
        buffer_json_string(out, panel->date[panel->units.rows[i]]);
        buffer_string(out, ",\"gap\":");
        table_json_number(out, fit->gaps[i]);
        buffer_byte(out, '}');
    }
    buffer_string(out, "]}\n");
}

static void write_rows(struct stats *stats, const struct panel *panel,
                       const struct synthetic_fit *fit)
{
    struct table *result = stats_result(stats, panel->synthetic.periods);
    struct slice *dates = table_add_texts(result, "date");
    double *gaps = table_add_numbers(result, "gap");
    for (size_t i = 0; i < panel->synthetic.periods; i++) {
        dates[i] = panel->date[panel->units.rows[i]];
        gaps[i] = fit->gaps[i];
    }
    stats_warn(stats, "Before the start the mixture misses by %g (root mean square).",
               fit->rmspe_before);
    for (size_t unit = 0; unit < panel->units.count; unit++)
        if (fit->weights[unit] > 0)
            stats_warn(stats, "Weight of %.*s: %.4f.", SLICE_PRINT(unit_name(panel, unit)),
                       fit->weights[unit]);
}

static int draw(struct stats *stats, const char *path, const struct panel *panel,
                const struct synthetic_fit *fit, struct err *err)
{
    const struct synthetic *synthetic = &panel->synthetic;
    struct slice *dates = arena_array(stats->arena, synthetic->periods, sizeof *dates);
    for (size_t i = 0; i < synthetic->periods; i++)
        dates[i] = slice_trim(panel->date[panel->units.rows[i]]);
    return impact_chart_synth(stats, path,
                              synthetic->values + synthetic->treated * synthetic->periods,
                              fit->gaps, synthetic->periods, synthetic->before, dates, err);
}

int impact_synth(struct stats *stats, struct err *err)
{
    struct request request = {0};
    struct panel panel = {0};
    const struct stats_option options[] = {{"--treated", .text = &request.treated},
                                           {"--start", .text = &request.start},
                                           {"--predictors", .text = &request.predictors},
                                           {"--svg", .text = &request.svg}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = impact_need("--treated UNIT", request.treated, err);
    if (code == 0)
        code = impact_need("--start DATE", request.start, err);
    if (code == 0)
        code = impact_check_picture(stats, request.svg, request.predictors, err);
    if (code == 0)
        code = read_panel(stats, &request, &panel, err);
    if (code == 0 && request.predictors)
        code = read_predictors(stats, request.predictors, &panel, err);
    if (code < 0)
        return code;
    struct synthetic_fit fit;
    synthetic_fit(&panel.synthetic, stats->arena, &fit);
    warn_of_fit(stats, &panel, &fit);
    if (request.svg)
        code = draw(stats, request.svg, &panel, &fit, err);
    if (code < 0)
        return code;
    if (stats->json)
        write_json(stats, &panel, &fit);
    else
        write_rows(stats, &panel, &fit);
    return 0;
}
