/* weft log: read the change log, and prove that nobody altered it. */
#include "cli/store.h"

#include <string.h>

#include "base/banned.h"

enum { SHOWN = 50 };

static int verify(struct cli *cli, struct store *store)
{
    int64_t changes = 0, seals = 0, broken = 0;
    struct err err = {0};
    int code = log_verify(store, &changes, &seals, &broken, &err);
    CLEANUP(buffer_free) struct buffer out = BUFFER(4096);
    if (code < 0 && !cli->json)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    if (cli->json) {
        buffer_printf(&out, "{\"sound\":%s,\"changes\":%lld,\"seals\":%lld,\"broken\":",
                      code == 0 ? "true" : "false", (long long)changes, (long long)seals);
        buffer_printf(&out, code == 0 ? "null" : "%lld", (long long)broken);
        buffer_string(&out, ",\"message\":");
        buffer_json_string(&out, slice_from(err.message));
        buffer_string(&out, "}\n");
    } else {
        buffer_printf(&out, "The change log is sound: %lld changes under %lld seals.\n",
                      (long long)changes, (long long)seals);
    }
    int printed = cli_print(cli, &out);
    return code < 0 ? CLI_REFUSED : printed;
}

static void append_change(const struct cli *cli, const struct change *change, struct buffer *out)
{
    char at[CLOCK_TEXT_SIZE];
    clock_format(change->at_us, at);
    if (!cli->json) {
        buffer_printf(out, "%6lld  %.19s  %-16.*s %-8.*s %.*s %.*s\n", (long long)change->id, at,
                      SLICE_PRINT(change->actor), SLICE_PRINT(change->action),
                      SLICE_PRINT(change->entity), SLICE_PRINT(change->code));
        return;
    }
    buffer_printf(out, "{\"id\":%lld,\"at\":\"%s\",\"actor\":", (long long)change->id, at);
    buffer_json_string(out, change->actor);
    buffer_string(out, ",\"action\":");
    buffer_json_string(out, change->action);
    buffer_string(out, ",\"entity\":");
    buffer_json_string(out, change->entity);
    buffer_string(out, ",\"code\":");
    buffer_json_string(out, change->code);
    buffer_printf(out, ",\"version\":%lld,\"record\":", (long long)change->version);
    buffer_append(out, change->body);
    buffer_byte(out, '}');
}

static int show(struct cli *cli, struct store *store)
{
    struct actor house = actor_house("command line");
    struct change *changes = NULL;
    size_t count = 0;
    struct err err = {0};
    if (history_latest(store, &weft_registry, &house, 0, SHOWN, cli->arena, &changes, &count,
                       &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    CLEANUP(buffer_free) struct buffer out = BUFFER(64 << 20);
    buffer_string(&out, cli->json ? "[" : "");
    for (size_t i = 0; i < count; i++) {
        if (cli->json && i)
            buffer_byte(&out, ',');
        append_change(cli, &changes[i], &out);
    }
    buffer_string(&out, cli->json ? "]\n" : "");
    return cli_print(cli, &out);
}

extern const struct command log_command;

static int run(struct cli *cli)
{
    bool verifying = cli->argc == 1 && strcmp(cli->argv[0], "verify") == 0;
    if (cli->argc > 0 && !verifying)
        return cli_usage(cli, &log_command);
    CLEANUP(store_close) struct store *store = NULL;
    int code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    return verifying ? verify(cli, store) : show(cli, store);
}

const struct command log_command = {
    .name = "log",
    .summary = "show the latest changes, or prove the whole log",
    .help = "Usage: weft --store FILE log [verify]\n\n"
            "Without a word: the fifty latest changes. `verify` proves that no change was\n"
            "altered, added or taken out since, or names the first broken row and exits 1.\n\n"
            "Example: weft --store city.weft log verify\n",
    .run = run,
};
