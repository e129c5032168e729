/* What agreement is worth, as a reader asks it: ten classes of pairs are two again, those of one
 * person and those of two, each class with the weight of its share. */
#include "math/linkage/worth.h"

#include <math.h>
#include <stdlib.h>

#include "math/linkage/engine/engine.h"
#include "math/linkage/explain/words.h"

#include "base/banned.h"

struct mixing {
    const struct model *model;
    size_t field;
    double one, two; /* the shares of all pairs */
};

static struct mixing mixing_of(const struct linkage *linkage, size_t field)
{
    struct mixing mixing = {.model = &linkage->model, .field = field};
    for (size_t group = 0; group < CLASSES; group++)
        *(group < PERSON_CLASSES ? &mixing.one : &mixing.two) += linkage->model.prior[group];
    return mixing;
}

static void add_level(const struct mixing *mixing, size_t level, struct linkage_level *to)
{
    for (size_t group = 0; group < CLASSES; group++) {
        double share =
            mixing->model->prior[group] * mixing->model->chance[mixing->field][level][group];
        if (group < PERSON_CLASSES)
            to->of_one += share / mixing->one;
        else
            to->of_two += share / mixing->two;
    }
}

static void weigh_level(struct linkage_level *level)
{
    if (level->of_one > 0 && level->of_two > 0)
        level->bits = log2(level->of_one / level->of_two);
}

/* The exact levels that values have, from the commonest to the rarest. */
static void weigh_exact(const struct linkage *linkage, const struct mixing *mixing,
                        struct linkage_worth *worth)
{
    const struct field *field = &linkage->records.fields[mixing->field];
    bool there[LEVELS] = {false}, any = false;
    for (uint32_t value = 1; value < field->values->count; value++)
        if (field->counts[value])
            there[field->exact[value]] = true;
    for (size_t level = LEVEL_EXACT; level < LEVEL_NEAR; level++) {
        struct linkage_level one = {.words = NULL};
        add_level(mixing, level, &one);
        add_level(mixing, level, &worth->levels[0]);
        weigh_level(&one);
        worth->worth += one.of_one * one.bits;
        if (!there[level])
            continue;
        worth->common_bits = any ? worth->common_bits : one.bits;
        worth->rare_bits = one.bits;
        any = true;
    }
}

static int by_share(const void *a, const void *b)
{
    const struct linkage_level *left = a, *right = b;
    return left->of_one > right->of_one ? -1 : left->of_one < right->of_one;
}

void linkage_worth_of(const struct linkage *linkage, size_t field, struct linkage_worth *ret_worth)
{
    struct linkage_worth worth = {.count = 0};
    if (!linkage->has_model) {
        *ret_worth = worth;
        return;
    }
    enum field_kind kind = linkage->records.fields[field].kind;
    struct mixing mixing = mixing_of(linkage, field);
    worth.levels[worth.count++].words = level_words(kind, LEVEL_EXACT);
    weigh_exact(linkage, &mixing, &worth);
    weigh_level(&worth.levels[0]);
    for (size_t level = LEVEL_NEAR; level < LEVELS; level++) {
        if (!levels_has(kind, level))
            continue;
        struct linkage_level *at = &worth.levels[worth.count++];
        at->words = level_words(kind, (uint8_t)level);
        add_level(&mixing, level, at);
        weigh_level(at);
        worth.worth += at->of_one * at->bits;
    }
    if (worth.count > 2)
        qsort(worth.levels + 1, worth.count - 2, sizeof *worth.levels, by_share);
    *ret_worth = worth;
}
