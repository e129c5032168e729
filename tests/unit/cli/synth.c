/* weft synth figures: the same bytes for a seed, the shape of published files, nothing real. */
#include "support/table.h"

#include <string.h>
#include <sys/stat.h>

#include "text/text.h"

static const char *const names[] = {"absence-by-group.csv", "areas.csv",
                                    "dictionary.csv",       "figures-2025.csv",
                                    "figures-2026.csv",     "injury-admissions.csv",
                                    "neighbours-2023.csv",  "neighbours-2025.csv"};
enum { FILES = sizeof names / sizeof *names };

/* The figures under the default seed, made once. */
static void make(void)
{
    static bool made;
    if (!made)
        assert_int_equal(run_in_scratch("weft synth figures --out made"), 0);
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
    assert_int_equal(run_in_scratch("weft synth figures --seed 37 --out again"), 0);
    assert_int_equal(run_in_scratch("weft synth figures --seed 38 --out other"), 0);
    digest_made("made", names, FILES, made);
    digest_made("again", names, FILES, again);
    digest_made("other", names, FILES, other);
    assert_string_equal(made, again);
    assert_string_not_equal(made, other);
    /* changes only with the generator itself: then the targets of the plan are to be looked at */
    assert_string_equal(made, "331cba6326ce86c251faca837ec74b0889aaed917a4a25ca22948b7c27c74266");
}

static void the_files_have_the_headings_of_published_ones(void **state)
{
    (void)state;
    static const struct {
        const char *made, *published;
    } pairs[] = {{"figures-2025.csv", "indicators/lait_nottingham_and_comparators.csv"},
                 {"figures-2026.csv", "indicators/lait_nottingham_and_comparators.csv"},
                 {"dictionary.csv", "indicators/lait_data_dictionary.csv"},
                 {"areas.csv", "indicators/la_code_list.csv"},
                 {"neighbours-2023.csv", "indicators/sn_april_2021_long.csv"},
                 {"neighbours-2025.csv", "indicators/sn_may_2025_long.csv"}};
    make();
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        CLEANUP(buffer_free) struct buffer made = BUFFER(64 << 20);
        CLEANUP(buffer_free) struct buffer published = BUFFER(64 << 20);
        struct slice a, b, rest;
        read_shared_data(pairs[i].published, &published);
        read_made("made", pairs[i].made, &made);
        rest = buffer_slice(&made);
        assert_true(slice_split(&rest, '\n', &a));
        rest = buffer_slice(&published);
        assert_true(slice_split(&rest, '\n', &b));
        if (!slice_equal(slice_trim(a), slice_trim(b)))
            fail_msg("%s: “%.*s”, not “%.*s”", pairs[i].made, SLICE_PRINT(a), SLICE_PRINT(b));
    }
}

static void no_place_is_real_and_the_country_says_so(void **state)
{
    (void)state;
    CLEANUP(map_free) struct map real = MAP;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    read_shared_data("indicators/la_code_list.csv", &text);
    CLEANUP(table_free) struct table list = table_read(buffer_slice(&text));
    CLEANUP(table_free) struct table areas = made_table("areas.csv");
    for (size_t i = 0; i < list.rows; i++) {
        bool place =
            !slice_is(table_cell(&list, i, 3), "NA"); /* the country and regions share numbers */
        map_set(&real, table_cell(&list, i, 1), 1);
        if (place)
            map_set(&real, table_cell(&list, i, 0), 1);
    }
    assert_int_equal(areas.rows, 160);
    for (size_t i = 0; i < areas.rows; i++)
        for (size_t column = 0; column < 3; column++)
            if (!slice_is(table_cell(&areas, i, column), "NA") &&
                map_get(&real, table_cell(&areas, i, column)) != MAP_ABSENT)
                fail_msg("“%.*s” is real", SLICE_PRINT(table_cell(&areas, i, column)));
    assert_slice(table_cell(&areas, 0, 1), "Thistlemouth");
    assert_slice(table_cell(&areas, 159, 0), "970");
    assert_slice(table_cell(&areas, 159, 1), "Whole country (invented)");
}

static void every_figure_is_a_number_or_a_symbol_and_each_symbol_occurs(void **state)
{
    (void)state;
    static const char *const symbols[] = {"-", "..", "u", ":", "c", "x", "z", "k"};
    size_t seen[8] = {0}, numbers = 0, noisy = 0;
    CLEANUP(table_free) struct table figures = made_table("figures-2026.csv");
    for (size_t i = 0; i < figures.rows; i++) {
        struct slice value = table_cell(&figures, i, 4);
        double real;
        size_t s = 0;
        while (s < 8 && !slice_is(value, symbols[s]))
            s++;
        if (s < 8)
            seen[s]++;
        else if (slice_to_double(value, &real) && real >= 0)
            numbers++;
        else
            fail_msg("“%.*s” is neither", SLICE_PRINT(value));
        noisy += s == 8 && value.length > 12;
    }
    for (size_t s = 0; s < 8; s++)
        assert_true(seen[s] > 10);
    assert_true(numbers > figures.rows * 9 / 10);
    assert_true(noisy > 1000); /* 39.229999999999997 */
}

static void the_later_edition_revises_some_and_adds_a_year(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table earlier = made_table("figures-2025.csv");
    CLEANUP(table_free) struct table later = made_table("figures-2026.csv");
    CLEANUP(map_free) struct map rows = MAP;
    CLEANUP(buffer_free) struct buffer key = BUFFER(1000);
    size_t revised = 0, late = 0;
    for (size_t i = 0; i < later.rows; i++) {
        struct slice period = table_cell(&later, i, 1);
        buffer_clear(&key);
        buffer_append(&key, table_cell(&later, i, 0));
        buffer_append(&key, slice_sub(period, 0, slice_find_byte(period, ' ')));
        buffer_append(&key, table_cell(&later, i, 2));
        assert_int_equal(map_intern(&rows, buffer_slice(&key), (uint32_t)i), i); /* once */
    }
    for (size_t i = 0; i < earlier.rows; i++) {
        struct slice period = table_cell(&earlier, i, 1), before = table_cell(&earlier, i, 4);
        buffer_clear(&key);
        buffer_append(&key, table_cell(&earlier, i, 0));
        buffer_append(&key, slice_sub(period, 0, slice_find_byte(period, ' ')));
        buffer_append(&key, table_cell(&earlier, i, 2));
        uint32_t at = map_get(&rows, buffer_slice(&key));
        assert_true(at != MAP_ABSENT);
        bool same = slice_equal(before, table_cell(&later, at, 4));
        revised += !same;
        late += !same && slice_is(before, "-");
    }
    assert_true(later.rows > earlier.rows + 5000);
    assert_true(revised > earlier.rows / 200 && revised < earlier.rows / 20);
    assert_true(late > 50);
}

static void the_country_lies_among_its_places(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table figures = made_table("figures-2026.csv");
    double lowest = 1e9, highest = -1e9;
    size_t looked_at = 0;
    for (size_t i = 0; i < figures.rows; i++) {
        double value;
        bool counts = slice_is(table_cell(&figures, i, 0), "CareCount") ||
                      slice_is(table_cell(&figures, i, 0), "DeathReviews");
        if (counts || !slice_to_double(table_cell(&figures, i, 4), &value))
            continue;
        if (slice_is(table_cell(&figures, i, 2), "970")) { /* the last of its measure and period */
            if (value < lowest || value > highest)
                fail_msg("%.*s", SLICE_PRINT(table_cell(&figures, i, 0)));
            lowest = 1e9;
            highest = -1e9;
            looked_at++;
        } else {
            lowest = value < lowest ? value : lowest;
            highest = value > highest ? value : highest;
        }
    }
    assert_true(looked_at > 300);
}

static void neighbours_are_ten_in_order_and_never_oneself(void **state)
{
    (void)state;
    static const char *const lists[] = {"neighbours-2023.csv", "neighbours-2025.csv"};
    for (size_t list = 0; list < 2; list++) {
        CLEANUP(table_free) struct table table = made_table(lists[list]);
        size_t without = 0;
        assert_int_equal(table.rows, 1500);
        for (size_t i = 0; i < table.rows; i++) {
            assert_int_equal(table_number(table_cell(&table, i, 3)), i % 10 + 1);
            assert_int_equal(table_number(table_cell(&table, i, 0)), 501 + i / 10);
            without += slice_is(table_cell(&table, i, 4), "-");
            assert_false(slice_equal(table_cell(&table, i, 4), table_cell(&table, i, 0)));
        }
        assert_int_equal(without, list == 0 ? 20 : 0); /* two places were not there yet */
    }
}

static void groups_of_pupils_add_up_to_all(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table table = made_table("absence-by-group.csv");
    int64_t total = 0, sums[3] = {0};
    size_t compared = 0;
    for (size_t i = 0; i < table.rows; i++) {
        int64_t pupils = table_number(table_cell(&table, i, 13));
        size_t about = 0; /* the dimension that the row is about, or none */
        while (about < 3 && slice_is(table_cell(&table, i, 10 + about), "Total"))
            about++;
        if (about < 3) {
            sums[about] += pupils;
            continue;
        }
        for (size_t dimension = 0; i > 0 && dimension < 3; dimension++, compared++)
            assert_int_equal(sums[dimension], total);
        memset(sums, 0, sizeof sums);
        total = pupils;
    }
    assert_int_equal(compared, (5 * 160 - 1) * 3);
}

static void admissions_are_counted_and_the_country_has_them_all(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table table = made_table("injury-admissions.csv");
    int64_t country = 0, sum = 0;
    assert_int_equal(table.rows, 12 * 160);
    for (size_t i = 0; i < table.rows; i++) {
        struct slice area = table_cell(&table, i, 2);
        int64_t count = table_number(table_cell(&table, i, 13));
        int64_t children = table_number(table_cell(&table, i, 14));
        double rate;
        assert_true(slice_to_double(table_cell(&table, i, 8), &rate));
        assert_true(count > 0 && count < children);
        assert_near(rate, 10000.0 * (double)count / (double)children, 1e-6);
        if (slice_is(area, "Z92000001")) { /* the first of its year */
            assert_int_equal(sum, country);
            country = count;
            sum = 0;
        } else if (slice_starts_with(area, SLICE("Z06"))) {
            sum += count;
        }
    }
    assert_int_equal(sum, country);
}

static void more_rows_are_more_measures_after_the_same_ones(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer few = BUFFER(64 << 20);
    CLEANUP(buffer_free) struct buffer many = BUFFER(64 << 20);
    make();
    assert_int_equal(run_in_scratch("weft synth figures --rows 150000 --out many"), 0);
    read_made("made", "figures-2026.csv", &few);
    read_made("many", "figures-2026.csv", &many);
    assert_true(slice_starts_with(buffer_slice(&many), buffer_slice(&few)));
    CLEANUP(table_free) struct table table = table_read(buffer_slice(&many));
    assert_true(table.rows >= 150000 && table.rows < 152000);
    read_made("many", "dictionary.csv", &many);
    CLEANUP(table_free) struct table dictionary = table_read(buffer_slice(&many));
    CLEANUP(map_free) struct map known = MAP;
    for (size_t i = 0; i < dictionary.rows; i++)
        map_set(&known, table_cell(&dictionary, i, 4), 1);
    for (size_t i = 0; i < table.rows; i++)
        assert_true(map_get(&known, table_cell(&table, i, 0)) != MAP_ABSENT);
}

static void each_measure_of_the_invented_plan_has_figures_of_its_place(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table figures = made_table("figures-2026.csv");
    CLEANUP(map_free) struct map here = MAP;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    char path[600];
    struct yaml root;
    struct err err = {0};
    size_t named = 0;
    for (size_t i = 0; i < figures.rows; i++)
        if (slice_is(table_cell(&figures, i, 2), "501"))
            map_set(&here, table_cell(&figures, i, 0), 1);
    map_set(&here, SLICE("absent10_percent"), 1); /* of the file by groups */
    map_set(&here, SLICE("InjuryAdmissions"), 1); /* of the file with counts */
    snprintf(path, sizeof path, "%s/plans/thistlemouth-2025-28.yaml", getenv("WEFT_SOURCE"));
    if (file_read(path, &text, &err) < 0 ||
        yaml_parse(buffer_slice(&text), NULL, &arena, &root, &err) < 0)
        fail_msg("%s", err.message);
    const struct yaml *indicators = yaml_get(&root, "indicator");
    for (size_t i = 0; i < indicators->count; i++) {
        const struct yaml *measures = yaml_get(&indicators->items[i], "measures");
        for (size_t m = 0; measures && m < measures->count; m++, named++)
            if (map_get(&here, measures->items[m].text) == MAP_ABSENT)
                fail_msg("%.*s", SLICE_PRINT(measures->items[m].text));
    }
    assert_true(named >= 30);
}

static void what_cannot_be_made_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        int exit;
    } table[] = {
        {"weft synth", 2},
        {"weft synth people2", 2},
        {"weft synth figures", 2},
        {"weft synth figures --out", 2},
        {"weft synth figures --out x y", 2},
        {"weft synth figures --out x --seed one", 2},
        {"weft synth figures --out x --seed -1", 2},
        {"weft synth figures --out x --rows 1e6", 2},
        {"weft synth figures --out x --rows 99999999999", 2},
        {"weft synth figures --out x --colour red", 2},
        {"weft synth figures --out none/such", 1},
        {"touch file; weft synth figures --out file", 1},
        {"mkdir -p half/areas.csv/full; weft synth figures --out half", 1},
        {"ls x half/*.part", 2},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (run_in_scratch(table[i].command) != table[i].exit)
            fail_msg("%s", table[i].command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_gives_the_same_bytes_on_every_machine),
        cmocka_unit_test(the_files_have_the_headings_of_published_ones),
        cmocka_unit_test(no_place_is_real_and_the_country_says_so),
        cmocka_unit_test(every_figure_is_a_number_or_a_symbol_and_each_symbol_occurs),
        cmocka_unit_test(the_later_edition_revises_some_and_adds_a_year),
        cmocka_unit_test(the_country_lies_among_its_places),
        cmocka_unit_test(neighbours_are_ten_in_order_and_never_oneself),
        cmocka_unit_test(groups_of_pupils_add_up_to_all),
        cmocka_unit_test(admissions_are_counted_and_the_country_has_them_all),
        cmocka_unit_test(more_rows_are_more_measures_after_the_same_ones),
        cmocka_unit_test(each_measure_of_the_invented_plan_has_figures_of_its_place),
        cmocka_unit_test(what_cannot_be_made_is_refused_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
