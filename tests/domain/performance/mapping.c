/* Mappings: the shipped ones are sound, and one that is not is refused with every fault at its
 * place. */
#include "support/test.h"

#include "domain/performance/mapping.h"

static int parse(const char *text, struct arena *arena, struct mapping *mapping,
                 struct faults *faults, struct err *err)
{
    *faults = faults_in(arena);
    return mapping_parse(slice_from(text), SLICE("mine"), arena, mapping, faults, err);
}

static void every_shipped_mapping_is_sound(void **state)
{
    (void)state;
    size_t count = 0;
    for (const struct mapping_shipped *shipped = mappings_shipped; shipped->name; shipped++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct mapping mapping;
        struct faults faults = faults_in(&arena);
        struct err err = {0};
        if (mapping_load(shipped->name, &arena, &mapping, &faults, &err) < 0)
            fail_msg("%s: %s", shipped->name, faults.count ? faults.items[0].message : err.message);
        assert_true(mapping.title.length > 0);
        assert_int_equal(mapping.text.length, 0);
        count++;
    }
    assert_true(count >= 7);
}

#define SOUND "reads: figures\ncolumns: {measure: m, period: p, area: a, value: v}\n"

static void each_fault_is_told_with_its_place_and_what_to_give(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        unsigned line, column;
    } cases[] = {
        {"title: Mine\n", "says what it reads", 1, 1},
        {"- a\n", "says what it reads", 1, 1},
        {"reads: songs\n", "“songs” cannot stand here", 1, 8},
        {SOUND "colums: {}\n", "“colums” is not known", 3, 1},
        {"reads: figures\ncolumns: {mesure: m}\n", "“mesure” is not known", 2, 11},
        {"reads: figures\ncolumns: [a]\n", "Give keys with values", 2, 10},
        {"reads: figures\ncolumns: {measure: [a]}\n", "single word", 2, 20},
        {"reads: figures\ncolumns: {measure: m, period: p, area: a}\n", "holds the value", 1, 1},
        {SOUND "wide: true\n", "can have none for the measure", 1, 1},
        {SOUND "wide: perhaps\n", "“perhaps” cannot stand here", 3, 7},
        {SOUND "heading_line: 0\n", "line that holds the headings, from 1 to 1000", 3, 15},
        {SOUND "heading_line: third\n", "line that holds the headings", 3, 15},
        {SOUND "heading_line: 1001\n", "line that holds the headings", 3, 15},
        {SOUND "measures: some\n", "Give one of: taught, known", 3, 11},
        {SOUND "years: lunar\n", "Give one of: calendar, financial, school", 3, 8},
        {SOUND "years: {Week: lunar}\n", "“lunar” cannot stand here", 3, 15},
        {SOUND "symbols: {c: secret}\n", "“secret” cannot stand here", 3, 14},
        {SOUND "symbols: {c: present}\n", "“present” cannot stand here", 3, 14},
        {SOUND "notes: {low: present}\n", "“present” cannot stand here", 3, 14},
        {"reads: figures\ncolumns: {measure: m, period: p, area: a, value: a}\n",
         "“a” cannot be both value and area", 2, 50},
        {SOUND "skip: {a: b}\n", "list of rows to pass over", 3, 7},
        {SOUND "skip:\n  - because: x\n", "which rows carry nothing", 4, 5},
        {SOUND "breakdowns: yes\n", "list of columns", 3, 13},
        {SOUND "breakdowns: [{dimension: a}]\n", "which column holds the group", 3, 14},
        {SOUND "ignore: a\n", "Give a list", 3, 9},
        {SOUND "areas: {teach: true}\n", "tells the level", 3, 8},
        {SOUND "areas: {levels: {X: {codes: {A: a}}, Y: {codes: {A: b}}}}\n", "tells the level", 3,
         8},
        {SOUND "areas: {level: l, levels: {X: {is: moon, codes: {A: a}}}}\n", "“moon”", 3, 36},
        {SOUND "areas: {level: l, levels: {X: {is: other}}}\n", "1 to 4 codes", 3, 31},
        {SOUND "define: {m: {decimals: 9}}\n", "from 0 to 6", 3, 24},
        {SOUND "define: {m: {polarity: up}}\n", "“up” cannot stand here", 3, 24},
        {SOUND "define: {m: {colour: red}}\n", "“colour” is not known", 3, 14},
        {"reads: areas\ncolumns: {code: c, name: n}\n", "what kind of code", 1, 1},
        {"reads: measures\ncolumns: {code: c, title: t, years: y}\nwords: {polarity: {U: up}}\n",
         "“up” cannot stand here", 3, 23},
        {"reads: neighbours\ncolumns: {area: a, rank: r}\n", "holds the neighbour", 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct mapping mapping;
        struct faults faults;
        struct err err = {0};
        if (parse(cases[i].text, &arena, &mapping, &faults, &err) != ERR_RANGE)
            fail_msg("“%s” was read as a mapping", cases[i].text);
        const struct err *fault = &faults.items[0];
        if (fault->line != cases[i].line || fault->column != cases[i].column ||
            !strstr(fault->message, cases[i].says))
            fail_msg("“%s”: %u:%u: %s", cases[i].text, fault->line, fault->column, fault->message);
    }
}

static void all_faults_are_told_at_once(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct mapping mapping;
    struct faults faults;
    struct err err = {0};
    assert_int_equal(parse("reads: figures\ncolour: red\ncolumns: {x: y}\nyears: lunar\n", &arena,
                           &mapping, &faults, &err),
                     ERR_RANGE);
    assert_int_equal(faults.count, 7); /* three wrong words, and four columns that are missing */
    assert_non_null(strstr(err.message, "7 faults"));
}

static void a_syntax_error_and_a_file_that_expands_are_refused(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct mapping mapping;
    struct faults faults;
    struct err err = {0};
    assert_int_equal(parse("reads: [figures\n", &arena, &mapping, &faults, &err), ERR_SYNTAX);
    assert_true(err.line > 0);
    assert_int_equal(parse("reads: figures\nreads: areas\n", &arena, &mapping, &faults, &err),
                     ERR_SYNTAX);
    CLEANUP(buffer_free) struct buffer text = BUFFER(4096);
    buffer_string(&text, "a0: &a0 [x]\n");
    for (int i = 1; i < 30; i++)
        buffer_printf(&text, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
    assert_int_equal(parse(buffer_text(&text), &arena, &mapping, &faults, &err), ERR_LIMIT);
}

static void a_mapping_that_is_not_there_names_those_that_are(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct mapping mapping;
    struct faults faults = faults_in(&arena);
    struct err err = {0};
    assert_int_equal(mapping_load("no-such-thing", &arena, &mapping, &faults, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.message, "lait-dictionary"));
    char path[400];
    snprintf(path, sizeof path, "%s/mine.yaml", scratch_folder());
    assert_int_equal(file_write(path, SLICE(SOUND), NULL), 0);
    assert_int_equal(mapping_load(path, &arena, &mapping, &faults, &err), 0);
    assert_slice(mapping.name, "mine.yaml");
    assert_slice(mapping.text, SOUND);
}

static void a_symbol_means_what_the_publisher_says(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct mapping mapping;
    struct faults faults;
    struct err err = {0};
    assert_int_equal(
        parse(SOUND "symbols: {low: suppressed, x: missing}\n", &arena, &mapping, &faults, &err),
        0);
    assert_int_equal(mapping_symbol(&mapping, SLICE("low")), FIGURE_SUPPRESSED);
    assert_int_equal(mapping_symbol(&mapping, SLICE("x")), FIGURE_MISSING);
    assert_int_equal(mapping_symbol(&mapping, SLICE("z")), FIGURE_NOT_APPLICABLE);
    assert_int_equal(mapping_symbol(&mapping, SLICE("k")), FIGURE_ROUNDS_TO_ZERO);
    assert_int_equal(mapping_symbol(&mapping, SLICE("n/a")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shipped_mapping_is_sound),
        cmocka_unit_test(each_fault_is_told_with_its_place_and_what_to_give),
        cmocka_unit_test(all_faults_are_told_at_once),
        cmocka_unit_test(a_syntax_error_and_a_file_that_expands_are_refused),
        cmocka_unit_test(a_mapping_that_is_not_there_names_those_that_are),
        cmocka_unit_test(a_symbol_means_what_the_publisher_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
