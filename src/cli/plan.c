/* weft plan: check, load, export and show the plan. */
#include "cli/store.h"

#include <stdio.h>
#include <string.h>

#include "domain/plan/plan.h"

#include "base/banned.h"

enum { PLAN_BYTES = 16 << 20 };

extern const struct command plan_command;

static void json_faults(const char *name, const struct faults *faults, struct buffer *out)
{
    buffer_string(out, "{\"file\":");
    buffer_json_string(out, slice_from(name));
    buffer_string(out, ",\"faults\":[");
    for (size_t i = 0; i < faults->count; i++) {
        buffer_printf(out, "%s{\"line\":%u,\"column\":%u,\"field\":", i ? "," : "",
                      faults->items[i].line, faults->items[i].column);
        buffer_json_string(out, slice_from(faults->items[i].field));
        buffer_string(out, ",\"message\":");
        buffer_json_string(out, slice_from(faults->items[i].message));
        buffer_byte(out, '}');
    }
    buffer_string(out, "]}\n");
}

/* Faults are what `plan check` was asked for, so they are its output. */
static int print_faults(const struct cli *cli, const char *name, const struct faults *faults)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(64 << 20);
    if (cli->json)
        json_faults(name, faults, &out);
    for (size_t i = 0; !cli->json && i < faults->count; i++) {
        buffer_string(&out, name);
        if (faults->items[i].line)
            buffer_printf(&out, ":%u:%u", faults->items[i].line, faults->items[i].column);
        buffer_printf(&out, ": %s\n", faults->items[i].message);
    }
    int printed = cli_print(cli, &out);
    if (faults->count && cli->json)
        fprintf(stderr, "weft: %zu fault%s in %s.\n", faults->count, faults->count == 1 ? "" : "s",
                name);
    return faults->count ? CLI_REFUSED : printed;
}

/* CLI_DONE with the file, else what was told already. */
static int read_plan(const struct cli *cli, const char *name, struct plan_file *ret_file,
                     struct faults *faults)
{
    struct buffer *text = ARENA_NEW(cli->arena, struct buffer);
    *text = BUFFER(PLAN_BYTES);
    struct err err = {0};
    int code = file_read(name, text, &err);
    struct slice kept = arena_slice(cli->arena, buffer_slice(text));
    buffer_free(text);
    if (code < 0)
        return cli_fail(cli, name, &err, CLI_REFUSED);
    code = plan_file_read(kept, &weft_registry, ret_file, faults, &err);
    if (code == ERR_SYNTAX || code == ERR_LIMIT)
        fault_add_at(faults, err.line, err.column, err.field, "%s", err.message);
    else if (code < 0 && code != ERR_RANGE)
        return cli_fail(cli, name, &err, CLI_REFUSED);
    return code < 0 ? CLI_REFUSED : CLI_DONE;
}

static int check(struct cli *cli, const char *name)
{
    struct plan_file file = {0};
    struct faults faults = faults_in(cli->arena);
    int code = read_plan(cli, name, &file, &faults);
    if (code != CLI_DONE && faults.count == 0)
        return code;
    if (code == CLI_DONE && !cli->json)
        fprintf(stderr, "%s: no fault in %zu records.\n", name, file.count);
    return print_faults(cli, name, &faults);
}

static int report_load(const struct cli *cli, const struct plan_load *load)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1024);
    buffer_printf(&out,
                  cli->json ? "{\"created\":%zu,\"changed\":%zu,\"retired\":%zu,"
                              "\"unchanged\":%zu}\n"
                            : "Created %zu, changed %zu, retired %zu, left as they were %zu.\n",
                  load->created, load->changed, load->retired, load->unchanged);
    return cli_print(cli, &out);
}

static int load(struct cli *cli, const char *name)
{
    struct plan_file file;
    struct faults faults = faults_in(cli->arena);
    int code = read_plan(cli, name, &file, &faults);
    if (code != CLI_DONE)
        return faults.count ? print_faults(cli, name, &faults) : code;
    CLEANUP(writer_close) struct writer *writer = NULL;
    code = cli_open_writer(cli, STORE_WRITE, &writer);
    if (code != CLI_DONE)
        return code;
    struct actor house = actor_house("command line");
    struct plan_load done = {0};
    struct err err = {0};
    int loaded = writer_begin(writer, &err);
    if (loaded == 0)
        loaded = plan_file_load(writer, &file, &house, &done, &faults, &err);
    if (loaded == 0)
        loaded = writer_commit(writer, &err);
    if (loaded == 0)
        return cli_changed(report_load(cli, &done));
    return faults.count ? print_faults(cli, name, &faults) : cli_fail(cli, name, &err, CLI_REFUSED);
}

static int export(struct cli *cli)
{
    CLEANUP(store_close) struct store *store = NULL;
    int code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    CLEANUP(buffer_free) struct buffer file = BUFFER(64 << 20), out = BUFFER(256 << 20);
    struct err err = {0};
    if (plan_file_write(store, &weft_registry, &file, &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    if (!cli->json)
        return cli_print(cli, &file);
    buffer_string(&out, "{\"plan\":");
    buffer_json_string(&out, buffer_slice(&file));
    buffer_string(&out, "}\n");
    return cli_print(cli, &out);
}

static int append_records(struct cli *cli, struct store *store, const struct entity *entity,
                          const struct filter *filter, struct buffer *out, struct err *err)
{
    struct actor house = actor_house("command line");
    struct query query = {.entity = entity,
                          .actor = &house,
                          .filters = filter,
                          .filter_count = filter ? 1 : 0,
                          .limit = QUERY_LARGEST_LIMIT};
    bool first = true;
    do {
        struct record_list list;
        int code = record_query(store, &query, cli->arena, &list, err);
        if (code < 0)
            return code;
        for (size_t i = 0; i < list.count; i++, first = false) {
            buffer_string(out, first ? "" : ",");
            record_json(&list.records[i], &house, out);
        }
        query.after = list.next;
    } while (query.after.length);
    return 0;
}

/* Parts of others are counted and shown apart, so that a plan has as many commitments as it says.
 */
static const struct filter whole = {.field = "part_of", .test = FILTER_MISSING};
static const struct filter part = {.field = "part_of", .test = FILTER_GIVEN};

/* An array under the entity's name, and one of parts where it has some: "commitment_part". */
static int append_entity(struct cli *cli, struct store *store, const struct entity *entity,
                         struct buffer *out, struct err *err)
{
    bool has_parts = entity_field(entity, SLICE("part_of")) >= 0;
    buffer_printf(out, "\"%s\":[", entity->name);
    int code = append_records(cli, store, entity, has_parts ? &whole : NULL, out, err);
    buffer_byte(out, ']');
    if (code < 0 || !has_parts)
        return code;
    buffer_printf(out, ",\"%s_part\":[", entity->name);
    code = append_records(cli, store, entity, &part, out, err);
    buffer_byte(out, ']');
    return code;
}

static int show_json(struct cli *cli, struct store *store)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(256 << 20);
    struct err err = {0};
    const char *separator = "{";
    for (size_t i = 0; i < weft_registry.count; i++) {
        if (!weft_registry.entities[i]->planned)
            continue;
        buffer_string(&out, separator);
        separator = ",";
        if (append_entity(cli, store, weft_registry.entities[i], &out, &err) < 0)
            return cli_fail(cli, NULL, &err, CLI_REFUSED);
    }
    buffer_string(&out, "}\n");
    return cli_print(cli, &out);
}

static int append_count(struct store *store, const struct entity *entity,
                        const struct filter *filter, struct buffer *out, struct err *err)
{
    struct actor house = actor_house("command line");
    struct query query = {
        .entity = entity, .actor = &house, .filters = filter, .filter_count = filter ? 1 : 0};
    int64_t count = 0;
    int code = record_count(store, &query, &count, err);
    if (code == 0)
        buffer_printf(out, "%6lld  %s%s\n", (long long)count, entity->plural,
                      filter == &part ? ": parts" : "");
    return code;
}

static int show(struct cli *cli)
{
    CLEANUP(store_close) struct store *store = NULL;
    int code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    if (cli->json)
        return show_json(cli, store);
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    struct err err = {0};
    for (size_t i = 0; i < weft_registry.count; i++) {
        const struct entity *entity = weft_registry.entities[i];
        if (!entity->planned)
            continue;
        bool has_parts = entity_field(entity, SLICE("part_of")) >= 0;
        int counted = append_count(store, entity, has_parts ? &whole : NULL, &out, &err);
        if (counted == 0 && has_parts)
            counted = append_count(store, entity, &part, &out, &err);
        if (counted < 0)
            return cli_fail(cli, NULL, &err, CLI_REFUSED);
    }
    return cli_print(cli, &out);
}

static int run(struct cli *cli)
{
    enum { CHECK, LOAD, EXPORT, SHOW };
    static const struct cli_verb verbs[] = {
        [CHECK] = {"check", "FILE"},
        [LOAD] = {"load", "FILE"},
        [EXPORT] = {"export", NULL},
        [SHOW] = {"show", NULL},
    };
    switch (cli_pick_verb(cli, &plan_command, verbs, sizeof verbs / sizeof *verbs)) {
    case CHECK:
        return check(cli, cli->argv[1]);
    case LOAD:
        return load(cli, cli->argv[1]);
    case EXPORT:
        return export(cli);
    case SHOW:
        return show(cli);
    default:
        return CLI_USAGE;
    }
}

const struct command plan_command = {
    .name = "plan",
    .summary = "check, load, export and show the plan",
    .help = "Usage: weft plan check FILE\n"
            "       weft --store FILE plan load FILE | export | show\n\n"
            "check   print each fault as FILE:LINE:COLUMN: message; exit 1 if there is any\n"
            "load    bring the store to what the file says, whole or not at all: what it changed\n"
            "        is changed, what it dropped is retired, what people changed since stays\n"
            "export  write the plan as a file that loads back without a change; with --json, the\n"
            "        file is the text in \"plan\"\n"
            "show    count what is there; with --json, everything\n\n"
            "Example: weft --store city.weft plan load plans/nottingham-2010-14.yaml\n",
    .run = run,
};
