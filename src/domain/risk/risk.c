/* A risk to the plan: cause, event and effect, how likely and how bad, and who watches it. */
#include "domain/risk/risk.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .longest = 500, .label = "Title", .required = true, .sortable = true,
         .searchable = true),
    REFERENCE("plan", "plan", .label = "Plan", .required = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    LONG_TEXT("cause", .label = "Because of", .searchable = true),
    LONG_TEXT("event", .label = "This may happen", .searchable = true),
    LONG_TEXT("effect", .label = "And then", .searchable = true),
    INTEGER("likelihood", .label = "Likelihood", .minimum = 1, .maximum = 5, .sortable = true,
            .hint = "1 rare to 5 almost certain"),
    INTEGER("impact", .label = "Impact", .minimum = 1, .maximum = 5, .sortable = true,
            .hint = "1 slight to 5 severe"),
    DERIVED("rating", "t.likelihood * t.impact", .label = "Rating"),
    LONG_TEXT("controls", .label = "What is done about it", .searchable = true),
    REFERENCE("owner", "post", .label = "Owner"),
    REFERENCES("strategic_objectives", "strategic_objective", .label = "Objectives at risk"),
    DATE("reviewed", .label = "Last reviewed"),
    DATE("review_due", .label = "Next review", .sortable = true),
};

const struct entity risk_entity = {
    .name = "risk",
    .label = "Risk",
    .plural = "Risks",
    .description =
        "A risk to the plan: cause, event and effect, how likely and how bad, and who watches it.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "plan",
};
