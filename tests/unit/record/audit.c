/* Whether everything in a store agrees: whatever is changed behind the engine's back is told by the
 * record it stands in, and nothing else is. */
#include "support/records.h"

#include <string.h>

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .searchable = true),
    REFERENCE("part_of", "promise", .label = "Part of"),
    REFERENCES("serves", "promise", .label = "Serves"),
    REFERENCE("later", "promise", .label = "Later", .loose = true),
    DATE("starts", .label = "From"),
    DATE("ends", .label = "Until"),
    TEXT("password", .label = "Password", .secret = true),
};

static void check_period(struct store *store, const struct record *record, struct faults *faults)
{
    (void)store;
    entity_check_period(record, "starts", "ends", faults);
}

static const struct entity promise_entity = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}),
    .title = "title",
    .check = check_period,
};
static const struct entity *const entities[] = {&promise_entity};
static const struct registry registry = {entities, 1};
static struct actor house;

static void put(struct record *record, const char *name, const char *text)
{
    *record_value(record, name) = value_text(slice_from(text));
    if (strcmp(name, "serves") == 0)
        record_value(record, name)->kind = VALUE_LIST;
}

static void save(struct records *records, struct record *record, enum save_kind kind)
{
    struct err err = {0};
    if (records_save(records, record, kind, &house, &err) < 0)
        fail_msg("%s", err.message);
}

/* a, and b that is a part of it and serves it, and one that was retired. */
static int set_up(void **state)
{
    struct records *records = records_new(&registry);
    house = actor_house("test");
    struct record a = record_new(&promise_entity, SLICE("a"), &records->arena);
    put(&a, "title", "Safe homes");
    put(&a, "password", "quillfeather");
    put(&a, "starts", "2011-03-31");
    put(&a, "ends", "2011-03-31"); /* a period of one day is one */
    save(records, &a, SAVE_VALUES);
    struct record b = record_new(&promise_entity, SLICE("b"), &records->arena);
    put(&b, "title", "Warm homes");
    put(&b, "part_of", "a");
    put(&b, "serves", "a");
    put(&b, "later", "not-yet-there");
    save(records, &b, SAVE_VALUES);
    struct record gone = record_new(&promise_entity, SLICE("gone"), &records->arena);
    put(&gone, "title", "Old homes");
    save(records, &gone, SAVE_VALUES);
    save(records, &gone, SAVE_RETIRED);
    *state = records;
    return 0;
}

/* The faults, one a line. */
static const char *found(struct records *records, const struct registry *definitions)
{
    CLEANUP(buffer_free) struct buffer all = BUFFER(1 << 16);
    struct faults faults = faults_in(&records->arena);
    struct err err = {0};
    if (record_check_store(records->writer->store, definitions, &faults, &err) < 0)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < faults.count; i++)
        buffer_printf(&all, "%s\n", faults.items[i].message);
    return arena_string(&records->arena, buffer_slice(&all));
}

#define UNKNOWN "The search box does not know 1 of the Promises as they are: "

static void whatever_is_changed_behind_the_log_is_told_and_nothing_else(void **state)
{
    struct records *records = *state;
    static const struct {
        const char *sql, *says;
    } changes[] = {
        {"SELECT 1", ""},
        {"UPDATE promise SET title = 'Sold homes' WHERE code = 'a'",
         "Promise “a” is not what its last change in the log says.\n" UNKNOWN "“a”.\n"},
        {"UPDATE promise SET version = 2 WHERE code = 'a'",
         "Promise “a” is not what its last change in the log says.\n"},
        {"UPDATE promise SET retired = 0 WHERE code = 'gone'",
         "Promise “gone” is not what its last change in the log says.\n" UNKNOWN "“gone”.\n"},
        {"UPDATE promise SET serves = 'a' || char(10) || 'x' WHERE code = 'b'",
         "Promise “b” is not what its last change in the log says.\n"
         "Promise “b”: Serves leads to “x”, which is not there.\n"},
        {"UPDATE promise SET ends = '2011-03-30' WHERE code = 'a'",
         "Promise “a” is not what its last change in the log says.\n"
         "Promise “a”: Until is 2011-03-30, before From (2011-03-31). Give a later date.\n"},
        {"UPDATE promise SET starts = '2012-01-01', ends = '2011-01-01' WHERE code = 'gone'",
         "Promise “gone” is not what its last change in the log says.\n"},
        {"UPDATE promise SET password = 'mine' WHERE code = 'a'",
         "Promise “a” is not what its last change in the log says.\n"},
        {"UPDATE promise SET password = NULL WHERE code = 'a'",
         "Promise “a” is not what its last change in the log says.\n"},
        {"UPDATE promise SET password = 'mine' WHERE code = 'b'",
         "Promise “b” is not what its last change in the log says.\n"},
        {"DELETE FROM promise WHERE code = 'gone'",
         "Promise “gone” is in the change log, but is not stored.\n"},
        {"UPDATE promise SET code = 'c' WHERE code = 'gone'",
         "Promise “gone” is in the change log, but is not stored.\n"
         "Promise “c” is stored, but the change log does not know it.\n"},
        {"INSERT INTO promise (code, version, retired, title) VALUES ('c', 1, 1, 'Mine')",
         "Promise “c” is stored, but the change log does not know it.\n"},
        {"DELETE FROM public_search WHERE code = 'a'", UNKNOWN "“a”.\n"},
        {"DELETE FROM public_search",
         "The search box does not know 2 of the Promises as they are: “a” and others.\n"},
        {"INSERT INTO public_search (rowid, entity, code, title) VALUES (77, 'promise', 'z', 'Z')",
         "The search box finds 1 records that are not there.\n"},
        {"UPDATE change SET body = '{}' WHERE id = 1", "The change log is broken at row 1"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct err err = {0};
        assert_int_equal(writer_begin(records->writer, &err), 0);
        if (store_run(records->writer->store, changes[i].sql, &err) < 0)
            fail_msg("%s: %s", changes[i].sql, err.message);
        const char *told = found(records, &registry);
        writer_rollback(records->writer);
        size_t length = strlen(changes[i].says);
        bool begins =
            length && changes[i].says[length - 1] != '\n'; /* how it goes on is the log's */
        if (begins ? strncmp(told, changes[i].says, length) : strcmp(told, changes[i].says))
            fail_msg("%s\n%s", changes[i].sql, told);
    }
    assert_string_equal(found(records, &registry), "");
}

/* As stores have it from before the log kept a digest of what is secret. */
static void a_change_from_before_secrets_were_logged_is_sound(void **state)
{
    struct records *records = *state;
    struct log_proof proof;
    struct err err = {0};
    assert_int_equal(writer_begin(records->writer, &err), 0);
    struct change change = {.entity = SLICE("promise"), .code = SLICE("b"), .version = 1};
    change.actor = change.action = SLICE("test");
    change.body = SLICE("{\"retired\":false,\"title\":\"Warm homes\",\"part_of\":\"a\","
                        "\"serves\":[\"a\"],\"later\":\"not-yet-there\",\"starts\":null,"
                        "\"ends\":null}");
    assert_int_equal(log_append(records->writer->store, &records->writer->batch, &change, &err), 0);
    assert_int_equal(writer_commit(records->writer, &err), 0);
    assert_int_equal(log_verify(records->writer->store, NULL, &proof, &err), 0);
    assert_string_equal(found(records, &registry), "");
}

/* --- what a folder keeps itself -------------------------------------------------------------- */

static int audit_code;

static int audit(struct store *store, struct faults *faults, struct err *err)
{
    (void)store;
    if (audit_code < 0)
        return err_set(err, audit_code, NULL, "Its tables cannot be read.");
    fault_add(faults, NULL, "Its tables do not add up.");
    return 0;
}

static void the_audit_of_a_folder_counts_and_where_it_cannot_look_nothing_is_called_sound(
    void **state)
{
    struct records *records = *state;
    struct entity audited = promise_entity;
    audited.audit = audit;
    const struct entity *const some[] = {&audited};
    const struct registry with_audit = {some, 1};
    audit_code = 0;
    assert_string_equal(found(records, &with_audit), "Its tables do not add up.\n");
    audit_code = ERR_BUSY;
    struct faults faults = faults_in(&records->arena);
    struct err err = {0};
    assert_int_equal(record_check_store(records->writer->store, &with_audit, &faults, &err),
                     ERR_BUSY);
    assert_string_equal(err.message, "Its tables cannot be read.");
}

static void a_period_that_ends_before_it_begins_is_not_saved(void **state)
{
    struct records *records = *state;
    struct record record = record_new(&promise_entity, SLICE("c"), &records->arena);
    struct err err = {0};
    put(&record, "title", "Late homes");
    put(&record, "starts", "2011-04-01");
    put(&record, "ends", "2011-03-31");
    assert_int_equal(records_save(records, &record, SAVE_VALUES, &house, &err), ERR_RANGE);
    assert_string_equal(err.field, "ends");
    assert_string_equal(err.message,
                        "Until is 2011-03-31, before From (2011-04-01). Give a later date.");
    put(&record, "ends", ""); /* one that goes on is sound */
    assert_int_equal(records_save(records, &record, SAVE_VALUES, &house, &err), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, records_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(whatever_is_changed_behind_the_log_is_told_and_nothing_else),
        TEST(a_change_from_before_secrets_were_logged_is_sound),
        TEST(the_audit_of_a_folder_counts_and_where_it_cannot_look_nothing_is_called_sound),
        TEST(a_period_that_ends_before_it_begins_is_not_saved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
