/* Every command. To add one: a file that defines `const struct command NAME_command`, and its
 * name in the list below. */
#include "cli/cli.h"

/* clang-format off */
#define COMMANDS(X) \
    X(init)         \
    X(plan)         \
    X(import)       \
    X(figure)       \
    X(outline)      \
    X(export)       \
    X(check)        \
    X(link)         \
    X(log)          \
    X(backup)       \
    X(restore)      \
    X(serve)        \
    X(user)         \
    X(stats)        \
    X(synth)        \
    X(version)
/* clang-format on */

#define DECLARE(name) extern const struct command name##_command;
#define ADDRESS(name) &name##_command,

COMMANDS(DECLARE)
const struct command *const commands[] = {COMMANDS(ADDRESS) NULL};
