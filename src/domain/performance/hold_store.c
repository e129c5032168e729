#include "domain/performance/hold_store.h"

#include <math.h>

#include "base/banned.h"

/* An earlier load may have brought the held figure of an observation that was superseded since. */
static const char select_past[] =
    "SELECT v.breakdown, v.area, v.period, v.load, v.value, d.numerator, d.denominator,"
    " coalesce(h.reason, 0), h.value, h.numerator, h.denominator FROM"
    " (SELECT measure, breakdown, area, period, load, value, status FROM observation"
    " WHERE measure = ?1 UNION ALL SELECT measure, breakdown, area, period, load, value, status"
    " FROM observation_past WHERE measure = ?1) AS v"
    " LEFT JOIN observation_detail AS d ON d.measure = v.measure AND d.breakdown = v.breakdown"
    " AND d.area = v.area AND d.period = v.period AND d.load = v.load"
    " LEFT JOIN observation_held AS h ON h.measure = v.measure AND h.breakdown = v.breakdown"
    " AND h.area = v.area AND h.period = v.period AND h.load = v.load"
    " WHERE v.status = 0 OR h.reason IS NOT NULL"
    " ORDER BY v.breakdown, v.area, v.period, v.load";
static const char insert_held[] =
    "INSERT INTO observation_held (measure, breakdown, area, period, load, reason, value,"
    " numerator, denominator) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
static const char select_secret[] = "SELECT bytes FROM held_secret";

void hold_past_free(struct hold_past *past)
{
    vector_free(&past->figures);
}

static double number_or_nan(const struct store_statement *row, int column)
{
    return store_is_null(row, column) ? NAN : store_real(row, column);
}

int hold_past_read(struct store *store, int64_t measure, struct hold_past *ret_past,
                   struct err *err)
{
    struct hold_past past = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_past);
    store_bind_integer(row, 1, measure);
    int code;
    while ((code = store_step(row, err)) > 0) {
        struct hold_earlier figure = {
            .key = cell_key(measure, store_integer(row, 0), store_integer(row, 1),
                            store_integer(row, 2)),
            .load = store_integer(row, 3),
            .reason = (enum hold_reason)store_integer(row, 7),
        };
        int first = figure.reason == HOLD_NOT ? 4 : 8;
        figure.value = number_or_nan(row, first);
        figure.numerator = number_or_nan(row, first + 1);
        figure.denominator = number_or_nan(row, first + 2);
        vector_push(&past.figures, figure);
    }
    if (code < 0)
        hold_past_free(&past);
    else
        *ret_past = past;
    return code;
}

const struct hold_earlier *hold_past_newest(const struct hold_past *past, uint64_t key)
{
    size_t from = 0, to = past->figures.length;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (past->figures.data[middle].key <= key)
            from = middle + 1;
        else
            to = middle;
    }
    bool found = from > 0 && past->figures.data[from - 1].key == key;
    return found ? &past->figures.data[from - 1] : NULL;
}

static void bind_number(struct store_statement *statement, int parameter, double number)
{
    if (isnan(number))
        store_bind_null(statement, parameter);
    else
        store_bind_real(statement, parameter, number);
}

static int write_one(struct store *store, uint64_t key, const struct held_figure *figure,
                     int64_t load, struct err *err)
{
    struct store_statement *statement = store_prepare(store, insert_held);
    store_bind_integer(statement, 1, key_measure(key));
    store_bind_integer(statement, 2, key_breakdown(key));
    store_bind_integer(statement, 3, key_area(key));
    store_bind_integer(statement, 4, key_period(key));
    store_bind_integer(statement, 5, load);
    store_bind_integer(statement, 6, figure->reason);
    bind_number(statement, 7, figure->value);
    bind_number(statement, 8, figure->numerator);
    bind_number(statement, 9, figure->denominator);
    return store_execute(&statement, err);
}

int hold_write(struct store *store, const struct gather *gather, const struct holding *holding,
               int64_t load, struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < holding->figures.length && code == 0; i++) {
        const struct held_figure *figure = &holding->figures.data[i];
        const struct cell *cell = &gather->cells.data[figure->cell];
        if (cell->change != CELL_SAME)
            code = write_one(store, cell->key, figure, load, err);
    }
    return code;
}

int hold_secret(struct store *store, struct arena *arena, struct slice *ret_secret, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_secret);
    int code = store_step(row, err);
    if (code == 0)
        return err_set(err, ERR_STORE, NULL,
                       "The store has lost what keeps its held figures. Restore the last backup.");
    if (code > 0)
        *ret_secret = arena_slice(arena, store_blob(row, 0));
    return code < 0 ? code : 0;
}
