/* What a list is asked for and what it gives: filters of every kind, limits, pages one after
 * another, and what is refused. */
#include "support/records.h"

#include <string.h>

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .searchable = true),
    INTEGER("position", .label = "Position"),
    DECIMAL("share", .label = "Share", .sortable = true),
    DATE("due", .label = "Due"),
    REFERENCES("serves", "promise", .label = "Serves", .loose = true),
    DERIVED("letters", "length(t.title)", .label = "Letters"),
    TEXT("password", .label = "Password", .secret = true),
};

static const struct entity promise_entity = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({CONTRIBUTOR, READ | WRITE}),
    .title = "title",
};
static const struct entity open_entity = {
    /* whose words stand in the public's table */
    .name = "notice",
    .label = "Notice",
    .plural = "Notices",
    .sensitivity = PUBLIC,
    .fields = fields,
    .field_count = 1,
    .grants = GRANTS({ANYONE, READ}),
};
static const struct entity *const entities[] = {&promise_entity, &open_entity};
static const struct registry registry = {entities, 2};
static struct actor house;

/* code, title, position, share, due, serves; "" is empty */
static const char *const rows[][6] = {
    {"a", "Safe homes", "1", "0.5", "2011-03-31", ""},
    {"b", "Warm HOMES", "", "2.5", "2012-03-31", "a"},
    {"c", "Étage", "3", "", "", "a\nb"},
    {"d", "Dry", "10", "12.5", "2012-04-01", "ab"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static void save(struct records *records, struct record *record, enum save_kind kind)
{
    struct faults faults = faults_in(&records->arena);
    struct save save = {
        .record = record, .base_version = record->version, .kind = kind, .actor = &house};
    int64_t version;
    struct err err = {0};
    if (record_save(records->writer, &save, &version, &faults, &err) < 0)
        fail_msg("%s", err.message);
}

static void make(struct records *records, const char *const row[6])
{
    static const char *const names[] = {"title", "position", "share", "due", "serves"};
    struct record record = record_new(&promise_entity, slice_from(row[0]), &records->arena);
    struct err err = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int at = entity_field(&promise_entity, slice_from(names[i]));
        if (value_parse(&fields[at], slice_from(row[i + 1]), &records->arena, &record.values[at],
                        &err) < 0)
            fail_msg("%s", err.message);
    }
    save(records, &record, SAVE_VALUES);
}

static int set_up(void **state)
{
    struct records *records = records_new(&registry);
    struct err err = {0};
    house = actor_house("test");
    assert_int_equal(writer_begin(records->writer, &err), 0);
    for (size_t i = 0; i < ROWS; i++)
        make(records, rows[i]);
    if (writer_commit(records->writer, &err) < 0)
        fail_msg("%s", err.message);
    *state = records;
    return 0;
}

static struct query query_of(const struct filter *filters, size_t count)
{
    return (struct query){.entity = &promise_entity,
                          .actor = &house,
                          .sort = "code",
                          .filters = filters,
                          .filter_count = count};
}

/* The codes of a list, one after another, and their number, which must be what is counted. */
static void assert_found(struct records *records, const struct query *query, const char *codes)
{
    CLEANUP(buffer_free) struct buffer seen = BUFFER(1000);
    struct record_list list;
    struct err err = {0};
    int64_t count = -1;
    struct store *store = records->writer->store;
    if (record_query(store, query, &records->arena, &list, &err) < 0 ||
        record_count(store, query, &count, &err) < 0)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < list.count; i++)
        buffer_append(&seen, list.records[i].code);
    assert_string_equal(buffer_text(&seen), codes);
    assert_int_equal(count, strlen(codes));
}

static void a_filter_finds_what_it_says_and_nothing_else(void **state)
{
    const struct value none = {0}, real = value_real(2.5), whole = value_integer(3);
    const struct {
        const char *field;
        enum filter_test test;
        struct value value;
        const char *codes;
    } filters[] = {
        {"code", FILTER_IS, value_text(SLICE("b")), "b"},
        {"code", FILTER_FROM, value_text(SLICE("b")), "bcd"},
        {"title", FILTER_IS, value_text(SLICE("Dry")), "d"},
        {"title", FILTER_IS, value_text(SLICE("dry")), ""},
        {"title", FILTER_CONTAINS, value_text(SLICE("hoMes")), "ab"},
        {"title", FILTER_CONTAINS, value_text(SLICE("%")), ""},
        {"position", FILTER_IS, whole, "c"},
        {"position", FILTER_FROM, whole, "cd"}, /* by number: 10 comes after 3 */
        {"position", FILTER_TO, whole, "ac"},
        {"position", FILTER_GIVEN, none, "acd"},
        {"position", FILTER_MISSING, none, "b"},
        {"share", FILTER_FROM, real, "bd"},
        {"share", FILTER_TO, real, "ab"},
        {"share", FILTER_MISSING, none, "c"},
        {"due", FILTER_FROM, value_text(SLICE("2012-03-31")), "bd"},
        {"due", FILTER_TO, value_text(SLICE("2012-03-31")), "ab"},
        {"due", FILTER_GIVEN, none, "abd"},
        {"serves", FILTER_IS, value_text(SLICE("a")), "bc"}, /* among several, and whole: not ab */
        {"serves", FILTER_IS, value_text(SLICE("b")), "c"},
        {"serves", FILTER_GIVEN, none, "bcd"},
        {"letters", FILTER_IS, value_integer(3), "d"},
        {"letters", FILTER_FROM, value_integer(10), "ab"},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        const struct filter filter = {filters[i].field, filters[i].test, filters[i].value};
        const struct query query = query_of(&filter, 1);
        assert_found(*state, &query, filters[i].codes);
    }
}

static void every_filter_must_hold_and_words_are_sought_beside_them(void **state)
{
    const struct filter both[] = {{"serves", FILTER_IS, value_text(SLICE("a"))},
                                  {"position", FILTER_GIVEN, {0}}};
    struct query query = query_of(both, 2);
    assert_found(*state, &query, "c");
    query = query_of(both, 0);
    query.search = SLICE("home warm");
    assert_found(*state, &query, "b");
    query.search = SLICE(" \"*()-:^ "); /* no word at all seeks nothing */
    assert_found(*state, &query, "abcd");
    query.search = SLICE("home NOT warm");
    assert_found(*state, &query, "");
    struct records *records = *state;
    struct record notice = record_new(&open_entity, SLICE("n"), &records->arena);
    const struct actor anyone = actor_anyone();
    struct err err = {0};
    *record_value(&notice, "title") = value_text(SLICE("Warm homes for all"));
    assert_int_equal(records_save(records, &notice, SAVE_VALUES, &house, &err), 1);
    query = (struct query){.entity = &open_entity, .actor = &anyone, .search = SLICE("home warm")};
    assert_found(*state, &query, "n");
}

static void counting_stops_at_the_limit_and_leaves_retired_ones_out(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    struct query query = query_of(NULL, 0);
    struct record record;
    int64_t count = -1;
    query.limit = 3;
    assert_int_equal(record_count(records->writer->store, &query, &count, &err), 0);
    assert_int_equal(count, 3);
    query.limit = 0;
    assert_found(records, &query, "abcd");
    assert_int_equal(record_get(records->writer->store, &promise_entity, SLICE("b"), &house,
                                &records->arena, &record, &err),
                     0);
    assert_int_equal(writer_begin(records->writer, &err), 0);
    save(records, &record, SAVE_RETIRED);
    assert_int_equal(writer_commit(records->writer, &err), 0);
    assert_found(records, &query, "acd");
    query.retired_too = true;
    assert_found(records, &query, "abcd");
}

/* --- what is refused ------------------------------------------------------------------------- */

static void a_list_that_cannot_be_is_refused_in_words_and_touches_nothing(void **state)
{
    struct records *records = *state;
    const struct actor anyone = actor_anyone();
    const struct filter secret = {"password", FILTER_GIVEN, {0}}, absent = {"x", FILTER_GIVEN, {0}};
    struct filter many[QUERY_FILTERS + 1];
    for (size_t i = 0; i < QUERY_FILTERS + 1; i++)
        many[i] = (struct filter){"code", FILTER_GIVEN, {0}};
    const struct {
        struct query query;
        int code;
        const char *says;
    } refused[] = {
        {query_of(&secret, 1), ERR_RANGE, "Promise has no field called password to look by."},
        {query_of(&absent, 1), ERR_RANGE, "Promise has no field called x to look by."},
        {query_of(many, QUERY_FILTERS + 1), ERR_LIMIT, "A list takes at most 16 filters."},
        {{.entity = &promise_entity, .actor = &house, .sort = "password"},
         ERR_RANGE,
         "Promise has no field called password to look by."},
        {{.entity = &promise_entity, .actor = &anyone},
         ERR_FORBIDDEN,
         "Promises are not open to you. Sign in, or ask an administrator for a role that may see "
         "them."},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct record_list list = {.count = 77};
        struct err err = {0};
        struct store *store = records->writer->store;
        assert_int_equal(record_query(store, &refused[i].query, &records->arena, &list, &err),
                         refused[i].code);
        assert_string_equal(err.message, refused[i].says);
        assert_int_equal(list.count, 77);
        int64_t count = 77;
        if (!refused[i].query.sort || refused[i].query.filter_count)
            assert_int_equal(record_count(store, &refused[i].query, &count, &err), refused[i].code);
        assert_int_equal(count, 77);
    }
    const struct query most = query_of(many, QUERY_FILTERS);
    assert_found(records, &most, "abcd");
}

static void a_key_that_no_page_gave_is_refused(void **state)
{
    struct records *records = *state;
    static const char *const keys[] = {"a",        "\n",        "n",       "x1\na", "1\na",
                                       "vmany\na", "v1e400\na", "vNaN\na", " v1\na"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct query query = query_of(NULL, 0);
        struct record_list list = {.count = 77};
        struct err err = {0};
        query.sort = "share";
        query.after = slice_from(keys[i]);
        if (record_query(records->writer->store, &query, &records->arena, &list, &err) != ERR_RANGE)
            fail_msg("“%s” was taken", keys[i]);
        assert_string_equal(err.field, "after");
        assert_int_equal(list.count, 77);
        int64_t count = 77;
        if (record_count(records->writer->store, &query, &count, &err) != ERR_RANGE)
            fail_msg("“%s” was taken for counting", keys[i]);
        assert_int_equal(count, 77);
    }
}

/* --- every record ---------------------------------------------------------------------------- */

struct tour {
    int visited, stops_at;
    struct slice last;
    struct arena arena;
};

static int visit(void *context, const struct record *record, struct err *err)
{
    struct tour *tour = context;
    if (slice_compare(tour->last, record->code) >= 0)
        fail_msg("%.*s comes after %.*s", SLICE_PRINT(record->code), SLICE_PRINT(tour->last));
    tour->last = arena_slice(&tour->arena, record->code);
    if (++tour->visited == tour->stops_at)
        return err_set(err, ERR_CONFLICT, NULL, "No further than this.");
    return 0;
}

static void every_record_is_visited_once_however_many_pages_they_fill(void **state)
{
    struct records *records = *state;
    enum { MORE = 2 * QUERY_LARGEST_LIMIT };
    struct err err = {0};
    assert_int_equal(writer_begin(records->writer, &err), 0);
    for (int i = 0; i < MORE; i++) {
        char code[20];
        snprintf(code, sizeof code, "m%05d", i);
        make(records, (const char *const[]){code, "More", "", "", "", ""});
    }
    assert_int_equal(writer_commit(records->writer, &err), 0);
    static const int stops[] = {0, 1, QUERY_LARGEST_LIMIT, QUERY_LARGEST_LIMIT + 1, MORE + ROWS};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        struct tour tour = {.stops_at = stops[i]};
        int code = record_each(records->writer->store, &promise_entity, visit, &tour, &err);
        assert_int_equal(code, stops[i] ? ERR_CONFLICT : 0);
        assert_int_equal(tour.visited, stops[i] ? stops[i] : MORE + ROWS);
        arena_free(&tour.arena);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, records_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_filter_finds_what_it_says_and_nothing_else),
        TEST(every_filter_must_hold_and_words_are_sought_beside_them),
        TEST(counting_stops_at_the_limit_and_leaves_retired_ones_out),
        TEST(a_list_that_cannot_be_is_refused_in_words_and_touches_nothing),
        TEST(a_key_that_no_page_gave_is_refused),
        TEST(every_record_is_visited_once_however_many_pages_they_fill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
