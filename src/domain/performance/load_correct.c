/* Loading the refused rows of a partial load once they are corrected. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "domain/performance/load_store.h"
#include "domain/performance/performance.h"
#include "text/text.h"

#include "base/banned.h"

enum { MOST_BYTES = 64 << 20 };

static const char select_mapping[] = "SELECT mapping, mapping_text FROM load WHERE id = ?1";
static const char count_groups[] = "SELECT count(*) FROM load_breakdown WHERE load = ?1";
static const char select_groups[] = "SELECT name, tells FROM load_breakdown WHERE load = ?1";
static const char select_open[] =
    "SELECT 1 FROM load_row WHERE load = ?1 AND line = ?2 AND corrected_by IS NULL";

static int find_mapping(struct store *store, int64_t load, struct arena *arena,
                        struct mapping *ret_mapping, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_mapping);
    store_bind_integer(row, 1, load);
    int code = store_step(row, err);
    if (code < 0)
        return code;
    if (code == 0)
        return err_set(err, ERR_NOT_FOUND, "load", "There is no load %lld.", (long long)load);
    struct faults faults = faults_in(arena);
    struct slice name = arena_slice(arena, store_text(row, 0));
    if (store_is_null(row, 1))
        return mapping_load(name.data, arena, ret_mapping, &faults, err);
    struct slice text = arena_slice(arena, store_text(row, 1));
    code = mapping_parse(text, name, arena, ret_mapping, &faults, err);
    if (code == 0)
        ret_mapping->text = text;
    return code;
}

static int check_rows(struct store *store, int64_t load, const struct corrected_row *rows,
                      size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_open);
        store_bind_integer(row, 1, load);
        store_bind_integer(row, 2, rows[i].line);
        int code = store_step(row, err);
        if (code < 0)
            return code;
        bool repeated = i > 0 && rows[i].line <= rows[i - 1].line;
        if (code == 0 || repeated)
            return err_set(err, ERR_CONFLICT, NULL,
                           "Line %u of load %lld is no refused row that waits for correction.",
                           rows[i].line, (long long)load);
    }
    return 0;
}

/* How the load's own file told its groups. */
static int read_groups(struct store *store, int64_t load, struct arena *arena,
                       struct group_columns *ret_groups, struct err *err)
{
    int64_t count = 0;
    CLEANUP(store_release) struct store_statement *counts = store_prepare(store, count_groups);
    store_bind_integer(counts, 1, load);
    int code = store_step(counts, err);
    if (code > 0)
        count = store_integer(counts, 0);
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_groups);
    store_bind_integer(row, 1, load);
    struct group_columns groups = {.items =
                                       arena_array(arena, (size_t)count + 1, sizeof *groups.items)};
    while (code >= 0 && (code = store_step(row, err)) > 0)
        groups.items[groups.count++] = (struct group_column){arena_slice(arena, store_text(row, 0)),
                                                             store_integer(row, 1) != 0};
    if (code == 0)
        *ret_groups = groups;
    return code;
}

/* A field exactly as it is: csv_append would guard a spreadsheet from formulas, and so change it.
 */
static void append_field(struct buffer *out, struct slice field)
{
    buffer_byte(out, '"');
    for (size_t i = 0; i < field.length; i++) {
        if (field.data[i] == '"')
            buffer_byte(out, '"');
        buffer_byte(out, field.data[i]);
    }
    buffer_byte(out, '"');
}

static void append_row(struct buffer *out, const struct slice *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_byte(out, ',');
        append_field(out, values[i]);
    }
    buffer_byte(out, '\n');
}

/* The rows as a file in memory, at its start. */
static int make_file(const struct buffer *text, int *ret_descriptor, struct err *err)
{
    int descriptor = memfd_create("corrections", MFD_CLOEXEC);
    struct slice left = buffer_slice(text);
    while (descriptor >= 0 && left.length > 0) {
        ssize_t put = write(descriptor, left.data, left.length);
        if (put < 0 && errno != EINTR)
            break;
        left = slice_sub(left, put < 0 ? 0 : (size_t)put, left.length);
    }
    if (descriptor < 0 || left.length > 0 || lseek(descriptor, 0, SEEK_SET) < 0) {
        cleanup_descriptor(&descriptor);
        return err_set(err, ERR_INTERNAL, NULL, "The corrected rows cannot be set aside: %s.",
                       strerror(errno));
    }
    *ret_descriptor = descriptor;
    return 0;
}

/* Everything that a load of the corrected rows needs, in the arena; its file is the caller's to
 * close. */
static int make_request(struct store *store, int64_t id, const struct corrected_row *rows,
                        size_t count, const struct actor *actor, struct arena *arena,
                        struct load_request *ret_request, struct err *err)
{
    struct mapping *mapping = ARENA_NEW(arena, struct mapping);
    struct refused_rows refused = {0};
    struct group_columns groups = {0};
    struct load load = {0};
    int code = load_get(store, id, arena, &load, err);
    if (code == 0 && load.undone)
        code =
            err_set(err, ERR_CONFLICT, NULL,
                    "Load %lld was undone, so its refused rows wait for nothing.", (long long)id);
    if (code == 0)
        code = find_mapping(store, id, arena, mapping, err);
    if (code == 0)
        code = load_refusals(store, id, 0, 0, arena, &refused, err);
    if (code == 0)
        code = check_rows(store, id, rows, count, err);
    if (code == 0)
        code = read_groups(store, id, arena, &groups, err);
    if (code < 0)
        return code;
    CLEANUP(buffer_free) struct buffer text = BUFFER(MOST_BYTES);
    unsigned *lines = arena_array(arena, count, sizeof *lines);
    unsigned *out = arena_array(arena, count, sizeof *out);
    size_t line_count = 0, out_count = 0;
    append_row(&text, refused.columns, refused.column_count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].left_out) {
            out[out_count++] = rows[i].line;
            continue;
        }
        lines[line_count++] = rows[i].line;
        append_row(&text, rows[i].values, rows[i].value_count);
    }
    struct load_request request = {.mapping = mapping,
                                   .descriptor = -1,
                                   .file = load.file,
                                   .edition = load.edition,
                                   .published = load.published,
                                   .actor = actor,
                                   .corrects = id,
                                   .corrects_lines = lines,
                                   .left_out_lines = out,
                                   .left_out_count = out_count,
                                   .corrects_groups = groups};
    code = buffer_status(&text, "The corrected rows", err);
    if (code == 0)
        code = make_file(&text, &request.descriptor, err);
    if (code == 0)
        *ret_request = request;
    return code;
}

int loading_read_corrected(struct store *store, int64_t id, const struct corrected_row *rows,
                           size_t count, const struct actor *actor, struct arena *arena,
                           struct loading **ret_loading, struct err *err)
{
    struct load_request request;
    int code = make_request(store, id, rows, count, actor, arena, &request, err);
    if (code < 0)
        return code;
    code = loading_read(store, &request, ret_loading, err);
    cleanup_descriptor(&request.descriptor);
    return code;
}

int load_correct(struct writer *writer, int64_t id, const struct corrected_row *rows, size_t count,
                 const struct actor *actor, struct loading **ret_loading, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct load_request request;
    int code = make_request(writer->store, id, rows, count, actor, &arena, &request, err);
    if (code < 0)
        return code;
    code = load_file(writer, &request, ret_loading, err);
    cleanup_descriptor(&request.descriptor);
    return code;
}
