#include "math/statistics/capture.h"

#include <math.h>

#include "math/statistics/distribution.h"
#include "math/statistics/matrix.h"

#include "base/banned.h"

enum { NEWTON_STEPS = 100, HALVINGS = 30 };

void capture_open(struct capture *capture, unsigned lists, const double *counts)
{
    *capture = (struct capture){.lists = lists, .patterns = (size_t)1 << lists};
    capture->counts = memory_zeros(5 * capture->patterns, sizeof(double));
    capture->totals = capture->counts + capture->patterns;
    capture->sums = capture->totals + capture->patterns;
    capture->fitted = capture->sums + capture->patterns;
    capture->linear = capture->fitted + capture->patterns;
    capture->impossible = memory_zeros(capture->patterns, sizeof(bool));
    capture->terms = memory_zeros(capture->patterns, sizeof *capture->terms);
    capture_count(capture, counts);
}

void capture_close(struct capture *capture)
{
    memory_free(capture->counts);
    memory_free(capture->impossible);
    memory_free(capture->terms);
    memory_free(capture->coefficients);
    *capture = (struct capture){0};
}

/* Turn the value of each set into the sum over all sets that hold it. */
static void sum_over_larger(double *values, unsigned lists)
{
    size_t patterns = (size_t)1 << lists;
    for (size_t bit = 1; bit < patterns; bit <<= 1)
        for (size_t block = 0; block < patterns; block += 2 * bit)
            for (size_t set = block; set < block + bit; set++)
                values[set] += values[set + bit];
}

/* Turn the value of each set into the sum over all sets inside it. */
static void sum_over_smaller(double *values, unsigned lists)
{
    size_t patterns = (size_t)1 << lists;
    for (size_t bit = 1; bit < patterns; bit <<= 1)
        for (size_t block = 0; block < patterns; block += 2 * bit)
            for (size_t set = block; set < block + bit; set++)
                values[set + bit] += values[set];
}

void capture_count(struct capture *capture, const double *counts)
{
    memcpy(capture->counts, counts, capture->patterns * sizeof *counts);
    capture->counts[0] = 0;
    memcpy(capture->totals, capture->counts, capture->patterns * sizeof *counts);
    sum_over_larger(capture->totals, capture->lists);
    capture->people = capture->totals[0];
    capture->likelihood_constant = 0;
    for (size_t set = 1; set < capture->patterns; set++)
        if (capture->counts[set] > 1)
            capture->likelihood_constant += lgamma(capture->counts[set] + 1);
}

/* Whether the pattern is one that the latest model explains. */
static bool possible(const struct capture *capture, size_t set)
{
    return set != 0 && !capture->impossible[set];
}

static void reserve_terms(struct capture *capture, size_t terms)
{
    if (terms <= capture->term_capacity)
        return;
    capture->term_capacity = terms;
    capture->coefficients =
        memory_resize(capture->coefficients, terms * (terms + 3), sizeof(double));
    capture->gradient = capture->coefficients + terms;
    capture->trial = capture->gradient + terms;
    capture->information = capture->trial + terms;
}

static void take_term(struct capture *capture, uint16_t term)
{
    if (term == 0 || capture->totals[term] > 0) {
        capture->terms[capture->term_count++] = term;
    } else {
        capture->impossible[term] = true;
        capture->empty_count++;
    }
}

/* Which terms are to be estimated, and which patterns cannot occur. */
static void take_model(struct capture *capture, const uint16_t *interactions, size_t count)
{
    memset(capture->impossible, 0, capture->patterns * sizeof *capture->impossible);
    capture->term_count = capture->empty_count = 0;
    take_term(capture, 0);
    for (unsigned list = 0; list < capture->lists; list++)
        take_term(capture, (uint16_t)(1u << list));
    for (size_t i = 0; i < count; i++)
        take_term(capture, interactions[i]);
    for (size_t bit = 1; capture->empty_count && bit < capture->patterns; bit <<= 1)
        for (size_t set = 0; set < capture->patterns; set++)
            if (set & bit)
                capture->impossible[set] |= capture->impossible[set ^ bit];
    reserve_terms(capture, capture->term_count);
}

/* The information matrix, from the sums of fitted counts: the entry of two terms is the expected
 * number of people on all lists of either. */
static bool factor_information(struct capture *capture, const double *sums)
{
    size_t count = capture->term_count;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++)
            capture->information[i * count + j] = sums[capture->terms[i] | capture->terms[j]];
    return cholesky_factor(capture->information, count, 1e-14) == count;
}

/* One step of weighted least squares on the logarithms of the counts (half a person added). */
static bool start_coefficients(struct capture *capture)
{
    for (size_t set = 0; set < capture->patterns; set++) {
        double weight = possible(capture, set) ? capture->counts[set] + 0.5 : 0;
        capture->sums[set] = weight;
        capture->linear[set] = weight > 0 ? weight * log(weight) - 0.5 : 0;
    }
    sum_over_larger(capture->sums, capture->lists);
    sum_over_larger(capture->linear, capture->lists);
    for (size_t i = 0; i < capture->term_count; i++)
        capture->coefficients[i] = capture->linear[capture->terms[i]];
    if (!factor_information(capture, capture->sums))
        return false;
    cholesky_solve(capture->information, capture->term_count, capture->coefficients);
    return true;
}

/* The fitted counts and their sums at these coefficients; the logarithm of the likelihood, but
 * for its constant. */
static double evaluate(struct capture *capture, const double *coefficients)
{
    memset(capture->linear, 0, capture->patterns * sizeof *capture->linear);
    double likelihood = 0;
    for (size_t i = 0; i < capture->term_count; i++) {
        capture->linear[capture->terms[i]] = coefficients[i];
        likelihood += coefficients[i] * capture->totals[capture->terms[i]];
    }
    sum_over_smaller(capture->linear, capture->lists);
    for (size_t set = 0; set < capture->patterns; set++)
        capture->fitted[set] = possible(capture, set) ? exp(capture->linear[set]) : 0;
    memcpy(capture->sums, capture->fitted, capture->patterns * sizeof *capture->sums);
    sum_over_larger(capture->sums, capture->lists);
    return likelihood - capture->sums[0];
}

/* The gradient at the latest evaluation; true where it is nought to rounding. */
static bool find_gradient(struct capture *capture)
{
    bool settled = true;
    for (size_t i = 0; i < capture->term_count; i++) {
        double total = capture->totals[capture->terms[i]];
        capture->gradient[i] = total - capture->sums[capture->terms[i]];
        settled &= fabs(capture->gradient[i]) <= 1e-11 * total + 1e-14 * capture->people;
    }
    return settled;
}

/* A step of Newton's method, halved while it would lower the likelihood; that at its end. */
static double newton_step(struct capture *capture, double likelihood)
{
    cholesky_solve(capture->information, capture->term_count, capture->gradient);
    double share = 1, reached = likelihood;
    for (int i = 0; i < HALVINGS; i++) {
        for (size_t k = 0; k < capture->term_count; k++)
            capture->trial[k] = capture->coefficients[k] + share * capture->gradient[k];
        reached = evaluate(capture, capture->trial);
        if (reached >= likelihood - 1e-12 * fabs(likelihood))
            break;
        share /= 2;
    }
    memcpy(capture->coefficients, capture->trial, capture->term_count * sizeof(double));
    return reached;
}

/* Maximise the likelihood. True where it settled, with the information at that place factored;
 * one step more than it takes costs little and leaves no error but rounding. */
static bool maximise(struct capture *capture)
{
    if (!start_coefficients(capture))
        return false;
    double likelihood = evaluate(capture, capture->coefficients);
    for (int step = 0; step < NEWTON_STEPS; step++) {
        bool settled = find_gradient(capture);
        if (!factor_information(capture, capture->sums))
            return false;
        likelihood = newton_step(capture, likelihood);
        if (settled)
            return true;
    }
    return false;
}

static void fill_design(const struct capture *capture, bool seen, double *ret_rows,
                        size_t *ret_count)
{
    *ret_count = 0;
    for (size_t set = 1; set < capture->patterns; set++) {
        if (capture->impossible[set] || (capture->counts[set] > 0) != seen)
            continue;
        double *row = ret_rows + *ret_count * capture->term_count;
        for (size_t i = 0; i < capture->term_count; i++)
            row[i] = (capture->terms[i] & set) == capture->terms[i];
        ++*ret_count;
    }
}

/* The directions in which no pattern that was seen changes: from a reduced matrix, as rows. */
static void find_null_space(const double *reduced, size_t columns, const size_t *pivots,
                            size_t rank, double *ret_basis)
{
    size_t pivot = 0, made = 0;
    for (size_t column = 0; column < columns; column++) {
        if (pivot < rank && pivots[pivot] == column) {
            pivot++;
            continue;
        }
        double *row = ret_basis + made++ * columns;
        memset(row, 0, columns * sizeof *row);
        row[column] = 1;
        for (size_t i = 0; i < rank; i++)
            row[pivots[i]] = -reduced[i * columns + column];
    }
}

/* What each direction does to each pattern not seen. They are fractions of small whole numbers,
 * so that what is next to nought is nought; left as it is, it would seem to balance anything. */
static void find_effects(const double *basis, const double *design, size_t directions,
                         size_t unseen, size_t columns, double *ret_effects)
{
    for (size_t d = 0; d < directions; d++)
        for (size_t k = 0; k < unseen; k++) {
            double effect = 0;
            for (size_t i = 0; i < columns; i++)
                effect += basis[d * columns + i] * design[k * columns + i];
            ret_effects[d * unseen + k] = fabs(effect) < 1e-9 ? 0 : effect;
        }
}

/* Whether a combination of the directions (rows of `effects`, one column a pattern not seen)
 * lowers some of those patterns and raises none. By Stiemke's lemma it does unless positive
 * weights of the patterns balance every direction. */
static bool can_recede(const double *effects, size_t directions, size_t unseen)
{
    CLEANUP(cleanup_memory) double *work = memory_zeros(directions + unseen, sizeof *work);
    double *target = work + unseen, scale = 0;
    for (size_t d = 0; d < directions; d++) {
        for (size_t k = 0; k < unseen; k++)
            target[d] -= effects[d * unseen + k];
        scale += target[d] * target[d];
    }
    double left = nonnegative_least_squares(effects, directions, unseen, target, work);
    return left > 1e-16 * scale && scale > 0;
}

/* Whether one finite estimate fits best, by where the patterns that nobody showed stand. */
static enum capture_status find_status(const struct capture *capture)
{
    size_t columns = capture->term_count, rows = capture->patterns, seen, unseen;
    CLEANUP(cleanup_memory) double *design = memory_zeros(rows * columns, sizeof *design);
    CLEANUP(cleanup_memory) size_t *pivots = memory_zeros(columns, sizeof *pivots);
    fill_design(capture, true, design, &seen);
    size_t rank = row_reduce(design, seen, columns, pivots), directions = columns - rank;
    if (directions == 0)
        return CAPTURE_OK;
    CLEANUP(cleanup_memory) double *basis = memory_zeros(directions * columns, sizeof *basis);
    find_null_space(design, columns, pivots, rank, basis);
    fill_design(capture, false, design, &unseen);
    if (unseen == 0)
        return CAPTURE_NOT_IDENTIFIABLE;
    CLEANUP(cleanup_memory) double *effects = memory_zeros(directions * unseen, sizeof *effects);
    find_effects(basis, design, directions, unseen, columns, effects);
    if (can_recede(effects, directions, unseen))
        return CAPTURE_NO_MLE;
    CLEANUP(cleanup_memory) size_t *places = memory_zeros(directions + unseen, sizeof *places);
    return row_reduce(effects, directions, unseen, places) < directions ? CAPTURE_NOT_IDENTIFIABLE
                                                                        : CAPTURE_OK;
}

/* Expected counts that are all well above nought and give back every total prove that the
 * estimate exists; anything less is looked into. */
static enum capture_status judge(const struct capture *capture, bool settled)
{
    double least = INFINITY;
    for (size_t set = 1; settled && set < capture->patterns; set++)
        if (!capture->impossible[set])
            least = fmin(least, capture->fitted[set]);
    if (settled && least >= 1e-6)
        return CAPTURE_OK;
    enum capture_status status = find_status(capture);
    return status == CAPTURE_OK && !settled ? CAPTURE_NO_MLE : status;
}

static double deviance_of(const struct capture *capture)
{
    double deviance = 0;
    for (size_t set = 1; set < capture->patterns; set++) {
        double count = capture->counts[set], expected = capture->fitted[set];
        deviance += count > 0 ? count * log(count / expected) - (count - expected) : expected;
    }
    return fmax(2 * deviance, 0);
}

static double log_likelihood_of(const struct capture *capture)
{
    double likelihood = -capture->likelihood_constant;
    for (size_t set = 1; set < capture->patterns; set++) {
        likelihood -= capture->fitted[set];
        if (capture->counts[set] > 0)
            likelihood += capture->counts[set] * capture->linear[set];
    }
    return likelihood;
}

static int degrees_of_freedom(const struct capture *capture)
{
    int patterns = 0;
    for (size_t set = 1; set < capture->patterns; set++)
        patterns += !capture->impossible[set];
    return patterns - (int)capture->term_count;
}

/* The standard error of the first term, from the factored information. */
static double error_of_first(struct capture *capture)
{
    memset(capture->trial, 0, capture->term_count * sizeof(double));
    capture->trial[0] = 1;
    cholesky_solve(capture->information, capture->term_count, capture->trial);
    return sqrt(capture->trial[0]);
}

void capture_fit(struct capture *capture, const uint16_t *interactions, size_t count,
                 struct capture_fit *ret_fit)
{
    take_model(capture, interactions, count);
    bool settled = maximise(capture);
    *ret_fit = (struct capture_fit){.status = judge(capture, settled),
                                    .estimate = NAN,
                                    .lower_95 = NAN,
                                    .upper_95 = NAN,
                                    .deviance = NAN,
                                    .aic = NAN,
                                    .bic = NAN,
                                    .df = degrees_of_freedom(capture),
                                    .se = NAN};
    if (ret_fit->status != CAPTURE_OK)
        return;
    double parameters = (double)(capture->term_count + capture->empty_count);
    double unseen = capture->coefficients[0], error = Z_95 * error_of_first(capture);
    double likelihood = log_likelihood_of(capture);
    ret_fit->estimate = capture->people + exp(unseen);
    ret_fit->lower_95 = capture->people + exp(unseen - error);
    ret_fit->upper_95 = capture->people + exp(unseen + error);
    ret_fit->deviance = deviance_of(capture);
    ret_fit->aic = -2 * likelihood + 2 * parameters;
    ret_fit->bic = -2 * likelihood + log(capture->people) * parameters;
}
