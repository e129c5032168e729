/* What an indicator should be at a period: the baseline, a step of the trajectory, or the target.
 */
#include "domain/performance/performance.h"

#include "base/banned.h"

static const struct choice kinds[] = {
    {"baseline", "Baseline"}, {"trajectory", "Where we should be"}, {"target", "Target"}};

#define TITLE                                                                                      \
    "CASE t.kind WHEN 'baseline' THEN 'Baseline' WHEN 'trajectory' THEN 'Where we should be'"      \
    " ELSE 'Target' END || ', ' || t.period"

static const struct field fields[] = {
    DERIVED("title", TITLE, .label = "Title"),
    REFERENCE("indicator", "indicator", .label = "Indicator", .required = true),
    CHOICE("kind", kinds, .label = "Kind", .required = true),
    TEXT("period", .label = "Period", .required = true, .sortable = true,
         .hint = "As the figures write it: 2011, 2010/11, 2011 Q2"),
    DECIMAL("value", .label = "Value", .required = true),
    DATE("agreed", .label = "Agreed on"),
    TEXT("reason", .label = "Why this target", .longest = 500),
};

const struct entity target_entity = {
    .name = "target",
    .label = "Target",
    .plural = "Targets",
    .description = "What an indicator should be at a period: the baseline, a step of the "
                   "trajectory, or the target.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ,
                      "EXISTS (SELECT 1 FROM indicator AS i WHERE i.code = t.indicator"
                      " AND i.audience = 'public')"},
                     {CONTRIBUTOR, READ}, {ANALYST, READ | WRITE}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "period",
    .up = "indicator",
};
