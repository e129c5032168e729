/* The first word of a command that does several things, and what to say where it is none of them:
 * people mistype one letter far more often than they ask for something else. */
#include "cli/cli.h"

#include <string.h>

#include "base/banned.h"

enum { LONGEST_WORD = 32, FARTHEST = 2 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* How many letters are to be put in, taken out or changed to make one word of the other
 * (Levenshtein 1966), row by row; LONGEST_WORD where either is longer than any name. */
static unsigned distance(struct slice a, struct slice b)
{
    unsigned row[LONGEST_WORD + 1];
    if (a.length > LONGEST_WORD || b.length > LONGEST_WORD)
        return LONGEST_WORD;
    for (unsigned j = 0; j <= b.length; j++)
        row[j] = j;
    for (size_t i = 0; i < a.length; i++) {
        unsigned corner = row[0]++;
        for (size_t j = 0; j < b.length; j++) {
            unsigned above = row[j + 1];
            row[j + 1] = least(least(above, row[j]) + 1, corner + (a.data[i] != b.data[j] ? 1 : 0));
            corner = above;
        }
    }
    return row[b.length];
}

void cli_nearest_look(struct cli_nearest *nearest, const char *word, const char *name)
{
    struct slice typed = slice_from(word), offered = slice_from(name);
    unsigned apart =
        typed.length > 1 && slice_starts_with(offered, typed) ? 1 : distance(typed, offered);
    if (apart > FARTHEST || apart >= typed.length || (nearest->name && apart >= nearest->distance))
        return;
    *nearest = (struct cli_nearest){name, apart};
}

int cli_no_such_verb(const struct cli *cli, const struct command *command,
                     const struct cli_verb *verbs, size_t count)
{
    CLEANUP(buffer_free) struct buffer names = BUFFER(400);
    struct cli_nearest nearest = {0};
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&names, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", verbs[i].name);
        if (cli->argc > 0)
            cli_nearest_look(&nearest, cli->argv[0], verbs[i].name);
    }
    if (cli->argc == 0)
        return cli_misuse(cli, command, "It is not said what to do: weft %s has %s.", command->name,
                          buffer_text(&names));
    return cli_misuse(cli, command, "weft %s has no \"%.100s\"%s%s%s It has %s.", command->name,
                      cli->argv[0], nearest.name ? "; did you mean " : ".",
                      nearest.name ? nearest.name : "", nearest.name ? "?" : "",
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
