#include "math/linkage/weigh/estimate.h"

#include <math.h>

#include "math/linkage/weigh/beliefs.h"

#include "base/banned.h"

enum { ROUNDS_MOST = 24, PIECES = 16 };

/* The rounds end when no class's share changes by more than this of the persons' share. */
static const double settled = 1e-4;
/* How many pairs what is believed beforehand counts for. */
static const double beforehand = 20;
/* How often strangers agree in one near way. */
static const double usual_near = 0.005;
/* No level is impossible for not having been seen. */
static const double unseen = 0.1;

/* --- measured --------------------------------------------------------------------------------- */

/* Surnames agree at levels that no surname of itself has (together.h): there, too, it tells as much
 * as the name is rare. That they are few beside those that names have, changes nothing. */
static void measure_together(size_t at, struct shares *shares)
{
    const double few = 1e-3;
    for (size_t level = LEVEL_EXACT; level < LEVEL_NEAR; level++) {
        double bits = EXACT_LEVEL_BITS * ((double)(level - LEVEL_EXACT) + 0.5);
        shares->of_one[at][level] += few;
        shares->random[at][level] += few * exp2(-bits);
    }
}

/* Exact agreement by chance is known from the frequencies, near agreement from random pairs. */
static void measure_field(const struct field *field, size_t at, const struct patterns *random,
                          double all_pairs, struct shares *shares)
{
    double known = field->known_rows ? field->known_rows : 1, precise = 0;
    double exact = 0, sampled = 0, near[LEVELS] = {0};
    for (uint32_t i = 1; i < field->values->count; i++)
        precise += level_is_exact(field->exact[i]) ? field->counts[i] : 0;
    for (uint32_t i = 1; i < field->values->count; i++) {
        if (field->counts[i] == 0 || !level_is_exact(field->exact[i]))
            continue;
        double rows = field->counts[i];
        double agreeing = rows / known * field_share_alike(field, i, rows - 1, known - 1);
        shares->random[at][field->exact[i]] += agreeing;
        shares->of_one[at][field->exact[i]] += rows / precise;
        exact += agreeing;
    }
    if (field->kind == FIELD_SURNAME)
        measure_together(at, shares);
    for (size_t i = 0; i < random->length; i++) {
        uint8_t level = random->slots[i].pattern.levels[at];
        if (level < LEVEL_NEAR)
            continue;
        near[level] += (double)random->slots[i].count;
        sampled += (double)random->slots[i].count;
    }
    double prior = beforehand * fmax(1, sampled / all_pairs); /* the same pairs again say no more */
    double usual_far = 1 - usual_near * levels_ways(field->kind);
    for (size_t level = LEVEL_NEAR; level < LEVELS; level++)
        if (levels_has(field->kind, level)) {
            double usual =
                level == LEVEL_DIFFERENT ? usual_far : usual_near * level_share(field->kind, level);
            shares->random[at][level] =
                (1 - exact) * (near[level] + prior * usual) / (sampled + prior);
        }
}

static void start(const struct records *records, const struct shares *shares, double all_pairs,
                  struct model *model)
{
    *model = (struct model){.field_count = records->field_count};
    double near = fmin(0.05, (double)records->row_count / all_pairs);
    model->prior[CLASS_STRANGER] = 1;
    for (size_t group = 0; group < CLASSES; group++) {
        bool distinct = belief_is_distinct(records, (enum pair_class)group);
        double share = distinct ? near * belief_share((enum pair_class)group) : 0;
        model->prior[group] += share;
        model->prior[CLASS_STRANGER] -= share;
        for (size_t at = 0; at < records->field_count; at++) {
            double chances[LEVELS];
            belief_of(records, shares, at, (enum pair_class)group, chances);
            for (size_t level = 1; level < LEVELS; level++)
                model->chance[at][level][group] = chances[level];
        }
    }
    model_take_logarithms(model);
}

/* --- expectation ------------------------------------------------------------------------------ */

struct expected {
    double pairs[CLASSES];
    double levels[FIELDS_MOST][LEVELS][CLASSES];
};

struct expectation {
    const struct model *model;
    const struct patterns *candidates;
    double scale;
    struct expected *pieces;
};

typedef int32_t class_words
    __attribute__((vector_size(sizeof(int32_t) * CLASS_LANES), aligned(16)));

/* 2 to the power of each lane, none over 0: the whole part by the exponent's bits, the rest by the
 * series of 2^x to the sixth power (error under 1e-5). */
static void exp2_lanes(class_lanes *lanes)
{
    class_lanes x = *lanes;
    class_words within = x > -126;
    x = (class_lanes)((class_words)x & within) -
        126 * (1 + __builtin_convertvector(within, class_lanes));
    class_words whole = __builtin_convertvector(x, class_words);
    class_lanes f = x - __builtin_convertvector(whole, class_lanes);
    class_lanes power =
        1 + f * (0.69314718f +
                 f * (0.24022651f +
                      f * (0.05550411f + f * (0.00961813f + f * (0.00133336f + f * 0.00015404f)))));
    *lanes = power * (class_lanes)((whole + 127) << 23);
}

/* The share of each class among pairs of this pattern. */
static void posterior(const struct model *model, const struct pattern *pattern, class_lanes *shares)
{
    model_class_bits(model, pattern, shares);
    float most = (*shares)[0], total = 0;
    for (size_t group = 1; group < CLASSES; group++)
        most = (*shares)[group] > most ? (*shares)[group] : most;
    *shares -= most;
    exp2_lanes(shares);
    for (size_t group = 0; group < CLASSES; group++)
        total += (*shares)[group];
    *shares /= total;
}

static void expect_piece(void *context, size_t piece)
{
    struct expectation *expectation = context;
    struct expected *expected = &expectation->pieces[piece];
    size_t count = expectation->candidates->length;
    memset(expected, 0, sizeof *expected);
    for (size_t i = count * piece / PIECES; i < count * (piece + 1) / PIECES; i++) {
        const struct pattern_count *counted = &expectation->candidates->slots[i];
        class_lanes shares;
        posterior(expectation->model, &counted->pattern, &shares);
        double pairs[CLASSES];
        for (size_t group = 0; group < CLASSES; group++) {
            pairs[group] = (double)shares[group] * (double)counted->count * expectation->scale;
            expected->pairs[group] += pairs[group];
        }
        for (size_t at = 0; at < expectation->model->field_count; at++) {
            double *levels = expected->levels[at][counted->pattern.levels[at]];
            for (size_t group = 0; group < CLASSES; group++)
                levels[group] += pairs[group];
        }
    }
}

/* The pieces' sums, in their order, in the first of them. */
static void add_pieces(struct expected *pieces)
{
    double *to = (double *)&pieces[0];
    for (size_t piece = 1; piece < PIECES; piece++) {
        const double *from = (const double *)&pieces[piece];
        for (size_t i = 0; i < sizeof *pieces / sizeof *to; i++)
            to[i] += from[i];
    }
}

/* --- maximisation ----------------------------------------------------------------------------- */

/* What tells two persons apart agrees by chance, but for the levels that follow the class: those
 * share what is left as they were counted. */
static void agree_by_chance(const struct field *field, const struct shares *shares, size_t at,
                            enum pair_class group, const double *counted, struct model *model)
{
    double left = 1, near = 0;
    for (size_t level = 1; level < LEVELS; level++)
        if (belief_may_be_near(field->kind, level))
            near += counted[level];
        else
            left -= shares->random[at][level];
    for (size_t level = 1; level < LEVELS; level++)
        model->chance[at][level][group] = near > 0 && belief_may_be_near(field->kind, level)
                                              ? left * counted[level] / near
                                              : shares->random[at][level];
    for (size_t level = 1; level < LEVELS; level++)
        if (belief_is_own(field->kind, level, group))
            model->chance[at][level][group] =
                fmin(model->chance[at][level][group], model->chance[at][level][CLASS_SETTLED]);
}

/* A record that carries by mistake what is the other's own, agrees with the other's records as one
 * person's do with each other: mostly, and in their spellings and short forms too. Were it said of
 * the same name alone, a short form would speak more for one of two twins than the name itself. */
static void mix_up(const struct field *field, size_t at, enum pair_class group, struct model *model)
{
    double mixed = belief_mixed_up(field->from, group);
    for (size_t level = 1; level < LEVELS; level++)
        model->chance[at][level][group] = (1 - mixed) * model->chance[at][level][group] +
                                          mixed * model->chance[at][level][CLASS_SETTLED];
}

/* Exact agreements follow the values' frequencies, so that they have one rate; the near levels
 * are free. */
static void maximise_field(const struct records *records, const struct shares *shares,
                           const struct expected *expected, size_t at, enum pair_class group,
                           struct model *model)
{
    const struct field *field = &records->fields[at];
    double belief[LEVELS], counted[LEVELS] = {0}, exact = 0, total = 0;
    enum pair_class with = belief_counts_with(field->from, group);
    belief_of(records, shares, at, group, belief);
    for (size_t level = 1; level < LEVELS; level++) {
        const double *pairs = expected->levels[at][level];
        bool may_be = !level_is_exact(level) && levels_has(field->kind, level);
        counted[level] = beforehand * belief[level] + (may_be ? unseen : 0) + pairs[group] +
                         (with != group ? pairs[with] : 0);
        exact += level_is_exact(level) ? counted[level] : 0;
        total += counted[level];
    }
    enum pair_class like = belief_like(field->from, group);
    if (like != group) {
        for (size_t level = 1; level < LEVELS; level++)
            model->chance[at][level][group] = model->chance[at][level][like];
        return;
    }
    if (belief_tells_apart(field->from, group)) {
        agree_by_chance(field, shares, at, group, counted, model);
        mix_up(field, at, group, model);
        return;
    }
    for (size_t level = 1; level < LEVELS; level++) {
        double chance =
            (level_is_exact(level) ? exact * shares->of_one[at][level] : counted[level]) / total;
        double usual_age = model->chance[at][DATE_USUAL_AGE][group];
        double most = group < PERSON_CLASSES ? belief_at_most(field->kind, level, usual_age) : 1;
        model->chance[at][level][group] = fmin(chance, most);
    }
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

/* The largest change of a class's share, in shares of the persons' classes. */
static double maximise(const struct records *records, const struct shares *shares,
                       const struct expected *expected, double all_pairs, struct model *model)
{
    double change = 0;
    model->prior[CLASS_STRANGER] = 1;
    for (size_t group = 0; group < CLASS_STRANGER; group++) {
        double before = model->prior[group];
        if (before == 0) /* not distinct */
            continue;
        model->prior[group] = fmax(expected->pairs[group], 0.5) / all_pairs;
        model->prior[CLASS_STRANGER] -= model->prior[group];
        change = fmax(change, fabs(model->prior[group] - before));
        for (size_t at = 0; at < model->field_count; at++)
            maximise_field(records, shares, expected, at, (enum pair_class)group, model);
    }
    for (size_t at = 0; at < model->field_count; at++)
        correct_strangers(shares, at, model);
    model_take_logarithms(model);
    return change / (model->prior[CLASS_SETTLED] + model->prior[CLASS_MOVED]);
}

void model_estimate(const struct records *records, const struct patterns *candidates, double scale,
                    const struct patterns *random, double all_pairs, size_t threads,
                    struct model *ret_model)
{
    struct shares *shares = memory_zeros(1, sizeof *shares);
    struct expectation expectation = {
        .model = ret_model,
        .candidates = candidates,
        .scale = scale,
        .pieces = memory_allocate(PIECES * sizeof *expectation.pieces),
    };
    for (size_t at = 0; at < records->field_count; at++)
        measure_field(&records->fields[at], at, random, all_pairs, shares);
    start(records, shares, all_pairs, ret_model);
    double change = 1;
    for (size_t round = 0; round < ROUNDS_MOST && change > settled; round++) {
        parallel_for(threads, PIECES, expect_piece, &expectation);
        add_pieces(expectation.pieces);
        change = maximise(records, shares, &expectation.pieces[0], all_pairs, ret_model);
    }
    memory_free(shares);
    memory_free(expectation.pieces);
}

void model_restore(const struct records *records, const struct linkage_model *kept,
                   double all_pairs, struct model *ret_model)
{
    struct shares *shares = memory_zeros(1, sizeof *shares);
    struct patterns nothing = {0};
    *ret_model = (struct model){.field_count = records->field_count};
    ret_model->prior[CLASS_STRANGER] = 1;
    for (size_t group = 0; group < CLASS_STRANGER; group++) {
        double share = kept->pairs_per_row[group] * (double)records->row_count / all_pairs;
        ret_model->prior[group] = fmin(share, 0.1);
        ret_model->prior[CLASS_STRANGER] -= ret_model->prior[group];
    }
    for (size_t at = 0; at < records->field_count; at++) {
        double exact = 0;
        measure_field(&records->fields[at], at, &nothing, all_pairs, shares);
        for (size_t level = LEVEL_EXACT; level < LEVEL_NEAR; level++)
            exact += shares->random[at][level];
        exact = exact > 0 ? exact : 1;
        for (size_t level = 1; level < LEVELS; level++)
            for (size_t group = 0; group < CLASSES; group++) {
                const double *chance = kept->fields[at].chance[group];
                ret_model->chance[at][level][group] =
                    !level_is_exact(level)    ? chance[level - LEVEL_NEAR + 1]
                    : group == CLASS_STRANGER ? chance[0] * shares->random[at][level] / exact
                                              : chance[0] * shares->of_one[at][level];
            }
    }
    model_take_logarithms(ret_model);
    memory_free(shares);
}
