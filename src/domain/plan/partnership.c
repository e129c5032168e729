/* A partnership: the bodies that agree one plan for a place. */
#include "domain/plan/plan.h"

#include "base/banned.h"

static const struct choice kinds[] = {{"real", "A real place"}, {"invented", "Invented"}};

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    LONG_TEXT("description", .label = "Description", .searchable = true),
    TEXT("place", .label = "Place", .required = true,
         .hint = "As people say it, such as Nottingham"),
    TEXT("area", .label = "Area code", .hint = "The code its published figures carry, such as 892"),
    CHOICE("kind", kinds, .label = "Real or invented", .required = true),
};

const struct entity partnership_entity = {
    .name = "partnership",
    .label = "Partnership",
    .plural = "Partnerships",
    .description = "A partnership: the bodies that agree one plan for a place.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
};
