/* What an indicator should be at a period: the baseline, a step of the trajectory, or the target.
 */
#include "domain/performance/performance.h"

#include "domain/performance/period.h"

#include "base/banned.h"

static const struct choice kinds[] = {
    {"baseline", "Baseline"}, {"trajectory", "Where we should be"}, {"target", "Target"}};

/* A period of any kind of year: which one its indicator's figures have may be told later. */
static bool is_period(struct slice text, struct err *err)
{
    struct period period;
    for (int kind = YEAR_CALENDAR; kind <= YEAR_SCHOOL; kind++)
        if (period_parse(text, (enum year_kind)kind, &period, err) == 0)
            return true;
    return false;
}

/* Whether what the indicator counts is so many of a hundred. */
static bool is_percentage(struct store *store, struct slice indicator)
{
    CLEANUP(store_release)
    struct store_statement *row =
        store_prepare(store, "SELECT unit FROM indicator WHERE code = ?1");
    store_bind_text(row, 1, indicator);
    return store_step(row, NULL) == 1 && slice_is(store_text(row, 0), "%");
}

static void check(struct store *store, const struct record *target, struct faults *faults)
{
    struct err err = {0};
    struct slice period = record_text(target, "period");
    const struct value *value = record_value(target, "value");
    if (period.length && !is_period(period, &err))
        fault_add(faults, "period", "%s", err.message);
    if (value->kind != VALUE_NONE && (value->real < 0 || value->real > 100) &&
        is_percentage(store, record_text(target, "indicator")))
        fault_add(faults, "value", "%g is no percentage. Give a number from 0 to 100.",
                  value->real);
}

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
    .check = check,
    .title = "title",
    .order = "period",
    .up = "indicator",
};
