/* Memory that is there or the process is not: running out ends it with one line, since what was
 * acknowledged is already durable. Sizes that a stranger controls are checked before they come
 * here. The caller frees with memory_free. */
#ifndef WEFT_BASE_MEMORY_H
#define WEFT_BASE_MEMORY_H

#include <stddef.h>

/* Uninitialised memory; size 0 gives a pointer that may be freed. */
void *memory_allocate(size_t size) __attribute__((malloc, returns_nonnull));

/* count × size bytes of zeros; a product that overflows ends the process. */
void *memory_zeros(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* As memory_allocate, for an array that is read here and there for long: it begins with a cache
 * line and stands on large pages where the system has any, since looking up small ones would cost
 * more than the reads. */
void *memory_vast(size_t size) __attribute__((malloc, returns_nonnull));

/* Resize to count × size bytes; the contents up to the lesser size stay. */
void *memory_resize(void *memory, size_t count, size_t size) __attribute__((returns_nonnull));

void memory_free(void *memory);

/* A copy of a C string. */
char *memory_string(const char *text) __attribute__((malloc, returns_nonnull));

#endif
