/* A slice: bytes that somebody else owns, with their length. Not ended by NUL; may hold NUL.
 * {NULL, 0} is the empty slice. All functions are O(length) and allocate nothing. */
#ifndef WEFT_BASE_SLICE_H
#define WEFT_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *data;
    size_t length;
};

#define SLICE(literal) ((struct slice){"" literal, sizeof(literal) - 1})

/* For printf("%.*s"): SLICE_PRINT(name) gives both arguments. */
#define SLICE_PRINT(s) (int)((s).length > 4096 ? 4096 : (s).length), ((s).data ? (s).data : "")

/* NULL gives the empty slice. */
static inline struct slice slice_from(const char *text)
{
    return (struct slice){text, text ? strlen(text) : 0};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): what has a length has bytes. */
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static inline bool slice_is(struct slice a, const char *text)
{
    /* Most are told apart by the first byte, which costs no call. */
    return a.length == 0 ? *text == '\0' : a.data[0] == *text && slice_equal(a, slice_from(text));
}

/* Order of bytes; a prefix comes first. Negative, 0 or positive. */
int slice_compare(struct slice a, struct slice b);

/* The small letter of a capital, ASCII letters only; other bytes as they are. */
static inline char byte_small(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool slice_equal_ignoring_case(struct slice a, struct slice b); /* as byte_small has it */
bool slice_starts_with(struct slice text, struct slice prefix);
bool slice_ends_with(struct slice text, struct slice suffix);

/* Index of the first byte or text, or text.length where there is none. */
size_t slice_find_byte(struct slice text, char byte);
size_t slice_find(struct slice text, struct slice wanted);

/* From start (clamped) to end (clamped), half open. */
struct slice slice_sub(struct slice text, size_t start, size_t end);

/* At most so many bytes from the start, cut between characters: for showing what may be long. */
struct slice slice_prefix(struct slice text, size_t most);

/* Without spaces, tabs, carriage returns and line feeds at both ends, nor the spaces that nobody
 * sees and spreadsheets leave there (no-break, of no width). */
struct slice slice_trim_spaces(struct slice text);
static inline struct slice slice_trim(struct slice text)
{
    bool bare = text.length > 0 && text.data[0] > ' ' && text.data[text.length - 1] > ' ';
    return bare ? text : slice_trim_spaces(text); /* which most texts are spared */
}

/* Take the part up to separator off the front of *rest; false when nothing is left.
 * "a,,b" gives "a", "", "b"; "" gives nothing; "a," gives "a", "". */
bool slice_split(struct slice *rest, char separator, struct slice *ret_part);

/* The whole slice as a number, or false (and nothing written): no spaces, no sign but '-', no
 * hexadecimal, no "nan" or "inf". Doubles are read to the nearest, independent of locale. */
bool slice_to_int64(struct slice text, int64_t *ret_value);
bool slice_to_double(struct slice text, double *ret_value);

/* Valid UTF-8 (no surrogates, no overlong forms, at most U+10FFFF). */
bool slice_is_utf8(struct slice text);

/* Well mixed, not keyed: for tables whose keys no stranger chooses, see map.h for the others. */
uint64_t slice_hash(struct slice text, uint64_t seed);

/* The same of a long text, such as a page: other values, at some half of the cost. */
uint64_t slice_hash_long(struct slice text);

#endif
