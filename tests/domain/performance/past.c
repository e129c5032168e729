/* Figures that are published, revised and taken back at random and in any order of dates, beside a
 * model that keeps a plain list of what each load said: what stands, and what was published on
 * every day, must be the same in both. Each run is that of a seed, which a failure names. */
#include "support/test.h"

#include "support/figures.h"

#include <math.h>

enum { MEASURES = 2, AREAS = 2, PERIODS = 3, KEYS = MEASURES * AREAS * PERIODS };
enum { DAYS = 4, STEPS = 30, SEEDS = 3, LOADS = 100 };

static const char *const measures[] = {"Low", "Count"}, *const areas[] = {"892", "330"};
static const char *const periods[] = {"2021", "2022", "2023"};
/* Those from which files are published, each followed by one that only asks. */
static const char *const days[] = {"2024-01-10", "2024-06-01", "2025-01-10", "2025-03-01",
                                   "2025-01-11", "2025-01-11", "2026-01-10", "2099-01-01"};

struct said {
    int key;
    int64_t load;
    const char *published, *text; /* as in the file: "5", "-", "c" */
};

struct run {
    uint64_t seed;
    int step;
    struct random random;
    struct figures *figures;
    uint64_t last; /* the seed of the last file */
    const char *last_published;
    VECTOR(struct said) said;
    int64_t loads[LOADS];
    size_t load_count;
};

static void failed(const struct run *run, const char *what)
{
    fail_msg("seed %llu, step %d: %s", (unsigned long long)run->seed, run->step, what);
}

/* --- the model -------------------------------------------------------------------------------- */

/* What was published of it on that day (NULL: as things stand): the newest publication, and of one
 * day the last that came. */
static const struct said *known_on(struct run *run, int key, const char *day)
{
    const struct said *best = NULL;
    vector_each (&run->said, said) {
        if (said->key != key || (day && strcmp(said->published, day) > 0))
            continue;
        int later = best ? strcmp(said->published, best->published) : 1;
        if (later > 0 || (later == 0 && said->load > best->load))
            best = said;
    }
    return best;
}

/* --- steps ------------------------------------------------------------------------------------ */

static const char *any_text(struct random *random)
{
    static const char *const texts[] = {"5", "6", "7.5", "0", "-", "c"};
    return texts[random_below(random, 6)];
}

/* Some of the keys, each with a text; what of it is news is said from then on. Now and then it is
 * the last file byte for byte, published again. (On an earlier day its bytes are known, and write
 * nothing.) */
static void load(struct run *run)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    const char *published = days[random_below(&run->random, DAYS) * 2];
    bool again = run->last_published && random_below(&run->random, 4) == 0;
    if (again && strcmp(published, run->last_published) < 0)
        published = run->last_published;
    if (!again)
        run->last = random_bits(&run->random);
    run->last_published = published;
    struct random file = random_seeded(run->last);
    int64_t kept = 0, unchanged = 0, revised = 0;
    VECTOR(struct said) news = {0};
    buffer_string(&text, "measure_short,period,la_number,area,value\n");
    for (int key = 0; key < KEYS; key++) {
        if (random_below(&file, 3))
            continue;
        struct said said = {key, 0, published, any_text(&file)};
        buffer_printf(&text, "%s,%s,%s,Somewhere,%s\n", measures[key % MEASURES],
                      periods[key / MEASURES / AREAS], areas[key / MEASURES % AREAS], said.text);
        const struct said *then = known_on(run, key, published), *now = known_on(run, key, NULL);
        bool is_older = now && strcmp(published, now->published) < 0;
        if (then && strcmp(then->text, said.text) == 0) {
            unchanged++;
            continue;
        }
        revised += now && !is_older;
        kept += !now || is_older;
        vector_push(&news, said);
    }
    const struct load_report *report =
        figures_load_with(run->figures, "lait", buffer_text(&text),
                          &(struct figures_options){.published = published});
    if (report->refused || (report->load != 0) != (news.length > 0))
        failed(run, "a file was refused, or news were none");
    if (report->kept != kept || report->unchanged != unchanged || report->revised != revised)
        failed(run, "the report counts otherwise");
    vector_each (&news, said) {
        said->load = report->load;
        vector_push(&run->said, *said);
    }
    if (report->load && run->load_count < LOADS)
        run->loads[run->load_count++] = report->load;
    vector_free(&news);
}

/* Whether a later load, of the ones that were not taken back, says something of what it said. */
static bool was_loaded_over(struct run *run, int64_t load)
{
    vector_each (&run->said, said)
        if (said->load == load)
            vector_each (&run->said, other)
                if (other->key == said->key && other->load > load)
                    return true;
    return false;
}

static void undo(struct run *run)
{
    static struct actor house;
    struct writer *writer = run->figures->writer;
    struct err err = {0};
    size_t kept = 0;
    if (run->load_count == 0)
        return;
    size_t at = random_below(&run->random, run->load_count);
    int64_t load = run->loads[at];
    house = actor_house("test");
    assert_int_equal(writer_begin(writer, &err), 0);
    int code = load_undo(writer, load, &house, &err);
    if (code < 0)
        writer_rollback(writer);
    else
        assert_int_equal(writer_commit(writer, &err), 0);
    if (code < 0 && (code != ERR_CONFLICT || !was_loaded_over(run, load)))
        failed(run, err.message);
    if (code < 0)
        return;
    run->loads[at] = run->loads[--run->load_count];
    for (size_t i = 0; i < run->said.length; i++)
        if (run->said.data[i].load != load)
            run->said.data[kept++] = run->said.data[i];
    run->said.length = kept;
}

/* --- the same in both ------------------------------------------------------------------------- */

static const char *text_of(const struct figure *figure)
{
    static char text[32];
    if (figure->status == FIGURE_MISSING)
        return "-";
    if (figure->status == FIGURE_SUPPRESSED)
        return "c";
    snprintf(text, sizeof text, "%g", figure->value);
    return text;
}

static void compare(struct run *run, int measure, int area, const char *day)
{
    struct series series;
    struct date on = {0};
    struct err err = {0};
    size_t next = 0;
    if (day)
        assert_true(date_parse(slice_from(day), &on));
    if (series_load(run->figures->writer->store, slice_from(measures[measure]),
                    slice_from(areas[area]), (struct slice){0}, on, &run->figures->arena, &series,
                    &err) < 0)
        failed(run, err.message);
    for (int period = 0; period < PERIODS; period++) {
        const struct said *said = known_on(run, (period * AREAS + area) * MEASURES + measure, day);
        if (!said)
            continue;
        const struct figure *figure = &series.figures[next];
        if (next++ >= series.count || !slice_is(figure->period, periods[period]) ||
            figure->load != said->load || strcmp(text_of(figure), said->text) != 0)
            failed(run, day ? day : "what stands is not what was said last");
    }
    if (next != series.count)
        failed(run, "there is a figure that nobody published");
}

static void compare_all(struct run *run)
{
    for (int measure = 0; measure < MEASURES; measure++)
        for (int area = 0; area < AREAS; area++) {
            compare(run, measure, area, NULL);
            compare(run, measure, area, "2024-01-09");
            for (size_t day = 0; day < sizeof days / sizeof *days; day++)
                compare(run, measure, area, days[day]);
        }
    if (run->step % 5 == 0)
        assert_sound(run->figures);
}

static void every_day_reads_as_it_was_published_whatever_came_and_went(void **state)
{
    (void)state;
    const char *given = getenv("WEFT_SEED"); /* for a longer search */
    uint64_t first = given ? strtoull(given, NULL, 10) : 1;
    for (uint64_t seed = first; seed < first + SEEDS; seed++) {
        struct run run = {.seed = seed, .random = random_seeded(seed)};
        void *figures = NULL;
        figures_set_up(&figures);
        run.figures = figures;
        for (run.step = 1; run.step <= STEPS; run.step++) {
            if (random_below(&run.random, 3))
                load(&run);
            else
                undo(&run);
            compare_all(&run);
        }
        figures_tear_down(&figures);
        vector_free(&run.said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_reads_as_it_was_published_whatever_came_and_went),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
