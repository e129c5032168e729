/* Synthetic control. */
#include "math/statistics/impact.h"

#include <math.h>

#include "math/statistics/matrix.h"
#include "math/statistics/minimise.h"

#include "base/banned.h"

/* Where several mixtures balance the predictors equally well, the values before decide: they
 * stand beside the predictors with this weight. */
static const double tie_weight = 1e-4;

struct search {
    const struct synthetic *synthetic;
    size_t donors, rows;
    size_t *donor;      /* unit of each */
    double *difference; /* rows × donors: what is to be balanced, donor less treated */
    double *weighed;    /* the same with its importances, and a row of ones */
    double *target;     /* noughts, and a one for that row */
    double *share;      /* of each donor */
};

/* The shares that bring the weighed differences nearest to nought. Non-negative shares that need
 * not add up to one, but are drawn towards it, have the same proportions as those that must: for
 * given proportions the best total depends on the distance alone, and grows as that falls. */
static void find_shares(struct search *search, const double *importance)
{
    size_t donors = search->donors;
    double largest = 0, total = 0;
    for (size_t i = 0; i < search->rows; i++)
        for (size_t j = 0; j < donors; j++) {
            double scaled = search->difference[i * donors + j];
            if (importance && i < search->synthetic->predictors)
                scaled *= sqrt(importance[i]);
            search->weighed[i * donors + j] = scaled;
            largest = fmax(largest, fabs(scaled));
        }
    double unit = largest > 0 ? largest : 1; /* the row of ones on the scale of the others */
    for (size_t j = 0; j < donors; j++)
        search->weighed[search->rows * donors + j] = unit;
    search->target[search->rows] = unit;
    nonnegative_least_squares(search->weighed, search->rows + 1, donors, search->target,
                              search->share);
    for (size_t j = 0; j < donors; j++)
        total += search->share[j];
    for (size_t j = 0; j < donors; j++)
        search->share[j] /= total;
}

static double gap_in(const struct search *search, size_t period)
{
    const struct synthetic *synthetic = search->synthetic;
    double gap = synthetic->values[synthetic->treated * synthetic->periods + period];
    for (size_t j = 0; j < search->donors; j++)
        gap -= search->share[j] * synthetic->values[search->donor[j] * synthetic->periods + period];
    return gap;
}

/* The mean square of the gaps before the change. */
static double distance_before(const struct search *search)
{
    double squares = 0;
    for (size_t period = 0; period < search->synthetic->before; period++) {
        double gap = gap_in(search, period);
        squares += gap * gap;
    }
    return squares / (double)search->synthetic->before;
}

/* The importances, adding up to 1, by what the search moves: tenths of their logarithms, so that
 * its first step is about threefold, and the first stands still. */
static void read_importance(const double *place, size_t count, double *ret_importance)
{
    double total = 0;
    for (size_t k = 0; k < count; k++)
        total += ret_importance[k] = exp(k ? 10 * place[k - 1] : 0);
    for (size_t k = 0; k < count; k++)
        ret_importance[k] /= total;
}

struct weighing {
    struct search *search;
    double *importance;
    double unit; /* of the distance, so that the search ends alike in every unit of the values */
};

static double distance_at(const double *place, void *context)
{
    struct weighing *weighing = context;
    read_importance(place, weighing->search->synthetic->predictors, weighing->importance);
    find_shares(weighing->search, weighing->importance);
    return distance_before(weighing->search) / weighing->unit;
}

/* The standard deviation of a column over the units; 1 for one that does not vary, which says
 * nothing whatever it is divided by. */
static double spread_of(const double *values, size_t units, size_t width, size_t column)
{
    double mean = 0, squares = 0;
    for (size_t unit = 0; unit < units; unit++)
        mean += values[unit * width + column] / (double)units;
    for (size_t unit = 0; unit < units; unit++) {
        double off = values[unit * width + column] - mean;
        squares += off * off;
    }
    return squares > 0 ? sqrt(squares / (double)(units - 1)) : 1;
}

static struct search search_new(const struct synthetic *synthetic, struct arena *arena)
{
    struct search search = {.synthetic = synthetic, .donors = synthetic->units - 1};
    search.rows = synthetic->predictors + synthetic->before;
    search.donor = arena_array(arena, search.donors, sizeof *search.donor);
    for (size_t unit = 0, j = 0; unit < synthetic->units; unit++)
        if (unit != synthetic->treated)
            search.donor[j++] = unit;
    size_t cells = search.rows * search.donors;
    search.difference =
        arena_array(arena, 2 * cells + 2 * search.donors + search.rows + 1, sizeof(double));
    search.weighed = search.difference + cells;
    search.target = search.weighed + cells + search.donors;
    search.share = search.target + search.rows + 1;
    return search;
}

/* A row of differences: one column of `values` (units × width), scaled. */
static void fill_row(struct search *search, size_t row, const double *values, size_t width,
                     size_t column, double scale)
{
    const double *treated = values + search->synthetic->treated * width;
    for (size_t j = 0; j < search->donors; j++)
        search->difference[row * search->donors + j] =
            scale * (values[search->donor[j] * width + column] - treated[column]);
}

static void fill_differences(struct search *search)
{
    const struct synthetic *synthetic = search->synthetic;
    size_t units = synthetic->units, predictors = synthetic->predictors;
    for (size_t k = 0; k < predictors; k++)
        fill_row(search, k, synthetic->predictor, predictors, k,
                 1 / spread_of(synthetic->predictor, units, predictors, k));
    for (size_t period = 0; period < synthetic->before; period++) {
        double spread = spread_of(synthetic->values, units, synthetic->periods, period);
        fill_row(search, predictors + period, synthetic->values, synthetic->periods, period,
                 predictors ? tie_weight / spread : 1);
    }
}

/* Start from equal importances. */
static void weigh_predictors(struct search *search, struct arena *arena)
{
    size_t count = search->synthetic->predictors;
    double *place = arena_array(arena, 2 * count, sizeof *place);
    struct weighing weighing = {search, place + count, 1};
    double first = distance_at(place, &weighing);
    weighing.unit = first > 0 ? first : 1;
    if (count > 1)
        minimise(distance_at, &weighing, place, count - 1, 1e-10, 200 * (int)count);
    distance_at(place, &weighing);
}

void synthetic_fit(const struct synthetic *synthetic, struct arena *arena,
                   struct synthetic_fit *ret_fit)
{
    struct search search = search_new(synthetic, arena);
    fill_differences(&search);
    if (synthetic->predictors)
        weigh_predictors(&search, arena);
    else
        find_shares(&search, NULL);
    struct synthetic_fit fit = {.rmspe_before = sqrt(distance_before(&search))};
    fit.weights = arena_array(arena, synthetic->units, sizeof *fit.weights);
    fit.gaps = arena_array(arena, synthetic->periods, sizeof *fit.gaps);
    for (size_t j = 0; j < search.donors; j++)
        fit.weights[search.donor[j]] = search.share[j];
    for (size_t period = 0; period < synthetic->periods; period++)
        fit.gaps[period] = gap_in(&search, period);
    *ret_fit = fit;
}
