/* An area: England, a region or an authority, under the codes that publishers know it by. */
#include "domain/performance/performance.h"

#include "base/banned.h"

static const struct choice levels[] = {
    {"country", "Country"}, {"region", "Region"}, {"authority", "Authority"}, {"other", "Other"}};

static const struct field fields[] = {
    TEXT("name", .label = "Name", .sortable = true, .searchable = true),
    CHOICE("level", levels, .label = "Level"),
    TEXT("type", .label = "Type"),
    TEXT("region", .label = "Region"),
    TEXT("codes", .label = "Codes"),
};

const struct entity area_entity = {
    .name = "area",
    .label = "Area",
    .plural = "Areas",
    .description = "England, a region or an authority, under the codes that publishers know it by.",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}),
    .title = "name",
    .order = "name",
    .source = "area_now",
    .tables = "area_now,area,area_said,area_code",
};
