#include "math/linkage/engine/engine.h"

#include <math.h>

#include "math/linkage/weigh/beliefs.h"

#include "base/banned.h"

struct judge {
    const struct linkage *linkage;
    struct comparer *comparer;
    class_lanes says[FIELDS_MOST][LEVELS]; /* what each level of a field says */
    bool is_home[FIELDS_MOST];             /* fields that are a part of the address */
};

/* People have lived at several addresses, and to be at one of them is enough. Who shares the home
 * is at each by its chance: the mean of the chances counts (1). Who does not is at none but by
 * accident, and that is as rare an accident however many others there are: the mean of one over the
 * chances counts (−1). */
static float way_of(size_t group)
{
    return belief_like(LINKAGE_ADDRESS, (enum pair_class)group) == CLASS_SETTLED ? 1 : -1;
}

static void *judge_new(const void *context)
{
    struct judge *judge = memory_allocate(sizeof *judge);
    judge->linkage = context;
    judge->comparer = comparer_new(&judge->linkage->records);
    for (size_t at = 0; at < judge->linkage->model.field_count; at++) {
        memcpy(judge->says[at], judge->linkage->model.bits[at], sizeof judge->says[at]);
        judge->is_home[at] = belief_is_of_address(judge->linkage->records.fields[at].from);
    }
    return judge;
}

static void judge_free(void *state)
{
    struct judge *judge = state;
    comparer_free(judge->comparer);
    memory_free(judge);
}

/* What pairs say: how many had a say, what was decided, of their addresses as a whole how many knew
 * any part of them and their chances by class, each to the power that way_of gives; and of each
 * other field how many knew it, how many said of it that they are two persons, and their bits of
 * each class. */
enum { PART_PAIRS, PART_DECIDED, PART_HOMES, PART_OF_HOMES, PART_FIELDS = PART_OF_HOMES + CLASSES };
enum { OF_KNOWN, OF_TWO, OF_CLASSES, FIELD_PARTS = OF_CLASSES + CLASSES };

/* Whether the level of a field is what two persons have and hardly ever one: two numbers that both
 * pass their check, two given names that have nothing to do with each other. */
static bool says_two(enum field_kind kind, uint8_t level)
{
    return kind == FIELD_NUMBER ? level == CODE_TWO_NUMBERS
                                : kind == FIELD_GIVEN && level == LEVEL_DIFFERENT;
}

/* Whether the two names differ because it is one person's that goes by both, or because they stand
 * in each other's place. */
static bool is_alias(const struct judge *judge, uint32_t a, uint32_t b, enum field_kind kind,
                     uint8_t level)
{
    return (kind == FIELD_GIVEN || kind == FIELD_SURNAME) && name_differs(level) &&
           aliases_account_for(&judge->linkage->aliases, a, b);
}

static void judge_weigh(void *state, uint32_t a, uint32_t b, float *parts)
{
    struct judge *judge = state;
    const struct decided *decided = engine_decision(judge->linkage, a, b);
    if (!decided && !engine_comparable(judge->linkage, a, b))
        return;
    parts[PART_PAIRS]++;
    if (decided) {
        parts[PART_DECIDED] += decided->same ? engine_decided_same : engine_decided_different;
        return;
    }
    struct pattern pattern;
    comparer_take(judge->comparer, a);
    comparer_pattern(judge->comparer, b, &pattern);
    float *of_field = parts + PART_FIELDS;
    class_lanes home = {0};
    bool at_home = false;
    for (size_t at = 0; at < judge->linkage->model.field_count; at++, of_field += FIELD_PARTS) {
        uint8_t level = pattern.levels[at];
        enum field_kind kind = judge->linkage->records.fields[at].kind;
        if (level == LEVEL_MISSING || is_alias(judge, a, b, kind, level))
            continue;
        if (judge->is_home[at]) {
            home += judge->says[at][level];
            at_home = true;
            continue;
        }
        of_field[OF_KNOWN]++;
        of_field[OF_TWO] += says_two(kind, level);
        for (size_t group = 0; group < CLASSES; group++)
            of_field[OF_CLASSES + group] += judge->says[at][level][group];
    }
    parts[PART_HOMES] += at_home;
    for (size_t group = 0; group < CLASSES && at_home; group++)
        parts[PART_OF_HOMES + group] += exp2f(way_of(group) * home[group]);
}

/* How often a field's mean counts. What two groups of several records each say of themselves, every
 * record of the one against every record of the other, is no slip of one pen: it counts twice. */
static float times(const float *of_field, size_t least)
{
    enum { TWO_AND_TWO = 4 };
    bool stated = of_field[OF_KNOWN] >= TWO_AND_TWO && of_field[OF_TWO] == of_field[OF_KNOWN];
    return least > 1 && stated ? 2 : 1;
}

/* Each field says what it says on average, where it is known. */
static float judge_score(const void *context, const float *parts, size_t least)
{
    const struct linkage *linkage = context;
    if (parts[PART_PAIRS] == 0)
        return -INFINITY;
    class_lanes bits = linkage->model.prior_bits;
    const float *of_field = parts + PART_FIELDS;
    for (size_t at = 0; at < linkage->model.field_count; at++, of_field += FIELD_PARTS) {
        if (of_field[OF_KNOWN] == 0)
            continue;
        float share = times(of_field, least) / of_field[OF_KNOWN];
        for (size_t group = 0; group < CLASSES; group++)
            bits[group] += of_field[OF_CLASSES + group] * share;
    }
    for (size_t group = 0; group < CLASSES && parts[PART_HOMES] > 0; group++)
        bits[group] += way_of(group) * log2f(parts[PART_OF_HOMES + group] / parts[PART_HOMES]);
    return model_weight_of(&bits) + parts[PART_DECIDED];
}

struct cluster_rules engine_cluster_rules(const struct linkage *linkage)
{
    return (struct cluster_rules){
        .threshold = linkage->threshold,
        .parts = PART_FIELDS + linkage->model.field_count * FIELD_PARTS,
        .weigh = judge_weigh,
        .score = judge_score,
        .state_new = judge_new,
        .state_free = judge_free,
        .context = linkage,
        .exclusive = linkage->exclusive,
    };
}

/* The edges without those that decisions are about, and with the decisions "same": the linkage's
 * own where nothing is decided. */
static struct edge *take_edges(const struct linkage *linkage, size_t *ret_count)
{
    size_t count = 0;
    *ret_count = linkage->edge_count;
    if (linkage->decision_count == 0)
        return linkage->edges;
    struct edge *edges =
        memory_allocate((linkage->edge_count + linkage->decision_count + 1) * sizeof *edges);
    for (size_t i = 0; i < linkage->edge_count; i++)
        if (!engine_decision(linkage, linkage->edges[i].a, linkage->edges[i].b))
            edges[count++] = linkage->edges[i];
    for (size_t i = 0; i < linkage->decision_count; i++) {
        const struct decided *decided = &linkage->decisions[i];
        if (engine_decision(linkage, decided->a, decided->b)->same)
            edges[count++] = (struct edge){decided->a, decided->b, engine_decided_same};
    }
    *ret_count = count;
    return edges;
}

static void drop_edges(const struct linkage *linkage, struct edge *edges)
{
    if (edges != linkage->edges)
        memory_free(edges);
}

static void find_aliases(struct linkage *linkage, const struct edge *edges, size_t count)
{
    aliases_find(&linkage->records, edges, count, NULL, linkage->threshold, &linkage->aliases);
}

void engine_number_persons(struct linkage *linkage, const uint32_t *groups)
{
    size_t rows = linkage->records.row_count;
    uint32_t *numbers = memory_allocate((rows + 1) * sizeof *numbers);
    uint32_t *group_of = memory_allocate((rows + 1) * sizeof *group_of);
    memset(numbers, 0xFF, rows * sizeof *numbers);
    for (size_t row = 0; row < rows; row++)
        group_of[linkage->records.origin[row]] = groups[row];
    for (size_t row = 0; row < rows; row++) {
        uint32_t *number = &numbers[group_of[row]];
        if (*number == UINT32_MAX)
            *number = linkage->person_count++;
        linkage->persons[row] = *number;
    }
    memory_free(numbers);
    memory_free(group_of);
}

void linkage_cluster(struct linkage *linkage)
{
    size_t rows = linkage->table->row_count, count;
    linkage->persons = memory_allocate((rows + 1) * sizeof *linkage->persons);
    if (linkage->records.field_count == 0) { /* everybody is alone */
        for (uint32_t row = 0; row < rows; row++)
            linkage->persons[row] = row;
        linkage->person_count = (uint32_t)rows;
        return;
    }
    struct edge *edges = take_edges(linkage, &count);
    find_aliases(linkage, edges, count);
    struct cluster_rules rules = engine_cluster_rules(linkage);
    uint32_t *groups = memory_allocate((rows + 1) * sizeof *groups);
    cluster_rows(rows, edges, count, &rules, linkage->threads, groups);
    engine_number_persons(linkage, groups);
    memory_free(groups);
    drop_edges(linkage, edges);
}

void linkage_take_persons(struct linkage *linkage, const uint32_t *person)
{
    size_t rows = linkage->table->row_count, count;
    uint32_t *groups = memory_allocate((rows + 1) * sizeof *groups);
    linkage->persons = memory_allocate((rows + 1) * sizeof *linkage->persons);
    for (size_t row = 0; row < rows; row++)
        groups[row] = person[linkage->records.origin[row]];
    struct edge *edges = take_edges(linkage, &count);
    find_aliases(linkage, edges, count);
    engine_number_persons(linkage, groups);
    memory_free(groups);
    drop_edges(linkage, edges);
}

const uint32_t *linkage_persons(const struct linkage *linkage, uint32_t *ret_count)
{
    *ret_count = linkage->person_count;
    return linkage->persons;
}
