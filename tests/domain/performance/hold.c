/* What the house counted itself and nobody published: whatever is shown of it is attacked here by
 * linear programming, in sums that this test draws itself, over all that was ever shown. */
#include "support/test.h"

#include <math.h>

#include "domain/performance/hold.h"
#include "math/disclosure/disclosure.h"
#include "support/figures.h"

#define OURS                                                                                       \
    "title: Our own count\nreads: figures\nprotect: 5\nwhole: [All]\n"                             \
    "columns: {measure: What, period: When, area: Where, value: Number}\n"                         \
    "breakdowns: [Sex, Age]\n"
#define COUNTED                                                                                    \
    "title: Our own share\nreads: figures\nprotect: 5\nwhole: [All]\nbreakdowns: [Sex]\n"          \
    "columns: {measure: What, period: When, area: Where, value: Share, numerator: Some,"           \
    " denominator: All of them, note: Note}\ndefine:\n  Heard: {title: Heard, unit: \"%\"}\n"
#define HEAD "What,When,Where,Sex,Age,Number\n"

/* --- what everybody can see ------------------------------------------------------------------- */

/* A connection as the public has it. */
static struct store *public_store(struct figures *figures)
{
    struct store *store = NULL;
    struct err err = {0};
    if (store_open(figures->path, STORE_READ, &store, &err) < 0)
        fail_msg("%s", err.message);
    store_restrict(store, permit_public_table, (void *)(uintptr_t)&weft_registry);
    return store;
}

/* The value that is shown now, or NAN where it is suppressed; fails where there is none. */
static double shown(struct store *store, const char *area, const char *period, const char *group)
{
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(
        store, "SELECT value, status FROM observation_record WHERE area = ?1 AND period = ?2"
               " AND coalesce(breakdown, '') = ?3");
    store_bind_text(row, 1, slice_from(area));
    store_bind_text(row, 2, slice_from(period));
    store_bind_text(row, 3, slice_from(group));
    struct err err = {0};
    if (store_step(row, &err) <= 0)
        fail_msg("no figure of %s, %s, %s: %s", area, period, group, err.message);
    if (slice_is(store_text(row, 1), "suppressed"))
        return NAN;
    return store_real(row, 0);
}

static void load_ours(struct figures *figures, const char *rows)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_printf(&text, HEAD "%s", rows);
    figures_loaded(figures_load(figures, OURS, buffer_text(&text)));
    assert_sound(figures);
}

/* --- random tables, attacked ------------------------------------------------------------------ */

/* Three authorities and England; two sexes and all; two ages and all. */
enum { PLACES = 4, SEXES = 3, AGES = 3, CELLS = PLACES * SEXES * AGES, EDITIONS = 3 };
static const char *const places[] = {"330", "352", "892", "970"};
static const char *const sexes[] = {"F", "M", "All"}, *const ages[] = {"0-4", "5-9", "All"};

struct edition {
    double truth[CELLS], seen[CELLS]; /* NAN: suppressed */
};

static int place_of(int place, int sex, int age)
{
    return (place * SEXES + sex) * AGES + age;
}

static struct additive lattice(struct arena *arena)
{
    static const uint32_t areas[] = {3, 3, 3, DIMENSION_ROOT}, three[] = {2, 2, DIMENSION_ROOT};
    static const struct dimension dimensions[] = {{PLACES, areas}, {SEXES, three}, {AGES, three}};
    struct additive table;
    struct err err = {0};
    if (additive_lattice(dimensions, 3, arena, &table, &err) < 0)
        fail_msg("%s", err.message);
    return table;
}

static void append_edition(struct buffer *text, const struct edition *edition)
{
    for (int place = 0; place < PLACES; place++)
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age < AGES; age++)
                buffer_printf(text, "Visits,2024,%s,%s,%s,%g\n", places[place], sexes[sex],
                              ages[age], edition->truth[place_of(place, sex, age)]);
}

static void look(struct figures *figures, struct edition *edition)
{
    struct store *store = public_store(figures);
    for (int place = 0; place < PLACES; place++)
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age < AGES; age++) {
                char group[40] = "";
                snprintf(group, sizeof group, "%s%s%s%s%s", sex < 2 ? "Sex=" : "",
                         sex < 2 ? sexes[sex] : "", sex < 2 && age < 2 ? ";" : "",
                         age < 2 ? "Age=" : "", age < 2 ? ages[age] : "");
                double seen = shown(store, places[place], "2024", group);
                int cell = place_of(place, sex, age);
                edition->seen[cell] = seen;
                if (!isnan(seen))
                    assert_true(seen == edition->truth[cell]);
            }
    store_close(&store);
}

/* All editions as one system: a figure that did not change is one unknown, as an attacker may
 * guess. The limits of every cell of every edition. */
static void attack(const struct edition *editions, size_t count, struct arena *arena,
                   struct range ranges[EDITIONS][CELLS])
{
    struct additive table = lattice(arena);
    size_t members = table.starts[table.sums], sums = 0, used = 0;
    uint32_t unknown[EDITIONS][CELLS], unknowns = 0;
    for (size_t e = 0; e < count; e++)
        for (int cell = 0; cell < CELLS; cell++) {
            bool same = e > 0 && editions[e].truth[cell] == editions[e - 1].truth[cell];
            unknown[e][cell] = same ? unknown[e - 1][cell] : unknowns++;
        }
    size_t *starts = arena_array(arena, count * table.sums + 1, sizeof *starts);
    uint32_t *list = arena_array(arena, count * members, sizeof *list);
    for (size_t e = 0; e < count; e++)
        for (size_t sum = 0; sum < table.sums; sum++) {
            starts[sums++] = used;
            for (size_t i = table.starts[sum]; i < table.starts[sum + 1]; i++)
                list[used++] = unknown[e][table.members[i]];
        }
    starts[sums] = used;
    struct additive all = {.cells = unknowns, .sums = sums, .starts = starts, .members = list};
    struct range *known = arena_array(arena, unknowns, sizeof *known), *found = known;
    for (uint32_t i = 0; i < unknowns; i++)
        known[i] = (struct range){0, INFINITY};
    for (size_t e = 0; e < count; e++)
        for (int cell = 0; cell < CELLS; cell++)
            if (!isnan(editions[e].seen[cell]))
                known[unknown[e][cell]] =
                    (struct range){editions[e].seen[cell], editions[e].seen[cell]};
    found = arena_array(arena, unknowns, sizeof *found);
    struct err err = {0};
    if (disclosure_attack(&all, known, true, arena, found, NULL, &err) < 0)
        fail_msg("%s", err.message);
    for (size_t e = 0; e < count; e++)
        for (int cell = 0; cell < CELLS; cell++)
            ranges[e][cell] = found[unknown[e][cell]];
}

static void assert_nothing_given_away(const struct edition *editions, size_t count)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct range ranges[EDITIONS][CELLS];
    attack(editions, count, &arena, ranges);
    for (size_t e = 0; e < count; e++)
        for (int cell = 0; cell < CELLS; cell++) {
            double truth = editions[e].truth[cell];
            if (truth < 1 || truth >= 5)
                continue;
            if (ranges[e][cell].lower > truth - 1 || ranges[e][cell].upper < 5)
                fail_msg("edition %zu of %zu, cell %d: %g is known to lie from %g to %g", e, count,
                         cell, truth, ranges[e][cell].lower, ranges[e][cell].upper);
        }
}

static void fill(struct edition *edition, struct random *random, bool again)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct additive table = lattice(&arena);
    for (int place = 0; place < 3; place++)
        for (int sex = 0; sex < 2; sex++)
            for (int age = 0; age < 2; age++) {
                double *truth = &edition->truth[place_of(place, sex, age)];
                if (!again || random_below(random, 3) == 0)
                    *truth = (double)(random_below(random, 3) ? random_below(random, 12)
                                                              : random_below(random, 60));
            }
    additive_fill(&table, edition->truth);
}

static void no_small_count_can_be_worked_out_from_any_edition_or_all_of_them(void **state)
{
    (void)state;
    size_t kept_back = 0, told = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct random random = random_seeded(seed);
        struct edition editions[EDITIONS] = {0};
        void *fixture = NULL;
        figures_set_up(&fixture);
        for (size_t e = 0; e < EDITIONS; e++) {
            CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
            if (e > 0)
                memcpy(editions[e].truth, editions[e - 1].truth, sizeof editions[e].truth);
            fill(&editions[e], &random, e > 0);
            append_edition(&text, &editions[e]);
            load_ours(fixture, buffer_text(&text));
            look(fixture, &editions[e]);
            assert_nothing_given_away(editions, e + 1);
        }
        for (int cell = 0; cell < CELLS; cell++) {
            kept_back += isnan(editions[0].seen[cell]) ? 1 : 0;
            told += isnan(editions[0].seen[cell]) ? 0 : 1;
        }
        figures_tear_down(&fixture);
    }
    assert_true(kept_back > 0);
    assert_true(told > kept_back / 2); /* and yet something is published */
}

/* --- one rule at a time ----------------------------------------------------------------------- */

static void a_publishers_own_small_count_is_shown_as_published(void **state)
{
    struct figures *figures = *state;
    figures_load(figures, "lait",
                 "measure_short,period,la_number,area,value\nCount,2024,892,Nottingham,3\n");
    struct store *store = public_store(figures);
    assert_true(shown(store, "892", "2024", "") == 3);
    store_close(&store);
}

static void our_small_count_is_held_back_and_nought_is_no_secret(void **state)
{
    struct figures *figures = *state;
    load_ours(figures, "Visits,2024,892,All,All,4\nVisits,2023,892,All,All,5\n"
                       "Visits,2022,892,All,All,0\n");
    struct store *store = public_store(figures);
    assert_true(isnan(shown(store, "892", "2024", "")));
    assert_true(shown(store, "892", "2023", "") == 5);
    assert_true(shown(store, "892", "2022", "") == 0);
    store_close(&store);
}

static void what_a_total_leaves_over_is_protected_too(void **state)
{
    struct figures *figures = *state;
    /* Those whose sex is not recorded are two. */
    load_ours(figures, "Visits,2024,892,All,All,42\nVisits,2024,892,F,All,25\n"
                       "Visits,2024,892,M,All,15\n");
    struct store *store = public_store(figures);
    assert_true(isnan(shown(store, "892", "2024", "")) ||
                isnan(shown(store, "892", "2024", "Sex=F")) ||
                isnan(shown(store, "892", "2024", "Sex=M")));
    store_close(&store);
}

static void a_quarter_does_not_follow_from_the_year(void **state)
{
    struct figures *figures = *state;
    load_ours(figures, "Visits,2024 Q1,892,All,All,20\nVisits,2024 Q2,892,All,All,3\n"
                       "Visits,2024 Q3,892,All,All,30\nVisits,2024 Q4,892,All,All,12\n");
    load_ours(figures, "Visits,2024,892,All,All,65\n");
    struct store *store = public_store(figures);
    assert_true(shown(store, "892", "2024 Q1", "") == 20);
    assert_true(isnan(shown(store, "892", "2024 Q2", "")));
    assert_true(isnan(shown(store, "892", "2024", ""))); /* the three were out already */
    store_close(&store);
}

static void a_group_that_was_held_stays_held_when_its_total_comes_later(void **state)
{
    struct figures *figures = *state;
    load_ours(figures, "Visits,2024,892,F,All,25\nVisits,2024,892,M,All,2\n");
    load_ours(figures, "Visits,2024,892,All,All,27\n");
    struct store *store = public_store(figures);
    assert_true(shown(store, "892", "2024", "Sex=F") == 25);
    assert_true(isnan(shown(store, "892", "2024", "")));
    store_close(&store);
}

/* Its total and the other group were shown before, so it follows from them: what may be hidden is,
 * and nobody learns more than they knew. */
static void a_group_that_its_total_gave_away_already_is_held_all_the_same(void **state)
{
    struct figures *figures = *state;
    load_ours(figures, "Visits,2024,892,All,All,27\nVisits,2024,892,F,All,25\n"
                       "Visits,2023,892,F,All,9\nVisits,2023,892,M,All,9\n");
    load_ours(figures, "Visits,2024,892,M,All,2\nVisits,2024,892,F,All,25\n");
    struct store *store = public_store(figures);
    assert_true(isnan(shown(store, "892", "2024", "Sex=M")));
    assert_true(isnan(shown(store, "892", "2024", "Sex=F")));
    assert_true(shown(store, "892", "2024", "") == 27);
    assert_true(shown(store, "892", "2023", "Sex=F") == 9); /* which has nothing to do with it */
    store_close(&store);
}

static void a_share_is_held_where_few_have_it_and_where_few_have_not(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, COUNTED,
                                "What,When,Where,Sex,Share,Some,All of them,Note\n"
                                "Heard,2024,892,All,60,30,50,\n"
                                "Heard,2023,892,All,6,3,50,three children\n"
                                "Heard,2022,892,All,96,48,50,\n"
                                "Heard,2021,892,All,50,,,\n"));
    struct store *store = public_store(figures);
    assert_true(shown(store, "892", "2024", "") == 60);
    for (int year = 2021; year <= 2023; year++) {
        char text[16];
        snprintf(text, sizeof text, "%d", year);
        assert_true(isnan(shown(store, "892", text, "")));
    }
    int64_t left = -1;
    assert_int_equal(store_ask_integer(store,
                                       "SELECT count(*) FROM observation_detail WHERE numerator"
                                       " IN (3, 48) OR note IS NOT NULL",
                                       &left, NULL),
                     0);
    assert_int_equal(left, 0);
    store_close(&store);
    assert_sound(figures);
}

/* --- the figures themselves ------------------------------------------------------------------- */

static void what_is_held_is_kept_for_those_who_may_see_it_alone(void **state)
{
    struct figures *figures = *state;
    load_ours(figures, "Visits,2024,892,All,All,4\n");
    int64_t value = 0;
    assert_int_equal(store_ask_integer(figures->writer->store,
                                       "SELECT value FROM observation_held_record", &value, NULL),
                     0);
    assert_int_equal(value, 4);
    struct store *store = public_store(figures);
    static const char *const refused[] = {"SELECT value FROM observation_held",
                                          "SELECT value FROM observation_held_record",
                                          "SELECT bytes FROM held_secret"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_true(store_ask_integer(store, refused[i], &value, NULL) < 0);
    store_close(&store);
    struct actor anyone = actor_anyone(), analyst = {.roles = ROLE_BIT(ANYONE) | ROLE_BIT(ANALYST)};
    assert_false(permit(&anyone, &held_figure_entity, READ));
    assert_true(permit(&analyst, &held_figure_entity, READ));
    assert_false(permit(&analyst, &held_figure_entity, UPDATE));
}

static void the_same_file_again_changes_nothing(void **state)
{
    struct figures *figures = *state;
    const char *text = HEAD "Visits,2024,892,All,All,27\nVisits,2024,892,F,All,25\n"
                            "Visits,2024,892,M,All,2\n";
    assert_counts(figures_load(figures, OURS, text), "3 3 0 0 0 0");
    const struct load_report *report = figures_load(figures, OURS, text);
    assert_counts(report, "3 0 3 0 0 0");
    assert_int_equal(report->load, 0);
    assert_int_equal(report->same_as, 3);
}

static void a_held_figure_that_changes_is_a_new_version_of_it(void **state)
{
    struct figures *figures = *state;
    load_ours(figures, "Visits,2024,892,All,All,4\n");
    const struct load_report *report =
        figures_load(figures, OURS, HEAD "Visits,2024,892,All,All,3\n");
    assert_counts(report, "1 0 0 1 0 0");
    int64_t held = 0;
    assert_int_equal(store_ask_integer(figures->writer->store,
                                       "SELECT count(*) FROM observation_held", &held, NULL),
                     0);
    assert_int_equal(held, 2);
    assert_sound(figures);
}

static void an_undone_load_leaves_what_it_showed_known(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    struct actor house = actor_house("test");
    load_ours(figures, "Visits,2024,892,All,All,27\nVisits,2024,892,F,All,25\n");
    int64_t load = loading_report(figures->loading)->load;
    struct store *before = public_store(figures);
    bool total_out = !isnan(shown(before, "892", "2024", ""));
    bool girls_out = !isnan(shown(before, "892", "2024", "Sex=F"));
    store_close(&before);
    assert_true(total_out != girls_out); /* the two boys are what is left over */
    assert_int_equal(writer_begin(figures->writer, &err), 0);
    assert_int_equal(load_undo(figures->writer, load, &house, &err), 0);
    assert_int_equal(writer_commit(figures->writer, &err), 0);
    load_ours(figures, total_out ? "Visits,2024,892,F,All,25\nVisits,2023,892,M,All,50\n"
                                 : "Visits,2024,892,All,All,27\n");
    struct store *store = public_store(figures);
    assert_true(isnan(shown(store, "892", "2024", total_out ? "Sex=F" : "")));
    store_close(&store);
}

static void the_digest_of_a_protected_file_cannot_be_tried_out(void **state)
{
    struct figures *figures = *state;
    const char *text = HEAD "Visits,2024,892,All,All,4\n";
    char plain[DIGEST_TEXT_SIZE];
    struct load load;
    struct err err = {0};
    digest_format(digest_of(slice_from(text)), plain);
    int64_t id = figures_loaded(figures_load(figures, OURS, text));
    assert_int_equal(load_get(figures->writer->store, id, &figures->arena, &load, &err), 0);
    assert_false(slice_is(load.digest, plain));
}

/* Without it the digests could be tried out: so nothing is loaded. */
static void a_store_that_lost_its_secret_takes_no_protected_file(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = NULL;
    struct err err = {0};
    assert_int_equal(store_run(figures->writer->store, "DELETE FROM held_secret", &err), 0);
    struct slice text = SLICE(HEAD "Visits,2024,892,All,All,4\n");
    assert_int_equal(figures_try(figures, OURS, text, NULL, &report, &err), ERR_STORE);
    assert_string_equal(err.message, "The store has lost what keeps its held figures. Restore the "
                                     "last backup.");
    assert_int_equal(figures_count(figures), 0);
    figures_loaded(figures_load(figures, "lait", /* a publisher's own needs none */
                                "measure_short,period,la_number,area,value\nLow,2022,892,N,4\n"));
}

static void more_figures_than_can_be_protected_together_are_refused_whole(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(4 << 20);
    const struct load_report *report = NULL;
    struct err err = {0};
    buffer_string(&text, HEAD);
    for (int place = 0; place < PLACES; place++) {
        int number = place == PLACES - 1 ? 3 * (PLACES - 1) : 3; /* England has them all */
        buffer_printf(&text, "Visits,2024,%s,All,All,%d\n", places[place], number * 5001);
        for (int i = 0; i < 5001; i++)
            buffer_printf(&text, "Visits,2024,%s,g%d,All,%d\n", places[place], i, number);
    }
    assert_int_equal(figures_try(figures, OURS, buffer_slice(&text), NULL, &report, &err),
                     ERR_LIMIT);
    assert_non_null(strstr(err.message, "figures of the file add up with each other: more than the "
                                        "20000 that can be protected together."));
    assert_int_equal(figures_count(figures), 0);
    assert_sound(figures);
}

static void the_report_does_not_tell_which_are_the_small_ones(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures, OURS,
        HEAD "Visits,2024,892,All,All,27\nVisits,2024,892,F,All,25\nVisits,2024,892,M,All,2\n");
    assert_int_equal(report->group_count, 1);
    assert_int_equal(report->count, 2);
    assert_item(report, 0, false, (unsigned)report->items[0].line, "held back");
}

static void a_threshold_is_a_whole_number_above_one(void **state)
{
    (void)state;
    static const char *const wrong[] = {"1", "0", "-3", "five", "2.5", "1001", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct faults faults = faults_in(&arena);
        struct mapping mapping;
        struct err err = {0};
        char text[400];
        snprintf(text, sizeof text,
                 "reads: figures\nprotect: \"%s\"\ncolumns: {measure: a, period: b, area: c, "
                 "value: d}\n",
                 wrong[i]);
        assert_int_equal(
            mapping_parse(slice_from(text), SLICE("own"), &arena, &mapping, &faults, &err),
            ERR_RANGE);
        assert_non_null(strstr(faults.items[0].message, "protect: 5"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_small_count_can_be_worked_out_from_any_edition_or_all_of_them),
        cmocka_unit_test_setup_teardown(a_publishers_own_small_count_is_shown_as_published,
                                        figures_set_up, figures_tear_down),
        cmocka_unit_test_setup_teardown(our_small_count_is_held_back_and_nought_is_no_secret,
                                        figures_set_up, figures_tear_down),
        cmocka_unit_test_setup_teardown(what_a_total_leaves_over_is_protected_too, figures_set_up,
                                        figures_tear_down),
        cmocka_unit_test_setup_teardown(a_quarter_does_not_follow_from_the_year, figures_set_up,
                                        figures_tear_down),
        cmocka_unit_test_setup_teardown(a_group_that_was_held_stays_held_when_its_total_comes_later,
                                        figures_set_up, figures_tear_down),
        cmocka_unit_test_setup_teardown(
            a_group_that_its_total_gave_away_already_is_held_all_the_same, figures_set_up,
            figures_tear_down),
        cmocka_unit_test_setup_teardown(a_share_is_held_where_few_have_it_and_where_few_have_not,
                                        figures_set_up, figures_tear_down),
        cmocka_unit_test_setup_teardown(what_is_held_is_kept_for_those_who_may_see_it_alone,
                                        figures_set_up, figures_tear_down),
        cmocka_unit_test_setup_teardown(the_same_file_again_changes_nothing, figures_set_up,
                                        figures_tear_down),
        cmocka_unit_test_setup_teardown(a_held_figure_that_changes_is_a_new_version_of_it,
                                        figures_set_up, figures_tear_down),
        cmocka_unit_test_setup_teardown(an_undone_load_leaves_what_it_showed_known, figures_set_up,
                                        figures_tear_down),
        cmocka_unit_test_setup_teardown(the_digest_of_a_protected_file_cannot_be_tried_out,
                                        figures_set_up, figures_tear_down),
        cmocka_unit_test_setup_teardown(a_store_that_lost_its_secret_takes_no_protected_file,
                                        figures_set_up, figures_tear_down),
        cmocka_unit_test_setup_teardown(
            more_figures_than_can_be_protected_together_are_refused_whole, figures_set_up,
            figures_tear_down),
        cmocka_unit_test_setup_teardown(the_report_does_not_tell_which_are_the_small_ones,
                                        figures_set_up, figures_tear_down),
        cmocka_unit_test(a_threshold_is_a_whole_number_above_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
