/* The one writer: what it opens and leaves alone, and what of an unfinished change stays. */
#include "support/records.h"

#include <string.h>

static const struct field fields[] = {TEXT("title", .label = "Title")};
static const struct entity promise_entity = {.name = "promise",
                                             .label = "Promise",
                                             .plural = "Promises",
                                             .fields = FIELDS(fields),
                                             .grants = GRANTS({ANYONE, READ})};
static const struct entity *const entities[] = {&promise_entity};
static const struct registry registry = {entities, 1};

static const char *path_of(const char *name)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    return path;
}

static void a_database_of_another_program_is_refused_and_left_as_it_was(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer before = BUFFER(1 << 20), after = BUFFER(1 << 20);
    struct store *store = NULL;
    struct writer *writer = NULL;
    struct err err = {0};
    const char *path = path_of("accounts");
    assert_int_equal(store_open(path, STORE_CREATE, &store, &err), 0);
    assert_int_equal(store_run(store, "CREATE TABLE ledger (pence INTEGER)", &err), 0);
    store_close(&store);
    assert_int_equal(file_read(path, &before, &err), 0);
    assert_int_equal(writer_open(path, STORE_WRITE, &registry, &writer, &err), ERR_STORE);
    assert_null(writer);
    assert_non_null(strstr(err.message, "accounts is not a Weft store. Name another file,"));
    assert_int_equal(file_read(path, &after, &err), 0);
    assert_true(slice_equal(buffer_slice(&before), buffer_slice(&after)));
}

static void a_store_is_made_once_and_opened_where_it_is(void **state)
{
    (void)state;
    struct writer *writer = NULL;
    struct err err = {0};
    const char *path = path_of("city");
    assert_int_equal(writer_open(path, STORE_WRITE, &registry, &writer, &err), ERR_NOT_FOUND);
    assert_null(writer);
    assert_int_equal(writer_open(path, STORE_CREATE, &registry, &writer, &err), 0);
    writer_close(&writer);
    assert_null(writer);
    writer_close(&writer); /* twice is once */
    assert_int_equal(writer_open(path, STORE_CREATE, &registry, &writer, &err), ERR_CONFLICT);
    assert_null(writer);
    assert_int_equal(writer_open(path, STORE_WRITE, &registry, &writer, &err), 0);
    writer_close(&writer);
}

/* Begin, and save a promise with this code. */
static void begin(struct records *records, const char *code)
{
    struct actor house = actor_house("test");
    struct record record = record_new(&promise_entity, slice_from(code), &records->arena);
    struct faults faults = faults_in(&records->arena);
    struct save save = {.record = &record, .actor = &house};
    int64_t version;
    struct err err = {0};
    assert_int_equal(writer_begin(records->writer, &err), 0);
    assert_int_equal(record_save(records->writer, &save, &version, &faults, &err), 1);
}

static void assert_kept(struct records *records, int64_t promises)
{
    struct log_proof proof;
    struct err err = {0};
    int64_t count = -1;
    struct store *store = records->writer->store;
    assert_int_equal(store_ask_integer(store, "SELECT count(*) FROM promise", &count, &err), 0);
    assert_int_equal(count, promises);
    if (log_verify(store, NULL, &proof, &err) < 0)
        fail_msg("%s", err.message);
    assert_int_equal(proof.changes, promises);
}

static void what_is_rolled_back_is_in_no_table_and_no_log(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    begin(records, "a");
    writer_rollback(records->writer);
    assert_kept(records, 0);
    begin(records, "b");
    assert_int_equal(writer_commit(records->writer, &err), 0);
    begin(records, "c");
    writer_rollback(records->writer);
    writer_rollback(records->writer); /* outside a transaction it does nothing */
    begin(records, "d");
    assert_int_equal(writer_commit(records->writer, &err), 0);
    assert_kept(records, 2);
}

static void what_was_not_committed_when_it_closed_is_gone(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    begin(records, "a");
    writer_close(&records->writer);
    assert_int_equal(writer_open(records->path, STORE_WRITE, &registry, &records->writer, &err), 0);
    assert_kept(records, 0);
}

static int set_up(void **state)
{
    *state = records_new(&registry);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_database_of_another_program_is_refused_and_left_as_it_was),
        cmocka_unit_test(a_store_is_made_once_and_opened_where_it_is),
        cmocka_unit_test_setup_teardown(what_is_rolled_back_is_in_no_table_and_no_log, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(what_was_not_committed_when_it_closed_is_gone, set_up,
                                        records_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
