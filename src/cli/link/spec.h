/* The specification of a linkage: what the columns are, what is allowed of the sources, which
 * rules are off. Never a weight: those are estimated.
 *
 *     id: person_ref
 *     columns: {fname: given_name, notes: ignored}
 *     sources: {council: once, health: [once, apart]}
 *     link_only: yes
 *     rules: {titles: off}
 *     groups: [ethnicity]
 *     threshold: 0.9
 */
#ifndef WEFT_CLI_LINK_SPEC_H
#define WEFT_CLI_LINK_SPEC_H

#include "cli/link/read.h"
#include "text/text.h"

enum { LINK_GROUPS_MOST = 8 };

struct link_spec {
    struct yaml root; /* an empty mapping where there is no file */
    struct slice id;  /* empty where it is not named */
    struct slice groups[LINK_GROUPS_MOST];
    size_t group_count;
    struct linkage_source_rules sources[SOURCES_MOST];
    bool any_source_rule;
    bool link_only;
    uint32_t rules_off;
    double threshold; /* a probability, or 0 where it is not given */
};

/* Take the text, which must live as long as the arena, and check what can be checked without the
 * sources' columns. 0, or ERR_SYNTAX, ERR_LIMIT, ERR_RANGE (a key, kind, rule or source nobody
 * knows; a constraint that leaves nothing to link) with line and column. more_kept: a register has
 * other sources, so that one alone may be linked, and the file may speak of others. */
int link_spec_parse(struct slice text, const struct link_source *sources, size_t source_count,
                    bool more_kept, struct arena *arena, struct link_spec *ret_spec,
                    struct err *err);

/* The same of the file at path, or an empty specification where path is NULL; also ERR_INPUT. */
int link_spec_read(const char *path, const struct link_source *sources, size_t source_count,
                   bool more_kept, struct arena *arena, struct link_spec *ret_spec,
                   struct err *err);

/* Give the input's columns the kinds that the specification names. ERR_RANGE for a column that is
 * in no source. */
int link_spec_apply(const struct link_spec *spec, struct link_input *input, struct err *err);

#endif
