/* The server by itself, with a service that says back what it was asked. */
#include "support/client.h"

#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/http.h"

enum { BODY_LIMIT = 100000 };

struct fixture {
    struct http_server *server;
    const char *address;
    struct arena arena;
    struct http_prepared *prepared, *long_prepared;
    _Atomic int finished;
    pthread_t later;
    _Atomic bool later_started;
    bool later_is_stopping; /* what is answered later is, once nobody is let in any more */
    struct http_request *waiting;
    struct response *waiting_response;
};

static void echo(const struct http_request *request, struct response *response)
{
    struct buffer *out = &response->body;
    response->type = "text/plain";
    buffer_printf(out, "%d %.*s|%.*s", request->method, SLICE_PRINT(request->path),
                  SLICE_PRINT(request->query));
    for (size_t i = 0; i < request->form.count; i++)
        buffer_printf(out, " %.*s=%.*s", SLICE_PRINT(request->form.items[i].name),
                      SLICE_PRINT(request->form.items[i].value));
    for (size_t i = 0; i < request->file_count; i++) {
        char block[32];
        ssize_t got = read(request->files[i].descriptor, block, sizeof block);
        buffer_printf(out, " file %.*s (%.*s) %zu: %.*s", SLICE_PRINT(request->files[i].field),
                      SLICE_PRINT(request->files[i].file_name), (size_t)request->files[i].size,
                      (int)got, block);
    }
    buffer_printf(out, " body %zu state %d", request->body.length, request->body_state);
    buffer_string(out, request->malformed ? " malformed" : "");
}

static void *answer_later(void *context)
{
    struct fixture *fixture = context;
    int connection = -1;
    usleep(50000);
    while (fixture->later_is_stopping && (connection = client_connect(fixture->address)) >= 0) {
        close(connection);
        usleep(1000);
    }
    echo(fixture->waiting, fixture->waiting_response);
    http_resume(fixture->waiting);
    return NULL;
}

static enum http_answer serve(void *context, struct http_request *request,
                              struct response *response, struct http_prepared **ret_prepared)
{
    struct fixture *fixture = context;
    if (slice_is(request->path, "/long")) {
        *ret_prepared = http_prepared_hold(fixture->long_prepared);
        return HTTP_NOW;
    }
    if (slice_is(request->path, "/prepared")) {
        *ret_prepared = http_prepared_hold(fixture->prepared);
        return HTTP_NOW;
    }
    if (slice_is(request->path, "/later")) {
        fixture->waiting = request;
        fixture->waiting_response = response;
        http_suspend(request);
        pthread_create(&fixture->later, NULL, answer_later, fixture);
        fixture->later_started = true;
        return HTTP_LATER;
    }
    if (slice_is(request->path, "/large"))
        buffer_printf(&response->body, "%16000s", "x");
    if (slice_is(request->path, "/huge"))
        for (size_t i = 0; i <= RESPONSE_LARGEST / 1000; i++)
            buffer_printf(&response->body, "%1000s", "x");
    response->packable = slice_starts_with(request->path, SLICE("/pack"));
    for (int i = 0; i < 500 && slice_starts_with(request->path, SLICE("/packable")); i++)
        buffer_string(&response->body, "the same again ");
    response_header(response, "X-Split", SLICE("a\r\nSet-Cookie: b=c"));
    echo(request, response);
    return HTTP_NOW;
}

static size_t body_limit(void *context, struct http_request *request)
{
    (void)context, (void)request;
    return BODY_LIMIT;
}

static void finish(void *context, struct http_request *request)
{
    (void)request;
    ((struct fixture *)context)->finished++;
}

/* Deadlines that no test meets but the one that sets its own. */
static void set_wide(struct http_options *options)
{
    int *const deadlines[] = {&options->head_ms, &options->body_ms, &options->reply_ms,
                              &options->idle_ms, &options->linger_ms};
    for (size_t i = 0; i < sizeof deadlines / sizeof *deadlines; i++)
        if (*deadlines[i] == 0)
            *deadlines[i] = 3600000;
}

static struct fixture *start(struct http_options options)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct http_service service = {fixture, body_limit, serve, finish};
    struct response response;
    struct err err = {0};
    response_begin(&response, &fixture->arena);
    buffer_string(&response.body, "made once");
    fixture->prepared = http_prepare(&response);
    response_begin(&response, &fixture->arena);
    response.packable = true;
    response_header(&response, "ETag", SLICE("W/\"1\""));
    for (int i = 0; i < 1000; i++)
        buffer_printf(&response.body, "made once and packed %d ", i);
    fixture->long_prepared = http_prepare(&response);
    options.listen = "127.0.0.1:0";
    options.threads = 2;
    set_wide(&options);
    if (http_start(&options, &service, &fixture->server, &err) < 0)
        fail_msg("%s", err.message);
    fixture->address = http_listening(fixture->server);
    return fixture;
}

/* The state may be options to start with. */
static int set_up(void **state)
{
    const struct http_options *options = *state;
    *state = start(options ? *options : (struct http_options){0});
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    if (fixture->server) {
        http_drain(fixture->server, 1000);
        http_stop(&fixture->server);
    }
    if (fixture->later_started)
        pthread_join(fixture->later, NULL);
    http_prepared_release(&fixture->prepared);
    http_prepared_release(&fixture->long_prepared);
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

static struct reply ask(struct fixture *fixture, const char *method_target, const char *headers,
                        const char *body)
{
    return client_ask(fixture->address, &fixture->arena, method_target, headers, body);
}

static void a_request_reaches_the_service_as_it_was_sent(void **state)
{
    struct reply reply = ask(*state, "GET /a%2Fb/%C3%A9?x=%20&y=a+b", "", NULL);
    assert_int_equal(reply.status, 200);
    assert_slice(reply.body, "0 /a%2Fb/%C3%A9|x=%20&y=a+b body 0 state 0");
}

static void one_connection_carries_many_requests(void **state)
{
    struct fixture *fixture = *state;
    int connection = client_connect(fixture->address);
    for (int i = 0; i < 50; i++) {
        const char *line = i % 2 ? "GET /prepared HTTP/1.1\r\nHost: a\r\n\r\n"
                                 : "HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n";
        assert_true(client_send(connection, slice_from(line)));
        struct reply reply = client_read(connection, &fixture->arena, i % 2 == 0);
        assert_int_equal(reply.status, 200);
        assert_slice(reply.body, i % 2 ? "made once" : "");
    }
    close(connection);
}

static void requests_sent_without_waiting_are_answered_in_order(void **state)
{
    struct fixture *fixture = *state;
    int connection = client_connect(fixture->address);
    assert_true(client_send(connection, SLICE("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                                              "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"
                                              "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n")));
    static const char *const paths[] = {"0 /1|", "0 /later|", "0 /3|"};
    for (size_t i = 0; i < 3; i++) {
        struct reply reply = client_read(connection, &fixture->arena, false);
        assert_true(slice_starts_with(reply.body, slice_from(paths[i])));
    }
    close(connection);
}

static void both_kinds_of_form_are_read_and_files_go_to_disk(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = ask(fixture, "POST /f",
                             "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n",
                             "a=1+2&b=%C3%A9&a=&c");
    assert_slice(reply.body, "2 /f| a=1 2 b=\303\251 a= c= body 0 state 0");
    reply = ask(fixture, "POST /f", "Content-Type: multipart/form-data; boundary=XX\r\n",
                "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--XX\r\n"
                "Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XX\r\n"
                "Content-Disposition: form-data; name=\"f\"; filename=\"../x.csv\"\r\n"
                "Content-Type: text/csv\r\n\r\nh\r\n1\r\n--XX--\r\n");
    assert_slice(reply.body, "2 /f| a=one empty= file f (../x.csv) 4: h\r\n1 body 0 state 0");
    reply = ask(fixture, "PUT /j", "Content-Type: application/json\r\n", "{\"a\":1}");
    assert_slice(reply.body, "3 /j| body 7 state 0");
}

static void a_form_that_cannot_be_read_is_told_from_one_that_can(void **state)
{
    static const char *const bodies[] = {"a=%", "a=%zz", "a=%00", "a=%ff", "%c3=1"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct reply reply = ask(*state, "POST /f",
                                 "Content-Type: application/x-www-form-urlencoded\r\n", bodies[i]);
        assert_true(slice_ends_with(reply.body, SLICE("state 2")));
    }
    struct reply reply =
        ask(*state, "POST /f", "Content-Type: multipart/form-data; boundary=XX\r\n",
            "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end");
    assert_true(slice_ends_with(reply.body, SLICE("state 2")));
    reply = ask(*state, "POST /f", "Content-Type: multipart/form-data\r\n", "no boundary");
    assert_true(slice_ends_with(reply.body, SLICE("state 2")));
}

static void a_body_past_its_limit_is_swallowed_so_that_its_sender_can_read_why(void **state)
{
    struct fixture *fixture = *state;
    struct buffer request = BUFFER(4 << 20);
    int connection = client_connect(fixture->address);
    buffer_printf(&request,
                  "POST /big HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                  "Content-Length: %d\r\n\r\n",
                  3 * BODY_LIMIT);
    for (int i = 0; i < 3 * BODY_LIMIT / 10; i++)
        buffer_string(&request, "0123456789");
    buffer_string(&request, "GET /after HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_true(client_send(connection, buffer_slice(&request)));
    struct reply reply = client_read(connection, &fixture->arena, false);
    assert_slice(reply.body, "2 /big| body 0 state 1");
    reply = client_read(connection, &fixture->arena, false);
    assert_true(slice_starts_with(reply.body, SLICE("0 /after|")));
    close(connection);
    buffer_free(&request);
}

/* As a browser does: it sends all of a file before it reads anything. */
static void a_body_a_thousand_times_its_limit_is_still_answered(void **state)
{
    struct fixture *fixture = *state;
    enum { MEGABYTES = 100 };
    static char piece[1 << 20];
    char head[200];
    int connection = client_connect(fixture->address);
    snprintf(head, sizeof head,
             "POST /big HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n"
             "Content-Length: %zu\r\n\r\n",
             MEGABYTES * sizeof piece);
    assert_true(client_send(connection, slice_from(head)));
    for (int i = 0; i < MEGABYTES; i++)
        assert_true(client_send(connection, (struct slice){piece, sizeof piece}));
    struct reply reply = client_read(connection, &fixture->arena, false);
    assert_true(slice_ends_with(reply.body, SLICE("state 1")));
    assert_true(client_send(connection, SLICE("GET /after HTTP/1.1\r\nHost: a\r\n\r\n")));
    reply = client_read(connection, &fixture->arena, false);
    assert_true(slice_starts_with(reply.body, SLICE("0 /after|")));
    close(connection);
}

/* Nothing of the body is sent, and no answer but the reply comes. */
static void expect_no_waiting(struct fixture *fixture, const char *headers)
{
    char head[300];
    int connection = client_connect(fixture->address);
    snprintf(head, sizeof head,
             "POST /big HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n%s\r\n", headers);
    assert_true(client_send(connection, slice_from(head)));
    struct reply reply = client_read(connection, &fixture->arena, false);
    assert_int_equal(reply.status, 200); /* the service's own, and not 100 */
    assert_slice(reply.body, "2 /big| body 0 state 1");
    assert_slice(reply_header(&reply, "Connection"), "close");
    assert_true(client_is_closed(connection, PATIENCE_MS));
    close(connection);
}

static void a_body_too_large_to_be_waited_for_is_refused_before_it_comes(void **state)
{
    struct fixture *fixture = *state;
    expect_no_waiting(fixture, "Expect: 100-continue\r\nContent-Length: 100001\r\n");
    expect_no_waiting(fixture, "Content-Length: 2000000000\r\n");
    expect_no_waiting(fixture, "Content-Length: 9000000000000000000\r\n");
    int connection = client_connect(fixture->address);
    assert_true(client_send(connection,
                            SLICE("POST /fits HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                                  "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")));
    assert_int_equal(client_read(connection, &fixture->arena, true).status, 100);
    assert_true(client_send(connection, SLICE("ab")));
    struct reply reply = client_read(connection, &fixture->arena, false);
    assert_slice(reply.body, "2 /fits| body 2 state 0");
    close(connection);
}

static void too_many_values_or_files_are_too_large(void **state)
{
    struct buffer body = BUFFER(1 << 20);
    for (int i = 0; i < 2100; i++)
        buffer_string(&body, "a=1&");
    struct reply reply =
        ask(*state, "POST /f", "Content-Type: application/x-www-form-urlencoded\r\n",
            buffer_text(&body));
    assert_true(slice_ends_with(reply.body, SLICE("state 1")));
    buffer_clear(&body);
    for (int i = 0; i < 10; i++)
        buffer_printf(&body,
                      "--XX\r\nContent-Disposition: form-data; name=\"f%d\"; filename=\"a\"\r\n"
                      "\r\nx\r\n",
                      i);
    buffer_string(&body, "--XX--\r\n");
    reply = ask(*state, "POST /f", "Content-Type: multipart/form-data; boundary=XX\r\n",
                buffer_text(&body));
    assert_true(slice_ends_with(reply.body, SLICE("state 1")));
    buffer_free(&body);
}

static void a_head_past_its_limit_is_refused(void **state)
{
    struct buffer headers = BUFFER(1 << 20);
    for (int i = 0; i < 2000; i++)
        buffer_printf(&headers, "X-Header-%d: %050d\r\n", i, i);
    struct reply reply = ask(*state, "GET /x", buffer_text(&headers), NULL);
    assert_true(reply.status == 431 || reply.status == 413 || reply.status == 0);
    buffer_free(&headers);
}

static bool is_packed(struct fixture *fixture, const char *request, const char *accepts)
{
    struct arena *arena = &fixture->arena;
    struct reply reply =
        ask(fixture, request, arena_printf(arena, "Accept-Encoding: %s\r\n", accepts), NULL);
    assert_int_equal(reply.status, 200);
    bool packed = slice_is(reply_header(&reply, "Content-Encoding"), "gzip");
    assert_int_equal(packed, slice_starts_with(reply.body, SLICE("\x1f\x8b")));
    assert_true(!packed || reply.body.length < 500);
    return packed;
}

static void long_text_is_packed_for_those_who_take_it(void **state)
{
    static const char *const take[] = {"gzip", "br, GZIP", "deflate, gzip;q=0.5", "gzip;q=1.0, *"};
    static const char *const refuse[] = {"", "br", "gzip;q=0", "gzip; q=0.000", "gzippy", "*"};
    for (size_t i = 0; i < sizeof take / sizeof *take; i++)
        assert_true(is_packed(*state, "GET /packable", take[i]));
    for (size_t i = 0; i < sizeof refuse / sizeof *refuse; i++)
        assert_false(is_packed(*state, "GET /packable", refuse[i]));
    assert_false(is_packed(*state, "GET /pack", "gzip"));  /* short */
    assert_false(is_packed(*state, "GET /large", "gzip")); /* not said to be packable */
}

static void *ask_for_long(void *context)
{
    const char *address = context;
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (int i = 0; i < 20; i++) {
        struct reply reply =
            client_ask(address, &arena, "GET /long", "Accept-Encoding: gzip\r\n", NULL);
        if (!slice_is(reply_header(&reply, "Content-Encoding"), "gzip") ||
            !slice_is(reply_header(&reply, "ETag"), "W/\"1\"") || reply.body.length > 10000)
            return "not packed as it should be";
    }
    return NULL;
}

static void what_is_made_ready_is_packed_once_for_many(void **state)
{
    struct fixture *fixture = *state;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, ask_for_long, (void *)(uintptr_t)fixture->address);
    for (int i = 0; i < 4; i++) {
        void *fault = NULL;
        pthread_join(threads[i], &fault);
        assert_null(fault);
    }
    struct reply plain = ask(fixture, "GET /long", "", NULL);
    assert_true(slice_starts_with(plain.body, SLICE("made once and packed 0 ")));
    assert_int_equal(reply_header(&plain, "Content-Encoding").length, 0);
}

static void a_head_that_contradicts_itself_is_told_and_the_connection_closed(void **state)
{
    struct fixture *fixture = *state;
    static const struct slice heads[] = {
        SLICE("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
        SLICE("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\ncontent-length: 9\r\n\r\nhello"),
        SLICE(
            "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"
            "0\r\n\r\n"),
        SLICE("GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n"),
        SLICE("GET /x\0y HTTP/1.1\r\nHost: a\r\n\r\n"),
        SLICE("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
        SLICE("GET /x?a=\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        int connection = client_connect(fixture->address);
        client_send(connection, heads[i]);
        struct reply reply = client_read(connection, &fixture->arena, false);
        if (reply.status != 0 && !slice_ends_with(reply.body, SLICE(" malformed")))
            fail_msg("head %zu: %.*s", i, SLICE_PRINT(reply.body));
        assert_true(client_is_closed(connection, PATIENCE_MS));
        close(connection);
    }
    struct reply reply = ask(fixture, "GET /x?a=b", "", NULL);
    assert_false(slice_ends_with(reply.body, SLICE(" malformed")));
}

static void a_malformed_head_is_refused_and_the_server_lives(void **state)
{
    struct fixture *fixture = *state;
    static const char *const heads[] = {
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "GET /x\r\n\r\n",
        "GET /x HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /x HTTP/1.1\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost: a\r\n broken\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        int connection = client_connect(fixture->address);
        client_send(connection, slice_from(heads[i]));
        shutdown(connection, 1);
        struct reply reply = client_read(connection, &fixture->arena, false);
        assert_true(reply.status != 200);
        close(connection);
    }
    assert_int_equal(ask(fixture, "GET /x", "", NULL).status, 200);
}

/* What a client sends after it was refused must not reset the connection before it has read why:
 * the reply comes whole and is followed by an end. */
static void who_is_refused_while_sending_can_read_why(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *head;
        size_t more;
        int status; /* 0: libmicrohttpd closes without a word */
    } refused[] = {
        {"GET /x HTTP/1.1\r\nHost: a\r\nX-Long: ", 300000, 431},
        {"GET /", 300000, 414},
        {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", 200000, 400},
        {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n", 200000,
         200},
        {"GET /x HTTP/1.1\r\n\r\n", 200000, 400},
        {"\x16\x03\x01\x02\r\n\r\n", 200000, 0},
    };
    struct buffer more = BUFFER(1 << 20);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int connection = client_connect(fixture->address);
        buffer_clear(&more);
        while (more.length < refused[i].more)
            buffer_byte(&more, 'y');
        assert_true(client_send(connection, slice_from(refused[i].head)));
        assert_true(client_send(connection, buffer_slice(&more)));
        struct reply reply = client_read(connection, &fixture->arena, false);
        if (reply.status != refused[i].status)
            fail_msg("%s: %d", refused[i].head, reply.status);
        char byte;
        while (recv(connection, &byte, 1, 0) > 0)
            ;
        assert_int_equal(recv(connection, &byte, 1, 0), 0); /* its end, and no reset */
        close(connection);
    }
    buffer_free(&more);
}

/* Who was refused and goes on for ever has its time, and costs no thread. */
static void who_goes_on_sending_after_a_refusal_is_cut_off(void **state)
{
    struct fixture *fixture = *state;
    int many[100];
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        many[i] = client_connect(fixture->address);
        client_send(many[i], SLICE("GET /x HTTP/1.1\r\n\r\n"));
    }
    AWAIT(!client_send(many[0], SLICE("yyyyyyyyyyyyyyyy")));
    assert_int_equal(ask(fixture, "GET /x", "", NULL).status, 200);
    for (size_t i = 0; i < sizeof many / sizeof *many; i++)
        close(many[i]);
}

/* Say all of it at once, close this half of each connection, and see each let go: half a connection
 * holds no longer than a whole one. libmicrohttpd mostly sees its end at once, and where that came
 * together with what was said, the deadlines end it. How many were answered by 200; none otherwise.
 */
static size_t half_close(struct fixture *fixture, const char *const *said, size_t count)
{
    int connections[8];
    size_t answered = 0;
    for (size_t i = 0; i < count; i++) {
        connections[i] = client_connect(fixture->address);
        client_send(connections[i], slice_from(said[i]));
        shutdown(connections[i], SHUT_WR);
    }
    for (size_t i = 0; i < count; i++) {
        struct reply reply = client_read(connections[i], &fixture->arena, false);
        answered += reply.status == 200;
        if ((reply.status && reply.status != 200) || !client_is_closed(connections[i], PATIENCE_MS))
            fail_msg("%s: %d", said[i], reply.status);
        close(connections[i]);
    }
    return answered;
}

static void who_stops_midway_and_closes_is_let_go(void **state)
{
    static const char *const said[] = {
        "",
        "GET /x HT",
        "GET /x HTTP/1.1\r\nHost: a\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
        "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    };
    assert_int_equal(half_close(*state, said, sizeof said / sizeof *said), 0);
}

/* At once; where the answer comes later, libmicrohttpd may take the end for the client's going. */
static void who_has_said_all_is_answered_and_let_go(void **state)
{
    static const char *const at_once = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
    static const char *const later = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n";
    assert_int_equal(half_close(*state, &at_once, 1), 1);
    assert_in_range(half_close(*state, &later, 1), 0, 1);
}

static void a_header_value_cannot_bring_another_header(void **state)
{
    struct reply reply = ask(*state, "GET /x", "", NULL);
    assert_slice(reply_header(&reply, "X-Split"), "aSet-Cookie: b=c");
    assert_null(reply_header(&reply, "Set-Cookie").data);
}

static void a_reply_past_its_limit_is_a_fault_and_not_a_part(void **state)
{
    struct reply reply = ask(*state, "GET /huge", "", NULL);
    assert_int_equal(reply.status, 500);
    assert_true(reply.body.length < 200);
}

/* Say the beginning, then a byte every 50 ms, until cut off; no sooner than after least_ms. */
static void drip(struct fixture *fixture, const char *beginning, int least_ms)
{
    int64_t began_us = clock_monotonic_us();
    int connection = client_connect(fixture->address);
    client_send(connection, slice_from(beginning));
    while (!client_is_closed(connection, 50)) {
        client_send(connection, SLICE("a"));
        assert_true(clock_monotonic_us() - began_us < INT64_C(1000) * PATIENCE_MS);
    }
    assert_true(clock_monotonic_us() - began_us > INT64_C(1000) * least_ms);
    close(connection);
}

/* libmicrohttpd's own timeout would never come. */
static void a_head_that_drips_is_cut_off(void **state)
{
    drip(*state, "GET /", 300);
}

static void a_body_that_drips_is_cut_off(void **state)
{
    drip(*state, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", 300);
}

/* A length that is announced buys no more time than the largest that is taken: 300 ms and six
 * seconds here, where 500 MB would have had nine hours. */
static void a_body_that_is_swallowed_and_drips_is_cut_off(void **state)
{
    drip(*state, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 500000000\r\n\r\n", 3000);
}

/* One connection may be had at a time, and another is, without a reply having been taken. */
static void replies_that_nobody_takes_are_given_up(void **state)
{
    struct fixture *fixture = *state;
    enum { ASKED = 6000 }; /* of 16 KB each: more than the sockets hold */
    int connection = client_connect(fixture->address);
    for (int i = 0; i < ASKED; i++)
        client_send(connection, SLICE("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
    AWAIT(ask(fixture, "GET /x", "", NULL).status == 200);
    assert_true(fixture->finished < ASKED);
    close(connection);
}

static void who_never_asks_is_let_go(void **state)
{
    struct fixture *fixture = *state;
    int connection = client_connect(fixture->address);
    assert_true(client_is_closed(connection, PATIENCE_MS));
    close(connection);
}

static void who_asks_no_more_is_let_go(void **state)
{
    struct fixture *fixture = *state;
    int connection = client_connect(fixture->address);
    client_send(connection, SLICE("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_int_equal(client_read(connection, &fixture->arena, false).status, 200);
    assert_true(client_is_closed(connection, PATIENCE_MS));
    close(connection);
}

static void one_address_has_its_share_of_connections_and_no_more(void **state)
{
    struct fixture *fixture = *state;
    int held[3];
    for (int i = 0; i < 3; i++) {
        held[i] = client_connect(fixture->address);
        client_send(held[i], SLICE("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert_int_equal(client_read(held[i], &fixture->arena, false).status, 200);
    }
    int more = client_connect(fixture->address);
    assert_true(client_is_closed(more, PATIENCE_MS));
    close(more);
    close(held[0]);
    AWAIT(ask(fixture, "GET /x", "", NULL).status == 200);
    close(held[1]);
    close(held[2]);
}

static void where_all_places_are_taken_the_idlest_gives_way(void **state)
{
    struct fixture *fixture = *state;
    int held[10];
    for (int i = 0; i < 10; i++) {
        held[i] = client_connect(fixture->address);
        client_send(held[i], SLICE("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert_int_equal(client_read(held[i], &fixture->arena, false).status, 200);
    }
    for (int i = 0; i < 5; i++)
        assert_int_equal(ask(fixture, "GET /x", "", NULL).status, 200);
    assert_true(client_is_closed(held[0], PATIENCE_MS));
    /* Whoever has just come is the busiest of the idle, though its deadline is the next. */
    int newest = client_connect(fixture->address);
    for (int i = 0; i < 3; i++)
        assert_int_equal(ask(fixture, "GET /x", "", NULL).status, 200);
    client_send(newest, SLICE("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_int_equal(client_read(newest, &fixture->arena, false).status, 200);
    close(newest);
    for (int i = 0; i < 10; i++)
        close(held[i]);
}

static void many_that_say_nothing_keep_nobody_out(void **state)
{
    struct fixture *fixture = *state;
    int silent[200];
    for (size_t i = 0; i < 200; i++) {
        silent[i] = client_connect(fixture->address);
        client_send(silent[i], SLICE("POST /x HTTP/1.1\r\nContent-Le"));
    }
    for (int i = 0; i < 20; i++)
        assert_int_equal(ask(fixture, "GET /x", "", NULL).status, 200);
    for (size_t i = 0; i < 200; i++) {
        assert_false(client_is_closed(silent[i], 0));
        close(silent[i]);
    }
}

static void stopping_answers_what_was_accepted(void **state)
{
    struct fixture *fixture = *state;
    fixture->later_is_stopping = true;
    int connection = client_connect(fixture->address);
    client_send(connection, SLICE("GET /later HTTP/1.1\r\nHost: a\r\n\r\n"));
    AWAIT(fixture->later_started);
    http_drain(fixture->server, PATIENCE_MS);
    http_stop(&fixture->server);
    struct reply reply = client_read(connection, &fixture->arena, false);
    assert_int_equal(reply.status, 200);
    assert_slice(reply_header(&reply, "Connection"), "close");
    assert_true(client_is_closed(connection, PATIENCE_MS));
    assert_int_equal(fixture->finished, 1);
    close(connection);
}

/* A connection that is kept once it was answered; −1 where none is to be had. */
static int connect_and_ask(struct fixture *fixture)
{
    int connection = client_connect(fixture->address);
    client_send(connection, SLICE("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
    if (client_read(connection, &fixture->arena, false).status == 200)
        return connection;
    close(connection);
    return -1;
}

static void a_client_that_leaves_midway_is_let_go(void **state)
{
    struct fixture *fixture = *state;
    enum { HALVES = 20 }; /* and one: all that an address may have */
    for (int i = 0; i < HALVES; i++) {
        int connection = client_connect(fixture->address);
        client_send(connection,
                    SLICE("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nhalf"));
        close(connection);
    }
    int connection = client_connect(fixture->address);
    client_send(connection, SLICE("GET /later HTTP/1.1\r\nHost: a\r\n\r\n"));
    AWAIT(fixture->later_started);
    close(connection); /* and is answered all the same */
    int others[HALVES + 1];
    for (int i = 0; i <= HALVES; i++)
        AWAIT((others[i] = connect_and_ask(fixture)) >= 0);
    for (int i = 0; i <= HALVES; i++)
        close(others[i]);
}

struct senders {
    pthread_t thread;
    int connections[200];
};

static void *send_nonsense(void *context)
{
    struct senders *senders = context;
    for (size_t i = 0; i < 200; i++)
        client_send(senders->connections[i], SLICE("GET /x HTTP/1.1\r\n\r\n"));
    return NULL;
}

/* libmicrohttpd falls over a head that it refuses while it is being stopped. */
static void nonsense_that_comes_while_stopping_is_survived(void **state)
{
    for (int round = 0; round < 20; round++) {
        struct fixture *fixture = *state;
        struct senders senders;
        for (size_t i = 0; i < 200; i++)
            senders.connections[i] = client_connect(fixture->address);
        http_drain(fixture->server, 0);
        pthread_create(&senders.thread, NULL, send_nonsense, &senders);
        http_stop(&fixture->server);
        pthread_join(senders.thread, NULL);
        for (size_t i = 0; i < 200; i++)
            close(senders.connections[i]);
        tear_down(state);
        *state = start((struct http_options){0});
    }
}

static void an_address_that_cannot_be_listened_on_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct http_service service = {fixture, body_limit, serve, finish};
    struct http_server *server = NULL;
    static const char *const wrong[] = {"", "8080", "127.0.0.1:", "nowhere.invalid:80",
                                        "127.0.0.1:http"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct err err = {0};
        struct http_options options = {.listen = wrong[i]};
        assert_int_equal(http_start(&options, &service, &server, &err), ERR_USAGE);
        assert_null(server);
    }
    struct err err = {0};
    struct http_options options = {.listen = fixture->address};
    assert_int_equal(http_start(&options, &service, &server, &err), ERR_INPUT);
    assert_non_null(strstr(err.message, fixture->address));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define WITH(name, ...)                                                                            \
    cmocka_unit_test_prestate_setup_teardown(name, set_up, tear_down,                              \
                                             (&(struct http_options){__VA_ARGS__}))
    const struct CMUnitTest tests[] = {
        TEST(a_request_reaches_the_service_as_it_was_sent),
        TEST(one_connection_carries_many_requests),
        TEST(requests_sent_without_waiting_are_answered_in_order),
        TEST(both_kinds_of_form_are_read_and_files_go_to_disk),
        TEST(a_form_that_cannot_be_read_is_told_from_one_that_can),
        TEST(a_body_past_its_limit_is_swallowed_so_that_its_sender_can_read_why),
        TEST(a_body_a_thousand_times_its_limit_is_still_answered),
        TEST(a_body_too_large_to_be_waited_for_is_refused_before_it_comes),
        TEST(too_many_values_or_files_are_too_large),
        TEST(a_head_past_its_limit_is_refused),
        TEST(long_text_is_packed_for_those_who_take_it),
        TEST(what_is_made_ready_is_packed_once_for_many),
        TEST(a_head_that_contradicts_itself_is_told_and_the_connection_closed),
        TEST(a_malformed_head_is_refused_and_the_server_lives),
        TEST(who_is_refused_while_sending_can_read_why),
        WITH(who_goes_on_sending_after_a_refusal_is_cut_off, .linger_ms = 300),
        WITH(who_stops_midway_and_closes_is_let_go, .head_ms = 300, .body_ms = 300),
        WITH(who_has_said_all_is_answered_and_let_go, .idle_ms = 300),
        TEST(a_header_value_cannot_bring_another_header),
        TEST(a_reply_past_its_limit_is_a_fault_and_not_a_part),
        WITH(a_head_that_drips_is_cut_off, .head_ms = 300),
        WITH(a_body_that_drips_is_cut_off, .body_ms = 300),
        WITH(a_body_that_is_swallowed_and_drips_is_cut_off, .body_ms = 300),
        WITH(replies_that_nobody_takes_are_given_up, .reply_ms = 300, .connections_address = 1),
        WITH(who_never_asks_is_let_go, .head_ms = 300),
        WITH(who_asks_no_more_is_let_go, .idle_ms = 300),
        WITH(one_address_has_its_share_of_connections_and_no_more, .connections = 20,
             .connections_address = 3),
        WITH(where_all_places_are_taken_the_idlest_gives_way, .connections = 10,
             .head_ms = 1800000),
        TEST(many_that_say_nothing_keep_nobody_out),
        TEST(stopping_answers_what_was_accepted),
        WITH(a_client_that_leaves_midway_is_let_go, .body_ms = 300, .connections_address = 21),
        TEST(nonsense_that_comes_while_stopping_is_survived),
        TEST(an_address_that_cannot_be_listened_on_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
