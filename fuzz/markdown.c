/* Long text that anybody who may save a record can write: whatever it holds, the page stays
 * well-formed, and so nothing of it becomes markup that we did not write. */
#include <expat.h>

#include "web/web.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer out = BUFFER(8 << 20);
    struct page_writer page = {.out = &out, .arena = &arena};
    html(&page, "<div>");
    markdown(&page, 2, (struct slice){(const char *)bytes, size});
    html(&page, "</div>");
    if (out.full)
        return 0;
    XML_Parser parser = XML_ParserCreate("UTF-8");
    if (XML_Parse(parser, out.data, (int)out.length, 1) != XML_STATUS_OK)
        __builtin_trap();
    XML_ParserFree(parser);
    return 0;
}
