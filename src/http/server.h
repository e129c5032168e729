/* What the files of this room share: the server, its connections, a request at hand. */
#ifndef WEFT_HTTP_SERVER_H
#define WEFT_HTTP_SERVER_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/http.h"
#include "http/limits.h"

enum exchange_state {
    EXCHANGE_NONE,    /* between requests */
    EXCHANGE_HEAD,    /* the request line is here */
    EXCHANGE_BODY,    /* the body is coming */
    EXCHANGE_SERVING, /* the service has it */
    EXCHANGE_READY,   /* answered from another thread */
    EXCHANGE_SENT,    /* the reply is with libmicrohttpd */
};

/* One request and its reply; each connection has one and uses it again. */
struct exchange {
    struct http_request request;
    enum exchange_state state;
    struct arena arena;
    struct MHD_Connection *inner;
    struct connection *connection;
    struct MHD_PostProcessor *form;
    struct buffer body;
    struct buffer value; /* the form value that is coming */
    struct pair *pairs;
    size_t pair_capacity;
    size_t limit, received, held;
    bool is_urlencoded;
    struct response response;
};

struct connection {
    struct http_server *server;
    struct connection *next, **link;
    int descriptor;
    struct sockaddr_storage address;
    char address_text[HTTP_ADDRESS_SIZE];
    _Atomic int64_t deadline_us; /* monotonic; 0: none */
    _Atomic int64_t idle_us;     /* monotonic: no request at hand since; 0: one is */
    bool is_answered;            /* the last request was read whole before it was answered */
    struct exchange exchange;
};

/* A connection that libmicrohttpd is done with and whose client may still be sending. */
struct lingering {
    int descriptor;
    int64_t until_us;
};

struct http_server {
    struct http_options options;
    struct http_service service;
    struct MHD_Daemon *daemon;
    int listener, wake; /* wake: an eventfd that ends the acceptor */
    char listening[HTTP_ADDRESS_SIZE + 16];
    pthread_t acceptor;
    bool accepting;
    _Atomic bool draining, refusing; /* replies close; requests are not served any more */
    _Atomic int serving;             /* requests that the service has */
    _Atomic size_t held;             /* bytes of bodies in memory */
    pthread_mutex_t lock;            /* guards the list and what stands in it */
    struct connection *connections;
    _Atomic size_t connection_count;
    struct lingering lingering[LIMIT_LINGERING]; /* under the lock too */
    size_t lingering_count;
};

/* exchange.c: what libmicrohttpd calls. */
void *exchange_begin(void *server, const char *target, struct MHD_Connection *inner);
enum MHD_Result exchange_step(void *server, struct MHD_Connection *inner, const char *target,
                              const char *method, const char *version, const char *bytes,
                              size_t *size, void **exchange);
void exchange_end(void *server, struct MHD_Connection *inner, void **exchange,
                  enum MHD_RequestTerminationCode why);

/* body.c: the request's body, as it comes. */
void body_begin(struct exchange *exchange);
/* False where it is too large and no use to wait for: its sender asks first whether to send it (RFC
 * 9110, 10.1.1), or would send more than is swallowed. The answer closes the connection then. */
bool body_is_awaited(struct exchange *exchange);
void body_add(struct exchange *exchange, struct slice bytes);
void body_end(struct exchange *exchange);
void body_free(struct exchange *exchange);

/* response.c */
struct MHD_Response *response_make(struct response *response, bool closing);
void response_pack(struct response *response); /* where it is worth it */
struct MHD_Response *prepared_inner(struct http_prepared *prepared,
                                    const struct http_request *request);
int prepared_status(const struct http_prepared *prepared);

/* connection.c: the table of connections, its deadlines. */
struct connection *connection_add(struct http_server *server, int descriptor,
                                  const struct sockaddr_storage *address);
void connection_remove(struct connection *connection);
void connection_notify(void *server, struct MHD_Connection *inner, void **connection,
                       enum MHD_ConnectionNotificationCode what);
void connection_deadline(struct connection *connection, int ms, uint64_t bytes);
void connection_sweep(struct http_server *server);
bool connection_is_let_in(struct http_server *server, const struct sockaddr_storage *address);

/* linger.c: called before libmicrohttpd closes the socket; every SWEEP_MS; when all is over. */
void linger_begin(struct connection *connection);
void linger_sweep(struct http_server *server);
void linger_end(struct http_server *server);

#endif
