/* A plan that this one must agree with: its parent, or a sibling. */
#include "domain/plan/plan.h"

#include "base/banned.h"

static const struct choice kinds[] = {{"parent", "Parent plan"}, {"sibling", "Sibling plan"}};

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    REFERENCE("plan", "plan", .label = "Plan", .required = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    CHOICE("kind", kinds, .label = "Kind", .required = true),
    TEXT("owner", .label = "Whose plan it is"),
    TEXT("period", .label = "Period", .hint = "As its owner writes it"),
    TEXT("shared_aim", .label = "What the two share", .longest = 500, .searchable = true),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity related_plan_entity = {
    .name = "related_plan",
    .label = "Related plan",
    .plural = "Related plans",
    .description = "A plan that this one must agree with: its parent, or a sibling.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "plan",
};
