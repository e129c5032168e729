/* CSV: what is read, what is refused and where, and that nothing a file holds costs more than its
 * length. */
#include "support/test.h"

#include <time.h>

#include "text/csv.h"

/* A source that gives its text in pieces of this many bytes. */
struct pieces {
    struct slice left;
    size_t size;
};

static ptrdiff_t give_piece(void *context, char *bytes, size_t capacity, struct err *err)
{
    (void)err;
    struct pieces *pieces = context;
    size_t count = pieces->size < capacity ? pieces->size : capacity;
    count = count < pieces->left.length ? count : pieces->left.length;
    memcpy(bytes, pieces->left.data, count);
    pieces->left = slice_sub(pieces->left, count, pieces->left.length);
    return (ptrdiff_t)count;
}

/* The rows as one text: fields parted by |, rows by ;, or the error as LINE:COLUMN. */
static const char *rows_of(struct slice text, size_t piece, const struct csv_limits *limits,
                           struct err *err)
{
    static char shown[4096];
    CLEANUP(buffer_free) struct buffer out = BUFFER(sizeof shown - 1);
    CLEANUP(csv_close) struct csv_reader reader;
    struct pieces pieces = {text, piece};
    if (piece)
        csv_open(&reader, give_piece, &pieces, limits);
    else
        csv_open_memory(&reader, text, limits);
    struct csv_row row;
    int code;
    while ((code = csv_next(&reader, &row, err)) > 0) {
        for (size_t i = 0; i < row.count; i++) {
            buffer_append(&out, row.fields[i].text);
            buffer_byte(&out, i + 1 < row.count ? '|' : ';');
        }
    }
    if (code < 0)
        buffer_printf(&out, "%u:%u", err->line, err->column);
    snprintf(shown, sizeof shown, "%s", buffer_text(&out));
    return shown;
}

/* Read whole, and in pieces of every size: what comes out must be the same. */
static void assert_rows(const char *text, const char *expected)
{
    struct slice input = slice_from(text);
    for (size_t piece = 0; piece <= input.length + 1; piece++) {
        struct err err = {0};
        const char *rows = rows_of(input, piece, NULL, &err);
        if (strcmp(rows, expected) != 0)
            fail_msg("“%s” in pieces of %zu was read as “%s”", text, piece, rows);
    }
}

static void fields_are_parted_by_commas_and_rows_by_line_ends(void **state)
{
    (void)state;
    assert_rows("a,b\nc,d\n", "a|b;c|d;");
    assert_rows("a,b\r\nc,d", "a|b;c|d;");
    assert_rows("a,,\n,", "a||;|;");
    assert_rows("", "");
    assert_rows("\n\r\n\na\n\n", "a;");
}

static void quoted_fields_hold_commas_line_ends_and_marks(void **state)
{
    (void)state;
    assert_rows("\"Bristol, City of\",\"say \"\"so\"\"\"\n", "Bristol, City of|say \"so\";");
    assert_rows("\"two\nlines\",x\ny,\"\"\n", "two\nlines|x;y|;");
    assert_rows("\"\"\"\"", "\";");
    assert_rows("\"a\"", "a;");
    assert_rows("x,\"\"\n\"\",y", "x|;|y;");
}

/* Sixty-four bytes are looked at together: a comma, a line end or what is not plain may stand
 * anywhere among them, and short rows at the end are not looked at so. */
static void a_row_is_split_alike_wherever_its_commas_and_its_end_stand(void **state)
{
    (void)state;
    assert_rows("first,second,third\n0123456,89,b\r\n", "first|second|third;0123456|89|b;");
    assert_rows(",,,,,,,,,\n12345678,1234567,123456\n", "|||||||||;12345678|1234567|123456;");
    assert_rows("a,b\n\n\r\n \nlong enough to be looked at\n",
                "a|b; ;long enough to be looked at;");
    assert_rows("1,2\n3,\"4,5\"\n6,caf\xC3\xA9\n7,8\n9,end of it",
                "1|2;3|4,5;6|caf\xC3\xA9;7|8;9|end of it;");
    for (size_t at = 0; at < 20; at++) {
        char text[] = "0123456789,abcdefghi\n0,1,2,3,4,5\n";
        text[at] = '\0';
        struct err err = {0};
        char expected[8];
        snprintf(expected, sizeof expected, "1:%zu", at + 1);
        assert_string_equal(rows_of((struct slice){text, sizeof text - 1}, 0, NULL, &err),
                            expected);
    }
}

/* Two rows whose comma and length are where they are wanted, with enough behind them to be looked
 * at in blocks; or, where `spoilt` is given, that byte in the place of the comma. */
static const char *long_rows(size_t comma, size_t length, char spoilt, struct err *err)
{
    char text[1024] = "two,columns\n";
    size_t at = strlen(text), rows = at + 2 * (length + 1);
    memset(text + at, 'x', sizeof text - at);
    for (int row = 0; row < 2; row++, at += length + 1) {
        text[at + comma] = spoilt ? spoilt : ',';
        text[at + length] = '\n';
    }
    return rows_of((struct slice){text, spoilt ? sizeof text : rows + 200}, 0, NULL, err);
}

static void a_long_row_is_split_and_refused_alike_at_the_edges_of_what_is_looked_at(void **state)
{
    (void)state;
    char expected[1024];
    for (size_t length = 60; length < 200; length++)
        for (size_t comma = 0; comma < length; comma += comma < 60 || comma > 66 ? 9 : 1) {
            struct err err = {0};
            struct buffer xs = BUFFER(1000);
            for (size_t i = 0; i < 400; i++)
                buffer_byte(&xs, 'x');
            const char *x = buffer_text(&xs);
            int before = (int)comma, after = (int)(length - comma - 1);
            snprintf(expected, sizeof expected, "two|columns;%.*s|%.*s;%.*s|%.*s;%.200s;", before,
                     x, after, x, before, x, after, x, x);
            assert_string_equal(long_rows(comma, length, 0, &err), expected);
            snprintf(expected, sizeof expected, "two|columns;2:%zu", comma + 1);
            assert_string_equal(long_rows(comma, length, '\xE9', &err), expected);
            buffer_free(&xs);
        }
}

static void a_mark_inside_a_plain_field_is_text_and_swallows_nothing(void **state)
{
    (void)state;
    assert_rows("5\" pipe,b\nc,d\n", "5\" pipe|b;c|d;");
    assert_rows("a\"b,\"c\"\nd,e\"\n", "a\"b|c;d|e\";");
}

static void a_byte_order_mark_is_passed_over(void **state)
{
    (void)state;
    assert_rows("\xEF\xBB\xBFname,value\n", "name|value;");
    assert_rows("\xEF\xBB\xBF", "");
}

static void a_broken_quotation_is_refused_where_it_stands(void **state)
{
    (void)state;
    assert_rows("a,b\n\"c\" d,e\n", "a|b;2:4");
    assert_rows("a,b\nx,\"never\nclosed\n", "a|b;2:1");
    assert_rows("\"", "1:1");
    assert_rows("a,\"", "1:1");
    assert_rows("\"a\"\"", "1:1");
    assert_rows("\"a\"b\"", "1:4");
}

static void text_that_is_not_utf8_is_refused_where_it_stands(void **state)
{
    (void)state;
    struct err err = {0};
    assert_rows("a,b\nCaf\xE9,1\n", "a|b;2:4");
    assert_rows("\xC3\xA9\xE9", "1:3");
    rows_of(slice_from("Caf\xE9"), 0, NULL, &err);
    assert_non_null(strstr(err.message, "Latin-1"));
    err = (struct err){0};
    assert_string_equal(rows_of((struct slice){"\xFF\xFE"
                                               "a\0,\0",
                                               6},
                                0, NULL, &err),
                        "1:1");
    assert_non_null(strstr(err.message, "UTF-16"));
    err = (struct err){0};
    assert_string_equal(rows_of((struct slice){"a\0,\0", 4}, 0, NULL, &err), "1:2");
    assert_non_null(strstr(err.message, "NUL"));
}

/* Bytes that stand for nothing end no reading: the row is refused, and the next one is read. */
static void behind_a_row_of_other_bytes_the_reading_goes_on(void **state)
{
    (void)state;
    CLEANUP(csv_close) struct csv_reader reader;
    struct csv_row row;
    struct slice passed;
    struct err err = {0};
    csv_open_memory(&reader, SLICE("a,b\n\"\xE9\n\",1\r\nc\0,2\n\n\xC3\xA9,3\n\"x\"y,4\nz,5\n"),
                    NULL);
    assert_int_equal(csv_next(&reader, &row, &err), 1);
    assert_false(csv_passes(&reader, &passed));
    assert_int_equal(csv_next(&reader, &row, &err), ERR_SYNTAX);
    assert_true(csv_passes(&reader, &passed));
    assert_slice(passed, "\"\xE9\n\",1");
    assert_int_equal(err.line, 2);
    assert_int_equal(csv_next(&reader, &row, &err), ERR_SYNTAX);
    assert_int_equal(err.line, 4); /* the row before had two */
    assert_true(csv_passes(&reader, &passed));
    assert_int_equal(passed.length, 4);
    assert_int_equal(csv_next(&reader, &row, &err), 1);
    assert_int_equal(row.line, 6);
    assert_slice(row.fields[1].text, "3");
    assert_false(csv_passes(&reader, &passed));
    assert_int_equal(csv_next(&reader, &row, &err), ERR_SYNTAX);
    assert_false(csv_passes(&reader, &passed)); /* where it ends cannot be told for sure */
    csv_close(&reader);
    csv_open_memory(&reader, SLICE("PK\x03\x04\0\xE9\nz\n"), NULL);
    assert_int_equal(csv_next(&reader, &row, &err), ERR_SYNTAX);
    assert_false(csv_passes(&reader, &passed)); /* it is no CSV at all */
}

static void what_is_not_utf8_is_read_as_western_programs_write_it(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(4096);
    csv_decode(SLICE("Caf\xE9 \xC3\xA9 \x80\x81\x9F\xFF\0\xE2\x82"), &out);
    assert_string_equal(buffer_text(&out),
                        "Caf\u00E9 \u00E9 \u20AC\xC2\x81\u0178\u00FF\u2400\u00E2\u201A");
    buffer_clear(&out);
    for (int byte = 1; byte < 256; byte++) { /* each byte comes to one character of its own */
        char text = (char)byte;
        size_t before = out.length;
        csv_decode((struct slice){&text, 1}, &out);
        struct slice made = slice_sub(buffer_slice(&out), before, out.length);
        assert_true(slice_is_utf8(made));
        assert_int_equal(slice_find(buffer_slice(&out), made), before);
    }
    buffer_clear(&out);
    csv_decode((struct slice){0}, &out);
    assert_int_equal(out.length, 0);
}

static void a_file_of_another_separator_is_refused_by_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *text, *place, *name;
    } files[] = {{"id\tname\n1\tAnn\n", "1:3", "tabs"},
                 {"\xEF\xBB\xBFgroup;events;trials\n", "1:6", "semicolons"},
                 {"a|b", "1:2", "bars"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct err err = {0};
        assert_string_equal(rows_of(slice_from(files[i].text), 0, NULL, &err), files[i].place);
        assert_non_null(strstr(err.message, files[i].name));
    }
    assert_rows("a;b,c\n1;2\n", "a;b|c;1;2;");
    assert_rows("value\n1;2\n", "value;1;2;");
}

/* What is saved as something else says what it is, whatever stands first. */
static void a_file_that_is_no_csv_is_refused_by_what_it_is(void **state)
{
    (void)state;
    const struct {
        struct slice text;
        const char *place, *says;
    } files[] = {
        {SLICE("PK\x03\x04\x14\0\x06\0"), "1:1", "Excel workbook"},
        {SLICE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "1:1", "old Excel workbook"},
        {SLICE("%PDF-1.4\n%\xE2\xE3\n"), "1:1", "is a PDF"},
        {SLICE("<!DOCTYPE html>\n<html>\n"), "1:1", "is a web page"},
        {SLICE("\n<HTML lang=\"en\">\n"), "2:1", "is a web page"},
        {SLICE("sep=,\na,b\n"), "1:1", "tells Excel alone"},
        {SLICE("a\0,\0b\0\n\0"), "1:2", "UTF-16"},
        {SLICE("\0a\0,\0b\0\n"), "1:1", "UTF-16"},
        {SLICE("a,b\rc,d\r"), "1:4", "carriage return alone"},
        {SLICE("\"When\";\"Share, %\"\n\"2020\";\"4,5\"\n"), "1:7", "semicolons"},
        {SLICE("When;Where;Share, %\n2020;892;4,5\n"), "1:5", "points for decimals"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct err err = {0};
        assert_string_equal(rows_of(files[i].text, 0, NULL, &err), files[i].place);
        if (!strstr(err.message, files[i].says))
            fail_msg("“%s” is not said but “%s”", files[i].says, err.message);
    }
}

static void marks_in_headings_that_only_look_like_another_kind_are_read(void **state)
{
    (void)state;
    assert_rows("\"a;b;c\",d\n", "a;b;c|d;");
    assert_rows("Rate; per 1,000; rounded,b\n", "Rate; per 1|000; rounded|b;");
    assert_rows("\"a\r\nb\",c\nd,e\n", "a\r\nb|c;d|e;");
    assert_rows("a,b\r\r\nc,d\n", "a|b\r;c|d;");
    assert_rows("x\nPK\n%PDF\n<html>\nsep=,\n1;2;3\n", "x;PK;%PDF;<html>;sep=|;1;2;3;");
    assert_rows("Parks,b\n", "Parks|b;");
}

static void lines_are_counted_through_quoted_fields(void **state)
{
    (void)state;
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open_memory(&reader, SLICE("h\n\n\"a\nb\nc\",d\ne,  f\n"), NULL);
    struct csv_row row;
    static const unsigned lines[] = {1, 3, 6};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(csv_next(&reader, &row, NULL), 1);
        assert_int_equal(row.line, lines[i]);
    }
    assert_int_equal(row.fields[1].column, 3);
}

static void a_row_past_its_limits_is_refused_before_it_is_held(void **state)
{
    (void)state;
    struct csv_limits limits = {.row_bytes = 16, .columns = 3};
    struct err err = {0};
    assert_string_equal(rows_of(SLICE("a,b,c\n1,2,3,4\n"), 1, &limits, &err), "a|b|c;2:7");
    assert_int_equal(err.code, ERR_LIMIT);
    assert_string_equal(rows_of(SLICE("a\n0123456789abcdefg\n"), 1, &limits, &err), "a;2:1");
    assert_int_equal(err.code, ERR_LIMIT);
}

/* A source without end: a line of as many bytes as anybody asks for. */
static ptrdiff_t give_letters(void *context, char *bytes, size_t capacity, struct err *err)
{
    (void)err;
    size_t *given = context;
    memset(bytes, 'x', capacity);
    *given += capacity;
    return (ptrdiff_t)capacity;
}

static void a_line_without_end_is_refused_after_two_megabytes(void **state)
{
    (void)state;
    CLEANUP(csv_close) struct csv_reader reader;
    size_t given = 0;
    csv_open(&reader, give_letters, &given, NULL);
    struct csv_row row;
    struct err err = {0};
    assert_int_equal(csv_next(&reader, &row, &err), ERR_LIMIT);
    assert_true(given <= 4 << 20);
    assert_int_equal(err.line, 1);
}

static void a_megabyte_of_marks_or_of_bad_text_costs_no_more_than_its_length(void **state)
{
    (void)state;
    enum { LONG = 1000000 };
    char *text = memory_allocate(LONG);
    struct csv_row row;
    for (size_t i = 0; i < LONG; i++)
        text[i] = i % 2 ? '"' : 'a';
    struct csv_reader reader;
    csv_open_memory(&reader, (struct slice){text, LONG}, NULL);
    clock_t start = clock();
    assert_int_equal(csv_next(&reader, &row, NULL), 1);
    csv_close(&reader);
    memset(text, 'a', LONG);
    text[LONG - 1] = '\xE9';
    csv_open_memory(&reader, (struct slice){text, LONG}, NULL);
    struct err err = {0};
    assert_int_equal(csv_next(&reader, &row, &err), ERR_SYNTAX);
    assert_int_equal(err.column, LONG);
    csv_close(&reader);
    memory_free(text);
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC); /* a square would take an hour */
}

static ptrdiff_t give_failure(void *context, char *bytes, size_t capacity, struct err *err)
{
    (void)context, (void)bytes, (void)capacity;
    return err_set(err, ERR_INPUT, NULL, "The disk failed.");
}

static void a_failure_of_the_source_is_the_readers(void **state)
{
    (void)state;
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open(&reader, give_failure, NULL, NULL);
    struct csv_row row;
    struct err err = {0};
    assert_int_equal(csv_next(&reader, &row, &err), ERR_INPUT);
    assert_string_equal(err.message, "The disk failed.");
}

static void what_is_appended_reads_back_and_runs_as_no_formula(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1000);
    static const char *const fields[] = {"plain", "a,b", "say \"so\"", "two\nlines", "-12.5", ""};
    for (size_t i = 0; i < 6; i++) {
        buffer_string(&out, i ? "," : "");
        csv_append(&out, slice_from(fields[i]));
    }
    assert_rows(buffer_text(&out), "plain|a,b|say \"so\"|two\nlines|-12.5|;");
    static const char *const formulas[] = {"=1+1", "+A1", "@SUM(A1)", "-A1", "\tx"};
    for (size_t i = 0; i < 5; i++) {
        buffer_clear(&out);
        csv_append(&out, slice_from(formulas[i]));
        assert_int_equal(out.data[1], '\'');
        struct slice quoted = buffer_slice(&out);
        assert_slice(csv_unguard(slice_sub(quoted, 1, quoted.length - 1)), formulas[i]);
    }
    buffer_clear(&out);
    for (size_t i = 0; i < 5; i++) {
        buffer_string(&out, i ? "," : "");
        csv_append_exact(&out, slice_from(formulas[i]));
    }
    assert_rows(buffer_text(&out), "=1+1|+A1|@SUM(A1)|-A1|\tx;");
    static const char *const kept[] = {"'", "''=1", "'-5", "'tis", "=1", "", "-"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_slice(csv_unguard(slice_from(kept[i])), kept[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_parted_by_commas_and_rows_by_line_ends),
        cmocka_unit_test(quoted_fields_hold_commas_line_ends_and_marks),
        cmocka_unit_test(a_row_is_split_alike_wherever_its_commas_and_its_end_stand),
        cmocka_unit_test(a_long_row_is_split_and_refused_alike_at_the_edges_of_what_is_looked_at),
        cmocka_unit_test(a_mark_inside_a_plain_field_is_text_and_swallows_nothing),
        cmocka_unit_test(a_byte_order_mark_is_passed_over),
        cmocka_unit_test(a_broken_quotation_is_refused_where_it_stands),
        cmocka_unit_test(text_that_is_not_utf8_is_refused_where_it_stands),
        cmocka_unit_test(behind_a_row_of_other_bytes_the_reading_goes_on),
        cmocka_unit_test(what_is_not_utf8_is_read_as_western_programs_write_it),
        cmocka_unit_test(a_file_of_another_separator_is_refused_by_its_name),
        cmocka_unit_test(a_file_that_is_no_csv_is_refused_by_what_it_is),
        cmocka_unit_test(marks_in_headings_that_only_look_like_another_kind_are_read),
        cmocka_unit_test(lines_are_counted_through_quoted_fields),
        cmocka_unit_test(a_row_past_its_limits_is_refused_before_it_is_held),
        cmocka_unit_test(a_line_without_end_is_refused_after_two_megabytes),
        cmocka_unit_test(a_megabyte_of_marks_or_of_bad_text_costs_no_more_than_its_length),
        cmocka_unit_test(a_failure_of_the_source_is_the_readers),
        cmocka_unit_test(what_is_appended_reads_back_and_runs_as_no_formula),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
