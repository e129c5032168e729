#include "cli/stats/impact_chart.h"

#include "text/text.h"

#include "base/banned.h"

enum { PICTURE_BYTES = 16 << 20 };

static struct page_writer begin(struct stats *stats, struct buffer *out)
{
    return (struct page_writer){.out = out, .arena = stats->arena};
}

static int write(struct buffer *out, const char *path, struct err *err)
{
    int code = buffer_status(out, "The picture", err);
    return code < 0 ? code : file_write(path, buffer_slice(out), err);
}

static const struct interrupted_term *level_of(const struct interrupted_fit *fit)
{
    return &fit->terms[2]; /* intercept, time, level */
}

/* "Level after the change: 0.76 times (0.59 to 0.99)." */
static struct slice its_words(struct stats *stats, const struct interrupted_fit *fit)
{
    const struct interrupted_term *level = level_of(fit);
    bool ratio = !isnan(level->ratio);
    return slice_from(arena_printf(stats->arena,
                                   "Level after the change: %.3g%s, 95%% interval %.3g to %.3g.",
                                   ratio ? level->ratio : level->estimate, ratio ? " times" : "",
                                   level->lower_95, level->upper_95));
}

int impact_chart_its(struct stats *stats, const char *path, const struct interrupted *series,
                     const struct interrupted_fit *fit, const struct slice *dates, struct err *err)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(PICTURE_BYTES);
    struct page_writer page = begin(stats, &out);
    double *fitted = arena_array(stats->arena, 2 * series->count, sizeof *fitted);
    double *without = fitted + series->count;
    for (size_t i = 0; i < series->count; i++) {
        fitted[i] = interrupted_expected(series, fit, i, true);
        without[i] = i < series->start ? NAN : interrupted_expected(series, fit, i, false);
    }
    const struct course_line lines[] = {
        {SLICE("what was seen"), series->y, COURSE_SEEN},
        {SLICE("what the model fits"), fitted, COURSE_FITTED},
        {SLICE("what it expects without the change"), without, COURSE_EXPECTED},
    };
    course_file(&page, &(struct course){.picture = {"its", SLICE("Before and after a change")},
                                        .words = its_words(stats, fit),
                                        .dates = dates,
                                        .count = series->count,
                                        .lines = lines,
                                        .line_count = COUNT_OF(lines),
                                        .start = series->start});
    return write(&out, path, err);
}

int impact_chart_did(struct stats *stats, const char *path, const struct difference_fit *fit,
                     struct err *err)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(PICTURE_BYTES);
    struct page_writer page = begin(stats, &out);
    static const struct slice dates[] = {{"before", 6}, {"after", 5}};
    const double *others = fit->means[0], *treated = fit->means[1];
    const double alike[] = {treated[0], treated[0] + others[1] - others[0]};
    const struct course_line lines[] = {
        {SLICE("the treated"), treated, COURSE_SEEN},
        {SLICE("the others"), others, COURSE_FITTED},
        {SLICE("the treated, had they moved as the others did"), alike, COURSE_EXPECTED},
    };
    const char *words = arena_printf(stats->arena, "Effect %.4g, 95%% interval %.4g to %.4g.",
                                     fit->effect, fit->lower_95, fit->upper_95);
    course_file(&page, &(struct course){.picture = {"did", SLICE("Difference in differences")},
                                        .words = slice_from(words),
                                        .dates = dates,
                                        .count = 2,
                                        .lines = lines,
                                        .line_count = COUNT_OF(lines),
                                        .start = 1});
    return write(&out, path, err);
}

int impact_chart_match(struct stats *stats, const char *path, const struct match *match,
                       const struct match_fit *fit, struct err *err)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(PICTURE_BYTES);
    struct page_writer page = begin(stats, &out);
    struct bar *bars = arena_array(stats->arena, 2 * match->covariates, sizeof *bars);
    for (size_t j = 0; j < match->covariates; j++) {
        const double sizes[] = {fabs(fit->imbalance_before[j]), fabs(fit->imbalance_after[j])};
        for (size_t k = 0; k < 2; k++)
            bars[2 * j + k] =
                (struct bar){slice_from(arena_printf(stats->arena, "%s, %s", match->names[j],
                                                     k ? "after matching" : "before")),
                             slice_from(arena_printf(stats->arena, "%.2f", sizes[k])), sizes[k]};
    }
    const char *words = arena_printf(
        stats->arena,
        "How far the two sides differ, in standard deviations: under 0.1 is usual after a good "
        "match. Effect on the treated %.4g, %zu with %zu controls.",
        fit->effect, fit->n_treated, fit->n_control);
    bars_file(&page, &(struct picture){"match", SLICE("How alike the two sides are")}, bars,
              2 * match->covariates, slice_from(words));
    return write(&out, path, err);
}

int impact_chart_synth(struct stats *stats, const char *path, const double *values,
                       const double *gaps, size_t periods, size_t before, const struct slice *dates,
                       struct err *err)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(PICTURE_BYTES);
    struct page_writer page = begin(stats, &out);
    double *mixture = arena_array(stats->arena, periods, sizeof *mixture), after = 0;
    for (size_t i = 0; i < periods; i++) {
        mixture[i] = values[i] - gaps[i];
        after += i >= before ? gaps[i] / (double)(periods - before) : 0;
    }
    const struct course_line lines[] = {
        {SLICE("what was seen"), values, COURSE_SEEN},
        {SLICE("a mixture of the others"), mixture, COURSE_EXPECTED},
    };
    const char *words =
        arena_printf(stats->arena, "From the change on it is %.4g %s the mixture on average.",
                     fabs(after), after < 0 ? "below" : "above");
    course_file(&page, &(struct course){.picture = {"synth", SLICE("One place and its likeness")},
                                        .words = slice_from(words),
                                        .dates = dates,
                                        .count = periods,
                                        .lines = lines,
                                        .line_count = COUNT_OF(lines),
                                        .start = before});
    return write(&out, path, err);
}
