#include "math/linkage/draft.h"

#include <stdio.h>

#include "math/linkage/names.h"

#include "base/banned.h"

/* What is left of the tokens joined by spaces, as a number. */
static uint32_t intern_tokens(struct values *values, const struct slice *tokens, size_t count)
{
    char joined[FOLD_LONGEST];
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (length + tokens[i].length + 1 > sizeof joined)
            break;
        if (length)
            joined[length++] = ' ';
        memcpy(joined + length, tokens[i].data, tokens[i].length);
        length += tokens[i].length;
    }
    return values_intern(values, (struct slice){joined, length});
}

struct name_ids {
    uint32_t given, surname, other;
    bool alone; /* one token: nobody knows yet whether given name or surname */
};

static struct name_ids full_name_ids(struct values *values, struct slice text, uint32_t rules_off)
{
    struct person_name name;
    struct name_ids ids = {0};
    name_parse(text, NAME_FULL, rules_off, &name);
    if (name.count == 0)
        return ids;
    size_t main = name.honours_from > 1 ? name.honours_from : name.count;
    size_t given = name.reversed ? 1 : 0, surname = name.reversed ? 0 : main - 1;
    ids.given = values_intern(values, name.tokens[given]);
    ids.alone = name.count == 1 && rule_is_on(rules_off, LINKAGE_RULE_LONE_NAMES);
    if (name.count == 1)
        return ids;
    ids.surname = values_intern(values, name.tokens[surname]);
    struct slice others[NAME_TOKENS];
    size_t count = 0;
    for (size_t i = 0; i < name.count; i++)
        if (i != given && i != surname && !slice_equal(name.tokens[i], name.tokens[surname]))
            others[count++] = name.tokens[i];
    ids.other = intern_tokens(values, others, count);
    return ids;
}

/* A name alone is a surname where more people with two names have it as one. */
static void settle_alone(struct name_ids *ids, size_t row_count, const uint32_t *rows,
                         const struct name_ids *by_value, size_t value_count)
{
    uint32_t *as_given = memory_zeros(value_count, sizeof *as_given);
    uint32_t *as_surname = memory_zeros(value_count, sizeof *as_surname);
    for (size_t row = 0; row < row_count; row++) {
        const struct name_ids *name = &by_value[rows[row]];
        if (name->alone)
            continue;
        as_given[name->given]++;
        as_surname[name->surname]++;
    }
    for (size_t row = 0; row < row_count; row++) {
        ids[row] = by_value[rows[row]];
        uint32_t only = ids[row].given;
        if (ids[row].alone && as_surname[only] > as_given[only]) {
            ids[row].surname = only;
            ids[row].given = 0;
        }
    }
    memory_free(as_given);
    memory_free(as_surname);
}

static void names_from_full(const struct linkage_column *full, size_t row_count, uint32_t rules_off,
                            struct values *values, struct name_ids *ids)
{
    struct name_ids *by_value = memory_zeros(full->values.count + 1, sizeof *by_value);
    for (uint32_t i = 1; i < full->values.count; i++)
        by_value[i] = full_name_ids(values, values_text(&full->values, i), rules_off);
    settle_alone(ids, row_count, full->rows, by_value, values->count);
    memory_free(by_value);
}

/* By distinct text: the first token, and the others joined. */
static void parse_column(const struct linkage_column *column, enum name_role role,
                         uint32_t rules_off, struct values *values, uint32_t *first, uint32_t *rest)
{
    for (uint32_t i = 1; i < column->values.count; i++) {
        struct person_name name;
        name_parse(values_text(&column->values, i), role, rules_off, &name);
        if (role == NAME_GIVEN && name.count > 0) {
            first[i] = values_intern(values, name.tokens[0]);
            rest[i] = intern_tokens(values, name.tokens + 1, name.count - 1);
        } else {
            first[i] = intern_tokens(values, name.tokens, name.count);
        }
    }
}

struct parsed_column {
    const struct linkage_column *column;
    uint32_t *first, *rest;
};

static struct parsed_column parsed_column(const struct linkage_column *column, enum name_role role,
                                          uint32_t rules_off, struct values *values)
{
    struct parsed_column parsed = {.column = column};
    size_t count = column && column->values.count ? column->values.count : 1;
    parsed.first = memory_zeros(count, sizeof *parsed.first);
    parsed.rest = memory_zeros(count, sizeof *parsed.rest);
    if (column)
        parse_column(column, role, rules_off, values, parsed.first, parsed.rest);
    return parsed;
}

static void parsed_column_free(struct parsed_column *parsed)
{
    memory_free(parsed->first);
    memory_free(parsed->rest);
}

static uint32_t join(struct values *values, uint32_t a, uint32_t b)
{
    if (a == 0 || b == 0)
        return a + b;
    struct slice tokens[2] = {values_text(values, a), values_text(values, b)};
    char joined[2 * FOLD_LONGEST + 1];
    memcpy(joined, tokens[0].data, tokens[0].length);
    joined[tokens[0].length] = ' ';
    memcpy(joined + tokens[0].length + 1, tokens[1].data, tokens[1].length);
    return values_intern(values, (struct slice){joined, tokens[0].length + 1 + tokens[1].length});
}

static void names_from_parts(const struct name_columns *columns, size_t row_count,
                             uint32_t rules_off, struct values *values, struct name_ids *ids)
{
    struct parsed_column given = parsed_column(columns->given, NAME_GIVEN, rules_off, values);
    struct parsed_column middle = parsed_column(columns->middle, NAME_SURNAME, rules_off, values);
    struct parsed_column surname = parsed_column(columns->surname, NAME_SURNAME, rules_off, values);
    for (size_t row = 0; row < row_count; row++) {
        uint32_t g = columns->given ? columns->given->rows[row] : 0;
        uint32_t m = columns->middle ? columns->middle->rows[row] : 0;
        uint32_t s = columns->surname ? columns->surname->rows[row] : 0;
        ids[row] = (struct name_ids){
            .given = given.first[g],
            .surname = surname.first[s],
            .other = join(values, given.rest[g], middle.first[m]),
        };
    }
    parsed_column_free(&given);
    parsed_column_free(&middle);
    parsed_column_free(&surname);
}

/* --- which column to believe ------------------------------------------------------------------ */

enum { LOOKED_AT = 2000 };

/* Whether every word of part stands in whole. */
static bool repeats(struct slice whole, struct slice part)
{
    char folded_whole[FOLD_LONGEST], folded_part[FOLD_LONGEST];
    struct slice in = {folded_whole, fold_text(whole, "", folded_whole)};
    struct slice rest = {folded_part, fold_text(part, "", folded_part)}, word;
    while (slice_split(&rest, ' ', &word)) {
        struct slice others = in, other;
        bool found = word.length == 0;
        while (!found && slice_split(&others, ' ', &other))
            found = slice_equal(word, other);
        if (!found)
            return false;
    }
    return true;
}

/* Whether the full name says all that the other column says, on nearly all rows looked at. */
static bool full_name_repeats(const struct linkage_column *full,
                              const struct linkage_column *column, size_t row_count)
{
    size_t step = row_count / LOOKED_AT + 1, seen = 0, repeated = 0;
    for (size_t row = 0; row < row_count; row += step, seen++)
        repeated += repeats(values_text(&full->values, full->rows[row]),
                            values_text(&column->values, column->rows[row]));
    return seen > 0 && repeated * 20 >= seen * 19;
}

static bool full_name_has_all(const struct name_columns *columns, size_t row_count)
{
    if (!columns->full)
        return false;
    return (!columns->given || full_name_repeats(columns->full, columns->given, row_count)) &&
           (!columns->surname || full_name_repeats(columns->full, columns->surname, row_count)) &&
           (!columns->middle || full_name_repeats(columns->full, columns->middle, row_count));
}

/* What the parts lack is taken from the full name. */
static void names_from_both(const struct name_columns *columns, size_t row_count,
                            uint32_t rules_off, struct values *values, struct name_ids *ids)
{
    struct name_ids *whole = memory_zeros(row_count + 1, sizeof *whole);
    names_from_full(columns->full, row_count, rules_off, values, whole);
    names_from_parts(columns, row_count, rules_off, values, ids);
    for (size_t row = 0; row < row_count; row++) {
        ids[row].given = ids[row].given ? ids[row].given : whole[row].given;
        ids[row].surname = ids[row].surname ? ids[row].surname : whole[row].surname;
        ids[row].other = ids[row].other ? ids[row].other : whole[row].other;
    }
    memory_free(whole);
}

static void add_name_draft(struct drafts *drafts, size_t part, const struct name_ids *ids,
                           size_t row_count, struct values *values)
{
    static const char *const labels[] = {"given name", "surname", "other names"};
    static const enum linkage_kind from[] = {LINKAGE_GIVEN_NAME, LINKAGE_SURNAME,
                                             LINKAGE_MIDDLE_NAME};
    uint32_t *rows = memory_allocate((row_count + 1) * sizeof *rows);
    size_t known = 0;
    for (size_t row = 0; row < row_count; row++) {
        rows[row] = part == 0 ? ids[row].given : part == 1 ? ids[row].surname : ids[row].other;
        known += rows[row] != 0;
    }
    if (part == 2 && known * 100 < row_count) { /* too few to learn from */
        memory_free(rows);
        return;
    }
    struct draft *draft = &drafts->list[drafts->count++];
    *draft = (struct draft){.kind = (enum field_kind)(FIELD_GIVEN + part),
                            .from = from[part],
                            .values = values,
                            .shares_values = part > 0,
                            .rows = rows};
    snprintf(draft->label, sizeof draft->label, "%s", labels[part]);
}

void draft_names(const struct name_columns *columns, size_t row_count, uint32_t rules_off,
                 struct drafts *ret_drafts)
{
    *ret_drafts = (struct drafts){0};
    if (!columns->given && !columns->surname && !columns->full)
        return;
    struct values *values = memory_zeros(1, sizeof *values);
    values_intern(values, (struct slice){0});
    struct name_ids *ids = memory_zeros(row_count + 1, sizeof *ids);
    if (full_name_has_all(columns, row_count))
        names_from_full(columns->full, row_count, rules_off, values, ids);
    else if (columns->full)
        names_from_both(columns, row_count, rules_off, values, ids);
    else
        names_from_parts(columns, row_count, rules_off, values, ids);
    for (size_t part = 0; part < 3; part++)
        add_name_draft(ret_drafts, part, ids, row_count, values);
    memory_free(ids);
}
