/* weft check: find anything in the store that does not agree with the rest. */
#include "cli/store.h"

#include <stdio.h>

#include "base/banned.h"

extern const struct command check_command;

static int run(struct cli *cli)
{
    CLEANUP(store_close) struct store *store = NULL;
    int code = cli_nothing_more(cli, &check_command);
    if (code == CLI_DONE)
        code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    struct faults faults = faults_in(cli->arena);
    struct err err = {0};
    if (schema_check(store, &weft_registry, &faults, &err) < 0 ||
        record_check_store(store, &weft_registry, &faults, &err) < 0) /* it could look no further */
        fault_add(&faults, NULL, "%s", err.message);
    CLEANUP(buffer_free) struct buffer out = BUFFER(64 << 20);
    if (cli->json) {
        buffer_printf(&out, "{\"sound\":%s,\"faults\":[", faults.count ? "false" : "true");
        for (size_t i = 0; i < faults.count; i++) {
            buffer_string(&out, i ? "," : "");
            buffer_json_string(&out, slice_from(faults.items[i].message));
        }
        buffer_string(&out, "]}\n");
    } else {
        for (size_t i = 0; i < faults.count; i++)
            buffer_printf(&out, "%s\n", faults.items[i].message);
        if (faults.count == 0)
            buffer_string(&out, "Everything in the store agrees.\n");
    }
    int printed = cli_print(cli, &out);
    if (faults.count)
        fprintf(stderr, "weft: the store is not sound: %zu fault%s.\n", faults.count,
                faults.count == 1 ? "" : "s");
    return faults.count ? CLI_REFUSED : printed;
}

const struct command check_command = {
    .name = "check",
    .summary = "find anything in the store that does not agree",
    .help = "Usage: weft --store FILE check\n\n"
            "Checks the file, that its tables are as Weft makes them, the change log, that every\n"
            "record is what its last change says, that every reference leads somewhere and every\n"
            "rule holds. Lists what is wrong and exits 1.\n\n"
            "Example: weft --store city.weft check\n",
    .run = run,
};
