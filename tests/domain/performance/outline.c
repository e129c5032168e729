/* Outlines: read, refused, brought in by the command, and joined to figures. The boundaries are
 * invented. */
#include "support/test.h"

#include <math.h>

#include "domain/performance/outline.h"
#include "support/figures.h"
#include "support/plan.h"

static int parse(const char *text, struct outline *ret_outline, struct arena *arena,
                 struct err *err)
{
    return outline_parse(slice_from(text), arena, ret_outline, err);
}

static void rings_and_points_come_out_as_they_were_written(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct outline outline;
    assert_int_equal(
        parse("-1.15 52.95, -1.14 52.95,-1.14 52.96;0 0,1 0,1 1,0 1", &outline, &arena, NULL), 0);
    assert_int_equal(outline.rings, 2);
    assert_int_equal(outline.starts[1], 3);
    assert_int_equal(outline.starts[2], 7);
    assert_true(outline.points[0] == -1.15 && outline.points[1] == 52.95);
    assert_true(outline.points[12] == 0 && outline.points[13] == 1);
}

static void what_is_no_boundary_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        int code;
    } wrong[] = {
        {"", "no points", ERR_RANGE},
        {"1 2,3 4", "fewer than three", ERR_RANGE},
        {"1 2,3 4,5 6;", "is no point", ERR_SYNTAX},
        {"1 2,3 4,5", "is no point", ERR_SYNTAX},
        {"1 2,3 four,5 6", "is no point", ERR_SYNTAX},
        {"1 2,3 4,nan 6", "is no point", ERR_SYNTAX},
        {"456123 339871,456124 339872,456125 339873", "not in metres", ERR_RANGE},
        {"1 2,3 91,5 6", "nowhere on earth", ERR_RANGE},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct outline outline;
        struct err err = {0};
        int code = parse(wrong[i].text, &outline, &arena, &err);
        if (code != wrong[i].code || !strstr(err.message, wrong[i].says))
            fail_msg("“%s”: %d, %s", wrong[i].text, code, err.message);
    }
}

static void more_points_than_a_page_can_show_are_refused(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    struct outline outline;
    for (int i = 0; i <= OUTLINE_POINTS; i++)
        buffer_printf(&text, "%s%d.5 1", i ? "," : "", i % 90);
    assert_int_equal(outline_parse(buffer_slice(&text), &arena, &outline, NULL), ERR_LIMIT);
}

/* --- the command ------------------------------------------------------------------------------ */

#define SQUARE(code, x)                                                                            \
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"" code "\",\"n\":\"Place " code                \
    "\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[" #x ",52],[" #x ".9,52],[" #x      \
    ".9,53],[" #x ",53],[" #x ",52]]]}}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static int outline_command(struct figures *figures, const char *text, const char *options,
                           struct buffer *out)
{
    char path[512], command[2048];
    snprintf(path, sizeof path, "%s/areas.geojson", scratch_folder());
    assert_int_equal(file_write(path, slice_from(text), NULL), 0);
    snprintf(command, sizeof command, "weft --store '%s' outline '%s' %s 2>&1", figures->path, path,
             options);
    return run_command(command, out);
}

static void outlines_come_in_whole_and_change_only_where_they_differ(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(4096);
    const char *two = COLLECTION(SQUARE("892", 1) "," SQUARE("330", 2));
    assert_int_equal(outline_command(figures, two, "--code id --title n", &out), 0);
    assert_string_equal(buffer_text(&out), "2 outlines saved, 0 unchanged.\n");
    buffer_clear(&out);
    const char *other = COLLECTION(SQUARE("892", 1) "," SQUARE("330", 3));
    assert_int_equal(outline_command(figures, other, "--code id --title n --json", &out), 0);
    assert_string_equal(buffer_text(&out), "{\"saved\":1,\"unchanged\":1}\n");
}

/* A polygon of so many rings, each a triangle, which loses no point however few are taken. */
static void append_rings(struct buffer *text, const char *code, int rings)
{
    buffer_printf(text,
                  "{\"type\":\"Feature\",\"properties\":{\"id\":\"%s\"},\"geometry\":{\"type\":"
                  "\"Polygon\",\"coordinates\":[",
                  code);
    for (int i = 0; i < rings; i++)
        buffer_printf(text, "%s[[1,52],[2,52],[2,53],[1,52]]", i ? "," : "");
    buffer_string(text, "]}}");
}

static void more_than_a_map_can_draw_is_refused_and_nothing_of_it_kept(void **state)
{
    struct figures *figures = *state;
    static const struct {
        int features, rings;
        const char *says;
    } much[] = {
        {1001, 1, "There are 1001 features; a map draws at most 1000. Take fewer areas."},
        {1, OUTLINE_POINTS / 3 + 1, "A boundary has too many points even for one in 64 of them."},
    };
    for (size_t i = 0; i < sizeof much / sizeof *much; i++) {
        CLEANUP(buffer_free) struct buffer text = BUFFER(4 << 20);
        CLEANUP(buffer_free) struct buffer out = BUFFER(4096);
        int64_t count = -1;
        buffer_string(&text, "{\"type\":\"FeatureCollection\",\"features\":[");
        for (int k = 0; k < much[i].features; k++) {
            buffer_string(&text, k ? "," : "");
            append_rings(&text, "892", much[i].rings);
        }
        buffer_string(&text, "]}");
        assert_int_equal(outline_command(figures, buffer_text(&text), "--code id", &out), 1);
        if (!strstr(buffer_text(&out), much[i].says))
            fail_msg("%s", buffer_text(&out));
        store_ask_integer(figures->writer->store, "SELECT count(*) FROM outline", &count, NULL);
        assert_int_equal(count, 0);
    }
}

static void a_file_with_one_wrong_feature_changes_nothing(void **state)
{
    static const struct {
        const char *text, *options, *says;
    } wrong[] = {
        {COLLECTION(SQUARE("892", 1)), "--code nosuch", "no property"},
        {COLLECTION(SQUARE("892", 1) ",{\"type\":\"Feature\",\"properties\":{\"id\":\"330\"},"
                                     "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}"),
         "--code id", "is a Point"},
        {COLLECTION(SQUARE("892", 200)), "--code id", "nowhere on earth"},
        {COLLECTION("{\"type\":\"Feature\",\"properties\":{\"id\":\"330\"},\"geometry\":{\"type\":"
                    "\"Polygon\",\"coordinates\":[[[1,52],[2,52],[\"3\",53],[1,52]]]}}"),
         "--code id", "something else than a longitude and a latitude"},
        {COLLECTION("{\"type\":\"Feature\",\"properties\":{\"id\":\"330\"},\"geometry\":{\"type\":"
                    "\"Polygon\",\"coordinates\":[[[1,52],[2,52],[1,52]]]}}"),
         "--code id", "fewer than three points"},
        {COLLECTION("{\"type\":\"Feature\",\"properties\":{\"id\":\"330\"},\"geometry\":null}"),
         "--code id", "no geometry"},
        {COLLECTION(""), "--code id", "no GeoJSON"},
        {"[1,2]", "--code id", "no GeoJSON"},
        {"{\"type\":", "--code id", "areas.geojson:1:"},
    };
    struct figures *figures = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CLEANUP(buffer_free) struct buffer out = BUFFER(4096);
        int64_t count = -1;
        assert_int_equal(outline_command(figures, wrong[i].text, wrong[i].options, &out), 1);
        if (!strstr(buffer_text(&out), wrong[i].says))
            fail_msg("case %zu: %s", i, buffer_text(&out));
        assert_int_equal(
            store_ask_integer(figures->writer->store, "SELECT count(*) FROM outline", &count, NULL),
            0);
        assert_int_equal(count, 0);
    }
}

static void a_map_has_the_newest_figures_of_the_areas_with_outlines(void **state)
{
    struct figures *figures = *state;
    struct map_view view;
    struct err err = {0};
    struct actor anyone = actor_anyone();
    CLEANUP(buffer_free) struct buffer out = BUFFER(4096);
    plan_put(figures->writer,
             SLICE(PLAN_HEAD "indicator:\n  - {code: i, title: I, kind: population, audience: "
                             "public, measures: [Low]}\n"),
             &figures->arena);
    figures_load(figures, "lait",
                 "measure_short,period,la_number,area,value\nLow,2023,892,Nottingham,1\n"
                 "Low,2024,892,Nottingham,7\nLow,2024,352,Manchester,9\n");
    assert_int_equal(outline_command(figures, COLLECTION(SQUARE("892", 1) "," SQUARE("330", 2)),
                                     "--code id", &out),
                     0);
    if (map_view_load(figures->writer->store, &weft_registry, &anyone, SLICE("i"), SLICE("892"),
                      &figures->arena, &view, &err) < 0)
        fail_msg("%s", err.message);
    assert_slice(view.period, "2024");
    assert_int_equal(view.count, 2); /* Manchester has no outline */
    assert_int_equal(view.with_value, 1);
    for (size_t i = 0; i < 2; i++) {
        bool here = slice_is(view.areas[i].code, "892");
        assert_int_equal(view.areas[i].is_there, here);
        if (here)
            assert_true(view.areas[i].figure.value == 7);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, figures_set_up, figures_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rings_and_points_come_out_as_they_were_written),
        cmocka_unit_test(what_is_no_boundary_is_refused),
        cmocka_unit_test(more_points_than_a_page_can_show_are_refused),
        TEST(outlines_come_in_whole_and_change_only_where_they_differ),
        TEST(more_than_a_map_can_draw_is_refused_and_nothing_of_it_kept),
        TEST(a_file_with_one_wrong_feature_changes_nothing),
        TEST(a_map_has_the_newest_figures_of_the_areas_with_outlines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
