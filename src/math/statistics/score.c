#include "math/statistics/score.h"

#include <math.h>

#include "base/banned.h"

/* The sum over a scale's parts. */
static double add_up(const struct score_form *form, const struct score_scale *scale,
                     const double *answers, const double *scores)
{
    double sum = 0, items = 0, answered = 0;
    for (size_t i = 0; i < scale->part_count; i++) {
        const struct score_part *part = &scale->parts[i];
        if (part->is_scale) {
            sum += scores[part->index];
            continue;
        }
        const struct score_item *item = &form->items[part->index];
        double answer = answers[part->index];
        items++;
        if (isnan(answer))
            continue;
        answered++;
        sum += part->reversed ? item->lowest + item->highest - answer : answer;
    }
    if (items == 0 || answered == items)
        return sum;
    return answered < (double)scale->needed ? NAN : floor(0.5 + items * (sum / answered));
}

static double band_of(const struct score_scale *scale, double score)
{
    double band = 1;
    if (isnan(score) || scale->end_count == 0)
        return NAN;
    for (size_t i = 0; i < scale->end_count; i++)
        band += scale->low_is_worse ? score < scale->ends[i] : score > scale->ends[i];
    return band;
}

void score_answers(const struct score_form *form, const double *answers, double *ret_scores,
                   double *ret_bands)
{
    for (size_t i = 0; i < form->scale_count; i++) {
        ret_scores[i] = add_up(form, &form->scales[i], answers, ret_scores);
        ret_bands[i] = band_of(&form->scales[i], ret_scores[i]);
    }
}

double score_convert(const struct score_scale *scale, double score)
{
    double place = score - (double)scale->conversion_from;
    if (!scale->conversion || !(place >= 0) || place >= (double)scale->conversion_count)
        return NAN;
    return scale->conversion[(size_t)place];
}
