#include "domain/performance/load.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain/performance/definitions.h"
#include "domain/performance/load_store.h"
#include "domain/performance/merge.h"
#include "domain/performance/performance.h"
#include "domain/performance/reader.h"

#include "base/banned.h"

enum { FILE_LIMIT = 1 << 30, TRIES = 5 };

struct loading {
    struct load_request request;
    struct arena arena;
    struct lexicon lexicon;
    struct gather gather;
    struct merge merge;
    struct holding holding;
    struct definitions definitions;
    struct loaded loaded; /* what load_store.h writes */
    struct load_report report;
    struct slice secret; /* of the store, where the file is protected */
    off_t start;         /* where the file's bytes begin */
    bool writes;         /* there is something to write */
    bool overtaken;      /* another load came between reading and writing */
};

void loading_free(struct loading **address)
{
    struct loading *loading = *address;
    *address = NULL;
    if (!loading)
        return;
    gather_free(&loading->gather);
    lexicon_free(&loading->lexicon);
    merge_free(&loading->merge);
    holding_free(&loading->holding);
    definitions_free(&loading->definitions);
    vector_free(&loading->loaded.rows);
    arena_free(&loading->arena);
    memory_free(loading);
}

const struct load_report *loading_report(const struct loading *loading)
{
    return &loading->report;
}

/* --- the bytes ------------------------------------------------------------------------------- */

static int read_block(int descriptor, char *block, size_t size, ssize_t *ret_got, struct err *err)
{
    do
        *ret_got = read(descriptor, block, size);
    while (*ret_got < 0 && errno == EINTR);
    if (*ret_got < 0)
        return err_set(err, ERR_INPUT, NULL, "The file cannot be read: %s.", strerror(errno));
    return 0;
}

static int too_large(struct err *err)
{
    return err_set(err, ERR_LIMIT, NULL,
                   "The file is larger than the %d MB allowed. Split it into several.",
                   FILE_LIMIT / 1000000);
}

/* The digest of the bytes, after the store's secret where they are protected; where `copy` is there
 * they are copied to it as they come. */
static int digest_bytes(int descriptor, FILE *copy, struct slice secret, struct loaded *loaded,
                        struct err *err)
{
    char block[1 << 16];
    struct digest_state state;
    digest_begin(&state);
    digest_add(&state, secret);
    loaded->bytes = 0;
    for (;;) {
        ssize_t got = 0;
        int code = read_block(descriptor, block, sizeof block, &got, err);
        if (code < 0)
            return code;
        if (got == 0)
            break;
        loaded->bytes += got;
        if (loaded->bytes > FILE_LIMIT)
            return too_large(err);
        digest_add(&state, (struct slice){block, (size_t)got});
        if (copy && fwrite(block, 1, (size_t)got, copy) != (size_t)got)
            return err_set(err, ERR_INPUT, NULL,
                           "The file cannot be set aside while it is read: %s.", strerror(errno));
    }
    digest_format(digest_end(&state), loaded->digest);
    return 0;
}

static int set_aside_failed(struct err *err)
{
    return err_set(err, ERR_INPUT, NULL, "The file cannot be set aside while it is read: %s.",
                   strerror(errno));
}

/* What cannot be read twice (a pipe) is set aside in a file without a name. */
static int take_pipe(struct loading *loading, int *ret_descriptor, struct err *err)
{
    FILE *copy = tmpfile();
    if (!copy)
        return set_aside_failed(err);
    int code =
        digest_bytes(loading->request.descriptor, copy, loading->secret, &loading->loaded, err);
    if (code == 0 && (fflush(copy) != 0 || (*ret_descriptor = dup(fileno(copy))) < 0))
        code = set_aside_failed(err);
    fclose(copy);
    return code;
}

static int rewind_bytes(const struct loading *loading, int descriptor, struct err *err)
{
    if (lseek(descriptor, loading->start, SEEK_SET) < 0)
        return err_set(err, ERR_INPUT, NULL, "The file cannot be read: %s.", strerror(errno));
    return 0;
}

/* Be ready to read the bytes, more than once. They are digested now where a load of that size is
 * known, and else once there is something to write. The caller closes *ret_descriptor. */
static int take_bytes(struct store *store, struct loading *loading, int *ret_descriptor,
                      struct err *err)
{
    struct stat facts;
    int given = loading->request.descriptor;
    loading->start = lseek(given, 0, SEEK_CUR);
    if (loading->start < 0) {
        loading->start = 0;
        int code = take_pipe(loading, ret_descriptor, err);
        return code < 0 ? code : rewind_bytes(loading, *ret_descriptor, err);
    }
    *ret_descriptor = dup(given);
    if (*ret_descriptor < 0 || fstat(given, &facts) < 0)
        return err_set(err, ERR_INPUT, NULL, "The file cannot be read: %s.", strerror(errno));
    loading->loaded.bytes = facts.st_size - loading->start;
    if (loading->loaded.bytes > FILE_LIMIT)
        return too_large(err);
    int known = loaded_knows_size(store, loading->loaded.bytes, err);
    if (known <= 0)
        return known;
    int code = digest_bytes(given, NULL, loading->secret, &loading->loaded, err);
    return code < 0 ? code : rewind_bytes(loading, *ret_descriptor, err);
}

static int digest_late(struct loading *loading, int descriptor, struct err *err)
{
    if (loading->loaded.digest[0])
        return 0;
    int code = rewind_bytes(loading, descriptor, err);
    return code < 0 ? code : digest_bytes(descriptor, NULL, loading->secret, &loading->loaded, err);
}

/* --- the child ------------------------------------------------------------------------------- */

static void tell_progress(const struct loading *loading, struct slice payload)
{
    uint64_t done = 0;
    if (!loading->request.progress || payload.length != sizeof done)
        return;
    memcpy(&done, payload.data, sizeof done);
    loading->request.progress(loading->request.progress_context, done,
                              (uint64_t)loading->loaded.bytes);
}

/* After the last frame; `code` is what came of them. Why the child ended tells more than that its
 * last frame is cut, as it is where it was killed. */
static int end_frames(const struct wire_reader *wire, struct confined *child, int code,
                      struct err *err)
{
    int ended = code == 0 || wire->cut ? confine_end(child, err) : 0;
    return ended < 0 ? ended : code;
}

static int take_frames(struct loading *loading, struct confined *child, struct err *err)
{
    CLEANUP(wire_close) struct wire_reader wire = {.descriptor = child->answer};
    struct wire_frame frame;
    struct slice payload;
    int code;
    while ((code = wire_next(&wire, &frame, &payload, err)) > 0) {
        if (frame.kind == WIRE_PROGRESS)
            tell_progress(loading, payload);
        code = gather_frame(&loading->gather, frame, payload, err);
        if (code < 0)
            return code;
        give_way();
    }
    return end_frames(&wire, child, code, err);
}

/* Read the file in the child, which starts before this process grows. */
static int read_confined(struct store *store, struct loading *loading, int descriptor,
                         struct err *err)
{
    struct reader_request reading = {.mapping = loading->request.mapping,
                                     .descriptor = descriptor,
                                     .groups = loading->request.corrects_groups};
    struct confine_limits limits = {.gives_way = loading->request.gives_way};
    CLEANUP(confine_stop) struct confined child = {.answer = -1};
    int code = confine_start(reader_run, &reading, &descriptor, 1, &limits, &child, err);
    if (code == 0)
        code = lexicon_load(store, &loading->lexicon, err);
    if (code == 0)
        code = take_frames(loading, &child, err);
    return code == 0 ? gather_end(&loading->gather, err) : code;
}

/* Read the refused rows once more, to keep them as they were written. */
static int keep_refused(struct loading *loading, int descriptor, struct err *err)
{
    unsigned *lines = arena_array(&loading->arena, LOADED_ROWS_MOST, sizeof *lines);
    size_t count = 0;
    const struct gather *gather = &loading->gather;
    for (size_t i = 0; i < gather->lines.length && count < LOADED_ROWS_MOST; i++)
        if (gather->outcomes.data[i] == ROW_REFUSED)
            lines[count++] = gather->lines.data[i];
    struct reader_request reading = {.mapping = loading->request.mapping,
                                     .descriptor = descriptor,
                                     .lines = lines,
                                     .line_count = count};
    int code = rewind_bytes(loading, descriptor, err);
    if (code < 0)
        return code;
    struct confine_limits limits = {.gives_way = loading->request.gives_way};
    CLEANUP(confine_stop) struct confined child = {.answer = -1};
    code = confine_start(reader_run, &reading, &descriptor, 1, &limits, &child, err);
    CLEANUP(wire_close) struct wire_reader wire = {.descriptor = child.answer};
    struct wire_frame frame;
    struct slice payload;
    while (code == 0 && (code = wire_next(&wire, &frame, &payload, err)) > 0) {
        struct wire_row head;
        code = 0;
        if (frame.kind != WIRE_RAW || payload.length < sizeof head || !slice_is_utf8(payload))
            continue;
        memcpy(&head, payload.data, sizeof head);
        struct slice fields = slice_sub(payload, sizeof head, payload.length);
        vector_push(&loading->loaded.rows,
                    (struct loaded_row){head.line, arena_slice(&loading->arena, fields)});
    }
    return end_frames(&wire, &child, code, err);
}

/* --- the report ------------------------------------------------------------------------------ */

static void count_rows(struct loading *loading)
{
    struct load_report *report = &loading->report;
    int64_t counts[ROW_REFUSED + 1] = {0};
    const struct gather *gather = &loading->gather;
    for (size_t i = 0; i < gather->outcomes.length; i++)
        counts[gather->outcomes.data[i]]++;
    int64_t left_out = (int64_t)loading->request.left_out_count;
    report->read = (int64_t)gather->outcomes.length + left_out;
    report->kept = counts[ROW_KEPT];
    report->unchanged = counts[ROW_UNCHANGED];
    report->revised = counts[ROW_REVISED];
    report->skipped = counts[ROW_SKIPPED] + left_out;
    report->rows_refused = counts[ROW_REFUSED];
    report->refused = report->rows_refused > 0 && !loading->request.partial;
}

/* Rows of corrections are told of by the lines that they had in their own file. */
static void tell_original_lines(struct loading *loading)
{
    struct gather *gather = &loading->gather;
    const unsigned *lines = loading->request.corrects_lines;
    vector_each (&gather->findings.items, item)
        for (size_t i = 0; i < gather->lines.length; i++)
            if (gather->lines.data[i] == item->line) {
                item->line = lines[i];
                break;
            }
    for (size_t i = 0; i < gather->lines.length; i++)
        gather->lines.data[i] = lines[i];
}

/* The report's groups: those of the findings, together where they differ in what they quote alone.
 * A hundred unknown codes are one thing to be told, with a hundred values. */
static void list_groups(struct loading *loading, const unsigned *first_lines)
{
    const struct findings *findings = &loading->gather.findings;
    struct load_report *report = &loading->report;
    CLEANUP(map_free) struct map seen = MAP;
    report->groups = arena_array(&loading->arena, findings->groups.length, sizeof *report->groups);
    for (size_t i = 0; i < findings->groups.length; i++) {
        const struct finding_group *group = &findings->groups.data[i];
        struct slice stem = load_reason_stem(group->reason, &loading->arena);
        const char *key = arena_printf(&loading->arena, "%d%.*s\x1f%.*s", group->is_refusal,
                                       SLICE_PRINT(group->field), SLICE_PRINT(stem));
        uint32_t at = map_intern(&seen, slice_from(key), (uint32_t)report->group_count);
        struct load_group *told = &report->groups[at];
        if (at == report->group_count) {
            *told = (struct load_group){.is_refusal = group->is_refusal,
                                        .field = group->field,
                                        .reason = group->reason,
                                        .first_line = first_lines[i]};
            report->group_count++;
        }
        told->rows += group->rows;
        told->values++;
    }
}

static void list_findings(struct loading *loading)
{
    struct findings *findings = &loading->gather.findings;
    struct load_report *report = &loading->report;
    findings_sort(findings);
    unsigned *first_lines =
        arena_array(&loading->arena, findings->groups.length, sizeof *first_lines);
    report->count = findings->items.length;
    report->items = arena_array(&loading->arena, report->count, sizeof *report->items);
    for (size_t i = report->count; i-- > 0;) { /* backwards, so that the first line stays */
        const struct finding *finding = &findings->items.data[i];
        const struct finding_group *group = &findings->groups.data[finding->group];
        first_lines[finding->group] = finding->line;
        report->items[i] = (struct load_item){group->is_refusal, finding->line, finding->column,
                                              group->field, group->reason};
    }
    list_groups(loading, first_lines);
}

/* --- both steps ------------------------------------------------------------------------------ */

static int check_request(const struct load_request *request, struct err *err)
{
    if (!permit(request->actor, &load_entity, CREATE))
        return err_set(
            err, ERR_FORBIDDEN, NULL,
            "You may not load figures. Ask an administrator for the role of an analyst.");
    int64_t year = 0;
    if (request->mapping->reads == MAPPING_NEIGHBOURS &&
        (request->edition.length != 4 || !slice_to_int64(request->edition, &year) || year < 1900))
        return err_set(err, ERR_USAGE, "edition",
                       "A list of neighbours belongs to an edition. Give its year, such as 2025.");
    return 0;
}

static int compare(struct store *store, struct loading *loading, struct err *err)
{
    struct gather *gather = &loading->gather;
    if (loading->request.mapping->reads != MAPPING_FIGURES) {
        int code = definitions_compare(store, gather, loading->request.edition,
                                       &loading->definitions, err);
        loading->writes = loading->definitions.fresh > 0;
        return code;
    }
    int code = hold_figures(store, gather, &loading->holding, err);
    if (code == 0)
        code = merge_compare(store, gather, slice_from(loading->loaded.published),
                             &loading->holding, &loading->merge, err);
    loading->writes = loading->merge.fresh + loading->merge.changed + loading->merge.older > 0;
    return code;
}

static int read_all(struct store *store, struct loading *loading, int descriptor, struct err *err)
{
    int code = read_confined(store, loading, descriptor, err);
    if (code == 0)
        code = compare(store, loading, err);
    if (code < 0)
        return code;
    count_rows(loading);
    if (loading->request.corrects)
        tell_original_lines(loading);
    list_findings(loading);
    loading->writes |= loading->request.corrects != 0; /* the rows wait no more */
    loading->writes &= !loading->report.refused;
    if (loading->writes || loading->report.refused)
        loading->report.same_as = 0;
    if (loading->writes)
        code = digest_late(loading, descriptor, err);
    if (code == 0 && loading->writes && loading->report.rows_refused > 0)
        code = keep_refused(loading, descriptor, err);
    return code;
}

/* What was published last holds, so that a slip in the year would outrank every file to come. */
static void warn_of_tomorrow(struct gather *gather)
{
    char day[DATE_TEXT_SIZE];
    date_format(gather->published, day);
    if (date_compare(gather->published, clock_today()) > 0)
        findings_printf(&gather->findings, false, 1, 1, "",
                        "The file is said to be published on %s, a day to come: what is published "
                        "before then will not replace its figures. Is the date right?",
                        day);
}

static struct loading *loading_new(const struct load_request *request)
{
    struct loading *loading = memory_zeros(1, sizeof *loading);
    loading->request = *request;
    loading->request.file = arena_slice(&loading->arena, request->file);
    loading->request.edition = arena_slice(&loading->arena, request->edition);
    loading->gather.mapping = request->mapping;
    loading->gather.lexicon = &loading->lexicon;
    loading->gather.is_part = request->corrects != 0;
    loading->gather.known_groups = request->corrects_groups;
    loading->gather.published =
        date_is_given(request->published) ? request->published : clock_today();
    date_format(loading->gather.published, loading->loaded.published);
    warn_of_tomorrow(&loading->gather);
    return loading;
}

int loading_read(struct store *store, const struct load_request *request,
                 struct loading **ret_loading, struct err *err)
{
    int code = check_request(request, err);
    if (code < 0)
        return code;
    struct loading *loading = loading_new(request);
    CLEANUP(cleanup_descriptor) int descriptor = -1;
    if (request->mapping->protect)
        code = hold_secret(store, &loading->arena, &loading->secret, err);
    if (code == 0)
        code = take_bytes(store, loading, &descriptor, err);
    if (code == 0)
        code = loaded_find_same(store, &loading->request, &loading->loaded, &loading->report, err);
    if (code == 0)
        code = read_all(store, loading, descriptor, err);
    if (code < 0)
        loading_free(&loading);
    else
        *ret_loading = loading;
    return code < 0 ? code : 0;
}

static int write_content(struct store *store, struct loading *loading, int64_t load,
                         struct err *err)
{
    int code = lexicon_write(store, &loading->lexicon, load, err);
    if (code == 0 && loading->request.mapping->reads == MAPPING_FIGURES) {
        code = merge_write(store, &loading->gather, &loading->merge, load, err);
        if (code == 0)
            code = hold_write(store, &loading->gather, &loading->holding, load, err);
        if (code == 0)
            code = definitions_write_taught(store, &loading->gather, load, err);
    } else if (code == 0) {
        code = definitions_write(store, &loading->gather, &loading->definitions, load, err);
    }
    return code == 0 ? definitions_settle(store, load, err) : code;
}

int loading_write(struct writer *writer, struct loading *loading, struct err *err)
{
    if (!loading->writes)
        return 0;
    int64_t state = 0, load = 0;
    int code = lexicon_state(writer->store, &state, err);
    loading->overtaken = code == 0 && state != loading->lexicon.state;
    if (loading->overtaken)
        code = err_set(err, ERR_BUSY, NULL,
                       "Another load came between. Nothing was changed. Load the file again.");
    loading->loaded.content = loading->request.mapping->reads == MAPPING_FIGURES
                                  ? merge_digest(&loading->gather, &loading->merge)
                                  : definitions_digest(&loading->definitions);
    if (code == 0)
        code = loaded_begin(writer, &loading->request, &loading->loaded, &loading->gather,
                            &loading->report, &load, err);
    if (code == 0)
        code = write_content(writer->store, loading, load, err);
    if (code == 0)
        code = loaded_end(writer, &loading->request, &loading->loaded, &loading->gather, load, err);
    if (code == 0)
        loading->report.load = load;
    return code;
}

static int write_in_transaction(struct writer *writer, struct loading *loading, struct err *err)
{
    if (!loading->writes)
        return 0;
    int code = writer_begin(writer, err);
    if (code < 0)
        return code;
    code = loading_write(writer, loading, err);
    if (code < 0)
        writer_rollback(writer);
    else
        code = writer_commit(writer, err);
    if (code < 0)
        loading->report.load = 0;
    return code;
}

int load_file(struct writer *writer, const struct load_request *request,
              struct loading **ret_loading, struct err *err)
{
    off_t start = lseek(request->descriptor, 0, SEEK_CUR);
    for (int tries = 1;; tries++) {
        struct loading *loading = NULL;
        int code = loading_read(writer->store, request, &loading, err);
        if (code < 0)
            return code;
        code = write_in_transaction(writer, loading, err);
        if (code == 0) {
            *ret_loading = loading;
            return 0;
        }
        bool overtaken = loading->overtaken && start >= 0;
        loading_free(&loading);
        if (!overtaken || tries == TRIES || lseek(request->descriptor, start, SEEK_SET) < 0)
            return code;
    }
}
