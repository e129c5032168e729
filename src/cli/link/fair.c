/* Errors by group: whom the linkage fails more often than others. */
#include "cli/link/fair.h"

#include <stdlib.h>

#include "base/banned.h"

enum { NAMED_MOST = 24 }; /* groups of a column that stand by themselves, the largest */

struct counted {
    uint32_t value, rows;
};

static int by_rows(const void *a, const void *b)
{
    const struct counted *left = a, *right = b;
    if (left->rows != right->rows)
        return left->rows > right->rows ? -1 : 1;
    return left->value < right->value ? -1 : left->value > right->value;
}

/* Number the column's values by how many rows have them; those past the largest are one group. */
static void name_groups(const struct link_work *work, struct link_group *group)
{
    const struct linkage_column *column = group->column;
    size_t rows = work->input.table.row_count, values = column->values.count, known = 0;
    struct counted *counts = memory_zeros(values + 1, sizeof *counts);
    uint32_t *numbers = memory_zeros(values + 1, sizeof *numbers);
    for (uint32_t value = 0; value < values; value++)
        counts[value].value = value;
    for (size_t row = 0; row < rows; row++)
        counts[column->rows[row]].rows++;
    qsort(counts, values, sizeof *counts, by_rows);
    while (known < values && counts[known].rows)
        known++;
    group->count = known <= NAMED_MOST ? known : NAMED_MOST + 1;
    group->names = arena_array(work->cli->arena, group->count + 1, sizeof *group->names);
    for (size_t i = 0; i < known; i++) {
        size_t number = i < NAMED_MOST ? i : NAMED_MOST;
        numbers[counts[i].value] = (uint32_t)number;
        group->names[number] = i >= NAMED_MOST && known > NAMED_MOST ? SLICE("all others")
                               : counts[i].value == 0
                                   ? SLICE("not stated")
                                   : values_text(&column->values, counts[i].value);
    }
    group->of_row = memory_allocate((rows + 1) * sizeof *group->of_row);
    for (size_t row = 0; row < rows; row++)
        group->of_row[row] = numbers[column->rows[row]];
    memory_free(counts);
    memory_free(numbers);
}

/* Against the truth where it is known; else what the model expects of its own work. The links
 * that count are those of the quality that --truth reports. */
static void count_errors(const struct link_work *work, struct link_group *group)
{
    struct linkage_grouping grouping = {
        .row_count = work->input.table.row_count,
        .persons = work->persons,
        .source = link_across_only(work, work->people),
        .groups = group->of_row,
        .group_count = group->count,
    };
    group->errors = memory_zeros(group->count + 1, sizeof *group->errors);
    if (work->truth_of)
        linkage_errors_true(&grouping, work->truth_of, group->errors);
    else
        linkage_errors_expected(&grouping, &work->doubts, group->errors);
}

/* A column that is named twice, on the command line and in the specification, is shown once. */
static void add_column(struct link_work *work, const struct linkage_column *column)
{
    for (size_t i = 0; i < work->fair.count; i++)
        if (work->fair.groups[i].column == column)
            return;
    struct link_group *group = &work->fair.groups[work->fair.count++];
    group->column = column;
    name_groups(work, group);
    count_errors(work, group);
}

void link_fair_find(struct link_work *work)
{
    struct link_fair *fair = &work->fair;
    fair->is_known = true;
    fair->is_expected = !work->truth_of;
    fair->all.count = 1;
    count_errors(work, &fair->all);
    for (size_t i = 0; i < work->request.group_count; i++)
        add_column(work, link_column(&work->input, slice_from(work->request.groups[i])));
    for (size_t i = 0; i < work->spec.group_count; i++)
        add_column(work, link_column(&work->input, work->spec.groups[i]));
}

void link_fair_free(struct link_fair *fair)
{
    memory_free(fair->all.errors);
    for (size_t i = 0; i < fair->count; i++) {
        memory_free(fair->groups[i].of_row);
        memory_free(fair->groups[i].errors);
    }
    *fair = (struct link_fair){0};
}

static const double any_links = 0.5; /* expected ones are no whole numbers */

bool link_fair_found(const struct link_work *work)
{
    return work->fair.all.errors[1].found_links >= any_links;
}

bool link_fair_true(const struct link_work *work)
{
    return work->fair.all.errors[1].true_links >= any_links;
}

/* --- in words --------------------------------------------------------------------------------- */

static void words_line(struct slice name, const struct linkage_errors *errors, struct buffer *out)
{
    buffer_printf(out, "  %-22.*s %9.0f  ", SLICE_PRINT(name), errors->records);
    if (errors->true_links >= any_links)
        buffer_printf(out, "%6.2f (%.2f–%.2f)", 100 * errors->missed_share,
                      100 * errors->missed_lower, 100 * errors->missed_upper);
    else
        buffer_string(out, "no links        ");
    if (errors->found_links >= any_links)
        buffer_printf(out, "   %6.2f (%.2f–%.2f)", 100 * errors->wrong_share,
                      100 * errors->wrong_lower, 100 * errors->wrong_upper);
    buffer_byte(out, '\n');
}

void link_fair_words(const struct link_work *work, struct buffer *out)
{
    const struct link_fair *fair = &work->fair;
    if (fair->count && !link_fair_found(work) && !link_fair_true(work)) {
        buffer_printf(out, "\nNo link was made%s: there is nothing to show by groups.\n",
                      fair->is_expected ? ", and the model expects none"
                                        : ", and by the truth there is none");
        return;
    }
    for (size_t i = 0; i < fair->count; i++) {
        const struct link_group *group = &fair->groups[i];
        buffer_printf(out,
                      "\nLinks missed and false by %s, %s (95%% limits):\n"
                      "                           records  missed, %%             false, %%\n",
                      group->column->name,
                      fair->is_expected ? "as the model expects them" : "against the truth");
        for (size_t at = 0; at < group->count; at++)
            words_line(group->names[at], &group->errors[at], out);
        words_line(SLICE("all"), &group->errors[group->count], out);
    }
    if (fair->count && fair->is_expected)
        buffer_string(out, "The model's own expectation: the real figures may be several times "
                           "more or fewer, and\nwhether a group is failed it cannot tell. --truth "
                           "COLUMN can, or a sample looked at.\n");
}

/* --- as JSON ---------------------------------------------------------------------------------- */

static void json_errors(const struct linkage_errors *errors, struct buffer *out)
{
    const struct {
        const char *key;
        double value;
    } members[] = {
        {"records", errors->records},
        {"true_links", errors->true_links},
        {"found_links", errors->found_links},
        {"missed", errors->missed},
        {"missed_share", errors->missed_share},
        {"missed_lower_95", errors->missed_lower},
        {"missed_upper_95", errors->missed_upper},
        {"false", errors->wrong},
        {"false_share", errors->wrong_share},
        {"false_lower_95", errors->wrong_lower},
        {"false_upper_95", errors->wrong_upper},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        buffer_printf(out, "%s\"%s\":", i ? "," : "", members[i].key);
        buffer_double(out, members[i].value);
    }
    buffer_printf(out, ",\"missed_worse\":%s,\"false_worse\":%s",
                  errors->missed_worse ? "true" : "false", errors->wrong_worse ? "true" : "false");
}

void link_fair_json(const struct link_work *work, struct buffer *out)
{
    const struct link_fair *fair = &work->fair;
    if (!fair->is_known)
        return;
    buffer_printf(out, ",\"errors\":{\"estimated\":%s,\"all\":{",
                  fair->is_expected ? "true" : "false");
    json_errors(&fair->all.errors[1], out);
    buffer_string(out, "},\"by\":[");
    for (size_t i = 0; i < fair->count; i++) {
        const struct link_group *group = &fair->groups[i];
        buffer_string(out, i ? ",{\"column\":" : "{\"column\":");
        buffer_json_string(out, slice_from(group->column->name));
        buffer_string(out, ",\"groups\":[");
        for (size_t at = 0; at < group->count; at++) {
            buffer_string(out, at ? ",{\"group\":" : "{\"group\":");
            buffer_json_string(out, group->names[at]);
            buffer_byte(out, ',');
            json_errors(&group->errors[at], out);
            buffer_byte(out, '}');
        }
        buffer_string(out, "]}");
    }
    buffer_string(out, "]}");
}
