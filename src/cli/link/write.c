#include "cli/link/write.h"

#include <sys/stat.h>

#include "cli/link/explain.h"
#include "cli/link/model.h"
#include "cli/link/report.h"
#include "cli/link/waterfall.h"

#include "base/banned.h"

void link_write_name(struct buffer *out, struct slice source, struct slice id)
{
    csv_append_exact(out, source);
    buffer_byte(out, ',');
    csv_append_exact(out, id);
    buffer_byte(out, ',');
}

static void write_record(const struct link_work *work, uint32_t row, struct buffer *out)
{
    link_write_name(out, slice_from(link_source_name(work, row)), link_row_id(work, row));
}

static void write_pairs(const struct link_work *work, struct file_sink *sink)
{
    size_t count;
    const struct linkage_pair *pairs = linkage_pairs(work->linkage, &count);
    buffer_string(&sink->pending, "left_source,left_id,right_source,right_id,probability,weight\n");
    for (size_t i = 0; i < count; i++) {
        if (work->shielded && (work->shielded[pairs[i].a] || work->shielded[pairs[i].b]))
            continue; /* all that is left of them is how common links are */
        write_record(work, pairs[i].a, &sink->pending);
        write_record(work, pairs[i].b, &sink->pending);
        buffer_decimals(&sink->pending, linkage_probability((double)pairs[i].weight), 6);
        buffer_byte(&sink->pending, ',');
        buffer_decimals(&sink->pending, (double)pairs[i].weight, 3);
        buffer_byte(&sink->pending, '\n');
        file_sink_flow(sink);
    }
}

static void write_clusters(const struct link_work *work, struct file_sink *sink)
{
    buffer_string(&sink->pending, "source,id,person\n");
    for (uint32_t row = 0; row < work->input.table.row_count; row++) {
        write_record(work, row, &sink->pending);
        buffer_integer(&sink->pending, (int64_t)work->persons[row] + 1);
        buffer_byte(&sink->pending, '\n');
        file_sink_flow(sink);
    }
}

static void write_person(const struct link_work *work, uint32_t person, struct buffer *out)
{
    if (person != LINKAGE_NONE)
        link_name_person(work, person, out);
    buffer_byte(out, ',');
}

/* Where there is none the place is left empty. */
static void write_number(uint32_t number, struct buffer *out)
{
    if (number != LINKAGE_NONE)
        buffer_integer(out, (int64_t)number + 1);
    buffer_byte(out, ',');
}

void link_write_households(const struct link_work *work, struct file_sink *sink)
{
    const struct linkage_households *households = &work->households;
    buffer_string(&sink->pending, "source,id,person,household,basis\n");
    for (uint32_t row = 0; row < work->input.table.row_count; row++) {
        write_record(work, row, &sink->pending);
        write_person(work, work->persons[row], &sink->pending);
        write_number(households->household[row], &sink->pending);
        buffer_string(&sink->pending, linkage_home_words(households->basis[row]));
        buffer_byte(&sink->pending, '\n');
        file_sink_flow(sink);
    }
}

void link_write_families(const struct link_work *work, struct file_sink *sink)
{
    const struct linkage_households *households = &work->households;
    buffer_string(&sink->pending, "person,family,basis,with,sure\n");
    for (uint32_t person = 0; person < work->person_count; person++) {
        const struct linkage_tie *tie = &households->ties[person];
        write_person(work, person, &sink->pending);
        write_number(households->family[person], &sink->pending);
        buffer_string(&sink->pending, linkage_kin_words(tie->basis));
        buffer_byte(&sink->pending, ',');
        write_person(work, tie->with, &sink->pending);
        if (tie->with != LINKAGE_NONE)
            buffer_decimals(&sink->pending, tie->sure, 3);
        buffer_byte(&sink->pending, '\n');
        file_sink_flow(sink);
    }
}

static void write_model(const struct link_work *work, struct file_sink *sink)
{
    link_model_write(work, &sink->pending);
}

/* The records are there: they were explained before. */
static void write_svg(const struct link_work *work, struct file_sink *sink)
{
    struct page_writer page = {.out = &sink->pending, .arena = work->cli->arena};
    uint32_t a = 0, b = 0;
    if (link_row_named(work, work->request.explain[0], &a, NULL) == 0 &&
        link_row_named(work, work->request.explain[1], &b, NULL) == 0)
        link_waterfall_file(work, a, b, &page);
}

static void write_report(const struct link_work *work, struct file_sink *sink)
{
    link_report_write(work, &sink->pending);
}

struct output {
    const char *path;
    void (*write)(const struct link_work *work, struct file_sink *sink);
    bool is_private; /* it shows what records say, and is its owner's alone */
};

int link_write(struct link_work *work, struct err *err)
{
    const struct output outputs[] = {
        {work->request.pairs, write_pairs},
        {work->request.clusters, write_clusters},
        {work->request.report, write_report, true},
        {work->request.svg, write_svg, true},
        {work->request.households, link_write_households},
        {work->request.families, link_write_families},
        {work->model_was_kept ? NULL : work->request.model, write_model},
    };
    enum { OUTPUTS = sizeof outputs / sizeof *outputs };
    struct file_sink *sinks = memory_zeros(OUTPUTS, sizeof *sinks);
    int code = 0, files = 0;
    size_t opened = 0;
    for (; code == 0 && opened < OUTPUTS; opened++) {
        sinks[opened].descriptor = -1;
        if (!outputs[opened].path)
            continue;
        code = file_sink_open(outputs[opened].path, &sinks[opened], err);
        if (code == 0 && outputs[opened].is_private && sinks[opened].temporary[0])
            fchmod(sinks[opened].descriptor, 0600);
        if (code == 0) {
            outputs[opened].write(work, &sinks[opened]);
            code = file_sink_ready(&sinks[opened], err);
        }
    }
    for (size_t i = 0; code == 0 && i < OUTPUTS; i++)
        if (outputs[i].path) {
            code = file_sink_commit(&sinks[i], err);
            files++;
        }
    for (size_t i = 0; i < opened; i++)
        file_sink_drop(&sinks[i]);
    memory_free(sinks);
    return code < 0 ? code : files;
}
