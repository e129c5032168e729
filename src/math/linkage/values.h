/* Distinct values: each text is kept once and known by a number from then on.
 *
 * Number 0 is the empty text (missing). Numbers are given in the order of first sight, so they do
 * not depend on how the hashing fell out. Padded, so that reading 32 bytes from the start of any
 * text stays inside. Not for threads to share while it grows. */
#ifndef WEFT_MATH_LINKAGE_VALUES_H
#define WEFT_MATH_LINKAGE_VALUES_H

#include "base/base.h"

enum { VALUES_PADDING = 32 };

struct values {
    char *bytes;
    size_t bytes_capacity;
    uint32_t *starts; /* count + 1 of them */
    size_t count;     /* the empty text included, once anything was interned */
    size_t starts_capacity;
    uint64_t *slots; /* hash (high half) and number + 1 (low half) */
    size_t slot_count;
};

void values_free(struct values *values);

/* The number of text, given now where it is new. VALUES_FULL where the texts pass 4 GiB.
 * O(length). */
uint32_t values_intern(struct values *values, struct slice text);
#define VALUES_FULL UINT32_MAX

/* The same of many texts in their order, which wait for memory together: at most VALUES_AT_ONCE. */
enum { VALUES_AT_ONCE = 32 };
void values_intern_many(struct values *values, const struct slice *texts, size_t count,
                        uint32_t *numbers);

/* Give text the next number without looking whether it has one; the look-up table does not learn
 * of it. For values that are known to differ. False where the texts pass 4 GiB. */
bool values_append(struct values *values, struct slice text);

/* The number of text, or VALUES_FULL where it is not there. */
uint32_t values_find(const struct values *values, struct slice text);

/* Forget the look-up table, keep the texts: nothing more can be interned. */
void values_seal(struct values *values);

static inline struct slice values_text(const struct values *values, uint32_t number)
{
    return (struct slice){values->bytes + values->starts[number],
                          values->starts[number + 1] - values->starts[number]};
}

#endif
