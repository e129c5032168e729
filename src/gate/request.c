/* What a page asks of its request. */
#include "gate/inside.h"

#include "base/banned.h"

enum { MOST_QUERY_PAIRS = 200 };

static void read_parameters(struct gate_request *asked, const struct path *path)
{
    struct request *request = &asked->request;
    request->entity = asked->route->entity;
    for (size_t i = 0; i < path->count; i++) {
        struct slice name = asked->route->parts[i];
        if (name.data[0] != ':')
            continue;
        name = slice_sub(name, 1, name.length);
        if (slice_is(name, "code"))
            request->code = path->parts[i];
        else if (slice_is(name, "entity"))
            request->entity = registry_find(request->registry, path->parts[i]);
        else if (request->parameter_count < PAGE_PARAMETERS)
            request->parameters[request->parameter_count++] = (struct pair){name, path->parts[i]};
    }
}

/* The room with the longest prefix that fits. */
static const struct room_routes *find_room(const struct gate *gate, struct slice path)
{
    const struct room_routes *found = &gate->rooms[0];
    for (size_t i = 0; i < gate->options.room_count; i++) {
        struct slice prefix = slice_from(gate->rooms[i].room->prefix);
        if (slice_starts_with(path, prefix) && prefix.length >= strlen(found->room->prefix))
            found = &gate->rooms[i];
    }
    return found;
}

static void find_page(struct gate_request *asked)
{
    struct path path;
    int code = path_read(asked->http->path, asked->http->arena, &path);
    struct err *err = &asked->request.err;
    if (code < 0) {
        asked->status = code == ERR_SYNTAX ? 400 : 404;
        err_set(err, code, NULL, "This address cannot be read. Check how it is written.");
        return;
    }
    asked->route = route_find(asked->room, asked->request.registry, &path, asked->http->method,
                              &asked->methods);
    if (asked->route) {
        read_parameters(asked, &path);
        return;
    }
    asked->status = asked->methods ? 405 : 404;
    err_set(err, ERR_NOT_FOUND, NULL,
            asked->methods ? "This page cannot be used in that way."
                           : "There is no page at this address.");
}

static void refuse_malformed(struct gate_request *asked)
{
    asked->status = 400;
    err_set(&asked->request.err, ERR_SYNTAX, NULL,
            "This request contradicts itself, so it was not carried out. Nothing was changed. Open "
            "the page again and send it from there.");
}

struct gate_request *request_open(struct gate *gate, struct http_request *http)
{
    struct gate_request *asked = ARENA_NEW(http->arena, struct gate_request);
    http->service_data = asked;
    asked->gate = gate;
    asked->http = http;
    asked->request = (struct request){
        .is_action = http->method != HTTP_GET && http->method != HTTP_HEAD,
        .path = http->path,
        .query = http->query,
        .actor = actor_anyone(),
        .registry = gate->options.registry,
        .arena = http->arena,
        .today = clock_today(),
        .gate = asked,
    };
    asked->room = find_room(gate, http->path);
    if (http->malformed)
        refuse_malformed(asked);
    else if (url_pairs(http->query, MOST_QUERY_PAIRS, http->arena, &asked->query,
                       &asked->request.err) < 0)
        asked->status = 400;
    else
        find_page(asked);
    return asked;
}

/* On a page that a form was typed on before its user signed in again: what was typed. */
void request_read_form_kept(struct gate_request *asked)
{
    struct request *request = &asked->request;
    struct slice form;
    if (!asked->signed_in || !asked->session.has_kept || !pairs_get(&asked->query, "kept").data)
        return;
    if (session_kept(asked->reader->access, &asked->session.digest, request->arena, &form, NULL) ==
        0)
        url_pairs(form, SIZE_MAX, request->arena, &asked->kept_form, NULL);
}

struct slice request_parameter(const struct request *request, const char *name)
{
    struct pairs parameters = {(struct pair *)request->parameters, request->parameter_count};
    return pairs_get(&parameters, name);
}

struct slice request_query(const struct request *request, const char *name)
{
    return pairs_get(&request->gate->query, name);
}

const struct pairs *request_query_pairs(const struct request *request)
{
    return &request->gate->query;
}

const struct pairs *request_form_pairs(const struct request *request)
{
    return request->is_action ? &request->gate->http->form : &request->gate->kept_form;
}

struct slice request_form(const struct request *request, const char *name)
{
    return pairs_get(request_form_pairs(request), name);
}

const struct http_file *request_file(const struct request *request, const char *field)
{
    const struct http_request *http = request->gate->http;
    for (size_t i = 0; i < http->file_count; i++)
        if (slice_is(http->files[i].field, field))
            return &http->files[i];
    return NULL;
}

struct slice request_body(const struct request *request)
{
    return request->gate->http->body;
}

struct slice request_header(const struct request *request, const char *name)
{
    return http_header(request->gate->http, name);
}

bool request_takes_gzip(const struct request *request)
{
    return http_takes_gzip(request->gate->http);
}

bool request_signed_in(const struct request *request)
{
    return request->gate->signed_in;
}

struct slice request_target(const struct request *request)
{
    return request->gate->http->target;
}
