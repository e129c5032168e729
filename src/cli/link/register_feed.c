/* Feeds that join a register: what they leave behind is ready before anything is durable, so that a
 * run is refused whole or done whole. */
#include "cli/link/register.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "cli/link/answer.h"
#include "cli/link/fair.h"
#include "cli/link/report.h"
#include "cli/link/shield.h"
#include "cli/link/write.h"

#include "base/banned.h"

enum { ANSWER_BYTES = 16 << 20, OUTPUTS = 6 };

struct register_run {
    struct link_work *work;
    struct people *people;
    const struct people_joined *joined;
    struct file_sink sinks[OUTPUTS];
    bool *in_run; /* by record: whether a row of the run is about it */
    int64_t own;  /* the record whose pairs are written */
    struct people_shown last;
    struct buffer explained, svg;
    struct register_whole *whole; /* where anything asks for it */
};

/* A file that the run leaves behind, and what is written there. */
struct output {
    const char *path;
    int (*write)(struct register_run *run, struct file_sink *sink, struct err *err);
    bool is_private; /* it shows what records say, and is its owner's alone */
};

/* A listing to a sink. */
struct listing {
    struct register_run *run;
    struct file_sink *sink;
};

/* By row: the feed's column, and the row that --shield names, which is told; NULL where neither
 * says. */
static int shielded_rows(const struct link_work *work, bool **ret_rows, uint32_t *ret_named,
                         struct err *err)
{
    const char *named = work->request.kept.shield;
    uint32_t row = 0;
    if (named && link_row_named(work, named, &row, err) < 0)
        return ERR_NOT_FOUND;
    *ret_named = row;
    bool *rows = link_shielded_rows(work);
    if (named && !rows)
        rows = memory_zeros(work->input.table.row_count + 1, sizeof *rows);
    if (named)
        rows[row] = true;
    *ret_rows = rows;
    return 0;
}

/* --- what is left behind ---------------------------------------------------------------------- */

static void write_shown(void *context, const struct people_shown *shown)
{
    const struct listing *listing = context;
    struct buffer *out = &listing->sink->pending;
    char token[PEOPLE_TOKEN];
    link_write_name(out, shown->source, shown->id);
    people_token(listing->run->people, shown->number, token);
    buffer_string(out, token);
    buffer_byte(out, '\n');
    file_sink_flow(listing->sink);
}

static int write_rows(struct listing *listing, struct err *err)
{
    const struct register_run *run = listing->run;
    const struct link_work *work = run->work;
    int code = 0;
    for (uint32_t row = 0; row < work->input.table.row_count && code == 0; row++) {
        struct people_shown shown = {.record = run->joined->row_records[row],
                                     .source = slice_from(link_source_name(work, row)),
                                     .id = link_row_id(work, row)};
        code = people_shown_as(run->people, shown.record, &shown.number, err);
        write_shown(listing, &shown);
    }
    return code;
}

/* The rows of the run, then other records whose person changed by it; without sources, all. */
static int write_clusters(struct register_run *run, struct file_sink *sink, struct err *err)
{
    struct listing listing = {run, sink};
    buffer_string(&sink->pending, "source,id,person\n");
    if (run->work->request.source_count == 0)
        return people_each(run->people, write_shown, &listing, err);
    int code = write_rows(&listing, err);
    for (size_t i = 0; i < run->joined->changes.length && code == 0; i++) {
        int64_t record = run->joined->changes.data[i].record;
        if (!run->in_run[record])
            code = people_one(run->people, record, write_shown, &listing, err);
    }
    return code;
}

static void take_last(void *context, const struct people_shown *shown)
{
    struct register_run *run = context;
    run->last.record = shown->record;
    run->last.source = arena_slice(run->work->cli->arena, shown->source);
    run->last.id = arena_slice(run->work->cli->arena, shown->id);
}

static void write_link(void *context, const struct people_shown *other, double weight)
{
    const struct listing *listing = context;
    const struct register_run *run = listing->run;
    struct buffer *out = &listing->sink->pending;
    bool twice = run->work->request.source_count == 0 || run->in_run[other->record];
    if (twice && other->record < run->own) /* written from the other's side */
        return;
    link_write_name(out, run->last.source, run->last.id);
    link_write_name(out, other->source, other->id);
    buffer_decimals(out, linkage_probability(weight), 6);
    buffer_byte(out, ',');
    buffer_decimals(out, weight, 3);
    buffer_byte(out, '\n');
    file_sink_flow(listing->sink);
}

/* The links of the run's records; without sources, all. */
static int write_pairs(struct register_run *run, struct file_sink *sink, struct err *err)
{
    struct listing listing = {run, sink};
    int code = 0;
    bool all = run->work->request.source_count == 0;
    buffer_string(&sink->pending, "left_source,left_id,right_source,right_id,probability,weight\n");
    for (run->own = 1; run->own <= run->joined->records && code == 0; run->own++) {
        if (!all && !run->in_run[run->own])
            continue;
        code = people_one(run->people, run->own, take_last, run, err);
        if (code == 0)
            code = people_links(run->people, run->own, write_link, &listing, err);
    }
    return code;
}

static int write_households(struct register_run *run, struct file_sink *sink, struct err *err)
{
    (void)err;
    link_write_households(&run->whole->work, sink);
    return 0;
}

static int write_families(struct register_run *run, struct file_sink *sink, struct err *err)
{
    (void)err;
    link_write_families(&run->whole->work, sink);
    return 0;
}

static int write_report(struct register_run *run, struct file_sink *sink, struct err *err)
{
    (void)err;
    link_report_write(&run->whole->work, &sink->pending);
    return 0;
}

static int write_svg(struct register_run *run, struct file_sink *sink, struct err *err)
{
    (void)err;
    buffer_append(&sink->pending, buffer_slice(&run->svg));
    return 0;
}

static void outputs_of(const struct link_request *request, struct output outputs[static OUTPUTS])
{
    const struct output all[OUTPUTS] = {
        {request->clusters, write_clusters, false},     {request->pairs, write_pairs, false},
        {request->households, write_households, false}, {request->families, write_families, false},
        {request->report, write_report, true},          {request->svg, write_svg, true},
    };
    memcpy(outputs, all, sizeof all);
}

static int write_output(struct register_run *run, const struct output *output,
                        struct file_sink *sink, struct err *err)
{
    int code = file_sink_open(output->path, sink, err);
    if (code == 0 && output->is_private && sink->temporary[0])
        fchmod(sink->descriptor, 0600);
    if (code == 0)
        code = output->write(run, sink, err);
    return code < 0 ? code : file_sink_ready(sink, err);
}

static int before_commit(void *context, struct people *people, const struct people_joined *joined,
                         struct err *err)
{
    struct register_run *run = context;
    struct output outputs[OUTPUTS];
    run->joined = joined;
    run->in_run = memory_zeros((size_t)joined->records + 1, sizeof *run->in_run);
    for (size_t row = 0; row < run->work->input.table.row_count; row++)
        run->in_run[joined->row_records[row]] = true;
    int code = link_register_explain(run->work, people, &run->explained, &run->svg, err);
    if (code == 0 && run->whole)
        code = link_register_whole(run->work, people, joined, run->whole, err);
    outputs_of(&run->work->request, outputs);
    for (size_t i = 0; i < OUTPUTS && code == 0; i++)
        if (outputs[i].path)
            code = write_output(run, &outputs[i], &run->sinks[i], err);
    return code;
}

/* --- the answer ------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

/* The rows' persons, as they are shown, against the truth. */
static int score(struct register_run *run, struct link_scores *ret_scores, struct err *err)
{
    const struct link_work *work = run->work;
    size_t rows = work->input.table.row_count;
    CLEANUP(cleanup_memory) int64_t *shown = memory_zeros(rows + 1, sizeof *shown);
    CLEANUP(cleanup_memory) int64_t *sorted = memory_zeros(rows + 1, sizeof *sorted);
    CLEANUP(cleanup_memory) uint32_t *persons = memory_zeros(rows + 1, sizeof *persons);
    int code = 0;
    for (size_t row = 0; row < rows && code == 0; row++)
        code = people_shown_as(run->people, run->joined->row_records[row], &shown[row], err);
    if (code < 0)
        return code;
    memcpy(sorted, shown, rows * sizeof *shown);
    qsort(sorted, rows, sizeof *sorted, by_number);
    for (size_t row = 0; row < rows; row++)
        persons[row] =
            (uint32_t)((int64_t *)bsearch(&shown[row], sorted, rows, sizeof *sorted, by_number) -
                       sorted);
    for (size_t row = 0; row < rows; row++) /* bsearch may find any of several */
        while (persons[row] > 0 && sorted[persons[row] - 1] == shown[row])
            persons[row]--;
    link_scores_find(work, run->people, persons, ret_scores);
    return 0;
}

static void json_not_compared(const struct people_joined *joined, struct buffer *out)
{
    buffer_string(out, ",\"not_compared\":[");
    for (size_t i = 0; i < joined->not_compared_count; i++) {
        buffer_string(out, i ? "," : "");
        buffer_json_string(out, slice_from(joined->not_compared[i]));
    }
    buffer_byte(out, ']');
}

static void words_not_compared(const struct people_joined *joined, struct buffer *out)
{
    if (joined->not_compared_count == 0)
        return;
    buffer_string(out, "Kept, and not compared:");
    for (size_t i = 0; i < joined->not_compared_count; i++)
        buffer_printf(out, "%s %s", i ? "," : "", joined->not_compared[i]);
    buffer_string(out, joined->learnt
                           ? ". Too few records say anything of that to learn from.\n"
                           : ". When the register learned, no record said anything of that, or too "
                             "few did; --relearn learns from all that it has now.\n");
}

static void answer_json(const struct register_run *run, double seconds, struct buffer *out)
{
    const struct people_joined *joined = run->joined;
    buffer_string(out, "{\"register\":");
    buffer_json_string(out, slice_from(run->work->request.kept.path));
    buffer_printf(out,
                  ",\"rows\":%zu,\"new\":%zu,\"known\":%zu,\"changed\":%zu,\"records\":%lld,"
                  "\"persons\":%lld,\"merged\":%zu,\"learned\":%s,\"learned_from\":%zu",
                  joined->rows, joined->fresh, joined->known, joined->changed,
                  (long long)joined->records, (long long)joined->persons, joined->merged,
                  joined->learnt ? "true" : "false", joined->learnt_from);
    link_columns_json(run->work, out);
    json_not_compared(joined, out);
    if (run->whole) {
        link_households_json(&run->whole->work, out);
        link_fair_json(&run->whole->work, out);
    }
    buffer_string(out, ",\"seconds\":");
    buffer_double(out, seconds);
}

static void answer_words(const struct register_run *run, struct buffer *out)
{
    const struct people_joined *joined = run->joined;
    if (run->work->request.source_count) {
        link_columns_words(run->work, out);
        buffer_printf(out,
                      "\n%zu record%s read: %zu %s new, %zu %s known, %zu say%s another thing "
                      "than before.\n",
                      joined->rows, joined->rows == 1 ? " was" : "s were", joined->fresh,
                      joined->fresh == 1 ? "is" : "are", joined->known,
                      joined->known == 1 ? "is" : "are", joined->changed,
                      joined->changed == 1 ? "s" : "");
    }
    buffer_printf(out, "The register has %lld record%s of %lld person%s.\n",
                  (long long)joined->records, link_plural((uint64_t)joined->records),
                  (long long)joined->persons, link_plural((uint64_t)joined->persons));
    if (joined->learnt)
        buffer_printf(out, "What agreement is worth was learned anew, from all of them.\n");
    else if (joined->learnt_from)
        buffer_printf(out, "What agreement is worth was learned from %zu of them.\n",
                      joined->learnt_from);
    words_not_compared(joined, out);
    if (run->whole) {
        link_households_words(&run->whole->work, out);
        link_fair_words(&run->whole->work, out);
    }
}

static int answer(struct register_run *run, double seconds, struct err *err)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(ANSWER_BYTES);
    struct link_scores scores;
    int code = 0;
    if (run->work->cli->json)
        answer_json(run, seconds, &out);
    else
        answer_words(run, &out);
    if (run->work->truth) {
        code = score(run, &scores, err);
        if (code < 0)
            return code;
        if (run->work->cli->json)
            link_scores_json(&scores, &out);
        else
            link_scores_words(&scores, run->work->truth->name, &out);
        buffer_string(&out, run->work->cli->json ? "}" : "");
    }
    buffer_append(&out, buffer_slice(&run->explained));
    if (run->work->cli->json)
        buffer_string(&out, "}\n");
    return cli_print(run->work->cli, &out);
}

/* --- all together ----------------------------------------------------------------------------- */

static int join(struct register_run *run, struct people_joined *joined, struct err *err)
{
    struct link_work *work = run->work;
    const char *names[SOURCES_MOST];
    for (size_t i = 0; i < work->input.source_count; i++)
        names[i] = work->input.sources[i].name;
    const struct link_spec *spec = &work->spec;
    double threshold = work->request.threshold > 0 ? work->request.threshold : spec->threshold;
    struct people_rules rules = {spec->rules_off, threshold > 0 ? threshold : 0.5, spec->link_only};
    bool ruled = work->request.spec || work->request.threshold > 0;
    CLEANUP(cleanup_memory) bool *shielded = NULL;
    uint32_t named = 0;
    int code = shielded_rows(work, &shielded, &named, err);
    if (code < 0)
        return code;
    struct people_deed deed = link_register_deed(&work->request.kept);
    struct people_feed feed = {
        .table = &work->input.table,
        .id = work->id,
        .sources = names,
        .of_sources = work->request.spec ? spec->sources : NULL,
        .shielded = shielded,
        .deed = work->request.kept.shield ? &deed : NULL,
        .deed_row = named,
        .rules = ruled ? &rules : NULL,
        .threads = work->request.threads,
        .memory = link_memory_allowed(&work->request),
        .learn = work->request.kept.relearn,
        .whole = work->request.kept.recheck,
        .before_commit = before_commit,
        .context = run,
    };
    code = people_columns(run->people, &work->input.table, err);
    return code < 0 ? code : people_join(run->people, &feed, joined, err);
}

static int commit_outputs(struct register_run *run, struct err *err)
{
    struct output outputs[OUTPUTS];
    int code = 0;
    outputs_of(&run->work->request, outputs);
    for (size_t i = 0; i < OUTPUTS && code == 0; i++)
        if (outputs[i].path)
            code = file_sink_commit(&run->sinks[i], err);
    return code;
}

static void run_free(struct register_run *run)
{
    for (size_t i = 0; i < OUTPUTS; i++)
        file_sink_drop(&run->sinks[i]);
    if (run->whole)
        link_register_whole_free(run->whole);
    memory_free(run->in_run);
    buffer_free(&run->explained);
    buffer_free(&run->svg);
}

int link_register_feed(struct link_work *work, struct people *people)
{
    struct register_run run = {.work = work,
                               .people = people,
                               .explained = BUFFER(ANSWER_BYTES / 2),
                               .svg = BUFFER(ANSWER_BYTES / 2)};
    struct people_joined joined = {0};
    struct err err = {0};
    int64_t since = clock_monotonic_us();
    for (size_t i = 0; i < OUTPUTS; i++)
        run.sinks[i].descriptor = -1;
    if (link_register_asks_whole(work))
        run.whole = ARENA_NEW(work->cli->arena, struct register_whole);
    int code = join(&run, &joined, &err);
    bool joins = code == 0;
    if (code == 0)
        code = commit_outputs(&run, &err);
    double seconds = (double)(clock_monotonic_us() - since) / 1e6;
    int exit_code = code < 0 ? CLI_REFUSED : answer(&run, seconds, &err);
    if (code < 0 || exit_code < 0)
        exit_code = cli_fail(work->cli, NULL, &err, CLI_REFUSED);
    if (joins) /* what else may fail: a file that could not be given its name, an answer */
        exit_code = cli_changed(exit_code);
    run_free(&run);
    people_joined_free(&joined);
    return exit_code;
}
