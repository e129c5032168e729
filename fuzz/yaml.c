/* Any bytes are a document or a refusal with a place, and every scalar reads back as it was written
 * by us. */
#include <stdlib.h>

#include "text/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_back(const struct yaml *yaml, struct arena *arena)
{
    for (size_t i = 0; i < yaml->count; i++) {
        if (yaml->kind == YAML_IS_MAPPING)
            write_back(&yaml->keys[i], arena);
        write_back(&yaml->items[i], arena);
    }
    if (yaml->kind != YAML_IS_SCALAR)
        return;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 22);
    buffer_string(&out, "a: ");
    yaml_append(&out, yaml->text, 2);
    buffer_string(&out, "\nb: [");
    yaml_append_item(&out, yaml->text);
    buffer_string(&out, "]\n");
    struct yaml again;
    if (yaml_parse(buffer_slice(&out), NULL, arena, &again, NULL) < 0 || again.count != 2 ||
        !slice_equal(again.items[0].text, yaml->text) || again.items[1].count != 1 ||
        !slice_equal(again.items[1].items[0].text, yaml->text))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct yaml_limits limits = {.nodes = 2000};
    struct yaml yaml;
    struct err err = {0};
    int code = yaml_parse((struct slice){(const char *)data, size}, &limits, &arena, &yaml, &err);
    if (code < 0 && (err.line == 0 || err.column == 0 || err.message[0] == '\0'))
        abort();
    if (code == 0)
        write_back(&yaml, &arena);
    return 0;
}
