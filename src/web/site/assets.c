/* What a browser fetches besides pages: named by its bytes, so kept for ever. */
#include "web/site/pages.h"
#include "web/web.h"

#include "base/banned.h"

int asset_page(struct request *request, struct response *response)
{
    const struct asset *asset = asset_at(request->path);
    if (!asset)
        return err_set(&request->err, ERR_NOT_FOUND, NULL, "There is no such file here.");
    bool packed = asset->gzip.length && request_takes_gzip(request);
    response->type = asset->type;
    response->fixed = packed ? asset->gzip : asset->bytes;
    response->depends = DEPENDS_ON_ASKER; /* on what it accepts; nothing is saved by keeping it */
    response_header(response, "Cache-Control", SLICE("public, max-age=31536000, immutable"));
    if (packed)
        response_header(response, "Content-Encoding", SLICE("gzip"));
    return 0;
}
