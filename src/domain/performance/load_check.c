/* Whether the tables of figures agree with each other and with the change log. */
#include "domain/performance/load.h"
#include "domain/performance/load_store.h"
#include "domain/performance/merge.h"

#include "base/banned.h"

static const char select_loads[] = "SELECT id, content, reads = 'figures' FROM load ORDER BY id";
static const char select_unlogged[] =
    "SELECT l.id FROM load AS l WHERE NOT EXISTS (SELECT 1 FROM change AS c"
    " WHERE c.entity = 'load' AND c.code = CAST(l.id AS TEXT) AND c.action = 'load'"
    " AND instr(c.body, lower(hex(l.content))) > 0)";
static const char select_lost[] =
    "SELECT DISTINCT c.code FROM change AS c WHERE c.entity = 'load'"
    " AND NOT EXISTS (SELECT 1 FROM load AS l WHERE CAST(l.id AS TEXT) = c.code)";
/* Null where it was logged before the log had it. */
static const char select_logged_state[] =
    "SELECT CASE WHEN instr(body, '\"state\":\"') > 0 THEN"
    " substr(body, instr(body, '\"state\":\"') + 9, 64) END"
    " FROM change WHERE entity = 'load' ORDER BY id DESC LIMIT 1";
static const char count_loose[] =
    "SELECT (SELECT count(*) FROM observation_detail AS d WHERE d.note IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM note AS n WHERE n.id = d.note)) + count(*)"
    " FROM observation AS o LEFT JOIN measure AS m ON m.id = o.measure"
    " LEFT JOIN area AS a ON a.id = o.area LEFT JOIN period AS p ON p.id = o.period"
    " LEFT JOIN breakdown AS b ON b.id = o.breakdown LEFT JOIN period_label AS l ON l.id = o.label"
    " AND l.period = o.period LEFT JOIN load AS w ON w.id = o.load AND w.undone_at IS NULL"
    " WHERE m.id IS NULL OR a.id IS NULL OR p.id IS NULL OR b.id IS NULL OR l.id IS NULL"
    " OR w.id IS NULL";
static const char count_wrong_status[] =
    "SELECT count(*) FROM observation WHERE (status = 0) <> (value IS NOT NULL)";
static const char count_stale_sayings[] =
    "SELECT (SELECT count(*) FROM measure AS m WHERE m.stands IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM measure_said AS s JOIN load AS l ON l.id = s.load"
    " WHERE s.measure = m.id AND s.load = m.stands AND l.undone_at IS NULL))"
    " + (SELECT count(*) FROM area AS a WHERE a.stands IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM area_said AS s JOIN load AS l ON l.id = s.load"
    " WHERE s.area = a.id AND s.load = a.stands AND l.undone_at IS NULL))";
static const char count_stale_areas[] =
    "SELECT count(DISTINCT id) FROM ("
    "SELECT * FROM (SELECT * FROM area_now EXCEPT SELECT * FROM area_standing) UNION ALL"
    " SELECT * FROM (SELECT * FROM area_standing EXCEPT SELECT * FROM area_now))";

struct known_load {
    int64_t id;
    struct digest content;
    bool brings_figures;
    bool seen;
};

struct check {
    VECTOR(struct known_load) loads;
    struct faults *faults;
};

static int read_loads(struct store *store, struct check *check, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_loads);
    int code;
    while ((code = store_step(row, err)) > 0) {
        struct known_load load = {.id = store_integer(row, 0),
                                  .brings_figures = store_integer(row, 2) != 0};
        struct slice content = store_blob(row, 1);
        if (content.length == DIGEST_SIZE)
            memcpy(load.content.bytes, content.data, DIGEST_SIZE);
        vector_push(&check->loads, load);
    }
    return code;
}

static void not_what_it_brought(struct check *check, int64_t load)
{
    fault_add(check->faults, NULL,
              "The figures of load %lld are not those that it brought. Restore the last backup.",
              (long long)load);
}

static void visit(void *context, int64_t load, struct digest digest)
{
    struct check *check = context;
    vector_each (&check->loads, known)
        if (known->id == load) {
            known->seen = true;
            if (!digest_equal(known->content, digest))
                not_what_it_brought(check, load);
            return;
        }
    fault_add(check->faults, NULL, "There are figures of load %lld, which is not there.",
              (long long)load);
}

static int check_count(struct store *store, const char *sql, struct faults *faults,
                       const char *what, struct err *err)
{
    int64_t count = 0;
    int code = store_ask_integer(store, sql, &count, err);
    if (code == 0 && count > 0)
        fault_add(faults, NULL, "%lld %s.", (long long)count, what);
    return code;
}

static int check_log(struct store *store, struct faults *faults, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_unlogged);
    int code;
    while ((code = store_step(row, err)) > 0)
        fault_add(faults, NULL, "Load %lld is not what the change log says of it.",
                  (long long)store_integer(row, 0));
    CLEANUP(store_release) struct store_statement *lost = store_prepare(store, select_lost);
    while (code == 0 && (code = store_step(lost, err)) > 0) {
        fault_add(faults, NULL, "Load %.*s is in the change log, but is not stored.",
                  SLICE_PRINT(store_text(lost, 0)));
        code = 0;
    }
    return code;
}

/* What loads said is what it was when the last of them, or the last undo, was logged. */
static int check_state(struct store *store, struct faults *faults, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(store, select_logged_state);
    int code = store_step(row, err);
    if (code <= 0 || store_is_null(row, 0))
        return code < 0 ? code : 0;
    struct digest logged = {0}, state = {0};
    bool readable = digest_parse(store_text(row, 0), &logged);
    code = load_state(store, &state, err);
    if (code == 0 && !(readable && digest_equal(logged, state)))
        fault_add(
            faults, NULL,
            "What loads say of measures, areas, neighbours, periods or themselves was altered "
            "since the last of them. Restore the last backup.");
    return code;
}

static int check_contents(struct store *store, struct faults *faults, struct err *err)
{
    struct check check = {.faults = faults};
    int code = read_loads(store, &check, err);
    if (code == 0)
        code = merge_digests(store, visit, &check, err);
    struct digest nothing = digest_of((struct slice){0});
    vector_each (&check.loads, load)
        if (code == 0 && load->brings_figures && !load->seen &&
            !digest_equal(load->content, nothing))
            not_what_it_brought(&check, load->id);
    vector_free(&check.loads);
    return code;
}

int load_check_store(struct store *store, struct faults *faults, struct err *err)
{
    int code = check_contents(store, faults, err);
    if (code == 0)
        code = check_log(store, faults, err);
    if (code == 0)
        code = check_state(store, faults, err);
    if (code == 0)
        code = check_count(store, count_loose, faults, "figures refer to what is not there", err);
    if (code == 0)
        code = check_count(store, count_wrong_status, faults,
                           "figures have a value and say that they have none, or the reverse", err);
    if (code == 0)
        code = check_count(store, count_stale_sayings, faults,
                           "measures or areas are said to be what no load says", err);
    return code == 0 ? check_count(store, count_stale_areas, faults,
                                   "areas are listed otherwise than loads say of them", err)
                     : code;
}
