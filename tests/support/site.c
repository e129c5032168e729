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

static void load_plan(struct writer *writer, const char *plan, struct arena *arena)
{
    struct err err = {0};
    CLEANUP(buffer_free) struct buffer text = BUFFER(4 << 20);
    char path[4096];
    const char *source = getenv("WEFT_SOURCE");
    snprintf(path, sizeof path, "%s/plans/%s", source ? source : ".", plan);
    if (file_read(path, &text, &err) < 0)
        fail_msg("%s", err.message);
    plan_put(writer, buffer_slice(&text), arena);
}

struct site *site_new(const char *plan)
{
    static int number;
    struct site *site = memory_zeros(1, sizeof *site);
    struct err err = {0};
    struct writer *writer = NULL;
    snprintf(site->path, sizeof site->path, "%s/site-%d.weft", scratch_folder(), number++);
    if (writer_open(site->path, STORE_CREATE, &weft_registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    if (plan)
        load_plan(writer, plan, &site->arena);
    writer_close(&writer);
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

struct answered site_ask(struct site *site, const char *target, unsigned roles)
{
    response_free(&site->response);
    arena_reset(&site->arena);
    response_begin(&site->response, &site->arena);
    struct slice all = slice_from(target);
    size_t mark = slice_find_byte(all, '?');
    struct http_request http = {.method = HTTP_GET,
                                .target = all,
                                .path = slice_sub(all, 0, mark),
                                .query = slice_sub(all, mark + 1, all.length),
                                .address = "127.0.0.1",
                                .arena = &site->arena};
    struct gate_request *asked = request_open(&site->gate, &http);
    asked->response = &site->response;
    struct request *request = &asked->request;
    request->reader = roles ? site->full : site->public;
    if (roles)
        request->actor =
            (struct actor){.code = SLICE("officer"), .roles = roles | ROLE_BIT(ANYONE)};
    asked->signed_in = true;
    request_judge(asked);
    if (asked->status)
        return (struct answered){.code = asked->status == 404 ? ERR_NOT_FOUND : ERR_FORBIDDEN,
                                 .status = asked->status,
                                 .err = request->err};
    uint64_t before = store_statements_asked(request->reader);
    int code = asked->route->page->function(request, &site->response);
    return (struct answered){.code = code,
                             .status = site->response.status,
                             .err = request->err,
                             .body = site->response.fixed.data ? site->response.fixed
                                                               : buffer_slice(&site->response.body),
                             .statements = store_statements_asked(request->reader) - before};
}
