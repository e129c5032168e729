/* What a browser fetches besides pages; made by assets/embed.mjs and linked in. */
#ifndef WEFT_WEB_ASSET_H
#define WEFT_WEB_ASSET_H

#include "base/base.h"

struct asset {
    const char *name; /* "weft.css" */
    const char *path; /* "/assets/weft.22f07111b2c1.css": named by its bytes, kept for ever */
    const char *type; /* as Content-Type says it */
    struct slice bytes;
    struct slice gzip; /* the same compressed; empty where that gains nothing */
};

extern const struct asset assets[];
extern const size_t asset_count;

/* The asset with this path, or NULL. O(assets). */
const struct asset *asset_at(struct slice path);

/* The path of the asset called name, which must be one. O(assets). */
const char *asset_path(const char *name);

#endif
