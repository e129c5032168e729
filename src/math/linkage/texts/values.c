#include "math/linkage/values.h"

#include "base/banned.h"

enum { FIRST_SLOTS = 64, FIRST_BYTES = 1024 };

static const uint64_t SEED = UINT64_C(0x2545f4914f6cdd1d);

void values_free(struct values *values)
{
    memory_free(values->bytes);
    memory_free(values->starts);
    memory_free(values->slots);
    *values = (struct values){0};
}

void values_seal(struct values *values)
{
    memory_free(values->slots);
    values->slots = NULL;
    values->slot_count = 0;
}

/* The slot of the text, or the empty slot where it would stand. */
static size_t find_slot(const struct values *values, struct slice text, uint32_t hash)
{
    size_t mask = values->slot_count - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = values->slots[at];
        if (slot == 0 || ((uint32_t)(slot >> 32) == hash &&
                          slice_equal(values_text(values, (uint32_t)slot - 1), text)))
            return at;
    }
}

static void grow_slots(struct values *values)
{
    uint64_t *old = values->slots;
    size_t old_count = values->slot_count;
    values->slot_count = old_count ? old_count * 2 : FIRST_SLOTS;
    values->slots = memory_zeros(values->slot_count, sizeof *values->slots);
    size_t mask = values->slot_count - 1;
    for (size_t i = 0; i < old_count; i++) {
        if (old[i] == 0)
            continue;
        size_t at = (old[i] >> 32) & mask;
        while (values->slots[at])
            at = (at + 1) & mask;
        values->slots[at] = old[i];
    }
    memory_free(old);
}

bool values_append(struct values *values, struct slice text)
{
    size_t used = values->count ? values->starts[values->count] : 0;
    size_t wanted = used + text.length + VALUES_PADDING;
    if (wanted > UINT32_MAX)
        return false;
    if (wanted > values->bytes_capacity) {
        size_t grown = values->bytes_capacity ? values->bytes_capacity : FIRST_BYTES;
        while (grown < wanted)
            grown += grown / 2;
        values->bytes = memory_resize(values->bytes, grown, 1);
        values->bytes_capacity = grown;
    }
    if (values->count + 2 > values->starts_capacity) {
        values->starts_capacity = values->starts_capacity ? values->starts_capacity * 3 / 2 : 64;
        values->starts =
            memory_resize(values->starts, values->starts_capacity, sizeof *values->starts);
        values->starts[0] = 0;
    }
    if (text.length)
        memcpy(values->bytes + used, text.data, text.length);
    memset(values->bytes + used + text.length, 0, VALUES_PADDING);
    values->starts[++values->count] = (uint32_t)(used + text.length);
    return true;
}

static uint32_t hash_of(struct slice text)
{
    return (uint32_t)slice_hash(text, SEED);
}

static uint32_t intern_hashed(struct values *values, struct slice text, uint32_t hash)
{
    if (values->count == 0)
        values_append(values, (struct slice){0});
    if (text.length == 0)
        return 0;
    if ((values->count + 1) * 3 > values->slot_count * 2)
        grow_slots(values);
    size_t at = find_slot(values, text, hash);
    if (values->slots[at])
        return (uint32_t)values->slots[at] - 1;
    if (!values_append(values, text))
        return VALUES_FULL;
    values->slots[at] = (uint64_t)hash << 32 | (uint32_t)values->count;
    return (uint32_t)values->count - 1;
}

uint32_t values_intern(struct values *values, struct slice text)
{
    return intern_hashed(values, text, hash_of(text));
}

/* Each step asks memory for what the next one reads: slots, then starts, then texts. */
void values_intern_many(struct values *values, const struct slice *texts, size_t count,
                        uint32_t *numbers)
{
    uint32_t hashes[VALUES_AT_ONCE];
    if (values->slot_count == 0)
        grow_slots(values);
    size_t mask = values->slot_count - 1;
    for (size_t i = 0; i < count; i++) {
        hashes[i] = hash_of(texts[i]);
        __builtin_prefetch(&values->slots[hashes[i] & mask]);
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t slot = values->slots[hashes[i] & mask];
        numbers[i] = slot >> 32 == hashes[i] ? (uint32_t)slot : 0;
        if (numbers[i])
            __builtin_prefetch(&values->starts[numbers[i] - 1]);
    }
    for (size_t i = 0; i < count; i++)
        if (numbers[i])
            __builtin_prefetch(values->bytes + values->starts[numbers[i] - 1]);
    for (size_t i = 0; i < count; i++)
        numbers[i] = intern_hashed(values, texts[i], hashes[i]);
}

uint32_t values_find(const struct values *values, struct slice text)
{
    if (text.length == 0)
        return 0;
    if (values->slot_count == 0)
        return VALUES_FULL;
    uint32_t hash = hash_of(text);
    uint64_t slot = values->slots[find_slot(values, text, hash)];
    return slot ? (uint32_t)slot - 1 : VALUES_FULL;
}
