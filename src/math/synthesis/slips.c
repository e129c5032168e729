#include "math/synthesis/slips.h"

#include <stdio.h>

#include "base/banned.h"

static bool is_letter(char byte)
{
    return (byte | 32) >= 'a' && (byte | 32) <= 'z';
}

void text_copy(char *text, size_t size, struct slice from)
{
    size_t length = from.length < size - 1 ? from.length : size - 1;
    while (length > 0 && length < from.length && ((unsigned char)from.data[length] & 0xC0) == 0x80)
        length--;
    if (length)
        memcpy(text, from.data, length);
    text[length] = 0;
}

/* --- typing ----------------------------------------------------------------------------------- */

static char neighbour_of(char letter, bool right)
{
    static const char rows[] = "qwertyuiop asdfghjkl zxcvbnm";
    const char *at = strchr(rows, letter | 32);
    char other = !at ? 'e' : right ? at[1] : at > rows ? at[-1] : 'w';
    return other == ' ' || other == 0 ? 'o' : other;
}

bool slip_typing(struct random *random, char *text, size_t size)
{
    size_t length = strlen(text), letters = 0, at = 0;
    for (size_t i = 1; i < length; i++)
        letters += is_letter(text[i]);
    if (letters < 2 || length + 2 > size)
        return false;
    size_t wanted = (size_t)random_below(random, letters);
    for (at = 1; !is_letter(text[at]) || wanted-- > 0; at++)
        continue;
    bool swaps = is_letter(text[at + 1]) && text[at + 1] != text[at];
    switch (random_below(random, 4)) {
    case 0:
        memmove(text + at, text + at + 1, length - at);
        break;
    case 1:
        memmove(text + at + 1, text + at, length - at + 1);
        break;
    case 2:
        if (swaps) {
            char first = text[at];
            text[at] = text[at + 1];
            text[at + 1] = first;
            break;
        }
        __attribute__((fallthrough));
    default:
        text[at] = neighbour_of(text[at], random_below(random, 2) == 0);
    }
    return true;
}

/* --- sounds ----------------------------------------------------------------------------------- */

static const struct {
    const char *from, *to;
} sounds[] = {
    {"ph", "f"},  {"ck", "k"},  {"ie", "y"},  {"ey", "y"}, {"ll", "l"}, {"ss", "s"},  {"nn", "n"},
    {"tt", "t"},  {"ee", "ea"}, {"ea", "ee"}, {"ou", "u"}, {"oo", "u"}, {"sz", "sh"}, {"cz", "ch"},
    {"rz", "zh"}, {"kh", "k"},  {"gh", "g"},  {"th", "t"}, {"aa", "a"}, {"ei", "ie"}, {"ay", "ai"},
    {"ai", "ay"}, {"sh", "s"},  {"dh", "d"},  {"wh", "w"}, {"mb", "m"}, {"ow", "ou"}, {"au", "or"},
    {"zh", "j"},  {"ye", "ie"}, {"ks", "x"},  {"x", "ks"}, {"q", "k"},  {"w", "v"},   {"v", "w"},
    {"j", "y"},   {"z", "s"},   {"y", "i"},   {"c", "k"},  {"k", "c"},  {"u", "oo"},  {"e", "i"},
    {"i", "e"},   {"o", "u"},   {"er", "a"},  {"a", "er"}, {"d", "t"},  {"b", "p"},
};
enum { SOUNDS = sizeof sounds / sizeof *sounds };

bool slip_sound(struct random *random, char *text, size_t size)
{
    size_t first = (size_t)random_below(random, SOUNDS), length = strlen(text);
    for (size_t i = 0; i < SOUNDS && length > 2; i++) {
        /* those of two letters first, as they stand first in the list */
        size_t which = (first + i) % SOUNDS;
        const char *from = sounds[which].from, *to = sounds[which].to;
        char *at = strstr(text + 1, from);
        if (!at || length - strlen(from) + strlen(to) + 1 > size)
            continue;
        memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
        memcpy(at, to, strlen(to));
        return true;
    }
    return false;
}

/* --- marks and capitals ----------------------------------------------------------------------- */

/* Two bytes of UTF-8, and the plain letter. */
static const char marks[][4] = {
    "áa", "àa", "âa", "ãa", "äa", "åa", "ăa", "ąa", "ÁA", "ÂA", "ĂA", "çc", "ćc", "čc", "ÇC",
    "ÀA", "ée", "èe", "êe", "ëe", "ęe", "ÉE", "ÊE", "íi", "îi", "ïi", "ÍI", "ÎI", "łl", "ŁL",
    "ñn", "ńn", "ÑN", "óo", "ôo", "õo", "öo", "ÓO", "ÖO", "śs", "șs", "şs", "šs", "ŚS", "ȘS",
    "ŞS", "țt", "ţt", "ȚT", "úu", "ûu", "üu", "ÚU", "ÜU", "żz", "źz", "žz", "ŻZ", "ŹZ", "ýy"};

static char plain_of(const char *mark)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (memcmp(marks[i], mark, 2) == 0)
            return marks[i][2];
    return 0;
}

bool slip_marks(char *text)
{
    size_t kept = 0;
    bool lost = false;
    for (size_t i = 0; text[i]; i++) {
        char plain = text[i];
        if ((text[i] & 0x80) != 0) {
            plain = plain_of(text + i);
            lost = true;
            while ((text[i + 1] & 0xC0) == 0x80)
                i++;
        }
        if (plain)
            text[kept++] = plain;
    }
    text[kept] = 0;
    return lost;
}

void slip_capitals(char *text)
{
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 32);
}

/* --- comparing -------------------------------------------------------------------------------- */

void text_fold(const char *text, char folded[static 64])
{
    size_t length = 0;
    snprintf(folded, 64, "%.63s", text);
    slip_marks(folded);
    for (size_t i = 0; folded[i]; i++)
        if (is_letter(folded[i]))
            folded[length++] = (char)(folded[i] | 32);
    folded[length] = 0;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned text_distance(const char *a, const char *b, unsigned most)
{
    unsigned rows[3][65];
    size_t length = strlen(b);
    if (strcmp(a, b) == 0)
        return 0;
    for (size_t j = 0; j <= length; j++)
        rows[0][j] = (unsigned)j;
    size_t i = 1;
    for (; a[i - 1]; i++) {
        unsigned *row = rows[i % 3], *before = rows[(i + 2) % 3], *two = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= length; j++) {
            row[j] =
                least(least(before[j], row[j - 1]) + 1, before[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two[j - 2] + 1);
        }
    }
    return least(rows[(i - 1) % 3][length], most);
}
