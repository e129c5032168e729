/* Names from their lists, and how a child or a new adult comes by one. */
#include "math/synthesis/names.h"

#include <stdio.h>

#include "math/synthesis/slips.h"

#include "base/banned.h"

/* Of daughters who bear a lady's last name, of sons who are also called Muhammad, and so on. */
enum {
    LADY = 550,
    MUHAMMAD = 480,
    OTHER_LAST_NAME = 250,
    NO_CLAN = 400,
    NAMED_AFTER_FATHER = 30,
    TWINS_ALIKE = 350,
    HAS_MIDDLE = 780,
    EVERY_DAY_NAME = 250,
    HYPHENATED = 60,
    TRIES = 40, /* to find a name that no brother or sister has */
};

bool chance(struct random *random, unsigned per_mille)
{
    return random_below(random, 1000) < per_mille;
}

size_t draw_common(struct random *random, size_t count)
{
    return (size_t)(random_below(random, count) * random_below(random, count) / count);
}

/* --- entries ---------------------------------------------------------------------------------- */

static struct slice entry_part(const char *entry, int wanted)
{
    struct slice rest = slice_from(entry), part = {0};
    for (int i = 0; i <= wanted; i++)
        if (!slice_split(&rest, '|', &part))
            return (struct slice){0};
    return part;
}

static struct slice one_of(struct slice list, struct random *random)
{
    size_t count = 1;
    struct slice part = {0};
    if (list.length == 0)
        return part;
    for (size_t i = 0; i < list.length; i++)
        count += list.data[i] == ',';
    size_t wanted = (size_t)random_below(random, count);
    for (size_t i = 0; i <= wanted; i++)
        slice_split(&list, ',', &part);
    return part;
}

struct slice entry_name(const char *entry)
{
    return entry_part(entry, 0);
}

struct slice entry_spelling(const char *entry, struct random *random)
{
    return one_of(entry_part(entry, 1), random);
}

struct slice entry_short_form(const char *entry, struct random *random)
{
    return one_of(entry_part(entry, 2), random);
}

/* Kowalski becomes Kowalska, in each part of the text. */
static void make_feminine(char *text)
{
    static const char *const endings[] = {"ski", "cki", "dzki"};
    size_t length = strlen(text);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (slice_ends_with((struct slice){text, length}, slice_from(endings[i])))
            text[length - 1] = 'a';
}

void name_write(struct synthesis_name *name, struct random *random)
{
    char text[sizeof name->text + 2] = "";
    size_t length = 0;
    for (size_t i = 0; i < 2 && name->entries[i]; i++) {
        struct slice part = random ? entry_spelling(name->entries[i], random) : (struct slice){0};
        if (part.length == 0)
            part = entry_name(name->entries[i]);
        if (i > 0 && name->joint && length + 1 < sizeof text)
            text[length++] = name->joint;
        text_copy(text + length, sizeof text - length, part);
        if (i > 0 && !name->joint && text[length] >= 'A' && text[length] <= 'Z')
            text[length] = (char)(text[length] | 32);
        length += strlen(text + length);
    }
    if (name->feminine)
        make_feminine(text);
    text_copy(name->text, sizeof name->text, (struct slice){text, strlen(text)});
}

static struct synthesis_name name_of(const char *entry)
{
    struct synthesis_name name = {.entries = {entry}};
    name_write(&name, NULL);
    return name;
}

static struct synthesis_name name_drawn(struct random *random, struct names list)
{
    return name_of(list.entries[draw_common(random, list.count)]);
}

/* --- surnames --------------------------------------------------------------------------------- */

static struct synthesis_name one_surname(struct random *random, const struct origin *origin)
{
    const struct people_names *names = origin->names;
    if (!chance(random, names->composed))
        return name_drawn(random, names->surnames.count ? names->surnames : names->men);
    struct synthesis_name name = {0};
    const char *stem = names->stems.entries[random_below(random, names->stems.count)];
    const char *ending = names->endings.entries[draw_common(random, names->endings.count)];
    snprintf(name.text, sizeof name.text, "%s%s", stem, ending);
    return name;
}

struct synthesis_name surname_joined(const struct synthesis_name *one,
                                     const struct synthesis_name *other, char joint)
{
    struct synthesis_name name = {.entries = {one->entries[0], other->entries[0]}, .joint = joint};
    if (name.entries[0] && name.entries[1]) {
        name.feminine = one->feminine;
        name_write(&name, NULL);
        return name;
    }
    name.entries[0] = name.entries[1] = NULL;
    snprintf(name.text, sizeof name.text, "%.*s%c%.*s", (int)strcspn(one->text, "- "), one->text,
             joint, (int)strcspn(other->text, "- "), other->text);
    return name;
}

static struct synthesis_name in_ending(struct synthesis_name name, bool male,
                                       const struct origin *origin)
{
    if (origin->custom != ENDINGS || name.feminine == !male)
        return name;
    name.feminine = !male;
    if (name.entries[0])
        name_write(&name, NULL);
    else if (!male)
        make_feminine(name.text);
    else if (slice_ends_with(slice_from(name.text), SLICE("ska")) ||
             slice_ends_with(slice_from(name.text), SLICE("cka")))
        name.text[strlen(name.text) - 1] = 'i';
    return name;
}

struct synthesis_name surname_draw(struct random *random, const struct origin *origin, bool male)
{
    struct synthesis_name name = one_surname(random, origin);
    if (origin->custom == TWO_SURNAMES) {
        struct synthesis_name other = one_surname(random, origin);
        name = surname_joined(&name, &other, ' ');
    }
    if (origin->names->ladies.count && !male && chance(random, LADY))
        name = name_drawn(random, origin->names->ladies);
    return in_ending(name, male, origin);
}

struct synthesis_name surname_taken(const struct synthesis_name *from, bool male,
                                    const struct origin *origin)
{
    return in_ending(*from, male, origin);
}

/* From the father, where he is known. */
static struct synthesis_name inherited(struct random *random, const struct synthesis_person *person,
                                       const struct synthesis_person *from,
                                       const struct synthesis_person *mother)
{
    const struct synthesis_name *name = &from->surnames[synthesis_surname_at(from, person->born)];
    bool both = mother && mother != from;
    if (person->origin->custom == TWO_SURNAMES && both)
        return surname_joined(name, &mother->surnames[0], ' ');
    if (both && !mother->origin->wives_keep && chance(random, HYPHENATED) &&
        !strpbrk(name->text, "- ") && strcmp(name->text, mother->surnames[0].text) != 0)
        return surname_joined(&mother->surnames[0], name, '-');
    return in_ending(*name, person->male, person->origin);
}

static struct synthesis_name singh_or_kaur(bool male)
{
    return name_of(male ? "Singh|Sing" : "Kaur|Kour,Kore");
}

static bool is_singh_or_kaur(const char *text)
{
    return strcmp(text, "Singh") == 0 || strcmp(text, "Kaur") == 0;
}

static struct synthesis_name first_surname(struct random *random,
                                           const struct synthesis_person *person,
                                           const struct synthesis_person *mother,
                                           const struct synthesis_person *father)
{
    const struct origin *origin = person->origin;
    const struct synthesis_person *from = father ? father : mother;
    if (!from && origin->custom == SINGH_AND_KAUR && chance(random, NO_CLAN))
        return singh_or_kaur(person->male);
    if (!from)
        return surname_draw(random, origin, person->male);
    if (origin->custom == FATHERS_NAMES && !origin->names->surnames.count && father)
        return father->middle; /* the father's father */
    if (origin->custom == LAST_NAMES && !person->male && chance(random, LADY))
        return name_drawn(random, origin->names->ladies);
    if (origin->custom == LAST_NAMES && father && chance(random, OTHER_LAST_NAME))
        return father->middle.text[0] ? father->middle : father->given;
    return inherited(random, person, from, mother);
}

static void name_surname(struct random *random, struct synthesis_person *person,
                         const struct synthesis_person *mother,
                         const struct synthesis_person *father)
{
    struct synthesis_name name = first_surname(random, person, mother, father);
    if (person->origin->custom == SINGH_AND_KAUR && is_singh_or_kaur(name.text))
        name = singh_or_kaur(person->male);
    person->surnames[0] = name;
    person->surname_from[0] = person->born;
    person->surname_count = 1;
}

/* --- given names ------------------------------------------------------------------------------ */

static struct names given_list(const struct origin *origin, bool male, int32_t born)
{
    bool young = born >= date_to_days((struct date){1995, 1, 1});
    const struct people_names *names = origin->names;
    if (male)
        return young && names->boys.count ? names->boys : names->men;
    return young && names->girls.count ? names->girls : names->women;
}

static struct synthesis_name two_syllables(struct random *random, const struct people_names *names)
{
    const struct names *list = &names->syllables;
    struct synthesis_name name = {.entries = {list->entries[random_below(random, list->count)],
                                              list->entries[random_below(random, list->count)]}};
    name_write(&name, NULL);
    return name;
}

static struct synthesis_name draw_given(struct random *random,
                                        const struct synthesis_person *person)
{
    const struct people_names *names = person->origin->names;
    if (person->origin->custom == TWO_SYLLABLES)
        return two_syllables(random, names);
    return name_drawn(random, given_list(person->origin, person->male, person->born));
}

static bool is_taken(const struct synthesis_family *family, const struct synthesis_person *person,
                     const char *given)
{
    for (size_t i = 0; i < family->people_count; i++) {
        const struct synthesis_person *other = &family->people[i];
        bool sibling =
            other != person && ((person->mother >= 0 && other->mother == person->mother) ||
                                (person->father >= 0 && other->father == person->father));
        if (sibling &&
            (strcmp(other->given.text, given) == 0 || strcmp(other->middle.text, given) == 0))
            return true;
    }
    return false;
}

static const struct synthesis_person *twin_before(const struct synthesis_family *family,
                                                  const struct synthesis_person *person)
{
    for (size_t i = 0; person->birth && i < family->people_count; i++)
        if (&family->people[i] != person && family->people[i].birth == person->birth &&
            family->people[i].given.text[0])
            return &family->people[i];
    return NULL;
}

/* A given name that no brother or sister bears; some twins' begin alike. */
static void name_given(struct random *random, struct synthesis_family *family,
                       struct synthesis_person *person, const struct synthesis_person *father)
{
    const struct synthesis_person *twin = twin_before(family, person);
    bool alike = twin && chance(random, TWINS_ALIKE);
    if (father && person->male && person->origin == father->origin && !twin &&
        chance(random, NAMED_AFTER_FATHER)) {
        person->given = father->given;
        if (!is_taken(family, person, person->given.text))
            return;
    }
    for (int i = 0; i < TRIES; i++) {
        person->given = draw_given(random, person);
        if (!is_taken(family, person, person->given.text) &&
            (!alike || i > TRIES / 2 || person->given.text[0] == twin->given.text[0]))
            return;
    }
}

static void name_middle(struct random *random, struct synthesis_person *person,
                        const struct synthesis_person *father)
{
    const struct origin *origin = person->origin;
    const struct people_names *names = origin->names;
    const struct names *english = person->male ? &names->english_men : &names->english_women;
    switch (origin->custom) {
    case LAST_NAMES:
        if (person->male && chance(random, MUHAMMAD)) {
            person->middle = person->given;
            person->given = name_of("Muhammad|Mohammed,Mohammad,Mohamed,Md");
        }
        break;
    case SINGH_AND_KAUR:
        if (!is_singh_or_kaur(person->surnames[0].text))
            person->middle = singh_or_kaur(person->male);
        break;
    case FATHERS_NAMES:
    case FATHER_IN_MIDDLE:
        person->middle = father ? father->given : name_drawn(random, names->men);
        break;
    case BESIDE_ENGLISH:
        person->middle = name_drawn(random, *english);
        if (chance(random, 500)) {
            struct synthesis_name own = person->given;
            person->given = person->middle;
            person->middle = own;
        }
        break;
    case TWO_SYLLABLES:
        break;
    default:
        if (chance(random, HAS_MIDDLE))
            person->middle = father && person->male && chance(random, 150)
                                 ? father->given
                                 : draw_given(random, person);
        if (strcmp(person->middle.text, person->given.text) == 0)
            person->middle = (struct synthesis_name){0};
    }
}

static void name_every_day(struct random *random, struct synthesis_person *person)
{
    const struct people_names *names = person->origin->names;
    struct slice name = entry_short_form(person->given.entries[0], random);
    if (person->origin->custom == TWO_SYLLABLES && chance(random, 550)) {
        const struct names *english = person->male ? &names->men : &names->women;
        name = entry_name(english->entries[random_below(random, english->count)]);
    } else if (strcmp(person->given.text, "Muhammad") == 0) {
        name = slice_from(person->middle.text);
    } else if (!chance(random, EVERY_DAY_NAME)) {
        return;
    }
    text_copy(person->known_as, sizeof person->known_as, name);
}

void name_person(struct random *random, struct synthesis_family *family,
                 struct synthesis_person *person)
{
    const struct synthesis_person *mother =
        person->mother >= 0 ? &family->people[person->mother] : NULL;
    const struct synthesis_person *father =
        person->father >= 0 ? &family->people[person->father] : NULL;
    name_surname(random, person, mother, father);
    name_given(random, family, person, father);
    name_middle(random, person, father);
    name_every_day(random, person);
}
