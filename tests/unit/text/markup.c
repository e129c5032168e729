/* What a stranger wrote stays words. */
#include "support/page.h"

static void what_would_be_markup_is_written_as_words(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    html_text(&w->page, SLICE("<script>alert(\"1\" & '2')</script>"));
    assert_written(w, "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;");
}

static void an_attribute_cannot_be_left(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    html(&w->page, "<p title=\"");
    html_text(&w->page, SLICE("\" onclick=\"x\" a='"));
    html(&w->page, "\"></p>");
    assert_well_formed(written_text(w));
    assert_int_equal(count_elements(written_text(w), "p", NULL), 1);
}

static void bytes_that_are_no_text_become_a_sign_that_something_was_there(void **state)
{
    (void)state;
    static const struct {
        struct slice bytes;
        const char *expected;
    } cases[] = {
        {SLICE("a\0b"), "a\xEF\xBF\xBD"
                        "b"},
        {SLICE("\x01\x1F\x7F"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {SLICE("\xC3"), "\xEF\xBF\xBD"},                                 /* cut */
        {SLICE("\xC0\xBC"), "\xEF\xBF\xBD\xEF\xBF\xBD"},                 /* an overlong "<" */
        {SLICE("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* half a pair */
        {SLICE("\xEF\xBF\xBF"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* no character */
        {SLICE("\xC2\x85"), "\xEF\xBF\xBD\xEF\xBF\xBD"},                 /* a control of old */
        {SLICE("caf\xC3\xA9 \xE2\x80\x93 \xF0\x9F\x8C\xB1"), "caf\xC3\xA9 \xE2\x80\x93 "
                                                             "\xF0\x9F\x8C\xB1"},
        {SLICE("one\ttwo\nthree\r"), "one\ttwo\nthree\r"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(written_free) struct written *w = written_new();
        html_text(&w->page, cases[i].bytes);
        assert_written(w, cases[i].expected);
    }
}

static const char *as_written(char byte, char plain[static 2])
{
    static const struct {
        char byte;
        const char *written;
    } others[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].byte == byte)
            return others[i].written;
    plain[0] = byte;
    plain[1] = '\0';
    bool is_control = (byte < ' ' && !strchr("\t\n\r", byte)) || byte == 0x7F;
    return is_control ? "\xEF\xBF\xBD" : plain;
}

static void assert_found(char byte, size_t before, size_t after)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzabcdefgh";
    char itself[2];
    CLEANUP(buffer_free) struct buffer text = BUFFER(100);
    CLEANUP(buffer_free) struct buffer expected = BUFFER(100);
    buffer_printf(&text, "%.*s%c%.*s", (int)before, plain, byte, (int)after, plain);
    buffer_printf(&expected, "%.*s%s%.*s", (int)before, plain, as_written(byte, itself), (int)after,
                  plain);
    CLEANUP(written_free) struct written *w = written_new();
    html_text(&w->page, buffer_slice(&text));
    assert_written(w, buffer_text(&expected));
}

static void one_byte_is_found_wherever_it_stands_among_plain_ones(void **state)
{
    (void)state;
    for (size_t before = 0; before < 20; before++)
        for (size_t after = 0; after < 20; after++)
            for (int byte = 1; byte < 0x80; byte++)
                assert_found((char)byte, before, after);
}

static void any_bytes_at_all_give_well_formed_xml(void **state)
{
    (void)state;
    struct random random = random_seeded(7);
    for (int round = 0; round < 300; round++) {
        CLEANUP(written_free) struct written *w = written_new();
        char bytes[64];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (char)random_below(&random, 256);
        html(&w->page, "<p title=\"");
        html_text(&w->page, (struct slice){bytes, sizeof bytes});
        html(&w->page, "\">");
        html_text(&w->page, (struct slice){bytes, sizeof bytes});
        html(&w->page, "</p>");
        assert_well_formed(written_text(w));
    }
}

static void an_address_that_would_run_a_script_leads_nowhere(void **state)
{
    (void)state;
    static const char *const bad[] = {"javascript:alert(1)",
                                      "JavaScript:alert(1)",
                                      "data:text/html,x",
                                      "//elsewhere.example/",
                                      "http://elsewhere.example/",
                                      " javascript:x",
                                      "",
                                      "mailto:a@b.example"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CLEANUP(written_free) struct written *w = written_new();
        html_address(&w->page, slice_from(bad[i]));
        assert_written(w, "#");
    }
    static const char *const good[] = {"/plan", "#top", "?on=1", "https://www.gov.uk/"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CLEANUP(written_free) struct written *w = written_new();
        html_address(&w->page, slice_from(good[i]));
        assert_written(w, good[i]);
    }
}

static void codes_stand_percent_encoded_in_paths(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_slice(path_to(&arena, "measure", SLICE("LACDental%")), "/measure/LACDental%25");
    assert_slice(path_to(&arena, "measure", SLICE("LAC_Fixed_ Ex")), "/measure/LAC_Fixed_%20Ex");
    assert_slice(path_to(&arena, "risk", SLICE("../a?b#c\"")), "/risk/..%2Fa%3Fb%23c%22");
    assert_slice(path_to(&arena, "body", SLICE("é")), "/body/%C3%A9");
}

static void a_link_to_a_record_leads_where_its_path_does(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    html_link_to(&w->page, "risk", SLICE("../a?b#c\""), SLICE("<é>"));
    assert_written(w, "<a class=\"govuk-link\" href=\"/risk/..%2Fa%3Fb%23c%22\">&lt;é&gt;</a>");
}

static void numbers_are_rounded_as_people_round_them(void **state)
{
    (void)state;
    static const struct {
        double value;
        int places;
        bool grouped;
        const char *expected;
    } cases[] = {
        {27.16, 1, true, "27.2"},
        {27.15, 1, true, "27.2"},
        {0.5, 0, true, "1"},
        {1234567.891, 2, true, "1,234,567.89"},
        {1234, 0, false, "1234"},
        {-0.04, 1, true, "0.0"},
        {-3.25, 1, true, "−3.3"},
        {-3.25, 1, false, "-3.3"},
        {0, 2, false, "0.00"},
        {99.995, 2, true, "100.00"},
        {39.229999999999997, 2, true, "39.23"},
        {1e300, 0, true, "1e+300"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(written_free) struct written *w = written_new();
        html_decimals(&w->page, cases[i].value, cases[i].places, cases[i].grouped);
        assert_written(w, cases[i].expected);
    }
}

static void what_is_no_number_writes_nothing(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    html_decimals(&w->page, 0.0 / 0.0, 1, true);
    html_decimals(&w->page, 1.0 / 0.0, 1, true);
    html_string(&w->page, NULL);
    assert_int_equal(written_text(w).length, 0);
}

static void counts_are_grouped_by_thousands(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    html_count(&w->page, 79191);
    html(&w->page, " ");
    html_count(&w->page, -1000);
    html(&w->page, " ");
    html_count(&w->page, 7);
    assert_written(w, "79,191 −1,000 7");
}

static void a_part_is_placed_as_it_was_written(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    CLEANUP(buffer_free) struct buffer buffer = BUFFER(100);
    struct page_writer part = markup_begin(&w->page, &buffer);
    html(&part, "<em>");
    html_text(&part, SLICE("a<b"));
    html(&part, "</em>");
    html_markup(&w->page, markup_end(&part));
    html_markup(&w->page, markup_text(&w->arena, SLICE(" & c")));
    assert_written(w, "<em>a&lt;b</em> &amp; c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_would_be_markup_is_written_as_words),
        cmocka_unit_test(an_attribute_cannot_be_left),
        cmocka_unit_test(bytes_that_are_no_text_become_a_sign_that_something_was_there),
        cmocka_unit_test(one_byte_is_found_wherever_it_stands_among_plain_ones),
        cmocka_unit_test(any_bytes_at_all_give_well_formed_xml),
        cmocka_unit_test(an_address_that_would_run_a_script_leads_nowhere),
        cmocka_unit_test(codes_stand_percent_encoded_in_paths),
        cmocka_unit_test(a_link_to_a_record_leads_where_its_path_does),
        cmocka_unit_test(numbers_are_rounded_as_people_round_them),
        cmocka_unit_test(what_is_no_number_writes_nothing),
        cmocka_unit_test(counts_are_grouped_by_thousands),
        cmocka_unit_test(a_part_is_placed_as_it_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
