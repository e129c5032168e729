/* What the parent believes of a confined child: nothing that cannot be, whoever took the child
 * over; and how it sorts what it does believe. */
#include "support/test.h"

#include <math.h>
#include <unistd.h>

#include "domain/performance/gather.h"

struct fixture {
    struct arena arena;
    struct mapping mapping;
    struct lexicon lexicon;
    struct gather gather;
};

static void use_mapping(struct fixture *fixture, const char *text)
{
    struct faults faults = faults_in(&fixture->arena);
    struct err err = {0};
    if (mapping_parse(slice_from(text), SLICE("test"), &fixture->arena, &fixture->mapping, &faults,
                      &err) < 0)
        fail_msg("%s", faults.count ? faults.items[0].message : err.message);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    use_mapping(fixture,
                "reads: figures\n"
                "columns: {measure: m, period: p, area: a, value: v, lower: l, upper: u}\n");
    fixture->lexicon = (struct lexicon){.next_measure = 1,
                                        .next_area = 1,
                                        .next_period = 1,
                                        .next_label = 1,
                                        .next_breakdown = 1,
                                        .next_note = 1};
    for (int i = 0; i < 100; i++) {
        char code[16];
        snprintf(code, sizeof code, "%d", i);
        lexicon_add_area(&fixture->lexicon, slice_from(code), slice_from(code), (struct slice){0},
                         LEVEL_AUTHORITY);
    }
    fixture->gather = (struct gather){.mapping = &fixture->mapping, .lexicon = &fixture->lexicon};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    gather_free(&fixture->gather);
    lexicon_free(&fixture->lexicon);
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

static int send(struct fixture *fixture, enum wire_kind kind, unsigned detail, const void *payload,
                size_t size)
{
    struct wire_frame frame = {
        .kind = (uint8_t)kind, .detail = (uint8_t)detail, .length = (uint32_t)size};
    struct err err = {0};
    int code = gather_frame(&fixture->gather, frame, (struct slice){payload, size}, &err);
    if (code < 0 && err.message[0] == '\0')
        fail_msg("a frame was refused without a word");
    return code;
}

static int send_text(struct fixture *fixture, enum wire_sort sort, const char *text)
{
    return send(fixture, WIRE_STRING, sort, text, strlen(text));
}

static int send_row(struct fixture *fixture, unsigned line)
{
    struct wire_row row = {.line = line, .measure_column = 1};
    return send(fixture, WIRE_ROW, 0, &row, sizeof row);
}

static int send_cell(struct fixture *fixture, struct wire_cell cell)
{
    return send(fixture, WIRE_CELL, 0, &cell, sizeof cell);
}

/* A measure, a period, an area and everybody, and a row to put cells in. */
static void begin(struct fixture *fixture)
{
    assert_int_equal(send_text(fixture, WIRE_MEASURE, "Low"), 0);
    assert_int_equal(send_text(fixture, WIRE_PERIOD, "2022"), 0);
    assert_int_equal(send_text(fixture, WIRE_AREA, "1"), 0);
    assert_int_equal(send_text(fixture, WIRE_BREAKDOWN, ""), 0);
    assert_int_equal(send_row(fixture, 2), 0);
}

static int end(struct fixture *fixture, struct err *err)
{
    assert_int_equal(send(fixture, WIRE_END, 0, NULL, 0), 0);
    return gather_end(&fixture->gather, err);
}

static void a_cell_that_refers_to_nothing_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(send_cell(fixture, (struct wire_cell){.value = 1}), ERR_INTERNAL);
    begin(fixture);
    assert_int_equal(send_cell(fixture, (struct wire_cell){.value = 1}), 0);
    static const struct wire_cell wrong[] = {
        {.measure = 1}, {.period = 1},  {.area = 1},         {.breakdown = 1},
        {.status = 5},  {.value = NAN}, {.value = INFINITY}, {.measure = UINT16_MAX},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(send_cell(fixture, wrong[i]), ERR_INTERNAL);
    assert_int_equal(fixture->gather.cells.length, 1);
}

static void rows_of_one_figure_in_one_frame_are_believed_no_sooner(void **state)
{
    struct fixture *fixture = *state;
    struct wire_figure figures[] = {{.value = 4.5, .line = 3, .column = 9, .area_column = 7},
                                    {.value = 5.5, .line = 4, .column = 9}};
    assert_int_equal(send(fixture, WIRE_FIGURES, 0, figures, sizeof figures), ERR_INTERNAL);
    begin(fixture);
    const struct gather *gather = &fixture->gather;
    size_t rows = gather->lines.length;
    assert_int_equal(send(fixture, WIRE_FIGURES, 0, figures, sizeof figures), 0);
    assert_int_equal(gather->lines.length, rows + 2);
    assert_int_equal(gather->lines.data[rows], 3);
    assert_int_equal(gather->lines.data[rows + 1], 4);
    assert_int_equal(gather->cells.length, 2);
    assert_true(gather->cells.data[0].value == 4.5 && gather->cells.data[1].value == 5.5);
    assert_int_equal(gather->cells.data[1].row, rows + 1);
    figures[1].value = INFINITY;
    assert_int_equal(send(fixture, WIRE_FIGURES, 0, figures, sizeof figures), ERR_INTERNAL);
    figures[0].measure = 1;
    assert_int_equal(send(fixture, WIRE_FIGURES, 0, figures, sizeof figures), ERR_INTERNAL);
    assert_int_equal(gather->cells.length, 3);
}

static void frames_of_another_length_or_kind_are_refused(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    static const char bytes[200] = {0};
    static const enum wire_kind kinds[] = {WIRE_ROW,    WIRE_CELL,   WIRE_FIGURES,
                                           WIRE_DETAIL, WIRE_FIELDS, WIRE_ERROR};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_int_equal(send(fixture, kinds[i], 0, bytes, 7), ERR_INTERNAL);
    assert_int_equal(send(fixture, WIRE_REFUSAL, 0, bytes, 3), ERR_INTERNAL);
    assert_int_equal(send(fixture, 0, 0, bytes, 0), ERR_INTERNAL);
    assert_int_equal(send(fixture, 99, 0, bytes, 0), ERR_INTERNAL);
    assert_int_equal(send(fixture, WIRE_STRING, WIRE_SORTS, bytes, 1), ERR_INTERNAL);
    struct wire_finding finding = {.column = 1, .field_length = 1000};
    assert_int_equal(send(fixture, WIRE_REFUSAL, 0, &finding, sizeof finding), ERR_INTERNAL);
}

static void text_that_is_not_utf8_or_too_long_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(send_text(fixture, WIRE_MEASURE, "Caf\xE9"), ERR_INTERNAL);
    assert_int_equal(send(fixture, WIRE_HEADINGS, 0, "Caf\xE9", 4), ERR_INTERNAL);
    char *text = memory_zeros(WIRE_TEXT + 2, 1);
    memset(text, 'x', WIRE_TEXT + 1);
    assert_int_equal(send(fixture, WIRE_STRING, WIRE_MEASURE, text, WIRE_TEXT + 1), ERR_INTERNAL);
    memory_free(text);
}

static void a_detail_that_cannot_be_is_refused(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    assert_int_equal(send_cell(fixture, (struct wire_cell){.value = 5}), 0);
    struct wire_detail detail = {4, 6, NAN, NAN, 10, 20, WIRE_NONE, 0};
    assert_int_equal(send(fixture, WIRE_DETAIL, 0, &detail, sizeof detail), 0);
    detail.note = 0; /* no note was sent */
    assert_int_equal(send(fixture, WIRE_DETAIL, 0, &detail, sizeof detail), ERR_INTERNAL);
    detail.note = WIRE_NONE - 1;
    assert_int_equal(send(fixture, WIRE_DETAIL, 0, &detail, sizeof detail), ERR_INTERNAL);
    detail = (struct wire_detail){INFINITY, 6, NAN, NAN, 10, 20, WIRE_NONE, 0};
    assert_int_equal(send(fixture, WIRE_DETAIL, 0, &detail, sizeof detail), ERR_INTERNAL);
    assert_true(gather_detail(&fixture->gather, 0)->upper == 6);
    assert_null(gather_detail(&fixture->gather, 1));
}

static void nothing_follows_the_end_and_without_it_nothing_is_loaded(void **state)
{
    struct fixture *fixture = *state;
    struct err err = {0};
    begin(fixture);
    assert_int_equal(gather_end(&fixture->gather, &err), ERR_INTERNAL);
    assert_non_null(strstr(err.message, "stopped before the end"));
    assert_int_equal(end(fixture, &err), 0);
    assert_int_equal(send_row(fixture, 3), ERR_INTERNAL);
}

static void what_the_child_could_not_read_is_told_with_its_place(void **state)
{
    struct fixture *fixture = *state;
    struct err told = {0};
    err_set_at(&told, ERR_SYNTAX, 7, 9, "value", "A character here is not UTF-8.");
    struct wire_frame frame = {.kind = WIRE_ERROR, .length = sizeof told};
    struct err err = {0};
    assert_int_equal(gather_frame(&fixture->gather, frame,
                                  (struct slice){(const char *)&told, sizeof told}, &err),
                     ERR_SYNTAX);
    assert_int_equal(err.line, 7);
    assert_int_equal(err.column, 9);
    told.code = 0; /* a failure that says it is none */
    assert_int_equal(gather_frame(&fixture->gather, frame,
                                  (struct slice){(const char *)&told, sizeof told}, &err),
                     ERR_INTERNAL);
    memset(told.message, 'x', sizeof told.message); /* a message without its end */
    told.code = ERR_SYNTAX;
    assert_int_equal(gather_frame(&fixture->gather, frame,
                                  (struct slice){(const char *)&told, sizeof told}, &err),
                     ERR_SYNTAX);
}

static void a_place_that_no_level_describes_is_refused(void **state)
{
    struct fixture *fixture = *state;
    use_mapping(fixture, "reads: figures\nwide: true\ncolumns: {period: p}\n"
                         "areas: {level: l, teach: true, levels: {X: {is: authority, codes: {A: a, "
                         "B: b}, name: n}}}\n");
    static const char *const wrong[] = {"",
                                        "1",
                                        "x\x1f"
                                        "1\x1f"
                                        "2\x1f",
                                        "7\x1f"
                                        "1\x1f"
                                        "2\x1fn\x1fr\x1f",
                                        "0\x1f"
                                        "1\x1f",
                                        "0\x1f"
                                        "1\x1f"
                                        "2"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (send_text(fixture, WIRE_AREA, wrong[i]) != ERR_INTERNAL)
            fail_msg("“%s” was taken for a place", wrong[i]);
    assert_int_equal(send_text(fixture, WIRE_AREA,
                               "0\x1f"
                               "c1\x1f"
                               "c2\x1fName\x1fRegion\x1f"),
                     0);
    assert_int_equal(fixture->lexicon.areas.length, 101);
    assert_int_equal(fixture->lexicon.codes.length, 2);
}

/* Figures in an order of chance come out by measure, group, area and period; as qsort has them. */
static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void cells_are_sorted_whatever_bits_their_keys_differ_in(void **state)
{
    struct fixture *fixture = *state;
    enum { MEASURES = 300, GROUPS = 40, AREAS = 90, PERIODS = 60, CELLS = 30000 };
    char text[64];
    for (int i = 0; i < MEASURES; i++) {
        snprintf(text, sizeof text, "M%d", i);
        send_text(fixture, WIRE_MEASURE, text);
    }
    for (int i = 0; i < PERIODS; i++) {
        snprintf(text, sizeof text, "%d", 1950 + i);
        send_text(fixture, WIRE_PERIOD, text);
    }
    for (int i = 0; i < AREAS; i++) {
        snprintf(text, sizeof text, "%d", i);
        send_text(fixture, WIRE_AREA, text);
    }
    for (int i = 0; i < GROUPS; i++) {
        snprintf(text, sizeof text, "Sex\x1fGroup %d\x1f", i);
        send_text(fixture, WIRE_BREAKDOWN, text);
    }
    struct random random = random_seeded(7);
    static uint64_t keys[CELLS];
    static bool seen[MEASURES][GROUPS][AREAS];
    size_t count = 0;
    for (unsigned i = 0; i < CELLS; i++) {
        struct wire_cell cell = {.measure = (uint16_t)random_below(&random, MEASURES),
                                 .breakdown = (uint16_t)random_below(&random, GROUPS),
                                 .area = (uint16_t)random_below(&random, AREAS),
                                 .period = (uint16_t)random_below(&random, PERIODS),
                                 .value = i};
        if (seen[cell.measure][cell.breakdown][cell.area])
            continue; /* keys that differ, whatever the period */
        seen[cell.measure][cell.breakdown][cell.area] = true;
        send_row(fixture, i + 2);
        assert_int_equal(send_cell(fixture, cell), 0);
        count++;
    }
    struct err err = {0};
    if (end(fixture, &err) < 0)
        fail_msg("%s", err.message);
    const struct gather *gather = &fixture->gather;
    assert_int_equal(gather->order_count, count);
    for (size_t i = 0; i < count; i++)
        keys[i] = gather->cells.data[i].key;
    qsort(keys, count, sizeof *keys, by_key);
    for (size_t i = 0; i < count; i++)
        if (gather->cells.data[gather->order[i]].key != keys[i])
            fail_msg("cell %zu of %zu is out of order", i, count);
}

/* Measures A and B, areas 0 to 89 backwards, one period and everybody. */
static void begin_run(struct fixture *fixture)
{
    char text[16];
    send_text(fixture, WIRE_MEASURE, "A");
    send_text(fixture, WIRE_MEASURE, "B");
    send_text(fixture, WIRE_PERIOD, "2022");
    send_text(fixture, WIRE_BREAKDOWN, "");
    for (int i = 0; i < 90; i++) {
        snprintf(text, sizeof text, "%d", 89 - i);
        send_text(fixture, WIRE_AREA, text);
    }
}

/* A row for each area of [from, to), its value that of its line. */
static void send_run(struct fixture *fixture, uint16_t measure, uint16_t from, uint16_t to)
{
    for (uint16_t area = from; area < to; area++) {
        unsigned line = (unsigned)fixture->gather.lines.length + 2;
        send_row(fixture, line);
        assert_int_equal(
            send_cell(fixture, (struct wire_cell){.measure = measure, .area = area, .value = line}),
            0);
    }
}

/* Each cell still knows the row that it came in. */
static void assert_in_order(const struct gather *gather, size_t count)
{
    assert_int_equal(gather->order_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &gather->cells.data[gather->order[i]];
        assert_true(i == 0 || gather->cells.data[gather->order[i - 1]].key < cell->key);
        assert_true(cell->value == gather->lines.data[cell->row]);
    }
}

static void a_measure_that_comes_in_pieces_is_sorted_as_one_that_comes_whole(void **state)
{
    struct fixture *fixture = *state;
    struct err err = {0};
    begin_run(fixture);
    send_run(fixture, 1, 0, 50);
    send_run(fixture, 0, 0, 90);
    send_run(fixture, 1, 70, 90);
    send_run(fixture, 0, 0, 0);
    send_run(fixture, 1, 50, 70);
    assert_int_equal(end(fixture, &err), 0);
    assert_in_order(&fixture->gather, 180);
}

static void a_figure_that_comes_again_after_another_measure_is_found(void **state)
{
    struct fixture *fixture = *state;
    struct err err = {0};
    begin_run(fixture);
    send_run(fixture, 0, 0, 90);
    send_run(fixture, 1, 0, 90);
    send_run(fixture, 0, 30, 31);
    assert_int_equal(end(fixture, &err), 0);
    const struct gather *gather = &fixture->gather;
    assert_in_order(gather, 179);
    assert_int_equal(gather->outcomes.data[30], ROW_REFUSED);
    assert_int_equal(gather->outcomes.data[180], ROW_REFUSED);
    assert_string_equal(gather->findings.groups.data[0].reason.data,
                        "The row gives another figure than line 182 for the same measure, area, "
                        "period and group. Take out the one that is wrong.");
}

static void limits_stay_with_their_figure_wherever_measures_begin(void **state)
{
    struct fixture *fixture = *state;
    struct err err = {0};
    begin_run(fixture);
    send_run(fixture, 0, 0, 40);
    send_run(fixture, 1, 0, 40); /* A's were put in order */
    for (unsigned i = 0; i < 2; i++) {
        struct wire_detail detail = {NAN, NAN, NAN, NAN, 10 + i, NAN, WIRE_NONE, 0};
        send_run(fixture, 1, (uint16_t)(40 + i), (uint16_t)(41 + i));
        assert_int_equal(send(fixture, WIRE_DETAIL, 0, &detail, sizeof detail), 0);
    }
    send_run(fixture, 0, 40, 90); /* and B's were not */
    assert_int_equal(end(fixture, &err), 0);
    const struct gather *gather = &fixture->gather;
    assert_in_order(gather, 132);
    size_t found = 0;
    for (size_t i = 0; i < gather->order_count; i++) {
        const struct wire_detail *detail = gather_detail(gather, gather->order[i]);
        if (!detail)
            continue;
        found++;
        assert_true(gather->cells.data[gather->order[i]].value == 72 + detail->numerator);
    }
    assert_int_equal(found, 2);
}

static void pieces_of_frames_are_put_together_and_half_a_frame_is_refused(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct wire_frame frame = {.kind = WIRE_STRING, .length = 5}, got;
    char bytes[sizeof frame + 5];
    memcpy(bytes, &frame, sizeof frame);
    memcpy(bytes + sizeof frame, "hello", 5);
    assert_int_equal(write(ends[1], bytes, sizeof bytes), sizeof bytes);
    assert_int_equal(write(ends[1], bytes, 6), 6);
    close(ends[1]);
    CLEANUP(wire_close) struct wire_reader wire = {.descriptor = ends[0]};
    struct slice payload;
    struct err err = {0};
    assert_int_equal(wire_next(&wire, &got, &payload, &err), 1);
    assert_slice(payload, "hello");
    assert_int_equal(wire_next(&wire, &got, &payload, &err), ERR_INTERNAL);
    close(ends[0]);
}

static void a_frame_longer_than_any_is_refused_before_it_is_held(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct wire_frame frame = {.kind = WIRE_STRING, .length = UINT32_MAX}, got;
    assert_int_equal(write(ends[1], &frame, sizeof frame), sizeof frame);
    close(ends[1]);
    CLEANUP(wire_close) struct wire_reader wire = {.descriptor = ends[0]};
    struct slice payload;
    assert_int_equal(wire_next(&wire, &got, &payload, NULL), ERR_INTERNAL);
    close(ends[0]);
}

static void ids_past_their_limit_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct err err = {0};
    fixture->lexicon.next_area = MOST_IDS + 1;
    assert_int_equal(lexicon_check_limits(&fixture->lexicon, &err), ERR_LIMIT);
    assert_non_null(strstr(err.message, "16384 areas"));
    fixture->lexicon.next_area = 1;
    fixture->lexicon.next_measure = MOST_MEASURES_IDS + 1;
    assert_int_equal(lexicon_check_limits(&fixture->lexicon, &err), ERR_LIMIT);
    int64_t id;
    fixture->lexicon.next_breakdown = MOST_IDS;
    assert_int_equal(
        lexicon_breakdown(&fixture->lexicon, SLICE("a=b"), SLICE("a"), SLICE("b"), &id, &err),
        ERR_LIMIT);
    fixture->lexicon.next_period = MOST_IDS;
    struct period period = {YEAR_CALENDAR, 2022, 2022, 0};
    assert_int_equal(lexicon_period(&fixture->lexicon, period, &id, &err), ERR_LIMIT);
}

static void findings_of_one_reason_are_one_group_and_stay_countable(void **state)
{
    (void)state;
    CLEANUP(findings_free) struct findings findings = {0};
    for (unsigned i = 0; i < 20000; i++)
        findings_printf(&findings, true, 30000 - i, 1, "value", "“%u” is no number.", i % 10000);
    findings_add(&findings, false, 5, 1, (struct slice){0}, SLICE("cut in the middle \xC3"));
    findings_sort(&findings);
    assert_int_equal(findings.items.length, 20001);
    assert_true(findings.groups.length <= 5002); /* and two for all the others */
    assert_int_equal(findings.items.data[0].line, 5);
    uint32_t rows = 0;
    vector_each (&findings.groups, group) {
        rows += group->rows;
        assert_true(slice_is_utf8(group->reason));
    }
    assert_int_equal(rows, 20001);
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(a_cell_that_refers_to_nothing_is_refused),
        WITH(rows_of_one_figure_in_one_frame_are_believed_no_sooner),
        WITH(frames_of_another_length_or_kind_are_refused),
        WITH(text_that_is_not_utf8_or_too_long_is_refused),
        WITH(a_detail_that_cannot_be_is_refused),
        WITH(nothing_follows_the_end_and_without_it_nothing_is_loaded),
        WITH(what_the_child_could_not_read_is_told_with_its_place),
        WITH(a_place_that_no_level_describes_is_refused),
        WITH(cells_are_sorted_whatever_bits_their_keys_differ_in),
        WITH(a_measure_that_comes_in_pieces_is_sorted_as_one_that_comes_whole),
        WITH(a_figure_that_comes_again_after_another_measure_is_found),
        WITH(limits_stay_with_their_figure_wherever_measures_begin),
        cmocka_unit_test(pieces_of_frames_are_put_together_and_half_a_frame_is_refused),
        cmocka_unit_test(a_frame_longer_than_any_is_refused_before_it_is_held),
        WITH(ids_past_their_limit_are_refused),
        cmocka_unit_test(findings_of_one_reason_are_one_group_and_stay_countable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
