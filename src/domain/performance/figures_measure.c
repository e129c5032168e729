/* Reading measures, their groups and their periods. */
#include "domain/performance/performance.h"
#include "domain/performance/reading.h"

#include "base/banned.h"

#define MEASURES                                                                                   \
    "SELECT m.id, m.code, coalesce(s.title, m.code), s.chart_title, s.topics, s.unit,"             \
    " coalesce(s.polarity, 0), coalesce(s.decimals, -1), coalesce(s.kind, 0), s.year_type,"        \
    " coalesce(s.quartiles, 1), coalesce(s.ended, 0), s.description, s.methodology, s.source,"     \
    " s.link, s.last_update, s.next_update, coalesce(m.stands, 0) FROM measure AS m"               \
    " LEFT JOIN measure_said AS s ON s.measure = m.id AND s.load = m.stands WHERE m.code "
static const char select_measure[] = MEASURES "= ?1";
static const char select_key[] =
    "SELECT m.id, coalesce(s.kind, 0),"
    " EXISTS (SELECT 1 FROM observation_detail AS d WHERE d.measure = m.id) FROM measure AS m"
    " LEFT JOIN measure_said AS s ON s.measure = m.id AND s.load = m.stands WHERE m.code = ?1";
static const char select_details[] =
    "SELECT EXISTS (SELECT 1 FROM observation_detail WHERE measure = ?1)";
static const char select_has_groups[] =
    "SELECT (SELECT min(breakdown) FROM observation WHERE measure = ?1) <"
    " (SELECT max(breakdown) FROM observation WHERE measure = ?1)";
/* From one group of the measure to its next: a look into the key for each that it has, not for
 * each there is. */
static const char select_breakdowns[] =
    "WITH RECURSIVE own (id) AS (SELECT min(breakdown) FROM observation WHERE measure = ?1"
    " UNION ALL SELECT (SELECT min(o.breakdown) FROM observation AS o WHERE o.measure = ?1"
    " AND o.breakdown > own.id) FROM own WHERE own.id IS NOT NULL)"
    " SELECT b.id, b.code, b.dimension, b.label FROM own JOIN breakdown AS b ON b.id = own.id"
    " ORDER BY b.id <> 0, b.dimension, b.id";
static const char select_breakdown[] = "SELECT id FROM breakdown WHERE code = ?1";
static const char select_periods[] =
    "SELECT p.text, max(l.text), p.ends, sum(o.status = 0) FROM observation AS o"
    " JOIN period AS p ON p.id = o.period JOIN period_label AS l ON l.id = o.label"
    " WHERE o.measure = ?1 GROUP BY o.period ORDER BY p.ends DESC, p.text DESC";
static const char select_sources[] =
    "SELECT s.source, count(*) FROM measure AS m"
    " JOIN measure_said AS s ON s.measure = m.id AND s.load = m.stands"
    " WHERE s.source <> '' GROUP BY s.source ORDER BY count(*) DESC, s.source";
static const char select_period[] = "SELECT id, ends FROM period WHERE text = ?1 AND kind = ?2";

struct slice reading_text(const struct store_statement *row, int column, struct arena *arena)
{
    struct slice text = store_text(row, column);
    return text.data ? arena_slice(arena, text) : (struct slice){0};
}

static int find_measure(struct store_statement *row, struct slice code, struct err *err)
{
    store_bind_text(row, 1, code.data ? code : SLICE(""));
    int found = store_step(row, err);
    if (found == 0)
        return err_set(err, ERR_NOT_FOUND, "measure", "There is no measure with the code “%.*s”.",
                       SLICE_PRINT(code));
    return found < 0 ? found : 0;
}

int reading_measure(struct store *store, struct slice code, struct measure_key *ret_key,
                    struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_key);
    int found = find_measure(row, code, err);
    if (found == 0)
        *ret_key = (struct measure_key){.id = store_integer(row, 0),
                                        .kind = (enum year_kind)store_integer(row, 1),
                                        .has_details = store_integer(row, 2) != 0};
    return found;
}

/* The one number that a statement gives for a measure; 0 where it gives none. */
static int ask_of_measure(struct store *store, const char *sql, int64_t measure, int64_t *ret_value,
                          struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, sql);
    store_bind_integer(row, 1, measure);
    int found = store_step(row, err);
    if (found < 0)
        return found;
    *ret_value = found ? store_integer(row, 0) : 0;
    return 0;
}

int reading_key(struct store *store, const struct measure *measure, struct measure_key *ret_key,
                struct err *err)
{
    int64_t has_details = 0;
    int code = ask_of_measure(store, select_details, measure->id, &has_details, err);
    if (code == 0)
        *ret_key = (struct measure_key){measure->id, measure->kind, has_details != 0};
    return code;
}

int reading_has_groups(struct store *store, int64_t measure, bool *ret_has, struct err *err)
{
    int64_t has = 0;
    int code = ask_of_measure(store, select_has_groups, measure, &has, err);
    if (code == 0)
        *ret_has = has != 0;
    return code;
}

static struct measure read_measure(const struct store_statement *row, struct arena *arena)
{
    return (struct measure){
        .id = store_integer(row, 0),
        .code = reading_text(row, 1, arena),
        .title = reading_text(row, 2, arena),
        .chart_title = reading_text(row, 3, arena),
        .topics = reading_text(row, 4, arena),
        .unit = reading_text(row, 5, arena),
        .polarity = (enum polarity)store_integer(row, 6),
        .decimals = (int)store_integer(row, 7),
        .kind = (enum year_kind)store_integer(row, 8),
        .year_type = reading_text(row, 9, arena),
        .quartiles = store_integer(row, 10) != 0,
        .ended = store_integer(row, 11) != 0,
        .description = reading_text(row, 12, arena),
        .methodology = reading_text(row, 13, arena),
        .source = reading_text(row, 14, arena),
        .link = reading_text(row, 15, arena),
        .last_update = reading_text(row, 16, arena),
        .next_update = reading_text(row, 17, arena),
        .load = store_integer(row, 18),
    };
}

int measure_load(struct store *store, struct slice code, struct arena *arena,
                 struct measure *ret_measure, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_measure);
    int found = find_measure(row, code, err);
    if (found == 0)
        *ret_measure = read_measure(row, arena);
    return found;
}

int measures_load(struct store *store, const struct slice *codes, size_t count, struct arena *arena,
                  struct measure *ret_measures, struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(1 << 14);
    buffer_string(&sql, MEASURES "IN (?1");
    for (int i = 1; i < MEASURES_AT_ONCE; i++)
        buffer_printf(&sql, ", ?%d", i + 1);
    buffer_byte(&sql, ')');
    for (size_t from = 0; from < count; from += MEASURES_AT_ONCE) {
        CLEANUP(store_release)
        struct store_statement *row = store_prepare(store, buffer_text(&sql));
        for (size_t i = 0; i < MEASURES_AT_ONCE && from + i < count; i++)
            store_bind_text(row, (int)i + 1, codes[from + i]);
        int code;
        while ((code = store_step(row, err)) > 0) {
            struct measure measure = read_measure(row, arena);
            for (size_t i = 0; i < count; i++)
                if (slice_equal(codes[i], measure.code))
                    ret_measures[i] = measure;
        }
        if (code < 0)
            return code;
    }
    return 0;
}

/* Decimals that the shortest text of a value has. */
static int decimals_of(double value)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(64);
    buffer_double(&text, value);
    struct slice shown = buffer_slice(&text);
    size_t point = slice_find_byte(shown, '.');
    bool plain = slice_find_byte(shown, 'e') == shown.length;
    return plain && point < shown.length ? (int)(shown.length - point - 1) : plain ? 0 : 1;
}

void measure_show(const struct measure *measure, double value, struct buffer *out)
{
    int decimals = measure->decimals;
    if (decimals < 0)
        decimals = decimals_of(value) > 0 ? 1 : 0;
    CLEANUP(buffer_free) struct buffer text = BUFFER(512);
    buffer_decimals(&text, value, decimals);
    struct slice shown = buffer_slice(&text);
    size_t start = slice_starts_with(shown, SLICE("-"));
    size_t point = slice_find_byte(shown, '.');
    for (size_t i = 0; i < shown.length; i++) {
        if (i > start && i < point && (point - i) % 3 == 0)
            buffer_byte(out, ',');
        buffer_byte(out, shown.data[i]);
    }
}

struct slice measure_suffix(const struct measure *measure, struct arena *arena)
{
    struct slice unit = measure->unit;
    if (unit_is_share(unit))
        return SLICE("%");
    size_t per = slice_find(unit, SLICE("per 1"));
    if (per == unit.length)
        return SLICE("");
    size_t end = per + strlen("per ");
    while (end < unit.length &&
           ((unit.data[end] >= '0' && unit.data[end] <= '9') || unit.data[end] == ','))
        end++;
    struct slice rate = slice_sub(unit, per, end);
    if (rate.length == strlen("per 1000") && slice_ends_with(rate, SLICE("per 1000")))
        rate = SLICE("per 1,000");
    return slice_from(arena_printf(arena, " %.*s", SLICE_PRINT(rate)));
}

int measure_breakdowns(struct store *store, struct slice code, struct arena *arena,
                       struct breakdown **ret_breakdowns, size_t *ret_count, struct err *err)
{
    struct measure_key measure = {0};
    int found = reading_measure(store, code, &measure, err);
    if (found < 0)
        return found;
    VECTOR(struct breakdown) list = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_breakdowns);
    store_bind_integer(row, 1, measure.id);
    while ((found = store_step(row, err)) > 0)
        vector_push(&list, (struct breakdown){.id = store_integer(row, 0),
                                              .code = reading_text(row, 1, arena),
                                              .dimension = reading_text(row, 2, arena),
                                              .group = reading_text(row, 3, arena)});
    READING_ANSWER(found, list, arena, ret_breakdowns, ret_count);
    return found;
}

int reading_breakdown(struct store *store, struct slice code, int64_t *ret_id, struct err *err)
{
    if (code.length == 0) {
        *ret_id = 0;
        return 0;
    }
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_breakdown);
    store_bind_text(row, 1, code);
    int found = store_step(row, err);
    if (found == 0)
        return err_set(err, ERR_NOT_FOUND, "breakdown", "There is no group called “%.*s”.",
                       SLICE_PRINT(code));
    if (found > 0)
        *ret_id = store_integer(row, 0);
    return found < 0 ? found : 0;
}

int measure_periods(struct store *store, struct slice code, struct arena *arena,
                    struct measure_period **ret_periods, size_t *ret_count, struct err *err)
{
    struct measure_key measure = {0};
    int found = reading_measure(store, code, &measure, err);
    if (found < 0)
        return found;
    VECTOR(struct measure_period) list = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_periods);
    store_bind_integer(row, 1, measure.id);
    while ((found = store_step(row, err)) > 0)
        vector_push(&list, (struct measure_period){.period = reading_text(row, 0, arena),
                                                   .label = reading_text(row, 1, arena),
                                                   .order = (int32_t)store_integer(row, 2),
                                                   .figures = store_integer(row, 3)});
    READING_ANSWER(found, list, arena, ret_periods, ret_count);
    return found;
}

/* The period of one kind that a text means: 1 and its key, or 0. */
static int period_of_kind(struct store *store, struct slice text, enum year_kind kind,
                          struct period_key *ret_period, struct err *err)
{
    struct period period;
    struct period_key key;
    if (period_parse(text, kind, &period, NULL) < 0)
        return 0;
    period_format(period, key.text);
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_period);
    store_bind_text(row, 1, slice_from(key.text));
    store_bind_integer(row, 2, (int64_t)period.kind);
    int found = store_step(row, err);
    if (found <= 0)
        return found;
    key.id = store_integer(row, 0);
    key.ends = (int32_t)store_integer(row, 1);
    *ret_period = key;
    return found;
}

int reading_period(struct store *store, struct slice text, enum year_kind kind,
                   struct period_key *ret_period, struct err *err)
{
    int found = period_of_kind(store, text, kind, ret_period, err);
    for (enum year_kind other = YEAR_CALENDAR; found == 0 && other <= YEAR_SCHOOL; other++)
        found = period_of_kind(store, text, other, ret_period, err);
    if (found == 0)
        return err_set(
            err, ERR_NOT_FOUND, "period",
            "There is no figure for the period “%.*s”. Give one such as 2025 or 2024/25.",
            SLICE_PRINT(text));
    return found < 0 ? found : 0;
}

int measure_sources(struct store *store, struct arena *arena, struct measure_source **ret_sources,
                    size_t *ret_count, struct err *err)
{
    int found;
    VECTOR(struct measure_source) list = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_sources);
    while ((found = store_step(row, err)) > 0)
        vector_push(&list, (struct measure_source){.name = reading_text(row, 0, arena),
                                                   .measures = store_integer(row, 1)});
    READING_ANSWER(found, list, arena, ret_sources, ret_count);
    return found;
}
