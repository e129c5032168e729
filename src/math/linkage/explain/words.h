/* What a level of agreement means, in words. */
#ifndef WEFT_MATH_LINKAGE_EXPLAIN_WORDS_H
#define WEFT_MATH_LINKAGE_EXPLAIN_WORDS_H

#include "math/linkage/weigh/model.h"

/* "the same", "a short form of it", "one digit differs": fit to stand after two values. */
const char *level_words(enum field_kind kind, uint8_t level);

/* "one person", "two persons of one household" */
const char *class_words(enum pair_class group);

#endif
