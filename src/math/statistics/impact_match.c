/* Matched comparison by the probability of treatment. */
#include "math/statistics/impact.h"

#include <math.h>
#include <stdlib.h>

#include "math/statistics/glm.h"
#include "math/statistics/interval.h"

#include "base/banned.h"

struct person {
    double probability;
    size_t row;
};

static int compare_people(const void *a, const void *b)
{
    const struct person *left = a, *right = b;
    if (left->probability != right->probability)
        return left->probability < right->probability ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

/* The likeliest first; of two alike whoever stands first. */
static int compare_likeliest(const void *a, const void *b)
{
    const struct person *left = a, *right = b;
    if (left->probability != right->probability)
        return left->probability > right->probability ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

/* One side, sorted. */
static struct person *line_up(const struct match *match, const double *probability, bool treated,
                              int (*compare)(const void *, const void *), size_t *ret_count,
                              struct arena *arena)
{
    struct person *people = arena_array(arena, match->rows, sizeof *people);
    *ret_count = 0;
    for (size_t row = 0; row < match->rows; row++)
        if ((match->treated[row] == 1) == treated)
            people[(*ret_count)++] = (struct person){probability[row], row};
    qsort(people, *ret_count, sizeof *people, compare);
    return people;
}

/* Controls in order, and for each place the nearest free one upwards and downwards: places are
 * counted from 1, and 0 and count + 1 are the ends. Paths shorten as they are walked. */
struct pool {
    const struct person *people;
    size_t count;
    size_t *up, *down;
};

static size_t free_place(size_t *next, size_t place)
{
    size_t end = place;
    while (next[end] != end)
        end = next[end];
    while (next[place] != end) {
        size_t step = next[place];
        next[place] = end;
        place = step;
    }
    return end;
}

static struct pool pool_new(const struct person *people, size_t count, struct arena *arena)
{
    struct pool pool = {.people = people, .count = count};
    pool.up = arena_array(arena, 2 * (count + 2), sizeof *pool.up);
    pool.down = pool.up + count + 2;
    for (size_t i = 0; i < count + 2; i++)
        pool.up[i] = pool.down[i] = i;
    return pool;
}

/* The first place whose probability is not below this. */
static size_t place_of(const struct pool *pool, double probability)
{
    size_t low = 1, high = pool->count + 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pool->people[middle - 1].probability < probability)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Take the control nearest to this probability out of the pool; SIZE_MAX where none is left. */
static size_t take_nearest(struct pool *pool, double probability)
{
    size_t above = free_place(pool->up, place_of(pool, probability));
    size_t below = free_place(pool->down, place_of(pool, probability) - 1);
    if (below > 0) /* of equals, the one who stands first */
        below = free_place(pool->up, place_of(pool, pool->people[below - 1].probability));
    bool none_above = above == pool->count + 1, none_below = below == 0;
    if (none_above && none_below)
        return SIZE_MAX;
    size_t place = none_above ? below : above;
    if (!none_above && !none_below) {
        const struct person *up = &pool->people[above - 1], *down = &pool->people[below - 1];
        double up_distance = fabs(up->probability - probability);
        double down_distance = fabs(probability - down->probability);
        bool down_first =
            down_distance == up_distance ? down->row < up->row : down_distance < up_distance;
        place = down_first ? below : above;
    }
    pool->up[place] = place + 1;
    pool->down[place] = place - 1;
    return pool->people[place - 1].row;
}

/* A weight for every row: 1 for a treated and its control, 0 for who has no partner. */
static void match_nearest(const struct match *match, const double *probability, struct arena *arena,
                          double *weights)
{
    size_t treated_count, control_count;
    const struct person *treated =
        line_up(match, probability, true, compare_likeliest, &treated_count, arena);
    const struct person *controls =
        line_up(match, probability, false, compare_people, &control_count, arena);
    struct pool pool = pool_new(controls, control_count, arena);
    for (size_t i = 0; i < treated_count; i++) {
        size_t control = take_nearest(&pool, treated[i].probability);
        if (control == SIZE_MAX)
            break;
        weights[treated[i].row] = weights[control] = 1;
    }
}

static void weigh_by_odds(const struct match *match, const double *probability, double *weights)
{
    for (size_t row = 0; row < match->rows; row++)
        weights[row] = match->treated[row] == 1 ? 1 : probability[row] / (1 - probability[row]);
}

static double weighted_mean(const struct match *match, const double *weights, bool treated,
                            const double *values, size_t stride)
{
    double sum = 0, total = 0;
    for (size_t row = 0; row < match->rows; row++) {
        if ((match->treated[row] == 1) != treated)
            continue;
        double weight = weights ? weights[row] : 1;
        sum += weight * values[row * stride];
        total += weight;
    }
    return sum / total;
}

/* Difference of means over the standard deviation among all treated. */
static double imbalance(const struct match *match, const double *weights, size_t covariate)
{
    const double *values = match->covariate + covariate;
    double mean = weighted_mean(match, NULL, true, values, match->covariates);
    double squares = 0, count = 0;
    for (size_t row = 0; row < match->rows; row++) {
        if (match->treated[row] != 1)
            continue;
        double off = away_from(values[row * match->covariates], mean);
        squares += off * off;
        count++;
    }
    double spread = sqrt(squares / (count - 1));
    double difference = weighted_mean(match, weights, true, values, match->covariates) -
                        weighted_mean(match, weights, false, values, match->covariates);
    return spread > 0 ? difference / spread : 0;
}

static void count_sides(const struct match *match, const double *probability, const double *weights,
                        struct match_fit *fit)
{
    double sum = 0, squares = 0, highest = 0;
    for (size_t row = 0; row < match->rows; row++) {
        bool treated = match->treated[row] == 1;
        fit->n_treated += treated && weights[row] > 0;
        fit->n_control += !treated && weights[row] > 0;
        fit->unmatched += treated && weights[row] == 0;
        sum += treated ? 0 : weights[row];
        squares += treated ? 0 : weights[row] * weights[row];
        highest = treated ? highest : fmax(highest, probability[row]);
    }
    for (size_t row = 0; row < match->rows; row++)
        fit->beyond += match->treated[row] == 1 && probability[row] > highest;
    fit->effective_controls = sum * sum / squares;
}

static int find_probabilities(const struct match *match, struct arena *arena,
                              const double **ret_probability, struct err *err)
{
    size_t terms = match->covariates + 1;
    double *design = arena_array(arena, match->rows * terms, sizeof *design);
    const char **names = arena_array(arena, terms, sizeof *names);
    names[0] = "intercept";
    for (size_t j = 1; j < terms; j++)
        names[j] = match->names[j - 1];
    for (size_t row = 0; row < match->rows; row++) {
        design[row * terms] = 1;
        for (size_t j = 1; j < terms; j++)
            design[row * terms + j] = match->covariate[row * match->covariates + j - 1];
    }
    struct glm model = {GLM_BINOMIAL, match->rows, terms, design, match->treated, NULL, names};
    struct glm_fit fit;
    int code = glm_fit(&model, arena, &fit, err);
    if (code < 0)
        return code;
    *ret_probability = fit.fitted;
    return 0;
}

int match_fit(const struct match *match, struct arena *arena, struct match_fit *ret_fit,
              struct err *err)
{
    size_t treated = 0;
    for (size_t row = 0; row < match->rows; row++)
        treated += match->treated[row] == 1;
    if (treated < 2 || match->rows - treated < 2)
        return err_set(err, ERR_ASSUMPTION, "treated",
                       "There are %zu treated and %zu others with every figure. A comparison "
                       "needs two or more of each.",
                       treated, match->rows - treated);
    const double *probability;
    int code = find_probabilities(match, arena, &probability, err);
    if (code < 0)
        return code;
    double *weights = arena_array(arena, match->rows, sizeof *weights);
    if (match->method == MATCH_NEAREST)
        match_nearest(match, probability, arena, weights);
    else
        weigh_by_odds(match, probability, weights);
    struct match_fit fit = {.effect = weighted_mean(match, weights, true, match->outcome, 1) -
                                      weighted_mean(match, weights, false, match->outcome, 1)};
    count_sides(match, probability, weights, &fit);
    fit.imbalance_before = arena_array(arena, 2 * match->covariates, sizeof(double));
    fit.imbalance_after = fit.imbalance_before + match->covariates;
    for (size_t j = 0; j < match->covariates; j++) {
        fit.imbalance_before[j] = imbalance(match, NULL, j);
        fit.imbalance_after[j] = imbalance(match, weights, j);
    }
    *ret_fit = fit;
    return 0;
}
