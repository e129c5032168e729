#include "math/linkage/standard/draft.h"

#include "math/linkage/standard/usual_ages.h"

#include "base/banned.h"

/* Pieces of work, each of which makes drafts of some of the columns. */
struct drafting {
    const struct linkage_table *table;
    struct piece {
        struct draft_columns columns;
        enum field_kind kind; /* of a plain piece */
        uint8_t nth;          /* of it, among those of its kind */
        struct drafts made;
    } pieces[FIELDS_MOST + 2];
    size_t piece_count;
};

enum { PIECE_NAMES, PIECE_ADDRESSES, PIECE_PLAIN };

static bool is_name(enum linkage_kind kind)
{
    return kind >= LINKAGE_GIVEN_NAME && kind <= LINKAGE_OTHER_NAME;
}

static bool is_address(enum linkage_kind kind)
{
    return kind == LINKAGE_HOUSE_NUMBER || kind == LINKAGE_ADDRESS || kind == LINKAGE_TOWN ||
           kind == LINKAGE_POSTCODE;
}

/* What a date of birth is made of; a day of the record, where ages stand beside it. */
static bool is_birth(enum linkage_kind kind)
{
    return kind == LINKAGE_BIRTH_DATE || kind == LINKAGE_BIRTH_YEAR ||
           kind == LINKAGE_BIRTH_MONTH || kind == LINKAGE_BIRTH_DAY || kind == LINKAGE_AGE ||
           kind == LINKAGE_RECORDED || kind == LINKAGE_ROLE;
}

/* Whether any row has both what tells an age and this, the day of the record. */
static bool dates_ages(const struct linkage_table *table, const struct linkage_column *recorded)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct linkage_column *column = &table->columns[i];
        bool ages = column->kind == LINKAGE_AGE || usual_ages_are_told_by(column->kind);
        for (size_t row = 0; ages && row < table->row_count; row++)
            if (column->rows[row] && recorded->rows[row])
                return true;
    }
    return false;
}

bool draft_stand_together(const struct linkage_column *a, const struct linkage_column *b,
                          size_t row_count)
{
    size_t both = 0, fewer_a = 0, fewer_b = 0;
    for (size_t row = 0; row < row_count; row++) {
        both += a->rows[row] && b->rows[row];
        fewer_a += a->rows[row] != 0;
        fewer_b += b->rows[row] != 0;
    }
    size_t fewer = fewer_a < fewer_b ? fewer_a : fewer_b;
    return both * 5 > fewer;
}

/* The plain piece that the column belongs to, a new one where there is none. */
static struct piece *plain_piece(struct drafting *drafting, const struct linkage_column *column,
                                 enum field_kind kind)
{
    const struct linkage_table *table = drafting->table;
    uint8_t nth = 0;
    for (size_t i = PIECE_PLAIN; i < drafting->piece_count; i++) {
        struct piece *piece = &drafting->pieces[i];
        const struct linkage_column *first = piece->columns.list[0];
        bool birth = is_birth(column->kind) && is_birth(first->kind);
        bool one = column->habit ? column->habit->nth == piece->nth
                                 : !draft_stand_together(column, first, table->row_count);
        if (birth || (column->kind == first->kind && one))
            return piece;
        nth = (uint8_t)(nth + (column->kind == first->kind));
    }
    if (drafting->piece_count == FIELDS_MOST + 2)
        return NULL;
    struct piece *piece = &drafting->pieces[drafting->piece_count++];
    piece->kind = kind;
    piece->nth = column->habit ? column->habit->nth : nth;
    return piece;
}

static struct piece *birth_piece(struct drafting *drafting)
{
    for (size_t i = PIECE_PLAIN; i < drafting->piece_count; i++)
        if (is_birth(drafting->pieces[i].columns.list[0]->kind))
            return &drafting->pieces[i];
    return NULL;
}

static void add_column(struct piece *piece, const struct linkage_column *column)
{
    if (piece && piece->columns.count < DRAFT_COLUMNS)
        piece->columns.list[piece->columns.count++] = column;
}

static void sort_columns(struct drafting *drafting, uint32_t rules_off)
{
    const struct linkage_table *table = drafting->table;
    drafting->piece_count = PIECE_PLAIN;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct linkage_column *column = &table->columns[i];
        enum field_kind kind = FIELD_DATE;
        if (column->kind == LINKAGE_RECORDED && !dates_ages(table, column))
            continue;
        struct piece *piece = is_name(column->kind)      ? &drafting->pieces[PIECE_NAMES]
                              : is_address(column->kind) ? &drafting->pieces[PIECE_ADDRESSES]
                              : is_birth(column->kind) || draft_kind_of(column->kind, &kind)
                                  ? plain_piece(drafting, column, kind)
                                  : NULL;
        add_column(piece, column);
    }
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].kind == LINKAGE_PARENT_NAME) /* a field, and the sign of a child */
            add_column(birth_piece(drafting), &table->columns[i]);
        struct piece *names = &drafting->pieces[PIECE_NAMES];
        if (names->columns.count > 0 && (table->columns[i].kind == LINKAGE_EMAIL ||
                                         table->columns[i].kind == LINKAGE_PARENT_NAME))
            add_column(names, &table->columns[i]); /* a field, or what a name lacks */
        struct piece *addresses = &drafting->pieces[PIECE_ADDRESSES];
        if (table->columns[i].kind == LINKAGE_LOCALITY && addresses->columns.count > 0)
            add_column(addresses, &table->columns[i]); /* a field, or a flat's house */
    }
    for (size_t i = 0; i < drafting->piece_count; i++) {
        drafting->pieces[i].columns.row_count = table->row_count;
        drafting->pieces[i].columns.rules_off = rules_off;
        drafting->pieces[i].columns.source = table->source;
        drafting->pieces[i].columns.towns = table->towns;
        drafting->pieces[i].columns.keep_all = table->keep_all;
    }
}

static void make_drafts(void *context, size_t at)
{
    struct drafting *drafting = context;
    struct piece *piece = &drafting->pieces[at];
    if (at == PIECE_NAMES)
        draft_names(&piece->columns, &piece->made);
    else if (at == PIECE_ADDRESSES)
        draft_addresses(&piece->columns, &piece->made);
    else
        draft_plain(&piece->columns, piece->kind, &piece->made);
}

void drafts_free(struct draft *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        memory_free(list[i].rows);
        memory_free(list[i].alone);
        if (list[i].shares_values)
            continue;
        values_free(list[i].values);
        memory_free(list[i].values);
    }
}

void drafts_of_table(const struct linkage_table *table, uint32_t rules_off, size_t threads,
                     struct draft *list, size_t *ret_count)
{
    struct drafting *drafting = memory_zeros(1, sizeof *drafting);
    drafting->table = table;
    sort_columns(drafting, rules_off);
    parallel_for(threads, drafting->piece_count, make_drafts, drafting);
    *ret_count = 0;
    for (size_t piece = 0; piece < drafting->piece_count; piece++)
        for (size_t i = 0; i < drafting->pieces[piece].made.count; i++) {
            struct draft *draft = &drafting->pieces[piece].made.list[i];
            draft->nth = drafting->pieces[piece].nth;
            if (*ret_count < FIELDS_MOST)
                list[(*ret_count)++] = *draft;
            else
                drafts_free(draft, 1);
        }
    memory_free(drafting);
}
