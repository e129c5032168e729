/* Taking a load back. */
#include "domain/performance/definitions.h"
#include "domain/performance/load_store.h"
#include "domain/performance/performance.h"

#include "base/banned.h"

static const char select_load[] = "SELECT undone_at IS NOT NULL, reads FROM load WHERE id = ?1";

/* A later load, not undone, that said another thing of what this one brought. */
static const char select_reviser[] =
    "SELECT o.load FROM observation_past AS v JOIN observation AS o ON o.measure = v.measure"
    " AND o.breakdown = v.breakdown AND o.area = v.area AND o.period = v.period"
    " WHERE v.load = ?1 AND o.load > ?1"
    " UNION ALL"
    " SELECT p.load FROM observation_past AS v JOIN observation_past AS p"
    " ON p.measure = v.measure AND p.breakdown = v.breakdown AND p.area = v.area"
    " AND p.period = v.period JOIN load AS l ON l.id = p.load"
    " WHERE v.load = ?1 AND p.load > ?1 AND l.undone_at IS NULL"
    " UNION ALL"
    " SELECT p.load FROM observation AS o JOIN observation_past AS p ON p.measure = o.measure"
    " AND p.breakdown = o.breakdown AND p.area = o.area AND p.period = o.period"
    " JOIN load AS l ON l.id = p.load WHERE o.load = ?1 AND p.load > ?1 AND l.undone_at IS NULL"
    " LIMIT 1";
static const char select_measure_reviser[] =
    "SELECT min(s.load) FROM measure_said AS m JOIN measure_said AS s ON s.measure = m.measure"
    " JOIN load AS l ON l.id = s.load WHERE m.load = ?1 AND s.load > ?1 AND l.undone_at IS NULL"
    " AND l.reads = 'measures'";
static const char select_area_reviser[] =
    "SELECT min(s.load) FROM area_said AS m JOIN area_said AS s ON s.area = m.area"
    " JOIN load AS l ON l.id = s.load WHERE m.load = ?1 AND s.load > ?1 AND l.undone_at IS NULL"
    " AND l.reads = 'areas'";
static const char select_neighbour_reviser[] =
    "SELECT min(s.load) FROM neighbour AS m JOIN neighbour AS s ON s.edition = m.edition"
    " AND s.area = m.area AND s.rank = m.rank JOIN load AS l ON l.id = s.load"
    " WHERE m.load = ?1 AND s.load > ?1 AND l.undone_at IS NULL";

/* A later load that stands on what this one says of measures or areas: without it
 * nothing would say what its figures and lists are. */
static const char select_measure_user[] =
    "SELECT min(o.load) FROM measure_said AS m JOIN observation AS o ON o.measure = m.measure"
    " WHERE m.load = ?1 AND o.load > ?1 AND NOT EXISTS (SELECT 1 FROM measure_said AS s"
    " JOIN load AS l ON l.id = s.load WHERE s.measure = m.measure AND s.load <> ?1"
    " AND l.undone_at IS NULL)";
static const char select_area_user[] =
    "SELECT min(o.load) FROM area_said AS m JOIN observation AS o ON o.area = m.area"
    " WHERE m.load = ?1 AND o.load > ?1 AND NOT EXISTS (SELECT 1 FROM area_said AS s"
    " JOIN load AS l ON l.id = s.load WHERE s.area = m.area AND s.load <> ?1"
    " AND l.undone_at IS NULL)";
static const char select_neighbour_user[] =
    "SELECT min(n.load) FROM area_said AS m JOIN neighbour AS n"
    " ON n.area = m.area OR n.neighbour = m.area"
    " WHERE m.load = ?1 AND n.load > ?1 AND n.stands = 1 AND NOT EXISTS (SELECT 1 FROM area_said"
    " AS s JOIN load AS l ON l.id = s.load WHERE s.area = m.area AND s.load <> ?1"
    " AND l.undone_at IS NULL)";

/* What the load brought goes behind; what stood before it stands again. */
static const char put_behind[] =
    "INSERT INTO observation_past (measure, breakdown, area, period, load, value, status, label)"
    " SELECT measure, breakdown, area, period, load, value, status, label FROM observation"
    " WHERE load = ?1";
static const char take_out[] = "DELETE FROM observation WHERE load = ?1";
static const char stand_again[] =
    "INSERT INTO observation (measure, breakdown, area, period, load, value, status, label)"
    " SELECT v.measure, v.breakdown, v.area, v.period, v.load, v.value, v.status, v.label"
    " FROM observation_past AS u JOIN observation_past AS v ON v.measure = u.measure"
    " AND v.breakdown = u.breakdown AND v.area = u.area AND v.period = u.period"
    " WHERE u.load = ?1 AND v.load = (SELECT w.load FROM observation_past AS w"
    " JOIN load AS l ON l.id = w.load WHERE w.measure = u.measure AND w.breakdown = u.breakdown"
    " AND w.area = u.area AND w.period = u.period AND l.undone_at IS NULL"
    " ORDER BY l.published DESC, w.load DESC LIMIT 1)"
    " AND NOT EXISTS (SELECT 1 FROM observation AS o WHERE o.measure = u.measure"
    " AND o.breakdown = u.breakdown AND o.area = u.area AND o.period = u.period)";
static const char forget_past[] =
    "DELETE FROM observation_past WHERE EXISTS (SELECT 1 FROM observation_past AS u"
    " WHERE u.load = ?1 AND u.measure = observation_past.measure"
    " AND u.breakdown = observation_past.breakdown AND u.area = observation_past.area"
    " AND u.period = observation_past.period) AND EXISTS (SELECT 1 FROM observation AS o"
    " WHERE o.measure = observation_past.measure AND o.breakdown = observation_past.breakdown"
    " AND o.area = observation_past.area AND o.period = observation_past.period"
    " AND o.load = observation_past.load)";
static const char mark_undone[] = "UPDATE load SET undone_at = ?2, undone_by = ?3 WHERE id = ?1";
static const char reopen_rows[] =
    "UPDATE load_row SET corrected_by = NULL WHERE corrected_by IN (?1, -?1)";

static int find_load(struct store *store, int64_t load, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_load);
    store_bind_integer(row, 1, load);
    int code = store_step(row, err);
    if (code < 0)
        return code;
    if (code == 0)
        return err_set(err, ERR_NOT_FOUND, NULL, "There is no load %lld.", (long long)load);
    if (store_integer(row, 0))
        return err_set(err, ERR_CONFLICT, NULL, "Load %lld is undone already.", (long long)load);
    return 0;
}

/* The load that a query names, or 0. */
static int ask_load(struct store *store, const char *sql, int64_t load, int64_t *ret_other,
                    struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, sql);
    store_bind_integer(row, 1, load);
    int code = store_step(row, err);
    *ret_other = code > 0 ? store_integer(row, 0) : 0;
    return code < 0 ? code : 0;
}

static int check_free(struct store *store, int64_t load, struct err *err)
{
    static const struct {
        const char *sql, *why;
    } checks[] = {
        {select_reviser, "revised it"},
        {select_measure_reviser, "revised it"},
        {select_area_reviser, "revised it"},
        {select_neighbour_reviser, "revised it"},
        {select_measure_user, "brought figures of its measures"},
        {select_area_user, "brought figures of its areas"},
        {select_neighbour_user, "brought neighbours of its areas"},
    };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        int64_t other = 0;
        int code = ask_load(store, checks[i].sql, load, &other, err);
        if (code < 0)
            return code;
        if (other)
            return err_set(err, ERR_CONFLICT, NULL,
                           "Load %lld cannot be undone, since load %lld %s. Nothing was changed. "
                           "Undo load %lld first.",
                           (long long)load, (long long)other, checks[i].why, (long long)other);
    }
    return 0;
}

static int change(struct store *store, const char *sql, int64_t load, struct err *err)
{
    struct store_statement *statement = store_prepare(store, sql);
    store_bind_integer(statement, 1, load);
    return store_execute(&statement, err);
}

static int mark(struct store *store, int64_t load, const struct actor *actor, struct err *err)
{
    struct store_statement *statement = store_prepare(store, mark_undone);
    store_bind_integer(statement, 1, load);
    store_bind_integer(statement, 2, clock_now_us());
    store_bind_text(statement, 3, actor->code);
    return store_execute(&statement, err);
}

int load_undo(struct writer *writer, int64_t load, const struct actor *actor, struct err *err)
{
    if (!permit(actor, &load_entity, RETIRE))
        return err_set(err, ERR_FORBIDDEN, NULL,
                       "You may not undo a load. Ask an administrator for the role of an analyst.");
    struct store *store = writer->store;
    int code = find_load(store, load, err);
    if (code == 0)
        code = check_free(store, load, err);
    if (code == 0)
        code = mark(store, load, actor, err);
    static const char *const steps[] = {put_behind, take_out, stand_again, forget_past,
                                        reopen_rows};
    for (size_t i = 0; code == 0 && i < sizeof steps / sizeof *steps; i++)
        code = change(store, steps[i], load, err);
    if (code == 0)
        code = definitions_settle(store, load, err);
    return code == 0 ? loaded_log(writer, load, 2, "undo", actor, err) : code;
}
