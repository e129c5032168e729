/* What is asked of all records of a register together: households, families, errors by group, the
 * report. They are put before the same writers as a run over files is, so that both say the same.
 * What shields hide is hidden below (domain/people/people_whole.c). */
#include "cli/link/register.h"

#include <math.h>
#include <stdlib.h>

#include "cli/link/fair.h"

#include "base/banned.h"

bool link_register_asks_whole(const struct link_work *work)
{
    const struct link_request *request = &work->request;
    return link_judges(work) || request->households || request->families;
}

/* Pairs under the threshold are of use to a reader of how good they are. */
static double pair_floor(const struct link_work *work)
{
    return link_judges(work) ? LINK_ERRORS_FLOOR : 0;
}

static void name_person(const void *names, uint32_t person, struct buffer *out)
{
    const struct register_whole *all = names;
    char token[PEOPLE_TOKEN];
    people_token(all->work.people, all->numbers[person], token);
    buffer_string(out, token);
}

/* --- as if read from files -------------------------------------------------------------------- */

static void make_work(struct register_whole *all)
{
    struct people_whole *whole = &all->whole;
    struct link_work *work = &all->work;
    size_t count = whole->source_count;
    work->input.sources = arena_array(work->cli->arena, count + 1, sizeof *work->input.sources);
    for (size_t i = 0; i < count; i++)
        work->input.sources[i] = (struct link_source){whole->source_names[i], ""};
    work->input.source_count = count;
    work->input.first_row = whole->first_row;
    work->input.table = (struct linkage_table){
        .row_count = whole->row_count, .source = whole->source, .source_count = count};
    work->id = &whole->id;
    work->linkage = whole->linkage;
    work->persons = linkage_persons(whole->linkage, &work->person_count);
    all->numbers = memory_zeros((size_t)work->person_count + 1, sizeof *all->numbers);
    for (size_t row = 0; row < whole->row_count; row++)
        all->numbers[work->persons[row]] = whole->shown[row];
    work->name_person = name_person;
    work->names = all;
}

/* --- what only the files of this run know ----------------------------------------------------- */

struct placed {
    int64_t record;
    uint32_t row;
};

static int by_record(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    return left->record < right->record ? -1 : left->record > right->record;
}

/* The row of the whole that each row of the feed is. The caller frees. */
static uint32_t *places_of(const struct people_whole *whole, const struct people_joined *joined)
{
    struct placed *placed = memory_allocate((whole->row_count + 1) * sizeof *placed);
    uint32_t *places = memory_zeros(joined->rows + 1, sizeof *places);
    for (uint32_t row = 0; row < whole->row_count; row++)
        placed[row] = (struct placed){whole->records[row], row};
    qsort(placed, whole->row_count, sizeof *placed, by_record);
    for (size_t row = 0; row < joined->rows; row++) {
        struct placed wanted = {.record = joined->row_records[row]};
        const struct placed *found =
            bsearch(&wanted, placed, whole->row_count, sizeof *placed, by_record);
        places[row] = found ? found->row : 0;
    }
    memory_free(placed);
    return places;
}

/* The column as all records have it: those that this run does not bring say so. */
static void carry_column(const struct linkage_column *column, const uint32_t *places, size_t rows,
                         size_t row_count, struct linkage_column *ret_column)
{
    *ret_column = (struct linkage_column){.name = column->name};
    ret_column->rows = memory_allocate((row_count + 1) * sizeof *ret_column->rows);
    values_intern(&ret_column->values, (struct slice){0});
    uint32_t elsewhere = values_intern(&ret_column->values, SLICE("not in this run"));
    for (size_t row = 0; row < row_count; row++)
        ret_column->rows[row] = elsewhere;
    for (size_t row = 0; row < rows; row++)
        ret_column->rows[places[row]] = values_intern(&ret_column->values, link_text(column, row));
}

static void carry_groups(const struct link_work *feed, const uint32_t *places,
                         struct register_whole *all)
{
    const struct link_request *request = &feed->request;
    size_t count = request->group_count + feed->spec.group_count;
    all->columns = memory_zeros(count + 1, sizeof *all->columns);
    for (size_t i = 0; i < count; i++) {
        struct slice name = i < request->group_count ? slice_from(request->groups[i])
                                                     : feed->spec.groups[i - request->group_count];
        carry_column(link_column(&feed->input, name), places, feed->input.table.row_count,
                     all->whole.row_count, &all->columns[all->column_count++]);
    }
    all->work.input.table.columns = all->columns;
    all->work.input.table.column_count = all->column_count;
}

static int carry_truth(const struct link_work *feed, const uint32_t *places,
                       struct register_whole *all, struct err *err)
{
    size_t rows = feed->input.table.row_count;
    if (rows < all->whole.row_count)
        return err_set(err, ERR_CONFLICT, "truth",
                       "The truth is known of the %zu records of this run, and the register has "
                       "%zu. Leave out --truth, and the errors are those that the model expects; "
                       "or bring all records in this run.",
                       rows, all->whole.row_count);
    all->work.truth_of = memory_allocate((rows + 1) * sizeof *all->work.truth_of);
    for (size_t row = 0; row < rows; row++)
        all->work.truth_of[places[row]] = feed->truth_of[row];
    return 0;
}

/* --- together --------------------------------------------------------------------------------- */

static void lap(struct link_work *work, enum link_stage stage, int64_t *since)
{
    int64_t now = clock_monotonic_us();
    work->took[stage].wall = now - *since;
    *since = now;
}

static int judge(const struct link_work *feed, const struct people_joined *joined,
                 struct register_whole *all, struct err *err)
{
    struct link_work *work = &all->work;
    CLEANUP(cleanup_memory) uint32_t *places = places_of(&all->whole, joined);
    int code = feed->truth_of ? carry_truth(feed, places, all, err) : 0;
    if (code < 0)
        return code;
    carry_groups(feed, places, all);
    linkage_doubts_find(work->linkage, &work->doubts);
    link_fair_find(work);
    return 0;
}

int link_register_whole(struct link_work *feed, struct people *people,
                        const struct people_joined *joined, struct register_whole *ret_whole,
                        struct err *err)
{
    const struct link_request *request = &feed->request;
    struct link_work *work = &ret_whole->work;
    int64_t since = clock_monotonic_us();
    *ret_whole = (struct register_whole){.work = {.cli = feed->cli,
                                                  .request = *request,
                                                  .spec = feed->spec,
                                                  .threshold = people_threshold(people),
                                                  .model_was_kept = !joined->learnt,
                                                  .people = people}};
    int code = people_whole(people, pair_floor(feed), request->threads,
                            link_memory_allowed(request), &ret_whole->whole, err);
    if (code < 0)
        return code;
    make_work(ret_whole);
    lap(work, STAGE_COMPARE, &since);
    if (request->households || request->families || request->report)
        code = people_households(people, &ret_whole->whole, &work->households, err);
    lap(work, STAGE_HOUSEHOLDS, &since);
    if (code == 0 && link_judges(feed))
        code = judge(feed, joined, ret_whole, err);
    lap(work, STAGE_JUDGE, &since);
    return code;
}

void link_register_whole_free(struct register_whole *all)
{
    link_fair_free(&all->work.fair);
    linkage_doubts_free(&all->work.doubts);
    linkage_households_free(&all->work.households);
    memory_free(all->work.truth_of);
    memory_free(all->numbers);
    for (size_t i = 0; i < all->column_count; i++) {
        values_free(&all->columns[i].values);
        memory_free(all->columns[i].rows);
    }
    memory_free(all->columns);
    people_whole_free(&all->whole);
}
