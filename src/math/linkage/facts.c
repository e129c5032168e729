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

void facts_of(struct slice text, enum fact_form form, struct facts *ret_facts)
{
    *ret_facts = (struct facts){.length = (uint8_t)(text.length > 255 ? 255 : text.length)};
    for (size_t i = 0; i < text.length && i < 255; i++)
        ret_facts->letters |= UINT64_C(1) << letter_bit((unsigned char)text.data[i]);
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
        ret_facts->words[0] = mark_of(slice_sub(text, 0, at));
        ret_facts->words[1] = mark_of(slice_sub(text, at, text.length));
        break;
    case FACTS_OF_CODE:
        if (text.length >= 8)
            ret_facts->words[0] = mark_of(slice_sub(text, text.length - 6, text.length));
        break;
    case FACTS_PACKED:
        memcpy(&ret_facts->packed, text.data, text.length < 8 ? text.length : 8);
        break;
    }
}
