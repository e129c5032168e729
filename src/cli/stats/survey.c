/* weft stats survey: means, totals and ratios from a sample drawn in strata and clusters. */
#include "cli/stats/stats.h"

#include <math.h>

#include "math/statistics/statistics.h"

#include "base/banned.h"

enum { FEW_DEGREES = 8 };

struct request {
    const char *mean, *total, *ratio, *weights, *strata, *by;
    struct word_list clusters, sizes;
    enum survey_statistic statistic;
    const char *y, *x; /* names of columns; x NULL but for a ratio */
};

static int choose_statistic(struct stats *stats, struct request *request, struct err *err)
{
    int asked = (request->mean != NULL) + (request->total != NULL) + (request->ratio != NULL);
    if (asked != 1)
        return err_set(err, ERR_USAGE, NULL,
                       "Give one of --mean Y, --total Y and --ratio Y:X, and no more than one.");
    request->statistic = request->mean ? SURVEY_MEAN : request->total ? SURVEY_TOTAL : SURVEY_RATIO;
    request->y = request->mean ? request->mean : request->total;
    if (!request->ratio)
        return 0;
    struct slice ratio = slice_from(request->ratio);
    size_t colon = slice_find_byte(ratio, ':');
    if (colon == 0 || colon + 1 >= ratio.length)
        return err_set(
            err, ERR_USAGE, NULL,
            "--ratio needs two columns with a colon between, such as absences:sessions.");
    request->y = arena_string(stats->arena, slice_sub(ratio, 0, colon));
    request->x = arena_string(stats->arena, slice_sub(ratio, colon + 1, ratio.length));
    return 0;
}

static int read_request(struct stats *stats, struct request *request, struct err *err)
{
    const struct stats_option options[] = {
        {"--mean", .text = &request->mean},         {"--total", .text = &request->total},
        {"--ratio", .text = &request->ratio},       {"--weights", .text = &request->weights},
        {"--strata", .text = &request->strata},     {"--by", .text = &request->by},
        {"--clusters", .list = &request->clusters}, {"--fpc", .list = &request->sizes}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = choose_statistic(stats, request, err);
    if (code < 0)
        return code;
    size_t stages = request->clusters.count ? request->clusters.count + 1 : 1;
    if (request->clusters.count > SURVEY_STAGES - 1 || request->sizes.count > stages)
        return err_set(err, ERR_USAGE, NULL,
                       "--fpc names %zu sizes for %zu stages (of up to %d): one for each column of "
                       "--clusters, and one more where answers were drawn within the last.",
                       request->sizes.count, stages, SURVEY_STAGES);
    return 0;
}

/* A text column as numbers: the same text, the same number. */
static int number_texts(struct stats *stats, const char *name, const uint32_t **ret_numbers,
                        struct err *err)
{
    const struct slice *texts;
    const struct stats_input input[] = {{name, INPUT_TEXT, .texts = &texts}};
    int code = stats_columns(stats, &stats->table, input, 1, err);
    if (code < 0)
        return code;
    CLEANUP(map_free) struct map seen = MAP;
    uint32_t *numbers = arena_array(stats->arena, stats->table.rows, sizeof *numbers);
    for (size_t row = 0; row < stats->table.rows; row++)
        numbers[row] = map_intern(&seen, texts[row], (uint32_t)seen.length);
    *ret_numbers = numbers;
    return 0;
}

static int read_sizes(struct stats *stats, const struct request *request,
                      struct survey_sample *sample, struct err *err)
{
    for (size_t stage = 0; stage < request->sizes.count; stage++) {
        const char *name = arena_string(stats->arena, request->sizes.words[stage]);
        const struct stats_input input[] = {
            {name, INPUT_POSITIVE, .numbers = &sample->size[stage], .complete = true}};
        int code = stats_columns(stats, &stats->table, input, 1, err);
        if (code < 0)
            return code;
    }
    return 0;
}

static int read_sample(struct stats *stats, const struct request *request,
                       struct survey_sample *sample, struct err *err)
{
    *sample = (struct survey_sample){.rows = stats->table.rows};
    int code = 0;
    if (request->weights) {
        const struct stats_input input[] = {
            {request->weights, INPUT_AMOUNT, .numbers = &sample->weights, .complete = true}};
        code = stats_columns(stats, &stats->table, input, 1, err);
    }
    if (code == 0 && request->strata)
        code = number_texts(stats, request->strata, &sample->stratum, err);
    for (size_t i = 0; i < request->clusters.count && code == 0; i++)
        code = number_texts(stats, arena_string(stats->arena, request->clusters.words[i]),
                            &sample->cluster[i], err);
    if (code == 0)
        code = read_sizes(stats, request, sample, err);
    sample->stages = request->clusters.count;
    if (request->sizes.count > sample->stages || sample->stages == 0)
        sample->stages++; /* the answers themselves */
    return code;
}

static int read_figures(struct stats *stats, const struct request *request, const double **ret_y,
                        const double **ret_x, struct err *err)
{
    const struct stats_input inputs[] = {{request->y, INPUT_NUMBER, .numbers = ret_y},
                                         {request->x, INPUT_NUMBER, .numbers = ret_x}};
    return stats_columns(stats, &stats->table, inputs, request->x ? 2 : 1, err);
}

static void answer(struct stats *stats, const struct request *request, const struct survey *survey,
                   const double *y, const double *x, const struct slice *by)
{
    static const char *const names[] = {"estimate",      "se", "lower_95", "upper_95",
                                        "design_effect", "df"};
    double *columns[COUNT_OF(names)];
    struct stats_groups groups = stats_group(stats->arena, by, stats->table.rows);
    bool *in = arena_array(stats->arena, stats->table.rows, sizeof *in);
    struct table *result = stats_result(stats, groups.count);
    struct slice *group_names = by ? table_add_texts(result, request->by) : NULL;
    size_t used = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        columns[i] = table_add_numbers(result, names[i]);
    for (size_t group = 0; group < groups.count; group++) {
        struct survey_estimate e;
        for (size_t i = groups.starts[group]; i < groups.starts[group + 1]; i++)
            in[groups.rows[i]] = true;
        survey_estimate(survey, request->statistic, y, x, in, &e);
        for (size_t i = groups.starts[group]; i < groups.starts[group + 1]; i++)
            in[groups.rows[i]] = false;
        const double figures[] = {e.estimate, e.se, e.lower_95, e.upper_95, e.design_effect, e.df};
        for (size_t i = 0; i < COUNT_OF(names); i++)
            columns[i][group] = figures[i];
        if (group_names)
            group_names[group] = by[groups.rows[groups.starts[group]]];
        used += e.rows;
    }
    if (used < stats->table.rows)
        stats_warn(stats, "%zu answers are blank and left out.", stats->table.rows - used);
    if (columns[COUNT_OF(names) - 1][0] < FEW_DEGREES)
        stats_warn(stats,
                   "There are only %g degrees of freedom (clusters less strata): the "
                   "limits are rough.",
                   columns[COUNT_OF(names) - 1][0]);
}

static int run(struct stats *stats, struct err *err)
{
    struct request request = {0};
    struct survey_sample sample;
    struct survey survey;
    const double *y, *x = NULL;
    const struct slice *by = NULL;
    int code = read_request(stats, &request, err);
    if (code == 0)
        code = stats_read(stats, NULL, 0, err);
    if (code == 0)
        code = read_figures(stats, &request, &y, &x, err);
    if (code == 0)
        code = read_sample(stats, &request, &sample, err);
    const struct stats_input by_input[] = {{request.by, INPUT_TEXT, .texts = &by}};
    if (code == 0 && request.by)
        code = stats_columns(stats, &stats->table, by_input, 1, err);
    if (code < 0)
        return code;
    size_t row = 0;
    struct err fault = {0};
    code = survey_prepare(&sample, stats->arena, &survey, &row, &fault);
    if (code < 0)
        return stats_refuse(stats, &stats->table, row, err, "%s", fault.message);
    answer(stats, &request, &survey, y, x, by);
    return 0;
}

const struct stats_method survey_method = {
    .name = "survey",
    .purpose = "Asking people",
    .summary = "a mean, total or ratio from a sample in strata and clusters",
    .usage = "--mean Y | --total Y | --ratio Y:X [--weights W] [--strata S] [--clusters A,B]\n"
             "         [--fpc F,G] [--by C] [FILE.csv]",
    .columns =
        "Reads   the columns that the options name, a row an answer.\n"
        "--mean, --total  of a number; --ratio  of the totals of two.\n"
        "--weights W      how many people each answer stands for. Without it: by the sizes of\n"
        "                 --fpc, else alike.\n"
        "--strata S       the strata of the first stage.\n"
        "--clusters A,B   the clusters of each stage (schools, classes): B is within A.\n"
        "--fpc F,G        how many there were to draw from at each stage: clusters in the\n"
        "                 stratum, then within the cluster; one more than clusters: answers.\n"
        "--by C           a row for each value of C.\n"
        "Writes  estimate, se, lower_95, upper_95 (t), design_effect, df. Blank answers are left\n"
        "        out; their rows still count as drawn.",
    .formula =
        "Each answer's part in the deviation of the estimate, w (y - mean) / sum of w for a mean,\n"
        "adds up by cluster to z; a stratum adds (1 - n/N) n/(n-1) sum of (z - mean z)^2, and "
        "each\n"
        "later stage the same times the share n/N drawn before it. df = clusters - strata.\n"
        "design_effect: over s^2/n (1 - n/sum of w).",
    .example = "printf 'school,happy\\na,1\\na,0\\nb,1\\nb,1\\nc,0\\nc,0\\n' |\n"
               "  weft stats survey --mean happy --clusters school\n"
               "# 0.5, with a standard error of 0.29 and a design effect of 1.7.",
    .assumptions =
        "Every answer had a known chance to be drawn, clusters were drawn within strata\n"
        "independently, and who did not answer is like who did.",
    .reference = "Sarndal CE, Swensson B, Wretman J (1992), Model assisted survey sampling, ch. 4\n"
                 "and 5. Lumley T (2010), Complex surveys, ch. 2 and 3.",
    .run = run,
};
