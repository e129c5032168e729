/* A commitment: what the partners will do under a priority. */
#include "domain/plan/plan.h"

#include "base/banned.h"

static const struct choice states[] = {
    {"not_started", "Not started"}, {"under_way", "Under way"}, {"done", "Done"}};

/* Whoever holds the post that leads it, or that answers today for its priority, says how it goes;
 * what is promised is not theirs to change. */
#define HELD " AND p.retired = 0 AND p.holder = " GRANT_ACTOR
#define LEADS_OR_ANSWERS                                                                           \
    "EXISTS (SELECT 1 FROM post AS p WHERE p.code = t.lead" HELD ")"                               \
    " OR EXISTS (SELECT 1 FROM accountability AS a JOIN post AS p ON p.code = a.post" HELD         \
    " WHERE a.priority = t.priority AND a.retired = 0 AND a.starts <= " GRANT_TODAY                \
    " AND (a.ends IS NULL OR a.ends >= " GRANT_TODAY "))"

static const struct field fields[] = {
    TEXT("title", .longest = 500, .label = "Title", .required = true, .sortable = true,
         .searchable = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    REFERENCE("priority", "priority", .label = "Priority", .required = true),
    REFERENCE("part_of", "commitment", .label = "Part of", .hint = "For a part of a longer one"),
    REFERENCES("principles", "principle", .label = "Principles it serves"),
    REFERENCES("operational_objectives", "operational_objective",
               .label = "Operational objectives it serves"),
    REFERENCES("vulnerable_groups", "vulnerable_group", .label = "Vulnerable groups it names"),
    REFERENCE("lead", "post", .label = "Lead officer"),
    DATE("due", .label = "Due", .sortable = true),
    CHOICE("state", states, .label = "State", .hint = "Late is worked out from the date it is due"),
    TEXT("progress", .label = "Last said of it", .longest = 500, .searchable = true),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity commitment_entity = {
    .name = "commitment",
    .label = "Commitment",
    .plural = "Commitments",
    .description = "A commitment: what the partners will do under a priority.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE},
                     {CONTRIBUTOR, UPDATE, LEADS_OR_ANSWERS, .fields = "due,state,progress"}),
    .title = "title",
    .order = "position",
    .up = "part_of,priority",
};
