/* Which cells are sensitive, and to whom. */
#ifndef WEFT_CLI_STATS_SENSITIVE_H
#define WEFT_CLI_STATS_SENSITIVE_H

#include "cli/stats/cells.h"

struct sensitive_rules {
    int threshold;        /* counts below it, other than 0 */
    bool threshold_given; /* asked for beside a column `primary` */
    bool has_rule;        /* --rule, for values with contributors: */
    enum magnitude_rule rule;
    size_t largest;
    double share;
};

/* "dominance:N,K" or "p:P". */
int rule_parse(const char *text, struct sensitive_rules *rules, struct err *err);

struct sensitive {
    VECTOR(struct protection) protections; /* those from insiders last */
    VECTOR(struct insider) insiders;
    size_t needed; /* the first so many protections are sure to matter */
};
void sensitive_free(struct sensitive *sensitive); /* fit for CLEANUP */

/* The sensitive cells of the first `count` tables of the system: each set in states and given a
 * protection; where there are contributors, also one from each who knows a hidden cell alone. */
int sensitive_find(struct stats *stats, const struct cell_system *system, size_t count,
                   const struct sensitive_rules *rules, enum cell_state *states,
                   struct sensitive *ret_sensitive, struct err *err);

#endif
