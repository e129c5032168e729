/* Parents named by identifier or number. Maternity systems write the mother's NHS number on the
 * child's record, case systems the number of her own row: there is no surer tie. */
#include "math/linkage/families/parents.h"

#include "math/linkage/texts/fold.h"
#include "math/linkage/texts/numbers.h"

#include "base/banned.h"

/* Rows by what they are known by, chained from the lowest of each key. */
struct known {
    struct map keys; /* "i" and an identifier, "n" and a number: its place in `first` */
    VECTOR(uint32_t) first;
    uint32_t *next_by_id; /* of each row; numbers need no chain */
};

/* A number shorter than this is none that a country gives. */
enum { NUMBER_LEAST = 8 };

static struct slice key_of(char kind, struct slice text, char key[static FOLD_LONGEST])
{
    size_t length = 1;
    key[0] = kind;
    if (kind == 'n') {
        length += number_close_up(text, key + 1, FOLD_LONGEST - 1);
    } else {
        length += text.length < FOLD_LONGEST - 1 ? text.length : FOLD_LONGEST - 1;
        memcpy(key + 1, text.data, length - 1);
    }
    return (struct slice){key, length};
}

static uint32_t place_of(struct known *known, struct slice key)
{
    uint32_t place = map_intern(&known->keys, key, (uint32_t)known->first.length);
    if (place == known->first.length)
        vector_push(&known->first, LINKAGE_NONE);
    return place;
}

static void know_column(struct known *known, const struct linkage_column *column, size_t row_count)
{
    bool is_id = column->kind == LINKAGE_ROW_ID;
    char key[FOLD_LONGEST];
    for (uint32_t row = (uint32_t)row_count; row-- > 0;) {
        struct slice text = values_text(&column->values, column->rows[row]);
        struct slice whole = key_of(is_id ? 'i' : 'n', text, key);
        if (text.length == 0 || (!is_id && whole.length <= NUMBER_LEAST))
            continue;
        uint32_t place = place_of(known, whole);
        if (is_id)
            known->next_by_id[row] = known->first.data[place];
        if (is_id || row < known->first.data[place])
            known->first.data[place] = row;
    }
}

static uint32_t first_of(const struct known *known, struct slice key)
{
    uint32_t place = map_get(&known->keys, key);
    return place < known->first.length ? known->first.data[place] : LINKAGE_NONE;
}

/* The row that the text names on a row of the source, or LINKAGE_NONE. */
static uint32_t named_by(const struct known *known, const struct linkage_table *table,
                         struct slice text, uint32_t child)
{
    char key[FOLD_LONGEST];
    uint32_t row = first_of(known, key_of('i', text, key));
    while (row != LINKAGE_NONE && table->source && table->source[row] != table->source[child])
        row = known->next_by_id[row];
    return row != LINKAGE_NONE ? row : first_of(known, key_of('n', text, key));
}

static bool names_people(enum linkage_kind kind)
{
    return kind == LINKAGE_ROW_ID || kind == LINKAGE_NHS_NUMBER || kind == LINKAGE_NATIONAL_NUMBER;
}

void parents_identified(const struct linkage_table *table,
                        void (*tell)(void *context, uint32_t child, uint32_t parent), void *context)
{
    struct known known = {.keys = MAP};
    bool any = false;
    for (size_t i = 0; i < table->column_count; i++)
        any |= table->columns[i].kind == LINKAGE_PARENT_ID;
    if (!any)
        return;
    known.next_by_id = memory_allocate((table->row_count + 1) * sizeof *known.next_by_id);
    for (size_t i = 0; i < table->column_count; i++)
        if (names_people(table->columns[i].kind))
            know_column(&known, &table->columns[i], table->row_count);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct linkage_column *column = &table->columns[i];
        for (uint32_t row = 0; column->kind == LINKAGE_PARENT_ID && row < table->row_count; row++) {
            struct slice text = values_text(&column->values, column->rows[row]);
            uint32_t parent = text.length ? named_by(&known, table, text, row) : LINKAGE_NONE;
            if (parent != LINKAGE_NONE && parent != row)
                tell(context, row, parent);
        }
    }
    map_free(&known.keys);
    vector_free(&known.first);
    memory_free(known.next_by_id);
}
