/* Addresses and forms: any bytes as pairs, then as a list's view and as a record. */
#include "domain/domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct pairs pairs;
    struct slice text = {(const char *)bytes, size};
    if (url_pairs(text, 2000, &arena, &pairs, NULL) < 0)
        return 0;
    for (size_t i = 0; i < weft_registry.count; i++) {
        const struct entity *entity = weft_registry.entities[i];
        struct list list;
        struct form form;
        if (list_read(entity, &pairs, &arena, &list, NULL, NULL) == 0) {
            CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
            list_write(&list, &out);
            struct pairs again;
            struct list same;
            if (!out.full && (url_pairs(buffer_slice(&out), 2000, &arena, &again, NULL) < 0 ||
                              list_read(entity, &again, &arena, &same, NULL, NULL) < 0 ||
                              same.filter_count != list.filter_count))
                __builtin_trap(); /* every view is a link */
        }
        form_read(entity, &pairs, NULL, &arena, &form);
    }
    return 0;
}
