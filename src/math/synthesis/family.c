/* A family as it is when the ten years begin, and how somebody joins it. */
#include "math/synthesis/life.h"
#include "math/synthesis/numbers.h"
#include "math/synthesis/places.h"

#include "base/banned.h"

enum {
    YEAR = 365,
    TWINS = 16, /* births of two, per mille; identical ones are a third of them */
    THREE_AT_ONCE = 1,
    OWN_ADDRESS = 800, /* of moves: to one of the family's own, or to anybody's before */
    ANY_ADDRESS = 970, /* … and below this; the rest to a hostel */
    FATHER_THERE = 780,
    MARRIED = 520,
    ARRIVES_LATER = 130,
    FAVOURED = 300,     /* of families, those of the origin their neighbourhood is known for */
    EARLIER_CHILD = 90, /* of mothers: a child whose father nobody knows */
    NO_CHILDREN = 60,
};

struct synthesis_city synthesis_city_new(uint64_t seed)
{
    return (struct synthesis_city){.seed = seed};
}

const char *synthesis_origin(const struct synthesis_person *person)
{
    return person->origin->name;
}

size_t synthesis_surname_at(const struct synthesis_person *person, int32_t day)
{
    size_t i = person->surname_count - 1;
    while (i > 0 && person->surname_from[i] > day)
        i--;
    return i;
}

static uint32_t span_at(const struct synthesis_span *spans, size_t count, int32_t day)
{
    size_t i = count - 1;
    while (i > 0 && spans[i].from > day)
        i--;
    return spans[i].value;
}

size_t synthesis_household_at(const struct synthesis_person *person, int32_t day)
{
    return span_at(person->stays, person->stay_count, day);
}

uint32_t synthesis_address_at(const struct synthesis_household *household, int32_t day)
{
    return span_at(household->stays, household->stay_count, day);
}

static int32_t days_of(int year, int month, int day)
{
    return date_to_days((struct date){(int16_t)year, (uint8_t)month, (uint8_t)day});
}

static int32_t first_day(void)
{
    return days_of(SYNTHESIS_FIRST_YEAR, 1, 1);
}

static int32_t last_day(void)
{
    return days_of(SYNTHESIS_LAST_YEAR, 12, 31);
}

struct synthesis_person *person_at(struct life *life, int index)
{
    return &life->family->people[index];
}

/* --- joining ---------------------------------------------------------------------------------- */

static uint32_t new_address(struct life *life)
{
    struct synthesis_family *family = life->family;
    unsigned which = (unsigned)random_below(&life->random, 1000);
    if (which < OWN_ADDRESS && family->addresses < OWN_ADDRESSES)
        return place_own(family->index, family->addresses++);
    return which < ANY_ADDRESS ? place_any(family->index, &life->random)
                               : place_shared(family->index, &life->random);
}

static bool span_add(struct synthesis_span *spans, size_t *count, struct synthesis_span span)
{
    if (*count == SYNTHESIS_STAYS || (*count > 0 && spans[*count - 1].from > span.from))
        return false;
    spans[(*count)++] = span;
    return true;
}

void household_move(struct life *life, size_t household, int32_t from)
{
    struct synthesis_household *which = &life->family->households[household];
    span_add(which->stays, &which->stay_count, (struct synthesis_span){from, new_address(life)});
}

size_t household_add(struct life *life, int32_t from)
{
    struct synthesis_family *family = life->family;
    if (family->household_count == SYNTHESIS_HOUSEHOLDS)
        return SYNTHESIS_HOUSEHOLDS - 1;
    family->households[family->household_count].stay_count = 0;
    household_move(life, family->household_count, from);
    return family->household_count++;
}

void person_join(struct synthesis_person *person, size_t household, int32_t from)
{
    span_add(person->stays, &person->stay_count,
             (struct synthesis_span){from, (uint32_t)household});
}

void surname_change(struct synthesis_person *person, struct synthesis_name name, int32_t from)
{
    size_t last = person->surname_count - 1;
    if (person->surname_count == SYNTHESIS_SURNAMES || person->surname_from[last] > from ||
        strcmp(person->surnames[last].text, name.text) == 0)
        return;
    person->surnames[person->surname_count] = name;
    person->surname_from[person->surname_count++] = from;
}

/* A child is given a number at the first school, where that falls into the years we tell. */
static void give_numbers(struct life *life, struct synthesis_person *person, size_t household)
{
    struct date born = date_from_days(person->born);
    int first_school = born.year + (born.month < 9 ? 4 : 5);
    nhs_number_give(life->city, person->nhs_number);
    if (born.year >= SYNTHESIS_FIRST_YEAR - 18 && first_school <= SYNTHESIS_LAST_YEAR) {
        uint32_t address = synthesis_address_at(&life->family->households[household], person->born);
        upn_give(life->city, place_primary(address), first_school, person->upn);
    }
}

int person_add(struct life *life, const struct synthesis_person *known, size_t household,
               int32_t from)
{
    struct synthesis_family *family = life->family;
    if (family->people_count == SYNTHESIS_PEOPLE)
        return -1;
    struct synthesis_person *person = &family->people[family->people_count];
    *person = *known;
    person->number = ++life->city->people;
    person->leaves = last_day();
    person->arrives = from > first_day() ? from : first_day();
    family->people_count++;
    name_person(&life->random, family, person);
    person_join(person, household, from);
    give_numbers(life, person, household);
    return (int)family->people_count - 1;
}

static int adult_add(struct life *life, const struct origin *origin, bool male, int32_t born,
                     size_t household, int32_t from)
{
    if (chance(&life->random, origin->new_year))
        born = days_of(date_from_days(born).year, 1, 1);
    struct synthesis_person person = {.origin = origin,
                                      .ethnic_group = origin->ethnic_group,
                                      .mother = -1,
                                      .father = -1,
                                      .male = male,
                                      .born = born};
    return person_add(life, &person, household, from);
}

int partner_add(struct life *life, const struct origin *origin, bool male, int32_t born,
                size_t household, int32_t from)
{
    if (chance(&life->random, origin->mixed))
        origin = origin_draw(&life->random);
    return adult_add(life, origin, male, born, household, from);
}

/* --- births ----------------------------------------------------------------------------------- */

struct couple *couple_add(struct life *life, int mother, int father, size_t household, int32_t from)
{
    if (life->couple_count == COUPLES)
        return NULL;
    struct couple *couple = &life->couples[life->couple_count++];
    *couple = (struct couple){.mother = mother, .father = father, .household = household};
    couple->next_birth = from + (int32_t)random_below(&life->random, (uint64_t)3 * YEAR);
    if (mother >= 0 && !chance(&life->random, NO_CHILDREN)) {
        unsigned mean = person_at(life, mother)->origin->children;
        couple->wanted = (int)((mean + random_below(&life->random, (uint64_t)2 * mean)) / 20);
    }
    return couple;
}

static void child_add(struct life *life, const struct couple *couple, struct synthesis_person child)
{
    const struct synthesis_person *mother = person_at(life, couple->mother);
    const struct synthesis_person *named_after =
        person_at(life, couple->father >= 0 ? couple->father : couple->mother);
    child.mother = couple->mother;
    child.father = couple->father;
    child.origin = named_after->origin;
    child.ethnic_group = origin_of_both(mother->origin, named_after->origin);
    int index = person_add(life, &child, couple->household, child.born);
    if (index >= 0 && person_at(life, index)->arrives < mother->arrives)
        person_at(life, index)->arrives = mother->arrives;
}

void couple_birth(struct life *life, struct couple *couple)
{
    struct random *random = &life->random;
    int together = chance(random, TWINS) ? chance(random, THREE_AT_ONCE * 20) ? 3 : 2 : 1;
    bool alike = chance(random, 333), male = chance(random, 512);
    struct synthesis_person child = {.born = couple->next_birth};
    if (together > 1)
        child.birth = ++life->family->births;
    for (int i = 0; i < together; i++) {
        child.male = alike || i == 0 ? male : chance(random, 512);
        child_add(life, couple, child);
    }
    couple->children += together;
    couple->next_birth +=
        330 + (int32_t)(draw_common(random, 4 * YEAR) + random_below(random, 300));
}

/* --- how it is at first ----------------------------------------------------------------------- */

static const struct origin *origin_here(struct life *life, uint32_t address)
{
    uint64_t neighbourhood =
        place_neighbourhood(address) + address / QUARTER_ADDRESSES * (uint64_t)NEIGHBOURHOODS;
    if (!chance(&life->random, FAVOURED))
        return origin_draw(&life->random);
    struct random known = random_stream(life->city->seed ^ UINT64_C(0x7265676e), neighbourhood);
    return origin_draw(&known);
}

static void add_grandparents(struct life *life, int father, size_t household, int32_t from)
{
    const struct origin *origin = person_at(life, father)->origin;
    int32_t born = person_at(life, father)->born -
                   (int32_t)(20 * YEAR + random_below(&life->random, 15 * YEAR));
    int32_t hers = born + (int32_t)random_below(&life->random, 3 * YEAR);
    int grandfather = adult_add(life, origin, true, born, household, from);
    int grandmother = adult_add(life, origin, false, hers, household, from);
    struct synthesis_person *son = person_at(life, father);
    struct synthesis_person *old = person_at(life, grandfather);
    son->father = grandfather;
    son->mother = grandmother;
    if (origin->custom == FATHERS_NAMES || origin->custom == FATHER_IN_MIDDLE)
        son->middle = old->given;
    if (origin->names->surnames.count && !origin->names->ladies.count)
        old->surnames[0] = son->surnames[0];
    if (!origin->wives_keep)
        surname_change(person_at(life, grandmother),
                       surname_taken(&old->surnames[0], false, origin), hers + 17 * YEAR);
}

/* Children from before the ten years, and the name a wife took. */
static void tell_past(struct life *life, struct couple *couple, int32_t until)
{
    struct synthesis_person *mother = person_at(life, couple->mother);
    int32_t grown = mother->born + 44 * YEAR;
    if (couple->father >= 0 && chance(&life->random, MARRIED)) {
        const struct synthesis_person *father = person_at(life, couple->father);
        couple->married = true;
        if (!mother->origin->wives_keep && chance(&life->random, 850))
            surname_change(mother, surname_taken(&father->surnames[0], false, father->origin),
                           couple->next_birth < until ? couple->next_birth - 200 : until - 100);
    }
    if (couple->wanted > 0 && couple->next_birth < until && chance(&life->random, EARLIER_CHILD)) {
        struct couple before = {couple->mother, -1, couple->household,
                                .next_birth = couple->next_birth};
        couple_birth(life, &before);
        couple->next_birth = before.next_birth + YEAR;
    }
    while (couple->children < couple->wanted && couple->next_birth < until &&
           couple->next_birth < grown)
        couple_birth(life, couple);
}

static void begin(struct life *life)
{
    struct random *random = &life->random;
    int32_t from = first_day(), arrives = from;
    size_t home = household_add(life, from);
    const struct origin *origin =
        origin_here(life, synthesis_address_at(&life->family->households[home], from));
    int32_t age = (int32_t)(17 * YEAR + random_below(random, 27 * YEAR));
    if (chance(random, ARRIVES_LATER))
        arrives += (int32_t)random_below(random, 8 * YEAR);
    int mother = adult_add(life, origin, false, from - age, home, from), father = -1;
    int32_t born = person_at(life, mother)->born;
    if (chance(random, FATHER_THERE))
        father = partner_add(life, origin, true,
                             born - (int32_t)random_below(random, 8 * YEAR) + 2 * YEAR, home, from);
    if (father >= 0 && chance(random, origin->grandparents))
        add_grandparents(life, father, home, from);
    for (size_t i = 0; i < life->family->people_count; i++)
        life->family->people[i].arrives = arrives;
    int32_t first_birth = born + (int32_t)(18 * YEAR + draw_common(random, 16 * YEAR) +
                                           random_below(random, 3 * YEAR));
    struct couple *couple = couple_add(life, mother, father, home, first_birth);
    tell_past(life, couple, from);
}

void synthesis_family_make(struct synthesis_city *city, struct synthesis_family *family)
{
    struct life life = {
        .random = random_stream(city->seed, city->families), .city = city, .family = family};
    if (city->families % QUARTER_FAMILIES == 0)
        memset(city->upns, 0, sizeof city->upns);
    family->index = city->families;
    family->people_count = family->household_count = 0;
    family->addresses = family->births = 0;
    begin(&life);
    for (int year = SYNTHESIS_FIRST_YEAR; year <= SYNTHESIS_LAST_YEAR; year++)
        if (!life_year(&life, year))
            break;
    city->families++;
}
