/* How often each agreement pattern was seen. */
#ifndef WEFT_MATH_LINKAGE_WEIGH_PATTERNS_H
#define WEFT_MATH_LINKAGE_WEIGH_PATTERNS_H

#include "math/linkage/compare/levels.h"

struct pattern_count {
    struct pattern pattern;
    uint64_t count;
};

struct patterns {
    struct pattern_count *slots; /* an empty slot has count 0 */
    size_t capacity, length;
};

void patterns_free(struct patterns *patterns);
void patterns_add(struct patterns *patterns, const struct pattern *pattern, uint64_t count);
void patterns_merge(struct patterns *into, const struct patterns *from);

/* Move the counted patterns to the front, in the order of their bytes: the same for any number
 * of threads. Nothing more can be added. */
void patterns_settle(struct patterns *patterns);

#endif
