/* A form that arrives after its session has ended is kept until its user has signed in again.
 *
 * It travels sealed in a hidden field of the sign-in form, so that strangers can fill no memory
 * of ours; once its user is known it waits in their new session, and the page it was typed on
 * opens filled. Passwords are never among it. */
#include "gate/inside.h"

#include "base/banned.h"

enum { LONGEST_WAIT_S = 24 * 3600 };

static bool may_be_kept(struct slice name)
{
    return !slice_is(name, "csrf") && !slice_is(name, "kept") &&
           slice_find(name, SLICE("password")) == name.length;
}

struct slice kept_form_of(const struct gate_request *asked, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer form = BUFFER(LIMIT_KEPT);
    const struct pairs *pairs = &asked->http->form;
    for (size_t i = 0; i < pairs->count; i++)
        if (may_be_kept(pairs->items[i].name))
            url_pair(&form, pairs->items[i].name, pairs->items[i].value);
    if (form.full)
        return (struct slice){0};
    return arena_slice(arena, buffer_slice(&form));
}

/* Where the form was typed: as it says, else as the browser says, else where it was sent. */
struct slice kept_address(const struct gate_request *asked)
{
    struct slice from = pairs_get(&asked->http->form, "from");
    if (address_is_local(from))
        return from;
    struct slice referer = http_header(asked->http, "Referer");
    size_t scheme = slice_find(referer, SLICE("://"));
    struct slice rest = slice_sub(referer, scheme + 3, referer.length);
    from = slice_sub(rest, slice_find_byte(rest, '/'), rest.length);
    return address_is_local(from) ? from : asked->http->path;
}

struct slice address_with_kept(struct slice path, struct arena *arena)
{
    if (slice_find(path, SLICE("kept=1")) < path.length)
        return path;
    const char *mark = slice_find_byte(path, '?') < path.length ? "&" : "?";
    return slice_from(arena_printf(arena, "%.*s%skept=1", SLICE_PRINT(path), mark));
}

struct slice kept_seal(struct gate_request *asked)
{
    struct arena *arena = asked->http->arena;
    struct slice form = kept_form_of(asked, arena);
    if (!form.length || asked->http->body_state != HTTP_BODY_SOUND)
        return (struct slice){0};
    CLEANUP(buffer_free) struct buffer text = BUFFER(2 * LIMIT_KEPT);
    buffer_printf(&text, "%lld\n%.*s\n%.*s\n", (long long)(clock_now_us() / 1000000),
                  SLICE_PRINT(asked->session_user), SLICE_PRINT(kept_address(asked)));
    buffer_append(&text, form);
    return secret_seal(&asked->gate->key, buffer_slice(&text), arena);
}

bool kept_open(struct gate_request *asked, struct slice sealed, struct slice user,
               struct slice *ret_path, struct slice *ret_form)
{
    struct slice text, sealed_at, whose, path;
    int64_t at_s = 0;
    if (!sealed.length || !secret_open(&asked->gate->key, sealed, asked->http->arena, &text) ||
        !slice_split(&text, '\n', &sealed_at) || !slice_split(&text, '\n', &whose) ||
        !slice_split(&text, '\n', &path) || !slice_to_int64(sealed_at, &at_s))
        return false;
    if (at_s + LONGEST_WAIT_S < clock_now_us() / 1000000)
        return false;
    if (whose.length && !slice_equal(whose, user)) /* another's words are not shown */
        return false;
    *ret_path = path;
    *ret_form = text;
    return true;
}
