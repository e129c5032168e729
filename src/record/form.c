#include "record/form.h"

#include "record/query.h"

#include "base/banned.h"

enum { LONGEST_MADE_CODE = 40, MOST_MADE_CODES = 1000 };

static const struct field note_field =
    LONG_TEXT("change_note", .label = "The reason for the change", .longest = 500);

/* Browsers end lines with CR LF; what is stored ends them with LF. */
static struct slice plain_lines(struct slice text, struct arena *arena)
{
    if (slice_find_byte(text, '\r') == text.length)
        return text;
    char *out = arena_allocate(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != '\r')
            out[length++] = text.data[i];
    return (struct slice){out, length};
}

/* All values sent under this name, joined by line feeds; {NULL, 0} where there is none. */
static struct slice sent(const struct pairs *pairs, const char *name, struct arena *arena)
{
    struct slice first = {0};
    CLEANUP(buffer_free) struct buffer joined = BUFFER(1 << 22);
    for (size_t i = 0; i < pairs->count; i++) {
        if (!slice_is(pairs->items[i].name, name))
            continue;
        if (!first.data)
            first = pairs->items[i].value.data ? pairs->items[i].value : SLICE("");
        if (joined.length)
            buffer_byte(&joined, '\n');
        buffer_append(&joined, pairs->items[i].value);
    }
    if (!first.data)
        return first;
    return plain_lines(arena_slice(arena, buffer_slice(&joined)), arena);
}

/* Several boxes that were ticked, as a field of one line holds them. */
static struct slice in_one_line(struct slice lines, struct arena *arena)
{
    if (!lines.data)
        return lines;
    char *text = arena_string(arena, lines);
    for (size_t i = 0; i < lines.length; i++)
        if (text[i] == '\n')
            text[i] = ' ';
    return (struct slice){text, lines.length};
}

static struct slice box(const struct pairs *pairs, const struct field *field, const char *part,
                        struct arena *arena)
{
    return slice_trim(pairs_get(pairs, arena_printf(arena, "%s-%s", field->name, part)));
}

/* A date typed in three boxes: true where they were sent. *ret_text is what value_parse reads;
 * where they hold no date a fault is told, and it is what stands in them in the same order. */
static bool read_boxes(struct form *form, const struct field *field, const struct pairs *pairs,
                       struct slice *ret_text)
{
    struct arena *arena = form->faults.arena;
    struct slice year = box(pairs, field, "year", arena), month = box(pairs, field, "month", arena),
                 day = box(pairs, field, "day", arena);
    if (field->kind != FIELD_DATE || (!year.data && !month.data && !day.data))
        return false;
    int64_t numbers[3] = {0};
    bool given = year.length && month.length && day.length;
    bool read = slice_to_int64(year, &numbers[0]) && slice_to_int64(month, &numbers[1]) &&
                slice_to_int64(day, &numbers[2]) && numbers[0] > 0 && numbers[0] < 10000 &&
                numbers[1] > 0 && numbers[1] < 13 && numbers[2] > 0 && numbers[2] < 32;
    *ret_text = SLICE("");
    if (read) {
        struct date date = {(int16_t)numbers[0], (uint8_t)numbers[1], (uint8_t)numbers[2]};
        *ret_text =
            slice_from(arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day));
        if (!date_is_valid(date))
            fault_add(&form->faults, field->name,
                      "%s must be a real date: the calendar has no %d %d %d.", field->label,
                      date.day, date.month, date.year);
    } else if (given || year.length || month.length || day.length) {
        *ret_text = slice_from(arena_printf(arena, "%.*s-%.*s-%.*s", SLICE_PRINT(year),
                                            SLICE_PRINT(month), SLICE_PRINT(day)));
        fault_add(&form->faults, field->name,
                  given ? "%s is “%.*s %.*s %.*s”. Give a day, month and year in numbers, such as "
                          "31 3 2011."
                        : "%s needs its day, month and year. It has “%.*s %.*s %.*s”.",
                  field->label, SLICE_PRINT(day), SLICE_PRINT(month), SLICE_PRINT(year));
    }
    return true;
}

static struct slice as_text(struct value value, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 22);
    value_append(&text, value);
    return arena_slice(arena, buffer_slice(&text));
}

static void read_field(struct form *form, size_t at, const struct pairs *pairs)
{
    const struct field *field = &form->entity->fields[at];
    struct value *value = &form->record.values[at];
    struct arena *arena = form->faults.arena;
    struct slice text;
    struct err err = {0};
    if (field->kind == FIELD_DERIVED || field->secret)
        return;
    if (!read_boxes(form, field, pairs, &text))
        text = sent(pairs, field->name, arena);
    if (field->kind == FIELD_TEXT && field->choice_count)
        text = in_one_line(text, arena);
    form->typed[at] = text.data ? text : as_text(*value, arena);
    if (!text.data || form_fault(form, field->name))
        return;
    *value = (struct value){0};
    if (value_parse(field, text, arena, value, &err) < 0)
        fault_add(&form->faults, field->name, "%s", err.message);
}

void form_read(const struct entity *entity, const struct pairs *pairs, const struct record *base,
               struct arena *arena, struct form *ret_form)
{
    struct form form = {.entity = entity,
                        .typed = arena_array(arena, entity->field_count + 1, sizeof(struct slice)),
                        .note = slice_trim(pairs_get(pairs, "change_note")),
                        .faults = faults_in(arena)};
    form.record = base ? record_copy(base, arena)
                       : record_new(entity, slice_trim(pairs_get(pairs, "code")), arena);
    struct slice version = pairs_get(pairs, "version");
    if (base && (!slice_to_int64(version, &form.base_version) || form.base_version < 1))
        fault_add(&form.faults, "version",
                  "The version that this change started from is missing. Open the record again.");
    struct value note;
    struct err err = {0};
    if (value_parse(&note_field, form.note, arena, &note, &err) < 0)
        fault_add(&form.faults, note_field.name, "%s", err.message);
    for (size_t i = 0; i < entity->field_count; i++)
        read_field(&form, i, pairs);
    *ret_form = form;
}

uint64_t form_take_theirs(struct form *form, const struct record *base)
{
    uint64_t both = 0;
    for (size_t i = 0; i < form->entity->field_count; i++) {
        struct value *ours = &form->record.values[i];
        struct value was = base->values[i], theirs = form->current.values[i];
        if (value_equal(*ours, was) && !form_fault(form, form->entity->fields[i].name)) {
            *ours = theirs;
            form->typed[i] = as_text(theirs, form->faults.arena);
        } else if (!value_equal(*ours, theirs) && !value_equal(theirs, was)) {
            both |= FIELD_BIT(i);
        }
    }
    return both;
}

const char *form_fault(const struct form *form, const char *field)
{
    for (size_t i = 0; i < form->faults.count; i++)
        if (strcmp(form->faults.items[i].field, field) == 0)
            return form->faults.items[i].message;
    return NULL;
}

/* "Stronger safeguarding!" gives "stronger-safeguarding". */
static void write_code(struct slice title, struct buffer *code)
{
    for (size_t i = 0; i < title.length && code->length < LONGEST_MADE_CODE; i++) {
        char byte = byte_small(title.data[i]);
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (plain)
            buffer_byte(code, byte);
        else if (code->length && code->data[code->length - 1] != '-')
            buffer_byte(code, '-');
    }
    while (code->length && code->data[code->length - 1] == '-')
        code->length--;
}

static const char made_since[] = "SELECT 1 FROM change WHERE entity = ?1 AND code = ?2"
                                 " AND version = 1 AND actor = ?3 AND at > ?4";

static bool is_same(const struct record *a, const struct record *b)
{
    bool same = a->retired == b->retired;
    for (size_t i = 0; i < a->entity->field_count; i++)
        same &= a->entity->fields[i].kind == FIELD_DERIVED || a->entity->fields[i].secret ||
                value_equal(a->values[i], b->values[i]);
    return same;
}

/* Sent twice by a button, a record without a code of its own would be made twice: ERR_CONFLICT
 * where the actor made the same one in the last minute. */
static int refuse_twin(struct store *store, struct form *form, const struct record *there,
                       const struct actor *actor, struct err *err)
{
    enum { LATELY_US = 60 * 1000000 };
    if (!is_same(&form->record, there))
        return 0;
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, made_since);
    store_bind_text(row, 1, slice_from(form->entity->name));
    store_bind_text(row, 2, there->code);
    store_bind_text(row, 3, actor->code);
    store_bind_integer(row, 4, clock_now_us() - LATELY_US);
    int code = store_step(row, err);
    if (code <= 0)
        return code;
    fault_add(&form->faults, "code",
              "You made the same a moment ago: “%.*s”. To make it twice, give this one a code of "
              "its own.",
              SLICE_PRINT(there->code));
    return err_set(err, ERR_CONFLICT, "code", "%s",
                   form->faults.items[form->faults.count - 1].message);
}

/* A code from the title that nothing of this kind has yet. */
static int make_code(struct writer *writer, struct form *form, const struct actor *actor,
                     struct err *err)
{
    struct arena *arena = form->faults.arena;
    CLEANUP(buffer_free) struct buffer stem = BUFFER(LONGEST_MADE_CODE + 8);
    write_code(form->entity->title ? record_title(&form->record) : (struct slice){0}, &stem);
    if (stem.length == 0)
        buffer_append(&stem, slice_from(form->entity->name));
    for (int i = 1; i < MOST_MADE_CODES; i++) {
        struct record there;
        char *code = i == 1 ? arena_string(arena, buffer_slice(&stem))
                            : arena_printf(arena, "%.*s-%d", SLICE_PRINT(buffer_slice(&stem)), i);
        int found = record_load(writer->store, form->entity, slice_from(code), arena, &there, err);
        if (found == ERR_NOT_FOUND) {
            form->record.code = slice_from(code);
            return 0;
        }
        if (found == 0 && form->by_hand)
            found = refuse_twin(writer->store, form, &there, actor, err);
        if (found < 0)
            return found;
    }
    return 0; /* stays empty, and is refused as any code that is missing */
}

/* What the rules find, without a second fault on a field that could not be read. */
static int add_rule_faults(struct writer *writer, const struct save *save, struct form *form,
                           struct err *err)
{
    struct faults found = faults_in(form->faults.arena);
    int code = record_check(writer, save, &found, err);
    if (code < 0 && code != ERR_RANGE)
        return code;
    size_t read = form->faults.count;
    for (size_t i = 0; i < found.count; i++) {
        bool known = false;
        for (size_t at = 0; at < read; at++)
            known |= strcmp(form->faults.items[at].field, found.items[i].field) == 0;
        if (!known)
            fault_add(&form->faults, found.items[i].field, "%s", found.items[i].message);
    }
    return err_set(err, ERR_RANGE, form->faults.items[0].field, "%s",
                   form->faults.items[0].message);
}

int form_save(struct writer *writer, struct form *form, const struct actor *actor,
              int64_t *ret_version, struct err *err)
{
    struct save save = {.record = &form->record,
                        .base_version = form->base_version,
                        .kind = form->kind,
                        .actor = actor,
                        .note = form->note};
    bool is_new = form->record.version == 0;
    if (!permit(actor, form->entity, is_new ? CREATE : UPDATE))
        return permit_refuse(form->entity, is_new ? CREATE : UPDATE, err);
    uint64_t fields = FIELDS_ALL;
    int code =
        is_new ? 0
               : permit_fields(writer->store, actor, form->entity, form->record.code, &fields, err);
    if (code < 0 || !fields)
        return code < 0 ? code : permit_refuse(form->entity, UPDATE, err);
    code = is_new && !form->record.code.length ? make_code(writer, form, actor, err) : 0;
    if (code == 0 && form->faults.count)
        code = add_rule_faults(writer, &save, form, err);
    if (code < 0)
        return code;
    struct err told = {0};
    code = record_save(writer, &save, ret_version, &form->faults, &told);
    if (code == ERR_CONFLICT && strcmp(told.field, "code") == 0)
        fault_add(&form->faults, "code", "%s", told.message);
    else if (code == ERR_CONFLICT && form->base_version)
        form->lost_race = record_get(writer->store, form->entity, form->record.code, actor,
                                     form->faults.arena, &form->current, NULL) == 0;
    if (code < 0 && err)
        *err = told;
    return code;
}
