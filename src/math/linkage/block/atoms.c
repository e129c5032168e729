#include "math/linkage/block/atoms.h"

#include "math/linkage/compare/packed.h"
#include "math/linkage/texts/emails.h"
#include "math/linkage/texts/names.h"
#include "math/linkage/texts/nicknames.h"
#include "math/linkage/texts/rules.h"
#include "math/linkage/texts/spellings.h"

#include "base/banned.h"

enum atom_form {
    ATOM_VALUE,
    ATOM_SOUND,
    ATOM_FIRST,
    ATOM_YEAR,
    ATOM_YEAR_MONTH,
    ATOM_MONTH_DAY,
    ATOM_YEAR_DAY,
    ATOM_DISTRICT,
    ATOM_LOCAL_PART,
    ATOM_LAST_SIX,
};

static const struct {
    enum field_kind kind;
    enum atom_form form;
    const char *label;
    bool only_seeks;
} forms[] = {
    {FIELD_GIVEN, ATOM_SOUND, "sound"},
    {FIELD_GIVEN, ATOM_FIRST, "first letter", .only_seeks = true},
    {FIELD_SURNAME, ATOM_SOUND, "sound"},
    {FIELD_OTHER_NAMES, ATOM_VALUE, "same"},
    {FIELD_DATE, ATOM_YEAR, "year", .only_seeks = true},
    {FIELD_DATE, ATOM_YEAR_MONTH, "year and month"},
    {FIELD_DATE, ATOM_MONTH_DAY, "month and day"},
    {FIELD_DATE, ATOM_YEAR_DAY, "year and day"},
    {FIELD_POSTCODE, ATOM_VALUE, "same"},
    {FIELD_POSTCODE, ATOM_DISTRICT, "district"},
    {FIELD_HOUSE_NUMBER, ATOM_VALUE, "same"},
    {FIELD_PLACE, ATOM_VALUE, "same"},
    {FIELD_EMAIL, ATOM_LOCAL_PART, "before the @"},
    {FIELD_TELEPHONE, ATOM_LAST_SIX, "last six digits"},
    {FIELD_NUMBER, ATOM_VALUE, "same"},
};

static uint32_t key_of(struct slice text, enum atom_form form)
{
    uint32_t key = (uint32_t)slice_hash(text, 100 + form);
    return text.length ? key | 1 : 0;
}

/* Short forms of one given name sound the same here; so do a man's and a woman's surname, a
 * surname's spellings, and Chinese names that begin alike, since one half may be all there is: of
 * Jiachen, Jia. Of either name alike, since the two change places. */
static uint32_t sound_key(struct slice text)
{
    char out[SPELLING_SYLLABLE], sound[12], ended[FOLD_LONGEST];
    uint16_t sets[NAME_SETS], spellings[NAME_SETS];
    uint8_t traits = spelling_traits(text);
    bool chinese = traits & SPELLING_CHINESE;
    struct slice syllable = {0};
    if (chinese || spelling_is_one_syllable(traits))
        syllable = spelling_first_syllable(text, out);
    text = chinese ? syllable : text;
    nickname_sets_near(text, sets);
    spelling_sets_of(text, spellings);
    if (spellings[0] && (!sets[0] || spelling_sets_are_chinese(spellings)))
        return (uint32_t)spellings[0] * 4 + 3;
    if (sets[0])
        return (uint32_t)sets[0] * 4 + 1;
    if (syllable.length)
        return key_of(syllable, ATOM_SOUND);
    size_t stem = name_masculine(text, ended);
    size_t length = name_sound(stem ? (struct slice){ended, stem} : text, sound);
    return key_of((struct slice){sound, length}, ATOM_SOUND);
}

/* Empty where it is not known, or only that it is one of several. */
static struct slice year_of(struct slice date)
{
    bool about = packed_date_is_about(packed_of(date));
    struct slice year = slice_sub(date, about, about + 4u);
    bool known = slice_find_byte(year, '?') == year.length;
    return known && !packed_date_is_range(packed_of(date)) ? year : (struct slice){0};
}

static uint32_t atom_key(enum atom_form form, struct slice text)
{
    char part[6];
    size_t length = text.length;
    bool dated = form == ATOM_YEAR_MONTH || form == ATOM_MONTH_DAY || form == ATOM_YEAR_DAY;
    if (dated && packed_date_is_about(packed_of(text)))
        return 0;
    switch (form) {
    case ATOM_SOUND:
        return sound_key(text);
    case ATOM_FIRST:
        return key_of(slice_sub(text, 0, 1), form);
    case ATOM_YEAR:
        return key_of(year_of(text), form);
    case ATOM_YEAR_MONTH:
        return key_of(slice_sub(text, 0, 6), form);
    case ATOM_MONTH_DAY:
        return key_of(slice_sub(text, 4, 8), form);
    case ATOM_YEAR_DAY:
        memcpy(part, text.data, 4);
        memcpy(part + 4, text.data + 6, 2);
        return key_of((struct slice){part, sizeof part}, form);
    case ATOM_DISTRICT:
        return key_of(slice_sub(text, 0, length > 4 ? length - 3 : length), form);
    case ATOM_LOCAL_PART:
        return key_of(slice_sub(text, 0, slice_find_byte(text, '@')), form);
    case ATOM_LAST_SIX:
        return key_of(slice_sub(text, length > 6 ? length - 6 : 0, length), form);
    default:
        return key_of(text, form);
    }
}

struct making {
    const struct records *records;
    struct atom *atoms;
    enum atom_form form[ATOMS_MOST];
};

/* The chance that two random rows agree: the sum of the squared shares of each key. */
static double chance_of(const struct field *field, const uint32_t *keys, double *ret_known)
{
    size_t slots = 1;
    while (slots < field->values->count * 2)
        slots *= 2;
    uint64_t *counts = memory_zeros(slots, sizeof *counts); /* key, then rows */
    double known = 0, squares = 0;
    for (uint32_t i = 1; i < field->values->count; i++) {
        if (keys[i] == 0 || field->counts[i] == 0)
            continue;
        size_t at = keys[i] * UINT32_C(2654435761) & (slots - 1);
        while (counts[at] && counts[at] >> 32 != keys[i])
            at = (at + 1) & (slots - 1);
        counts[at] = (uint64_t)keys[i] << 32 | ((uint32_t)counts[at] + field->counts[i]);
        known += field->counts[i];
    }
    for (size_t at = 0; at < slots; at++) {
        double rows = (double)(uint32_t)counts[at];
        squares += rows * rows;
    }
    memory_free(counts);
    *ret_known = known;
    return known > 0 ? squares / (known * known) : 0;
}

static void make_atom(void *context, size_t piece)
{
    struct making *making = context;
    struct atom *atom = &making->atoms[piece];
    const struct field *field = &making->records->fields[atom->field];
    atom->keys = memory_zeros(field->values->count, sizeof *atom->keys);
    for (uint32_t i = 1; i < field->values->count; i++)
        if (field->counts[i])
            atom->keys[i] = atom_key(making->form[piece], values_text(field->values, i));
    double known;
    atom->chance = chance_of(field, atom->keys, &known);
    atom->known = making->records->row_count ? known / (double)making->records->row_count : 0;
}

static size_t find_sound(const struct making *making, size_t count, int field)
{
    size_t at = 0;
    while (at < count && (making->atoms[at].field != field || making->form[at] != ATOM_SOUND))
        at++;
    return at;
}

/* The whole name, as the e-mail address has it where there is one: Millie, of whom no surname is
 * known, but who writes from amelia.midden26. Whether there is such an atom. */
static bool add_whole(struct making *making, size_t count)
{
    const struct records *records = making->records;
    size_t given = find_sound(making, count, records->given);
    size_t surname = find_sound(making, count, records->surname);
    if (records->email < 0 || given == count || surname == count || count == ATOMS_MOST ||
        !rule_is_on(records->rules_off, LINKAGE_RULE_EMAIL_NAMES))
        return false;
    making->atoms[count] = (struct atom){.field = (uint8_t)records->email,
                                         .label = "names in it, or as written",
                                         .only_seeks = true,
                                         .is_whole = true,
                                         .names = {(uint8_t)given, (uint8_t)surname}};
    return true;
}

/* What an atom has of a name; value: what it is among the field's, or VALUES_FULL. */
static uint32_t key_of_name(const struct atom *atom, uint32_t value, struct slice name)
{
    uint32_t key = value == VALUES_FULL ? 0 : atom->keys[value];
    return key ? key : sound_key(name);
}

struct wholes {
    const struct records *records;
    const struct atom *atoms;
    struct atom *whole;
};

enum { WHOLE_PIECES = 64 };

/* The names in e-mail addresses, as they would be the rows' own. That somebody writes as
 * muhammad.khan says no more than that he is a Khan. */
static void make_wholes(void *context, size_t piece)
{
    const struct wholes *wholes = context;
    const struct atom *whole = wholes->whole;
    const struct field *field = &wholes->records->fields[whole->field];
    const struct atom *givens = &wholes->atoms[whole->names[0]];
    const struct atom *surnames = &wholes->atoms[whole->names[1]];
    const struct field *names = &wholes->records->fields[givens->field];
    for (size_t i = piece + 1; i < field->values->count; i += WHOLE_PIECES) {
        struct slice given, surname;
        if (!field->counts[i] ||
            !email_names(values_text(field->values, (uint32_t)i), &given, &surname))
            continue;
        uint32_t first = values_find(names->values, given); /* surnames are among the same */
        uint32_t last = values_find(names->values, surname);
        uint8_t traits = first == VALUES_FULL ? spelling_traits(given) : names->traits[first];
        if (traits & SPELLING_GOES_BEFORE)
            continue;
        uint32_t key = atoms_key_with(0, key_of_name(givens, first, given));
        whole->keys[i] = atoms_key_with(key, key_of_name(surnames, last, surname)) | 1;
    }
}

size_t atoms_make(const struct records *records, size_t threads,
                  struct atom atoms[static ATOMS_MOST])
{
    struct making making = {.records = records, .atoms = atoms};
    size_t count = 0;
    for (size_t at = 0; at < records->field_count; at++)
        for (size_t i = 0; i < sizeof forms / sizeof *forms && count < ATOMS_MOST; i++) {
            if (forms[i].kind != records->fields[at].kind)
                continue;
            making.form[count] = forms[i].form;
            atoms[count++] = (struct atom){
                .field = (uint8_t)at, .label = forms[i].label, .only_seeks = forms[i].only_seeks};
        }
    parallel_for(threads, count, make_atom, &making);
    if (!add_whole(&making, count))
        return count;
    struct atom *whole = &atoms[count];
    whole->keys = memory_zeros(records->fields[whole->field].values->count, sizeof *whole->keys);
    struct wholes wholes = {records, atoms, whole};
    parallel_for(threads, WHOLE_PIECES, make_wholes, &wholes);
    return count + 1;
}

void atoms_free(struct atom *atoms, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memory_free(atoms[i].keys);
}
