/* A strategic objective: what should be different for children by the end of the plan. */
#include "domain/plan/plan.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    REFERENCE("plan", "plan", .label = "Plan", .required = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    TEXT("outcome", .label = "Outcome", .longest = 500, .searchable = true),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity strategic_objective_entity = {
    .name = "strategic_objective",
    .label = "Strategic objective",
    .plural = "Strategic objectives",
    .description =
        "A strategic objective: what should be different for children by the end of the plan.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "plan",
};
