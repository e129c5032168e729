/* The first word of a command that does several things, and what to say where it is none. */
#include "cli/cli.h"

#include <string.h>

#include "base/banned.h"

int cli_no_such_verb(const struct cli *cli, const struct command *command,
                     const struct cli_verb *verbs, size_t count)
{
    CLEANUP(buffer_free) struct buffer names = BUFFER(400);
    struct guess guess = GUESS(slice_from(cli->argc > 0 ? cli->argv[0] : ""));
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&names, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", verbs[i].name);
        guess_try(&guess, verbs[i].name);
    }
    if (cli->argc == 0)
        return cli_misuse(cli, command, "It is not said what to do: weft %s has %s.", command->name,
                          buffer_text(&names));
    return cli_misuse(cli, command, "weft %s has no \"%.100s\"%s%s%s It has %s.", command->name,
                      cli->argv[0], guess.nearest ? "; did you mean " : ".",
                      guess.nearest ? guess.nearest : "", guess.nearest ? "?" : "",
                      buffer_text(&names));
}

int cli_pick_verb(const struct cli *cli, const struct command *command,
                  const struct cli_verb *verbs, size_t count)
{
    size_t at = 0;
    while (at < count && (cli->argc == 0 || strcmp(cli->argv[0], verbs[at].name) != 0))
        at++;
    if (at == count) {
        cli_no_such_verb(cli, command, verbs, count);
        return -1;
    }
    const char *name = verbs[at].name, *takes = verbs[at].takes;
    int most = takes ? 2 : 1;
    if (cli->argc == most)
        return (int)at;
    if (cli->argc < most)
        cli_misuse(cli, command, "weft %s %s needs a %s after it.", command->name, name, takes);
    else if (takes)
        cli_misuse(cli, command, "weft %s %s takes one %s, and \"%.100s\" stands after it.",
                   command->name, name, takes, cli->argv[most]);
    else
        cli_misuse(cli, command, "weft %s %s takes nothing after it, and \"%.100s\" is there.",
                   command->name, name, cli->argv[most]);
    return -1;
}
