#include "domain/needs/hidden.h"

#include <math.h>
#include <stdlib.h>

#include "text/text.h"

#include "base/banned.h"

/* --- reading --------------------------------------------------------------------------------- */

struct headings {
    int bits[HIDDEN_LISTS + 1]; /* of each column: its list, or −1 for the count */
    size_t count;
};

static int read_headings(const struct csv_row *row, struct arena *arena, struct headings *headings,
                         struct hidden_lists *lists, struct err *err)
{
    bool has_count = false;
    if (row->count > HIDDEN_LISTS + 1)
        return err_set(err, ERR_LIMIT, NULL,
                       "There are more than %d lists. Merge those that work alike.", HIDDEN_LISTS);
    for (size_t i = 0; i < row->count; i++) {
        struct slice name = slice_trim(row->fields[i].text);
        bool is_count = slice_equal_ignoring_case(name, SLICE("count"));
        if (name.length == 0 || (is_count && has_count))
            return err_set(err, ERR_SYNTAX, NULL,
                           "The first line names each list, and one column count, once.");
        headings->bits[i] = is_count ? -1 : (int)lists->count;
        has_count |= is_count;
        if (!is_count && lists->count < HIDDEN_LISTS)
            lists->names[lists->count++] = arena_slice(arena, name);
    }
    headings->count = row->count;
    if (!has_count || row->count - has_count != lists->count || lists->count < 2)
        return err_set(err, ERR_SYNTAX, NULL,
                       "The first line names two to %d lists and then count, such as "
                       "“police,school,count”.",
                       HIDDEN_LISTS);
    return 0;
}

static int refuse_row(const struct csv_row *row, const char *what, struct err *err)
{
    return err_set(err, ERR_RANGE, NULL, "Line %u: %s", row->line, what);
}

static int read_row(const struct csv_row *row, const struct headings *headings,
                    struct hidden_lists *lists, struct err *err)
{
    unsigned pattern = 0;
    double count = NAN;
    if (row->count != headings->count)
        return refuse_row(row, "it has more or fewer columns than the first line.", err);
    for (size_t i = 0; i < row->count; i++) {
        double value;
        bool is_number = slice_to_double(slice_trim(row->fields[i].text), &value);
        if (headings->bits[i] < 0)
            count = is_number ? value : NAN;
        else if (!is_number || (value != 0 && value != 1))
            return refuse_row(row, "a list says 1 for those on it and 0 for the others.", err);
        else if (value == 1)
            pattern |= 1u << headings->bits[i];
    }
    if (!(count >= 0) || count != floor(count) || count > 1e9)
        return refuse_row(row, "the count is no whole number of people.", err);
    if (pattern == 0)
        return refuse_row(row,
                          "these people are on no list. How many they are is the question: "
                          "take the line out.",
                          err);
    lists->counts[pattern] += count;
    return 0;
}

static int check_lists(struct hidden_lists *lists, struct err *err)
{
    bool overlap = false;
    lists->smallest = INFINITY;
    for (unsigned set = 1; set < 1u << lists->count; set++) {
        lists->known += lists->counts[set];
        if (lists->counts[set] > 0)
            lists->smallest = fmin(lists->smallest, lists->counts[set]);
        overlap |= lists->counts[set] > 0 && (set & (set - 1)) != 0;
    }
    if (lists->known == 0)
        return err_set(err, ERR_ASSUMPTION, NULL, "Nobody is on any list.");
    if (!overlap)
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "No two lists have a person in common, so nothing says how many are on "
                       "none. Look for people on two lists under another name or date of birth.");
    return 0;
}

int hidden_lists_read(struct slice text, struct arena *arena, struct hidden_lists *ret_lists,
                      struct err *err)
{
    static const struct csv_limits limits = {.row_bytes = 4096, .columns = 64};
    CLEANUP(csv_close) struct csv_reader reader;
    struct hidden_lists lists = {.count = 0};
    struct headings headings = {.count = 0};
    struct csv_row row;
    csv_open_memory(&reader, text, &limits);
    int code;
    while ((code = csv_next(&reader, &row, err)) > 0) {
        code = headings.count ? read_row(&row, &headings, &lists, err)
                              : read_headings(&row, arena, &headings, &lists, err);
        if (code < 0)
            return code;
    }
    if (code < 0)
        return code;
    if (headings.count == 0)
        return err_set(err, ERR_SYNTAX, NULL, "There are no lists in it.");
    code = check_lists(&lists, err);
    if (code == 0)
        *ret_lists = lists;
    return code;
}

/* --- estimating ------------------------------------------------------------------------------ */

static struct slice terms_of(const struct hidden_lists *lists, const uint16_t *interactions,
                             size_t count, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    for (size_t i = 0; i < count; i++) {
        const char *separator = i ? ", " : "";
        for (unsigned list = 0; list < lists->count; list++) {
            if (!(interactions[i] >> list & 1))
                continue;
            buffer_printf(&text, "%s%.*s", separator, SLICE_PRINT(lists->names[list]));
            separator = " with ";
        }
    }
    return count ? arena_slice(arena, buffer_slice(&text)) : SLICE("no list tied to another");
}

static int by_estimate(const void *a, const void *b)
{
    const struct hidden_model *x = a, *y = b;
    return (x->estimate > y->estimate) - (x->estimate < y->estimate);
}

static void fit_all(struct capture *capture, const struct capture_models *models,
                    struct arena *arena, struct hidden_estimate *estimate)
{
    estimate->models = arena_array(arena, models->count, sizeof *estimate->models);
    for (size_t i = 0; i < models->count; i++) {
        const uint16_t *interactions = models->interactions + models->starts[i];
        size_t count = models->starts[i + 1] - models->starts[i];
        struct capture_fit fit;
        if (estimate->lists.count == 2 && count == 0)
            capture_chapman(capture, &fit);
        else
            capture_fit(capture, interactions, count, &fit);
        if (fit.status == CAPTURE_OK)
            estimate->models[estimate->model_count++] = (struct hidden_model){
                terms_of(&estimate->lists, interactions, count, arena), fit.estimate};
    }
    qsort(estimate->models, estimate->model_count, sizeof *estimate->models, by_estimate);
}

static int from_lists(struct arena *arena, struct hidden_estimate *estimate, struct err *err)
{
    CLEANUP(capture_close) struct capture capture;
    struct capture_models models;
    uint16_t interactions[1 << HIDDEN_LISTS];
    size_t count = 0;
    struct capture_fit fit;
    bool two = estimate->lists.count == 2;
    int code = capture_enumerate(estimate->lists.count, 2, arena, &models, err);
    capture_open(&capture, estimate->lists.count, estimate->lists.counts);
    if (code < 0)
        return code;
    struct capture_choice choice = {.method = two ? CAPTURE_CHAPMAN : CAPTURE_STEPWISE,
                                    .threshold = 0.02};
    capture_estimate(&capture, &choice, interactions, &count, &fit);
    fit_all(&capture, &models, arena, estimate);
    if (two && capture.totals[3] < HIDDEN_FEWEST_BOTH)
        estimate->outcome = HIDDEN_TOO_FEW_BOTH;
    else if (fit.status != CAPTURE_OK || estimate->model_count == 0)
        estimate->outcome = HIDDEN_TOO_SPARSE;
    if (estimate->outcome != HIDDEN_ESTIMATED)
        return 0;
    estimate->chosen =
        (struct hidden_model){terms_of(&estimate->lists, interactions, count, arena), fit.estimate};
    estimate->lower = fit.lower_95;
    estimate->upper = fit.upper_95;
    estimate->fits_badly = fit.df > 0 && chi_squared_above(fit.deviance, fit.df) < 0.01;
    estimate->lowest = estimate->models[0].estimate;
    estimate->highest = estimate->models[estimate->model_count - 1].estimate;
    return 0;
}

static double figure_of(const struct record *population, const char *field)
{
    return (double)record_value(population, field)->integer;
}

int hidden_estimate_of(const struct record *population, struct arena *arena,
                       struct hidden_estimate *ret_estimate, struct err *err)
{
    struct hidden_estimate estimate = {.outcome = HIDDEN_ESTIMATED};
    struct slice overlaps = record_text(population, "overlaps");
    int code = 0;
    estimate.has_lists = overlaps.length > 0;
    if (estimate.has_lists) {
        code = hidden_lists_read(overlaps, arena, &estimate.lists, err);
        estimate.known = estimate.lists.known;
        if (code == 0)
            code = from_lists(arena, &estimate, err);
    } else {
        estimate.known = figure_of(population, "known");
        estimate.chosen.estimate = figure_of(population, "estimate");
        estimate.lower = figure_of(population, "estimate_lower");
        estimate.upper = figure_of(population, "estimate_upper");
        estimate.lowest = figure_of(population, "models_lowest");
        estimate.highest = figure_of(population, "models_highest");
    }
    if (code == 0)
        *ret_estimate = estimate;
    return code;
}
