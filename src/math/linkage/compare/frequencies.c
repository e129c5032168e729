#include "math/linkage/compare/frequencies.h"

#include "math/linkage/standard/draft.h"
#include "math/linkage/standard/standard.h"
#include "math/linkage/texts/names.h"

#include "base/banned.h"

bool linkage_frequency_may_be_of(enum linkage_kind kind)
{
    return kind == LINKAGE_GIVEN_NAME || kind == LINKAGE_SURNAME || kind == LINKAGE_ADDRESS ||
           kind == LINKAGE_LOCALITY || kind == LINKAGE_TOWN || kind == LINKAGE_REGION ||
           kind == LINKAGE_BIRTH_PLACE || kind == LINKAGE_OCCUPATION;
}

/* The text as the records have it, as a number of values; 0 where it says nothing. */
static uint32_t standard_number(struct values *values, const struct field *field, struct slice text,
                                uint32_t rules_off)
{
    char standard[FOLD_LONGEST];
    struct person_name name;
    struct standard how = {.kind = field->kind, .rules_off = rules_off};
    switch (field->kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
        name_parse(text, field->kind == FIELD_GIVEN ? NAME_GIVEN : NAME_SURNAME, rules_off, &name);
        if (field->kind == FIELD_GIVEN && name.count > 1)
            name.count = 1; /* the others are no given name of the records' */
        return draft_intern_words(values, name.tokens, name.count);
    default:
        return values_intern(values, (struct slice){standard, standard_text(text, &how, standard)});
    }
}

/* The table's part for the field: its values, and the share of each. */
struct part {
    struct values values;
    VECTOR(double) shares; /* by number; that of 0, which is no value, is 0 */
    double least;
};

static void take_part(const struct records *records, const struct field *field,
                      const struct linkage_frequency *frequencies, size_t count,
                      struct part *ret_part)
{
    *ret_part = (struct part){.least = 1};
    vector_push(&ret_part->shares, 0);
    for (size_t i = 0; i < count; i++) {
        if (frequencies[i].kind != field->from)
            continue;
        uint32_t number =
            standard_number(&ret_part->values, field, frequencies[i].text, records->rules_off);
        if (number == 0 || number == VALUES_FULL)
            continue;
        if (number == ret_part->shares.length)
            vector_push(&ret_part->shares, 0);
        ret_part->shares.data[number] += frequencies[i].share;
        if (frequencies[i].share < ret_part->least)
            ret_part->least = frequencies[i].share;
    }
}

static void grade(struct field *field, const struct part *part)
{
    field->shares = memory_zeros(field->values->count, sizeof *field->shares);
    for (uint32_t i = 1; i < field->values->count; i++) {
        uint32_t number = values_find(&part->values, values_text(field->values, i));
        double share = number == VALUES_FULL ? part->least / 2 : part->shares.data[number];
        field->shares[i] = (float)share;
    }
    records_grade(field);
}

void frequencies_take(struct records *records, const struct linkage_frequency *frequencies,
                      size_t count)
{
    for (size_t at = 0; at < records->field_count; at++) {
        struct field *field = &records->fields[at];
        struct part part;
        if (!linkage_frequency_may_be_of(field->from))
            continue;
        take_part(records, field, frequencies, count, &part);
        if (part.shares.length > 1)
            grade(field, &part);
        values_free(&part.values);
        vector_free(&part.shares);
    }
}
