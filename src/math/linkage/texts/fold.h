/* Any writing of a text brought to plain lower-case letters and digits, so that "Łódź", "LODZ" and
 * "lodz" are one text. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_FOLD_H
#define WEFT_MATH_LINKAGE_TEXTS_FOLD_H

#include "base/base.h"

enum { FOLD_LONGEST = 256 };

/* Write text folded into folded, at most FOLD_LONGEST bytes (the rest is left out), and return its
 * length. Latin letters lose their marks and their case; Arabic and Urdu letters become the Latin
 * letters that romanisation gives them; apostrophes vanish, so that O'Neil is oneil; characters
 * of `keep` stay; letters of other scripts stay as they are; all else becomes one space between
 * words. O(length). */
size_t fold_text(struct slice text, const char *keep, char folded[static FOLD_LONGEST]);

#endif
