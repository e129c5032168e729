#include "base/slice.h"

#include <endian.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

int slice_compare(struct slice a, struct slice b)
{
    size_t shared = a.length < b.length ? a.length : b.length;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    if (order != 0)
        return order;
    return (a.length > b.length) - (a.length < b.length);
}

bool slice_equal_ignoring_case(struct slice a, struct slice b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (byte_small(a.data[i]) != byte_small(b.data[i]))
            return false;
    return true;
}

bool slice_starts_with(struct slice text, struct slice prefix)
{
    return text.length >= prefix.length &&
           slice_equal((struct slice){text.data, prefix.length}, prefix);
}

bool slice_ends_with(struct slice text, struct slice suffix)
{
    return text.length >= suffix.length &&
           slice_equal(slice_sub(text, text.length - suffix.length, text.length), suffix);
}

size_t slice_find_byte(struct slice text, char byte)
{
    const char *found = text.length ? memchr(text.data, byte, text.length) : NULL;
    return found ? (size_t)(found - text.data) : text.length;
}

size_t slice_find(struct slice text, struct slice wanted)
{
    if (wanted.length == 0)
        return 0;
    const char *found =
        text.length ? memmem(text.data, text.length, wanted.data, wanted.length) : NULL;
    return found ? (size_t)(found - text.data) : text.length;
}

struct slice slice_sub(struct slice text, size_t start, size_t end)
{
    if (end > text.length)
        end = text.length;
    if (start > end)
        start = end;
    return (struct slice){text.data ? text.data + start : NULL, end - start};
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct slice slice_prefix(struct slice text, size_t most)
{
    if (text.length <= most)
        return text;
    while (most > 0 && ((unsigned char)text.data[most] & 0xC0) == 0x80)
        most--;
    return slice_sub(text, 0, most);
}

/* What spreadsheets and web pages put where a space is meant, and nobody sees. */
static const struct slice odd_spaces[] = {
    {"\xC2\xA0", 2},     /* no-break space */
    {"\xE2\x80\x87", 3}, /* figure space */
    {"\xE2\x80\xAF", 3}, /* narrow no-break space */
    {"\xE2\x80\x8B", 3}, /* of no width */
    {"\xEF\xBB\xBF", 3}, /* the same, or a byte-order mark inside a file */
};

/* How many bytes of a space stand at an end of the text. */
static size_t space_at(struct slice text, bool at_start)
{
    if (text.length == 0)
        return 0;
    if (is_space(text.data[at_start ? 0 : text.length - 1]))
        return 1;
    for (size_t i = 0; i < sizeof odd_spaces / sizeof *odd_spaces; i++)
        if (at_start ? slice_starts_with(text, odd_spaces[i])
                     : slice_ends_with(text, odd_spaces[i]))
            return odd_spaces[i].length;
    return 0;
}

struct slice slice_trim_spaces(struct slice text)
{
    for (size_t found; (found = space_at(text, true)) > 0;)
        text = slice_sub(text, found, text.length);
    for (size_t found; (found = space_at(text, false)) > 0;)
        text.length -= found;
    return text;
}

bool slice_split(struct slice *rest, char separator, struct slice *ret_part)
{
    if (!rest->data)
        return false;
    size_t at = slice_find_byte(*rest, separator);
    if (at == rest->length) {
        *ret_part = *rest;
        *rest = (struct slice){0};
        return ret_part->length > 0 || ret_part->data != NULL;
    }
    *ret_part = slice_sub(*rest, 0, at);
    *rest = slice_sub(*rest, at + 1, rest->length);
    return true;
}

bool slice_to_int64(struct slice text, int64_t *ret_value)
{
    bool negative = text.length > 0 && text.data[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == text.length)
        return false;
    int64_t value = 0;
    for (; i < text.length; i++) {
        int digit = text.data[i] - '0';
        if (digit < 0 || digit > 9)
            return false;
        /* Negative throughout, since INT64_MIN has no positive twin. */
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value))
            return false;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *ret_value = negative ? value : -value;
    return true;
}

enum { MOST_DIGITS = 19 }; /* of any number below 2^64 */

static const uint64_t powers_of_ten[MOST_DIGITS + 1] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
    UINT64_C(10000000000000000000),
};

/* Read digits from `at` on, onto the mantissa; returns where they end. */
static size_t read_digits(struct slice text, size_t at, uint64_t *mantissa)
{
    for (; at < text.length; at++) {
        unsigned digit = (unsigned)text.data[at] - '0';
        if (digit > 9)
            break;
        *mantissa = *mantissa * 10 + digit;
    }
    return at;
}

/* The digits of text as mantissa × 10^-places. False where the text is not plain decimal or has
 * too many digits: then the library reads it. */
static bool read_plain_decimal(struct slice text, uint64_t *ret_mantissa, unsigned *ret_places)
{
    if (text.length > MOST_DIGITS + 1)
        return false;
    *ret_mantissa = 0;
    size_t point = read_digits(text, 0, ret_mantissa), end = point;
    if (point < text.length && text.data[point] == '.')
        end = read_digits(text, point + 1, ret_mantissa);
    size_t places = end > point ? end - point - 1 : 0, digits = point + places;
    *ret_places = (unsigned)places;
    return end == text.length && digits > 0 && digits <= MOST_DIGITS;
}

/* mantissa × 10^-places to the nearest double. */
static double divide(uint64_t mantissa, unsigned places)
{
    if (mantissa <= UINT64_C(1) << 53) /* both exact, so one rounding (Clinger 1990, fast path) */
        return (double)mantissa / (double)powers_of_ten[places];
    /* The quotient in 63 bits or more; what is left over is told by its last bit, which is below
     * half a unit of the double's: one rounding here too. */
    int shift = __builtin_clzll(mantissa);
    __uint128_t wide = (__uint128_t)(mantissa << shift) << 64;
    __uint128_t quotient = wide / powers_of_ten[places];
    bool rest = quotient * powers_of_ten[places] != wide;
    return ldexp((double)(quotient | rest), -64 - shift);
}

static bool is_number_shaped(struct slice text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        if (byte >= '0' && byte <= '9')
            digits++;
        else if (byte == '+') { /* only in an exponent */
            if (i == 0 || (text.data[i - 1] != 'e' && text.data[i - 1] != 'E'))
                return false;
        } else if (!memchr("-.eE", byte, 4)) {
            return false;
        }
    }
    return digits > 0;
}

/* As the C library reads it, what has the shape of a number. */
static bool read_any_number(struct slice text, double *ret_value)
{
    char copy[512];
    if (text.length >= sizeof copy)
        return false;
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    char *end = NULL;
    errno = 0;
    double value = strtod(copy, &end);
    if (end != copy + text.length || (errno == ERANGE && (value > 1 || value < -1)))
        return false;
    *ret_value = value;
    return true;
}

bool slice_to_double(struct slice text, double *ret_value)
{
    bool negative = text.length > 0 && text.data[0] == '-';
    struct slice digits = negative ? slice_sub(text, 1, text.length) : text;
    uint64_t mantissa = 0;
    unsigned places = 0;
    if (!read_plain_decimal(digits, &mantissa, &places))
        return is_number_shaped(text) && read_any_number(text, ret_value);
    double value = divide(mantissa, places);
    *ret_value = negative ? -value : value;
    return true;
}

/* Length of the valid UTF-8 character at data (at most `left` bytes), or 0. */
static size_t utf8_length(const unsigned char *data, size_t left)
{
    if (data[0] < 0x80)
        return 1;
    size_t length = data[0] >= 0xF0 ? 4 : data[0] >= 0xE0 ? 3 : 2;
    if (data[0] < 0xC2 || data[0] > 0xF4 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((data[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (data[0] == 0xE0 && data[1] < 0xA0) || (data[0] == 0xF0 && data[1] < 0x90);
    bool surrogate = data[0] == 0xED && data[1] > 0x9F;
    bool beyond = data[0] == 0xF4 && data[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

bool slice_is_utf8(struct slice text)
{
    const unsigned char *data = (const unsigned char *)text.data;
    for (size_t i = 0; i < text.length;) {
        uint64_t eight;
        if (text.length - i >= sizeof eight) {
            memcpy(&eight, data + i, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        size_t length = utf8_length(data + i, text.length - i);
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    __uint128_t wide = (__uint128_t)a * b;
    return (uint64_t)wide ^ (uint64_t)(wide >> 64);
}

/* Up to eight bytes as a word, the first lowest, by loads that overlap: no call for a few bytes. */
static inline uint64_t word_of(const char *data, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)data;
    if (length >= 4) {
        uint32_t first, last;
        memcpy(&first, data, 4);
        memcpy(&last, data + length - 4, 4);
        return le32toh(first) | (uint64_t)le32toh(last) << 8 * (length - 4);
    }
    return length == 0 ? 0
                       : bytes[0] | (uint64_t)bytes[length / 2] << 8 * (length / 2) |
                             (uint64_t)bytes[length - 1] << 8 * (length - 1);
}

uint64_t slice_hash(struct slice text, uint64_t seed)
{
    const uint64_t k0 = UINT64_C(0xa0761d6478bd642f), k1 = UINT64_C(0xe7037ed1a0b428db);
    uint64_t hash = seed ^ k0 ^ text.length;
    const char *data = text.data;
    size_t left = text.length;
    for (; left > 8; data += 8, left -= 8) {
        hash = mix(hash ^ word_of(data, 8), k1);
    }
    return mix(mix(hash ^ word_of(data, left), k1) ^ k0, k1 ^ text.length);
}

uint64_t slice_hash_long(struct slice text)
{
    const uint64_t k0 = UINT64_C(0xa0761d6478bd642f), k1 = UINT64_C(0xe7037ed1a0b428db);
    uint64_t hash = text.length;
    const char *data = text.data;
    size_t left = text.length;
    /* Each sixteen bytes under their own place and apart, so that several are worked at at once. */
    for (; left >= 16; data += 16, left -= 16)
        hash += mix(word_of(data, 8) ^ (k0 + left), word_of(data + 8, 8) ^ k1);
    return slice_hash((struct slice){data, left}, hash);
}
