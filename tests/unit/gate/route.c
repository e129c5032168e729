/* Paths as they are read, and which page answers one. */
#include "support/gate.h"

#include <string.h>

#include "gate/inside.h"

static int answer(struct request *request, struct response *response)
{
    (void)request, (void)response;
    return 0;
}

static const struct page pages[] = {
    PAGE("/", answer, FOR_ANYONE, READ),
    PAGE("/:entity", answer, ":entity", READ),
    PAGE("/:entity/new", answer, ":entity", CREATE),
    ACTION("/:entity/new", answer, ":entity", CREATE),
    PAGE("/promise/:code", answer, "promise", READ),
    PAGE("/promise/:code/print", answer, "promise", READ),
    PAGE("/words", answer, FOR_ANYONE, READ),
};
static const struct page_table tables[] = {PAGES(pages)};

static void a_path_is_read_in_parts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *parts; /* each ended by '|' */
    } paths[] = {
        {"/", ""},
        {"/promise", "promise|"},
        {"/promise/", "promise|"},
        {"/promise/a%20b", "promise|a b|"},
        {"/promise/a%2Fb", "promise|a/b|"}, /* one part, whatever is in it */
        {"/promise/a+b", "promise|a+b|"},
        {"/promise/caf%C3%A9", "promise|caf\xC3\xA9|"},
        {"/a/b/c/d/e/f/g/h", "a|b|c|d|e|f|g|h|"},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        CLEANUP(buffer_free) struct buffer out = BUFFER(200);
        struct path path;
        assert_int_equal(path_read(slice_from(paths[i].text), &arena, &path), 0);
        for (size_t part = 0; part < path.count; part++) {
            buffer_append(&out, path.parts[part]);
            buffer_byte(&out, '|');
        }
        assert_slice(buffer_slice(&out), paths[i].parts);
    }
}

static void a_path_that_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int code;
    } paths[] = {
        {"", ERR_SYNTAX},
        {"promise", ERR_SYNTAX},
        {"//", ERR_SYNTAX},
        {"/promise//a", ERR_SYNTAX},
        {"/.", ERR_SYNTAX},
        {"/..", ERR_SYNTAX},
        {"/promise/..", ERR_SYNTAX},
        {"/%2e%2e/promise", ERR_SYNTAX},
        {"/promise/%00", ERR_SYNTAX},
        {"/promise/a%0Ab", ERR_SYNTAX},
        {"/promise/%1F", ERR_SYNTAX},
        {"/promise/%7F", ERR_SYNTAX},
        {"/promise/%", ERR_SYNTAX},
        {"/promise/%4", ERR_SYNTAX},
        {"/promise/%zz", ERR_SYNTAX},
        {"/a/b/c/d/e/f/g/h/i", ERR_NOT_FOUND},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct path path = {.count = 77};
        int code = path_read(slice_from(paths[i].text), &arena, &path);
        if (code != paths[i].code || path.count != 77)
            fail_msg("%s: %d, %zu parts", paths[i].text, code, path.count);
    }
}

static struct room_routes routes_of(struct room *room)
{
    struct room_routes routes;
    struct err err = {0};
    if (routes_make(room, &promise_registry, &routes, &err) < 0)
        fail_msg("%s", err.message);
    return routes;
}

static void a_path_belongs_to_the_page_most_fixed_at_its_end(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum http_method method;
        const char *page; /* NULL: none */
        unsigned methods;
    } asked[] = {
        {"/", HTTP_GET, "/", 1U << HTTP_GET | 1U << HTTP_HEAD},
        {"/", HTTP_POST, NULL, 1U << HTTP_GET | 1U << HTTP_HEAD},
        {"/words", HTTP_HEAD, "/words", 1U << HTTP_GET | 1U << HTTP_HEAD},
        {"/promise", HTTP_GET, "/:entity", 1U << HTTP_GET | 1U << HTTP_HEAD},
        {"/promise/new", HTTP_GET, "/:entity/new",
         1U << HTTP_GET | 1U << HTTP_HEAD | 1U << HTTP_POST},
        {"/promise/new", HTTP_POST, "/:entity/new",
         1U << HTTP_GET | 1U << HTTP_HEAD | 1U << HTTP_POST},
        {"/promise/new", HTTP_DELETE, NULL, 1U << HTTP_GET | 1U << HTTP_HEAD | 1U << HTTP_POST},
        {"/promise/a", HTTP_GET, "/promise/:code", 1U << HTTP_GET | 1U << HTTP_HEAD},
        {"/promise/a/print", HTTP_GET, "/promise/:code/print", 1U << HTTP_GET | 1U << HTTP_HEAD},
        {"/promise/a/draw", HTTP_GET, NULL, 0},
        {"/Promise/a", HTTP_GET, NULL, 0},
        {"/a/b/c", HTTP_GET, NULL, 0},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct room room = {.tables = tables, .table_count = 1};
    struct room_routes routes = routes_of(&room);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct path path;
        unsigned methods = 99;
        assert_int_equal(path_read(slice_from(asked[i].path), &arena, &path), 0);
        const struct route *route =
            route_find(&routes, &promise_registry, &path, asked[i].method, &methods);
        if (methods != asked[i].methods || !route != !asked[i].page ||
            (route && strcmp(route->page->path, asked[i].page) != 0))
            fail_msg("%s by %d: %s, methods %x", asked[i].path, (int)asked[i].method,
                     route ? route->page->path : "none", methods);
    }
    memory_free(routes.routes);
}

static void a_page_that_cannot_be_had_stops_the_program(void **state)
{
    (void)state;
    static const struct page wrong[] = {
        PAGE("promise", answer, FOR_ANYONE, READ),
        PAGE("/a//b", answer, FOR_ANYONE, READ),
        PAGE("/1/2/3/4/5/6/7/8/9", answer, FOR_ANYONE, READ),
        PAGE("/promise", answer, "promises", READ),
        PAGE("/promise", answer, "", READ),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct page_table one = {.pages = &wrong[i], .count = 1};
        struct room room = {.tables = &one, .table_count = 1};
        struct room_routes routes = {.count = 77};
        struct err err = {0};
        assert_int_equal(routes_make(&room, &promise_registry, &routes, &err), ERR_INTERNAL);
        assert_non_null(strstr(err.message, wrong[i].path));
        assert_int_equal(routes.count, 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_read_in_parts),
        cmocka_unit_test(a_path_that_cannot_be_meant_is_refused),
        cmocka_unit_test(a_path_belongs_to_the_page_most_fixed_at_its_end),
        cmocka_unit_test(a_page_that_cannot_be_had_stops_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
