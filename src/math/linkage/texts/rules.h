/* Rules of standardising and comparing (enum linkage_rule), as they are asked for. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_RULES_H
#define WEFT_MATH_LINKAGE_TEXTS_RULES_H

#include "math/linkage/linkage.h"

/* rules_off: a bit for each that is switched off. */
static inline bool rule_is_on(uint32_t rules_off, enum linkage_rule rule)
{
    return !(rules_off >> rule & 1);
}

#endif
