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

/* The plan is public, and a count of one to four of a group may be a child that somebody knows.
 * What a published table may not say (math/disclosure), a sentence of the plan may not either. */
static void check(struct store *store, const struct record *group, struct faults *faults)
{
    (void)store;
    static const char *const counts[] = {"known_count", "estimated_count"};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const struct value *count = record_value(group, counts[i]);
        if (count->kind == VALUE_INTEGER && count->integer >= 1 && count->integer < 5)
            fault_add(
                faults, counts[i],
                "A count of one to four can be a child whom somebody knows. Leave it out, and "
                "write “fewer than five” where it says what the numbers are.");
    }
}

const struct entity vulnerable_group_entity = {
    .name = "vulnerable_group",
    .label = "Vulnerable group",
    .plural = "Vulnerable groups",
    .description = "A group of children who are likely to need more and to fare worse without it.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .check = check,
    .title = "title",
    .order = "position",
    .up = "plan",
};
