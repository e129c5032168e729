/* An accountable officer: who answers for an objective or priority, from when to when. */
#include "domain/governance/governance.h"

#include "base/banned.h"

static const char *const answered_for[] = {"strategic_objective", "operational_objective",
                                           "priority"};

/* Others who answer for the same thing on a day of this record's period. */
static const char overlapping[] =
    "SELECT p.title FROM accountability AS t JOIN post AS p ON p.code = t.post"
    " WHERE t.code <> ?1 AND t.retired = 0 AND (t.strategic_objective = ?2"
    " OR t.operational_objective = ?2 OR t.priority = ?2)"
    " AND (?4 IS NULL OR t.starts <= ?4) AND (t.ends IS NULL OR t.ends >= ?3) LIMIT 1";

static void check_overlap(struct store *store, const struct record *record, const char *name,
                          struct faults *faults)
{
    CLEANUP(store_release) struct store_statement *statement = store_prepare(store, overlapping);
    struct slice ends = record_text(record, "ends");
    store_bind_text(statement, 1, record->code);
    store_bind_text(statement, 2, record_text(record, name));
    store_bind_text(statement, 3, record_text(record, "starts"));
    store_bind_text(statement, 4, ends.length ? ends : (struct slice){0});
    if (store_step(statement, NULL) > 0)
        fault_add(faults, "starts",
                  "Answerable from: %.*s answers for this on some of these days. End that first.",
                  SLICE_PRINT(store_text(statement, 0)));
}

static void accountability_check(struct store *store, const struct record *record,
                                 struct faults *faults)
{
    size_t given = 0;
    entity_check_period(record, "starts", "ends", faults);
    for (size_t i = 0; i < 3; i++) {
        if (record_text(record, answered_for[i]).length == 0)
            continue;
        given++;
        check_overlap(store, record, answered_for[i], faults);
    }
    if (given != 1)
        fault_add(faults, "priority",
                  "Give exactly one thing to answer for: a strategic objective, an operational "
                  "objective or a priority.");
}

/* What is answered for, and by whom: a record of two references has no name of its own. */
#define TITLE                                                                                      \
    "coalesce((SELECT p.title FROM priority AS p WHERE p.code = t.priority),"                      \
    " (SELECT o.title FROM operational_objective AS o WHERE o.code = t.operational_objective),"    \
    " (SELECT s.title FROM strategic_objective AS s WHERE s.code = t.strategic_objective))"        \
    " || ': ' || (SELECT h.title FROM post AS h WHERE h.code = t.post)"

static const struct field fields[] = {
    DERIVED("title", TITLE, .label = "Title"),
    REFERENCE("post", "post", .label = "Officer", .required = true),
    REFERENCE("strategic_objective", "strategic_objective", .label = "Strategic objective"),
    REFERENCE("operational_objective", "operational_objective", .label = "Operational objective"),
    REFERENCE("priority", "priority", .label = "Priority"),
    DATE("starts", .label = "Answerable from", .required = true, .sortable = true),
    DATE("ends", .label = "Answerable until", .hint = "Leave empty while it lasts"),
};

const struct entity accountability_entity = {
    .name = "accountability",
    .label = "Accountable officer",
    .plural = "Accountable officers",
    .description =
        "An accountable officer: who answers for an objective or priority, from when to when.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "starts",
    .up = "priority,operational_objective,strategic_objective",
    .check = accountability_check,
};
