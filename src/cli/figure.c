/* weft figure: one published figure and what it stands beside. */
#include "cli/store.h"

#include "domain/performance/performance.h"

#include "base/banned.h"

extern const struct command figure_command;

static void json_text(struct buffer *out, const char *key, struct slice text)
{
    buffer_printf(out, "\"%s\":", key);
    if (text.data)
        buffer_json_string(out, text);
    else
        buffer_string(out, "null");
}

static void json_value(struct buffer *out, const struct figure *figure, bool is_there)
{
    buffer_string(out, "\"value\":");
    if (is_there && figure_has_value(figure))
        buffer_double(out, figure->value);
    else
        buffer_string(out, "null");
}

static void json_place(const struct figure_comparison *comparison, struct buffer *out)
{
    if (comparison->rank)
        buffer_printf(out, ",\"rank\":{\"rank\":%zu,\"of\":%zu}", comparison->rank,
                      comparison->rank_of);
    else
        buffer_string(out, ",\"rank\":null");
    if (comparison->quartile)
        buffer_printf(out, ",\"quartile\":\"%c\"", comparison->quartile);
    else
        buffer_string(out, ",\"quartile\":null");
}

static void json_neighbours(const struct figure_comparison *comparison, struct buffer *out)
{
    buffer_string(out, ",\"neighbours\":{");
    json_text(out, "edition", comparison->edition);
    buffer_string(out, ",\"areas\":[");
    for (size_t i = 0; i < comparison->neighbour_count; i++) {
        const struct area_figure *neighbour = &comparison->neighbours[i];
        buffer_string(out, i ? ",{" : "{");
        json_text(out, "area", neighbour->area.code);
        buffer_byte(out, ',');
        json_text(out, "name", neighbour->area.name);
        buffer_byte(out, ',');
        json_value(out, &neighbour->figure, neighbour->is_there);
        buffer_byte(out, '}');
    }
    buffer_string(out, "]}}\n");
}

static void json_comparison(const struct figure_comparison *comparison, struct buffer *out)
{
    const struct figure *figure = &comparison->figure;
    buffer_byte(out, '{');
    json_text(out, "measure", comparison->measure.code);
    buffer_byte(out, ',');
    json_text(out, "area", comparison->area.code);
    buffer_byte(out, ',');
    json_text(out, "period", figure->period);
    buffer_byte(out, ',');
    json_text(out, "period_label", figure->label);
    buffer_byte(out, ',');
    json_text(out, "status", slice_from(figure_status_name(figure->status)));
    buffer_byte(out, ',');
    json_value(out, figure, true);
    buffer_byte(out, ',');
    json_text(out, "unit", comparison->measure.unit);
    buffer_byte(out, ',');
    json_text(out, "polarity", slice_from(polarity_name(comparison->measure.polarity)));
    buffer_string(out, ",\"england\":{");
    json_value(out, &comparison->england, comparison->has_england);
    buffer_byte(out, '}');
    json_place(comparison, out);
    json_neighbours(comparison, out);
}

static void text_value(const struct figure_comparison *comparison, const struct figure *figure,
                       struct slice suffix, struct buffer *out)
{
    if (!figure_has_value(figure)) {
        buffer_string(out, figure_status_name(figure->status));
        return;
    }
    measure_show(&comparison->measure, figure->value, out);
    buffer_append(out, suffix);
}

static void text_comparison(const struct figure_comparison *comparison, struct arena *arena,
                            struct buffer *out)
{
    struct slice suffix = measure_suffix(&comparison->measure, arena);
    buffer_printf(out, "%.*s\n%.*s, %.*s: ", SLICE_PRINT(comparison->measure.title),
                  SLICE_PRINT(comparison->area.name), SLICE_PRINT(comparison->figure.period));
    text_value(comparison, &comparison->figure, suffix, out);
    if (comparison->has_england && comparison->england_outside)
        buffer_string(out, "\nEngland is left out: its unit is another than its authorities'");
    else if (comparison->has_england) {
        buffer_string(out, "\nEngland: ");
        text_value(comparison, &comparison->england, suffix, out);
    }
    if (comparison->rank && comparison->rank_of > 1) { /* the first of one says nothing */
        buffer_printf(out, "\nRank %zu of %zu", comparison->rank, comparison->rank_of);
        if (comparison->quartile)
            buffer_printf(out, ", quartile %c", comparison->quartile);
    }
    buffer_byte(out, '\n');
    if (comparison->neighbour_count)
        buffer_printf(out, "Neighbours (%.*s):\n", SLICE_PRINT(comparison->edition));
    for (size_t i = 0; i < comparison->neighbour_count; i++) {
        const struct area_figure *neighbour = &comparison->neighbours[i];
        buffer_printf(out, "  %.*s: ", SLICE_PRINT(neighbour->area.name));
        if (neighbour->is_there)
            text_value(comparison, &neighbour->figure, suffix, out);
        else
            buffer_string(out, "nothing published");
        buffer_byte(out, '\n');
    }
}

static int answer(struct cli *cli, const struct figure_question *question)
{
    CLEANUP(store_close) struct store *store = NULL;
    int code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    struct figure_comparison comparison;
    struct err err = {0};
    if (figure_compare(store, question, cli->arena, &comparison, &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    if (cli->json)
        json_comparison(&comparison, &out);
    else
        text_comparison(&comparison, cli->arena, &out);
    return cli_print(cli, &out);
}

static int run(struct cli *cli)
{
    const char *area = NULL, *period = NULL, *edition = NULL, *breakdown = NULL, *day = NULL;
    const struct option options[] = {
        {"--area", &area, NULL},          {"--period", &period, NULL},
        {"--neighbours", &edition, NULL}, {"--breakdown", &breakdown, NULL},
        {"--published-on", &day, NULL},
    };
    int count = 0;
    if (cli_options(cli, options, sizeof options / sizeof *options, &count) != CLI_DONE)
        return CLI_USAGE;
    if (count != 1)
        return cli_misuse(cli, &figure_command, "%s Name one, by its publisher's code.",
                          count ? "Several measures are named." : "No measure is named.");
    if (!area)
        return cli_misuse(cli, &figure_command,
                          "It is not said which area's figure is asked for. Give --area CODE, such "
                          "as --area 892.");
    struct figure_question question = {
        .measure = slice_from(cli->argv[0]),
        .area = slice_from(area),
        .breakdown = slice_from(breakdown),
        .period = slice_from(period),
        .neighbours = slice_from(edition),
    };
    struct err err = {0};
    if (day && !date_parse(slice_from(day), &question.published_on)) {
        err_set(&err, ERR_USAGE, "published-on", "\"%s\" is no date. Give one such as 2025-11-13.",
                day);
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    return answer(cli, &question);
}

const struct command figure_command = {
    .name = "figure",
    .summary = "show one figure beside England, all authorities and its neighbours",
    .help =
        "Usage: weft --store FILE figure MEASURE --area CODE [--period PERIOD]\n"
        "                   [--neighbours EDITION] [--breakdown GROUP] [--published-on DATE]\n\n"
        "MEASURE is the publisher's code; CODE is any code of the area. Without a period: the\n"
        "latest that has a value. PERIOD may be written as published or as Weft shows it:\n"
        "2025, 2024/25. The value is exactly as published under --json, and shown with the\n"
        "measure's decimals else.\n\n"
        "--neighbours EDITION   whose neighbours: of that edition, else of the newest\n"
        "--breakdown GROUP      of a group, such as Sex=Male, and not of everybody\n"
        "--published-on DATE    as it was published on that day\n\n"
        "Example: weft --store city.weft figure Absent10 --area 501 --json\n",
    .run = run,
};
