/* The body of a request as it comes: a form's values in memory, its files on disk, any other body
 * in memory; none of it past its limit. */
#include "http/server.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/banned.h"

enum { FORM_BUFFER = 4096, LIMIT_NAME = 200 };

static struct slice keep(struct exchange *exchange, const char *text)
{
    return arena_slice(&exchange->arena, slice_sub(slice_from(text), 0, LIMIT_NAME));
}

static void spoil(struct exchange *exchange, enum http_body_state state)
{
    if (exchange->request.body_state == HTTP_BODY_SOUND)
        exchange->request.body_state = state;
}

/* A file without a name in the folder for temporary files, or −1. */
static int open_nameless(void)
{
    const char *folder = getenv("TMPDIR");
    int descriptor = open(folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        return descriptor;
    char path[4096];
    snprintf(path, sizeof path, "%s/weft-upload-XXXXXX", folder ? folder : "/tmp");
    descriptor = mkostemp(path, O_CLOEXEC);
    if (descriptor >= 0)
        unlink(path);
    return descriptor;
}

static struct http_file *begin_file(struct exchange *exchange, const char *field,
                                    const char *file_name)
{
    struct http_request *request = &exchange->request;
    if (request->file_count == LIMIT_FILES) {
        spoil(exchange, HTTP_BODY_TOO_LARGE);
        return NULL;
    }
    if (!request->files)
        request->files = arena_array(&exchange->arena, LIMIT_FILES, sizeof *request->files);
    struct http_file *file = &request->files[request->file_count];
    *file = (struct http_file){.field = keep(exchange, field),
                               .file_name = keep(exchange, file_name),
                               .descriptor = open_nameless()};
    if (file->descriptor < 0) {
        spoil(exchange, HTTP_BODY_TOO_LARGE);
        return NULL;
    }
    file->path = arena_printf(&exchange->arena, "/proc/self/fd/%d", file->descriptor);
    request->file_count++;
    return file;
}

static void add_to_file(struct exchange *exchange, const char *field, const char *file_name,
                        struct slice bytes, uint64_t offset)
{
    struct http_request *request = &exchange->request;
    struct http_file *file = offset == 0           ? begin_file(exchange, field, file_name)
                             : request->file_count ? &request->files[request->file_count - 1]
                                                   : NULL;
    while (file && bytes.length) {
        ssize_t written = write(file->descriptor, bytes.data, bytes.length);
        if (written <= 0) {
            spoil(exchange, HTTP_BODY_TOO_LARGE); /* the disk is full: as good as too large */
            return;
        }
        file->size += (uint64_t)written;
        bytes = slice_sub(bytes, (size_t)written, bytes.length);
    }
}

/* The value that has been coming is whole. */
static void end_value(struct exchange *exchange)
{
    struct pairs *form = &exchange->request.form;
    if (form->count == 0 || form->items[form->count - 1].value.data)
        return;
    form->items[form->count - 1].value =
        arena_slice(&exchange->arena, buffer_slice(&exchange->value));
    buffer_clear(&exchange->value);
}

static void begin_value(struct exchange *exchange, const char *name)
{
    struct pairs *form = &exchange->request.form;
    end_value(exchange);
    if (form->count == LIMIT_PAIRS) {
        spoil(exchange, HTTP_BODY_TOO_LARGE);
        return;
    }
    if (form->count == exchange->pair_capacity) {
        size_t capacity = exchange->pair_capacity ? exchange->pair_capacity * 2 : 16;
        struct pair *grown = arena_array(&exchange->arena, capacity, sizeof *grown);
        if (form->count)
            memcpy(grown, form->items, form->count * sizeof *grown);
        form->items = grown;
        exchange->pair_capacity = capacity;
    }
    form->items[form->count++] = (struct pair){.name = keep(exchange, name)};
}

static enum MHD_Result add_part(void *context, enum MHD_ValueKind kind, const char *name,
                                const char *file_name, const char *type, const char *encoding,
                                const char *bytes, uint64_t offset, size_t size)
{
    (void)kind, (void)type, (void)encoding;
    struct exchange *exchange = context;
    struct slice piece = {bytes, size};
    if (!name)
        return MHD_YES;
    if (file_name) {
        add_to_file(exchange, name, file_name, piece, offset);
    } else {
        if (offset == 0)
            begin_value(exchange, name);
        buffer_append(&exchange->value, piece);
    }
    return exchange->request.body_state == HTTP_BODY_SOUND ? MHD_YES : MHD_NO;
}

/* How long the head says that the body is; 0 where it does not. */
static uint64_t announced_length(struct exchange *exchange)
{
    int64_t announced = 0;
    bool is_number = slice_to_int64(http_header(&exchange->request, "Content-Length"), &announced);
    return is_number && announced > 0 ? (uint64_t)announced : 0;
}

bool body_is_awaited(struct exchange *exchange)
{
    if (exchange->request.body_state != HTTP_BODY_TOO_LARGE)
        return true;
    struct slice expected = http_header(&exchange->request, "Expect");
    return !slice_equal_ignoring_case(expected, SLICE("100-continue")) &&
           announced_length(exchange) <= exchange->limit + LIMIT_SWALLOWED;
}

void body_begin(struct exchange *exchange)
{
    struct slice type = http_header(&exchange->request, "Content-Type");
    uint64_t announced = announced_length(exchange);
    if (announced > exchange->limit)
        spoil(exchange, HTTP_BODY_TOO_LARGE);
    exchange->pair_capacity = 0;
    exchange->body = BUFFER(exchange->limit);
    exchange->value = BUFFER(exchange->limit);
    struct slice kind = slice_trim(slice_sub(type, 0, slice_find_byte(type, ';')));
    exchange->is_urlencoded =
        slice_equal_ignoring_case(kind, SLICE("application/x-www-form-urlencoded"));
    if (slice_equal_ignoring_case(kind, SLICE("multipart/form-data"))) {
        exchange->form =
            MHD_create_post_processor(exchange->inner, FORM_BUFFER, add_part, exchange);
        if (!exchange->form)
            spoil(exchange, HTTP_BODY_MALFORMED);
    }
    /* What is swallowed has no more time than the largest that is taken. */
    uint64_t timed = announced && announced < exchange->limit ? announced : exchange->limit;
    connection_deadline(exchange->connection, exchange->connection->server->options.body_ms, timed);
}

void body_add(struct exchange *exchange, struct slice bytes)
{
    struct http_server *server = exchange->connection->server;
    exchange->received += bytes.length;
    if (!exchange->form) {
        exchange->held += bytes.length;
        server->held += bytes.length;
    }
    if (exchange->received > exchange->limit || server->held > LIMIT_HELD)
        spoil(exchange, HTTP_BODY_TOO_LARGE);
    if (exchange->request.body_state != HTTP_BODY_SOUND)
        return;
    if (!exchange->form)
        buffer_append(&exchange->body, bytes);
    else if (MHD_post_process(exchange->form, bytes.data, bytes.length) != MHD_YES)
        spoil(exchange, HTTP_BODY_MALFORMED);
}

static bool is_readable(const struct pairs *form)
{
    for (size_t i = 0; i < form->count; i++)
        if (!slice_is_utf8(form->items[i].name) || !slice_is_utf8(form->items[i].value) ||
            (form->items[i].value.length &&
             memchr(form->items[i].value.data, 0, form->items[i].value.length)))
            return false;
    return true;
}

void body_end(struct exchange *exchange)
{
    struct http_request *request = &exchange->request;
    if (exchange->form) {
        bool whole = MHD_destroy_post_processor(exchange->form) == MHD_YES;
        exchange->form = NULL;
        end_value(exchange);
        if (!whole || !is_readable(&request->form))
            spoil(exchange, HTTP_BODY_MALFORMED);
    } else if (exchange->is_urlencoded) {
        int code = url_pairs(buffer_slice(&exchange->body), LIMIT_PAIRS, &exchange->arena,
                             &request->form, NULL);
        if (code < 0)
            spoil(exchange, code == ERR_LIMIT ? HTTP_BODY_TOO_LARGE : HTTP_BODY_MALFORMED);
    } else {
        request->body = buffer_slice(&exchange->body);
    }
    for (size_t i = 0; i < request->file_count; i++)
        lseek(request->files[i].descriptor, 0, SEEK_SET);
}

void body_free(struct exchange *exchange)
{
    if (exchange->form)
        MHD_destroy_post_processor(exchange->form);
    exchange->form = NULL;
    exchange->is_urlencoded = false;
    for (size_t i = 0; i < exchange->request.file_count; i++)
        close(exchange->request.files[i].descriptor);
    exchange->request.file_count = 0;
    exchange->connection->server->held -= exchange->held;
    exchange->held = 0;
    buffer_free(&exchange->body);
    buffer_free(&exchange->value);
}
