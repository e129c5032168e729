/* Reading areas and their neighbours. */
#include "domain/performance/performance.h"
#include "domain/performance/mapping.h"
#include "domain/performance/reading.h"

#include "base/banned.h"

static const char select_area[] =
    "SELECT " AREA_COLUMNS " FROM area_now AS a WHERE a.id = coalesce("
    "(SELECT id FROM area_now WHERE code = ?1), (SELECT min(area) FROM area_code WHERE code = ?1))";
static const char select_codes[] =
    "SELECT scheme, code, from_date, until_date FROM area_code WHERE area = ?1"
    " ORDER BY scheme, coalesce(from_date, ''), code";
static const char select_areas[] = "SELECT " AREA_COLUMNS " FROM area_now AS a WHERE a.retired = 0"
                                   " ORDER BY a.level_id, a.name, a.code";
static const char select_editions[] =
    "SELECT DISTINCT edition FROM neighbour WHERE stands = 1 ORDER BY edition DESC";
static const char select_newest_edition[] = "SELECT max(edition) FROM neighbour";
static const char select_edition_before[] = "SELECT max(edition) FROM neighbour WHERE edition < ?1";
static const char select_edition[] =
    "SELECT 1 FROM neighbour WHERE edition = ?1 AND stands = 1 LIMIT 1";
static const char select_neighbours[] =
    "SELECT n.rank, n.closeness, " AREA_COLUMNS " FROM neighbour AS n"
    " JOIN area_now AS a ON a.id = n.neighbour"
    " WHERE n.edition = ?1 AND n.area = ?2 AND n.stands = 1 ORDER BY n.rank";

struct area reading_area(const struct store_statement *row, int column, struct arena *arena)
{
    struct slice level = store_text(row, column + 3);
    return (struct area){
        .id = store_integer(row, column),
        .code = reading_text(row, column + 1, arena),
        .name = reading_text(row, column + 2, arena),
        .is_authority = slice_is(level, "authority"),
        .is_england = slice_is(level, "country"),
    };
}

static struct date date_or_none(const struct store_statement *row, int column)
{
    struct date date = {0};
    date_parse(store_text(row, column), &date);
    return date;
}

static int read_codes(struct store *store, struct area *area, struct arena *arena, struct err *err)
{
    VECTOR(struct area_code) list = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_codes);
    store_bind_integer(row, 1, area->id);
    int code;
    while ((code = store_step(row, err)) > 0)
        vector_push(&list, (struct area_code){.scheme = reading_text(row, 0, arena),
                                              .code = reading_text(row, 1, arena),
                                              .from = date_or_none(row, 2),
                                              .until = date_or_none(row, 3)});
    READING_ANSWER(code, list, arena, &area->codes, &area->code_count);
    return code;
}

int reading_area_of(struct store *store, struct slice code, struct arena *arena,
                    struct area *ret_area, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_area);
    store_bind_text(row, 1, code.data ? code : SLICE(""));
    int found = store_step(row, err);
    if (found < 0)
        return found;
    if (found == 0)
        return err_set(err, ERR_NOT_FOUND, "area", "There is no area with the code “%.*s”.",
                       SLICE_PRINT(code));
    *ret_area = reading_area(row, 0, arena);
    return 0;
}

int area_load(struct store *store, struct slice code, struct arena *arena, struct area *ret_area,
              struct err *err)
{
    struct area area;
    int found = reading_area_of(store, code, arena, &area, err);
    if (found == 0)
        found = read_codes(store, &area, arena, err);
    if (found == 0)
        *ret_area = area;
    return found;
}

int area_list(struct store *store, struct arena *arena, struct area **ret_areas, size_t *ret_count,
              struct err *err)
{
    VECTOR(struct area) list = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_areas);
    int code;
    while ((code = store_step(row, err)) > 0)
        vector_push(&list, reading_area(row, 0, arena));
    READING_ANSWER(code, list, arena, ret_areas, ret_count);
    return code;
}

int neighbour_editions(struct store *store, struct arena *arena, struct slice **ret_editions,
                       size_t *ret_count, struct err *err)
{
    VECTOR(struct slice) list = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_editions);
    int code;
    while ((code = store_step(row, err)) > 0)
        vector_push(&list, reading_text(row, 0, arena));
    READING_ANSWER(code, list, arena, ret_editions, ret_count);
    return code;
}

static int check_edition(struct store *store, struct slice edition, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_edition);
    store_bind_text(row, 1, edition);
    int found = store_step(row, err);
    if (found == 0)
        return err_set(err, ERR_NOT_FOUND, "neighbours",
                       "There is no edition “%.*s” of the list of neighbours.",
                       SLICE_PRINT(edition));
    return found < 0 ? found : 0;
}

/* The newest edition, or the newest before another: the key begins with it, and there are few.
 * Empty where there is none. */
static int next_edition(struct store *store, struct slice before, struct arena *arena,
                        struct slice *ret_edition, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *row =
        store_prepare(store, before.length ? select_edition_before : select_newest_edition);
    if (before.length)
        store_bind_text(row, 1, before);
    int found = store_step(row, err);
    if (found > 0)
        *ret_edition = reading_text(row, 0, arena);
    return found < 0 ? found : 0;
}

static int read_edition(struct store *store, int64_t area, struct slice edition,
                        struct arena *arena, struct neighbour **ret_list, size_t *ret_count,
                        struct err *err)
{
    VECTOR(struct neighbour) list = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_neighbours);
    store_bind_text(row, 1, edition);
    store_bind_integer(row, 2, area);
    int code;
    while ((code = store_step(row, err)) > 0)
        vector_push(&list, (struct neighbour){.rank = store_integer(row, 0),
                                              .closeness = reading_text(row, 1, arena),
                                              .area = reading_area(row, 2, arena)});
    READING_ANSWER(code, list, arena, ret_list, ret_count);
    return code;
}

int reading_neighbours(struct store *store, const struct area *area, struct slice asked,
                       struct arena *arena, struct slice *ret_edition, struct neighbour **ret_list,
                       size_t *ret_count, struct err *err)
{
    struct slice edition = asked;
    struct neighbour *list = NULL;
    size_t count = 0;
    int code = asked.length ? check_edition(store, asked, err)
                            : next_edition(store, asked, arena, &edition, err);
    while (code == 0 && edition.length) {
        code = read_edition(store, area->id, edition, arena, &list, &count, err);
        if (code < 0 || count || asked.length)
            break;
        code = next_edition(store, edition, arena, &edition, err);
    }
    if (code < 0)
        return code;
    *ret_edition = edition;
    *ret_list = list;
    *ret_count = count;
    return 0;
}

int neighbour_list(struct store *store, struct slice area_code, struct slice asked,
                   struct arena *arena, struct slice *ret_edition, struct neighbour **ret_list,
                   size_t *ret_count, struct err *err)
{
    struct area area = {0};
    int code = reading_area_of(store, area_code, arena, &area, err);
    return code < 0 ? code
                    : reading_neighbours(store, &area, asked, arena, ret_edition, ret_list,
                                         ret_count, err);
}
