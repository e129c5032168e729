/* weft stats capture: how many were on no list, the spread of the models first. */
#include "cli/stats/stats.h"

#include <math.h>
#include <stdlib.h>

#include "math/statistics/statistics.h"

#include "base/banned.h"

enum { PATTERNS = 1 << CAPTURE_LISTS, MOST_FITS = 10000000 };
static const double most_draws = 2e9;

/* A model with its fit; the interactions live in the enumeration or in `question`. */
struct fitted {
    const uint16_t *interactions;
    size_t count;
    struct capture_fit fit;
};

struct question {
    struct slice lists[CAPTURE_LISTS];
    unsigned list_count;
    double counts[PATTERNS];
    const char *model;
    int max_order, resamples, seed;
    double threshold;
    struct capture capture;
    struct capture_choice choice;
    uint16_t named[PATTERNS], chosen_interactions[PATTERNS];
    struct fitted chosen;
    struct fitted *models; /* the best by BIC first */
    size_t model_count;
    double lowest, highest;
    struct capture_bootstrap bootstrap;
};

/* --- reading --------------------------------------------------------------------------------- */

/* Whether a column is one of the lists: it says 0 or 1 somewhere, and then it must everywhere. */
static int read_list(struct stats *stats, const struct table_column *column, uint16_t bit,
                     uint16_t *patterns, bool *ret_is_list, struct err *err)
{
    size_t wrong = SIZE_MAX;
    *ret_is_list = false;
    for (size_t row = 0; row < stats->table.rows; row++) {
        double value;
        bool whole = slice_to_double(slice_trim(column->texts[row]), &value);
        if (whole && (value == 0 || value == 1)) {
            *ret_is_list = true;
            patterns[row] |= value == 1 ? bit : 0;
        } else if (wrong == SIZE_MAX) {
            wrong = row;
        }
    }
    if (*ret_is_list && wrong != SIZE_MAX)
        return stats_refuse(stats, &stats->table, wrong, err,
                            "The list %.*s has \"%.*s\". A list says 1 for those on it and 0 for "
                            "the others.",
                            SLICE_PRINT(column->name), SLICE_PRINT(column->texts[wrong]));
    return 0;
}

static int read_lists(struct stats *stats, struct question *question, uint16_t *patterns,
                      struct err *err)
{
    for (size_t i = 0; i < stats->table.count; i++) {
        const struct table_column *column = &stats->table.columns[i];
        bool is_list;
        if (column->used)
            continue;
        uint16_t bit = (uint16_t)(1u << question->list_count);
        int code = read_list(stats, column, bit, patterns, &is_list, err);
        if (code < 0)
            return code;
        if (!is_list) {
            stats_warn(stats, "The column %.*s says neither 0 nor 1 and is taken for no list.",
                       SLICE_PRINT(column->name));
            continue;
        }
        if (question->list_count == CAPTURE_LISTS)
            return err_set(err, ERR_LIMIT, NULL,
                           "There are more than %d lists. Merge those that work alike.",
                           CAPTURE_LISTS);
        question->lists[question->list_count++] = column->name;
    }
    if (question->list_count >= 2)
        return 0;
    return err_set(err, ERR_ASSUMPTION, NULL,
                   "%s has %u list%s. An estimate needs two or more columns of 0 and 1.",
                   stats->table.name, question->list_count, question->list_count == 1 ? "" : "s");
}

/* Repeated patterns add up. What nobody can have counted, those on no list, is not taken. */
static int add_up_patterns(struct stats *stats, struct question *question, const uint16_t *patterns,
                           const double *counts, bool *ret_overlap_told, struct err *err)
{
    for (size_t row = 0; row < stats->table.rows; row++) {
        if (patterns[row] == 0 && !isnan(counts[row]))
            return stats_refuse(stats, &stats->table, row, err,
                                "This row counts people who are on no list. That is what the "
                                "method estimates: leave the row out.");
        if (patterns[row] == 0)
            continue;
        if (isnan(counts[row]))
            return stats_refuse(stats, &stats->table, row, err,
                                "The count is blank here. Write 0 where nobody has this pattern.");
        question->counts[patterns[row]] += counts[row];
        *ret_overlap_told |= (patterns[row] & (patterns[row] - 1)) != 0;
    }
    return 0;
}

/* The two lists, or any two of several, must share somebody; with two, that they share nobody
 * may be said by a row of 0. */
static int check_overlap(struct stats *stats, const struct question *question, bool overlap_told,
                         struct err *err)
{
    const struct capture *capture = &question->capture;
    bool overlap = false;
    for (size_t set = 1; set < capture->patterns; set++)
        overlap |= capture->counts[set] > 0 && (set & (set - 1)) != 0;
    if (capture->people == 0)
        return err_set(err, ERR_ASSUMPTION, NULL, "Nobody is on any list: every count is 0.");
    bool two = question->list_count == 2;
    if (!overlap && !(two && overlap_told))
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "No two lists have a person in common, so nothing says how many are on "
                       "none. Look for people on two lists under another name or date of birth%s.",
                       two ? "; if there truly are none, add a row of 1,1 with the count 0" : "");
    for (unsigned list = 0; list < question->list_count; list++) {
        if (capture->totals[1u << list] > 0)
            continue;
        if (two)
            return err_set(err, ERR_ASSUMPTION, NULL,
                           "Nobody is on the list %.*s, and two lists with people are needed.",
                           SLICE_PRINT(question->lists[list]));
        stats_warn(stats, "Nobody is on the list %.*s: it adds nothing.",
                   SLICE_PRINT(question->lists[list]));
    }
    return 0;
}

static int read_table(struct stats *stats, struct question *question, struct err *err)
{
    const double *counts;
    const struct stats_input inputs[] = {{"count", INPUT_COUNT, .numbers = &counts}};
    int code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code < 0)
        return code;
    uint16_t *patterns = arena_array(stats->arena, stats->table.rows, sizeof *patterns);
    bool overlap_told = false;
    code = read_lists(stats, question, patterns, err);
    if (code == 0)
        code = add_up_patterns(stats, question, patterns, counts, &overlap_told, err);
    if (code < 0)
        return code;
    capture_open(&question->capture, question->list_count, question->counts);
    return check_overlap(stats, question, overlap_told, err);
}

/* --- the model that is asked for ------------------------------------------------------------- */

static int read_term(const struct question *question, struct slice text, unsigned *ret_term,
                     struct err *err)
{
    struct slice rest = text, name;
    *ret_term = 0;
    while (slice_split(&rest, ':', &name)) {
        unsigned list = 0;
        while (list < question->list_count && !slice_equal(question->lists[list], slice_trim(name)))
            list++;
        if (list == question->list_count)
            return err_set(err, ERR_USAGE, NULL,
                           "--model may be stepwise, main, pairs, all, or interactions such as "
                           "A:B,C:D between lists; \"%.*s\" is no list here.",
                           SLICE_PRINT(name));
        *ret_term |= 1u << list;
    }
    if ((*ret_term & (*ret_term - 1)) == 0)
        return err_set(err, ERR_USAGE, NULL,
                       "\"%.*s\" in --model joins fewer than two lists. Each list counts anyway.",
                       SLICE_PRINT(text));
    return 0;
}

/* The interactions named, and every smaller one inside them. */
static int read_named_model(struct question *question, struct err *err)
{
    struct slice rest = slice_from(question->model), text;
    bool in[PATTERNS] = {false};
    while (slice_split(&rest, ',', &text)) {
        unsigned term;
        int code = read_term(question, text, &term, err);
        if (code < 0)
            return code;
        for (unsigned part = term; part; part = (part - 1) & term)
            in[part] = true;
    }
    size_t count = 0;
    for (int size = 2; size <= (int)question->list_count; size++)
        for (unsigned set = 1; set < 1u << question->list_count; set++)
            if (in[set] && __builtin_popcount(set) == size)
                question->named[count++] = (uint16_t)set;
    question->choice.interactions = question->named;
    question->choice.interaction_count = count;
    return 0;
}

static void name_every_pair(struct question *question)
{
    size_t count = 0;
    for (unsigned a = 0; a < question->list_count; a++)
        for (unsigned b = a + 1; b < question->list_count; b++)
            question->named[count++] = (uint16_t)(1u << a | 1u << b);
    question->choice.interactions = question->named;
    question->choice.interaction_count = count;
}

static int choose_method(struct question *question, struct err *err)
{
    struct capture_choice *choice = &question->choice;
    struct slice model = slice_from(question->model);
    choice->method = CAPTURE_FIXED;
    choice->threshold = question->threshold;
    int code = 0;
    if (slice_is(model, "stepwise"))
        choice->method = CAPTURE_STEPWISE;
    else if (slice_is(model, "all"))
        choice->method = CAPTURE_BEST_BIC;
    else if (slice_is(model, "pairs"))
        name_every_pair(question);
    else if (!slice_is(model, "main"))
        code = read_named_model(question, err);
    bool simplest = choice->method != CAPTURE_FIXED || choice->interaction_count == 0;
    if (code == 0 && question->list_count == 2 && simplest)
        choice->method = CAPTURE_CHAPMAN;
    return code;
}

/* --- fitting --------------------------------------------------------------------------------- */

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

/* --- what the figures can bear --------------------------------------------------------------- */

static void warn_of_status(struct stats *stats, const struct question *question)
{
    if (question->chosen.fit.status == CAPTURE_NO_MLE)
        stats_warn(stats, "The model has no estimate: too few overlaps (no_mle). Take fewer "
                          "interactions, or merge small lists.");
    if (question->chosen.fit.status == CAPTURE_NOT_IDENTIFIABLE)
        stats_warn(stats, "The model fits many estimates equally well (not_identifiable). Take "
                          "fewer interactions.");
}

static void warn_of_fit(struct stats *stats, const struct question *question)
{
    const struct capture_fit *fit = &question->chosen.fit;
    if (question->list_count == 2 && question->capture.totals[3] < 7)
        stats_warn(stats, "Only %g are on both lists; below 7 the estimate is too low on average.",
                   question->capture.totals[3]);
    if (question->list_count == 2)
        stats_warn(stats, "Two lists cannot show whether being on one makes the other likelier; "
                          "the estimate takes it that it does not.");
    if (fit->df > 0 && chi_squared_above(fit->deviance, fit->df) < 0.01)
        stats_warn(stats,
                   "The model fits badly (deviance %.1f on %d degrees of freedom): its "
                   "limits are too narrow.",
                   fit->deviance, fit->df);
    if (question->highest > 2 * question->lowest)
        stats_warn(stats, "The models differ more than twofold. Give the range, not one number.");
}

static void warn_of_resampling(struct stats *stats, const struct question *question)
{
    const struct capture_bootstrap *bootstrap = &question->bootstrap;
    if (bootstrap->failed)
        stats_warn(stats, "%zu of %d resamples have no estimate and are left out of the limits%s.",
                   bootstrap->failed, question->resamples,
                   isnan(bootstrap->lower_95) ? ", which are blank since most have none" : "");
    if (question->resamples && question->resamples < 500)
        stats_warn(stats, "Limits from %d resamples are rough; 1,000 are usual.",
                   question->resamples);
}

/* --- writing --------------------------------------------------------------------------------- */

static void write_term(const struct question *question, unsigned term, struct buffer *out)
{
    const char *separator = "";
    for (unsigned list = 0; list < question->list_count; list++) {
        if (!(term & 1u << list))
            continue;
        buffer_string(out, separator);
        buffer_append(out, question->lists[list]);
        separator = ":";
    }
}

static void json_figure(struct buffer *out, const char *name, double value)
{
    buffer_printf(out, "\"%s\":", name);
    table_json_number(out, value);
    buffer_byte(out, ',');
}

static const char *const status_words[] = {"ok", "no_mle", "not_identifiable"};

static void json_model(const struct question *question, const struct fitted *model,
                       struct buffer *out)
{
    CLEANUP(buffer_free) struct buffer term = BUFFER(1 << 20);
    const struct capture_fit *fit = &model->fit;
    buffer_string(out, "{\"terms\":[");
    for (size_t i = 0; i < model->count; i++) {
        buffer_clear(&term);
        write_term(question, model->interactions[i], &term);
        buffer_string(out, i ? "," : "");
        buffer_json_string(out, buffer_slice(&term));
    }
    buffer_string(out, "],");
    json_figure(out, "estimate", fit->estimate);
    if (question->list_count == 2)
        json_figure(out, "se", fit->se);
    json_figure(out, "lower_95", fit->lower_95);
    json_figure(out, "upper_95", fit->upper_95);
    json_figure(out, "deviance", fit->deviance);
    json_figure(out, "df", fit->df);
    json_figure(out, "aic", fit->aic);
    json_figure(out, "bic", fit->bic);
    buffer_printf(out, "\"status\":\"%s\"}", status_words[fit->status]);
}

static void write_json(struct stats *stats, const struct question *question)
{
    struct buffer *out = &stats->document;
    buffer_string(out, "{\"spread\":{");
    json_figure(out, "lowest", question->lowest);
    buffer_string(out, "\"highest\":");
    table_json_number(out, question->highest);
    buffer_string(out, "},");
    json_figure(out, "n", question->capture.people);
    buffer_string(out, "\n\"model\":");
    json_model(question, &question->chosen, out);
    buffer_string(out, ",\n\"models\":[");
    for (size_t i = 0; i < question->model_count; i++) {
        buffer_string(out, i ? ",\n" : "\n");
        json_model(question, &question->models[i], out);
    }
    buffer_string(out, "],\n\"bootstrap\":");
    if (question->resamples && question->chosen.fit.status == CAPTURE_OK) {
        buffer_byte(out, '{');
        json_figure(out, "lower_95", question->bootstrap.lower_95);
        buffer_string(out, "\"upper_95\":");
        table_json_number(out, question->bootstrap.upper_95);
        buffer_string(out, "}}\n");
    } else {
        buffer_string(out, "null}\n");
    }
}

static bool is_chosen(const struct question *question, const struct fitted *model)
{
    bool in[PATTERNS] = {false};
    for (size_t i = 0; i < question->chosen.count; i++)
        in[question->chosen.interactions[i]] = true;
    for (size_t i = 0; i < model->count; i++)
        if (!in[model->interactions[i]])
            return false;
    return model->count == question->chosen.count;
}

static void say_spread(struct stats *stats, const struct question *question)
{
    if (question->model_count > 1 && question->lowest < question->highest)
        stats_warn(stats, "Seen: %.0f. By the models that have an estimate: %.0f to %.0f.",
                   question->capture.people, question->lowest, question->highest);
    if (question->chosen.fit.status == CAPTURE_OK)
        stats_warn(stats, "By the chosen model: %.0f.", question->chosen.fit.estimate);
    if (question->resamples && !isnan(question->bootstrap.lower_95))
        stats_warn(stats, "95%% limits, the choice of model counted in: %.0f to %.0f.",
                   question->bootstrap.lower_95, question->bootstrap.upper_95);
}

/* As CSV: a row for each model. */
static void write_rows(struct stats *stats, const struct question *question)
{
    struct table *result = stats_result(stats, question->model_count);
    struct slice *terms = table_add_texts(result, "terms");
    static const char *const names[] = {"estimate", "lower_95", "upper_95", "deviance",
                                        "df",       "aic",      "bic"};
    double *columns[COUNT_OF(names)];
    for (size_t i = 0; i < COUNT_OF(names); i++)
        columns[i] = table_add_numbers(result, names[i]);
    struct slice *status = table_add_texts(result, "status");
    double *chosen = table_add_truths(result, "chosen");
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    for (size_t row = 0; row < question->model_count; row++) {
        const struct fitted *model = &question->models[row];
        const double figures[] = {model->fit.estimate, model->fit.lower_95, model->fit.upper_95,
                                  model->fit.deviance, model->fit.df,       model->fit.aic,
                                  model->fit.bic};
        for (size_t i = 0; i < COUNT_OF(names); i++)
            columns[i][row] = figures[i];
        buffer_clear(&text);
        for (size_t i = 0; i < model->count; i++) {
            buffer_string(&text, i ? "," : "");
            write_term(question, model->interactions[i], &text);
        }
        terms[row] = arena_slice(stats->arena, buffer_slice(&text));
        status[row] = slice_from(status_words[model->fit.status]);
        chosen[row] = is_chosen(question, model);
    }
    say_spread(stats, question);
}

/* --- the method ------------------------------------------------------------------------------ */

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
        code = read_table(stats, question, err);
    if (code == 0)
        code = choose_method(question, err);
    if (code == 0)
        code = answer(stats, question, err);
    if (code == 0) {
        warn_of_status(stats, question);
        warn_of_fit(stats, question);
        warn_of_resampling(stats, question);
        if (stats->json)
            write_json(stats, question);
        else
            write_rows(stats, question);
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
    .example = "printf 'police,school,count\\n1,0,297\\n0,1,135\\n1,1,49\\n' |\n"
               "weft stats capture --json   gives 1,283 (1,049 to 1,613) from 481 seen.",
    .assumptions =
        "Nobody enters or leaves meanwhile, and people on two lists are known to be one. Everyone\n"
        "has some chance to be on each list. Two lists must be independent of each other; more\n"
        "need not be, but the interaction of all lists is taken to be nought, which no data can\n"
        "check. Where models differ widely, the range is the answer.",
    .reference =
        "Chan L, Silverman BW, Vincent K (2021), Biometrics 77:1124-1134. Fienberg SE, Rinaldo A\n"
        "(2012), Ann Stat 40:996-1023. Bales K, Hesketh O, Silverman BW (2015), Significance\n"
        "12(3):16-21. Chapman DG (1951), Univ Calif Publ Stat 1:131-160.",
    .run = run,
};
