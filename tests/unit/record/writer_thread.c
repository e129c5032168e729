/* The writer on a thread of its own: batches, failing jobs, faults of the store, stopping. */
#include "support/patience.h"

#include <pthread.h>

#include "record/record.h"

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true),
};

static const struct entity promise_entity = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}),
};

static const struct entity *const entities[] = {&promise_entity};
static const struct registry registry = {entities, 1};

struct task {
    struct write_job job;
    const char *code;
    int result; /* what work returns after saving */
    const char *sql;
    _Atomic int done;
    int told;
    bool durable_when_told; /* another connection saw it already */
    const char *path;
    struct arena arena;
};

static int save(struct writer *writer, void *context, struct err *err)
{
    struct task *task = context;
    struct actor house = actor_house("test");
    struct faults faults = faults_in(&task->arena);
    struct record record = record_new(&promise_entity, slice_from(task->code), &task->arena);
    *record_value(&record, "title") = value_text(SLICE("T"));
    struct save wanted = {.record = &record, .actor = &house};
    int64_t version = 0;
    if (task->sql)
        return store_run(writer->store, task->sql, err);
    int code = record_save(writer, &wanted, &version, &faults, err);
    if (code < 0)
        return code;
    return task->result < 0 ? err_set(err, task->result, NULL, "Not this one.") : 0;
}

static bool is_there(const char *path, const char *code)
{
    CLEANUP(store_close) struct store *store = NULL;
    if (store_open(path, STORE_READ, &store, NULL) < 0)
        return false;
    CLEANUP(store_release)
    struct store_statement *statement =
        store_prepare(store, "SELECT 1 FROM promise WHERE code = ?1");
    store_bind_text(statement, 1, slice_from(code));
    return store_step(statement, NULL) == 1;
}

static void note(struct writer *writer, void *context, int code, struct err *err)
{
    struct task *task = context;
    (void)err;
    task->told = code;
    task->durable_when_told =
        is_there(task->path, task->code) && !store_in_transaction(writer->store);
    task->done = 1;
}

struct fixture {
    struct writer_thread *thread;
    char path[300];
};

static int set_up(void **state)
{
    static int number;
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct writer *writer = NULL;
    struct err err = {0};
    snprintf(fixture->path, sizeof fixture->path, "%s/thread-%d", scratch_folder(), number++);
    if (writer_open(fixture->path, STORE_CREATE, &registry, &writer, &err) < 0 ||
        writer_thread_start(&writer, &fixture->thread, &err) < 0)
        fail_msg("%s", err.message);
    assert_null(writer);
    *state = fixture;
    return 0;
}

static _Atomic bool begun, held; /* the writer, in a job */

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    held = false;
    writer_thread_stop(&fixture->thread);
    free(fixture);
    return 0;
}

static struct task task_of(struct fixture *fixture, const char *code, int result)
{
    return (struct task){.code = code, .result = result, .path = fixture->path};
}

static int add(struct fixture *fixture, struct task *task, struct err *err)
{
    task->job = (struct write_job){.work = save, .done = note, .context = task};
    return writer_thread_add(fixture->thread, &task->job, err);
}

static void wait_for(struct task *task)
{
    AWAIT(task->done);
    arena_free(&task->arena);
}

static void verify_log(struct fixture *fixture, int64_t expected)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct err err = {0};
    struct log_proof proof;
    assert_int_equal(store_open(fixture->path, STORE_READ, &store, &err), 0);
    if (log_verify(store, NULL, &proof, &err) < 0)
        fail_msg("%s", err.message);
    assert_int_equal(proof.changes, expected);
}

static void a_job_is_durable_before_it_is_told_done(void **state)
{
    struct task task = task_of(*state, "a", 0);
    assert_int_equal(add(*state, &task, NULL), 0);
    wait_for(&task);
    assert_int_equal(task.told, 0);
    assert_true(task.durable_when_told);
    verify_log(*state, 1);
}

static void a_failing_job_leaves_nothing_and_the_others_stay(void **state)
{
    struct task tasks[30];
    char codes[30][16];
    for (int i = 0; i < 30; i++) {
        snprintf(codes[i], sizeof codes[i], "c%d", i);
        tasks[i] = task_of(*state, codes[i], i % 3 == 1 ? ERR_CONFLICT : 0);
        assert_int_equal(add(*state, &tasks[i], NULL), 0);
    }
    for (int i = 0; i < 30; i++) {
        wait_for(&tasks[i]);
        assert_int_equal(tasks[i].told, i % 3 == 1 ? ERR_CONFLICT : 0);
        assert_int_equal(tasks[i].durable_when_told, i % 3 != 1);
    }
    verify_log(*state, 20); /* the log has no trace of those that failed */
}

static void a_fault_that_ends_the_transaction_fails_all_of_it(void **state)
{
    struct fixture *fixture = *state;
    struct task tasks[4] = {task_of(fixture, "first", 0), task_of(fixture, "before", 0),
                            task_of(fixture, "fault", 0), task_of(fixture, "after", 0)};
    tasks[2].sql = "ROLLBACK"; /* as SQLite does by itself when the disk is full */
    for (int i = 0; i < 4; i++)
        assert_int_equal(add(fixture, &tasks[i], NULL), 0);
    int64_t kept = 0;
    for (int i = 0; i < 4; i++) { /* however they fell into batches */
        wait_for(&tasks[i]);
        assert_int_equal(tasks[i].told == 0, tasks[i].durable_when_told);
        kept += tasks[i].told == 0;
    }
    assert_true(tasks[2].told < 0);
    verify_log(fixture, kept);
}

static void a_store_that_another_holds_is_waited_for(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(store_close) struct store *other = NULL;
    struct err err = {0};
    assert_int_equal(store_open(fixture->path, STORE_WRITE, &other, &err), 0);
    assert_int_equal(store_begin(other, &err), 0);
    struct task task = task_of(fixture, "a", 0);
    assert_int_equal(add(fixture, &task, NULL), 0);
    usleep(100000);
    assert_int_equal(task.done, 0);
    store_rollback(other);
    wait_for(&task);
    assert_int_equal(task.told, 0);
}

static int save_when_let(struct writer *writer, void *context, struct err *err)
{
    begun = true;
    while (held)
        usleep(1000);
    return save(writer, context, err);
}

static void more_than_the_queue_holds_is_refused_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct err err = {0};
    static struct task tasks[WRITER_QUEUE + 2];
    int added = 0;
    held = true;
    tasks[0] = task_of(fixture, "first", 0);
    tasks[0].job = (struct write_job){.work = save_when_let, .done = note, .context = &tasks[0]};
    assert_int_equal(writer_thread_add(fixture->thread, &tasks[0].job, &err), 0);
    AWAIT(begun);
    int code = 0;
    for (int i = 1; i < WRITER_QUEUE + 2 && code == 0; i++) {
        tasks[i] = task_of(fixture, "same", 0);
        code = add(fixture, &tasks[i], &err);
        added += code == 0;
    }
    assert_int_equal(code, ERR_BUSY);
    assert_int_equal(added, WRITER_QUEUE);
    held = false;
    for (int i = 0; i <= added; i++)
        wait_for(&tasks[i]);
}

static void stopping_does_what_was_added_first(void **state)
{
    struct fixture *fixture = *state;
    struct task tasks[10];
    char codes[10][16];
    for (int i = 0; i < 10; i++) {
        snprintf(codes[i], sizeof codes[i], "s%d", i);
        tasks[i] = task_of(fixture, codes[i], 0);
        assert_int_equal(add(fixture, &tasks[i], NULL), 0);
    }
    writer_thread_stop(&fixture->thread);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(tasks[i].done, 1);
        assert_int_equal(tasks[i].told, 0);
        arena_free(&tasks[i].arena);
    }
    verify_log(fixture, 10);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_job_is_durable_before_it_is_told_done),
        TEST(a_failing_job_leaves_nothing_and_the_others_stay),
        TEST(a_fault_that_ends_the_transaction_fails_all_of_it),
        TEST(a_store_that_another_holds_is_waited_for),
        TEST(more_than_the_queue_holds_is_refused_at_once),
        TEST(stopping_does_what_was_added_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
