/* How commands open the store that --store or WEFT_STORE names. */
#ifndef WEFT_CLI_STORE_H
#define WEFT_CLI_STORE_H

#include "cli/cli.h"
#include "domain/domain.h"

/* Both say what is wrong themselves and answer CLI_DONE, CLI_USAGE (no store named) or
 * CLI_REFUSED. A reader sees one snapshot. The caller closes what it got. */
int cli_open_reader(const struct cli *cli, struct store **ret_store);
int cli_open_writer(const struct cli *cli, enum store_mode mode, struct writer **ret_writer);

#endif
