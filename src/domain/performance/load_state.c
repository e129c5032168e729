/* One digest of all that loads wrote beside the figures themselves, which have their own. */
#include "domain/performance/load_store.h"

#include "base/banned.h"

/* Every row in the order of its key. What is known by an id elsewhere stands here with it. */
static const char all_loads[] =
    "SELECT id, mapping, reads, file, edition, published, at, actor, digest, bytes,"
    " lower(hex(content)), kept, unchanged, revised, skipped, refused, partial, corrects, columns,"
    " mapping_text, undone_at, undone_by FROM load ORDER BY id";
static const char all_findings[] =
    "SELECT load, id, refusal, field, reason, rows, lines FROM load_finding ORDER BY load, id";
static const char all_rows[] = "SELECT load, line, column, finding, fields, corrected_by"
                               " FROM load_row ORDER BY load, line";
static const char count_groups[] = "SELECT count(*) FROM load_breakdown";
static const char all_groups[] = "SELECT load, name, tells FROM load_breakdown ORDER BY load, name";
static const char all_measures[] = "SELECT id, code, stands FROM measure ORDER BY id";
static const char all_measures_said[] =
    "SELECT measure, load, taught, title, chart_title, topics, unit, polarity, decimals, kind,"
    " year_type, quartiles, ended, description, methodology, source, link, last_update,"
    " next_update FROM measure_said ORDER BY measure, load";
static const char all_areas[] = "SELECT id, code, stands FROM area ORDER BY id";
static const char all_areas_said[] = "SELECT area, load, taught, name, type, region, level"
                                     " FROM area_said ORDER BY area, load";
static const char all_codes[] = "SELECT code, scheme, area, load, from_date, until_date"
                                " FROM area_code ORDER BY code, scheme";
static const char all_neighbours[] =
    "SELECT edition, area, rank, load, neighbour, closeness, stands FROM neighbour"
    " ORDER BY edition, area, rank, load";
static const char all_periods[] = "SELECT id, kind, text, ends FROM period ORDER BY id";
static const char all_labels[] = "SELECT id, period, text FROM period_label ORDER BY id";
static const char all_breakdowns[] = "SELECT id, code, dimension, label FROM breakdown ORDER BY id";
static const char all_notes[] = "SELECT id, text FROM note ORDER BY id";

static const char count_held[] = "SELECT count(*) FROM observation_held";
static const char all_secrets[] = "SELECT id, hex(bytes) FROM held_secret ORDER BY id";
static const char all_held[] =
    "SELECT id, measure, breakdown, area, period, load, reason, value, numerator, denominator"
    " FROM observation_held ORDER BY id";

static void add_row(struct digest_state *state, const struct store_statement *row, int columns)
{
    for (int i = 0; i < columns; i++) {
        if (store_is_null(row, i))
            digest_add_integer(state, -1);
        else
            digest_add_text(state, store_text(row, i));
    }
}

static int add_rows(struct store *store, const char *sql, struct digest_state *state,
                    struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, sql);
    int64_t rows = 0;
    int code;
    for (; (code = store_step(row, err)) > 0; rows++)
        add_row(state, row, store_column_count(row));
    digest_add_integer(state, rows);
    return code;
}

/* Held figures are digested with the store's secret, so that a published digest gives no small
 * number away to whoever tries them all. A store that holds none has the digest it always had. */
static int add_held(struct store *store, struct digest_state *state, struct err *err)
{
    int64_t held = 0;
    int code = store_ask_integer(store, count_held, &held, err);
    if (code == 0 && held > 0)
        code = add_rows(store, all_secrets, state, err);
    return code == 0 && held > 0 ? add_rows(store, all_held, state, err) : code;
}

/* A store from before there were any has the digest it always had, too. */
static int add_groups(struct store *store, struct digest_state *state, struct err *err)
{
    int64_t groups = 0;
    int code = store_ask_integer(store, count_groups, &groups, err);
    return code == 0 && groups > 0 ? add_rows(store, all_groups, state, err) : code;
}

int load_state(struct store *store, struct digest *ret_state, struct err *err)
{
    static const char *const tables[] = {
        all_loads,      all_findings, all_rows,       all_measures, all_measures_said,
        all_areas,      all_codes,    all_areas_said, all_periods,  all_neighbours,
        all_breakdowns, all_labels,   all_notes,
    };
    struct digest_state state;
    digest_begin(&state);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        int code = add_rows(store, tables[i], &state, err);
        if (code < 0)
            return code;
    }
    int code = add_groups(store, &state, err);
    if (code == 0)
        code = add_held(store, &state, err);
    if (code == 0)
        *ret_state = digest_end(&state);
    return code;
}
