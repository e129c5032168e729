/* Threads, tables, forms: the parts of pages, and what is refused in them. */
#include "support/page.h"

#include "domain/governance/governance.h"
#include "domain/plan/plan.h"

static struct slice text_of(struct written *w, const char *name, const char *class, size_t index)
{
    return element_text(written_text(w), name, class, index, &w->arena);
}

static void steps_of_one_title_share_a_knot_with_both_levels_named(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct thread_step steps[] = {
        {0},
        {.entity = &strategic_objective_entity,
         .code = SLICE("s 1"),
         .title = SLICE("Safe"),
         .position = 1},
        {.entity = &operational_objective_entity,
         .code = SLICE("o1"),
         .title = SLICE("Stronger <safeguarding>"),
         .position = 4},
        {.entity = &priority_entity,
         .code = SLICE("p1"),
         .title = SLICE("Stronger <safeguarding>"),
         .starts = SLICE("2011-01-01"),
         .ends = SLICE("2013-12-31")},
    };
    struct thread thread = {.above = steps, .above_count = 4};
    thread_above(&w->page, &thread);
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "li", "weft-knot"), 3);
    assert_slice(text_of(w, "span", "weft-knot__level", 2),
                 "Operational objective 4, Priority 2011–13");
    assert_slice(text_of(w, "a", NULL, 2), "Stronger <safeguarding>");
}

static void a_priority_is_named_by_its_years(void **state)
{
    (void)state;
    static const struct {
        struct slice starts, ends;
        const char *expected;
    } cases[] = {
        {SLICE("2011-01-01"), SLICE("2013-12-31"), "Priority 2011–13"},
        {SLICE("2008-01-01"), SLICE("2009-12-31"), "Priority 2008–09"},
        {SLICE("1999-01-01"), SLICE("2001-12-31"), "Priority 1999–2001"},
        {SLICE("2011-01-01"), SLICE("2011-12-31"), "Priority 2011"},
        {SLICE("2011-01-01"), {0}, "Priority 2011"},
        {SLICE("nonsense"), {0}, "Priority"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(written_free) struct written *w = written_new();
        struct thread_step step = {
            .entity = &priority_entity, .starts = cases[i].starts, .ends = cases[i].ends};
        thread_level(&w->page, &step);
        assert_written(w, cases[i].expected);
    }
}

static void a_thread_with_nothing_above_is_not_written(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct thread thread = {0};
    thread_above(&w->page, &thread);
    assert_int_equal(written_text(w).length, 0);
}

static void a_word_has_its_shape_and_its_text(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    word(&w->page, WORD_WORSE, SLICE("getting <worse>"));
    assert_written(w, "<span class=\"weft-word weft-word--worse\">getting &lt;worse&gt;</span>");
}

static void a_table_names_its_rows_columns_and_sorting(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct column columns[] = {
        {.label = SLICE("Title"), .sort_path = SLICE("/x?sort=title"), .sorted = -1},
        {.label = SLICE("Due"), .sort_path = SLICE("/x?sort=due&down=1")},
        {.label = SLICE("\"Lead\""), .numeric = true},
    };
    struct table table = {
        .caption = MARKUP("Things"), .columns = columns, .column_count = 3, .stacked = true};
    table_begin(&w->page, &table);
    table_row(&w->page, &table, false);
    for (size_t i = 0; i < 3; i++)
        table_text(&w->page, &table, i, SLICE("<1>"));
    table_row_end(&w->page, &table);
    table_end(&w->page, &table);
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "caption", NULL), 1);
    struct slice html = written_text(w);
    assert_true(slice_find(html, SLICE("aria-sort=\"descending\"")) < html.length);
    assert_true(slice_find(html, SLICE("aria-sort=\"none\"")) < html.length);
    assert_true(slice_find(html, SLICE("data-label=\"&quot;Lead&quot;\"")) < html.length);
    assert_true(slice_find(html, SLICE("<th scope=\"row\"")) < html.length);
    assert_true(slice_find(html, SLICE("sort=due&amp;down=1")) < html.length);
}

static void a_wide_table_scrolls_by_itself_and_can_be_reached(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct column columns[] = {{.label = SLICE("A")}};
    struct table table = {.caption = MARKUP("Things"), .columns = columns, .column_count = 1};
    table_begin(&w->page, &table);
    table_end(&w->page, &table);
    struct slice html = written_text(w);
    assert_true(slice_starts_with(html, SLICE("<div class=\"weft-scroll\" tabindex=\"0\" "
                                              "role=\"region\" aria-label=\"Things, table\">")));
}

static void a_list_without_a_next_page_has_no_pager(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    pager(&w->page, (struct slice){0}, (struct slice){0}, SLICE("Next"));
    assert_int_equal(written_text(w).length, 0);
    pager(&w->page, SLICE("/x"), SLICE("/x?after=v1"), SLICE("Next 6"));
    assert_int_equal(count_written(w, "a", "govuk-link"), 2);
}

/* --- forms ------------------------------------------------------------------------------------ */

static void every_kind_of_field_has_its_input(void **state)
{
    (void)state;
    static const struct choice choices[] = {{"a", "One"}, {"b", "Two"}};
    static const struct field fields[] = {
        TEXT("short", .label = "Short"),
        TEXT("longer", .label = "Longer", .longest = 500),
        LONG_TEXT("long", .label = "Long"),
        INTEGER("whole", .label = "Whole"),
        DECIMAL("number", .label = "Number"),
        DATE("day", .label = "Day"),
        CHOICE("choice", choices, .label = "Choice"),
        REFERENCE("one", "post", .label = "One of them"),
        REFERENCES("several", "post", .label = "Several"),
        DERIVED("derived", "1", .label = "Derived"),
    };
    struct form_option options[] = {{SLICE("p1"), SLICE("Post <1>")},
                                    {SLICE("p2"), SLICE("Post 2")}};
    CLEANUP(written_free) struct written *w = written_new();
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        form_field(&w->page, &fields[i], (struct slice){0}, options, 2, NULL);
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "textarea", NULL), 2);
    assert_int_equal(count_written(w, "select", NULL), 2);
    assert_int_equal(count_written(w, "input", "govuk-date-input__input"), 3);
    assert_int_equal(count_written(w, "input", "govuk-checkboxes__input"), 2);
    assert_int_equal(count_written(w, "input", NULL), 3 + 3 + 2 + 1); /* and one that is hidden */
    assert_int_equal(count_written(w, "fieldset", NULL), 2);
}

static void what_was_typed_stands_in_the_form_again(void **state)
{
    (void)state;
    static const struct field title = TEXT("title", .label = "Title", .required = true);
    static const struct field due = DATE("due", .label = "Due");
    CLEANUP(written_free) struct written *w = written_new();
    form_field(&w->page, &title, SLICE("\"><script>"), NULL, 0, NULL);
    form_field(&w->page, &due, SLICE("2013-11-31"), NULL, 0, NULL);
    assert_well_formed(written_text(w));
    struct slice html = written_text(w);
    assert_true(slice_find(html, SLICE("value=\"&quot;&gt;&lt;script&gt;\"")) < html.length);
    assert_true(slice_find(html, SLICE("name=\"due-day\" value=\"31\"")) < html.length);
    assert_true(slice_find(html, SLICE("name=\"due-month\" value=\"11\"")) < html.length);
    assert_true(slice_find(html, SLICE("name=\"due-year\" value=\"2013\"")) < html.length);
}

static void a_fault_is_told_above_and_at_its_field_and_linked(void **state)
{
    (void)state;
    static const struct field due = DATE("due", .label = "Due", .hint = "When <it> is due");
    CLEANUP(written_free) struct written *w = written_new();
    struct faults faults = faults_in(&w->arena);
    fault_add(&faults, "due", "Due is <no> date.");
    fault_add(&faults, NULL, "Something else.");
    form_errors(&w->page, "Not saved", &faults);
    form_field(&w->page, &due, SLICE("x"), NULL, 0, &faults);
    assert_well_formed(written_text(w));
    assert_slice(text_of(w, "h2", NULL, 0), "Not saved: two things to put right");
    assert_slice(text_of(w, "a", NULL, 0), "Due is <no> date.");
    assert_slice(text_of(w, "p", "govuk-error-message", 0), "Error: Due is <no> date.");
    assert_int_equal(count_written(w, "input", "govuk-input--error"), 3);
}

static void a_code_that_is_no_option_any_more_is_not_lost(void **state)
{
    (void)state;
    static const struct field lead = REFERENCE("lead", "post", .label = "Lead");
    struct form_option options[] = {{SLICE("p1"), SLICE("Post 1")}};
    CLEANUP(written_free) struct written *w = written_new();
    form_field(&w->page, &lead, SLICE("gone"), options, 1, NULL);
    assert_int_equal(count_written(w, "option", NULL), 3);
    struct slice html = written_text(w);
    assert_true(slice_find(html, SLICE("<option value=\"gone\" selected")) < html.length);
}

static void no_faults_no_summary(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct faults faults = faults_in(&w->arena);
    form_errors(&w->page, "Not saved", NULL);
    form_errors(&w->page, "Not saved", &faults);
    assert_int_equal(written_text(w).length, 0);
}

static void only_a_signed_in_page_carries_a_token(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    form_token(&w->page);
    assert_int_equal(written_text(w).length, 0);
    w->frame.token = SLICE("se\"cret");
    form_token(&w->page);
    assert_written(w, "<input type=\"hidden\" name=\"csrf\" value=\"se&quot;cret\"/>");
}

/* --- who answers -------------------------------------------------------------------------------
 */

static struct answers two_answers(void)
{
    static struct answer items[] = {
        {.entity = &priority_entity,
         .code = {"p", 1},
         .title = {"First", 5},
         .starts = {2010, 5, 1},
         .ends = {2011, 3, 31}},
        {.entity = &priority_entity,
         .code = {"p", 1},
         .title = {"Second", 6},
         .starts = {2011, 12, 1}},
    };
    return (struct answers){items, 2};
}

static void the_day_decides_who_answers(void **state)
{
    (void)state;
    struct answers answers = two_answers();
    struct slice p = SLICE("p");
    assert_null(answer_on(&answers, &priority_entity, p, (struct date){2010, 4, 30}));
    assert_ptr_equal(answer_on(&answers, &priority_entity, p, (struct date){2010, 5, 1}),
                     &answers.items[0]);
    assert_ptr_equal(answer_on(&answers, &priority_entity, p, (struct date){2011, 3, 31}),
                     &answers.items[0]);
    assert_null(answer_on(&answers, &priority_entity, p, (struct date){2011, 4, 1}));
    assert_ptr_equal(answer_on(&answers, &priority_entity, p, (struct date){2030, 1, 1}),
                     &answers.items[1]);
    assert_null(answer_on(&answers, &priority_entity, SLICE("q"), (struct date){2010, 6, 1}));
    assert_false(answers_stated(&answers, &strategic_objective_entity));
    struct date since = gap_since(&answers, &priority_entity, p, (struct date){2011, 9, 1});
    assert_int_equal(date_compare(since, (struct date){2011, 4, 1}), 0);
}

static void the_times_of_nobody_are_told_too(void **state)
{
    (void)state;
    struct answers answers = two_answers();
    struct answer_span spans[5];
    size_t count_spans =
        answer_spans(&answers, &priority_entity, SLICE("p"), (struct date){2010, 1, 1},
                     (struct date){2014, 12, 31}, spans);
    assert_int_equal(count_spans, 4);
    assert_null(spans[0].answer);
    assert_int_equal(date_compare(spans[0].until, (struct date){2010, 4, 30}), 0);
    assert_ptr_equal(spans[1].answer, &answers.items[0]);
    assert_null(spans[2].answer);
    assert_int_equal(date_compare(spans[2].from, (struct date){2011, 4, 1}), 0);
    assert_ptr_equal(spans[3].answer, &answers.items[1]);
    count_spans = answer_spans(&answers, &priority_entity, SLICE("q"), (struct date){2010, 1, 1},
                               (struct date){2010, 12, 31}, spans);
    assert_int_equal(count_spans, 1);
    assert_null(spans[0].answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_of_one_title_share_a_knot_with_both_levels_named),
        cmocka_unit_test(a_priority_is_named_by_its_years),
        cmocka_unit_test(a_thread_with_nothing_above_is_not_written),
        cmocka_unit_test(a_word_has_its_shape_and_its_text),
        cmocka_unit_test(a_table_names_its_rows_columns_and_sorting),
        cmocka_unit_test(a_wide_table_scrolls_by_itself_and_can_be_reached),
        cmocka_unit_test(a_list_without_a_next_page_has_no_pager),
        cmocka_unit_test(every_kind_of_field_has_its_input),
        cmocka_unit_test(what_was_typed_stands_in_the_form_again),
        cmocka_unit_test(a_fault_is_told_above_and_at_its_field_and_linked),
        cmocka_unit_test(a_code_that_is_no_option_any_more_is_not_lost),
        cmocka_unit_test(no_faults_no_summary),
        cmocka_unit_test(only_a_signed_in_page_carries_a_token),
        cmocka_unit_test(the_day_decides_who_answers),
        cmocka_unit_test(the_times_of_nobody_are_told_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
