/* weft stats: every method usable alone, CSV in and CSV out. */
#include "cli/stats/stats.h"

#include <stdio.h>

#include "base/banned.h"

enum { OUTPUT_BYTES = 1 << 30, WARNING_BYTES = 1 << 16 };

extern const struct command stats_command;

static const struct stats_method *find_method(const char *name)
{
    for (const struct stats_method *const *method = stats_methods; *method; method++)
        if (strcmp((*method)->name, name) == 0)
            return *method;
    return NULL;
}

static int list_methods(const struct cli *cli)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    const char *purpose = "", *separator = "[";
    if (!cli->json)
        buffer_string(&out, stats_command.help);
    for (const struct stats_method *const *each = stats_methods; *each; each++) {
        const struct stats_method *method = *each;
        if (cli->json) {
            buffer_printf(&out, "%s{\"name\":\"%s\",\"summary\":", separator, method->name);
            buffer_json_string(&out, slice_from(method->summary));
            buffer_byte(&out, '}');
            separator = ",\n";
            continue;
        }
        if (strcmp(purpose, method->purpose) != 0)
            buffer_printf(&out, "\n%s\n", method->purpose);
        purpose = method->purpose;
        buffer_printf(&out, "  %-13s %s\n", method->name, method->summary);
    }
    if (cli->json)
        buffer_string(&out, "]\n");
    return cli_print(cli, &out);
}

static int explain(const struct cli *cli, const struct stats_method *method)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    buffer_printf(&out, "%s: %s.\n\nUsage: weft stats %s %s\n\n%s\n", method->name, method->summary,
                  method->name, method->usage, method->columns);
    buffer_printf(&out, "\nFormula\n%s\n", method->formula);
    buffer_printf(&out, "\nExample\n%s\n", method->example);
    buffer_printf(&out, "\nAssumptions\n%s\n", method->assumptions);
    buffer_printf(&out, "\nReference\n%s\n", method->reference);
    if (!cli->json)
        return cli_print(cli, &out);
    CLEANUP(buffer_free) struct buffer document = BUFFER(2 << 20);
    buffer_string(&document, "{\"help\":");
    buffer_json_string(&document, buffer_slice(&out));
    buffer_string(&document, "}\n");
    return cli_print(cli, &document);
}

/* A refusal leaves standard output empty, under --json too. */
static int refuse(const struct stats *stats, const struct err *err)
{
    if (err->line && err->column)
        fprintf(stderr, "%s:%u:%u: %s\n", stats->source, err->line, err->column, err->message);
    else if (err->line)
        fprintf(stderr, "%s:%u: %s\n", stats->source, err->line, err->message);
    else
        fprintf(stderr, "weft stats: %s\n", err->message);
    return CLI_USAGE;
}

static void write_answer(struct stats *stats, struct buffer *out)
{
    const struct table *table = stats->result.columns ? &stats->result : &stats->table;
    if (stats->document.length)
        buffer_append(out, buffer_slice(&stats->document));
    else if (stats->json)
        table_write_json(table, out);
    else
        table_write_csv(table, out);
}

static void tell_warnings(const struct stats *stats)
{
    size_t told = 0;
    for (size_t i = 0; i < stats->warnings.length; i++)
        told += stats->warnings.data[i] == '\n';
    fputs(buffer_text(&stats->warnings), stderr);
    if (stats->warned > told)
        fprintf(stderr, "weft stats: There are %zu more warnings like these.\n",
                stats->warned - told);
}

static int run_method(struct cli *cli, const struct stats_method *method)
{
    struct stats stats = {.method = method,
                          .arena = cli->arena,
                          .argc = cli->argc - 1,
                          .argv = cli->argv + 1,
                          .json = cli->json,
                          .source = "",
                          .document = BUFFER(OUTPUT_BYTES),
                          .warnings = BUFFER(WARNING_BYTES)};
    CLEANUP(buffer_free) struct buffer out = BUFFER(OUTPUT_BYTES);
    struct err err = {0};
    int code = method->run(&stats, &err);
    if (code == 0)
        code = buffer_status(&stats.document, "The answer", &err);
    if (code == 0)
        write_answer(&stats, &out);
    if (code == 0)
        code = buffer_status(&out, "The answer", &err);
    if (code == 0) {
        tell_warnings(&stats);
        code = cli_print(cli, &out) == CLI_DONE ? CLI_DONE : CLI_USAGE;
    } else {
        code = refuse(&stats, &err);
    }
    buffer_free(&stats.document);
    buffer_free(&stats.warnings);
    return code;
}

static int run(struct cli *cli)
{
    bool help = false;
    for (int i = 0; i < cli->argc; i++)
        help |= strcmp(cli->argv[i], "--help") == 0;
    if (cli->argc == 0 || strcmp(cli->argv[0], "--help") == 0)
        return list_methods(cli);
    const struct stats_method *method = find_method(cli->argv[0]);
    if (!method) {
        fprintf(stderr, "weft stats: there is no method \"%s\". `weft stats` lists them.\n",
                cli->argv[0]);
        return CLI_USAGE;
    }
    return help ? explain(cli, method) : run_method(cli, method);
}

const struct command stats_command = {
    .name = "stats",
    .summary = "a statistic from a CSV file: intervals, charts, trends, gaps, impact, suppression",
    .help = "Usage: weft stats METHOD [OPTIONS] [FILE.csv] [--json]\n\n"
            "Reads CSV from FILE.csv (without one, or for -, from standard input) and writes it\n"
            "back with the answer in new columns. Columns are found by name; others pass\n"
            "through. `weft stats METHOD --help` gives the formula, an example, the assumptions\n"
            "and the reference.\n\n"
            "Example: printf 'events,trials\\n81,263\\n' | weft stats proportion --per 100\n",
    .run = run,
};
