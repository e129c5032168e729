#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"

static void *or_die(void *memory, size_t size)
{
    if (memory || size == 0)
        return memory;
    fprintf(stderr, "weft: out of memory (asked for %zu bytes); nothing acknowledged is lost\n",
            size);
    abort();
}

static size_t product(size_t count, size_t size)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        fprintf(stderr, "weft: a size of %zu times %zu is beyond this machine\n", count, size);
        abort();
    }
    return total ? total : 1;
}

void *memory_allocate(size_t size)
{
    size = size ? size : 1;
    return or_die(malloc(size), size);
}

void *memory_zeros(size_t count, size_t size)
{
    size_t total = product(count, size);
    return or_die(calloc(1, total), total);
}

void *memory_vast(size_t size)
{
    enum { CACHE_LINE = 64, LARGE_PAGE = 2 << 20 };
    size_t unit = size < LARGE_PAGE ? CACHE_LINE : LARGE_PAGE;
    size_t whole = size <= SIZE_MAX - unit ? (size + unit - 1) / unit * unit : size;
    void *memory = or_die(aligned_alloc(unit, whole), size);
    if (unit == LARGE_PAGE)
        madvise(memory, whole, MADV_HUGEPAGE); /* where it is refused, pages are small */
    return memory;
}

void *memory_resize(void *memory, size_t count, size_t size)
{
    size_t total = product(count, size);
    return or_die(realloc(memory, total), total);
}

void memory_free(void *memory)
{
    free(memory);
}

char *memory_string(const char *text)
{
    size_t length = strlen(text) + 1;
    return memcpy(memory_allocate(length), text, length);
}

void cleanup_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

void cleanup_memory(void *address_of_pointer)
{
    void **pointer = address_of_pointer;
    free(*pointer);
    *pointer = NULL;
}
