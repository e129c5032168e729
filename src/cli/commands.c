/* Every command. To add one: a file that defines `const struct command NAME_command`, its line
 * here and its name in the list below. */
#include "cli/cli.h"

#define COMMANDS(X) X(version)

#define DECLARE(name) extern const struct command name##_command;
#define ADDRESS(name) &name##_command,

COMMANDS(DECLARE)
const struct command *const commands[] = {COMMANDS(ADDRESS) NULL};
