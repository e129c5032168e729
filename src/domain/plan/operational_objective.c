/* An operational objective: what the partners do towards a strategic objective. */
#include "domain/plan/plan.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    REFERENCE("strategic_objective", "strategic_objective", .label = "Strategic objective",
              .required = true),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity operational_objective_entity = {
    .name = "operational_objective",
    .label = "Operational objective",
    .plural = "Operational objectives",
    .description = "An operational objective: what the partners do towards a strategic objective.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "strategic_objective",
};
