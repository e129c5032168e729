/* All records of a register at once, as they are shown: for households, families and the report.
 *
 * Shields hold by what is left out. A shielded record is in the linkage as a row that is compared
 * with none and says nothing: it has no pair, lives nowhere, names no parent and is named by
 * nobody. So no part of the engine has to know of shields, and none can forget them. */
#include "domain/people/people_own.h"

#include <stdlib.h>

#include "base/banned.h"

/* --- rows ------------------------------------------------------------------------------------- */

struct listing {
    struct people_whole *whole;
    size_t room;
    const char *last; /* source */
    struct arena *arena;
};

static void take_source(struct listing *listing, struct slice name)
{
    struct people_whole *whole = listing->whole;
    if (whole->source_count && slice_is(name, whole->source_names[whole->source_count - 1]))
        return;
    whole->first_row[whole->source_count] = (uint32_t)whole->row_count;
    whole->source_names[whole->source_count++] = arena_string(listing->arena, name);
}

static void take_row(void *context, const struct people_shown *shown)
{
    struct listing *listing = context;
    struct people_whole *whole = listing->whole;
    if (whole->row_count == listing->room) /* more than the register says that it has */
        return;
    take_source(listing, shown->source);
    size_t row = whole->row_count++;
    whole->source[row] = (uint16_t)(whole->source_count - 1);
    whole->records[row] = shown->record;
    whole->shown[row] = shown->number;
    whole->id.rows[row] = values_intern(&whole->id.values, shown->id);
}

static int list_rows(struct people *people, struct people_whole *whole, struct err *err)
{
    size_t room = (size_t)people->records;
    struct listing listing = {.whole = whole, .room = room, .arena = &people->arena};
    whole->records = memory_allocate((room + 1) * sizeof *whole->records);
    whole->shown = memory_allocate((room + 1) * sizeof *whole->shown);
    whole->shielded = memory_zeros(room + 1, sizeof *whole->shielded);
    whole->source = memory_allocate((room + 1) * sizeof *whole->source);
    whole->source_names = memory_zeros(PEOPLE_SOURCES, sizeof *whole->source_names);
    whole->first_row = memory_zeros(PEOPLE_SOURCES + 1, sizeof *whole->first_row);
    whole->id = (struct linkage_column){.name = "id", .kind = LINKAGE_ROW_ID, .decided = true};
    whole->id.rows = memory_allocate((room + 1) * sizeof *whole->id.rows);
    values_intern(&whole->id.values, (struct slice){0});
    int code = people_each(people, take_row, &listing, err);
    whole->first_row[whole->source_count] = (uint32_t)whole->row_count;
    if (code == 0 && (whole->row_count == 0 || people->slots.count == 0))
        return err_set(err, ERR_NOT_FOUND, "register",
                       "The register %s has no records yet. Feed it first, as NAME=FILE.csv.",
                       people->path);
    return code == 0 && whole->row_count < room ? people_damaged(people, err) : code;
}

/* --- what is never compared ------------------------------------------------------------------- */

static const char beside_of[] = "SELECT shielded, beside FROM record WHERE number = ?1";

static void begin_column(struct linkage_column *column, const char *name, enum linkage_kind kind,
                         size_t rows)
{
    *column = (struct linkage_column){.name = name, .kind = kind, .decided = true};
    values_intern(&column->values, (struct slice){0});
    column->rows = memory_zeros(rows + 1, sizeof *column->rows);
}

static bool names_people(int kind)
{
    return kind == LINKAGE_NHS_NUMBER || kind == LINKAGE_NATIONAL_NUMBER;
}

/* The columns kept beside, the identifiers, then numbers that a parent may be named by. */
static void begin_columns(const struct people *people, struct people_whole *whole)
{
    struct linkage_table *table = whole->table = memory_zeros(1, sizeof *whole->table);
    size_t count = people->beside.count, rows = whole->row_count;
    table->columns = memory_zeros(count + 1 + people->slots.count, sizeof *table->columns);
    for (size_t i = 0; i < count; i++)
        begin_column(&table->columns[i], people->beside.names[i], people->beside.kinds[i], rows);
    begin_column(&table->columns[count++], "id", LINKAGE_ROW_ID, rows);
    for (size_t slot = 0; slot < people->slots.count; slot++)
        if (names_people(people->slots.list[slot].from))
            begin_column(&table->columns[count++], people->slots.list[slot].label,
                         (enum linkage_kind)people->slots.list[slot].from, rows);
    table->column_count = count;
}

static void take_beside(const struct people *people, struct people_whole *whole, size_t row,
                        struct slice bytes)
{
    size_t column;
    struct slice text;
    while (people_beside_next(people, &bytes, &column, &text)) {
        struct linkage_column *to = &whole->table->columns[column];
        to->rows[row] = values_intern(&to->values, text);
    }
    struct linkage_column *id = &whole->table->columns[people->beside.count];
    id->rows[row] = values_intern(&id->values, values_text(&whole->id.values, whole->id.rows[row]));
}

static void take_numbers(const struct people *people, struct people_whole *whole,
                         const struct linkage_particulars *says)
{
    struct linkage_column *to = &whole->table->columns[people->beside.count + 1];
    for (size_t slot = 0; slot < people->slots.count; slot++) {
        if (!names_people(people->slots.list[slot].from))
            continue;
        for (size_t row = 0; row < whole->row_count; row++)
            to->rows[row] = values_intern(&to->values, linkage_particulars_text(says, row, slot));
        to++;
    }
}

static int fetch_rows(struct people *people, struct people_whole *whole, struct people_batch *batch,
                      struct err *err)
{
    int code = 0;
    begin_columns(people, whole);
    for (size_t row = 0; row < whole->row_count && code >= 0; row++) {
        int64_t number = whole->records[row];
        CLEANUP(store_release)
        struct store_statement *beside = store_prepare(people->store, beside_of);
        store_bind_integer(beside, 1, number);
        code = store_step(beside, err);
        if (code < 0)
            break;
        whole->shielded[row] = code == 0 || store_integer(beside, 0) != 0;
        if (!whole->shielded[row])
            take_beside(people, whole, row, store_blob(beside, 1));
        code = whole->shielded[row] ? people_fetch_hidden(people, number, batch, err)
                                    : people_fetch(people, number, batch, err);
    }
    if (code >= 0)
        take_numbers(people, whole, batch->says);
    return code < 0 ? code : 0;
}

/* --- persons ---------------------------------------------------------------------------------- */

struct member {
    int64_t shown;
    uint32_t row;
};

static int by_person(const void *a, const void *b)
{
    const struct member *left = a, *right = b;
    if (left->shown != right->shown)
        return left->shown < right->shown ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Each person by its first row. */
static void take_persons(struct people_whole *whole)
{
    size_t rows = whole->row_count;
    struct member *members = memory_allocate((rows + 1) * sizeof *members);
    uint32_t *person = memory_allocate((rows + 1) * sizeof *person);
    for (uint32_t row = 0; row < rows; row++)
        members[row] = (struct member){whole->shown[row], row};
    qsort(members, rows, sizeof *members, by_person);
    for (size_t i = 0; i < rows; i++)
        person[members[i].row] = i > 0 && members[i].shown == members[i - 1].shown
                                     ? person[members[i - 1].row]
                                     : members[i].row;
    linkage_take_persons(whole->linkage, person);
    memory_free(members);
    memory_free(person);
}

/* Decisions about shielded records are obeyed where persons are made, and told to nobody. */
static size_t leave_out_shielded(const struct people_whole *whole,
                                 struct linkage_decision *decisions, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!whole->shielded[decisions[i].a] && !whole->shielded[decisions[i].b])
            decisions[kept++] = decisions[i];
    return kept;
}

/* As the run that joins them would, with pairs further down. */
static int compare(struct people *people, struct people_whole *whole, struct err *err)
{
    struct linkage *linkage = whole->linkage;
    struct people_blocks blocks = {.people = people};
    struct linkage_keeper keeper = people_blocks_closed(&blocks);
    if (people->learnt) {
        linkage_block_learnt(linkage, people->learnt, &keeper);
    } else { /* one record alone teaches nothing */
        linkage_block(linkage);
        linkage_estimate(linkage);
    }
    int code = blocks.code;
    if (code < 0 && err)
        *err = blocks.err;
    people_blocks_free(&blocks);
    if (code == 0)
        linkage_compare(linkage);
    return code;
}

static int make_linkage(struct people *people, double floor, size_t threads,
                        struct people_batch *batch, struct people_whole *whole, struct err *err)
{
    struct people_rows rows;
    int code = people_rows_of(people, batch, threads, &rows, err);
    if (code < 0)
        return code;
    struct linkage_table *table = whole->table;
    table->row_count = rows.table.row_count;
    table->source = whole->source_of = rows.source;
    table->source_count = rows.table.source_count;
    whole->decisions = rows.decisions;
    rows.options.decision_count =
        leave_out_shielded(whole, rows.decisions, rows.options.decision_count);
    rows.options.alone = whole->shielded;
    rows.options.floor = floor < rows.options.floor ? floor : rows.options.floor;
    whole->linkage =
        linkage_of_particulars(table, batch->says, &rows.options, people->learnt, false);
    batch->says = NULL;
    code = compare(people, whole, err);
    if (code == 0)
        take_persons(whole);
    return code;
}

int people_whole(struct people *people, double floor, size_t threads, uint64_t memory,
                 struct people_whole *ret_whole, struct err *err)
{
    CLEANUP(people_batch_free) struct people_batch batch = {0};
    *ret_whole = (struct people_whole){0};
    int code = people_check_memory(people, memory, err);
    if (code == 0)
        code = list_rows(people, ret_whole, err);
    if (code == 0)
        code = fetch_rows(people, ret_whole, &batch, err);
    if (code == 0)
        code = make_linkage(people, floor, threads, &batch, ret_whole, err);
    if (code < 0)
        people_whole_free(ret_whole);
    return code;
}

static void free_table(struct linkage_table *table)
{
    for (size_t i = 0; table && i < table->column_count; i++) {
        values_free(&table->columns[i].values);
        memory_free(table->columns[i].rows);
    }
    if (table)
        memory_free(table->columns);
    memory_free(table);
}

void people_whole_free(struct people_whole *whole)
{
    linkage_free(whole->linkage);
    free_table(whole->table);
    values_free(&whole->id.values);
    memory_free(whole->id.rows);
    memory_free(whole->records);
    memory_free(whole->shown);
    memory_free(whole->shielded);
    memory_free(whole->source);
    memory_free(whole->source_names);
    memory_free(whole->first_row);
    memory_free(whole->source_of);
    memory_free(whole->decisions);
    *whole = (struct people_whole){0};
}

/* --- households ------------------------------------------------------------------------------- */

/* What the record's own address says where nobody else is. */
static int home_alone(struct people *people, int64_t number, uint8_t *ret_basis, struct err *err)
{
    CLEANUP(people_batch_free) struct people_batch batch = {0};
    CLEANUP(people_rows_free) struct people_rows rows = {0};
    struct linkage *linkage = NULL;
    struct linkage_households alone = {0};
    uint32_t nobody_else = 0;
    int code = people_fetch(people, number, &batch, err);
    if (code == 0)
        code = people_linkage_of(people, &batch, &rows, &linkage, err);
    if (code < 0)
        return code;
    linkage_take_persons(linkage, &nobody_else);
    linkage_households_find(linkage, &alone);
    *ret_basis = alone.basis[0];
    linkage_households_free(&alone);
    linkage_free(linkage);
    return 0;
}

static int part_shielded(struct people *people, const struct people_whole *whole,
                         struct linkage_households *households, struct err *err)
{
    CLEANUP(cleanup_memory) uint8_t *basis = memory_zeros(whole->row_count + 1, sizeof *basis);
    int code = 0;
    for (size_t row = 0; row < whole->row_count && code == 0; row++)
        if (whole->shielded[row])
            code = home_alone(people, whole->records[row], &basis[row], err);
    if (code == 0)
        linkage_households_part(households, whole->row_count, whole->shielded, basis);
    return code;
}

int people_households(struct people *people, const struct people_whole *whole,
                      struct linkage_households *ret_households, struct err *err)
{
    struct linkage_households households = {0};
    linkage_households_find(whole->linkage, &households);
    int code = part_shielded(people, whole, &households, err);
    if (code < 0)
        linkage_households_free(&households);
    else
        *ret_households = households;
    return code;
}
