#include "math/linkage/compare/records.h"

#include <math.h>
#include <stdlib.h>

#include "math/linkage/compare/levels.h"
#include "math/linkage/compare/new_years.h"
#include "math/linkage/compare/packed.h"
#include "math/linkage/compare/together.h"
#include "math/linkage/standard/draft.h"
#include "math/linkage/texts/rules.h"
#include "math/linkage/texts/spellings.h"

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
        memory_free(field->traits);
        memory_free(field->shares);
    }
    memory_free(records->ids);
    memory_free(records->origin);
    memory_free(records->together);
    *records = (struct records){0};
}

/* --- order ------------------------------------------------------------------------------------ */

struct building {
    struct records *records;
    struct draft drafts[FIELDS_MOST];
    size_t draft_count;
    const uint32_t *origin;
};

/* How many rows share a value of the draft with a row, on average over those that have one. */
static double mean_block(const struct draft *draft, size_t row_count, double *ret_known)
{
    uint32_t *counts = memory_zeros(draft->values->count, sizeof *counts);
    double squares = 0;
    for (size_t row = 0; row < row_count; row++)
        counts[draft->rows[row]]++;
    double known = (double)row_count - counts[0];
    for (size_t i = 1; i < draft->values->count; i++)
        squares += (double)counts[i] * counts[i];
    memory_free(counts);
    *ret_known = known;
    return known > 0 ? squares / known : 0;
}

/* The draft by which records that meet in blocks stand together best: many rows have it, and a
 * few share a value. */
static size_t choose_order(const struct building *building, size_t row_count)
{
    size_t best = 0;
    double best_worth = -1;
    for (size_t i = 0; i < building->draft_count; i++) {
        double known, block = mean_block(&building->drafts[i], row_count, &known);
        double worth = block > 64 ? 0 : known * fmin(block, 8);
        if (worth > best_worth) {
            best = i;
            best_worth = worth;
        }
    }
    return best;
}

/* Rows by their number in the draft, those without one last; equal ones as they came. */
static uint32_t *sort_rows(const struct draft *draft, size_t row_count)
{
    size_t values = draft->values->count;
    uint32_t *starts = memory_zeros(values + 2, sizeof *starts);
    uint32_t *order = memory_allocate((row_count + 1) * sizeof *order);
    for (size_t row = 0; row < row_count; row++)
        starts[draft->rows[row] ? draft->rows[row] : values]++;
    uint32_t total = 0;
    for (size_t i = 0; i <= values; i++) {
        uint32_t count = starts[i];
        starts[i] = total;
        total += count;
    }
    for (uint32_t row = 0; row < row_count; row++)
        order[starts[draft->rows[row] ? draft->rows[row] : values]++] = row;
    memory_free(starts);
    return order;
}

/* Number the values anew, in the order in which the rows now meet them, so that what is compared
 * lies close together. Drafts that share their values are numbered together. */
static void renumber(struct building *building, size_t from, size_t until)
{
    struct draft *drafts = building->drafts;
    struct values *old = drafts[from].values, fresh = {0};
    uint32_t *numbers = memory_zeros(old->count + 1, sizeof *numbers);
    values_append(&fresh, (struct slice){0});
    for (size_t row = 0; row < building->records->row_count; row++)
        for (size_t at = from; at < until; at++) {
            uint32_t number = drafts[at].rows[building->origin[row]];
            if (number && !numbers[number]) {
                numbers[number] = (uint32_t)fresh.count;
                values_append(&fresh, values_text(old, number));
            }
        }
    for (size_t at = from; at < until; at++)
        for (size_t row = 0; row < building->records->row_count; row++)
            drafts[at].rows[row] = numbers[drafts[at].rows[row]];
    memory_free(numbers);
    values_free(old);
    *old = fresh;
}

static void renumber_piece(void *context, size_t piece)
{
    struct building *building = context;
    if (building->drafts[piece].shares_values)
        return;
    size_t until = piece + 1;
    while (until < building->draft_count && building->drafts[until].shares_values)
        until++;
    renumber(building, piece, until);
}

/* --- measures --------------------------------------------------------------------------------- */

static enum fact_form fact_form_of(enum field_kind kind, bool surname_endings)
{
    switch (kind) {
    case FIELD_GIVEN:
    case FIELD_OTHER_NAMES:
        return FACTS_OF_NAME;
    case FIELD_SURNAME:
        return surname_endings ? FACTS_OF_MANS_SURNAME : FACTS_OF_SURNAME;
    case FIELD_EMAIL:
        return FACTS_OF_EMAIL;
    case FIELD_PLACE:
        return FACTS_OF_WORDS;
    case FIELD_DATE:
        return FACTS_OF_DATE;
    case FIELD_POSTCODE:
        return FACTS_OF_POSTCODE;
    default:
        return FACTS_OF_CODE;
    }
}

/* How common one value is, of those that there are in a country: in round numbers. */
static double usual_share(enum linkage_kind kind)
{
    switch (kind) {
    case LINKAGE_GIVEN_NAME:
    case LINKAGE_MIDDLE_NAME:
    case LINKAGE_BIRTH_PLACE:
    case LINKAGE_HOUSE_NUMBER:
        return 0.005;
    case LINKAGE_SURNAME:
        return 0.001;
    case LINKAGE_BIRTH_DATE:
        return 1.0 / 15000;
    case LINKAGE_SEX:
        return 0.5;
    case LINKAGE_POSTCODE:
        return 0.0001;
    case LINKAGE_ADDRESS:
        return 0.001;
    case LINKAGE_EMAIL:
    case LINKAGE_TELEPHONE:
    case LINKAGE_NHS_NUMBER:
    case LINKAGE_UPN:
    case LINKAGE_NATIONAL_NUMBER:
        return 1e-6;
    case LINKAGE_REGION:
        return 0.2;
    default: /* towns, occupations, categories */
        return 0.02;
    }
}

/* A given name that more records bear is nobody's slip. */
static const double lone_rows = 3;

/* Common from one in 180 up; rare from one in 1,400 down. */
static unsigned rarity_of(uint8_t exact)
{
    return exact < LEVEL_EXACT + 5   ? RARITY_COMMON
           : exact < LEVEL_EXACT + 7 ? RARITY_MIDDLING
                                     : RARITY_RARE;
}

/* Facts that rules which are off would use are forgotten. */
static void switch_off(uint32_t rules_off, const struct field *field, struct facts *facts)
{
    if (field->kind == FIELD_NUMBER) {
        bool checked = field->from == LINKAGE_NHS_NUMBER || field->from == LINKAGE_UPN;
        if (!checked || !rule_is_on(rules_off, LINKAGE_RULE_CHECK_DIGITS))
            facts->unchecked = true;
    }
    if (field->kind > FIELD_OTHER_NAMES)
        return;
    enum linkage_rule forms =
        field->kind == FIELD_SURNAME ? LINKAGE_RULE_SPELLINGS : LINKAGE_RULE_SHORT_FORMS;
    if (!rule_is_on(rules_off, forms))
        memset(facts->forms, 0, sizeof facts->forms);
    if (!rule_is_on(rules_off, LINKAGE_RULE_SOUNDS))
        facts->sound = 0;
}

uint8_t level_of_share(double share)
{
    int step = (int)(-log2(share) / EXACT_LEVEL_BITS);
    return (uint8_t)(LEVEL_EXACT + (step < EXACT_LEVELS ? step : EXACT_LEVELS - 1));
}

/* Two births that are known about in the same words need not be one: what is known agrees. */
void records_set_level(struct field *field, uint32_t value, uint8_t level)
{
    bool about = field->kind == FIELD_DATE && packed_date_is_about(field->facts[value].packed);
    bool range = about && packed_date_is_range(field->facts[value].packed);
    field->exact[value] = range ? DATE_USUAL_AGE : about ? DATE_PARTIAL : level;
    unsigned rarity = rarity_of(level);
    field->facts[value].rarity =
        rarity == RARITY_RARE && level >= field->lone ? RARITY_LONE : rarity & 3u;
}

double field_share_alike(const struct field *field, uint32_t value, double rows, double of_rows)
{
    double share = field_share(field, value, rows, of_rows);
    bool new_year = field->kind == FIELD_DATE && packed_is_new_year(field->facts[value].packed);
    return new_year ? fmin(1, share * field->new_year) : share;
}

void records_grade(struct field *field)
{
    for (uint32_t i = 1; i < field->values->count; i++) {
        double rows = field->counts[i];
        if (rows > 0 || field->kind <= FIELD_OTHER_NAMES)
            records_set_level(field, i,
                              level_of_share(field_share_alike(field, i, rows, field->known_rows)));
    }
}

static void measure(void *context, size_t piece)
{
    struct building *building = context;
    const struct draft *draft = &building->drafts[piece];
    struct field *field = &building->records->fields[piece];
    size_t count = field->values->count, rows = building->records->row_count;
    field->counts = memory_zeros(count, sizeof *field->counts);
    field->exact = memory_zeros(count, sizeof *field->exact);
    field->facts = memory_vast(count * sizeof *field->facts);
    memset(field->facts, 0, count * sizeof *field->facts);
    if (field->kind == FIELD_GIVEN)
        field->traits = memory_zeros(count, sizeof *field->traits);
    for (size_t row = 0; row < rows; row++)
        field->counts[draft->rows[row]]++;
    field->known_rows = (uint32_t)rows - field->counts[0];
    enum fact_form form =
        fact_form_of(field->kind, rule_is_on(building->records->rules_off, LINKAGE_RULE_ENDINGS));
    for (uint32_t i = 1; i < count; i++) {
        if (field->counts[i] == 0 && field->kind > FIELD_OTHER_NAMES)
            continue;
        facts_of(values_text(field->values, i), form, &field->facts[i]);
        if (field->traits && field->counts[i])
            field->traits[i] = spelling_traits(values_text(field->values, i));
        switch_off(building->records->rules_off, field, &field->facts[i]);
        field->facts[i].start = field->values->starts[i];
    }
    int surname = building->records->surname;
    if (field->kind == FIELD_DATE && surname >= 0)
        field->new_year = new_years_commoner(field, draft->rows, building->drafts[surname].rows,
                                             building->drafts[surname].values->count, rows);
    if (field->kind == FIELD_GIVEN)
        field->lone = level_of_share(field_share(field, 0, lone_rows, field->known_rows));
    records_grade(field);
}

enum { LAID_ROWS = 4096 };

static void lay_rows(void *context, size_t piece)
{
    struct building *building = context;
    struct records *records = building->records;
    size_t width = records->field_count, until = (piece + 1) * LAID_ROWS;
    for (size_t row = piece * LAID_ROWS; row < until && row < records->row_count; row++)
        for (size_t at = 0; at < width; at++)
            records->ids[row * width + at] = building->drafts[at].rows[building->origin[row]];
}

/* --- all together ----------------------------------------------------------------------------- */

static void take_drafts(struct building *building, struct records *records)
{
    records->given = records->surname = records->other = records->email = -1;
    for (size_t at = 0; at < building->draft_count; at++) {
        const struct draft *draft = &building->drafts[at];
        records->fields[at] = (struct field){.kind = draft->kind,
                                             .from = draft->from,
                                             .values = draft->values,
                                             .owns_values = !draft->shares_values,
                                             .lone = LEVELS,
                                             .usual = usual_share(draft->from),
                                             .new_year = 1};
        memcpy(records->fields[at].label, draft->label, sizeof draft->label);
        records->name_fields += draft->kind <= FIELD_OTHER_NAMES;
        *(draft->kind == FIELD_GIVEN     ? &records->given
          : draft->kind == FIELD_SURNAME ? &records->surname
                                         : &(int){0}) = (int)at;
        if (draft->kind == FIELD_OTHER_NAMES)
            records->other = (int)at;
        if (draft->kind == FIELD_EMAIL && records->email < 0)
            records->email = (int)at;
    }
    records->field_count = building->draft_count;
}

static uint32_t *rows_as_they_are(size_t row_count)
{
    uint32_t *order = memory_allocate((row_count + 1) * sizeof *order);
    for (uint32_t row = 0; row < row_count; row++)
        order[row] = row;
    return order;
}

void records_build(const struct linkage_table *table, uint32_t rules_off, size_t threads,
                   struct records *ret_records)
{
    struct draft list[FIELDS_MOST];
    size_t count;
    drafts_of_table(table, rules_off, threads, list, &count);
    records_of_drafts(list, count, table->row_count, false, rules_off, threads, ret_records);
    together_find(ret_records);
}

void records_of_drafts(struct draft *list, size_t count, size_t rows, bool keep_order,
                       uint32_t rules_off, size_t threads, struct records *ret_records)
{
    *ret_records = (struct records){.row_count = rows, .rules_off = rules_off};
    struct building building = {.records = ret_records, .draft_count = count};
    if (count)
        memcpy(building.drafts, list, count * sizeof *list);
    take_drafts(&building, ret_records);
    if (count == 0)
        return;
    ret_records->origin = keep_order
                              ? rows_as_they_are(rows)
                              : sort_rows(&building.drafts[choose_order(&building, rows)], rows);
    building.origin = ret_records->origin;
    parallel_for(threads, building.draft_count, renumber_piece, &building);
    parallel_for(threads, building.draft_count, measure, &building);
    ret_records->ids =
        memory_vast((rows * building.draft_count + FIELDS_MOST) * sizeof *ret_records->ids);
    parallel_for(threads, rows / LAID_ROWS + 1, lay_rows, &building);
    for (size_t at = 0; at < building.draft_count; at++) {
        memory_free(building.drafts[at].rows);
        memory_free(building.drafts[at].alone);
    }
}
