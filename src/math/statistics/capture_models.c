/* Which model: a search from the simplest, all of them, or none where there are two lists. */
#include "math/statistics/capture.h"

#include <math.h>

#include "math/statistics/distribution.h"

#include "base/banned.h"

struct candidate {
    uint16_t pair;
    double p;
};

/* The pairs that may come in next, the least likely overlap first; of two alike the one whose
 * lists stand first. */
static size_t find_candidates(const struct capture *capture, double threshold,
                              const uint16_t *chosen, size_t chosen_count, struct candidate *list)
{
    size_t count = 0;
    for (unsigned a = 0; a < capture->lists; a++) {
        for (unsigned b = a + 1; b < capture->lists; b++) {
            uint16_t pair = (uint16_t)(1u << a | 1u << b);
            bool in = false;
            for (size_t i = 0; i < chosen_count; i++)
                in |= chosen[i] == pair;
            double seen = capture->totals[pair], expected = capture->sums[pair];
            double p =
                in ? 1 : fmin(poisson_below(seen, expected), poisson_above(seen - 1, expected));
            if (p >= threshold)
                continue;
            size_t at = count++;
            for (; at > 0 && list[at - 1].p > p; at--)
                list[at] = list[at - 1];
            list[at] = (struct candidate){pair, p};
        }
    }
    return count;
}

void capture_stepwise(struct capture *capture, double threshold, uint16_t *ret_interactions,
                      size_t *ret_count, struct capture_fit *ret_fit)
{
    struct candidate list[CAPTURE_LISTS * (CAPTURE_LISTS - 1) / 2];
    *ret_count = 0;
    capture_fit(capture, NULL, 0, ret_fit);
    bool grew = ret_fit->status == CAPTURE_OK;
    while (grew) {
        size_t count = find_candidates(capture, threshold, ret_interactions, *ret_count, list);
        grew = false;
        for (size_t i = 0; i < count && !grew; i++) {
            struct capture_fit fit;
            ret_interactions[*ret_count] = list[i].pair;
            capture_fit(capture, ret_interactions, *ret_count + 1, &fit);
            if (fit.status != CAPTURE_OK)
                continue;
            ++*ret_count;
            *ret_fit = fit;
            grew = true;
        }
    }
}

void capture_chapman(const struct capture *capture, struct capture_fit *ret_fit)
{
    double first = capture->totals[1], second = capture->totals[2], both = capture->totals[3];
    double estimate = (first + 1) * (second + 1) / (both + 1) - 1;
    double variance = (first + 1) * (second + 1) * (first - both) * (second - both) /
                      ((both + 1) * (both + 1) * (both + 2));
    double unseen = estimate - capture->people;
    double ratio = exp(Z_95 * sqrt(log1p(variance / (unseen * unseen))));
    /* three counts and three terms: the fit is perfect, and its likelihood that of the counts */
    double likelihood = -capture->likelihood_constant;
    for (size_t set = 1; set < 4; set++)
        if (capture->counts[set] > 0)
            likelihood += capture->counts[set] * (log(capture->counts[set]) - 1);
    *ret_fit = (struct capture_fit){
        .status = CAPTURE_OK,
        .estimate = estimate,
        .lower_95 = unseen > 0 ? capture->people + unseen / ratio : NAN,
        .upper_95 = unseen > 0 ? capture->people + unseen * ratio : NAN,
        .aic = -2 * likelihood + 6,
        .bic = -2 * likelihood + 3 * log(capture->people),
        .se = sqrt(variance),
    };
}

/* The models being listed, and the one being grown. */
struct listing {
    unsigned lists, order;
    VECTOR(uint16_t) interactions;
    VECTOR(size_t) starts;
    size_t length;
    uint16_t model[1 << CAPTURE_LISTS];
    bool in[1 << CAPTURE_LISTS];
};

static void listing_free(struct listing *listing)
{
    vector_free(&listing->interactions);
    vector_free(&listing->starts);
}

/* The sets of `size` lists whose every part of one list less is in the model (of pairs: all). */
static size_t find_growth(const struct listing *listing, int size, uint16_t *ret_sets)
{
    size_t count = 0;
    for (unsigned set = 1; set < 1u << listing->lists; set++) {
        bool whole = __builtin_popcount(set) == size;
        for (unsigned left = size > 2 ? set : 0; whole && left; left &= left - 1)
            whole = listing->in[set ^ (left & -left)];
        if (whole)
            ret_sets[count++] = (uint16_t)set;
    }
    return count;
}

static void keep_model(struct listing *listing)
{
    vector_push(&listing->starts, listing->interactions.length);
    for (size_t i = 0; i < listing->length; i++)
        vector_push(&listing->interactions, listing->model[i]);
}

static bool list_models(struct listing *listing, unsigned size);

/* Take one more of the sets or leave it, then go on with the rest; false past the limit. */
static bool list_choices(struct listing *listing, unsigned size, const uint16_t *sets, size_t left)
{
    if (left == 0)
        return list_models(listing, size + 1);
    if (!list_choices(listing, size, sets + 1, left - 1))
        return false;
    listing->in[sets[0]] = true;
    listing->model[listing->length++] = sets[0];
    bool done = list_choices(listing, size, sets + 1, left - 1);
    listing->length--;
    listing->in[sets[0]] = false;
    return done;
}

/* Every model that has the present one below `size`. */
static bool list_models(struct listing *listing, unsigned size)
{
    uint16_t sets[1 << CAPTURE_LISTS];
    if (listing->starts.length == CAPTURE_MODELS)
        return false;
    size_t count = size <= listing->order ? find_growth(listing, (int)size, sets) : 0;
    if (count == 0) {
        keep_model(listing);
        return true;
    }
    return list_choices(listing, size, sets, count);
}

int capture_enumerate(unsigned lists, unsigned order, struct arena *arena,
                      struct capture_models *ret_models, struct err *err)
{
    CLEANUP(listing_free) struct listing listing = {.lists = lists, .order = order};
    if (!list_models(&listing, 2))
        return err_set(err, ERR_LIMIT, "max-order",
                       "%u lists have more than %d models with interactions of up to %u lists. "
                       "Merge lists that work alike, or lower --max-order.",
                       lists, CAPTURE_MODELS, order);
    struct capture_models models = {.count = listing.starts.length};
    models.starts = arena_array(arena, models.count + 1, sizeof *models.starts);
    models.interactions =
        arena_array(arena, listing.interactions.length + 1, sizeof *models.interactions);
    memcpy(models.starts, listing.starts.data, models.count * sizeof *models.starts);
    models.starts[models.count] = listing.interactions.length;
    if (listing.interactions.length)
        memcpy(models.interactions, listing.interactions.data,
               listing.interactions.length * sizeof *models.interactions);
    *ret_models = models;
    return 0;
}

static void best_by_bic(struct capture *capture, const struct capture_models *models,
                        uint16_t *ret_interactions, size_t *ret_count, struct capture_fit *ret_fit)
{
    size_t best = 0;
    capture_fit(capture, models->interactions, models->starts[1] - models->starts[0], ret_fit);
    for (size_t i = 1; i < models->count; i++) {
        struct capture_fit fit;
        capture_fit(capture, models->interactions + models->starts[i],
                    models->starts[i + 1] - models->starts[i], &fit);
        if (fit.status != CAPTURE_OK || (ret_fit->status == CAPTURE_OK && fit.bic >= ret_fit->bic))
            continue;
        *ret_fit = fit;
        best = i;
    }
    *ret_count = models->starts[best + 1] - models->starts[best];
    for (size_t i = 0; ret_interactions && i < *ret_count; i++)
        ret_interactions[i] = models->interactions[models->starts[best] + i];
}

void capture_estimate(struct capture *capture, const struct capture_choice *choice,
                      uint16_t *ret_interactions, size_t *ret_count, struct capture_fit *ret_fit)
{
    uint16_t unwanted[1 << CAPTURE_LISTS];
    size_t unwanted_count = 0;
    uint16_t *interactions = ret_interactions ? ret_interactions : unwanted;
    size_t *count = ret_count ? ret_count : &unwanted_count;
    *count = 0;
    switch (choice->method) {
    case CAPTURE_CHAPMAN:
        capture_chapman(capture, ret_fit);
        break;
    case CAPTURE_STEPWISE:
        capture_stepwise(capture, choice->threshold, interactions, count, ret_fit);
        break;
    case CAPTURE_BEST_BIC:
        best_by_bic(capture, choice->models, interactions, count, ret_fit);
        break;
    case CAPTURE_FIXED:
        *count = choice->interaction_count;
        if (*count)
            memcpy(interactions, choice->interactions, *count * sizeof *interactions);
        capture_fit(capture, interactions, *count, ret_fit);
        break;
    }
}
