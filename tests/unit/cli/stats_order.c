/* What no answer may hang on: the order of rows and of columns where the method does not read one
 * from them, columns that it does not use, and areas that are beside the one asked about. */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "support/stats.h"

enum { SHUFFLES = 3, COLUMNS_MOST = 8, ROWS_MOST = 40 };

/* `key`: the columns of the answer by which a row is known again, parted by ','. */
static const struct question {
    const char *arguments, *key, *csv;
} questions[] = {
    {"ratio", "area",
     "area,stratum,observed,population,reference_events,reference_population\n"
     "a,x,12,300,40,2000\na,y,3,150,90,1800\nb,x,7,210,40,2000\nb,y,,130,90,1800\n"},
    {"dsr", "area",
     "area,stratum,events,population,standard_population\n"
     "a,x,12,300,5000\na,y,9,150,4000\nb,x,7,210,5000\nb,y,2,130,4000\n"},
    {"quantiles --polarity high", "area", "area,value\na,5\nb,7\nc,7\nd,\ne,1\nf,9\ng,7\n"},
    {"quantiles --number 3 --polarity low --by g", "area",
     "area,value,g\na,5,1\nb,7,1\nc,7,2\nd,6,2\ne,1,1\nf,9,2\nh,7,1\n"},
    {"slope", "area",
     "area,quantile,population,value,se\na,1,300,40,1\na,2,310,36,1.5\na,3,290,35,1\n"
     "a,4,280,30,2\na,5,330,28,1\nb,1,100,50,2\nb,2,120,41,2\nb,3,90,44,2\n"},
    {"funnel", "unit", "unit,events,trials\na,12,60\nb,3,44\nc,30,70\nd,0,50\n"},
    {"funnel", "unit", "unit,observed,expected\na,12,9.5\nb,3,4.25\nc,30,18\nd,0,2\n"},
    {"gap --reference r", "group",
     "group,stratum,events,trials\nr,x,10,60\nr,y,7,50\na,x,20,70\na,y,3,40\nb,x,2,30\nb,y,9,30\n"},
    {"gap", "", "group,value\na,5\na,7\na,9\nb,2\nb,3\nb,3\nc,8\nc,1\n"},
    {"gap --outcome y --covariates p,q --reference r", "",
     "group,y,p,q\nr,5,1,2\nr,7,2,1\nr,8,3,5\nr,9,5,3\nr,4,2,2\na,3,1,2\na,4,2,4\na,6,4,1\n"
     "a,5,3,3\na,2,1,4\n"},
    {"impact did", "",
     "treated,after,value\n0,0,5\n0,0,7\n0,1,6\n0,1,9\n1,0,4\n1,0,3\n1,1,9\n1,1,8\n"},
    {"impact match --outcome y --covariates p --method ipw", "",
     "treated,y,p\n1,5,2\n0,4,2\n1,7,3\n0,6,1\n0,5,4\n1,9,4\n0,3,3\n1,6,1\n0,2,2\n"},
    {"survey --mean y --weights w --strata s --clusters c", "",
     "y,w,s,c\n5,1,h,1\n7,2,h,1\n4,1,h,2\n9,1.5,h,3\n3,1,k,4\n6,2,k,5\n8,1,k,5\n2,1,k,6\n"},
    {"survey --ratio y:x --weights w --by g", "g",
     "y,x,w,g\n5,9,1,m\n7,9,2,m\n4,8,1,m\n9,12,1.5,n\n3,5,1,n\n6,9,2,n\n"},
    {"survey --total y --strata s", "", "y,s\n5,h\n7,h\n4,h\n9,k\n3,k\n"},
    {"xmr", "area,date",
     "area,date,value\na,1,5\na,2,9\na,3,4\na,4,7\nb,1,50\nb,2,30\nb,3,45\nb,4,44\n"},
    {"trend", "area",
     "area,date,value\na,1,5\na,2,9\na,3,4\na,4,7\nb,1,50\nb,2,30\nb,3,45\nb,4,44\n"},
    {"proportion", "unit", "unit,events,trials\na,12,60\nb,3,44\nc,30,70\nd,0,50\n"},
};

/* --- tables ----------------------------------------------------------------------------------- */

struct sheet {
    size_t rows, columns; /* with the heading */
    struct slice cells[ROWS_MOST][COLUMNS_MOST];
};

static struct sheet sheet_of(const char *csv)
{
    struct sheet sheet = {0};
    struct slice rest = slice_from(csv), line;
    while (slice_split(&rest, '\n', &line)) {
        if (line.length == 0)
            continue;
        assert_true(sheet.rows < ROWS_MOST);
        sheet.columns = 0;
        for (bool more = true; more; sheet.columns++) {
            size_t comma = slice_find_byte(line, ',');
            assert_true(sheet.columns < COLUMNS_MOST);
            sheet.cells[sheet.rows][sheet.columns] = slice_sub(line, 0, comma);
            more = comma < line.length;
            line = slice_sub(line, comma + more, line.length);
        }
        sheet.rows++;
    }
    return sheet;
}

static void swap_rows(struct sheet *sheet, size_t a, size_t b)
{
    for (size_t column = 0; column < sheet->columns; column++) {
        struct slice kept = sheet->cells[a][column];
        sheet->cells[a][column] = sheet->cells[b][column];
        sheet->cells[b][column] = kept;
    }
}

static void swap_columns(struct sheet *sheet, size_t a, size_t b)
{
    for (size_t row = 0; row < sheet->rows; row++) {
        struct slice kept = sheet->cells[row][a];
        sheet->cells[row][a] = sheet->cells[row][b];
        sheet->cells[row][b] = kept;
    }
}

static void write_sheet(const struct sheet *sheet, struct buffer *out)
{
    buffer_clear(out);
    for (size_t row = 0; row < sheet->rows; row++)
        for (size_t column = 0; column < sheet->columns; column++) {
            buffer_append(out, sheet->cells[row][column]);
            buffer_byte(out, column + 1 < sheet->columns ? ',' : '\n');
        }
}

/* --- answers ---------------------------------------------------------------------------------- */

static bool same_key(const struct stats_answer *left, size_t a, const struct stats_answer *right,
                     size_t b, const char *key)
{
    struct slice rest = slice_from(key), part;
    char name[40];
    while (slice_split(&rest, ',', &part)) {
        snprintf(name, sizeof name, "%.*s", SLICE_PRINT(part));
        if (part.length && !slice_equal(answer_text(left, a, name), answer_text(right, b, name)))
            return false;
    }
    return true;
}

static bool same_cell(struct slice left, struct slice right)
{
    double a, b;
    if (slice_equal(left, right))
        return true;
    return slice_to_double(left, &a) && slice_to_double(right, &b) &&
           fabs(a - b) <= 1e-7 * fmax(1e-3, fmax(fabs(a), fabs(b)));
}

/* Every row of the one is in the other, whose columns may stand elsewhere, with the same cells. */
static void assert_same(const struct question *question, const struct stats_answer *left,
                        const struct stats_answer *right)
{
    char name[40];
    for (size_t a = 0; a < left->rows; a++) {
        size_t b = 0;
        while (b < right->rows && !same_key(left, a, right, b, question->key))
            b++;
        if (b == right->rows)
            fail_msg("%s: row %zu of the answer is lost", question->arguments, a + 1);
        for (size_t column = 0; column < left->columns; column++) {
            snprintf(name, sizeof name, "%.*s", SLICE_PRINT(left->cells[column]));
            struct slice was = answer_text(left, a, name), is = answer_text(right, b, name);
            if (!same_cell(was, is))
                fail_msg("%s: %s of row %zu was %.*s and is %.*s", question->arguments, name, a + 1,
                         SLICE_PRINT(was), SLICE_PRINT(is));
        }
    }
}

static bool reads_dates(const struct question *question)
{
    return strstr(question->csv, "date") != NULL;
}

/* Both ways; rows that are dated keep the order of their dates. */
static void shuffle(const struct question *question, struct random *random, struct sheet *sheet)
{
    for (size_t row = 1; row < sheet->rows && !reads_dates(question); row++)
        swap_rows(sheet, row, 1 + random_below(random, row));
    for (size_t column = 0; column < sheet->columns; column++)
        swap_columns(sheet, column, random_below(random, column + 1));
}

static void no_answer_hangs_on_the_order_of_rows_or_columns(void **state)
{
    (void)state;
    struct random random = random_seeded(1);
    CLEANUP(buffer_free) struct buffer csv = BUFFER(1 << 16);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        const struct question *question = &questions[i];
        struct stats_answer plain = stats_ask(question->arguments, question->csv);
        for (int turn = 0; turn < SHUFFLES; turn++) {
            struct sheet sheet = sheet_of(question->csv);
            shuffle(question, &random, &sheet);
            write_sheet(&sheet, &csv);
            struct stats_answer shuffled = stats_ask(question->arguments, buffer_text(&csv));
            assert_int_equal(plain.rows, shuffled.rows);
            assert_same(question, &plain, &shuffled);
            stats_answer_free(&shuffled);
        }
        stats_answer_free(&plain);
    }
}

/* Rows of another area before or behind them change nothing of an area's own. */
static void an_area_is_not_changed_by_those_beside_it(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer csv = BUFFER(1 << 16);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        const struct question *question = &questions[i];
        bool ranks = strncmp(question->arguments, "quantiles", 9) == 0;
        if (strncmp(question->csv, "area,", 5) != 0 || ranks)
            continue;
        struct stats_answer both = stats_ask(question->arguments, question->csv);
        for (const char *area = "ab"; *area; area++) {
            struct sheet sheet = sheet_of(question->csv),
                         own = {.rows = 1, .columns = sheet.columns};
            memcpy(own.cells[0], sheet.cells[0], sizeof own.cells[0]);
            for (size_t row = 1; row < sheet.rows; row++)
                if (sheet.cells[row][0].data[0] == *area)
                    memcpy(own.cells[own.rows++], sheet.cells[row], sizeof own.cells[0]);
            write_sheet(&own, &csv);
            struct stats_answer alone = stats_ask(question->arguments, buffer_text(&csv));
            assert_true(alone.rows > 0 && alone.rows < both.rows);
            assert_same(question, &alone, &both);
            stats_answer_free(&alone);
        }
        stats_answer_free(&both);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_answer_hangs_on_the_order_of_rows_or_columns),
        cmocka_unit_test(an_area_is_not_changed_by_those_beside_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
