/* A small store of every sort of thing, and every cell of every table of it altered behind the
 * engine's back, one at a time: weft check must tell of each. */
#include "support/test.h"

#include "support/figures.h"
#include "support/plan.h"

#define HEAD "measure_short,period,la_number,area,value\n"

static const char text[] = PLAN_HEAD
    "post:\n  - {code: a, title: Ada}\n"
    "strategic_objective:\n  - {code: o, title: O, plan: plan}\n"
    "commitment:\n  - {code: late, title: Late, priority: q, due: 2025-06-30, state: under_way}\n"
    "priority:\n"
    "  - {code: q, title: Q, plan: plan, strategic_objective: o, starts: 2025-04-01}\n"
    "indicator:\n"
    "  - {code: low, title: Low, kind: population, strategic_objective: o, priorities: [q],"
    " audience: public, measures: [Low, Count], owner: a, polarity: low}\n"
    "target:\n  - {code: t0, indicator: low, kind: baseline, period: 2021, value: 9}\n";

static const char first[] = HEAD "Low,2021,892,N,9\nLow,2022,892,N,8.5\nCount,2021,892,N,120\n";
static const char revised[] = HEAD "Low,2022,892,N,8.25\nLow,2023,892,N,-\n";
static const char neighbours[] =
    "la_number,la_name,region,rank,neighbour_la_number,closeness\n"
    "892,Nottingham,East Midlands,1,330,Close\n892,Nottingham,East Midlands,2,352,Close\n";

/* Our own counts, of which the small ones are held back. */
#define OURS                                                                                       \
    "title: Our own count\nreads: figures\nprotect: 5\nwhole: [All]\n"                             \
    "columns: {measure: What, period: When, area: Where, value: Number}\nbreakdowns: [Sex]\n"      \
    "define:\n  Heard: {title: Heard}\n"
static const char counted[] = "What,When,Where,Sex,Number\nHeard,2023,892,F,3\n"
                              "Heard,2023,892,M,9\nHeard,2023,892,All,12\n"
                              "Heard,2023,330,F,30\nHeard,2023,330,M,20\nHeard,2023,330,All,50\n"
                              "Heard,2023,970,F,33\nHeard,2023,970,M,29\nHeard,2023,970,All,62\n";

/* And shares with what they are made of, and a note. */
#define SHARES                                                                                     \
    "title: Shares\nreads: figures\nbreakdowns: [Sex]\n"                                           \
    "columns: {measure: What, period: When, area: Where, value: Share, numerator: Some,"           \
    " denominator: All of them, note: Note}\ndefine:\n  Share: {title: Share, unit: \"%\"}\n"
static const char shares[] = "What,When,Where,Sex,Share,Some,All of them,Note\n"
                             "Share,2023,892,F,25,10,40,of those who answered\n"
                             "Share,2023,892,M,50,20,40,\n";

static void undo_load(struct figures *figures, int64_t load)
{
    static struct actor house;
    struct err err = {0};
    house = actor_house("test");
    assert_int_equal(writer_begin(figures->writer, &err), 0);
    if (load_undo(figures->writer, load, &house, &err) < 0 ||
        writer_commit(figures->writer, &err) < 0)
        fail_msg("%s", err.message);
}

static int set_up(void **state)
{
    figures_set_up(state);
    struct figures *figures = *state;
    plan_put(figures->writer, slice_from(text), &figures->arena);
    figures_loaded(
        figures_load_with(figures, "lait-neighbours", neighbours,
                          &(struct figures_options){.edition = "2024", .published = "2024-01-01"}));
    figures_loaded(figures_load_with(figures, "lait", first,
                                     &(struct figures_options){.published = "2023-06-01"}));
    figures_loaded(figures_load_with(figures, "lait", revised,
                                     &(struct figures_options){.published = "2024-06-01"}));
    figures_loaded(figures_load(figures, OURS, counted));
    figures_loaded(figures_load(figures, SHARES, shares));
    figures_loaded(figures_load_with(figures, "lait",
                                     HEAD "Low,2020,892,N,7\nLow,2020,892,N,many\n",
                                     &(struct figures_options){.partial = true}));
    undo_load(figures, figures_loaded(figures_load(figures, "lait", HEAD "High,2021,892,N,5\n")));
    return 0;
}

static bool is_told(struct figures *figures)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct faults faults = faults_in(&arena);
    struct err err = {0};
    return record_check_store(figures->writer->store, &weft_registry, &faults, &err) < 0 ||
           faults.count > 0;
}

static int64_t ask(struct figures *figures, const char *sql)
{
    int64_t answer = 0;
    struct err err = {0};
    if (store_ask_integer(figures->writer->store, sql, &answer, &err) < 0)
        fail_msg("%s: %s", sql, err.message);
    return answer;
}

/* Do it, see whether anybody tells, and take it back. What the engine itself refuses is no harm. */
static void assert_told(struct figures *figures, const char *sql)
{
    struct store *store = figures->writer->store;
    struct err err = {0};
    assert_int_equal(store_begin(store, &err), 0);
    bool unseen = store_run(store, sql, &err) == 0 && !is_told(figures);
    store_rollback(store);
    if (unseen)
        fail_msg("nobody tells of: %s", sql);
}

/* --- what there is ---------------------------------------------------------------------------- */

struct column {
    const char *name, *type;
    bool keys; /* the row is known by it, with others perhaps */
};

struct table {
    const char *name, *key; /* an expression that differs for every row */
    VECTOR(struct column) columns;
};

struct tables {
    VECTOR(struct table) list;
};

static void read_columns(struct figures *figures, struct table *table)
{
    CLEANUP(buffer_free) struct buffer key = BUFFER(1000);
    struct arena *arena = &figures->arena;
    CLEANUP(store_release)
    struct store_statement *info = store_prepare(
        figures->writer->store, "SELECT name, type, pk > 0 FROM pragma_table_info(?1)");
    store_bind_text(info, 1, slice_from(table->name));
    while (store_step(info, NULL) == 1) {
        struct column column = {arena_string(arena, store_text(info, 0)),
                                arena_string(arena, store_text(info, 1)),
                                store_integer(info, 2) != 0};
        vector_push(&table->columns, column);
        if (column.keys)
            buffer_printf(&key, "%s\"%s\"", key.length ? " || '|' || " : "", column.name);
    }
    table->key = key.length ? arena_string(arena, buffer_slice(&key)) : "rowid";
}

/* The search box's tables are made of the others, and checked as a whole elsewhere. */
static struct tables read_tables(struct figures *figures)
{
    struct tables tables = {0};
    CLEANUP(store_release)
    struct store_statement *all =
        store_prepare(figures->writer->store, "SELECT name FROM sqlite_master WHERE type = 'table'"
                                              " AND name NOT LIKE '%search%' ORDER BY name");
    while (store_step(all, NULL) == 1)
        vector_push(&tables.list,
                    (struct table){.name = arena_string(&figures->arena, store_text(all, 0))});
    vector_each (&tables.list, table)
        read_columns(figures, table);
    return tables;
}

static void tables_free(struct tables *tables)
{
    vector_each (&tables->list, table)
        vector_free(&table->columns);
    vector_free(&tables->list);
}

/* --- what may be altered unseen --------------------------------------------------------------- */

/* meta holds how the engine made its own tables. A record is known by its code: by its id nothing
 * but an order of lists. */
static bool says_nothing(const struct table *table, const struct column *column)
{
    static const struct slice of_records[] = {
        {"partnership", 11}, {"plan", 4},        {"post", 4},      {"strategic_objective", 19},
        {"priority", 8},     {"commitment", 10}, {"indicator", 9}, {"target", 6}};
    if (strcmp(table->name, "meta") == 0)
        return true;
    bool is_record = false;
    for (size_t i = 0; i < sizeof of_records / sizeof *of_records; i++)
        is_record |= slice_is(of_records[i], table->name);
    return column && is_record && strcmp(column->name, "id") == 0;
}

enum { ROWS_MOST = 4, WAYS = 3 };

/* What to put in the column instead, in SQL; NULL past the last way. */
static const char *another(const struct column *column, size_t way)
{
    static const struct {
        const char *type, *ways[WAYS];
    } types[] = {{"TEXT", {"coalesce(\"%1$s\", '') || 'x'", "substr(\"%1$s\", 2)", "NULL"}},
                 {"INTEGER", {"coalesce(\"%1$s\", 0) + 1", "coalesce(\"%1$s\", 0) - 1", "NULL"}},
                 {"REAL", {"coalesce(\"%1$s\", 0) + 0.5", "-\"%1$s\"", "NULL"}},
                 {"BLOB", {"\"%1$s\" || x'01'", "x'00'", "substr(\"%1$s\", 2)"}}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].type, column->type) == 0)
            return types[i].ways[way];
    fail_msg("a column of type %s", column->type);
    return NULL;
}

static void alter_cell(struct figures *figures, const struct table *table,
                       const struct column *column, int64_t row)
{
    char value[200], where[400], sql[1000];
    for (size_t way = 0; way < WAYS; way++) {
        snprintf(value, sizeof value, another(column, way), column->name);
        snprintf(where, sizeof where,
                 "\"%s\" IS NOT %s AND %s = (SELECT %s FROM \"%s\" ORDER BY 1 LIMIT 1 OFFSET %lld)",
                 column->name, value, table->key, table->key, table->name, (long long)row);
        snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\" WHERE %s", table->name, where);
        if (ask(figures, sql) == 0)
            continue; /* it says that already */
        snprintf(sql, sizeof sql, "UPDATE \"%s\" SET \"%s\" = %s WHERE %s", table->name,
                 column->name, value, where);
        assert_told(figures, sql);
    }
}

static int64_t rows_of(struct figures *figures, const struct table *table)
{
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT min(count(*), %d) FROM \"%s\"", ROWS_MOST, table->name);
    return ask(figures, sql);
}

static void every_cell_that_is_altered_behind_the_engine_is_told(void **state)
{
    struct figures *figures = *state;
    CLEANUP(tables_free) struct tables tables = read_tables(figures);
    size_t filled = 0;
    assert_false(is_told(figures));
    vector_each (&tables.list, table) {
        int64_t rows = rows_of(figures, table);
        filled += rows > 0;
        vector_each (&table->columns, column)
            for (int64_t row = 0; row < rows && !says_nothing(table, column); row++)
                alter_cell(figures, table, column, row);
    }
    assert_true(filled >= 28); /* else the store of this test has become too simple */
}

static void every_row_that_is_taken_out_behind_the_engine_is_told(void **state)
{
    struct figures *figures = *state;
    CLEANUP(tables_free) struct tables tables = read_tables(figures);
    char sql[1000];
    vector_each (&tables.list, table) {
        int64_t rows = rows_of(figures, table);
        for (int64_t row = 0; row < rows && !says_nothing(table, NULL); row++) {
            snprintf(sql, sizeof sql,
                     "DELETE FROM \"%s\" WHERE %s = (SELECT %s FROM \"%s\" ORDER BY 1 LIMIT 1"
                     " OFFSET %lld)",
                     table->name, table->key, table->key, table->name, (long long)row);
            assert_told(figures, sql);
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, figures_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_cell_that_is_altered_behind_the_engine_is_told),
        TEST(every_row_that_is_taken_out_behind_the_engine_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
