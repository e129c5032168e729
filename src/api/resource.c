/* An entity's records as resources: list, one, create, replace, retire. */
#include "api/inside.h"

#include <stdio.h>

#include "base/banned.h"

enum { VERSION_TAG_SIZE = 64 };

/* --- out ---------------------------------------------------------------------------------- */

static int read_view(struct request *request, struct list *ret_list)
{
    struct slice unknown;
    int code = list_read(request->entity, request_query_pairs(request), request->arena, ret_list,
                         &unknown, &request->err);
    if (code < 0 || !unknown.data)
        return code;
    return err_set(&request->err, ERR_RANGE, arena_string(request->arena, unknown),
                   "%s have no field “%.*s” to filter by.", request->entity->plural,
                   SLICE_PRINT(slice_sub(unknown, 0, 60)));
}

int resource_list(struct request *request, struct response *response)
{
    struct list list;
    struct record_list found;
    int code = read_view(request, &list);
    if (code < 0)
        return code;
    struct query query = list_query(&list, &request->actor);
    code = record_query(request->reader, &query, request->arena, &found, &request->err);
    if (code < 0)
        return code;
    struct buffer *out = &response->body;
    response->type = "application/json";
    buffer_string(out, "{\"items\":[");
    for (size_t i = 0; i < found.count; i++) {
        buffer_string(out, i ? "," : "");
        record_json(&found.records[i], &request->actor, out);
    }
    buffer_string(out, "],\"next\":");
    list.after = found.next;
    if (found.next.length) {
        CLEANUP(buffer_free) struct buffer next = BUFFER(1 << 16);
        buffer_printf(&next, API_ROOT "/%s?", request->entity->name);
        list_write(&list, &next);
        buffer_json_string(out, buffer_slice(&next));
    } else {
        buffer_string(out, "null");
    }
    buffer_string(out, "}\n");
    return 0;
}

/* The tag begins with the version, so that If-Match can carry it back; the rest is of the bytes,
 * since what is derived may change while the version does not. */
static void write_record(const struct request *request, struct response *response,
                         const struct record *record)
{
    char tag[VERSION_TAG_SIZE], digest[DIGEST_TEXT_SIZE];
    response->type = "application/json";
    record_json(record, &request->actor, &response->body);
    buffer_byte(&response->body, '\n');
    digest_format(digest_of(buffer_slice(&response->body)), digest);
    snprintf(tag, sizeof tag, "\"%lld.%.16s\"", (long long)record->version, digest);
    response_header(response, "ETag", slice_from(tag));
}

int resource_get(struct request *request, struct response *response)
{
    struct record record;
    int code = record_get(request->reader, request->entity, request->code, &request->actor,
                          request->arena, &record, &request->err);
    if (code == 0)
        write_record(request, response, &record);
    return code;
}

/* --- in ----------------------------------------------------------------------------------- */

static int refuse(struct request *request, const char *field, const char *sentence)
{
    return err_set(&request->err, ERR_RANGE, field, "%s", sentence);
}

static int read_json(struct request *request, struct json *ret_json)
{
    struct slice type = request_header(request, "Content-Type");
    type = slice_trim(slice_sub(type, 0, slice_find_byte(type, ';')));
    if (!slice_equal_ignoring_case(type, SLICE("application/json")))
        return refuse(request, NULL, "Send the record as JSON (Content-Type: application/json).");
    int code = json_parse(request_body(request), request->arena, ret_json, &request->err);
    if (code == 0 && ret_json->kind != JSON_IS_OBJECT)
        return refuse(request, NULL, "Send the record as one JSON object.");
    return code;
}

/* What a member says, as a form would. */
static struct slice as_text(const struct json *json, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(LIMIT_FORM);
    if (json->kind == JSON_IS_INTEGER)
        buffer_integer(&text, json->integer);
    else if (json->kind == JSON_IS_REAL)
        buffer_double(&text, json->real);
    else if (json->kind == JSON_IS_STRING)
        buffer_append(&text, json->text);
    for (size_t i = 0; json->kind == JSON_IS_ARRAY && i < json->count; i++) {
        buffer_string(&text, i ? "\n" : "");
        buffer_append(&text, json->items[i].text);
    }
    return arena_slice(arena, buffer_slice(&text));
}

static bool is_codes(const struct json *json)
{
    bool codes = json->kind == JSON_IS_ARRAY;
    for (size_t i = 0; codes && i < json->count; i++)
        codes = json->items[i].kind == JSON_IS_STRING;
    return codes;
}

/* What the field's member should have been, or NULL where it is. */
static const char *wrong_kind(const struct field *field, const struct json *json)
{
    bool is_text = json->kind == JSON_IS_STRING;
    if (json->kind == JSON_IS_NULL || field->kind == FIELD_DERIVED)
        return NULL;
    switch (field->kind) {
    case FIELD_INTEGER:
        return json->kind == JSON_IS_INTEGER ? NULL : "a whole number or null";
    case FIELD_DECIMAL:
        return json->kind == JSON_IS_INTEGER || json->kind == JSON_IS_REAL ? NULL
                                                                           : "a number or null";
    case FIELD_REFERENCES:
        return is_codes(json) ? NULL : "an array of codes or null";
    case FIELD_DATE:
        return is_text && json->text.length ? NULL : "a date such as 2011-03-31, or null";
    case FIELD_CHOICE:
    case FIELD_REFERENCE:
        return is_text && json->text.length ? NULL : "a code or null";
    default:
        return is_text ? NULL : "a string or null";
    }
}

/* The members that are no fields. */
static const struct field of_the_record[] = {
    TEXT("code"),
    INTEGER("version"),
    TEXT("change_note"),
};

static const struct field *find_member(const struct entity *entity, struct slice name)
{
    int at = entity_field(entity, name);
    if (at >= 0)
        return &entity->fields[at];
    for (size_t i = 0; i < sizeof of_the_record / sizeof *of_the_record; i++)
        if (slice_is(name, of_the_record[i].name))
            return &of_the_record[i];
    return NULL;
}

static int read_member(struct request *request, struct slice name, const struct json *json,
                       struct pairs *pairs)
{
    const struct field *field = find_member(request->entity, name);
    const char *shown = arena_string(request->arena, slice_sub(name, 0, 60));
    if (slice_is(name, "retired") && json->kind == JSON_IS_BOOLEAN)
        return 0; /* read by check_retired */
    if (!field || field->secret)
        return err_set(&request->err, ERR_RANGE, shown, "%s has no field “%s”.",
                       request->entity->label, shown);
    const char *wanted = wrong_kind(field, json);
    if (wanted)
        return err_set(&request->err, ERR_RANGE, shown, "“%s” must be %s.", shown, wanted);
    if (slice_is(name, "code") && request->code.length && json->kind == JSON_IS_STRING &&
        !slice_equal(json->text, request->code))
        return err_set(&request->err, ERR_RANGE, shown,
                       "A code stays for ever: this is “%.*s”. Leave “code” out.",
                       SLICE_PRINT(slice_sub(request->code, 0, 60)));
    pairs->items[pairs->count++] = (struct pair){name, as_text(json, request->arena)};
    return 0;
}

/* A record is retired by DELETE alone; `current` is NULL of a new one. */
static int check_retired(struct request *request, const struct json *json,
                         const struct record *current, bool *ret_restores)
{
    const struct json *retired = json_get(json, "retired");
    bool told = retired && retired->kind == JSON_IS_BOOLEAN;
    *ret_restores = told && !retired->boolean && current && current->retired;
    if (told && retired->boolean && !(current && current->retired))
        return err_set(&request->err, ERR_RANGE, "retired",
                       "Nothing is retired so. Send DELETE to the record's own address.");
    return 0;
}

/* What a change says of the version that it started from. */
struct start {
    int64_t version; /* 0: nothing */
    bool by_tag;     /* in If-Match: where it is another, that condition has failed */
};

#define NO_VERSION INT64_MAX /* that a record can have */

/* Take the first tag off a list: `"…"`, or a weak one, W/"…". False where none stands there. */
static bool split_tag(struct slice *rest, struct slice *ret_tag, bool *ret_weak)
{
    struct slice text = slice_trim(*rest);
    *ret_weak = slice_starts_with(text, SLICE("W/"));
    text = slice_sub(text, *ret_weak ? 2 : 0, text.length);
    if (!slice_starts_with(text, SLICE("\"")))
        return false;
    text = slice_sub(text, 1, text.length);
    size_t end = slice_find_byte(text, '"');
    if (end == text.length)
        return false;
    *ret_tag = slice_sub(text, 0, end);
    *rest = slice_trim(slice_sub(text, end + 1, text.length));
    bool ends = rest->length == 0;
    if (!ends && rest->data[0] != ',')
        return false;
    *rest = slice_sub(*rest, ends ? 0 : 1, rest->length);
    return true;
}

/* RFC 9110, 13.1.1: one of the tags is of the record as it is, and weak ones are of none. A tag
 * begins with its version, which is enough of it. */
static int match_tags(struct request *request, struct slice tags, const struct record *current,
                      int64_t *ret_version)
{
    *ret_version = NO_VERSION;
    while (tags.length) {
        struct slice tag;
        bool weak;
        int64_t version = 0;
        if (!split_tag(&tags, &tag, &weak))
            return refuse(request, "If-Match",
                          "If-Match holds * or tags in quotation marks, as ETag gave them, with a "
                          "comma between two: If-Match: \"3\".");
        if (!weak && current &&
            slice_to_int64(slice_sub(tag, 0, slice_find_byte(tag, '.')), &version) &&
            version == current->version)
            *ret_version = version;
    }
    return 0;
}

/* By If-Match, else by the member "version"; `current` is NULL where there is no record. */
static int read_start(struct request *request, const struct json *json,
                      const struct record *current, struct start *ret_start)
{
    const struct json *member = json ? json_get(json, "version") : NULL;
    struct slice tags = slice_trim(request_header(request, "If-Match"));
    bool any = slice_is(tags, "*"); /* of a record that is there */
    struct start start = {.by_tag = tags.length && !(any && current)};
    int code = 0;
    if (member && member->kind == JSON_IS_INTEGER)
        start.version = member->integer;
    if (any && !current)
        start.version = NO_VERSION;
    else if (any && start.version == 0)
        start.version = current->version;
    else if (!any && tags.length)
        code = match_tags(request, tags, current, &start.version);
    *ret_start = start;
    return code;
}

/* The object as a form that sends every field: what it leaves out becomes empty. What is internal
 * may be missing only since whoever read it was not told it: then it stays, and null empties it. */
static int as_pairs(struct request *request, const struct json *json, int64_t version,
                    struct pairs *ret_pairs)
{
    const struct entity *entity = request->entity;
    size_t most = json->count + entity->field_count + 1;
    struct pairs pairs = {.items = arena_array(request->arena, most, sizeof *pairs.items)};
    if (version)
        pairs.items[pairs.count++] = (struct pair){
            SLICE("version"), slice_from(arena_printf(request->arena, "%lld", (long long)version))};
    for (size_t i = 0; i < json->count; i++) {
        int code = read_member(request, json->keys[i], &json->items[i], &pairs);
        if (code < 0)
            return code;
    }
    for (size_t i = 0; i < entity->field_count; i++)
        if (!entity->fields[i].internal && !json_get(json, entity->fields[i].name))
            pairs.items[pairs.count++] =
                (struct pair){slice_from(entity->fields[i].name), SLICE("")};
    *ret_pairs = pairs;
    return 0;
}

/* Where the change's condition failed it is told so. */
static int status_of(const struct request *request, const struct form *form, bool by_tag)
{
    if (by_tag && (form->lost_race || request->err.code == ERR_NOT_FOUND))
        return 412;
    return request->err.code == ERR_CONFLICT ? 409 : 400;
}

static void write_refusal(struct request *request, struct response *response,
                          const struct form *form, bool by_tag)
{
    api_write_error(response, status_of(request, form, by_tag), &request->err, &form->faults);
    if (form->lost_race) {
        buffer_string(&response->body, ",\"current\":");
        record_json(&form->current, &request->actor, &response->body);
        buffer_string(&response->body, ",\"sent\":");
        record_json(&form->record, &request->actor, &response->body);
    }
    buffer_string(&response->body, "}\n");
}

static int reply_with(struct request *request, struct response *response, struct slice code,
                      int status)
{
    struct record record;
    int found = record_get(request->reader, request->entity, code, &request->actor, request->arena,
                           &record, &request->err);
    if (found < 0)
        return found;
    response->status = status;
    write_record(request, response, &record);
    return 0;
}

static int save(struct request *request, struct response *response, struct form *form, bool by_tag)
{
    int64_t version = 0;
    int code = form_save(request->writer, form, &request->actor, &version, &request->err);
    if (code == ERR_RANGE || code == ERR_CONFLICT || (code == ERR_NOT_FOUND && by_tag)) {
        write_refusal(request, response, form, by_tag); /* nothing was written */
        return 0;
    }
    if (code < 0)
        return code;
    bool is_new = form->base_version == 0;
    if (is_new) {
        CLEANUP(buffer_free) struct buffer location = BUFFER(2048);
        buffer_printf(&location, API_ROOT "/%s/", request->entity->name);
        url_encode(&location, form->record.code);
        response_header(response, "Location", buffer_slice(&location));
    }
    return reply_with(request, response, form->record.code, is_new ? 201 : 200);
}

int resource_create(struct request *request, struct response *response)
{
    struct json json;
    struct pairs pairs;
    struct form form;
    int code = read_json(request, &json);
    bool restores;
    if (code == 0)
        code = as_pairs(request, &json, 0, &pairs);
    if (code == 0)
        code = check_retired(request, &json, NULL, &restores);
    if (code < 0)
        return code;
    form_read(request->entity, &pairs, NULL, request->arena, &form);
    return save(request, response, &form, false);
}

static int answer(struct request *request, struct response *response, int status)
{
    api_write_error(response, status, &request->err, NULL);
    buffer_string(&response->body, "}\n");
    return 0;
}

static int ask_for_version(struct request *request, struct response *response)
{
    refuse(request, "version",
           "Send the version that the change started from, in If-Match or as \"version\".");
    return answer(request, response, 428);
}

int resource_put(struct request *request, struct response *response)
{
    struct json json;
    struct pairs pairs;
    struct form form;
    struct record current;
    struct start start;
    int code = read_json(request, &json);
    if (code < 0)
        return code;
    int found = record_get(request->reader, request->entity, request->code, &request->actor,
                           request->arena, &current, &request->err);
    if (found < 0 && found != ERR_NOT_FOUND)
        return found;
    code = read_start(request, &json, found == 0 ? &current : NULL, &start);
    if (code == 0)
        code = as_pairs(request, &json, start.version, &pairs);
    if (code < 0)
        return code;
    if (found == 0 && start.version == 0)
        return ask_for_version(request, response);
    form_read(request->entity, &pairs, found == 0 ? &current : NULL, request->arena, &form);
    form.base_version = start.version;
    form.record.code = request->code;
    bool restores;
    code = check_retired(request, &json, found == 0 ? &current : NULL, &restores);
    if (code < 0)
        return code;
    if (restores)
        form.kind = SAVE_RESTORED;
    return save(request, response, &form, start.by_tag);
}

int resource_retire(struct request *request, struct response *response)
{
    struct record current;
    int code = record_get(request->reader, request->entity, request->code, &request->actor,
                          request->arena, &current, &request->err);
    if (code < 0)
        return code;
    struct start start;
    code = read_start(request, NULL, &current, &start);
    if (code < 0)
        return code;
    if (start.version == 0)
        return ask_for_version(request, response);
    int64_t version = 0;
    struct faults faults = faults_in(request->arena);
    struct save retirement = {.record = &current,
                              .base_version = start.version,
                              .kind = SAVE_RETIRED,
                              .actor = &request->actor};
    code = record_save(request->writer, &retirement, &version, &faults, &request->err);
    if (code == ERR_CONFLICT && start.version == NO_VERSION)
        return answer(request, response, 412);
    return code < 0 ? code : reply_with(request, response, request->code, 200);
}
