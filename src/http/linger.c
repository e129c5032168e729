/* Closing without taking back what was said. A connection that is closed while its client still
 * sends is reset by the system, and the reset may overtake the reply that says why (RFC 9112, 9.6).
 * So one that was refused half read is kept for a moment under a number of our own: the reply is
 * with the system, this side is closed, and what still comes is read and dropped until the client
 * closes too or has had its time. How many are kept is limited; others are closed at once. */
#include "http/server.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

enum { BLOCK_BYTES = 64 << 10, BLOCKS_A_TURN = 16 };

/* There are bytes that nobody will read, or may soon be. Who has closed or was cut off (by a
 * deadline) sends no more. */
static bool is_sending(const struct connection *connection)
{
    char byte;
    ssize_t waiting = recv(connection->descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return waiting > 0 || (waiting < 0 && errno == EAGAIN && !connection->is_answered);
}

void linger_begin(struct connection *connection)
{
    struct http_server *server = connection->server;
    if (server->draining || !is_sending(connection))
        return;
    pthread_mutex_lock(&server->lock);
    if (server->lingering_count < LIMIT_LINGERING) {
        int descriptor = fcntl(connection->descriptor, F_DUPFD_CLOEXEC, 0);
        shutdown(connection->descriptor, SHUT_WR);
        if (descriptor >= 0)
            server->lingering[server->lingering_count++] = (struct lingering){
                descriptor, clock_monotonic_us() + INT64_C(1000) * server->options.linger_ms};
    }
    pthread_mutex_unlock(&server->lock);
}

/* Drop what has come. False where nothing comes any more. */
static bool drain(int descriptor)
{
    char block[BLOCK_BYTES];
    for (int i = 0; i < BLOCKS_A_TURN; i++) {
        ssize_t got = recv(descriptor, block, sizeof block, MSG_DONTWAIT);
        if (got <= 0)
            return got < 0 && (errno == EAGAIN || errno == EINTR);
    }
    return true;
}

void linger_sweep(struct http_server *server)
{
    int64_t now_us = clock_monotonic_us();
    size_t left = 0;
    pthread_mutex_lock(&server->lock);
    for (size_t i = 0; i < server->lingering_count; i++) {
        struct lingering lingering = server->lingering[i];
        if (drain(lingering.descriptor) && now_us < lingering.until_us)
            server->lingering[left++] = lingering;
        else
            close(lingering.descriptor);
    }
    server->lingering_count = left;
    pthread_mutex_unlock(&server->lock);
}

void linger_end(struct http_server *server)
{
    for (size_t i = 0; i < server->lingering_count; i++) {
        drain(server->lingering[i].descriptor);
        close(server->lingering[i].descriptor);
    }
    server->lingering_count = 0;
}
