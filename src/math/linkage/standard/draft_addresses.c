#include "math/linkage/standard/draft.h"

#include "math/linkage/standard/standard.h"
#include "math/linkage/texts/addresses.h"
#include "math/linkage/texts/rules.h"

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
    struct drafts *drafts;      /* one a part, in their order */
    const struct values *towns; /* that some row is known to be in */
    struct values *learnt;      /* the same while they are not given */
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
        if (column->kind == LINKAGE_TOWN && addressing->learnt)
            values_intern(addressing->learnt, form);
    }
    draft_fill(draft, column, standard, columns->row_count);
    memory_free(standard);
}

static void fill_own_columns(struct addressing *addressing, enum linkage_kind kind)
{
    for (size_t i = 0; i < addressing->columns->count; i++)
        if (addressing->columns->list[i]->kind == kind)
            fill_own_column(addressing, addressing->columns->list[i]);
}

/* What stands after the last comma of most of the column's texts is a town. */
static void learn_towns(struct values *towns, const struct linkage_column *column)
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
            values_intern(towns, form);
    }
}

/* Whether the lines part the town by a comma, and have house numbers. */
static void see_lines(const struct linkage_column *column, bool *ret_commas, bool *ret_numbers)
{
    struct address_shares shares = {0};
    if (!column->habit)
        shares = address_shares_of(&column->values);
    *ret_commas = column->habit ? column->habit->commas : shares.comma > 0.5;
    *ret_numbers = column->habit ? column->habit->numbers : shares.number > 0.2;
}

static void fill_by_parts(struct addressing *addressing, const struct linkage_column *column,
                          bool numbers)
{
    const struct draft_columns *columns = addressing->columns;
    uint32_t *standard[PARTS];
    for (size_t part = 0; part < PARTS; part++)
        standard[part] = memory_zeros(column->values.count + 1, sizeof **standard);
    for (uint32_t i = 1; i < column->values.count; i++) {
        struct address address;
        address_parse(values_text(&column->values, i), numbers ? addressing->towns : NULL,
                      &address);
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

static void fill_from_lines(struct addressing *addressing, const struct linkage_column *column)
{
    bool commas, numbers;
    see_lines(column, &commas, &numbers);
    if (commas && addressing->learnt)
        learn_towns(addressing->learnt, column);
    fill_by_parts(addressing, column, numbers);
}

/* What the row says in the first column of the kind that it fills. */
static struct slice text_of(const struct draft_columns *columns, enum linkage_kind kind, size_t row)
{
    for (size_t i = 0; i < columns->count; i++)
        if (columns->list[i]->kind == kind && columns->list[i]->rows[row])
            return values_text(&columns->list[i]->values, columns->list[i]->rows[row]);
    return (struct slice){0};
}

/* Where the line of the first kind, or what should be a house number, is no address without that of
 * the second, the row has both as one. A number alone is left to its own column. */
static void fill_from_two_lines(struct addressing *addressing, enum linkage_kind first,
                                enum linkage_kind second)
{
    const struct draft_columns *columns = addressing->columns;
    if (!draft_column_of(columns, first) || !draft_column_of(columns, second))
        return;
    struct linkage_column both = {.kind = LINKAGE_ADDRESS};
    both.rows = memory_zeros(columns->row_count + 1, sizeof *both.rows);
    values_intern(&both.values, (struct slice){0});
    for (size_t row = 0; row < columns->row_count; row++) {
        struct slice line = text_of(columns, first, row), rest = text_of(columns, second, row);
        bool alone = first == LINKAGE_HOUSE_NUMBER && (!line.length || address_is_flat(line));
        if (!rest.length || alone)
            continue;
        char text[2 * FOLD_LONGEST];
        size_t length = address_of_two_lines(line, rest, text);
        both.rows[row] = values_intern(&both.values, (struct slice){text, length});
    }
    fill_by_parts(addressing, &both, true);
    values_free(&both.values);
    memory_free(both.rows);
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
    struct values towns = {0};
    values_intern(&towns, (struct slice){0});
    struct addressing addressing = {.columns = columns,
                                    .drafts = ret_drafts,
                                    .towns = columns->towns ? columns->towns : &towns,
                                    .learnt = columns->towns ? NULL : &towns};
    for (size_t part = 0; part < PARTS; part++)
        draft_add(ret_drafts, parts[part].kind, parts[part].from, parts[part].label,
                  columns->row_count);
    bool lines = rule_is_on(columns->rules_off, LINKAGE_RULE_ADDRESS_PARTS);
    fill_own_columns(&addressing, LINKAGE_TOWN);
    fill_own_columns(&addressing, LINKAGE_POSTCODE);
    if (lines) {
        fill_from_two_lines(&addressing, LINKAGE_ADDRESS, LINKAGE_LOCALITY);
        fill_from_two_lines(&addressing, LINKAGE_HOUSE_NUMBER, LINKAGE_ADDRESS);
    }
    fill_own_columns(&addressing, LINKAGE_HOUSE_NUMBER);
    if (!lines)
        fill_own_columns(&addressing, LINKAGE_ADDRESS);
    for (size_t i = 0; i < columns->count; i++)
        if (columns->list[i]->kind == LINKAGE_ADDRESS && lines)
            fill_from_lines(&addressing, columns->list[i]);
    values_free(&towns);
    if (!columns->keep_all)
        drop_empty(ret_drafts, columns->row_count);
}

void draft_towns(const struct draft_columns *columns, struct values *towns)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct linkage_column *column = columns->list[i];
        bool commas = false, numbers;
        if (column->kind == LINKAGE_ADDRESS)
            see_lines(column, &commas, &numbers);
        if (commas && rule_is_on(columns->rules_off, LINKAGE_RULE_ADDRESS_PARTS))
            learn_towns(towns, column);
        if (column->kind != LINKAGE_TOWN)
            continue;
        struct standard how =
            standard_for(FIELD_PLACE, LINKAGE_TOWN, columns->rules_off, &column->values);
        for (uint32_t value = 1; value < column->values.count; value++) {
            char text[FOLD_LONGEST];
            size_t length = standard_text(values_text(&column->values, value), &how, text);
            values_intern(towns, (struct slice){text, length});
        }
    }
}
