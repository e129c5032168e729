/* What happens to a family over ten years. */
#ifndef WEFT_MATH_SYNTHESIS_LIFE_H
#define WEFT_MATH_SYNTHESIS_LIFE_H

#include "math/synthesis/names.h"

enum { COUPLES = 8 };

/* Two who live together, or one who does not any more, with the children they have. */
struct couple {
    int mother, father; /* −1 where there is none */
    size_t household;
    bool married;
    int children, wanted;
    int32_t next_birth; /* the day of the next, while more are wanted */
};

struct life {
    struct random random;
    struct synthesis_city *city;
    struct synthesis_family *family;
    struct couple couples[COUPLES];
    size_t couple_count;
};

/* --- family.c --------------------------------------------------------------------------------- */

/* A new member with these parents (−1 where not known), who lives in a household from a day on;
 * −1 where the family is as large as it may be. */
int person_add(struct life *life, const struct synthesis_person *known, size_t household,
               int32_t from);
struct synthesis_person *person_at(struct life *life, int index) __attribute__((returns_nonnull));

/* A household at a new address; the last one where there are as many as there may be. */
size_t household_add(struct life *life, int32_t from);
void household_move(struct life *life, size_t household, int32_t from);

/* Somebody moves in from this day on. Not told where it was known already that they would live
 * elsewhere later, or where they have moved too often to be written down. */
void person_join(struct synthesis_person *person, size_t household, int32_t from);
void surname_change(struct synthesis_person *person, struct synthesis_name name, int32_t from);

/* One more birth to the couple on the day that was foreseen, and when the next is. */
void couple_birth(struct life *life, struct couple *couple);

/* A couple that may have children; NULL where there are as many as there may be. */
struct couple *couple_add(struct life *life, int mother, int father, size_t household,
                          int32_t from);

/* A grown-up from outside, of this origin mostly. */
int partner_add(struct life *life, const struct origin *origin, bool male, int32_t born,
                size_t household, int32_t from);

/* --- life.c ----------------------------------------------------------------------------------- */

/* The ten years, one after another; false where they left the city in this one. */
bool life_year(struct life *life, int year);

#endif
