/* A row that is not UTF-8, as whoever wrote it probably saw it: Western programs that do not write
 * UTF-8 write Windows-1252 (WHATWG Encoding Standard, index windows-1252), of which Latin-1 is the
 * greater part. It is shown to whoever corrects the row, and nothing is loaded by it: the row stays
 * refused. Each byte comes to one character and no two to the same, so that none is lost. */
#include "text/csv.h"

#include "base/banned.h"

/* What 0x80 … 0x9F are; 0: the control character of that number. */
static const uint16_t windows[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

enum { NUL_PICTURE = 0x2400 };

/* All that can stand for one byte lies from 0x80 up and under 0x10000. */
static void put_character(struct buffer *out, unsigned character)
{
    if (character >= 0x800) {
        buffer_byte(out, (char)(0xE0 | character >> 12));
        buffer_byte(out, (char)(0x80 | (character >> 6 & 0x3F)));
    } else {
        buffer_byte(out, (char)(0xC0 | character >> 6));
    }
    buffer_byte(out, (char)(0x80 | (character & 0x3F)));
}

/* How many bytes the character has that starts here, or 0 where they are none of UTF-8. */
static size_t character_at(struct slice text, size_t at)
{
    for (size_t length = 1; length <= 4 && at + length <= text.length; length++)
        if (slice_is_utf8(slice_sub(text, at, at + length)))
            return length;
    return 0;
}

void csv_decode(struct slice row, struct buffer *out)
{
    for (size_t at = 0; at < row.length;) {
        unsigned byte = (unsigned char)row.data[at];
        size_t length = character_at(row, at);
        if (byte == 0)
            put_character(out, NUL_PICTURE);
        else if (length)
            buffer_append(out, slice_sub(row, at, at + length));
        else
            put_character(out, byte < 0xA0 && windows[byte - 0x80] ? windows[byte - 0x80] : byte);
        at += length ? length : 1;
    }
}
