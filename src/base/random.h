/* Chance that can be repeated: a generator with a seed, for simulation, bootstrap and synthetic
 * data. xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64. Never for secrets: those
 * come from crypto.h. */
#ifndef WEFT_BASE_RANDOM_H
#define WEFT_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};

struct random random_seeded(uint64_t seed);
uint64_t random_bits(struct random *random);
double random_unit(struct random *random);                    /* [0, 1) */
uint64_t random_below(struct random *random, uint64_t bound); /* [0, bound), bound > 0, unbiased */
double random_normal(struct random *random);                  /* mean 0, standard deviation 1 */

/* Independent of the others: the generator of stream `index` under this seed. */
struct random random_stream(uint64_t seed, uint64_t index);

#endif
