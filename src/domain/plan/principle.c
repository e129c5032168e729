/* A cross-cutting principle that every service, commission and commitment says whether it serves.
 */
#include "domain/plan/plan.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    REFERENCE("plan", "plan", .label = "Plan", .required = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity principle_entity = {
    .name = "principle",
    .label = "Principle",
    .plural = "Principles",
    .description = "A cross-cutting principle that every service, commission and commitment says "
                   "whether it serves.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "plan",
};
