#include "math/linkage/draft.h"

#include "math/linkage/addresses.h"
#include "math/linkage/standard.h"

#include "base/banned.h"

enum { PART_NUMBER, PART_STREET, PART_TOWN, PART_POSTCODE, PARTS };

static const struct {
    enum field_kind kind;
    enum linkage_kind from;
    const char *label;
} parts[PARTS] = {
    [PART_NUMBER] = {FIELD_HOUSE_NUMBER, LINKAGE_HOUSE_NUMBER, "house number"},
    [PART_STREET] = {FIELD_PLACE, LINKAGE_ADDRESS, "address"},
    [PART_TOWN] = {FIELD_PLACE, LINKAGE_TOWN, "town"},
    [PART_POSTCODE] = {FIELD_POSTCODE, LINKAGE_POSTCODE, "postcode"},
};

struct addressing {
    const struct draft_columns *columns;
    struct drafts *drafts; /* one a part, in their order */
    struct values towns;   /* that some row is known to be in */
};

static size_t part_of(enum linkage_kind kind)
{
    size_t part = 0;
    while (part < PARTS && parts[part].from != kind)
        part++;
    return part;
}

static void fill_own_column(struct addressing *addressing, const struct linkage_column *column)
{
    struct draft *draft = &addressing->drafts->list[part_of(column->kind)];
    const struct draft_columns *columns = addressing->columns;
    struct standard how =
        standard_for(draft->kind, column->kind, columns->rules_off, &column->values);
    uint32_t *standard = memory_zeros(column->values.count + 1, sizeof *standard);
    for (uint32_t i = 1; i < column->values.count; i++) {
        char text[FOLD_LONGEST];
        struct slice form = {text, 0};
        form.length = standard_text(values_text(&column->values, i), &how, text);
        standard[i] = values_intern(draft->values, form);
        if (column->kind == LINKAGE_TOWN)
            values_intern(&addressing->towns, form);
    }
    draft_fill(draft, column, standard, columns->row_count);
    memory_free(standard);
}

/* What stands after the last comma of most of the column's texts is a town. */
static void learn_towns(struct addressing *addressing, const struct linkage_column *column)
{
    for (uint32_t i = 1; i < column->values.count; i++) {
        struct slice text = values_text(&column->values, i);
        size_t comma = text.length;
        while (comma > 0 && text.data[comma - 1] != ',')
            comma--;
        char folded[FOLD_LONGEST], town[FOLD_LONGEST];
        struct slice last = {folded, fold_text(slice_sub(text, comma, text.length), "", folded)};
        struct slice form = {town, address_words(last, town)};
        if (comma > 0 && form.length && !memchr("0123456789", form.data[0], 10))
            values_intern(&addressing->towns, form);
    }
}

static void fill_from_lines(struct addressing *addressing, const struct linkage_column *column)
{
    const struct draft_columns *columns = addressing->columns;
    struct address_shares shares = address_shares_of(&column->values);
    if (shares.comma > 0.5)
        learn_towns(addressing, column);
    uint32_t *standard[PARTS];
    for (size_t part = 0; part < PARTS; part++)
        standard[part] = memory_zeros(column->values.count + 1, sizeof **standard);
    for (uint32_t i = 1; i < column->values.count; i++) {
        struct address address;
        address_parse(values_text(&column->values, i),
                      shares.number > 0.2 ? &addressing->towns : NULL, &address);
        const struct slice texts[PARTS] = {address.number, address.street, address.town,
                                           address.postcode};
        for (size_t part = 0; part < PARTS; part++)
            standard[part][i] = values_intern(addressing->drafts->list[part].values, texts[part]);
    }
    for (size_t part = 0; part < PARTS; part++) {
        draft_fill(&addressing->drafts->list[part], column, standard[part], columns->row_count);
        memory_free(standard[part]);
    }
}

/* Parts that next to no row has are left out. */
static void drop_empty(struct drafts *drafts, size_t row_count)
{
    struct drafts kept = {0};
    for (size_t i = 0; i < drafts->count; i++) {
        struct drafts one = {.list = {drafts->list[i]}, .count = 1};
        if (draft_known(&drafts->list[i], row_count) * 100 < row_count + 100)
            draft_drop_last(&one);
        else
            kept.list[kept.count++] = drafts->list[i];
    }
    *drafts = kept;
}

void draft_addresses(const struct draft_columns *columns, struct drafts *ret_drafts)
{
    *ret_drafts = (struct drafts){0};
    if (columns->count == 0)
        return;
    struct addressing addressing = {.columns = columns, .drafts = ret_drafts};
    values_intern(&addressing.towns, (struct slice){0});
    for (size_t part = 0; part < PARTS; part++)
        draft_add(ret_drafts, parts[part].kind, parts[part].from, parts[part].label,
                  columns->row_count);
    bool lines = rule_is_on(columns->rules_off, LINKAGE_RULE_ADDRESS_PARTS);
    for (size_t i = 0; i < columns->count; i++)
        if (columns->list[i]->kind != LINKAGE_ADDRESS || !lines)
            fill_own_column(&addressing, columns->list[i]);
    for (size_t i = 0; i < columns->count; i++)
        if (columns->list[i]->kind == LINKAGE_ADDRESS && lines)
            fill_from_lines(&addressing, columns->list[i]);
    values_free(&addressing.towns);
    drop_empty(ret_drafts, columns->row_count);
}
