/* What weft stats capture says of its figures, and how it writes them. */
#include "cli/stats/capture_question.h"

#include "base/banned.h"

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

void capture_warn(struct stats *stats, const struct question *question)
{
    warn_of_status(stats, question);
    warn_of_fit(stats, question);
    warn_of_resampling(stats, question);
}

/* --- writing -----------------------------------------------------------------------------------
 */

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
    bool in[1 << CAPTURE_LISTS] = {false};
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

void capture_write(struct stats *stats, const struct question *question)
{
    if (stats->json)
        write_json(stats, question);
    else
        write_rows(stats, question);
}
