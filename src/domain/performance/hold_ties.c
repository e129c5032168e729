#include "domain/performance/hold_ties.h"

#include <stdlib.h>

#include "base/banned.h"

void hold_ties_free(struct hold_ties *ties)
{
    vector_free(&ties->areas);
    vector_free(&ties->groups);
    vector_free(&ties->periods);
}

static int by_child(const void *a, const void *b)
{
    const struct hold_tie *x = a, *y = b;
    return (x->child > y->child) - (x->child < y->child);
}

/* --- areas ----------------------------------------------------------------------------------- */

/* Whether the area's region is this one, by name or by code. A place is often in the region of its
 * own name (an authority and its wards). */
static bool names_region(const struct known_area *area, const struct known_area *region)
{
    return area->region.length && area != region &&
           (slice_equal_ignoring_case(area->region, region->name) ||
            slice_equal(area->region, region->code));
}

/* A region and an authority may have one name: what lies in it is of the next level down. */
static bool lies_in(const struct known_area *area, const struct known_area *above)
{
    if (area->level <= above->level)
        return false;
    return above->level == LEVEL_COUNTRY || names_region(area, above);
}

static void tie_areas(struct lexicon *lexicon, struct hold_ties *ties)
{
    vector_each (&lexicon->areas, area)
        vector_each (&lexicon->areas, above)
            if (lies_in(area, above))
                vector_push(&ties->areas,
                            (struct hold_tie){area->id, above->id, (uint32_t)area->level, 0});
}

/* --- groups ---------------------------------------------------------------------------------- */

/* The code without the part that begins at `from` and ends before `to`: "sex=Male" of
 * "sex=Male;age=5". */
static void append_without(struct buffer *out, struct slice code, size_t from, size_t to)
{
    struct slice before = slice_sub(code, 0, from ? from - 1 : 0);
    struct slice after = slice_sub(code, to < code.length ? to + 1 : code.length, code.length);
    buffer_append(out, before);
    if (before.length && after.length)
        buffer_byte(out, ';');
    buffer_append(out, after);
}

/* Each dimension is a family, numbered by its name where it was first met. */
static uint32_t family_of(struct map *families, struct slice part)
{
    struct slice name = slice_sub(part, 0, slice_find_byte(part, '='));
    return map_intern(families, name, (uint32_t)families->length);
}

static void tie_group(struct lexicon *lexicon, const struct known_text *group, struct map *families,
                      struct hold_ties *ties)
{
    for (size_t from = 0, to; from < group->text.length; from = to + 1) {
        struct slice rest = slice_sub(group->text, from, group->text.length);
        to = from + slice_find_byte(rest, ';');
        CLEANUP(buffer_free) struct buffer above = BUFFER(1 << 16);
        append_without(&above, group->text, from, to);
        uint32_t at = map_get(&lexicon->breakdown_index, buffer_slice(&above));
        if (above.length == 0 || at != MAP_ABSENT)
            vector_push(
                &ties->groups,
                (struct hold_tie){group->id, above.length ? lexicon->breakdowns.data[at].id : 0,
                                  family_of(families, slice_sub(group->text, from, to)), 0});
    }
}

static void tie_groups(struct lexicon *lexicon, struct hold_ties *ties)
{
    CLEANUP(map_free) struct map families = MAP;
    vector_each (&lexicon->breakdowns, group)
        tie_group(lexicon, group, &families, ties);
}

/* --- periods --------------------------------------------------------------------------------- */

/* How many such periods make up the longer one, or 0 where it does not hold the shorter. */
static uint32_t times_in(struct period part, struct period whole)
{
    bool one_year = part.first == part.last;
    if (part.kind != whole.kind || whole.quarter || !one_year)
        return 0;
    if (part.quarter)
        return whole.first == whole.last && whole.last == part.last ? 4 : 0;
    bool longer = whole.first < whole.last;
    return longer && part.last >= whole.first && part.last <= whole.last
               ? (uint32_t)(whole.last - whole.first + 1)
               : 0;
}

static void tie_periods(struct lexicon *lexicon, struct hold_ties *ties)
{
    vector_each (&lexicon->periods, part)
        vector_each (&lexicon->periods, whole) {
            uint32_t times = times_in(part->period, whole->period);
            if (times)
                vector_push(&ties->periods, (struct hold_tie){part->id, whole->id,
                                                              part->period.quarter != 0, times});
        }
}

void hold_ties_of(struct lexicon *lexicon, struct hold_ties *ret_ties)
{
    struct hold_ties ties = {0};
    tie_areas(lexicon, &ties);
    tie_groups(lexicon, &ties);
    tie_periods(lexicon, &ties);
    if (ties.areas.length)
        qsort(ties.areas.data, ties.areas.length, sizeof *ties.areas.data, by_child);
    if (ties.groups.length)
        qsort(ties.groups.data, ties.groups.length, sizeof *ties.groups.data, by_child);
    if (ties.periods.length)
        qsort(ties.periods.data, ties.periods.length, sizeof *ties.periods.data, by_child);
    *ret_ties = ties;
}
