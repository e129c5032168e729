/* What one `weft link` was asked for. */
#ifndef WEFT_CLI_LINK_REQUEST_H
#define WEFT_CLI_LINK_REQUEST_H

#include "cli/cli.h"
#include "cli/link/spec.h"

/* What was asked of a register (cli/link/register.h). */
struct link_kept {
    const char *path; /* NULL: there is none, and then nothing else is set */
    const char *decide[3], *undo, *shield, *unshield, *by, *because, *person;
    bool decisions, relearn, recheck;
};

struct link_request {
    struct link_kept kept;
    struct link_source sources[SOURCES_MOST];
    size_t source_count;
    const char *spec, *pairs, *clusters, *households, *families;
    const char *truth, *report, *model, *frequencies, *id, *why;
    const char *explain[2];               /* NAME:ID twice, or NULL */
    const char *groups[LINK_GROUPS_MOST]; /* columns to show errors by */
    size_t group_count;
    const char *svg; /* where the picture of that goes, or NULL */
    size_t threads;
    uint64_t memory;  /* bytes allowed; 0: what the machine has free */
    double threshold; /* a probability; 0: the specification's, or even odds */
};

/* Read the command line. CLI_DONE, or CLI_USAGE after saying what is wrong, or CLI_REFUSED where an
 * output would be written over what is read, or over another. */
int link_request_read(struct cli *cli, struct link_request *ret_request);

/* Called wrongly: say how, under --json as a document too. CLI_USAGE. */
int link_misuse(const struct cli *cli, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
