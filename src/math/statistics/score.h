/* Questionnaires scored by a key: which items make a scale, which are turned round, how many
 * answers it needs, and where its bands end. The wording of the items is their owners' and is
 * neither needed nor kept. */
#ifndef WEFT_MATH_STATISTICS_SCORE_H
#define WEFT_MATH_STATISTICS_SCORE_H

#include "base/base.h"

enum { SCORE_SCALES = 64 };

struct score_item {
    const char *name; /* of its column */
    double lowest, highest;
};

struct score_part {
    uint16_t index; /* of an item, or of an earlier scale */
    bool is_scale;
    bool reversed; /* lowest + highest − answer */
};

struct score_scale {
    const char *name;
    const struct score_part *parts;
    size_t part_count;
    size_t
        needed; /* fewest answers; those missing count as the mean of the others, and the sum is
                 * rounded to the nearest whole, halves up. Scales among the parts are all needed */
    const double *ends; /* of each band but the last, the mildest first: its worst value */
    size_t end_count;   /* 0: no bands */
    bool low_is_worse;
    const double *conversion; /* of whole scores from conversion_from on; NULL for none */
    size_t conversion_from, conversion_count;
    const char *converted_name;
};

struct score_form {
    const char *name;
    const struct score_item *items;
    size_t item_count;
    const struct score_scale *scales;
    size_t scale_count; /* 1 … SCORE_SCALES */
};

/* The score of each scale from the answers (by item, NaN where missing, within each item's
 * range), NaN where too few are there. ret_bands: 1 (mildest) upwards, NaN without. Both have
 * room for scale_count. O(parts). */
void score_answers(const struct score_form *form, const double *answers, double *ret_scores,
                   double *ret_bands);

/* The score on the converted scale, NaN where there is none. */
double score_convert(const struct score_scale *scale, double score);

/* The keys that are shipped: sdq-parent, sdq-teacher and sdq-self in 4 or 3 bands (Goodman 1997, J
 * Child Psychol Psychiatry 38:581-586; bands as published by Youth in Mind), and swemwbs
 * (Stewart-Brown and others 2009, Health Qual Life Outcomes 7:15), for which bands is 0. NULL
 * where there is no such form. */
const struct score_form *score_form_find(struct slice name, int bands);

#endif
