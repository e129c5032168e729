/* A commitment: what the partners will do under a priority. */
#include "domain/plan/plan.h"

#include "base/banned.h"

static const struct choice states[] = {
    {"not_started", "Not started"}, {"under_way", "Under way"}, {"done", "Done"}};

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
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "part_of,priority",
};
