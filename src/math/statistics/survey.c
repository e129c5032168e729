#include "math/statistics/survey.h"

#include <math.h>
#include <stdlib.h>

#include "math/statistics/distribution.h"
#include "math/statistics/interval.h"

#include "base/banned.h"

static uint32_t stratum_of(const struct survey *survey, size_t row)
{
    return survey->sample->stratum ? survey->sample->stratum[row] : 0;
}

/* Whether two rows were drawn together up to a stage: in one stratum, and in one cluster of each
 * stage before it. */
static bool together(const struct survey *survey, size_t a, size_t b, size_t stage)
{
    bool same = stratum_of(survey, a) == stratum_of(survey, b);
    for (size_t s = 0; s < stage && same; s++)
        same = survey->cluster[s][a] == survey->cluster[s][b];
    return same;
}

static int compare_rows(const void *a, const void *b, void *context)
{
    const struct survey *survey = context;
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    uint32_t x = stratum_of(survey, left), y = stratum_of(survey, right);
    for (size_t stage = 0; x == y && stage < survey->sample->stages; stage++) {
        x = survey->cluster[stage][left];
        y = survey->cluster[stage][right];
    }
    if (x == y) /* so that sums do not hang on the sort */
        return (left > right) - (left < right);
    return x < y ? -1 : 1;
}

/* The end of the run of rows, from `start` in the order given, that share all before `stage`. */
static size_t end_of_run(const struct survey *survey, const size_t *order, size_t start, size_t end,
                         size_t stage)
{
    size_t at = start + 1;
    while (at < end && together(survey, order[start], order[at], stage))
        at++;
    return at;
}

static void take_order(struct survey *survey, struct arena *arena)
{
    const struct survey_sample *sample = survey->sample;
    survey->order = arena_array(arena, sample->rows, sizeof *survey->order);
    for (size_t stage = 0; stage < sample->stages; stage++) {
        survey->cluster[stage] = arena_array(arena, sample->rows, sizeof(uint32_t));
        survey->drawn[stage] = arena_array(arena, sample->rows, sizeof(uint32_t));
        for (size_t row = 0; row < sample->rows; row++)
            survey->cluster[stage][row] =
                sample->cluster[stage] ? sample->cluster[stage][row] : (uint32_t)row;
    }
    for (size_t row = 0; row < sample->rows; row++)
        survey->order[row] = row;
    qsort_r(survey->order, sample->rows, sizeof *survey->order, compare_rows, survey);
}

/* The clusters drawn in one stratum of a stage; its rows are order[start … end). */
static void count_drawn(struct survey *survey, size_t stage, size_t start, size_t end)
{
    uint32_t drawn = 0;
    for (size_t at = start; at < end; at = end_of_run(survey, survey->order, at, end, stage + 1))
        drawn++;
    for (size_t at = start; at < end; at++)
        survey->drawn[stage][survey->order[at]] = drawn;
    if (stage == 0) {
        survey->clusters += drawn;
        survey->strata++;
    }
}

static int check_stratum(const struct survey *survey, size_t stage, size_t start, size_t end,
                         size_t *ret_row, struct err *err)
{
    const double *size = survey->sample->size[stage];
    uint32_t drawn = survey->drawn[stage][survey->order[start]];
    *ret_row = survey->order[start];
    for (size_t at = start; size && at < end; at++) {
        *ret_row = survey->order[at];
        if (size[*ret_row] != size[survey->order[start]])
            return err_set(err, ERR_RANGE, NULL,
                           "The size of stage %zu is %g here and %g elsewhere in the same stratum "
                           "or cluster. Rows drawn together have one size.",
                           stage + 1, size[*ret_row], size[survey->order[start]]);
        if (size[*ret_row] < drawn)
            return err_set(err, ERR_RANGE, NULL,
                           "The size of stage %zu is %g here, and %u were drawn.", stage + 1,
                           size[*ret_row], drawn);
    }
    bool reached = stage == 0 || survey->sample->size[stage - 1];
    if (drawn == 1 && reached && !(size && size[*ret_row] == 1))
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "Only one %s was drawn in the %s of this row, so nothing says how much they "
                       "differ. Merge it with one like it.",
                       survey->sample->cluster[stage] ? "cluster" : "answer",
                       stage > 0                 ? "cluster"
                       : survey->sample->stratum ? "stratum"
                                                 : "sample");
    return 0;
}

static int take_weights(struct survey *survey, struct arena *arena, struct err *err)
{
    const struct survey_sample *sample = survey->sample;
    double total = 0;
    survey->weights = arena_array(arena, sample->rows, sizeof *survey->weights);
    for (size_t row = 0; row < sample->rows; row++) {
        survey->weights[row] = sample->weights ? sample->weights[row] : 1;
        for (size_t stage = 0; !sample->weights && stage < sample->stages; stage++)
            if (sample->size[stage])
                survey->weights[row] *= sample->size[stage][row] / survey->drawn[stage][row];
        total += survey->weights[row];
    }
    if (total > 0)
        return 0;
    return err_set(err, ERR_RANGE, NULL, "Every weight is 0: the answers stand for nobody.");
}

int survey_prepare(const struct survey_sample *sample, struct arena *arena,
                   struct survey *ret_survey, size_t *ret_row, struct err *err)
{
    struct survey survey = {.sample = sample};
    take_order(&survey, arena);
    for (size_t stage = 0; stage < sample->stages; stage++) {
        for (size_t start = 0, end; start < sample->rows; start = end) {
            end = end_of_run(&survey, survey.order, start, sample->rows, stage);
            count_drawn(&survey, stage, start, end);
            int code = check_stratum(&survey, stage, start, end, ret_row, err);
            if (code < 0)
                return code;
        }
    }
    *ret_row = 0;
    int code = take_weights(&survey, arena, err);
    if (code == 0)
        *ret_survey = survey;
    return code;
}

/* The rows of a domain, in order, each with its share of the statistic's deviation. */
struct domain {
    const struct survey *survey;
    const size_t *rows;
    const double *part; /* by place in rows */
};

static double sum_parts(const struct domain *domain, size_t start, size_t end)
{
    double sum = 0;
    for (size_t at = start; at < end; at++)
        sum += domain->part[at];
    return sum;
}

/* What one stratum of a stage adds to the variance. Clusters without a row in the domain add up
 * to nought, and count. */
static double stratum_variance(const struct domain *domain, size_t stage, size_t start, size_t end)
{
    const struct survey *survey = domain->survey;
    size_t row = domain->rows[start];
    double drawn = survey->drawn[stage][row];
    const double *size = survey->sample->size[stage];
    double mean = sum_parts(domain, start, end) / drawn, squares = 0, later = 0, present = 0;
    bool go_on = size && stage + 1 < survey->sample->stages;
    for (size_t at = start, next; at < end; at = next) {
        next = end_of_run(survey, domain->rows, at, end, stage + 1);
        double off = sum_parts(domain, at, next) - mean;
        squares += off * off;
        present++;
        if (go_on)
            later += stratum_variance(domain, stage + 1, at, next);
    }
    squares += (drawn - present) * mean * mean;
    double share = size ? drawn / size[row] : 0;
    double between = drawn > 1 ? (1 - share) * drawn / (drawn - 1) * squares : 0;
    return between + share * later;
}

static double variance_of(const struct domain *domain, size_t count)
{
    double variance = 0;
    for (size_t start = 0, end; start < count; start = end) {
        end = end_of_run(domain->survey, domain->rows, start, count, 0);
        variance += stratum_variance(domain, 0, start, end);
    }
    return variance;
}

/* The variance that as many rows drawn simply would have: of the mean of `deviation` (whose own
 * mean is nought) times `scale`. */
static double simple_variance(const double *weights, const double *deviation, size_t count,
                              double scale)
{
    double n = 0, population = 0, squares = 0;
    for (size_t at = 0; at < count; at++) {
        n += weights[at] > 0;
        population += weights[at];
        squares += weights[at] * deviation[at] * deviation[at];
    }
    double variance = squares / population * n / (n - 1);
    double finite = population > n * (1 + 1e-9) ? 1 - n / population : 1;
    return variance * finite / n * scale * scale;
}

struct sums {
    double weight, y, x;
};

/* Fill in the deviation of each row of the domain, and its part in the statistic's. */
static double linearise(enum survey_statistic statistic, const struct sums *sums, const double *y,
                        const double *x, const size_t *rows, const double *weights, size_t count,
                        double *deviation, double *part, double *ret_scale)
{
    double mean = sums->y / sums->weight, ratio = sums->x != 0 ? sums->y / sums->x : NAN;
    *ret_scale = statistic == SURVEY_MEAN    ? 1
                 : statistic == SURVEY_TOTAL ? sums->weight
                                             : sums->weight / sums->x;
    for (size_t at = 0; at < count; at++) {
        double value = y[rows[at]];
        if (statistic == SURVEY_RATIO && x)
            deviation[at] = away_from(value, ratio * x[rows[at]]);
        else
            deviation[at] = away_from(value, mean);
        part[at] = weights[at] *
                   (statistic == SURVEY_TOTAL ? value : deviation[at] * *ret_scale / sums->weight);
    }
    return statistic == SURVEY_MEAN ? mean : statistic == SURVEY_TOTAL ? sums->y : ratio;
}

void survey_estimate(const struct survey *survey, enum survey_statistic statistic, const double *y,
                     const double *x, const bool *domain, struct survey_estimate *ret_estimate)
{
    size_t rows = survey->sample->rows, count = 0;
    CLEANUP(cleanup_memory) size_t *chosen = memory_zeros(rows, sizeof *chosen);
    CLEANUP(cleanup_memory) double *room = memory_zeros(3 * rows, sizeof *room);
    double *weights = room, *deviation = weights + rows, *part = deviation + rows, scale;
    struct sums sums = {0};
    for (size_t at = 0; at < rows; at++) {
        size_t row = survey->order[at];
        if ((domain && !domain[row]) || isnan(y[row]) || (x && isnan(x[row])))
            continue;
        chosen[count] = row;
        weights[count++] = survey->weights[row];
        sums.weight += survey->weights[row];
        sums.y += survey->weights[row] * y[row];
        sums.x += x ? survey->weights[row] * x[row] : 0;
    }
    *ret_estimate = (struct survey_estimate){NAN, NAN, NAN, NAN, NAN, NAN, count};
    ret_estimate->df = (double)survey->clusters - (double)survey->strata;
    if (count == 0 || sums.weight <= 0)
        return;
    ret_estimate->estimate =
        linearise(statistic, &sums, y, x, chosen, weights, count, deviation, part, &scale);
    double variance = variance_of(&(struct domain){survey, chosen, part}, count);
    double simple = simple_variance(weights, deviation, count, scale);
    double t = ret_estimate->df >= 1 ? student_quantile(0.975, ret_estimate->df) : NAN;
    ret_estimate->se = sqrt(variance);
    ret_estimate->lower_95 = ret_estimate->estimate - t * ret_estimate->se;
    ret_estimate->upper_95 = ret_estimate->estimate + t * ret_estimate->se;
    ret_estimate->design_effect = simple > 0 ? variance / simple : NAN;
}
