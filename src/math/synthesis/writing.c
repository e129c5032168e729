#include "math/synthesis/writing.h"

#include <stdio.h>

#include "math/synthesis/numbers.h"
#include "math/synthesis/places.h"
#include "math/synthesis/slips.h"

#include "base/banned.h"

/* How often each source goes wrong, per mille of records; our own assumptions. Health has an
 * identifier and few free hands; police write what they hear at night; a charity writes what it
 * is told and asks for no date of birth. */
struct habits {
    unsigned typing, sound; /* each of given and family name */
    unsigned nickname;      /* of people who have one for every day; a third of it else */
    unsigned initial, no_given, no_family;
    unsigned no_middle, middle_initial;
    unsigned part_of_family; /* of those in several parts */
    unsigned other_ending;   /* of those that have one */
    unsigned old_surname;    /* of those who had another */
    unsigned twin;           /* of twins */
    unsigned marks_lost;     /* of names with marks */
    unsigned date_swapped, date_typing, new_year, no_date;
    unsigned old_address; /* of those who lived elsewhere */
    unsigned address_typing, no_address;
    unsigned no_telephone, no_nhs_number, no_upn, no_email;
    bool capitals, postcode_alone;
    size_t longest; /* name that the system holds; 0: any */
};

static const struct habits habits[SYNTHESIS_SOURCES] = {
    [SYNTHESIS_COUNCIL] = {.typing = 12,
                           .sound = 12,
                           .nickname = 200,
                           .initial = 3,
                           .no_given = 3,
                           .no_family = 2,
                           .no_middle = 500,
                           .middle_initial = 100,
                           .part_of_family = 80,
                           .other_ending = 60,
                           .old_surname = 120,
                           .twin = 40,
                           .marks_lost = 600,
                           .date_swapped = 6,
                           .date_typing = 10,
                           .new_year = 6,
                           .no_date = 15,
                           .old_address = 100,
                           .address_typing = 40,
                           .no_address = 20,
                           .no_telephone = 350,
                           .no_nhs_number = 550,
                           .no_upn = 300,
                           .no_email = 600},
    [SYNTHESIS_HEALTH] = {.typing = 8,
                          .sound = 6,
                          .nickname = 15,
                          .no_given = 1,
                          .no_middle = 250,
                          .part_of_family = 60,
                          .other_ending = 30,
                          .old_surname = 180,
                          .twin = 48,
                          .marks_lost = 1000,
                          .date_swapped = 2,
                          .date_typing = 3,
                          .new_year = 4,
                          .old_address = 150,
                          .address_typing = 30,
                          .no_address = 3,
                          .no_telephone = 300,
                          .no_nhs_number = 8,
                          .no_upn = 1000,
                          .no_email = 500,
                          .capitals = true},
    [SYNTHESIS_POLICE] = {.typing = 28,
                          .sound = 45,
                          .nickname = 200,
                          .initial = 12,
                          .no_given = 10,
                          .no_family = 3,
                          .no_middle = 600,
                          .middle_initial = 150,
                          .part_of_family = 150,
                          .other_ending = 150,
                          .old_surname = 150,
                          .twin = 48,
                          .marks_lost = 1000,
                          .date_swapped = 15,
                          .date_typing = 28,
                          .new_year = 20,
                          .no_date = 70,
                          .old_address = 120,
                          .address_typing = 80,
                          .no_address = 60,
                          .no_telephone = 500,
                          .no_nhs_number = 1000,
                          .no_upn = 1000,
                          .no_email = 800,
                          .capitals = true,
                          .longest = 14},
    [SYNTHESIS_SCHOOLS] = {.typing = 6,
                           .sound = 4,
                           .nickname = 60,
                           .no_middle = 200,
                           .part_of_family = 60,
                           .other_ending = 40,
                           .old_surname = 80,
                           .twin = 24,
                           .marks_lost = 500,
                           .date_swapped = 2,
                           .date_typing = 4,
                           .new_year = 2,
                           .old_address = 110,
                           .address_typing = 30,
                           .no_address = 5,
                           .no_telephone = 80,
                           .no_nhs_number = 1000,
                           .no_upn = 15,
                           .no_email = 400},
    [SYNTHESIS_CHARITY] = {.typing = 25,
                           .sound = 25,
                           .nickname = 750,
                           .initial = 20,
                           .no_given = 12,
                           .no_family = 40,
                           .no_middle = 950,
                           .part_of_family = 200,
                           .other_ending = 120,
                           .old_surname = 150,
                           .twin = 60,
                           .marks_lost = 400,
                           .date_swapped = 8,
                           .date_typing = 15,
                           .new_year = 40,
                           .no_date = 250,
                           .old_address = 90,
                           .address_typing = 60,
                           .no_address = 120,
                           .no_telephone = 200,
                           .no_nhs_number = 1000,
                           .no_upn = 1000,
                           .no_email = 450,
                           .postcode_alone = true},
};

enum {
    YEAR = 365,
    TELEPHONE_DAYS = 1500, /* how long a number is kept */
    OWN_TELEPHONE_AGE = 14,
    EMAIL = 5,
    TELEPHONE = 6, /* what place_mix mixes */
};

static const char *const slip_names[SLIPS] = {
    "typing-given",   "typing-family",   "sound-given",   "sound-family",
    "spelling-given", "spelling-family", "nickname",      "middle-as-given",
    "initial",        "no-given",        "baby",          "no-family",
    "part-of-family", "other-ending",    "names-swapped", "cut",
    "marks-lost",     "capitals",        "old-surname",   "twin",
    "date-swapped",   "date-typing",     "date-new-year", "no-date",
    "old-address",    "address-typing",  "no-address",    "shared-telephone",
    "no-telephone",   "no-number",       "sex",
};

const char *synthesis_slip_name(enum synthesis_slip slip)
{
    return slip_names[slip];
}

/* --- the writer at work ----------------------------------------------------------------------- */

struct writing {
    const struct synthesis_city *city;
    const struct synthesis_family *family;
    const struct synthesis_person *person, *twin; /* twin: the one they are taken for, or NULL */
    const struct habits *habits;
    struct random *random;
    struct synthesis_record *record;
};

static bool slips(struct writing *writing, enum synthesis_slip slip, unsigned per_mille)
{
    if (!chance(writing->random, per_mille))
        return false;
    writing->record->slips |= UINT32_C(1) << slip;
    return true;
}

static void mark(struct writing *writing, enum synthesis_slip slip, bool happened)
{
    writing->record->slips |= happened ? UINT32_C(1) << slip : 0;
}

/* More often where the name is foreign to who writes it. */
static unsigned by_origin(const struct writing *writing, unsigned per_mille)
{
    return per_mille * writing->person->origin->slips / 100;
}

static const struct synthesis_person *twin_of(const struct synthesis_family *family,
                                              const struct synthesis_person *person)
{
    for (size_t i = 0; person->birth && i < family->people_count; i++)
        if (&family->people[i] != person && family->people[i].birth == person->birth)
            return &family->people[i];
    return NULL;
}

static void copy(char *to, size_t size, const char *from)
{
    text_copy(to, size, slice_from(from));
}

/* --- names ------------------------------------------------------------------------------------ */

/* Xiaoming, Xiao Ming, Xiao-Ming. */
static void choose_joint(struct writing *writing, struct synthesis_name *name)
{
    static const char joints[] = {0, ' ', '-'};
    if (name->entries[1] && writing->person->origin->custom == TWO_SYLLABLES)
        name->joint = joints[random_below(writing->random, 3)];
}

static void write_given(struct writing *writing)
{
    struct synthesis_record *record = writing->record;
    const struct synthesis_person *who = writing->twin ? writing->twin : writing->person;
    struct synthesis_name given = who->given;
    bool respelt = chance(writing->random, who->origin->respelt);
    choose_joint(writing, &given);
    name_write(&given, respelt ? writing->random : NULL);
    mark(writing, SLIP_SPELLING_GIVEN, respelt && strcmp(given.text, who->given.text) != 0);
    copy(record->given, sizeof record->given, given.text);
    copy(record->known_as, sizeof record->known_as, who->known_as);
    record->names_shown = 1;
    if (who->middle.text[0] && !chance(writing->random, writing->habits->no_middle)) {
        struct synthesis_name middle = who->middle;
        name_write(&middle, chance(writing->random, who->origin->respelt) ? writing->random : NULL);
        copy(record->middle, sizeof record->middle,
             middle.text[0] ? middle.text : who->middle.text);
        record->names_shown |= 2;
        if (chance(writing->random, writing->habits->middle_initial))
            record->middle[(record->middle[0] & 0x80) ? 2 : 1] = 0;
    }
}

/* What they are called instead of what they are named. */
static void write_nickname(struct writing *writing)
{
    struct synthesis_record *record = writing->record;
    const struct synthesis_person *who = writing->twin ? writing->twin : writing->person;
    unsigned often = writing->habits->nickname;
    struct slice name = slice_from(who->known_as);
    if (name.length == 0) {
        often /= 3;
        name = entry_short_form(who->given.entries[0], writing->random);
    }
    if (name.length == 0 || name.length >= sizeof record->given || !chance(writing->random, often))
        return;
    bool middle = slice_is(name, who->middle.text);
    mark(writing, middle ? SLIP_MIDDLE_AS_GIVEN : SLIP_NICKNAME, true);
    memcpy(record->given, name.data, name.length);
    record->given[name.length] = 0;
    bool english = who->origin->custom == TWO_SYLLABLES;
    record->names_shown = middle ? 2 : english ? 4 : 1 | 4;
    if (middle || !english)
        record->middle[0] = 0;
}

/* One of several parts alone, or all of them joined otherwise. */
static void write_parts(struct writing *writing, char *text)
{
    char *gap = strpbrk(text, " -'");
    if (!gap || !chance(writing->random, by_origin(writing, writing->habits->part_of_family)))
        return;
    uint64_t how = random_below(writing->random, 4);
    bool particle = gap - text <= 2; /* O', Al-, da */
    if (how == 0 || (how == 1 && particle)) {
        memmove(text, gap + 1, strlen(gap + 1) + 1);
        mark(writing, SLIP_PART_OF_FAMILY, true);
    } else if (how == 1) {
        *gap = 0;
        mark(writing, SLIP_PART_OF_FAMILY, true);
    } else if (how == 2) {
        *gap = *gap == ' ' ? '-' : ' ';
        mark(writing, SLIP_SPELLING_FAMILY, true);
    } else {
        memmove(gap, gap + 1, strlen(gap + 1) + 1);
        mark(writing, SLIP_SPELLING_FAMILY, true);
    }
}

static void write_family(struct writing *writing)
{
    struct synthesis_record *record = writing->record;
    const struct synthesis_person *person = writing->person;
    size_t which = synthesis_surname_at(person, record->day);
    if (which > 0 && slips(writing, SLIP_OLD_SURNAME, writing->habits->old_surname))
        which = (size_t)random_below(writing->random, which);
    struct synthesis_name name = person->surnames[which];
    if (name.feminine && slips(writing, SLIP_OTHER_ENDING, writing->habits->other_ending))
        name = surname_taken(&name, true, person->origin);
    if (name.entries[0] && chance(writing->random, person->origin->respelt)) {
        name_write(&name, writing->random);
        mark(writing, SLIP_SPELLING_FAMILY, strcmp(name.text, person->surnames[which].text) != 0);
    }
    record->surname = which;
    copy(record->family, sizeof record->family, name.text);
    write_parts(writing, record->family);
}

static void write_wrongly(struct writing *writing, char *text, bool family)
{
    char before[64];
    copy(before, sizeof before, text);
    if (chance(writing->random, by_origin(writing, writing->habits->sound)))
        mark(writing, family ? SLIP_SOUND_FAMILY : SLIP_SOUND_GIVEN,
             slip_sound(writing->random, text, sizeof before) && strcmp(before, text) != 0);
    if (chance(writing->random, by_origin(writing, writing->habits->typing)))
        mark(writing, family ? SLIP_TYPING_FAMILY : SLIP_TYPING_GIVEN,
             slip_typing(writing->random, text, sizeof before));
}

static void leave_out_names(struct writing *writing)
{
    static const char *const blanks[] = {"", "", "Unknown", "UNKNOWN", "Not known", "X"};
    struct synthesis_record *record = writing->record;
    if (slips(writing, SLIP_INITIAL, writing->habits->initial)) {
        record->given[(record->given[0] & 0x80) ? 2 : 1] = 0;
        record->middle[0] = 0;
    } else if (slips(writing, SLIP_NO_GIVEN, writing->habits->no_given)) {
        copy(record->given, sizeof record->given, blanks[random_below(writing->random, 6)]);
        record->middle[0] = 0;
        record->names_shown = 0;
    } else if (slips(writing, SLIP_NO_FAMILY, writing->habits->no_family)) {
        copy(record->family, sizeof record->family, blanks[random_below(writing->random, 3)]);
        record->surname = SYNTHESIS_SURNAMES;
    }
}

static void write_baby(struct writing *writing)
{
    static const char *const words[] = {"Baby", "Baby", "Infant", "Baby of"};
    struct synthesis_record *record = writing->record;
    const struct synthesis_person *person = writing->person;
    const struct synthesis_person *mother = &writing->family->people[person->mother];
    mark(writing, SLIP_BABY, true);
    if (person->birth) {
        size_t place = 1;
        for (const struct synthesis_person *other = writing->family->people; other != person;
             other++)
            place += other->birth == person->birth;
        snprintf(record->given, sizeof record->given, "Twin %zu", place);
    } else {
        copy(record->given, sizeof record->given,
             words[random_below(writing->random, sizeof words / sizeof *words)]);
    }
    const char *family = mother->surnames[synthesis_surname_at(mother, record->day)].text;
    copy(record->family, sizeof record->family, family);
    record->surname = strcmp(family, person->surnames[0].text) == 0 ? 0 : SYNTHESIS_SURNAMES;
    record->names_shown = 0;
}

/* What the system makes of it: plain letters, capitals, what fits. */
static void squeeze(struct writing *writing, char *text)
{
    if (chance(writing->random, writing->habits->marks_lost))
        mark(writing, SLIP_MARKS_LOST, slip_marks(text));
    if (writing->habits->capitals)
        slip_capitals(text);
    if (writing->habits->longest && strlen(text) > writing->habits->longest) {
        text[writing->habits->longest] = 0;
        mark(writing, SLIP_CUT, true);
    }
}

static void write_names(struct writing *writing, bool baby)
{
    struct synthesis_record *record = writing->record;
    if (baby) {
        write_baby(writing);
    } else {
        write_given(writing);
        write_nickname(writing);
        write_family(writing);
    }
    if (!writing->twin) /* else nobody could tell that they were meant */
        copy(record->meant_given, sizeof record->meant_given, record->given);
    if (!baby) {
        write_wrongly(writing, record->given, false);
        write_wrongly(writing, record->family, true);
        leave_out_names(writing);
    }
    if (record->names_shown)
        copy(record->read_given, sizeof record->read_given, record->given);
    if (record->surname < SYNTHESIS_SURNAMES)
        copy(record->read_family, sizeof record->read_family, record->family);
    if (!baby && record->given[0] && record->family[0] &&
        slips(writing, SLIP_NAMES_SWAPPED, writing->person->origin->swapped)) {
        char given[64];
        copy(given, sizeof given, record->given);
        copy(record->given, sizeof record->given, record->family);
        copy(record->family, sizeof record->family, given);
    }
    squeeze(writing, record->given);
    squeeze(writing, record->middle);
    squeeze(writing, record->family);
    mark(writing, SLIP_CAPITALS, writing->habits->capitals);
}

/* --- date of birth and sex -------------------------------------------------------------------- */

static struct date mistyped(struct random *random, struct date date)
{
    struct date wrong = date;
    switch (random_below(random, 4)) {
    case 0:
        wrong.day = (uint8_t)(date.day > 10 ? date.day - 10 : date.day + 10);
        break;
    case 1:
        wrong.day = (uint8_t)(date.day > 1 ? date.day - 1 : 2);
        break;
    case 2:
        wrong.month = (uint8_t)(date.month < 12 ? date.month + 1 : 11);
        break;
    default:
        wrong.year = (int16_t)(date.year + (random_below(random, 2) ? 1 : -1));
    }
    if (!date_is_valid(wrong))
        wrong.day = 28;
    return wrong;
}

static void write_birth(struct writing *writing)
{
    struct synthesis_record *record = writing->record;
    struct date born = date_from_days(writing->person->born);
    unsigned new_year = writing->habits->new_year + writing->person->origin->new_year / 8;
    record->born = born;
    if (slips(writing, SLIP_NO_DATE, writing->habits->no_date)) {
        record->born = (struct date){0};
    } else if (slips(writing, SLIP_DATE_NEW_YEAR, new_year)) {
        int off = chance(writing->random, 300) ? 1 : 0;
        record->born = (struct date){(int16_t)(born.year + off), 1, 1};
    } else if (born.day <= 12 && born.day != born.month &&
               slips(writing, SLIP_DATE_SWAPPED, writing->habits->date_swapped * 2)) {
        record->born.day = born.month;
        record->born.month = born.day;
    } else if (slips(writing, SLIP_DATE_TYPING, writing->habits->date_typing)) {
        record->born = mistyped(writing->random, born);
    }
    record->sex = writing->person->male ? 'M' : 'F';
    if (slips(writing, SLIP_SEX, 3))
        record->sex = chance(writing->random, 500) ? 0 : record->sex == 'M' ? 'F' : 'M';
}

/* --- address, telephone, numbers -------------------------------------------------------------- */

static void write_address_wrongly(struct writing *writing, struct synthesis_place *place)
{
    size_t last = strlen(place->postcode) - 1;
    switch (random_below(writing->random, writing->habits->postcode_alone ? 2 : 4)) {
    case 0:
        place->postcode[last] = (char)('A' + random_below(writing->random, 26));
        break;
    case 1:
        place->postcode[0] = 0;
        break;
    case 2:
        slip_typing(writing->random, place->street, sizeof place->street);
        break;
    default:
        place->house[0] = 0;
    }
}

static void write_address(struct writing *writing)
{
    struct synthesis_record *record = writing->record;
    const struct synthesis_person *person = writing->person;
    int32_t when = record->day;
    record->household = synthesis_household_at(person, when);
    record->address = synthesis_address_at(&writing->family->households[record->household], when);
    int32_t before = when - 200 - (int32_t)random_below(writing->random, 3 * YEAR);
    uint32_t old = synthesis_address_at(
        &writing->family->households[synthesis_household_at(person, before)], before);
    if (old != record->address && slips(writing, SLIP_OLD_ADDRESS, writing->habits->old_address))
        record->address = old;
    synthesis_place_of(writing->city->seed, record->address, &record->place);
    if (writing->habits->postcode_alone)
        record->place.house[0] = record->place.street[0] = 0;
    if (slips(writing, SLIP_NO_ADDRESS, writing->habits->no_address))
        record->place = (struct synthesis_place){0};
    else if (slips(writing, SLIP_ADDRESS_TYPING, writing->habits->address_typing))
        write_address_wrongly(writing, &record->place);
}

/* A child's is the mother's, or the father's where she is not there. */
static const struct synthesis_person *whose_telephone(struct writing *writing)
{
    const struct synthesis_person *person = writing->person;
    const struct synthesis_person *people = writing->family->people;
    if ((writing->record->day - person->born) / YEAR >= OWN_TELEPHONE_AGE)
        return person;
    int parent = person->mother >= 0 ? person->mother : person->father;
    if (person->father >= 0 && chance(writing->random, 150))
        parent = person->father;
    mark(writing, SLIP_SHARED_TELEPHONE, parent >= 0);
    return parent >= 0 ? &people[parent] : person;
}

static void write_contact(struct writing *writing)
{
    static const char *const hosts[] = {"example.com", "example.org", "example.net"};
    struct synthesis_record *record = writing->record;
    const struct synthesis_person *who = whose_telephone(writing);
    uint64_t seed = writing->city->seed;
    uint64_t period = (uint64_t)record->day / TELEPHONE_DAYS;
    if (!slips(writing, SLIP_NO_TELEPHONE, writing->habits->no_telephone))
        telephone_write(place_mix(seed, TELEPHONE, who->number * 64 + period), record->telephone);
    if (chance(writing->random, writing->habits->no_email))
        return;
    char given[64], family[64];
    uint64_t mixed = place_mix(seed, EMAIL, who->number);
    text_fold(who->given.text, given);
    text_fold(who->surnames[0].text, family);
    snprintf(record->email, sizeof record->email, "%.24s.%.24s%u@%s", given, family,
             (unsigned)(mixed % 100), hosts[mixed / 100 % 3]);
}

static void write_numbers(struct writing *writing)
{
    struct synthesis_record *record = writing->record;
    const struct synthesis_person *who = writing->twin ? writing->twin : writing->person;
    bool school_age = record->day - writing->person->born > 4 * YEAR;
    if (!chance(writing->random, writing->habits->no_nhs_number))
        copy(record->nhs_number, sizeof record->nhs_number, who->nhs_number);
    if (!chance(writing->random, writing->habits->no_upn) && school_age)
        copy(record->upn, sizeof record->upn, who->upn);
    mark(writing, SLIP_NO_NUMBER, !record->nhs_number[0] && !record->upn[0]);
    if (record->nhs_number[0] && chance(writing->random, 2))
        record->nhs_number[4] = (char)('0' + (record->nhs_number[4] - '0' + 1) % 10);
}

void record_write(const struct synthesis_city *city, const struct synthesis_family *family,
                  struct random *random, bool baby, struct synthesis_record *record)
{
    const struct synthesis_person *person = &family->people[record->person];
    struct writing writing = {.city = city,
                              .family = family,
                              .person = person,
                              .random = random,
                              .habits = &habits[record->source],
                              .record = record};
    const struct synthesis_person *twin = twin_of(family, person);
    bool taken = twin && twin->male == person->male && !baby &&
                 slips(&writing, SLIP_TWIN, writing.habits->twin);
    /* either the other's name is written, or the other's number */
    bool name = taken && chance(random, 500);
    writing.twin = name ? twin : NULL;
    write_names(&writing, baby);
    writing.twin = taken && !name ? twin : NULL;
    write_numbers(&writing);
    writing.twin = NULL;
    write_birth(&writing);
    write_address(&writing);
    write_contact(&writing);
}
