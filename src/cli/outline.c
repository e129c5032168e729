/* weft outline: boundaries from a GeoJSON file, simplified to what a map on a page can show. */
#include <math.h>

#include "cli/store.h"
#include "domain/performance/performance.h"
#include "text/text.h"

#include "base/banned.h"

extern const struct command outline_command;

enum { FILE_BYTES = 64 << 20, MOST_FEATURES = 1000 };

struct request {
    const char *code, *title, *source;
};

struct outlining {
    struct cli *cli;
    const struct request *request;
    struct writer *writer;
    struct faults faults;
    size_t saved, unchanged;
};

/* --- shapes ----------------------------------------------------------------------------------- */

static bool is_point(const struct json *json)
{
    return json->kind == JSON_IS_ARRAY && json->count >= 2 &&
           (json->items[0].kind == JSON_IS_REAL || json->items[0].kind == JSON_IS_INTEGER) &&
           (json->items[1].kind == JSON_IS_REAL || json->items[1].kind == JSON_IS_INTEGER);
}

/* One ring; of a boundary with many points only every so-many-th, and always the first. */
static int append_ring(struct buffer *out, const struct json *ring, size_t every, struct err *err)
{
    size_t count = ring->kind == JSON_IS_ARRAY ? ring->count : 0, written = 0;
    size_t step = count / every >= 4 ? every : 1; /* a small ring stays as it is */
    buffer_string(out, out->length ? ";" : "");
    for (size_t i = 0; i + 1 < count; i += step) { /* the last point is the first again */
        if (!is_point(&ring->items[i]))
            return err_set(err, ERR_SYNTAX, NULL,
                           "A boundary has something else than a longitude and a latitude.");
        buffer_printf(out, "%s%.4f %.4f", written++ ? "," : "", ring->items[i].items[0].real,
                      ring->items[i].items[1].real);
    }
    return written >= 3 ? 0 : err_set(err, ERR_RANGE, NULL, "A ring has fewer than three points.");
}

static int append_polygon(struct buffer *out, const struct json *polygon, size_t every,
                          struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < polygon->count && code == 0; i++)
        code = append_ring(out, &polygon->items[i], every, err);
    return code;
}

static int append_geometry(struct buffer *out, const struct json *geometry, size_t every,
                           struct err *err)
{
    const struct json *type = json_get(geometry, "type");
    const struct json *coordinates = json_get(geometry, "coordinates");
    bool is_text = type && type->kind == JSON_IS_STRING;
    if (!is_text || !coordinates || coordinates->kind != JSON_IS_ARRAY)
        return err_set(err, ERR_SYNTAX, NULL, "A feature has no geometry with coordinates.");
    if (slice_is(type->text, "Polygon"))
        return append_polygon(out, coordinates, every, err);
    if (!slice_is(type->text, "MultiPolygon"))
        return err_set(err, ERR_RANGE, NULL,
                       "A feature is a %.*s. A boundary is a Polygon or a MultiPolygon.",
                       SLICE_PRINT(slice_prefix(type->text, 40)));
    int code = 0;
    for (size_t i = 0; i < coordinates->count && code == 0; i++)
        code = append_polygon(out, &coordinates->items[i], every, err);
    return code;
}

/* The shape with as many of its points as an outline may have. */
static int shape_of(const struct json *geometry, struct arena *arena, struct slice *ret_shape,
                    struct err *err)
{
    struct outline outline;
    for (size_t every = 1; every <= 64; every *= 2) {
        CLEANUP(buffer_free) struct buffer text = BUFFER(FILE_BYTES);
        int code = append_geometry(&text, geometry, every, err);
        if (code < 0)
            return code;
        if (text.length <= OUTLINE_TEXT &&
            outline_parse(buffer_slice(&text), arena, &outline, err) != ERR_LIMIT) {
            *ret_shape = arena_slice(arena, buffer_slice(&text));
            return 0;
        }
    }
    return err_set(err, ERR_LIMIT, NULL,
                   "A boundary has too many points even for one in 64 of them. Simplify it first.");
}

/* --- records ---------------------------------------------------------------------------------- */

static int property(const struct json *feature, const char *name, struct slice *ret_text,
                    struct err *err)
{
    const struct json *value = json_get(json_get(feature, "properties"), name);
    if (!value || value->kind != JSON_IS_STRING || value->text.length == 0)
        return err_set(err, ERR_NOT_FOUND, NULL,
                       "A feature has no property “%s” that is a text. Name the one that holds the "
                       "area's code with --code.",
                       name);
    *ret_text = value->text;
    return 0;
}

static int save_feature(struct outlining *outlining, const struct json *feature, struct err *err)
{
    struct arena *arena = outlining->cli->arena;
    const struct request *request = outlining->request;
    struct slice code = {0}, title = {0}, shape = {0};
    struct record record;
    struct actor house = actor_house("command line");
    int result = property(feature, request->code, &code, err);
    title = code;
    if (result == 0 && request->title)
        result = property(feature, request->title, &title, err);
    const struct json *geometry = json_get(feature, "geometry");
    if (result == 0)
        result = shape_of(geometry ? geometry : feature, arena, &shape, err);
    if (result < 0)
        return result;
    if (record_load(outlining->writer->store, &outline_entity, code, arena, &record, NULL) < 0)
        record = record_new(&outline_entity, code, arena);
    *record_value(&record, "title") = value_text(title);
    *record_value(&record, "area") = value_text(code);
    *record_value(&record, "shape") = value_text(shape);
    *record_value(&record, "source") =
        value_text(request->source ? slice_from(request->source) : (struct slice){0});
    struct save save = {.record = &record, .base_version = record.version, .actor = &house};
    int64_t version = 0;
    result = record_save(outlining->writer, &save, &version, &outlining->faults, err);
    outlining->saved += result > 0;
    outlining->unchanged += result == 0;
    return result < 0 ? result : 0;
}

static int save_all(struct outlining *outlining, const struct json *document, struct err *err)
{
    const struct json *features = json_get(document, "features");
    if (!features || features->kind != JSON_IS_ARRAY || features->count == 0)
        return err_set(err, ERR_SYNTAX, NULL,
                       "It is no GeoJSON FeatureCollection with a feature in it.");
    if (features->count > MOST_FEATURES)
        return err_set(err, ERR_LIMIT, NULL,
                       "There are %zu features; a map draws at most %d. Take fewer areas.",
                       features->count, MOST_FEATURES);
    int code = writer_begin(outlining->writer, err);
    for (size_t i = 0; i < features->count && code == 0; i++)
        code = save_feature(outlining, &features->items[i], err);
    if (code < 0)
        writer_rollback(outlining->writer);
    else
        code = writer_commit(outlining->writer, err);
    return code;
}

/* --- the command ------------------------------------------------------------------------------ */

static int answer(const struct outlining *outlining)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(400);
    buffer_printf(&out,
                  outlining->cli->json ? "{\"saved\":%zu,\"unchanged\":%zu}\n"
                                       : "%zu outlines saved, %zu unchanged.\n",
                  outlining->saved, outlining->unchanged);
    return cli_print(outlining->cli, &out);
}

static int run(struct cli *cli)
{
    struct request request = {.code = "code"};
    const struct option options[] = {{"--code", &request.code, NULL},
                                     {"--title", &request.title, NULL},
                                     {"--source", &request.source, NULL}};
    int count = 0;
    int code = cli_options(cli, options, sizeof options / sizeof *options, &count);
    if (code != CLI_DONE)
        return code;
    if (count != 1)
        return cli_misuse(cli, &outline_command, "%s Name one file.",
                          count ? "Several files are named." : "No file is named.");
    CLEANUP(buffer_free) struct buffer text = BUFFER(FILE_BYTES);
    struct json document;
    struct err err = {0};
    int result = file_read(cli->argv[0], &text, &err);
    if (result == 0)
        result = json_parse(buffer_slice(&text), cli->arena, &document, &err);
    if (result < 0)
        return cli_fail(cli, cli->argv[0], &err, CLI_REFUSED);
    struct outlining outlining = {.cli = cli, .request = &request, .faults = faults_in(cli->arena)};
    code = cli_open_writer(cli, STORE_WRITE, &outlining.writer);
    if (code != CLI_DONE)
        return code;
    result = save_all(&outlining, &document, &err);
    if (result == ERR_RANGE && outlining.faults.count)
        err = outlining.faults.items[0];
    code = result < 0 ? cli_fail(cli, cli->argv[0], &err, CLI_REFUSED) : answer(&outlining);
    writer_close(&outlining.writer);
    return code;
}

const struct command outline_command = {
    .name = "outline",
    .summary = "bring in the boundaries of areas, for maps",
    .help = "Usage: weft --store FILE outline FILE.geojson [--code PROPERTY] [--title PROPERTY]\n"
            "            [--source TEXT] [--json]\n\n"
            "Reads a GeoJSON FeatureCollection of Polygons and MultiPolygons in degrees, up to\n"
            "1,000 of them, whole or not at all. The property named by --code (code) holds the\n"
            "code of the area that its figures have. A boundary of very many points is thinned\n"
            "to what a page can show. Again: what changed is changed.\n\n"
            "  --title PROPERTY  the property that names the area, in place of its code\n"
            "  --source TEXT     whose boundaries they are, and under which licence: it is said\n"
            "                    under each map\n\n"
            "Example: echo '{\"type\": \"FeatureCollection\", \"features\": [{\n"
            "           \"type\": \"Feature\", \"properties\": {\"number\": \"501\"},\n"
            "           \"geometry\": {\"type\": \"Polygon\", \"coordinates\":\n"
            "             [[[-1.2, 52.9], [-1.1, 52.9], [-1.1, 53.0], [-1.2, 52.9]]]}\n"
            "         }]}' > areas.geojson\n"
            "         weft --store city.weft outline areas.geojson --code number \\\n"
            "             --source \"Drawn by hand\"\n",
    .run = run,
};
