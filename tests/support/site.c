#include "support/site.h"

#include <string.h>

#include "gate/inside.h"
#include "support/plan.h"

struct site {
    char path[4096];
    struct store *public, *full;
    struct gate gate;
    struct room room;
    struct room_routes routes;
    struct arena arena;
    struct response response;
};

struct site *site_new(const char *plan)
{
    static int number;
    struct site *site = memory_zeros(1, sizeof *site);
    struct err err = {0};
    snprintf(site->path, sizeof site->path, "%s/site-%d.weft", scratch_folder(), number++);
    plan_make_store(site->path, plan, &site->arena);
    arena_reset(&site->arena);
    if (store_open(site->path, STORE_READ, &site->public, &err) < 0 ||
        store_open(site->path, STORE_READ, &site->full, &err) < 0)
        fail_msg("%s", err.message);
    store_restrict(site->public, permit_public_table, (void *)(uintptr_t)&weft_registry);
    site->room = web_room();
    if (routes_make(&site->room, &weft_registry, &site->routes, &err) < 0)
        fail_msg("%s", err.message);
    site->gate.options =
        (struct gate_options){.registry = &weft_registry, .rooms = &site->room, .room_count = 1};
    site->gate.rooms = &site->routes;
    return site;
}

void site_free(struct site **site)
{
    response_free(&(*site)->response);
    store_close(&(*site)->public);
    store_close(&(*site)->full);
    arena_free(&(*site)->arena);
    memory_free((*site)->routes.routes);
    memory_free(*site);
}

const char *site_path(const struct site *site)
{
    return site->path;
}

static struct slice location_of(const struct response *response)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, "Location") == 0)
            return response->headers[i].value;
    return (struct slice){0};
}

static struct answered answer_of(const struct gate_request *asked, int code)
{
    const struct response *response = asked->response;
    return (struct answered){.code = code,
                             .status = response->status,
                             .err = asked->request.err,
                             .body = response->fixed.data ? response->fixed
                                                          : buffer_slice(&response->body),
                             .location = location_of(response)};
}

/* The request as far as its page: whether it may be had. */
static struct gate_request *judged(struct site *site, enum http_method method, const char *target,
                                   unsigned roles)
{
    response_free(&site->response);
    arena_reset(&site->arena);
    response_begin(&site->response, &site->arena);
    struct slice all = slice_from(target);
    size_t mark = slice_find_byte(all, '?');
    struct http_request *http = ARENA_NEW(&site->arena, struct http_request);
    *http = (struct http_request){.method = method,
                                  .target = all,
                                  .path = slice_sub(all, 0, mark),
                                  .query = slice_sub(all, mark + 1, all.length),
                                  .address = "127.0.0.1",
                                  .arena = &site->arena};
    struct gate_request *asked = request_open(&site->gate, http);
    asked->response = &site->response;
    asked->request.reader = roles ? site->full : site->public;
    if (roles)
        asked->request.actor =
            (struct actor){.code = SLICE("officer"), .roles = roles | ROLE_BIT(ANYONE)};
    asked->signed_in = true;
    request_judge(asked);
    return asked;
}

static struct answered refused(const struct gate_request *asked)
{
    return (struct answered){.code = asked->status == 404 ? ERR_NOT_FOUND : ERR_FORBIDDEN,
                             .status = asked->status,
                             .err = asked->request.err};
}

struct answered site_ask(struct site *site, const char *target, unsigned roles)
{
    struct gate_request *asked = judged(site, HTTP_GET, target, roles);
    if (asked->status)
        return refused(asked);
    struct store *reader = asked->request.reader;
    uint64_t before = store_statements_asked(reader);
    int code = asked->route->page->function(&asked->request, &site->response);
    struct answered answered = answer_of(asked, code);
    answered.statements = store_statements_asked(reader) - before;
    return answered;
}

struct answered site_send(struct site *site, const char *target, const char *form, unsigned roles)
{
    struct gate_request *asked = judged(site, HTTP_POST, target, roles);
    if (asked->status)
        return refused(asked);
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct request *request = &asked->request;
    struct err err = {0};
    if (url_pairs(slice_from(form), 1000, &site->arena, &asked->http->form, &err) < 0 ||
        writer_open(site->path, STORE_WRITE, &weft_registry, &writer, &err) < 0 ||
        writer_begin(writer, &err) < 0)
        fail_msg("%s", err.message);
    request->writer = writer;
    request->reader = writer->store;
    request->is_action = true;
    int code = asked->route->page->function(request, &site->response);
    if (code < 0 || site->response.status >= 400)
        writer_rollback(writer);
    else if (writer_commit(writer, &err) < 0)
        fail_msg("%s", err.message);
    return answer_of(asked, code);
}
