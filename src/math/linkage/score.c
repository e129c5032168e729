#include "math/linkage/score.h"

#include <math.h>

#include "base/banned.h"

static float worst_gain(const struct scorer *scorer, size_t at)
{
    return scorer->gain[at][LEVEL_DIFFERENT];
}

void scorer_make(const struct records *records, const struct model *model, float floor,
                 struct scorer *ret_scorer)
{
    *ret_scorer = (struct scorer){
        .model = model,
        .floor = floor,
        .prior = model->prior_bits[CLASS_PERSON] - model->prior_bits[CLASS_STRANGER],
    };
    size_t count = records->field_count;
    for (size_t at = 0; at < count; at++) {
        ret_scorer->best_near[at] = -100;
        for (size_t level = 1; level < LEVELS; level++) {
            float gain =
                model->bits[at][level][CLASS_PERSON] - model->bits[at][level][CLASS_STRANGER];
            ret_scorer->gain[at][level] = gain;
            if (level >= LEVEL_NEAR)
                ret_scorer->best_near[at] = fmaxf(ret_scorer->best_near[at], gain);
        }
        size_t place = at;
        while (place > 0 &&
               worst_gain(ret_scorer, ret_scorer->order[place - 1]) > worst_gain(ret_scorer, at)) {
            ret_scorer->order[place] = ret_scorer->order[place - 1];
            place--;
        }
        ret_scorer->order[place] = (uint8_t)at;
    }
}

/* The fields that both have and that differ, a bit each; what the others add is in *bits. */
static uint32_t differing_fields(const struct scorer *scorer, const struct records *records,
                                 const uint32_t *a, const uint32_t *b, float *bits, float *hope,
                                 struct pattern *pattern)
{
    uint32_t differ = 0;
    for (size_t at = 0; at < records->field_count; at++) {
        if (a[at] == b[at]) {
            pattern->levels[at] = a[at] ? records->fields[at].exact[a[at]] : LEVEL_MISSING;
            *bits += scorer->gain[at][pattern->levels[at]];
        } else if (a[at] && b[at]) {
            differ |= UINT32_C(1) << at;
            *hope += scorer->best_near[at];
        }
    }
    return differ;
}

/* The names are one whole: where one differs, or is missing, they are compared together. */
static uint32_t join_names(const struct scorer *scorer, const struct records *records,
                           uint32_t differ, const struct pattern *pattern, float *bits, float *hope)
{
    uint32_t names = (UINT32_C(1) << records->name_fields) - 1;
    if (!(differ & names))
        return differ;
    for (size_t at = 0; at < records->name_fields; at++) {
        float gain = scorer->gain[at][pattern->levels[at]];
        *bits -= gain;
        *hope += gain;
    }
    return (differ & ~names) | 1;
}

float scorer_weight(const struct scorer *scorer, struct comparer *comparer, uint32_t other)
{
    const struct records *records = comparer->records;
    const uint32_t *row = records_row(records, other);
    struct pattern pattern = {0};
    float bits = scorer->prior, hope = 0;
    uint32_t differ = differing_fields(scorer, records, comparer->row, row, &bits, &hope, &pattern);
    differ = join_names(scorer, records, differ, &pattern, &bits, &hope);
    for (size_t i = 0; i < records->field_count && differ; i++) {
        size_t at = scorer->order[i];
        if (!(differ >> at & 1))
            continue;
        if (bits + hope < scorer->floor)
            return -INFINITY;
        differ &= ~(UINT32_C(1) << at);
        comparer_level(comparer, row, at, &pattern);
        size_t until = at < records->name_fields ? records->name_fields : at + 1;
        for (; at < until; at++) {
            bits += scorer->gain[at][pattern.levels[at]];
            hope -= scorer->best_near[at];
        }
    }
    return bits < scorer->floor ? -INFINITY : model_weight(scorer->model, &pattern);
}
