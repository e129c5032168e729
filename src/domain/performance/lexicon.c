#include "domain/performance/lexicon.h"

#include <stdio.h>

#include "base/banned.h"

static const char select_state[] =
    "SELECT coalesce(max(id), 0) * 1000000 + count(undone_at) FROM load";
static const char select_measures[] =
    "SELECT m.id, m.code, s.title, s.unit, coalesce(s.kind, 0), m.stands IS NOT NULL,"
    " coalesce(s.taught, 0)"
    " FROM measure AS m LEFT JOIN measure_said AS s ON s.measure = m.id AND s.load = m.stands"
    " ORDER BY m.id";
static const char select_areas[] =
    "SELECT a.id, a.code, s.name, s.region, coalesce(s.level, 3), a.stands IS NOT NULL"
    " FROM area AS a LEFT JOIN area_said AS s ON s.area = a.id AND s.load = a.stands"
    " ORDER BY a.id";
static const char select_codes[] = "SELECT scheme, code, area FROM area_code";
static const char select_periods[] = "SELECT id, text, kind FROM period ORDER BY id";
static const char select_labels[] = "SELECT id, period, text FROM period_label ORDER BY id";
static const char select_breakdowns[] =
    "SELECT id, code, dimension, label FROM breakdown ORDER BY id";
static const char select_notes[] = "SELECT id, text FROM note ORDER BY id";

static const char insert_measure[] = "INSERT INTO measure (id, code) VALUES (?1, ?2)";
static const char insert_area[] = "INSERT INTO area (id, code) VALUES (?1, ?2)";
static const char insert_code[] =
    "INSERT OR REPLACE INTO area_code (code, scheme, area, load, from_date, until_date)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
static const char insert_period[] =
    "INSERT INTO period (id, kind, text, ends) VALUES (?1, ?2, ?3, ?4)";
static const char insert_label[] =
    "INSERT INTO period_label (id, period, text) VALUES (?1, ?2, ?3)";
static const char insert_breakdown[] =
    "INSERT INTO breakdown (id, code, dimension, label) VALUES (?1, ?2, ?3, ?4)";
static const char insert_note[] = "INSERT INTO note (id, text) VALUES (?1, ?2)";

/* --- keys of the maps ------------------------------------------------------------------------ */

enum { KEY = 1024 };

/* A number and a text as one key. */
static struct slice key_of(char key[static KEY], int64_t number, struct slice text)
{
    int head = snprintf(key, KEY, "%lld ", (long long)number);
    text = slice_sub(text, 0, KEY - 32);
    if (text.length)
        memcpy(key + head, text.data, text.length);
    return (struct slice){key, (size_t)head + text.length};
}

static struct slice code_key(char key[static KEY], struct slice scheme, struct slice code)
{
    scheme = slice_sub(scheme, 0, KEY / 4);
    code = slice_sub(code, 0, KEY / 2);
    int length = snprintf(key, KEY, "%.*s\x1f%.*s", SLICE_PRINT(scheme), SLICE_PRINT(code));
    return (struct slice){key, (size_t)length};
}

/* --- reading --------------------------------------------------------------------------------- */

static struct slice keep(struct lexicon *lexicon, struct slice text)
{
    return text.data ? arena_slice(&lexicon->arena, text) : (struct slice){0};
}

static void add_measure(struct lexicon *lexicon, struct known_measure measure)
{
    map_set(&lexicon->measure_index, measure.code, (uint32_t)lexicon->measures.length);
    vector_push(&lexicon->measures, measure);
    if (lexicon->next_measure <= measure.id)
        lexicon->next_measure = measure.id + 1;
}

static void add_area(struct lexicon *lexicon, struct known_area area)
{
    map_set(&lexicon->area_index, area.code, (uint32_t)lexicon->areas.length);
    vector_push(&lexicon->areas, area);
    if (lexicon->next_area <= area.id)
        lexicon->next_area = area.id + 1;
}

static void add_code(struct lexicon *lexicon, struct known_code code)
{
    char key[KEY];
    uint32_t index = (uint32_t)lexicon->codes.length;
    map_set(&lexicon->code_index, code_key(key, code.scheme, code.code), index);
    map_intern(&lexicon->any_code_index, code.code, index);
    vector_push(&lexicon->codes, code);
}

static void add_period(struct lexicon *lexicon, struct known_period period)
{
    char key[KEY], text[PERIOD_TEXT_SIZE];
    period_format(period.period, text);
    map_set(&lexicon->period_index, key_of(key, (int64_t)period.period.kind, slice_from(text)),
            (uint32_t)lexicon->periods.length);
    vector_push(&lexicon->periods, period);
    if (lexicon->next_period <= period.id)
        lexicon->next_period = period.id + 1;
}

static void add_label(struct lexicon *lexicon, struct known_text label)
{
    char key[KEY];
    map_set(&lexicon->label_index, key_of(key, label.period, label.text),
            (uint32_t)lexicon->labels.length);
    vector_push(&lexicon->labels, label);
    if (lexicon->next_label <= label.id)
        lexicon->next_label = label.id + 1;
}

static void add_breakdown(struct lexicon *lexicon, struct known_text breakdown)
{
    map_set(&lexicon->breakdown_index, breakdown.text, (uint32_t)lexicon->breakdowns.length);
    vector_push(&lexicon->breakdowns, breakdown);
    if (lexicon->next_breakdown <= breakdown.id)
        lexicon->next_breakdown = breakdown.id + 1;
}

static void add_note(struct lexicon *lexicon, struct known_text note)
{
    map_set(&lexicon->note_index, note.text, (uint32_t)lexicon->notes.length);
    vector_push(&lexicon->notes, note);
    if (lexicon->next_note <= note.id)
        lexicon->next_note = note.id + 1;
}

static void read_measure(struct lexicon *lexicon, const struct store_statement *row)
{
    add_measure(lexicon, (struct known_measure){.id = store_integer(row, 0),
                                                .code = keep(lexicon, store_text(row, 1)),
                                                .title = keep(lexicon, store_text(row, 2)),
                                                .unit = keep(lexicon, store_text(row, 3)),
                                                .kind = (enum year_kind)store_integer(row, 4),
                                                .said = store_integer(row, 5) != 0,
                                                .taught = store_integer(row, 6) != 0});
}

static void read_area(struct lexicon *lexicon, const struct store_statement *row)
{
    add_area(lexicon, (struct known_area){.id = store_integer(row, 0),
                                          .code = keep(lexicon, store_text(row, 1)),
                                          .name = keep(lexicon, store_text(row, 2)),
                                          .region = keep(lexicon, store_text(row, 3)),
                                          .level = (enum area_level)store_integer(row, 4),
                                          .said = store_integer(row, 5) != 0});
}

/* Areas were read in the order of their ids. */
static uint32_t area_of_id(const struct lexicon *lexicon, int64_t id)
{
    size_t from = 0, to = lexicon->areas.length;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (lexicon->areas.data[middle].id < id)
            from = middle + 1;
        else
            to = middle;
    }
    bool found = from < lexicon->areas.length && lexicon->areas.data[from].id == id;
    return found ? (uint32_t)from : MAP_ABSENT;
}

static void read_code(struct lexicon *lexicon, const struct store_statement *row)
{
    uint32_t area = area_of_id(lexicon, store_integer(row, 2));
    if (area != MAP_ABSENT)
        add_code(lexicon, (struct known_code){.scheme = keep(lexicon, store_text(row, 0)),
                                              .code = keep(lexicon, store_text(row, 1)),
                                              .area = area});
}

static void read_period(struct lexicon *lexicon, const struct store_statement *row)
{
    struct known_period period = {.id = store_integer(row, 0)};
    if (period_parse(store_text(row, 1), (enum year_kind)store_integer(row, 2), &period.period,
                     NULL) == 0)
        add_period(lexicon, period);
}

static void read_label(struct lexicon *lexicon, const struct store_statement *row)
{
    add_label(lexicon, (struct known_text){.id = store_integer(row, 0),
                                           .period = store_integer(row, 1),
                                           .text = keep(lexicon, store_text(row, 2))});
}

static void read_breakdown(struct lexicon *lexicon, const struct store_statement *row)
{
    add_breakdown(lexicon, (struct known_text){.id = store_integer(row, 0),
                                               .text = keep(lexicon, store_text(row, 1)),
                                               .dimension = keep(lexicon, store_text(row, 2)),
                                               .group = keep(lexicon, store_text(row, 3))});
}

static void read_note(struct lexicon *lexicon, const struct store_statement *row)
{
    add_note(lexicon, (struct known_text){.id = store_integer(row, 0),
                                          .text = keep(lexicon, store_text(row, 1))});
}

static int read_all(struct store *store, const char *sql, struct lexicon *lexicon,
                    void (*read)(struct lexicon *lexicon, const struct store_statement *row),
                    struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, sql);
    int code;
    while ((code = store_step(row, err)) > 0)
        read(lexicon, row);
    return code;
}

int lexicon_load(struct store *store, struct lexicon *lexicon, struct err *err)
{
    *lexicon = (struct lexicon){.next_measure = 1,
                                .next_area = 1,
                                .next_period = 1,
                                .next_label = 1,
                                .next_breakdown = 1,
                                .next_note = 1};
    static const struct {
        const char *sql;
        void (*read)(struct lexicon *lexicon, const struct store_statement *row);
    } parts[] = {
        {select_measures, read_measure}, {select_areas, read_area},
        {select_codes, read_code},       {select_periods, read_period},
        {select_labels, read_label},     {select_breakdowns, read_breakdown},
        {select_notes, read_note},
    };
    int code = lexicon_state(store, &lexicon->state, err);
    for (size_t i = 0; code == 0 && i < sizeof parts / sizeof *parts; i++)
        code = read_all(store, parts[i].sql, lexicon, parts[i].read, err);
    if (code < 0)
        lexicon_free(lexicon);
    return code;
}

int lexicon_state(struct store *store, int64_t *ret_state, struct err *err)
{
    return store_ask_integer(store, select_state, ret_state, err);
}

void lexicon_free(struct lexicon *lexicon)
{
    struct map *maps[] = {&lexicon->measure_index,   &lexicon->area_index,   &lexicon->code_index,
                          &lexicon->any_code_index,  &lexicon->period_index, &lexicon->label_index,
                          &lexicon->breakdown_index, &lexicon->note_index};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_free(maps[i]);
    vector_free(&lexicon->measures);
    vector_free(&lexicon->areas);
    vector_free(&lexicon->codes);
    vector_free(&lexicon->periods);
    vector_free(&lexicon->labels);
    vector_free(&lexicon->breakdowns);
    vector_free(&lexicon->notes);
    arena_free(&lexicon->arena);
}

/* --- looking up ------------------------------------------------------------------------------ */

uint32_t lexicon_measure(const struct lexicon *lexicon, struct slice code)
{
    return map_get(&lexicon->measure_index, code);
}

/* An area of a load that was undone is nobody's, until another speaks of it. */
static uint32_t said_area(const struct lexicon *lexicon, uint32_t area)
{
    return area != MAP_ABSENT && lexicon->areas.data[area].said ? area : MAP_ABSENT;
}

static uint32_t area_of_code(const struct lexicon *lexicon, uint32_t code)
{
    return said_area(lexicon, code == MAP_ABSENT ? code : lexicon->codes.data[code].area);
}

uint32_t lexicon_area(const struct lexicon *lexicon, struct slice scheme, struct slice code)
{
    char key[KEY];
    return area_of_code(lexicon, map_get(&lexicon->code_index, code_key(key, scheme, code)));
}

uint32_t lexicon_area_any(const struct lexicon *lexicon, struct slice code)
{
    uint32_t area = said_area(lexicon, map_get(&lexicon->area_index, code));
    return area != MAP_ABSENT ? area
                              : area_of_code(lexicon, map_get(&lexicon->any_code_index, code));
}

uint32_t lexicon_area_named(const struct lexicon *lexicon, struct slice name, enum area_level level)
{
    for (uint32_t i = 0; i < lexicon->areas.length; i++)
        if (lexicon->areas.data[i].said && lexicon->areas.data[i].level == level &&
            slice_equal_ignoring_case(lexicon->areas.data[i].name, name))
            return i;
    return MAP_ABSENT;
}

bool lexicon_has_code(const struct lexicon *lexicon, uint32_t area, struct slice scheme)
{
    for (size_t i = 0; i < lexicon->codes.length; i++)
        if (lexicon->codes.data[i].area == area &&
            slice_equal(lexicon->codes.data[i].scheme, scheme))
            return true;
    return false;
}

/* --- adding ---------------------------------------------------------------------------------- */

uint32_t lexicon_add_measure(struct lexicon *lexicon, struct slice code)
{
    add_measure(lexicon, (struct known_measure){.id = lexicon->next_measure,
                                                .code = keep(lexicon, code),
                                                .is_new = true});
    return (uint32_t)lexicon->measures.length - 1;
}

uint32_t lexicon_add_area(struct lexicon *lexicon, struct slice code, struct slice name,
                          struct slice region, enum area_level level)
{
    struct known_area area = {.id = lexicon->next_area,
                              .code = keep(lexicon, code),
                              .name = keep(lexicon, name),
                              .region = keep(lexicon, region),
                              .level = level,
                              .said = true,
                              .taught = true,
                              .is_new = true};
    uint32_t before = map_get(&lexicon->area_index, code);
    if (before == MAP_ABSENT) {
        add_area(lexicon, area);
        return (uint32_t)lexicon->areas.length - 1;
    }
    area.id = lexicon->areas.data[before].id;
    area.is_new = false;
    lexicon->areas.data[before] = area;
    return before;
}

void lexicon_add_code(struct lexicon *lexicon, uint32_t area, struct slice scheme,
                      struct slice code, struct slice from, struct slice until)
{
    add_code(lexicon, (struct known_code){.scheme = keep(lexicon, scheme),
                                          .code = keep(lexicon, code),
                                          .area = area,
                                          .from = keep(lexicon, from),
                                          .until = keep(lexicon, until),
                                          .is_new = true});
}

static int too_many(const char *what, int64_t most, struct err *err)
{
    return err_set(err, ERR_LIMIT, NULL,
                   "With this file there would be more than the %lld %s that a store holds. Is a "
                   "column of the mapping wrong?",
                   (long long)most, what);
}

int lexicon_check_limits(const struct lexicon *lexicon, struct err *err)
{
    if (lexicon->next_measure > MOST_MEASURES_IDS)
        return too_many("measures", MOST_MEASURES_IDS, err);
    return lexicon->next_area > MOST_IDS ? too_many("areas", MOST_IDS, err) : 0;
}

int lexicon_period(struct lexicon *lexicon, struct period period, int64_t *ret_id, struct err *err)
{
    char key[KEY], text[PERIOD_TEXT_SIZE];
    period_format(period, text);
    uint32_t at =
        map_get(&lexicon->period_index, key_of(key, (int64_t)period.kind, slice_from(text)));
    if (at == MAP_ABSENT) {
        if (lexicon->next_period >= MOST_IDS)
            return too_many("periods", MOST_IDS, err);
        at = (uint32_t)lexicon->periods.length;
        add_period(lexicon, (struct known_period){lexicon->next_period, period, true});
    }
    *ret_id = lexicon->periods.data[at].id;
    return 0;
}

int lexicon_label(struct lexicon *lexicon, int64_t period, struct slice label, int64_t *ret_id,
                  struct err *err)
{
    char key[KEY];
    uint32_t at = map_get(&lexicon->label_index, key_of(key, period, label));
    if (at == MAP_ABSENT) {
        if (lexicon->next_label >= MOST_LABELS)
            return too_many("ways to write a period", MOST_LABELS, err);
        at = (uint32_t)lexicon->labels.length;
        add_label(lexicon, (struct known_text){.id = lexicon->next_label,
                                               .period = period,
                                               .text = keep(lexicon, label),
                                               .is_new = true});
    }
    *ret_id = lexicon->labels.data[at].id;
    return 0;
}

int lexicon_breakdown(struct lexicon *lexicon, struct slice code, struct slice dimension,
                      struct slice group, int64_t *ret_id, struct err *err)
{
    uint32_t at = map_get(&lexicon->breakdown_index, code);
    if (at == MAP_ABSENT) {
        if (lexicon->next_breakdown >= MOST_IDS)
            return too_many("groups", MOST_IDS, err);
        at = (uint32_t)lexicon->breakdowns.length;
        add_breakdown(lexicon, (struct known_text){.id = lexicon->next_breakdown,
                                                   .text = keep(lexicon, code),
                                                   .dimension = keep(lexicon, dimension),
                                                   .group = keep(lexicon, group),
                                                   .is_new = true});
    }
    *ret_id = lexicon->breakdowns.data[at].id;
    return 0;
}

int lexicon_note(struct lexicon *lexicon, struct slice text, int64_t *ret_id, struct err *err)
{
    uint32_t at = map_get(&lexicon->note_index, text);
    if (at == MAP_ABSENT) {
        if (lexicon->next_note >= MOST_LABELS)
            return too_many("notes", MOST_LABELS, err);
        at = (uint32_t)lexicon->notes.length;
        add_note(lexicon, (struct known_text){.id = lexicon->next_note,
                                              .text = keep(lexicon, text),
                                              .is_new = true});
    }
    *ret_id = lexicon->notes.data[at].id;
    return 0;
}

/* --- writing --------------------------------------------------------------------------------- */

static void bind_given(struct store_statement *statement, int parameter, struct slice text)
{
    if (text.length)
        store_bind_text(statement, parameter, text);
    else
        store_bind_null(statement, parameter);
}

static int write_pair(struct store *store, const char *sql, int64_t id, struct slice text,
                      struct err *err)
{
    struct store_statement *statement = store_prepare(store, sql);
    store_bind_integer(statement, 1, id);
    store_bind_text(statement, 2, text);
    return store_execute(&statement, err);
}

static int write_code(struct store *store, const struct lexicon *lexicon,
                      const struct known_code *code, int64_t load, struct err *err)
{
    struct store_statement *statement = store_prepare(store, insert_code);
    store_bind_text(statement, 1, code->code);
    store_bind_text(statement, 2, code->scheme);
    store_bind_integer(statement, 3, lexicon->areas.data[code->area].id);
    store_bind_integer(statement, 4, load);
    bind_given(statement, 5, code->from);
    bind_given(statement, 6, code->until);
    return store_execute(&statement, err);
}

static int write_period(struct store *store, const struct known_period *period, struct err *err)
{
    char text[PERIOD_TEXT_SIZE];
    period_format(period->period, text);
    struct store_statement *statement = store_prepare(store, insert_period);
    store_bind_integer(statement, 1, period->id);
    store_bind_integer(statement, 2, (int64_t)period->period.kind);
    store_bind_text(statement, 3, slice_from(text));
    store_bind_integer(statement, 4, date_to_days(period_end(period->period)));
    return store_execute(&statement, err);
}

static int write_label(struct store *store, const struct known_text *label, struct err *err)
{
    struct store_statement *statement = store_prepare(store, insert_label);
    store_bind_integer(statement, 1, label->id);
    store_bind_integer(statement, 2, label->period);
    store_bind_text(statement, 3, label->text);
    return store_execute(&statement, err);
}

static int write_breakdown(struct store *store, const struct known_text *breakdown, struct err *err)
{
    struct store_statement *statement = store_prepare(store, insert_breakdown);
    store_bind_integer(statement, 1, breakdown->id);
    store_bind_text(statement, 2, breakdown->text);
    store_bind_text(statement, 3, breakdown->dimension);
    store_bind_text(statement, 4, breakdown->group);
    return store_execute(&statement, err);
}

int lexicon_write(struct store *store, struct lexicon *lexicon, int64_t load, struct err *err)
{
    int code = 0;
    vector_each (&lexicon->measures, measure)
        if (code == 0 && measure->is_new)
            code = write_pair(store, insert_measure, measure->id, measure->code, err);
    vector_each (&lexicon->areas, area)
        if (code == 0 && area->is_new)
            code = write_pair(store, insert_area, area->id, area->code, err);
    vector_each (&lexicon->codes, known)
        if (code == 0 && known->is_new)
            code = write_code(store, lexicon, known, load, err);
    vector_each (&lexicon->periods, period)
        if (code == 0 && period->is_new)
            code = write_period(store, period, err);
    vector_each (&lexicon->labels, label)
        if (code == 0 && label->is_new)
            code = write_label(store, label, err);
    vector_each (&lexicon->breakdowns, breakdown)
        if (code == 0 && breakdown->is_new)
            code = write_breakdown(store, breakdown, err);
    vector_each (&lexicon->notes, note)
        if (code == 0 && note->is_new)
            code = write_pair(store, insert_note, note->id, note->text, err);
    return code;
}
