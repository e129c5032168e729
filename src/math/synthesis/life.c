#include "math/synthesis/life.h"

#include "base/banned.h"

/* Per mille a year, unless it says otherwise. */
enum {
    SEPARATES = 24,
    CHILDREN_WITH_FATHER = 140, /* … of separations */
    MOTHER_LEAVES = 250,
    NAME_TAKEN_BACK = 250, /* … of those who were married */
    NEW_PARTNER = 90,
    BRINGS_CHILDREN = 400, /* … of new partners */
    MARRIES = 60,
    TAKES_NAME = 750, /* … of marriages */
    JOINS_NAMES = 90,
    CHILD_TAKES_NAME = 180, /* … when the mother marries a stepfather */
    INTO_CARE = 4,
    CARED_WITH_BROTHERS = 600, /* … of the others at home */
    OUT_OF_CARE = 450,
    LEAVES_HOME = 140,  /* from 18 on */
    WITH_PARTNER = 300, /* … of those who leave home */
    MARRIES_AWAY = 40,  /* somebody who is not told of */
    DEED_POLL = 2,
    ENGLISH_NAME = 4, /* for every day, where there is a short form */
    DIES_OLD = 25,
    DIES_YOUNG = 1,
    LEAVES_CITY = 28,
    YEAR = 365,
};

static bool is_here(const struct synthesis_person *person, int32_t day)
{
    return person->born <= day && person->leaves > day;
}

static int age_at(const struct synthesis_person *person, int32_t day)
{
    return (day - person->born) / YEAR;
}

/* Children whose mother or father this is, who live in that household. */
static bool is_child_at(struct life *life, int index, int parent, size_t household, int32_t day)
{
    const struct synthesis_person *person = person_at(life, index);
    return (person->mother == parent || person->father == parent) && is_here(person, day) &&
           age_at(person, day) < 18 && synthesis_household_at(person, day) == household;
}

static void move_children(struct life *life, int parent, size_t from, size_t to, int32_t day)
{
    for (int i = 0; i < (int)life->family->people_count; i++)
        if (is_child_at(life, i, parent, from, day))
            person_join(person_at(life, i), to, day);
}

/* One of the two leaves; the children stay with their mother, mostly, wherever she is. */
static void separate(struct life *life, struct couple *couple, int32_t day)
{
    size_t old = couple->household, new = household_add(life, day);
    int mother = couple->mother, father = couple->father;
    bool she_leaves = chance(&life->random, MOTHER_LEAVES);
    bool with_father = chance(&life->random, CHILDREN_WITH_FATHER);
    person_join(person_at(life, she_leaves ? mother : father), new, day);
    if (she_leaves != with_father)
        move_children(life, mother, old, new, day);
    if (couple->married && !person_at(life, mother)->origin->wives_keep &&
        chance(&life->random, NAME_TAKEN_BACK))
        surname_change(person_at(life, mother), person_at(life, mother)->surnames[0], day + 100);
    couple->married = false;
    couple->father = -1;
    couple->household = she_leaves ? new : old;
    couple_add(life, -1, father, she_leaves ? old : new, day);
}

/* Children that a new partner brings, from before. */
static void bring_children(struct life *life, int parent, size_t household, int32_t day)
{
    const struct synthesis_person *who = person_at(life, parent);
    uint64_t count = 1 + random_below(&life->random, 2);
    int32_t born = day - (int32_t)(YEAR + random_below(&life->random, 12 * YEAR));
    for (uint64_t i = 0; i < count && born - who->born > 18 * YEAR; i++) {
        struct synthesis_person child = {.origin = who->origin,
                                         .ethnic_group = who->ethnic_group,
                                         .mother = who->male ? -1 : parent,
                                         .father = who->male ? parent : -1,
                                         .male = chance(&life->random, 512),
                                         .born = born};
        int index = person_add(life, &child, household, born);
        if (index >= 0)
            person_at(life, index)->arrives = day;
        born -= (int32_t)(400 + random_below(&life->random, 3 * YEAR));
    }
}

static void meet(struct life *life, struct couple *couple, int32_t day)
{
    bool male = couple->father < 0;
    const struct synthesis_person *one = person_at(life, male ? couple->mother : couple->father);
    if (!is_here(one, day) || age_at(one, day) > 50)
        return;
    int32_t born = one->born + (int32_t)random_below(&life->random, 8 * YEAR) - 4 * YEAR;
    if (born > day - 18 * YEAR)
        born = day - 18 * YEAR - 100;
    int other = partner_add(life, one->origin, male, born, couple->household, day);
    if (other < 0)
        return;
    if (male)
        couple->father = other;
    else
        couple->mother = other;
    if (chance(&life->random, BRINGS_CHILDREN))
        bring_children(life, other, couple->household, day);
    couple->wanted = couple->children + (int)random_below(&life->random, 2);
    couple->next_birth = day + (int32_t)(300 + random_below(&life->random, 3 * YEAR));
}

static void marry(struct life *life, struct couple *couple, int32_t day)
{
    struct synthesis_person *wife = person_at(life, couple->mother);
    const struct synthesis_person *husband = person_at(life, couple->father);
    const struct synthesis_name *his = &husband->surnames[synthesis_surname_at(husband, day)];
    couple->married = true;
    if (wife->origin->wives_keep)
        return;
    struct synthesis_name old = wife->surnames[synthesis_surname_at(wife, day)];
    if (chance(&life->random, JOINS_NAMES) && !strpbrk(old.text, " -") && !strpbrk(his->text, " -"))
        surname_change(wife, surname_joined(&old, his, '-'), day);
    else if (chance(&life->random, TAKES_NAME))
        surname_change(wife, surname_taken(his, false, husband->origin), day);
    for (int i = 0; i < (int)life->family->people_count; i++) {
        struct synthesis_person *child = person_at(life, i);
        if (is_child_at(life, i, couple->mother, couple->household, day) &&
            child->father != couple->father && chance(&life->random, CHILD_TAKES_NAME))
            surname_change(child, surname_taken(his, child->male, husband->origin), day + 60);
    }
}

static void change_couples(struct life *life, int32_t day)
{
    size_t count = life->couple_count;
    for (size_t i = 0; i < count; i++) {
        struct couple *couple = &life->couples[i];
        int32_t when = day + (int32_t)random_below(&life->random, 90);
        bool both = couple->mother >= 0 && couple->father >= 0;
        if (both && life->couple_count < COUPLES && chance(&life->random, SEPARATES))
            separate(life, couple, when);
        else if (!both && chance(&life->random, NEW_PARTNER))
            meet(life, couple, when);
        else if (both && !couple->married && chance(&life->random, MARRIES))
            marry(life, couple, when + 90);
    }
}

static void move_homes(struct life *life, int32_t day)
{
    for (size_t i = 0; i < life->couple_count; i++) {
        const struct couple *couple = &life->couples[i];
        int one = couple->mother >= 0 ? couple->mother : couple->father;
        if (chance(&life->random, person_at(life, one)->origin->moves))
            household_move(life, couple->household, day + (int32_t)random_below(&life->random, 90));
    }
}

/* --- one by one ------------------------------------------------------------------------------- */

/* To a foster home, some of the brothers and sisters too; and back, for some. */
static void take_into_care(struct life *life, int first, int32_t day)
{
    size_t home = synthesis_household_at(person_at(life, first), day);
    size_t foster = household_add(life, day);
    int32_t back = day + (int32_t)(200 + random_below(&life->random, 3 * YEAR));
    bool goes_back = chance(&life->random, OUT_OF_CARE);
    int mother = person_at(life, first)->mother;
    for (int i = 0; i < (int)life->family->people_count; i++) {
        struct synthesis_person *child = person_at(life, i);
        bool goes = i == first || (mother >= 0 && is_child_at(life, i, mother, home, day) &&
                                   chance(&life->random, CARED_WITH_BROTHERS));
        if (!goes || child->care_until > child->care_from)
            continue;
        int32_t grown = child->born + 18 * YEAR;
        person_join(child, foster, day);
        child->care_from = day;
        child->care_until = goes_back && back < grown ? back : grown;
        if (goes_back && back < grown)
            person_join(child, home, back);
    }
}

static void leave_home(struct life *life, int index, int32_t day)
{
    struct synthesis_person *person = person_at(life, index);
    size_t home = household_add(life, day);
    person_join(person, home, day);
    if (!chance(&life->random, WITH_PARTNER) || age_at(person, day) < 19)
        return;
    int32_t born = person->born - (int32_t)random_below(&life->random, 3 * YEAR);
    int other = partner_add(life, person->origin, !person->male, born, home, day);
    if (other >= 0)
        couple_add(life, person->male ? other : index, person->male ? index : other, home,
                   day + 300);
}

static bool in_couple(const struct life *life, int index)
{
    for (size_t i = 0; i < life->couple_count; i++)
        if (life->couples[i].mother == index || life->couples[i].father == index)
            return true;
    return false;
}

static void die(struct life *life, int index, int32_t day)
{
    person_at(life, index)->leaves = day;
    for (size_t i = 0; i < life->couple_count; i++) {
        struct couple *couple = &life->couples[i];
        if (couple->mother == index && couple->father >= 0)
            couple->mother = -1;
        else if (couple->father == index && couple->mother >= 0)
            couple->father = -1;
    }
}

static void change_names(struct life *life, struct synthesis_person *person, int32_t day)
{
    struct random *random = &life->random;
    bool grown = age_at(person, day) >= 19;
    if (chance(random, DEED_POLL))
        surname_change(person, surname_draw(random, person->origin, person->male), day);
    else if (grown && !person->male && person->mother >= 0 && !person->origin->wives_keep &&
             chance(random, MARRIES_AWAY))
        surname_change(person, surname_draw(random, person->origin, false), day);
    if (person->known_as[0] == 0 && person->given.entries[0] && chance(random, ENGLISH_NAME)) {
        struct slice name = entry_short_form(person->given.entries[0], random);
        if (name.length && name.length < sizeof person->known_as)
            memcpy(person->known_as, name.data, name.length);
    }
}

static void change_people(struct life *life, int32_t day)
{
    for (int i = 0; i < (int)life->family->people_count; i++) {
        struct synthesis_person *person = person_at(life, i);
        int32_t when = day + (int32_t)random_below(&life->random, 85);
        int age = age_at(person, when);
        if (!is_here(person, when) || when < person->arrives)
            continue;
        bool child = person->mother >= 0 || person->father >= 0;
        change_names(life, person, when);
        if (chance(&life->random, age > 65 ? DIES_OLD : DIES_YOUNG))
            die(life, i, when);
        else if (child && age < 17 && chance(&life->random, INTO_CARE))
            take_into_care(life, i, when);
        else if (child && age >= 18 && age < 30 && !in_couple(life, i) &&
                 chance(&life->random, LEAVES_HOME))
            leave_home(life, i, when);
    }
}

static void give_births(struct life *life, int year)
{
    int32_t next_year = date_to_days((struct date){(int16_t)(year + 1), 1, 1});
    for (size_t i = 0; i < life->couple_count; i++) {
        struct couple *couple = &life->couples[i];
        while (couple->mother >= 0 && couple->children < couple->wanted &&
               couple->next_birth < next_year) {
            const struct synthesis_person *mother = person_at(life, couple->mother);
            if (!is_here(mother, couple->next_birth) || age_at(mother, couple->next_birth) > 44)
                couple->wanted = 0;
            else
                couple_birth(life, couple);
        }
    }
}

bool life_year(struct life *life, int year)
{
    int32_t day = date_to_days((struct date){(int16_t)year, 1, 1});
    change_couples(life, day);
    move_homes(life, day + 180);
    change_people(life, day + 275);
    give_births(life, year);
    if (!chance(&life->random, LEAVES_CITY))
        return true;
    for (int i = 0; i < (int)life->family->people_count; i++)
        if (person_at(life, i)->leaves > day + 360)
            person_at(life, i)->leaves = day + 360;
    return false;
}
