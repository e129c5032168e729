/* The OpenAPI 3.1 document, written from the entities that the asker may read. */
#include "api/inside.h"

#include <stdio.h>

#include "base/banned.h"

/* A required field is there in every record; any other may be null. */
static void write_kind(struct buffer *out, const struct field *field, const char *kind)
{
    buffer_printf(out, field->required ? "\"type\":\"%s\"" : "\"type\":[\"%s\",\"null\"]", kind);
}

static void write_text(struct buffer *out, const struct field *field)
{
    size_t longest = field->longest                   ? field->longest
                     : field->kind == FIELD_LONG_TEXT ? VALUE_LONG_TEXT
                     : field->kind == FIELD_REFERENCE ? VALUE_CODE
                                                      : VALUE_TEXT_LINE;
    write_kind(out, field, "string");
    bool never_empty = field->required || field->kind == FIELD_REFERENCE;
    buffer_printf(out, "%s,\"maxLength\":%zu", never_empty ? ",\"minLength\":1" : "", longest);
}

static void write_type(struct buffer *out, const struct field *field)
{
    switch (field->kind) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
        write_kind(out, field, field->kind == FIELD_INTEGER ? "integer" : "number");
        if (field->minimum < field->maximum)
            buffer_printf(out, ",\"minimum\":%.15g,\"maximum\":%.15g", field->minimum,
                          field->maximum);
        return;
    case FIELD_DATE:
        write_kind(out, field, "string");
        buffer_string(out, ",\"format\":\"date\"");
        return;
    case FIELD_CHOICE:
        buffer_string(out, field->required ? "\"enum\":[" : "\"enum\":[null,");
        for (size_t i = 0; i < field->choice_count; i++) {
            buffer_string(out, i ? "," : "");
            buffer_json_string(out, slice_from(field->choices[i].code));
        }
        buffer_byte(out, ']');
        return;
    case FIELD_REFERENCES:
        buffer_string(out, "\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}");
        return;
    case FIELD_DERIVED:
        buffer_string(out, "\"type\":[\"string\",\"number\",\"null\"],\"readOnly\":true");
        return;
    default:
        write_text(out, field);
    }
}

static void write_field(struct buffer *out, const struct field *field)
{
    CLEANUP(buffer_free) struct buffer about = BUFFER(4096);
    buffer_string(&about, field->hint ? field->hint : "");
    if (field->refers)
        buffer_printf(&about, "%sThe code of: %s.", about.length ? ". " : "", field->refers);
    if (field->internal)
        buffer_printf(&about,
                      "%sTold only to whoever is signed in. A PUT that leaves it out keeps it.",
                      about.length ? ". " : "");
    buffer_printf(out, ",\"%s\":{\"title\":", field->name);
    buffer_json_string(out, slice_from(field->label));
    if (about.length) {
        buffer_string(out, ",\"description\":");
        buffer_json_string(out, buffer_slice(&about));
    }
    buffer_byte(out, ',');
    write_type(out, field);
    buffer_byte(out, '}');
}

static void write_required(struct buffer *out, const struct entity *entity, const char *separator)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!entity->fields[i].required || entity->fields[i].secret)
            continue;
        buffer_printf(out, "%s\"%s\"", separator, entity->fields[i].name);
        separator = ",";
    }
}

static void write_schema(struct buffer *out, const struct entity *entity)
{
    buffer_printf(out, "\"%s\":{\"type\":\"object\",\"description\":", entity->name);
    buffer_json_string(out, slice_from(entity->description ? entity->description : ""));
    buffer_string(out, ",\"additionalProperties\":false,\"required\":[\"code\",\"version\","
                       "\"retired\"],\"properties\":{\"code\":{\"type\":\"string\","
                       "\"minLength\":1,\"maxLength\":100},"
                       "\"version\":{\"type\":\"integer\"},\"retired\":{\"type\":\"boolean\"}");
    for (size_t i = 0; i < entity->field_count; i++)
        if (!entity->fields[i].secret)
            write_field(out, &entity->fields[i]);
    buffer_string(out, "}}");
}

static const char *const errors[] = {"400", "401", "403", "404", "405", "409",
                                     "412", "413", "428", "429", "500", "503"};

/* What the web server refuses before anybody reads it. */
static const char *const before_us[] = {"414", "431"};

static void write_success(struct buffer *out, const char *status, const char *schema)
{
    buffer_printf(out,
                  "\"%s\":{\"description\":\"Done\",\"content\":{\"application/json\":"
                  "{\"schema\":%s}}}",
                  status, schema);
}

/* The answers of an operation: what it gives when it succeeds (`other`, where it is not NULL, is a
 * second status of success), and the errors that any may give. */
static void write_answers(struct buffer *out, const char *status, const char *other,
                          const char *schema)
{
    buffer_string(out, "\"responses\":{");
    write_success(out, status, schema);
    if (other) {
        buffer_byte(out, ',');
        write_success(out, other, schema);
    }
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        buffer_printf(out, ",\"%s\":{\"$ref\":\"#/components/responses/error\"}", errors[i]);
    for (size_t i = 0; i < sizeof before_us / sizeof *before_us; i++)
        buffer_printf(out, ",\"%s\":{\"$ref\":\"#/components/responses/too_long\"}", before_us[i]);
    buffer_byte(out, '}');
}

static void write_list_operation(struct buffer *out, const struct entity *entity)
{
    buffer_printf(out, "\"get\":{\"operationId\":\"list_%s\",\"summary\":", entity->name);
    buffer_json_string(out, slice_from(entity->plural));
    buffer_string(out, ",\"parameters\":[");
    static const char *const shared[] = {"q", "sort", "after", "limit", "retired"};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        buffer_printf(out, "%s{\"$ref\":\"#/components/parameters/%s\"}", i ? "," : "", shared[i]);
    for (size_t i = 0; i < entity->field_count; i++)
        if (!entity->fields[i].secret)
            buffer_printf(out,
                          ",{\"name\":\"%s\",\"in\":\"query\",\"description\":\"Equal to this; "
                          "also %s.contains, .from, .to, .given=1 and .missing=1\","
                          "\"schema\":{\"type\":\"string\"}}",
                          entity->fields[i].name, entity->fields[i].name);
    CLEANUP(buffer_free) struct buffer schema = BUFFER(4096);
    buffer_printf(&schema,
                  "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{"
                  "\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/%s\"}},"
                  "\"next\":{\"type\":[\"string\",\"null\"]}}}",
                  entity->name);
    buffer_string(out, "],");
    write_answers(out, "200", NULL, buffer_text(&schema));
    buffer_byte(out, '}');
}

static void write_body(struct buffer *out, const struct entity *entity)
{
    buffer_string(
        out, "\"security\":[{\"token\":[]}],\"requestBody\":{\"required\":true,"
             "\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\","
             "\"additionalProperties\":false,\"properties\":{"
             "\"code\":{\"type\":[\"string\",\"null\"]},"
             "\"version\":{\"type\":[\"integer\",\"null\"]},\"retired\":{\"type\":\"boolean\"},"
             "\"change_note\":{\"type\":[\"string\",\"null\"],\"maxLength\":500}");
    for (size_t i = 0; i < entity->field_count; i++)
        if (!entity->fields[i].secret)
            write_field(out, &entity->fields[i]);
    buffer_string(out, "},\"required\":[");
    write_required(out, entity, "");
    buffer_string(out, "]}}}},");
}

/* What its own folder keeps is written there, and not as a resource. */
static bool may_write(const struct actor *actor, const struct entity *entity, enum action action)
{
    return !entity->source && permit(actor, entity, action);
}

static void write_operations(struct buffer *out, const struct entity *entity,
                             const struct actor *actor)
{
    char schema[256];
    snprintf(schema, sizeof schema, "{\"$ref\":\"#/components/schemas/%s\"}", entity->name);
    buffer_printf(out, "\"" API_ROOT "/%s\":{", entity->name);
    write_list_operation(out, entity);
    if (may_write(actor, entity, CREATE)) {
        buffer_printf(out, ",\"post\":{\"operationId\":\"create_%s\",", entity->name);
        write_body(out, entity);
        write_answers(out, "201", NULL, schema);
        buffer_byte(out, '}');
    }
    buffer_printf(out,
                  "},\"" API_ROOT "/%s/{code}\":{\"parameters\":[{\"$ref\":"
                  "\"#/components/parameters/code\"}],\"get\":{\"operationId\":\"get_%s\",",
                  entity->name, entity->name);
    write_answers(out, "200", NULL, schema);
    buffer_byte(out, '}');
    if (may_write(actor, entity, UPDATE)) {
        buffer_printf(out,
                      ",\"put\":{\"operationId\":\"put_%s\",\"parameters\":[{\"$ref\":"
                      "\"#/components/parameters/if_match\"}],",
                      entity->name);
        write_body(out, entity);
        write_answers(out, "200", "201", schema);
        buffer_byte(out, '}');
    }
    if (may_write(actor, entity, RETIRE)) {
        buffer_printf(out,
                      ",\"delete\":{\"operationId\":\"retire_%s\",\"security\":[{\"token\":[]}],"
                      "\"parameters\":[{\"$ref\":\"#/components/parameters/if_match\"}],",
                      entity->name);
        write_answers(out, "200", NULL, schema);
        buffer_byte(out, '}');
    }
    buffer_byte(out, '}');
}

static const char components[] =
    "\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
    "\"responses\":{\"too_long\":{\"description\":\"The address or a header is too long\"},"
    "\"error\":{\"description\":\"Refused; the message says what to do\","
    "\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/error\"}}}}},"
    "\"parameters\":{"
    "\"code\":{\"name\":\"code\",\"in\":\"path\",\"required\":true,"
    "\"schema\":{\"type\":\"string\",\"minLength\":1}},"
    "\"if_match\":{\"name\":\"If-Match\",\"in\":\"header\",\"description\":\"The version that the "
    "change started from, as its ETag gave it, or several, or *: 412 where the record is of "
    "none\",\"schema\":{\"type\":\"string\"}},"
    "\"q\":{\"name\":\"q\",\"in\":\"query\",\"description\":\"Words to search for\","
    "\"schema\":{\"type\":\"string\"}},"
    "\"sort\":{\"name\":\"sort\",\"in\":\"query\",\"description\":\"A field, or code; - before it "
    "turns the order round\",\"schema\":{\"type\":\"string\"}},"
    "\"after\":{\"name\":\"after\",\"in\":\"query\",\"description\":\"Where to go on, from next\","
    "\"schema\":{\"type\":\"string\"}},"
    "\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"allowEmptyValue\":true,"
    "\"schema\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000}},"
    "\"retired\":{\"name\":\"retired\",\"in\":\"query\",\"description\":\"1: retired ones too\","
    "\"schema\":{\"type\":\"string\"}}},"
    "\"schemas\":{\"fault\":{\"type\":\"object\",\"required\":[\"message\",\"field\"],"
    "\"properties\":{\"message\":{\"type\":\"string\"},\"field\":{\"type\":[\"string\",\"null\"]}}}"
    ","
    "\"error\":{\"type\":\"object\",\"required\":[\"error\"],\"properties\":{\"error\":{"
    "\"type\":\"object\",\"required\":[\"message\",\"field\",\"faults\"],\"properties\":{"
    "\"message\":{\"type\":\"string\"},\"field\":{\"type\":[\"string\",\"null\"]},"
    "\"faults\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/fault\"}}}},"
    "\"current\":{\"type\":\"object\"},\"sent\":{\"type\":\"object\"}}}";

int openapi_page(struct request *request, struct response *response)
{
    struct buffer *out = &response->body;
    response->type = "application/json";
    response->depends = 0;
    buffer_string(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Weft\",\"version\":"
                       "\"" WEFT_VERSION "\",\"description\":\"A children's partnership: its plan, "
                       "its figures, and who answers for them.\"},\"paths\":{");
    const char *separator = "";
    for (size_t i = 0; i < request->registry->count; i++) {
        if (!permit(&request->actor, request->registry->entities[i], READ))
            continue;
        buffer_string(out, separator);
        write_operations(out, request->registry->entities[i], &request->actor);
        separator = ",";
    }
    buffer_printf(out, "},\"components\":{%s", components);
    for (size_t i = 0; i < request->registry->count; i++) {
        if (!permit(&request->actor, request->registry->entities[i], READ))
            continue;
        buffer_byte(out, ',');
        write_schema(out, request->registry->entities[i]);
    }
    buffer_string(out, "}}}\n");
    return 0;
}
