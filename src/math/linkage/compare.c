#include "math/linkage/compare.h"

#include "base/banned.h"

static struct slice shorten(struct slice text)
{
    return slice_sub(text, 0, COMPARE_LONGEST);
}

/* The character of a and of b at each match, in the order of each text. */
struct jaro_matches {
    size_t count;
    uint64_t in_a, in_b; /* bit i: the character at i is matched */
};

static struct jaro_matches jaro_match(struct slice a, struct slice b)
{
    size_t longer = a.length > b.length ? a.length : b.length;
    size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
    struct jaro_matches matches = {0};
    for (size_t i = 0; i < a.length; i++) {
        size_t from = i > reach ? i - reach : 0;
        size_t until = i + reach + 1 < b.length ? i + reach + 1 : b.length;
        for (size_t j = from; j < until; j++) {
            if (a.data[i] != b.data[j] || matches.in_b >> j & 1)
                continue;
            matches.in_a |= UINT64_C(1) << i;
            matches.in_b |= UINT64_C(1) << j;
            matches.count++;
            break;
        }
    }
    return matches;
}

double compare_jaro(struct slice a, struct slice b)
{
    a = shorten(a);
    b = shorten(b);
    if (a.length == 0 || b.length == 0)
        return a.length == b.length;
    struct jaro_matches matches = jaro_match(a, b);
    if (matches.count == 0)
        return 0;
    size_t out_of_order = 0;
    uint64_t left_a = matches.in_a, left_b = matches.in_b;
    for (; left_a; left_a &= left_a - 1, left_b &= left_b - 1)
        out_of_order += a.data[__builtin_ctzll(left_a)] != b.data[__builtin_ctzll(left_b)];
    double count = (double)matches.count;
    return (count / (double)a.length + count / (double)b.length +
            (count - (double)(out_of_order / 2)) / count) /
           3;
}

double compare_jaro_winkler(struct slice a, struct slice b)
{
    double jaro = compare_jaro(a, b);
    if (jaro <= 0.7)
        return jaro;
    size_t shorter = a.length < b.length ? a.length : b.length, same = 0;
    while (same < 4 && same < shorter && a.data[same] == b.data[same])
        same++;
    return jaro + 0.1 * (double)same * (1 - jaro);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned compare_edits(struct slice a, struct slice b, unsigned most)
{
    a = shorten(a);
    b = shorten(b);
    size_t gap = a.length > b.length ? a.length - b.length : b.length - a.length;
    if (gap > most)
        return most + 1;
    unsigned rows[3][COMPARE_LONGEST + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.length; j++)
        above[j] = (unsigned)j;
    for (size_t i = 1; i <= a.length; i++) {
        row[0] = (unsigned)i;
        unsigned best = row[0];
        for (size_t j = 1; j <= b.length; j++) {
            unsigned differ = a.data[i - 1] != b.data[j - 1];
            row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + differ);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
            best = least(best, row[j]);
        }
        if (best > most)
            return most + 1;
        unsigned *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return least(above[b.length], most + 1);
}

void compare_soundex(struct slice text, char code[static 5])
{
    static const char digits[] = "01230120022455012623010202"; /* by letter; h and w are 0 */
    size_t length = 0;
    char last = '0';
    memcpy(code, "000", 4);
    code[4] = '\0';
    for (size_t i = 0; i < text.length && length < 4; i++) {
        char letter = text.data[i];
        if (letter >= 'A' && letter <= 'Z')
            letter = (char)(letter - 'A' + 'a');
        if (letter < 'a' || letter > 'z')
            continue;
        char digit = digits[letter - 'a'];
        if (length == 0)
            code[length++] = letter;
        else if (digit != '0' && digit != last)
            code[length++] = digit;
        if (letter != 'h' && letter != 'w')
            last = digit;
    }
    if (length == 0)
        code[0] = '\0';
    for (; length > 0 && length < 4; length++)
        code[length] = '0';
}
