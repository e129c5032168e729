/* The table of connections: who is in, until when, and who must go.
 *
 * libmicrohttpd's own timeout is for idleness only: a byte a second would hold a connection
 * without end. So every stage of a connection has a deadline here, and a sweep shuts the socket
 * of one that has passed; libmicrohttpd then finds it closed. A socket is shut under the lock
 * under which it leaves the table, before libmicrohttpd closes it, so no other can have its
 * number by then. */
#include "http/server.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/banned.h"

static void write_address(struct connection *connection)
{
    const struct sockaddr *address = (const struct sockaddr *)&connection->address;
    const void *number = address->sa_family == AF_INET6
                             ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr
                             : (const void *)&((const struct sockaddr_in *)address)->sin_addr;
    if (!inet_ntop(address->sa_family, number, connection->address_text, HTTP_ADDRESS_SIZE))
        snprintf(connection->address_text, HTTP_ADDRESS_SIZE, "unknown");
}

struct connection *connection_add(struct http_server *server, int descriptor,
                                  const struct sockaddr_storage *address)
{
    struct connection *connection = memory_zeros(1, sizeof *connection);
    connection->server = server;
    connection->descriptor = descriptor;
    connection->address = *address;
    connection->exchange.connection = connection;
    connection->idle_us = clock_monotonic_us();
    write_address(connection);
    connection_deadline(connection, server->options.head_ms, 0);
    pthread_mutex_lock(&server->lock);
    connection->next = server->connections;
    connection->link = &server->connections;
    if (connection->next)
        connection->next->link = &connection->next;
    server->connections = connection;
    server->connection_count++;
    pthread_mutex_unlock(&server->lock);
    return connection;
}

void connection_remove(struct connection *connection)
{
    struct http_server *server = connection->server;
    pthread_mutex_lock(&server->lock);
    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    server->connection_count--;
    pthread_mutex_unlock(&server->lock);
    body_free(&connection->exchange);
    response_free(&connection->exchange.response);
    arena_free(&connection->exchange.arena);
    memory_free(connection);
}

static struct connection *find(struct http_server *server, int descriptor)
{
    pthread_mutex_lock(&server->lock);
    struct connection *connection = server->connections;
    while (connection && connection->descriptor != descriptor)
        connection = connection->next;
    pthread_mutex_unlock(&server->lock);
    return connection;
}

void connection_notify(void *context, struct MHD_Connection *inner, void **address,
                       enum MHD_ConnectionNotificationCode what)
{
    struct http_server *server = context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        int descriptor =
            MHD_get_connection_info(inner, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        *address = find(server, descriptor);
    } else if (*address) {
        linger_begin(*address);
        connection_remove(*address);
        *address = NULL;
    }
}

void connection_deadline(struct connection *connection, int ms, uint64_t bytes)
{
    int64_t allowed_us = ((int64_t)ms + (int64_t)(bytes / SLOWEST_BYTES_A_MS)) * 1000;
    connection->deadline_us = ms ? clock_monotonic_us() + allowed_us : 0;
}

void connection_sweep(struct http_server *server)
{
    int64_t now_us = clock_monotonic_us();
    struct connection *idlest = NULL;
    int64_t idlest_us = 0;
    pthread_mutex_lock(&server->lock);
    bool full = server->connection_count >= server->options.connections;
    for (struct connection *at = server->connections; at; at = at->next) {
        int64_t deadline_us = at->deadline_us, idle_us = at->idle_us;
        if (deadline_us && deadline_us < now_us)
            shutdown(at->descriptor, SHUT_RDWR);
        if (idle_us && (!idlest || idle_us < idlest_us)) {
            idlest = at;
            idlest_us = idle_us;
        }
    }
    if (full && idlest) /* the one that has been idle longest makes room */
        shutdown(idlest->descriptor, SHUT_RDWR);
    pthread_mutex_unlock(&server->lock);
}

static bool same_address(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
    if (a->ss_family != b->ss_family)
        return false;
    if (a->ss_family == AF_INET)
        return ((const struct sockaddr_in *)a)->sin_addr.s_addr ==
               ((const struct sockaddr_in *)b)->sin_addr.s_addr;
    /* One customer is given a /64 of IPv6, and is one address here. */
    return memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
                  &((const struct sockaddr_in6 *)b)->sin6_addr, 8) == 0;
}

bool connection_is_let_in(struct http_server *server, const struct sockaddr_storage *address)
{
    if (server->options.behind_proxy)
        return true;
    unsigned same = 0;
    pthread_mutex_lock(&server->lock);
    for (const struct connection *at = server->connections; at; at = at->next)
        same += same_address(&at->address, address);
    pthread_mutex_unlock(&server->lock);
    return same < server->options.connections_address;
}
