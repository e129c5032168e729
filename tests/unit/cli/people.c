/* weft synth people: extracts that differ as agencies differ, and a truth that holds for each row.
 */
#include "support/table.h"

#include <string.h>

static const char *const sources[] = {"council", "health", "police", "schools", "charity"};
static const char *const names[] = {"council.csv", "health.csv", "police.csv",     "schools.csv",
                                    "charity.csv", "truth.csv",  "frequencies.csv"};
enum { SOURCES = 5, FILES = sizeof names / sizeof *names };

/* Six thousand people under the default seed, made once. */
static void make(void)
{
    static bool made;
    if (!made)
        assert_int_equal(
            run_in_scratch("weft synth people --people 6000 --out made --flat made/flat.csv"), 0);
    made = true;
}

static struct table made_table(const char *name)
{
    make();
    return table_made("made", name);
}

static void a_seed_gives_the_same_bytes_on_every_machine(void **state)
{
    (void)state;
    char made[DIGEST_TEXT_SIZE], again[DIGEST_TEXT_SIZE], other[DIGEST_TEXT_SIZE];
    make();
    assert_int_equal(run_in_scratch("weft synth people --people 6000 --seed 37 --out again"), 0);
    assert_int_equal(run_in_scratch("weft synth people --people 6000 --seed 38 --out other"), 0);
    digest_made("made", names, FILES, made);
    digest_made("again", names, FILES, again);
    digest_made("other", names, FILES, other);
    assert_string_equal(made, again);
    assert_string_not_equal(made, other);
    /* changes only with the generator itself */
    assert_string_equal(made, "5a0547bb2d441030d5b6a669a6c84fef7d53f0b24033f5d956755dc66c1985be");
}

static void more_people_are_the_same_ones_first(void **state)
{
    (void)state;
    make();
    assert_int_equal(run_in_scratch("weft synth people --people 9000 --out more"), 0);
    for (size_t i = 0; i + 1 < FILES; i++) {
        CLEANUP(buffer_free) struct buffer few = BUFFER(64 << 20);
        CLEANUP(buffer_free) struct buffer many = BUFFER(64 << 20);
        read_made("made", names[i], &few);
        read_made("more", names[i], &many);
        assert_true(slice_starts_with(buffer_slice(&many), buffer_slice(&few)));
        assert_true(many.length > few.length);
    }
}

/* --- truth ------------------------------------------------------------------------------------ */

/* Rows of truth by source and identifier, and by person (any of their rows). */
struct truth {
    struct table table;
    struct map rows, people;
    size_t person, birth, mother, father, born, household, slips, origin, reader, others;
};

static void truth_free(struct truth *truth)
{
    table_free(&truth->table);
    map_free(&truth->rows);
    map_free(&truth->people);
}

static struct truth read_truth(void)
{
    struct truth truth = {.table = made_table("truth.csv")};
    CLEANUP(buffer_free) struct buffer key = BUFFER(100);
    const struct table *table = &truth.table;
    truth.person = table_column(table, "person");
    truth.birth = table_column(table, "birth");
    truth.mother = table_column(table, "mother");
    truth.father = table_column(table, "father");
    truth.born = table_column(table, "born");
    truth.household = table_column(table, "household");
    truth.slips = table_column(table, "slips");
    truth.origin = table_column(table, "name_origin");
    truth.reader = table_column(table, "reader");
    truth.others = table_column(table, "could_be");
    for (size_t row = 0; row < table->rows; row++) {
        buffer_clear(&key);
        buffer_append(&key, table_cell(table, row, 0));
        buffer_byte(&key, ' ');
        buffer_append(&key, table_cell(table, row, 1));
        assert_int_equal(map_intern(&truth.rows, buffer_slice(&key), (uint32_t)row),
                         row); /* once */
        map_intern(&truth.people, table_cell(table, row, truth.person), (uint32_t)row);
    }
    return truth;
}

static void every_row_of_an_extract_is_in_the_truth_once(void **state)
{
    (void)state;
    CLEANUP(truth_free) struct truth truth = read_truth();
    CLEANUP(buffer_free) struct buffer key = BUFFER(100);
    size_t rows = 0;
    for (size_t source = 0; source < SOURCES; source++) {
        CLEANUP(table_free) struct table table = made_table(names[source]);
        size_t id = table_column(&table, "id");
        for (size_t row = 0; row < table.rows; row++, rows++) {
            buffer_clear(&key);
            buffer_printf(&key, "%s %.*s", sources[source],
                          SLICE_PRINT(table_cell(&table, row, id)));
            assert_true(map_get(&truth.rows, buffer_slice(&key)) != MAP_ABSENT);
        }
        assert_true(table.rows > 200);
    }
    assert_int_equal(rows, truth.table.rows); /* and nothing else is */
}

static void a_person_is_the_same_in_each_of_their_rows(void **state)
{
    (void)state;
    CLEANUP(truth_free) struct truth truth = read_truth();
    const size_t columns[] = {truth.birth, truth.mother, truth.father, truth.born, truth.origin};
    for (size_t row = 0; row < truth.table.rows; row++) {
        uint32_t first = map_get(&truth.people, table_cell(&truth.table, row, truth.person));
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
            assert_true(slice_equal(table_cell(&truth.table, row, columns[i]),
                                    table_cell(&truth.table, first, columns[i])));
        struct slice reader = table_cell(&truth.table, row, truth.reader);
        assert_true(slice_starts_with(reader, table_cell(&truth.table, row, truth.person)));
    }
}

static void children_born_together_share_a_date_and_a_mother(void **state)
{
    (void)state;
    CLEANUP(truth_free) struct truth truth = read_truth();
    CLEANUP(map_free) struct map births = MAP;
    const struct table *table = &truth.table;
    size_t twins = 0;
    for (size_t row = 0; row < table->rows; row++) {
        struct slice birth = table_cell(table, row, truth.birth);
        if (birth.length == 0)
            continue;
        uint32_t first = map_intern(&births, birth, (uint32_t)row);
        const size_t columns[] = {truth.born, truth.mother, truth.father};
        for (size_t i = 0; i < 3; i++)
            assert_true(slice_equal(table_cell(table, row, columns[i]),
                                    table_cell(table, first, columns[i])));
        twins += !slice_equal(table_cell(table, row, truth.person),
                              table_cell(table, first, truth.person));
    }
    assert_true(twins > 20);
}

static void parents_in_the_truth_are_older_than_their_children(void **state)
{
    (void)state;
    CLEANUP(truth_free) struct truth truth = read_truth();
    const struct table *table = &truth.table;
    size_t compared = 0;
    for (size_t row = 0; row < table->rows; row++) {
        const size_t columns[] = {truth.mother, truth.father};
        for (size_t i = 0; i < 2; i++) {
            uint32_t parent = map_get(&truth.people, table_cell(table, row, columns[i]));
            struct date born, before;
            if (parent == MAP_ABSENT) /* none, or in nobody's records */
                continue;
            assert_true(date_parse(table_cell(table, row, truth.born), &born));
            assert_true(date_parse(table_cell(table, parent, truth.born), &before));
            assert_true(born.year - before.year >= 14);
            compared++;
        }
    }
    assert_true(compared > 5000);
}

static void only_people_of_a_family_could_be_each_other(void **state)
{
    (void)state;
    CLEANUP(truth_free) struct truth truth = read_truth();
    const struct table *table = &truth.table;
    size_t family = table_column(table, "family"), unsure = 0;
    for (size_t row = 0; row < table->rows; row++) {
        struct slice others = table_cell(table, row, truth.others), other;
        for (; others.length && slice_split(&others, ' ', &other); unsure++) {
            uint32_t at = map_get(&truth.people, other);
            assert_false(slice_equal(other, table_cell(table, row, truth.person)));
            if (at != MAP_ABSENT)
                assert_true(
                    slice_equal(table_cell(table, row, family), table_cell(table, at, family)));
        }
    }
    assert_in_range(unsure, 3, table->rows / 50);
}

/* --- errors ----------------------------------------------------------------------------------- */

static bool has_slip(struct slice slips, const char *wanted)
{
    struct slice slip;
    while (slice_split(&slips, ' ', &slip))
        if (slice_is(slip, wanted))
            return true;
    return false;
}

/* Records of an origin (NULL: all) in a source (NULL: all) that have one of the slips, in a
 * hundred thousand. */
static size_t share_of(const struct truth *truth, const char *origin, const char *source,
                       const char *const *slips, size_t count)
{
    size_t all = 0, with = 0;
    for (size_t row = 0; row < truth->table.rows; row++) {
        if ((origin && !slice_is(table_cell(&truth->table, row, truth->origin), origin)) ||
            (source && !slice_is(table_cell(&truth->table, row, 0), source)))
            continue;
        bool any = false;
        for (size_t i = 0; i < count; i++)
            any |= has_slip(table_cell(&truth->table, row, truth->slips), slips[i]);
        all++;
        with += any;
    }
    assert_true(all > 30);
    return with * 100000 / all;
}

static void names_foreign_to_the_writer_go_wrong_more_often(void **state)
{
    (void)state;
    static const char *const heard[] = {"typing-given", "typing-family",  "sound-given",
                                        "sound-family", "spelling-given", "spelling-family",
                                        "names-swapped"};
    static const char *const foreign[] = {"Polish", "Somali", "Pakistani", "Arab", "Chinese"};
    CLEANUP(truth_free) struct truth truth = read_truth();
    size_t british = share_of(&truth, "British", NULL, heard, 7);
    for (size_t i = 0; i < 5; i++)
        if (share_of(&truth, foreign[i], NULL, heard, 7) < british * 3 / 2)
            fail_msg("%s", foreign[i]);
    const char *const marks[] = {"marks-lost"}, *const ending[] = {"other-ending"};
    const char *const new_year[] = {"date-new-year"};
    assert_true(share_of(&truth, "Polish", NULL, marks, 1) > 20000);
    assert_true(share_of(&truth, "Polish", NULL, ending, 1) > 500);
    assert_true(share_of(&truth, "Somali", NULL, new_year, 1) >
                3 * share_of(&truth, "British", NULL, new_year, 1));
}

static void each_agency_goes_wrong_in_its_own_way(void **state)
{
    (void)state;
    CLEANUP(truth_free) struct truth truth = read_truth();
    static const struct {
        const char *slip;
        size_t least, most; /* records in a hundred thousand, by source */
    } expected[][SOURCES] = {
        {{"no-date", 500, 3000},
         {"no-date", 0, 0},
         {"no-date", 4000, 11000},
         {"no-date", 0, 0},
         {"no-date", 19000, 31000}},
        {{"nickname", 2000, 7000},
         {"nickname", 0, 1000},
         {"nickname", 2000, 8000},
         {"nickname", 300, 2500},
         {"nickname", 9000, 24000}},
        {{"capitals", 0, 0},
         {"capitals", 100000, 100000},
         {"capitals", 100000, 100000},
         {"capitals", 0, 0},
         {"capitals", 0, 0}},
        {{"no-address", 500, 4000},
         {"no-address", 0, 1000},
         {"no-address", 3000, 11000},
         {"no-address", 0, 1500},
         {"no-address", 7000, 18000}},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        for (size_t source = 0; source < SOURCES; source++) {
            size_t share = share_of(&truth, NULL, sources[source], &expected[i][source].slip, 1);
            if (share < expected[i][source].least || share > expected[i][source].most)
                fail_msg("%s of %s: %zu", expected[i][source].slip, sources[source], share);
        }
}

static void agencies_write_dates_and_names_each_in_their_own_form(void **state)
{
    (void)state;
    static const struct {
        const char *name, *date, *form; /* 0 a digit, a a letter */
    } forms[] = {{"council.csv", "dob", "0000-00-00"},
                 {"health.csv", "date_of_birth", "00000000"},
                 {"police.csv", "dob", "00/00/0000"},
                 {"schools.csv", "date_of_birth", "00-aaa-0000"}};
    for (size_t i = 0; i < 4; i++) {
        CLEANUP(table_free) struct table table = made_table(forms[i].name);
        size_t column = table_column(&table, forms[i].date);
        for (size_t row = 0; row < table.rows; row++) {
            struct slice date = table_cell(&table, row, column);
            if (date.length == 0)
                continue;
            assert_int_equal(date.length, strlen(forms[i].form));
            for (size_t k = 0; k < date.length; k++) {
                bool digit = date.data[k] >= '0' && date.data[k] <= '9';
                bool sign = date.data[k] == '-' || date.data[k] == '/';
                char kind = digit ? '0' : sign ? date.data[k] : 'a';
                assert_int_equal(kind, forms[i].form[k]);
            }
        }
    }
    CLEANUP(table_free) struct table police = made_table("police.csv");
    size_t comma = 0;
    for (size_t row = 0; row < police.rows; row++)
        comma += slice_find(table_cell(&police, row, 1), SLICE(", ")) <
                 table_cell(&police, row, 1).length;
    assert_true(comma > police.rows * 9 / 10);
}

static void origins_are_shared_out_as_in_an_english_city(void **state)
{
    (void)state;
    CLEANUP(truth_free) struct truth truth = read_truth();
    CLEANUP(map_free) struct map origins = MAP;
    size_t british = 0;
    for (size_t row = 0; row < truth.table.rows; row++) {
        struct slice origin = table_cell(&truth.table, row, truth.origin);
        map_intern(&origins, origin, (uint32_t)row);
        british += slice_is(origin, "British");
    }
    assert_int_equal(origins.length, 16);
    assert_in_range(british * 100 / truth.table.rows, 35, 65);
}

/* --- nobody is real --------------------------------------------------------------------------- */

static void every_email_and_postcode_is_nobodys(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table flat = made_table("flat.csv");
    size_t email = table_column(&flat, "email"), postcode = table_column(&flat, "postcode");
    static const char *const areas[] = {"tm", "tc", "tg", "tk"};
    for (size_t row = 0; row < flat.rows; row++) {
        struct slice host = table_cell(&flat, row, email);
        host = slice_sub(host, slice_find_byte(host, '@'), host.length);
        assert_true(host.length == 0 || slice_starts_with(host, SLICE("@example.")));
        struct slice code = table_cell(&flat, row, postcode);
        bool known = code.length == 0;
        for (size_t i = 0; i < 4; i++)
            known |= slice_starts_with(code, slice_from(areas[i]));
        assert_true(known);
    }
}

static void the_flat_file_has_nine_columns_and_the_truths_clusters(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table flat = made_table("flat.csv");
    CLEANUP(truth_free) struct truth truth = read_truth();
    assert_int_equal(flat.columns, 9);
    assert_int_equal(flat.rows, truth.table.rows);
    size_t cluster = table_column(&flat, "cluster");
    for (size_t row = 0; row < flat.rows; row++) {
        assert_int_equal(table_number(table_cell(&flat, row, 0)), row + 1);
        assert_true(slice_equal(table_cell(&flat, row, cluster),
                                table_cell(&truth.table, row, truth.person)));
    }
}

static void so_many_rows_are_at_least_so_many(void **state)
{
    (void)state;
    assert_int_equal(run_in_scratch("weft synth people --rows 3000 --flat rows.csv"), 0);
    CLEANUP(table_free) struct table flat = table_made(".", "rows.csv");
    assert_in_range(flat.rows, 3000, 3100); /* the last family is whole */
    assert_int_equal(run_in_scratch("weft synth people --people 1 --flat one.csv"), 0);
    CLEANUP(table_free) struct table one = table_made(".", "one.csv");
    assert_in_range(one.rows, 1, 100);
}

static void a_report_is_one_document(void **state)
{
    (void)state;
    assert_int_equal(run_in_scratch("weft synth people --people 100 --out j --json | jq -e "
                                    "'.people >= 100 and .rows > 100 and (.files | length) == 7'"),
                     0);
}

/* --- refusals --------------------------------------------------------------------------------- */

static void what_cannot_be_made_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        int exit;
    } table[] = {
        {"weft synth people", 2},
        {"weft synth people --people 10", 2},
        {"weft synth people --out", 2},
        {"weft synth people --out x y", 2},
        {"weft synth people --out x --people none", 2},
        {"weft synth people --out x --people 0", 2},
        {"weft synth people --out x --people -5", 2},
        {"weft synth people --out x --people 1e6", 2},
        {"weft synth people --out x --people 99999999999", 2},
        {"weft synth people --out x --rows 0", 2},
        {"weft synth people --out x --seed 0x10", 2},
        {"weft synth people --out x --seed -1", 2},
        {"weft synth people --out x --colour red", 2},
        {"weft synth people --out none/such", 1},
        {"weft synth people --flat none/such/it.csv", 1},
        {"touch file; weft synth people --out file", 1},
        {"mkdir -p half/truth.csv; weft synth people --out half", 1},
        {"mkdir taken; weft synth people --out whole --flat taken", 1},
        {"mkdir one; weft synth people --out one --flat ./one/truth.csv; test $? = 1 && ls one/*",
         2},
        {"ls x half/*.part half/health.csv whole/*.csv* taken.part", 2},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (run_in_scratch(table[i].command) != table[i].exit)
            fail_msg("%s", table[i].command);
}

/* A file that may not grow fails as a full disk does. */
static void a_full_disk_is_refused_whole_and_said(void **state)
{
    (void)state;
    assert_int_equal(run_in_scratch("trap '' XFSZ; ulimit -f 600\n"
                                    "weft synth people --people 30000 --out full"),
                     1);
    CLEANUP(buffer_free) struct buffer said = BUFFER(4096);
    read_made(".", "out", &said);
    assert_true(slice_find(buffer_slice(&said), SLICE("cannot be written: File too large")) <
                said.length);
    assert_int_equal(run_in_scratch("test -z \"$(ls full)\""), 0);
}

static void an_older_file_stays_where_the_new_one_fails(void **state)
{
    (void)state;
    assert_int_equal(run_in_scratch("mkdir kept; echo old >kept/health.csv\n"
                                    "trap '' XFSZ; ulimit -f 600\n"
                                    "weft synth people --people 30000 --out kept; test $? = 1"),
                     0);
    CLEANUP(buffer_free) struct buffer text = BUFFER(4096);
    read_made("kept", "health.csv", &text);
    assert_slice(buffer_slice(&text), "old\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_gives_the_same_bytes_on_every_machine),
        cmocka_unit_test(more_people_are_the_same_ones_first),
        cmocka_unit_test(every_row_of_an_extract_is_in_the_truth_once),
        cmocka_unit_test(a_person_is_the_same_in_each_of_their_rows),
        cmocka_unit_test(children_born_together_share_a_date_and_a_mother),
        cmocka_unit_test(parents_in_the_truth_are_older_than_their_children),
        cmocka_unit_test(only_people_of_a_family_could_be_each_other),
        cmocka_unit_test(names_foreign_to_the_writer_go_wrong_more_often),
        cmocka_unit_test(each_agency_goes_wrong_in_its_own_way),
        cmocka_unit_test(agencies_write_dates_and_names_each_in_their_own_form),
        cmocka_unit_test(origins_are_shared_out_as_in_an_english_city),
        cmocka_unit_test(every_email_and_postcode_is_nobodys),
        cmocka_unit_test(the_flat_file_has_nine_columns_and_the_truths_clusters),
        cmocka_unit_test(so_many_rows_are_at_least_so_many),
        cmocka_unit_test(a_report_is_one_document),
        cmocka_unit_test(what_cannot_be_made_is_refused_and_leaves_nothing),
        cmocka_unit_test(a_full_disk_is_refused_whole_and_said),
        cmocka_unit_test(an_older_file_stays_where_the_new_one_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
