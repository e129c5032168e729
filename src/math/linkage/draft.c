#include "math/linkage/draft.h"

#include <stdio.h>

#include "math/linkage/addresses.h"
#include "math/linkage/dates.h"
#include "math/linkage/standard.h"

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

static struct draft *add_draft(struct drafts *drafts, enum field_kind kind, enum linkage_kind from,
                               const char *label)
{
    struct draft *draft = &drafts->list[drafts->count++];
    *draft = (struct draft){
        .kind = kind, .from = from, .values = memory_zeros(1, sizeof(struct values))};
    values_intern(draft->values, (struct slice){0});
    snprintf(draft->label, sizeof draft->label, "%s", label);
    return draft;
}

/* Each row's standard number, by way of its column's number. */
static void fill_rows(struct draft *draft, const struct linkage_column *column, size_t row_count,
                      const uint32_t *standard)
{
    draft->rows = memory_allocate((row_count + 1) * sizeof *draft->rows);
    for (size_t row = 0; row < row_count; row++)
        draft->rows[row] = standard[column->rows[row]];
}

static void draft_plain(const struct linkage_column *column, enum field_kind kind, size_t row_count,
                        uint32_t rules_off, struct drafts *drafts)
{
    struct draft *draft = add_draft(drafts, kind, column->kind, column->name);
    uint32_t *standard = memory_zeros(column->values.count + 1, sizeof *standard);
    struct standard how = standard_for(kind, rules_off, &column->values);
    for (uint32_t i = 1; i < column->values.count; i++) {
        char text[FOLD_LONGEST];
        size_t length = standard_text(values_text(&column->values, i), &how, text);
        standard[i] = values_intern(draft->values, (struct slice){text, length});
    }
    fill_rows(draft, column, row_count, standard);
    memory_free(standard);
}

enum { PART_NUMBER, PART_STREET, PART_POSTCODE, PARTS };

static void draft_address(const struct linkage_column *column, size_t row_count, bool has_number,
                          bool has_postcode, struct drafts *drafts)
{
    uint32_t *standard[PARTS];
    struct draft *parts[PARTS] = {0};
    parts[PART_STREET] = add_draft(drafts, FIELD_PLACE, column->kind, column->name);
    if (!has_number)
        parts[PART_NUMBER] =
            add_draft(drafts, FIELD_HOUSE_NUMBER, LINKAGE_HOUSE_NUMBER, "house number");
    if (!has_postcode)
        parts[PART_POSTCODE] = add_draft(drafts, FIELD_POSTCODE, LINKAGE_POSTCODE, "postcode");
    for (size_t part = 0; part < PARTS; part++)
        standard[part] = memory_zeros(column->values.count + 1, sizeof **standard);
    for (uint32_t i = 1; i < column->values.count; i++) {
        struct address address;
        address_parse(values_text(&column->values, i), &address);
        const struct slice texts[PARTS] = {address.number, address.street, address.postcode};
        for (size_t part = 0; part < PARTS; part++)
            if (parts[part])
                standard[part][i] = values_intern(parts[part]->values, texts[part]);
    }
    for (size_t part = 0; part < PARTS; part++) {
        if (parts[part])
            fill_rows(parts[part], column, row_count, standard[part]);
        memory_free(standard[part]);
    }
}

void draft_column(const struct linkage_column *column, size_t row_count, uint32_t rules_off,
                  bool has_number, bool has_postcode, struct drafts *ret_drafts)
{
    enum field_kind kind;
    *ret_drafts = (struct drafts){0};
    if (!draft_kind_of(column->kind, &kind))
        return;
    if (column->kind != LINKAGE_ADDRESS || !rule_is_on(rules_off, LINKAGE_RULE_ADDRESS_PARTS)) {
        draft_plain(column, kind, row_count, rules_off, ret_drafts);
        return;
    }
    struct address_shares shares = address_shares_of(&column->values);
    draft_address(column, row_count, has_number || shares.number < 0.2,
                  has_postcode || shares.postcode < 0.2, ret_drafts);
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

void draft_birth(const struct linkage_column *year, const struct linkage_column *month,
                 const struct linkage_column *day, size_t row_count, struct drafts *ret_drafts)
{
    *ret_drafts = (struct drafts){0};
    struct draft *draft = add_draft(ret_drafts, FIELD_DATE, LINKAGE_BIRTH_DATE, "date of birth");
    draft->rows = memory_allocate((row_count + 1) * sizeof *draft->rows);
    for (size_t row = 0; row < row_count; row++) {
        char date[WRITTEN_DATE];
        put_digits(year, row, 4, date);
        put_digits(month, row, 2, date + 4);
        put_digits(day, row, 2, date + 6);
        bool known = memcmp(date, "????????", WRITTEN_DATE) != 0;
        draft->rows[row] =
            known ? values_intern(draft->values, (struct slice){date, WRITTEN_DATE}) : 0;
    }
}
