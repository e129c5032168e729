/* Signing in and out, and the change of a password. */
#include "gate/inside.h"

#include "base/banned.h"

/* Failures that are let pass, and one more a minute: of one account from one address, so that a
 * stranger cannot keep its owner out elsewhere; from one address; and of one account from
 * everywhere, which many addresses together may fill, and one alone cannot. */
enum { BY_BOTH, BY_ADDRESS, BY_ACCOUNT, WAYS };
static const unsigned allowed[WAYS] = {[BY_BOTH] = 10, [BY_ADDRESS] = 50, [BY_ACCOUNT] = 60};

struct places {
    struct slice by[WAYS];
};

static struct places places_of(const struct gate_request *asked, struct slice name)
{
    struct arena *arena = asked->request.arena;
    const char *address = asked->http->address;
    const char *user = arena_printf(arena, "user %.*s", SLICE_PRINT(slice_sub(name, 0, 100)));
    return (struct places){{slice_from(arena_printf(arena, "%s from %s", user, address)),
                            slice_from(address), slice_from(user)}};
}

static int check_throttle(struct gate_request *asked, const struct places *places)
{
    int64_t now_us = clock_monotonic_us();
    int wait_s = 0;
    for (size_t i = 0; i < WAYS; i++) {
        int own_s = throttle_wait_s(asked->gate->throttle, places->by[i], allowed[i], now_us);
        wait_s = own_s > wait_s ? own_s : wait_s;
    }
    if (wait_s == 0)
        return 0;
    asked->status = 429;
    asked->retry_after_s = wait_s;
    return err_set(&asked->request.err, ERR_LIMIT, NULL,
                   "There were too many attempts to sign in. Wait %d second%s, then try again.",
                   wait_s, wait_s == 1 ? "" : "s");
}

static void note_failure(struct gate_request *asked, const struct places *places)
{
    int64_t now_us = clock_monotonic_us();
    for (size_t i = 0; i < WAYS; i++)
        throttle_failed(asked->gate->throttle, places->by[i], now_us);
}

/* A name that nobody has costs as much time as one that somebody has. */
static bool verify(struct gate_request *asked, struct slice name, struct slice password)
{
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const char *hash = NULL;
    user_password_hash(asked->reader->access, name, asked->request.arena, &hash, NULL);
    pthread_mutex_lock(&asked->gate->one_password);
    bool right = password_verify(hash ? hash : nobody, password);
    pthread_mutex_unlock(&asked->gate->one_password);
    return right && hash;
}

/* Name and password are right: 0; else ERR_FORBIDDEN or, after too many, ERR_LIMIT. */
static int prove(struct gate_request *asked, struct slice name, struct slice password,
                 const char *field, const char *wrong)
{
    struct places places = places_of(asked, name);
    int code = check_throttle(asked, &places);
    if (code < 0)
        return code;
    if (!verify(asked, name, password)) {
        note_failure(asked, &places);
        return err_set(&asked->request.err, ERR_FORBIDDEN, field, "%s", wrong);
    }
    throttle_succeeded(asked->gate->throttle, places.by[BY_BOTH]);
    throttle_succeeded(asked->gate->throttle, places.by[BY_ACCOUNT]);
    return 0;
}

struct beginning {
    struct slice secret, user, kept;
    const struct digest *old; /* the session that this one takes the place of, or NULL */
};

static int begin_session(struct writer *writer, void *context, struct err *err)
{
    const struct beginning *beginning = context;
    int code = beginning->old ? session_end(writer, beginning->old, err) : 0;
    return code < 0 ? code
                    : session_begin(writer, beginning->secret, SESSION_BROWSER, beginning->user,
                                    SESSION_LASTS_S, beginning->kept, err);
}

int gate_sign_in(struct request *request, struct response *response, struct slice name,
                 struct slice password, struct slice *ret_next)
{
    struct gate_request *asked = request->gate;
    name = slice_trim(name);
    int code = prove(asked, name, password, "password",
                     "The name or the password is wrong. Check both and try again.");
    if (code < 0)
        return code;
    char *secret = arena_allocate(request->arena, SESSION_SECRET_SIZE);
    secret_token(secret, SESSION_SECRET_SIZE);
    struct beginning beginning = {.secret = slice_from(secret),
                                  .user = name,
                                  .old = asked->signed_in ? &asked->session.digest : NULL};
    struct slice next = request_form(request, "next"), path;
    if (!address_is_local(next))
        next = SLICE("/");
    if (kept_open(asked, request_form(request, "kept"), name, &path, &beginning.kept))
        next = address_with_kept(path, request->arena);
    code = request_write(request, begin_session, &beginning);
    if (code < 0)
        return code;
    response_cookie(response, session_cookie(asked->http), beginning.secret, SESSION_LASTS_S,
                    asked->http->secure);
    if (ret_next)
        *ret_next = next;
    return 0;
}

static int end_session(struct writer *writer, void *context, struct err *err)
{
    struct gate_request *asked = context;
    return session_end(writer, &asked->session.digest, err);
}

int gate_sign_out(struct request *request, struct response *response)
{
    struct gate_request *asked = request->gate;
    if (!asked->signed_in)
        return 0;
    int code = request->writer ? end_session(request->writer, asked, &request->err)
                               : request_write(request, end_session, asked);
    if (code < 0)
        return code;
    response_cookie(response, session_cookie(asked->http), SLICE(""), 0, asked->http->secure);
    response_header(response, "Clear-Site-Data", SLICE("\"cache\", \"storage\""));
    return 0;
}

struct password_change {
    struct gate_request *asked;
    char hash[PASSWORD_HASH_SIZE];
};

static int set_password(struct writer *writer, void *context, struct err *err)
{
    struct password_change *change = context;
    struct gate_request *asked = change->asked;
    return user_set_password(writer, asked->session.user, change->hash, &asked->session.digest,
                             &asked->request.actor, err);
}

int gate_change_password(struct request *request, struct slice old_password,
                         struct slice new_password)
{
    struct gate_request *asked = request->gate;
    struct password_change change = {.asked = asked};
    if (!asked->signed_in)
        return err_set(&request->err, ERR_FORBIDDEN, NULL, "Sign in to change your password.");
    int code = prove(asked, asked->session.user, old_password, "old_password",
                     "The old password is wrong. Type it again.");
    if (code == 0)
        code =
            password_check(new_password, asked->session.user, asked->session.name, &request->err);
    if (code < 0)
        return code;
    pthread_mutex_lock(&asked->gate->one_password);
    code = password_hash(new_password, change.hash);
    pthread_mutex_unlock(&asked->gate->one_password);
    if (code < 0)
        return err_set(&request->err, code, NULL, "The password could not be saved.");
    return request_write(request, set_password, &change);
}
