#include "math/linkage/texts/numbers.h"

#include "base/banned.h"

enum { LOOKED_AT = 2000, NUMBER_LONGEST = 64 };

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

size_t number_close_up(struct slice text, char *out, size_t most)
{
    size_t length = 0;
    for (size_t i = 0; i < text.length && length < most; i++) {
        char byte = text.data[i];
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        if (is_digit(byte) || (byte >= 'a' && byte <= 'z'))
            out[length++] = byte;
    }
    return length;
}

static bool is_nhs_number(struct slice number)
{
    int sum = 0;
    if (number.length != 10)
        return false;
    for (int i = 0; i < 10; i++) {
        if (!is_digit(number.data[i]))
            return false;
        sum += i < 9 ? (10 - i) * (number.data[i] - '0') : 0;
    }
    int check = 11 - sum % 11;
    return check != 10 && check % 11 == number.data[9] - '0';
}

static bool is_upn(struct slice number)
{
    static const char letters[] = "abcdefghjklmnpqrtuvwxyz"; /* without i, o and s */
    int sum = 0;
    if (number.length != 13)
        return false;
    for (int i = 1; i < 13; i++) {
        const char *letter = strchr(letters, number.data[i]);
        if (!is_digit(number.data[i]) && !(i == 12 && letter))
            return false;
        sum +=
            (i + 1) * (is_digit(number.data[i]) ? number.data[i] - '0' : (int)(letter - letters));
    }
    return letters[sum % 23] == number.data[0];
}

bool number_is_valid(struct slice number, enum number_scheme scheme)
{
    switch (scheme) {
    case NUMBER_NHS:
        return is_nhs_number(number);
    case NUMBER_UPN:
        return is_upn(number);
    default:
        return true;
    }
}

enum number_scheme number_scheme_of(const struct values *texts)
{
    size_t seen = 0, nhs = 0, upn = 0;
    for (uint32_t i = 1; i < texts->count && seen < LOOKED_AT; i++, seen++) {
        char bytes[NUMBER_LONGEST];
        struct slice number = {bytes, 0};
        number.length = number_close_up(values_text(texts, i), bytes, sizeof bytes);
        nhs += is_nhs_number(number);
        upn += is_upn(number);
    }
    if (seen && nhs * 10 >= seen * 9)
        return NUMBER_NHS;
    return seen && upn * 10 >= seen * 9 ? NUMBER_UPN : NUMBER_PLAIN;
}
