#include "math/linkage/weigh/beliefs.h"

#include <math.h>

#include "base/banned.h"

/* What a family shares at one address or two. */
static bool is_shared(enum linkage_kind kind)
{
    return kind == LINKAGE_TELEPHONE || kind == LINKAGE_PARENT_NAME;
}

bool belief_is_of_address(enum linkage_kind kind)
{
    return kind == LINKAGE_POSTCODE || kind == LINKAGE_HOUSE_NUMBER || kind == LINKAGE_ADDRESS ||
           kind == LINKAGE_LOCALITY || kind == LINKAGE_TOWN || kind == LINKAGE_REGION;
}

bool belief_tells_apart(enum linkage_kind kind, enum pair_class group)
{
    return group >= PERSON_CLASSES &&
           (kind == LINKAGE_BIRTH_DATE || kind == LINKAGE_NATIONAL_NUMBER ||
            kind == LINKAGE_NHS_NUMBER || kind == LINKAGE_UPN ||
            (kind == LINKAGE_GIVEN_NAME && group != CLASS_NAMESAKE && group != CLASS_JUNIOR));
}

enum pair_class belief_like(enum linkage_kind kind, enum pair_class group)
{
    bool twins = group == CLASS_TWIN || group == CLASS_TWIN_APART;
    bool name = kind == LINKAGE_GIVEN_NAME || kind == LINKAGE_SURNAME;
    if (twins && kind == LINKAGE_BIRTH_DATE)
        return CLASS_SETTLED;
    if (group == CLASS_TWIN_APART && (kind == LINKAGE_SURNAME || kind == LINKAGE_GIVEN_NAME))
        return CLASS_TWIN;
    bool household = group == CLASS_RELATION || group == CLASS_TWIN || group == CLASS_JUNIOR;
    if ((household && belief_is_of_address(kind)) || (group == CLASS_JUNIOR && name))
        return CLASS_SETTLED;
    return group;
}

enum pair_class belief_counts_with(enum linkage_kind kind, enum pair_class group)
{
    if (group < PERSON_CLASSES && !belief_may_change(kind))
        return group == CLASS_SETTLED ? CLASS_MOVED : CLASS_SETTLED;
    return group == CLASS_TWIN && kind == LINKAGE_GIVEN_NAME ? CLASS_RELATION : group;
}

double belief_mixed_up(enum linkage_kind kind, enum pair_class group)
{
    bool own = kind == LINKAGE_NHS_NUMBER || kind == LINKAGE_UPN ||
               kind == LINKAGE_NATIONAL_NUMBER || kind == LINKAGE_GIVEN_NAME;
    bool twins = group == CLASS_TWIN || group == CLASS_TWIN_APART;
    return own && twins ? 0.04 : 0;
}

bool belief_may_be_near(enum field_kind kind, size_t level)
{
    if (kind == FIELD_GIVEN)
        return (level >= NAME_CLOSE && level <= NAME_IN_EMAIL) || level == LEVEL_DIFFERENT;
    if (kind == FIELD_DATE)
        return level >= DATE_TWO_DIGITS && level != DATE_PARTIAL && level != DATE_USUAL_AGE;
    return false;
}

double belief_at_most(enum field_kind kind, size_t level, double usual_age)
{
    if (kind == FIELD_DATE && level == DATE_UNUSUAL_AGE)
        return 0.02 * usual_age;
    if (kind == FIELD_DATE && level == DATE_OTHER_AGE)
        return 0.002 * usual_age;
    return kind == FIELD_NUMBER && level == CODE_TWO_NUMBERS ? 0.0005 : 1;
}

bool belief_is_own(enum field_kind kind, size_t level, enum pair_class group)
{
    return group == CLASS_TWIN && kind == FIELD_GIVEN &&
           (level == NAME_ABROAD || level == NAME_IN_EMAIL);
}

bool belief_may_change(enum linkage_kind kind)
{
    return belief_is_of_address(kind) || kind == LINKAGE_SURNAME || is_shared(kind) ||
           kind == LINKAGE_EMAIL;
}

double belief_share(enum pair_class group)
{
    static const double shares[CLASSES] = {
        [CLASS_SETTLED] = 0.8, [CLASS_MOVED] = 0.2,       [CLASS_RELATION] = 1,
        [CLASS_TWIN] = 0.02,   [CLASS_TWIN_APART] = 0.01, [CLASS_JUNIOR] = 0.01,
        [CLASS_APART] = 0.5,   [CLASS_NAMESAKE] = 1,      [CLASS_NEIGHBOUR] = 1,
        [CLASS_STRANGER] = 0,
    };
    return shares[group];
}

/* Kinds that are near in more ways than these are so a little oftener, each way as often as before.
 */
static const double ways_to_be_near = 14;

/* `exact` spread over the exact levels as records are, `near` over the near ones evenly. */
static void spread(const struct records *records, const struct shares *shares, size_t field,
                   double exact, double near, double chances[static LEVELS])
{
    enum field_kind kind = records->fields[field].kind;
    double ways = levels_ways(kind), each = ways > 0 ? near / fmin(ways, ways_to_be_near) : 0;
    for (size_t level = 1; level < LEVELS; level++)
        chances[level] = level_is_exact(level)      ? exact * shares->of_one[field][level]
                         : level == LEVEL_DIFFERENT ? fmax(1 - exact - each * ways, 0)
                         : levels_has(kind, level)  ? each * level_share(kind, level)
                                                    : 0;
}

/* The shares of exact and near agreement, or false where the class agrees as strangers do. */
static bool agreement(enum linkage_kind kind, enum pair_class group, double *exact, double *near)
{
    bool name = kind == LINKAGE_GIVEN_NAME || kind == LINKAGE_SURNAME;
    *near = 0.1;
    switch (group) {
    case CLASS_SETTLED:
    case CLASS_MOVED:
        *exact = 0.8;
        *near = 0.15;
        return group == CLASS_SETTLED || !belief_is_of_address(kind);
    case CLASS_TWIN:
        *exact = kind == LINKAGE_SURNAME ? 0.9 : 0.7;
        return belief_is_of_address(kind) || is_shared(kind) || kind == LINKAGE_SURNAME ||
               kind == LINKAGE_EMAIL;
    case CLASS_RELATION:
    case CLASS_JUNIOR:
        *exact = name ? 0.8 : 0.7;
        return belief_is_of_address(kind) || is_shared(kind) || kind == LINKAGE_SURNAME ||
               (group == CLASS_JUNIOR && name);
    case CLASS_TWIN_APART:
    case CLASS_APART:
        *exact = 0.6;
        return kind == LINKAGE_SURNAME || is_shared(kind) || kind == LINKAGE_TOWN;
    case CLASS_NAMESAKE:
        *exact = name ? 0.8 : 0.01;
        *near = name ? 0.15 : 0.5;
        return name || kind == LINKAGE_EMAIL;
    case CLASS_NEIGHBOUR:
        *exact = 0.4;
        *near = 0.3;
        return kind == LINKAGE_POSTCODE || kind == LINKAGE_LOCALITY || kind == LINKAGE_TOWN ||
               kind == LINKAGE_REGION || kind == LINKAGE_BIRTH_PLACE;
    default:
        return false;
    }
}

bool belief_is_distinct(const struct records *records, enum pair_class group)
{
    double exact = 0, near = 0;
    bool distinct = false;
    for (size_t at = 0; at < records->field_count; at++)
        distinct |= agreement(records->fields[at].from, group, &exact, &near);
    return distinct;
}

void belief_of(const struct records *records, const struct shares *shares, size_t field,
               enum pair_class group, double chances[static LEVELS])
{
    double exact = 0, near = 0;
    if (agreement(records->fields[field].from, group, &exact, &near))
        spread(records, shares, field, exact, near, chances);
    else
        memcpy(chances, shares->random[field], LEVELS * sizeof *chances);
}
