/* A statistical neighbour: one of the areas most like another, in one edition of the list. */
#include "domain/performance/performance.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("edition", .label = "Edition", .sortable = true),
    REFERENCE("area", "area", .label = "Area", .loose = true),
    INTEGER("rank", .label = "Place in the list"),
    REFERENCE("neighbour", "area", .label = "Neighbour", .loose = true),
    TEXT("closeness", .label = "How close"),
};

const struct entity neighbour_entity = {
    .name = "neighbour",
    .label = "Statistical neighbour",
    .plural = "Statistical neighbours",
    .description = "One of the areas most like another, in one edition of the publisher's list. "
                   "The lists are not symmetric.",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}),
    .named_by = "area,neighbour,edition",
    .order = "edition",
    .up = "area",
    .source = "neighbour_record",
    .tables = "neighbour,area",
};
