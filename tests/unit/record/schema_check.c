/* Whether a store's tables are what the program makes: whatever was made, dropped or altered there
 * behind its back is told by name, and what an older store has is not. */
#include "support/records.h"

#include <string.h>

static const struct field fields[] = {
    TEXT("title", .label = "Title", .sortable = true, .searchable = true),
    REFERENCE("part_of", "promise", .label = "Part of"),
    INTEGER("pounds", .label = "Pounds"),
};

static const struct field fields_before[] = {
    TEXT("gone", .label = "Gone"),
    REFERENCE("serves", "promise", .label = "Serves"),
    TEXT("title", .label = "Title", .sortable = true, .searchable = true),
};

#define PROMISE                                                                                    \
    .name = "promise", .label = "Promise", .plural = "Promises", .sensitivity = PUBLIC,            \
    .grants = GRANTS({ANYONE, READ}), .title = "title"

static const struct entity promise_entity = {PROMISE, .fields = FIELDS(fields)};
static const struct entity *const entities[] = {&promise_entity};
static const struct registry registry = {entities, 1};

static const struct entity before = {PROMISE, .fields = FIELDS(fields_before)};
static const struct entity *const all_before[] = {&before};
static const struct registry registry_before = {all_before, 1};

static int set_up(void **state)
{
    *state = records_new(&registry);
    return 0;
}

static const char *found(struct records *records)
{
    CLEANUP(buffer_free) struct buffer all = BUFFER(1 << 16);
    struct faults faults = faults_in(&records->arena);
    struct err err = {0};
    if (schema_check(records->writer->store, &registry, &faults, &err) < 0)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < faults.count; i++)
        buffer_printf(&all, "%s\n", faults.items[i].message);
    return arena_string(&records->arena, buffer_slice(&all));
}

static void run(struct records *records, const char *sql)
{
    struct err err = {0};
    if (store_run(records->writer->store, sql, &err) < 0)
        fail_msg("%s: %s", sql, err.message);
}

#define ANEW                                                                                       \
    " is not there. Weft makes it anew when it next opens the store to write, as `weft serve` "    \
    "does.\n"
#define REMADE(retired_and_title, options)                                                         \
    "DROP TABLE promise; CREATE TABLE promise (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE," \
    " version INTEGER NOT NULL, " retired_and_title ", part_of TEXT REFERENCES promise (code)"     \
    " DEFERRABLE INITIALLY DEFERRED, pounds INTEGER)" options ";"                                  \
    "CREATE INDEX promise__title ON promise (title, code);"                                        \
    "CREATE INDEX promise__part_of ON promise (part_of, code);"

static void what_was_made_dropped_or_altered_is_told_by_its_name(void **state)
{
    struct records *records = *state;
    static const struct {
        const char *sql, *says;
    } cases[] = {
        {"SELECT 1", ""},
        {"CREATE TRIGGER quiet AFTER INSERT ON change BEGIN SELECT 1; END",
         "The trigger “quiet” on the table “change” is not Weft's: it can alter what is saved "
         "there.\n"},
        {"CREATE UNIQUE INDEX once ON promise (title)",
         "The index “once” on the table “promise” is not Weft's: it can refuse what is saved "
         "there.\n"},
        {"DROP INDEX promise__title", "The index “promise__title”" ANEW},
        {"DROP INDEX change_record; CREATE INDEX change_record ON change (entity)",
         "The index “change_record” is not as Weft makes it: it is “CREATE INDEX change_record ON "
         "change (entity)”.\n"},
        {"DROP VIEW public_change; CREATE VIEW public_change AS SELECT * FROM change",
         "The view “public_change” is not as Weft makes it: it is “CREATE VIEW public_change AS "
         "SELECT * FROM change”.\n"},
        {"DROP TABLE seal", "The table “seal”" ANEW},
        {"DROP TABLE public_search; CREATE VIRTUAL TABLE public_search USING fts5"
         " (entity UNINDEXED, code UNINDEXED, title, body)",
         "The table “public_search” lacks “tokenize='porter unicode61'”, with which Weft makes "
         "it.\n"},
        {REMADE("retired INTEGER NOT NULL, title TEXT", ""),
         "The table “promise” lacks “STRICT”, with which Weft makes it.\n"},
        {REMADE("retired INTEGER NOT NULL DEFAULT 1, title TEXT", "STRICT"),
         "The table “promise” lacks “retired INTEGER NOT NULL”, with which Weft makes it.\n"
         "The table “promise” has “retired INTEGER NOT NULL DEFAULT 1”, without which Weft makes "
         "it.\n"},
        {"ALTER TABLE promise ADD COLUMN note TEXT CHECK (note <> 'no')",
         "The table “promise” has “note TEXT CHECK (note <> 'no')”, without which Weft makes "
         "it.\n"},
        {"ALTER TABLE promise RENAME COLUMN pounds TO pence",
         "The table “promise” lacks “pounds INTEGER”, with which Weft makes it.\n"},
        /* what alters nothing of ours */
        {"CREATE TABLE mine (a)", ""},
        {"CREATE INDEX mine ON promise (pounds)", ""},
        {REMADE("\n  retired  INTEGER NOT NULL,\n\ttitle TEXT", "STRICT"), ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {0};
        assert_int_equal(store_begin(records->writer->store, &err), 0);
        run(records, cases[i].sql);
        const char *told = found(records);
        store_rollback(records->writer->store);
        if (strcmp(told, cases[i].says) != 0)
            fail_msg("%s\n%s", cases[i].sql, told);
    }
}

static void a_store_that_an_earlier_program_made_and_this_one_added_to_is_as_it_should_be(
    void **state)
{
    struct records *records = *state;
    struct err err = {0};
    run(records, "DROP TABLE promise");
    assert_int_equal(schema_apply(records->writer->store, &registry_before, &err), 0);
    assert_string_not_equal(found(records), "");
    assert_int_equal(schema_apply(records->writer->store, &registry, &err), 0);
    assert_string_equal(found(records), "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, records_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_was_made_dropped_or_altered_is_told_by_its_name),
        TEST(a_store_that_an_earlier_program_made_and_this_one_added_to_is_as_it_should_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
