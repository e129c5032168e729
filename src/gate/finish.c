/* How a request ends: the error page where there is one, and the headers every page has. */
#include "gate/inside.h"

#include <stdio.h>

#include "base/banned.h"

enum { RETRY_BUSY_S = 5 };

int status_of(int code)
{
    switch (code) {
    case ERR_NOT_FOUND:
        return 404;
    case ERR_FORBIDDEN:
        return 403;
    case ERR_CONFLICT:
        return 409;
    case ERR_LIMIT:
        return 413;
    case ERR_BUSY:
        return 503;
    case ERR_RANGE:
    case ERR_SYNTAX:
    case ERR_USAGE:
        return 400;
    default:
        return 500;
    }
}

static void plain_error(struct request *request, struct response *response, int status)
{
    response->type = "text/plain; charset=utf-8";
    buffer_printf(&response->body, "%d\n%s\n", status, request->err.message);
}

/* What failed inside is for whoever runs the server; the asker is told what to do. A queue that is
 * full says that itself. */
static void hide_inside(struct gate_request *asked)
{
    struct err *err = &asked->request.err;
    const struct gate_options *options = &asked->gate->options;
    if (options->log)
        options->log(options->log_context, err->message);
    if (asked->status == 503 && asked->queue_full)
        return;
    if (asked->status == 503)
        err_set(err, ERR_BUSY, NULL,
                "The store is busy. Nothing was changed. Try again in a "
                "moment.");
    else
        err_set(err, ERR_INTERNAL, NULL,
                "Something went wrong on our side, and it has been noted. Nothing was changed. "
                "Try again; if it happens again, tell whoever runs this service.");
}

static void write_methods(struct gate_request *asked)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};
    CLEANUP(buffer_free) struct buffer allowed = BUFFER(100);
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (asked->methods & (1U << i))
            buffer_printf(&allowed, "%s%s", allowed.length ? ", " : "", names[i]);
    response_header(asked->response, "Allow", buffer_slice(&allowed));
}

static void show_error(struct gate_request *asked)
{
    struct response *response = asked->response;
    response_reset(response);
    response->status = asked->status;
    response->depends = DEPENDS_ON_ASKER;
    asked->request.writer = NULL;
    if (asked->status >= 500)
        hide_inside(asked);
    if (asked->status == 503)
        asked->retry_after_s = RETRY_BUSY_S;
    if (asked->status == 429 || asked->status == 503)
        response_header(response, "Retry-After",
                        slice_from(arena_printf(response->arena, "%d", asked->retry_after_s)));
    if (asked->status == 405)
        write_methods(asked);
    if (asked->status == 401 && asked->request.is_action)
        asked->request.kept = kept_seal(asked);
    page_error error = asked->room->room->error;
    (error ? error : plain_error)(&asked->request, response, asked->status);
}

#define FIXED(header, text)                                                                        \
    {                                                                                              \
        header,                                                                                    \
        {                                                                                          \
            text, sizeof(text) - 1                                                                 \
        }                                                                                          \
    }

/* No script but our own files', no frame around us, nothing told to other sites. */
static const struct response_header always[] = {
    FIXED("Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
          "base-uri 'none'; frame-ancestors 'none'"),
    FIXED("X-Content-Type-Options", "nosniff"),
    FIXED("Referrer-Policy", "same-origin"),
    FIXED("Cross-Origin-Opener-Policy", "same-origin"),
    FIXED("Cross-Origin-Resource-Policy", "same-origin"),
    FIXED("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    FIXED("Vary", "Accept-Encoding, Cookie"),
};

/* A page for one person is kept by nobody; a public one may be, and asked after each time. */
void request_headers(const struct http_request *http, struct response *response, bool private)
{
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        response_header_fixed(response, always[i]);
    if (http->secure)
        response_header(response, "Strict-Transport-Security", SLICE("max-age=31536000"));
    if (!response_given(response, "Cache-Control").data)
        response_header(response, "Cache-Control", private ? SLICE("no-store") : SLICE("no-cache"));
}

void request_finish(struct gate_request *asked, int code)
{
    if (code < 0 && asked->status == 0)
        asked->status = status_of(code);
    if (asked->status)
        show_error(asked);
    const char *type = asked->response->type;
    asked->response->packable = type && slice_starts_with(slice_from(type), SLICE("text/csv"));
    request_headers(asked->http, asked->response,
                    asked->signed_in || (asked->response->depends & DEPENDS_ON_ASKER));
}
