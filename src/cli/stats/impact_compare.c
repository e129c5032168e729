/* weft stats impact did and match: people with and without. */
#include "cli/stats/impact_chart.h"

#include "base/banned.h"

enum { FEW_VALUES = 10 };

int impact_did(struct stats *stats, struct err *err)
{
    const double *treated = NULL, *after = NULL, *value = NULL;
    const struct stats_input inputs[] = {{"treated", INPUT_NUMBER, .numbers = &treated},
                                         {"after", INPUT_NUMBER, .numbers = &after},
                                         {"value", INPUT_NUMBER, .numbers = &value}};
    const char *svg = NULL;
    const struct stats_option options[] = {{"--svg", .text = &svg}};
    struct difference_fit fit = {0};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = impact_check_picture(stats, svg, NULL, err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code == 0)
        code = impact_check_flags(stats, "treated", treated, err);
    if (code == 0)
        code = impact_check_flags(stats, "after", after, err);
    if (code == 0)
        code = difference_fit(treated, after, value, stats->table.rows, &fit, err);
    if (code == 0 && svg)
        code = impact_chart_did(stats, svg, &fit, err);
    if (code < 0)
        return code;
    struct table *result = stats_result(stats, 1);
    table_add_numbers(result, "effect")[0] = fit.effect;
    table_add_numbers(result, "se")[0] = fit.se;
    table_add_numbers(result, "lower_95")[0] = fit.lower_95;
    table_add_numbers(result, "upper_95")[0] = fit.upper_95;
    size_t least = SIZE_MAX;
    for (int side = 0; side < 2; side++)
        for (int time = 0; time < 2; time++)
            least = fit.counts[side][time] < least ? fit.counts[side][time] : least;
    if (least < FEW_VALUES)
        stats_warn(stats, "One of the four groups has %zu values; below %d the limits are rough.",
                   least, FEW_VALUES);
    return 0;
}

/* --- matching --------------------------------------------------------------------------------- */

struct request {
    const char *outcome, *svg;
    struct word_list covariates;
    int method;
};

static int read_request(struct stats *stats, struct request *request, struct err *err)
{
    static const char *const methods[] = {"nearest", "ipw", NULL};
    const struct stats_option options[] = {
        {"--outcome", .text = &request->outcome},
        {"--covariates", .list = &request->covariates},
        {"--method", .choice = &request->method, .choices = methods},
        {"--svg", .text = &request->svg}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = impact_need("--outcome Y", request->outcome, err);
    if (code == 0)
        code = impact_need("--covariates A,B", request->covariates.count, err);
    if (code == 0)
        code = impact_check_picture(stats, request->svg, NULL, err);
    if (code < 0)
        return code;
    bool twice = slice_is(slice_from(request->outcome), "treated");
    for (size_t i = 0; i < request->covariates.count; i++)
        twice |= slice_is(request->covariates.words[i], request->outcome) ||
                 slice_is(request->covariates.words[i], "treated");
    if (twice)
        return err_set(err, ERR_USAGE, NULL,
                       "The treatment, the outcome and the covariates must be different columns.");
    return 0;
}

/* The columns by name: treated, the outcome, then each covariate. */
static int read_columns(struct stats *stats, const struct request *request, const double **columns,
                        const char **names, struct err *err)
{
    size_t count = request->covariates.count + 2;
    struct stats_input *inputs = arena_array(stats->arena, count, sizeof *inputs);
    for (size_t i = 0; i < count; i++) {
        if (i >= 2)
            names[i] = arena_string(stats->arena, request->covariates.words[i - 2]);
        inputs[i] = (struct stats_input){names[i], INPUT_NUMBER, .numbers = &columns[i]};
    }
    int code = stats_read(stats, inputs, count, err);
    return code < 0 ? code : impact_check_flags(stats, "treated", columns[0], err);
}

/* The rows that have every figure. */
static struct match gather(struct stats *stats, const double *const *columns, size_t covariates)
{
    size_t rows = stats->table.rows, kept = 0;
    double *treated = arena_array(stats->arena, rows * (covariates + 2), sizeof *treated);
    double *outcome = treated + rows, *covariate = outcome + rows;
    for (size_t row = 0; row < rows; row++) {
        bool whole = true;
        for (size_t j = 0; j < covariates + 2; j++)
            whole &= !isnan(columns[j][row]);
        if (!whole)
            continue;
        treated[kept] = columns[0][row];
        outcome[kept] = columns[1][row];
        for (size_t j = 0; j < covariates; j++)
            covariate[kept * covariates + j] = columns[j + 2][row];
        kept++;
    }
    if (kept < rows)
        stats_warn(stats, "%zu rows with a blank figure are left out.", rows - kept);
    return (struct match){.rows = kept,
                          .covariates = covariates,
                          .treated = treated,
                          .outcome = outcome,
                          .covariate = covariate};
}

static void warn_of_match(struct stats *stats, const struct match *match,
                          const struct match_fit *fit)
{
    if (fit->unmatched)
        stats_warn(stats,
                   "%zu treated have no control and are left out: the effect is that on "
                   "the others.",
                   fit->unmatched);
    if (fit->beyond)
        stats_warn(stats,
                   "%zu treated are likelier to be treated than any control: nobody is "
                   "quite like them.",
                   fit->beyond);
    if (match->method == MATCH_WEIGHTS && fit->effective_controls < 20)
        stats_warn(stats, "The weights rest on a few controls: %zu count as %.1f.", fit->n_control,
                   fit->effective_controls);
    for (size_t j = 0; j < match->covariates; j++)
        if (fabs(fit->imbalance_after[j]) > 0.1)
            stats_warn(stats,
                       "The sides still differ in %s, by %.2f standard deviations (%.2f "
                       "before): the effect may be of that.",
                       match->names[j], fit->imbalance_after[j], fit->imbalance_before[j]);
}

int impact_match(struct stats *stats, struct err *err)
{
    struct request request = {0};
    int code = read_request(stats, &request, err);
    if (code < 0)
        return code;
    size_t covariates = request.covariates.count;
    const double **columns = arena_array(stats->arena, covariates + 2, sizeof *columns);
    const char **names = arena_array(stats->arena, covariates + 2, sizeof *names);
    names[0] = "treated";
    names[1] = request.outcome;
    code = read_columns(stats, &request, columns, names, err);
    if (code < 0)
        return code;
    struct match match = gather(stats, columns, covariates);
    match.method = (enum match_method)request.method;
    match.names = names + 2;
    struct match_fit fit;
    code = match_fit(&match, stats->arena, &fit, err);
    if (code == 0 && request.svg)
        code = impact_chart_match(stats, request.svg, &match, &fit, err);
    if (code < 0)
        return code;
    struct table *result = stats_result(stats, 1);
    table_add_numbers(result, "effect")[0] = fit.effect;
    table_add_numbers(result, "n_treated")[0] = (double)fit.n_treated;
    table_add_numbers(result, "n_control")[0] = (double)fit.n_control;
    warn_of_match(stats, &match, &fit);
    return 0;
}
