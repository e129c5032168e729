#include "math/linkage/facts.h"

#include "math/linkage/names.h"

#include "base/banned.h"

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
    for (size_t i = 0; i < facts->length; i++)
        facts->letters |= UINT64_C(1) << letter_bit((unsigned char)text.data[i]);
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

void facts_of(struct slice text, enum fact_form form, struct facts *ret_facts)
{
    *ret_facts = (struct facts){0};
    note_characters(text, ret_facts);
    char sound[12];
    size_t at = slice_find_byte(text, '@');
    switch (form) {
    case FACTS_OF_NAME:
        mark_words(text, 1, ret_facts);
        nickname_sets_of(text, ret_facts->forms);
        size_t length = name_sound(text, sound);
        if (length > 1)
            ret_facts->sound = (uint32_t)slice_hash((struct slice){sound, length}, 12) | 1;
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
        break;
    case FACTS_PACKED:
        memcpy(&ret_facts->packed, text.data, text.length < 8 ? text.length : 8);
        break;
    }
}
