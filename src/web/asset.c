#include "web/asset.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

const struct asset *asset_at(struct slice path)
{
    for (size_t i = 0; i < asset_count; i++)
        if (slice_is(path, assets[i].path))
            return &assets[i];
    return NULL;
}

const char *asset_path(const char *name)
{
    for (size_t i = 0; i < asset_count; i++)
        if (strcmp(assets[i].name, name) == 0)
            return assets[i].path;
    fprintf(stderr, "weft: no asset is called %s\n", name);
    abort();
}
