/* The document of the API: what it says of every kind of field, what it lets whom do, and that all
 * it refers to is in it. */
#include "support/test.h"

#include <string.h>

#include "api/inside.h"

static const struct choice colours[] = {{"red", "Red"}, {"gr\"een", "Green"}};

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .hint = "What it is called"),
    TEXT("short", .label = "In \"short\"", .longest = 12),
    LONG_TEXT("story", .label = "Story"),
    INTEGER("position", .label = "Position", .minimum = 1, .maximum = 99),
    INTEGER("count", .label = "Count", .required = true),
    DECIMAL("share", .label = "Share", .minimum = -0.5, .maximum = 100),
    DATE("due", .label = "Due"),
    CHOICE("colour", colours, .label = "Colour"),
    CHOICE("shade", colours, .label = "Shade", .required = true),
    REFERENCE("part_of", "promise", .label = "Part of", .hint = "The one above"),
    REFERENCES("serves", "promise", .label = "Serves"),
    DERIVED("letters", "length(t.title)", .label = "Letters"),
    TEXT("password", .label = "Password", .secret = true, .required = true),
};

static const struct {
    const char *name, *schema;
} described[] = {
    {"title", "{\"title\":\"Title\",\"description\":\"What it is called\",\"type\":\"string\","
              "\"minLength\":1,\"maxLength\":200}"},
    {"short", "{\"title\":\"In \\\"short\\\"\",\"type\":[\"string\",\"null\"],\"maxLength\":12}"},
    {"story", "{\"title\":\"Story\",\"type\":[\"string\",\"null\"],\"maxLength\":20000}"},
    {"position", "{\"title\":\"Position\",\"type\":[\"integer\",\"null\"],\"minimum\":1,"
                 "\"maximum\":99}"},
    {"count", "{\"title\":\"Count\",\"type\":\"integer\"}"},
    {"share", "{\"title\":\"Share\",\"type\":[\"number\",\"null\"],\"minimum\":-0.5,"
              "\"maximum\":100}"},
    {"due", "{\"title\":\"Due\",\"type\":[\"string\",\"null\"],\"format\":\"date\"}"},
    {"colour", "{\"title\":\"Colour\",\"enum\":[null,\"red\",\"gr\\\"een\"]}"},
    {"shade", "{\"title\":\"Shade\",\"enum\":[\"red\",\"gr\\\"een\"]}"},
    {"part_of", "{\"title\":\"Part of\",\"description\":\"The one above. The code of: promise.\","
                "\"type\":[\"string\",\"null\"],\"minLength\":1,\"maxLength\":100}"},
    {"serves", "{\"title\":\"Serves\",\"description\":\"The code of: promise.\","
               "\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}}"},
    {"letters", "{\"title\":\"Letters\",\"type\":[\"string\",\"number\",\"null\"],"
                "\"readOnly\":true}"},
};
enum { DESCRIBED = sizeof described / sizeof *described };

static const struct entity promise = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises & more",
    .description = "What was promised",
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {CONTRIBUTOR, READ | UPDATE}, {ANALYST, READ | CREATE},
                     {GOVERNANCE_LEAD, READ | RETIRE}),
};
static const struct field kept_fields[] = {TEXT("title", .label = "Title")};
static const struct entity kept = {.name = "kept", /* by a folder, which writes it elsewhere */
                                   .label = "Kept",
                                   .plural = "Kept",
                                   .source = "kept_record",
                                   .fields = FIELDS(kept_fields),
                                   .grants = GRANTS({ANYONE, READ}, {ANALYST, READ | WRITE})};
static const struct entity closed = {.name = "closed",
                                     .label = "Closed",
                                     .plural = "Closed",
                                     .fields = FIELDS(kept_fields),
                                     .grants = GRANTS({ADMINISTRATOR, READ})};
static const struct entity *const entities[] = {&promise, &kept, &closed};
static const struct registry registry = {entities, 3};

struct openapi {
    struct arena arena;
    struct slice text;
    struct json json;
};

static void openapi_free(struct openapi *document)
{
    arena_free(&document->arena);
}

/* As whoever has these roles reads it. */
static struct openapi openapi_for(unsigned roles)
{
    struct openapi document = {0};
    struct response response;
    struct request request = {.registry = &registry,
                              .actor = {.roles = roles | ROLE_BIT(ANYONE)},
                              .arena = &document.arena};
    struct err err = {0};
    response_begin(&response, &document.arena);
    assert_int_equal(openapi_page(&request, &response), 0);
    assert_string_equal(response.type, "application/json");
    assert_int_equal(response.depends, 0); /* a stranger's is made once, whatever is stored */
    document.text = arena_slice(&document.arena, buffer_slice(&response.body));
    response_free(&response);
    if (json_parse(document.text, &document.arena, &document.json, &err) < 0)
        fail_msg("%u:%u %s", err.line, err.column, err.message);
    return document;
}

/* The member at this path of keys, parted by spaces; fails where there is none. */
static const struct json *at(const struct json *json, const char *path)
{
    struct slice rest = slice_from(path), key;
    while (slice_split(&rest, ' ', &key)) {
        char name[100];
        snprintf(name, sizeof name, "%.*s", SLICE_PRINT(key));
        json = json ? json_get(json, name) : NULL;
    }
    if (!json)
        fail_msg("there is no %s", path);
    return json;
}

static bool has(const struct openapi *document, const char *text)
{
    return slice_find(document->text, slice_from(text)) < document->text.length;
}

static void every_kind_of_field_is_described_in_records_and_in_what_is_sent(void **state)
{
    (void)state;
    CLEANUP(openapi_free) struct openapi document = openapi_for(ROLE_BIT(ANALYST));
    const struct json *schema = at(&document.json, "components schemas promise properties");
    const struct json *sent = at(&document.json, "paths /api/v1/promise post requestBody content "
                                                 "application/json schema properties");
    assert_int_equal(schema->count, DESCRIBED + 3); /* code, version, retired */
    assert_int_equal(sent->count, DESCRIBED + 4);   /* and the reason for the change */
    for (size_t i = 0; i < DESCRIBED; i++) {
        const char *member =
            arena_printf(&document.arena, ",\"%s\":%s", described[i].name, described[i].schema);
        size_t first = slice_find(document.text, slice_from(member));
        struct slice rest = slice_sub(document.text, first + 1, document.text.length);
        if (first == document.text.length || slice_find(rest, slice_from(member)) == rest.length)
            fail_msg("not twice: %s", member);
        assert_non_null(json_get(schema, described[i].name));
        assert_non_null(json_get(sent, described[i].name));
    }
    assert_false(has(&document, "password"));
    assert_slice(at(&document.json, "components schemas promise description")->text,
                 "What was promised");
    assert_slice(at(&document.json, "components schemas kept description")->text, "");
}

static void what_must_be_given_and_what_is_always_there_are_told(void **state)
{
    (void)state;
    CLEANUP(openapi_free) struct openapi document = openapi_for(ROLE_BIT(ANALYST));
    static const char *const must[] = {"title", "count", "shade"};
    static const char *const there[] = {"code", "version", "retired"};
    const struct json *required = at(&document.json, "paths /api/v1/promise post requestBody "
                                                     "content application/json schema required");
    assert_int_equal(required->count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_slice(required->items[i].text, must[i]);
    static const char body[] = "paths /api/v1/promise post requestBody";
    assert_true(at(at(&document.json, body), "required")->boolean);
    const struct json *sent = at(at(&document.json, body), "content application/json schema");
    const struct json *schema = at(&document.json, "components schemas promise");
    assert_false(at(sent, "additionalProperties")->boolean);
    assert_false(at(schema, "additionalProperties")->boolean);
    assert_true(at(&document.json, "components parameters code required")->boolean);
    required = at(schema, "required");
    assert_int_equal(required->count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_slice(required->items[i].text, there[i]);
}

static void each_reads_what_they_may_do_and_no_more(void **state)
{
    (void)state;
    static const struct {
        unsigned roles;
        const char *list, *one; /* the methods */
        bool sees_closed;
    } readers[] = {
        {0, "get", "parameters get", false},
        {ROLE_BIT(CONTRIBUTOR), "get", "parameters get put", false},
        {ROLE_BIT(ANALYST), "get post", "parameters get", false},
        {ROLE_BIT(GOVERNANCE_LEAD), "get", "parameters get delete", false},
        {ROLE_BIT(ADMINISTRATOR), "get", "parameters get", true},
        {ROLE_BIT(CONTRIBUTOR) | ROLE_BIT(ANALYST) | ROLE_BIT(GOVERNANCE_LEAD), "get post",
         "parameters get put delete", false},
    };
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        CLEANUP(openapi_free) struct openapi document = openapi_for(readers[i].roles);
        const char *const paths[][2] = {{"/api/v1/promise", readers[i].list},
                                        {"/api/v1/promise/{code}", readers[i].one},
                                        {"/api/v1/kept", "get"},
                                        {"/api/v1/kept/{code}", "parameters get"}};
        const struct json *all = at(&document.json, "paths");
        assert_int_equal(all->count, readers[i].sees_closed ? 6 : 4);
        assert_int_equal(has(&document, "/closed"), readers[i].sees_closed);
        for (size_t k = 0; k < sizeof paths / sizeof *paths; k++) {
            const struct json *path = json_get(all, paths[k][0]);
            struct slice rest = slice_from(paths[k][1]), method;
            size_t count = 0;
            for (; slice_split(&rest, ' ', &method); count++)
                at(path, arena_string(&document.arena, method));
            assert_int_equal(path->count, count);
        }
    }
}

static void an_operation_tells_its_name_its_token_its_answers_and_its_parameters(void **state)
{
    (void)state;
    CLEANUP(openapi_free)
    struct openapi document =
        openapi_for(ROLE_BIT(CONTRIBUTOR) | ROLE_BIT(ANALYST) | ROLE_BIT(GOVERNANCE_LEAD));
    static const struct {
        const char *path, *id, *successes;
        bool by_token, by_version;
    } operations[] = {
        {"/api/v1/promise get", "list_promise", "200", false, false},
        {"/api/v1/promise post", "create_promise", "201", true, false},
        {"/api/v1/promise/{code} get", "get_promise", "200", false, false},
        {"/api/v1/promise/{code} put", "put_promise", "200 201", true, true},
        {"/api/v1/promise/{code} delete", "retire_promise", "200", true, true},
    };
    const struct json *paths = at(&document.json, "paths");
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        const struct json *operation = at(paths, operations[i].path);
        const struct json *answers = at(operation, "responses");
        struct slice rest = slice_from(operations[i].successes), status;
        size_t successes = 0;
        for (; slice_split(&rest, ' ', &status); successes++)
            at(answers, arena_printf(&document.arena, "%.*s content application/json schema",
                                     SLICE_PRINT(status)));
        assert_int_equal(answers->count, successes + 14); /* twelve errors, two before us */
        assert_slice(at(operation, "operationId")->text, operations[i].id);
        assert_int_equal(json_get(operation, "security") != NULL, operations[i].by_token);
        const struct json *parameters = json_get(operation, "parameters");
        if (operations[i].by_version)
            assert_slice(at(&parameters->items[0], "$ref")->text,
                         "#/components/parameters/if_match");
    }
    /* A list is asked by its five words, and by each field that is not secret. */
    const struct json *list = at(paths, "/api/v1/promise get");
    assert_slice(at(list, "summary")->text, "Promises & more");
    assert_int_equal(at(list, "parameters")->count, 5 + DESCRIBED);
    assert_slice(at(&at(list, "parameters")->items[5], "name")->text, "title");
}

/* Count the references; fails where one leads to nothing. */
static void walk(const struct json *root, const struct json *json, struct arena *arena, int *refs)
{
    const struct json *ref = json->kind == JSON_IS_OBJECT ? json_get(json, "$ref") : NULL;
    if (ref) {
        struct slice rest = ref->text, part;
        const struct json *target = root;
        assert_true(slice_split(&rest, '/', &part) && slice_is(part, "#"));
        while (target && slice_split(&rest, '/', &part))
            target = json_get(target, arena_string(arena, part));
        if (!target)
            fail_msg("%.*s leads nowhere", SLICE_PRINT(ref->text));
        ++*refs;
    }
    for (size_t i = 0; i < json->count; i++)
        walk(root, &json->items[i], arena, refs);
}

static void every_reference_in_the_document_leads_to_a_part_of_it(void **state)
{
    (void)state;
    for (unsigned role = ANYONE; role <= ADMINISTRATOR; role++) {
        CLEANUP(openapi_free) struct openapi document = openapi_for(ROLE_BIT(role));
        int refs = 0;
        walk(&document.json, &document.json, &document.arena, &refs);
        assert_true(refs >= 70);
        assert_slice(at(&document.json, "openapi")->text, "3.1.0");
        assert_slice(at(&document.json, "info title")->text, "Weft");
        assert_slice(at(&document.json, "components securitySchemes token scheme")->text, "bearer");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_field_is_described_in_records_and_in_what_is_sent),
        cmocka_unit_test(what_must_be_given_and_what_is_always_there_are_told),
        cmocka_unit_test(each_reads_what_they_may_do_and_no_more),
        cmocka_unit_test(an_operation_tells_its_name_its_token_its_answers_and_its_parameters),
        cmocka_unit_test(every_reference_in_the_document_leads_to_a_part_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
