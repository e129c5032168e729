/* A priority: an operational objective that has first call for a stated period. */
#include "domain/plan/plan.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    REFERENCE("plan", "plan", .label = "Plan"),
    REFERENCE("strategic_objective", "strategic_objective", .label = "Strategic objective",
              .required = true),
    REFERENCE("operational_objective", "operational_objective", .label = "Operational objective"),
    DATE("starts", .label = "Priority from", .required = true,
         .hint = "Where only a month or year is stated, its first day"),
    DATE("ends", .label = "Priority until",
         .hint = "Where only a month or year is stated, its last day"),
    TEXT("dates_stated", .label = "What the plan says of the dates", .longest = 500,
         .hint = "Only where it gives no days"),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity priority_entity = {
    .name = "priority",
    .label = "Priority",
    .plural = "Priorities",
    .description = "A priority: an operational objective that has first call for a stated period.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "operational_objective,strategic_objective",
};
