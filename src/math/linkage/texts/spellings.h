/* Names that another script or tongue lets be written in more than one way, and names beside which
 * others are borne. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_SPELLINGS_H
#define WEFT_MATH_LINKAGE_TEXTS_SPELLINGS_H

#include "math/linkage/texts/name_sets.h"

/* The surnames that text may be a spelling of: name_sets_of, or by ear: name_said. Names are
 * folded. */
void spelling_sets_of(struct slice surname, uint16_t sets[static NAME_SETS]);

/* Whether the name, in one of those spellings, begins with the letter: C of Ali, which Somali writes
 * Cali. O(spellings). */
bool spelling_may_begin(struct slice surname, char letter);

/* Whether one of those is Chinese. */
bool spelling_sets_are_chinese(const uint16_t sets[static NAME_SETS]);

/* Whether the text, whole, may be a spelling of a Chinese surname. */
bool spelling_is_chinese(struct slice surname);

/* Whether one of those of its last word is: McLoughlin Chen. */
bool spelling_ends_in_chinese(struct slice surname);

/* Whether both are Chinese given names of the same syllables, romanised in Pinyin or as in Hong
 * Kong or Taiwan, or as English ears hear them (Hooi). Spaces count for nothing. O(length). */
bool spelling_same_chinese(struct slice a, struct slice b);

/* Whether they are so but for one slip: Shan Xin and Shan Xen. O(length²). */
bool spelling_near_chinese(struct slice a, struct slice b);

/* What is asked of many pairs of given names, and so once of each name: a bit each. */
enum {
    SPELLING_SYLLABLES = 1,   /* it reads as one to three Chinese syllables, */
    SPELLING_CHINESE = 2,     /* as two or three, and is no name of another tongue that does, */
    SPELLING_SEVERAL = 4,     /* as two or three, and not as one */
    SPELLING_GOES_BEFORE = 8, /* it stands before the name that people are called by, and often
                                 alone: Muhammad */
};
uint8_t spelling_traits(struct slice name);

/* The first syllable of a name that reads as one to three Chinese ones, as Pinyin has it: Jia for
 * Jiachen and for Ka Shun; the longest that leaves such a name. Empty where it reads as none.
 * O(length²). */
enum { SPELLING_SYLLABLE = 6 };
struct slice spelling_first_syllable(struct slice name, char out[static SPELLING_SYLLABLE]);

static inline bool spelling_is_one_syllable(uint8_t traits)
{
    return (traits & (SPELLING_SYLLABLES | SPELLING_SEVERAL)) == SPELLING_SYLLABLES;
}

#endif
