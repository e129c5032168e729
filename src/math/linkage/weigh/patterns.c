#include "math/linkage/weigh/patterns.h"

#include <stdlib.h>

#include "base/banned.h"

enum { FIRST_SLOTS = 1024 };

void patterns_free(struct patterns *patterns)
{
    memory_free(patterns->slots);
    *patterns = (struct patterns){0};
}

static uint64_t hash_of(const struct pattern *pattern)
{
    uint64_t low, high;
    memcpy(&low, pattern->levels, 8);
    memcpy(&high, pattern->levels + 8, 8);
    uint64_t hash = (low ^ high * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);
    return hash ^ hash >> 32;
}

static struct pattern_count *find(struct pattern_count *slots, size_t capacity,
                                  const struct pattern *pattern)
{
    size_t mask = capacity - 1;
    size_t at = hash_of(pattern) & mask;
    while (slots[at].count && memcmp(&slots[at].pattern, pattern, sizeof *pattern) != 0)
        at = (at + 1) & mask;
    return &slots[at];
}

static void grow(struct patterns *patterns)
{
    size_t capacity = patterns->capacity ? patterns->capacity * 2 : FIRST_SLOTS;
    struct pattern_count *slots = memory_zeros(capacity, sizeof *slots);
    for (size_t i = 0; i < patterns->capacity; i++)
        if (patterns->slots[i].count)
            *find(slots, capacity, &patterns->slots[i].pattern) = patterns->slots[i];
    memory_free(patterns->slots);
    patterns->slots = slots;
    patterns->capacity = capacity;
}

void patterns_add(struct patterns *patterns, const struct pattern *pattern, uint64_t count)
{
    if (patterns->length * 2 >= patterns->capacity)
        grow(patterns);
    struct pattern_count *slot = find(patterns->slots, patterns->capacity, pattern);
    patterns->length += slot->count == 0;
    slot->pattern = *pattern;
    slot->count += count;
}

void patterns_merge(struct patterns *into, const struct patterns *from)
{
    for (size_t i = 0; i < from->capacity; i++)
        if (from->slots[i].count)
            patterns_add(into, &from->slots[i].pattern, from->slots[i].count);
}

static int compare_patterns(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct pattern));
}

void patterns_settle(struct patterns *patterns)
{
    size_t kept = 0;
    for (size_t i = 0; i < patterns->capacity; i++)
        if (patterns->slots[i].count)
            patterns->slots[kept++] = patterns->slots[i];
    if (kept)
        qsort(patterns->slots, kept, sizeof *patterns->slots, compare_patterns);
    patterns->length = patterns->capacity = kept;
}
