#include "cli/link/model.h"

#include <unistd.h>

#include "base/banned.h"

enum { MODEL_BYTES = 1 << 20, MODEL_VERSION = 7 };

static void write_numbers(const double *numbers, size_t count, struct buffer *out)
{
    buffer_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_byte(out, ',');
        buffer_double(out, numbers[i]);
    }
    buffer_byte(out, ']');
}

void link_model_write(const struct link_work *work, struct buffer *out)
{
    struct linkage_model *model = ARENA_NEW(work->cli->arena, struct linkage_model);
    linkage_model_get(work->linkage, model);
    buffer_printf(out, "{\"weft_linkage_model\":%d,\"pairs_per_row\":", MODEL_VERSION);
    write_numbers(model->pairs_per_row, LINKAGE_CLASSES, out);
    buffer_string(out, ",\"fields\":[");
    for (size_t i = 0; i < model->field_count; i++) {
        buffer_string(out, i ? ",\n{\"field\":" : "\n{\"field\":");
        buffer_json_string(out, slice_from(model->fields[i].label));
        buffer_printf(out, ",\"kind\":%d,\"chance\":[", model->fields[i].kind);
        for (size_t group = 0; group < LINKAGE_CLASSES; group++) {
            buffer_string(out, group ? "," : "");
            write_numbers(model->fields[i].chance[group], LINKAGE_LEVELS, out);
        }
        buffer_string(out, "]}");
    }
    buffer_string(out, "\n]}\n");
}

static bool read_numbers(const struct json *json, size_t count, double *numbers)
{
    if (!json || json->kind != JSON_IS_ARRAY || json->count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct json *item = &json->items[i];
        if ((item->kind != JSON_IS_REAL && item->kind != JSON_IS_INTEGER) ||
            !(item->real >= 0 && item->real <= 1e6))
            return false;
        numbers[i] = item->real;
    }
    return true;
}

static bool read_field(const struct json *json, struct linkage_model *model, size_t at)
{
    const struct json *label = json_get(json, "field"), *kind = json_get(json, "kind");
    const struct json *chance = json_get(json, "chance");
    if (!label || label->kind != JSON_IS_STRING || !kind || kind->kind != JSON_IS_INTEGER ||
        kind->integer < 0 || kind->integer > 1000 || !chance || chance->kind != JSON_IS_ARRAY ||
        chance->count != LINKAGE_CLASSES || label->text.length >= sizeof model->fields[at].label)
        return false;
    memcpy(model->fields[at].label, label->text.data, label->text.length);
    model->fields[at].kind = (int)kind->integer;
    for (size_t group = 0; group < LINKAGE_CLASSES; group++)
        if (!read_numbers(&chance->items[group], LINKAGE_LEVELS, model->fields[at].chance[group]))
            return false;
    return true;
}

static bool read_model(const struct json *json, struct linkage_model *model)
{
    const struct json *version = json_get(json, "weft_linkage_model");
    const struct json *fields = json_get(json, "fields");
    if (!version || version->integer != MODEL_VERSION || !fields || fields->kind != JSON_IS_ARRAY ||
        fields->count > LINKAGE_FIELDS ||
        !read_numbers(json_get(json, "pairs_per_row"), LINKAGE_CLASSES, model->pairs_per_row))
        return false;
    model->field_count = fields->count;
    for (size_t i = 0; i < fields->count; i++)
        if (!read_field(&fields->items[i], model, i))
            return false;
    return true;
}

int link_model_read(struct link_work *work, bool *ret_taken, struct err *err)
{
    const char *path = work->request.model;
    *ret_taken = false;
    if (!path || access(path, F_OK) != 0)
        return 0;
    CLEANUP(buffer_free) struct buffer text = BUFFER(MODEL_BYTES);
    struct linkage_model *model = ARENA_NEW(work->cli->arena, struct linkage_model);
    struct json json;
    int code = file_read(path, &text, err);
    if (code == 0)
        code = json_parse(buffer_slice(&text), work->cli->arena, &json, err);
    if (code < 0)
        return code;
    if (!read_model(&json, model))
        return err_set(err, ERR_SYNTAX, "model",
                       "%s is no model that weft link kept. Name another file, or remove it.",
                       path);
    if (!linkage_model_set(work->linkage, model))
        return err_set(err, ERR_CONFLICT, "model",
                       "The model in %s was estimated on other columns than these. Name another "
                       "file, or remove it.",
                       path);
    *ret_taken = true;
    return 0;
}
