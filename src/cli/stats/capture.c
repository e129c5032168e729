/* weft stats capture: how many were on no list, the spread of the models first. */
#include "cli/stats/capture_question.h"

#include <stdlib.h>

#include "base/banned.h"

enum { MOST_FITS = 10000000 };
static const double most_draws = 2e9; /* of people, over all resamples */

/* Those without an estimate last; of two alike the one listed first. */
static int compare_bic(const void *a, const void *b)
{
    const struct fitted *left = a, *right = b;
    bool left_ok = left->fit.status == CAPTURE_OK, right_ok = right->fit.status == CAPTURE_OK;
    if (left_ok != right_ok)
        return left_ok ? -1 : 1;
    if (left_ok && left->fit.bic != right->fit.bic)
        return left->fit.bic < right->fit.bic ? -1 : 1;
    return (left->interactions > right->interactions) - (left->interactions < right->interactions);
}

static void fit_listed(struct question *question, struct fitted *model)
{
    if (question->list_count == 2 && model->count == 0)
        capture_chapman(&question->capture, &model->fit);
    else
        capture_fit(&question->capture, model->interactions, model->count, &model->fit);
}

static void rank_models(struct stats *stats, struct question *question,
                        const struct capture_models *models)
{
    question->models = arena_array(stats->arena, models->count, sizeof *question->models);
    question->model_count = models->count;
    question->lowest = question->highest = NAN;
    for (size_t i = 0; i < models->count; i++) {
        struct fitted *model = &question->models[i];
        model->interactions = models->interactions + models->starts[i];
        model->count = models->starts[i + 1] - models->starts[i];
        fit_listed(question, model);
        question->lowest = fmin(question->lowest, model->fit.estimate);
        question->highest = fmax(question->highest, model->fit.estimate);
    }
    qsort(question->models, models->count, sizeof *question->models, compare_bic);
}

/* Where there are too many models to fit, the spread is over the simplest and the chosen one. */
static struct capture_models simplest_and_chosen(struct stats *stats,
                                                 const struct question *question)
{
    size_t count = question->chosen.count;
    struct capture_models models = {.count = count ? 2 : 1};
    models.starts = arena_array(stats->arena, 3, sizeof *models.starts);
    models.starts[2] = count;
    models.interactions = arena_array(stats->arena, count + 1, sizeof *models.interactions);
    memcpy(models.interactions, question->chosen_interactions, count * sizeof(uint16_t));
    stats_warn(stats,
               "%u lists have more than %d models, so the spread is only that of the simplest "
               "model and the chosen one.",
               question->list_count, CAPTURE_MODELS);
    return models;
}

static int check_resampling(const struct question *question, struct err *err)
{
    double fits = (double)question->resamples *
                  (question->choice.models ? (double)question->choice.models->count : 1);
    if (fits > MOST_FITS || question->resamples * question->capture.people > most_draws)
        return err_set(err, ERR_LIMIT, NULL,
                       "A bootstrap of %d over so many models or people takes too long. Choose "
                       "--model stepwise, or fewer resamples.",
                       question->resamples);
    return 0;
}

static int answer(struct stats *stats, struct question *question, struct err *err)
{
    struct capture_models models;
    struct capture_choice *choice = &question->choice;
    struct err too_many = {0};
    int listed = capture_enumerate(question->list_count, (unsigned)question->max_order,
                                   stats->arena, &models, &too_many);
    if (listed < 0 && choice->method == CAPTURE_BEST_BIC) {
        *err = too_many;
        return listed;
    }
    choice->models = choice->method == CAPTURE_BEST_BIC ? &models : NULL;
    int code = check_resampling(question, err);
    if (code < 0)
        return code;
    question->chosen.interactions = question->chosen_interactions;
    capture_estimate(&question->capture, choice, question->chosen_interactions,
                     &question->chosen.count, &question->chosen.fit);
    if (question->resamples && question->chosen.fit.status == CAPTURE_OK)
        capture_resample(&question->capture, choice, question->chosen.fit.estimate,
                         (size_t)question->resamples, (uint64_t)question->seed,
                         &question->bootstrap);
    if (listed < 0)
        models = simplest_and_chosen(stats, question);
    rank_models(stats, question, &models);
    return 0;
}

static int run(struct stats *stats, struct err *err)
{
    struct question *question = ARENA_NEW(stats->arena, struct question);
    question->model = "stepwise";
    question->max_order = 2;
    question->threshold = 0.02;
    question->seed = 1;
    const struct stats_option options[] = {
        {"--model", .text = &question->model},
        {"--max-order", .whole = &question->max_order, .least = 1, .most = CAPTURE_LISTS},
        {"--p", .number = &question->threshold, .least = 0, .most = 1},
        {"--bootstrap", .whole = &question->resamples, .least = 0, .most = 100000},
        {"--seed", .whole = &question->seed, .least = 0, .most = 1e9}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = capture_read_table(stats, question, err);
    if (code == 0)
        code = capture_read_model(question, err);
    if (code == 0)
        code = answer(stats, question, err);
    if (code == 0) {
        capture_warn(stats, question);
        capture_write(stats, question);
    }
    capture_close(&question->capture);
    return code;
}

const struct stats_method capture_method = {
    .name = "capture",
    .purpose = "Who we do not see",
    .summary = "how many are on no list, from how several lists overlap",
    .usage = "[--model MODEL] [--max-order 2] [--p 0.02] [--bootstrap N] [--seed S] [FILE.csv]",
    .columns =
        "Reads   count, and a column of 0 and 1 for each list (two to ten): a row says how many\n"
        "        people were on just the lists that have 1. Patterns that are not there count\n"
        "        0, repeated ones add up, and there is no row for people on no list.\n"
        "Writes  with --json {spread {lowest, highest}, n, model {terms, estimate, lower_95,\n"
        "        upper_95, deviance, df, aic, bic, status}, models [the same, best BIC first],\n"
        "        bootstrap {lower_95, upper_95}}; else a row for each model. The spread is that\n"
        "        of all models that have an estimate. status: ok; no_mle (the overlaps are too\n"
        "        sparse for any finite estimate) or not_identifiable (many fit equally well),\n"
        "        and then the figures are null.\n"
        "--model M       stepwise (the default), main (no interactions), pairs (all of them),\n"
        "                all (the best by BIC), or interactions: A:B,C:D.\n"
        "--max-order K   the most lists that an interaction of the models may join: 2.\n"
        "--p P           stepwise stops where no overlap is less likely than this: 0.02.\n"
        "--bootstrap N   limits from N resamples, each with the choice of model done again.\n"
        "--seed S        the same seed gives the same limits: 1.",
    .formula =
        "log expected count of a pattern = everybody + its lists + its interactions (Poisson);\n"
        "estimate = n + exp(everybody), limits n + exp(everybody -/+ 1.96 se). An interaction\n"
        "that nobody shows is minus infinity. Stepwise adds the pair whose overlap has the\n"
        "least one-sided Poisson probability. Two lists: (n1+1)(n2+1)/(m+1) - 1, log-normal\n"
        "limits, with its se.",
    .example =
        "printf 'police,school,count\\n1,0,297\\n0,1,135\\n1,1,49\\n' | weft stats capture --json\n"
        "# 481 seen, 1,283 in all, with 95% limits 1,049 to 1,613.",
    .assumptions =
        "Nobody enters or leaves meanwhile, and people on two lists are known to be one. Everyone\n"
        "has some chance to be on each list. Two lists must be independent of each other; more\n"
        "need not be, but the interaction of all lists is taken to be nought, which no data can\n"
        "check. Where models differ widely, the range is the answer. To show it to everybody, "
        "enter\n"
        "it as a hidden population: the pages under /hidden draw the spread first.",
    .reference =
        "Chan L, Silverman BW, Vincent K (2021), Biometrics 77:1124-1134. Fienberg SE, Rinaldo A\n"
        "(2012), Ann Stat 40:996-1023. Bales K, Hesketh O, Silverman BW (2015), Significance\n"
        "12(3):16-21. Chapman DG (1951), Univ Calif Publ Stat 1:131-160.",
    .run = run,
};
