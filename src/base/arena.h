/* An arena: many small things that die together (a request, a command, a job).
 * Nothing taken from it is freed alone. Not for threads to share. */
#ifndef WEFT_BASE_ARENA_H
#define WEFT_BASE_ARENA_H

#include "base/slice.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used, capacity;      /* of the newest */
    size_t total;               /* bytes held, for limits and reports */
};

#define ARENA ((struct arena){0})

void arena_free(struct arena *arena);  /* everything; the arena may be used again */
void arena_reset(struct arena *arena); /* everything, but keeps one block for the next round */

/* Aligned for any type; zeroed. O(size). */
void *arena_allocate(struct arena *arena, size_t size) __attribute__((returns_nonnull));

/* count things of size bytes, zeroed; a product that overflows ends the process. */
void *arena_array(struct arena *arena, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of them. */
void *arena_copy(struct arena *arena, const void *data, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* A copy, with a NUL after its last byte that the length does not count. */
struct slice arena_slice(struct arena *arena, struct slice text);
char *arena_string(struct arena *arena, struct slice text) __attribute__((returns_nonnull));
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

#define ARENA_NEW(arena, type) ((type *)arena_allocate(arena, sizeof(type)))

#endif
