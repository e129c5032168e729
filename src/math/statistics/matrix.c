#include "math/statistics/matrix.h"

#include <math.h>
#include <string.h>

#include "base/base.h"

#include "base/banned.h"

size_t cholesky_factor(double *matrix, size_t n, double tolerance)
{
    for (size_t j = 0; j < n; j++) {
        double *row = matrix + j * n;
        double least = tolerance * fabs(row[j]);
        for (size_t k = 0; k < j; k++)
            row[j] -= row[k] * row[k];
        if (!(row[j] > least))
            return j;
        row[j] = sqrt(row[j]);
        for (size_t i = j + 1; i < n; i++) {
            double *below = matrix + i * n;
            double sum = below[j];
            for (size_t k = 0; k < j; k++)
                sum -= below[k] * row[k];
            below[j] = sum / row[j];
        }
    }
    return n;
}

void cholesky_solve(const double *factor, size_t n, double *vector)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            vector[i] -= factor[i * n + k] * vector[k];
        vector[i] /= factor[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            vector[i] -= factor[k * n + i] * vector[k];
        vector[i] /= factor[i * n + i];
    }
}

void cholesky_invert(const double *factor, size_t n, double *ret_inverse)
{
    for (size_t j = 0; j < n; j++) { /* symmetric, so a column is a row */
        double *row = ret_inverse + j * n;
        memset(row, 0, n * sizeof *row);
        row[j] = 1;
        cholesky_solve(factor, n, row);
    }
}

static size_t largest_below(const double *matrix, size_t rows, size_t columns, size_t from,
                            size_t column)
{
    size_t best = from;
    for (size_t i = from + 1; i < rows; i++)
        if (fabs(matrix[i * columns + column]) > fabs(matrix[best * columns + column]))
            best = i;
    return best;
}

static void swap_rows(double *matrix, size_t columns, size_t a, size_t b)
{
    for (size_t j = 0; a != b && j < columns; j++) {
        double kept = matrix[a * columns + j];
        matrix[a * columns + j] = matrix[b * columns + j];
        matrix[b * columns + j] = kept;
    }
}

size_t row_reduce(double *matrix, size_t rows, size_t columns, size_t *ret_pivots)
{
    double largest = 0;
    for (size_t i = 0; i < rows * columns; i++)
        largest = fmax(largest, fabs(matrix[i]));
    size_t rank = 0;
    for (size_t column = 0; column < columns && rank < rows; column++) {
        size_t best = largest_below(matrix, rows, columns, rank, column);
        if (fabs(matrix[best * columns + column]) <= 1e-9 * largest)
            continue;
        swap_rows(matrix, columns, rank, best);
        double *pivot = matrix + rank * columns;
        double scale = pivot[column];
        for (size_t j = column; j < columns; j++)
            pivot[j] /= scale;
        for (size_t i = 0; i < rows; i++) {
            double *row = matrix + i * columns;
            double factor = row[column];
            if (i == rank || factor == 0)
                continue;
            for (size_t j = column; j < columns; j++)
                row[j] -= factor * pivot[j];
        }
        ret_pivots[rank++] = column;
    }
    return rank;
}

/* What the search for non-negative least squares holds: the normal equations, the columns that
 * are free to be positive, and room to solve for them. */
struct nonnegative {
    size_t columns, free_count;
    double *gram, *moments; /* matrix' matrix and matrix' target */
    double *factor, *trial;
    size_t *free;
    bool *closed; /* free already, or tried in vain since the last one that helped */
    double tolerance;
};

static void nonnegative_free(struct nonnegative *search)
{
    memory_free(search->gram);
    memory_free(search->free);
    memory_free(search->closed);
}

static void nonnegative_begin(struct nonnegative *search, const double *matrix, size_t rows,
                              size_t columns, const double *target)
{
    size_t square = columns * columns;
    search->columns = columns;
    search->gram = memory_zeros(2 * square + 2 * columns, sizeof(double));
    search->moments = search->gram + square;
    search->factor = search->moments + columns;
    search->trial = search->factor + square;
    search->free = memory_zeros(columns, sizeof *search->free);
    search->closed = memory_zeros(columns, sizeof *search->closed);
    for (size_t i = 0; i < rows; i++) {
        const double *row = matrix + i * columns;
        search->tolerance += target[i] * target[i];
        for (size_t a = 0; a < columns; a++) {
            search->moments[a] += row[a] * target[i];
            for (size_t b = 0; b < columns; b++)
                search->gram[a * columns + b] += row[a] * row[b];
        }
    }
    search->tolerance = 1e-12 * sqrt(search->tolerance);
}

/* The column outside whose growth would lessen the distance most, or columns where none does. */
static size_t most_promising(const struct nonnegative *search, const double *x)
{
    size_t best = search->columns;
    double steepest = search->tolerance;
    for (size_t a = 0; a < search->columns; a++) {
        if (search->closed[a])
            continue;
        double slope = search->moments[a];
        for (size_t k = 0; k < search->free_count; k++)
            slope -= search->gram[a * search->columns + search->free[k]] * x[search->free[k]];
        /* scaled by the column's length, so that the choice does not hang on its unit */
        slope /= fmax(sqrt(search->gram[a * search->columns + a]), 1e-300);
        if (slope > steepest) {
            steepest = slope;
            best = a;
        }
    }
    return best;
}

/* Least squares over the free columns alone, without a sign; false where they are dependent. */
static bool solve_free(struct nonnegative *search)
{
    size_t count = search->free_count;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j <= i; j++)
            search->factor[i * count + j] =
                search->gram[search->free[i] * search->columns + search->free[j]];
        search->trial[i] = search->moments[search->free[i]];
    }
    if (cholesky_factor(search->factor, count, 1e-13) < count)
        return false;
    cholesky_solve(search->factor, count, search->trial);
    return true;
}

/* How much of the way to the trial a free column can go before it turns negative. */
static double share_of_way(const struct nonnegative *search, size_t i, const double *x)
{
    double now = x[search->free[i]], then = search->trial[i];
    return then > 0 ? 1 : now / (now - then);
}

/* Go from x towards the trial as far as nothing turns negative, and give up what became nought.
 * True where the whole way could be gone. */
static bool step_towards_trial(struct nonnegative *search, double *x)
{
    double share = 1;
    for (size_t i = 0; i < search->free_count; i++)
        share = fmin(share, share_of_way(search, i, x));
    size_t kept = 0;
    for (size_t i = 0; i < search->free_count; i++) {
        size_t column = search->free[i];
        bool nought = share < 1 && share_of_way(search, i, x) <= share;
        x[column] = nought ? 0 : x[column] + share * (search->trial[i] - x[column]);
        search->closed[column] = !nought;
        if (!nought)
            search->free[kept++] = column;
    }
    search->free_count = kept;
    return share >= 1;
}

/* Let a column in. False where it brings nothing: it depends on those that are free already, or
 * would itself turn negative. */
static bool let_in(struct nonnegative *search, size_t column)
{
    search->closed[column] = true;
    search->free[search->free_count++] = column;
    if (solve_free(search) && search->trial[search->free_count - 1] > 0) {
        memset(search->closed, 0, search->columns * sizeof *search->closed);
        for (size_t i = 0; i < search->free_count; i++)
            search->closed[search->free[i]] = true;
        return true;
    }
    search->free_count--;
    return false;
}

static double distance_left(const double *matrix, size_t rows, size_t columns, const double *target,
                            const double *x)
{
    double left = 0;
    for (size_t i = 0; i < rows; i++) {
        double error = target[i];
        for (size_t a = 0; a < columns; a++)
            error -= matrix[i * columns + a] * x[a];
        left += error * error;
    }
    return left;
}

double nonnegative_least_squares(const double *matrix, size_t rows, size_t columns,
                                 const double *target, double *ret_x)
{
    CLEANUP(nonnegative_free) struct nonnegative search = {0};
    nonnegative_begin(&search, matrix, rows, columns, target);
    memset(ret_x, 0, columns * sizeof *ret_x);
    for (size_t round = 0; round < 20 * columns; round++) {
        size_t column = most_promising(&search, ret_x);
        if (column == columns)
            break;
        if (!let_in(&search, column))
            continue;
        while (!step_towards_trial(&search, ret_x) && search.free_count && solve_free(&search)) {
        }
    }
    return distance_left(matrix, rows, columns, target, ret_x);
}
