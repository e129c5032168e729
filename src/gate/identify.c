/* Who asks, whether they may, and whether it was they who asked. */
#include "gate/inside.h"

#include "base/banned.h"

/* Behind TLS the cookie's very name keeps other hosts of the domain from setting it. */
const char *session_cookie(const struct http_request *http)
{
    return http->secure ? "__Host-weft" : "weft";
}

const char *guest_cookie(const struct http_request *http)
{
    return http->secure ? "__Host-weft-guest" : "weft-guest";
}

static int take_session(struct gate_request *asked, struct slice secret, enum session_kind kind)
{
    struct request *request = &asked->request;
    int code = session_find(asked->reader->access, secret, kind, clock_now_us(), request->arena,
                            &asked->session, &asked->session_user, NULL);
    if (code == ERR_NOT_FOUND)
        return 0;
    if (code < 0)
        return err_set(&request->err, code, NULL, "Your session could not be read.");
    asked->signed_in = true;
    asked->secret = secret;
    request->actor = (struct actor){.code = asked->session.user, .roles = asked->session.roles};
    request->user_name = asked->session.name;
    return 0;
}

int request_identify(struct gate_request *asked)
{
    const struct http_request *http = asked->http;
    struct slice bearer = http_header(http, "Authorization");
    if (asked->room->room->tokens && bearer.data) {
        struct slice scheme = slice_sub(bearer, 0, 7);
        int code = 0;
        if (slice_equal_ignoring_case(scheme, SLICE("Bearer ")))
            code =
                take_session(asked, slice_trim(slice_sub(bearer, 7, bearer.length)), SESSION_TOKEN);
        if (code == 0 && !asked->signed_in && asked->status == 0) {
            asked->status = 401;
            err_set(&asked->request.err, ERR_FORBIDDEN, NULL,
                    "The token is not known, or has ended. Ask for a new one.");
        }
        return code;
    }
    struct slice secret = http_cookie(http, session_cookie(http));
    int code = secret.length ? take_session(asked, secret, SESSION_BROWSER) : 0;
    if (!asked->signed_in)
        asked->secret = http_cookie(http, guest_cookie(http));
    return code;
}

static void refuse(struct gate_request *asked)
{
    const struct entity *entity = asked->request.entity;
    asked->status = asked->signed_in ? 403 : 401;
    CLEANUP(buffer_free) struct buffer who = BUFFER(2000);
    if (entity)
        permit_append_who(entity, asked->route->page->action, &who);
    if (asked->signed_in)
        err_set(&asked->request.err, ERR_FORBIDDEN, NULL, "Your role does not let you %s%s.%s%s",
                asked->route->page->action == READ ? "see this" : "change this",
                entity ? arena_printf(asked->request.arena, " (%s)", entity->plural) : "",
                who.length ? " " : "", buffer_text(&who));
    else
        err_set(&asked->request.err, ERR_FORBIDDEN, NULL, "Sign in to see or do this.");
}

/* Sets the status of a refusal; leaves 0 where the page may be called. */
void request_judge(struct gate_request *asked)
{
    struct request *request = &asked->request;
    if (asked->status)
        return;
    const struct page *page = asked->route->page;
    if (strcmp(page->entity, ":entity") == 0 && !request->entity) {
        asked->status = 404;
        err_set(&request->err, ERR_NOT_FOUND, NULL, "There is no page at this address.");
        return;
    }
    bool allowed = strcmp(page->entity, FOR_ANYONE) == 0 ||
                   (strcmp(page->entity, FOR_SIGNED_IN) == 0 && asked->signed_in) ||
                   (request->entity && permit(&request->actor, request->entity, page->action));
    bool by_cookie = asked->signed_in && asked->session.kind == SESSION_BROWSER;
    if (!allowed) {
        refuse(asked);
    } else if (asked->room->room->tokens && request->is_action && by_cookie) {
        asked->status = 403;
        err_set(&request->err, ERR_FORBIDDEN, NULL,
                "Changes are made here with a token only. Make one with `weft user token`.");
    }
}

/* The host and port of an origin such as "https://weft.example". */
static struct slice host_of(struct slice origin)
{
    size_t at = slice_find(origin, SLICE("://"));
    return at < origin.length ? slice_sub(origin, at + 3, origin.length) : (struct slice){0};
}

/* Whether the browser says that another site sent this. What says nothing is judged by its token.
 */
bool request_is_forged(struct gate_request *asked)
{
    const struct http_request *http = asked->http;
    struct slice site = http_header(http, "Sec-Fetch-Site");
    if (site.data && !slice_is(site, "same-origin") && !slice_is(site, "none"))
        return true;
    struct slice origin = http_header(http, "Origin");
    struct slice host = http_header(http, "X-Forwarded-Host");
    if (!asked->gate->options.http.behind_proxy || !host.data)
        host = http_header(http, "Host");
    return origin.data && !slice_equal_ignoring_case(host_of(origin), host);
}

static struct slice csrf_of(struct slice secret, struct arena *arena)
{
    struct digest_state state;
    digest_begin(&state);
    digest_add(&state, SLICE("csrf\n"));
    digest_add(&state, secret);
    char *text = arena_allocate(arena, DIGEST_TEXT_SIZE);
    digest_format(digest_end(&state), text);
    return slice_from(text);
}

struct slice request_csrf(struct request *request, struct response *response)
{
    struct gate_request *asked = request->gate;
    response->depends = DEPENDS_ON_ASKER;
    if (!asked->secret.length) {
        char *guest = arena_allocate(request->arena, SESSION_SECRET_SIZE);
        secret_token(guest, SESSION_SECRET_SIZE);
        asked->secret = slice_from(guest);
        response_cookie(response, guest_cookie(asked->http), asked->secret, SESSION_LASTS_S,
                        asked->http->secure);
    }
    return csrf_of(asked->secret, request->arena);
}

bool request_has_csrf(struct gate_request *asked)
{
    struct slice given = pairs_get(&asked->http->form, "csrf");
    return asked->secret.length &&
           secret_equal(given, csrf_of(asked->secret, asked->request.arena));
}

/* "/priority/1?a=b": an address of ours, and not "//elsewhere" in disguise. */
bool address_is_local(struct slice address)
{
    if (address.length == 0 || address.data[0] != '/' ||
        (address.length > 1 && (address.data[1] == '/' || address.data[1] == '\\')))
        return false;
    for (size_t i = 0; i < address.length; i++)
        if ((unsigned char)address.data[i] <= 0x20 || address.data[i] == 0x7F ||
            address.data[i] == '\\')
            return false;
    return true;
}
