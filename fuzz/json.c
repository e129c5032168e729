/* JSON that a stranger sends: a tree, or a refusal that says where and why. Every text in the tree
 * is written back and read again as itself. */
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_text(struct slice text, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(8 << 20);
    struct json again;
    buffer_json_string(&out, text);
    if (out.full)
        return;
    if (json_parse(buffer_slice(&out), arena, &again, NULL) < 0 || again.kind != JSON_IS_STRING ||
        !slice_equal(again.text, text))
        __builtin_trap();
}

static void check_tree(const struct json *json, struct arena *arena)
{
    if (json->kind == JSON_IS_STRING)
        check_text(json->text, arena);
    for (size_t i = 0; i < json->count; i++) {
        if (json->kind == JSON_IS_OBJECT)
            check_text(json->keys[i], arena);
        check_tree(&json->items[i], arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json;
    struct err err = {0};
    if (json_parse((struct slice){(const char *)bytes, size}, &arena, &json, &err) == 0)
        check_tree(&json, &arena);
    else if (err.message[0] == '\0')
        __builtin_trap();
    return 0;
}
