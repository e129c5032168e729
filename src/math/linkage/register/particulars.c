#include "math/linkage/register/particulars_own.h"
#include "math/linkage/standard/usual_ages.h"
#include "math/linkage/weigh/beliefs.h"

#include "base/banned.h"

enum { HEAD_BYTES = 3, ALONE = 128 };

/* --- habits ----------------------------------------------------------------------------------- */

static bool is_name_column(enum linkage_kind kind)
{
    return kind >= LINKAGE_GIVEN_NAME && kind <= LINKAGE_OTHER_NAME;
}

static bool is_address_column(enum linkage_kind kind)
{
    return kind == LINKAGE_HOUSE_NUMBER || kind == LINKAGE_ADDRESS || kind == LINKAGE_TOWN ||
           kind == LINKAGE_POSTCODE;
}

static bool dates_people(enum linkage_kind kind)
{
    return kind == LINKAGE_BIRTH_DATE || kind == LINKAGE_RECORDED;
}

static struct draft_columns columns_where(const struct linkage_table *table, uint32_t rules_off,
                                          bool (*wanted)(enum linkage_kind kind))
{
    struct draft_columns columns = {
        .row_count = table->row_count, .rules_off = rules_off, .source = table->source};
    for (size_t i = 0; i < table->column_count && columns.count < DRAFT_COLUMNS; i++)
        if (wanted(table->columns[i].kind))
            columns.list[columns.count++] = &table->columns[i];
    return columns;
}

/* A column says a thing of its own where it is filled on the same rows as one of its kind. */
static uint8_t nth_of(const struct linkage_table *table, const struct linkage_habit *habits,
                      size_t at)
{
    unsigned nth = 0;
    for (size_t i = 0; i < at; i++)
        if (table->columns[i].kind == table->columns[at].kind && habits[i].nth == nth &&
            draft_stand_together(&table->columns[i], &table->columns[at], table->row_count))
            nth++;
    return (uint8_t)nth;
}

static void find_habit(const struct linkage_table *table, uint32_t rules_off, size_t at,
                       struct linkage_habit *habits)
{
    const struct linkage_column *column = &table->columns[at];
    enum field_kind kind = FIELD_DATE;
    habits[at] = (struct linkage_habit){0};
    if (column->kind == LINKAGE_ADDRESS) {
        struct address_shares shares = address_shares_of(&column->values);
        habits[at].commas = shares.comma > 0.5;
        habits[at].numbers = shares.number > 0.2;
    }
    if (column->kind == LINKAGE_FULL_NAME) {
        struct draft_columns names = columns_where(table, rules_off, is_name_column);
        habits[at].surname_first = draft_surname_first(&column->values);
        habits[at].says_all = draft_says_all(&names, column);
    }
    if (usual_ages_are_told_by(column->kind)) {
        struct draft_columns dates = columns_where(table, rules_off, dates_people);
        usual_ages_find(&dates, column, &habits[at].ages);
    }
    if (column->kind != LINKAGE_RECORDED && !draft_kind_of(column->kind, &kind))
        return;
    struct standard how = standard_for(kind, column->kind, rules_off, &column->values);
    habits[at].month_first = how.month_first;
    habits[at].scheme = (uint8_t)how.scheme;
    habits[at].nth = nth_of(table, habits, at);
}

bool linkage_habit_read(struct slice bytes, struct linkage_habit *ret_habit)
{
    if (bytes.length != sizeof *ret_habit)
        return false;
    for (size_t i = 0; i < offsetof(struct linkage_habit, scheme); i++) /* those before are bools */
        if ((unsigned char)bytes.data[i] > 1)
            return false;
    if ((unsigned char)bytes.data[offsetof(struct linkage_habit, scheme)] > NUMBER_UPN)
        return false;
    memcpy(ret_habit, bytes.data, bytes.length);
    return ret_habit->ages.count <= LINKAGE_ROLES;
}

bool linkage_slots_read(struct slice bytes, struct linkage_slots *ret_slots)
{
    if (bytes.length != sizeof *ret_slots)
        return false;
    memcpy(ret_slots, bytes.data, bytes.length);
    bool sound = ret_slots->count <= LINKAGE_SLOTS;
    for (size_t i = 0; sound && i < ret_slots->count; i++) {
        const struct linkage_slot *slot = &ret_slots->list[i];
        sound = slot->kind >= 0 && slot->kind <= FIELD_NUMBER && slot->from >= 0 &&
                slot->from < LINKAGE_KINDS && memchr(slot->label, '\0', sizeof slot->label);
    }
    return sound;
}

void linkage_habits_find(struct linkage_table *table, uint32_t rules_off,
                         struct linkage_habit *habits, struct values *towns)
{
    for (size_t at = 0; at < table->column_count; at++)
        if (table->columns[at].habit)
            habits[at] = *table->columns[at].habit;
    for (size_t at = 0; at < table->column_count; at++)
        if (!table->columns[at].habit)
            find_habit(table, rules_off, at, habits);
    for (size_t at = 0; at < table->column_count; at++)
        table->columns[at].habit = &habits[at];
    struct draft_columns lines = columns_where(table, rules_off, is_address_column);
    values_intern(towns, (struct slice){0});
    draft_towns(&lines, towns);
}

/* --- from a table ----------------------------------------------------------------------------- */

/* The slot of what the draft holds, a new one where there is none; LINKAGE_SLOTS where there is no
 * room. */
static size_t slot_for(struct linkage_slots *slots, const struct draft *draft)
{
    for (size_t i = 0; i < slots->count; i++)
        if (slots->list[i].kind == (int)draft->kind && slots->list[i].from == (int)draft->from &&
            slots->list[i].nth == draft->nth)
            return i;
    if (slots->count == LINKAGE_SLOTS)
        return LINKAGE_SLOTS;
    struct linkage_slot *slot = &slots->list[slots->count];
    *slot = (struct linkage_slot){
        .kind = (int)draft->kind, .from = (int)draft->from, .nth = draft->nth};
    memcpy(slot->label, draft->label, sizeof draft->label);
    return slots->count++;
}

struct linkage_particulars *linkage_particulars_of(const struct linkage_table *table,
                                                   uint32_t rules_off, size_t threads,
                                                   struct linkage_slots *slots)
{
    struct linkage_particulars *particulars = memory_zeros(1, sizeof *particulars);
    struct linkage_table whole = *table;
    whole.keep_all = true;
    particulars->row_count = table->row_count;
    drafts_of_table(&whole, rules_off, threads, particulars->drafts, &particulars->draft_count);
    for (size_t i = 0; i < particulars->draft_count; i++)
        particulars->slots[i] = slot_for(slots, &particulars->drafts[i]);
    return particulars;
}

void linkage_particulars_free(struct linkage_particulars *particulars)
{
    if (!particulars)
        return;
    drafts_free(particulars->drafts, particulars->draft_count);
    memory_free(particulars->levels);
    memory_free(particulars);
}

size_t linkage_particulars_rows(const struct linkage_particulars *particulars)
{
    return particulars->row_count;
}

/* The draft that fills the slot, or NULL. */
static const struct draft *draft_of(const struct linkage_particulars *particulars, size_t slot)
{
    for (size_t i = 0; i < particulars->draft_count; i++)
        if (particulars->slots[i] == slot)
            return &particulars->drafts[i];
    return NULL;
}

struct slice linkage_particulars_text(const struct linkage_particulars *particulars, size_t row,
                                      size_t slot)
{
    const struct draft *draft = draft_of(particulars, slot);
    return draft ? values_text(draft->values, draft->rows[row]) : (struct slice){0};
}

bool linkage_particulars_fill(const struct linkage_particulars *particulars, size_t slot)
{
    const struct draft *draft = draft_of(particulars, slot);
    return draft && draft_known(draft, particulars->row_count) > 0;
}

void linkage_particulars_write(const struct linkage_particulars *particulars, size_t row,
                               struct buffer *out)
{
    for (size_t slot = 0; slot < LINKAGE_SLOTS; slot++) {
        const struct draft *draft = draft_of(particulars, slot);
        if (!draft || draft->rows[row] == 0)
            continue;
        struct slice text = values_text(draft->values, draft->rows[row]);
        buffer_byte(out, (char)slot);
        buffer_byte(out, (char)(text.length & 255));
        buffer_byte(out,
                    (char)(text.length >> 8 | (draft->alone && draft->alone[row] ? ALONE : 0)));
        buffer_append(out, text);
    }
}

/* --- record by record ------------------------------------------------------------------------- */

/* Names come first, whenever their slots came up, and share their values. */
static void add_draft(struct linkage_particulars *particulars, const struct linkage_slots *slots,
                      size_t slot)
{
    const struct linkage_slot *of = &slots->list[slot];
    struct draft *draft = &particulars->drafts[particulars->draft_count];
    bool name = of->kind <= (int)FIELD_OTHER_NAMES;
    *draft = (struct draft){.kind = (enum field_kind)of->kind,
                            .from = (enum linkage_kind)of->from,
                            .nth = of->nth,
                            .shares_values = name && particulars->draft_count > 0};
    memcpy(draft->label, of->label, sizeof draft->label);
    draft->values = draft->shares_values ? particulars->drafts[0].values
                                         : memory_zeros(1, sizeof *draft->values);
    if (!draft->shares_values)
        values_intern(draft->values, (struct slice){0});
    particulars->slots[particulars->draft_count++] = slot;
}

struct linkage_particulars *linkage_particulars_new(const struct linkage_slots *slots)
{
    struct linkage_particulars *particulars = memory_zeros(1, sizeof *particulars);
    for (int kind = FIELD_GIVEN; kind <= FIELD_OTHER_NAMES; kind++)
        for (size_t slot = 0; slot < slots->count; slot++)
            if (slots->list[slot].kind == kind)
                add_draft(particulars, slots, slot);
    for (size_t slot = 0; slot < slots->count && particulars->draft_count < PARTICULARS_MOST;
         slot++)
        if (slots->list[slot].kind > (int)FIELD_OTHER_NAMES)
            add_draft(particulars, slots, slot);
    return particulars;
}

bool particulars_next(struct slice *bytes, struct particular *ret_particular)
{
    if (bytes->length < HEAD_BYTES)
        return false;
    const unsigned char *head = (const unsigned char *)bytes->data;
    size_t length = head[1] | (size_t)(head[2] & ~ALONE) << 8;
    if (bytes->length < HEAD_BYTES + length || head[0] >= LINKAGE_SLOTS)
        return false;
    *ret_particular =
        (struct particular){.slot = head[0],
                            .text = slice_sub(*bytes, HEAD_BYTES, HEAD_BYTES + length),
                            .alone = head[2] & ALONE};
    *bytes = slice_sub(*bytes, HEAD_BYTES + length, bytes->length);
    return true;
}

static void make_room(struct linkage_particulars *particulars)
{
    if (particulars->row_count < particulars->capacity)
        return;
    size_t capacity = particulars->capacity ? particulars->capacity * 2 : 64;
    for (size_t i = 0; i < particulars->draft_count; i++) {
        struct draft *draft = &particulars->drafts[i];
        draft->rows = memory_resize(draft->rows, capacity + 1, sizeof *draft->rows);
        if (draft->kind == FIELD_GIVEN)
            draft->alone = memory_resize(draft->alone, capacity + 1, sizeof *draft->alone);
    }
    particulars->levels =
        memory_resize(particulars->levels, capacity * particulars->draft_count + 1, 1);
    particulars->capacity = capacity;
}

/* What levels_of may have given: how exact it is that two agree, or that nothing is said. */
static bool are_levels(const struct linkage_particulars *particulars, const uint8_t *levels)
{
    unsigned most[LINKAGE_SLOTS] = {0}; /* above the level */
    for (size_t i = 0; i < particulars->draft_count; i++)
        if (particulars->drafts[i].kind == FIELD_GIVEN)
            most[particulars->slots[i]] = TOGETHER_MOST;
    for (size_t slot = 0; levels && slot < LINKAGE_SLOTS; slot++)
        if (levels[slot] != LEVEL_MISSING && (!level_is_exact(levels[slot] & LEVEL_ALONE) ||
                                              levels[slot] >> LEVEL_BITS > most[slot]))
            return false;
    return true;
}

/* A row that says nothing yet. */
static void begin_row(struct linkage_particulars *particulars, const uint8_t *levels)
{
    size_t row = particulars->row_count, width = particulars->draft_count;
    make_room(particulars);
    for (size_t i = 0; i < width; i++) {
        struct draft *draft = &particulars->drafts[i];
        draft->rows[row] = 0;
        if (draft->alone)
            draft->alone[row] = false;
        particulars->levels[row * width + i] = levels ? levels[particulars->slots[i]] : 0;
    }
}

bool linkage_particulars_add(struct linkage_particulars *particulars, struct slice bytes,
                             const uint8_t *levels)
{
    size_t row = particulars->row_count;
    struct particular says;
    if (!are_levels(particulars, levels))
        return false;
    begin_row(particulars, levels);
    while (bytes.length) {
        if (!particulars_next(&bytes, &says))
            return false;
        for (size_t i = 0; i < particulars->draft_count; i++) {
            struct draft *draft = &particulars->drafts[i];
            if (particulars->slots[i] != says.slot)
                continue;
            if (says.alone && !draft->alone)
                return false;
            draft->rows[row] = values_intern(draft->values, says.text);
            if (says.alone)
                draft->alone[row] = true;
        }
    }
    particulars->row_count++;
    return true;
}
