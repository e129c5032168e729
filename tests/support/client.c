#include "support/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int client_connect(const char *address)
{
    struct slice text = slice_from(address);
    size_t colon = slice_find_byte(text, ':');
    int64_t port = 0;
    slice_to_int64(slice_sub(text, colon + 1, text.length), &port);
    struct sockaddr_in server = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection, (struct sockaddr *)&server, sizeof server) == 0)
        return connection;
    close(connection);
    return -1;
}

bool client_send(int connection, struct slice bytes)
{
    while (bytes.length) {
        ssize_t sent = send(connection, bytes.data, bytes.length, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes = slice_sub(bytes, (size_t)sent, bytes.length);
    }
    return true;
}

/* More bytes into buffer; false where there are no more in time. */
static bool receive(int connection, struct buffer *buffer, size_t most, int wait_ms)
{
    char block[16384];
    struct pollfd waited = {.fd = connection, .events = POLLIN};
    if (poll(&waited, 1, wait_ms) <= 0)
        return false;
    ssize_t got = recv(connection, block, most < sizeof block ? most : sizeof block, 0);
    if (got <= 0)
        return false;
    buffer_append(buffer, (struct slice){block, (size_t)got});
    return true;
}

struct slice reply_header(const struct reply *reply, const char *name)
{
    struct slice rest = reply->head, line;
    while (slice_split(&rest, '\n', &line)) {
        size_t colon = slice_find_byte(line, ':');
        if (slice_equal_ignoring_case(slice_sub(line, 0, colon), slice_from(name)))
            return slice_trim(slice_sub(line, colon + 1, line.length));
    }
    return (struct slice){0};
}

struct reply client_read(int connection, struct arena *arena, bool without_body)
{
    struct reply reply = {0};
    CLEANUP(buffer_free) struct buffer head = BUFFER(1 << 20), body = BUFFER(64 << 20);
    while (!slice_ends_with(buffer_slice(&head), SLICE("\r\n\r\n")))
        if (!receive(connection, &head, 1, PATIENCE_MS))
            return reply;
    reply.head = arena_slice(arena, buffer_slice(&head));
    int64_t status = 0, length = 0;
    slice_to_int64(slice_sub(reply.head, 9, 12), &status);
    slice_to_int64(reply_header(&reply, "Content-Length"), &length);
    while (!without_body && (int64_t)body.length < length)
        if (!receive(connection, &body, (size_t)length - body.length, PATIENCE_MS))
            return reply;
    reply.status = (int)status;
    reply.body = arena_slice(arena, buffer_slice(&body));
    return reply;
}

bool client_is_closed(int connection, int wait_ms)
{
    struct pollfd waited = {.fd = connection, .events = POLLIN};
    char byte;
    while (poll(&waited, 1, wait_ms) > 0)
        if (recv(connection, &byte, 1, 0) <= 0)
            return true;
    return false;
}

struct reply client_ask(const char *address, struct arena *arena, const char *method_target,
                        const char *headers, const char *body)
{
    CLEANUP(cleanup_descriptor) int connection = client_connect(address);
    if (connection < 0)
        return (struct reply){0};
    CLEANUP(buffer_free) struct buffer request = BUFFER(64 << 20);
    buffer_printf(&request, "%s HTTP/1.1\r\nHost: %s\r\n%s", method_target, address, headers);
    if (body)
        buffer_printf(&request, "Content-Length: %zu\r\n", strlen(body));
    buffer_string(&request, "\r\n");
    buffer_string(&request, body ? body : "");
    client_send(connection, buffer_slice(&request));
    return client_read(connection, arena, strncmp(method_target, "HEAD", 4) == 0);
}

const char *reply_cookie(const struct reply *reply, const char *name, struct arena *arena)
{
    struct slice rest = reply->head, line;
    while (slice_split(&rest, '\n', &line)) {
        if (!slice_starts_with(line, SLICE("Set-Cookie: ")))
            continue;
        line = slice_sub(line, 12, slice_find_byte(line, ';'));
        if (slice_is(slice_sub(line, 0, slice_find_byte(line, '=')), name))
            return arena_string(arena, line);
    }
    return "";
}
