#include "math/linkage/texts/fold.h"

#include "base/banned.h"

/* Two bytes a character, from U+00C0 and from U+1E00: the letters left when marks are taken off
 * (Unicode 15 decompositions; ß, æ, ø, ł, đ, þ and their like as they are usually rewritten). */
static const char latin_extended[] =
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thssa a a a a a aec "
    "e e e e i i i i d n o o o o o   o u u u u y thy a a a a a a c c c c c c c c d d "
    "d d e e e e e e e e e e g g g g g g g g h h h h i i i i i i i i i i ijijj j k k "
    "k l l l l l l l l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s "
    "s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s   b             "
    "              a   f f                           o o                           u "
    "u                                       dzdzdzljljljnjnjnja a i i o o u u u u u "
    "u u u u u   a a a a aeae    g g k k o o o o     j dzdzdzg g     n n a a aeaeo o "
    "a a a a e e e e i i i i o o o o r r r r u u u u s s t t     h h             a a "
    "e e o o o o o o o o y y ";
static const char latin_additional[] =
    "a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h "
    "h h h h i i i i k k k k k k l l l l l l l l m m m m m m n n n n n n n n o o o o "
    "o o o o p p p p r r r r r r r r s s s s s s s s s s t t t t t t t t u u u u u u "
    "u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y a s     ss  "
    "a a a a a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e "
    "i i i i o o o o o o o o o o o o o o o o o o o o o o o o u u u u u u u u u u u u "
    "u u y y y y y y y y ";
/* From U+0621: what English romanisation most often writes; carriers and vowel marks vanish. */
static const char arabic[] = "  a a w i y a b h t t j h kh"
                             "d dhr z s shs d t z a gh            f q k l m n h w y y ";
/* Urdu's and Persian's own letters. */
static const struct {
    uint16_t letter;
    char latin[3];
} urdu[] = {
    {0x0679, "t"}, {0x067E, "p"}, {0x0686, "ch"}, {0x0688, "d"}, {0x0691, "r"},
    {0x0698, "z"}, {0x06A9, "k"}, {0x06AF, "g"},  {0x06BA, "n"}, {0x06BE, "h"},
    {0x06C1, "h"}, {0x06C3, "t"}, {0x06CC, "y"},  {0x06D2, "e"},
};

/* Take one character off *rest. Bytes that are no UTF-8 come out one by one as U+FFFD. */
static uint32_t next_character(struct slice *rest, size_t *ret_length)
{
    const unsigned char *data = (const unsigned char *)rest->data;
    size_t length = data[0] < 0xC2 ? 1 : data[0] < 0xE0 ? 2 : data[0] < 0xF0 ? 3 : 4;
    uint32_t character = data[0];
    bool valid = length <= rest->length && data[0] < 0xF5 && (data[0] < 0x80 || length > 1);
    if (valid && length > 1) {
        character = data[0] & (0xFFu >> (length + 1));
        for (size_t i = 1; i < length; i++) {
            valid &= (data[i] & 0xC0) == 0x80;
            character = character << 6 | (data[i] & 0x3F);
        }
    }
    *ret_length = valid ? length : 1;
    *rest = slice_sub(*rest, *ret_length, rest->length);
    return valid ? character : 0xFFFD;
}

/* The Latin letters for character: two bytes, the second a space where there is one letter; NULL
 * where the tables do not have it. */
static const char *latin_for(uint32_t character)
{
    if (character >= 0x00C0 && character < 0x00C0 + (sizeof latin_extended - 1) / 2)
        return latin_extended + (character - 0x00C0) * 2;
    if (character >= 0x1E00 && character < 0x1E00 + (sizeof latin_additional - 1) / 2)
        return latin_additional + (character - 0x1E00) * 2;
    if (character >= 0x0621 && character < 0x0621 + (sizeof arabic - 1) / 2)
        return arabic + (character - 0x0621) * 2;
    for (size_t i = 0; i < sizeof urdu / sizeof *urdu; i++)
        if (urdu[i].letter == character)
            return urdu[i].latin;
    return NULL;
}

static bool vanishes(uint32_t character)
{
    return character == '\'' || character == '`' || character == 0x00B4 || character == 0x02BB ||
           character == 0x02BC || character == 0x2018 || character == 0x2019 ||
           character == 0x200C || character == 0x200D || character == 0xFEFF ||
           (character >= 0x0300 && character <= 0x036F) || /* marks that stand alone */
           (character >= 0x064B && character <= 0x0652);   /* Arabic vowel marks */
}

static bool is_other_letter(uint32_t character)
{
    return character > 0x024F && character != 0xFFFD &&
           !(character >= 0x2000 && character < 0x2C00) && character != 0x3000;
}

struct folding {
    char *out;
    size_t length;
    bool gap; /* a space is due before the next letter */
};

static void put(struct folding *folding, const char *bytes, size_t count)
{
    size_t due = folding->gap && folding->length > 0;
    if (folding->length + due + count > FOLD_LONGEST)
        return;
    if (due)
        folding->out[folding->length++] = ' ';
    folding->gap = false;
    memcpy(folding->out + folding->length, bytes, count);
    folding->length += count;
}

static void put_wide(struct folding *folding, uint32_t character, const char *bytes, size_t length)
{
    const char *latin = latin_for(character);
    if (latin && latin[0] != ' ')
        put(folding, latin, latin[1] && latin[1] != ' ' ? 2 : 1);
    else if (!latin && is_other_letter(character))
        put(folding, bytes, length);
    else if (!(latin && character >= 0x0600))
        folding->gap = true;
}

size_t fold_text(struct slice text, const char *keep, char folded[static FOLD_LONGEST])
{
    struct folding folding = {.out = folded};
    while (text.length > 0) {
        const char *bytes = text.data;
        char byte = bytes[0];
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte + ('a' - 'A'));
        if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
            (byte > ' ' && strchr(keep, byte))) {
            put(&folding, &byte, 1);
            text = slice_sub(text, 1, text.length);
            continue;
        }
        size_t length = 1;
        uint32_t character = next_character(&text, &length);
        if (vanishes(character))
            continue;
        if (character < 0x80)
            folding.gap = true;
        else
            put_wide(&folding, character, bytes, length);
    }
    return folding.length;
}
