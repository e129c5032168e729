/* Routes, sign-in, sessions and the permission of a request.
 *
 * To add a page: a plain function, and its line in the table of its folder:
 *
 *     const struct page plan_pages[] = {
 *         PAGE("/priority/:code", priority_page, "priority", READ),
 *         ACTION("/priority/:code", priority_save, "priority", UPDATE),
 *     };
 *
 * Every argument is positional, so that a page without a permission does not compile. The
 * permission has been asked when the function is called. A fixed part of a path goes before a
 * parameter: "/priority/new" before "/priority/:code" before "/:entity/:code". */
#ifndef WEFT_GATE_GATE_H
#define WEFT_GATE_GATE_H

#include "domain/domain.h"
#include "http/http.h"

enum { PAGE_PARAMETERS = 4 };

struct gate_request; /* gate's own */

/* What a page sees of a request. All of it lives as long as the request. */
struct request {
    bool is_action;              /* POST, PUT or DELETE */
    struct slice path;           /* as sent, without the query: "/priority/1" */
    struct slice query;          /* as sent */
    const struct entity *entity; /* the page's, from its table or from ":entity"; may be NULL */
    struct slice code;           /* the path's ":code", decoded */
    struct pair parameters[PAGE_PARAMETERS]; /* the others by name, decoded */
    size_t parameter_count;
    struct actor actor;     /* who asks; actor_anyone() where nobody is signed in */
    struct slice user_name; /* "Ann Smith"; empty where nobody is signed in */
    struct store *reader;   /* anyone's is restricted by the engine to public tables; in an
                               action it is the writer's own, which sees what it wrote */
    struct writer *writer;  /* in an ACTION only, else NULL */
    const struct registry *registry;
    struct arena *arena;
    struct date today;
    struct err err;    /* what went wrong, for the error page */
    struct slice kept; /* on a sign-in page: put this in a hidden field called "kept" */
    struct gate_request *gate;
};

/* 0 with the response filled, or a negative err_code with request->err set: then the error page is
 * shown. Nothing that an action wrote stays where it fails, nor where it answers with a status of
 * 400 or more itself (a form shown again with what is wrong). ERR_NOT_FOUND is shown as 404,
 * ERR_FORBIDDEN as 403, ERR_CONFLICT 409, ERR_LIMIT 413, ERR_BUSY 503, ERR_RANGE and ERR_SYNTAX
 * 400, others 500. */
typedef int (*page_function)(struct request *request, struct response *response);

enum page_kind {
    PAGE_READ,   /* GET and HEAD, on a server thread: milliseconds */
    PAGE_ACTION, /* POST on the one writer, inside its transaction; answered when durable */
    PAGE_SLOW,   /* POST on a helper thread, for what takes long: passwords, files. No writer:
                    it calls request_write for the short part that writes */
    PAGE_PUT,    /* PUT, DELETE: as PAGE_ACTION */
    PAGE_DELETE,
};

struct page {
    const char *path;
    page_function function;
    const char *entity; /* its name, ":entity" for the path's, FOR_ANYONE or FOR_SIGNED_IN */
    enum action action; /* what the actor must be permitted on the entity */
    enum page_kind kind;
    size_t body_limit; /* bytes; 0: LIMIT_FORM */
};

#define FOR_ANYONE "*"    /* no entity: open to all, such as the sign-in page */
#define FOR_SIGNED_IN "+" /* no entity: whoever is signed in */

#define PAGE(path, function, entity, action)                                                       \
    {                                                                                              \
        path, function, entity, action, PAGE_READ, 0                                               \
    }
#define ACTION(path, function, entity, action)                                                     \
    {                                                                                              \
        path, function, entity, action, PAGE_ACTION, 0                                             \
    }
#define SLOW(path, function, entity, action)                                                       \
    {                                                                                              \
        path, function, entity, action, PAGE_SLOW, 0                                               \
    }
#define PUT(path, function, entity, action)                                                        \
    {                                                                                              \
        path, function, entity, action, PAGE_PUT, 0                                                \
    }
#define DELETE(path, function, entity, action)                                                     \
    {                                                                                              \
        path, function, entity, action, PAGE_DELETE, 0                                             \
    }
#define UPLOAD(path, function, entity, action) /* SLOW, with files up to LIMIT_UPLOAD */           \
    {                                                                                              \
        path, function, entity, action, PAGE_SLOW, LIMIT_UPLOAD                                    \
    }

/* The limits of what strangers send, in one place. */
enum {
    LIMIT_FORM = 1 << 20,          /* a form or JSON document by whoever is signed in */
    LIMIT_FORM_ANYONE = 256 << 10, /* by anyone */
    LIMIT_UPLOAD = 256 << 20,      /* files, by whoever may */
    LIMIT_KEPT = 96 << 10,         /* of a form kept over a sign-in */
};

/* --- what pages ask ----------------------------------------------------------------------- */

/* A parameter of the path, of the query, of the form: decoded; {NULL, 0} where there is none. On
 * a page opened again after signing in, request_form gives what had been typed. */
struct slice request_parameter(const struct request *request, const char *name);
struct slice request_query(const struct request *request, const char *name);
struct slice request_form(const struct request *request, const char *name);

/* All of them, in order, names repeated as sent. */
const struct pairs *request_query_pairs(const struct request *request);
const struct pairs *request_form_pairs(const struct request *request);

/* The uploaded file of this field, or NULL. */
const struct http_file *request_file(const struct request *request, const char *field);

/* A body that is no form (JSON). */
struct slice request_body(const struct request *request);

/* A header such as "If-Match". */
struct slice request_header(const struct request *request, const char *name);

/* Whether the client takes gzip, for bytes that are kept packed. */
bool request_takes_gzip(const struct request *request);

/* Whether somebody is signed in. */
bool request_signed_in(const struct request *request);

/* What every form that posts carries in a hidden field called "csrf". A page for anyone that asks
 * for it is made for its asker alone (a guest's cookie), so ask only where there is a form. */
struct slice request_csrf(struct request *request, struct response *response);

/* From a SLOW page: run `work` on the writer, inside its transaction, and wait until what it wrote
 * is durable. Negative: nothing of it stays, request->err says why. */
typedef int (*request_work)(struct writer *writer, void *context, struct err *err);
int request_write(struct request *request, request_work work, void *context);

/* --- signing in (from SLOW pages) --------------------------------------------------------- */

/* Sign in by the form's "name" and "password". 0: the session's cookie is set, and ret_next (may
 * be NULL) is where to go: back to the form that waited, filled; else the form's "next"; else "/".
 * ERR_FORBIDDEN (name or password is wrong; which is not told), ERR_LIMIT (too many attempts: the
 * error page is 429). Takes about 0.1 s. */
int gate_sign_in(struct request *request, struct response *response, struct slice name,
                 struct slice password, struct slice *ret_next);

/* End this session. From an ACTION or a SLOW page. */
int gate_sign_out(struct request *request, struct response *response);

/* 0; ERR_RANGE where the new password will not do or ERR_FORBIDDEN where the old one is wrong,
 * with the field in request->err. Every other session of this user ends. */
int gate_change_password(struct request *request, struct slice old_password,
                         struct slice new_password);

/* --- putting it together (main) ----------------------------------------------------------- */

/* Fill response with an error page; status and request->err say what happened: 400, 401 (show the
 * sign-in form: hidden fields "kept" from request->kept and "next" from request_target), 403, 404,
 * 405, 409, 413, 429, 500, 503. request->reader may be NULL. */
typedef void (*page_error)(struct request *request, struct response *response, int status);

/* The address asked for, with its query: where to come back to. */
struct slice request_target(const struct request *request);

/* The tables of one room: web's and api's never see each other. */
struct page_table {
    const struct page *pages;
    size_t count;
};
struct room {
    const char *prefix; /* of its paths, "" or "/api/"; the longest that fits answers errors too */
    const struct page_table *tables;
    size_t table_count;
    page_error error; /* NULL: plain text */
    bool tokens;      /* signed in by a bearer token; a session may read but not write */
};

#define PAGES(array)                                                                               \
    {                                                                                              \
        array, sizeof(array) / sizeof *(array)                                                     \
    }

struct gate;
struct gate_options {
    const char *store;
    const struct registry *registry;
    const struct room *rooms;
    size_t room_count;
    struct http_options http;
    void (*log)(void *context, const char *line); /* faults of ours; may be NULL */
    void *log_context;
};

/* Open the store, start the writer, listen. 0, or what the store or http_start says, or
 * ERR_INTERNAL where a table of pages cannot stand. */
int gate_start(const struct gate_options *options, struct gate **ret_gate, struct err *err);
const char *gate_listening(const struct gate *gate);
void gate_stop(struct gate **gate); /* drains: what was accepted is answered */

#endif
