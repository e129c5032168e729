/* What a careful reader of all records of a family could know: which of them are one person, and
 * which might be somebody else's as well. Evidence is counted in bits, as the base-two logarithm
 * of how much likelier an agreement is between two records of one person than between two of the
 * same city; whole numbers that hold for common names. */
#include "math/synthesis/names.h"
#include "math/synthesis/slips.h"

#include "base/banned.h"

enum {
    /* agreements */
    GIVEN = 6,
    MIDDLE = 4,
    INITIAL = 3,
    FAMILY = 7,
    BIRTH = 14,
    BIRTH_NEARLY = 8,
    BIRTH_YEAR = 4,
    PLACE = 12,
    POSTCODE = 8,  /* or a street without the house */
    TELEPHONE = 7, /* few numbers are kept for drama */
    EMAIL = 10,
    NUMBER = 20,
    ENOUGH = 24, /* for a city of a hundred thousand, with a margin */
    FAR = 3,     /* letters from which on two names are not one misspelt */
};

static bool has(const struct synthesis_record *record, enum synthesis_slip slip)
{
    return record->slips >> slip & 1;
}

static unsigned distance(const char *a, const char *b)
{
    char one[64], other[64];
    if (strcmp(a, b) == 0)
        return 0;
    text_fold(a, one);
    text_fold(b, other);
    return text_distance(one, other, FAR);
}

/* The same of two persons' names: Luke is no slip of Jude. */
static unsigned name_distance(const char *a, const char *b)
{
    size_t longer = strlen(a) > strlen(b) ? strlen(a) : strlen(b);
    unsigned found = distance(a, b);
    return 3 * found > longer ? FAR : found;
}

/* Kowalski and Kowalska are one name. */
static bool same_family(const char *a, const char *b)
{
    size_t length = strlen(a);
    return strcmp(a, b) == 0 || (length > 3 && length == strlen(b) && a[length - 2] == 'k' &&
                                 strncmp(a, b, length - 1) == 0);
}

/* --- whom a record fits ----------------------------------------------------------------------- */

static unsigned birth_misfit(struct date recorded, struct date born)
{
    if (recorded.month == 0 || date_compare(recorded, born) == 0)
        return 0;
    bool day = recorded.day == born.day, month = recorded.month == born.month;
    bool year = recorded.year == born.year;
    bool swapped = year && recorded.day == born.month && recorded.month == born.day;
    bool new_year = recorded.day == 1 && recorded.month == 1 && year;
    return day + month + year == 2 || swapped || new_year ? 1 : FAR;
}

/* Which of its person's names stands in a record, whatever became of it there. */
static const char *name_meant(const struct synthesis_record *record,
                              const struct synthesis_person *meant)
{
    return record->names_shown & 1   ? meant->given.text
           : record->names_shown & 2 ? meant->middle.text
                                     : meant->known_as;
}

static unsigned given_misfit(const struct synthesis_record *record,
                             const struct synthesis_person *person,
                             const struct synthesis_person *meant)
{
    const char *names[] = {person->given.text, person->middle.text, person->known_as};
    bool known = record->meant_given[0] && !has(record, SLIP_INITIAL); /* Md is Muhammad */
    unsigned least = FAR;
    if (record->names_shown == 0)
        return 0;
    if (known && person == meant)
        return distance(record->read_given, record->meant_given);
    for (size_t i = 0; i < 3; i++) {
        bool initial = has(record, SLIP_INITIAL) && record->read_given[0] == names[i][0];
        bool namesake = known && strcmp(name_meant(record, meant), names[i]) == 0;
        unsigned found = initial        ? 0
                         : !names[i][0] ? FAR
                         : namesake     ? distance(record->read_given, record->meant_given)
                                        : name_distance(record->read_given, names[i]);
        least = found < least ? found : least;
    }
    return least;
}

/* Brothers are called Muhammad Zubair and Muhammad Asif. */
static unsigned middle_misfit(const struct synthesis_record *record,
                              const struct synthesis_person *person,
                              const struct synthesis_person *meant)
{
    const char *read = record->middle, *own = person->middle.text;
    bool initial = read[0] && (read[1] == 0 || ((unsigned char)read[0] >= 0x80 && read[2] == 0));
    bool same = record->meant_given[0] && strcmp(own, meant->middle.text) == 0;
    if (!read[0] || same || (initial && read[0] == own[0]))
        return 0;
    return initial || name_distance(read, own) >= FAR ? 1 : 0;
}

/* Another given name has another middle one: that is one misfit and not two. */
static unsigned names_misfit(const struct synthesis_record *record,
                             const struct synthesis_person *person,
                             const struct synthesis_person *meant)
{
    unsigned given = given_misfit(record, person, meant);
    return given ? given : middle_misfit(record, person, meant);
}

static unsigned family_misfit(const struct synthesis_record *record,
                              const struct synthesis_person *person, const char *meant)
{
    for (size_t i = 0; i < person->surname_count; i++)
        if (!record->read_family[0] || same_family(person->surnames[i].text, meant) ||
            distance(record->read_family, person->surnames[i].text) < 2)
            return 0;
    return 1;
}

static unsigned place_misfit(const struct synthesis_record *record,
                             const struct synthesis_family *family,
                             const struct synthesis_person *person)
{
    if (!record->place.street[0] && !record->place.postcode[0])
        return 0;
    for (size_t i = 0; i < person->stay_count; i++) {
        const struct synthesis_household *household = &family->households[person->stays[i].value];
        for (size_t s = 0; s < household->stay_count; s++)
            if (household->stays[s].value == record->address)
                return 0;
    }
    return 1;
}

/* --- whose numbers a reader knows: those that a record shows under the name of who has them ----
 */

struct numbers {
    const struct synthesis_family *family;
    unsigned nhs[SYNTHESIS_PEOPLE], upn[SYNTHESIS_PEOPLE]; /* records that show theirs */
};

static bool names_its_person(const struct synthesis_record *record)
{
    return record->names_shown && !has(record, SLIP_TWIN);
}

static bool is_same(const char *recorded, const char *own)
{
    return recorded[0] && strcmp(recorded, own) == 0;
}

static void learn_numbers(const struct synthesis_family *family,
                          const struct synthesis_record *records, size_t count,
                          struct numbers *ret_numbers)
{
    *ret_numbers = (struct numbers){.family = family};
    for (size_t i = 0; i < count; i++) {
        const struct synthesis_person *person = &family->people[records[i].person];
        bool named = names_its_person(&records[i]);
        ret_numbers->nhs[records[i].person] +=
            named && is_same(records[i].nhs_number, person->nhs_number);
        ret_numbers->upn[records[i].person] += named && is_same(records[i].upn, person->upn);
    }
}

/* A number speaks against a person of whom another record shows another, or where another record
 * shows that it is somebody else's. */
static unsigned number_misfit(const struct numbers *numbers, const struct synthesis_record *record,
                              size_t index, bool nhs)
{
    const struct synthesis_person *people = numbers->family->people;
    const char *recorded = nhs ? record->nhs_number : record->upn;
    const unsigned *shown = nhs ? numbers->nhs : numbers->upn;
    bool known = shown[index] > 0;
    if (!recorded[0] || is_same(recorded, nhs ? people[index].nhs_number : people[index].upn))
        return 0;
    for (size_t i = 0; i < numbers->family->people_count; i++) {
        unsigned here = i == record->person && names_its_person(record);
        known |= is_same(recorded, nhs ? people[i].nhs_number : people[i].upn) && shown[i] > here;
    }
    return known ? FAR : 0;
}

/* How many parts of the record speak against this person, or more than `most` where it is more:
 * what is quickly told is asked first. */
static unsigned misfit(const struct numbers *numbers, const struct synthesis_record *record,
                       size_t index, unsigned most)
{
    const struct synthesis_family *family = numbers->family;
    const struct synthesis_person *person = &family->people[index];
    const struct synthesis_person *meant = &family->people[record->person];
    const char *surname =
        record->surname < SYNTHESIS_SURNAMES ? meant->surnames[record->surname].text : "";
    unsigned against = birth_misfit(record->born, date_from_days(person->born)) +
                       (record->sex && (record->sex == 'M') != person->male) +
                       number_misfit(numbers, record, index, true) +
                       number_misfit(numbers, record, index, false);
    if (against <= most)
        against += names_misfit(record, person, meant);
    if (against <= most)
        against += family_misfit(record, person, surname) + place_misfit(record, family, person);
    return against;
}

static uint32_t others_of(const struct numbers *numbers, const struct synthesis_record *record)
{
    const struct synthesis_family *family = numbers->family;
    uint32_t others = 0;
    unsigned own = misfit(numbers, record, record->person, UINT32_MAX);
    for (size_t i = 0; i < family->people_count; i++)
        if (i != record->person && family->people[i].born <= record->day &&
            misfit(numbers, record, i, own) <= own)
            others |= UINT32_C(1) << i;
    return others;
}

/* --- which records are one person ------------------------------------------------------------- */

static int given_bits(const struct synthesis_record *a, const struct synthesis_record *b)
{
    if (a->names_shown == 0 || b->names_shown == 0)
        return 0;
    if (has(a, SLIP_INITIAL) || has(b, SLIP_INITIAL))
        return a->read_given[0] == b->read_given[0] ? INITIAL : -INITIAL;
    bool legible = distance(a->read_given, a->meant_given) < FAR &&
                   distance(b->read_given, b->meant_given) < FAR;
    unsigned both = a->names_shown & b->names_shown;
    if (!legible || both == 0)
        return -GIVEN;
    return both == 3 ? GIVEN + MIDDLE : GIVEN;
}

static int birth_bits(struct date a, struct date b)
{
    if (a.month == 0 || b.month == 0)
        return 0;
    bool new_year = (a.day == 1 && a.month == 1) || (b.day == 1 && b.month == 1);
    if (date_compare(a, b) == 0)
        return new_year ? BIRTH_YEAR + 1 : BIRTH;
    if (a.year == b.year && new_year)
        return BIRTH_YEAR;
    return birth_misfit(a, b) == 1 ? BIRTH_NEARLY : -BIRTH_NEARLY;
}

static int number_bits(const char *a, const char *b)
{
    if (!a[0] || !b[0])
        return 0;
    return strcmp(a, b) == 0 ? NUMBER : -NUMBER;
}

static int place_bits(const struct synthesis_record *a, const struct synthesis_record *b)
{
    const struct synthesis_place *one = &a->place, *other = &b->place;
    bool street = one->street[0] && distance(one->street, other->street) < FAR;
    bool house = one->house[0] && strcmp(one->house, other->house) == 0;
    bool postcode = one->postcode[0] && strcmp(one->postcode, other->postcode) == 0;
    if (a->address != b->address)
        return 0;
    return street && house ? PLACE : street || postcode ? POSTCODE : 0;
}

static int family_bits(const struct synthesis_person *person, const struct synthesis_record *a,
                       const struct synthesis_record *b)
{
    bool both = a->surname < SYNTHESIS_SURNAMES && b->surname < SYNTHESIS_SURNAMES;
    return both && same_family(person->surnames[a->surname].text, person->surnames[b->surname].text)
               ? FAMILY
               : 0;
}

static int contact_bits(const char *a, const char *b, int bits)
{
    return is_same(a, b) ? bits : 0;
}

static int shared_bits(const struct synthesis_person *person, const struct synthesis_record *a,
                       const struct synthesis_record *b)
{
    return given_bits(a, b) + birth_bits(a->born, b->born) +
           number_bits(a->nhs_number, b->nhs_number) + number_bits(a->upn, b->upn) +
           place_bits(a, b) + family_bits(person, a, b) +
           contact_bits(a->telephone, b->telephone, TELEPHONE) +
           contact_bits(a->email, b->email, EMAIL);
}

/* --- of which of two persons' records a third is the fellow ----------------------------------- */

/* A number tells that the two are not one person. */
static bool are_two(const struct synthesis_record *a, const struct synthesis_record *b)
{
    return number_bits(a->nhs_number, b->nhs_number) < 0 || number_bits(a->upn, b->upn) < 0;
}

struct reading {
    const struct synthesis_family *family;
    const struct synthesis_record *records;
    size_t count;
    uint32_t doubted; /* people whom a record fits that fits somebody else as well */
};

static bool lived_together(const struct reading *reading, size_t one, size_t other, int32_t day)
{
    const struct synthesis_person *people = reading->family->people;
    return synthesis_household_at(&people[one], day) == synthesis_household_at(&people[other], day);
}

static void copy_names(struct synthesis_record *record, const struct synthesis_record *from)
{
    record->names_shown = from->names_shown;
    record->slips = from->slips; /* of which the initial is asked for */
    memcpy(record->read_given, from->read_given, sizeof record->read_given);
    memcpy(record->meant_given, from->meant_given, sizeof record->meant_given);
}

/* The rival as it would be in the place of `own`, which says what the rival leaves open. Home and
 * parents' telephone tell nothing of which of two it is who lived together; a name of somebody else
 * is there because that is what went wrong. */
static struct synthesis_record in_place_of(const struct synthesis_record *rival,
                                           const struct synthesis_record *own, bool together)
{
    struct synthesis_record record = *rival;
    record.surname = own->surname;
    if (!rival->names_shown)
        copy_names(&record, own);
    if (!rival->meant_given[0])
        memcpy(record.meant_given, record.read_given, sizeof record.meant_given);
    if (!rival->born.month)
        record.born = own->born;
    if (!rival->place.street[0] || together) {
        record.address = own->address;
        record.place = own->place;
    }
    if (!rival->telephone[0] || (together && has(own, SLIP_SHARED_TELEPHONE)))
        memcpy(record.telephone, own->telephone, sizeof record.telephone);
    return record;
}

static bool fits(const struct synthesis_record *record, size_t person)
{
    return record->others >> person & 1 || (record->person == person && record->others);
}

/* Whether a record that fits two people, and shows another number than `own`, could be in the place
 * of `own` beside `other`: of two sisters who stand under one name in the same agency. */
static bool has_rival(const struct reading *reading, const struct synthesis_record *own,
                      const struct synthesis_record *other)
{
    if (!(reading->doubted >> own->person & 1))
        return false;
    const struct synthesis_person *person = &reading->family->people[own->person];
    int bits = shared_bits(person, own, other);
    for (size_t i = 0; i < reading->count; i++) {
        const struct synthesis_record *rival = &reading->records[i];
        if (!fits(rival, own->person) || !are_two(rival, own))
            continue;
        bool together = lived_together(reading, rival->person, own->person, own->day) &&
                        lived_together(reading, rival->person, own->person, other->day);
        struct synthesis_record instead = in_place_of(rival, own, together);
        if (shared_bits(person, &instead, other) >= bits)
            return true;
    }
    return false;
}

/* Whether a reader would put two records of one person together. */
static bool are_known(const struct reading *reading, const struct synthesis_record *a,
                      const struct synthesis_record *b)
{
    return !a->others && !b->others &&
           shared_bits(&reading->family->people[a->person], a, b) >= ENOUGH &&
           !has_rival(reading, a, b) && !has_rival(reading, b, a);
}

static size_t root_of(size_t *above, size_t i)
{
    while (above[i] != i)
        i = above[i] = above[above[i]];
    return i;
}

void synthesis_read(const struct synthesis_family *family, struct synthesis_record *records,
                    size_t count)
{
    size_t above[SYNTHESIS_RECORDS];
    unsigned groups[SYNTHESIS_PEOPLE] = {0};
    struct numbers numbers;
    struct reading reading = {.family = family, .records = records, .count = count};
    learn_numbers(family, records, count, &numbers);
    for (size_t i = 0; i < count; i++) {
        above[i] = i;
        records[i].others = others_of(&numbers, &records[i]);
        reading.doubted |= records[i].others;
        if (records[i].others)
            reading.doubted |= UINT32_C(1) << records[i].person;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (records[j].person == records[i].person &&
                are_known(&reading, &records[i], &records[j]))
                above[root_of(above, i)] = root_of(above, j);
    for (size_t i = 0; i < count; i++) {
        size_t root =
            root_of(above, i); /* the first of its group, since it was joined to those before */
        records[i].group = root == i ? ++groups[records[i].person] : 0;
    }
    for (size_t i = 0; i < count; i++)
        records[i].group = records[root_of(above, i)].group;
}
