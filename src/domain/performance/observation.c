/* An observation: the figure that stands for a measure, a group, an area and a period. */
#include "domain/performance/performance.h"

#include "base/banned.h"

static const struct choice statuses[] = {
    {"present", "Published"},
    {"missing", "Not there"},
    {"suppressed", "Held back, so that nobody can be known by it"},
    {"not applicable", "Not applicable"},
    {"rounds to zero", "More than nothing, rounds to nought"},
};

static const struct field fields[] = {
    REFERENCE("measure", "measure", .label = "Measure", .sortable = true, .loose = true),
    REFERENCE("area", "area", .label = "Area", .loose = true),
    TEXT("period", .label = "Period"),
    TEXT("breakdown", .label = "Group"),
    CHOICE("status", statuses, .label = "Status"),
    DECIMAL("value", .label = "Value"),
    DECIMAL("lower", .label = "Lower 95% limit"),
    DECIMAL("upper", .label = "Upper 95% limit"),
    DECIMAL("lower_99_8", .label = "Lower 99.8% limit"),
    DECIMAL("upper_99_8", .label = "Upper 99.8% limit"),
    DECIMAL("numerator", .label = "Counted"),
    DECIMAL("denominator", .label = "Out of"),
    TEXT("note", .label = "Publisher's note"),
    TEXT("label", .label = "Period as published"),
    REFERENCE("load", "load", .label = "Load that brought it", .loose = true),
};

const struct entity observation_entity = {
    .name = "observation",
    .label = "Published figure",
    .plural = "Published figures",
    .description = "The figure that stands for a measure, a group, an area and a period, exactly "
                   "as published.",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}),
    .named_by = "measure,area,breakdown,period",
    .order = "measure",
    .up = "measure",
    .source = "observation_record",
    .tables = "observation,observation_past,observation_detail,measure,area,period,period_label,"
              "breakdown,note",
    .locate = "t.measure_id = CAST(?1 AS INTEGER) >> 42"
              " AND t.breakdown_id = (CAST(?1 AS INTEGER) >> 28 & 16383)"
              " AND t.area_id = (CAST(?1 AS INTEGER) >> 14 & 16383)"
              " AND t.period_id = (CAST(?1 AS INTEGER) & 16383) AND t.code = ?1",
};
