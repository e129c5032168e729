/* A growing array of one type, owned by whoever declared it.
 *
 *     VECTOR(double) values = {0};
 *     vector_push(&values, 1.5);
 *     vector_each (&values, value) total += *value;
 *     vector_free(&values);
 *
 * Growth doubles, so pushing is O(1) on average; pointers into data die with the next push. */
#ifndef WEFT_BASE_VECTOR_H
#define WEFT_BASE_VECTOR_H

#include "base/memory.h"

#define VECTOR(type)                                                                               \
    struct {                                                                                       \
        type *data;                                                                                \
        size_t length, capacity;                                                                   \
    }

#define vector_reserve(vector, wanted)                                                             \
    do {                                                                                           \
        if ((vector)->capacity < (wanted)) {                                                       \
            size_t vector_grown = (vector)->capacity ? (vector)->capacity * 2 : 8;                 \
            while (vector_grown < (wanted))                                                        \
                vector_grown *= 2;                                                                 \
            (vector)->data = memory_resize((vector)->data, vector_grown, sizeof *(vector)->data);  \
            (vector)->capacity = vector_grown;                                                     \
        }                                                                                          \
    } while (0)

#define vector_push(vector, ...)                                                                   \
    do {                                                                                           \
        vector_reserve((vector), (vector)->length + 1);                                            \
        (vector)->data[(vector)->length++] = (__VA_ARGS__);                                        \
    } while (0)

#define vector_each(vector, item)                                                                  \
    for (__typeof__((vector)->data) item = (vector)->data,                                         \
                                    item##_end = item ? item + (vector)->length : item;            \
         item != item##_end; item++)

#define vector_free(vector)                                                                        \
    do {                                                                                           \
        memory_free((vector)->data);                                                               \
        (vector)->data = NULL;                                                                     \
        (vector)->length = (vector)->capacity = 0;                                                 \
    } while (0)

#endif
