/* A buffer that grows up to its maximum, made by appending.
 *
 * Invariants: length <= capacity <= maximum + 1; where data is not NULL, data[length] is NUL.
 * Sticky: an append that would pass the maximum appends nothing and sets `full`; every later
 * append is ignored, so ask once at the end with buffer_status. */
#ifndef WEFT_BASE_BUFFER_H
#define WEFT_BASE_BUFFER_H

#include "base/slice.h"

struct err;

struct buffer {
    char *data;
    size_t length;
    size_t capacity;
    size_t maximum;
    bool full;
};

#define BUFFER(maximum_bytes) ((struct buffer){.maximum = (maximum_bytes)})

void buffer_free(struct buffer *buffer);  /* also right for one never appended to */
void buffer_clear(struct buffer *buffer); /* keeps the memory, forgets `full` */

void buffer_append(struct buffer *buffer, struct slice text);

/* What buffer_room does where there is no room yet. */
char *buffer_grow(struct buffer *buffer, size_t most) __attribute__((cold, noinline));

/* Where `most` bytes may be written by hand, or NULL once the buffer is full; then buffer_wrote
 * says how many of them were. O(1), over many. */
static inline char *buffer_room(struct buffer *buffer, size_t most)
{
    bool fits = !buffer->full && most < buffer->capacity - buffer->length;
    return fits ? buffer->data + buffer->length : buffer_grow(buffer, most);
}
static inline void buffer_wrote(struct buffer *buffer, size_t count)
{
    buffer->length += count;
    buffer->data[buffer->length] = '\0';
}

static inline void buffer_string(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, slice_from(text));
}
void buffer_byte(struct buffer *buffer, char byte);
void buffer_small(struct buffer *buffer, struct slice text); /* in small letters: byte_small */
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_integer(struct buffer *buffer, int64_t value);

/* The shortest decimal that reads back to the same double; "nan" and "inf" never: a value that
 * is not finite appends nothing. */
void buffer_double(struct buffer *buffer, double value);

/* With exactly `places` decimals, as a person reads it: a half goes away from nought, by the value
 * as it is written in decimals; −0.00 becomes 0.00. */
void buffer_decimals(struct buffer *buffer, double value, int places);

/* As a JSON string, quoted and escaped; bytes that are not UTF-8 become U+FFFD. */
void buffer_json_string(struct buffer *buffer, struct slice text);

static inline struct slice buffer_slice(const struct buffer *buffer)
{
    return (struct slice){buffer->data, buffer->length};
}

/* The text with its NUL; "" for an empty buffer. Valid until the next append. */
const char *buffer_text(const struct buffer *buffer);

/* 0, or ERR_LIMIT naming what (such as "the page"). */
int buffer_status(const struct buffer *buffer, const char *what, struct err *err);

#endif
