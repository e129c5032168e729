/* Names that another script or tongue lets be written in more than one way, and names beside which
 * others are borne. */
#ifndef WEFT_MATH_LINKAGE_SPELLINGS_H
#define WEFT_MATH_LINKAGE_SPELLINGS_H

#include "math/linkage/name_sets.h"

/* The surnames that text may be a spelling of: name_sets_of. Names are folded. */
void spelling_sets_of(struct slice surname, uint8_t sets[static NAME_SETS]);

/* Whether one of those is Chinese. */
bool spelling_sets_are_chinese(const uint8_t sets[static NAME_SETS]);

/* Whether both are Chinese given names of the same syllables, romanised in Pinyin or as in Hong
 * Kong or Taiwan. Spaces count for nothing. O(length). */
bool spelling_same_chinese(struct slice a, struct slice b);

/* Whether the name reads as two or three Chinese syllables. */
bool spelling_is_chinese(struct slice name);

/* Whether the name stands before the one that people are called by, and often alone: Muhammad. */
bool spelling_goes_before(struct slice name);

#endif
