#include "math/linkage/compare/facts.h"

#include "math/linkage/compare/packed.h"
#include "math/linkage/standard/field.h"
#include "math/linkage/texts/names.h"
#include "math/linkage/texts/nicknames.h"
#include "math/linkage/texts/spellings.h"

#include "base/banned.h"

const float facts_inverse[256] = {
    1,          1.0F / 1,   1.0F / 2,   1.0F / 3,   1.0F / 4,   1.0F / 5,   1.0F / 6,   1.0F / 7,
    1.0F / 8,   1.0F / 9,   1.0F / 10,  1.0F / 11,  1.0F / 12,  1.0F / 13,  1.0F / 14,  1.0F / 15,
    1.0F / 16,  1.0F / 17,  1.0F / 18,  1.0F / 19,  1.0F / 20,  1.0F / 21,  1.0F / 22,  1.0F / 23,
    1.0F / 24,  1.0F / 25,  1.0F / 26,  1.0F / 27,  1.0F / 28,  1.0F / 29,  1.0F / 30,  1.0F / 31,
    1.0F / 32,  1.0F / 33,  1.0F / 34,  1.0F / 35,  1.0F / 36,  1.0F / 37,  1.0F / 38,  1.0F / 39,
    1.0F / 40,  1.0F / 41,  1.0F / 42,  1.0F / 43,  1.0F / 44,  1.0F / 45,  1.0F / 46,  1.0F / 47,
    1.0F / 48,  1.0F / 49,  1.0F / 50,  1.0F / 51,  1.0F / 52,  1.0F / 53,  1.0F / 54,  1.0F / 55,
    1.0F / 56,  1.0F / 57,  1.0F / 58,  1.0F / 59,  1.0F / 60,  1.0F / 61,  1.0F / 62,  1.0F / 63,
    1.0F / 64,  1.0F / 65,  1.0F / 66,  1.0F / 67,  1.0F / 68,  1.0F / 69,  1.0F / 70,  1.0F / 71,
    1.0F / 72,  1.0F / 73,  1.0F / 74,  1.0F / 75,  1.0F / 76,  1.0F / 77,  1.0F / 78,  1.0F / 79,
    1.0F / 80,  1.0F / 81,  1.0F / 82,  1.0F / 83,  1.0F / 84,  1.0F / 85,  1.0F / 86,  1.0F / 87,
    1.0F / 88,  1.0F / 89,  1.0F / 90,  1.0F / 91,  1.0F / 92,  1.0F / 93,  1.0F / 94,  1.0F / 95,
    1.0F / 96,  1.0F / 97,  1.0F / 98,  1.0F / 99,  1.0F / 100, 1.0F / 101, 1.0F / 102, 1.0F / 103,
    1.0F / 104, 1.0F / 105, 1.0F / 106, 1.0F / 107, 1.0F / 108, 1.0F / 109, 1.0F / 110, 1.0F / 111,
    1.0F / 112, 1.0F / 113, 1.0F / 114, 1.0F / 115, 1.0F / 116, 1.0F / 117, 1.0F / 118, 1.0F / 119,
    1.0F / 120, 1.0F / 121, 1.0F / 122, 1.0F / 123, 1.0F / 124, 1.0F / 125, 1.0F / 126, 1.0F / 127,
    1.0F / 128, 1.0F / 129, 1.0F / 130, 1.0F / 131, 1.0F / 132, 1.0F / 133, 1.0F / 134, 1.0F / 135,
    1.0F / 136, 1.0F / 137, 1.0F / 138, 1.0F / 139, 1.0F / 140, 1.0F / 141, 1.0F / 142, 1.0F / 143,
    1.0F / 144, 1.0F / 145, 1.0F / 146, 1.0F / 147, 1.0F / 148, 1.0F / 149, 1.0F / 150, 1.0F / 151,
    1.0F / 152, 1.0F / 153, 1.0F / 154, 1.0F / 155, 1.0F / 156, 1.0F / 157, 1.0F / 158, 1.0F / 159,
    1.0F / 160, 1.0F / 161, 1.0F / 162, 1.0F / 163, 1.0F / 164, 1.0F / 165, 1.0F / 166, 1.0F / 167,
    1.0F / 168, 1.0F / 169, 1.0F / 170, 1.0F / 171, 1.0F / 172, 1.0F / 173, 1.0F / 174, 1.0F / 175,
    1.0F / 176, 1.0F / 177, 1.0F / 178, 1.0F / 179, 1.0F / 180, 1.0F / 181, 1.0F / 182, 1.0F / 183,
    1.0F / 184, 1.0F / 185, 1.0F / 186, 1.0F / 187, 1.0F / 188, 1.0F / 189, 1.0F / 190, 1.0F / 191,
    1.0F / 192, 1.0F / 193, 1.0F / 194, 1.0F / 195, 1.0F / 196, 1.0F / 197, 1.0F / 198, 1.0F / 199,
    1.0F / 200, 1.0F / 201, 1.0F / 202, 1.0F / 203, 1.0F / 204, 1.0F / 205, 1.0F / 206, 1.0F / 207,
    1.0F / 208, 1.0F / 209, 1.0F / 210, 1.0F / 211, 1.0F / 212, 1.0F / 213, 1.0F / 214, 1.0F / 215,
    1.0F / 216, 1.0F / 217, 1.0F / 218, 1.0F / 219, 1.0F / 220, 1.0F / 221, 1.0F / 222, 1.0F / 223,
    1.0F / 224, 1.0F / 225, 1.0F / 226, 1.0F / 227, 1.0F / 228, 1.0F / 229, 1.0F / 230, 1.0F / 231,
    1.0F / 232, 1.0F / 233, 1.0F / 234, 1.0F / 235, 1.0F / 236, 1.0F / 237, 1.0F / 238, 1.0F / 239,
    1.0F / 240, 1.0F / 241, 1.0F / 242, 1.0F / 243, 1.0F / 244, 1.0F / 245, 1.0F / 246, 1.0F / 247,
    1.0F / 248, 1.0F / 249, 1.0F / 250, 1.0F / 251, 1.0F / 252, 1.0F / 253, 1.0F / 254, 1.0F / 255};

static unsigned letter_bit(unsigned char byte)
{
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a';
    if (byte >= '0' && byte <= '9')
        return 26u + byte - '0';
    return 36u + byte % 28u;
}

static uint16_t mark_of(struct slice word)
{
    return (uint16_t)(slice_hash(word, 11) | 1);
}

/* Spanish and Portuguese write one ending in two ways: Gómez, Gomes. */
static uint16_t mark_of_name(struct slice word)
{
    char ended[FOLD_LONGEST];
    if (word.length < 4 || word.length > sizeof ended || word.data[word.length - 1] != 'z')
        return mark_of(word);
    memcpy(ended, word.data, word.length);
    ended[word.length - 1] = 's';
    return mark_of((struct slice){ended, word.length});
}

static void mark_names(struct slice text, struct facts *facts)
{
    struct slice rest = text, word;
    for (size_t count = 0; count < FACT_WORDS && slice_split(&rest, ' ', &word); count++)
        facts->words[count] = mark_of_name(word);
}

static void mark_words(struct slice text, size_t shortest, struct facts *facts)
{
    struct slice rest = text, word;
    size_t count = 0;
    while (count < FACT_WORDS && slice_split(&rest, ' ', &word))
        if (word.length >= shortest)
            facts->words[count++] = mark_of(word);
}

static void note_characters(struct slice text, struct facts *facts)
{
    facts->length = (uint8_t)(text.length > 255 ? 255 : text.length);
    facts->letters = 0;
    facts->first = text.length ? (unsigned char)text.data[0] & 63u : 0;
    for (size_t i = 0; i < facts->length; i++)
        facts->letters |= UINT64_C(1) << letter_bit((unsigned char)text.data[i]);
}

/* See FACTS_TWICE. */
static void note_twice(struct slice name, struct facts *facts)
{
    static const struct slice often = {"aeinlrstoh", 10};
    uint64_t once = 0;
    for (size_t i = 0; i < facts->length; i++) {
        uint64_t bit = UINT64_C(1) << letter_bit((unsigned char)name.data[i]);
        size_t place = once & bit ? slice_find_byte(often, name.data[i]) : often.length;
        if (place < often.length)
            facts->letters |= UINT64_C(1) << (26 + place);
        once |= bit;
    }
}

static uint64_t tally(struct slice text)
{
    uint64_t counts = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        unsigned place = 4 * (byte >= '0' && byte <= '9' ? byte - 48u : 10u + byte % 2u);
        if ((counts >> place & 15) < 15)
            counts += UINT64_C(1) << place;
    }
    return counts;
}

/* Of a name with one consonant that alone says too little, so its vowels count too. */
static uint32_t sound_of(struct slice name)
{
    char sound[12], heard[FOLD_LONGEST];
    size_t length = name_sound(name, sound);
    if (length > 1)
        return (uint32_t)slice_hash((struct slice){sound, length}, 12) | 1;
    length = name_heard(name, heard);
    return length > 2 ? (uint32_t)slice_hash((struct slice){heard, length}, 13) | 1 : 0;
}

void facts_of(struct slice text, enum fact_form form, struct facts *ret_facts)
{
    *ret_facts = (struct facts){0};
    if (form <= FACTS_OF_MANS_SURNAME && names_are_called(text))
        text.length--;
    note_characters(text, ret_facts);
    char man[FOLD_LONGEST];
    size_t at = slice_find_byte(text, '@'), ended;
    switch (form) {
    case FACTS_OF_NAME:
        note_twice(text, ret_facts);
        mark_names(text, ret_facts);
        nickname_sets_near(text, ret_facts->forms);
        ret_facts->sound = sound_of(text);
        break;
    case FACTS_OF_SURNAME:
    case FACTS_OF_MANS_SURNAME:
        note_twice(text, ret_facts);
        mark_names(text, ret_facts);
        spelling_sets_of(text, ret_facts->forms);
        ended = form == FACTS_OF_MANS_SURNAME ? name_masculine(text, man) : 0;
        ret_facts->sound = sound_of(ended ? (struct slice){man, ended} : text);
        break;
    case FACTS_OF_WORDS:
        mark_words(text, 3, ret_facts);
        break;
    case FACTS_OF_EMAIL:
        note_characters(slice_sub(text, 0, at), ret_facts);
        ret_facts->words[0] = mark_of(slice_sub(text, 0, at));
        ret_facts->words[1] = mark_of(slice_sub(text, at, text.length));
        ret_facts->words[2] = (uint16_t)text.length;
        break;
    case FACTS_OF_CODE:
        ret_facts->packed = tally(text) << 16;
        if (text.length >= 8)
            ret_facts->packed |= mark_of(slice_sub(text, text.length - 6, text.length));
        ret_facts->unchecked = text.length && text.data[text.length - 1] == '?';
        break;
    case FACTS_OF_DATE:
        ret_facts->packed = packed_of(text);
        ret_facts->days = packed_date_days(ret_facts->packed);
        break;
    case FACTS_OF_POSTCODE:
        ret_facts->packed = packed_of(text);
        ret_facts->area = packed_postcode_area(text);
        break;
    }
}
