/* A seat on a body, and the post that holds it. */
#include "domain/governance/governance.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    REFERENCE("body", "body", .label = "Body", .required = true),
    REFERENCE("post", "post", .label = "Post", .hint = "Leave empty while the seat is vacant"),
    TEXT("speaks_for", .label = "Speaks for", .hint = "Such as: primary schools",
         .searchable = true),
    DATE("starts", .label = "From"),
    DATE("ends", .label = "Until"),
};

const struct entity seat_entity = {
    .name = "seat",
    .label = "Seat",
    .plural = "Seats",
    .description = "A seat on a body, and the post that holds it.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "body",
};
