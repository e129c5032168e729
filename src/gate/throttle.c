/* Who has failed too often lately: an account, an address.
 *
 * A failure fills a place that drains with time; a full one refuses. The places are of a fixed
 * number, found by a keyed hash, so that a flood of names neither takes memory nor pushes out
 * what is known of others; two names in one place only make it stricter. */
#include "gate/inside.h"

#include "base/banned.h"

enum { PLACES = 16384 };
static const int64_t drain_us = (int64_t)60 * 1000000; /* a failure is forgiven in a minute */

struct throttle {
    pthread_mutex_t lock;
    uint64_t seed;
    int64_t full_until_us[PLACES]; /* when the last failure of this place will be forgiven */
};

struct throttle *throttle_new(void)
{
    struct throttle *throttle = memory_zeros(1, sizeof *throttle);
    pthread_mutex_init(&throttle->lock, NULL);
    secret_bytes(&throttle->seed, sizeof throttle->seed);
    return throttle;
}

void throttle_free(struct throttle **address)
{
    if (*address)
        pthread_mutex_destroy(&(*address)->lock);
    memory_free(*address);
    *address = NULL;
}

static int64_t *place_of(struct throttle *throttle, struct slice who)
{
    return &throttle->full_until_us[slice_hash(who, throttle->seed) % PLACES];
}

int throttle_wait_s(struct throttle *throttle, struct slice who, unsigned allowed, int64_t now_us)
{
    pthread_mutex_lock(&throttle->lock);
    int64_t over_us = *place_of(throttle, who) - now_us - (int64_t)(allowed - 1) * drain_us;
    pthread_mutex_unlock(&throttle->lock);
    return over_us > 0 ? (int)(over_us / 1000000) + 1 : 0;
}

void throttle_failed(struct throttle *throttle, struct slice who, int64_t now_us)
{
    pthread_mutex_lock(&throttle->lock);
    int64_t *place = place_of(throttle, who);
    *place = (*place > now_us ? *place : now_us) + drain_us;
    pthread_mutex_unlock(&throttle->lock);
}

void throttle_succeeded(struct throttle *throttle, struct slice who)
{
    pthread_mutex_lock(&throttle->lock);
    *place_of(throttle, who) = 0;
    pthread_mutex_unlock(&throttle->lock);
}
