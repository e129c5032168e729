/* weft import: bring published figures in, or take a load back. */
#include "cli/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "domain/performance/performance.h"

#include "base/banned.h"

enum { REPORT_BYTES = 4 << 20, DRAINED_AT = 1 << 20, GROUPS_SHOWN = 50, BAR = 40 };

extern const struct command import_command;

struct options {
    const char *mapping, *edition, *published, *undo;
    bool partial;
};

/* --- the report ------------------------------------------------------------------------------ */

/* A report may tell of a million rows, so it is printed as it grows. */
static int drain(const struct cli *cli, struct buffer *out)
{
    int printed = cli_print(cli, out);
    buffer_clear(out);
    return printed;
}

static int json_items(const struct cli *cli, const struct load_report *report, bool refusals,
                      struct buffer *out)
{
    const char *separator = "";
    int printed = CLI_DONE;
    for (size_t i = 0; i < report->count && printed == CLI_DONE; i++) {
        const struct load_item *item = &report->items[i];
        if (item->is_refusal != refusals)
            continue;
        buffer_printf(out, "%s{\"line\":%u,\"column\":%u,\"field\":", separator, item->line,
                      item->column);
        buffer_json_string(out, item->field);
        buffer_string(out, ",\"reason\":");
        buffer_json_string(out, item->reason);
        buffer_byte(out, '}');
        separator = ",";
        if (out->length > DRAINED_AT)
            printed = drain(cli, out);
    }
    return printed;
}

static int json_report(const struct cli *cli, const struct load_report *report, struct buffer *out)
{
    buffer_string(out, "{\"load\":");
    if (report->load)
        buffer_integer(out, report->load);
    else
        buffer_string(out, "null");
    if (report->same_as)
        buffer_printf(out, ",\"same_as\":%lld", (long long)report->same_as);
    buffer_printf(out,
                  ",\"read\":%lld,\"kept\":%lld,\"unchanged\":%lld,\"revised\":%lld,"
                  "\"skipped\":%lld,\"refused\":%lld,\"warnings\":[",
                  (long long)report->read, (long long)report->kept, (long long)report->unchanged,
                  (long long)report->revised, (long long)report->skipped,
                  (long long)report->rows_refused);
    int printed = json_items(cli, report, false, out);
    buffer_string(out, "],\"refusals\":[");
    if (printed == CLI_DONE)
        printed = json_items(cli, report, true, out);
    buffer_string(out, "]}\n");
    return printed;
}

/* Items with one reason stand together: how many, the first line, the reason. */
static void text_groups(const struct load_report *report, bool refusals, const char *title,
                        struct buffer *out)
{
    size_t shown = 0, more = 0;
    for (size_t i = 0; i < report->group_count; i++) {
        const struct load_group *group = &report->groups[i];
        if (group->is_refusal != refusals)
            continue;
        more += shown == GROUPS_SHOWN;
        if (shown == GROUPS_SHOWN)
            continue;
        buffer_printf(out, "%s  %lld row%s, the first on line %u%s%.*s: %.*s", shown++ ? "" : title,
                      (long long)group->rows, group->rows == 1 ? "" : "s", group->first_line,
                      group->field.length ? ", " : "", SLICE_PRINT(group->field),
                      SLICE_PRINT(group->reason));
        if (group->values > 1)
            buffer_printf(out, " (%zu different values)", group->values);
        buffer_byte(out, '\n');
    }
    if (more)
        buffer_printf(out, "  … and %zu more reasons; --json lists every row.\n", more);
}

static void text_report(const struct load_report *report, struct buffer *out)
{
    if (report->refused)
        buffer_printf(out, "Refused, and nothing changed. It would have been: ");
    else if (report->same_as)
        buffer_printf(
            out, "The same as load %lld, so nothing was written: ", (long long)report->same_as);
    else if (report->load)
        buffer_printf(out, "Load %lld: ", (long long)report->load);
    else if (report->read == 0)
        buffer_string(out, "There is no row under the headings, so nothing was written: ");
    else if (report->rows_refused)
        buffer_string(out, "No row was new and sound, so nothing was written: ");
    else
        buffer_string(out, "Everything stands already, so nothing was written: ");
    buffer_printf(out,
                  "%lld row%s read; %lld kept, %lld unchanged, %lld revised, %lld skipped, %lld "
                  "refused.\n",
                  (long long)report->read, report->read == 1 ? "" : "s", (long long)report->kept,
                  (long long)report->unchanged, (long long)report->revised,
                  (long long)report->skipped, (long long)report->rows_refused);
    text_groups(report, true, "Refused:\n", out);
    text_groups(report, false, "Please look at:\n", out);
    if (report->refused)
        buffer_string(out, "Correct the file, or load the other rows with --partial.\n");
}

/* The report of what was done is the answer, on standard output; that of what was refused is a
 * message. */
static int print_report(const struct cli *cli, const struct load_report *report)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(REPORT_BYTES);
    int printed = CLI_DONE;
    if (cli->json)
        printed = json_report(cli, report, &out);
    else
        text_report(report, &out);
    if (report->refused && !cli->json) {
        fwrite(out.data, 1, out.length, stderr);
        return CLI_REFUSED;
    }
    if (printed == CLI_DONE)
        printed = cli_print(cli, &out);
    return report->refused ? CLI_REFUSED : printed;
}

/* A file that cannot be read has a report too: the row at which the reading ended. */
static int print_unreadable(const struct cli *cli, const char *file, const struct err *err)
{
    if (!cli->json)
        return cli_fail(cli, file, err, CLI_REFUSED);
    struct load_item item = {true, err->line, err->column, slice_from(err->field),
                             slice_from(err->message)};
    struct load_report report = {.refused = true, .items = &item, .count = 1};
    report.read = report.rows_refused = err->line > 0;
    if (err->line)
        fprintf(stderr, "%s:%u:%u: %s\n", file, err->line, err->column, err->message);
    else
        fprintf(stderr, "weft: %s\n", err->message);
    return print_report(cli, &report);
}

/* --- progress -------------------------------------------------------------------------------- */

static void show_progress(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    int full = total ? (int)((double)done / (double)total * BAR) : BAR;
    full = full > BAR ? BAR : full;
    fprintf(stderr, "\r[%.*s%.*s]", full, "########################################", BAR - full,
            "                                        ");
    fflush(stderr);
}

static void clear_progress(const struct load_request *request)
{
    if (request->progress)
        fprintf(stderr, "\r%*s\r", BAR + 2, "");
}

/* --- import ---------------------------------------------------------------------------------- */

static int read_options(struct cli *cli, struct options *options, int *ret_count)
{
    const struct option known[] = {
        {"--as", &options->mapping, NULL},          {"--edition", &options->edition, NULL},
        {"--published", &options->published, NULL}, {"--undo", &options->undo, NULL},
        {"--partial", NULL, &options->partial},
    };
    return cli_options(cli, known, sizeof known / sizeof *known, ret_count);
}

/* "sn_may_2025_long.csv": the one year in a name is its edition where none is given. */
static struct slice year_in(struct slice name)
{
    struct slice found = {0};
    for (size_t i = 0; i + 4 <= name.length; i++) {
        struct slice year = slice_sub(name, i, i + 4);
        int64_t number = 0;
        bool starts = i == 0 || name.data[i - 1] < '0' || name.data[i - 1] > '9';
        bool ends = i + 4 == name.length || name.data[i + 4] < '0' || name.data[i + 4] > '9';
        if (!starts || !ends || !slice_to_int64(year, &number) || number < 1990 || number > 2099)
            continue;
        if (found.data)
            return (struct slice){0};
        found = year;
    }
    return found;
}

static struct slice base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slice_from(slash ? slash + 1 : path);
}

/* CLI_DONE with the mapping, else what was told already. */
static int load_mapping(struct cli *cli, const char *name, struct mapping *mapping)
{
    struct faults faults = faults_in(cli->arena);
    struct err err = {0};
    int code = mapping_load(name, cli->arena, mapping, &faults, &err);
    if (code == 0)
        return CLI_DONE;
    for (size_t i = 0; i + 1 < faults.count; i++)
        fprintf(stderr, "%s:%u:%u: %s\n", name, faults.items[i].line, faults.items[i].column,
                faults.items[i].message);
    return cli_fail(cli, name, faults.count ? &faults.items[faults.count - 1] : &err,
                    code == ERR_NOT_FOUND ? CLI_USAGE : CLI_REFUSED);
}

static int read_published(const struct cli *cli, const struct options *options,
                          struct load_request *request)
{
    struct err err = {0};
    if (!options->published || date_parse(slice_from(options->published), &request->published))
        return CLI_DONE;
    err_set(&err, ERR_USAGE, "published", "\"%s\" is no date. Give one such as 2025-11-13.",
            options->published);
    return cli_fail(cli, NULL, &err, CLI_USAGE);
}

static int open_file(const struct cli *cli, const char *name, int *ret_descriptor)
{
    struct err err = {0};
    *ret_descriptor = strcmp(name, "-") == 0 ? dup(STDIN_FILENO) : open(name, O_RDONLY | O_CLOEXEC);
    if (*ret_descriptor >= 0)
        return CLI_DONE;
    err_set(&err, ERR_INPUT, NULL, "%s cannot be opened: %s.", name, strerror(errno));
    return print_unreadable(cli, name, &err);
}

/* A file can wait for a page, and a page not for it. */
static int open_writer(struct cli *cli, struct writer **ret_writer)
{
    int code = cli_open_writer(cli, STORE_WRITE, ret_writer);
    if (code == CLI_DONE)
        store_give_way((*ret_writer)->store);
    return code;
}

static int load(struct cli *cli, const char *name, struct load_request *request)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    CLEANUP(cleanup_descriptor) int descriptor = -1;
    int code = open_writer(cli, &writer);
    if (code == CLI_DONE)
        code = open_file(cli, name, &descriptor);
    if (code != CLI_DONE)
        return code;
    request->descriptor = descriptor;
    if (isatty(STDERR_FILENO))
        request->progress = show_progress;
    CLEANUP(loading_free) struct loading *loading = NULL;
    struct err err = {0};
    int loaded = load_file(writer, request, &loading, &err);
    clear_progress(request);
    if (loaded == ERR_USAGE)
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    if (loaded < 0)
        return print_unreadable(cli, name, &err);
    const struct load_report *report = loading_report(loading);
    if (report->refused && cli->json) /* the document tells which */
        fprintf(stderr, "%s: refused, and nothing changed: %lld of %lld rows cannot be loaded.\n",
                name, (long long)report->rows_refused, (long long)report->read);
    int told = print_report(cli, report);
    return report->load ? cli_changed(told) : told;
}

/* --- undo ------------------------------------------------------------------------------------ */

static int undo(struct cli *cli, const char *text)
{
    struct err err = {0};
    int64_t id = 0;
    if (!slice_to_int64(slice_from(text), &id)) {
        err_set(&err, ERR_USAGE, NULL,
                "\"%s\" is no load. Give its number, as `weft export load` "
                "lists it.",
                text);
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    CLEANUP(writer_close) struct writer *writer = NULL;
    int code = open_writer(cli, &writer);
    if (code != CLI_DONE)
        return code;
    struct actor house = actor_house("command line");
    int undone = writer_begin(writer, &err);
    if (undone == 0)
        undone = load_undo(writer, id, &house, &err);
    if (undone == 0)
        undone = writer_commit(writer, &err);
    if (undone < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    CLEANUP(buffer_free) struct buffer out = BUFFER(200);
    buffer_printf(&out, cli->json ? "{\"undone\":%lld}\n" : "Load %lld is undone.\n",
                  (long long)id);
    return cli_changed(cli_print(cli, &out));
}

static int run(struct cli *cli)
{
    struct options options = {0};
    int count = 0;
    if (read_options(cli, &options, &count) != CLI_DONE)
        return CLI_USAGE;
    if (cli->store && store_is_open(cli->store)) /* by somebody who may be serving pages */
        give_way_begin();
    if (options.undo && count == 0 && !options.mapping)
        return undo(cli, options.undo);
    if (options.undo)
        return cli_misuse(cli, &import_command,
                          "--undo takes back one load, and nothing else goes with it.");
    if (count != 1)
        return cli_misuse(cli, &import_command, "%s Name one file, or - for standard input.",
                          count ? "Several files are named." : "No file is named.");
    if (!options.mapping)
        return cli_misuse(cli, &import_command,
                          "It is not said what the columns of %.200s mean. Give --as MAPPING, such "
                          "as --as lait.",
                          cli->argv[0]);
    struct actor house = actor_house("command line");
    struct mapping mapping;
    const char *name = cli->argv[0];
    struct load_request request = {.mapping = &mapping,
                                   .file = base_name(name),
                                   .edition = slice_from(options.edition),
                                   .partial = options.partial,
                                   .actor = &house};
    int code = load_mapping(cli, options.mapping, &mapping);
    if (code == CLI_DONE)
        code = read_published(cli, &options, &request);
    if (code != CLI_DONE)
        return code;
    if (mapping.reads == MAPPING_NEIGHBOURS && !options.edition)
        request.edition = year_in(request.file);
    return load(cli, name, &request);
}

const struct command import_command = {
    .name = "import",
    .summary = "bring published figures in, or take a load back",
    .help =
        "Usage: weft --store FILE import FILE --as MAPPING [--edition YEAR]\n"
        "                   [--published DATE] [--partial]\n"
        "       weft --store FILE import --undo LOAD\n\n"
        "FILE is CSV, plain or gzip; - is standard input. It is loaded whole or not at all:\n"
        "one refused row refuses it, and the report names each with line, column and reason.\n\n"
        "--as MAPPING      what its columns mean: lait, lait-dictionary, lait-areas,\n"
        "                  lait-neighbours, dfe-tidy, neet, fingertips, or a file of yours\n"
        "--edition YEAR    the edition of a list of neighbours (else the year in its name)\n"
        "--published DATE  when it was published (else today), for \"as published on\"\n"
        "--partial         load the other rows where some are refused\n"
        "--undo LOAD       take a load back, unless a later one revised it\n\n"
        "Load the areas and the data dictionary before the figures.\n\n"
        "Example: weft synth figures --out figures\n"
        "         weft --store city.weft import figures/areas.csv --as lait-areas\n"
        "         weft --store city.weft import figures/dictionary.csv --as lait-dictionary\n"
        "         weft --store city.weft import figures/figures-2026.csv --as lait \\\n"
        "             --published 2026-02-26\n",
    .run = run,
};
