/* Explained out of a register: only what it shows. Of a shielded record and any other the same is
 * said as of any two records that are not shown as one person. */
#include "cli/link/register.h"

#include <stdlib.h>

#include "cli/link/explain.h"
#include "cli/link/waterfall.h"

#include "base/banned.h"

/* The group as if it had been read from files: sources, identifiers and persons by row. */
struct shown_group {
    struct people_group group;
    struct link_work work;
    struct link_source sources[SOURCES_MOST];
    struct linkage_column id;
    size_t row;
};

static void take_name(void *context, const struct people_shown *shown)
{
    struct shown_group *all = context;
    struct arena *arena = all->work.cli->arena;
    const char *name = arena_string(arena, shown->source);
    size_t source = 0;
    while (source < all->work.input.source_count && strcmp(all->sources[source].name, name) != 0)
        source++;
    if (source == all->work.input.source_count && source < SOURCES_MOST) {
        all->sources[source].name = name;
        all->work.input.source_count++;
    }
    all->group.source[all->row] = (uint16_t)(source < SOURCES_MOST ? source : 0);
    all->id.rows[all->row] = values_intern(&all->id.values, shown->id);
}

static int make_work(struct shown_group *all, struct people *people, struct err *err)
{
    size_t count = all->group.table.row_count;
    int code = 0;
    all->id.rows = memory_zeros(count + 1, sizeof *all->id.rows);
    values_intern(&all->id.values, (struct slice){0});
    for (all->row = 0; all->row < count && code == 0; all->row++)
        code = people_one(people, all->group.records[all->row], take_name, all, err);
    all->work.input.sources = all->sources;
    all->work.input.table = (struct linkage_table){.row_count = count, .source = all->group.source};
    all->work.id = &all->id;
    all->work.linkage = all->group.linkage;
    all->work.persons = linkage_persons(all->group.linkage, &all->work.person_count);
    return code;
}

static int find(struct people *people, const char *text, int64_t *ret_record, struct err *err)
{
    return people_find(people, link_register_name(people, text), ret_record, err);
}

/* Both records, which must be shown as one person. */
static int check_pair(struct people *people, const char *const explain[2], struct err *err)
{
    int64_t left, right, shown_left = 0, shown_right = 0;
    int code = find(people, explain[0], &left, err);
    if (code == 0)
        code = find(people, explain[1], &right, err);
    if (code == 0 && left == right)
        return err_set(err, ERR_INPUT, NULL, "%s is named twice. Name two records to explain.",
                       explain[0]);
    if (code == 0)
        code = people_shown_as(people, left, &shown_left, err);
    if (code == 0)
        code = people_shown_as(people, right, &shown_right, err);
    if (code == 0 && shown_left != shown_right)
        return err_set(
            err, ERR_NOT_FOUND, NULL,
            "%s and %s are not shown as one person. The register explains what it shows: "
            "records of one person.",
            explain[0], explain[1]);
    return code;
}

/* There is one person here, whose token the names are. */
static void name_person(const void *names, uint32_t person, struct buffer *out)
{
    (void)person;
    buffer_string(out, names);
}

static void draw_pair(const struct link_work *work, struct buffer *svg)
{
    struct page_writer page = {.out = svg, .arena = work->cli->arena};
    uint32_t a = 0, b = 0;
    if (link_row_named(work, work->request.explain[0], &a, NULL) == 0 &&
        link_row_named(work, work->request.explain[1], &b, NULL) == 0)
        link_waterfall_file(work, a, b, &page);
}

static int explain(struct link_work *work, struct people *people, const char *name,
                   struct buffer *out, struct buffer *svg, struct err *err)
{
    struct shown_group *all = ARENA_NEW(work->cli->arena, struct shown_group);
    int64_t record = 0, number = 0;
    char token[PEOPLE_TOKEN];
    all->work.cli = work->cli;
    all->work.request = work->request;
    int code = find(people, name, &record, err);
    if (code == 0)
        code = people_shown_as(people, record, &number, err);
    if (code == 0)
        code = people_group(people, record, &all->group, err);
    if (code == 0)
        code = make_work(all, people, err);
    people_token(people, number, token);
    all->work.name_person = name_person;
    all->work.names = token;
    if (code == 0)
        code = link_explain(&all->work, out, err);
    if (code == 0 && work->request.svg && work->request.explain[0])
        draw_pair(&all->work, svg);
    values_free(&all->id.values);
    memory_free(all->id.rows);
    people_group_free(&all->group);
    return code;
}

int link_register_explain(struct link_work *work, struct people *people, struct buffer *out,
                          struct buffer *svg, struct err *err)
{
    const struct link_request *request = &work->request;
    int code = 0;
    if (request->explain[0]) {
        const char *why = request->why;
        code = check_pair(people, request->explain, err);
        work->request.why = NULL;
        if (code == 0)
            code = explain(work, people, request->explain[0], out, svg, err);
        work->request.why = why;
    }
    if (code == 0 && request->why) {
        const char *pair = request->explain[0];
        work->request.explain[0] = NULL;
        code = explain(work, people, request->why, out, svg, err);
        work->request.explain[0] = pair;
    }
    return code;
}
