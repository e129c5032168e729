/* weft version: which build this is. */
#include "cli/cli.h"

#include "base/banned.h"

extern const struct command version_command;

static int run(struct cli *cli)
{
    int code = cli_nothing_more(cli, &version_command);
    if (code != CLI_DONE)
        return code;
    CLEANUP(buffer_free) struct buffer out = BUFFER(256);
    buffer_string(&out,
                  cli->json ? "{\"version\":\"" WEFT_VERSION "\"}\n" : "weft " WEFT_VERSION "\n");
    return cli_print(cli, &out);
}

const struct command version_command = {
    .name = "version",
    .summary = "print the version",
    .help = "Usage: weft version\n\nPrints the version.\n\nExample: weft version\n",
    .run = run,
};
