/* Addresses of the invented city.
 *
 * The city is made of quarters, each for 4,096 families: 32,768 addresses in 256 streets, 1,024
 * postcodes of 32 addresses, eight primary schools, two secondary ones and eight surgeries. An
 * address is a number: its quarter, then its place in it. Each family has eight of its own. */
#ifndef WEFT_MATH_SYNTHESIS_PLACES_H
#define WEFT_MATH_SYNTHESIS_PLACES_H

#include "math/synthesis/synthesis.h"

enum {
    QUARTER_FAMILIES = 4096,
    QUARTER_ADDRESSES = 32768,
    OWN_ADDRESSES = 8,    /* of a family */
    SHARED_ADDRESSES = 4, /* hostels and the like, the last of each quarter */
    NEIGHBOURHOODS = 64,
    PRIMARY_SCHOOLS = 8,
};

/* Well mixed from all three; for what needs no stream of its own. */
uint64_t place_mix(uint64_t seed, uint64_t what, uint64_t which);

/* One of the addresses that no other family is given first; scattered over its quarter. */
uint32_t place_own(uint64_t family, unsigned which);

/* Any address of the family's quarter or of one before it; one of the shared ones. */
uint32_t place_any(uint64_t family, struct random *random);
uint32_t place_shared(uint64_t family, struct random *random);

/* 0 … NEIGHBOURHOODS − 1 within its quarter. */
uint32_t place_neighbourhood(uint32_t address);

/* Which of its quarter's primary schools an address belongs to. */
uint32_t place_primary(uint32_t address);

#endif
