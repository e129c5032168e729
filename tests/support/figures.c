#include "support/test.h"

#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/figures.h"

static const char areas[] = "LA Number,LA Name,Region,Type\n"
                            "892,Nottingham,East Midlands,UA\n"
                            "330,Birmingham,West Midlands,MD\n"
                            "352,Manchester,North West,MD\n"
                            "970,England,NA,NA\n"
                            "983,East Midlands,NA,NA\n";

static const char dictionary[] =
    "Topic,Measure,Chart_title,Measure_short,Polarity,y_axis_name,Description,Last Update,"
    "Next Update,Data Owner (DO) /Supplier and Contact Details,Methodology,Hyperlink(s),dps,"
    "Year_Type,No_Quartile\n"
    "Health,Low is good,Low,Low,Low,% of children,What it is,45809,46174,ONS,How,"
    "https://example.org/low,1,Calendar Year,NA\n"
    "Health,High is good,High,High,High,Rate per 10 000,-,45809,46174,DfE,-,-,NA,Financial Year,"
    "NA\n"
    "Care,Neither is good,Count,Count,-,Number,-,45809,TBC,DfE,-,-,0,Calendar Year,NA\n"
    "School,Of school years,School,School,High,Score,-,45809,46174,DfE,-,-,2,Academic Year,NA\n"
    "School,No quartiles,NoQuartile,NoQuartile,High,Score,-,45809,Discontinued,DfE,-,-,NA,"
    "Calendar Year,N\n";

int figures_set_up_empty(void **state)
{
    static int number;
    struct figures *figures = calloc(1, sizeof *figures);
    snprintf(figures->path, sizeof figures->path, "%s/figures-%d", scratch_folder(), number++);
    struct err err = {0};
    if (writer_open(figures->path, STORE_CREATE, &weft_registry, &figures->writer, &err) < 0)
        fail_msg("%s", err.message);
    *state = figures;
    return 0;
}

int figures_set_up(void **state)
{
    figures_set_up_empty(state);
    figures_loaded(figures_load(*state, "lait-areas", areas));
    figures_loaded(figures_load(*state, "lait-dictionary", dictionary));
    return 0;
}

int figures_tear_down(void **state)
{
    struct figures *figures = *state;
    loading_free(&figures->loading);
    writer_close(&figures->writer);
    arena_free(&figures->arena);
    free(figures);
    return 0;
}

static int file_of(struct slice text)
{
    int descriptor = memfd_create("test", MFD_CLOEXEC);
    while (text.length) {
        ssize_t put = write(descriptor, text.data, text.length);
        if (put <= 0)
            fail_msg("the test's file cannot be written");
        text = slice_sub(text, (size_t)put, text.length);
    }
    lseek(descriptor, 0, SEEK_SET);
    return descriptor;
}

static struct mapping mapping_of(struct figures *figures, const char *mapping)
{
    struct mapping read;
    struct err err = {0};
    struct faults faults = faults_in(&figures->arena);
    bool own = strchr(mapping, ':') != NULL;
    int code = own ? mapping_parse(slice_from(mapping), SLICE("own"), &figures->arena, &read,
                                   &faults, &err)
                   : mapping_load(mapping, &figures->arena, &read, &faults, &err);
    if (code < 0)
        fail_msg("%s", faults.count ? faults.items[0].message : err.message);
    if (own)
        read.text = slice_from(mapping);
    return read;
}

int figures_try(struct figures *figures, const char *mapping, struct slice text,
                const struct figures_options *options, const struct load_report **ret_report,
                struct err *err)
{
    static const struct figures_options usual = {0};
    static struct actor house;
    house = actor_house("test");
    options = options ? options : &usual;
    struct mapping *read = ARENA_NEW(&figures->arena, struct mapping);
    *read = mapping_of(figures, mapping);
    CLEANUP(cleanup_descriptor) int descriptor = file_of(text);
    struct load_request request = {.mapping = read,
                                   .descriptor = descriptor,
                                   .file = SLICE("test.csv"),
                                   .edition = slice_from(options->edition),
                                   .partial = options->partial,
                                   .actor = options->actor ? options->actor : &house};
    if (options->published)
        assert_true(date_parse(slice_from(options->published), &request.published));
    loading_free(&figures->loading);
    int code = load_file(figures->writer, &request, &figures->loading, err);
    if (code == 0)
        *ret_report = loading_report(figures->loading);
    return code;
}

const struct load_report *figures_load_with(struct figures *figures, const char *mapping,
                                            const char *text, const struct figures_options *options)
{
    const struct load_report *report = NULL;
    struct err err = {0};
    if (figures_try(figures, mapping, slice_from(text), options, &report, &err) < 0)
        fail_msg("%s", err.message);
    return report;
}

const struct load_report *figures_load(struct figures *figures, const char *mapping,
                                       const char *text)
{
    return figures_load_with(figures, mapping, text, NULL);
}

int64_t figures_loaded(const struct load_report *report)
{
    if (!report->load)
        fail_msg("nothing was loaded: %.*s",
                 SLICE_PRINT(report->count ? report->items[0].reason : SLICE("no reason")));
    return report->load;
}

void assert_counts(const struct load_report *report, const char *expected)
{
    char counts[200];
    snprintf(counts, sizeof counts, "%lld %lld %lld %lld %lld %lld", (long long)report->read,
             (long long)report->kept, (long long)report->unchanged, (long long)report->revised,
             (long long)report->skipped, (long long)report->rows_refused);
    assert_string_equal(counts, expected);
    assert_int_equal(report->read, report->kept + report->unchanged + report->revised +
                                       report->skipped + report->rows_refused);
}

void assert_item(const struct load_report *report, size_t at, bool is_refusal, unsigned line,
                 const char *says)
{
    if (at >= report->count)
        fail_msg("the report has only %zu items", report->count);
    const struct load_item *item = &report->items[at];
    if (item->is_refusal != is_refusal || item->line != line ||
        slice_find(item->reason, slice_from(says)) == item->reason.length)
        fail_msg("got %s on line %u: %.*s", item->is_refusal ? "a refusal" : "a warning",
                 item->line, SLICE_PRINT(item->reason));
    assert_true(item->column > 0);
}

double figures_value(struct figures *figures, const char *measure, const char *area,
                     const char *period)
{
    struct figure_question question = {
        .measure = slice_from(measure), .area = slice_from(area), .period = slice_from(period)};
    struct figure_comparison comparison;
    struct err err = {0};
    if (figure_compare(figures->writer->store, &question, &figures->arena, &comparison, &err) < 0)
        fail_msg("%s", err.message);
    return figure_has_value(&comparison.figure) ? comparison.figure.value : NAN;
}

int64_t figures_count(struct figures *figures)
{
    int64_t count = -1;
    assert_int_equal(
        store_ask_integer(figures->writer->store, "SELECT count(*) FROM observation", &count, NULL),
        0);
    return count;
}

void assert_sound(struct figures *figures)
{
    struct faults faults = faults_in(&figures->arena);
    struct err err = {0};
    if (record_check_store(figures->writer->store, &weft_registry, &faults, &err) < 0)
        fail_msg("%s", err.message);
    if (faults.count)
        fail_msg("%s", faults.items[0].message);
}
