/* HTTP, and nothing of Weft: requests in, responses out. The only room that knows libmicrohttpd.
 *
 * A request is handed to the service whole, on one of the server's threads. The service answers
 * at once, or says HTTP_LATER and answers from another thread with http_resume: meanwhile no
 * server thread waits. Limits and deadlines are kept here, before the service is asked. */
#ifndef WEFT_HTTP_HTTP_H
#define WEFT_HTTP_HTTP_H

#include "text/text.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_OTHER };

/* An uploaded file, on disk without a name: gone when the request ends. */
struct http_file {
    struct slice field;     /* the form's name for it */
    struct slice file_name; /* as the browser called it; for showing, never for a path */
    int descriptor;         /* read from the start */
    const char *path; /* the same for who wants a path; valid in this process's children too */
    uint64_t size;
};

/* What is wrong with a body that came: the service answers 413 or 400. */
enum http_body_state { HTTP_BODY_SOUND, HTTP_BODY_TOO_LARGE, HTTP_BODY_MALFORMED };

struct http_request {
    enum http_method method;
    struct slice target; /* "/a%20b?c=d", as sent */
    struct slice path;   /* "/a%20b": what stands before '?', as sent */
    struct slice query;  /* "c=d", as sent */
    const char *address; /* of the client, as text */
    bool secure;         /* the client came by TLS (the proxy in front said so) */
    bool malformed;      /* its head contradicts itself, so that nobody can tell where it ends: the
                            service answers 400, and the connection is closed after it */
    struct slice body;   /* of any type but a form */
    struct pairs form;   /* of both form types, without the files */
    struct http_file *files;
    size_t file_count;
    enum http_body_state body_state;
    struct arena *arena; /* the request's own; dies with it */
    void *service_data;  /* the service's own */
};

/* The value of a header, {NULL, 0} where the request has none. */
struct slice http_header(const struct http_request *request, const char *name);

/* Whether the client takes gzip. */
bool http_takes_gzip(const struct http_request *request);

/* The value of a cookie, likewise. */
struct slice http_cookie(const struct http_request *request, const char *name);

/* --- responses ---------------------------------------------------------------------------- */

enum { RESPONSE_HEADERS = 24, RESPONSE_LARGEST = 16 << 20 };

/* What a page's bytes are made of besides its address: while none of it changes they may be
 * served again to anyone who is not signed in. A new response depends on the store and the day. */
enum depends {
    DEPENDS_ON_STORE = 1, /* on what is stored */
    DEPENDS_ON_DAY = 2,   /* on today's date */
    DEPENDS_ON_ASKER = 4, /* never served again */
};

struct response_header {
    const char *name;
    struct slice value;
};

struct response {
    int status;         /* 200 unless set */
    const char *type;   /* "text/html; charset=utf-8" unless set */
    struct buffer body; /* append to it; sticky, with its maximum */
    struct slice fixed; /* where data is not NULL: sent in place of body; lives for ever (assets) */
    unsigned depends;   /* of enum depends */
    struct response_header headers[RESPONSE_HEADERS];
    size_t header_count;
    bool headers_full; /* one did not fit: the service's mistake, answered 500 */
    bool packable;     /* text of it goes out as gzip to whoever takes that. Not where a secret (a
                          form's token) stands among what a stranger may have chosen: its length
                          would tell of it (BREACH) */
    struct arena *arena;
};

/* An empty response; free its body with response_free unless it was sent. */
void response_begin(struct response *response, struct arena *arena);
void response_free(struct response *response);

/* Forget body, headers and status, for an error page in their place. Cookies stay. */
void response_reset(struct response *response);

/* Add a header; control characters in the value are left out. The name must live for ever. */
void response_header(struct response *response, const char *name, struct slice value);

/* The same for a header whose value too lives for ever and has no control characters. */
void response_header_fixed(struct response *response, struct response_header header);

/* The value of a header that was added, {NULL, 0} where none was. */
struct slice response_given(const struct response *response, const char *name);

/* 303: see that address next, which begins with '/' or is made here. */
void response_redirect(struct response *response, struct slice location);

/* Set a cookie: HttpOnly, SameSite=Lax, Path=/, Secure where asked; max_age_s 0 takes it away. */
void response_cookie(struct response *response, const char *name, struct slice value,
                     int64_t max_age_s, bool secure);

/* To be kept as a file of this name rather than shown. */
void response_download(struct response *response, struct slice file_name);

/* A response made ready once and sent many times, from any thread; where it is packable, packed
 * once, for the first who takes gzip. Its size has room for that. */
struct http_prepared;
struct http_prepared *http_prepare(struct response *response); /* takes the body over */
struct http_prepared *http_prepared_hold(struct http_prepared *prepared);
void http_prepared_release(struct http_prepared **prepared);
size_t http_prepared_size(const struct http_prepared *prepared);

/* --- the server --------------------------------------------------------------------------- */

enum http_answer {
    HTTP_NOW,   /* the answer is in *response or *ret_prepared */
    HTTP_LATER, /* http_suspend was called; http_resume will be, with the response filled */
};

struct http_service {
    void *context;
    /* The head is here: how many bytes of body are let in (files go to disk and count). */
    size_t (*body_limit)(void *context, struct http_request *request);
    /* The whole request is here. A prepared answer given back is released by the server. */
    enum http_answer (*serve)(void *context, struct http_request *request,
                              struct response *response, struct http_prepared **ret_prepared);
    /* The request is over, answered or not: let go of service_data. May be NULL. */
    void (*finish)(void *context, struct http_request *request);
};

struct http_options {
    const char *listen;           /* "127.0.0.1:8080", "[::1]:0"; port 0 takes a free one */
    unsigned threads;             /* 0: one a processor */
    unsigned connections;         /* at once; 0: HTTP_CONNECTIONS */
    unsigned connections_address; /* at once from one address; 0: HTTP_CONNECTIONS_ADDRESS */
    bool behind_proxy; /* the proxy's X-Forwarded-For and -Proto tell address and TLS, and one
                          address may hold every connection */
    int head_ms, body_ms, reply_ms, idle_ms, linger_ms; /* deadlines; 0: as in limits.h */
};

enum { HTTP_CONNECTIONS = 1024, HTTP_CONNECTIONS_ADDRESS = 256, HTTP_ADDRESS_SIZE = 64 };

struct http_server;

/* Listen and serve on threads of its own. 0, ERR_USAGE (no such address) or ERR_INPUT (it cannot
 * be had). The service must live until http_stop. */
int http_start(const struct http_options *options, const struct http_service *service,
               struct http_server **ret_server, struct err *err);

/* "127.0.0.1:8080", with the port it got. Lives as long as the server. */
const char *http_listening(const struct http_server *server);

/* Let no more in, give the requests at hand drain_ms to end by themselves, and wait until the
 * service has none left: from then on it is not called again but for finish. */
void http_drain(struct http_server *server, int drain_ms);

/* Close everything; nothing may be suspended (http_drain sees to that). */
void http_stop(struct http_server **server);

/* From serve, before another thread may see the request: hold the connection. */
void http_suspend(struct http_request *request);

/* From any thread, once: the response given to serve is filled; send it. The request may be gone
 * when this returns. */
void http_resume(struct http_request *request);

#endif
