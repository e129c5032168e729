/* How text goes wrong between a mouth, an ear, a pen and a keyboard. All of it keeps UTF-8. */
#ifndef WEFT_MATH_SYNTHESIS_SLIPS_H
#define WEFT_MATH_SYNTHESIS_SLIPS_H

#include "base/base.h"

/* Copy as much as fits, with a NUL, and never half a letter. */
void text_copy(char *text, size_t size, struct slice from);

/* One key wrong: left out, struck twice, two in each other's place, or its neighbour's. False
 * (and nothing changed) where the text has fewer than three plain letters. */
bool slip_typing(struct random *random, char *text, size_t size);

/* One sound written otherwise; false where none of the sounds we know is in it. */
bool slip_sound(struct random *random, char *text, size_t size);

/* Łukasz becomes Lukasz; false where there was no mark. The text only grows shorter. */
bool slip_marks(char *text);

void slip_capitals(char *text); /* plain letters alone: for text without marks */

/* Plain small letters without marks, spaces and signs, to compare. */
void text_fold(const char *text, char folded[static 64]);

/* Letters to insert, leave out, change or swap with their neighbour (optimal string alignment)
 * between two folded texts, or `most` where it is more. O(product of their lengths). */
unsigned text_distance(const char *a, const char *b, unsigned most);

#endif
