/* A map from text to a number, usually an index into the caller's array.
 *
 * Open addressing, linear probing, at most 7/8 full; keys are copied into the map's arena.
 * Hashed under a random seed a process, so that a stranger's keys cannot all collide.
 * Numbers are given in [0, 2^32 - 2]. Not for threads to share while it grows. */
#ifndef WEFT_BASE_MAP_H
#define WEFT_BASE_MAP_H

#include "base/arena.h"

struct map_entry {
    struct slice key;
    uint32_t hash;
    uint32_t value; /* plus one; 0 means an empty place */
};

struct map {
    struct map_entry *entries;
    size_t capacity; /* a power of two, or 0 */
    size_t length;
    struct arena keys;
};

#define MAP ((struct map){0})
#define MAP_ABSENT UINT32_MAX

void map_free(struct map *map);

/* The value, or MAP_ABSENT. O(key length). */
uint32_t map_get(const struct map *map, struct slice key);

/* The value that key has now: the one it had, else `value`, which it is given. */
uint32_t map_intern(struct map *map, struct slice key, uint32_t value);

/* Give key this value, new or not. */
void map_set(struct map *map, struct slice key, uint32_t value);

#endif
