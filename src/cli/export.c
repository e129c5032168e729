/* weft export: every record of an entity, as CSV or JSON. */
#include "cli/store.h"

#include "base/banned.h"

extern const struct command export_command;

static void append(const struct cli *cli, const struct entity *entity,
                   const struct record_list *list, const struct actor *actor, bool first,
                   struct buffer *out)
{
    if (!cli->json) {
        record_list_csv(entity, list, actor, first, out);
        return;
    }
    if (first)
        buffer_byte(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        buffer_string(out, first && i == 0 ? "" : ",");
        record_json(&list->records[i], actor, out);
    }
}

static int run(struct cli *cli)
{
    if (cli->argc != 1)
        return cli_misuse(cli, &export_command, "%s Name one, such as commitment.",
                          cli->argc ? "Several kinds are named." : "No kind is named.");
    const struct entity *entity = registry_find(&weft_registry, slice_from(cli->argv[0]));
    struct err err = {0};
    if (!entity) {
        CLEANUP(buffer_free) struct buffer kinds = BUFFER(400);
        for (size_t i = 0; i < weft_registry.count; i++)
            buffer_printf(&kinds, "%s%s", i ? ", " : "", weft_registry.entities[i]->name);
        err_set(&err, ERR_USAGE, NULL, "There is nothing called \"%.40s\" to export. There is %s.",
                cli->argv[0], buffer_text(&kinds));
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    CLEANUP(store_close) struct store *store = NULL;
    int code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    struct actor house = actor_house("command line");
    struct query query = {.entity = entity,
                          .actor = &house,
                          .limit = QUERY_LARGEST_LIMIT,
                          .retired_too = true,
                          .sort = list_sorts(entity, "code") ? "code" : NULL};
    bool first = true;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 30);
    do { /* a page at a time, so that memory does not grow with the store */
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct record_list list;
        if (record_query(store, &query, &arena, &list, &err) < 0)
            return cli_fail(cli, NULL, &err, CLI_REFUSED);
        append(cli, entity, &list, &house, first, &out);
        query.after = arena_slice(cli->arena, list.next);
        first = false;
        code = cli_print(cli, &out);
        if (code != CLI_DONE)
            return code;
        buffer_clear(&out);
    } while (query.after.length);
    buffer_string(&out, cli->json ? "]\n" : "");
    return cli_print(cli, &out);
}

const struct command export_command = {
    .name = "export",
    .summary = "write every record of one kind as CSV or JSON",
    .help = "Usage: weft --store FILE export KIND [--json]\n\n"
            "KIND is the name of a thing, such as commitment, risk or indicator: the name in\n"
            "the address of its page. Retired records are there too.\n\n"
            "Example: weft --store city.weft export commitment > commitments.csv\n",
    .run = run,
};
