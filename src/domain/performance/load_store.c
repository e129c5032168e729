#include "domain/performance/load_store.h"

#include <stdio.h>

#include "record/record.h"

#include "base/banned.h"

enum { LINES_KEPT = 100, BODY_LIMIT = 1 << 16 };

static const char select_size[] = "SELECT 1 FROM load WHERE bytes = ?1 LIMIT 1";
static const char select_same[] =
    "SELECT l.id, l.kept + l.unchanged + l.revised + l.skipped, l.refused FROM load AS l"
    " WHERE l.digest = ?1 AND l.mapping = ?2 AND coalesce(l.edition, '') = ?3"
    " AND l.undone_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM load AS o WHERE o.reads = l.reads AND o.undone_at IS NULL"
    " AND (CASE WHEN o.id > l.id THEN o.revised > 0 ELSE o.published > l.published END))"
    " AND NOT EXISTS (SELECT 1 FROM load AS o WHERE o.id < l.id AND o.undone_at > l.at)"
    " ORDER BY l.id DESC LIMIT 1";
static const char select_next_id[] = "SELECT coalesce(max(id), 0) + 1 FROM load";
static const char insert_load[] =
    "INSERT INTO load (id, mapping, reads, file, edition, published, at, actor, digest, bytes,"
    " content, kept, unchanged, revised, skipped, refused, partial, corrects, columns,"
    " mapping_text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
    " ?16, ?17, ?18, ?19, ?20)";
static const char insert_finding[] =
    "INSERT INTO load_finding (load, id, refusal, field, reason, rows, lines)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
static const char insert_row[] =
    "INSERT OR IGNORE INTO load_row (load, line, column, finding, fields)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";
static const char insert_group[] =
    "INSERT OR IGNORE INTO load_breakdown (load, name, tells) VALUES (?1, ?2, ?3)";
static const char select_body[] =
    "SELECT file, mapping, coalesce(edition, ''), published, actor, bytes, kept, unchanged,"
    " revised, skipped, refused, digest, lower(hex(content)), coalesce(corrects, 0), partial"
    " FROM load WHERE id = ?1";

static const char mark_corrected[] =
    "UPDATE load_row SET corrected_by = ?3 WHERE load = ?1 AND line = ?2";

int loaded_knows_size(struct store *store, int64_t bytes, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_size);
    store_bind_integer(row, 1, bytes);
    return store_step(row, err);
}

int loaded_find_same(struct store *store, const struct load_request *request,
                     const struct loaded *loaded, struct load_report *report, struct err *err)
{
    if (!loaded->digest[0] || request->corrects)
        return 0;
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_same);
    store_bind_text(row, 1, slice_from(loaded->digest));
    store_bind_text(row, 2, request->mapping->name);
    store_bind_text(row, 3, request->edition.data ? request->edition : SLICE(""));
    int code = store_step(row, err);
    if (code <= 0)
        return code;
    report->same_as = store_integer(row, 0);
    report->read = report->unchanged = store_integer(row, 1);
    bool own = request->mapping->text.length > 0; /* and may say another thing than it did */
    return store_integer(row, 2) == 0 && !own;
}

static void bind_given(struct store_statement *statement, int parameter, struct slice text)
{
    if (text.length)
        store_bind_text(statement, parameter, text);
    else
        store_bind_null(statement, parameter);
}

int loaded_begin(struct writer *writer, const struct load_request *request,
                 const struct loaded *loaded, const struct gather *gather,
                 const struct load_report *report, int64_t *ret_load, struct err *err)
{
    static const char *const reads[] = {"figures", "measures", "areas", "neighbours"};
    int64_t load = 0;
    int code = store_ask_integer(writer->store, select_next_id, &load, err);
    if (code < 0)
        return code;
    struct store_statement *statement = store_prepare(writer->store, insert_load);
    store_bind_integer(statement, 1, load);
    store_bind_text(statement, 2, request->mapping->name);
    store_bind_text(statement, 3, slice_from(reads[request->mapping->reads]));
    store_bind_text(statement, 4, request->file);
    bind_given(statement, 5, request->edition);
    store_bind_text(statement, 6, slice_from(loaded->published));
    store_bind_integer(statement, 7, clock_now_us());
    store_bind_text(statement, 8, request->actor->code);
    store_bind_text(statement, 9, slice_from(loaded->digest));
    store_bind_integer(statement, 10, loaded->bytes);
    store_bind_blob(statement, 11,
                    (struct slice){(const char *)loaded->content.bytes, DIGEST_SIZE});
    store_bind_integer(statement, 12, report->kept);
    store_bind_integer(statement, 13, report->unchanged);
    store_bind_integer(statement, 14, report->revised);
    store_bind_integer(statement, 15, report->skipped);
    store_bind_integer(statement, 16, report->rows_refused);
    store_bind_integer(statement, 17, report->rows_refused > 0);
    if (request->corrects)
        store_bind_integer(statement, 18, request->corrects);
    store_bind_text(statement, 19, gather->headings);
    bind_given(statement, 20, request->mapping->text);
    code = store_execute(&statement, err);
    if (code == 0)
        *ret_load = load;
    return code;
}

/* --- findings -------------------------------------------------------------------------------- */

static int write_finding(struct store *store, const struct findings *findings, uint32_t group,
                         struct slice lines, int64_t load, struct err *err)
{
    const struct finding_group *finding = &findings->groups.data[group];
    struct store_statement *statement = store_prepare(store, insert_finding);
    store_bind_integer(statement, 1, load);
    store_bind_integer(statement, 2, group);
    store_bind_integer(statement, 3, finding->is_refusal);
    store_bind_text(statement, 4, finding->field);
    store_bind_text(statement, 5, finding->reason);
    store_bind_integer(statement, 6, finding->rows);
    store_bind_text(statement, 7, lines);
    return store_execute(&statement, err);
}

/* Each group with the lines of its first rows. Items are sorted by line. */
static int write_findings(struct store *store, const struct findings *findings, int64_t load,
                          struct err *err)
{
    size_t groups = findings->groups.length;
    struct buffer *lines = memory_zeros(groups, sizeof *lines);
    uint32_t *counts = memory_zeros(groups, sizeof *counts);
    for (size_t i = 0; i < groups; i++)
        lines[i] = BUFFER(LINES_KEPT * 12);
    for (size_t i = 0; i < findings->items.length; i++) {
        const struct finding *item = &findings->items.data[i];
        if (counts[item->group]++ < LINES_KEPT)
            buffer_printf(&lines[item->group], "%s%u", lines[item->group].length ? " " : "",
                          item->line);
    }
    int code = 0;
    for (uint32_t i = 0; i < groups; i++) {
        if (code == 0)
            code = write_finding(store, findings, i, buffer_slice(&lines[i]), load, err);
        buffer_free(&lines[i]);
    }
    memory_free(lines);
    memory_free(counts);
    return code;
}

/* The first refusal of a line; items are sorted. */
static const struct finding *refusal_of(const struct findings *findings, unsigned line)
{
    size_t from = 0, to = findings->items.length;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (findings->items.data[middle].line < line)
            from = middle + 1;
        else
            to = middle;
    }
    for (; from < findings->items.length && findings->items.data[from].line == line; from++)
        if (findings->groups.data[findings->items.data[from].group].is_refusal)
            return &findings->items.data[from];
    return NULL;
}

static int write_rows(struct store *store, const struct loaded *loaded,
                      const struct findings *findings, int64_t load, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < loaded->rows.length; i++) {
        const struct loaded_row *row = &loaded->rows.data[i];
        const struct finding *finding = refusal_of(findings, row->line);
        if (!finding)
            continue;
        struct store_statement *statement = store_prepare(store, insert_row);
        store_bind_integer(statement, 1, load);
        store_bind_integer(statement, 2, row->line);
        store_bind_integer(statement, 3, finding->column);
        store_bind_integer(statement, 4, finding->group);
        store_bind_text(statement, 5, row->fields.data ? row->fields : SLICE(""));
        code = store_execute(&statement, err);
    }
    return code;
}

/* How the file told its groups, for those of its rows that are corrected later. */
static int write_groups(struct store *store, const struct group_columns *groups, int64_t load,
                        struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < groups->count; i++) {
        struct store_statement *statement = store_prepare(store, insert_group);
        store_bind_integer(statement, 1, load);
        store_bind_text(statement, 2, groups->items[i].name);
        store_bind_integer(statement, 3, groups->items[i].tells);
        code = store_execute(&statement, err);
    }
    return code;
}

/* --- the change log -------------------------------------------------------------------------- */

static void body_of(const struct store_statement *row, struct digest state, struct buffer *body)
{
    char state_text[DIGEST_TEXT_SIZE];
    digest_format(state, state_text);
    static const char *const texts[] = {"file", "mapping", "edition", "published", "actor"};
    static const char *const numbers[] = {"bytes",   "kept",    "unchanged",
                                          "revised", "skipped", "refused"};
    buffer_byte(body, '{');
    for (int i = 0; i < 5; i++) {
        buffer_printf(body, "\"%s\":", texts[i]);
        buffer_json_string(body, store_text(row, i));
        buffer_byte(body, ',');
    }
    for (int i = 0; i < 6; i++)
        buffer_printf(body, "\"%s\":%lld,", numbers[i], (long long)store_integer(row, 5 + i));
    if (store_integer(row, 13))
        buffer_printf(body, "\"corrects\":\"%lld\",", (long long)store_integer(row, 13));
    buffer_printf(body, "\"partial\":\"%s\",", store_integer(row, 14) ? "yes" : "no");
    buffer_string(body, "\"digest\":");
    buffer_json_string(body, store_text(row, 11));
    buffer_string(body, ",\"content\":");
    buffer_json_string(body, store_text(row, 12));
    buffer_printf(body, ",\"state\":\"%s\"}", state_text);
}

int loaded_log(struct writer *writer, int64_t load, int64_t version, const char *action,
               const struct actor *actor, struct err *err)
{
    CLEANUP(buffer_free) struct buffer body = BUFFER(BODY_LIMIT);
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(writer->store, select_body);
    store_bind_integer(row, 1, load);
    struct digest state;
    int code = store_step(row, err);
    if (code <= 0)
        return code < 0 ? code : err_set(err, ERR_NOT_FOUND, NULL, "There is no such load.");
    code = load_state(writer->store, &state, err);
    if (code < 0)
        return code;
    body_of(row, state, &body);
    char name[24];
    snprintf(name, sizeof name, "%lld", (long long)load);
    struct change change = {.at_us = clock_now_us(),
                            .actor = actor->code,
                            .entity = SLICE("load"),
                            .code = slice_from(name),
                            .version = version,
                            .action = slice_from(action),
                            .body = buffer_slice(&body),
                            .sensitivity = PUBLIC};
    return log_append(writer->store, &writer->batch, &change, err);
}

/* A refused row waits no more: `by` is the load that corrected it or, negative, left it out. */
static int mark_row(struct store *store, int64_t load, unsigned line, int64_t by, struct err *err)
{
    struct store_statement *statement = store_prepare(store, mark_corrected);
    store_bind_integer(statement, 1, load);
    store_bind_integer(statement, 2, line);
    store_bind_integer(statement, 3, by);
    return store_execute(&statement, err);
}

int loaded_end(struct writer *writer, const struct load_request *request,
               const struct loaded *loaded, const struct gather *gather, int64_t load,
               struct err *err)
{
    int code = write_findings(writer->store, &gather->findings, load, err);
    for (size_t i = 0; code == 0 && request->corrects && i < gather->lines.length; i++)
        code = mark_row(writer->store, request->corrects, gather->lines.data[i], load, err);
    for (size_t i = 0; code == 0 && i < request->left_out_count; i++)
        code = mark_row(writer->store, request->corrects, request->left_out_lines[i], -load, err);
    if (code == 0)
        code = write_rows(writer->store, loaded, &gather->findings, load, err);
    if (code == 0 && loaded->rows.length)
        code = write_groups(writer->store, &gather->groups, load, err);
    return code == 0 ? loaded_log(writer, load, 1, "load", request->actor, err) : code;
}
