#include "domain/performance/merge.h"

#include <math.h>

#include "base/banned.h"

static const char select_measures[] =
    "SELECT o.measure, o.breakdown, o.area, o.period, o.value, o.status, o.label, o.load"
    " FROM observation AS o WHERE o.measure BETWEEN ?1 AND ?2"
    " ORDER BY o.measure, o.breakdown, o.area, o.period";
static const char select_measures_detailed[] =
    "SELECT o.measure, o.breakdown, o.area, o.period, o.value, o.status, o.label, o.load,"
    " d.lower, d.upper, d.lower_99_8, d.upper_99_8, d.numerator, d.denominator, d.note"
    " FROM observation AS o LEFT JOIN observation_detail AS d ON d.measure = o.measure AND"
    " d.breakdown = o.breakdown AND d.area = o.area AND d.period = o.period AND d.load = o.load"
    " WHERE o.measure BETWEEN ?1 AND ?2 ORDER BY o.measure, o.breakdown, o.area, o.period";
static const char select_newer_loads[] =
    "SELECT id FROM load WHERE published > ?1 AND undone_at IS NULL ORDER BY id";
static const char select_in_force[] =
    "SELECT v.value, v.status, v.label FROM observation_past AS v JOIN load AS l ON l.id = v.load"
    " WHERE v.measure = ?1 AND v.breakdown = ?2 AND v.area = ?3 AND v.period = ?4"
    " AND l.undone_at IS NULL AND l.published <= ?5 ORDER BY l.published DESC, v.load DESC LIMIT 1";

static const char insert_fresh[] =
    "INSERT INTO observation (measure, breakdown, area, period, value, status, label, load)"
    " SELECT c0, c1, c2, c3, c4, c5, c6, c7 FROM incoming";
static const char replace_changed[] =
    "INSERT OR REPLACE INTO observation (measure, breakdown, area, period, value, status, label,"
    " load) SELECT c0, c1, c2, c3, c4, c5, c6, c7 FROM incoming";
static const char insert_past[] =
    "INSERT INTO observation_past (measure, breakdown, area, period, value, status, label, load)"
    " SELECT c0, c1, c2, c3, c4, c5, c6, c7 FROM incoming";
static const char insert_detail[] =
    "INSERT INTO observation_detail (measure, breakdown, area, period, lower, upper, lower_99_8,"
    " upper_99_8, numerator, denominator, note, load)"
    " SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 FROM incoming";
#define ALL_BY_KEY(table)                                                                          \
    "SELECT v.measure, v.breakdown, v.area, v.period, v.value, v.status, v.label, v.load,"         \
    " d.lower, d.upper, d.lower_99_8, d.upper_99_8, d.numerator, d.denominator, d.note,"           \
    " d.load IS NOT NULL FROM " table " AS v LEFT JOIN observation_detail AS d"                    \
    " ON d.measure = v.measure AND d.breakdown = v.breakdown AND d.area = v.area"                  \
    " AND d.period = v.period AND d.load = v.load"                                                 \
    " ORDER BY v.measure, v.breakdown, v.area, v.period"
static const char select_standing[] = ALL_BY_KEY("observation");
static const char select_past[] = ALL_BY_KEY("observation_past");
static const char select_same_content[] =
    "SELECT l.id FROM load AS l WHERE l.content = ?1 AND l.reads = 'figures'"
    " AND l.undone_at IS NULL AND l.unchanged = 0 AND l.revised = 0 AND l.published <= ?2"
    " AND NOT EXISTS (SELECT 1 FROM load AS o WHERE o.reads = 'figures' AND o.undone_at IS NULL"
    " AND (CASE WHEN o.id > l.id THEN o.revised > 0 ELSE o.published > l.published END)) LIMIT 1";

void merge_free(struct merge *merge)
{
    vector_free(&merge->past);
}

enum {
    STANDING = 1U << CELL_NEW | 1U << CELL_CHANGED,
    BEHIND = 1U << CELL_OLDER,
    BROUGHT = STANDING | BEHIND
};

/* --- digests --------------------------------------------------------------------------------- */

/* Figures are packed and digested by the thousand, which is much faster than one by one. Each is
 * told by how far its key is from the one before, in as many bytes as that takes (seven bits each,
 * the lowest first, all but the last with their top bit set). */
enum { LONGEST_KEY = 10, LONGEST_PACKED = LONGEST_KEY + 12, PACKED_BYTES = 1 << 14 };

struct figures_digest {
    struct digest_state state;
    uint64_t key; /* of the figure before */
    size_t length;
    char bytes[PACKED_BYTES];
};

static void digest_flush(struct figures_digest *digest)
{
    digest_add(&digest->state, (struct slice){digest->bytes, digest->length});
    digest->length = 0;
}

/* detail: limits, counts and note, or NULL. */
static void digest_figure(struct figures_digest *digest, uint64_t key, double value, uint16_t label,
                          uint8_t status, const struct wire_detail *detail)
{
    char *packed = digest->bytes + digest->length;
    uint64_t step = key - digest->key;
    for (; step > 0x7F; step >>= 7)
        *packed++ = (char)(step | 0x80);
    *packed++ = (char)step;
    memcpy(packed, &value, sizeof value);
    memcpy(packed + 8, &label, sizeof label);
    packed[10] = (char)status;
    packed[11] = detail != NULL;
    digest->key = key;
    digest->length = (size_t)(packed + 12 - digest->bytes);
    if (digest->length > sizeof digest->bytes - LONGEST_PACKED || detail)
        digest_flush(digest);
    if (detail)
        digest_add(&digest->state, (struct slice){(const char *)detail, sizeof *detail});
}

static struct digest figures_digest_end(struct figures_digest *digest)
{
    digest_flush(digest);
    return digest_end(&digest->state);
}

/* Of the cells that changed in one of the ways of `changes` (a bit each). */
static struct digest digest_cells(const struct gather *gather, unsigned changes)
{
    struct figures_digest digest = {.length = 0};
    digest_begin(&digest.state);
    bool detailed = gather->details.length > 0;
    for (size_t i = 0; i < gather->order_count; i++) {
        uint32_t at = gather->order[i];
        const struct cell *cell = &gather->cells.data[at];
        if ((changes >> cell->change & 1) != 0)
            digest_figure(&digest, cell->key, cell->value, cell->label, cell->status,
                          detailed ? gather_detail(gather, at) : NULL);
    }
    return figures_digest_end(&digest);
}

/* --- comparing ------------------------------------------------------------------------------- */

struct comparison {
    struct store *store;
    struct gather *gather;
    struct slice published;
    const struct holding *holding;
    struct merge merge;
    bool detailed;
    VECTOR(int64_t) newer; /* loads that were published after this file, ascending */
    struct store_statement *in_force;
};

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static double real_or_nan(const struct store_statement *row, int column)
{
    return store_is_null(row, column) ? NAN : store_real(row, column);
}

/* The detail in columns 8 to 14, or NULL where column 15 says that there is none. */
static const struct wire_detail *read_detail(const struct store_statement *row,
                                             struct wire_detail *detail)
{
    if (!store_integer(row, 15))
        return NULL;
    double *numbers[] = {&detail->lower,      &detail->upper,     &detail->lower_99_8,
                         &detail->upper_99_8, &detail->numerator, &detail->denominator};
    for (int i = 0; i < 6; i++)
        *numbers[i] = real_or_nan(row, 8 + i);
    detail->note = store_is_null(row, 14) ? WIRE_NONE : (int32_t)store_integer(row, 14);
    detail->unused = 0;
    return detail;
}

/* A mapping without columns of limits and counts says nothing of them. */
static bool same_detail(const struct comparison *comparison, const struct store_statement *row,
                        uint32_t at)
{
    if (!comparison->detailed)
        return true;
    static const struct wire_detail none = {NAN, NAN, NAN, NAN, NAN, NAN, WIRE_NONE, 0};
    const struct wire_detail *detail = gather_detail(comparison->gather, at);
    detail = detail ? detail : &none;
    int64_t note = store_is_null(row, 14) ? WIRE_NONE : store_integer(row, 14);
    return same_number(real_or_nan(row, 8), detail->lower) &&
           same_number(real_or_nan(row, 9), detail->upper) &&
           same_number(real_or_nan(row, 10), detail->lower_99_8) &&
           same_number(real_or_nan(row, 11), detail->upper_99_8) &&
           same_number(real_or_nan(row, 12), detail->numerator) &&
           same_number(real_or_nan(row, 13), detail->denominator) && note == detail->note;
}

static bool same_figure(const struct cell *cell, const struct store_statement *row, int value)
{
    double stands = store_is_null(row, value) ? 0 : store_real(row, value);
    return store_integer(row, value + 1) == cell->status && stands == cell->value &&
           store_integer(row, value + 2) == cell->label;
}

/* Whether something else is held back than before, where both are shown as suppressed. */
static bool held_anew(const struct comparison *comparison, uint32_t at)
{
    const struct held_figure *held = comparison->holding->changed
                                         ? holding_find(comparison->holding, comparison->gather, at)
                                         : NULL;
    return held && !held->same;
}

static bool is_newer(const struct comparison *comparison, int64_t load)
{
    for (size_t i = 0; i < comparison->newer.length; i++)
        if (comparison->newer.data[i] == load)
            return true;
    return false;
}

/* Whether the figure is what was in force on the file's day, behind a newer one. */
static int was_in_force(struct comparison *comparison, const struct cell *cell, bool *ret_same,
                        struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(comparison->store, select_in_force);
    store_bind_integer(row, 1, key_measure(cell->key));
    store_bind_integer(row, 2, key_breakdown(cell->key));
    store_bind_integer(row, 3, key_area(cell->key));
    store_bind_integer(row, 4, key_period(cell->key));
    store_bind_text(row, 5, comparison->published);
    int code = store_step(row, err);
    *ret_same = code > 0 && same_figure(cell, row, 0);
    return code < 0 ? code : 0;
}

/* A row that was published before what stands: kept behind it, also where it says what stands, for
 * that was not known on the file's day yet. */
static int compare_older(struct comparison *comparison, uint32_t at, bool stands, struct err *err)
{
    struct gather *gather = comparison->gather;
    struct cell *cell = &gather->cells.data[at];
    bool same = false;
    int code = was_in_force(comparison, cell, &same, err);
    if (code < 0)
        return code;
    same &= !held_anew(comparison, at);
    cell->change = same ? CELL_SAME : CELL_OLDER;
    gather_outcome(gather, cell->row, same ? ROW_UNCHANGED : ROW_KEPT);
    if (same)
        return 0;
    comparison->merge.older++;
    if (!stands)
        findings_printf(&gather->findings, false, gather->lines.data[cell->row], 1, NULL,
                        "What stands was published later than this file, so the row is kept as an "
                        "earlier version.");
    return 0;
}

/* A cell whose key stands in the store already. */
static int compare_cell(struct comparison *comparison, uint32_t at,
                        const struct store_statement *row, struct err *err)
{
    struct gather *gather = comparison->gather;
    struct cell *cell = &gather->cells.data[at];
    int64_t load = store_integer(row, 7);
    bool stands =
        same_figure(cell, row, 4) && same_detail(comparison, row, at) && !held_anew(comparison, at);
    if (comparison->newer.length && is_newer(comparison, load))
        return compare_older(comparison, at, stands, err);
    if (stands) {
        cell->change = CELL_SAME;
        gather_outcome(gather, cell->row, ROW_UNCHANGED);
        return 0;
    }
    cell->change = CELL_CHANGED;
    gather_outcome(gather, cell->row, ROW_REVISED);
    comparison->merge.changed++;
    vector_push(&comparison->merge.past,
                (struct past_figure){.key = cell->key,
                                     .value = store_is_null(row, 4) ? 0 : store_real(row, 4),
                                     .load = load,
                                     .label = (uint16_t)store_integer(row, 6),
                                     .status = (uint8_t)store_integer(row, 5)});
    return 0;
}

static void mark_fresh(struct comparison *comparison, uint32_t at)
{
    struct cell *cell = &comparison->gather->cells.data[at];
    cell->change = CELL_NEW;
    gather_outcome(comparison->gather, cell->row, ROW_KEPT);
    comparison->merge.fresh++;
}

static uint64_t key_of(const struct store_statement *row)
{
    return cell_key(store_integer(row, 0), store_integer(row, 1), store_integer(row, 2),
                    store_integer(row, 3));
}

static int compare_all(struct comparison *comparison, struct err *err)
{
    struct gather *gather = comparison->gather;
    if (gather->order_count == 0)
        return 0;
    const struct cell *cells = gather->cells.data;
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(
        comparison->store, comparison->detailed ? select_measures_detailed : select_measures);
    store_bind_integer(row, 1, key_measure(cells[gather->order[0]].key));
    store_bind_integer(row, 2, key_measure(cells[gather->order[gather->order_count - 1]].key));
    size_t at = 0;
    int code;
    while ((code = store_step(row, err)) > 0 && at < gather->order_count) {
        uint64_t key = key_of(row);
        while (at < gather->order_count && cells[gather->order[at]].key < key)
            mark_fresh(comparison, gather->order[at++]);
        if (at < gather->order_count && cells[gather->order[at]].key == key)
            code = compare_cell(comparison, gather->order[at++], row, err);
        if (code < 0)
            return code;
    }
    while (code >= 0 && at < gather->order_count)
        mark_fresh(comparison, gather->order[at++]);
    return code < 0 ? code : 0;
}

static int find_newer(struct comparison *comparison, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(comparison->store, select_newer_loads);
    store_bind_text(row, 1, comparison->published);
    int code;
    while ((code = store_step(row, err)) > 0)
        vector_push(&comparison->newer, store_integer(row, 0));
    return code;
}

/* Whether one load brought exactly these figures, and all of them stand since a day before the
 * file's: 1, or 0. Cells are new until compared. */
static int find_same_content(struct comparison *comparison, struct err *err)
{
    struct digest *content = &comparison->merge.content;
    *content = digest_cells(comparison->gather, BROUGHT);
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(comparison->store, select_same_content);
    store_bind_blob(row, 1, (struct slice){(const char *)content->bytes, DIGEST_SIZE});
    store_bind_text(row, 2, comparison->published);
    return store_step(row, err);
}

static void mark_all_same(struct gather *gather)
{
    for (size_t i = 0; i < gather->order_count; i++) {
        struct cell *cell = &gather->cells.data[gather->order[i]];
        cell->change = CELL_SAME;
        gather_outcome(gather, cell->row, ROW_UNCHANGED);
    }
}

int merge_compare(struct store *store, struct gather *gather, struct slice published,
                  const struct holding *holding, struct merge *ret_merge, struct err *err)
{
    struct comparison comparison = {
        .store = store, .gather = gather, .published = published, .holding = holding};
    for (size_t i = FIGURE_LOWER; i <= FIGURE_NOTE; i++)
        comparison.detailed |= gather->mapping->columns[i].length > 0;
    int code = find_same_content(&comparison, err);
    if (code > 0 && holding->changed)
        code = 0; /* the same is shown, but not the same is held back */
    if (code > 0)
        mark_all_same(gather);
    else if (code == 0)
        code = find_newer(&comparison, err);
    if (code == 0)
        code = compare_all(&comparison, err);
    else if (code > 0)
        code = 0;
    vector_free(&comparison.newer);
    if (code < 0)
        merge_free(&comparison.merge);
    else
        *ret_merge = comparison.merge;
    return code;
}

/* --- writing --------------------------------------------------------------------------------- */

struct writing {
    const struct gather *gather;
    const struct merge *merge;
    int64_t load;
    VECTOR(uint32_t) cells;
};

static void give_integer(struct store_cell *cell, int64_t value)
{
    cell->kind = STORE_CELL_INTEGER;
    cell->integer = value;
}

static void give_real(struct store_cell *cell, double value)
{
    if (isnan(value))
        return;
    cell->kind = STORE_CELL_REAL;
    cell->real = value;
}

/* The first four columns of each of the tables. */
static void give_key(struct store_cell *cells, uint64_t key)
{
    give_integer(&cells[0], key_measure(key));
    give_integer(&cells[1], key_breakdown(key));
    give_integer(&cells[2], key_area(key));
    give_integer(&cells[3], key_period(key));
}

enum { FIGURE_COLUMNS_WRITTEN = 8, DETAIL_COLUMNS_WRITTEN = 12 };

static void give_figure(void *context, size_t row, struct store_cell *cells)
{
    const struct writing *writing = context;
    const struct cell *cell = &writing->gather->cells.data[writing->cells.data[row]];
    give_key(cells, cell->key);
    if (cell->status == FIGURE_PRESENT)
        give_real(&cells[4], cell->value);
    give_integer(&cells[5], cell->status);
    give_integer(&cells[6], cell->label);
    give_integer(&cells[7], writing->load);
}

static void give_past(void *context, size_t row, struct store_cell *cells)
{
    const struct writing *writing = context;
    const struct past_figure *figure = &writing->merge->past.data[row];
    give_key(cells, figure->key);
    if (figure->status == FIGURE_PRESENT)
        give_real(&cells[4], figure->value);
    give_integer(&cells[5], figure->status);
    give_integer(&cells[6], figure->label);
    give_integer(&cells[7], figure->load);
}

static void give_detail(void *context, size_t row, struct store_cell *cells)
{
    const struct writing *writing = context;
    uint32_t at = writing->cells.data[row];
    const struct wire_detail *detail = gather_detail(writing->gather, at);
    const double numbers[] = {detail->lower,      detail->upper,     detail->lower_99_8,
                              detail->upper_99_8, detail->numerator, detail->denominator};
    give_key(cells, writing->gather->cells.data[at].key);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        give_real(&cells[4 + i], numbers[i]);
    if (detail->note != WIRE_NONE)
        give_integer(&cells[10], detail->note);
    give_integer(&cells[11], writing->load);
}

static int write_rows(struct store *store, const char *sql, struct writing *writing, size_t count,
                      int columns, void (*give)(void *, size_t, struct store_cell *),
                      struct err *err)
{
    if (count == 0)
        return 0;
    struct store_incoming rows = {
        .count = count, .columns = columns, .context = writing, .row = give};
    store_offer_rows(store, &rows);
    struct store_statement *statement = store_prepare(store, sql);
    int code = store_execute(&statement, err);
    store_offer_rows(store, NULL);
    return code;
}

/* Choose the cells, in order, that changed in one of the ways of `changes` (a bit each). */
static void choose(struct writing *writing, unsigned changes, bool detailed)
{
    const struct gather *gather = writing->gather;
    writing->cells.length = 0;
    for (size_t i = 0; i < gather->order_count; i++) {
        uint32_t at = gather->order[i];
        if ((changes >> gather->cells.data[at].change & 1) != 0 &&
            (!detailed || gather_detail(gather, at)))
            vector_push(&writing->cells, at);
    }
}

int merge_write(struct store *store, const struct gather *gather, const struct merge *merge,
                int64_t load, struct err *err)
{
    struct writing writing = {.gather = gather, .merge = merge, .load = load};
    int code = write_rows(store, insert_past, &writing, merge->past.length, FIGURE_COLUMNS_WRITTEN,
                          give_past, err);
    choose(&writing, STANDING, false);
    if (code == 0)
        code = write_rows(store, merge->changed ? replace_changed : insert_fresh, &writing,
                          writing.cells.length, FIGURE_COLUMNS_WRITTEN, give_figure, err);
    choose(&writing, BEHIND, false);
    if (code == 0)
        code = write_rows(store, insert_past, &writing, writing.cells.length,
                          FIGURE_COLUMNS_WRITTEN, give_figure, err);
    if (code == 0 && gather->details.length) {
        choose(&writing, BROUGHT, true);
        code = write_rows(store, insert_detail, &writing, writing.cells.length,
                          DETAIL_COLUMNS_WRITTEN, give_detail, err);
    }
    vector_free(&writing.cells);
    return code;
}

/* --- digests of what the store holds ---------------------------------------------------------- */

struct digest merge_digest(const struct gather *gather, const struct merge *merge)
{
    bool all = merge->fresh == gather->order_count;
    return all ? merge->content : digest_cells(gather, BROUGHT);
}

struct load_digest {
    int64_t load;
    struct figures_digest digest;
};

struct load_digests {
    VECTOR(struct load_digest *) list;
    size_t last; /* that was asked for: mostly it is asked for again */
};

static struct figures_digest *digest_of_load(struct load_digests *digests, int64_t load)
{
    if (digests->last < digests->list.length && digests->list.data[digests->last]->load == load)
        return &digests->list.data[digests->last]->digest;
    for (size_t i = 0; i < digests->list.length; i++)
        if (digests->list.data[i]->load == load) {
            digests->last = i;
            return &digests->list.data[i]->digest;
        }
    struct load_digest *fresh = memory_zeros(1, sizeof *fresh);
    fresh->load = load;
    digest_begin(&fresh->digest.state);
    digests->last = digests->list.length;
    vector_push(&digests->list, fresh);
    return &fresh->digest;
}

static void digest_row(struct load_digests *digests, const struct store_statement *row)
{
    struct wire_detail detail;
    digest_figure(digest_of_load(digests, store_integer(row, 7)), key_of(row),
                  store_is_null(row, 4) ? 0 : store_real(row, 4), (uint16_t)store_integer(row, 6),
                  (uint8_t)store_integer(row, 5), read_detail(row, &detail));
}

/* Both tables as one, by key, which is the order in which the loads were digested. */
static int digest_rows(struct store *store, struct load_digests *digests, struct err *err)
{
    CLEANUP(store_release) struct store_statement *standing = store_prepare(store, select_standing);
    CLEANUP(store_release) struct store_statement *past = store_prepare(store, select_past);
    int more = store_step(standing, err), more_past = store_step(past, err);
    while (more > 0 || more_past > 0) {
        bool is_past = more <= 0 || (more_past > 0 && key_of(past) < key_of(standing));
        digest_row(digests, is_past ? past : standing);
        int *next = is_past ? &more_past : &more;
        *next = store_step(is_past ? past : standing, err);
        if (*next < 0)
            break;
    }
    return more < 0 ? more : more_past < 0 ? more_past : 0;
}

int merge_digests(struct store *store, merge_visit visit, void *context, struct err *err)
{
    struct load_digests digests = {.last = 0};
    int code = digest_rows(store, &digests, err);
    vector_each (&digests.list, load) {
        if (code == 0)
            visit(context, (*load)->load, figures_digest_end(&(*load)->digest));
        memory_free(*load);
    }
    vector_free(&digests.list);
    return code;
}
