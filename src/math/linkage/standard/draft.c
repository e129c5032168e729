#include "math/linkage/standard/draft.h"

#include <stdio.h>

#include "math/linkage/standard/ages.h"
#include "math/linkage/standard/standard.h"
#include "math/linkage/standard/usual_ages.h"
#include "math/linkage/texts/addresses.h"
#include "math/linkage/texts/dates.h"
#include "math/linkage/texts/rules.h"

#include "base/banned.h"

bool draft_kind_of(enum linkage_kind kind, enum field_kind *ret_kind)
{
    switch (kind) {
    case LINKAGE_BIRTH_DATE:
        *ret_kind = FIELD_DATE;
        return true;
    case LINKAGE_SEX:
        *ret_kind = FIELD_SEX;
        return true;
    case LINKAGE_LOCALITY:
    case LINKAGE_REGION:
    case LINKAGE_BIRTH_PLACE:
    case LINKAGE_OCCUPATION:
    case LINKAGE_CATEGORY:
    case LINKAGE_PARENT_NAME:
        *ret_kind = FIELD_PLACE;
        return true;
    case LINKAGE_EMAIL:
        *ret_kind = FIELD_EMAIL;
        return true;
    case LINKAGE_TELEPHONE:
        *ret_kind = FIELD_TELEPHONE;
        return true;
    case LINKAGE_NHS_NUMBER:
    case LINKAGE_UPN:
    case LINKAGE_NATIONAL_NUMBER:
        *ret_kind = FIELD_NUMBER;
        return true;
    default:
        return false;
    }
}

struct draft *draft_add(struct drafts *drafts, enum field_kind kind, enum linkage_kind from,
                        const char *label, size_t row_count)
{
    struct draft *draft = &drafts->list[drafts->count++];
    *draft = (struct draft){.kind = kind, .from = from};
    draft->values = memory_zeros(1, sizeof *draft->values);
    values_intern(draft->values, (struct slice){0});
    draft->rows = memory_zeros(row_count + 1, sizeof *draft->rows);
    snprintf(draft->label, sizeof draft->label, "%s", label);
    return draft;
}

void draft_drop_last(struct drafts *drafts)
{
    struct draft *draft = &drafts->list[--drafts->count];
    memory_free(draft->rows);
    memory_free(draft->alone);
    if (draft->shares_values)
        return;
    values_free(draft->values);
    memory_free(draft->values);
}

void draft_fill(struct draft *draft, const struct linkage_column *column, const uint32_t *standard,
                size_t row_count)
{
    for (size_t row = 0; row < row_count; row++)
        if (draft->rows[row] == 0)
            draft->rows[row] = standard[column->rows[row]];
}

size_t draft_known(const struct draft *draft, size_t row_count)
{
    size_t known = 0;
    for (size_t row = 0; row < row_count; row++)
        known += draft->rows[row] != 0;
    return known;
}

/* Whether the text is what the column says, and not the house of a flat. */
static bool is_of(const struct linkage_column *column, uint32_t rules_off, struct slice text)
{
    return column->kind != LINKAGE_LOCALITY || !rule_is_on(rules_off, LINKAGE_RULE_ADDRESS_PARTS) ||
           !address_names_house(text);
}

static void fill_from(struct draft *draft, const struct linkage_column *column,
                      const struct draft_columns *columns)
{
    struct standard how =
        standard_for(draft->kind, column->kind, columns->rules_off, &column->values);
    if (column->habit) {
        how.month_first = column->habit->month_first;
        how.scheme = (enum number_scheme)column->habit->scheme;
    }
    uint32_t *standard = memory_zeros(column->values.count + 1, sizeof *standard);
    for (uint32_t i = 1; i < column->values.count; i++) {
        char text[FOLD_LONGEST];
        struct slice written = values_text(&column->values, i);
        size_t length =
            is_of(column, columns->rules_off, written) ? standard_text(written, &how, text) : 0;
        standard[i] = values_intern(draft->values, (struct slice){text, length});
    }
    draft_fill(draft, column, standard, columns->row_count);
    memory_free(standard);
}

/* Up to width digits of the column's value, right-justified; '?' where it has none. */
static void put_digits(const struct linkage_column *column, size_t row, size_t width, char *to)
{
    memset(to, '?', width);
    if (!column)
        return;
    struct slice text = slice_trim(values_text(&column->values, column->rows[row]));
    if (text.length == 0 || text.length > width)
        return;
    memset(to, '0', width - text.length);
    for (size_t i = 0; i < text.length; i++) {
        bool digit = text.data[i] >= '0' && text.data[i] <= '9';
        to[width - text.length + i] = digit ? text.data[i] : '?';
    }
}

const struct linkage_column *draft_column_of(const struct draft_columns *columns,
                                             enum linkage_kind kind)
{
    for (size_t i = 0; i < columns->count; i++)
        if (columns->list[i]->kind == kind)
            return columns->list[i];
    return NULL;
}

static void fill_birth(struct draft *draft, const struct draft_columns *columns)
{
    const struct linkage_column *year = draft_column_of(columns, LINKAGE_BIRTH_YEAR);
    const struct linkage_column *month = draft_column_of(columns, LINKAGE_BIRTH_MONTH);
    const struct linkage_column *day = draft_column_of(columns, LINKAGE_BIRTH_DAY);
    for (size_t row = 0; year && row < columns->row_count; row++) {
        char date[WRITTEN_DATE];
        put_digits(year, row, 4, date);
        put_digits(month, row, 2, date + 4);
        put_digits(day, row, 2, date + 6);
        if (draft->rows[row] == 0 && memcmp(date, "????????", WRITTEN_DATE) != 0)
            draft->rows[row] = values_intern(draft->values, (struct slice){date, WRITTEN_DATE});
    }
}

/* Whether any of the columns is one of dates of birth, and not of what they are guessed from. */
static bool states_birth(const struct draft_columns *columns)
{
    bool states = false;
    for (size_t i = 0; i < columns->count; i++)
        states |= columns->list[i]->kind != LINKAGE_AGE &&
                  columns->list[i]->kind != LINKAGE_RECORDED &&
                  !usual_ages_are_told_by(columns->list[i]->kind);
    return states;
}

void draft_plain(const struct draft_columns *columns, enum field_kind kind,
                 struct drafts *ret_drafts)
{
    *ret_drafts = (struct drafts){0};
    if (columns->count == 0)
        return;
    enum linkage_kind from = kind == FIELD_DATE ? LINKAGE_BIRTH_DATE : columns->list[0]->kind;
    const char *label = columns->count > 1 ? linkage_kind_words(from) : columns->list[0]->name;
    struct draft *draft = draft_add(ret_drafts, kind, from, label, columns->row_count);
    for (size_t i = 0; i < columns->count; i++) {
        enum field_kind of_column;
        if (draft_kind_of(columns->list[i]->kind, &of_column) && of_column == kind)
            fill_from(draft, columns->list[i], columns);
    }
    if (kind != FIELD_DATE)
        return;
    fill_birth(draft, columns);
    if (rule_is_on(columns->rules_off, LINKAGE_RULE_AGES)) {
        ages_fill(draft, columns);
        usual_ages_fill(draft, columns);
    }
    if (!states_birth(columns) && draft_known(draft, columns->row_count) == 0)
        draft_drop_last(ret_drafts);
}
