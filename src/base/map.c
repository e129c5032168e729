#include "base/map.h"

#include <pthread.h>
#include <sys/random.h>

#include "base/memory.h"

#include "base/banned.h"

static uint64_t seed;
static pthread_once_t seed_once = PTHREAD_ONCE_INIT;

static void make_seed(void)
{
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        seed = (uint64_t)(uintptr_t)&seed; /* address randomisation is the next best */
}

static uint32_t hash_of(struct slice key)
{
    pthread_once(&seed_once, make_seed);
    return (uint32_t)slice_hash(key, seed);
}

void map_free(struct map *map)
{
    memory_free(map->entries);
    arena_free(&map->keys);
    *map = MAP;
}

/* The key's place, or the empty place where it would stand. */
static struct map_entry *find(const struct map *map, struct slice key, uint32_t hash)
{
    size_t mask = map->capacity - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        struct map_entry *entry = &map->entries[at];
        if (entry->value == 0 || (entry->hash == hash && slice_equal(entry->key, key)))
            return entry;
    }
}

static void grow(struct map *map)
{
    if (map->length + 1 <= map->capacity / 8 * 7)
        return;
    struct map old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : 16;
    map->entries = memory_zeros(map->capacity, sizeof *map->entries);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.entries[i].value)
            *find(map, old.entries[i].key, old.entries[i].hash) = old.entries[i];
    memory_free(old.entries);
}

uint32_t map_get(const struct map *map, struct slice key)
{
    return map->capacity ? find(map, key, hash_of(key))->value - 1 : MAP_ABSENT;
}

/* The entry of key, made with value if it was not there. */
static struct map_entry *entry_of(struct map *map, struct slice key, uint32_t value)
{
    uint32_t hash = hash_of(key);
    grow(map);
    struct map_entry *entry = find(map, key, hash);
    if (entry->value == 0) {
        *entry = (struct map_entry){
            .key = arena_slice(&map->keys, key), .hash = hash, .value = value + 1};
        map->length++;
    }
    return entry;
}

uint32_t map_intern(struct map *map, struct slice key, uint32_t value)
{
    return entry_of(map, key, value)->value - 1;
}

void map_set(struct map *map, struct slice key, uint32_t value)
{
    entry_of(map, key, value)->value = value + 1;
}
