/* The way of a request: to a page on this thread, to an action on the writer's, to slow work on a
 * helper's; and back. */
#include "gate/inside.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/banned.h"

/* What a page may read for, so that no address, however heavy, keeps a thread. */
enum { PAGE_LONGEST_US = 5000000 };

static int take_reader(struct gate_request *asked)
{
    if (asked->reader)
        return 0;
    return reader_take(&asked->gate->readers, &asked->reader, &asked->request.err);
}

/* The connection that this actor reads by. */
static int open_reader(struct gate_request *asked)
{
    int code = take_reader(asked);
    if (code < 0)
        return code;
    return reader_store(&asked->gate->readers, asked->reader, asked->signed_in,
                        &asked->request.reader, &asked->request.err);
}

static void give_reader(struct gate_request *asked)
{
    reader_give(&asked->gate->readers, asked->reader);
    asked->reader = NULL;
    asked->request.reader = NULL;
}

/* Who asks and whether they may; sets the status of a refusal. Keeps the reader. */
static void meet(struct gate_request *asked)
{
    int code = take_reader(asked);
    if (code == 0)
        code = request_identify(asked);
    if (code == 0)
        code = open_reader(asked);
    if (code < 0 && asked->status == 0)
        asked->status = status_of(code);
    request_judge(asked);
}

size_t gate_body_limit(void *context, struct http_request *http)
{
    if (http->method == HTTP_GET || http->method == HTTP_HEAD)
        return 0;
    struct gate_request *asked = request_open(context, http);
    meet(asked);
    give_reader(asked);
    if (!asked->signed_in || asked->status)
        return LIMIT_FORM_ANYONE;
    size_t limit = asked->route->page->body_limit;
    return limit ? limit : LIMIT_FORM;
}

/* --- the last request of a session is noted, coarsely, and nobody waits for it -------------- */

struct touch {
    struct write_job job;
    struct digest digest;
};

static int touch_work(struct writer *writer, void *context, struct err *err)
{
    struct touch *touch = context;
    return session_touch(writer, &touch->digest, err);
}

static void touch_done(struct writer *writer, void *context, int code, struct err *err)
{
    (void)writer, (void)code, (void)err;
    memory_free(context);
}

static void note_session(struct gate_request *asked)
{
    if (!asked->signed_in || !asked->session.touch_due)
        return;
    struct touch *touch = memory_zeros(1, sizeof *touch);
    touch->digest = asked->session.digest;
    touch->job = (struct write_job){.work = touch_work, .done = touch_done, .context = touch};
    if (writer_thread_add(asked->gate->writer, &touch->job, NULL) < 0)
        memory_free(touch);
}

/* --- pages -------------------------------------------------------------------------------- */

/* The tag the page gave itself, else one of its bytes, which tells it from what it was and not from
 * a forgery: a digest would cost a fifth of a list. A weak tag, since it is the packed page's too.
 */
static void tag_page(struct response *response, char etag[static ETAG_SIZE])
{
    struct slice own = response_given(response, "ETag");
    if (own.data && own.length < ETAG_SIZE) {
        snprintf(etag, ETAG_SIZE, "%.*s", SLICE_PRINT(own));
        return;
    }
    struct slice bytes = response->fixed.data ? response->fixed : buffer_slice(&response->body);
    snprintf(etag, ETAG_SIZE, "W/\"%zx-%016" PRIx64 "\"", bytes.length, slice_hash_long(bytes));
    response_header(response, "ETag", slice_from(etag));
}

static struct slice without_weakness(struct slice tag)
{
    return slice_sub(tag, slice_starts_with(tag, SLICE("W/")) ? 2 : 0, tag.length);
}

static bool is_unchanged(const struct http_request *http, const char *etag)
{
    struct slice rest = http_header(http, "If-None-Match"), tag;
    while (slice_split(&rest, ',', &tag))
        if (slice_equal(without_weakness(slice_trim(tag)), without_weakness(slice_from(etag))))
            return true;
    return false;
}

/* The page itself, or 304 where the asker has it already. Takes `page` over. */
static enum http_answer give_page(const struct http_request *http, struct response *response,
                                  struct http_prepared *page, const char *etag,
                                  struct http_prepared **ret_prepared)
{
    if (!is_unchanged(http, etag)) {
        *ret_prepared = page;
        return HTTP_NOW;
    }
    http_prepared_release(&page);
    response_reset(response);
    response->status = 304;
    response->type = NULL;
    response_header(response, "ETag", slice_from(etag));
    request_headers(http, response, false);
    return HTTP_NOW;
}

static enum http_answer keep_page(struct gate_request *asked, const struct cache_state *state,
                                  struct http_prepared **ret_prepared)
{
    char etag[ETAG_SIZE];
    struct response *response = asked->response;
    tag_page(response, etag);
    if (response->body.full || response->headers_full)
        return HTTP_NOW; /* answered as a fault */
    unsigned depends = response->depends;
    response->packable = true;
    struct http_prepared *page = http_prepare(response);
    cache_put(asked->gate->cache, asked->http->target, state, depends, etag, page);
    return give_page(asked->http, response, page, etag, ret_prepared);
}

static void run_page(struct gate_request *asked)
{
    struct request *request = &asked->request;
    int code = asked->status ? ERR_FORBIDDEN : store_read_begin(request->reader, &request->err);
    if (code == 0) {
        store_set_deadline(request->reader, clock_monotonic_us() + PAGE_LONGEST_US);
        request_read_form_kept(asked);
        code = asked->route->page->function(request, asked->response);
        store_set_deadline(request->reader, 0);
    }
    request_finish(asked, code); /* an error page may read too */
    if (request->reader)
        store_read_end(request->reader);
}

static bool is_anonymous(const struct http_request *http)
{
    return !http_cookie(http, session_cookie(http)).data &&
           !http_header(http, "Authorization").data;
}

static enum http_answer serve_page(struct gate *gate, struct http_request *http,
                                   struct response *response, struct http_prepared **ret_prepared)
{
    struct reader *reader = NULL;
    struct cache_state state = {.today = clock_today()};
    bool may_keep = is_anonymous(http) && !http->malformed;
    int code = reader_take(&gate->readers, &reader, NULL);
    if (code == 0) /* before anything is read: a page may be newer than its number, never older */
        code = reader_generation(&gate->readers, reader, &state.generation, NULL);
    may_keep = may_keep && code == 0;
    char etag[ETAG_SIZE];
    struct http_prepared *page =
        may_keep ? cache_get(gate->cache, http->target, &state, etag) : NULL;
    if (page) {
        reader_give(&gate->readers, reader);
        return give_page(http, response, page, etag, ret_prepared);
    }
    struct gate_request *asked = request_open(gate, http);
    asked->response = response;
    asked->reader = reader;
    meet(asked);
    run_page(asked);
    note_session(asked);
    give_reader(asked);
    if (may_keep && response->status == 200 && !(response->depends & DEPENDS_ON_ASKER))
        return keep_page(asked, &state, ret_prepared);
    return HTTP_NOW;
}

/* --- actions ------------------------------------------------------------------------------ */

static void answer(struct gate_request *asked, int code)
{
    struct http_request *http = asked->http;
    request_finish(asked, code);
    note_session(asked);
    give_reader(asked);
    http_resume(http); /* and the request may be gone */
}

static int action_work(struct writer *writer, void *context, struct err *err)
{
    struct gate_request *asked = context;
    struct request *request = &asked->request;
    request->writer = writer;
    request->reader = writer->store;
    int code = asked->route->page->function(request, asked->response);
    if (code >= 0 && asked->response->status == 303 && asked->session.has_kept)
        code = session_keep(writer, &asked->session.digest, (struct slice){0}, &request->err);
    if (code >= 0 && asked->response->status >= 400) {
        asked->tells_itself = true;
        return ERR_RANGE;
    }
    if (code < 0)
        *err = request->err;
    return code;
}

static void action_done(struct writer *writer, void *context, int code, struct err *err)
{
    struct gate_request *asked = context;
    asked->gate->readers.commits++;
    asked->request.writer = NULL;
    asked->request.reader = writer->store;
    if (code < 0)
        asked->request.err = *err;
    answer(asked, asked->tells_itself ? 0 : code);
}

static void slow_run(struct slow_task *task)
{
    struct gate_request *asked =
        (struct gate_request *)(void *)((char *)task - offsetof(struct gate_request, task));
    int code = open_reader(asked);
    if (code == 0)
        code = asked->route->page->function(&asked->request, asked->response);
    answer(asked, code);
}

struct waiting {
    struct write_job job;
    struct readers *readers;
    request_work work;
    void *context;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool done;
    int code;
    struct err err;
};

static int waiting_work(struct writer *writer, void *context, struct err *err)
{
    struct waiting *waiting = context;
    return waiting->work(writer, waiting->context, err);
}

static void waiting_done(struct writer *writer, void *context, int code, struct err *err)
{
    (void)writer;
    struct waiting *waiting = context;
    waiting->readers->commits++;
    pthread_mutex_lock(&waiting->lock);
    waiting->code = code;
    if (code < 0)
        waiting->err = *err;
    waiting->done = true;
    pthread_cond_signal(&waiting->changed);
    pthread_mutex_unlock(&waiting->lock);
}

int request_write(struct request *request, request_work work, void *context)
{
    struct waiting waiting = {.readers = &request->gate->gate->readers,
                              .work = work,
                              .context = context,
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .changed = PTHREAD_COND_INITIALIZER};
    waiting.job =
        (struct write_job){.work = waiting_work, .done = waiting_done, .context = &waiting};
    int code = writer_thread_add(request->gate->gate->writer, &waiting.job, &request->err);
    request->gate->queue_full = code == ERR_BUSY;
    if (code < 0)
        return code;
    pthread_mutex_lock(&waiting.lock);
    while (!waiting.done)
        pthread_cond_wait(&waiting.changed, &waiting.lock);
    pthread_mutex_unlock(&waiting.lock);
    pthread_cond_destroy(&waiting.changed);
    pthread_mutex_destroy(&waiting.lock);
    if (waiting.code < 0)
        request->err = waiting.err;
    return waiting.code;
}

/* The form was typed under another session of the same browser: give it back, to be looked at and
 * sent again. */
static int keep_work(struct writer *writer, void *context, struct err *err)
{
    struct gate_request *asked = context;
    struct arena *arena = asked->request.arena;
    struct slice form = kept_form_of(asked, arena);
    response_redirect(asked->response, address_with_kept(kept_address(asked), arena));
    return session_keep(writer, &asked->session.digest, form, err);
}

static void refuse_body(struct gate_request *asked)
{
    struct err *err = &asked->request.err;
    asked->status = asked->http->body_state == HTTP_BODY_TOO_LARGE ? 413 : 400;
    if (asked->status == 413)
        err_set(err, ERR_LIMIT, NULL,
                "What you sent is larger than this page takes. Nothing was changed. Send less, "
                "or a smaller file.");
    else
        err_set(err, ERR_SYNTAX, NULL,
                "What you sent could not be read. Nothing was changed. Go back and send it again.");
}

static void refuse_forged(struct gate_request *asked)
{
    asked->status = 403;
    err_set(&asked->request.err, ERR_FORBIDDEN, NULL,
            "This form did not come from a page of ours, or its page is too old. Nothing was "
            "changed. Open the page again and send it from there.");
}

enum verdict { VERDICT_RUN, VERDICT_REFUSE, VERDICT_KEEP };

static enum verdict judge_action(struct gate_request *asked)
{
    bool by_form = !asked->room->room->tokens;
    if (asked->http->malformed)
        return VERDICT_REFUSE;
    if (by_form && request_is_forged(asked))
        refuse_forged(asked);
    else if (asked->status == 0 && asked->http->body_state != HTTP_BODY_SOUND)
        refuse_body(asked);
    if (asked->status)
        return VERDICT_REFUSE;
    if (!by_form || request_has_csrf(asked))
        return VERDICT_RUN;
    if (asked->signed_in && http_header(asked->http, "Origin").data)
        return VERDICT_KEEP; /* it did come from a page of ours */
    refuse_forged(asked);
    return VERDICT_REFUSE;
}

static enum http_answer serve_action(struct gate_request *asked)
{
    enum verdict verdict = judge_action(asked);
    struct err *err = &asked->request.err;
    if (verdict == VERDICT_REFUSE) {
        open_reader(asked); /* for the error page, which does without where there is none */
        request_finish(asked, ERR_FORBIDDEN);
        give_reader(asked);
        return HTTP_NOW;
    }
    int code;
    http_suspend(asked->http);
    if (verdict == VERDICT_RUN && asked->route->page->kind == PAGE_SLOW) {
        asked->task.run = slow_run;
        code = slow_add(asked->gate->slow, &asked->task, err);
    } else {
        asked->job = (struct write_job){.work = verdict == VERDICT_RUN ? action_work : keep_work,
                                        .done = action_done,
                                        .context = asked};
        code = writer_thread_add(asked->gate->writer, &asked->job, err);
    }
    if (code == 0)
        return HTTP_LATER; /* and the request may be gone */
    asked->queue_full = code == ERR_BUSY;
    answer(asked, code);
    return HTTP_LATER;
}

enum http_answer gate_serve(void *context, struct http_request *http, struct response *response,
                            struct http_prepared **ret_prepared)
{
    if (!http->service_data) /* no body was awaited */
        return serve_page(context, http, response, ret_prepared);
    struct gate_request *asked = http->service_data;
    asked->response = response;
    return serve_action(asked);
}
