/* The attack as the search for complementary cells uses it. */
#ifndef WEFT_MATH_DISCLOSURE_ATTACK_H
#define WEFT_MATH_DISCLOSURE_ATTACK_H

#include "math/disclosure/disclosure.h"

/* As disclosure_attack, but beyond `enough` only while work (as linear_work counts it, microseconds
 * about) is left: where it is not, *ret_exact is false, and a cell's limits are those of tables
 * that were seen. The true ones are no closer than that. shown: values that cells take in tables
 * that fit, as the caller knows already (lower > upper where he knows none); or NULL. */
int attack_within(const struct additive *table, const struct range *known,
                  const struct range *enough, const struct range *shown, double work, bool whole,
                  struct range *ret_ranges, bool *ret_exact, struct err *err);

/* Values that each cell is sure to be able to take, given what is known: as far as its limits, or
 * as far as `enough`, whichever comes first, or as far as was found within the work (lower > upper:
 * nothing was). Far cheaper than the limits themselves, since one solution shows it for many cells.
 * Nothing is rounded. */
int attack_until(const struct additive *table, const struct range *known,
                 const struct range *enough, const struct range *shown, double work,
                 struct range *ret_attained, struct err *err);

#endif
