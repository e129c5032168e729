/* How commands open the store that --store or WEFT_STORE names. */
#include "cli/store.h"

#include "base/banned.h"

static int check_named(const struct cli *cli, struct err *err)
{
    if (cli->store)
        return 0;
    return err_set(err, ERR_USAGE, NULL,
                   "No store is named. Give --store FILE, or set WEFT_STORE.");
}

/* A store that an earlier Weft made lacks the tables and columns that came since. They are added as
 * at any start that writes; the store has to be closed for it, since a reader holds it. */
static int bring_up_to_date(const struct cli *cli, struct store **store, struct err *err)
{
    bool whole = false;
    int code = schema_recognise(*store, cli->store, err);
    if (code == 0)
        code = schema_is_whole(*store, &weft_registry, &whole, err);
    if (code < 0 || whole)
        return code;
    struct writer *writer = NULL;
    store_close(store);
    code = writer_open(cli->store, STORE_WRITE, &weft_registry, &writer, err);
    writer_close(&writer);
    return code < 0 ? code : store_open(cli->store, STORE_READ, store, err);
}

int cli_open_reader(const struct cli *cli, struct store **ret_store)
{
    struct err err = {0};
    int code = check_named(cli, &err);
    if (code == 0)
        code = store_open(cli->store, STORE_READ, ret_store, &err);
    if (code == 0)
        code = bring_up_to_date(cli, ret_store, &err);
    if (code == 0) /* one snapshot, however long the command reads */
        code = store_run(*ret_store, "BEGIN", &err);
    if (code == 0)
        return CLI_DONE;
    return cli_fail(cli, NULL, &err, code == ERR_USAGE ? CLI_USAGE : CLI_REFUSED);
}

int cli_open_writer(const struct cli *cli, enum store_mode mode, struct writer **ret_writer)
{
    struct err err = {0};
    int code = check_named(cli, &err);
    if (code == 0)
        code = writer_open(cli->store, mode, &weft_registry, ret_writer, &err);
    if (code == 0)
        return CLI_DONE;
    return cli_fail(cli, NULL, &err, code == ERR_USAGE ? CLI_USAGE : CLI_REFUSED);
}

const char *cli_store_path(const struct cli *cli)
{
    struct err err = {0};
    if (check_named(cli, &err) < 0)
        cli_fail(cli, NULL, &err, CLI_USAGE);
    return cli->store;
}
