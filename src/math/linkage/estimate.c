#include "math/linkage/estimate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

enum { ROUNDS = 30 };

static bool is_exact(size_t level)
{
    return level >= LEVEL_EXACT && level < LEVEL_NEAR;
}

/* Whether members of one household, or neighbours, share the field. */
static bool family_shares(enum linkage_kind kind)
{
    switch (kind) {
    case LINKAGE_SURNAME:
    case LINKAGE_POSTCODE:
    case LINKAGE_HOUSE_NUMBER:
    case LINKAGE_ADDRESS:
    case LINKAGE_LOCALITY:
    case LINKAGE_TOWN:
    case LINKAGE_REGION:
    case LINKAGE_TELEPHONE:
        return true;
    default:
        return false;
    }
}

static bool neighbour_shares(enum linkage_kind kind)
{
    return kind == LINKAGE_POSTCODE || kind == LINKAGE_LOCALITY || kind == LINKAGE_TOWN ||
           kind == LINKAGE_REGION || kind == LINKAGE_BIRTH_PLACE;
}

struct shares {
    double random[FIELDS_MOST][LEVELS]; /* share of random pairs at each level */
    double of_one[FIELDS_MOST][LEVELS]; /* share of records by the exact level of their value */
};

/* Exact agreement by chance is known from the frequencies, near agreement from random pairs. */
static void measure_shares(const struct records *records, const struct patterns *random,
                           struct shares *shares)
{
    *shares = (struct shares){0};
    for (size_t at = 0; at < records->field_count; at++) {
        const struct field *field = &records->fields[at];
        double known = field->known_rows ? field->known_rows : 1;
        double exact = 0, sampled = 0, near[LEVELS] = {0};
        for (uint32_t i = 1; i < field->values->count; i++) {
            double share = (double)field->counts[i] / known;
            shares->random[at][field->exact[i]] +=
                share * ((double)field->counts[i] - 1) / (known > 1 ? known - 1 : 1);
            shares->of_one[at][field->exact[i]] += share;
        }
        shares->random[at][0] = 0;
        for (size_t level = LEVEL_EXACT; level < LEVEL_NEAR; level++)
            exact += shares->random[at][level];
        for (size_t i = 0; i < random->length; i++) {
            uint8_t level = random->slots[i].pattern.levels[at];
            if (level >= LEVEL_NEAR) {
                near[level] += (double)random->slots[i].count;
                sampled += (double)random->slots[i].count;
            }
        }
        for (size_t level = LEVEL_NEAR; level < LEVELS; level++)
            shares->random[at][level] =
                (1 - exact) * (near[level] + 0.5) / (sampled + 0.5 * (LEVELS - LEVEL_NEAR));
    }
}

/* Spread `exact` over the exact levels as records are, the rest over the others. */
static void start_class(const struct shares *shares, size_t at, enum pair_class class, double exact,
                        double near, struct model *model)
{
    for (size_t level = 1; level < LEVELS; level++) {
        double chance = is_exact(level)           ? exact * shares->of_one[at][level]
                        : level < LEVEL_DIFFERENT ? near / (LEVEL_DIFFERENT - LEVEL_NEAR)
                                                  : 1 - exact - near;
        model->chance[at][level][class] = chance;
    }
}

static void start_as_strangers(const struct shares *shares, size_t at, enum pair_class class,
                               struct model *model)
{
    for (size_t level = 1; level < LEVELS; level++)
        model->chance[at][level][class] = shares->random[at][level];
}

static void start(const struct records *records, const struct shares *shares, double all_pairs,
                  struct model *model)
{
    *model = (struct model){.field_count = records->field_count};
    for (size_t at = 0; at < records->field_count; at++) {
        enum linkage_kind from = records->fields[at].from;
        start_as_strangers(shares, at, CLASS_STRANGER, model);
        start_class(shares, at, CLASS_PERSON, 0.8, 0.15, model);
        if (family_shares(from))
            start_class(shares, at, CLASS_RELATION, 0.7, 0.1, model);
        else
            start_as_strangers(shares, at, CLASS_RELATION, model);
        if (neighbour_shares(from))
            start_class(shares, at, CLASS_NEIGHBOUR, 0.4, 0.3, model);
        else
            start_as_strangers(shares, at, CLASS_NEIGHBOUR, model);
    }
    double rows = (double)records->row_count;
    model->prior[CLASS_PERSON] = fmin(0.1, rows / all_pairs);
    model->prior[CLASS_RELATION] = fmin(0.05, rows / all_pairs);
    model->prior[CLASS_NEIGHBOUR] = fmin(0.05, rows / all_pairs);
    model->prior[CLASS_STRANGER] = 1 - model->prior[CLASS_PERSON] - model->prior[CLASS_RELATION] -
                                   model->prior[CLASS_NEIGHBOUR];
}

/* The logarithms that scoring adds up. */
static void take_logarithms(struct model *model)
{
    for (size_t at = 0; at < model->field_count; at++)
        for (size_t level = 1; level < LEVELS; level++)
            for (size_t class = 0; class < CLASSES; class ++)
                model->bits[at][level][class] =
                    (float)log2(fmax(model->chance[at][level][class], 1e-12));
    for (size_t class = 0; class < CLASSES; class ++)
        model->prior_bits[class] = (float)log2(fmax(model->prior[class], 1e-30));
}

static void class_bits(const struct model *model, const struct pattern *pattern,
                       float bits[static CLASSES])
{
    for (size_t class = 0; class < CLASSES; class ++)
        bits[class] = model->prior_bits[class];
    for (size_t at = 0; at < model->field_count; at++) {
        const float *level = model->bits[at][pattern->levels[at]];
        for (size_t class = 0; class < CLASSES; class ++)
            bits[class] += level[class];
    }
}

static void posterior(const struct model *model, const struct pattern *pattern,
                      double chance[static CLASSES])
{
    float bits[CLASSES];
    class_bits(model, pattern, bits);
    float most = bits[0];
    double total = 0;
    for (size_t class = 1; class < CLASSES; class ++)
        most = fmaxf(most, bits[class]);
    for (size_t class = 0; class < CLASSES; class ++)
        total += chance[class] = exp2((double)(bits[class] - most));
    for (size_t class = 0; class < CLASSES; class ++)
        chance[class] /= total;
}

float model_weight(const struct model *model, const struct pattern *pattern)
{
    float bits[CLASSES];
    class_bits(model, pattern, bits);
    float most = fmaxf(fmaxf(bits[1], bits[2]), bits[3]), total = 0;
    for (size_t class = 1; class < CLASSES; class ++)
        total += exp2f(bits[class] - most);
    return bits[0] - most - log2f(total);
}

struct expected {
    double pairs[CLASSES];
    double levels[FIELDS_MOST][LEVELS][CLASSES];
};

static void expect(const struct model *model, const struct patterns *candidates, double scale,
                   struct expected *expected)
{
    *expected = (struct expected){0};
    for (size_t i = 0; i < candidates->length; i++) {
        const struct pattern_count *counted = &candidates->slots[i];
        double chance[CLASSES];
        posterior(model, &counted->pattern, chance);
        for (size_t class = 0; class < CLASSES; class ++) {
            chance[class] *= (double)counted->count * scale;
            expected->pairs[class] += chance[class];
            for (size_t at = 0; at < model->field_count; at++)
                expected->levels[at][counted->pattern.levels[at]][class] += chance[class];
        }
    }
}

/* A class whose exact agreements follow the values' frequencies has one rate of exact agreement;
 * the near levels are free. A few imagined pairs keep every chance above nothing. */
static void maximise_class(const struct shares *shares, const struct expected *expected, size_t at,
                           enum pair_class class, struct model *model)
{
    double exact = 0, total = 0;
    const double imagined = 0.5;
    for (size_t level = 1; level < LEVELS; level++) {
        double pairs = expected->levels[at][level][class];
        exact += is_exact(level) ? pairs : 0;
        total += pairs;
    }
    total += imagined * (LEVELS - LEVEL_NEAR + 1);
    exact += imagined;
    for (size_t level = 1; level < LEVELS; level++)
        model->chance[at][level][class] =
            is_exact(level) ? exact / total * shares->of_one[at][level]
                            : (expected->levels[at][level][class] + imagined) / total;
}

/* What random pairs show holds the other classes too: take them out. */
static void correct_strangers(const struct shares *shares, size_t at, struct model *model)
{
    for (size_t level = 1; level < LEVELS; level++) {
        double chance = shares->random[at][level];
        for (size_t class = 0; class < CLASS_STRANGER; class ++)
            chance -= model->prior[class] * model->chance[at][level][class];
        model->chance[at][level][CLASS_STRANGER] = fmax(chance, shares->random[at][level] * 0.1);
    }
}

static void maximise(const struct shares *shares, const struct expected *expected, double all_pairs,
                     struct model *model)
{
    model->prior[CLASS_STRANGER] = 1;
    for (size_t class = 0; class < CLASS_STRANGER; class ++) {
        model->prior[class] = fmax(expected->pairs[class], 0.5) / all_pairs;
        model->prior[CLASS_STRANGER] -= model->prior[class];
        for (size_t at = 0; at < model->field_count; at++)
            maximise_class(shares, expected, at, (enum pair_class) class, model);
    }
    for (size_t at = 0; at < model->field_count; at++)
        correct_strangers(shares, at, model);
}

void model_estimate(const struct records *records, const struct patterns *candidates, double scale,
                    const struct patterns *random, double all_pairs, struct model *ret_model)
{
    struct shares *shares = memory_allocate(sizeof *shares);
    struct expected *expected = memory_allocate(sizeof *expected);
    measure_shares(records, random, shares);
    start(records, shares, all_pairs, ret_model);
    take_logarithms(ret_model);
    for (size_t round = 0; round < ROUNDS; round++) {
        expect(ret_model, candidates, scale, expected);
        maximise(shares, expected, all_pairs, ret_model);
        take_logarithms(ret_model);
    }
    if (getenv("WEFT_DEBUG")) {
        for (size_t c = 0; c < CLASSES; c++)
            fprintf(stderr, "class %zu prior %g (%g pairs)\n", c, ret_model->prior[c],
                    ret_model->prior[c] * all_pairs);
        for (size_t at = 0; at < records->field_count; at++) {
            fprintf(stderr, "%s (%u known, %zu values)\n", records->fields[at].label,
                    records->fields[at].known_rows, records->fields[at].values->count);
            double exact[CLASSES] = {0};
            for (size_t level = 1; level < LEVELS; level++) {
                if (is_exact(level)) {
                    for (size_t c = 0; c < CLASSES; c++)
                        exact[c] += ret_model->chance[at][level][c];
                    if (level + 1 == LEVEL_NEAR)
                        fprintf(stderr, "  exact  %9.5f %9.5f %9.5f %11.7f\n", exact[0], exact[1],
                                exact[2], exact[3]);
                    continue;
                }
                if (shares->random[at][level] * 1e6 < 1 && ret_model->chance[at][level][0] < 1e-4)
                    continue;
                fprintf(stderr, "  %2zu     %9.5f %9.5f %9.5f %11.7f  %+.2f\n", level,
                        ret_model->chance[at][level][0], ret_model->chance[at][level][1],
                        ret_model->chance[at][level][2], ret_model->chance[at][level][3],
                        log2(ret_model->chance[at][level][0] / ret_model->chance[at][level][3]));
            }
        }
    }
    memory_free(shares);
    memory_free(expected);
}
