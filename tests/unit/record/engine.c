/* The record engine on two small entities of its own. */
#include "support/records.h"

static const struct field promise_fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    LONG_TEXT("story", .label = "Story", .searchable = true),
    INTEGER("position", .label = "Position", .minimum = 1, .maximum = 99, .sortable = true),
    DATE("due", .label = "Due"),
    REFERENCE("part_of", "promise", .label = "Part of"),
    REFERENCES("serves", "promise", .label = "Serves"),
    TEXT("password", .label = "Password", .secret = true),
};

static const struct entity promise_entity = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises",
    .sensitivity = PUBLIC,
    .fields = FIELDS(promise_fields),
    .grants =
        GRANTS({ANYONE, READ, "t.position IS NULL OR t.position < 90"},
               {CONTRIBUTOR, READ | WRITE, "t.position < 50"}, {GOVERNANCE_LEAD, READ | WRITE}),
    .title = "title",
    .order = "position",
    .up = "part_of",
};

static const struct entity *const entities[] = {&promise_entity};
static const struct registry registry = {entities, 1};
static const struct actor lead = {.code = {"ann", 3},
                                  .roles = ROLE_BIT(ANYONE) | ROLE_BIT(GOVERNANCE_LEAD)};

static int set_up(void **state)
{
    *state = records_new(&registry);
    return 0;
}

static void put(struct records *records, struct record *record, const char *name, const char *text)
{
    int at = entity_field(&promise_entity, slice_from(name));
    struct err err = {0};
    if (value_parse(&promise_fields[at], slice_from(text), &records->arena, &record->values[at],
                    &err) < 0)
        fail_msg("%s", err.message);
}

static int save_record(struct records *records, const struct record *record, int64_t base,
                       const struct actor *actor, struct err *err)
{
    struct faults faults = faults_in(&records->arena);
    struct save save = {.record = record, .base_version = base, .actor = actor};
    int64_t version = 0;
    int code = writer_begin(records->writer, err);
    if (code == 0)
        code = record_save(records->writer, &save, &version, &faults, err);
    if (code < 0) {
        writer_rollback(records->writer);
        return code;
    }
    int committed = writer_commit(records->writer, err);
    return committed < 0 ? committed : code;
}

/* A promise with this code, title and position, saved. */
static struct record make(struct records *records, const char *code, const char *title,
                          const char *position)
{
    struct record record = record_new(&promise_entity, slice_from(code), &records->arena);
    put(records, &record, "title", title);
    put(records, &record, "position", position);
    struct err err = {0};
    if (save_record(records, &record, 0, &lead, &err) != 1)
        fail_msg("%s", err.message);
    record.version = 1;
    return record;
}

static struct record get(struct records *records, const char *code)
{
    struct record record;
    struct err err = {0};
    if (record_get(records->writer->store, &promise_entity, slice_from(code), &lead,
                   &records->arena, &record, &err) < 0)
        fail_msg("%s", err.message);
    return record;
}

static void what_is_saved_is_read_back(void **state)
{
    struct records *records = *state;
    make(records, "a", "Safe homes", "1");
    struct record record = record_new(&promise_entity, SLICE("LAC_Fixed_ Ex%"), &records->arena);
    put(records, &record, "title", "Łódź, ‘quoted’");
    put(records, &record, "due", "2012-02-29");
    put(records, &record, "part_of", "a");
    put(records, &record, "serves", "a");
    struct err err = {0};
    assert_int_equal(save_record(records, &record, 0, &lead, &err), 1);
    struct record read = get(records, "LAC_Fixed_ Ex%");
    for (size_t i = 0; i < promise_entity.field_count; i++)
        assert_true(value_equal(read.values[i], record.values[i]));
    assert_int_equal(read.version, 1);
}

static void saving_what_is_there_writes_nothing(void **state)
{
    struct records *records = *state;
    make(records, "a", "Safe homes", "1");
    struct record read = get(records, "a");
    struct err err = {0};
    assert_int_equal(save_record(records, &read, 1, &lead, &err), 0);
    assert_int_equal(get(records, "a").version, 1);
}

static void a_lost_race_is_told_and_changes_nothing(void **state)
{
    struct records *records = *state;
    make(records, "a", "Safe homes", "1");
    struct record mine = get(records, "a"), theirs = get(records, "a");
    put(records, &theirs, "title", "Warm homes");
    put(records, &mine, "title", "Dry homes");
    struct err err = {0};
    assert_int_equal(save_record(records, &theirs, 1, &lead, &err), 1);
    assert_int_equal(save_record(records, &mine, 1, &lead, &err), ERR_CONFLICT);
    struct record now = get(records, "a");
    assert_slice(record_title(&now), "Warm homes");
    assert_int_equal(now.version, 2);
}

static void every_wrong_field_is_told_at_once(void **state)
{
    struct records *records = *state;
    struct record record = record_new(&promise_entity, SLICE("x"), &records->arena);
    put(records, &record, "part_of", "nobody");
    put(records, &record, "serves", "nothing\nx");
    struct faults faults = faults_in(&records->arena);
    struct save save = {.record = &record, .actor = &lead};
    int64_t version = 0;
    struct err err = {0};
    assert_int_equal(writer_begin(records->writer, &err), 0);
    assert_int_equal(record_save(records->writer, &save, &version, &faults, &err), ERR_RANGE);
    writer_rollback(records->writer);
    assert_int_equal(faults.count, 4); /* title, part_of, two of serves */
    assert_string_equal(faults.items[0].field, "title");
    assert_string_equal(faults.items[0].message, "Title is missing. Give it.");
    assert_string_equal(faults.items[1].message,
                        "Part of: there is no promise with the code “nobody”.");
}

static void a_value_out_of_shape_is_refused(void **state)
{
    struct records *records = *state;
    static const struct {
        int field;
        const char *text;
    } wrong[] = {{2, "0"},          {2, "1.5"},     {2, "many"},    {3, "2011-02-29"},
                 {3, "1 May 2011"}, {4, "bad\x01"}, {5, "a\nb\na"}, {0, "two\nlines"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct value value = {.kind = VALUE_INTEGER, .integer = 7};
        struct err err = {0};
        assert_int_equal(value_parse(&promise_fields[wrong[i].field], slice_from(wrong[i].text),
                                     &records->arena, &value, &err),
                         ERR_RANGE);
        assert_int_equal(value.integer, 7);
        assert_string_equal(err.field, promise_fields[wrong[i].field].name);
    }
}

static void nobody_without_the_role_may_save(void **state)
{
    struct records *records = *state;
    struct actor anyone = actor_anyone();
    struct record record = record_new(&promise_entity, SLICE("x"), &records->arena);
    put(records, &record, "title", "Mine");
    struct err err = {0};
    assert_int_equal(save_record(records, &record, 0, &anyone, &err), ERR_FORBIDDEN);
}

static void a_row_outside_the_grant_is_not_found(void **state)
{
    struct records *records = *state;
    struct actor anyone = actor_anyone();
    make(records, "open", "Open", "1");
    make(records, "closed", "Closed", "95");
    struct record record;
    struct err err = {0};
    assert_int_equal(record_get(records->writer->store, &promise_entity, SLICE("closed"), &anyone,
                                &records->arena, &record, &err),
                     ERR_NOT_FOUND);
    struct search_hit *hits = NULL;
    size_t count = 0;
    assert_int_equal(record_search(records->writer->store, &registry, &anyone, SLICE("close open"),
                                   10, &records->arena, &hits, &count, &err),
                     0);
    assert_int_equal(count, 0);
    assert_int_equal(record_search(records->writer->store, &registry, &anyone, SLICE("ope"), 10,
                                   &records->arena, &hits, &count, &err),
                     0);
    assert_int_equal(count, 1);
    /* One is found though better ones are not for them, in a statement for each try. */
    make(records, "shut-1", "Homes", "95");
    make(records, "shut-2", "Homes", "96");
    make(records, "homes", "Homes and more words of another kind", "2");
    uint64_t before = store_statements_asked(records->writer->store);
    assert_int_equal(record_search(records->writer->store, &registry, &anyone, SLICE("homes"), 1,
                                   &records->arena, &hits, &count, &err),
                     0);
    assert_int_equal(count, 1);
    assert_slice(hits[0].code, "homes");
    assert_int_equal(store_statements_asked(records->writer->store) - before, 4);
    assert_int_equal(record_search(records->writer->store, &registry, &lead, SLICE("homes"), 10,
                                   &records->arena, &hits, &count, &err),
                     0);
    assert_int_equal(count, 3);
}

static const struct actor contributor = {.code = {"carl", 4},
                                         .roles = ROLE_BIT(ANYONE) | ROLE_BIT(CONTRIBUTOR)};

static void assert_position(struct records *records, const char *code, int position, int version)
{
    struct record record = get(records, code);
    assert_int_equal(record_value(&record, "position")->integer, position);
    assert_int_equal(record.version, version);
}

static void a_row_outside_the_grant_is_not_changed_and_none_is_moved_out_of_it(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    make(records, "theirs", "Theirs", "10");
    make(records, "closed", "Closed", "60");
    struct record record = get(records, "theirs");
    put(records, &record, "position", "11");
    assert_int_equal(save_record(records, &record, 1, &contributor, &err), 1);
    put(records, &record, "position", "60"); /* out of what they may change */
    assert_int_equal(save_record(records, &record, 2, &contributor, &err), ERR_FORBIDDEN);
    assert_string_equal(err.message,
                        "You may not change this promise. A governance lead may, and a contributor "
                        "whose post answers for it.");
    assert_position(records, "theirs", 11, 2);
    record = get(records, "closed");
    put(records, &record, "position", "12"); /* and into it */
    assert_int_equal(save_record(records, &record, 1, &contributor, &err), ERR_FORBIDDEN);
    assert_position(records, "closed", 60, 1);
    record = record_new(&promise_entity, SLICE("made"), &records->arena);
    put(records, &record, "title", "Made");
    put(records, &record, "position", "60");
    assert_int_equal(save_record(records, &record, 0, &contributor, &err), ERR_FORBIDDEN);
    assert_int_equal(record_load(records->writer->store, &promise_entity, SLICE("made"),
                                 &records->arena, &record, &err),
                     ERR_NOT_FOUND);
    struct log_proof proof;
    assert_int_equal(log_verify(records->writer->store, NULL, &proof, &err), 0);
    assert_int_equal(proof.changes, 3);
}

/* How many records a query has from where its page ends; all where it has no page. */
static int64_t left_after(struct records *records, const struct query *query)
{
    struct query counted = *query;
    counted.limit = 0;
    int64_t count = -1;
    struct err err = {0};
    assert_int_equal(record_count(records->writer->store, &counted, &count, &err), 0);
    return count;
}

static void pages_by_key_show_each_record_once(void **state)
{
    struct records *records = *state;
    static const char *const positions[] = {"3", "", "1", "3", "", "2", "1"};
    for (size_t i = 0; i < 7; i++) {
        char code[2] = {(char)('a' + i), 0};
        make(records, code, "T", positions[i]);
    }
    for (int descending = 0; descending < 2; descending++) {
        struct buffer seen = BUFFER(100);
        struct query query = {
            .entity = &promise_entity, .actor = &lead, .limit = 2, .descending = descending};
        do {
            struct record_list list;
            struct err err = {0};
            if (record_query(records->writer->store, &query, &records->arena, &list, &err) < 0)
                fail_msg("%s", err.message);
            for (size_t i = 0; i < list.count; i++)
                buffer_append(&seen, list.records[i].code);
            query.after = list.next;
            assert_int_equal(left_after(records, &query), list.next.length ? 7 - seen.length : 7);
        } while (query.after.length);
        assert_string_equal(buffer_text(&seen), descending ? "dafgceb" : "becgfad");
        buffer_free(&seen);
    }
}

static void a_record_is_shown_as_it_was(void **state)
{
    struct records *records = *state;
    setenv("WEFT_NOW", "2011-01-01", 1);
    make(records, "a", "First", "1");
    setenv("WEFT_NOW", "2012-01-01", 1);
    struct record record = get(records, "a");
    put(records, &record, "title", "Second");
    struct err err = {0};
    assert_int_equal(save_record(records, &record, 1, &lead, &err), 1);
    unsetenv("WEFT_NOW");
    static const char *const dates[] = {"2011-06-01", "2012-06-01"};
    static const char *const titles[] = {"First", "Second"};
    for (size_t i = 0; i < 2; i++) {
        struct date date;
        assert_true(date_parse(slice_from(dates[i]), &date));
        struct record then;
        assert_int_equal(history_as_of(records->writer->store, &promise_entity, SLICE("a"), &lead,
                                       (int64_t)date_to_days(date) * 86400 * 1000000,
                                       &records->arena, &then, &err),
                         0);
        assert_slice(record_title(&then), titles[i]);
    }
}

static void what_changed_lately_leaves_out_rows_outside_the_grant(void **state)
{
    struct records *records = *state;
    make(records, "open", "Open", "1");
    make(records, "closed", "Closed", "95");
    struct actor anyone = actor_anyone();
    struct change *changes = NULL;
    size_t count = 0;
    struct err err = {0};
    assert_int_equal(history_latest(records->writer->store, &registry, &anyone, 0, 10,
                                    &records->arena, &changes, &count, &err),
                     0);
    assert_int_equal(count, 1);
    assert_slice(changes[0].code, "open");
    assert_int_equal(history_latest(records->writer->store, &registry, &lead, 0, 10,
                                    &records->arena, &changes, &count, &err),
                     0);
    assert_int_equal(count, 2);
}

static int undo(struct records *records, const char *code_of, int64_t change, struct faults *faults,
                struct err *err)
{
    int64_t version = 0;
    struct record record = get(records, code_of);
    assert_int_equal(writer_begin(records->writer, err), 0);
    int code = history_undo(records->writer, &record, change, &lead, &version, faults, err);
    if (code < 0)
        writer_rollback(records->writer);
    else
        assert_int_equal(writer_commit(records->writer, err), 0);
    return code;
}

static void what_was_closed_then_is_not_shown_now_that_its_row_is_open(void **state)
{
    struct records *records = *state;
    struct actor anyone = actor_anyone();
    struct err err = {0};
    struct change *changes = NULL;
    size_t count = 0;
    make(records, "a", "Secret words", "95");
    struct record record = get(records, "a"), then;
    put(records, &record, "title", "Open words");
    put(records, &record, "position", "1");
    assert_int_equal(save_record(records, &record, 1, &lead, &err), 1);
    struct store *store = records->writer->store;
    assert_int_equal(
        history_latest(store, &registry, &anyone, 0, 10, &records->arena, &changes, &count, &err),
        0);
    assert_int_equal(count, 1);
    assert_int_equal(changes[0].version, 2);
    assert_int_equal(history_of(store, &promise_entity, SLICE("a"), &anyone, 0, 10, &records->arena,
                                &changes, &count, &err),
                     0);
    assert_int_equal(count, 1);
    store_run(store, "UPDATE change SET at = id * 1000000", &err);
    assert_int_equal(history_as_of(store, &promise_entity, SLICE("a"), &anyone, 1500000,
                                   &records->arena, &then, &err),
                     ERR_NOT_FOUND);
    assert_int_equal(history_as_of(store, &promise_entity, SLICE("a"), &anyone, 2500000,
                                   &records->arena, &then, &err),
                     0);
    assert_slice(record_title(&then), "Open words");
}

static void several_references_stand_again_as_they_were(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    struct faults faults = faults_in(&records->arena);
    make(records, "a", "A", "1");
    make(records, "b", "B", "2");
    struct record record = make(records, "c", "C", "3"), then;
    put(records, &record, "serves", "a\nb");
    assert_int_equal(save_record(records, &record, 1, &lead, &err), 1);
    put(records, &record, "serves", "b");
    assert_int_equal(save_record(records, &record, 2, &lead, &err), 1);
    assert_int_equal(undo(records, "c", 5, &faults, &err), 1);
    record = get(records, "c");
    assert_slice(record_text(&record, "serves"), "a\nb");
    store_run(records->writer->store, "UPDATE change SET at = id * 1000000", &err);
    assert_int_equal(history_as_of(records->writer->store, &promise_entity, SLICE("c"), &lead,
                                   4500000, &records->arena, &then, &err),
                     0);
    assert_slice(record_text(&then, "serves"), "a\nb");
}

static void a_version_that_cannot_be_read_is_told_and_nothing_is_undone_to_it(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    struct faults faults = faults_in(&records->arena);
    struct record record = make(records, "a", "First", "1"), then = {.version = 77};
    put(records, &record, "title", "Second");
    assert_int_equal(save_record(records, &record, 1, &lead, &err), 1);
    struct store *store = records->writer->store;
    assert_int_equal(store_run(store, "UPDATE change SET body = '{\"title\":' WHERE id = 1", &err),
                     0);
    assert_int_equal(undo(records, "a", 2, &faults, &err), ERR_SYNTAX);
    store_run(store, "UPDATE change SET body = '{' WHERE id = 2", &err);
    assert_int_equal(history_as_of(store, &promise_entity, SLICE("a"), &lead, INT64_MAX,
                                   &records->arena, &then, &err),
                     ERR_SYNTAX);
    assert_int_equal(then.version, 77);
    record = get(records, "a");
    assert_slice(record_title(&record), "Second");
}

static int64_t noon(const char *text)
{
    struct date date;
    assert_true(date_parse(slice_from(text), &date));
    return ((int64_t)date_to_days(date) * 86400 + 43200) * 1000000;
}

static void a_list_is_shown_as_it_was_without_what_was_retired_or_is_hidden(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    setenv("WEFT_NOW", "2011-01-01", 1);
    make(records, "a", "First", "1");
    make(records, "b", "Retired later", "2");
    make(records, "hidden", "Hidden", "95");
    setenv("WEFT_NOW", "2012-01-01", 1);
    struct record record = get(records, "a");
    put(records, &record, "title", "Second");
    assert_int_equal(save_record(records, &record, 1, &lead, &err), 1);
    make(records, "c", "Newer", "3");
    unsetenv("WEFT_NOW");
    struct actor anyone = actor_anyone();
    struct record_list list;
    assert_int_equal(history_list_as_of(records->writer->store, &promise_entity, &anyone,
                                        noon("2011-06-01"), &records->arena, &list, &err),
                     0);
    assert_int_equal(list.count, 2);
    assert_slice(record_title(&list.records[0]), "First");
    assert_slice(list.records[1].code, "b");
    assert_int_equal(history_list_as_of(records->writer->store, &promise_entity, &anyone,
                                        noon("2010-06-01"), &records->arena, &list, &err),
                     0);
    assert_int_equal(list.count, 0);
}

static void a_circle_of_references_is_refused(void **state)
{
    struct records *records = *state;
    static const char *const codes[] = {"a", "b", "c"};
    struct err err = {0};
    for (size_t i = 0; i < 3; i++) {
        struct record record = make(records, codes[i], "T", "1");
        if (i == 0)
            continue;
        put(records, &record, "part_of", codes[i - 1]);
        assert_int_equal(save_record(records, &record, 1, &lead, &err), 1);
    }
    struct record record = get(records, "a");
    put(records, &record, "part_of", "c");
    assert_int_equal(save_record(records, &record, 1, &lead, &err), ERR_RANGE);
    assert_string_equal(err.field, "part_of");
    assert_string_equal(err.message, "Part of: following it from “a” leads back to itself.");
    put(records, &record, "part_of", "a");
    assert_int_equal(save_record(records, &record, 1, &lead, &err), ERR_RANGE);
}

static size_t hits_of(struct records *records, const char *words)
{
    struct search_hit *hits = NULL;
    size_t count = 0;
    struct err err = {0};
    if (record_search(records->writer->store, &registry, &lead, slice_from(words), 10,
                      &records->arena, &hits, &count, &err) < 0)
        fail_msg("%s", err.message);
    return count;
}

static void search_finds_the_words_of_now_and_none_of_a_retired_record(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    make(records, "a", "Safe homes", "1");
    make(records, "b", "Warm homes", "2");
    struct record record = get(records, "a");
    put(records, &record, "title", "Safe streets");
    assert_int_equal(save_record(records, &record, 1, &lead, &err), 1);
    assert_int_equal(hits_of(records, "homes"), 1);
    assert_int_equal(hits_of(records, "streets safe"), 1);
    struct faults faults = faults_in(&records->arena);
    record = get(records, "b");
    struct save save = {.record = &record, .base_version = 1, .kind = SAVE_RETIRED, .actor = &lead};
    int64_t version = 0;
    assert_int_equal(writer_begin(records->writer, &err), 0);
    assert_int_equal(record_save(records->writer, &save, &version, &faults, &err), 1);
    assert_int_equal(writer_commit(records->writer, &err), 0);
    assert_int_equal(hits_of(records, "homes"), 0);
}

static void many_different_texts_do_not_pile_up_statements(void **state)
{
    struct records *records = *state;
    struct store *store = records->writer->store;
    struct err err = {0};
    CLEANUP(store_release) struct store_statement *held = store_prepare(store, "SELECT 7");
    for (int i = 0; i < 2000; i++) {
        char sql[64];
        int64_t value = 0;
        snprintf(sql, sizeof sql, "SELECT %d", i);
        assert_int_equal(store_ask_integer(store, sql, &value, &err), 0);
        assert_int_equal(value, i);
    }
    assert_true(store_statement_count(store) < 300);
    assert_int_equal(store_step(held, &err), 1);
    assert_int_equal(store_integer(held, 0), 7);
}

static void a_change_is_undone_unless_its_field_changed_since(void **state)
{
    struct records *records = *state;
    make(records, "a", "First", "1");
    struct record record = get(records, "a");
    put(records, &record, "title", "Second");
    struct err err = {0};
    assert_int_equal(save_record(records, &record, 1, &lead, &err), 1);
    record = get(records, "a");
    put(records, &record, "position", "7");
    assert_int_equal(save_record(records, &record, 2, &lead, &err), 1);
    struct faults faults = faults_in(&records->arena);
    assert_int_equal(undo(records, "a", 2, &faults, &err),
                     1); /* the title, under a later position */
    struct record now = get(records, "a");
    assert_slice(record_title(&now), "First");
    assert_int_equal(record_value(&now, "position")->integer, 7);
    assert_int_equal(undo(records, "a", 2, &faults, &err), ERR_CONFLICT);
    assert_string_equal(faults.items[0].field, "title");
    make(records, "b", "Another", "1");
    assert_int_equal(undo(records, "b", 3, &faults, &err), ERR_NOT_FOUND); /* of a */
    assert_int_equal(undo(records, "a", 99, &faults, &err), ERR_NOT_FOUND);
    now = get(records, "a");
    assert_int_equal(record_value(&now, "position")->integer, 7);
}

static void the_log_proves_itself_and_names_the_first_broken_row(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    for (int i = 0; i < 5; i++) {
        char code[2] = {(char)('a' + i), 0};
        make(records, code, "T", "1");
    }
    struct store *store = records->writer->store;
    struct log_proof proof;
    assert_int_equal(log_verify(store, NULL, &proof, &err), 0);
    assert_int_equal(proof.changes, 5);
    assert_int_equal(proof.seals, 5);
    static const char *const tampering[] = {
        "UPDATE change SET body = replace(body, 'T', 'U') WHERE id = 3",
        "UPDATE change SET actor = 'eve' WHERE id = 3",
        "DELETE FROM change WHERE id = 3",
        "DELETE FROM seal WHERE id = 3",
        "UPDATE seal SET digest = zeroblob(32) WHERE id = 3",
        ("INSERT INTO change SELECT 6, at, actor, entity, code, version, action, note, body,"
         " sensitivity, digest FROM change WHERE id = 5"),
    };
    static const int64_t at[] = {3, 3, 3, 3, 3, 6};
    for (size_t i = 0; i < sizeof tampering / sizeof *tampering; i++) {
        assert_int_equal(store_run(store, "BEGIN", &err), 0);
        assert_int_equal(store_run(store, tampering[i], &err), 0);
        assert_int_equal(log_verify(store, NULL, &proof, &err), ERR_CONFLICT);
        assert_int_equal(proof.broken, at[i]);
        store_rollback(store);
    }
}

static void a_tail_cut_off_with_its_seals_is_found_by_the_head_that_was_noted(void **state)
{
    struct records *records = *state;
    struct err err = {0};
    struct store *store = records->writer->store;
    struct log_proof proof;
    struct digest nothing = {0}, early, late, stored;
    assert_int_equal(log_verify(store, NULL, &proof, &err), 0);
    assert_true(digest_equal(proof.head, nothing));
    make(records, "a", "T", "1");
    assert_int_equal(log_verify(store, NULL, &proof, &err), 0);
    early = proof.head;
    make(records, "b", "T", "1");
    assert_int_equal(log_head(store, &late, &err), 0);
    assert_false(digest_equal(early, late));
    /* The log has grown since the first head was noted: it still goes on from there. */
    assert_int_equal(log_verify(store, &early, &proof, &err), 0);
    assert_int_equal(log_verify(store, &late, &proof, &err), 0);
    assert_true(digest_equal(proof.head, late));
    store_run(store, "DELETE FROM change WHERE id = 2; DELETE FROM seal WHERE id = 2", &err);
    assert_int_equal(log_verify(store, NULL, &proof, &err), 0);
    assert_int_equal(log_verify(store, &early, &proof, &err), 0);
    assert_int_equal(log_verify(store, &late, &proof, &err), ERR_CONFLICT);
    assert_int_equal(proof.broken, 2);
    assert_non_null(strstr(err.message, "broken at row 2"));
    assert_int_equal(log_head(store, &stored, &err), 0);
    assert_true(digest_equal(stored, early));
}

/* How many promises the search box finds for anyone in a store opened by these definitions. */
static size_t found_by(struct records *records, const struct entity *entity, const char *words)
{
    const struct entity *const one[] = {entity};
    const struct registry other = {one, 1};
    struct err err = {0};
    struct actor anyone = actor_anyone();
    struct search_hit *hits;
    size_t count = 0;
    writer_close(&records->writer);
    if (writer_open(records->path, STORE_WRITE, &other, &records->writer, &err) < 0 ||
        record_search(records->writer->store, &other, &anyone, slice_from(words), 10,
                      &records->arena, &hits, &count, &err) < 0)
        fail_msg("%s", err.message);
    struct faults faults = faults_in(&records->arena);
    assert_int_equal(record_check_store(records->writer->store, &other, &faults, &err), 0);
    assert_int_equal(faults.count, 0);
    return count;
}

static void words_are_written_anew_when_another_version_searches_other_fields(void **state)
{
    struct records *records = *state;
    make(records, "a", "Safe homes", "1");
    struct field fields[sizeof promise_fields / sizeof *promise_fields];
    memcpy(fields, promise_fields, sizeof fields);
    struct entity changed = promise_entity;
    changed.fields = fields;
    assert_int_equal(found_by(records, &changed, "homes"), 1);
    fields[0].searchable = fields[1].searchable = false;
    assert_int_equal(found_by(records, &changed, "homes"), 0);
    fields[0].searchable = true;
    assert_int_equal(found_by(records, &changed, "homes"), 1);
    changed.sensitivity = INTERNAL; /* the public's words go to the other table */
    assert_int_equal(found_by(records, &changed, "homes"), 0);
    changed.sensitivity = PUBLIC;
    assert_int_equal(found_by(records, &changed, "homes"), 1);
}

static void the_public_connection_is_refused_by_the_engine(void **state)
{
    struct records *records = *state;
    make(records, "a", "Safe homes", "1");
    struct store *store = NULL;
    struct err err = {0};
    assert_int_equal(store_open(records->path, STORE_READ, &store, &err), 0);
    store_restrict(store, permit_public_table, (void *)(uintptr_t)&registry);
    int64_t count = 0;
    assert_int_equal(store_ask_integer(store, "SELECT count(*) FROM promise", &count, &err), 0);
    assert_int_equal(store_ask_integer(store, "SELECT count(*) FROM public_change", &count, &err),
                     0);
    assert_int_equal(count, 1);
    static const char *const refused[] = {"SELECT count(*) FROM change WHERE id > 0",
                                          "SELECT count(*) FROM seal WHERE id > 0",
                                          "SELECT count(title) FROM internal_search",
                                          "SELECT count(name) FROM sqlite_master",
                                          "DELETE FROM promise",
                                          "CREATE TABLE mine (a)",
                                          "INSERT INTO sqlite_master (name) VALUES ('x')"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_true(store_ask_integer(store, refused[i], &count, NULL) < 0);
    struct actor anyone = actor_anyone();
    struct search_hit *hits = NULL;
    size_t found = 0;
    if (record_search(store, &registry, &anyone, SLICE("homes"), 5, &records->arena, &hits, &found,
                      &err) < 0)
        fail_msg("%s", err.message);
    assert_int_equal(found, 1);
    store_close(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_saved_is_read_back, set_up, records_tear_down),
        cmocka_unit_test_setup_teardown(saving_what_is_there_writes_nothing, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(a_lost_race_is_told_and_changes_nothing, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(every_wrong_field_is_told_at_once, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(a_value_out_of_shape_is_refused, set_up, records_tear_down),
        cmocka_unit_test_setup_teardown(nobody_without_the_role_may_save, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(a_row_outside_the_grant_is_not_found, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(
            a_row_outside_the_grant_is_not_changed_and_none_is_moved_out_of_it, set_up,
            records_tear_down),
        cmocka_unit_test_setup_teardown(pages_by_key_show_each_record_once, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(what_was_closed_then_is_not_shown_now_that_its_row_is_open,
                                        set_up, records_tear_down),
        cmocka_unit_test_setup_teardown(several_references_stand_again_as_they_were, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(
            a_version_that_cannot_be_read_is_told_and_nothing_is_undone_to_it, set_up,
            records_tear_down),
        cmocka_unit_test_setup_teardown(a_record_is_shown_as_it_was, set_up, records_tear_down),
        cmocka_unit_test_setup_teardown(what_changed_lately_leaves_out_rows_outside_the_grant,
                                        set_up, records_tear_down),
        cmocka_unit_test_setup_teardown(
            a_list_is_shown_as_it_was_without_what_was_retired_or_is_hidden, set_up,
            records_tear_down),
        cmocka_unit_test_setup_teardown(a_circle_of_references_is_refused, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(search_finds_the_words_of_now_and_none_of_a_retired_record,
                                        set_up, records_tear_down),
        cmocka_unit_test_setup_teardown(many_different_texts_do_not_pile_up_statements, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(a_change_is_undone_unless_its_field_changed_since, set_up,
                                        records_tear_down),
        cmocka_unit_test_setup_teardown(
            a_tail_cut_off_with_its_seals_is_found_by_the_head_that_was_noted, set_up,
            records_tear_down),
        cmocka_unit_test_setup_teardown(the_log_proves_itself_and_names_the_first_broken_row,
                                        set_up, records_tear_down),
        cmocka_unit_test_setup_teardown(
            words_are_written_anew_when_another_version_searches_other_fields, set_up,
            records_tear_down),
        cmocka_unit_test_setup_teardown(the_public_connection_is_refused_by_the_engine, set_up,
                                        records_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
