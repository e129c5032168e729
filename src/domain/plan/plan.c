/* One edition of a plan: its vision, its period and where it comes from. */
#include "domain/plan/plan.h"

#include "base/banned.h"

static void plan_check(struct store *store, const struct record *record, struct faults *faults)
{
    (void)store;
    entity_check_period(record, "starts", "ends", faults);
}

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    REFERENCE("partnership", "partnership", .label = "Partnership", .required = true),
    LONG_TEXT("vision", .label = "Vision", .required = true, .searchable = true),
    DATE("starts", .label = "Starts", .required = true, .sortable = true,
         .hint = "Where only a month or year is stated, its first day"),
    DATE("ends", .label = "Ends", .required = true,
         .hint = "Where only a month or year is stated, its last day"),
    TEXT("dates_stated", .label = "What the plan says of its dates", .longest = 500,
         .hint = "Only where it gives no days"),
    TEXT("edition", .label = "Edition", .hint = "Such as: revised for 2011–13"),
    DATE("edition_date", .label = "Date of the edition"),
    LONG_TEXT("scope", .label = "Whom it covers", .searchable = true),
    LONG_TEXT("accountability_stated", .label = "What the plan says of who answers",
              .hint = "Only where posts are not named"),
    LONG_TEXT("principles_stated", .label = "How commitments were matched with principles"),
    LONG_TEXT("indicators_stated", .label = "Where its indicators come from"),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

const struct entity plan_entity = {
    .name = "plan",
    .label = "Plan",
    .plural = "Plans",
    .description = "One edition of a plan: its vision, its period and where it comes from.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "starts",
    .up = "partnership",
    .check = plan_check,
};
