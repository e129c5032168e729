/* Forms read into records, and lists read from their addresses. */
#include "support/records.h"

#include <string.h>

static const struct choice colours[] = {{"red", "Red"}, {"green", "Green"}};

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    LONG_TEXT("story", .label = "Story"),
    INTEGER("position", .label = "Position", .minimum = 1, .maximum = 99, .sortable = true),
    DATE("due", .label = "Due"),
    CHOICE("colour", colours, .label = "Colour"),
    REFERENCES("serves", "promise", .label = "Serves"),
    TEXT("password", .label = "Password", .secret = true),
    DERIVED("letters", "length(t.title)", .label = "Letters"),
};

static const struct entity promise_entity = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {ANALYST, READ | WRITE}),
    .title = "title",
    .order = "position",
};

static const struct entity *const entities[] = {&promise_entity};
static const struct registry registry = {entities, 1};
static const struct actor ann = {.code = {"ann", 3}, .roles = ROLE_BIT(ANYONE) | ROLE_BIT(ANALYST)};

static int set_up(void **state)
{
    *state = records_new(&registry);
    return 0;
}

static struct pairs pairs_of(struct records *records, const char *text)
{
    struct pairs pairs;
    assert_int_equal(url_pairs(slice_from(text), 100, &records->arena, &pairs, NULL), 0);
    return pairs;
}

static struct form read_form(struct records *records, const char *text, const struct record *base)
{
    struct form form;
    struct pairs pairs = pairs_of(records, text);
    form_read(&promise_entity, &pairs, base, &records->arena, &form);
    return form;
}

static int save(struct records *records, struct form *form, const struct actor *actor)
{
    int64_t version = 0;
    struct err err = {0};
    assert_int_equal(writer_begin(records->writer, &err), 0);
    int code = form_save(records->writer, form, actor, &version, &err);
    if (code < 0)
        writer_rollback(records->writer);
    else
        assert_int_equal(writer_commit(records->writer, &err), 0);
    return code;
}

static struct record load(struct records *records, const char *code)
{
    struct record record;
    struct err err = {0};
    if (record_load(records->writer->store, &promise_entity, slice_from(code), &records->arena,
                    &record, &err) < 0)
        fail_msg("%s", err.message);
    return record;
}

static void a_form_becomes_a_record_with_a_code_of_its_title(void **state)
{
    struct records *records = *state;
    const char *text = "title=Stronger+safeguarding%21&position=3&due=2011-03-31&colour=red"
                       "&story=one%0D%0Atwo";
    struct form form = read_form(records, text, NULL);
    assert_int_equal(save(records, &form, &ann), 1);
    struct record record = load(records, "stronger-safeguarding");
    assert_slice(record_text(&record, "story"), "one\ntwo");
    assert_int_equal(record_value(&record, "position")->integer, 3);
    form = read_form(records, "title=Stronger+safeguarding%21", NULL);
    assert_int_equal(save(records, &form, &ann), 1);
    load(records, "stronger-safeguarding-2");
    form = read_form(records, "title=%E2%80%A6", NULL); /* nothing to make a code of */
    assert_int_equal(save(records, &form, &ann), 1);
    load(records, "promise");
}

static int save_by_hand(struct records *records, struct form *form, const struct actor *actor)
{
    form->by_hand = true;
    return save(records, form, actor);
}

static void the_same_sent_twice_is_made_once(void **state)
{
    struct records *records = *state;
    static const char text[] = "title=Warm+homes&position=3", other[] = "title=Warm+homes";
    setenv("WEFT_NOW", "2026-10-01T12:00:00", 1);
    struct form form = read_form(records, text, NULL);
    assert_int_equal(save_by_hand(records, &form, &ann), 1);
    form = read_form(records, other, NULL);
    assert_int_equal(save_by_hand(records, &form, &ann), 1);
    for (int i = 0; i < 2; i++) { /* either of them */
        form = read_form(records, i ? other : text, NULL);
        assert_int_equal(save_by_hand(records, &form, &ann), ERR_CONFLICT);
        assert_int_equal(form.faults.count, 1);
        assert_string_equal(form.faults.items[0].field, "code");
        assert_non_null(strstr(form.faults.items[0].message,
                               i ? "a moment ago: “warm-homes-2”" : "a moment ago: “warm-homes”"));
    }
    struct actor bob = ann;
    bob.code = SLICE("bob");
    form = read_form(records, text, NULL);
    assert_int_equal(save_by_hand(records, &form, &bob), 1); /* somebody else means another */
    form = read_form(records, text, NULL);
    assert_int_equal(save(records, &form, &ann), 1); /* a program says what it means */
    setenv("WEFT_NOW", "2026-10-01T12:00:59", 1);
    form = read_form(records, text, NULL);
    assert_int_equal(save_by_hand(records, &form, &ann), ERR_CONFLICT);
    setenv("WEFT_NOW", "2026-10-01T12:01:00", 1);
    form = read_form(records, text, NULL);
    assert_int_equal(save_by_hand(records, &form, &ann), 1); /* and so do they by now */
    unsetenv("WEFT_NOW");
    load(records, "warm-homes-5");
    form = read_form(records, "title=Warm+homes&position=3&code=mine", NULL);
    assert_int_equal(save_by_hand(records, &form, &ann), 1);
}

static void every_wrong_field_is_told_at_once_and_given_back(void **state)
{
    struct records *records = *state;
    struct form form =
        read_form(records, "position=100&due=31+March&colour=blue&serves=nobody&title=+", NULL);
    form.record.code = SLICE("a");
    assert_int_equal(save(records, &form, &ann), ERR_RANGE);
    static const char *const wrong[] = {"position", "due", "colour", "serves", "title"};
    for (size_t i = 0; i < 5; i++)
        if (!form_fault(&form, wrong[i]))
            fail_msg("nothing is said of %s", wrong[i]);
    assert_int_equal(form.faults.count, 5);
    assert_slice(form.typed[2], "100");
    assert_slice(form.typed[3], "31 March");
    assert_slice(form.typed[4], "blue");
}

static void what_a_form_does_not_send_stays_as_it_is(void **state)
{
    struct records *records = *state;
    struct form form = read_form(records, "code=a&title=A&position=3&colour=red", NULL);
    assert_int_equal(save(records, &form, &ann), 1);
    struct record record = load(records, "a");
    form = read_form(records, "title=B&colour=&version=1", &record);
    assert_slice(form.typed[2], "3");
    assert_int_equal(save(records, &form, &ann), 1);
    record = load(records, "a");
    assert_int_equal(record_value(&record, "position")->integer, 3);
    assert_int_equal(record_value(&record, "colour")->kind, VALUE_NONE);
    form = read_form(records, "title=B&version=2", &record);
    assert_int_equal(save(records, &form, &ann), 0);
}

static void a_date_in_three_boxes_is_read(void **state)
{
    struct records *records = *state;
    struct form form = read_form(records, "due-day=31&due-month=3&due-year=2011", NULL);
    assert_slice(record_text(&form.record, "due"), "2011-03-31");
    form = read_form(records, "due-day=&due-month=&due-year=", NULL);
    assert_null(form_fault(&form, "due"));
    static const struct {
        const char *sent, *shown_again;
    } wrong[] = {
        {"due-day=31&due-month=&due-year=2011", "2011--31"},
        {"due-day=31&due-month=2&due-year=2011", "2011-02-31"},
        {"due-day=x-y&due-month=2&due-year=2011", "2011-2-x-y"},
        {"due-year=2011", "2011--"},
        {"due-day=1&due-month=13&due-year=2011", "2011-13-1"},
        {"due-day=99999999999&due-month=1&due-year=2011", "2011-1-99999999999"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        form = read_form(records, wrong[i].sent, NULL);
        assert_slice(form.typed[entity_field(form.entity, SLICE("due"))], wrong[i].shown_again);
        assert_non_null(form_fault(&form, "due"));
        assert_int_equal(form.faults.count, 1);
    }
    form = read_form(records, "due-day=31&due-month=2&due-year=2011", NULL);
    assert_string_equal(form_fault(&form, "due"),
                        "Due must be a real date: the calendar has no 31 2 2011.");
    form = read_form(records, "due-day=31&due-month=1&due-year=26", NULL);
    assert_string_equal(form_fault(&form, "due"), "Due is in the year 26. Give a year in four "
                                                  "figures, from 1800 to 2200.");
}

static void several_references_come_repeated_or_as_lines(void **state)
{
    struct records *records = *state;
    struct form form = read_form(records, "serves=&serves=a&serves=b", NULL);
    assert_slice(record_text(&form.record, "serves"), "a\nb");
    form = read_form(records, "serves=a%0D%0Ab%0D%0A", NULL);
    assert_slice(record_text(&form.record, "serves"), "a\nb");
    form = read_form(records, "serves=a&serves=a", NULL);
    assert_non_null(form_fault(&form, "serves"));
}

static void a_lost_race_shows_both_and_loses_neither(void **state)
{
    struct records *records = *state;
    struct form form = read_form(records, "code=a&title=First", NULL);
    assert_int_equal(save(records, &form, &ann), 1);
    struct record record = load(records, "a");
    struct form theirs = read_form(records, "title=Theirs&version=1", &record);
    struct form ours = read_form(records, "title=Ours&version=1", &record);
    assert_int_equal(save(records, &theirs, &ann), 1);
    assert_int_equal(save(records, &ours, &ann), ERR_CONFLICT);
    assert_true(ours.lost_race);
    assert_slice(record_title(&ours.record), "Ours");
    assert_slice(record_title(&ours.current), "Theirs");
    assert_int_equal(ours.current.version, 2);
    ours.base_version = ours.current.version; /* after looking at both */
    assert_int_equal(save(records, &ours, &ann), 1);
    record = load(records, "a");
    assert_slice(record_title(&record), "Ours");
}

static void what_was_not_touched_takes_what_the_other_made_of_it(void **state)
{
    struct records *records = *state;
    struct form form = read_form(records, "code=a&title=First&due=2011-03-31", NULL);
    assert_int_equal(save(records, &form, &ann), 1);
    struct record record = load(records, "a");
    struct form theirs = read_form(records, "title=First&due=2012-03-31&version=1", &record);
    struct form ours = read_form(records, "title=Ours&due=2011-03-31&version=1", &record);
    assert_int_equal(save(records, &theirs, &ann), 1);
    assert_int_equal(save(records, &ours, &ann), ERR_CONFLICT);
    assert_int_equal(form_take_theirs(&ours, &record), 0);
    ours.base_version = ours.current.version;
    assert_int_equal(save(records, &ours, &ann), 1);
    struct record both = load(records, "a");
    assert_slice(record_title(&both), "Ours");
    assert_slice(record_text(&both, "due"), "2012-03-31");

    theirs = read_form(records, "title=Theirs&version=3", &both);
    ours = read_form(records, "title=Ours again&version=3", &both);
    assert_int_equal(save(records, &theirs, &ann), 1);
    assert_int_equal(save(records, &ours, &ann), ERR_CONFLICT);
    uint64_t title = FIELD_BIT(entity_field(ours.entity, SLICE("title")));
    assert_true(form_take_theirs(&ours, &both) == title);
    assert_slice(record_title(&ours.record), "Ours again");
}

static void an_edit_without_its_version_or_right_is_refused(void **state)
{
    struct records *records = *state;
    struct actor anyone = actor_anyone();
    struct form form = read_form(records, "code=a&title=First", NULL);
    assert_int_equal(save(records, &form, &anyone), ERR_FORBIDDEN);
    assert_int_equal(save(records, &form, &ann), 1);
    struct record record = load(records, "a");
    static const char *const wrong[] = {"title=B", "title=B&version=", "title=B&version=0",
                                        "title=B&version=x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        form = read_form(records, wrong[i], &record);
        assert_int_equal(save(records, &form, &ann), ERR_RANGE);
        assert_non_null(form_fault(&form, "version"));
    }
    form = read_form(records, "code=a&title=Again", NULL);
    assert_int_equal(save(records, &form, &ann), ERR_CONFLICT);
    assert_non_null(form_fault(&form, "code"));
}

static void a_reason_for_a_change_is_kept_up_to_its_limit(void **state)
{
    struct records *records = *state;
    static const struct {
        int letters;
        const char *more, *says; /* says NULL: it is kept */
    } notes[] = {
        {501, "", "The reason for the change has 501 characters. Shorten it to 500 or fewer."},
        {3, "%07",
         "The reason for the change holds a line break or control character. Type it on "
         "one line."},
        {499, "%0A", NULL}, /* what stands at its ends is no part of it */
        {498, "%0Ax", NULL},
    };
    int64_t saved = 0;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        CLEANUP(buffer_free) struct buffer text = BUFFER(8000);
        buffer_printf(&text, "code=c%zu&title=First&change_note=", i);
        for (int k = 0; k < notes[i].letters; k++)
            buffer_string(&text, "%C3%A9"); /* é: two bytes, and one letter */
        buffer_string(&text, notes[i].more);
        struct form form = read_form(records, buffer_text(&text), NULL);
        const char *fault = form_fault(&form, "change_note");
        assert_int_equal(save(records, &form, &ann), notes[i].says ? ERR_RANGE : 1);
        if (notes[i].says)
            assert_string_equal(fault, notes[i].says);
        else
            assert_null(fault);
    }
    assert_int_equal(store_ask_integer(records->writer->store,
                                       "SELECT sum(length(note)) FROM change", &saved, NULL),
                     0);
    assert_int_equal(saved, 499 + 500);
}

static void no_form_reaches_a_secret_or_what_is_worked_out(void **state)
{
    struct records *records = *state;
    struct form form =
        read_form(records, "code=a&title=First&password=mine&letters=9&id=7&retired=1", NULL);
    assert_int_equal(form.faults.count, 0);
    assert_int_equal(save(records, &form, &ann), 1);
    struct record record = load(records, "a");
    assert_int_equal(record_value(&record, "password")->kind, VALUE_NONE);
    assert_false(record.retired);
}

/* --- lists -------------------------------------------------------------------------------- */

static int read_list(struct records *records, const char *text, struct list *ret_list,
                     struct slice *ret_unknown)
{
    struct pairs pairs = pairs_of(records, text);
    struct err err = {0};
    return list_read(&promise_entity, &pairs, &records->arena, ret_list, ret_unknown, &err);
}

static void every_view_of_a_list_is_a_link(void **state)
{
    struct records *records = *state;
    static const char *const views[] = {
        "",
        "q=safe%20homes",
        "sort=-position&limit=10&after=v3%0Ac",
        "colour=red&position.from=2&position.to=9&story.contains=a%26b&due.missing=1",
        "title=A&code.contains=x&serves=a&due.from=2011-03-31&retired=1",
        "colour.given=1&letters.from=3",
    };
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        struct list list, again;
        struct slice unknown;
        struct buffer first = BUFFER(4096), second = BUFFER(4096);
        assert_int_equal(read_list(records, views[i], &list, &unknown), 0);
        assert_null(unknown.data);
        list_write(&list, &first);
        assert_int_equal(read_list(records, buffer_text(&first), &again, &unknown), 0);
        list_write(&again, &second);
        assert_string_equal(buffer_text(&first), buffer_text(&second));
        size_t values = 0;
        for (const char *at = views[i]; *at; at++)
            values += *at == '=';
        for (const char *at = buffer_text(&first); *at; at++)
            values -= *at == '=';
        assert_int_equal(values, 0);
        struct query query = list_query(&list, &ann);
        struct record_list found;
        struct err err = {0};
        if (record_query(records->writer->store, &query, &records->arena, &found, &err) < 0)
            fail_msg("%s: %s", views[i], err.message);
        buffer_free(&first);
        buffer_free(&second);
    }
}

static void a_list_shows_what_its_filters_say(void **state)
{
    struct records *records = *state;
    for (int i = 0; i < 9; i++) {
        struct form form =
            read_form(records,
                      arena_printf(&records->arena, "code=c%d&title=T%d&position=%d&colour=%s", i,
                                   i, i + 1, i % 2 ? "red" : "green"),
                      NULL);
        assert_int_equal(save(records, &form, &ann), 1);
    }
    struct list list;
    struct record_list found;
    struct err err = {0};
    assert_int_equal(
        read_list(records, "colour=red&position.from=3&sort=-position&q=&x=", &list, NULL), 0);
    struct query query = list_query(&list, &ann);
    assert_int_equal(record_query(records->writer->store, &query, &records->arena, &found, &err),
                     0);
    assert_int_equal(found.count, 3);
    assert_slice(found.records[0].code, "c7");
    assert_slice(found.records[2].code, "c3");
}

static void a_view_that_cannot_be_is_told(void **state)
{
    struct records *records = *state;
    static const char *const wrong[] = {"sort=unicorn",  "sort=password",  "limit=0",
                                        "limit=many",    "limit=1001",     "colour=blue",
                                        "position=many", "due.from=today", "position.to=x"};
    struct list list = {.limit = 77};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(read_list(records, wrong[i], &list, NULL), ERR_RANGE);
    assert_int_equal(list.limit, 77);
    assert_int_equal(read_list(records,
                               "title=1&title=2&title=3&title=4&title=5&title=6&title=7&title=8"
                               "&title=9&title=1&title=2&title=3&title=4&title=5&title=6&title=7"
                               "&title=8",
                               &list, NULL),
                     ERR_LIMIT);
}

static void a_name_that_says_nothing_here_is_passed_over_and_told(void **state)
{
    struct records *records = *state;
    static const char *const others[] = {"unicorn=1", "password=x", "title.like=a", "title.=a"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct list list;
        struct slice unknown = {0};
        assert_int_equal(read_list(records, others[i], &list, &unknown), 0);
        assert_int_equal(list.filter_count, i == 3 ? 1 : 0);
        assert_int_equal(unknown.length > 0, i != 3);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, records_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_form_becomes_a_record_with_a_code_of_its_title),
        TEST(the_same_sent_twice_is_made_once),
        TEST(every_wrong_field_is_told_at_once_and_given_back),
        TEST(what_a_form_does_not_send_stays_as_it_is),
        TEST(a_date_in_three_boxes_is_read),
        TEST(several_references_come_repeated_or_as_lines),
        TEST(a_lost_race_shows_both_and_loses_neither),
        TEST(what_was_not_touched_takes_what_the_other_made_of_it),
        TEST(an_edit_without_its_version_or_right_is_refused),
        TEST(a_reason_for_a_change_is_kept_up_to_its_limit),
        TEST(no_form_reaches_a_secret_or_what_is_worked_out),
        TEST(every_view_of_a_list_is_a_link),
        TEST(a_list_shows_what_its_filters_say),
        TEST(a_view_that_cannot_be_is_told),
        TEST(a_name_that_says_nothing_here_is_passed_over_and_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
