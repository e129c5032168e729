#include "domain/performance/definitions.h"

#include <stdarg.h>
#include <stdio.h>

#include "domain/performance/performance.h"
#include "record/record.h"

#include "base/banned.h"

enum { SHOWN = 60, MESSAGE = 400, LARGEST_RANK = 999 };

static const char select_area[] =
    "SELECT s.name, s.type, s.region, s.level FROM area AS a JOIN area_said AS s"
    " ON s.area = a.id AND s.load = a.stands WHERE a.id = ?1";
static const char select_neighbour[] =
    "SELECT n.neighbour, n.closeness FROM neighbour AS n"
    " WHERE n.edition = ?1 AND n.area = ?2 AND n.rank = ?3 AND n.stands = 1";
static const char insert_area_said[] =
    "INSERT INTO area_said (area, load, taught, name, type, region, level)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
static const char insert_neighbour[] =
    "INSERT INTO neighbour (edition, area, rank, load, neighbour, closeness, stands)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)";
static const char settle_measures[] =
    "UPDATE measure SET stands = (SELECT s.load FROM measure_said AS s JOIN load AS l"
    " ON l.id = s.load WHERE s.measure = measure.id AND l.undone_at IS NULL"
    " ORDER BY s.taught, s.load DESC LIMIT 1)"
    " WHERE id IN (SELECT measure FROM measure_said WHERE load = ?1)";
static const char settle_areas[] =
    "UPDATE area SET stands = (SELECT s.load FROM area_said AS s JOIN load AS l"
    " ON l.id = s.load WHERE s.area = area.id AND l.undone_at IS NULL"
    " ORDER BY s.taught, s.load DESC LIMIT 1)"
    " WHERE id IN (SELECT area FROM area_said WHERE load = ?1)";
static const char settle_neighbours[] =
    "UPDATE neighbour SET stands = (load = coalesce((SELECT max(v.load) FROM neighbour AS v"
    " JOIN load AS l ON l.id = v.load WHERE v.edition = neighbour.edition"
    " AND v.area = neighbour.area AND v.rank = neighbour.rank AND l.undone_at IS NULL), 0))"
    " WHERE EXISTS (SELECT 1 FROM neighbour AS o WHERE o.edition = neighbour.edition"
    " AND o.area = neighbour.area AND o.rank = neighbour.rank AND o.load = ?1)";
static const char select_measures_said[] =
    "SELECT m.code FROM measure_said AS s JOIN measure AS m ON m.id = s.measure WHERE s.load = ?1";
static const char select_areas_said[] =
    "SELECT a.code FROM area_said AS s JOIN area AS a ON a.id = s.area WHERE s.load = ?1";
static const char forget_codes[] = "DELETE FROM area_code WHERE load = ?1 AND EXISTS"
                                   " (SELECT 1 FROM load WHERE id = ?1 AND undone_at IS NOT NULL)";

/* Whatever the load, or its undo, changed of how areas stand: a file of figures teaches codes. */
static const char settle_areas_now[] = "INSERT OR REPLACE INTO area_now"
                                       " SELECT * FROM area_standing EXCEPT SELECT * FROM area_now";

void definitions_free(struct definitions *definitions)
{
    vector_free(&definitions->sayings);
}

static void add_finding(const struct judging *judging, bool refusal, uint32_t column,
                        const char *field, const char *format, va_list arguments)
{
    char message[MESSAGE];
    vsnprintf(message, sizeof message, format, arguments);
    struct gather *gather = judging->gather;
    findings_printf(&gather->findings, refusal, gather->lines.data[judging->row->row],
                    column ? column : 1, field, "%s", message);
}

void judging_refuse(const struct judging *judging, size_t field, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_finding(judging, true, judging->row->columns[field],
                mapping_field_key(judging->gather->mapping->reads, field), format, arguments);
    va_end(arguments);
    gather_outcome(judging->gather, judging->row->row, ROW_REFUSED);
}

void judging_warn(const struct judging *judging, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_finding(judging, false, 1, NULL, format, arguments);
    va_end(arguments);
}

static struct slice shown(struct slice text)
{
    return slice_prefix(text, SHOWN);
}

static struct slice text_or_empty(const struct store_statement *row, int column)
{
    struct slice text = store_text(row, column);
    return text.data ? text : (struct slice){0};
}

/* Keep what the row at hand says, new, the same or revising what stands. */
static void keep_saying(struct judging *judging, struct saying saying, bool exists, bool same)
{
    struct definitions *definitions = judging->definitions;
    saying.row = judging->row->row;
    saying.stands = exists && same;
    gather_outcome(judging->gather, saying.row,
                   saying.stands ? ROW_UNCHANGED
                   : exists      ? ROW_REVISED
                                 : ROW_KEPT);
    definitions->fresh += !saying.stands;
    vector_push(&definitions->sayings, saying);
}

/* Whether the file spoke of this before: then the earlier saying is given. */
static const struct saying *said_before(struct judging *judging, struct slice what)
{
    struct definitions *definitions = judging->definitions;
    uint32_t next = (uint32_t)definitions->sayings.length;
    uint32_t at = map_intern(&judging->seen, what, next);
    bool before = definitions->sayings.data && at < next;
    return before ? &definitions->sayings.data[at] : NULL;
}

void judging_repeated(const struct judging *judging, const struct saying *before, bool same,
                      size_t field)
{
    struct gather *gather = judging->gather;
    if (same) {
        judging_warn(judging, "The row is passed over: it repeats an earlier one.");
        return;
    }
    judging_refuse(judging, field,
                   "The row says another thing than line %u of the same. Take out "
                   "the one that is wrong.",
                   gather->lines.data[before->row]);
    if (gather->outcomes.data[before->row] == ROW_REFUSED)
        return;
    gather_outcome(gather, before->row, ROW_REFUSED);
    findings_printf(&gather->findings, true, gather->lines.data[before->row], 1, NULL,
                    "The row says another thing than line %u of the same. Take out the one that "
                    "is wrong.",
                    gather->lines.data[judging->row->row]);
}

/* --- areas ----------------------------------------------------------------------------------- */

static enum area_level level_of(const struct mapping *mapping, struct slice code, struct slice type)
{
    static const char *const names[] = {"country", "region", "authority", "other"};
    struct slice word = mapping_word(&mapping->area_levels, code);
    for (int i = 0; word.data && i < 4; i++)
        if (slice_is(word, names[i]))
            return (enum area_level)i;
    return type.length ? LEVEL_AUTHORITY : LEVEL_REGION;
}

static bool same_area(const struct area_saying *a, const struct area_saying *b)
{
    return slice_equal(a->name, b->name) && slice_equal(a->type, b->type) &&
           slice_equal(a->region, b->region) && a->level == b->level;
}

static bool check_dates(const struct judging *judging, const struct saying *saying)
{
    struct date date;
    if (saying->from.length && !date_parse(saying->from, &date))
        judging_refuse(judging, AREA_FROM, "“%.*s” is no date. Give one such as 2021-04-01.",
                       SLICE_PRINT(shown(saying->from)));
    else if (saying->until.length && !date_parse(saying->until, &date))
        judging_refuse(judging, AREA_UNTIL, "“%.*s” is no date. Give one such as 2021-03-31.",
                       SLICE_PRINT(shown(saying->until)));
    else
        return true;
    return false;
}

/* What stands of the area: 1 and whether it is the same, or 0. */
static int compare_area(struct store *store, int64_t id, const struct area_saying *saying,
                        bool *ret_same, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_area);
    store_bind_integer(row, 1, id);
    int code = store_step(row, err);
    if (code > 0) {
        struct area_saying stands = {.name = text_or_empty(row, 0),
                                     .type = text_or_empty(row, 1),
                                     .region = text_or_empty(row, 2),
                                     .level = (enum area_level)store_integer(row, 3)};
        *ret_same = same_area(&stands, saying);
    }
    return code;
}

/* The area that the row speaks of. A country or region that another file has taught under a code
 * of another scheme is known by its name; authorities come with codes that join. */
static uint32_t area_spoken_of(const struct lexicon *lexicon, struct slice scheme,
                               const struct saying *saying)
{
    uint32_t area = lexicon_area(lexicon, scheme, saying->code);
    if (area == MAP_ABSENT)
        area = lexicon_area_any(lexicon, saying->code);
    if (area != MAP_ABSENT || saying->area.level > LEVEL_REGION)
        return area;
    area = lexicon_area_named(lexicon, saying->area.name, saying->area.level);
    return area != MAP_ABSENT && lexicon_has_code(lexicon, area, scheme) ? MAP_ABSENT : area;
}

static int judge_area(struct judging *judging, struct err *err)
{
    struct gather *gather = judging->gather;
    const struct mapping *mapping = gather->mapping;
    const struct slice *texts = judging->row->texts;
    struct saying saying = {
        .code = texts[AREA_CODE],
        .from = texts[AREA_FROM],
        .until = texts[AREA_UNTIL],
        .area = {.name = texts[AREA_NAME],
                 .type = texts[AREA_TYPE],
                 .region = texts[AREA_REGION],
                 .level = level_of(mapping, texts[AREA_CODE], texts[AREA_TYPE])}};
    if (!code_is_valid(saying.code) || !saying.area.name.length) {
        judging_refuse(judging, saying.area.name.length ? AREA_CODE : AREA_NAME,
                       "An area needs a code and a name.");
        return 0;
    }
    if (!check_dates(judging, &saying))
        return 0;
    const struct saying *before = said_before(judging, saying.code);
    if (before) {
        judging_repeated(judging, before, same_area(&before->area, &saying.area), AREA_CODE);
        return 0;
    }
    saying.subject = area_spoken_of(gather->lexicon, mapping->scheme, &saying);
    if (saying.subject == MAP_ABSENT)
        saying.subject = lexicon_add_area(gather->lexicon, saying.code, saying.area.name,
                                          saying.area.region, saying.area.level);
    bool same = false;
    int exists = compare_area(judging->store, gather->lexicon->areas.data[saying.subject].id,
                              &saying.area, &same, err);
    if (exists < 0)
        return exists;
    bool teaches = lexicon_area(gather->lexicon, mapping->scheme, saying.code) == MAP_ABSENT;
    if (teaches)
        lexicon_add_code(gather->lexicon, saying.subject, mapping->scheme, saying.code, saying.from,
                         saying.until);
    keep_saying(judging, saying, exists > 0, same && !teaches);
    return lexicon_check_limits(gather->lexicon, err);
}

/* --- neighbours ------------------------------------------------------------------------------ */

/* Index of the area with a code, or MAP_ABSENT after refusing the row. */
static uint32_t area_in(const struct judging *judging, size_t field)
{
    struct slice code = judging->row->texts[field];
    uint32_t area = lexicon_area_any(judging->gather->lexicon, code);
    if (area == MAP_ABSENT)
        judging_refuse(judging, field,
                       "No file has taught what area has the code “%.*s”. Load the areas first, or "
                       "correct it.",
                       SLICE_PRINT(shown(code)));
    return area;
}

static int compare_neighbour(const struct judging *judging, const struct neighbour_saying *saying,
                             bool *ret_same, struct err *err)
{
    const struct known_area *areas = judging->gather->lexicon->areas.data;
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(judging->store, select_neighbour);
    store_bind_text(row, 1, judging->definitions->edition);
    store_bind_integer(row, 2, areas[saying->area].id);
    store_bind_integer(row, 3, saying->rank);
    int code = store_step(row, err);
    if (code > 0)
        *ret_same = store_integer(row, 0) == areas[saying->neighbour].id &&
                    slice_equal(text_or_empty(row, 1), saying->closeness);
    return code;
}

static bool same_neighbour(const struct neighbour_saying *a, const struct neighbour_saying *b)
{
    return a->neighbour == b->neighbour && slice_equal(a->closeness, b->closeness);
}

/* An earlier place of the neighbour in the same list: it has one. */
static const struct saying *listed_before(struct judging *judging,
                                          const struct neighbour_saying *neighbour)
{
    char what[64];
    int length = snprintf(what, sizeof what, "%u beside %u", neighbour->neighbour, neighbour->area);
    const struct saying *before = said_before(judging, (struct slice){what, (size_t)length});
    bool is_this = before && before->neighbour.area == neighbour->area &&
                   before->neighbour.neighbour == neighbour->neighbour; /* else it was not kept */
    return is_this ? before : NULL;
}

static int judge_neighbour(struct judging *judging, struct err *err)
{
    const struct slice *texts = judging->row->texts;
    struct saying saying = {.neighbour.closeness = texts[NEIGHBOUR_CLOSENESS]};
    struct neighbour_saying *neighbour = &saying.neighbour;
    neighbour->area = area_in(judging, NEIGHBOUR_AREA);
    neighbour->neighbour = area_in(judging, NEIGHBOUR_NEIGHBOUR);
    if (!slice_to_int64(texts[NEIGHBOUR_RANK], &neighbour->rank) || neighbour->rank < 1 ||
        neighbour->rank > LARGEST_RANK) {
        judging_refuse(judging, NEIGHBOUR_RANK,
                       "“%.*s” is no place in a list. Give a number from 1 to %d.",
                       SLICE_PRINT(shown(texts[NEIGHBOUR_RANK])), LARGEST_RANK);
        return 0;
    }
    if (neighbour->area == MAP_ABSENT || neighbour->neighbour == MAP_ABSENT)
        return 0;
    if (neighbour->area == neighbour->neighbour) {
        judging_refuse(judging, NEIGHBOUR_NEIGHBOUR, "An area is not its own neighbour.");
        return 0;
    }
    const struct saying *before = listed_before(judging, neighbour);
    if (before && before->neighbour.rank != neighbour->rank) {
        judging_repeated(judging, before, false, NEIGHBOUR_NEIGHBOUR);
        return 0;
    }
    char what[64];
    int length =
        snprintf(what, sizeof what, "%u %lld", neighbour->area, (long long)neighbour->rank);
    before = said_before(judging, (struct slice){what, (size_t)length});
    if (before) {
        judging_repeated(judging, before, same_neighbour(&before->neighbour, neighbour),
                         NEIGHBOUR_RANK);
        return 0;
    }
    bool same = false;
    int exists = compare_neighbour(judging, neighbour, &same, err);
    if (exists >= 0)
        keep_saying(judging, saying, exists > 0, same);
    return exists < 0 ? exists : 0;
}

/* --- all ------------------------------------------------------------------------------------- */

int definitions_compare(struct store *store, struct gather *gather, struct slice edition,
                        struct definitions *ret_definitions, struct err *err)
{
    static int (*const judges[])(struct judging *, struct err *) = {
        [MAPPING_MEASURES] = judge_measure,
        [MAPPING_AREAS] = judge_area,
        [MAPPING_NEIGHBOURS] = judge_neighbour,
    };
    struct definitions definitions = {.edition = edition};
    struct judging judging = {.store = store, .gather = gather, .definitions = &definitions};
    int code = 0;
    for (size_t i = 0; code == 0 && i < gather->definitions.length; i++) {
        judging.row = &gather->definitions.data[i];
        code = judges[gather->mapping->reads](&judging, err);
    }
    map_free(&judging.seen);
    if (code < 0)
        definitions_free(&definitions);
    else
        *ret_definitions = definitions;
    return code;
}

static void bind_given(struct store_statement *statement, int parameter, struct slice text)
{
    if (text.length)
        store_bind_text(statement, parameter, text);
    else
        store_bind_null(statement, parameter);
}

static int write_area(struct store *store, int64_t area, int64_t load,
                      const struct area_saying *saying, struct err *err)
{
    struct store_statement *statement = store_prepare(store, insert_area_said);
    store_bind_integer(statement, 1, area);
    store_bind_integer(statement, 2, load);
    store_bind_integer(statement, 3, saying->taught);
    store_bind_text(statement, 4, saying->name);
    bind_given(statement, 5, saying->type);
    bind_given(statement, 6, saying->region);
    store_bind_integer(statement, 7, (int64_t)saying->level);
    return store_execute(&statement, err);
}

static int write_neighbour(struct store *store, const struct lexicon *lexicon, struct slice edition,
                           int64_t load, const struct neighbour_saying *saying, struct err *err)
{
    struct store_statement *statement = store_prepare(store, insert_neighbour);
    store_bind_text(statement, 1, edition);
    store_bind_integer(statement, 2, lexicon->areas.data[saying->area].id);
    store_bind_integer(statement, 3, saying->rank);
    store_bind_integer(statement, 4, load);
    store_bind_integer(statement, 5, lexicon->areas.data[saying->neighbour].id);
    bind_given(statement, 6, saying->closeness);
    return store_execute(&statement, err);
}

int definitions_write(struct store *store, const struct gather *gather,
                      const struct definitions *definitions, int64_t load, struct err *err)
{
    const struct lexicon *lexicon = gather->lexicon;
    int code = 0;
    for (size_t i = 0; code == 0 && i < definitions->sayings.length; i++) {
        const struct saying *saying = &definitions->sayings.data[i];
        if (saying->stands || gather->outcomes.data[saying->row] == ROW_REFUSED)
            continue;
        if (gather->mapping->reads == MAPPING_MEASURES)
            code = measure_saying_write(store, lexicon->measures.data[saying->subject].id, load,
                                        &saying->measure, err);
        else if (gather->mapping->reads == MAPPING_AREAS)
            code = write_area(store, lexicon->areas.data[saying->subject].id, load, &saying->area,
                              err);
        else
            code = write_neighbour(store, lexicon, definitions->edition, load, &saying->neighbour,
                                   err);
    }
    return code;
}

/* A heading as words, where nothing better is said of a measure. */
static struct slice title_of(const struct mapping_measure *defined, struct slice given,
                             struct slice code, struct arena *arena)
{
    if (defined && defined->title.length)
        return defined->title;
    if (given.length)
        return given;
    char *words = arena_string(arena, code);
    for (size_t i = 0; i < code.length; i++)
        words[i] = words[i] == '_' ? ' ' : words[i];
    return (struct slice){words, code.length};
}

static int write_taught_measure(struct store *store, const struct gather *gather,
                                const struct gathered_measure *measure, int64_t load,
                                struct arena *arena, struct err *err)
{
    const struct known_measure *known = &gather->lexicon->measures.data[measure->index];
    const struct mapping *mapping = gather->mapping;
    const struct mapping_measure *defined = NULL;
    for (size_t i = 0; i < mapping->measure_count; i++)
        if (slice_equal(mapping->measures[i].code, known->code))
            defined = &mapping->measures[i];
    struct measure_saying saying = {
        .title = title_of(defined, measure->title, known->code, arena),
        .unit = known->unit,
        .source = mapping->publisher,
        .polarity = defined ? defined->polarity : POLARITY_NONE,
        .kind = known->kind,
        .decimals = defined ? defined->decimals : -1,
        .quartiles = true,
        .taught = true,
    };
    return measure_saying_write(store, known->id, load, &saying, err);
}

int definitions_write_taught(struct store *store, const struct gather *gather, int64_t load,
                             struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(map_free) struct map written = MAP;
    const struct lexicon *lexicon = gather->lexicon;
    int code = 0;
    for (size_t i = 0; code == 0 && i < gather->measures.length; i++) {
        const struct gathered_measure *measure = &gather->measures.data[i];
        if (measure->reason.length)
            continue;
        const struct known_measure *known = &lexicon->measures.data[measure->index];
        if ((known->said && !known->taught) || map_get(&written, known->code) != MAP_ABSENT)
            continue;
        map_set(&written, known->code, 1);
        code = write_taught_measure(store, gather, measure, load, &arena, err);
    }
    for (size_t i = 0; code == 0 && i < lexicon->areas.length; i++) {
        const struct known_area *area = &lexicon->areas.data[i];
        struct area_saying saying = {
            .name = area->name, .region = area->region, .level = area->level, .taught = true};
        if (area->taught)
            code = write_area(store, area->id, load, &saying, err);
    }
    return code;
}

/* Let the search box find what the load spoke of, and not what nothing says any more. */
static int settle_search(struct store *store, const struct entity *entity, const char *sql,
                         int64_t load, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, sql);
    store_bind_integer(row, 1, load);
    int code;
    while ((code = store_step(row, err)) > 0) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct record record;
        code = record_load(store, entity, store_text(row, 0), &arena, &record, err);
        if (code == 0)
            code = search_write(store, &record, err);
        if (code < 0)
            return code;
    }
    return code;
}

static int settle(struct store *store, const char *sql, int64_t load, struct err *err)
{
    struct store_statement *statement = store_prepare(store, sql);
    store_bind_integer(statement, 1, load);
    return store_execute(&statement, err);
}

int definitions_settle(struct store *store, int64_t load, struct err *err)
{
    int code = settle(store, settle_measures, load, err);
    if (code == 0)
        code = settle(store, settle_areas, load, err);
    if (code == 0)
        code = settle(store, settle_neighbours, load, err);
    if (code == 0)
        code = settle(store, forget_codes, load, err);
    if (code == 0) {
        struct store_statement *now = store_prepare(store, settle_areas_now);
        code = store_execute(&now, err);
    }
    if (code == 0)
        code = settle_search(store, &measure_entity, select_measures_said, load, err);
    return code == 0 ? settle_search(store, &area_entity, select_areas_said, load, err) : code;
}

static void digest_text(struct digest_state *state, struct slice text)
{
    digest_add(state, text);
    digest_add(state, SLICE("\x1f"));
}

struct digest definitions_digest(const struct definitions *definitions)
{
    struct digest_state state;
    digest_begin(&state);
    digest_text(&state, definitions->edition);
    for (size_t i = 0; i < definitions->sayings.length; i++) {
        const struct saying *saying = &definitions->sayings.data[i];
        if (saying->stands)
            continue;
        digest_text(&state, saying->code);
        digest_text(&state, saying->measure.title);
        digest_text(&state, saying->measure.topics);
        digest_text(&state, saying->measure.unit);
        digest_text(&state, saying->area.name);
        digest_text(&state, saying->area.type);
        digest_text(&state, saying->neighbour.closeness);
    }
    return digest_end(&state);
}
