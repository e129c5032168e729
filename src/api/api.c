#include "api/inside.h"

#include "base/banned.h"

static void write_fault(struct buffer *out, const struct err *fault)
{
    buffer_string(out, "{\"message\":");
    buffer_json_string(out, slice_from(fault->message));
    buffer_string(out, ",\"field\":");
    if (fault->field[0])
        buffer_json_string(out, slice_from(fault->field));
    else
        buffer_string(out, "null");
}

void api_write_error(struct response *response, int status, const struct err *err,
                     const struct faults *faults)
{
    struct buffer *out = &response->body;
    response->status = status;
    response->type = "application/json";
    buffer_string(out, "{\"error\":");
    write_fault(out, err);
    buffer_string(out, ",\"faults\":[");
    for (size_t i = 0; faults && i < faults->count; i++) {
        buffer_string(out, i ? "," : "");
        write_fault(out, &faults->items[i]);
        buffer_byte(out, '}');
    }
    buffer_string(out, "]}");
}

static void error_page(struct request *request, struct response *response, int status)
{
    if (status == 401)
        response_header(response, "WWW-Authenticate", SLICE("Bearer"));
    api_write_error(response, status, &request->err, NULL);
    buffer_string(&response->body, "}\n");
}

static void write_entity(struct buffer *out, const struct entity *entity)
{
    buffer_string(out, "{\"name\":");
    buffer_json_string(out, slice_from(entity->name));
    buffer_string(out, ",\"label\":");
    buffer_json_string(out, slice_from(entity->label));
    buffer_string(out, ",\"description\":");
    buffer_json_string(out, slice_from(entity->description ? entity->description : ""));
    buffer_printf(out, ",\"href\":\"" API_ROOT "/%s\"}", entity->name);
}

static int index_page(struct request *request, struct response *response)
{
    struct buffer *out = &response->body;
    const char *separator = "";
    response->type = "application/json";
    response->depends = 0;
    buffer_string(out, "{\"name\":\"weft\",\"version\":\"" WEFT_VERSION "\",\"openapi\":\"" API_ROOT
                       "/openapi.json\",\"entities\":[");
    for (size_t i = 0; i < request->registry->count; i++) {
        const struct entity *entity = request->registry->entities[i];
        if (!permit(&request->actor, entity, READ))
            continue;
        buffer_string(out, separator);
        write_entity(out, entity);
        separator = ",";
    }
    buffer_string(out, "]}\n");
    return 0;
}

static const struct page pages[] = {
    PAGE(API_ROOT, index_page, FOR_ANYONE, READ),
    PAGE(API_ROOT "/openapi.json", openapi_page, FOR_ANYONE, READ),
    PAGE(API_ROOT "/:entity", resource_list, ":entity", READ),
    PAGE(API_ROOT "/:entity/:code", resource_get, ":entity", READ),
    ACTION(API_ROOT "/:entity", resource_create, ":entity", CREATE),
    PUT(API_ROOT "/:entity/:code", resource_put, ":entity", UPDATE),
    DELETE(API_ROOT "/:entity/:code", resource_retire, ":entity", RETIRE),
};

static const struct page_table tables[] = {PAGES(pages)};

const struct room api_room = {
    .prefix = "/api/", .tables = tables, .table_count = 1, .error = error_page, .tokens = true};
