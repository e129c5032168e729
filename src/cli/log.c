/* weft log: read the change log, and prove that nobody altered it. */
#include "cli/store.h"

#include <stdio.h>

#include "base/banned.h"

enum { SHOWN = 50 };

static int verify(struct cli *cli, struct store *store, const struct digest *noted)
{
    struct log_proof proof = {0};
    struct err err = {0};
    int code = log_verify(store, noted, &proof, &err);
    CLEANUP(buffer_free) struct buffer out = BUFFER(4096);
    char head[DIGEST_TEXT_SIZE];
    digest_format(proof.head, head);
    if (code < 0 && !cli->json)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    if (cli->json) {
        buffer_printf(&out, "{\"sound\":%s,\"changes\":%lld,\"seals\":%lld,\"head\":\"%s\",",
                      code == 0 ? "true" : "false", (long long)proof.changes,
                      (long long)proof.seals, head);
        buffer_string(&out, "\"broken\":");
        buffer_printf(&out, code == 0 ? "null" : "%lld", (long long)proof.broken);
        buffer_string(&out, ",\"message\":");
        buffer_json_string(&out, slice_from(err.message));
        buffer_string(&out, "}\n");
    } else {
        buffer_printf(&out,
                      "The change log is sound: %lld changes under %lld seals.\nIts head: %s\n",
                      (long long)proof.changes, (long long)proof.seals, head);
    }
    int printed = cli_print(cli, &out);
    if (code < 0)
        fprintf(stderr, "weft: %s\n", err.message);
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
    const char *text = NULL;
    const struct option options[] = {{"--head", &text, NULL}};
    static const struct cli_verb verify_verb = {"verify", NULL};
    int code = cli_options(cli, options, 1, &cli->argc);
    if (code != CLI_DONE)
        return code;
    bool verifying = cli->argc > 0;
    if (verifying && cli_pick_verb(cli, &log_command, &verify_verb, 1) < 0)
        return CLI_USAGE;
    if (text && !verifying)
        return cli_misuse(cli, &log_command, "--head goes with `weft log verify`.");
    struct digest noted = {0};
    struct err err = {0};
    if (text && !digest_parse(slice_from(text), &noted)) {
        err_set(&err, ERR_USAGE, NULL,
                "--head takes the head that `weft log verify` or `weft backup` gave: 64 letters "
                "and digits, not \"%s\".",
                text);
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    CLEANUP(store_close) struct store *store = NULL;
    code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    return verifying ? verify(cli, store, text ? &noted : NULL) : show(cli, store);
}

const struct command log_command = {
    .name = "log",
    .summary = "show the latest changes, or prove the whole log",
    .help = "Usage: weft --store FILE log [verify [--head DIGEST]]\n\n"
            "Without a word: the fifty latest changes. `verify` proves that no change was\n"
            "altered, added or taken out since, or names the first broken row and exits 1.\n"
            "It gives the head of the log. That the last changes were cut off whole can be\n"
            "told only by a head that was noted elsewhere before: --head DIGEST proves that\n"
            "the log goes on from it. `weft backup` gives the head of the copy.\n\n"
            "Example: weft --store city.weft log verify\n",
    .run = run,
};
