/* How fast the statistics are on a real file: LAIT's, every measure of every authority.
 *
 *     stats lait_all_las.csv.gz
 *     stats --store city.weft
 *
 * The second reads the same figures from a store where that file was loaded.
 * Prints a line for each task: its name, seconds of processor time, and a check sum that the other
 * programs of this bench must come to. What is invented for want of counts in that file: events are
 * the value without its sign and fraction, trials a hundred more. */
#include <math.h>
#include <stdio.h>
#include <time.h>
#include <zlib.h>

#include "base/base.h"
#include "math/statistics/statistics.h"
#include "store/store.h"
#include "text/text.h"

#include "base/banned.h"

/* Values with the first row of each series or comparison: an authority's years of a measure, and a
 * measure's authorities in a year. */
struct grouped {
    double *values;
    size_t *starts;
    size_t groups;
};

struct lait {
    size_t count;
    VECTOR(double) values;
    VECTOR(uint32_t) series, comparison;
    struct map series_names, comparison_names;
    size_t series_count, comparison_count;
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void report(const char *task, double since, double check)
{
    printf("%s %.6f %.9g\n", task, seconds() - since, check);
}

static ptrdiff_t fill(void *context, char *bytes, size_t capacity, struct err *err)
{
    int got = gzread(context, bytes, capacity > 1 << 20 ? 1 << 20 : (unsigned)capacity);
    return got >= 0 ? got : err_set(err, ERR_INPUT, NULL, "The file is damaged.");
}

/* The text of three fields in one, as a map's key. */
static struct slice key(char text[512], struct slice a, struct slice b, struct slice c)
{
    int length =
        snprintf(text, 512, "%.*s|%.*s|%.*s", SLICE_PRINT(a), SLICE_PRINT(b), SLICE_PRINT(c));
    return (struct slice){text, (size_t)length};
}

static void add_row(struct lait *lait, const struct csv_row *row)
{
    double value;
    char text[512];
    if (row->count < 5 || !slice_to_double(row->fields[4].text, &value))
        return;
    struct slice measure = row->fields[0].text, period = row->fields[1].text;
    struct slice number = row->fields[2].text, area = row->fields[3].text;
    vector_push(&lait->values, value);
    vector_push(&lait->series, map_intern(&lait->series_names, key(text, measure, number, area),
                                          (uint32_t)lait->series_names.length));
    vector_push(&lait->comparison,
                map_intern(&lait->comparison_names, key(text, measure, period, SLICE("")),
                           (uint32_t)lait->comparison_names.length));
}

static int read_lait(const char *path, struct lait *lait)
{
    gzFile file = gzopen(path, "rb");
    if (!file)
        return -1;
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open(&reader, fill, file, NULL);
    struct csv_row row;
    int code = csv_next(&reader, &row, NULL); /* the header */
    while (code > 0 && (code = csv_next(&reader, &row, NULL)) > 0)
        add_row(lait, &row);
    gzclose(file);
    lait->count = lait->values.length;
    lait->series_count = lait->series_names.length;
    lait->comparison_count = lait->comparison_names.length;
    return code;
}

/* --- from the store --------------------------------------------------------------------------- */

/* The figures in the order of their key, without a join: the store's table is packed for that. */
static const char select_periods[] = "SELECT id, ends FROM period";
static const char select_figures[] =
    "SELECT measure, breakdown, area, period, value FROM observation WHERE status = 0"
    " ORDER BY measure, breakdown, area, period";

enum { PERIOD_IDS = 1 << 14 };

struct periods {
    int32_t ends[PERIOD_IDS];
    uint32_t comparison[PERIOD_IDS], measure[PERIOD_IDS]; /* of the measure at hand, plus one */
};

static int read_periods(struct store *store, struct periods *periods, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_periods);
    int code;
    while ((code = store_step(row, err)) > 0)
        periods->ends[store_integer(row, 0) & (PERIOD_IDS - 1)] = (int32_t)store_integer(row, 1);
    return code;
}

/* Periods stand by number in the store, and in a series by time. */
static void place_last(struct lait *lait, int32_t *ends, size_t from)
{
    for (size_t i = lait->values.length - 1; i > from && ends[i - 1] > ends[i]; i--) {
        double value = lait->values.data[i];
        uint32_t comparison = lait->comparison.data[i];
        int32_t end = ends[i];
        lait->values.data[i] = lait->values.data[i - 1];
        lait->comparison.data[i] = lait->comparison.data[i - 1];
        ends[i] = ends[i - 1];
        lait->values.data[i - 1] = value;
        lait->comparison.data[i - 1] = comparison;
        ends[i - 1] = end;
    }
}

static int read_figures(struct store *store, struct periods *periods, struct lait *lait,
                        struct err *err)
{
    VECTOR(int32_t) ends = {0};
    int64_t series[3] = {-1, -1, -1};
    size_t from = 0;
    int code;
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_figures);
    while ((code = store_step(row, err)) > 0) {
        int64_t measure = store_integer(row, 0), group = store_integer(row, 1);
        int64_t area = store_integer(row, 2), period = store_integer(row, 3) & (PERIOD_IDS - 1);
        if (measure != series[0] || group != series[1] || area != series[2]) {
            series[0] = measure;
            series[1] = group;
            series[2] = area;
            from = lait->values.length;
            lait->series_count++;
        }
        if (periods->measure[period] != (uint32_t)measure + 1) {
            periods->measure[period] = (uint32_t)measure + 1;
            periods->comparison[period] = (uint32_t)lait->comparison_count++;
        }
        vector_push(&lait->values, store_real(row, 4));
        vector_push(&lait->series, (uint32_t)lait->series_count - 1);
        vector_push(&lait->comparison, periods->comparison[period]);
        vector_push(&ends, periods->ends[period]);
        place_last(lait, ends.data, from);
    }
    vector_free(&ends);
    lait->count = lait->values.length;
    return code;
}

static int read_store(const char *path, struct lait *lait)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct periods *periods = memory_zeros(1, sizeof *periods);
    int code = store_open(path, STORE_READ, &store, NULL);
    if (code == 0)
        code = read_periods(store, periods, NULL);
    if (code == 0)
        code = read_figures(store, periods, lait, NULL);
    memory_free(periods);
    return code;
}

/* The values group after group, the order of rows kept. */
static struct grouped group_values(const struct lait *lait, const uint32_t *group, size_t groups)
{
    struct grouped grouped = {memory_zeros(lait->count, sizeof(double)),
                              memory_zeros(groups + 2, sizeof(size_t)), groups};
    size_t *next = grouped.starts + 1;
    for (size_t i = 0; i < lait->count; i++)
        next[group[i] + 1]++;
    for (size_t i = 1; i <= groups; i++)
        next[i] += next[i - 1];
    for (size_t i = 0; i < lait->count; i++)
        grouped.values[next[group[i]]++] = lait->values.data[i];
    return grouped;
}

static double sum(const double *values, size_t count)
{
    double total = 0;
    for (size_t i = 0; i < count; i++)
        total += isnan(values[i]) ? 0 : values[i];
    return total;
}

static void bench_limits(const struct lait *lait, double *lower, double *upper)
{
    double *events = memory_zeros(lait->count, 2 * sizeof(double));
    double *trials = events + lait->count;
    for (size_t i = 0; i < lait->count; i++) {
        events[i] = trunc(fabs(lait->values.data[i]));
        trials[i] = events[i] + 100;
    }
    double start = seconds();
    wilson_limits_each(events, trials, lait->count, Z_95, lower, upper);
    report("wilson", start, sum(lower, lait->count) + sum(upper, lait->count));
    start = seconds();
    poisson_limits_each(events, lait->count, Z_95, lower, upper);
    report("byar", start, sum(lower, lait->count) + sum(upper, lait->count));
    memory_free(events);
}

static void bench_ranks(const struct grouped *grouped, size_t count, double *ranks)
{
    struct place *places = memory_zeros(count, 2 * sizeof *places);
    double bounds = 0, start = seconds();
    for (size_t i = 0; i < grouped->groups; i++) {
        size_t from = grouped->starts[i], size = grouped->starts[i + 1] - from;
        size_t known = places_sort(grouped->values + from, size, places, places + count);
        places_rank(places, known, POLARITY_LOW, ranks + from);
        struct quartiles quartiles = places_quartiles(places, known);
        bounds += quartiles.first + quartiles.second + quartiles.third;
    }
    report("ranks", start, sum(ranks, count) + bounds);
    memory_free(places);
}

static void bench_charts(const struct grouped *grouped, double *lower, double *upper)
{
    double *centre = memory_zeros(grouped->groups, 2 * sizeof(double)), outside = 0;
    double *slopes = centre + grouped->groups, start = seconds();
    xmr_line_each(grouped->values, grouped->starts, grouped->groups, false, centre, lower, upper);
    for (size_t i = 0; i < grouped->groups; i++)
        for (size_t j = grouped->starts[i]; j < grouped->starts[i + 1]; j++)
            outside += is_above(grouped->values[j], upper[i], centre[i]) ||
                       is_below(grouped->values[j], lower[i], centre[i]);
    report("charts", start, sum(upper, grouped->groups) + outside);
    start = seconds();
    fit_slope_each(grouped->values, grouped->starts, grouped->groups, slopes);
    report("slopes", start, sum(slopes, grouped->groups));
    memory_free(centre);
}

/* Ten points by each method in turn, as a page that chooses one would ask. */
static void bench_forecasts(void)
{
    enum { TIMES = 200 };
    double values[10] = {120, 132, 128, 140, 151, 149, 160, 158, 171, 175}, total = 0;
    double start = seconds(), mean[3], error[3];
    struct forecast result;
    for (int i = 0; i < TIMES; i++)
        for (enum forecast_method method = FORECAST_THETA; method <= FORECAST_LINEAR; method++)
            if (forecast(values, 10, method, 3, mean, error, &result, NULL) == 0)
                total += mean[2] / TIMES;
    printf("forecast_of_ten_points_five_methods %.6f %.9g\n", (seconds() - start) / TIMES, total);
}

int main(int argc, char **argv)
{
    struct lait lait = {.series_names = MAP, .comparison_names = MAP};
    double start = seconds();
    bool stored = argc == 3 && strcmp(argv[1], "--store") == 0;
    if ((argc != 2 && !stored) ||
        (stored ? read_store(argv[2], &lait) : read_lait(argv[1], &lait)) < 0) {
        fprintf(stderr, "usage: stats lait_all_las.csv.gz\n       stats --store FILE\n");
        return 2;
    }
    struct grouped series = group_values(&lait, lait.series.data, lait.series_count);
    struct grouped comparisons = group_values(&lait, lait.comparison.data, lait.comparison_count);
    report("read", start, (double)(lait.count + series.groups));
    double *lower = memory_zeros(lait.count, 2 * sizeof(double)), *upper = lower + lait.count;
    bench_limits(&lait, lower, upper);
    bench_ranks(&comparisons, lait.count, lower);
    bench_charts(&series, lower, upper);
    bench_forecasts();
    return 0;
}
