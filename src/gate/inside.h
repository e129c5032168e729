/* What the files of this room share. */
#ifndef WEFT_GATE_INSIDE_H
#define WEFT_GATE_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "domain/access/access.h"
#include "gate/gate.h"

/* --- route.c: which page ------------------------------------------------------------------ */

enum { ROUTE_PARTS = 8 };

struct route {
    const struct page *page;
    const struct entity *entity; /* of a page that names one */
    struct slice parts[ROUTE_PARTS];
    size_t part_count;
    unsigned fixed; /* a bit a part, the last highest: the greater goes before */
};

struct room_routes {
    const struct room *room;
    struct route *routes;
    size_t count;
};

struct path {
    struct slice parts[ROUTE_PARTS]; /* decoded */
    size_t count;
};

int routes_make(const struct room *room, const struct registry *registry,
                struct room_routes *ret_routes, struct err *err);

/* 0; ERR_SYNTAX for a path that cannot be read; ERR_NOT_FOUND for one longer than any route. */
int path_read(struct slice text, struct arena *arena, struct path *ret_path);

/* The route of this path and method, or NULL; ret_methods has a bit for each that the path has. */
const struct route *route_find(const struct room_routes *routes, const struct registry *registry,
                               const struct path *path, enum http_method method,
                               unsigned *ret_methods);

/* --- reader.c: connections that read ------------------------------------------------------ */

struct reader {
    struct reader *next;
    struct store *access; /* sign-in's own: sessions and users */
    struct store *public; /* anyone's: the engine refuses it what is not public; NULL until used */
    struct store *full;   /* of whoever is signed in; NULL until used */
    int64_t version;      /* of the store, as access last saw it */
    int64_t generation;   /* the last change then */
    int64_t looked_us;    /* when it saw it … */
    unsigned commits;     /* … and after how many commits of ours */
};

struct readers {
    const char *path;
    const struct registry *registry;
    pthread_mutex_t lock;
    struct reader *free;
    _Atomic unsigned commits; /* of our own writer: counted before anybody is told of one */
};

int reader_take(struct readers *readers, struct reader **ret_reader, struct err *err);
void reader_give(struct readers *readers, struct reader *reader);
void readers_free(struct readers *readers);

int reader_store(struct readers *readers, struct reader *reader, bool full,
                 struct store **ret_store, struct err *err);

/* The number of the last change: two pages made under the same number are alike. What our own
 * writer has acknowledged is always in it; another process's commit may be a millisecond old. */
int reader_generation(struct readers *readers, struct reader *reader, int64_t *ret_generation,
                      struct err *err);

/* --- cache.c: pages as they were rendered -------------------------------------------------- */

struct cache;

struct cache_state { /* what a page is made of, now */
    int64_t generation;
    struct date today;
};

struct cache *cache_new(size_t maximum);
void cache_free(struct cache **cache);

/* The page at this address if nothing it depends on has changed, held for the caller; its tag is
 * written to etag. NULL where there is none. */
enum { ETAG_SIZE = 40 };
struct http_prepared *cache_get(struct cache *cache, struct slice target,
                                const struct cache_state *state, char etag[static ETAG_SIZE]);
void cache_put(struct cache *cache, struct slice target, const struct cache_state *state,
               unsigned depends, const char *etag, struct http_prepared *prepared);

/* --- slow.c: threads for what takes long --------------------------------------------------- */

struct slow;
struct slow_task {
    struct slow_task *next;
    void (*run)(struct slow_task *task);
};
int slow_start(unsigned threads, struct slow **ret_slow, struct err *err);
int slow_add(struct slow *slow, struct slow_task *task, struct err *err); /* 0 or ERR_BUSY */
void slow_stop(struct slow **slow); /* runs what was added first */

/* --- throttle.c: who has failed too often ------------------------------------------------- */

struct throttle;
struct throttle *throttle_new(void);
void throttle_free(struct throttle **throttle);

/* 0 where one more attempt is allowed, else how many seconds to wait. */
int throttle_wait_s(struct throttle *throttle, struct slice who, unsigned allowed, int64_t now_us);
void throttle_failed(struct throttle *throttle, struct slice who, int64_t now_us);
void throttle_succeeded(struct throttle *throttle, struct slice who);

/* --- a request at hand -------------------------------------------------------------------- */

struct gate {
    struct gate_options options;
    struct room_routes *rooms; /* one an options.rooms */
    struct readers readers;
    struct writer_thread *writer;
    struct cache *cache;
    struct slow *slow;
    struct throttle *throttle;
    struct http_server *server;
    struct secret_key key;        /* seals forms that wait for a sign-in */
    pthread_mutex_t one_password; /* argon2id takes 64 MiB: one at a time */
};

struct gate_request {
    struct request request;
    struct gate *gate;
    struct http_request *http;
    struct response *response;
    const struct room_routes *room;
    const struct route *route;
    int status;        /* of the refusal or fault, 0 while there is none */
    int retry_after_s; /* of a 429 or 503 */
    bool queue_full;   /* too many wait already: err says so to whoever asked */
    unsigned methods;
    struct pairs query;
    struct pairs kept_form;
    struct session session;
    bool signed_in;
    bool tells_itself;         /* the action answered with a refusal of its own */
    struct slice secret;       /* of the session or, where nobody is signed in, the guest */
    struct slice session_user; /* whose session it was, where it has ended */
    struct reader *reader;
    struct write_job job;
    struct slow_task task;
};

/* request.c */
struct gate_request *request_open(struct gate *gate, struct http_request *http);
void request_read_form_kept(struct gate_request *asked);

/* identify.c: who asks, and may they? Sets actor, session, status. */
int request_identify(struct gate_request *asked);
void request_judge(struct gate_request *asked);
bool request_is_forged(struct gate_request *asked);
bool request_has_csrf(struct gate_request *asked);
const char *session_cookie(const struct http_request *http);
const char *guest_cookie(const struct http_request *http);
bool address_is_local(struct slice address);

/* kept.c: forms that wait for a sign-in. */
struct slice kept_seal(struct gate_request *asked);
bool kept_open(struct gate_request *asked, struct slice sealed, struct slice user,
               struct slice *ret_path, struct slice *ret_form);
struct slice kept_form_of(const struct gate_request *asked, struct arena *arena);
struct slice kept_address(const struct gate_request *asked);
struct slice address_with_kept(struct slice path, struct arena *arena);

/* finish.c: errors and headers. */
int status_of(int code);
void request_finish(struct gate_request *asked, int code);
void request_headers(const struct http_request *http, struct response *response, bool private);

/* serve.c */
size_t gate_body_limit(void *gate, struct http_request *http);
enum http_answer gate_serve(void *gate, struct http_request *http, struct response *response,
                            struct http_prepared **ret_prepared);

#endif
