#include "math/disclosure/linear.h"

#include <glpk.h>
#include <limits.h>
#include <math.h>

#include "base/banned.h"

struct linear {
    glp_prob *problem;
    int *indices; /* scratch, one longer than the longer side, since GLPK counts from 1 */
    double *values;
    size_t longest;
    int whole_start, whole_most; /* steps of the integer search; none yet: −1 */
    double work, allowed;
};

static void reserve(struct linear *linear, size_t count)
{
    if (count < linear->longest)
        return;
    linear->longest = count + 1;
    linear->indices = memory_resize(linear->indices, linear->longest, sizeof *linear->indices);
    linear->values = memory_resize(linear->values, linear->longest, sizeof *linear->values);
}

struct linear *linear_new(size_t rows, size_t columns)
{
    struct linear *linear = memory_zeros(1, sizeof *linear);
    linear->allowed = INFINITY;
    glp_term_out(GLP_OFF);
    linear->problem = glp_create_prob();
    if (rows)
        glp_add_rows(linear->problem, (int)rows);
    if (columns)
        glp_add_cols(linear->problem, (int)columns);
    for (size_t row = 0; row < rows; row++)
        linear_row_value(linear, row, 0);
    return linear;
}

void linear_free(struct linear **linear)
{
    if (!*linear)
        return;
    glp_delete_prob((*linear)->problem);
    memory_free((*linear)->indices);
    memory_free((*linear)->values);
    memory_free(*linear);
    *linear = NULL;
}

static void copy_entries(struct linear *linear, size_t count, const uint32_t *places,
                         const double *coefficients)
{
    reserve(linear, count);
    for (size_t i = 0; i < count; i++) {
        linear->indices[i + 1] = (int)places[i] + 1;
        linear->values[i + 1] = coefficients[i];
    }
}

void linear_column(struct linear *linear, size_t column, size_t count, const uint32_t *rows,
                   const double *coefficients)
{
    copy_entries(linear, count, rows, coefficients);
    glp_set_mat_col(linear->problem, (int)column + 1, (int)count, linear->indices, linear->values);
}

void linear_add_row(struct linear *linear, size_t count, const uint32_t *columns,
                    const double *coefficients, double lower)
{
    copy_entries(linear, count, columns, coefficients);
    int row = glp_add_rows(linear->problem, 1);
    glp_set_mat_row(linear->problem, row, (int)count, linear->indices, linear->values);
    glp_set_row_bnds(linear->problem, row, GLP_LO, lower, 0);
}

void linear_row_value(struct linear *linear, size_t row, double value)
{
    glp_set_row_bnds(linear->problem, (int)row + 1, GLP_FX, value, value);
}

void linear_range(struct linear *linear, size_t column, double lower, double upper)
{
    int kind = lower == upper                         ? GLP_FX
               : !isfinite(lower) && !isfinite(upper) ? GLP_FR
               : !isfinite(upper)                     ? GLP_LO
               : !isfinite(lower)                     ? GLP_UP
                                                      : GLP_DB;
    glp_set_col_bnds(linear->problem, (int)column + 1, kind, lower, upper);
}

void linear_cost(struct linear *linear, size_t column, double cost)
{
    glp_set_obj_coef(linear->problem, (int)column + 1, cost);
}

/* Measured: a step goes over all entries a few times, and a solve sets up every row and column. */
static double step_work(const struct linear *linear)
{
    return 1 + glp_get_num_nz(linear->problem) / 200.0;
}

static void count_work(struct linear *linear, int steps_before)
{
    int size = glp_get_num_rows(linear->problem) + glp_get_num_cols(linear->problem);
    linear->work +=
        size / 50.0 + (glp_get_it_cnt(linear->problem) - steps_before) * step_work(linear);
}

void linear_allow(struct linear *linear, double work)
{
    linear->allowed = work;
}

static int solve(struct linear *linear, int direction, int method, struct err *err)
{
    glp_smcp settings;
    glp_init_smcp(&settings);
    settings.it_lim =
        (int)fmin(fmax(1, (linear->allowed - linear->work) / step_work(linear)), INT_MAX);
    settings.msg_lev = GLP_MSG_OFF;
    settings.meth = method;
    settings.r_test = GLP_RT_STD; /* the default steps past limits by a little, and is no faster */
    glp_set_obj_dir(linear->problem, direction);
    int before = glp_get_it_cnt(linear->problem);
    int failed = glp_simplex(linear->problem, &settings);
    if (failed == GLP_EITLIM) {
        count_work(linear, before);
        return LINEAR_STOPPED;
    }
    if (failed) { /* a basis gone numerically bad: once more from a fresh one */
        glp_std_basis(linear->problem);
        failed = glp_simplex(linear->problem, &settings);
    }
    count_work(linear, before);
    int status = glp_get_status(linear->problem);
    if (!failed && status == GLP_OPT)
        return LINEAR_OPTIMAL;
    if (!failed && (status == GLP_NOFEAS || glp_get_prim_stat(linear->problem) == GLP_NOFEAS))
        return LINEAR_INFEASIBLE;
    if (!failed && status == GLP_UNBND)
        return LINEAR_UNBOUNDED;
    return err_set(err, ERR_INTERNAL, NULL,
                   "The linear programme of the disclosure check could not be solved (GLPK code "
                   "%d, status %d).",
                   failed, status);
}

int linear_minimise(struct linear *linear, struct err *err)
{
    return solve(linear, GLP_MIN, GLP_DUALP, err);
}

int linear_minimise_afresh(struct linear *linear, struct err *err)
{
    glp_std_basis(linear->problem);
    return solve(linear, GLP_MIN, GLP_DUALP, err);
}

int linear_maximise(struct linear *linear, struct err *err)
{
    return solve(linear, GLP_MAX, GLP_PRIMAL, err);
}

/* Called by GLPK all along the search. */
static void watch(glp_tree *tree, void *context)
{
    struct linear *linear = context;
    int steps = glp_get_it_cnt(glp_ios_get_prob(tree));
    if (linear->whole_start < 0)
        linear->whole_start = steps;
    if (steps - linear->whole_start > linear->whole_most)
        glp_ios_terminate(tree);
}

int linear_minimise_whole(struct linear *linear, double work, double gap)
{
    for (int column = glp_get_num_cols(linear->problem); column > 0; column--)
        glp_set_col_kind(linear->problem, column, GLP_IV);
    glp_iocp settings;
    glp_init_iocp(&settings);
    settings.msg_lev = GLP_MSG_OFF;
    settings.presolve = GLP_ON;
    settings.mip_gap = gap;
    settings.cb_func = watch;
    settings.cb_info = linear;
    linear->whole_start = -1;
    linear->whole_most = (int)fmin(work / step_work(linear), INT_MAX);
    int before = glp_get_it_cnt(linear->problem);
    glp_set_obj_dir(linear->problem, GLP_MIN);
    int failed = glp_intopt(linear->problem, &settings);
    count_work(linear, before);
    int status = glp_mip_status(linear->problem);
    if ((!failed && status == GLP_OPT) || failed == GLP_EMIPGAP)
        return LINEAR_OPTIMAL;
    if (failed == GLP_ENOPFS || (!failed && status == GLP_NOFEAS))
        return LINEAR_INFEASIBLE;
    return LINEAR_STOPPED; /* whatever else it met */
}

bool linear_is_spent(const struct linear *linear)
{
    return linear->work >= linear->allowed;
}

bool linear_is_feasible(const struct linear *linear)
{
    return glp_get_prim_stat(linear->problem) == GLP_FEAS;
}

double linear_value(const struct linear *linear, size_t column)
{
    return glp_get_col_prim(linear->problem, (int)column + 1);
}

double linear_whole_value(const struct linear *linear, size_t column)
{
    return glp_mip_col_val(linear->problem, (int)column + 1);
}

double linear_objective(const struct linear *linear)
{
    return glp_get_obj_val(linear->problem);
}

double linear_whole_objective(const struct linear *linear)
{
    return glp_mip_obj_val(linear->problem);
}

bool linear_has_whole(const struct linear *linear)
{
    int status = glp_mip_status(linear->problem);
    return status == GLP_OPT || status == GLP_FEAS;
}

double linear_row_price(const struct linear *linear, size_t row)
{
    return glp_get_row_dual(linear->problem, (int)row + 1);
}

double linear_reduced_cost(const struct linear *linear, size_t column)
{
    return glp_get_col_dual(linear->problem, (int)column + 1);
}

double linear_work(const struct linear *linear)
{
    return linear->work;
}

void linear_drop_slack_rows(struct linear *linear)
{
    int count = 0;
    reserve(linear, (size_t)glp_get_num_rows(linear->problem));
    for (int row = glp_get_num_rows(linear->problem); row > 0; row--)
        if (glp_get_row_stat(linear->problem, row) == GLP_BS)
            linear->indices[++count] = row;
    if (count)
        glp_del_rows(linear->problem, count, linear->indices);
}
