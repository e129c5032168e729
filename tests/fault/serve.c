/* weft serve when things go wrong: killed, stopped, out of disk, locked, and fed nonsense. */
#include "support/client.h"
#include "support/program.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "domain/domain.h"

enum { SAVERS = 6, MOST_SAVES = 3000 };

struct fixture {
    char store[300];
    char token[100];
    struct arena arena;
    struct program program;
};

static int set_up(void **state)
{
    static int number;
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct buffer out = BUFFER(4096);
    snprintf(fixture->store, sizeof fixture->store, "%s/served-%d", scratch_folder(), number++);
    const char *make = arena_printf(&fixture->arena,
                                    "export WEFT_STORE='%s'; weft init >/dev/null && "
                                    "weft user add ann --role governance-lead >/dev/null && "
                                    "weft user token ann",
                                    fixture->store);
    assert_int_equal(run_command(make, &out), 0);
    size_t at = slice_find(buffer_slice(&out), SLICE("token: "));
    snprintf(fixture->token, sizeof fixture->token, "%.*s",
             SLICE_PRINT(slice_trim(slice_sub(buffer_slice(&out), at + 7, out.length))));
    buffer_free(&out);
    fixture->program = program_serve(fixture->store, NULL);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    if (fixture->program.process)
        program_stop(&fixture->program, SIGKILL);
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

static struct reply create(struct fixture *fixture, struct arena *arena, const char *code)
{
    return client_ask(
        fixture->program.address, arena, "POST /api/v1/post",
        arena_printf(arena, "Authorization: Bearer %s\r\nContent-Type: application/json\r\n",
                     fixture->token),
        arena_printf(arena, "{\"code\":\"%s\",\"title\":\"Director %s\"}", code, code));
}

static int status_of(struct fixture *fixture, const char *target)
{
    return client_ask(fixture->program.address, &fixture->arena,
                      arena_printf(&fixture->arena, "GET %s", target), "", NULL)
        .status;
}

static void check_store(struct fixture *fixture)
{
    assert_int_equal(run_command(arena_printf(&fixture->arena,
                                              "export WEFT_STORE='%s'; weft check >&2 && weft log "
                                              "verify >&2",
                                              fixture->store),
                                 NULL),
                     0);
}

struct saver {
    pthread_t thread;
    struct fixture *fixture;
    int round, number;
    _Atomic int acknowledged;
    bool refused; /* an answer that was neither an acknowledgement nor silence */
};

static const char *code_of(struct arena *arena, const struct saver *saver, int at)
{
    return arena_printf(arena, "r%d-s%d-%d", saver->round, saver->number, at);
}

/* Save one after the other until the server is gone. */
static void *save_on(void *context)
{
    struct saver *saver = context;
    struct arena arena = ARENA;
    for (int i = 0; i < MOST_SAVES; i++) {
        struct reply reply = create(saver->fixture, &arena, code_of(&arena, saver, i));
        if (reply.status != 201) {
            saver->refused = reply.status != 0;
            break;
        }
        saver->acknowledged++;
        arena_reset(&arena);
    }
    arena_free(&arena);
    return NULL;
}

static void start_savers(struct fixture *fixture, struct saver *savers, int round)
{
    for (int i = 0; i < SAVERS; i++) {
        savers[i] = (struct saver){.fixture = fixture, .round = round, .number = i};
        pthread_create(&savers[i].thread, NULL, save_on, &savers[i]);
    }
}

static int count_acknowledged(const struct saver *savers)
{
    int acknowledged = 0;
    for (int i = 0; i < SAVERS; i++)
        acknowledged += savers[i].acknowledged;
    return acknowledged;
}

/* Everything acknowledged is there, and at most one save each that nobody was told of. */
static void check_saved(struct fixture *fixture, struct saver *savers)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct err err = {0};
    assert_int_equal(store_open(fixture->store, STORE_READ, &store, &err), 0);
    const struct entity *post = registry_find(&weft_registry, SLICE("post"));
    for (int i = 0; i < SAVERS; i++) {
        struct arena arena = ARENA;
        for (int at = 0; at < savers[i].acknowledged; at++) {
            struct record record;
            const char *code = code_of(&arena, &savers[i], at);
            if (record_load(store, post, slice_from(code), &arena, &record, &err) < 0)
                fail_msg("%s was acknowledged and is lost: %s", code, err.message);
        }
        struct record beyond;
        assert_int_equal(
            record_load(store, post,
                        slice_from(code_of(&arena, &savers[i], savers[i].acknowledged + 1)), &arena,
                        &beyond, &err),
            ERR_NOT_FOUND);
        arena_free(&arena);
    }
}

static void killed_at_any_moment_it_has_all_it_acknowledged(void **state)
{
    struct fixture *fixture = *state;
    for (int round = 0; round < 5; round++) {
        struct saver savers[SAVERS];
        start_savers(fixture, savers, round);
        AWAIT(count_acknowledged(savers) > 0);
        usleep((useconds_t)(23000 * round));
        assert_int_equal(program_stop(&fixture->program, SIGKILL), 128 + SIGKILL);
        for (int i = 0; i < SAVERS; i++)
            pthread_join(savers[i].thread, NULL);
        check_saved(fixture, savers);
        check_store(fixture);
        fixture->program = program_serve(fixture->store, NULL);
    }
}

static void asked_to_stop_it_answers_what_it_accepted(void **state)
{
    struct fixture *fixture = *state;
    struct saver savers[SAVERS];
    start_savers(fixture, savers, 0);
    AWAIT(count_acknowledged(savers) > SAVERS);
    assert_int_equal(program_stop(&fixture->program, SIGTERM), 0);
    fixture->program.process = 0;
    for (int i = 0; i < SAVERS; i++) {
        pthread_join(savers[i].thread, NULL);
        assert_false(savers[i].refused);
    }
    check_saved(fixture, savers);
    check_store(fixture);
    CLEANUP(store_close) struct store *store = NULL;
    int64_t stored = 0;
    assert_int_equal(store_open(fixture->store, STORE_READ, &store, NULL), 0);
    assert_int_equal(store_ask_integer(store, "SELECT count(*) FROM post", &stored, NULL), 0);
    assert_int_equal(stored, count_acknowledged(savers)); /* nothing was saved and not answered */
}

/* No file may grow past 2 MB: a disk that is full, as far as the program can tell. */
static void limit_files(void)
{
    struct rlimit limit = {.rlim_cur = 2 << 20, .rlim_max = RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
}

static void out_of_disk_it_says_so_and_goes_on_when_there_is_room(void **state)
{
    struct fixture *fixture = *state;
    struct saver savers[SAVERS];
    assert_int_equal(program_stop(&fixture->program, SIGTERM), 0);
    fixture->program = program_serve(fixture->store, limit_files);
    start_savers(fixture, savers, 0);
    for (int i = 0; i < SAVERS; i++) {
        pthread_join(savers[i].thread, NULL);
        assert_true(savers[i].refused);
    }
    assert_int_equal(status_of(fixture, "/api/v1/post?limit=1"), 200);
    struct rlimit limit = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    assert_int_equal(prlimit(fixture->program.process, RLIMIT_FSIZE, &limit, NULL), 0);
    assert_int_equal(create(fixture, &fixture->arena, "after").status, 201);
    check_saved(fixture, savers);
    check_store(fixture);
}

static void a_store_locked_too_long_is_told_and_reading_goes_on(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(store_close) struct store *other = NULL;
    struct err err = {0};
    assert_int_equal(store_open(fixture->store, STORE_WRITE, &other, &err), 0);
    assert_int_equal(store_begin(other, &err), 0);
    assert_int_equal(status_of(fixture, "/api/v1/post"), 200);
    assert_int_equal(create(fixture, &fixture->arena, "a").status, 503);
    store_rollback(other);
    assert_int_equal(create(fixture, &fixture->arena, "a").status, 201);
    check_store(fixture);
}

static void nonsense_is_survived(void **state)
{
    struct fixture *fixture = *state;
    struct random random = random_seeded(20100401);
    static const char *const starts[] = {"", "GET ", "GET / HTTP/1.1\r\n", "POST /api/v1/post ",
                                         ("POST /api/v1/post HTTP/1.1\r\nHost: a\r\n"
                                          "Content-Length: 100\r\n\r\n")};
    for (int i = 0; i < 400; i++) {
        char bytes[600];
        size_t length = (size_t)random_below(&random, sizeof bytes);
        for (size_t at = 0; at < length; at++)
            bytes[at] = (char)random_bits(&random);
        int connection = client_connect(fixture->program.address);
        client_send(connection, slice_from(starts[i % 5]));
        client_send(connection, (struct slice){bytes, length});
        close(connection);
    }
    /* Until those it has not noticed gone yet are fewer than one address may have. */
    AWAIT(status_of(fixture, "/api/v1/post") == 200);
    assert_int_equal(program_stop(&fixture->program, SIGTERM), 0);
    fixture->program.process = 0;
}

static void where_it_cannot_serve_it_says_why(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *options;
        int exit_code;
    } wrong[] = {{"serve --listen nowhere", 2},
                 {"serve --threads many", 2},
                 {"serve --threads 0", 2},
                 {"serve --unicorn", 2},
                 {"serve extra", 2}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(run_command(arena_printf(&fixture->arena, "weft --store '%s' %s 2>&1",
                                                  fixture->store, wrong[i].options),
                                     NULL),
                         wrong[i].exit_code);
    struct buffer out = BUFFER(4096);
    assert_int_equal(
        run_command(arena_printf(&fixture->arena, "weft --store '%s' serve --listen %s 2>&1",
                                 fixture->store, fixture->program.address),
                    &out),
        1);
    assert_non_null(strstr(buffer_text(&out), "cannot be listened on"));
    buffer_clear(&out);
    assert_int_equal(run_command("weft --store /nowhere/at/all serve --json 2>/dev/null", &out), 1);
    assert_true(slice_starts_with(buffer_slice(&out), SLICE("{\"error\":{\"message\":\"There is no "
                                                            "store at /nowhere")));
    buffer_free(&out);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(killed_at_any_moment_it_has_all_it_acknowledged),
        TEST(asked_to_stop_it_answers_what_it_accepted),
        TEST(out_of_disk_it_says_so_and_goes_on_when_there_is_room),
        TEST(a_store_locked_too_long_is_told_and_reading_goes_on),
        TEST(nonsense_is_survived),
        TEST(where_it_cannot_serve_it_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
