/* A strand of the workforce strategy. */
#include "domain/workforce/workforce.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    REFERENCE("plan", "plan", .label = "Plan", .required = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity workforce_strand_entity = {
    .name = "workforce_strand",
    .label = "Workforce strand",
    .plural = "Workforce strands",
    .description = "A strand of the workforce strategy.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "plan",
};
