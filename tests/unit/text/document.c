/* Pages that stand alone: nothing a stranger wrote becomes markup, and nothing is fetched. */
#include "support/page.h"

static struct document begun(struct written *w, const char *title)
{
    struct document document = {.page = w->page};
    document_begin(&document, slice_from(title), SLICE("Made by hand"));
    return document;
}

static void a_page_is_whole_and_asks_nobody_for_anything(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct document document = begun(w, "Report");
    document_section(&document, SLICE("First"));
    document_says(&document, SLICE("It says."));
    document_section(&document, SLICE("Second"));
    document_part(&document, SLICE("Part"));
    document_details(&document, SLICE("More"));
    document_text(&document, SLICE("Words"));
    document_details_end(&document);
    document_end(&document);
    struct slice html = written_text(w);
    assert_true(slice_starts_with(html, SLICE("<!DOCTYPE html>\n")));
    assert_well_formed(html);
    assert_int_equal(count_elements(html, "section", NULL), 2);
    assert_true(slice_find(html, SLICE("default-src 'none'")) < html.length);
    static const char *const unwanted[] = {
        "<script", "<link", "<img", "src=", "href=", "@import", "url(http", "style=\""};
    for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
        assert_true(slice_find(html, slice_from(unwanted[i])) == html.length);
}

static void strangers_words_stay_words_wherever_they_stand(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct slice bad = SLICE("</style></title><script>x</script>\" onload=\"x\xFF");
    struct document document = {.page = w->page};
    static const struct document_column columns[] = {{"A", false}, {"B", true}};
    document_begin(&document, bad, bad);
    document_section(&document, bad);
    document_part(&document, bad);
    document_says(&document, bad);
    document_text(&document, bad);
    document_note(&document, bad);
    document_table(&document, bad, columns, 2);
    document_cell(&document, bad);
    document_cell(&document, bad);
    document_table_end(&document);
    document_figure(&document, bad);
    document_figure_end(&document);
    document_details(&document, bad);
    document_details_end(&document);
    document_end(&document);
    struct slice html = written_text(w);
    assert_well_formed(html);
    assert_int_equal(count_elements(html, "script", NULL), 0);
    assert_int_equal(count_elements(html, "style", NULL), 1);
}

static void rows_end_where_the_columns_do(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct document document = {.page = w->page};
    static const struct document_column columns[] = {{"Name", false}, {"Count", true}};
    document_table(&document, SLICE("Things"), columns, 2);
    for (int i = 0; i < 4; i++)
        document_cell(&document, i % 2 ? SLICE("7") : SLICE("seven"));
    document_table_end(&document);
    struct slice html = written_text(w);
    assert_well_formed(html);
    assert_int_equal(count_elements(html, "tr", NULL), 3);
    assert_int_equal(count_elements(html, "td", "r"), 2);
    assert_slice(element_text(html, "p", "cap", 0, &w->arena), "Things");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_whole_and_asks_nobody_for_anything),
        cmocka_unit_test(strangers_words_stay_words_wherever_they_stand),
        cmocka_unit_test(rows_end_where_the_columns_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
