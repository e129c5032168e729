#include "cli/link/shield.h"

#include "base/banned.h"

bool link_is_shield_column(const struct linkage_column *column)
{
    return slice_equal_ignoring_case(slice_from(column->name), SLICE("shielded"));
}

static bool says_no(struct slice text)
{
    static const struct slice words[] = {{"", 0},      {"no", 2}, {"n", 1},
                                         {"false", 5}, {"f", 1},  {"0", 1}};
    bool said = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        said |= slice_equal_ignoring_case(slice_trim(text), words[i]);
    return said;
}

bool *link_shielded_rows(const struct link_work *work)
{
    const struct linkage_table *table = &work->input.table;
    bool *shielded = NULL;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct linkage_column *column = &table->columns[i];
        if (!link_is_shield_column(column))
            continue;
        if (!shielded)
            shielded = memory_zeros(table->row_count + 1, sizeof *shielded);
        for (size_t row = 0; row < table->row_count; row++)
            shielded[row] |= !says_no(link_text(column, row));
    }
    return shielded;
}

bool *link_shielded_persons(const struct link_work *work)
{
    CLEANUP(cleanup_memory) bool *told = work->shielded ? NULL : link_shielded_rows(work);
    const bool *rows = work->shielded ? work->shielded : told;
    if (!rows)
        return NULL;
    bool *persons = memory_zeros((size_t)work->person_count + 1, sizeof *persons);
    for (size_t row = 0; row < work->input.table.row_count; row++)
        persons[work->persons[row]] |= rows[row];
    return persons;
}

static void leave_row_out(struct linkage_table *table, size_t row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct linkage_column *column = &table->columns[i];
        if (column->kind != LINKAGE_ROW_ID && column->kind != LINKAGE_IGNORED)
            column->rows[row] = 0;
    }
}

bool link_shield_rows(struct link_work *work)
{
    CLEANUP(cleanup_memory) bool *persons = link_shielded_persons(work);
    const struct linkage_table *table = &work->input.table;
    for (size_t row = 0; persons && row < table->row_count; row++) {
        if (!persons[work->persons[row]])
            continue;
        if (!work->shielded)
            work->shielded = memory_zeros(table->row_count, sizeof *work->shielded);
        work->shielded[row] = true;
    }
    return work->shielded != NULL;
}

void link_leave_out(struct link_work *work)
{
    for (size_t row = 0; row < work->input.table.row_count; row++)
        if (work->shielded[row])
            leave_row_out(&work->input.table, row);
}

const char *link_taken_for(const struct link_work *work, const struct linkage_column *column)
{
    return column == work->truth           ? "the truth, used only to score"
           : link_is_shield_column(column) ? "who is shown with no other"
                                           : linkage_kind_words(column->kind);
}
