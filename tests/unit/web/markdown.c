/* Long text: a few marks, and everything else is words. */
#include "support/page.h"

static void check(const char *text, const char *expected)
{
    CLEANUP(written_free) struct written *w = written_new();
    markdown(&w->page, 3, slice_from(text));
    assert_well_formed(written_text(w));
    assert_written(w, expected);
}

static void paragraphs_are_parted_by_empty_lines(void **state)
{
    (void)state;
    check("", "");
    check("One.\nStill one.\n\nTwo.", "<p class=\"govuk-body\">One.\nStill one.</p>\n"
                                      "<p class=\"govuk-body\">Two.</p>\n");
}

static void lists_and_headings_are_known(void **state)
{
    (void)state;
    check("## Where it came from\n- a\n- b\nmore of b\n\n1. one\n2. two",
          "<h3 class=\"govuk-heading-s\">Where it came from</h3>\n"
          "<ul class=\"govuk-list govuk-list--bullet\"><li>a</li><li>b\nmore of b</li></ul>\n"
          "<ol class=\"govuk-list govuk-list--number\"><li>one</li><li>two</li></ol>\n");
}

static void a_heading_is_one_below_what_it_stands_under(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    markdown(&w->page, 2, SLICE("### Whose it is"));
    assert_written(w, "<h2 class=\"govuk-heading-s\">Whose it is</h2>\n");
}

static void strong_emphasis_and_links_are_known(void **state)
{
    (void)state;
    check("**Now** and _then_: [the plan](/plan)",
          "<p class=\"govuk-body\"><strong>Now</strong> and <em>then</em>: <a class=\"govuk-link\" "
          "href=\"/plan\">the plan</a></p>\n");
}

static void marks_that_are_never_closed_are_words(void **state)
{
    (void)state;
    check("**a _b [c](d snake_case 5 * 6 [x]",
          "<p class=\"govuk-body\">**a _b [c](d snake_case 5 * 6 [x]</p>\n");
}

static void nothing_gets_through_as_markup(void **state)
{
    (void)state;
    check("<b>x</b> **<i>** [<s>](/a\"b)",
          "<p class=\"govuk-body\">&lt;b&gt;x&lt;/b&gt; <strong>&lt;i&gt;</strong> <a "
          "class=\"govuk-link\" href=\"/a&quot;b\">&lt;s&gt;</a></p>\n");
    check("[press](javascript:alert(1))", "<p class=\"govuk-body\">"
                                          "[press](javascript:alert(1))</p>\n");
}

static void any_text_at_all_gives_well_formed_xml(void **state)
{
    (void)state;
    static const char alphabet[] = "ab *_[]()#-1.\n<&";
    struct random random = random_seeded(11);
    for (int round = 0; round < 500; round++) {
        CLEANUP(written_free) struct written *w = written_new();
        char text[80];
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = alphabet[random_below(&random, sizeof alphabet - 1)];
        markdown(&w->page, 3, (struct slice){text, sizeof text});
        assert_well_formed(written_text(w));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_are_parted_by_empty_lines),
        cmocka_unit_test(lists_and_headings_are_known),
        cmocka_unit_test(a_heading_is_one_below_what_it_stands_under),
        cmocka_unit_test(strong_emphasis_and_links_are_known),
        cmocka_unit_test(marks_that_are_never_closed_are_words),
        cmocka_unit_test(nothing_gets_through_as_markup),
        cmocka_unit_test(any_text_at_all_gives_well_formed_xml),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
