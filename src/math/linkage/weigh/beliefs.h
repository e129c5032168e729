/* What is believed of each class of pairs before the data speak, and whatever they say. */
#ifndef WEFT_MATH_LINKAGE_WEIGH_BELIEFS_H
#define WEFT_MATH_LINKAGE_WEIGH_BELIEFS_H

#include "math/linkage/weigh/model.h"

/* How two values of a field agree by what is measured, not estimated. */
struct shares {
    double random[FIELDS_MOST][LEVELS]; /* share of random pairs at each level */
    double of_one[FIELDS_MOST][LEVELS]; /* share of records by the exact level of their value */
};

/* The chance of each level of a field in a class. */
void belief_of(const struct records *records, const struct shares *shares, size_t field,
               enum pair_class group, double chances[static LEVELS]);

/* Whether any field of the records tells the class from strangers; one that nothing does is left
 * out. */
bool belief_is_distinct(const struct records *records, enum pair_class group);

/* The class's share among those of all pairs that are no strangers, the persons' classes
 * together being 1. */
double belief_share(enum pair_class group);

/* Whether a field from such a column says where somebody lives. */
bool belief_is_of_address(enum linkage_kind kind);

/* What tells two persons of the class from one another, so that it agrees by chance alone: given
 * names in a family, dates of birth and numbers of one's own everywhere. */
bool belief_tells_apart(enum linkage_kind kind, enum pair_class group);

/* The class whose chances this one has too: members of a household share an address as one
 * person's records do, twins a date of birth. The class itself where it has its own. */
enum pair_class belief_like(enum linkage_kind kind, enum pair_class group);

/* The class whose pairs are counted with this one's, since both agree alike in the field: one
 * person's, who stayed or moved, in what does not change by it; and twins are named as brothers and
 * sisters are, but are too few to be counted by themselves. The class itself where it stands alone.
 */
enum pair_class belief_counts_with(enum linkage_kind kind, enum pair_class group);

/* How often something of one's own stands in the record of the other by mistake: twins' names and
 * numbers are taken for each other. */
double belief_mixed_up(enum linkage_kind kind, enum pair_class group);

/* Of what tells two persons apart, the levels that still follow the class: names of one culture
 * are alike, and brothers and sisters are born within a few years. The levels that only slips of
 * the pen give, and agreement, exact or as far as a date is given, are left to chance. */
bool belief_may_be_near(enum field_kind kind, size_t level);

/* The most that a level of a field can be among one person's records, whatever was counted: a
 * person has one number, and another that is right is another person's; and by what usual ages are,
 * one in fifty is older or younger. usual_age: the chance of DATE_USUAL_AGE. */
double belief_at_most(enum field_kind kind, size_t level, double usual_age);

/* What two of one birth are no oftener than one person's records: a name in Chinese beside one for
 * the English, or beside an e-mail address that bears it. They are named in one tongue and write
 * from their own addresses; who goes by two names is written by either. */
bool belief_is_own(enum field_kind kind, size_t level, enum pair_class group);

/* What a person who moves may change with the address; all else errs for those who moved as for
 * those who did not. */
bool belief_may_change(enum linkage_kind kind);

#endif
