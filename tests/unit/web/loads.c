/* Bringing figures in by browser: what a file and its form are refused for, what is kept of a file
 * in part, how its refused rows are put right, and what of it those see who may only read. */
#include "support/house.h"

#include <string.h>

#include "support/page.h"
#include "web/web.h"

#define HEAD "measure_short,period,la_number,area,value\n"
#define GOOD "Low,2024,501,Thistlemouth,23.5\n"
#define BAD "Low,20x6,501,Thistlemouth,21\nLow,2026,501,Thistlemouth,many\n"

static const char areas[] = "LA Number,LA Name,Region,Type\n501,Thistlemouth,Coast,UA\n";
static const char dictionary[] =
    "Topic,Measure,Chart_title,Measure_short,Polarity,y_axis_name,Description,Last Update,"
    "Next Update,Data Owner (DO) /Supplier and Contact Details,Methodology,Hyperlink(s),dps,"
    "Year_Type,No_Quartile\n"
    "Health,Low is good,Low,Low,Low,% of children,What it is,45809,46174,ONS,How,"
    "https://example.org/low,1,Calendar Year,NA\n";

/* What stands in the form; NULL: nothing. */
struct sent {
    const char *file, *mapping, *edition, *day, *month, *year, *partial;
};

static struct room room;
static struct house *house;
static const char *analyst;

static const char *token_on(const char *page)
{
    struct reply reply =
        house_ask(house, arena_printf(&house->arena, "GET %s", page), analyst, NULL);
    assert_int_equal(reply.status, 200);
    struct slice mark = SLICE("name=\"csrf\" value=\"");
    size_t at = slice_find(reply.body, mark) + mark.length;
    assert_true(at < reply.body.length);
    return arena_string(&house->arena, slice_sub(reply.body, at, at + DIGEST_TEXT_SIZE - 1));
}

static void add_part(struct buffer *body, const char *name, const char *more, struct slice value)
{
    buffer_printf(body, "--XX\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n", name,
                  more);
    buffer_append(body, value);
    buffer_string(body, "\r\n");
}

static struct reply upload(const struct sent *sent)
{
    CLEANUP(buffer_free) struct buffer body = BUFFER(1 << 20);
    const char *const pairs[][2] = {
        {"csrf", token_on("/load/new")},  {"mapping", sent->mapping},
        {"edition", sent->edition},       {"published-day", sent->day},
        {"published-month", sent->month}, {"published-year", sent->year},
        {"partial", sent->partial}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][1])
            add_part(&body, pairs[i][0], "", slice_from(pairs[i][1]));
    if (sent->file)
        add_part(&body, "file", "; filename=\"figures.csv\"", slice_from(sent->file));
    buffer_string(&body, "--XX--\r\n");
    const char *headers = arena_printf(
        &house->arena, "Content-Type: multipart/form-data; boundary=XX\r\n%s", analyst);
    return client_ask(house->address, &house->arena, "POST /load/new", headers, buffer_text(&body));
}

/* The number of the load that a file led to. */
static int64_t loaded(const struct sent *sent)
{
    struct reply reply = upload(sent);
    struct slice path = reply_header(&reply, "Location"), begins = SLICE("/load/");
    if (reply.status != 303 || !slice_starts_with(path, begins))
        fail_msg("%d %.*s", reply.status, SLICE_PRINT(reply.body));
    int64_t load = 0;
    path = slice_sub(path, begins.length, slice_find_byte(path, '?'));
    assert_true(slice_to_int64(path, &load));
    return load;
}

static struct reply look(const char *path, const char *headers)
{
    return house_ask(house, arena_printf(&house->arena, "GET %s", path), headers, NULL);
}

static struct reply post(const char *path, const char *page, const char *form)
{
    return client_ask(house->address, &house->arena, arena_printf(&house->arena, "POST %s", path),
                      arena_printf(&house->arena,
                                   "Content-Type: application/x-www-form-urlencoded\r\n%s",
                                   analyst),
                      arena_printf(&house->arena, "csrf=%s%s", token_on(page), form));
}

static void assert_says(const struct reply *reply, int status, const char *text)
{
    if (reply->status != status || !says(reply->body, text))
        fail_msg("not %d “%s”: %d %.*s", status, text, reply->status, SLICE_PRINT(reply->body));
}

static int64_t figures(void)
{
    return house_number(house, "SELECT count(*) FROM observation");
}

static int set_up(void **state)
{
    (void)state;
    room = web_room();
    house = house_new("thistlemouth-2025-28.yaml", &room, 1);
    analyst = house_user(house, "ann", "analyst", SESSION_BROWSER);
    loaded(&(struct sent){.file = areas, .mapping = "lait-areas"});
    loaded(&(struct sent){.file = dictionary, .mapping = "lait-dictionary"});
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_free(&house);
    return 0;
}

/* --- refused whole --------------------------------------------------------------------------- */

static void what_cannot_be_brought_in_is_refused_in_words_and_the_form_is_given_back(void **state)
{
    (void)state;
    static const char list[] = "LA number,LA Name,SN1\n501,Thistlemouth,501\n";
    static const struct {
        struct sent sent;
        const char *says;
    } refused[] = {
        {{.mapping = "lait"}, "Choose the file to bring in."},
        {{.file = "", .mapping = "lait"}, "The file is empty: it has no byte."},
        {{.file = HEAD GOOD}, "Choose how the file is to be read."},
        {{.file = HEAD GOOD, .mapping = "unicorn"}, "Choose how the file is to be read."},
        {{.file = HEAD GOOD, .mapping = "../lait"}, "Choose how the file is to be read."},
        {{.file = HEAD GOOD, .mapping = "lait", .day = "30", .month = "2", .year = "2026"},
         "Published is no real date."},
        {{.file = HEAD GOOD, .mapping = "lait", .day = "0", .month = "1", .year = "2026"},
         "Published is no real date."},
        {{.file = HEAD GOOD, .mapping = "lait", .day = "288", .month = "1", .year = "2026"},
         "Published is no real date."},
        {{.file = HEAD GOOD, .mapping = "lait", .day = "1", .month = "13", .year = "2026"},
         "Published is no real date."},
        {{.file = HEAD GOOD, .mapping = "lait", .day = "1", .month = "257", .year = "2026"},
         "Published is no real date."},
        {{.file = HEAD GOOD, .mapping = "lait", .day = "1", .month = "1", .year = "67562"},
         "Published is no real date."},
        {{.file = HEAD GOOD, .mapping = "lait", .day = "1", .month = "May", .year = "2026"},
         "Published is no real date."},
        {{.file = HEAD GOOD, .mapping = "lait", .day = "1"}, "Published is no real date."},
        {{.file = list, .mapping = "lait-neighbours"}, "edition"},
        {{.file = "a,b\n1,2\n", .mapping = "lait"},
         "Line 1, column 1: The file has no column headed “measure_short”"},
        {{.file = HEAD "Low,2024,501,T\xE9,1\n", .mapping = "lait"},
         "1 of 1 rows cannot be taken."},
        {{.file = "\x1F\x8B\x08\x01\x01\x01\x01\x01\x01\x03", .mapping = "lait"},
         "The file is cut"},
        {{.file = HEAD GOOD BAD, .mapping = "lait"}, "2 of 3 rows cannot be taken."},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int64_t changes = house_changes(house);
        struct reply reply = upload(&refused[i].sent);
        assert_says(&reply, 422, refused[i].says);
        assert_true(says(reply.body, "Error: Bring in a file"));
        assert_int_equal(count_elements(reply.body, "select", "govuk-select"), 1);
        assert_int_equal(house_changes(house), changes);
    }
    assert_int_equal(figures(), 0);
}

static void what_was_chosen_stands_in_the_form_again(void **state)
{
    (void)state;
    struct reply reply = upload(&(struct sent){.file = "a,b\n1,2\n",
                                               .mapping = "lait-neighbours",
                                               .edition = "2025 & later",
                                               .partial = "1"});
    assert_int_equal(reply.status, 422);
    assert_true(says(reply.body, "2025 &amp; later"));
    struct slice body = reply.body;
    assert_true(slice_find(body, SLICE("\"lait-neighbours\" selected=\"selected\"")) < body.length);
    assert_true(slice_find(body, SLICE("checked=\"checked\"")) < body.length);
}

/* --- kept in part, and corrected ------------------------------------------------------------- */

static int64_t loaded_in_part(void)
{
    return loaded(&(struct sent){.file = HEAD GOOD BAD, .mapping = "lait", .partial = "1"});
}

static const char *path_of(int64_t load, const char *rest)
{
    return arena_printf(&house->arena, "/load/%lld%s", (long long)load, rest);
}

static void refused_rows_are_put_right_together_or_not_at_all(void **state)
{
    (void)state;
    int64_t load = loaded_in_part();
    const char *correct = path_of(load, "/correct"), *report = path_of(load, "");
    assert_int_equal(figures(), 1);
    static const char untouched[] = "&line-3-0=Low&line-3-1=20x6&line-3-2=501&line-3-3="
                                    "Thistlemouth&line-3-4=21";
    struct reply reply = post(correct, correct, untouched);
    assert_says(&reply, 422, "No row was changed. Put at least one right, or leave one out.");
    reply = post(correct, correct, ""); /* rows that were not shown are not changed */
    assert_says(&reply, 422, "No row was changed. Put at least one right, or leave one out.");
    reply = post(correct, correct,
                 "&line-3-0=Low&line-3-1=2023&line-3-2=501&line-3-3=Thistlemouth&line-3-4=21"
                 "&line-4-0=Low&line-4-1=2026&line-4-2=501&line-4-3=Thistlemouth&line-4-4=lots");
    assert_says(&reply, 422, "Line 4: ");
    assert_true(says(reply.body, "lots")); /* what was typed is there still */
    assert_int_equal(figures(), 1);        /* and the other row is not in alone */
    reply = post(correct, correct,
                 "&line-3-0=Low&line-3-1=2023&line-3-2=501&line-3-3=Thistlemouth&line-3-4=21");
    assert_int_equal(reply.status, 303);
    assert_int_equal(figures(), 2);
    reply = look(report, analyst);
    assert_true(says(reply.body, "corrected"));
    reply = post(correct, correct, /* somebody else's page, where line 3 is open still */
                 "&line-3-0=Low&line-3-1=2022&line-3-2=501&line-3-3=Thistlemouth&line-3-4=21");
    assert_says(&reply, 422, "No row was changed.");
    assert_int_equal(figures(), 2);
}

#define ROW_3 "&line-3-0=Low&line-3-1=20x6&line-3-2=501&line-3-3=Thistlemouth&line-3-4=21"
#define ROW_4 "&line-4-0=Low&line-4-1=2026&line-4-2=501&line-4-3=Thistlemouth&line-4-4=many"

static void a_row_is_left_out_by_a_tick_and_counted(void **state)
{
    (void)state;
    int64_t load = loaded_in_part();
    const char *correct = path_of(load, "/correct"), *report = path_of(load, "");
    struct reply reply = look(correct, analyst);
    assert_true(says(reply.body, "Leave this row out"));
    assert_false(says(reply.body, "Its cells are right as they stand here"));
    reply = post(correct, correct, "&out-3=1"); /* a row that the form did not show */
    assert_says(&reply, 422, "No row was changed. Put at least one right, or leave one out.");
    reply = post(correct, correct, ROW_3 "&out-3=");
    assert_says(&reply, 422, "No row was changed.");
    reply = post(correct, correct, ROW_3 "&out-3=1" ROW_4 "x");
    assert_says(&reply, 422, "Line 4: "); /* and the other is not left out alone */
    assert_true(says(reply.body, "name=\"out-3\" checked=\"checked\""));
    assert_false(says(look(report, analyst).body, "left out"));
    reply = post(correct, correct, ROW_3 "&out-3=1" ROW_4);
    assert_int_equal(reply.status, 303);
    assert_slice(reply_header(&reply, "Location"), path_of(load + 1, "?done=left"));
    assert_int_equal(figures(), 1);
    reply = look(path_of(load + 1, "?done=left"), analyst);
    assert_says(&reply, 200, "Left out. Those rows wait no more");
    assert_true(says(reply.body, "<strong>left out by hand</strong>"));
    reply = look(path_of(load + 1, ""), "");
    assert_says(&reply, 200, "rows that carry nothing, or were left out");
    reply = look(report, analyst);
    assert_says(&reply, 200, "<strong>left out by hand</strong>");
    reply = look(correct, analyst);
    assert_false(says(reply.body, "name=\"line-3-0\""));
    assert_true(says(reply.body, "name=\"line-4-0\""));
    reply = post(correct, correct, ROW_3 "&out-3=1"); /* twice is once */
    assert_says(&reply, 422, "No row was changed.");
    assert_int_equal(post(path_of(load + 1, "/undo"), report, "").status, 303);
    assert_true(says(look(correct, analyst).body, "name=\"line-3-0\""));
}

static void a_ragged_row_shows_every_cell_and_loses_none(void **state)
{
    (void)state;
    int64_t load = loaded(&(struct sent){.file = HEAD GOOD "Low,2025,501,Thistlemouth,3,<why>\n"
                                                           "Low,2026,501,Thistlemouth,4,\n",
                                         .mapping = "lait",
                                         .partial = "1"});
    const char *correct = path_of(load, "/correct");
    struct reply reply = look(correct, analyst);
    assert_true(says(reply.body, "cell 6, beyond the heading"));
    assert_true(says(reply.body, "name=\"line-3-5\" value=\"&lt;why&gt;\""));
    assert_true(says(look(path_of(load, ""), analyst).body, "Thistlemouth, 3, &lt;why&gt;"));
    reply = look(path_of(load, "/refused.csv"), analyst);
    assert_true(slice_starts_with(
        reply.body, SLICE("measure_short,period,la_number,area,value,cell 6,line,reason\r\n"
                          "Low,2025,501,Thistlemouth,3,<why>,3,")));
#define LINE_3 "&line-3-0=Low&line-3-1=2025&line-3-2=501&line-3-3=Thistlemouth&line-3-4=3"
#define LINE_4 "&line-4-0=Low&line-4-1=2026&line-4-2=501&line-4-3=Thistlemouth&line-4-4=4"
    reply = post(correct, correct, LINE_3 "&line-3-5=%3Cwhy%3E" LINE_4 "&line-4-5=");
    assert_says(&reply, 422, "No row was changed.");
    reply = post(correct, correct, LINE_3 "&line-3-5=%3Cwhy%3E&as-3=1");
    assert_says(&reply, 422, "Line 3: The row has 6 columns where the heading has 5.");
    assert_true(says(reply.body, "name=\"line-3-5\" value=\"&lt;why&gt;\""));
    assert_int_equal(figures(), 1);
    reply = post(correct, correct, LINE_3 "&line-3-5=" LINE_4 "&line-4-5=&as-4=1");
    assert_int_equal(reply.status, 303);
    assert_int_equal(figures(), 3);
}

static void rows_of_a_later_page_are_corrected_from_there(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer file = BUFFER(1 << 16);
    buffer_string(&file, HEAD GOOD);
    for (int i = 0; i < 30; i++)
        buffer_string(&file, "Low,20x6,501,Thistlemouth,21\n");
    int64_t load =
        loaded(&(struct sent){.file = buffer_text(&file), .mapping = "lait", .partial = "1"});
    struct reply reply = look(path_of(load, "/correct?after=22"), analyst);
    assert_true(says(reply.body, "name=\"line-32-0\""));
    assert_false(says(reply.body, "name=\"line-22-0\""));
    static const char row[] =
        "&line-32-0=Low&line-32-1=2025&line-32-2=501&line-32-3=Thistlemouth&line-32-4=21";
    reply = post(path_of(load, "/correct"), path_of(load, "/correct"), row);
    assert_says(&reply, 422, "No row was changed."); /* it is not on the first page */
    static const char *const odd[] = {"x", "-1", "99999999999", "32"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        reply = post(path_of(load, "/correct"), path_of(load, "/correct"),
                     arena_printf(&house->arena, "&after=%s%s", odd[i], row));
        assert_says(&reply, 422, "No row was changed.");
    }
    reply = post(path_of(load, "/correct"), path_of(load, "/correct"),
                 arena_printf(&house->arena, "&after=22%s", row));
    assert_int_equal(reply.status, 303);
    assert_int_equal(figures(), 2);
}

static void rows_of_a_load_that_is_undone_or_not_there_are_not_corrected(void **state)
{
    (void)state;
    int64_t load = loaded_in_part();
    const char *correct = path_of(load, "/correct");
    struct reply reply = post(path_of(load, "/undo"), path_of(load, ""), "");
    assert_int_equal(reply.status, 303);
    assert_int_equal(figures(), 0);
    reply = post(correct, "/load/new",
                 "&line-3-0=Low&line-3-1=2023&line-3-2=501&line-3-3=Thistlemouth&line-3-4=21");
    assert_says(&reply, 409, "was undone, so its refused rows wait for nothing.");
    reply = look(correct, analyst);
    assert_says(&reply, 200, "The load was undone, so its refused rows wait for nothing.");
    assert_false(says(reply.body, "Load what is put right"));
    reply = look(path_of(load, ""), "");
    assert_says(&reply, 200, "3 rows were read. 1 was in and 2 were refused. The load was undone");
    assert_true(says(reply.body, ": none of its rows counts now.</p>"));
    static const char *const absent[] = {"/load/999/correct", "/load/x/correct", "/load/0/correct"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        reply = post(absent[i], "/load/new", "&line-3-0=Low");
        assert_says(&reply, 404, "There is no ");
    }
    reply = post("/load/999/undo", "/load/new", "");
    assert_says(&reply, 404, "There is no load 999.");
    assert_int_equal(figures(), 0);
}

static void a_load_leads_to_those_that_corrected_its_rows_and_stand(void **state)
{
    (void)state;
    int64_t load = loaded_in_part();
    const char *correct = path_of(load, "/correct"), *report = path_of(load, "");
    assert_false(says(look(report, "").body, "Refused rows corrected by"));
    struct reply reply =
        post(correct, correct,
             "&line-3-0=Low&line-3-1=2023&line-3-2=501&line-3-3=Thistlemouth&line-3-4=21");
    assert_int_equal(reply.status, 303);
    int64_t first = load + 1;
    reply = post(correct, correct,
                 "&line-4-0=Low&line-4-1=2026&line-4-2=501&line-4-3=Thistlemouth&line-4-4=9");
    assert_int_equal(reply.status, 303);
    reply = look(report, "");
    assert_says(&reply, 200, "<dt>Refused rows corrected by</dt>");
    assert_int_equal(count_links(reply.body, path_of(first, "\"")), 1);
    assert_int_equal(count_links(reply.body, path_of(first + 1, "\"")), 1);
    assert_int_equal(post(path_of(load, "/undo"), report, "").status, 303);
    reply = look(report, "");
    assert_says(&reply, 200, "none of its rows counts now. What was corrected of it stands: ");
    assert_int_equal(count_links(reply.body, path_of(first, "\"")), 2);
    assert_int_equal(post(path_of(first, "/undo"), path_of(first, ""), "").status, 303);
    reply = look(report, ""); /* what is undone corrects nothing */
    assert_int_equal(count_links(reply.body, path_of(first, "\"")), 0);
    assert_int_equal(count_links(reply.body, path_of(first + 1, "\"")), 2);
}

static void a_file_without_rows_says_so(void **state)
{
    (void)state;
    int64_t changes = house_changes(house);
    static const char *const none[] = {HEAD, "measure_short,period,la_number,area,value"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct reply reply = upload(&(struct sent){.file = none[i], .mapping = "lait"});
        assert_says(&reply, 200, "The file has no rows: its headings stand alone.");
        assert_false(says(reply.body, "stands already"));
    }
    assert_int_equal(house_changes(house), changes);
    struct reply reply = look("/load/new", analyst);
    assert_says(&reply, 200, "plain or compressed with gzip (.gz); 256 MB at most");
    assert_says(&reply, 200, "a mapping of your own is used by weft import");
}

static void a_load_that_was_revised_is_not_undone_and_the_page_says_by_which(void **state)
{
    (void)state;
    int64_t first = loaded(&(struct sent){.file = HEAD GOOD, .mapping = "lait"});
    int64_t second =
        loaded(&(struct sent){.file = HEAD "Low,2024,501,Thistlemouth,24\n", .mapping = "lait"});
    struct reply reply = post(path_of(first, "/undo"), path_of(first, ""), "");
    assert_says(&reply, 409, arena_printf(&house->arena, "load %lld", (long long)second));
    assert_int_equal(post(path_of(second, "/undo"), path_of(second, ""), "").status, 303);
    assert_int_equal(post(path_of(first, "/undo"), path_of(first, ""), "").status, 303);
    assert_int_equal(figures(), 0);
}

static void the_same_file_again_writes_nothing_and_names_the_first(void **state)
{
    (void)state;
    const struct sent whole = {.file = HEAD GOOD, .mapping = "lait"};
    int64_t first = loaded(&whole), changes = house_changes(house);
    struct reply reply = upload(&whole);
    assert_says(&reply, 200, "1 row was read, and what it says stands already.");
    assert_int_equal(count_links(reply.body, path_of(first, "\"")), 1);
    const struct sent none = {.file = HEAD BAD, .mapping = "lait", .partial = "1"};
    reply = upload(&none);
    assert_says(&reply, 200, "2 rows were read. 2 were refused.");
    const struct sent some = {.file = HEAD GOOD BAD, .mapping = "lait", .partial = "1"};
    reply = upload(&some);
    assert_says(&reply, 200,
                "3 rows were read. 2 were refused, and nothing that the others say is new.");
    assert_int_equal(house_changes(house), changes);
}

/* --- who may not ----------------------------------------------------------------------------- */

static void whoever_brings_no_figures_in_sees_counts_and_no_row(void **state)
{
    (void)state;
    int64_t load = loaded_in_part();
    const char *report = path_of(load, "");
    assert_true(says(look(report, analyst).body, "20x6"));
    const char *const others[] = {"", house_user(house, "carl", "contributor", SESSION_BROWSER)};
    for (size_t i = 0; i < 2; i++) {
        struct reply reply = look(report, others[i]);
        assert_says(&reply, 200, "3 rows were read. 1 is in and 2 were refused.");
        assert_true(says(reply.body, "are shown to those who bring figures in."));
        assert_false(says(reply.body, "20x6"));
        assert_false(says(reply.body, "method=\"post\" action=\"/load"));
        static const char *const closed[] = {"/refused.csv", "/correct"};
        for (size_t k = 0; k < 2; k++) {
            reply = look(path_of(load, closed[k]), others[i]);
            assert_int_equal(reply.status, i ? 403 : 401);
            assert_false(says(reply.body, "20x6"));
        }
    }
    assert_true(says(look(report, others[1]).body, "Digest of its bytes"));
    const char *const public_pages[] = {report, "/load", "/records/load", "/records/load?as=csv"};
    for (size_t i = 0; i < 4; i++) { /* which file it was, and nobody's name */
        struct reply reply = look(public_pages[i], "");
        assert_int_equal(reply.status, 200);
        static const char *const inside[] = {"oaded by", ", by "};
        for (size_t k = 0; k < 2; k++)
            if (says(reply.body, inside[k]))
                fail_msg("%s tells “%s” to anyone", public_pages[i], inside[k]);
    }
    struct reply file = look(path_of(load, "/refused.csv"), analyst);
    assert_true(slice_starts_with(file.body,
                                  SLICE("measure_short,period,la_number,area,value,line,reason\r\n"
                                        "Low,20x6,501,Thistlemouth,21,3,")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_cannot_be_brought_in_is_refused_in_words_and_the_form_is_given_back),
        TEST(what_was_chosen_stands_in_the_form_again),
        TEST(refused_rows_are_put_right_together_or_not_at_all),
        TEST(a_row_is_left_out_by_a_tick_and_counted),
        TEST(a_ragged_row_shows_every_cell_and_loses_none),
        TEST(rows_of_a_later_page_are_corrected_from_there),
        TEST(rows_of_a_load_that_is_undone_or_not_there_are_not_corrected),
        TEST(a_load_leads_to_those_that_corrected_its_rows_and_stand),
        TEST(a_file_without_rows_says_so),
        TEST(a_load_that_was_revised_is_not_undone_and_the_page_says_by_which),
        TEST(the_same_file_again_writes_nothing_and_names_the_first),
        TEST(whoever_brings_no_figures_in_sees_counts_and_no_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
