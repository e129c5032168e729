#include "record/value.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

struct faults faults_in(struct arena *arena)
{
    return (struct faults){.arena = arena};
}

static struct err *fault_next(struct faults *faults)
{
    if (faults->count == faults->capacity) {
        size_t capacity = faults->capacity ? faults->capacity * 2 : 8;
        struct err *items = arena_array(faults->arena, capacity, sizeof *items);
        if (faults->count)
            memcpy(items, faults->items, faults->count * sizeof *items);
        faults->items = items;
        faults->capacity = capacity;
    }
    return &faults->items[faults->count++];
}

void fault_add_at(struct faults *faults, unsigned line, unsigned column, const char *field,
                  const char *format, ...)
{
    char message[sizeof((struct err *)0)->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    err_set_at(fault_next(faults), ERR_RANGE, line, column, field, "%s", message);
}

void fault_add(struct faults *faults, const char *field, const char *format, ...)
{
    char message[sizeof((struct err *)0)->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    err_set(fault_next(faults), ERR_RANGE, field, "%s", message);
}

void entity_check_period(const struct record *record, const char *starts, const char *ends,
                         struct faults *faults)
{
    struct slice from = record_text(record, starts), until = record_text(record, ends);
    if (!from.length || !until.length || slice_compare(from, until) <= 0)
        return;
    const struct field *fields = record->entity->fields;
    fault_add(faults, ends, "%s is %.*s, before %s (%.*s). Give a later date.",
              fields[entity_field(record->entity, slice_from(ends))].label, SLICE_PRINT(until),
              fields[entity_field(record->entity, slice_from(starts))].label, SLICE_PRINT(from));
}

bool value_equal(struct value a, struct value b)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case VALUE_NONE:
        return true;
    case VALUE_INTEGER:
        return a.integer == b.integer;
    case VALUE_REAL:
        return a.real == b.real;
    case VALUE_TEXT:
    case VALUE_LIST:
        return slice_equal(a.text, b.text);
    }
    return false;
}

/* Characters, not bytes: what a person counts. */
static size_t count_characters(struct slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

static int parse_text(const struct field *field, struct slice text, struct arena *arena,
                      struct value *ret_value, struct err *err)
{
    bool is_long = field->kind == FIELD_LONG_TEXT;
    size_t longest = field->longest ? field->longest : is_long ? VALUE_LONG_TEXT : VALUE_TEXT_LINE;
    size_t characters = count_characters(text);
    if (!slice_is_utf8(text))
        return err_set(err, ERR_RANGE, field->name,
                       "%s holds a character that cannot be read. Type it again.", field->label);
    if (characters > longest)
        return err_set(err, ERR_RANGE, field->name,
                       "%s has %zu characters. Shorten it to %zu or fewer.", field->label,
                       characters, longest);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool line = byte == '\n' || byte == '\t' || byte == '\r';
        if (byte == 0x7F || (byte < 0x20 && !(is_long && line)))
            return err_set(err, ERR_RANGE, field->name,
                           "%s holds a line break or control character. Type it on one line.",
                           field->label);
    }
    *ret_value = value_text(arena_slice(arena, text));
    return 0;
}

static int parse_number(const struct field *field, struct slice text, struct value *ret_value,
                        struct err *err)
{
    struct value value = {0};
    bool bounded = field->minimum < field->maximum;
    if (field->kind == FIELD_INTEGER) {
        if (!slice_to_int64(text, &value.integer))
            return err_set(err, ERR_RANGE, field->name,
                           "%s is “%.*s”. Give a whole number, such as 12.", field->label,
                           SLICE_PRINT(text));
        value.kind = VALUE_INTEGER;
        value.real = (double)value.integer;
    } else {
        if (!slice_to_double(text, &value.real))
            return err_set(err, ERR_RANGE, field->name,
                           "%s is “%.*s”. Give a number, such as 12.5.", field->label,
                           SLICE_PRINT(text));
        value.kind = VALUE_REAL;
    }
    if (bounded && (value.real < field->minimum || value.real > field->maximum))
        return err_set(err, ERR_RANGE, field->name, "%s is %.*s. Give a number from %g to %g.",
                       field->label, SLICE_PRINT(text), field->minimum, field->maximum);
    *ret_value = value;
    return 0;
}

enum { EARLIEST = 1800, LATEST = 2200 }; /* years of records */

static int parse_date(const struct field *field, struct slice text, struct arena *arena,
                      struct value *ret_value, struct err *err)
{
    struct date date;
    if (!date_parse(text, &date))
        return err_set(err, ERR_RANGE, field->name,
                       "%s is “%.*s”. Give a date as year-month-day, such as 2011-03-31.",
                       field->label, SLICE_PRINT(text));
    if (date.year < EARLIEST || date.year > LATEST)
        return err_set(err, ERR_RANGE, field->name,
                       "%s is in the year %d. Give a year in four figures, from %d to %d.",
                       field->label, date.year, EARLIEST, LATEST);
    *ret_value = value_text(arena_slice(arena, text));
    return 0;
}

static int parse_choice(const struct field *field, struct slice text, struct arena *arena,
                        struct value *ret_value, struct err *err)
{
    CLEANUP(buffer_free) struct buffer known = BUFFER(300);
    for (size_t i = 0; i < field->choice_count; i++) {
        if (slice_is(text, field->choices[i].code)) {
            *ret_value = value_text(arena_slice(arena, text));
            return 0;
        }
        buffer_printf(&known, "%s%s", i ? ", " : "", field->choices[i].code);
    }
    return err_set(err, ERR_RANGE, field->name, "%s is “%.*s”. Give one of: %s.", field->label,
                   SLICE_PRINT(text), buffer_text(&known));
}

static int parse_codes(const struct field *field, struct slice text, struct arena *arena,
                       struct value *ret_value, struct err *err)
{
    CLEANUP(buffer_free) struct buffer list = BUFFER(1 << 16);
    CLEANUP(map_free) struct map seen = MAP;
    struct slice rest = text, part;
    while (slice_split(&rest, '\n', &part)) {
        part = slice_trim(part);
        if (part.length == 0)
            continue;
        if (!code_is_valid(part))
            return err_set(err, ERR_RANGE, field->name, "%s: “%.*s” cannot be a code.",
                           field->label, SLICE_PRINT(part));
        if (map_get(&seen, part) != MAP_ABSENT)
            return err_set(err, ERR_RANGE, field->name, "%s names “%.*s” twice. Name it once.",
                           field->label, SLICE_PRINT(part));
        map_set(&seen, part, 1);
        if (list.length)
            buffer_byte(&list, '\n');
        buffer_append(&list, part);
    }
    int code = buffer_status(&list, field->label, err);
    if (code < 0)
        return code;
    *ret_value = (struct value){.kind = list.length ? VALUE_LIST : VALUE_NONE,
                                .text = arena_slice(arena, buffer_slice(&list))};
    return 0;
}

int value_parse(const struct field *field, struct slice text, struct arena *arena,
                struct value *ret_value, struct err *err)
{
    struct slice trimmed = slice_trim(text);
    if (trimmed.length == 0) {
        *ret_value = (struct value){0};
        return 0;
    }
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        return parse_text(field, trimmed, arena, ret_value, err);
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
        return parse_number(field, trimmed, ret_value, err);
    case FIELD_DATE:
        return parse_date(field, trimmed, arena, ret_value, err);
    case FIELD_CHOICE:
        return parse_choice(field, trimmed, arena, ret_value, err);
    case FIELD_REFERENCE:
        if (!code_is_valid(trimmed))
            return err_set(err, ERR_RANGE, field->name, "%s: “%.*s” cannot be a code.",
                           field->label, SLICE_PRINT(trimmed));
        *ret_value = value_text(arena_slice(arena, trimmed));
        return 0;
    case FIELD_REFERENCES:
        return parse_codes(field, trimmed, arena, ret_value, err);
    case FIELD_DERIVED:
        return err_set(err, ERR_RANGE, field->name, "%s is worked out and cannot be given.",
                       field->label);
    }
    return ERR_INTERNAL;
}

void value_append(struct buffer *buffer, struct value value)
{
    switch (value.kind) {
    case VALUE_NONE:
        return;
    case VALUE_TEXT:
    case VALUE_LIST:
        buffer_append(buffer, value.text);
        return;
    case VALUE_INTEGER:
        buffer_integer(buffer, value.integer);
        return;
    case VALUE_REAL:
        buffer_double(buffer, value.real);
        return;
    }
}

void value_append_json(struct buffer *buffer, const struct field *field, struct value value)
{
    if (field->kind == FIELD_REFERENCES) {
        struct slice rest = value.text, part;
        const char *separator = "[";
        while (value.kind == VALUE_LIST && slice_split(&rest, '\n', &part)) {
            buffer_string(buffer, separator);
            buffer_json_string(buffer, part);
            separator = ",";
        }
        buffer_string(buffer, separator[0] == '[' ? "[]" : "]");
        return;
    }
    if (value.kind == VALUE_NONE)
        buffer_string(buffer, "null");
    else if (value.kind == VALUE_TEXT)
        buffer_json_string(buffer, value.text);
    else
        value_append(buffer, value);
}

struct record record_new(const struct entity *entity, struct slice code, struct arena *arena)
{
    return (struct record){
        .entity = entity,
        .code = arena_slice(arena, code),
        .values = arena_array(arena, entity->field_count + 1, sizeof(struct value)),
    };
}

struct record record_copy(const struct record *record, struct arena *arena)
{
    struct record copy = *record;
    copy.values = arena_array(arena, record->entity->field_count + 1, sizeof *copy.values);
    memcpy(copy.values, record->values, record->entity->field_count * sizeof *copy.values);
    return copy;
}

struct value *record_value(const struct record *record, const char *name)
{
    int at = entity_field(record->entity, slice_from(name));
    if (at < 0) {
        fprintf(stderr, "weft: %s has no field %s\n", record->entity->name, name);
        abort();
    }
    return &record->values[at];
}

struct slice record_text(const struct record *record, const char *name)
{
    return record_value(record, name)->text;
}

struct slice record_title(const struct record *record)
{
    if (!record->entity->title)
        return record->code;
    struct slice title = record_text(record, record->entity->title);
    return title.length ? title : record->code;
}

bool code_is_valid(struct slice code)
{
    if (code.length == 0 || !slice_is_utf8(code) || count_characters(code) > VALUE_CODE ||
        slice_is(code, "new") || slice_is(code, ".") || slice_is(code, ".."))
        return false;
    for (size_t i = 0; i < code.length; i++) {
        unsigned char byte = (unsigned char)code.data[i];
        if (byte < 0x20 || byte == 0x7F)
            return false;
    }
    return slice_trim(code).length == code.length;
}

const char *choice_label(const struct field *field, struct slice code)
{
    for (size_t i = 0; i < field->choice_count; i++)
        if (slice_is(code, field->choices[i].code))
            return field->choices[i].label;
    return code.data ? code.data : "";
}
