/* Figures that were gathered against those that stand: what is new, what is the same, what
 * revises; and writing it. */
#ifndef WEFT_DOMAIN_PERFORMANCE_MERGE_H
#define WEFT_DOMAIN_PERFORMANCE_MERGE_H

#include "domain/performance/hold.h"

struct past_figure { /* one that no longer stands, or never did */
    uint64_t key;
    double value;
    int64_t load;
    uint16_t label;
    uint8_t status;
};

struct merge {
    VECTOR(struct past_figure) past; /* in the order of their keys */
    size_t fresh, changed, older;    /* cells */
    struct digest content;           /* of all of the file's figures */
};

void merge_free(struct merge *merge); /* fit for CLEANUP */

/* One ordered pass over what stands for the measures of the file, unless one load brought exactly
 * these figures and they stand. Marks each cell and each row. `published` is the file's date as
 * text: what was published before what stands does not replace it, and is kept behind it where
 * nothing said the same on that day. What is held back is new where it is not what was held back
 * before. O(cells + figures of those measures). */
int merge_compare(struct store *store, struct gather *gather, struct slice published,
                  const struct holding *holding, struct merge *ret_merge, struct err *err);

/* Write what merge_compare found, inside the writer's transaction, as brought by this load. */
int merge_write(struct store *store, const struct gather *gather, const struct merge *merge,
                int64_t load, struct err *err);

/* The digest of what the load brings: each figure with all that it says, by key. */
struct digest merge_digest(const struct gather *gather, const struct merge *merge);

/* The same, of what a load brought, as the store holds it now: the whole store at once, for every
 * load a callback. O(figures). */
typedef void (*merge_visit)(void *context, int64_t load, struct digest digest);
int merge_digests(struct store *store, merge_visit visit, void *context, struct err *err);

#endif
