/* Every route of the house, by its tables: what a stranger may reach, read and write through each.
 * A new page or resource stands in its table and is tried here by itself. */
#include "support/house.h"

#include <string.h>

#include "api/api.h"
#include "support/plan.h"
#include "web/web.h"

enum { ROOMS = 2, MOST_TABLES = 32 };

/* --- the rooms, as they are and with another function behind every page --------------------- */

static const struct room *real_rooms(void)
{
    static struct room rooms[ROOMS];
    rooms[0] = web_room();
    rooms[1] = api_room;
    return rooms;
}

/* What no stranger's connection may read: people, how they sign in, what is not public of what
 * changed, held figures, and the list of all tables. */
static const char *const closed_tables[] = {"user",        "session",          "change",
                                            "change_seal", "observation_held", "sqlite_schema"};

/* In the place of every page: what its connection says to a look at what is closed. */
static int peek(struct request *request, struct response *response)
{
    buffer_string(&response->body, request->writer ? "writes" : "looks");
    for (size_t i = 0; i < sizeof closed_tables / sizeof *closed_tables; i++) {
        int64_t count = -1;
        const char *sql = arena_printf(request->arena, "SELECT count(*) FROM %s", closed_tables[i]);
        if (store_ask_integer(request->reader, sql, &count, NULL) >= 0)
            buffer_printf(&response->body, " %s", closed_tables[i]);
    }
    buffer_printf(&response->body, "\ncsrf=%.*s", SLICE_PRINT(request_csrf(request, response)));
    return 0;
}

static const struct room *peeking_rooms(void)
{
    static struct room rooms[ROOMS];
    static struct page_table tables[ROOMS][MOST_TABLES];
    static struct arena arena;
    if (rooms[0].table_count)
        return rooms;
    for (size_t r = 0; r < ROOMS; r++) {
        const struct room *real = &real_rooms()[r];
        rooms[r] = *real;
        rooms[r].tables = tables[r];
        assert_true(real->table_count <= MOST_TABLES);
        for (size_t t = 0; t < real->table_count; t++) {
            size_t count = real->tables[t].count;
            struct page *pages = arena_array(&arena, count, sizeof *pages);
            memcpy(pages, real->tables[t].pages, count * sizeof *pages);
            for (size_t i = 0; i < count; i++)
                pages[i].function = peek;
            tables[r][t] = (struct page_table){pages, count};
        }
    }
    return rooms;
}

/* --- every address of every page ------------------------------------------------------------ */

struct stop {
    const struct room *room;
    const struct page *page;
    const struct entity *entity; /* NULL where the page has none */
    const char *target;
};
typedef void (*visitor)(struct house *house, const struct stop *stop, void *context);

/* The path with its parameters filled: an entity by its name, anything else by `code`. */
static const char *filled(struct arena *arena, const char *path, const struct entity *entity,
                          const char *code)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(16 << 10);
    struct slice rest = slice_from(path + 1), part;
    while (rest.length && slice_split(&rest, '/', &part)) {
        buffer_byte(&out, '/');
        if (slice_is(part, ":entity") || slice_is(part, ":name"))
            buffer_string(&out, entity->name);
        else if (part.length && part.data[0] == ':')
            buffer_string(&out, code);
        else
            buffer_append(&out, part);
    }
    return arena_string(arena, out.length ? buffer_slice(&out) : SLICE("/"));
}

/* A code that is in the store, where there is one. */
static const char *some_code(struct house *house, const struct entity *entity)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct err err = {0};
    if (!entity)
        return "weft.css";
    if (store_open(house->path, STORE_READ, &store, &err) < 0)
        fail_msg("%s", err.message);
    CLEANUP(buffer_free) struct buffer encoded = BUFFER(1000);
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(
        store, arena_printf(&house->arena, "SELECT code FROM %s ORDER BY code DESC LIMIT 1",
                            entity->source ? entity->source : entity->name));
    if (store_step(row, NULL) == 1)
        url_encode(&encoded, store_text(row, 0));
    return encoded.length ? arena_string(&house->arena, buffer_slice(&encoded)) : "1";
}

static void visit_page(struct house *house, const struct room *room, const struct page *page,
                       const char *code, visitor visit, void *context)
{
    bool of_any = strstr(page->path, "/:entity") || strstr(page->path, "/:name");
    for (size_t i = 0; i < (of_any ? weft_registry.count : 1); i++) {
        const struct entity *entity = of_any
                                          ? weft_registry.entities[i]
                                          : registry_find(&weft_registry, slice_from(page->entity));
        const char *here = code ? code : some_code(house, entity);
        struct stop stop = {room, page, entity, filled(&house->arena, page->path, entity, here)};
        visit(house, &stop, context);
    }
}

/* Each page at the addresses of all entities it is for, with `code` (NULL: one that is there) for
 * its record. */
static void visit_all(struct house *house, const struct room *rooms, const char *code,
                      visitor visit, void *context)
{
    for (size_t r = 0; r < ROOMS; r++)
        for (size_t t = 0; t < rooms[r].table_count; t++)
            for (size_t i = 0; i < rooms[r].tables[t].count; i++)
                visit_page(house, &rooms[r], &rooms[r].tables[t].pages[i], code, visit, context);
}

static const char *asks(struct house *house, const char *method, const char *target)
{
    return arena_printf(&house->arena, "%s %s", method, target);
}

/* --- reading -------------------------------------------------------------------------------- */

static void assert_a_stranger_sees_nothing_closed(struct house *house, const struct stop *stop,
                                                  void *context)
{
    int *opened = context;
    if (stop->page->kind != PAGE_READ)
        return;
    struct reply reply = house_ask(house, asks(house, "GET", stop->target), "", NULL);
    if (reply.status == 200 && !slice_starts_with(reply.body, SLICE("looks\n")))
        fail_msg("%s: %.*s", stop->target, SLICE_PRINT(reply.body));
    bool is_closed =
        stop->entity && stop->entity->sensitivity != PUBLIC && !strstr(stop->page->path, ":name");
    if (reply.status != 200 && reply.status != 401 && reply.status != 404)
        fail_msg("%s: %d", stop->target, reply.status);
    if (is_closed && reply.status == 200)
        fail_msg("%s is open to anyone", stop->target);
    *opened += reply.status == 200;
}

static void no_route_reads_for_a_stranger_what_is_closed(void **state)
{
    (void)state;
    CLEANUP(house_free)
    struct house *house = house_new("thistlemouth-2025-28.yaml", peeking_rooms(), ROOMS);
    int opened = 0;
    visit_all(house, peeking_rooms(), NULL, assert_a_stranger_sees_nothing_closed, &opened);
    assert_true(opened > 100);
    /* Whoever has signed in reads by another connection: the looks above are not blind. */
    const char *root = house_user(house, "root", "administrator", SESSION_BROWSER);
    struct reply reply = house_ask(house, "GET /user", root, NULL);
    assert_true(slice_starts_with(reply.body, SLICE("looks user session change ")));
}

/* --- writing -------------------------------------------------------------------------------- */

/* How a browser or a program would send it: with a token of the session (or the guest's), from a
 * page of ours. */
struct sender {
    const char *headers, *csrf;
};

static struct sender sender_of(struct house *house, const char *headers)
{
    struct reply page = house_ask(house, "GET /", headers, NULL);
    size_t at = slice_find(page.body, SLICE("csrf=")) + 5;
    const char *guest = reply_cookie(&page, "weft-guest", &house->arena);
    return (struct sender){arena_printf(&house->arena, "%s%s%s%sOrigin: http://%s\r\n", headers,
                                        guest[0] ? "Cookie: " : "", guest, guest[0] ? "\r\n" : "",
                                        house->address),
                           arena_string(&house->arena, slice_sub(page.body, at, page.body.length))};
}

static struct reply send_to(struct house *house, const struct stop *stop, struct sender sender)
{
    static const char *const methods[] = {
        [PAGE_ACTION] = "POST", [PAGE_SLOW] = "POST", [PAGE_PUT] = "PUT", [PAGE_DELETE] = "DELETE"};
    const char *target = asks(house, methods[stop->page->kind], stop->target);
    if (stop->room->tokens)
        return house_ask(house, target, sender.headers, "{}");
    return client_ask(house->address, &house->arena, target,
                      arena_printf(&house->arena,
                                   "Content-Type: application/x-www-form-urlencoded\r\n%s",
                                   sender.headers),
                      arena_printf(&house->arena, "csrf=%s", sender.csrf));
}

struct writing {
    struct sender sender;
    struct actor actor;
    bool signed_in;
    int reached, refused;
};

static bool may_write(const struct writing *writing, const struct stop *stop)
{
    if (strcmp(stop->page->entity, FOR_ANYONE) == 0)
        return true;
    if (strcmp(stop->page->entity, FOR_SIGNED_IN) == 0)
        return writing->signed_in;
    return permit(&writing->actor, stop->entity, stop->page->action);
}

static void assert_written_by_whom_it_may(struct house *house, const struct stop *stop,
                                          void *context)
{
    struct writing *writing = context;
    /* What a folder keeps itself is written by pages of its own, at some of these addresses. */
    bool of_any = strcmp(stop->page->entity, ":entity") == 0;
    if (stop->page->kind == PAGE_READ || (of_any && stop->entity->source))
        return;
    struct reply reply = send_to(house, stop, writing->sender);
    bool reached = reply.status == 200;
    bool may = may_write(writing, stop) && !(stop->room->tokens && writing->signed_in);
    if (reached != may)
        fail_msg("%s by kind %d: %d", stop->target, (int)stop->page->kind, reply.status);
    int expected = writing->signed_in ? 403 : 401;
    if (!reached && reply.status != expected && reply.status != 404 && reply.status != 405)
        fail_msg("%s: %d", stop->target, reply.status);
    if (reached && !writing->signed_in && slice_starts_with(reply.body, SLICE("writes")))
        fail_msg("%s writes for a stranger", stop->target);
    writing->reached += reached;
    writing->refused += !reached;
}

static void no_route_writes_for_whom_it_may_not(void **state)
{
    (void)state;
    static const struct {
        const char *name, *roles;
    } users[] = {{"stranger", NULL}, /* signs in, and nothing else */
                 {"carl", "contributor"},
                 {"ann", "analyst"},
                 {"gail", "governance-lead"},
                 {"root", "administrator"}};
    CLEANUP(house_free)
    struct house *house = house_new("thistlemouth-2025-28.yaml", peeking_rooms(), ROOMS);
    for (size_t i = 0; i < sizeof users / sizeof *users; i++) {
        const char *roles = users[i].roles;
        const char *known = roles ? house_user(house, users[i].name, roles, SESSION_BROWSER) : "";
        struct writing writing = {
            .sender = sender_of(house, known),
            .actor = {.roles = user_roles(slice_from(roles))},
            .signed_in = roles != NULL,
        };
        visit_all(house, peeking_rooms(), NULL, assert_written_by_whom_it_may, &writing);
        if (!roles)
            assert_int_equal(writing.reached, 1); /* the form to sign in */
        assert_true(writing.refused > 30);
    }
}

/* --- what the real pages show a stranger ---------------------------------------------------- */

/* A word that stands in nothing a stranger may see: a user's name, a form that waits for them, and
 * an indicator that is for the Board, with its target. */
#define CLOSED_WORD "Quillfeather"

static const char closed_indicator[] = "  - code: closed\n"
                                       "    title: The " CLOSED_WORD " count\n"
                                       "    kind: service\n"
                                       "    strategic_objective: safe-at-home\n"
                                       "    priorities: [help-before-harm]\n"
                                       "    definition: What " CLOSED_WORD " counts\n"
                                       "    source: " CLOSED_WORD "\n"
                                       "    audience: board\n";
static const char closed_target[] = "  - code: closed-base\n"
                                    "    indicator: closed\n"
                                    "    kind: baseline\n"
                                    "    period: 2023/24\n"
                                    "    value: 4\n"
                                    "    reason: As " CLOSED_WORD " said\n";

/* The text with `more` after the line that opens a kind of record. */
static const char *with_more(struct arena *arena, const char *text, const char *kind,
                             const char *more)
{
    struct slice all = slice_from(text);
    const char *heading = arena_printf(arena, "\n%s:\n", kind);
    size_t at = slice_find(all, slice_from(heading)) + strlen(heading);
    assert_true(at <= all.length);
    return arena_printf(arena, "%.*s%s%s", (int)at, text, more, text + at);
}

static void plant(struct house *house)
{
    CLEANUP(buffer_free) struct buffer plan = BUFFER(4 << 20);
    struct arena *arena = &house->arena;
    plan_read_shipped("thistlemouth-2025-28.yaml", &plan);
    const char *with_indicator =
        with_more(arena, buffer_text(&plan), "indicator", closed_indicator);
    house_plan(house, with_more(arena, with_indicator, "target", closed_target));
    house_user(house, "zq", "analyst", SESSION_BROWSER);
    house_script(house, "UPDATE user SET name = '" CLOSED_WORD "' WHERE code = 'zq';"
                        "UPDATE session SET kept = 'title=" CLOSED_WORD "' WHERE user = 'zq'");
}

static void assert_lacks_the_word(struct house *house, const struct stop *stop, void *context)
{
    static const char *const queries[] = {"", "?q=quill", "?at=2100-01-01", "?format=csv",
                                          "?retired=1"};
    int *opened = context;
    if (stop->page->kind != PAGE_READ)
        return;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        const char *target = arena_printf(&house->arena, "%s%s", stop->target, queries[i]);
        struct reply reply = house_ask(house, asks(house, "GET", target), "", NULL);
        if (slice_find(reply.body, SLICE(CLOSED_WORD)) < reply.body.length)
            fail_msg("%s tells a stranger of " CLOSED_WORD, target);
        if (reply.status >= 500 || reply.status == 0)
            fail_msg("%s: %d", target, reply.status);
        *opened += reply.status == 200;
    }
    arena_reset(&house->arena);
}

static void no_page_shows_a_stranger_what_is_not_theirs(void **state)
{
    (void)state;
    CLEANUP(house_free)
    struct house *house = house_new("thistlemouth-2025-28.yaml", real_rooms(), ROOMS);
    plant(house);
    static const char *const codes[] = {NULL, "closed", "closed-base", "zq"};
    int opened = 0;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        visit_all(house, real_rooms(), codes[i], assert_lacks_the_word, &opened);
    assert_true(opened > 300);
    /* And it is there for whoever may see it. */
    const char *gail = house_user(house, "gail", "governance-lead", SESSION_BROWSER);
    struct reply reply = house_ask(house, "GET /indicator/closed", gail, NULL);
    assert_int_equal(reply.status, 200);
    assert_true(slice_find(reply.body, SLICE(CLOSED_WORD)) < reply.body.length);
}

/* --- nonsense ------------------------------------------------------------------------------- */

static const char *const nonsense[] = {
    "?at=yesterday",
    "?at=2026-02-30",
    "?after=%00",
    "?sort=%27%3BDROP",
    "?limit=-1",
    "?limit=99999999999999999999",
    "?code=%ff",
    "?period=x&area=x",
    "?version=1e9&a=1&a=2",
    "?measure=%27&group=x",
    "?change=99999999",
    "?kept=1",
    "?page=-1&from=x&to=y",
    "?%00=%00",
    "?a[]=1&&&=&=",
    "?compare=x&edition=x",
    "?load=-5&line=0",
    "?limit=1&after=AAAA",
};

static void assert_in_words(struct house *house, const char *target, const char *headers)
{
    struct reply reply = house_ask(house, asks(house, "GET", target), headers, NULL);
    bool sound = reply.status == 200 || reply.status == 303 || reply.status == 400 ||
                 reply.status == 404 || reply.status == 405;
    if (!sound || (reply.status != 303 && reply.body.length < 20))
        fail_msg("%s: %d %.*s", target, reply.status, SLICE_PRINT(reply.body));
}

static void assert_queries_in_words(struct house *house, const struct stop *stop, void *context)
{
    for (size_t i = 0; stop->page->kind == PAGE_READ && i < sizeof nonsense / sizeof *nonsense; i++)
        assert_in_words(house, arena_printf(&house->arena, "%s%s", stop->target, nonsense[i]),
                        context);
}

static void assert_code_in_words(struct house *house, const struct stop *stop, void *context)
{
    if (stop->page->kind == PAGE_READ && strchr(stop->page->path, ':'))
        assert_in_words(house, stop->target, context);
}

static void no_address_that_means_nothing_is_a_fault_of_ours(void **state)
{
    (void)state;
    static const char *const codes[] = {"absent",         "%ff",   "-1",
                                        "%27%20OR%201=1", "a%0Ab", "99999999999999999999"};
    CLEANUP(house_free)
    struct house *house = house_new("thistlemouth-2025-28.yaml", real_rooms(), ROOMS);
    const char *everybody =
        house_user(house, "root", "administrator analyst governance-lead", SESSION_BROWSER);
    int64_t before = house_changes(house);
    void *context = (void *)(uintptr_t)everybody;
    visit_all(house, real_rooms(), NULL, assert_queries_in_words, context);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        visit_all(house, real_rooms(), codes[i], assert_code_in_words, context);
    assert_int_equal(house_changes(house), before);
}

/* --- forms ---------------------------------------------------------------------------------- */

/* What stands between two marks of the text; empty where they are not there. */
static struct slice between(struct slice text, const char *opens, const char *closes)
{
    size_t at = slice_find(text, slice_from(opens)) + strlen(opens);
    struct slice rest = slice_sub(text, at, text.length);
    size_t end = slice_find(rest, slice_from(closes));
    if (at > text.length || end == rest.length)
        return (struct slice){0};
    return slice_sub(rest, 0, end);
}

struct forms {
    const char *headers;
    int count;
};

/* A form that posts: it carries the token of its session, and it leads to a page that takes it,
 * which refuses it without one. */
static void assert_form_is_guarded(struct house *house, const char *page, struct slice form,
                                   struct forms *forms)
{
    struct slice action = between(form, "action=\"", "\"");
    const char *target = action.length ? arena_string(&house->arena, action) : page;
    if (between(form, "name=\"csrf\" value=\"", "\"").length != DIGEST_TEXT_SIZE - 1)
        fail_msg("a form of %s has no token: %.*s", page, SLICE_PRINT(slice_sub(form, 0, 300)));
    struct reply reply = client_ask(
        house->address, &house->arena, asks(house, "POST", target),
        arena_printf(&house->arena, "Content-Type: application/x-www-form-urlencoded\r\n%s",
                     forms->headers),
        "a=b");
    if (reply.status != 403)
        fail_msg("a form of %s leads to %s, which answers %d", page, target, reply.status);
    forms->count++;
}

static void assert_forms_are_guarded(struct house *house, const struct stop *stop, void *context)
{
    struct forms *forms = context;
    if (stop->page->kind != PAGE_READ || stop->room->tokens)
        return;
    struct reply reply = house_ask(house, asks(house, "GET", stop->target), forms->headers, NULL);
    struct slice rest = reply.body;
    for (;;) {
        size_t at = slice_find(rest, SLICE("<form"));
        if (at == rest.length)
            return;
        rest = slice_sub(rest, at, rest.length);
        struct slice form = slice_sub(rest, 0, slice_find(rest, SLICE("</form>")));
        struct slice tag = slice_sub(form, 0, slice_find_byte(form, '>'));
        rest = slice_sub(rest, form.length, rest.length);
        if (slice_find(tag, SLICE("method=\"post\"")) < tag.length)
            assert_form_is_guarded(house, stop->target, form, forms);
    }
}

static void no_form_goes_out_without_its_token_or_leads_nowhere(void **state)
{
    (void)state;
    CLEANUP(house_free)
    struct house *house = house_new("thistlemouth-2025-28.yaml", real_rooms(), ROOMS);
    struct forms forms = {
        .headers =
            house_user(house, "root", "administrator analyst governance-lead", SESSION_BROWSER)};
    int64_t before = house_changes(house);
    visit_all(house, real_rooms(), NULL, assert_forms_are_guarded, &forms);
    assert_true(forms.count > 100);
    assert_int_equal(house_changes(house), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_route_reads_for_a_stranger_what_is_closed),
        cmocka_unit_test(no_route_writes_for_whom_it_may_not),
        cmocka_unit_test(no_page_shows_a_stranger_what_is_not_theirs),
        cmocka_unit_test(no_address_that_means_nothing_is_a_fault_of_ours),
        cmocka_unit_test(no_form_goes_out_without_its_token_or_leads_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
