/* One request: head, body, service, reply.
 *
 * libmicrohttpd calls exchange_step first with the head, then with each piece of body, then with
 * none. A reply queued in the very first call closes the connection and costs four fifths of the
 * throughput, so the first call only looks, but where there is no use in waiting for the body. */
#include "http/server.h"

#include "base/banned.h"

void *exchange_begin(void *context, const char *target, struct MHD_Connection *inner)
{
    (void)context;
    struct connection *connection =
        MHD_get_connection_info(inner, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    struct exchange *exchange = &connection->exchange;
    exchange->state = EXCHANGE_HEAD;
    connection->is_answered = false;
    exchange->inner = inner;
    exchange->received = exchange->limit = 0;
    exchange->request = (struct http_request){.arena = &exchange->arena};
    exchange->request.target = arena_slice(&exchange->arena, slice_from(target));
    response_begin(&exchange->response, &exchange->arena);
    connection->idle_us = 0;
    return exchange;
}

static enum http_method method_of(const char *name)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return (enum http_method)i;
    return HTTP_OTHER;
}

/* The proxy in front writes the address it saw last; what stands before it came from outside. */
static const char *forwarded_address(struct exchange *exchange)
{
    struct slice list = http_header(&exchange->request, "X-Forwarded-For"), part, last = {0};
    while (slice_split(&list, ',', &part))
        last = slice_trim(part);
    if (last.length == 0 || last.length >= HTTP_ADDRESS_SIZE)
        return exchange->connection->address_text;
    return arena_string(&exchange->arena, last);
}

static enum MHD_Result count_length(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    (void)kind, (void)value;
    struct slice header = slice_from(name);
    *(int *)context += slice_equal_ignoring_case(header, SLICE("Content-Length")) ||
                       slice_equal_ignoring_case(header, SLICE("Transfer-Encoding"));
    return MHD_YES;
}

/* Two lengths of one body: what one program takes for its end is another's next request. And a NUL
 * in the request line, at which libmicrohttpd lets the address end: its version, which it cuts from
 * the same line, does not follow at once then. */
static bool is_malformed(struct exchange *exchange, const char *line, const char *version)
{
    int lengths = 0;
    MHD_get_connection_values(exchange->inner, MHD_HEADER_KIND, count_length, &lengths);
    return lengths > 1 || version != line + exchange->request.target.length + 1;
}

static void begin_body(struct exchange *exchange, const char *line, const char *method,
                       const char *version)
{
    struct http_request *request = &exchange->request;
    struct http_server *server = exchange->connection->server;
    request->method = method_of(method);
    size_t mark = slice_find_byte(request->target, '?');
    request->path = slice_sub(request->target, 0, mark);
    request->query = slice_sub(request->target, mark + 1, request->target.length);
    request->malformed = is_malformed(exchange, line, version);
    request->address = exchange->connection->address_text;
    if (server->options.behind_proxy) {
        request->address = forwarded_address(exchange);
        request->secure = slice_is(http_header(request, "X-Forwarded-Proto"), "https");
    }
    exchange->limit = server->service.body_limit(server->service.context, request);
    exchange->state = EXCHANGE_BODY;
    if (request->method != HTTP_GET && request->method != HTTP_HEAD)
        body_begin(exchange);
}

static enum MHD_Result reply(struct exchange *exchange, struct MHD_Response *inner, int status,
                             size_t size)
{
    if (!inner)
        return MHD_NO; /* closes the connection */
    connection_deadline(exchange->connection, exchange->connection->server->options.reply_ms, size);
    exchange->state = EXCHANGE_SENT;
    exchange->connection->is_answered =
        !exchange->request.malformed && exchange->request.body_state == HTTP_BODY_SOUND;
    return MHD_queue_response(exchange->inner, (unsigned)status, inner);
}

static enum MHD_Result send_response(struct exchange *exchange)
{
    struct response *response = &exchange->response;
    if (response->body.full || response->headers_full) {
        response_reset(response);
        response->status = 500;
        response->type = "text/plain; charset=utf-8";
        buffer_string(&response->body, "This page is larger than the server may send.\n");
    }
    if (response->packable && http_takes_gzip(&exchange->request))
        response_pack(response);
    size_t size = response->fixed.data ? response->fixed.length : response->body.length;
    bool closing = exchange->connection->server->draining || exchange->request.malformed;
    struct MHD_Response *inner = response_make(response, closing);
    enum MHD_Result result = reply(exchange, inner, response->status, size);
    if (inner)
        MHD_destroy_response(inner);
    return result;
}

static enum MHD_Result serve(struct exchange *exchange)
{
    struct http_server *server = exchange->connection->server;
    struct http_prepared *prepared = NULL;
    body_end(exchange);
    exchange->state = EXCHANGE_SERVING;
    server->serving++; /* before asking, so that http_drain sees it or it sees http_drain */
    if (server->refusing) {
        server->serving--;
        return MHD_NO;
    }
    enum http_answer answer = server->service.serve(server->service.context, &exchange->request,
                                                    &exchange->response, &prepared);
    if (answer == HTTP_LATER)
        return MHD_YES;
    server->serving--;
    if (!prepared)
        return send_response(exchange);
    enum MHD_Result result = reply(exchange, prepared_inner(prepared, &exchange->request),
                                   prepared_status(prepared), http_prepared_size(prepared));
    http_prepared_release(&prepared);
    return result;
}

enum MHD_Result exchange_step(void *context, struct MHD_Connection *inner, const char *target,
                              const char *method, const char *version, const char *bytes,
                              size_t *size, void **address)
{
    (void)context, (void)inner;
    struct exchange *exchange = *address;
    switch (exchange->state) {
    case EXCHANGE_HEAD:
        begin_body(exchange, target, method, version);
        return body_is_awaited(exchange) ? MHD_YES : serve(exchange);
    case EXCHANGE_BODY:
        if (*size == 0)
            return serve(exchange);
        body_add(exchange, (struct slice){bytes, *size});
        *size = 0;
        return exchange->received > exchange->limit + LIMIT_SWALLOWED ? MHD_NO : MHD_YES;
    case EXCHANGE_READY:
        return send_response(exchange);
    default:
        return MHD_NO;
    }
}

void exchange_end(void *context, struct MHD_Connection *inner, void **address,
                  enum MHD_RequestTerminationCode why)
{
    (void)inner, (void)why;
    struct http_server *server = context;
    struct exchange *exchange = *address;
    if (!exchange)
        return;
    if (exchange->state > EXCHANGE_HEAD && server->service.finish)
        server->service.finish(server->service.context, &exchange->request);
    body_free(exchange);
    response_free(&exchange->response);
    arena_reset(&exchange->arena);
    exchange->state = EXCHANGE_NONE;
    connection_deadline(exchange->connection, server->options.idle_ms, 0);
    exchange->connection->idle_us = clock_monotonic_us();
}

void http_suspend(struct http_request *request)
{
    struct exchange *exchange = (struct exchange *)request; /* its first member */
    exchange->connection->deadline_us = 0;
    MHD_suspend_connection(exchange->inner);
}

void http_resume(struct http_request *request)
{
    struct exchange *exchange = (struct exchange *)request;
    struct http_server *server = exchange->connection->server;
    exchange->state = EXCHANGE_READY;
    MHD_resume_connection(exchange->inner);
    server->serving--; /* last: until then http_drain waits */
}

struct slice http_header(const struct http_request *request, const char *name)
{
    const struct exchange *exchange = (const struct exchange *)request;
    return slice_from(MHD_lookup_connection_value(exchange->inner, MHD_HEADER_KIND, name));
}

/* RFC 9110, 12.5.3: "gzip" in the list, unless with a weight of nought. */
bool http_takes_gzip(const struct http_request *request)
{
    struct slice rest = http_header(request, "Accept-Encoding"), coding;
    while (slice_split(&rest, ',', &coding)) {
        size_t end = slice_find_byte(coding, ';');
        if (!slice_equal_ignoring_case(slice_trim(slice_sub(coding, 0, end)), SLICE("gzip")))
            continue;
        double weight = 1;
        struct slice given = slice_trim(slice_sub(coding, end + 1, coding.length));
        return !slice_starts_with(given, SLICE("q=")) ||
               !slice_to_double(slice_sub(given, 2, given.length), &weight) || weight > 0;
    }
    return false;
}

struct slice http_cookie(const struct http_request *request, const char *name)
{
    const struct exchange *exchange = (const struct exchange *)request;
    return slice_from(MHD_lookup_connection_value(exchange->inner, MHD_COOKIE_KIND, name));
}
