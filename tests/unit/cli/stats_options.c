/* How the words after a method's name are read. */
#include "support/test.h"

#include "cli/stats/stats.h"

static const char *const kinds[] = {"one", "two", NULL};

/* Where the options of these tests go. */
struct got {
    double number;
    int whole, choice;
    const char *text;
    struct word_list list, linked, previous;
    bool flag;
    const char *input;
    struct err err;
};

/* Read the words, ended by NULL, as options; the code of stats_options. */
static int read_words(struct arena *arena, const char *const *words, struct got *got)
{
    static const struct stats_method method = {.name = "method"};
    char *copies[16];
    int count = 0;
    for (; words[count]; count++)
        copies[count] = arena_string(arena, slice_from(words[count]));
    struct stats stats = {.method = &method, .arena = arena, .argc = count, .argv = copies};
    const struct stats_option options[] = {
        {"--number", .number = &got->number, .least = 0, .most = 10, .above = true},
        {"--whole", .whole = &got->whole},
        {"--choice", .choice = &got->choice, .choices = kinds},
        {"--text", .text = &got->text},
        {"--list", .list = &got->list},
        {"--linked", .files = &got->linked},
        {"--previous", .files = &got->previous},
        {"--flag", .flag = &got->flag}};
    int code = stats_options(&stats, options, COUNT_OF(options), &got->err);
    got->input = stats.source;
    return code;
}

#define READ(got, ...) read_words(&arena, (const char *const[]){__VA_ARGS__, NULL}, got)

static void values_go_where_they_are_told(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct got got = {0};
    assert_int_equal(READ(&got, "--number=2.5", "in.csv", "--whole", "-7", "--choice", "two",
                          "--text", "Y", "--list", "a, b", "--flag", "--list=c"),
                     0);
    assert_true(got.number == 2.5 && got.whole == -7 && got.choice == 1 && got.flag);
    assert_string_equal(got.text, "Y");
    assert_int_equal(got.list.count, 3);
    assert_slice(got.list.words[1], "b");
    assert_slice(got.list.words[2], "c");
    assert_string_equal(got.input, "in.csv");
}

static void without_a_file_standard_input_is_read(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct got got = {0};
    assert_int_equal(READ(&got, "--flag"), 0);
    assert_string_equal(got.input, "-");
}

static void files_that_follow_an_option_belong_to_it(void **state)
{
    (void)state;
    static const struct {
        const char *words[8];
        const char *linked[3], *previous[2], *input;
    } cases[] = {
        {{"--linked", "a"}, {"a"}, {NULL}, "-"},
        {{"in", "--linked", "a", "b"}, {"a", "b"}, {NULL}, "in"},
        {{"--linked", "a", "b", "in"}, {"a", "b"}, {NULL}, "in"},
        {{"--linked", "a", "in"}, {"a"}, {NULL}, "in"},
        {{"--linked", "a", "b", "--flag", "in"}, {"a", "b"}, {NULL}, "in"},
        {{"--linked", "a", "--linked", "b", "in"}, {"a", "b"}, {NULL}, "in"},
        {{"--linked", "a", "b", "--previous", "c", "-"}, {"a", "b"}, {"c"}, "-"},
        {{"--linked", "a", "b", "--", "in"}, {"a", "b"}, {NULL}, "in"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct got got = {0};
        assert_int_equal(read_words(&arena, cases[i].words, &got), 0);
        assert_string_equal(got.input, cases[i].input);
        size_t linked = 0, previous = 0;
        for (; cases[i].linked[linked]; linked++)
            assert_slice(got.linked.words[linked], cases[i].linked[linked]);
        for (; cases[i].previous[previous]; previous++)
            assert_slice(got.previous.words[previous], cases[i].previous[previous]);
        assert_true(got.linked.count == linked && got.previous.count == previous);
    }
}

static void what_does_not_fit_is_refused_and_told(void **state)
{
    (void)state;
    static const char *const cases[][4] = {
        {"--other", "1"},       {"--number", "0"},  {"--number", "10.5"}, {"--number", "x"},
        {"--number"},           {"--whole", "1.5"}, {"--whole", "1e10"},  {"--choice", "three"},
        {"--list", "a,,b"},     {"--list", "a,a"},  {"--list", ","},      {"--flag=1"},
        {"--linked"},           {"--text", ""},     {"one", "two"},       {"--num", "1"},
        {"--", "--flag", "in"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct got got = {0};
        if (read_words(&arena, cases[i], &got) != ERR_USAGE)
            fail_msg("%s was accepted", cases[i][0]);
        struct slice message = slice_from(got.err.message);
        assert_true(slice_ends_with(message, SLICE(".")));
    }
}

static void a_list_is_no_longer_than_a_table_is_wide(void **state)
{
    (void)state;
    for (int names = 4096; names <= 4097; names++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        CLEANUP(buffer_free) struct buffer list = BUFFER(1 << 16);
        for (int i = 0; i < names; i++)
            buffer_printf(&list, "%s%d", i ? "," : "", i);
        const char *words[4] = {"--list", buffer_text(&list)};
        struct got got = {0};
        assert_int_equal(read_words(&arena, words, &got), names == 4096 ? 0 : ERR_LIMIT);
        if (names == 4096)
            assert_slice(got.list.words[4095], "4095");
    }
}

static void a_form_is_the_first_word(void **state)
{
    (void)state;
    static const struct stats_method method = {.name = "impact"};
    char first[] = "two", second[] = "--flag";
    char *words[] = {first, second};
    struct stats stats = {.method = &method, .argc = 2, .argv = words};
    struct err err = {0};
    int form = 7;
    assert_int_equal(stats_form(&stats, kinds, &form, &err), 0);
    assert_int_equal(form, 1);
    assert_int_equal(stats.argc, 1);
    assert_int_equal(stats_form(&stats, kinds, &form, &err), ERR_USAGE);
    stats.argc = 0;
    assert_int_equal(stats_form(&stats, kinds, &form, &err), ERR_USAGE);
    assert_int_equal(form, 1);
}

static void dates_are_read_as_numbers_of_their_kind(void **state)
{
    (void)state;
    struct stats_date date = {0};
    assert_true(stats_date_parse(SLICE("2019"), &date));
    assert_true(date.kind == DATE_WHOLE && date.number == 2019);
    assert_true(stats_date_parse(SLICE("-3"), &date));
    assert_true(date.kind == DATE_WHOLE && date.number == -3);
    assert_true(stats_date_parse(SLICE("2019-03"), &date));
    assert_true(date.kind == DATE_MONTH && date.number == 2019 * 12 + 2);
    assert_true(stats_date_parse(SLICE("1970-01-02"), &date));
    assert_true(date.kind == DATE_DAY && date.number == 1);
    static const char *const wrong[] = {
        "",        "2019-3",     "2019-00",  "2019/20", "1e3",
        "2019-13", "2019-02-29", "Jan 2019", "20.5",    "99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(stats_date_parse(slice_from(wrong[i]), &date));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_go_where_they_are_told),
        cmocka_unit_test(without_a_file_standard_input_is_read),
        cmocka_unit_test(files_that_follow_an_option_belong_to_it),
        cmocka_unit_test(what_does_not_fit_is_refused_and_told),
        cmocka_unit_test(a_list_is_no_longer_than_a_table_is_wide),
        cmocka_unit_test(a_form_is_the_first_word),
        cmocka_unit_test(dates_are_read_as_numbers_of_their_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
