/* weft backup and weft restore: a sound copy while others work, and back. */
#include "cli/store.h"

#include <unistd.h>

#include "domain/access/access.h"

#include "base/banned.h"

/* With the head of its change log, to be noted elsewhere: by it a tail that is cut off later is
 * missed. */
static int report(const struct cli *cli, const char *key, const char *file, struct digest digest,
                  const char *sentence, const char *besides)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(16384);
    char head[DIGEST_TEXT_SIZE];
    digest_format(digest, head);
    if (cli->json) {
        buffer_printf(&out, "{\"%s\":", key);
        buffer_json_string(&out, slice_from(file));
        buffer_printf(&out, ",\"head\":\"%s\"}\n", head);
    } else {
        buffer_printf(&out, "%s %s\n%sThe head of its change log: %s\n", sentence, file, besides,
                      head);
    }
    return cli_changed(cli_print(cli, &out));
}

static int head_of(const char *path, struct digest *ret_head, struct err *err)
{
    CLEANUP(store_close) struct store *store = NULL;
    int code = store_open(path, STORE_READ, &store, err);
    return code == 0 ? log_head(store, ret_head, err) : code;
}

extern const struct command backup_command;
extern const struct command restore_command;

/* What is there under the copy's name is replaced only where it is a store; what a store at work
 * has open store_backup refuses. */
static int check_place(const char *path, struct err *err)
{
    CLEANUP(store_close) struct store *there = NULL;
    if (access(path, F_OK) != 0 || store_is_open(path) ||
        (store_open(path, STORE_READ, &there, NULL) == 0 &&
         schema_recognise(there, path, NULL) == 0))
        return 0;
    return err_set(
        err, ERR_CONFLICT, NULL,
        "%s is there and is no store of Weft. Nothing was changed. Give the copy another "
        "name, or move that file away first.",
        path);
}

static int run_backup(struct cli *cli)
{
    if (cli->argc != 1)
        return cli_misuse(cli, &backup_command, "%s Name one file.",
                          cli->argc ? "Several copies are named." : "No copy is named.");
    CLEANUP(store_close) struct store *store = NULL;
    int code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    struct err err = {0};
    struct digest head;
    if (check_place(cli->argv[0], &err) < 0 || store_backup(store, cli->argv[0], &err) < 0 ||
        head_of(cli->argv[0], &head, &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    return report(cli, "backup", cli->argv[0], head, "The store is copied to", "");
}

/* A backup is proven before it takes the store's place. */
static int prove(const char *path, struct digest *ret_head, struct err *err)
{
    CLEANUP(store_close) struct store *backup = NULL;
    struct log_proof proof = {0};
    int code = store_open(path, STORE_READ, &backup, err);
    if (code == 0)
        code = schema_recognise(backup, path, err);
    if (code == 0)
        code = store_integrity(backup, err);
    if (code == 0)
        code = log_verify(backup, NULL, &proof, err);
    *ret_head = proof.head;
    return code;
}

static int run_restore(struct cli *cli)
{
    if (cli->argc != 1)
        return cli_misuse(cli, &restore_command, "%s Name one file.",
                          cli->argc ? "Several copies are named." : "No copy is named.");
    struct err err = {0};
    if (!cli->store) {
        err_set(&err, ERR_USAGE, NULL, "No store is named. Give --store FILE, or set WEFT_STORE.");
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    struct digest head;
    int code = prove(cli->argv[0], &head, &err);
    if (code == 0)
        code = store_restore(cli->argv[0], cli->store, session_end_everyones, &err);
    if (code < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    return report(cli, "restored", cli->store, head, "The backup is proven sound and restored to",
                  "All sessions and tokens are ended: people sign in again, with the password they "
                  "had then, and programs need new tokens.\n");
}

const struct command backup_command = {
    .name = "backup",
    .summary = "copy the store, while it is served too",
    .help = "Usage: weft --store FILE backup COPY\n\n"
            "Writes a consistent copy beside COPY and then puts it there, so that COPY is\n"
            "whole or not there. Others may read and write meanwhile. An earlier copy is\n"
            "replaced; any other file of that name is not.\n\n"
            "Example: weft --store city.weft backup monday.weft\n",
    .run = run_backup,
};

const struct command restore_command = {
    .name = "restore",
    .summary = "put a backup where a store should be",
    .help = "Usage: weft --store FILE restore COPY\n\n"
            "Proves the copy sound (file and change log), then makes FILE from it. Refused\n"
            "where FILE is there already: move it away first, so that nothing is lost.\n"
            "All sessions and tokens are ended, since some may have been revoked after the\n"
            "copy was made. Passwords and roles are those of the copy.\n\n"
            "Example: weft --store restored.weft restore monday.weft\n",
    .run = run_restore,
};
