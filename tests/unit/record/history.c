/* Looking back and going back: who may not, what was never there, and what is not undone here. */
#include "support/records.h"

#include <string.h>

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true),
    TEXT("colour", .label = "Colour"),
    TEXT("password", .label = "Password", .secret = true),
};
static const struct entity promise_entity = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({CONTRIBUTOR, READ | WRITE}, {ANALYST, READ}),
    .title = "title",
};
static const struct entity *const entities[] = {&promise_entity};
static const struct registry registry = {entities, 1};
static const struct actor carl = {.code = {"carl", 4}, .roles = ROLE_BIT(CONTRIBUTOR)};
static struct record promise; /* as it was saved last */

static void set(struct records *records, const char *title, const char *colour)
{
    *record_value(&promise, "title") = value_text(slice_from(title));
    *record_value(&promise, "colour") = value_text(slice_from(colour));
    struct err err = {0};
    if (records_save(records, &promise, SAVE_VALUES, &carl, &err) < 0)
        fail_msg("%s", err.message);
}

/* The promise a: made (change 1), given another title (2), another colour (3). */
static int set_up(void **state)
{
    struct records *records = records_new(&registry);
    promise = record_new(&promise_entity, SLICE("a"), &records->arena);
    set(records, "Safe", "red");
    set(records, "Safer", "red");
    set(records, "Safer", "blue");
    *state = records;
    return 0;
}

static int undo(struct records *records, int64_t change, const struct actor *actor,
                struct faults *faults, struct err *err)
{
    int64_t version = 0;
    *faults = faults_in(&records->arena);
    *err = (struct err){0};
    assert_int_equal(writer_begin(records->writer, err), 0);
    int code = history_undo(records->writer, &promise, change, actor, &version, faults, err);
    if (code < 0)
        writer_rollback(records->writer);
    else
        assert_int_equal(writer_commit(records->writer, err), 0);
    return code;
}

static void assert_stands(struct records *records, const char *title, const char *colour,
                          int64_t version, bool retired)
{
    struct record record;
    struct err err = {0};
    if (record_load(records->writer->store, &promise_entity, SLICE("a"), &records->arena, &record,
                    &err) < 0)
        fail_msg("%s", err.message);
    assert_slice(record_text(&record, "title"), title);
    assert_slice(record_text(&record, "colour"), colour);
    assert_int_equal(record.version, version);
    assert_int_equal(record.retired, retired);
}

static void a_change_is_taken_back_alone_and_a_making_by_retiring(void **state)
{
    struct records *records = *state;
    struct faults faults;
    struct err err;
    assert_int_equal(undo(records, 2, &carl, &faults, &err), 1); /* under the later colour */
    assert_stands(records, "Safe", "blue", 4, false);
    assert_int_equal(undo(records, 1, &carl, &faults, &err), 1);
    assert_stands(records, "Safe", "blue", 5, true);
    assert_int_equal(undo(records, 5, &carl, &faults, &err), 1); /* and the retiring likewise */
    assert_stands(records, "Safe", "blue", 6, false);
    assert_int_equal(undo(records, 6, &carl, &faults, &err), 1);
    assert_stands(records, "Safe", "blue", 7, true);
}

static void what_is_not_undone_is_refused_in_words_and_changes_nothing(void **state)
{
    struct records *records = *state;
    const struct actor ann = {.code = SLICE("ann"), .roles = ROLE_BIT(ANALYST)};
    struct faults faults;
    struct err err;
    static const int64_t absent[] = {0, -1, 4, INT64_MAX};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_int_equal(undo(records, absent[i], &carl, &faults, &err), ERR_NOT_FOUND);
    assert_int_equal(undo(records, 3, &ann, &faults, &err), ERR_FORBIDDEN);
    set(records, "Safest", "blue");
    assert_int_equal(undo(records, 2, &carl, &faults, &err), ERR_CONFLICT);
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.items[0].field, "title");
    assert_string_equal(faults.items[0].message,
                        "Title was changed again since. Change it by hand instead.");
    struct entity kept = promise_entity; /* what a folder keeps itself, it undoes itself */
    kept.source = "promise";
    promise.entity = &kept;
    assert_int_equal(undo(records, 3, &carl, &faults, &err), ERR_RANGE);
    assert_string_equal(err.message, "A change of this kind is not undone here.");
    promise.entity = &promise_entity;
    assert_stands(records, "Safest", "blue", 4, false);
}

static void whoever_may_not_see_records_sees_no_earlier_ones(void **state)
{
    struct records *records = *state;
    const struct actor anyone = actor_anyone();
    struct store *store = records->writer->store;
    struct record_list list = {.count = 77};
    struct record then = {.version = 77};
    struct change *changes = NULL;
    size_t count = 77;
    struct err err = {0};
    assert_int_equal(history_list_as_of(store, &promise_entity, &anyone, INT64_MAX, &records->arena,
                                        &list, &err),
                     ERR_FORBIDDEN);
    assert_string_equal(err.message, "Promises are not open to you.");
    assert_int_equal(list.count, 77);
    int code = history_as_of(store, &promise_entity, SLICE("a"), &anyone, INT64_MAX,
                             &records->arena, &then, &err);
    assert_true(code == ERR_FORBIDDEN || code == ERR_NOT_FOUND);
    assert_int_equal(then.version, 77);
    code = history_of(store, &promise_entity, SLICE("a"), &anyone, 0, 10, &records->arena, &changes,
                      &count, &err);
    assert_true(code < 0 || count == 0);
    assert_int_equal(
        history_latest(store, &registry, &anyone, 0, 10, &records->arena, &changes, &count, &err),
        0);
    assert_int_equal(count, 0);
    assert_int_equal(
        history_as_of(store, &promise_entity, SLICE("a"), &carl, 0, &records->arena, &then, &err),
        ERR_NOT_FOUND);
    assert_string_equal(err.message, "This Promise was not recorded yet on that date.");
}

static void what_was_never_made_is_not_changed_and_a_secret_is_in_no_log(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    int64_t told = -1;
    *record_value(&promise, "password") = value_text(SLICE("quillfeather"));
    assert_int_equal(records_save(records, &promise, SAVE_VALUES, &carl, &err), 1);
    store_ask_integer(records->writer->store,
                      "SELECT count(*) FROM change WHERE body LIKE '%quill%'", &told, NULL);
    assert_int_equal(told, 0);
    promise.code = SLICE("b");
    assert_int_equal(records_save(records, &promise, SAVE_VALUES, &carl, &err), ERR_NOT_FOUND);
    assert_string_equal(err.message, "There is no promise with the code “b”.");
    assert_int_equal(records_save(records, &promise, SAVE_RETIRED, &carl, &err), ERR_NOT_FOUND);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, records_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_change_is_taken_back_alone_and_a_making_by_retiring),
        TEST(what_is_not_undone_is_refused_in_words_and_changes_nothing),
        TEST(whoever_may_not_see_records_sees_no_earlier_ones),
        TEST(what_was_never_made_is_not_changed_and_a_secret_is_in_no_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
