#include "text/json.h"

#include <jansson.h>

#include "base/banned.h"

static int convert(const json_t *from, unsigned depth, struct arena *arena, struct json *to,
                   struct err *err);

static int convert_array(const json_t *from, unsigned depth, struct arena *arena, struct json *to,
                         struct err *err)
{
    to->count = json_array_size(from);
    to->items = arena_array(arena, to->count, sizeof *to->items);
    for (size_t i = 0; i < to->count; i++) {
        int code = convert(json_array_get(from, i), depth + 1, arena, &to->items[i], err);
        if (code < 0)
            return code;
    }
    return 0;
}

static int convert_object(json_t *from, unsigned depth, struct arena *arena, struct json *to,
                          struct err *err)
{
    size_t count = json_object_size(from);
    to->items = arena_array(arena, count, sizeof *to->items);
    to->keys = arena_array(arena, count, sizeof *to->keys);
    const char *key;
    json_t *value;
    json_object_foreach(from, key, value)
    {
        to->keys[to->count] = arena_slice(arena, slice_from(key));
        int code = convert(value, depth + 1, arena, &to->items[to->count++], err);
        if (code < 0)
            return code;
    }
    return 0;
}

static int convert(const json_t *from, unsigned depth, struct arena *arena, struct json *to,
                   struct err *err)
{
    if (depth > JSON_DEEPEST)
        return err_set(err, ERR_LIMIT, NULL, "The JSON is nested deeper than %d levels.",
                       JSON_DEEPEST);
    switch (json_typeof(from)) {
    case JSON_OBJECT:
        to->kind = JSON_IS_OBJECT;
        return convert_object((json_t *)from, depth, arena, to, err);
    case JSON_ARRAY:
        to->kind = JSON_IS_ARRAY;
        return convert_array(from, depth, arena, to, err);
    case JSON_STRING:
        to->kind = JSON_IS_STRING;
        to->text =
            arena_slice(arena, (struct slice){json_string_value(from), json_string_length(from)});
        return 0;
    case JSON_INTEGER:
        to->kind = JSON_IS_INTEGER;
        to->integer = json_integer_value(from);
        to->real = (double)to->integer;
        return 0;
    case JSON_REAL:
        to->kind = JSON_IS_REAL;
        to->real = json_real_value(from);
        return 0;
    case JSON_TRUE:
    case JSON_FALSE:
        to->kind = JSON_IS_BOOLEAN;
        to->boolean = json_typeof(from) == JSON_TRUE;
        return 0;
    case JSON_NULL:
        to->kind = JSON_IS_NULL;
        return 0;
    }
    return ERR_INTERNAL;
}

int json_parse(struct slice text, struct arena *arena, struct json *ret_json, struct err *err)
{
    json_error_t error;
    json_t *root = json_loadb(text.data ? text.data : "", text.length,
                              JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    if (!root)
        return err_set_at(err, ERR_SYNTAX, error.line > 0 ? (unsigned)error.line : 1,
                          error.column > 0 ? (unsigned)error.column : 1, NULL,
                          "The JSON cannot be read: %s.", error.text);
    struct json json = {0};
    int code = convert(root, 1, arena, &json, err);
    json_decref(root);
    if (code == 0)
        *ret_json = json;
    return code;
}

const struct json *json_get(const struct json *json, const char *key)
{
    for (size_t i = 0; json && json->kind == JSON_IS_OBJECT && i < json->count; i++)
        if (slice_is(json->keys[i], key))
            return &json->items[i];
    return NULL;
}
