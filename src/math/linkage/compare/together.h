/* Names that are borne together oftener than chance. One person in two hundred is a Jaspreet and
 * one in ninety a Singh, but not one in 18,000 is both: of the Jaspreets half are Singhs. So where
 * the given name is the same already, the same surname says less than it would by itself; how much
 * less, differs most between peoples whose names differ, and who are few. Against brothers and
 * sisters it says nothing anyway, and the given name as much as ever. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_TOGETHER_H
#define WEFT_MATH_LINKAGE_COMPARE_TOGETHER_H

#include "math/linkage/compare/records.h"

/* Say of each record, in records->together, by how many exact levels its two names are commoner
 * together than by chance (0 to TOGETHER_MOST); nothing where either is no field, or there is no
 * date of birth.
 *
 * Persons of one name are told by their whole dates of birth, less those that are slips: how many
 * are is seen from surnames that one given name alone is borne with. How much oftener than chance
 * two names are borne together is shrunk as in DuMouchel (1999, Bayesian data mining in large
 * frequency tables), the person whose names they are not counted: by a gamma distribution whose
 * mean is how much oftener others of that surname share a given name, or others of that given name
 * a surname, whichever is less. O(n log n). */
void together_find(struct records *records);

#endif
