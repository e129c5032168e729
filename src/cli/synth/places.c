/* Invented places: names, regions, how many children and how poor, and who is like whom. */
#include "cli/synth/figures.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

/* No gazetteer knows any of these put together. The first stem and ending are the plan's place. */
static const char *const stems[] = {
    "Thistle", "Bramble", "Candle",  "Dapple",  "Ember",    "Feather", "Garland", "Bluebell",
    "Indigo",  "Juniper", "Kestrel", "Lantern", "Marigold", "Clover",  "Magpie",  "Pepper",
    "Quill",   "Russet",  "Saffron", "Tansy",   "Umber",    "Velvet",  "Sorrel",  "Yarrow",
    "Zephyr",  "Barley",  "Copper",  "Damson",  "Fennel",   "Ginger",
};
static const char *const endings[] = {"mouth", "mere", "holt", "moor", "stead"};
static const char *const regions[REGIONS] = {
    "Bluebell Coast", "Copper Reaches", "Ember Fells",   "Juniper Hills", "Lantern Isles",
    "Quill Marshes",  "Saffron Plain",  "Thistle Wolds", "Velvet Moors",
};
static const char *const types[] = {"UA", "MD", "SC"};

enum { STEMS = sizeof stems / sizeof *stems, STREAM_OF_PLACES = 0, NEWEST = 2 };

const char *region_name(int region)
{
    return region < 0 ? "NA" : regions[region];
}

static void make_authority(struct random *random, int index, struct place *place)
{
    uint64_t size = random_below(random, 1000);
    *place = (struct place){
        .number = FIRST_AUTHORITY_NUMBER + index,
        .region = (int)random_below(random, REGIONS),
        .type = types[random_below(random, 3)],
        .children = 12000 + (int64_t)(size * size / 6),
        .need = synth_normal(random, 1000),
    };
    snprintf(place->name, sizeof place->name, "%s%s", stems[index % STEMS], endings[index / STEMS]);
}

void places_make(uint64_t seed, struct place places[static AREAS])
{
    struct random random = random_stream(seed, STREAM_OF_PLACES);
    for (int i = 0; i < AUTHORITIES; i++)
        make_authority(&random, i, &places[i]);
    /* a city of some size, poorer than most, whatever the seed */
    places[0].children = 68000;
    places[0].need = 1200;
    for (int i = 0; i < NEWEST; i++)
        places[AUTHORITIES - 1 - i].began = LAST_YEAR - 2;
    for (int i = 0; i < AUTHORITIES; i++)
        places[i].need_then = places[i].need + synth_normal(&random, 250);
    for (int i = 0; i < REGIONS; i++) {
        struct place *region = &places[AUTHORITIES + i];
        *region = (struct place){.number = FIRST_REGION_NUMBER + i, .region = -1, .type = "NA"};
        snprintf(region->name, sizeof region->name, "%s", regions[i]);
    }
    struct place *country = &places[AREAS - 1];
    *country = (struct place){
        .name = "Whole country (invented)", .number = COUNTRY_NUMBER, .region = -1, .type = "NA"};
    for (int i = 0; i < AUTHORITIES; i++) {
        places[AUTHORITIES + places[i].region].children += places[i].children;
        country->children += places[i].children;
    }
}

void places_write(const struct place places[static AREAS], struct sheet *sheet)
{
    buffer_string(&sheet->text, "LA Number,LA Name,Region,Type\n");
    for (int i = 0; i < AREAS; i++) {
        buffer_printf(&sheet->text, "%d,%s,%s,%s\n", places[i].number, places[i].name,
                      region_name(places[i].region), places[i].type);
        sheet_row(sheet);
    }
}

struct likeness {
    int64_t distance; /* 0 would be the same place */
    int index;
};

static int compare_likeness(const void *left, const void *right)
{
    const struct likeness *a = left, *b = right;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return a->index - b->index;
}

/* By how poor they are, and a little by how large. */
static int64_t distance(const struct place *a, const struct place *b, bool at_first)
{
    int64_t need = at_first ? a->need_then - b->need_then : a->need - b->need;
    int64_t size = (a->children - b->children) / 250;
    return need * need + size * size;
}

static const char *closeness(int64_t distance, bool at_first)
{
    static const struct {
        int64_t within;
        const char *word;
    } steps[] = {{60 * 60, "Extremely Close"}, {160 * 160, "Very Close"}, {320 * 320, "Close"}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (distance <= steps[i].within)
            return steps[i].word;
    if (distance <= 500 * 500)
        return at_first ? "Somewhat Close" : "Somewhat close";
    return "Not Close";
}

static void write_neighbours_of(const struct place places[static AREAS], int index, bool at_first,
                                struct sheet *sheet)
{
    const struct place *place = &places[index];
    struct likeness others[AUTHORITIES - 1];
    int count = 0;
    for (int i = 0; i < AUTHORITIES; i++)
        if (i != index && !(at_first && places[i].began))
            others[count++] = (struct likeness){distance(place, &places[i], at_first), i};
    qsort(others, (size_t)count, sizeof *others, compare_likeness);
    for (int rank = 0; rank < NEIGHBOURS; rank++) {
        buffer_printf(&sheet->text, "%d,%s,%s,%d,", place->number, place->name,
                      region_name(place->region), rank + 1);
        if (at_first && place->began) /* not there yet when the list was made */
            buffer_string(&sheet->text, "-,-\n");
        else
            buffer_printf(&sheet->text, "%d,%s\n", places[others[rank].index].number,
                          closeness(others[rank].distance, at_first));
        sheet_row(sheet);
    }
}

void neighbours_write(const struct place places[static AREAS], bool at_first, struct sheet *sheet)
{
    buffer_string(&sheet->text, "la_number,la_name,region,rank,neighbour_la_number,closeness\n");
    for (int i = 0; i < AUTHORITIES; i++)
        write_neighbours_of(places, i, at_first, sheet);
}
