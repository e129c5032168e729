/* Households: at each address the persons whom kinship or time holds together, and from address to
 * address those whose adults moved on with most of the others. Families: persons whom ties join,
 * the surest ties first. */
#include "math/linkage/household.h"

#include <stdlib.h>

#include "math/linkage/families/kin.h"

#include "base/banned.h"

enum {
    YEAR = 365,
    ADULT_DAYS = 18 * YEAR + 4,
    STAYS_LOOKED_AT = 12, /* addresses of one person, when asking who moved */
};

/* A person at an address. */
struct stay {
    uint32_t dwelling, person;
    int32_t first, last; /* days of its records; DAY_UNKNOWN where none has one */
    uint32_t group;      /* the first stay of its household here */
    uint32_t size;       /* of a group's first stay: how many persons */
};

struct settling_in {
    const struct linkage *linkage;
    struct person_rows persons;
    struct dwellings dwellings;
    struct kin kin;
    struct stay *stays; /* by dwelling and person */
    size_t stay_count;
    uint32_t *stay_of;   /* by row of the records, or LINKAGE_NONE */
    uint32_t *of_person; /* stays by person, in the order of `starts` */
    uint32_t *starts;
    int32_t *born;            /* by person, or DAY_UNKNOWN */
    uint32_t *groups, *homes; /* sets of stays: at one address, and over all */
    uint32_t crowded;
};

/* --- stays ------------------------------------------------------------------------------------ */

static int by_dwelling(const void *a, const void *b)
{
    const struct stay *left = a, *right = b;
    if (left->dwelling != right->dwelling)
        return left->dwelling < right->dwelling ? -1 : 1;
    if (left->person != right->person)
        return left->person < right->person ? -1 : 1;
    return left->size < right->size ? -1 : left->size > right->size;
}

static void stretch(struct stay *stay, int32_t first, int32_t last)
{
    if (first == DAY_UNKNOWN)
        return;
    stay->first = stay->first == DAY_UNKNOWN || first < stay->first ? first : stay->first;
    stay->last = last > stay->last ? last : stay->last;
}

/* One stay a person and address, and the stay of each row. `size` holds the row until then. */
static void make_stays(struct settling_in *in)
{
    size_t rows = in->linkage->records.row_count, count = 0;
    in->stays = memory_allocate((rows + 1) * sizeof *in->stays);
    in->stay_of = memory_allocate((rows + 1) * sizeof *in->stay_of);
    memset(in->stay_of, 0xFF, rows * sizeof *in->stay_of);
    for (uint32_t row = 0; row < rows; row++) {
        int32_t day = in->dwellings.day[row];
        if (in->dwellings.basis[row] == HOME_BY_PERSON) /* it says nothing of the time there */
            day = DAY_UNKNOWN;
        if (in->dwellings.of_row[row] != LINKAGE_NONE)
            in->stays[count++] =
                (struct stay){in->dwellings.of_row[row], in->persons.person[row], day, day, 0, row};
    }
    qsort(in->stays, count, sizeof *in->stays, by_dwelling);
    for (size_t i = 0; i < count; i++) {
        struct stay stay = in->stays[i];
        struct stay *last = in->stay_count ? &in->stays[in->stay_count - 1] : NULL;
        if (!last || last->dwelling != stay.dwelling || last->person != stay.person)
            in->stays[in->stay_count++] = stay;
        else
            stretch(last, stay.first, stay.last);
        in->stay_of[stay.size] = (uint32_t)in->stay_count - 1;
    }
}

static void list_by_person(struct settling_in *in)
{
    in->starts = memory_zeros((size_t)in->persons.count + 2, sizeof *in->starts);
    in->of_person = memory_allocate((in->stay_count + 1) * sizeof *in->of_person);
    for (size_t i = 0; i < in->stay_count; i++)
        in->starts[in->stays[i].person + 2]++;
    for (size_t i = 2; i < (size_t)in->persons.count + 2; i++)
        in->starts[i] += in->starts[i - 1];
    for (uint32_t i = 0; i < in->stay_count; i++)
        in->of_person[in->starts[in->stays[i].person + 1]++] = i;
}

/* The first birth that any of the person's records gives in full. */
static void note_births(struct settling_in *in)
{
    in->born = memory_allocate(((size_t)in->persons.count + 1) * sizeof *in->born);
    for (uint32_t person = 0; person < in->persons.count; person++) {
        in->born[person] = DAY_UNKNOWN;
        for (uint32_t i = in->persons.starts[person];
             i < in->persons.starts[person + 1] && in->born[person] == DAY_UNKNOWN; i++)
            in->born[person] = kin_birth_day(&in->linkage->records, in->persons.rows[i]);
    }
}

/* --- at one address --------------------------------------------------------------------------- */

/* The stay of the person among those of one dwelling, or LINKAGE_NONE. */
static uint32_t stay_at(const struct settling_in *in, uint32_t dwelling, uint32_t person)
{
    struct stay wanted = {.dwelling = dwelling, .person = person};
    size_t low = 0, high = in->stay_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct stay *stay = &in->stays[middle];
        bool before =
            stay->dwelling != dwelling ? stay->dwelling < dwelling : stay->person < wanted.person;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    bool found = low < in->stay_count && in->stays[low].dwelling == dwelling &&
                 in->stays[low].person == person;
    return found ? (uint32_t)low : LINKAGE_NONE;
}

/* Join two sets for a tie; the surest ties come first. A home in common adds a lone person to a
 * family; it does not make two families one. False where it may not join them. */
static bool join_for(const struct kin_tie *tie, uint32_t *sets, uint32_t *sizes, uint32_t a,
                     uint32_t b)
{
    uint32_t left = sets_root(sets, a), right = sets_root(sets, b);
    if (left == right)
        return true;
    if (tie->basis == KIN_SHARED_HOME && sizes[left] > 1 && sizes[right] > 1)
        return false;
    sets_join(sets, left, right);
    sizes[left < right ? left : right] = sizes[left] + sizes[right];
    return true;
}

static void begin_sets(uint32_t *sets, uint32_t *sizes, size_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        sets[i] = i;
        sizes[i] = 1;
    }
}

/* Kin are of one household wherever they both are. */
static void join_kin(struct settling_in *in)
{
    uint32_t *sizes = memory_allocate((in->stay_count + 1) * sizeof *sizes);
    begin_sets(in->groups, sizes, in->stay_count);
    vector_each (&in->kin.ties, tie)
        for (uint32_t i = in->starts[tie->a]; i < in->starts[tie->a + 1]; i++) {
            uint32_t one = in->of_person[i];
            uint32_t other = stay_at(in, in->stays[one].dwelling, tie->b);
            if (other != LINKAGE_NONE)
                join_for(tie, in->groups, sizes, one, other);
        }
    memory_free(sizes);
}

static bool near_in_time(const struct stay *a, const struct stay *b)
{
    return a->first == DAY_UNKNOWN || b->first == DAY_UNKNOWN ||
           (a->first <= b->last + YEAR && b->first <= a->last + YEAR);
}

/* Who are no kin and lived at one address at about one time shared it. Not so two families: records
 * linger, and far more often one followed the other than that they lived together. */
static void join_by_time(struct settling_in *in, size_t start, size_t end)
{
    uint32_t kin_sizes[KIN_CROWD] = {0}; /* of each group's root: its most who are kin */
    for (size_t i = start; i < end; i++)
        kin_sizes[sets_root(in->groups, (uint32_t)i) - start]++;
    for (size_t i = start; i < end; i++)
        for (size_t j = i + 1; j < end; j++) {
            uint32_t a = sets_root(in->groups, (uint32_t)i), b = sets_root(in->groups, (uint32_t)j);
            bool families = kin_sizes[a - start] > 1 && kin_sizes[b - start] > 1;
            if (a == b || families || !near_in_time(&in->stays[a], &in->stays[b]))
                continue;
            sets_join(in->groups, a, b);
            uint32_t root = sets_root(in->groups, a);
            kin_sizes[root - start] = kin_sizes[a - start] > kin_sizes[b - start]
                                          ? kin_sizes[a - start]
                                          : kin_sizes[b - start];
            stretch(&in->stays[root], in->stays[a].first, in->stays[a].last);
            stretch(&in->stays[root], in->stays[b].first, in->stays[b].last);
        }
}

static void settle_addresses(struct settling_in *in)
{
    join_kin(in);
    for (uint32_t i = 0; i < in->stay_count;
         i++) /* a group keeps its stretch of time at its root */
        stretch(&in->stays[sets_root(in->groups, i)], in->stays[i].first, in->stays[i].last);
    for (size_t start = 0, end; start < in->stay_count; start = end) {
        end = start + 1;
        while (end < in->stay_count && in->stays[end].dwelling == in->stays[start].dwelling)
            end++;
        if (end - start <= KIN_CROWD)
            join_by_time(in, start, end);
        else
            in->crowded++;
    }
    for (size_t i = 0; i < in->stay_count; i++)
        in->stays[i].size = 0;
    for (uint32_t i = 0; i < in->stay_count; i++) {
        in->stays[i].group = sets_root(in->groups, i);
        in->stays[in->stays[i].group].size++;
    }
}

/* --- from address to address ------------------------------------------------------------------ */

/* Two groups that a person belongs to, one after the other. */
struct moved {
    uint32_t a, b; /* a < b */
    bool adult;
};

static int by_groups(const void *a, const void *b)
{
    const struct moved *left = a, *right = b;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    return left->b < right->b ? -1 : left->b > right->b;
}

/* Whether one group's time ends about when the other's begins. */
static bool follow_each_other(const struct stay *a, const struct stay *b)
{
    return a->first != DAY_UNKNOWN && b->first != DAY_UNKNOWN &&
           (a->last <= b->first + YEAR || b->last <= a->first + YEAR);
}

/* Every two groups that a person was in, one after the other. Without days nobody can tell a move
 * from two homes, so undated groups are none. */
static void list_moves(const struct settling_in *in, struct moved **ret_moves, size_t *ret_count)
{
    VECTOR(struct moved) moves = {0};
    for (uint32_t person = 0; person < in->persons.count; person++) {
        uint32_t start = in->starts[person], end = in->starts[person + 1];
        end = end - start > STAYS_LOOKED_AT ? start + STAYS_LOOKED_AT : end;
        for (uint32_t i = start; i < end; i++)
            for (uint32_t j = i + 1; j < end; j++) {
                uint32_t a = in->stays[in->of_person[i]].group,
                         b = in->stays[in->of_person[j]].group;
                if (a == b || !follow_each_other(&in->stays[a], &in->stays[b]))
                    continue;
                int32_t later =
                    in->stays[a].last > in->stays[b].last ? in->stays[a].last : in->stays[b].last;
                bool adult =
                    in->born[person] != DAY_UNKNOWN && later - in->born[person] > ADULT_DAYS;
                vector_push(&moves, (struct moved){a < b ? a : b, a < b ? b : a, adult});
            }
    }
    if (moves.length)
        qsort(moves.data, moves.length, sizeof *moves.data, by_groups);
    *ret_moves = moves.data;
    *ret_count = moves.length;
}

/* Two groups are one household that moved where most persons of each are the other's too, an adult
 * among them: children of parents who live apart do not make their two homes one. */
static void join_moves(struct settling_in *in)
{
    struct moved *moves;
    size_t count;
    list_moves(in, &moves, &count);
    for (uint32_t i = 0; i < in->stay_count; i++)
        in->homes[i] = in->stays[i].group;
    for (size_t start = 0, end; start < count; start = end) {
        bool adult = false;
        for (end = start; end < count && by_groups(&moves[start], &moves[end]) == 0; end++)
            adult |= moves[end].adult;
        size_t shared = end - start;
        const struct stay *a = &in->stays[moves[start].a], *b = &in->stays[moves[start].b];
        if (adult && shared * 2 > a->size && shared * 2 > b->size)
            sets_join(in->homes, moves[start].a, moves[start].b);
    }
    memory_free(moves);
}

/* --- numbered --------------------------------------------------------------------------------- */

static void number_households(const struct settling_in *in, struct linkage_households *households)
{
    size_t rows = in->linkage->records.row_count;
    uint32_t *numbers = memory_allocate((in->stay_count + 1) * sizeof *numbers);
    memset(numbers, 0xFF, in->stay_count * sizeof *numbers);
    households->household = memory_allocate((rows + 1) * sizeof *households->household);
    households->basis = memory_allocate(rows + 1);
    for (uint32_t at = 0; at < rows; at++) {
        uint32_t row = engine_record(in->linkage, at), stay = in->stay_of[row];
        households->basis[at] = in->dwellings.basis[row];
        households->household[at] = LINKAGE_NONE;
        if (stay == LINKAGE_NONE)
            continue;
        uint32_t *number = &numbers[sets_root(in->homes, stay)];
        if (*number == LINKAGE_NONE)
            *number = households->household_count++;
        households->household[at] = *number;
    }
    memory_free(numbers);
}

static void number_families(const struct settling_in *in, struct linkage_households *households)
{
    uint32_t count = in->persons.count;
    uint32_t *sets = memory_allocate(((size_t)count + 1) * sizeof *sets);
    uint32_t *sizes = memory_allocate(((size_t)count + 1) * sizeof *sizes);
    households->family = memory_allocate(((size_t)count + 1) * sizeof *households->family);
    households->ties = memory_allocate(((size_t)count + 1) * sizeof *households->ties);
    begin_sets(sets, sizes, count);
    for (uint32_t person = 0; person < count; person++)
        households->ties[person] = (struct linkage_tie){LINKAGE_NONE, KIN_ALONE, 1};
    for (size_t i = 0; i < in->kin.ties.length; i++) {
        const struct kin_tie *tie = &in->kin.ties.data[i];
        struct linkage_tie *a = &households->ties[tie->a], *b = &households->ties[tie->b];
        if (!join_for(tie, sets, sizes, tie->a, tie->b))
            continue;
        if (a->with == LINKAGE_NONE)
            *a = (struct linkage_tie){tie->b, tie->basis, (double)tie->sure};
        if (b->with == LINKAGE_NONE)
            *b = (struct linkage_tie){tie->a, tie->basis, (double)tie->sure};
    }
    for (uint32_t person = 0; person < count; person++) {
        uint32_t root = sets_root(sets, person); /* the lowest, so it has its number */
        households->family[person] =
            root == person ? households->family_count++ : households->family[root];
    }
    memory_free(sets);
    memory_free(sizes);
}

void linkage_households_find(const struct linkage *linkage,
                             struct linkage_households *ret_households)
{
    struct linkage_households households = {0};
    struct settling_in in = {.linkage = linkage};
    person_rows_make(linkage, &in.persons);
    dwellings_find(linkage, &in.persons, &in.dwellings);
    kin_find(linkage, &in.persons, &in.dwellings, &in.kin);
    make_stays(&in);
    list_by_person(&in);
    note_births(&in);
    in.groups = memory_allocate((in.stay_count + 1) * sizeof *in.groups);
    in.homes = memory_allocate((in.stay_count + 1) * sizeof *in.homes);
    settle_addresses(&in);
    join_moves(&in);
    number_households(&in, &households);
    number_families(&in, &households);
    households.crowded = in.crowded;
    memory_free(in.stays);
    memory_free(in.stay_of);
    memory_free(in.starts);
    memory_free(in.of_person);
    memory_free(in.born);
    memory_free(in.groups);
    memory_free(in.homes);
    kin_free(&in.kin);
    dwellings_free(&in.dwellings);
    person_rows_free(&in.persons);
    *ret_households = households;
}

void linkage_households_free(struct linkage_households *households)
{
    memory_free(households->household);
    memory_free(households->basis);
    memory_free(households->family);
    memory_free(households->ties);
    *households = (struct linkage_households){0};
}

enum linkage_home_basis linkage_home_alone(enum linkage_home_basis basis)
{
    return basis == HOME_BY_ADDRESS  ? HOME_BY_ADDRESS
           : basis >= HOME_BY_PERSON ? HOME_UNKNOWN
                                     : HOME_BY_NAME;
}

void linkage_households_part(struct linkage_households *households, size_t row_count,
                             const bool *alone, const uint8_t *basis)
{
    uint32_t count = 0;
    uint32_t *numbers = memory_zeros((size_t)households->household_count + 1, sizeof *numbers);
    for (size_t row = 0; row < row_count; row++) {
        uint32_t *number = &households->household[row];
        if (alone[row]) {
            households->basis[row] = basis[row];
            *number = basis[row] == HOME_UNKNOWN ? LINKAGE_NONE : count++;
        } else if (*number != LINKAGE_NONE) {
            if (numbers[*number] == 0)
                numbers[*number] = ++count;
            *number = numbers[*number] - 1;
        }
    }
    households->household_count = count;
    memory_free(numbers);
}

const char *linkage_home_words(enum linkage_home_basis basis)
{
    static const char *const words[HOME_BASES] = {
        [HOME_BY_ADDRESS] = "address",
        [HOME_BY_POSTCODE] = "postcode and person",
        [HOME_BY_TELEPHONE] = "postcode and telephone",
        [HOME_BY_NAME] = "postcode and surname",
        [HOME_BY_PERSON] = "another record of the person",
        [HOME_UNKNOWN] = "unknown",
    };
    return words[basis];
}

const char *linkage_kin_words(enum linkage_kin_basis basis)
{
    static const char *const words[KIN_BASES] = {
        [KIN_STATED_ID] = "stated by identifier",
        [KIN_STATED_NAME] = "stated by name",
        [KIN_STATED_PARENT] = "the same parent stated",
        [KIN_LIKELY] = "likely",
        [KIN_SHARED_HOME] = "shares a home",
        [KIN_ALONE] = "nobody known",
    };
    return words[basis];
}
