/* How common each invented name is, worked out from the lists and the way they are drawn from, and
 * not counted in a sample: linkage is told the truth and not what one draw happened to hold. */
#include "math/synthesis/names.h"

#include <stdio.h>

#include "base/banned.h"

/* Of a million people, those of the origin that a part of a thousand of families have. */
static uint64_t people_of(const struct origin *origin, unsigned per_mille)
{
    return (uint64_t)origin->share * per_mille;
}

/* How often draw_common gives each place of a list: floor(a × b / count) over all a and b. */
static uint64_t times_drawn(size_t count, size_t place)
{
    uint64_t times = 0;
    for (size_t a = 1; a < count; a++) {
        uint64_t from = (place * count + a - 1) / a, until = ((place + 1) * count + a - 1) / a;
        if (until > count)
            until = count;
        times += until > from ? until - from : 0;
    }
    return times + (place == 0 ? count : 0); /* a = 0 */
}

struct giving {
    void (*give)(void *context, const struct synthesis_frequency *frequency);
    void *context;
};

static void give_list(const struct giving *giving, struct names list, bool surname,
                      uint64_t per_million)
{
    for (size_t i = 0; i < list.count; i++) {
        struct slice name = entry_name(list.entries[i]);
        struct synthesis_frequency frequency = {.surname = surname};
        uint64_t share = per_million * times_drawn(list.count, i) / (list.count * list.count);
        frequency.per_million = (uint32_t)share;
        snprintf(frequency.name, sizeof frequency.name, "%.*s", SLICE_PRINT(name));
        if (share)
            giving->give(giving->context, &frequency);
    }
}

static void give_composed(const struct giving *giving, const struct people_names *names,
                          uint64_t per_million)
{
    for (size_t stem = 0; stem < names->stems.count; stem++)
        for (size_t ending = 0; ending < names->endings.count; ending++) {
            size_t endings = names->endings.count;
            struct synthesis_frequency frequency = {.surname = true};
            uint64_t share = per_million * times_drawn(endings, ending) /
                             (endings * endings * names->stems.count);
            frequency.per_million = (uint32_t)share;
            snprintf(frequency.name, sizeof frequency.name, "%s%s", names->stems.entries[stem],
                     names->endings.entries[ending]);
            if (share)
                giving->give(giving->context, &frequency);
        }
}

void synthesis_frequencies(void (*give)(void *context, const struct synthesis_frequency *frequency),
                           void *context)
{
    const struct giving giving = {give, context};
    for (size_t i = 0; i < ORIGINS; i++) {
        const struct people_names *names = origins[i].names;
        /* half of the people are young; a name of two syllables is one of very many */
        unsigned listed_given = names->syllables.count ? 0 : names->boys.count ? 250 : 500;
        give_list(&giving, names->men, false, people_of(&origins[i], listed_given));
        give_list(&giving, names->women, false, people_of(&origins[i], listed_given));
        give_list(&giving, names->boys, false, people_of(&origins[i], 250));
        give_list(&giving, names->girls, false, people_of(&origins[i], 250));
        unsigned ladies = names->ladies.count ? 275 : 0;
        unsigned listed = (1000 - ladies) * (1000 - names->composed) / 1000;
        give_list(&giving, names->surnames, true, people_of(&origins[i], listed));
        give_list(&giving, names->ladies, true, people_of(&origins[i], ladies));
        give_composed(&giving, names, people_of(&origins[i], names->composed));
    }
}
