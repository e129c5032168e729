/* A held figure: what stands behind a “suppressed” that the house decided itself. It is no part of
 * what anyone may see. */
#include "domain/performance/performance.h"

#include "base/banned.h"

static const struct choice reasons[] = {
    {"small", "Too small to be shown"},
    {"cover", "A small one could be worked out from it"},
    {"unproven", "It does not tell the counts behind it"},
};

static const struct field fields[] = {
    REFERENCE("measure", "measure", .label = "Measure", .sortable = true, .loose = true),
    REFERENCE("area", "area", .label = "Area", .loose = true),
    TEXT("period", .label = "Period"),
    TEXT("breakdown", .label = "Group"),
    CHOICE("reason", reasons, .label = "Why it is held back"),
    DECIMAL("value", .label = "Value"),
    DECIMAL("numerator", .label = "Counted"),
    DECIMAL("denominator", .label = "Out of"),
    REFERENCE("load", "load", .label = "Load that brought it", .loose = true),
};

const struct entity held_figure_entity = {
    .name = "held_figure",
    .label = "Held figure",
    .plural = "Held figures",
    .description = "A figure that the house counted and may not show, so that no child can be "
                   "known by it. Where it belongs the pages say “suppressed”.",
    .sensitivity = INTERNAL,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANALYST, READ}),
    .named_by = "measure,area,breakdown,period",
    .order = "measure",
    .source = "observation_held_record",
    .tables = "observation_held",
    .locate = "t.id = CAST(?1 AS INTEGER)",
};
