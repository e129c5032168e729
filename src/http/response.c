/* What goes back: a buffer and its headers, made into the library's own response at the end. One
 * that is the same for many is made ready once and held by count, so that it is neither copied nor
 * freed while another thread still sends it. */
#include "http/server.h"

#include "base/banned.h"

void response_begin(struct response *response, struct arena *arena)
{
    /* The headers need no clearing: header_count says how many there are. */
    response->status = 200;
    response->type = "text/html; charset=utf-8";
    response->body = BUFFER(RESPONSE_LARGEST);
    response->fixed = (struct slice){0};
    response->depends = DEPENDS_ON_STORE | DEPENDS_ON_DAY;
    response->header_count = 0;
    response->headers_full = response->packable = false;
    response->arena = arena;
}

void response_free(struct response *response)
{
    buffer_free(&response->body);
}

void response_reset(struct response *response)
{
    size_t kept = 0;
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, "Set-Cookie") == 0)
            response->headers[kept++] = response->headers[i];
    struct buffer body = response->body;
    struct arena *arena = response->arena;
    buffer_clear(&body);
    response_begin(response, arena);
    response->body = body;
    response->header_count = kept;
}

void response_header(struct response *response, const char *name, struct slice value)
{
    if (response->header_count == RESPONSE_HEADERS) {
        response->headers_full = true;
        return;
    }
    char *copy = arena_allocate(response->arena, value.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.data[i] >= 0x20 && value.data[i] != 0x7F)
            copy[length++] = value.data[i];
    response->headers[response->header_count++] = (struct response_header){name, {copy, length}};
}

void response_header_fixed(struct response *response, struct response_header header)
{
    if (response->header_count == RESPONSE_HEADERS)
        response->headers_full = true;
    else
        response->headers[response->header_count++] = header;
}

struct slice response_given(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return (struct slice){0};
}

void response_redirect(struct response *response, struct slice location)
{
    response->status = 303;
    response->depends = DEPENDS_ON_ASKER;
    buffer_clear(&response->body);
    response_header(response, "Location", location);
}

void response_cookie(struct response *response, const char *name, struct slice value,
                     int64_t max_age_s, bool secure)
{
    response->depends = DEPENDS_ON_ASKER;
    response_header(response, "Set-Cookie",
                    slice_from(arena_printf(response->arena,
                                            "%s=%.*s; Path=/; HttpOnly; SameSite=Lax; "
                                            "Max-Age=%lld%s",
                                            name, SLICE_PRINT(value), (long long)max_age_s,
                                            secure ? "; Secure" : "")));
}

/* RFC 6266: a plain name for old programs, and the true one percent-encoded. */
void response_download(struct response *response, struct slice file_name)
{
    CLEANUP(buffer_free) struct buffer value = BUFFER(4096);
    buffer_string(&value, "attachment; filename=\"");
    for (size_t i = 0; i < file_name.length; i++) {
        unsigned char byte = (unsigned char)file_name.data[i];
        bool plain = byte > 0x20 && byte < 0x7F && !strchr("\"\\/%", byte);
        buffer_byte(&value, plain ? (char)byte : '_');
    }
    buffer_string(&value, "\"; filename*=UTF-8''");
    url_encode(&value, file_name);
    response_header(response, "Content-Disposition", buffer_slice(&value));
}

static void add_headers(struct MHD_Response *inner, const struct response *response, bool closing)
{
    if (response->type)
        MHD_add_response_header(inner, "Content-Type", response->type);
    for (size_t i = 0; i < response->header_count; i++)
        MHD_add_response_header(inner, response->headers[i].name, response->headers[i].value.data);
    if (closing)
        MHD_add_response_header(inner, "Connection", "close");
}

struct MHD_Response *response_make(struct response *response, bool closing)
{
    struct MHD_Response *inner;
    if (response->fixed.data) {
        inner = MHD_create_response_from_buffer(
            response->fixed.length, (void *)response->fixed.data, MHD_RESPMEM_PERSISTENT);
        response_free(response);
    } else if (response->body.data) {
        inner = MHD_create_response_from_buffer(response->body.length, response->body.data,
                                                MHD_RESPMEM_MUST_FREE);
        response->body = BUFFER(RESPONSE_LARGEST);
    } else {
        inner = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    }
    if (inner)
        add_headers(inner, response, closing);
    return inner;
}

enum { LEAST_PACKED = 1024 }; /* a shorter text fits one packet as it is */

static bool is_worth_packing(const struct response *response)
{
    return response->packable && response->body.length >= LEAST_PACKED && response->type &&
           slice_starts_with(slice_from(response->type), SLICE("text/"));
}

void response_pack(struct response *response)
{
    struct buffer packed = BUFFER(response->body.length);
    if (is_worth_packing(response))
        gzip_pack(buffer_slice(&response->body), &packed);
    if (packed.full || packed.length == 0) { /* it would be no shorter */
        buffer_free(&packed);
        return;
    }
    buffer_free(&response->body);
    response->body = packed;
    response_header_fixed(response, (struct response_header){"Content-Encoding", SLICE("gzip")});
}

struct http_prepared {
    struct MHD_Response *inner;
    _Atomic(struct MHD_Response *) packed; /* made for the first who takes it */
    struct slice body;                     /* of inner, to be packed; empty where it is not */
    int status;
    size_t size;
    _Atomic int holders;
};

struct http_prepared *http_prepare(struct response *response)
{
    struct http_prepared *prepared = memory_zeros(1, sizeof *prepared);
    struct buffer *body = &response->body;
    if (body->data) { /* it may live long: give back what it does not fill */
        body->data = memory_resize(body->data, body->length + 1, 1);
        body->capacity = body->length;
    }
    prepared->status = response->status;
    size_t bytes = response->fixed.data ? 0 : response->body.capacity;
    if (!response->fixed.data && is_worth_packing(response))
        prepared->body = buffer_slice(body);
    prepared->size =
        sizeof *prepared + bytes + prepared->body.length / 4 + response->header_count * 128;
    prepared->inner = response_make(response, false);
    prepared->holders = 1;
    return prepared;
}

struct http_prepared *http_prepared_hold(struct http_prepared *prepared)
{
    atomic_fetch_add(&prepared->holders, 1);
    return prepared;
}

void http_prepared_release(struct http_prepared **address)
{
    struct http_prepared *prepared = *address;
    *address = NULL;
    if (!prepared || atomic_fetch_sub(&prepared->holders, 1) > 1)
        return;
    if (prepared->inner)
        MHD_destroy_response(prepared->inner);
    if (prepared->packed)
        MHD_destroy_response(prepared->packed);
    memory_free(prepared);
}

size_t http_prepared_size(const struct http_prepared *prepared)
{
    return prepared->size;
}

static enum MHD_Result copy_header(void *to, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    (void)kind;
    MHD_add_response_header(to, name, value);
    return MHD_YES;
}

/* The same headers over packed bytes; NULL where those would be no fewer. */
static struct MHD_Response *pack(const struct http_prepared *prepared)
{
    struct buffer bytes = BUFFER(prepared->body.length);
    gzip_pack(prepared->body, &bytes);
    if (bytes.full) {
        buffer_free(&bytes);
        return NULL;
    }
    bytes.data = memory_resize(bytes.data, bytes.length + 1, 1); /* it may live long */
    struct MHD_Response *packed =
        MHD_create_response_from_buffer(bytes.length, bytes.data, MHD_RESPMEM_MUST_FREE);
    if (!packed)
        return NULL;
    MHD_get_response_headers(prepared->inner, copy_header, packed);
    MHD_add_response_header(packed, "Content-Encoding", "gzip");
    return packed;
}

struct MHD_Response *prepared_inner(struct http_prepared *prepared,
                                    const struct http_request *request)
{
    if (!prepared->body.length || !http_takes_gzip(request))
        return prepared->inner;
    struct MHD_Response *packed = prepared->packed, *others = NULL;
    if (!packed) {
        packed = pack(prepared);
        if (packed && !atomic_compare_exchange_strong(&prepared->packed, &others, packed)) {
            MHD_destroy_response(packed); /* another thread was first */
            packed = others;
        }
    }
    return packed ? packed : prepared->inner;
}

int prepared_status(const struct http_prepared *prepared)
{
    return prepared->status;
}
