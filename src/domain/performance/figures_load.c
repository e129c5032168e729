/* Reading loads: what was loaded, what came of it, and the rows that were refused. */
#include "domain/performance/performance.h"
#include "domain/performance/reading.h"
#include "domain/performance/wire.h"

#include "base/banned.h"

enum { LIST_MOST = 1000 };

#define LOAD_COLUMNS                                                                               \
    "w.id, w.mapping, w.file, w.edition, w.published, w.at, w.actor, w.digest, w.bytes, w.kept,"   \
    " w.unchanged, w.revised, w.skipped, w.refused, w.partial, coalesce(w.corrects, 0),"           \
    " w.undone_at, w.undone_by"
static const char select_load[] = "SELECT " LOAD_COLUMNS " FROM load AS w WHERE w.id = ?1";
static const char select_loads[] =
    "SELECT " LOAD_COLUMNS " FROM load AS w WHERE ?1 = 0 OR w.id < ?1 ORDER BY w.id DESC LIMIT ?2";
static const char select_corrections[] =
    "SELECT " LOAD_COLUMNS " FROM load AS w WHERE w.corrects = ?1 AND w.undone_at IS NULL"
    " ORDER BY w.id";
static const char select_measure_loads[] =
    "SELECT " LOAD_COLUMNS " FROM load AS w WHERE w.id IN"
    " (SELECT load FROM observation WHERE measure = ?1"
    " UNION SELECT load FROM observation_past WHERE measure = ?1) ORDER BY w.id DESC";
static const char count_open[] =
    "SELECT count(*) FILTER (WHERE load = ?1 AND corrected_by IS NULL),"
    " count(*) FILTER (WHERE corrected_by < 0 AND (load = ?1 OR corrected_by = -?1))"
    " FROM load_row WHERE load IN (?1, ?2)";
static const char select_widest[] =
    "SELECT 1 + coalesce(max(length(fields) - length(replace(fields, ?2, ''))), 0)"
    " FROM load_row WHERE load = ?1";
static const char select_findings[] =
    "SELECT refusal, field, reason, rows, lines FROM load_finding WHERE load = ?1 ORDER BY id";
static const char select_columns[] = "SELECT columns FROM load WHERE id = ?1";
static const char select_rows[] =
    "SELECT r.line, r.column, f.field, f.reason, r.fields, coalesce(r.corrected_by, 0)"
    " FROM load_row AS r JOIN load_finding AS f ON f.load = r.load AND f.id = r.finding"
    " WHERE r.load = ?1 AND r.line > ?2 ORDER BY r.line LIMIT ?3";

static struct load read_load(const struct store_statement *row, struct arena *arena)
{
    struct load load = {
        .id = store_integer(row, 0),
        .mapping = reading_text(row, 1, arena),
        .file = reading_text(row, 2, arena),
        .edition = reading_text(row, 3, arena),
        .at_us = store_integer(row, 5),
        .actor = reading_text(row, 6, arena),
        .digest = reading_text(row, 7, arena),
        .bytes = store_integer(row, 8),
        .kept = store_integer(row, 9),
        .unchanged = store_integer(row, 10),
        .revised = store_integer(row, 11),
        .skipped = store_integer(row, 12),
        .refused = store_integer(row, 13),
        .partial = store_integer(row, 14) != 0,
        .correction_of = store_integer(row, 15),
        .undone = !store_is_null(row, 16),
        .undone_at_us = store_integer(row, 16),
        .undone_by = reading_text(row, 17, arena),
    };
    date_parse(store_text(row, 4), &load.published);
    return load;
}

int load_get(struct store *store, int64_t id, struct arena *arena, struct load *ret_load,
             struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_load);
    store_bind_integer(row, 1, id);
    int code = store_step(row, err);
    if (code < 0)
        return code;
    if (code == 0)
        return err_set(err, ERR_NOT_FOUND, "load", "There is no load %lld.", (long long)id);
    *ret_load = read_load(row, arena);
    return 0;
}

int load_count_open(struct store *store, struct load *load, struct err *err)
{
    if (!load->partial && !load->correction_of)
        return 0;
    CLEANUP(store_release) struct store_statement *open = store_prepare(store, count_open);
    store_bind_integer(open, 1, load->id);
    store_bind_integer(open, 2, load->correction_of);
    int code = store_step(open, err);
    if (code < 0)
        return code;
    load->refusals_open = store_integer(open, 0);
    load->left_out = store_integer(open, 1);
    return 0;
}

static int read_loads(struct store_statement *row, struct arena *arena, struct load **ret_loads,
                      size_t *ret_count, struct err *err)
{
    VECTOR(struct load) list = {0};
    int code;
    while ((code = store_step(row, err)) > 0)
        vector_push(&list, read_load(row, arena));
    READING_ANSWER(code, list, arena, ret_loads, ret_count);
    return code;
}

int load_list(struct store *store, int64_t before, size_t limit, struct arena *arena,
              struct load **ret_loads, size_t *ret_count, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_loads);
    store_bind_integer(row, 1, before);
    store_bind_integer(row, 2, (int64_t)(limit < LIST_MOST ? limit : LIST_MOST));
    return read_loads(row, arena, ret_loads, ret_count, err);
}

int load_corrections(struct store *store, int64_t load, struct arena *arena,
                     struct load **ret_loads, size_t *ret_count, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_corrections);
    store_bind_integer(row, 1, load);
    return read_loads(row, arena, ret_loads, ret_count, err);
}

int measure_loads(struct store *store, struct slice code, struct arena *arena,
                  struct load **ret_loads, size_t *ret_count, struct err *err)
{
    struct measure_key measure = {0};
    int found = reading_measure(store, code, &measure, err);
    if (found < 0)
        return found;
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_measure_loads);
    store_bind_integer(row, 1, measure.id);
    return read_loads(row, arena, ret_loads, ret_count, err);
}

static struct load_finding read_finding(const struct store_statement *row, struct arena *arena)
{
    struct load_finding finding = {
        .is_refusal = store_integer(row, 0) != 0,
        .field = reading_text(row, 1, arena),
        .reason = reading_text(row, 2, arena),
        .values = 1,
        .rows = store_integer(row, 3),
        .lines = arena_array(arena, LOAD_FINDING_LINES, sizeof *finding.lines),
    };
    finding.stem = load_reason_stem(finding.reason, arena);
    struct slice lines = store_text(row, 4), line;
    int64_t number;
    while (finding.line_count < LOAD_FINDING_LINES && slice_split(&lines, ' ', &line))
        if (slice_to_int64(line, &number))
            finding.lines[finding.line_count++] = (unsigned)number;
    return finding;
}

/* The one of the list that tells of the same column and reason, but for what it quotes. */
static struct load_finding *find_alike(struct load_finding *list, size_t count, struct map *seen,
                                       const struct load_finding *finding, struct arena *arena)
{
    const char *key = arena_printf(arena, "%d%.*s\x1f%.*s", finding->is_refusal,
                                   SLICE_PRINT(finding->field), SLICE_PRINT(finding->stem));
    uint32_t at = map_intern(seen, slice_from(key), (uint32_t)count);
    return at < count ? &list[at] : NULL;
}

int load_findings(struct store *store, int64_t load, struct arena *arena,
                  struct load_finding **ret_findings, size_t *ret_count, struct err *err)
{
    VECTOR(struct load_finding) list = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_findings);
    store_bind_integer(row, 1, load);
    CLEANUP(map_free) struct map seen = MAP;
    int code;
    while ((code = store_step(row, err)) > 0) {
        struct load_finding finding = read_finding(row, arena);
        struct load_finding *alike = find_alike(list.data, list.length, &seen, &finding, arena);
        if (!alike) {
            vector_push(&list, finding);
            continue;
        }
        alike->rows += finding.rows;
        alike->values++;
        for (size_t i = 0; i < finding.line_count && alike->line_count < LOAD_FINDING_LINES; i++)
            alike->lines[alike->line_count++] = finding.lines[i];
    }
    READING_ANSWER(code, list, arena, ret_findings, ret_count);
    return code;
}

/* Texts joined by the separator, as an array of `count`; missing ones are empty. */
static struct slice *split_fields(struct slice joined, size_t count, struct arena *arena)
{
    struct slice *fields = arena_array(arena, count, sizeof *fields);
    for (size_t i = 0; i < count && slice_split(&joined, WIRE_SEPARATOR, &fields[i]); i++)
        fields[i] = arena_slice(arena, fields[i]);
    return fields;
}

static size_t count_fields(struct slice joined)
{
    struct slice field;
    size_t count = 0;
    while (slice_split(&joined, WIRE_SEPARATOR, &field))
        count++;
    return count;
}

static int read_columns(struct store *store, int64_t load, struct arena *arena,
                        struct refused_rows *rows, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_columns);
    store_bind_integer(row, 1, load);
    int code = store_step(row, err);
    if (code == 0)
        return err_set(err, ERR_NOT_FOUND, "load", "There is no load %lld.", (long long)load);
    if (code < 0)
        return code;
    rows->column_count = count_fields(store_text(row, 0));
    rows->columns = split_fields(store_text(row, 0), rows->column_count, arena);
    CLEANUP(store_release) struct store_statement *widest = store_prepare(store, select_widest);
    store_bind_integer(widest, 1, load);
    store_bind_text(widest, 2, (struct slice){(const char[]){WIRE_SEPARATOR}, 1});
    code = store_step(widest, err);
    if (code < 0)
        return code;
    size_t cells = (size_t)store_integer(widest, 0);
    rows->widest = cells > rows->column_count ? cells : rows->column_count;
    return 0;
}

static struct refused_row read_refused(const struct store_statement *row, size_t columns,
                                       struct arena *arena)
{
    int64_t corrected_by = store_integer(row, 5);
    size_t cells = count_fields(store_text(row, 4)), room = cells > columns ? cells : columns;
    return (struct refused_row){
        .line = (unsigned)store_integer(row, 0),
        .column = (unsigned)store_integer(row, 1),
        .field = reading_text(row, 2, arena),
        .reason = reading_text(row, 3, arena),
        .values = split_fields(store_text(row, 4), room, arena),
        .value_count = room,
        .ragged = cells != columns,
        .corrected = corrected_by > 0,
        .left_out = corrected_by < 0,
    };
}

int load_refusals(struct store *store, int64_t load, unsigned after_line, size_t limit,
                  struct arena *arena, struct refused_rows *ret_rows, struct err *err)
{
    struct refused_rows rows = {0};
    limit = limit < LIST_MOST ? limit : LIST_MOST;
    int code = read_columns(store, load, arena, &rows, err);
    if (code < 0)
        return code;
    rows.rows = arena_array(arena, limit, sizeof *rows.rows);
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_rows);
    store_bind_integer(row, 1, load);
    store_bind_integer(row, 2, after_line);
    store_bind_integer(row, 3, (int64_t)limit + 1);
    while ((code = store_step(row, err)) > 0) {
        if (rows.count == limit) {
            rows.next = limit ? rows.rows[limit - 1].line : after_line;
            break;
        }
        rows.rows[rows.count++] = read_refused(row, rows.column_count, arena);
    }
    if (code < 0)
        return code;
    *ret_rows = rows;
    return 0;
}
