/* Who is known to whom, and when they were written down. */
#include "math/synthesis/places.h"
#include "math/synthesis/writing.h"

#include "base/banned.h"

/* Per mille. */
enum {
    KNOWN_TO_COUNCIL = 150, /* families … */
    KNOWN_TO_POLICE = 180,
    KNOWN_TO_CHARITY = 150,
    MOTHER_WRITTEN = 900, /* … and who of a family is written down */
    FATHER_WRITTEN = 550,
    POLICE_ADULT = 450,
    POLICE_CHILD = 300,
    CHARITY_ADULT = 500,
    CHARITY_CHILD = 600,
    HEALTH = 960,
    HEALTH_TWICE = 110,
    NEWBORN = 70,
    SECOND_TIME = 90,
    ANOTHER_SCHOOL = 120,
    YEAR = 365,
};

struct holding {
    const struct synthesis_city *city;
    const struct synthesis_family *family;
    struct random random;
    struct synthesis_record *records;
    size_t count;
};

static void hold(struct holding *holding, enum synthesis_source source, size_t person, int32_t day,
                 bool baby)
{
    if (holding->count == SYNTHESIS_RECORDS)
        return;
    struct synthesis_record *record = &holding->records[holding->count++];
    *record = (struct synthesis_record){.source = source, .person = person, .day = day};
    record_write(holding->city, holding->family, &holding->random, baby, record);
}

/* A day on which they were in the city, or before them all where there is none. */
static int32_t some_day(struct holding *holding, const struct synthesis_person *person)
{
    int32_t from = person->arrives > person->born ? person->arrives : person->born;
    return from + (int32_t)random_below(&holding->random, (uint64_t)(person->leaves - from));
}

static bool is_ever_here(const struct synthesis_person *person)
{
    int32_t from = person->arrives > person->born ? person->arrives : person->born;
    return person->leaves > from;
}

static int32_t young_until(const struct synthesis_person *person)
{
    return person->born + 18 * YEAR;
}

static void hold_some(struct holding *holding, enum synthesis_source source, size_t person,
                      unsigned per_mille, unsigned again)
{
    const struct synthesis_person *who = &holding->family->people[person];
    if (!is_ever_here(who) || !chance(&holding->random, per_mille))
        return;
    hold(holding, source, person, some_day(holding, who), false);
    if (chance(&holding->random, again))
        hold(holding, source, person, some_day(holding, who), false);
}

static void hold_council(struct holding *holding)
{
    bool known = chance(&holding->random, KNOWN_TO_COUNCIL);
    for (size_t i = 0; i < holding->family->people_count; i++) {
        const struct synthesis_person *person = &holding->family->people[i];
        bool cared_for = person->care_until > person->care_from && is_ever_here(person);
        bool child = person->mother >= 0 || person->father >= 0;
        if (cared_for)
            hold(holding, SYNTHESIS_COUNCIL, i, person->care_from + 1, false);
        if (known && child && young_until(person) > person->arrives)
            hold_some(holding, SYNTHESIS_COUNCIL, i, 1000, SECOND_TIME);
        else if (known)
            hold_some(holding, SYNTHESIS_COUNCIL, i, person->male ? FATHER_WRITTEN : MOTHER_WRITTEN,
                      SECOND_TIME);
    }
}

static void hold_health(struct holding *holding)
{
    for (size_t i = 0; i < holding->family->people_count; i++) {
        const struct synthesis_person *person = &holding->family->people[i];
        bool born_here = person->born > person->arrives - 2 && person->mother >= 0;
        if (born_here && person->leaves > person->born + 40 && chance(&holding->random, NEWBORN))
            hold(holding, SYNTHESIS_HEALTH, i,
                 person->born + (int32_t)random_below(&holding->random, 30), true);
        hold_some(holding, SYNTHESIS_HEALTH, i, HEALTH, HEALTH_TWICE);
    }
}

static void hold_police(struct holding *holding)
{
    if (!chance(&holding->random, KNOWN_TO_POLICE))
        return;
    for (size_t i = 0; i < holding->family->people_count; i++) {
        const struct synthesis_person *person = &holding->family->people[i];
        bool child = young_until(person) > person->leaves;
        hold_some(holding, SYNTHESIS_POLICE, i, child ? POLICE_CHILD : POLICE_ADULT,
                  2 * SECOND_TIME);
    }
}

/* The September in which a child of this birth begins the year after so many years. */
static int32_t school_starts(const struct synthesis_person *person, int years)
{
    struct date born = date_from_days(person->born);
    int year = born.year + years + (born.month < 9 ? 0 : 1);
    return date_to_days((struct date){(int16_t)year, 9, 3});
}

static void hold_school(struct holding *holding, size_t person, int from, int until)
{
    const struct synthesis_person *who = &holding->family->people[person];
    int32_t joins = school_starts(who, from), leaves = school_starts(who, until);
    if (joins < who->arrives)
        joins = who->arrives;
    if (leaves > who->leaves)
        leaves = who->leaves;
    if (joins >= leaves)
        return;
    hold(holding, SYNTHESIS_SCHOOLS, person, joins, false);
    if (chance(&holding->random, ANOTHER_SCHOOL) && leaves - joins > YEAR)
        hold(holding, SYNTHESIS_SCHOOLS, person,
             joins + (int32_t)random_below(&holding->random, (uint64_t)(leaves - joins)), false);
}

static void hold_schools(struct holding *holding)
{
    for (size_t i = 0; i < holding->family->people_count; i++) {
        if (holding->family->people[i].upn[0] == 0)
            continue;
        hold_school(holding, i, 4, 11);
        hold_school(holding, i, 11, 16);
    }
}

static void hold_charity(struct holding *holding)
{
    if (!chance(&holding->random, KNOWN_TO_CHARITY))
        return;
    for (size_t i = 0; i < holding->family->people_count; i++) {
        bool child = young_until(&holding->family->people[i]) > holding->family->people[i].arrives;
        hold_some(holding, SYNTHESIS_CHARITY, i, child ? CHARITY_CHILD : CHARITY_ADULT,
                  SECOND_TIME);
    }
}

size_t synthesis_records_make(const struct synthesis_city *city,
                              const struct synthesis_family *family,
                              struct synthesis_record records[static SYNTHESIS_RECORDS])
{
    struct holding holding = {.city = city, .family = family, .records = records};
    holding.random = random_stream(~city->seed, family->index);
    hold_council(&holding);
    hold_health(&holding);
    hold_police(&holding);
    hold_schools(&holding);
    hold_charity(&holding);
    return holding.count;
}
