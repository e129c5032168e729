#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

#include "base/banned.h"

enum { BLOCK_SIZE = 16384, ALIGNMENT = 16 };

struct arena_block {
    struct arena_block *next;
    size_t size;
    _Alignas(ALIGNMENT) char data[];
};

void arena_free(struct arena *arena)
{
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;
        memory_free(arena->blocks);
        arena->blocks = next;
    }
    *arena = ARENA;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *kept = arena->blocks;
    if (!kept || kept->size > 4 * BLOCK_SIZE) {
        arena_free(arena);
        return;
    }
    arena->blocks = kept->next;
    arena_free(arena);
    kept->next = NULL;
    *arena = (struct arena){.blocks = kept, .capacity = kept->size, .total = kept->size};
}

static __attribute__((noinline)) void add_block(struct arena *arena, size_t size)
{
    size_t capacity = BLOCK_SIZE;
    if (size > SIZE_MAX / 2)
        capacity = SIZE_MAX / 2; /* the allocation ends the process and says so */
    else if (size >= BLOCK_SIZE)
        capacity = (size / ALIGNMENT + 2) * ALIGNMENT;
    struct arena_block *block = memory_allocate(sizeof *block + capacity);
    *block = (struct arena_block){.next = arena->blocks, .size = capacity};
    arena->blocks = block;
    arena->used = 0;
    arena->capacity = capacity;
    arena->total += capacity;
}

/* Memory as it comes; the caller fills it. */
static void *take(struct arena *arena, size_t size)
{
    if (size >= arena->capacity - arena->used)
        add_block(arena, size);
    void *memory = arena->blocks->data + arena->used;
    arena->used += (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    return memory;
}

void *arena_allocate(struct arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

static size_t product(size_t count, size_t size)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total))
        total = SIZE_MAX / 2; /* the allocation that follows ends the process and says so */
    return total;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    return arena_allocate(arena, product(count, size));
}

void *arena_copy(struct arena *arena, const void *data, size_t count, size_t size)
{
    size_t total = product(count, size);
    void *copy = take(arena, total);
    return total ? memcpy(copy, data, total) : copy;
}

char *arena_string(struct arena *arena, struct slice text)
{
    char *copy = take(arena, text.length + 1);
    if (text.length)
        memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return copy;
}

struct slice arena_slice(struct arena *arena, struct slice text)
{
    return (struct slice){arena_string(arena, text), text.length};
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    size_t size = length > 0 ? (size_t)length + 1 : 1;
    char *text = arena_allocate(arena, size);
    if (length > 0)
        vsnprintf(text, size, format, again);
    va_end(again);
    return text;
}
