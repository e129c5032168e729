/* Whom the city is made of. Shares are near those of a large English city in the census of 2021;
 * how often names go wrong is our own assumption, in the direction that studies of linkage by
 * ethnic group report (Lariscy 2011; Hagger-Johnson and others 2017): more often where a name is
 * foreign to who writes it down. */
#include "math/synthesis/names.h"

#include "base/banned.h"

const struct origin origins[ORIGINS] = {
    {"British", "White British", &british_names, INHERITED, 545, 100, 15, 2, 1, 90, 20, 19, 100,
     false},
    {"Irish", "White Irish", &irish_names, INHERITED, 20, 125, 60, 2, 1, 350, 20, 20, 90, false},
    {"Traveller", "Gypsy or Irish Traveller", &traveller_names, INHERITED, 8, 140, 60, 3, 10, 100,
     80, 38, 320, false},
    {"Polish", "White Other", &polish_names, ENDINGS, 55, 170, 60, 6, 1, 100, 20, 16, 160, false},
    {"Romanian", "White Other", &romanian_names, INHERITED, 40, 155, 50, 25, 2, 50, 90, 24, 240,
     false},
    {"Iberian", "White Other", &iberian_names, TWO_SURNAMES, 20, 140, 70, 12, 1, 200, 30, 17, 180,
     true},
    {"Pakistani", "Pakistani", &pakistani_names, LAST_NAMES, 80, 140, 110, 15, 60, 30, 220, 30, 80,
     true},
    {"Bangladeshi", "Bangladeshi", &bangladeshi_names, LAST_NAMES, 15, 150, 120, 20, 90, 30, 240,
     30, 80, true},
    {"Sikh", "Indian", &sikh_names, SINGH_AND_KAUR, 25, 135, 70, 15, 15, 60, 250, 20, 70, false},
    {"Gujarati", "Indian", &gujarati_names, FATHER_IN_MIDDLE, 20, 130, 70, 12, 10, 60, 220, 18, 70,
     false},
    {"Chinese", "Chinese", &chinese_names, TWO_SYLLABLES, 15, 130, 60, 60, 2, 80, 80, 16, 120,
     true},
    {"Somali", "Black African", &somali_names, FATHERS_NAMES, 30, 165, 140, 20, 250, 30, 60, 38,
     200, true},
    {"Arab", "Arab", &arab_names, FATHERS_NAMES, 30, 155, 130, 20, 120, 60, 60, 30, 200, true},
    {"Caribbean", "Black Caribbean", &caribbean_names, INHERITED, 45, 120, 40, 3, 3, 280, 30, 20,
     120, false},
    {"Nigerian", "Black African", &nigerian_names, BESIDE_ENGLISH, 32, 150, 50, 15, 5, 100, 40, 25,
     150, false},
    {"Ghanaian", "Black African", &ghanaian_names, BESIDE_ENGLISH, 20, 150, 60, 15, 5, 120, 40, 23,
     140, false},
};

const struct origin *origin_draw(struct random *random)
{
    unsigned left = (unsigned)random_below(random, 1000);
    size_t i = 0;
    while (i + 1 < ORIGINS && left >= origins[i].share)
        left -= origins[i++].share;
    return &origins[i];
}

/* White, Asian, Black Caribbean, Black African or other, as the census sorts them. */
static char kind_of(const struct origin *origin)
{
    switch (origin->ethnic_group[0]) {
    case 'W':
    case 'G':
        return 'W';
    case 'B':
        return strcmp(origin->ethnic_group, "Black Caribbean") == 0 ? 'C'
               : strcmp(origin->ethnic_group, "Black African") == 0 ? 'B'
                                                                    : 'A';
    case 'P':
    case 'I':
        return 'A';
    default:
        return 'O';
    }
}

const char *origin_of_both(const struct origin *one, const struct origin *other)
{
    char a = kind_of(one), b = kind_of(other);
    if (strcmp(one->ethnic_group, other->ethnic_group) == 0)
        return one->ethnic_group;
    if (a == 'W' && b == 'W')
        return "White Other";
    if (a == 'W' || b == 'W')
        switch (a == 'W' ? b : a) {
        case 'C':
            return "White and Black Caribbean";
        case 'B':
            return "White and Black African";
        case 'A':
            return "White and Asian";
        default:
            break;
        }
    return "Other Mixed";
}
