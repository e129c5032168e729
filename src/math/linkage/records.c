#include "math/linkage/records.h"

#include <math.h>
#include <stdio.h>

#include "math/linkage/dates.h"
#include "math/linkage/fold.h"
#include "math/linkage/names.h"
#include "math/linkage/standard.h"

#include "base/banned.h"

void records_free(struct records *records)
{
    for (size_t i = 0; i < records->field_count; i++) {
        struct field *field = &records->fields[i];
        if (field->owns_values) {
            values_free(field->values);
            memory_free(field->values);
        }
        memory_free(field->counts);
        memory_free(field->exact);
        memory_free(field->facts);
    }
    memory_free(records->ids);
    *records = (struct records){0};
}

/* --- names --------------------------------------------------------------------------------- */

struct name_columns {
    const struct linkage_column *given, *middle, *surname, *full;
};

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

static struct name_ids full_name_ids(struct values *values, struct slice text)
{
    struct person_name name;
    struct name_ids ids = {0};
    name_parse(text, NAME_FULL, &name);
    if (name.count == 0)
        return ids;
    size_t main = name.honours_from > 1 ? name.honours_from : name.count;
    size_t given = name.reversed ? 1 : 0, surname = name.reversed ? 0 : main - 1;
    ids.given = values_intern(values, name.tokens[given]);
    ids.alone = name.count == 1;
    if (ids.alone)
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

static void names_from_full(const struct linkage_column *full, size_t row_count,
                            struct values *values, struct name_ids *ids)
{
    struct name_ids *by_value = memory_zeros(full->values.count, sizeof *by_value);
    for (uint32_t i = 1; i < full->values.count; i++)
        by_value[i] = full_name_ids(values, values_text(&full->values, i));
    settle_alone(ids, row_count, full->rows, by_value, values->count);
    memory_free(by_value);
}

/* By distinct text: the first token, and the others joined. */
static void parse_column(const struct linkage_column *column, enum name_role role,
                         struct values *values, uint32_t *first, uint32_t *rest)
{
    for (uint32_t i = 1; i < column->values.count; i++) {
        struct person_name name;
        name_parse(values_text(&column->values, i), role, &name);
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
                                          struct values *values)
{
    struct parsed_column parsed = {.column = column};
    size_t count = column && column->values.count ? column->values.count : 1;
    parsed.first = memory_zeros(count, sizeof *parsed.first);
    parsed.rest = memory_zeros(count, sizeof *parsed.rest);
    if (column)
        parse_column(column, role, values, parsed.first, parsed.rest);
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
                             struct values *values, struct name_ids *ids)
{
    struct parsed_column given = parsed_column(columns->given, NAME_GIVEN, values);
    struct parsed_column middle = parsed_column(columns->middle, NAME_SURNAME, values);
    struct parsed_column surname = parsed_column(columns->surname, NAME_SURNAME, values);
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

/* --- the other fields ------------------------------------------------------------------------ */

static struct field *add_field(struct records *records, enum field_kind kind,
                               enum linkage_kind from, const char *label, struct values *values,
                               bool owns)
{
    struct field *field = &records->fields[records->field_count++];
    *field = (struct field){.kind = kind, .from = from, .values = values, .owns_values = owns};
    snprintf(field->label, sizeof field->label, "%s", label);
    return field;
}

static bool field_kind_of(enum linkage_kind kind, enum field_kind *ret_kind)
{
    switch (kind) {
    case LINKAGE_BIRTH_DATE:
        *ret_kind = FIELD_DATE;
        return true;
    case LINKAGE_SEX:
        *ret_kind = FIELD_SEX;
        return true;
    case LINKAGE_POSTCODE:
        *ret_kind = FIELD_POSTCODE;
        return true;
    case LINKAGE_HOUSE_NUMBER:
        *ret_kind = FIELD_HOUSE_NUMBER;
        return true;
    case LINKAGE_ADDRESS:
    case LINKAGE_LOCALITY:
    case LINKAGE_TOWN:
    case LINKAGE_REGION:
    case LINKAGE_BIRTH_PLACE:
    case LINKAGE_OCCUPATION:
    case LINKAGE_CATEGORY:
        *ret_kind = FIELD_PLACE;
        return true;
    case LINKAGE_EMAIL:
        *ret_kind = FIELD_EMAIL;
        return true;
    case LINKAGE_TELEPHONE:
        *ret_kind = FIELD_TELEPHONE;
        return true;
    case LINKAGE_NATIONAL_NUMBER:
        *ret_kind = FIELD_NUMBER;
        return true;
    default:
        return false;
    }
}

static uint32_t *standard_ids(const struct linkage_column *column, enum field_kind kind,
                              struct values *values)
{
    uint32_t *ids = memory_zeros(column->values.count ? column->values.count : 1, sizeof *ids);
    values_intern(values, (struct slice){0});
    bool month_first = kind == FIELD_DATE && standard_dates_month_first(&column->values);
    for (uint32_t i = 1; i < column->values.count; i++) {
        char text[FOLD_LONGEST];
        size_t length = standard_text(values_text(&column->values, i), kind, month_first, text);
        ids[i] = values_intern(values, (struct slice){text, length});
    }
    return ids;
}

/* Rows' numbers of one field, before they are laid side by side. */
struct loose {
    uint32_t *ids[FIELDS_MOST];
};

static void add_column(struct records *records, struct loose *loose,
                       const struct linkage_column *column, enum field_kind kind)
{
    struct values *values = memory_zeros(1, sizeof *values);
    uint32_t *standard = standard_ids(column, kind, values);
    size_t at = records->field_count;
    loose->ids[at] = memory_allocate(records->row_count * sizeof *loose->ids[at]);
    for (size_t row = 0; row < records->row_count; row++)
        loose->ids[at][row] = standard[column->rows[row]];
    memory_free(standard);
    add_field(records, kind, column->kind, column->name, values, true);
}

static void add_names(struct records *records, struct loose *loose,
                      const struct name_columns *columns)
{
    records->given = records->surname = records->other = -1;
    if (!columns->given && !columns->surname && !columns->full)
        return;
    struct values *values = memory_zeros(1, sizeof *values);
    values_intern(values, (struct slice){0});
    struct name_ids *ids = memory_zeros(records->row_count + 1, sizeof *ids);
    if (columns->full)
        names_from_full(columns->full, records->row_count, values, ids);
    else
        names_from_parts(columns, records->row_count, values, ids);
    for (size_t part = 0; part < 3; part++) {
        size_t at = records->field_count, known = 0;
        uint32_t *rows = memory_allocate((records->row_count + 1) * sizeof *rows);
        for (size_t row = 0; row < records->row_count; row++) {
            rows[row] = part == 0 ? ids[row].given : part == 1 ? ids[row].surname : ids[row].other;
            known += rows[row] != 0;
        }
        if (known == 0 && part == 2) {
            memory_free(rows);
            continue;
        }
        loose->ids[at] = rows;
        records->name_fields++;
        *(part == 0 ? &records->given : part == 1 ? &records->surname : &records->other) = (int)at;
        static const char *const labels[] = {"given name", "surname", "other names"};
        static const enum linkage_kind from[] = {LINKAGE_GIVEN_NAME, LINKAGE_SURNAME,
                                                 LINKAGE_MIDDLE_NAME};
        add_field(records, (enum field_kind)(FIELD_GIVEN + part), from[part], labels[part], values,
                  part == 0);
    }
    memory_free(ids);
}

/* --- laid side by side ----------------------------------------------------------------------- */

static void lay_rows(struct records *records, struct loose *loose)
{
    size_t width = records->field_count;
    records->ids = memory_allocate((records->row_count * width + 16) * sizeof *records->ids);
    for (size_t row = 0; row < records->row_count; row++)
        for (size_t at = 0; at < width; at++)
            records->ids[row * width + at] = loose->ids[at][row];
    for (size_t at = 0; at < width; at++)
        memory_free(loose->ids[at]);
}

static enum fact_form fact_form_of(enum field_kind kind)
{
    switch (kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
    case FIELD_OTHER_NAMES:
        return FACTS_OF_NAME;
    case FIELD_EMAIL:
        return FACTS_OF_EMAIL;
    case FIELD_PLACE:
        return FACTS_OF_WORDS;
    case FIELD_DATE:
    case FIELD_POSTCODE:
        return FACTS_PACKED;
    default:
        return FACTS_OF_CODE;
    }
}

static void measure_facts(struct field *field)
{
    size_t count = field->values->count;
    enum fact_form form = fact_form_of(field->kind);
    field->facts = memory_zeros(count, sizeof *field->facts);
    for (uint32_t i = 1; i < count; i++) {
        struct facts *facts = &field->facts[i];
        facts_of(values_text(field->values, i), form, facts);
        facts->start = field->values->starts[i];
        facts->rarity = field->exact[i] < LEVEL_EXACT + 5   ? 0
                        : field->exact[i] < LEVEL_EXACT + 7 ? 1
                                                            : 2;
    }
}

static void measure_field(struct records *records, size_t at)
{
    struct field *field = &records->fields[at];
    size_t count = field->values->count;
    field->counts = memory_zeros(count, sizeof *field->counts);
    field->exact = memory_zeros(count, sizeof *field->exact);
    for (size_t row = 0; row < records->row_count; row++)
        field->counts[records->ids[row * records->field_count + at]]++;
    field->known_rows = (uint32_t)records->row_count - field->counts[0];
    for (size_t i = 1; i < count; i++) {
        if (field->counts[i] == 0)
            continue;
        double bits = log2((double)field->known_rows / (double)field->counts[i]);
        int step = (int)(bits / EXACT_LEVEL_BITS);
        field->exact[i] = (uint8_t)(LEVEL_EXACT + (step < EXACT_LEVELS ? step : EXACT_LEVELS - 1));
    }
    measure_facts(field);
}

void records_build(const struct linkage_table *table, struct records *ret_records)
{
    *ret_records = (struct records){.row_count = table->row_count};
    struct loose loose;
    struct name_columns names = {0};
    for (size_t i = 0; i < table->column_count; i++) {
        const struct linkage_column *column = &table->columns[i];
        if (column->kind == LINKAGE_GIVEN_NAME && !names.given)
            names.given = column;
        else if (column->kind == LINKAGE_MIDDLE_NAME && !names.middle)
            names.middle = column;
        else if (column->kind == LINKAGE_SURNAME && !names.surname)
            names.surname = column;
        else if (column->kind == LINKAGE_FULL_NAME && !names.full)
            names.full = column;
    }
    add_names(ret_records, &loose, &names);
    for (size_t i = 0; i < table->column_count; i++) {
        enum field_kind kind;
        if (field_kind_of(table->columns[i].kind, &kind) && ret_records->field_count < FIELDS_MOST)
            add_column(ret_records, &loose, &table->columns[i], kind);
    }
    lay_rows(ret_records, &loose);
    for (size_t at = 0; at < ret_records->field_count; at++)
        measure_field(ret_records, at);
}
