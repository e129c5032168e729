/* A post: an office that somebody holds, in one of the partners. */
#include "domain/governance/governance.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    TEXT("organisation", .label = "Organisation", .sortable = true, .searchable = true),
    TEXT("holder", .label = "Held by", .hint = "The user who holds it now, by their code",
         .found_by = "user", .internal = true, .person = true),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity post_entity = {
    .name = "post",
    .label = "Post",
    .plural = "Posts",
    .description = "A post: an office that somebody holds, in one of the partners.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "title",
};
