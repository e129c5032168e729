#include "base/random.h"

#include <math.h>

#include "base/banned.h"

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct random random_seeded(uint64_t seed)
{
    struct random random;
    for (int i = 0; i < 4; i++)
        random.state[i] = splitmix(&seed);
    return random;
}

struct random random_stream(uint64_t seed, uint64_t index)
{
    uint64_t mixed = seed;
    uint64_t first = splitmix(&mixed);
    return random_seeded(first ^ (index * UINT64_C(0xd1342543de82ef95) + 1));
}

static uint64_t rotate(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

uint64_t random_bits(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double random_unit(struct random *random)
{
    return (double)(random_bits(random) >> 11) * 0x1.0p-53;
}

uint64_t random_below(struct random *random, uint64_t bound)
{
    /* Lemire 2019: multiply, and reject the few that would bias. */
    __uint128_t wide = (__uint128_t)random_bits(random) * bound;
    if ((uint64_t)wide < bound) {
        uint64_t threshold = -bound % bound;
        while ((uint64_t)wide < threshold)
            wide = (__uint128_t)random_bits(random) * bound;
    }
    return (uint64_t)(wide >> 64);
}

double random_normal(struct random *random)
{
    double u = 1.0 - random_unit(random), v = random_unit(random);
    return sqrt(-2.0 * log(u)) * cos(2.0 * M_PI * v);
}
