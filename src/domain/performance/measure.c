/* A measure: what a publisher publishes a figure of. */
#include "domain/performance/performance.h"
#include "domain/performance/tables.h"

#include "base/banned.h"

static const struct choice polarities[] = {
    {"high", "High"}, {"low", "Low"}, {"neither", "Neither"}};
static const struct choice answers[] = {{"yes", "Yes"}, {"no", "No"}};

static const struct field fields[] = {
    TEXT("title", .label = "Title", .sortable = true, .searchable = true),
    TEXT("chart_title", .label = "Title of its chart", .searchable = true),
    TEXT("topics", .label = "Topics", .searchable = true),
    TEXT("unit", .label = "Unit"),
    CHOICE("polarity", polarities, .label = "Good is"),
    INTEGER("decimals", .label = "Decimals", .minimum = 0, .maximum = 6),
    TEXT("year_type", .label = "Kind of year"),
    CHOICE("quartiles", answers, .label = "Quartiles"),
    LONG_TEXT("description", .label = "Description"),
    LONG_TEXT("methodology", .label = "How it is worked out"),
    TEXT("source", .label = "Source"),
    TEXT("link", .label = "Where it is published"),
    TEXT("last_update", .label = "Last updated"),
    TEXT("next_update", .label = "Next update"),
    REFERENCE("said_by", "load", .label = "Load that says so", .loose = true),
};

const struct entity measure_entity = {
    .name = "measure",
    .label = "Published measure",
    .plural = "Published measures",
    .description = "What a publisher publishes a figure of, as its data dictionary says it.",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}),
    .title = "title",
    .order = "title",
    .source = "measure_record",
    .tables = "measure,measure_said",
    .schema = performance_tables,
};
