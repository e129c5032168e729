#include "cli/link/columns.h"

#include <stdlib.h>

#include "cli/link/shield.h"

#include "base/banned.h"

static const char *const identifiers[] = {"id", "unique_id", "rec_id"};

static int choose_id(struct link_work *work, struct err *err)
{
    struct slice name = work->request.id ? slice_from(work->request.id) : work->spec.id;
    if (name.length) {
        work->id = link_column(&work->input, name);
        return work->id ? 0
                        : err_set(err, ERR_NOT_FOUND, "id", "No source has a column \"%.*s\".",
                                  SLICE_PRINT(name));
    }
    for (size_t i = 0; i < sizeof identifiers / sizeof *identifiers && !work->id; i++)
        work->id = link_column(&work->input, slice_from(identifiers[i]));
    return work->id ? 0
                    : err_set(err, ERR_NOT_FOUND, "id",
                              "No column is called id, unique_id or rec_id. Say which one "
                              "identifies the rows, with --id COLUMN.");
}

static const char *source_without(const struct link_work *work, const struct linkage_column *column)
{
    for (size_t i = 0; i < work->input.source_count; i++)
        if (!column->asked_by[i] && work->input.first_row[i + 1] > work->input.first_row[i])
            return work->input.sources[i].name;
    return NULL;
}

/* Every source has the column, and nobody said that it holds something to link on. */
static int check_id(const struct link_work *work, struct err *err)
{
    const struct linkage_column *id = work->id;
    const char *without = source_without(work, id);
    if (without)
        return err_set(err, ERR_CONFLICT, id->name,
                       "The source %s has no column \"%s\", which identifies the records of the "
                       "others. Name it alike in all of them, or name with --id a column that all "
                       "of them have.",
                       without, id->name);
    if (id->decided && id->kind != LINKAGE_IGNORED && id->kind != LINKAGE_ROW_ID)
        return err_set(err, ERR_CONFLICT, id->name,
                       "The column \"%s\" identifies the records, and the specification takes it "
                       "for %s too. Take it out there, or name another identifier with --id.",
                       id->name, linkage_kind_words(id->kind));
    return 0;
}

struct numbered {
    uint32_t value, row;
};

static int by_value(const void *a, const void *b)
{
    const struct numbered *left = a, *right = b;
    if (left->value != right->value)
        return left->value < right->value ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Two rows of one source with one identifier, side by side after sorting; rows are in the order
 * of their sources, so one source's rows of a value stand together. */
static int check_ids(const struct link_work *work, struct err *err)
{
    const struct linkage_table *table = &work->input.table;
    const struct linkage_column *id = work->id;
    if (id->values.count - 1 == table->row_count)
        return 0; /* all different, none blank */
    CLEANUP(cleanup_memory)
    struct numbered *rows = memory_allocate((table->row_count + 1) * sizeof *rows);
    for (uint32_t row = 0; row < table->row_count; row++)
        rows[row] = (struct numbered){id->rows[row], row};
    qsort(rows, table->row_count, sizeof *rows, by_value);
    for (size_t i = 0; i < table->row_count; i++) {
        const char *source = link_source_name(work, rows[i].row);
        uint32_t first = work->input.first_row[table->source[rows[i].row]];
        if (rows[i].value == 0)
            return err_set(err, ERR_CONFLICT, id->name,
                           "Record %u of %s has no identifier in the column %s. Every record needs "
                           "one of its own.",
                           rows[i].row - first + 1, source, id->name);
        if (i > 0 && rows[i].value == rows[i - 1].value &&
            table->source[rows[i].row] == table->source[rows[i - 1].row])
            return err_set(
                err, ERR_CONFLICT, id->name,
                "The identifier \"%.*s\" stands on records %u and %u of %s. Every record "
                "needs one of its own.",
                SLICE_PRINT(link_text(id, rows[i].row)), rows[i - 1].row - first + 1,
                rows[i].row - first + 1, source);
    }
    return 0;
}

/* The first number inside the text, or the text's own number past all of those. */
static uint32_t number_inside(struct slice text, uint32_t otherwise)
{
    size_t at = 0, end;
    while (at < text.length && !(text.data[at] >= '0' && text.data[at] <= '9'))
        at++;
    for (end = at; end < text.length && text.data[end] >= '0' && text.data[end] <= '9';)
        end++;
    int64_t number = 0;
    bool good = end > at && slice_to_int64(slice_sub(text, at, end), &number) && number < INT32_MAX;
    return good ? (uint32_t)number : otherwise;
}

/* A truth that is different on every row is an identifier: what is true is the number inside it
 * (rec-1496-dup-3 is record 1496). */
static int read_truth(struct link_work *work, struct err *err)
{
    const struct linkage_table *table = &work->input.table;
    if (!work->request.truth)
        return 0;
    work->truth = link_column(&work->input, slice_from(work->request.truth));
    if (!work->truth)
        return err_set(err, ERR_NOT_FOUND, "truth", "No source has a column \"%s\".",
                       work->request.truth);
    for (uint32_t row = 0; row < table->row_count; row++)
        if (work->truth->rows[row] == 0)
            return err_set(err, ERR_CONFLICT, "truth",
                           "Record %u of %s has nothing in the column %s, which should know whose "
                           "each record is. Leave out what nobody knows of, or --truth.",
                           row - work->input.first_row[table->source[row]] + 1,
                           link_source_name(work, row), work->request.truth);
    bool all_differ = table->row_count > 1 && work->truth->values.count > table->row_count;
    struct values numbers = {0};
    work->truth_of = memory_allocate((table->row_count + 1) * sizeof *work->truth_of);
    values_intern(&numbers, (struct slice){0});
    for (uint32_t row = 0; row < table->row_count; row++) {
        uint32_t value = work->truth->rows[row];
        if (all_differ) {
            uint32_t number = number_inside(link_text(work->truth, row), UINT32_MAX - row);
            value = values_intern(&numbers, (struct slice){(const char *)&number, sizeof number});
        }
        work->truth_of[row] = value;
    }
    values_free(&numbers);
    return 0;
}

static int check_groups(const struct link_work *work, struct err *err)
{
    for (size_t i = 0; i < work->request.group_count; i++)
        if (!link_column(&work->input, slice_from(work->request.groups[i])))
            return err_set(err, ERR_NOT_FOUND, "group",
                           "No source has a column \"%s\" to show errors by.",
                           work->request.groups[i]);
    return 0;
}

int link_choose_columns(struct link_work *work, struct err *err)
{
    int code = link_spec_apply(&work->spec, &work->input, err);
    if (code == 0)
        code = choose_id(work, err);
    if (code == 0)
        code = check_id(work, err);
    if (code == 0)
        code = check_ids(work, err);
    if (code == 0)
        code = check_groups(work, err);
    if (code == 0)
        code = read_truth(work, err);
    if (code < 0)
        return code;
    if (work->truth) {
        work->truth->kind = LINKAGE_IGNORED;
        work->truth->decided = true;
    }
    for (size_t i = 0; i < work->input.table.column_count; i++) {
        struct linkage_column *column = &work->input.table.columns[i];
        if (!link_is_shield_column(column))
            continue;
        column->kind = LINKAGE_IGNORED;
        column->decided = true;
    }
    work->id->kind = LINKAGE_ROW_ID;
    work->id->decided = true;
    linkage_recognise(&work->input.table);
    return 0;
}
