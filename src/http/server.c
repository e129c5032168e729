/* Listening, letting in, and stopping. One thread accepts and hands each connection to the server
 * thread whose turn it is, so that all have their share; the others are libmicrohttpd's. */
#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

enum { POLL_US = 2000, CLOSE_MS = 5000 };

/* Take "127.0.0.1:8080" or "[::1]:0" apart and resolve it. */
static int resolve(const char *listen, struct addrinfo **ret_found, struct err *err)
{
    struct slice text = slice_from(listen);
    size_t colon = text.length;
    while (colon > 0 && text.data[colon - 1] != ':')
        colon--;
    char host[256], port[16];
    struct slice name = slice_sub(text, 0, colon ? colon - 1 : 0);
    if (name.length >= 2 && name.data[0] == '[' && name.data[name.length - 1] == ']')
        name = slice_sub(name, 1, name.length - 1);
    snprintf(host, sizeof host, "%.*s", SLICE_PRINT(name));
    snprintf(port, sizeof port, "%s", listen + colon);
    int64_t number; /* getaddrinfo takes 99999 for 34463 */
    bool numbered =
        colon && slice_to_int64(slice_from(port), &number) && number >= 0 && number <= UINT16_MAX;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    if (numbered && getaddrinfo(host[0] ? host : NULL, port, &hints, ret_found) == 0)
        return 0;
    return err_set(err, ERR_USAGE, "listen",
                   "\"%s\" is no address to listen on. Give one such as 127.0.0.1:8080.", listen);
}

static int listen_on(struct http_server *server, const struct addrinfo *address)
{
    int on = 1;
    server->listener = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->listener < 0)
        return -1;
    setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server->listener, address->ai_addr, address->ai_addrlen) < 0)
        return -1;
    return listen(server->listener, LIMIT_BACKLOG);
}

static void write_listening(struct http_server *server)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof address;
    char host[HTTP_ADDRESS_SIZE], port[16];
    getsockname(server->listener, (struct sockaddr *)&address, &size);
    getnameinfo((struct sockaddr *)&address, size, host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(server->listening, sizeof server->listening,
             address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

static void take_in(struct http_server *server, int descriptor,
                    const struct sockaddr_storage *address, socklen_t size)
{
    int on = 1;
    if (!connection_is_let_in(server, address)) {
        close(descriptor);
        return;
    }
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = connection_add(server, descriptor, address);
    if (MHD_add_connection(server->daemon, descriptor, (const struct sockaddr *)address, size) !=
        MHD_YES) /* it has closed the socket */
        connection_remove(connection);
}

static void *accept_all(void *context)
{
    struct http_server *server = context;
    struct pollfd waited[2] = {{.fd = server->wake, .events = POLLIN}, {.events = POLLIN}};
    int64_t swept_us = 0;
    while (!server->draining) {
        bool full = server->connection_count >= server->options.connections;
        waited[1].fd = full ? -1 : server->listener;
        poll(waited, 2, full ? SWEEP_MS / 10 : SWEEP_MS);
        struct sockaddr_storage address;
        socklen_t size = sizeof address;
        int descriptor = -1;
        if (waited[1].revents & POLLIN)
            descriptor = accept4(server->listener, (struct sockaddr *)&address, &size,
                                 SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (descriptor >= 0)
            take_in(server, descriptor, &address, size);
        int64_t now_us = clock_monotonic_us();
        if (full || now_us - swept_us > SWEEP_MS * 1000) {
            connection_sweep(server);
            linger_sweep(server);
            swept_us = now_us;
        }
    }
    return NULL;
}

/* Percent-decoding is done part by part, after the path is taken apart. */
static size_t leave_encoded(void *context, struct MHD_Connection *inner, char *text)
{
    (void)context, (void)inner;
    return strlen(text);
}

static unsigned default_threads(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 1 ? (unsigned)processors : 1;
}

static int start_daemon(struct http_server *server, struct err *err)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC |
                     MHD_USE_TURBO;
    unsigned threads = server->options.threads ? server->options.threads : default_threads();
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, exchange_step, server, MHD_OPTION_THREAD_POOL_SIZE,
        threads > 1 ? threads : 0, MHD_OPTION_CONNECTION_LIMIT,
        server->options.connections + threads, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)LIMIT_HEAD_BYTES, MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_URI_LOG_CALLBACK,
        exchange_begin, server, MHD_OPTION_NOTIFY_COMPLETED, exchange_end, server,
        MHD_OPTION_NOTIFY_CONNECTION, connection_notify, server, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_encoded, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!server->daemon)
        return err_set(err, ERR_INPUT, NULL, "The web server could not be started.");
    if (pthread_create(&server->acceptor, NULL, accept_all, server) != 0)
        return err_set(err, ERR_INPUT, NULL, "The web server's thread could not be started.");
    server->accepting = true;
    return 0;
}

static void set_defaults(struct http_options *options)
{
    options->connections = options->connections ? options->connections : HTTP_CONNECTIONS;
    options->connections_address =
        options->connections_address ? options->connections_address : HTTP_CONNECTIONS_ADDRESS;
    options->head_ms = options->head_ms ? options->head_ms : DEADLINE_HEAD_MS;
    options->body_ms = options->body_ms ? options->body_ms : DEADLINE_BODY_MS;
    options->reply_ms = options->reply_ms ? options->reply_ms : DEADLINE_REPLY_MS;
    options->idle_ms = options->idle_ms ? options->idle_ms : DEADLINE_IDLE_MS;
    options->linger_ms = options->linger_ms ? options->linger_ms : DEADLINE_LINGER_MS;
}

int http_start(const struct http_options *options, const struct http_service *service,
               struct http_server **ret_server, struct err *err)
{
    struct addrinfo *found = NULL;
    int code = resolve(options->listen, &found, err);
    if (code < 0)
        return code;
    struct http_server *server = memory_zeros(1, sizeof *server);
    server->options = *options;
    server->service = *service;
    set_defaults(&server->options);
    pthread_mutex_init(&server->lock, NULL);
    server->wake = eventfd(0, EFD_CLOEXEC);
    int listening = listen_on(server, found);
    freeaddrinfo(found);
    if (listening < 0)
        code = err_set(err, ERR_INPUT, "listen",
                       "%s cannot be listened on: %s. Stop what uses it, or give another port.",
                       options->listen, strerror(errno));
    else
        code = start_daemon(server, err);
    if (code < 0) {
        http_stop(&server);
        return code;
    }
    write_listening(server);
    *ret_server = server;
    return 0;
}

const char *http_listening(const struct http_server *server)
{
    return server->listening;
}

static bool any_at_hand(struct http_server *server)
{
    bool any = false;
    pthread_mutex_lock(&server->lock);
    for (const struct connection *at = server->connections; at && !any; at = at->next)
        any = at->idle_us == 0;
    pthread_mutex_unlock(&server->lock);
    return any;
}

static void wait_for_replies(struct http_server *server, int longest_ms)
{
    int64_t until_us = clock_monotonic_us() + (int64_t)longest_ms * 1000;
    while (any_at_hand(server) && clock_monotonic_us() < until_us)
        usleep(POLL_US);
}

void http_drain(struct http_server *server, int drain_ms)
{
    if (server->draining)
        return;
    server->draining = true;
    if (server->accepting) {
        eventfd_write(server->wake, 1);
        pthread_join(server->acceptor, NULL);
    }
    if (server->listener >= 0)
        close(server->listener);
    wait_for_replies(server, drain_ms);
    server->refusing = true;
    while (server->serving > 0) /* what was accepted is answered */
        usleep(POLL_US);
    wait_for_replies(server, drain_ms / 4);
}

/* End every connection and wait until libmicrohttpd has let it go: told to stop while it refuses a
 * head, it takes its own refusal for queued and falls over it. */
static void close_all(struct http_server *server)
{
    int64_t until_us = clock_monotonic_us() + CLOSE_MS * 1000;
    pthread_mutex_lock(&server->lock);
    for (const struct connection *at = server->connections; at; at = at->next)
        shutdown(at->descriptor, SHUT_RDWR);
    pthread_mutex_unlock(&server->lock);
    while (server->connection_count > 0 && clock_monotonic_us() < until_us)
        usleep(POLL_US);
}

void http_stop(struct http_server **address)
{
    struct http_server *server = *address;
    *address = NULL;
    if (!server)
        return;
    http_drain(server, 0);
    close_all(server);
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    linger_end(server);
    close(server->wake);
    pthread_mutex_destroy(&server->lock);
    memory_free(server);
}
