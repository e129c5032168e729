/* weft backup and weft restore: a sound copy while others work, and back. */
#include "cli/store.h"

#include "base/banned.h"

static int report(const struct cli *cli, const char *key, const char *file, const char *sentence)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(16384);
    if (cli->json) {
        buffer_printf(&out, "{\"%s\":", key);
        buffer_json_string(&out, slice_from(file));
        buffer_string(&out, "}\n");
    } else {
        buffer_printf(&out, "%s %s\n", sentence, file);
    }
    return cli_print(cli, &out);
}

extern const struct command backup_command;
extern const struct command restore_command;

static int run_backup(struct cli *cli)
{
    if (cli->argc != 1)
        return cli_usage(cli, &backup_command);
    CLEANUP(store_close) struct store *store = NULL;
    int code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    struct err err = {0};
    if (store_backup(store, cli->argv[0], &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    return report(cli, "backup", cli->argv[0], "The store is copied to");
}

/* A backup is proven before it takes the store's place. */
static int prove(const char *path, struct err *err)
{
    CLEANUP(store_close) struct store *backup = NULL;
    int64_t changes = 0, seals = 0;
    int code = store_open(path, STORE_READ, &backup, err);
    if (code == 0)
        code = store_integrity(backup, err);
    if (code == 0)
        code = log_verify(backup, &changes, &seals, NULL, err);
    return code;
}

static int run_restore(struct cli *cli)
{
    if (cli->argc != 1)
        return cli_usage(cli, &restore_command);
    struct err err = {0};
    if (!cli->store) {
        err_set(&err, ERR_USAGE, NULL, "No store is named. Give --store FILE, or set WEFT_STORE.");
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    int code = prove(cli->argv[0], &err);
    if (code == 0)
        code = store_restore(cli->argv[0], cli->store, &err);
    if (code < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    return report(cli, "restored", cli->store, "The backup is proven sound and restored to");
}

const struct command backup_command = {
    .name = "backup",
    .summary = "copy the store, while it is served too",
    .help = "Usage: weft --store FILE backup COPY\n\n"
            "Writes a consistent copy beside COPY and then puts it there, so that COPY is\n"
            "whole or not there. Others may read and write meanwhile.\n\n"
            "Example: weft --store city.weft backup monday.weft\n",
    .run = run_backup,
};

const struct command restore_command = {
    .name = "restore",
    .summary = "put a backup where a store should be",
    .help = "Usage: weft --store FILE restore COPY\n\n"
            "Proves the copy sound (file and change log), then makes FILE from it. Refused\n"
            "where FILE is there already: move it away first, so that nothing is lost.\n\n"
            "Example: weft --store city.weft restore monday.weft\n",
    .run = run_restore,
};
