#include "math/linkage/weigh/model.h"

#include <math.h>

#include "base/banned.h"

void model_take_logarithms(struct model *model)
{
    for (size_t at = 0; at < model->field_count; at++)
        for (size_t level = 1; level < LEVELS; level++)
            for (size_t group = 0; group < CLASSES; group++)
                model->bits[at][level][group] =
                    (float)log2(fmax(model->chance[at][level][group], 1e-12));
    for (size_t group = 0; group < CLASSES; group++)
        model->prior_bits[group] = (float)log2(fmax(model->prior[group], 1e-30));
}

/* log2 of the sum of 2^bits over the classes from..until. */
static float log_sum(const class_lanes *bits, size_t from, size_t until)
{
    float most = (*bits)[from];
    for (size_t i = from + 1; i < until; i++)
        most = (*bits)[i] > most ? (*bits)[i] : most;
    float total = exp2f((*bits)[from] - most);
    for (size_t i = from + 1; i < until; i++)
        total += exp2f((*bits)[i] - most);
    return most + log2f(total);
}

float model_weight_of(const class_lanes *bits)
{
    return log_sum(bits, 0, PERSON_CLASSES) - log_sum(bits, PERSON_CLASSES, CLASSES);
}

float model_weight(const struct model *model, const struct pattern *pattern)
{
    class_lanes bits;
    model_class_bits(model, pattern, &bits);
    return model_weight_of(&bits);
}
