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

/* What tells two persons of the class from one another, so that it agrees by chance alone. */
static bool tells_apart(enum linkage_kind kind, enum pair_class group)
{
    return group >= PERSON_CLASSES &&
           (kind == LINKAGE_BIRTH_DATE || kind == LINKAGE_NATIONAL_NUMBER ||
            (kind == LINKAGE_GIVEN_NAME && group != CLASS_NAMESAKE && group != CLASS_JUNIOR));
}

static bool is_of_address(enum linkage_kind kind)
{
    return kind == LINKAGE_POSTCODE || kind == LINKAGE_HOUSE_NUMBER || kind == LINKAGE_ADDRESS ||
           kind == LINKAGE_LOCALITY || kind == LINKAGE_TOWN || kind == LINKAGE_REGION;
}

/* What a person who moves may change with the address. */
static bool may_change(enum linkage_kind kind)
{
    return is_of_address(kind) || kind == LINKAGE_SURNAME || kind == LINKAGE_TELEPHONE ||
           kind == LINKAGE_EMAIL;
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
    size_t levels = levels_near(records->fields[at].kind);
    near = levels ? near : 0;
    for (size_t level = 1; level < LEVELS; level++)
        expected[level] = is_exact(level)               ? exact * shares->of_one[at][level]
                          : level == LEVEL_DIFFERENT    ? 1 - exact - near
                          : level - LEVEL_NEAR < levels ? near / (double)levels
                                                        : 0;
}

/* What is thought of a class before the data speak. */
static void expect_field(const struct records *records, const struct shares *shares, size_t at,
                         enum pair_class group, double expected[static LEVELS])
{
    enum linkage_kind from = records->fields[at].from;
    if (group == CLASS_SETTLED || (group == CLASS_MOVED && !is_of_address(from)))
        expect_class(records, shares, at, 0.8, 0.15, expected);
    else if ((group == CLASS_RELATION || group == CLASS_JUNIOR) && family_shares(from))
        expect_class(records, shares, at, 0.7, 0.1, expected);
    else if (group == CLASS_APART &&
             (from == LINKAGE_SURNAME || from == LINKAGE_TELEPHONE || from == LINKAGE_TOWN))
        expect_class(records, shares, at, 0.6, 0.1, expected);
    else if (group == CLASS_NAMESAKE && (from == LINKAGE_GIVEN_NAME || from == LINKAGE_SURNAME))
        expect_class(records, shares, at, 0.8, 0.15, expected);
    else if (group == CLASS_NAMESAKE && from == LINKAGE_EMAIL)
        expect_class(records, shares, at, 0.01, 0.5, expected);
    else if (group == CLASS_NEIGHBOUR && neighbour_shares(from))
        expect_class(records, shares, at, 0.4, 0.3, expected);
    else
        memcpy(expected, shares->random[at], LEVELS * sizeof *expected);
}

static void start(const struct records *records, const struct shares *shares, double all_pairs,
                  struct model *model)
{
    static const double parts[CLASSES] = {0.8, 0.2, 1, 0.01, 0.5, 1, 1, 0};
    *model = (struct model){.field_count = records->field_count};
    for (size_t group = 0; group < CLASSES; group++) {
        double share = fmin(0.05, (double)records->row_count / all_pairs) * parts[group];
        model->prior[group] = group == CLASS_STRANGER ? 1 : share;
        model->prior[CLASS_STRANGER] -= share;
        for (size_t at = 0; at < records->field_count; at++) {
            double expected[LEVELS];
            expect_field(records, shares, at, (enum pair_class)group, expected);
            for (size_t level = 1; level < LEVELS; level++)
                model->chance[at][level][group] = expected[level];
        }
    }
    model->prior[CLASS_STRANGER] = 1;
    for (size_t group = 0; group < CLASS_STRANGER; group++)
        model->prior[CLASS_STRANGER] -= model->prior[group];
}

/* The logarithms that scoring adds up. */
static void take_logarithms(struct model *model)
{
    for (size_t at = 0; at < model->field_count; at++)
        for (size_t level = 1; level < LEVELS; level++)
            for (size_t group = 0; group < CLASSES; group++)
                model->bits[at][level][group] =
                    (float)log2(fmax(model->chance[at][level][group], 1e-12));
    for (size_t group = 0; group < CLASSES; group++)
        model->prior_bits[group] = (float)log2(fmax(model->prior[group], 1e-30));
}

static void class_bits(const struct model *model, const struct pattern *pattern,
                       float bits[static CLASSES])
{
    for (size_t group = 0; group < CLASSES; group++)
        bits[group] = model->prior_bits[group];
    for (size_t at = 0; at < model->field_count; at++) {
        const float *level = model->bits[at][pattern->levels[at]];
        for (size_t group = 0; group < CLASSES; group++)
            bits[group] += level[group];
    }
}

static void posterior(const struct model *model, const struct pattern *pattern,
                      double chance[static CLASSES])
{
    float bits[CLASSES];
    class_bits(model, pattern, bits);
    float most = bits[0];
    double total = 0;
    for (size_t group = 1; group < CLASSES; group++)
        most = fmaxf(most, bits[group]);
    for (size_t group = 0; group < CLASSES; group++)
        total += chance[group] = (double)exp2f(bits[group] - most);
    for (size_t group = 0; group < CLASSES; group++)
        chance[group] /= total;
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
        for (size_t group = 0; group < CLASSES; group++) {
            chance[group] *= (double)counted->count * scale;
            expected->pairs[group] += chance[group];
            for (size_t at = 0; at < model->field_count; at++)
                expected->levels[at][counted->pattern.levels[at]][group] += chance[group];
        }
    }
}

/* How many pairs what is thought beforehand counts for. */
static const double beforehand = 20;
/* No level is impossible for not having been seen. */
static const double unseen = 0.5;
/* Of two siblings, at most so many are twins. */
static const double most_twins = 0.06;

/* What names one person agrees by chance between two; but twins share the date. */
static void set_personal(const struct shares *shares, size_t at, enum pair_class group,
                         double exact, struct model *model)
{
    double chance = 0;
    for (size_t level = LEVEL_EXACT; level < LEVEL_NEAR; level++)
        chance += shares->random[at][level];
    exact = fmax(chance, fmin(exact, most_twins));
    for (size_t level = 1; level < LEVELS; level++)
        model->chance[at][level][group] =
            is_exact(level) ? exact * shares->of_one[at][level]
                            : shares->random[at][level] * (1 - exact) / (1 - chance);
}

/* Exact agreements follow the values' frequencies, so that they have one rate; the near levels
 * are free. */
static void maximise_field(const struct records *records, const struct shares *shares,
                           const struct expected *expected, size_t at, enum pair_class group,
                           struct model *model)
{
    double prior[LEVELS], counted[LEVELS], exact = 0, total = 0;
    enum linkage_kind from = records->fields[at].from;
    enum field_kind from_kind = records->fields[at].kind;
    bool tied = group < PERSON_CLASSES && !may_change(from);
    expect_field(records, shares, at, group, prior);
    for (size_t level = 1; level < LEVELS; level++) {
        const double *pairs = expected->levels[at][level];
        counted[level] = beforehand * prior[level] +
                         (!is_exact(level) && levels_has(from_kind, level) ? unseen : 0) +
                         (tied ? pairs[CLASS_SETTLED] + pairs[CLASS_MOVED] : pairs[group]);
        exact += is_exact(level) ? counted[level] : 0;
        total += counted[level];
    }
    if (tells_apart(from, group)) {
        bool twins = from == LINKAGE_BIRTH_DATE && group == CLASS_RELATION;
        set_personal(shares, at, group, twins ? exact / total : 0, model);
        return;
    }
    for (size_t level = 1; level < LEVELS; level++)
        model->chance[at][level][group] =
            is_exact(level) ? exact / total * shares->of_one[at][level] : counted[level] / total;
}

/* What random pairs show holds the other classes too: take them out. */
static void correct_strangers(const struct shares *shares, size_t at, struct model *model)
{
    for (size_t level = 1; level < LEVELS; level++) {
        double chance = shares->random[at][level];
        for (size_t group = 0; group < CLASS_STRANGER; group++)
            chance -= model->prior[group] * model->chance[at][level][group];
        model->chance[at][level][CLASS_STRANGER] = fmax(chance, shares->random[at][level] * 0.1);
    }
}

static void maximise(const struct records *records, const struct shares *shares,
                     const struct expected *expected, double all_pairs, struct model *model)
{
    model->prior[CLASS_STRANGER] = 1;
    for (size_t group = 0; group < CLASS_STRANGER; group++) {
        model->prior[group] = fmax(expected->pairs[group], 0.5) / all_pairs;
        model->prior[CLASS_STRANGER] -= model->prior[group];
        for (size_t at = 0; at < model->field_count; at++)
            maximise_field(records, shares, expected, at, (enum pair_class)group, model);
    }
    for (size_t at = 0; at < model->field_count; at++)
        correct_strangers(shares, at, model);
}

static void debug_model(const struct records *records, const struct model *m, double all)
{
    if (!getenv("WEFT_DEBUG"))
        return;
    for (size_t c = 0; c < CLASSES; c++)
        fprintf(stderr, "class %zu prior %g (%g pairs)\n", c, m->prior[c], m->prior[c] * all);
    for (size_t at = 0; at < records->field_count; at++) {
        const struct field *f = &records->fields[at];
        double exact[CLASSES] = {0};
        fprintf(stderr, "%s (%u known, %zu values)\n", f->label, f->known_rows, f->values->count);
        for (size_t level = 1; level < LEVELS; level++) {
            const double *c = m->chance[at][level];
            for (size_t k = 0; is_exact(level) && k < CLASSES; k++)
                exact[k] += c[k];
            if (level + 1 == LEVEL_NEAR)
                c = exact;
            else if (is_exact(level) ||
                     (level - LEVEL_NEAR >= levels_near(f->kind) && level != LEVEL_DIFFERENT))
                continue;
            fprintf(stderr, "  %2zu ", level);
            for (size_t k = 0; k < CLASSES; k++)
                fprintf(stderr, " %10.6f", c[k]);
            fprintf(stderr, "  %+.2f\n", log2(c[0] / c[CLASS_STRANGER]));
        }
    }
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
    debug_model(records, ret_model, all_pairs);
    memory_free(shares);
    memory_free(expected);
}
