/* Public pages as they were rendered, under their address; the one longest unused makes room. */
#include "gate/inside.h"

#include "base/banned.h"

enum { BUCKETS = 1024, LARGEST_SHARE = 8 };

struct cached {
    struct cached *chain;         /* of the bucket */
    struct cached *newer, *older; /* of use */
    uint64_t hash;
    struct slice target;
    struct http_prepared *prepared;
    struct cache_state state;
    unsigned depends;
    size_t size;
    char etag[ETAG_SIZE];
};

struct cache {
    pthread_mutex_t lock;
    struct cached *buckets[BUCKETS];
    struct cached *newest, *oldest;
    size_t size, maximum;
    uint64_t seed; /* strangers choose the addresses */
};

struct cache *cache_new(size_t maximum)
{
    struct cache *cache = memory_zeros(1, sizeof *cache);
    cache->maximum = maximum;
    pthread_mutex_init(&cache->lock, NULL);
    secret_bytes(&cache->seed, sizeof cache->seed);
    return cache;
}

static void unlink_use(struct cache *cache, struct cached *page)
{
    *(page->newer ? &page->newer->older : &cache->newest) = page->older;
    *(page->older ? &page->older->newer : &cache->oldest) = page->newer;
    page->newer = page->older = NULL;
}

static void link_newest(struct cache *cache, struct cached *page)
{
    page->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = page;
    cache->newest = page;
}

static struct cached **place_of(struct cache *cache, struct slice target, uint64_t hash)
{
    struct cached **place = &cache->buckets[hash % BUCKETS];
    while (*place && ((*place)->hash != hash || !slice_equal((*place)->target, target)))
        place = &(*place)->chain;
    return place;
}

static void drop(struct cache *cache, struct cached *page)
{
    *place_of(cache, page->target, page->hash) = page->chain;
    unlink_use(cache, page);
    cache->size -= page->size;
    http_prepared_release(&page->prepared);
    memory_free((void *)page->target.data);
    memory_free(page);
}

void cache_free(struct cache **address)
{
    struct cache *cache = *address;
    *address = NULL;
    if (!cache)
        return;
    while (cache->newest)
        drop(cache, cache->newest);
    pthread_mutex_destroy(&cache->lock);
    memory_free(cache);
}

static bool is_current(const struct cached *page, const struct cache_state *state)
{
    return (!(page->depends & DEPENDS_ON_STORE) || page->state.generation == state->generation) &&
           (!(page->depends & DEPENDS_ON_DAY) ||
            date_compare(page->state.today, state->today) == 0);
}

struct http_prepared *cache_get(struct cache *cache, struct slice target,
                                const struct cache_state *state, char etag[static ETAG_SIZE])
{
    struct http_prepared *prepared = NULL;
    uint64_t hash = slice_hash(target, cache->seed);
    pthread_mutex_lock(&cache->lock);
    struct cached *page = *place_of(cache, target, hash);
    if (page && is_current(page, state)) {
        prepared = http_prepared_hold(page->prepared);
        memcpy(etag, page->etag, ETAG_SIZE);
        unlink_use(cache, page);
        link_newest(cache, page);
    }
    pthread_mutex_unlock(&cache->lock);
    return prepared;
}

void cache_put(struct cache *cache, struct slice target, const struct cache_state *state,
               unsigned depends, const char *etag, struct http_prepared *prepared)
{
    size_t size = sizeof(struct cached) + target.length + http_prepared_size(prepared);
    if (size > cache->maximum / LARGEST_SHARE)
        return;
    struct cached *page = memory_zeros(1, sizeof *page);
    *page = (struct cached){.hash = slice_hash(target, cache->seed),
                            .target = {memory_string(target.data), target.length},
                            .prepared = http_prepared_hold(prepared),
                            .state = *state,
                            .depends = depends,
                            .size = size};
    memcpy(page->etag, etag, strnlen(etag, ETAG_SIZE - 1));
    pthread_mutex_lock(&cache->lock);
    struct cached *stale = *place_of(cache, target, page->hash);
    if (stale)
        drop(cache, stale);
    while (cache->oldest && cache->size + size > cache->maximum)
        drop(cache, cache->oldest);
    *place_of(cache, target, page->hash) = page;
    link_newest(cache, page);
    cache->size += size;
    pthread_mutex_unlock(&cache->lock);
}
