/* weft init: make an empty store. */
#include "cli/store.h"

#include "base/banned.h"

extern const struct command init_command;

static int run(struct cli *cli)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    int code = cli_nothing_more(cli, &init_command);
    if (code == CLI_DONE)
        code = cli_open_writer(cli, STORE_CREATE, &writer);
    if (code != CLI_DONE)
        return code;
    CLEANUP(buffer_free) struct buffer out = BUFFER(8192);
    if (cli->json) {
        buffer_string(&out, "{\"store\":");
        buffer_json_string(&out, slice_from(cli->store));
        buffer_string(&out, "}\n");
    } else {
        buffer_printf(&out, "%s is ready. Load a plan next: weft --store %s plan load FILE\n",
                      cli->store, cli->store);
    }
    return cli_changed(cli_print(cli, &out));
}

const struct command init_command = {
    .name = "init",
    .summary = "make an empty store",
    .help = "Usage: weft --store FILE init\n\n"
            "Makes the store. Refused where the file is there already.\n\n"
            "Example: weft --store city.weft init\n",
    .run = run,
};
