#include "base/buffer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"

#include "base/banned.h"

void buffer_free(struct buffer *buffer)
{
    memory_free(buffer->data);
    *buffer = (struct buffer){.maximum = buffer->maximum};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->full = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

enum { FIRST = 1024, LEAST_LARGE = 32768 };

char *buffer_grow(struct buffer *buffer, size_t most)
{
    if (buffer->full)
        return NULL;
    if (most > buffer->maximum - buffer->length) {
        buffer->full = true;
        return NULL;
    }
    size_t needed = buffer->length + most + 1;
    size_t capacity = buffer->capacity ? buffer->capacity : FIRST;
    while (capacity < needed) /* a document is there in three steps, not six */
        capacity *= capacity < LEAST_LARGE ? 4 : 2;
    if (capacity > buffer->maximum + 1)
        capacity = buffer->maximum + 1;
    buffer->data = memory_resize(buffer->data, capacity, 1);
    buffer->capacity = capacity;
    return buffer->data + buffer->length;
}

void buffer_append(struct buffer *buffer, struct slice text)
{
    char *room = buffer_room(buffer, text.length);
    if (!room)
        return;
    if (text.length)
        memcpy(room, text.data, text.length);
    buffer_wrote(buffer, text.length);
}

void buffer_byte(struct buffer *buffer, char byte)
{
    if (buffer->full || buffer->capacity - buffer->length < 2) {
        buffer_append(buffer, (struct slice){&byte, 1});
        return;
    }
    buffer->data[buffer->length++] = byte;
    buffer->data[buffer->length] = '\0';
}

void buffer_small(struct buffer *buffer, struct slice text)
{
    for (size_t i = 0; i < text.length; i++)
        buffer_byte(buffer, byte_small(text.data[i]));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    char small[256];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < sizeof small) {
        buffer_append(buffer, (struct slice){small, (size_t)length});
    } else if (length > 0) {
        char *room = buffer_room(buffer, (size_t)length);
        if (room) {
            vsnprintf(room, (size_t)length + 1, format, again);
            buffer_wrote(buffer, (size_t)length);
        }
    }
    va_end(again);
}

void buffer_integer(struct buffer *buffer, int64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0)
        digits[--at] = '-';
    buffer_append(buffer, (struct slice){digits + at, sizeof digits - at});
}

void buffer_double(struct buffer *buffer, double value)
{
    if (!isfinite(value))
        return;
    if (value == trunc(value) && fabs(value) < 1e15) {
        buffer_integer(buffer, (int64_t)value);
        return;
    }
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    buffer_string(buffer, text);
}

void buffer_decimals(struct buffer *buffer, double value, int places)
{
    if (!isfinite(value))
        return;
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    char text[400];
    /* printf takes 58.5 to 58 and 0.285, which is a little less in binary, to 0.28. */
    if (places >= 0 && places <= 6 && fabs(value) < 1e9)
        value = copysign(round(fabs(value) * powers[places] * (1 + 1e-15)) / powers[places], value);
    snprintf(text, sizeof text, "%.*f", places, value);
    bool nought = strspn(text, "-0.") == strlen(text);
    buffer_string(buffer, nought && text[0] == '-' ? text + 1 : text);
}

static void json_byte(struct buffer *buffer, unsigned char byte)
{
    switch (byte) {
    case '"':
        buffer_string(buffer, "\\\"");
        break;
    case '\\':
        buffer_string(buffer, "\\\\");
        break;
    case '\n':
        buffer_string(buffer, "\\n");
        break;
    case '\r':
        buffer_string(buffer, "\\r");
        break;
    case '\t':
        buffer_string(buffer, "\\t");
        break;
    default:
        buffer_printf(buffer, "\\u%04x", byte);
    }
}

void buffer_json_string(struct buffer *buffer, struct slice text)
{
    buffer_byte(buffer, '"');
    size_t start = 0, i = 0;
    while (i < text.length) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\') { /* most are */
            i++;
            continue;
        }
        size_t length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        if (length > 1 && length <= text.length - i &&
            slice_is_utf8(slice_sub(text, i, i + length))) {
            i += length;
            continue;
        }
        buffer_append(buffer, slice_sub(text, start, i));
        if (byte < 0x80)
            json_byte(buffer, byte);
        else
            buffer_string(buffer, "\xEF\xBF\xBD");
        start = ++i;
    }
    buffer_append(buffer, slice_sub(text, start, i));
    buffer_byte(buffer, '"');
}

const char *buffer_text(const struct buffer *buffer)
{
    return buffer->data ? buffer->data : "";
}

int buffer_status(const struct buffer *buffer, const char *what, struct err *err)
{
    if (!buffer->full)
        return 0;
    return err_set(err, ERR_LIMIT, NULL, "%s is larger than the %zu bytes allowed.", what,
                   buffer->maximum);
}
