/* Files as they should not be: the message says what, where and what to do; nothing is changed. */
#include "support/test.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/figures.h"

#define HEAD "measure_short,period,la_number,area,value\n"

/* A file that cannot be read is refused with a code, a place and words; the store stays as it is.
 */
static void assert_unreadable(struct figures *figures, struct slice text, int code, unsigned line,
                              unsigned column, const char *says)
{
    const struct load_report *report = NULL;
    struct err err = {0};
    int64_t before = figures_count(figures);
    int refused = figures_try(figures, "lait", text, NULL, &report, &err);
    if (refused != code || err.line != line || err.column != column || !strstr(err.message, says))
        fail_msg("refused with %d at %u:%u: %s", refused, err.line, err.column, err.message);
    assert_int_equal(figures_count(figures), before);
}

static void text_that_is_not_utf8_is_refused_at_its_place(void **state)
{
    struct figures *figures = *state;
    assert_unreadable(figures, SLICE("\xFF\xFEm\0e\0"), ERR_SYNTAX, 1, 1, "UTF-16");
    assert_unreadable(figures, SLICE("m\0e\0a\0s\0"), ERR_SYNTAX, 1, 2, "NUL");
    assert_unreadable(figures, SLICE("measure_short,p\xE9riod\nLow,2022\n"), ERR_SYNTAX, 1, 16,
                      "Latin-1");
    assert_unreadable(figures, SLICE(HEAD "Low,2022,892,N\xE9,5\nLow,2021,892,\"N,5\n"), ERR_SYNTAX,
                      3, 1, "never closed");
}

/* Rows 3 and 5 cannot be decoded, row 4 has no such area. */
static const struct slice undecoded =
    SLICE(HEAD "Low,2022,892,Nottingham,5\nLow,2021,892,Nott\xE9 \x96 \x81,6\n"
               "Low,2020,999,Nowhere,7\nLow,2019,89\0,\"N\xC3\xA9,\xE9\",8\nLow,2018,892,N,9\n");

static void a_row_that_cannot_be_decoded_is_a_refused_row_like_another(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = NULL;
    struct err err = {0};
    int64_t before = figures_count(figures);
    assert_int_equal(figures_try(figures, "lait", undecoded, NULL, &report, &err), 0);
    assert_true(report->refused);
    assert_counts(report, "5 2 0 0 0 3");
    static const unsigned places[][2] = {{3, 18}, {4, 10}, {5, 12}};
    static const char *const says[] = {"Latin-1", "999", "NUL"};
    size_t at = 0;
    for (size_t i = 0; i < report->count; i++) {
        const struct load_item *item = &report->items[i];
        if (!item->is_refusal)
            continue;
        assert_true(at < 3);
        assert_int_equal(item->line, places[at][0]);
        assert_int_equal(item->column, places[at][1]);
        assert_true(slice_find(item->reason, slice_from(says[at])) < item->reason.length);
        at++;
    }
    assert_int_equal(at, 3);
    assert_int_equal(figures_count(figures), before); /* it is refused whole */
}

static void a_byte_order_mark_is_no_fault(void **state)
{
    struct figures *figures = *state;
    assert_counts(figures_load(figures, "lait", "\xEF\xBB\xBF" HEAD "Low,2022,892,N,5\n"),
                  "1 1 0 0 0 0");
}

static void quotation_marks_that_do_not_close_are_refused(void **state)
{
    struct figures *figures = *state;
    assert_unreadable(figures, SLICE(HEAD "Low,2022,892,\"N,5\nLow,2021,892,N,6\n"), ERR_SYNTAX, 2,
                      1, "never closed");
    assert_unreadable(figures, SLICE(HEAD "Low,2022,892,\"N\" x,5\n"), ERR_SYNTAX, 2, 17,
                      "after a closing quotation mark");
}

static void a_file_of_another_kind_is_refused_by_its_headings(void **state)
{
    struct figures *figures = *state;
    assert_unreadable(figures, SLICE("a,b\n1,2\n"), ERR_SYNTAX, 1, 1,
                      "no column headed “measure_short”");
    assert_unreadable(figures, SLICE(""), ERR_SYNTAX, 1, 1, "empty");
    assert_unreadable(figures, SLICE("\n\n"), ERR_SYNTAX, 1, 1, "empty");
    assert_unreadable(figures, SLICE("measure_short,period,la_number,period,value\n"), ERR_SYNTAX,
                      1, 32, "Two columns are headed “period”");
}

static void a_heading_alone_loads_nothing(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(figures, "lait", HEAD);
    assert_counts(report, "0 0 0 0 0 0");
    assert_int_equal(report->load, 0);
}

static void ten_thousand_columns_are_refused(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_string(&text, "measure_short,period,la_number,area,value");
    for (int i = 0; i < 10000; i++)
        buffer_printf(&text, ",c%d", i);
    buffer_byte(&text, '\n');
    const struct load_report *report;
    struct err err = {0};
    assert_int_equal(figures_try(figures, "lait", buffer_slice(&text), NULL, &report, &err),
                     ERR_LIMIT);
    assert_int_equal(err.line, 1);
    assert_non_null(strstr(err.message, "more than the 4096 columns"));
}

/* The file's first line is as long as a gigabyte; it is a hole on the disk and no byte of it. */
static void a_line_of_a_gigabyte_is_refused_in_little_memory(void **state)
{
    struct figures *figures = *state;
    char path[400];
    snprintf(path, sizeof path, "%s/long-line", scratch_folder());
    int descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    static char block[1 << 16];
    memset(block, 'x', sizeof block);
    for (int i = 0; i < 64; i++) /* 4 MiB of letters, and after them the hole */
        assert_int_equal(write(descriptor, block, sizeof block), sizeof block);
    assert_int_equal(ftruncate(descriptor, (off_t)1000000000), 0);
    lseek(descriptor, 0, SEEK_SET);
    struct actor house = actor_house("test");
    struct mapping mapping;
    struct faults faults = faults_in(&figures->arena);
    assert_int_equal(mapping_load("lait", &figures->arena, &mapping, &faults, NULL), 0);
    struct load_request request = {
        .mapping = &mapping, .descriptor = descriptor, .file = SLICE("long"), .actor = &house};
    struct loading *loading = NULL;
    struct err err = {0};
    assert_int_equal(loading_read(figures->writer->store, &request, &loading, &err), ERR_LIMIT);
    assert_null(loading);
    assert_int_equal(err.line, 1);
    assert_non_null(strstr(err.message, "longer than"));
    close(descriptor);
    unlink(path);
}

static void what_the_shell_makes(const char *command, struct buffer *out)
{
    assert_int_equal(run_command(command, out), 0);
}

static void gzip_is_read_and_refused_where_it_is_cut_or_expands_without_end(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer packed = BUFFER(1 << 22);
    what_the_shell_makes("printf '" HEAD "Low,2022,892,N,5\n' | gzip", &packed);
    const struct load_report *report;
    struct err err = {0};
    assert_int_equal(figures_try(figures, "lait", buffer_slice(&packed), NULL, &report, &err), 0);
    assert_counts(report, "1 1 0 0 0 0");
    assert_unreadable(figures, slice_sub(buffer_slice(&packed), 0, packed.length - 9), ERR_SYNTAX,
                      0, 0, "The file is cut");
    buffer_clear(&packed);
    what_the_shell_makes("(printf '" HEAD "'; yes 'Low,2022,892,N,5' | head -c 100000000) | gzip",
                         &packed);
    assert_unreadable(figures, buffer_slice(&packed), ERR_LIMIT, 0, 0, "expands to more than");
}

static void numbers_that_are_none_are_refused(void **state)
{
    struct figures *figures = *state;
    static const char *const values[] = {"1,5",  "1e", "nan",   "inf",  "0x10",
                                         "--5",  "5-", "1e400", "five", "\xE2\x88\x92\x35",
                                         "1 000"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[300];
        snprintf(text, sizeof text, HEAD "Low,2022,892,N,\"%s\"\n", values[i]);
        const struct load_report *report = figures_load(figures, "lait", text);
        if (!report->refused)
            fail_msg("“%s” was read as a number", values[i]);
        assert_item(report, 0, true, 2, values[i]);
    }
    assert_int_equal(figures_count(figures), 0);
}

static void a_hundred_thousand_refused_rows_are_each_told(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(16 << 20);
    buffer_string(&text, HEAD);
    for (int i = 0; i < 100000; i++)
        buffer_printf(&text, "Low,2022,892,N,no %d\n", i);
    const struct load_report *report;
    struct err err = {0};
    assert_int_equal(figures_try(figures, "lait", buffer_slice(&text), NULL, &report, &err), 0);
    assert_true(report->refused);
    assert_counts(report, "100000 0 0 0 0 100000");
    assert_int_equal(report->count, 100000);
    assert_item(report, 99999, true, 100001, "");
}

static void rows_refused_alike_are_told_together_whatever_stood_in_them(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_string(&text, HEAD "Low,2022,892,N,5\n");
    for (int i = 0; i < 30; i++)
        buffer_printf(&text, "Low,2022,%d,N,5\n", 100 + i / 3); /* ten codes, each three times */
    buffer_string(&text, "Low,20x1,892,N,5\nLow,20x2,892,N,5\n");
    const struct load_report *report;
    struct err err = {0};
    assert_int_equal(figures_try(figures, "lait", buffer_slice(&text),
                                 &(struct figures_options){.partial = true}, &report, &err),
                     0);
    assert_counts(report, "33 1 0 0 0 32");
    assert_int_equal(report->group_count, 2);
    assert_int_equal(report->groups[0].rows, 30);
    assert_int_equal(report->groups[0].values, 10);
    assert_int_equal(report->groups[0].first_line, 3);
    assert_int_equal(report->groups[1].rows, 2);
    assert_int_equal(report->groups[1].values, 2);
    assert_item(report, 29, true, 32, "“109”"); /* each row keeps its own reason */
    struct load_finding *findings;
    size_t count;
    assert_int_equal(load_findings(figures->writer->store, figures_loaded(report), &figures->arena,
                                   &findings, &count, NULL),
                     0);
    assert_int_equal(count, 2);
    assert_int_equal(findings[0].rows, 30);
    assert_int_equal(findings[0].values, 10);
    assert_int_equal(findings[0].line_count, 30);
    assert_slice(load_reason_stem(SLICE("a “b” c “d”"), &figures->arena), "a “…” c “…”");
    assert_slice(load_reason_stem(SLICE("a “b"), &figures->arena), "a “…”");
    assert_slice(load_reason_stem(SLICE("a” “b” c"), &figures->arena), "a” “…”");
    assert_slice(load_reason_stem(SLICE(""), &figures->arena), "");
}

static void names_without_end_are_refused_and_not_held(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(16 << 20);
    buffer_string(&text, HEAD);
    for (int i = 0; i < 70000; i++)
        buffer_printf(&text, "M%d,2022,892,N,5\n", i);
    const struct load_report *report;
    struct err err = {0};
    assert_int_equal(figures_try(figures, "lait", buffer_slice(&text), NULL, &report, &err),
                     ERR_LIMIT);
    assert_non_null(strstr(err.message, "more than"));
}

/* --- what a mapping looks for ---------------------------------------------------------------- */

#define OWN                                                                                        \
    "title: Own\nreads: figures\ncolumns: {measure: measure_short, period: period, area: "         \
    "la_number, value: value}\nmeasures: known\n"
#define PLACES "time_period,time_identifier,country_code,country_name,region_code,region_name,"

static void a_column_that_the_mapping_needs_is_asked_for_by_its_heading(void **state)
{
    struct figures *figures = *state;
    static const struct {
        const char *mapping, *text, *says;
    } wrong[] = {
        {OWN "breakdowns: [Sex]\n", HEAD "Low,2022,892,N,5\n",
         "The file has no column headed “Sex”, where the mapping looks for a group."},
        {OWN "breakdowns: [{dimension: Kind, group: area}]\n", HEAD "Low,2022,892,N,5\n",
         "The file has no column headed “Kind”, where the mapping looks for a group."},
        {"lait", "measure_short,period,area,value\nLow,2022,N,5\n",
         "The file has no column headed “la_number”, where the mapping lait looks for the area. Is "
         "it a file of this kind?"},
        {"dfe-tidy", PLACES "old_la_code,new_la_code,la_name,n\n",
         "The file has no column headed “geographic_level”, which tells the level of a place. Is "
         "it a file of this kind?"},
        {"dfe-tidy", "geographic_level," PLACES "old_la_code,la_name,n\n",
         "The file has no column headed “new_la_code”, where the mapping looks for the "},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct load_report *report = NULL;
        struct err err = {0};
        int code =
            figures_try(figures, wrong[i].mapping, slice_from(wrong[i].text), NULL, &report, &err);
        if (code != ERR_SYNTAX || strncmp(err.message, wrong[i].says, strlen(wrong[i].says)) != 0)
            fail_msg("%s: %d %s", wrong[i].text, code, err.message);
        assert_int_equal(err.line, 1);
        assert_int_equal(figures_count(figures), 0);
    }
}

static void what_is_too_much_of_one_thing_is_refused_and_asks_after_the_mapping(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer mapping = BUFFER(1 << 16);
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    const struct load_report *report = NULL;
    struct err err = {0};
    buffer_string(&mapping, OWN "skip:\n");
    for (int i = 0; i < 65; i++)
        buffer_printf(&mapping, "  - where: {area: \"%d\"}\n    because: it is so\n", i);
    struct slice row = SLICE(HEAD "Low,2022,892,N,5\n");
    assert_int_equal(figures_try(figures, buffer_text(&mapping), row, NULL, &report, &err),
                     ERR_LIMIT);
    assert_non_null(strstr(err.message, "A mapping can skip by at most 64 columns."));
    buffer_string(&text, HEAD "Low,2022,892,N,5\nLow,2022,892,");
    for (int i = 0; i < 1100; i++)
        buffer_byte(&text, 'x');
    buffer_string(&text, ",5\n");
    assert_int_equal(
        figures_try(figures, OWN "breakdowns: [area]\n", buffer_slice(&text), NULL, &report, &err),
        ERR_LIMIT);
    assert_string_equal(err.message, "A group in the file has a name of more than 1,000 letters. "
                                     "Is a column of the mapping wrong?");
    assert_int_equal(figures_count(figures), 0);
}

/* --- what is no file to be read --------------------------------------------------------------- */

/* Load what stands behind a descriptor; closes it. */
static int load_descriptor(struct figures *figures, int descriptor, struct err *err)
{
    struct actor house = actor_house("test");
    struct mapping mapping;
    struct faults faults = faults_in(&figures->arena);
    assert_int_equal(mapping_load("lait", &figures->arena, &mapping, &faults, NULL), 0);
    struct load_request request = {
        .mapping = &mapping, .descriptor = descriptor, .file = SLICE("odd"), .actor = &house};
    loading_free(&figures->loading);
    int code = load_file(figures->writer, &request, &figures->loading, err);
    if (descriptor >= 0)
        close(descriptor);
    return code;
}

static void what_cannot_be_read_as_a_file_is_told_with_the_systems_reason(void **state)
{
    struct figures *figures = *state;
    char path[400];
    snprintf(path, sizeof path, "%s/huge", scratch_folder());
    int huge = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600); /* a hole, and no byte of it */
    assert_int_equal(ftruncate(huge, ((off_t)1 << 30) + 1), 0);
    const struct {
        int descriptor, code;
        const char *says;
    } odd[] = {
        {-1, ERR_INPUT, "The file cannot be read: Bad file descriptor."},
        {open(scratch_folder(), O_RDONLY | O_DIRECTORY), ERR_INPUT,
         "The file cannot be read: Is a directory."},
        {open(path, O_WRONLY), ERR_INPUT, "The file cannot be read: Bad file descriptor."},
        {huge, ERR_LIMIT, "The file is larger than the 1073 MB allowed. Split it into several."},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct err err = {0};
        if (i == 2)
            assert_int_equal(ftruncate(huge, 100), 0);
        if (i == 3)
            assert_int_equal(ftruncate(huge, ((off_t)1 << 30) + 1), 0);
        int code = load_descriptor(figures, odd[i].descriptor, &err);
        if (code != odd[i].code || strcmp(err.message, odd[i].says) != 0)
            fail_msg("%zu: %d %s", i, code, err.message);
        assert_null(figures->loading);
    }
    unlink(path);
}

/* A pipe with a row more than fits in one block, so that it is set aside as it comes. */
static int pipe_of_figures(void)
{
    FILE *pipe = popen("printf '" HEAD "Low,2022,892,N,5\n'; "
                       "yes 'Low,2022,892,N,5' | head -n 6000",
                       "r");
    int descriptor = dup(fileno(pipe));
    return descriptor; /* the stream stays for the test's short life */
}

static void a_pipe_is_set_aside_and_where_the_disk_has_no_room_that_is_told(void **state)
{
    struct figures *figures = *state;
    struct rlimit before, none;
    struct err err = {0};
    if (load_descriptor(figures, pipe_of_figures(), &err) < 0)
        fail_msg("%s", err.message);
    assert_counts(loading_report(figures->loading), "6001 1 0 0 6000 0");
    getrlimit(RLIMIT_FSIZE, &before);
    none = (struct rlimit){1000, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
    int code = load_descriptor(figures, pipe_of_figures(), &err);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(code, ERR_INPUT);
    assert_string_equal(err.message,
                        "The file cannot be set aside while it is read: File too large.");
    assert_null(figures->loading);
    assert_sound(figures);
}

/* --- partial loads and corrections ------------------------------------------------------------ */

static struct refused_rows rows_of(struct figures *figures, int64_t load)
{
    struct refused_rows rows;
    struct err err = {0};
    if (load_refusals(figures->writer->store, load, 0, 100, &figures->arena, &rows, &err) < 0)
        fail_msg("%s", err.message);
    return rows;
}

static struct corrected_row correction_of(const struct refused_rows *rows, size_t at)
{
    const struct refused_row *row = &rows->rows[at];
    return (struct corrected_row){row->line, false, row->values, row->value_count};
}

static const char mixed[] = HEAD "Low,2022,892,Nottingham,5\nLow,2021,892,\"Nott, the city\",4o\n"
                                 "Low,2020,111,Nowhere,3\n";

static void a_partial_load_keeps_its_refused_rows_as_they_were_written(void **state)
{
    struct figures *figures = *state;
    int64_t load = figures_loaded(
        figures_load_with(figures, "lait", mixed, &(struct figures_options){.partial = true}));
    assert_counts(loading_report(figures->loading), "3 1 0 0 0 2");
    assert_int_equal(figures_count(figures), 1);
    struct refused_rows rows = rows_of(figures, load);
    assert_int_equal(rows.column_count, 5);
    assert_slice(rows.columns[4], "value");
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.rows[0].line, 3);
    assert_slice(rows.rows[0].field, "value");
    assert_slice(rows.rows[0].values[3], "Nott, the city");
    assert_slice(rows.rows[0].values[4], "4o");
    assert_int_equal(rows.rows[1].line, 4);
    struct load_finding *findings;
    size_t count;
    assert_int_equal(
        load_findings(figures->writer->store, load, &figures->arena, &findings, &count, NULL), 0);
    assert_int_equal(count, 2);
    assert_int_equal(findings[0].rows, 1);
    assert_int_equal(findings[0].lines[0], 3);
    struct load facts;
    load_get(figures->writer->store, load, &figures->arena, &facts, NULL);
    load_count_open(figures->writer->store, &facts, NULL);
    assert_true(facts.partial);
    assert_int_equal(facts.refusals_open, 2);
}

static void the_same_partial_load_again_names_the_first_and_still_tells_what_it_refuses(
    void **state)
{
    struct figures *figures = *state;
    struct figures_options partial = {.partial = true};
    int64_t load = figures_loaded(figures_load_with(figures, "lait", mixed, &partial));
    const struct load_report *report = figures_load_with(figures, "lait", mixed, &partial);
    assert_int_equal(report->load, 0);
    assert_int_equal(report->same_as, load);
    assert_counts(report, "3 0 1 0 0 2");
    report = figures_load(figures, "lait", mixed);
    assert_true(report->refused);
    assert_int_equal(report->same_as, 0);
}

static void refused_rows_are_loaded_once_they_are_corrected(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    struct actor house = actor_house("test");
    int64_t load = figures_loaded(
        figures_load_with(figures, "lait", mixed,
                          &(struct figures_options){.partial = true, .published = "2025-01-10"}));
    struct refused_rows rows = rows_of(figures, load);
    struct corrected_row corrected[] = {correction_of(&rows, 0), correction_of(&rows, 1)};
    loading_free(&figures->loading);
    rows.rows[0].values[4] = SLICE("40");
    assert_int_equal(
        load_correct(figures->writer, load, corrected, 2, &house, &figures->loading, &err), 0);
    const struct load_report *report = loading_report(figures->loading);
    assert_true(report->refused); /* the other is still wrong */
    assert_item(report, 0, true, 4, "“111”");
    assert_int_equal(figures_count(figures), 1);
    loading_free(&figures->loading);
    assert_int_equal(
        load_correct(figures->writer, load, corrected, 1, &house, &figures->loading, &err), 0);
    int64_t correction = figures_loaded(loading_report(figures->loading));
    assert_true(figures_value(figures, "Low", "892", "2021") == 40);
    struct load facts;
    load_get(figures->writer->store, correction, &figures->arena, &facts, NULL);
    assert_int_equal(facts.correction_of, load);
    assert_int_equal(facts.published.year, 2025);
    load_get(figures->writer->store, load, &figures->arena, &facts, NULL);
    load_count_open(figures->writer->store, &facts, NULL);
    assert_int_equal(facts.refusals_open, 1);
    assert_true(rows_of(figures, load).rows[0].corrected);
    loading_free(&figures->loading);
    assert_int_equal(
        load_correct(figures->writer, load, corrected, 1, &house, &figures->loading, &err),
        ERR_CONFLICT);
    assert_sound(figures);
}

static void undecoded_rows_are_kept_as_they_were_meant_and_loaded_once_corrected(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = NULL;
    struct err err = {0};
    struct actor house = actor_house("test");
    struct figures_options partial = {.partial = true};
    assert_int_equal(figures_try(figures, "lait", undecoded, &partial, &report, &err), 0);
    assert_counts(report, "5 2 0 0 0 3");
    int64_t load = figures_loaded(report);
    struct refused_rows rows = rows_of(figures, load);
    assert_int_equal(rows.count, 3);
    assert_int_equal(rows.rows[0].line, 3);
    assert_slice(rows.rows[0].values[3], "Nott\u00E9 \u2013 \xC2\x81"); /* no byte is lost */
    assert_slice(rows.rows[0].values[4], "6");
    assert_int_equal(rows.rows[2].line, 5);
    assert_slice(rows.rows[2].values[2], "89\u2400");
    assert_slice(rows.rows[2].values[3], "N\u00E9,\u00E9");
    struct corrected_row corrected[] = {correction_of(&rows, 0), correction_of(&rows, 2)};
    loading_free(&figures->loading);
    rows.rows[0].values[3] = SLICE("Nottingham");
    rows.rows[2].values[2] = SLICE("892");
    assert_int_equal(
        load_correct(figures->writer, load, corrected, 2, &house, &figures->loading, &err), 0);
    figures_loaded(loading_report(figures->loading));
    assert_true(figures_value(figures, "Low", "892", "2021") == 6);
    assert_true(figures_value(figures, "Low", "892", "2019") == 8);
    assert_sound(figures);
}

#define TIDY                                                                                       \
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"          \
    "region_name,old_la_code,new_la_code,la_name,"
#define IN_2025                                                                                    \
    "2025,Reporting year,Local authority,E92000001,England,E12000004,East Midlands,892,"           \
    "E06000018,Nottingham,"

/* The one refused row of a file in part, with another value in its last column; and how much it
 * brought. */
static void correct_last_value(struct figures *figures, const char *mapping, const char *text,
                               const char *value, const char *counts)
{
    struct err err = {0};
    struct actor house = actor_house("test");
    int64_t load = figures_loaded(
        figures_load_with(figures, mapping, text, &(struct figures_options){.partial = true}));
    struct refused_rows rows = rows_of(figures, load);
    assert_int_equal(rows.count, 1);
    rows.rows[0].values[rows.column_count - 1] = slice_from(value);
    struct corrected_row corrected = correction_of(&rows, 0);
    loading_free(&figures->loading);
    if (load_correct(figures->writer, load, &corrected, 1, &house, &figures->loading, &err) < 0)
        fail_msg("%s", err.message);
    assert_counts(loading_report(figures->loading), counts);
    assert_sound(figures);
}

/* The value of a group that stands, or NAN; "" is the whole. */
static double group_value(struct figures *figures, const char *measure, const char *group)
{
    struct breakdown_figure *groups;
    size_t count;
    assert_int_equal(breakdowns_at(figures->writer->store, slice_from(measure), SLICE("892"),
                                   SLICE("2025"), (struct date){0}, &figures->arena, &groups,
                                   &count, NULL),
                     0);
    for (size_t i = 0; i < count; i++)
        if (slice_is(groups[i].breakdown.code, group))
            return groups[i].figure.value;
    return NAN;
}

/* The corrected row alone would be a file whose every row says Female, and so says nothing by it:
 * its figure would stand as the whole's. */
static void a_corrected_row_stays_in_its_group_though_it_is_the_only_one(void **state)
{
    struct figures *figures = *state;
    correct_last_value(figures,
                       "title: By sex\nreads: figures\nmeasures: known\nbreakdowns: [sex]\n"
                       "whole: [Total]\n"
                       "columns: {measure: what, period: when, area: where, value: count}\n",
                       "what,when,where,sex,count\nLow,2025,892,Total,100\n"
                       "Low,2025,892,Female,6o\nLow,2025,892,Male,40\n",
                       "60", "1 1 0 0 0 0");
    assert_true(group_value(figures, "Low", "") == 100);
    assert_true(group_value(figures, "Low", "sex=Female") == 60);
    assert_true(group_value(figures, "Low", "sex=Male") == 40);
    correct_last_value(figures, "dfe-tidy",
                       TIDY "sex,referrals\n" IN_2025 "Total,100\n" IN_2025 "Female,6o\n", "60",
                       "1 1 0 0 0 0");
    assert_true(group_value(figures, "referrals", "") == 100);
    assert_true(group_value(figures, "referrals", "sex=Female") == 60);
}

static void what_describes_a_whole_file_makes_no_group_of_its_corrected_row(void **state)
{
    struct figures *figures = *state;
    correct_last_value(figures, "dfe-tidy",
                       TIDY "category,visits\n"
                            "2024,Reporting year,Local authority,E92000001,England,E12000004,East "
                            "Midlands,892,E06000018,Nottingham,In need,7\n" IN_2025 "In need,8o\n",
                       "80", "1 1 0 0 0 0");
    assert_true(group_value(figures, "visits", "") == 80);
    struct err err = {0}; /* and what is altered of it afterwards is found */
    int64_t told = -1;
    struct store *store = figures->writer->store;
    assert_int_equal(store_ask_integer(store, "SELECT count(*) FROM load_breakdown WHERE NOT tells",
                                       &told, &err),
                     0);
    assert_int_equal(told, 1);
    assert_int_equal(store_run(store, "UPDATE load_breakdown SET tells = 1", &err), 0);
    struct faults faults = faults_in(&figures->arena);
    assert_int_equal(record_check_store(store, &weft_registry, &faults, &err), 0);
    assert_true(faults.count > 0);
}

static void rows_that_wait_for_no_correction_are_refused(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    struct actor house = actor_house("test"), anyone = actor_anyone();
    int64_t load = figures_loaded(
        figures_load_with(figures, "lait", mixed, &(struct figures_options){.partial = true}));
    struct refused_rows rows = rows_of(figures, load);
    rows.rows[0].values[4] = SLICE("40");
    struct corrected_row right = correction_of(&rows, 0), whole = right, past = right,
                         other = right;
    whole.line = 2, past.line = 9, other.line = 4;
    const struct {
        struct corrected_row rows[2];
        size_t count;
        int64_t load;
        int code;
        const char *says;
    } refused[] = {
        {{right, right}, 2, load, ERR_CONFLICT, "Line 3 of load"},
        {{other, right}, 2, load, ERR_CONFLICT, "Line 3 of load"}, /* in the order of the file */
        {{whole}, 1, load, ERR_CONFLICT, "is no refused row that waits for correction."},
        {{past}, 1, load, ERR_CONFLICT, "Line 9 of load"},
        {{right}, 1, 999, ERR_NOT_FOUND, "There is no load 999."},
    };
    loading_free(&figures->loading);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int code = load_correct(figures->writer, refused[i].load, refused[i].rows, refused[i].count,
                                &house, &figures->loading, &err);
        if (code != refused[i].code || !strstr(err.message, refused[i].says))
            fail_msg("%zu: %d %s", i, code, err.message);
        assert_null(figures->loading);
    }
    assert_int_equal(
        load_correct(figures->writer, load, &right, 1, &anyone, &figures->loading, &err),
        ERR_FORBIDDEN);
    assert_int_equal(figures_count(figures), 1);
    writer_begin(figures->writer, &err);
    if (load_undo(figures->writer, load, &house, &err) < 0)
        fail_msg("%s", err.message);
    writer_commit(figures->writer, &err);
    assert_int_equal(
        load_correct(figures->writer, load, &right, 1, &house, &figures->loading, &err),
        ERR_CONFLICT);
    assert_non_null(strstr(err.message, "was undone, so its refused rows wait for nothing."));
    assert_int_equal(figures_count(figures), 0);
}

static const char ragged[] = HEAD "Low,2022,892,Nottingham,5\nLow,2021,892,Nottingham,4,why\n"
                                  "Low,2020,892,Nottingham\nTotal\n";

/* The open rows of a load, and those left out by hand. */
static void assert_waiting(struct figures *figures, int64_t load, int64_t open, int64_t left_out)
{
    struct load facts;
    struct err err = {0};
    if (load_get(figures->writer->store, load, &figures->arena, &facts, &err) < 0 ||
        load_count_open(figures->writer->store, &facts, &err) < 0)
        fail_msg("%s", err.message);
    assert_int_equal(facts.refusals_open, open);
    assert_int_equal(facts.left_out, left_out);
}

static void a_row_is_left_out_by_hand_and_waits_again_where_that_is_undone(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    struct actor house = actor_house("test");
    int64_t load = figures_loaded(
        figures_load_with(figures, "lait", mixed, &(struct figures_options){.partial = true}));
    struct refused_rows rows = rows_of(figures, load);
    struct corrected_row both[] = {correction_of(&rows, 0), correction_of(&rows, 1)};
    rows.rows[0].values[4] = SLICE("40");
    both[1].left_out = true;
    loading_free(&figures->loading);
    if (load_correct(figures->writer, load, both, 2, &house, &figures->loading, &err) < 0)
        fail_msg("%s", err.message);
    assert_counts(loading_report(figures->loading), "2 1 0 0 1 0");
    int64_t correction = figures_loaded(loading_report(figures->loading));
    assert_int_equal(figures_count(figures), 2);
    assert_waiting(figures, load, 0, 1);
    assert_waiting(figures, correction, 0, 1);
    assert_true(rows_of(figures, load).rows[0].corrected);
    assert_true(rows_of(figures, load).rows[1].left_out);
    assert_sound(figures);
    loading_free(&figures->loading);
    assert_int_equal(
        load_correct(figures->writer, load, &both[1], 1, &house, &figures->loading, &err),
        ERR_CONFLICT); /* it waits no more */
    writer_begin(figures->writer, &err);
    if (load_undo(figures->writer, correction, &house, &err) < 0)
        fail_msg("%s", err.message);
    writer_commit(figures->writer, &err);
    assert_waiting(figures, load, 2, 0);
    assert_int_equal(figures_count(figures), 1);
    assert_sound(figures);
}

static void rows_are_left_out_together_with_none_put_right(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    struct actor house = actor_house("test"), anyone = actor_anyone();
    int64_t load = figures_loaded(
        figures_load_with(figures, "lait", mixed, &(struct figures_options){.partial = true}));
    struct refused_rows rows = rows_of(figures, load);
    struct corrected_row out[] = {{.line = rows.rows[0].line, .left_out = true},
                                  {.line = rows.rows[1].line, .left_out = true}};
    loading_free(&figures->loading);
    assert_int_equal(load_correct(figures->writer, load, out, 2, &anyone, &figures->loading, &err),
                     ERR_FORBIDDEN);
    assert_waiting(figures, load, 2, 0);
    if (load_correct(figures->writer, load, out, 2, &house, &figures->loading, &err) < 0)
        fail_msg("%s", err.message);
    assert_counts(loading_report(figures->loading), "2 0 0 0 2 0");
    assert_waiting(figures, load, 0, 2);
    assert_int_equal(figures_count(figures), 1);
    assert_sound(figures);
    struct store *store = figures->writer->store; /* and who left it out otherwise is found */
    assert_int_equal(store_run(store, "UPDATE load_row SET corrected_by = NULL", &err), 0);
    struct faults faults = faults_in(&figures->arena);
    assert_int_equal(record_check_store(store, &weft_registry, &faults, &err), 0);
    assert_true(faults.count > 0);
}

static void a_ragged_row_keeps_every_cell_and_is_refused_until_they_fit(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    struct actor house = actor_house("test");
    int64_t load = figures_loaded(
        figures_load_with(figures, "lait", ragged, &(struct figures_options){.partial = true}));
    struct refused_rows rows = rows_of(figures, load);
    assert_int_equal(rows.count, 3);
    assert_int_equal(rows.widest, 6);
    assert_int_equal(rows.rows[0].value_count, 6);
    assert_slice(rows.rows[0].values[5], "why");
    assert_int_equal(rows.rows[2].value_count, 5); /* what is missing is empty */
    assert_slice(rows.rows[2].values[0], "Total");
    assert_slice(rows.rows[2].values[4], "");
    for (size_t i = 0; i < 3; i++)
        assert_true(rows.rows[i].ragged);
    loading_free(&figures->loading);
    struct corrected_row long_row = correction_of(&rows, 0);
    if (load_correct(figures->writer, load, &long_row, 1, &house, &figures->loading, &err) < 0)
        fail_msg("%s", err.message);
    assert_item(loading_report(figures->loading), 0, true, 3, "6 columns where the heading has 5");
    assert_waiting(figures, load, 3, 0);
    loading_free(&figures->loading);
    long_row.value_count = 5;
    if (load_correct(figures->writer, load, &long_row, 1, &house, &figures->loading, &err) < 0)
        fail_msg("%s", err.message);
    assert_true(figures_value(figures, "Low", "892", "2021") == 4);
    assert_waiting(figures, load, 2, 0);
    assert_sound(figures);
}

static void the_api_shows_refused_rows_page_by_page(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_string(&text, HEAD "Low,2022,892,N,5\n");
    for (int i = 0; i < 25; i++)
        buffer_printf(&text, "Low,%d,111,N,5\n", 1990 + i);
    const struct load_report *report;
    struct err err = {0};
    figures_try(figures, "lait", buffer_slice(&text), &(struct figures_options){.partial = true},
                &report, &err);
    int64_t load = figures_loaded(report);
    struct refused_rows rows;
    unsigned after = 0, seen = 0;
    do {
        load_refusals(figures->writer->store, load, after, 10, &figures->arena, &rows, NULL);
        seen += (unsigned)rows.count;
        after = rows.next;
    } while (after);
    assert_int_equal(seen, 25);
    assert_int_equal(load_refusals(figures->writer->store, 99, 0, 10, &figures->arena, &rows, &err),
                     ERR_NOT_FOUND);
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, figures_set_up, figures_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(text_that_is_not_utf8_is_refused_at_its_place),
        WITH(a_row_that_cannot_be_decoded_is_a_refused_row_like_another),
        WITH(undecoded_rows_are_kept_as_they_were_meant_and_loaded_once_corrected),
        WITH(a_byte_order_mark_is_no_fault),
        WITH(quotation_marks_that_do_not_close_are_refused),
        WITH(a_file_of_another_kind_is_refused_by_its_headings),
        WITH(a_heading_alone_loads_nothing),
        WITH(ten_thousand_columns_are_refused),
        WITH(a_line_of_a_gigabyte_is_refused_in_little_memory),
        WITH(gzip_is_read_and_refused_where_it_is_cut_or_expands_without_end),
        WITH(numbers_that_are_none_are_refused),
        WITH(a_hundred_thousand_refused_rows_are_each_told),
        WITH(rows_refused_alike_are_told_together_whatever_stood_in_them),
        WITH(names_without_end_are_refused_and_not_held),
        WITH(a_partial_load_keeps_its_refused_rows_as_they_were_written),
        WITH(the_same_partial_load_again_names_the_first_and_still_tells_what_it_refuses),
        WITH(refused_rows_are_loaded_once_they_are_corrected),
        WITH(a_column_that_the_mapping_needs_is_asked_for_by_its_heading),
        WITH(what_is_too_much_of_one_thing_is_refused_and_asks_after_the_mapping),
        WITH(what_cannot_be_read_as_a_file_is_told_with_the_systems_reason),
        WITH(a_pipe_is_set_aside_and_where_the_disk_has_no_room_that_is_told),
        WITH(a_corrected_row_stays_in_its_group_though_it_is_the_only_one),
        WITH(what_describes_a_whole_file_makes_no_group_of_its_corrected_row),
        WITH(rows_that_wait_for_no_correction_are_refused),
        WITH(a_row_is_left_out_by_hand_and_waits_again_where_that_is_undone),
        WITH(rows_are_left_out_together_with_none_put_right),
        WITH(a_ragged_row_keeps_every_cell_and_is_refused_until_they_fit),
        WITH(the_api_shows_refused_rows_page_by_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
