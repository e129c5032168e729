#include "support/people.h"

#include <unistd.h>

#include "support/test.h"

const char *register_path(const char *name)
{
    static char path[400];
    char beside[420];
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    unlink(path);
    snprintf(beside, sizeof beside, "%s-wal", path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", path);
    unlink(beside);
    return path;
}

struct people *open_register(const char *path)
{
    struct people *people;
    struct err err = {0};
    if (people_open(path, &people, &err) < 0)
        fail_msg("%s", err.message);
    *people_limits(people) = (struct people_limits){
        .learn_under = 0, .learn_growth = 100, .block_most = 2048, .budget = 20000};
    return people;
}

static void copy_column(const struct linkage_column *from, const uint32_t *rows, size_t count,
                        struct linkage_column *to)
{
    *to = (struct linkage_column){
        .name = memory_string(from->name), .kind = from->kind, .decided = from->decided};
    values_intern(&to->values, (struct slice){0});
    to->rows = memory_zeros(count + 1, sizeof *to->rows);
    for (size_t row = 0; row < count; row++)
        to->rows[row] =
            values_intern(&to->values, values_text(&from->values, from->rows[rows[row]]));
}

struct part part_of(const struct linkage_table *whole, const uint32_t *rows, size_t count)
{
    return part_called(whole, rows, rows, count);
}

struct part part_called(const struct linkage_table *whole, const uint32_t *rows,
                        const uint32_t *names, size_t count)
{
    struct part part = {.table = {.row_count = count, .source_count = 1}};
    struct linkage_table *table = &part.table;
    table->column_count = whole->column_count + 1;
    table->columns = memory_zeros(table->column_count, sizeof *table->columns);
    for (size_t i = 0; i < whole->column_count; i++)
        copy_column(&whole->columns[i], rows, count, &table->columns[i]);
    part.id = &table->columns[whole->column_count];
    *part.id = (struct linkage_column){
        .name = memory_string("row"), .kind = LINKAGE_ROW_ID, .decided = true};
    values_intern(&part.id->values, (struct slice){0});
    part.id->rows = memory_zeros(count + 1, sizeof *part.id->rows);
    for (size_t row = 0; row < count; row++) {
        char name[24];
        snprintf(name, sizeof name, "r%u", names[row]);
        part.id->rows[row] = values_intern(&part.id->values, slice_from(name));
    }
    return part;
}

void part_free(struct part *part)
{
    linkage_table_free(&part->table);
}

int try_part(struct people *people, const char *source, const struct part *part,
             const struct people_feed *options, struct people_joined *ret_joined, struct err *err)
{
    struct linkage_table table = part->table;
    struct people_feed feed = options ? *options : (struct people_feed){0};
    feed.table = &table;
    feed.id = part->id;
    feed.sources = &source;
    feed.threads = 2;
    return people_join(people, &feed, ret_joined, err);
}

struct people_joined join_part(struct people *people, const char *source, const struct part *part)
{
    struct people_joined joined;
    struct err err = {0};
    if (try_part(people, source, part, NULL, &joined, &err) < 0)
        fail_msg("%s", err.message);
    return joined;
}

struct shown_rows {
    const char *source;
    int64_t *numbers;
    size_t rows;
};

static void take_row(void *context, const struct people_shown *shown)
{
    struct shown_rows *all = context;
    int64_t row = 0;
    if (slice_is(shown->source, all->source) &&
        slice_to_int64(slice_sub(shown->id, 1, shown->id.length), &row) && (size_t)row < all->rows)
        all->numbers[row] = shown->number;
}

int64_t *shown_rows(struct people *people, const char *source, size_t rows)
{
    struct shown_rows all = {source, memory_zeros(rows + 1, sizeof *all.numbers), rows};
    struct err err = {0};
    if (people_each(people, take_row, &all, &err) < 0)
        fail_msg("%s", err.message);
    return all.numbers;
}

bool same_partition(const int64_t *a, const int64_t *b, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < i; j++)
            if ((a[i] == a[j]) != (b[i] == b[j]))
                return false;
    return true;
}

struct people_name name_of(const char *text)
{
    struct slice whole = slice_from(text);
    size_t colon = slice_find_byte(whole, ':');
    return (struct people_name){slice_sub(whole, 0, colon),
                                slice_sub(whole, colon + 1, whole.length)};
}

struct people_joined join_text(struct people *people, const char *source, const char *text)
{
    struct part part = {.table = table_of(text)};
    for (size_t i = 0; i < part.table.column_count; i++)
        if (strcmp(part.table.columns[i].name, "id") == 0)
            part.id = &part.table.columns[i];
    part.id->kind = LINKAGE_ROW_ID;
    part.id->decided = true;
    struct people_joined joined = join_part(people, source, &part);
    part_free(&part);
    return joined;
}

int64_t shown_number(struct people *people, const char *name)
{
    int64_t record = 0, number = 0;
    struct err err = {0};
    if (people_find(people, name_of(name), &record, &err) < 0 ||
        people_shown_as(people, record, &number, &err) < 0)
        fail_msg("%s", err.message);
    return number;
}

static struct people_deed some_deed(void)
{
    return (struct people_deed){SLICE("J. Smith"), SLICE("Seen by both"), 1};
}

int try_decide(struct people *people, enum people_verdict verdict, const char *left,
               const char *right, int64_t *ret_entry, struct err *err)
{
    struct people_joined joined;
    int code = people_decide(people, verdict, name_of(left), name_of(right), some_deed(), ret_entry,
                             &joined, err);
    people_joined_free(&joined);
    return code;
}

int64_t decide(struct people *people, enum people_verdict verdict, const char *left,
               const char *right)
{
    int64_t entry = 0;
    struct err err = {0};
    if (try_decide(people, verdict, left, right, &entry, &err) < 0)
        fail_msg("%s", err.message);
    return entry;
}

int64_t undo(struct people *people, int64_t entry)
{
    int64_t made = 0;
    struct people_joined joined;
    struct err err = {0};
    if (people_undo(people, entry, some_deed(), &made, &joined, &err) < 0)
        fail_msg("%s", err.message);
    people_joined_free(&joined);
    return made;
}

void shield(struct people *people, const char *name, bool lift)
{
    struct people_joined joined;
    struct err err = {0};
    if (people_shield(people, name_of(name), lift, some_deed(), &joined, &err) < 0)
        fail_msg("%s", err.message);
    people_joined_free(&joined);
}
