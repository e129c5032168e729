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

/* What names one person even within a family. */
static bool is_personal(enum linkage_kind kind)
{
    return kind == LINKAGE_GIVEN_NAME || kind == LINKAGE_BIRTH_DATE ||
           kind == LINKAGE_NATIONAL_NUMBER;
}

static bool is_of_address(enum linkage_kind kind)
{
    return kind == LINKAGE_POSTCODE || kind == LINKAGE_HOUSE_NUMBER || kind == LINKAGE_ADDRESS ||
           kind == LINKAGE_LOCALITY || kind == LINKAGE_TOWN || kind == LINKAGE_REGION;
}

static bool family_shares(enum linkage_kind kind)
{
    return is_of_address(kind) || kind == LINKAGE_SURNAME || kind == LINKAGE_TELEPHONE;
}

static bool neighbour_shares(enum linkage_kind kind)
{
    return kind == LINKAGE_POSTCODE || kind == LINKAGE_LOCALITY || kind == LINKAGE_TOWN ||
           kind == LINKAGE_REGION || kind == LINKAGE_BIRTH_PLACE;
}

/* How many near levels the kind of field has, from LEVEL_NEAR on. */
static size_t near_levels(enum field_kind kind)
{
    switch (kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
    case FIELD_OTHER_NAMES:
        return NAME_SWAPPED_ONE - LEVEL_NEAR + 1;
    case FIELD_DATE:
        return DATE_DECADE - LEVEL_NEAR + 1;
    case FIELD_POSTCODE:
        return POSTCODE_AREA - LEVEL_NEAR + 1;
    case FIELD_PLACE:
        return WORDS_SHARE - LEVEL_NEAR + 1;
    case FIELD_SEX:
        return 0;
    default:
        return CODE_DOMAIN - LEVEL_NEAR + 1;
    }
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

/* Spread `exact` over the exact levels as records are, `near` over the near ones evenly. */
static void expect_class(const struct records *records, const struct shares *shares, size_t at,
                         double exact, double near, double expected[static LEVELS])
{
    size_t levels = near_levels(records->fields[at].kind);
    near = levels ? near : 0;
    for (size_t level = 1; level < LEVELS; level++)
        expected[level] = is_exact(level)               ? exact * shares->of_one[at][level]
                          : level == LEVEL_DIFFERENT    ? 1 - exact - near
                          : level - LEVEL_NEAR < levels ? near / (double)levels
                                                        : 0;
}

/* What is thought of a class before the data speak. */
static void expect_field(const struct records *records, const struct shares *shares, size_t at,
                         enum pair_class class, double expected[static LEVELS])
{
    enum linkage_kind from = records->fields[at].from;
    if (class == CLASS_SETTLED || (class == CLASS_MOVED && !is_of_address(from)))
        expect_class(records, shares, at, 0.8, 0.15, expected);
    else if (class == CLASS_RELATION && family_shares(from))
        expect_class(records, shares, at, 0.7, 0.1, expected);
    else if (class == CLASS_NEIGHBOUR && neighbour_shares(from))
        expect_class(records, shares, at, 0.4, 0.3, expected);
    else
        memcpy(expected, shares->random[at], LEVELS * sizeof *expected);
}

static void start(const struct records *records, const struct shares *shares, double all_pairs,
                  struct model *model)
{
    static const double parts[CLASSES] = {0.8, 0.2, 1, 1, 0};
    *model = (struct model){.field_count = records->field_count};
    for (size_t class = 0; class < CLASSES; class ++) {
        double share = fmin(0.05, (double)records->row_count / all_pairs) * parts[class];
        model->prior[class] = class == CLASS_STRANGER ? 1 : share;
        model->prior[CLASS_STRANGER] -= share;
        for (size_t at = 0; at < records->field_count; at++) {
            double expected[LEVELS];
            expect_field(records, shares, at, (enum pair_class) class, expected);
            for (size_t level = 1; level < LEVELS; level++)
                model->chance[at][level][class] = expected[level];
        }
    }
    model->prior[CLASS_STRANGER] = 1;
    for (size_t class = 0; class < CLASS_STRANGER; class ++)
        model->prior[CLASS_STRANGER] -= model->prior[class];
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
        total += chance[class] = (double)exp2f(bits[class] - most);
    for (size_t class = 0; class < CLASSES; class ++)
        chance[class] /= total;
}

/* log2 of the sum of 2^bits. */
static float log_sum(const float *bits, size_t count)
{
    float most = bits[0], total = 0;
    for (size_t i = 1; i < count; i++)
        most = fmaxf(most, bits[i]);
    for (size_t i = 0; i < count; i++)
        total += exp2f(bits[i] - most);
    return most + log2f(total);
}

float model_weight(const struct model *model, const struct pattern *pattern)
{
    float bits[CLASSES];
    class_bits(model, pattern, bits);
    return log_sum(bits, PERSON_CLASSES) - log_sum(bits + PERSON_CLASSES, CLASSES - PERSON_CLASSES);
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

/* How many pairs what is thought beforehand counts for. */
static const double beforehand = 20;
/* Of two siblings, at most so many are twins. */
static const double most_twins = 0.06;

/* What names one person agrees by chance between two; but twins share the date. */
static void set_personal(const struct shares *shares, size_t at, enum pair_class class,
                         double exact, struct model *model)
{
    double chance = 0;
    for (size_t level = LEVEL_EXACT; level < LEVEL_NEAR; level++)
        chance += shares->random[at][level];
    exact = fmax(chance, fmin(exact, most_twins));
    for (size_t level = 1; level < LEVELS; level++)
        model->chance[at][level][class] =
            is_exact(level) ? exact * shares->of_one[at][level]
                            : shares->random[at][level] * (1 - exact) / (1 - chance);
}

/* Exact agreements follow the values' frequencies, so that they have one rate; the near levels
 * are free. */
static void maximise_field(const struct records *records, const struct shares *shares,
                           const struct expected *expected, size_t at, enum pair_class class,
                           struct model *model)
{
    double prior[LEVELS], exact = 0, total = 0;
    expect_field(records, shares, at, class, prior);
    for (size_t level = 1; level < LEVELS; level++) {
        double pairs = expected->levels[at][level][class] + beforehand * prior[level];
        exact += is_exact(level) ? pairs : 0;
        total += pairs;
    }
    enum linkage_kind from = records->fields[at].from;
    if (is_personal(from) && class >= PERSON_CLASSES) {
        bool twins = from == LINKAGE_BIRTH_DATE && class == CLASS_RELATION;
        set_personal(shares, at, class, twins ? exact / total : 0, model);
        return;
    }
    for (size_t level = 1; level < LEVELS; level++)
        model->chance[at][level][class] =
            is_exact(level)
                ? exact / total * shares->of_one[at][level]
                : (expected->levels[at][level][class] + beforehand * prior[level]) / total;
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

static void maximise(const struct records *records, const struct shares *shares,
                     const struct expected *expected, double all_pairs, struct model *model)
{
    model->prior[CLASS_STRANGER] = 1;
    for (size_t class = 0; class < CLASS_STRANGER; class ++) {
        model->prior[class] = fmax(expected->pairs[class], 0.5) / all_pairs;
        model->prior[CLASS_STRANGER] -= model->prior[class];
        for (size_t at = 0; at < model->field_count; at++)
            maximise_field(records, shares, expected, at, (enum pair_class) class, model);
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
        maximise(records, shares, expected, all_pairs, ret_model);
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
                        fprintf(stderr, "  exact  %9.5f %9.5f %9.5f %9.5f %11.7f\n", exact[0],
                                exact[1], exact[2], exact[3], exact[4]);
                    continue;
                }
                double *c = ret_model->chance[at][level];
                if (level - LEVEL_NEAR >= near_levels(records->fields[at].kind) &&
                    level != LEVEL_DIFFERENT)
                    continue;
                fprintf(stderr, "  %2zu     %9.5f %9.5f %9.5f %9.5f %11.7f  %+.2f\n", level, c[0],
                        c[1], c[2], c[3], c[4], log2(c[0] / c[4]));
            }
        }
    }
    memory_free(shares);
    memory_free(expected);
}
