/* A board or group, whom it reports to, from when to when. */
#include "domain/governance/governance.h"

#include "base/banned.h"

static const struct choice kinds[] = {{"board", "Board"},
                                      {"group", "Group"},
                                      {"partnership", "Partnership"},
                                      {"related", "Related partnership"}};

static void body_check(struct store *store, const struct record *record, struct faults *faults)
{
    (void)store;
    entity_check_period(record, "starts", "ends", faults);
    if (slice_equal(record_text(record, "reports_to"), record->code))
        fault_add(faults, "reports_to", "Reports to: a body cannot report to itself.");
}

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    CHOICE("kind", kinds, .label = "Kind", .required = true),
    REFERENCE("reports_to", "body", .label = "Reports to"),
    REFERENCES("related_to", "body", .label = "Works with"),
    DATE("starts", .label = "Began", .hint = "Where only a month or year is stated, its first day"),
    DATE("ends", .label = "Ended", .hint = "Where only a month or year is stated, its last day"),
    TEXT("dates_stated", .label = "What is said of the dates", .longest = 500,
         .hint = "Only where no days are given"),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity body_entity = {
    .name = "body",
    .label = "Body",
    .plural = "Bodies",
    .description = "A board or group, whom it reports to, from when to when.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "reports_to",
    .check = body_check,
};
