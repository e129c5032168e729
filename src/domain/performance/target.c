/* What an indicator should be at a period: the baseline, a step of the trajectory, or the target.
 */
#include "domain/performance/performance.h"

#include "domain/performance/period.h"

#include "base/banned.h"

static const struct choice kinds[] = {
    {"baseline", "Baseline"}, {"trajectory", "Where we should be"}, {"target", "Target"}};

/* What a target is judged by: what its indicator shows first, where that is loaded. */
struct judged_by {
    struct slice unit;
    bool has_measure;
    struct measure measure;
    struct measure_period *periods; /* of its figures, newest first */
    size_t period_count;
};

static void find_judged_by(struct store *store, struct slice indicator, struct arena *arena,
                           struct judged_by *by)
{
    CLEANUP(store_release)
    struct store_statement *row =
        store_prepare(store, "SELECT unit, measures FROM indicator WHERE code = ?1");
    store_bind_text(row, 1, indicator);
    if (store_step(row, NULL) != 1)
        return;
    by->unit = arena_slice(arena, store_text(row, 0));
    struct slice measures = arena_slice(arena, store_text(row, 1)), code;
    while (!by->has_measure && slice_split(&measures, '\n', &code))
        by->has_measure = measure_load(store, code, arena, &by->measure, NULL) == 0;
    if (!by->has_measure)
        return;
    if (by->measure.unit.length)
        by->unit = by->measure.unit;
    measure_periods(store, by->measure.code, arena, &by->periods, &by->period_count, NULL);
}

/* Where the measure is not known, a year is what it is written as. */
static int parse(const struct judged_by *by, struct slice text, struct period *ret_period,
                 struct err *err)
{
    return period_parse(text, by->has_measure ? by->measure.kind : YEAR_CALENDAR, ret_period, err);
}

/* One number is no name of a year that begins in another: 2027 may be 2026/27 or 2027/28. */
static bool is_one_number(struct slice text)
{
    struct period period;
    return period_parse(text, YEAR_CALENDAR, &period, NULL) == 0 && period.kind == YEAR_CALENDAR &&
           period.first == period.last && !period.quarter;
}

static bool is_alike(struct period a, struct period b)
{
    return a.kind == b.kind && !a.quarter == !b.quarter && a.last - a.first == b.last - b.first;
}

/* Whether some figure is of such a period: a measure may have years and quarters both. */
static bool is_written_alike(const struct judged_by *by, struct slice text, struct period period)
{
    if (by->measure.kind != YEAR_CALENDAR && is_one_number(text))
        return false;
    bool is_like = by->period_count == 0 && (period.quarter || period.kind == by->measure.kind);
    for (size_t i = 0; i < by->period_count && !is_like; i++) {
        struct period figure;
        is_like = parse(by, by->periods[i].period, &figure, NULL) == 0 && is_alike(figure, period);
    }
    return is_like;
}

static bool check_period(const struct judged_by *by, const struct record *target,
                         struct faults *faults)
{
    struct err err = {0};
    struct period period;
    struct slice text = record_text(target, "period");
    if (parse(by, text, &period, &err) < 0) {
        fault_add(faults, "period", "%s", err.message);
        return false;
    }
    if (!by->has_measure || is_written_alike(by, text, period))
        return true;
    struct slice newest = by->period_count                    ? by->periods[0].period
                          : by->measure.kind == YEAR_CALENDAR ? SLICE("2026")
                                                              : SLICE("2025/26");
    fault_add(faults, "period",
              "“%.*s” is not as the figures of %.*s are written. Give a period such as %.*s.",
              SLICE_PRINT(text), SLICE_PRINT(by->measure.code), SLICE_PRINT(newest));
    return false;
}

/* A score or a difference may be less than nothing; a share, a rate and a count may not. */
static void check_value(const struct judged_by *by, double value, struct faults *faults)
{
    if (unit_is_share(by->unit) && (value < 0 || value > 100))
        fault_add(faults, "value", "%g is no percentage. Give a number from 0 to 100.", value);
    else if (value < 0 && (unit_is_rate(by->unit) || slice_starts_with(by->unit, SLICE("Number"))))
        fault_add(faults, "value", "%g is less than nothing. Give 0 or more.", value);
}

/* One value for each indicator, kind and period, however the period is written. */
static void check_alone(struct store *store, const struct judged_by *by,
                        const struct record *target, struct faults *faults)
{
    struct period period, other;
    if (parse(by, record_text(target, "period"), &period, NULL) < 0)
        return;
    CLEANUP(store_release)
    struct store_statement *row =
        store_prepare(store, "SELECT code, period, value FROM target WHERE indicator = ?1 AND"
                             " kind = ?2 AND code <> ?3 AND retired = 0 ORDER BY id");
    store_bind_text(row, 1, record_text(target, "indicator"));
    store_bind_text(row, 2, record_text(target, "kind"));
    store_bind_text(row, 3, target->code);
    while (store_step(row, NULL) == 1) {
        if (parse(by, store_text(row, 1), &other, NULL) < 0 || !is_alike(period, other) ||
            period_compare(period, other) != 0)
            continue;
        fault_add(faults, "period",
                  "%.*s says %g for %.*s already. Change that one, or give another period.",
                  SLICE_PRINT(store_text(row, 0)), store_real(row, 2),
                  SLICE_PRINT(store_text(row, 1)));
        return;
    }
}

static void check(struct store *store, const struct record *target, struct faults *faults)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct judged_by by = {0};
    const struct value *value = record_value(target, "value");
    find_judged_by(store, record_text(target, "indicator"), &arena, &by);
    if (record_text(target, "period").length && check_period(&by, target, faults))
        check_alone(store, &by, target, faults);
    if (value->kind != VALUE_NONE)
        check_value(&by, value->real, faults);
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
    .check_saved = check,
    .title = "title",
    .order = "period",
    .up = "indicator",
};
