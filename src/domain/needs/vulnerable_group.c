/* A group of children who are likely to need more and to fare worse without it. */
#include "domain/needs/needs.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    REFERENCE("plan", "plan", .label = "Plan", .required = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    INTEGER("known_count", .label = "Known number", .minimum = 0, .maximum = 1e9),
    INTEGER("estimated_count", .label = "Estimated number", .minimum = 0, .maximum = 1e9),
    TEXT("counted_when", .label = "When it was counted"),
    TEXT("count_says", .label = "What the numbers are", .longest = 500),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity vulnerable_group_entity = {
    .name = "vulnerable_group",
    .label = "Vulnerable group",
    .plural = "Vulnerable groups",
    .description = "A group of children who are likely to need more and to fare worse without it.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "plan",
};
