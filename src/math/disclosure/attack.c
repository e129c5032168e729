/* What an attacker can work out: first sum by sum, then by linear programming, connected part by
 * connected part (the attacker's problem of Fischetti and Salazar 2001, section 2). */
#include "math/disclosure/attack.h"

#include <math.h>
#include <stdio.h>

#include "math/disclosure/incidence.h"
#include "math/disclosure/linear.h"

#include "base/banned.h"

/* Sums are followed up at most this often each: fractional limits may creep for ever, and the
 * programme finishes what is left. */
enum { ROUNDS = 40 };

/* Closer than this is equal. Amounts that are not whole are scaled to at most `largest` before. */
static const double tight = 1e-7;
static const double largest = 1e6;

struct attack {
    const struct additive *table;
    struct incidence incidence;
    bool whole;
    struct arena *arena;
    struct range *ranges;       /* what is known so far */
    struct range *attained;     /* the furthest values in any solution seen */
    const struct range *enough; /* limits beyond which nobody asks; or NULL */
    const struct range *shown;  /* attained in tables that the caller knows; or NULL */
    bool then_exact;            /* when all that is asked is settled, go on to the limits */
    double work_left;           /* for what is done last, as linear_work counts it */
    struct evidence *evidence;  /* or NULL */
    uint32_t *queue;            /* sums to be looked at, a ring */
    bool *queued;
    size_t head, waiting;
    uint32_t *column_of; /* of an open cell in its part */
    uint32_t *row_of;
};

static bool same(double a, double b)
{
    return a == b || fabs(a - b) <= tight;
}

static int does_not_add_up(size_t cell, struct err *err)
{
    char field[24];
    snprintf(field, sizeof field, "%zu", cell);
    return err_set(err, ERR_CONFLICT, field,
                   "The table does not add up: no numbers in the hidden cells fit its totals.");
}

/* --- one sum at a time --------------------------------------------------------------------- */

static void enqueue(struct attack *attack, uint32_t sum)
{
    if (attack->queued[sum])
        return;
    attack->queued[sum] = true;
    attack->queue[(attack->head + attack->waiting++) % attack->table->sums] = sum;
}

static void note_evidence(struct attack *attack, uint32_t cell, uint32_t sum)
{
    if (!attack->evidence || attack->evidence[cell].count)
        return;
    uint32_t *sums = arena_array(attack->arena, 1, sizeof *sums);
    double *weights = arena_array(attack->arena, 1, sizeof *weights);
    *sums = sum;
    *weights = 1;
    attack->evidence[cell] = (struct evidence){1, sums, weights};
}

/* Narrow a cell to what a sum leaves for it. */
static int narrow(struct attack *attack, uint32_t cell, uint32_t sum, double lower, double upper,
                  struct err *err)
{
    struct range *range = &attack->ranges[cell];
    struct range before = *range;
    if (lower > range->lower && !same(lower, range->lower))
        range->lower = lower;
    if (upper < range->upper && !same(upper, range->upper))
        range->upper = upper;
    if (range->lower == before.lower && range->upper == before.upper)
        return 0;
    if (range->lower > range->upper) {
        if (!same(range->lower, range->upper))
            return does_not_add_up(cell, err);
        range->lower = range->upper;
    }
    if (same(range->lower, range->upper)) {
        range->lower = range->upper;
        note_evidence(attack, cell, sum);
    }
    const struct incidence *incidence = &attack->incidence;
    for (size_t i = incidence->starts[cell]; i < incidence->starts[cell + 1]; i++)
        if (incidence->sums[i] != sum)
            enqueue(attack, incidence->sums[i]);
    return 0;
}

/* Limits of the parts added up; infinite ones are counted apart, so that one can be taken out. */
struct span {
    double lower, upper;
    size_t endless;
};

static struct span span_of(const struct attack *attack, const uint32_t *parts, size_t count)
{
    struct span span = {0};
    for (size_t i = 0; i < count; i++) {
        struct range range = attack->ranges[parts[i]];
        span.lower += range.lower;
        if (isfinite(range.upper))
            span.upper += range.upper;
        else
            span.endless++;
    }
    return span;
}

static int look_at(struct attack *attack, uint32_t sum, struct err *err)
{
    const struct additive *table = attack->table;
    const uint32_t *members = table->members + table->starts[sum];
    size_t parts = table->starts[sum + 1] - table->starts[sum] - 1;
    struct span span = span_of(attack, members + 1, parts);
    int code =
        narrow(attack, members[0], sum, span.lower, span.endless ? INFINITY : span.upper, err);
    struct range total = attack->ranges[members[0]];
    for (size_t i = 1; i <= parts && code == 0; i++) {
        struct range part = attack->ranges[members[i]];
        if (part.lower == part.upper)
            continue;
        bool others_end = span.endless == (isfinite(part.upper) ? 0 : 1);
        double others_upper = span.upper - (isfinite(part.upper) ? part.upper : 0);
        code = narrow(attack, members[i], sum, others_end ? total.lower - others_upper : -INFINITY,
                      total.upper - (span.lower - part.lower), err);
    }
    return code;
}

static int propagate(struct attack *attack, struct err *err)
{
    size_t sums = attack->table->sums;
    for (size_t sum = 0; sum < sums; sum++)
        enqueue(attack, (uint32_t)sum);
    int code = 0;
    for (size_t looked = 0; attack->waiting && looked < ROUNDS * sums && code == 0; looked++) {
        uint32_t sum = attack->queue[attack->head];
        attack->head = (attack->head + 1) % sums;
        attack->waiting--;
        attack->queued[sum] = false;
        code = look_at(attack, sum, err);
    }
    return code;
}

/* --- one part at a time -------------------------------------------------------------------- */

/* Open cells that hang together by sums, as a linear programme. */
struct part {
    uint32_t *cells, *sums;
    size_t cell_count, sum_count;
};

static bool is_open(const struct attack *attack, uint32_t cell)
{
    return attack->ranges[cell].lower < attack->ranges[cell].upper;
}

static void add_cell(struct attack *attack, struct part *part, uint32_t cell)
{
    if (!is_open(attack, cell) || attack->column_of[cell] != UINT32_MAX)
        return;
    attack->column_of[cell] = (uint32_t)part->cell_count;
    part->cells[part->cell_count++] = cell;
}

/* Everything connected with the cell, breadth first. */
static void gather_part(struct attack *attack, uint32_t cell, struct part *part)
{
    const struct additive *table = attack->table;
    const struct incidence *incidence = &attack->incidence;
    part->cell_count = part->sum_count = 0;
    add_cell(attack, part, cell);
    for (size_t i = 0; i < part->cell_count; i++)
        for (size_t s = incidence->starts[part->cells[i]];
             s < incidence->starts[part->cells[i] + 1]; s++) {
            uint32_t sum = incidence->sums[s];
            if (attack->row_of[sum] != UINT32_MAX || is_implied(table, sum))
                continue;
            attack->row_of[sum] = (uint32_t)part->sum_count;
            part->sums[part->sum_count++] = sum;
            for (size_t m = table->starts[sum]; m < table->starts[sum + 1]; m++)
                add_cell(attack, part, table->members[m]);
        }
}

static struct linear *part_programme(const struct attack *attack, const struct part *part)
{
    const struct additive *table = attack->table;
    const struct incidence *incidence = &attack->incidence;
    struct linear *linear = linear_new(part->sum_count, part->cell_count);
    for (size_t row = 0; row < part->sum_count; row++) {
        uint32_t sum = part->sums[row];
        double known = 0;
        for (size_t m = table->starts[sum]; m < table->starts[sum + 1]; m++) {
            uint32_t cell = table->members[m];
            if (!is_open(attack, cell))
                known += member_sign(table, sum, cell) * attack->ranges[cell].lower;
        }
        linear_row_value(linear, row, -known);
    }
    uint32_t *rows = memory_zeros(incidence->most + 1, sizeof *rows);
    double *signs = memory_zeros(incidence->most + 1, sizeof *signs);
    for (size_t column = 0; column < part->cell_count; column++) {
        uint32_t cell = part->cells[column];
        size_t count = incidence_kept(incidence, table, cell, rows, signs);
        for (size_t i = 0; i < count; i++)
            rows[i] = attack->row_of[rows[i]];
        linear_column(linear, column, count, rows, signs);
        linear_range(linear, column, attack->ranges[cell].lower, attack->ranges[cell].upper);
    }
    memory_free(rows);
    memory_free(signs);
    return linear;
}

static void note_solution(struct attack *attack, const struct part *part,
                          const struct linear *linear)
{
    for (size_t column = 0; column < part->cell_count && linear_is_feasible(linear); column++) {
        struct range *attained = &attack->attained[part->cells[column]];
        double value = linear_value(linear, column);
        attained->lower = fmin(attained->lower, value);
        attained->upper = fmax(attained->upper, value);
    }
}

/* The sums whose prices prove the limit just found for the cell. */
static void note_prices(struct attack *attack, const struct part *part, uint32_t cell,
                        const struct linear *linear)
{
    size_t count = 0;
    for (size_t row = 0; row < part->sum_count; row++)
        count += fabs(linear_row_price(linear, row)) > tight;
    uint32_t *sums = arena_array(attack->arena, count + 1, sizeof *sums);
    double *weights = arena_array(attack->arena, count + 1, sizeof *weights);
    count = 0;
    for (size_t row = 0; row < part->sum_count; row++) {
        double price = linear_row_price(linear, row);
        if (fabs(price) <= tight)
            continue;
        sums[count] = part->sums[row];
        weights[count++] = price;
    }
    attack->evidence[cell] = (struct evidence){count, sums, weights};
}

/* As far as anybody asks the cell to go in this direction: its limit so far, at most. */
static double aim(const struct attack *attack, uint32_t cell, double direction)
{
    struct range range = attack->ranges[cell];
    if (direction > 0)
        return attack->enough ? fmin(range.upper, attack->enough[cell].upper) : range.upper;
    return attack->enough ? fmax(range.lower, attack->enough[cell].lower) : range.lower;
}

/* Whether a solution seen already goes that far. */
static bool is_settled(const struct attack *attack, uint32_t cell, double direction)
{
    struct range seen = attack->attained[cell];
    return direction * (aim(attack, cell, direction) - (direction > 0 ? seen.upper : seen.lower)) <=
           tight;
}

/* Push one cell as far as it goes in one direction (+1 up, −1 down). */
static int push(struct attack *attack, const struct part *part, struct linear *linear,
                size_t column, double direction, struct err *err)
{
    uint32_t cell = part->cells[column];
    struct range *range = &attack->ranges[cell];
    if (is_settled(attack, cell, direction) || linear_is_spent(linear))
        return 0;
    linear_cost(linear, column, direction);
    int outcome = linear_maximise(linear, err);
    linear_cost(linear, column, 0);
    if (outcome == LINEAR_INFEASIBLE)
        return does_not_add_up(cell, err);
    if (outcome == LINEAR_UNBOUNDED)
        attack->attained[cell].upper = INFINITY;
    if (outcome < 0 || outcome == LINEAR_UNBOUNDED)
        return outcome < 0 ? outcome : 0;
    note_solution(attack, part, linear);
    if (outcome == LINEAR_STOPPED)
        return 0;
    double value = linear_value(linear, column);
    if (direction > 0)
        range->upper = fmin(value, range->upper);
    else
        range->lower = fmax(value, range->lower);
    if (attack->evidence && same(attack->ranges[cell].lower, attack->ranges[cell].upper))
        note_prices(attack, part, cell, linear);
    return 0;
}

/* Take the rows of a cell; false, and nothing taken, where another cell has one of them. */
static bool take_rows(const struct attack *attack, uint32_t cell, bool *taken)
{
    const struct incidence *incidence = &attack->incidence;
    for (int take = 0; take < 2; take++)
        for (size_t i = incidence->starts[cell]; i < incidence->starts[cell + 1]; i++) {
            uint32_t row = attack->row_of[incidence->sums[i]];
            if (row == UINT32_MAX)
                continue;
            if (taken[row] && !take)
                return false;
            taken[row] = taken[row] || take;
        }
    return true;
}

/* Push many cells at once, no two of which share a sum: most limits of a crowded part are attained
 * in a few solutions. How many cells were settled of those pushed, as a share; or negative. */
static double push_together(struct attack *attack, const struct part *part, struct linear *linear,
                            double direction, bool *pushed, bool *taken, struct err *err)
{
    size_t count = 0, settled = 0;
    memset(taken, 0, part->sum_count * sizeof *taken);
    for (size_t column = 0; column < part->cell_count; column++) {
        uint32_t cell = part->cells[column];
        pushed[column] = !is_settled(attack, cell, direction) &&
                         isfinite(aim(attack, cell, direction)) && take_rows(attack, cell, taken);
        count += pushed[column];
        linear_cost(linear, column, pushed[column] ? direction : 0);
    }
    int outcome = count ? linear_maximise(linear, err) : LINEAR_OPTIMAL;
    if (count && (outcome == LINEAR_OPTIMAL || outcome == LINEAR_STOPPED))
        note_solution(attack, part, linear);
    for (size_t column = 0; column < part->cell_count; column++) {
        linear_cost(linear, column, 0);
        settled += pushed[column] && is_settled(attack, part->cells[column], direction);
    }
    return outcome < 0 ? outcome : count ? (double)settled / (double)count : 0;
}

/* Together as long as that settles a good part of those pushed, then one by one. */
static int push_all(struct attack *attack, const struct part *part, struct linear *linear,
                    double direction, struct err *err)
{
    bool *pushed = memory_zeros(part->cell_count, sizeof *pushed);
    bool *taken = memory_zeros(part->sum_count, sizeof *taken);
    double share = 1;
    while (share > 0.25 && !linear_is_spent(linear))
        share = push_together(attack, part, linear, direction, pushed, taken, err);
    memory_free(pushed);
    memory_free(taken);
    int code = share < 0 ? (int)share : 0;
    for (size_t column = 0; column < part->cell_count && code == 0; column++)
        code = push(attack, part, linear, column, direction, err);
    return code;
}

static void note_shown(struct attack *attack, const struct part *part)
{
    for (size_t i = 0; i < part->cell_count && attack->shown; i++) {
        struct range *attained = &attack->attained[part->cells[i]];
        struct range shown = attack->shown[part->cells[i]];
        attained->lower = fmin(attained->lower, shown.lower);
        attained->upper = fmax(attained->upper, shown.upper);
    }
}

static int attack_part(struct attack *attack, const struct part *part, struct err *err)
{
    if (part->sum_count < 2) { /* of a single sum, look_at knows the exact limits */
        for (size_t i = 0; i < part->cell_count; i++)
            attack->attained[part->cells[i]] = attack->ranges[part->cells[i]];
        return 0;
    }
    note_shown(attack, part);
    CLEANUP(linear_free) struct linear *linear = part_programme(attack, part);
    const struct range *enough = attack->enough;
    int code = 0, rounds = attack->then_exact ? 2 : 1;
    for (int round = 0; round < rounds && code == 0; round++) {
        bool is_last = round == rounds - 1; /* what comes before takes what it takes */
        double before = linear_work(linear);
        attack->enough = round ? NULL : enough;
        linear_allow(linear, is_last ? before + attack->work_left : INFINITY);
        code = push_all(attack, part, linear, 1, err);
        if (code == 0)
            code = push_all(attack, part, linear, -1, err);
        attack->work_left -= is_last ? linear_work(linear) - before : 0;
    }
    attack->enough = enough;
    return code;
}

/* Do this to every part. */
static int each_part(struct attack *attack,
                     int (*work)(struct attack *, const struct part *, struct err *),
                     struct err *err)
{
    struct part part = {.cells = memory_zeros(attack->table->cells + 1, sizeof(uint32_t)),
                        .sums = memory_zeros(attack->table->sums + 1, sizeof(uint32_t))};
    int code = 0;
    for (uint32_t cell = 0; cell < attack->table->cells && code == 0; cell++) {
        if (!is_open(attack, cell) || attack->column_of[cell] != UINT32_MAX)
            continue;
        gather_part(attack, cell, &part);
        code = work(attack, &part, err);
    }
    memory_free(part.cells);
    memory_free(part.sums);
    return code;
}

static struct range as_asked(struct range range, bool whole, double scale)
{
    if (!whole)
        return (struct range){range.lower * scale, range.upper * scale};
    double size = isfinite(range.upper) ? range.upper : range.lower;
    double slack = fmin(0.1, 1e-5 + 1e-12 * size); /* of what the programme may be off */
    range.lower = ceil(range.lower - slack) + 0.0; /* −0 becomes 0 */
    range.upper = floor(range.upper + slack) + 0.0;
    return range;
}

static double scale_of(const struct range *known, size_t cells, bool whole)
{
    double most = 0;
    for (size_t i = 0; i < cells; i++) {
        most = fmax(most, known[i].lower);
        most = isfinite(known[i].upper) ? fmax(most, known[i].upper) : most;
    }
    return whole || most == 0 ? 1 : most / largest;
}

static struct attack attack_new(const struct additive *table, const struct range *known,
                                double scale, struct arena *arena)
{
    size_t cells = table->cells, sums = table->sums;
    struct attack attack = {
        .table = table,
        .incidence = incidence_of(table, arena),
        .arena = arena,
        .work_left = INFINITY,
        .ranges = arena_array(arena, cells, sizeof(struct range)),
        .attained = arena_array(arena, cells, sizeof(struct range)),
        .queue = arena_array(arena, sums + 1, sizeof(uint32_t)),
        .queued = arena_array(arena, sums + 1, sizeof(bool)),
        .column_of = arena_array(arena, cells, sizeof(uint32_t)),
        .row_of = arena_array(arena, sums + 1, sizeof(uint32_t)),
    };
    for (size_t i = 0; i < cells; i++) {
        attack.ranges[i] = (struct range){known[i].lower / scale, known[i].upper / scale};
        attack.attained[i] = (struct range){INFINITY, -INFINITY};
    }
    memset(attack.column_of, 0xFF, cells * sizeof *attack.column_of);
    memset(attack.row_of, 0xFF, sums * sizeof *attack.row_of);
    return attack;
}

int attack_until(const struct additive *table, const struct range *known,
                 const struct range *enough, const struct range *shown, double work,
                 struct range *ret_attained, struct err *err)
{
    CLEANUP(arena_free) struct arena scratch = ARENA;
    struct attack attack = attack_new(table, known, 1, &scratch);
    attack.enough = enough;
    attack.shown = shown;
    attack.work_left = work;
    int code = propagate(&attack, err);
    if (code == 0)
        code = each_part(&attack, attack_part, err);
    for (uint32_t i = 0; i < table->cells && code == 0; i++)
        ret_attained[i] = is_open(&attack, i) ? attack.attained[i] : attack.ranges[i];
    return code;
}

int attack_within(const struct additive *table, const struct range *known,
                  const struct range *enough, const struct range *shown, double work, bool whole,
                  struct range *ret_ranges, bool *ret_exact, struct err *err)
{
    CLEANUP(arena_free) struct arena scratch = ARENA;
    double scale = scale_of(known, table->cells, whole);
    struct attack attack = attack_new(table, known, scale, &scratch);
    struct range *asked = arena_array(&scratch, table->cells, sizeof *asked);
    struct range *scaled = arena_array(&scratch, table->cells, sizeof *scaled);
    for (size_t i = 0; i < table->cells; i++) {
        asked[i] = (struct range){enough[i].lower / scale, enough[i].upper / scale};
        if (shown)
            scaled[i] = (struct range){shown[i].lower / scale, shown[i].upper / scale};
    }
    attack.enough = asked;
    attack.shown = shown ? scaled : NULL;
    attack.then_exact = true;
    attack.work_left = work;
    int code = propagate(&attack, err);
    if (code == 0)
        code = each_part(&attack, attack_part, err);
    attack.enough = NULL;
    *ret_exact = true;
    for (uint32_t i = 0; i < table->cells && code == 0; i++) {
        struct range range = attack.ranges[i], seen = attack.attained[i];
        bool is_exact = !is_open(&attack, i) ||
                        (seen.lower <= range.lower + tight && seen.upper >= range.upper - tight);
        *ret_exact = *ret_exact && is_exact;
        ret_ranges[i] = as_asked(is_exact ? range : seen, whole, scale);
        if (is_exact && ret_ranges[i].lower > ret_ranges[i].upper)
            code = does_not_add_up(i, err);
    }
    return code;
}

int disclosure_attack(const struct additive *table, const struct range *known, bool whole,
                      struct arena *arena, struct range *ret_ranges, struct evidence *ret_evidence,
                      struct err *err)
{
    CLEANUP(arena_free) struct arena scratch = ARENA;
    double scale = scale_of(known, table->cells, whole);
    struct attack attack = attack_new(table, known, scale, &scratch);
    attack.arena = arena;
    attack.evidence = ret_evidence;
    int code = propagate(&attack, err);
    if (code == 0)
        code = each_part(&attack, attack_part, err);
    for (size_t i = 0; i < table->cells && code == 0; i++) {
        ret_ranges[i] = as_asked(attack.ranges[i], whole, scale);
        if (ret_ranges[i].lower > ret_ranges[i].upper)
            code = does_not_add_up(i, err);
    }
    return code;
}

/* --- completion ---------------------------------------------------------------------------- */

static int complete_part(struct attack *attack, const struct part *part, struct err *err)
{
    CLEANUP(linear_free) struct linear *linear = part_programme(attack, part);
    int outcome = linear_minimise(linear, err);
    if (outcome == LINEAR_OPTIMAL)
        note_solution(attack, part, linear);
    return outcome > 0 ? does_not_add_up(part->cells[0], err) : outcome;
}

int additive_complete(const struct additive *table, const double *known, double *ret_values,
                      struct err *err)
{
    CLEANUP(arena_free) struct arena scratch = ARENA;
    struct range *ranges = arena_array(&scratch, table->cells, sizeof *ranges);
    for (size_t i = 0; i < table->cells; i++)
        ranges[i] =
            isnan(known[i]) ? (struct range){0, INFINITY} : (struct range){known[i], known[i]};
    double scale = scale_of(ranges, table->cells, true);
    struct attack attack = attack_new(table, ranges, scale, &scratch);
    int code = propagate(&attack, err);
    if (code == 0)
        code = each_part(&attack, complete_part, err);
    for (size_t i = 0; i < table->cells && code == 0; i++) {
        struct range seen = attack.attained[i];
        ret_values[i] = seen.lower > seen.upper ? attack.ranges[i].lower : seen.lower;
    }
    return code;
}
