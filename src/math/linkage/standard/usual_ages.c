#include "math/linkage/standard/usual_ages.h"

#include <stdio.h>

#include "math/linkage/standard/ages.h"

#include "base/banned.h"

enum { OLDEST = 120, ENOUGH = 50, WIDEST = 80, ROLES_MOST = 64, RANGE = 16 };

static const double year_days = 365.2425;

bool usual_ages_are_told_by(enum linkage_kind kind)
{
    return kind == LINKAGE_ROLE || kind == LINKAGE_PARENT_NAME;
}

/* --- what a row says of its person --------------------------------------------------------------
 */

enum { ROLE_NONE, ROLE_UNNAMED, ROLE_NAMED, ROLE_FIRST };

static uint32_t role_of_text(struct slice text)
{
    uint32_t role = (uint32_t)slice_hash(slice_trim(text), 0);
    return role < ROLE_FIRST ? ROLE_FIRST : role;
}

/* ROLE_NONE where the row says nothing of it, or is of a source that does not ask. */
static uint32_t role_of(const struct draft_columns *columns, const struct linkage_column *column,
                        size_t row)
{
    bool filled = column->rows[row] != 0;
    if (column->kind == LINKAGE_ROLE)
        return filled ? role_of_text(values_text(&column->values, column->rows[row])) : ROLE_NONE;
    size_t source = columns->source ? columns->source[row] : 0;
    bool asks = !column->asked_by || column->asked_by[source];
    return filled ? ROLE_NAMED : asks ? ROLE_UNNAMED : ROLE_NONE;
}

/* --- how old they are ---------------------------------------------------------------------------
 */

struct tally {
    uint32_t role;
    uint32_t count;
    uint32_t by_age[OLDEST + 1];
};

/* NULL where there are too many roles for them to be roles. */
static struct tally *tally_of(struct tally *tallies, size_t *count, uint32_t role)
{
    size_t at = 0;
    while (at < *count && tallies[at].role != role)
        at++;
    if (at == ROLES_MOST)
        return NULL;
    if (at == *count)
        tallies[(*count)++].role = role;
    return &tallies[at];
}

/* The age that `few` of them have not reached yet, or passed already. */
static int age_beyond(const struct tally *tally, uint32_t few, int from, int step)
{
    uint32_t seen = tally->by_age[from];
    while (seen <= few)
        seen += tally->by_age[from += step];
    return from;
}

static void add_usual(const struct tally *tally, struct linkage_usual_ages *ages)
{
    if (tally->count < ENOUGH || ages->count == LINKAGE_ROLES)
        return;
    int youngest = age_beyond(tally, tally->count / 100, 0, 1);
    int oldest = age_beyond(tally, tally->count / 100, OLDEST, -1);
    if (oldest - youngest <= WIDEST)
        ages->list[ages->count++] = (struct linkage_usual_age){
            .role = tally->role, .youngest = (uint8_t)youngest, .oldest = (uint8_t)oldest};
}

static int32_t *days_by_row(const struct draft_columns *columns, enum linkage_kind kind)
{
    return ages_days_by_row(columns->list, columns->count, kind, columns->row_count);
}

void usual_ages_find(const struct draft_columns *columns, const struct linkage_column *column,
                     struct linkage_usual_ages *ret_ages)
{
    *ret_ages = (struct linkage_usual_ages){0};
    int32_t *born = days_by_row(columns, LINKAGE_BIRTH_DATE);
    int32_t *recorded = days_by_row(columns, LINKAGE_RECORDED);
    struct tally *tallies = memory_zeros(ROLES_MOST, sizeof *tallies);
    size_t count = 0;
    for (size_t row = 0; row < columns->row_count; row++) {
        uint32_t role = role_of(columns, column, row);
        bool dated = born[row] != INT32_MIN && recorded[row] != INT32_MIN;
        double age = dated ? ((double)recorded[row] - born[row]) / year_days : -1;
        struct tally *tally =
            role && age >= 0 && age <= OLDEST ? tally_of(tallies, &count, role) : NULL;
        if (tally) {
            tally->by_age[(size_t)age]++;
            tally->count++;
        }
    }
    for (size_t at = 0; at < count; at++)
        add_usual(&tallies[at], ret_ages);
    memory_free(tallies);
    memory_free(recorded);
    memory_free(born);
}

/* --- who gives no date --------------------------------------------------------------------------
 */

static const struct linkage_usual_age *usual_of(const struct linkage_usual_ages *ages,
                                                uint32_t role)
{
    for (size_t at = 0; at < ages->count && role; at++)
        if (ages->list[at].role == role)
            return &ages->list[at];
    return NULL;
}

/* Bytes written; 0 where the years are none of our time. */
static size_t write_range(const struct linkage_usual_age *usual, int32_t recorded,
                          char out[static RANGE + 16])
{
    int year = date_from_days(recorded).year, first = year - usual->oldest - 1;
    if (first < 1000 || year > 9999)
        return 0;
    return (size_t)snprintf(out, RANGE + 16, "%d..%02d by role", first,
                            (year - usual->youngest) % 100);
}

static void fill_by(struct draft *draft, const struct draft_columns *columns,
                    const struct linkage_column *column, const int32_t *recorded)
{
    struct linkage_usual_ages ages;
    if (column->habit)
        ages = column->habit->ages;
    else
        usual_ages_find(columns, column, &ages);
    for (size_t row = 0; row < columns->row_count && ages.count; row++) {
        if (draft->rows[row] || recorded[row] == INT32_MIN)
            continue;
        const struct linkage_usual_age *usual = usual_of(&ages, role_of(columns, column, row));
        char range[RANGE + 16];
        size_t length = usual ? write_range(usual, recorded[row], range) : 0;
        if (length)
            draft->rows[row] = values_intern(draft->values, (struct slice){range, length});
    }
}

void usual_ages_fill(struct draft *draft, const struct draft_columns *columns)
{
    int32_t *recorded = NULL;
    for (size_t i = 0; i < columns->count; i++) {
        if (!usual_ages_are_told_by(columns->list[i]->kind))
            continue;
        if (!recorded)
            recorded = days_by_row(columns, LINKAGE_RECORDED);
        fill_by(draft, columns, columns->list[i], recorded);
    }
    memory_free(recorded);
}
