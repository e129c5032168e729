#include "math/linkage/texts/dates.h"

#include "base/banned.h"

enum { MOST_PARTS = 3, PART_BYTES = 12 };

struct parts {
    struct slice part[MOST_PARTS + 1];
    size_t count;
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_alphanumeric(char byte)
{
    return is_digit(byte) || ((byte | 32) >= 'a' && (byte | 32) <= 'z');
}

static struct parts split(struct slice text)
{
    struct parts parts = {0};
    size_t at = 0;
    while (at < text.length && parts.count <= MOST_PARTS) {
        size_t start = at;
        while (at < text.length && is_alphanumeric(text.data[at]))
            at++;
        if (at > start)
            parts.part[parts.count++] = slice_sub(text, start, at);
        else
            at++;
    }
    return parts;
}

static int month_named(struct slice word)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (word.length < 3)
        return 0;
    for (int month = 1; month <= 12; month++)
        if (slice_equal_ignoring_case(slice_sub(word, 0, 3),
                                      (struct slice){names + (month - 1) * 3, 3}))
            return month;
    return 0;
}

/* At least half of it digits: a slip of one letter does not hide a number. */
static bool is_numeric(struct slice part)
{
    size_t digits = 0;
    for (size_t i = 0; i < part.length; i++)
        digits += is_digit(part.data[i]);
    return digits * 2 >= part.length && digits > 0;
}

/* part right-justified in width characters, 0 before it, '?' for what is no digit. */
static void put(struct slice part, char *to, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        size_t from_end = width - i;
        char byte = from_end > part.length ? '0' : part.data[part.length - from_end];
        to[i] = is_digit(byte) ? byte : '?';
    }
}

static bool put_two(struct slice part, char *to)
{
    int month = month_named(part);
    if (month) {
        to[0] = (char)('0' + month / 10);
        to[1] = (char)('0' + month % 10);
        return true;
    }
    if (part.length > 2 || !is_numeric(part))
        return false;
    put(part, to, 2);
    return true;
}

static bool put_year(struct slice part, char *to)
{
    if (part.length != 4 || !is_numeric(part))
        return false;
    put(part, to, 4);
    return true;
}

static bool read_one_part(struct slice part, char *date)
{
    if (part.length == WRITTEN_DATE && is_numeric(part)) {
        put(part, date, WRITTEN_DATE);
        return true;
    }
    return put_year(part, date);
}

static bool read_three_parts(const struct slice *part, bool month_first, char *date)
{
    if (part[0].length == 4)
        return put_year(part[0], date) && put_two(part[1], date + 4) && put_two(part[2], date + 6);
    bool swap = month_named(part[0]) || (month_first && !month_named(part[1]));
    return put_year(part[2], date) && put_two(part[swap ? 0 : 1], date + 4) &&
           put_two(part[swap ? 1 : 0], date + 6);
}

bool written_date_read(struct slice text, bool month_first, char date[static WRITTEN_DATE])
{
    text = slice_trim(text);
    size_t time = slice_find_byte(text, text.length > 10 && text.data[10] == 'T' ? 'T' : ' ');
    if (time == 10 && text.length > 10)
        text = slice_sub(text, 0, time);
    struct parts parts = split(text);
    char read[WRITTEN_DATE];
    memset(read, '?', sizeof read);
    bool good = false;
    if (parts.count == 1)
        good = read_one_part(parts.part[0], read);
    else if (parts.count == 2 && parts.part[0].length == 4)
        good = put_year(parts.part[0], read) && put_two(parts.part[1], read + 4);
    else if (parts.count == 2)
        good = put_year(parts.part[1], read) && put_two(parts.part[0], read + 4);
    else if (parts.count == 3)
        good = read_three_parts(parts.part, month_first, read);
    if (good)
        memcpy(date, read, sizeof read);
    return good;
}

bool written_date_is_placeholder(const char date[static WRITTEN_DATE])
{
    static const char known[][WRITTEN_DATE + 1] = {
        "19000101", "18000101", "99991231", "11111111", "99999999",
        "00000000", "00010101", "19010101", "22222222", "0000????",
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (memcmp(date, known[i], WRITTEN_DATE) == 0)
            return true;
    return false;
}

bool written_date_days(const char date[static WRITTEN_DATE], int32_t *ret_days)
{
    int number[WRITTEN_DATE];
    for (size_t i = 0; i < WRITTEN_DATE; i++) {
        if (!is_digit(date[i]))
            return false;
        number[i] = date[i] - '0';
    }
    struct date civil = {
        .year = (int16_t)(number[0] * 1000 + number[1] * 100 + number[2] * 10 + number[3]),
        .month = (uint8_t)(number[4] * 10 + number[5]),
        .day = (uint8_t)(number[6] * 10 + number[7]),
    };
    if (!date_is_valid(civil))
        return false;
    *ret_days = date_to_days(civil);
    return true;
}
