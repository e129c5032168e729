#include "math/synthesis/places.h"

#include <stdio.h>

#include "base/banned.h"

enum {
    STREET_ADDRESSES = 128,
    POSTCODE_ADDRESSES = 32,
    UNITS = 400, /* pairs of the twenty letters that end a postcode */
    SECTORS = 10,
    DISTRICTS = 99,
};

/* What a mix is of. */
enum { STREET_NAME = 1, STREET_KIND, SCHOOL_NAME, SURGERY_NAME };

static const char *const stems[] = {
    "Alder",   "Ashdown", "Aspen",  "Beacon",   "Beech",    "Bramble", "Brook",    "Canal",
    "Castle",  "Cedar",   "Chapel", "Cherry",   "Church",   "Clover",  "Copper",   "Dale",
    "Elder",   "Elm",     "Fern",   "Forge",    "Foundry",  "Garden",  "Granary",  "Hawthorn",
    "Hazel",   "Heron",   "Hill",   "Holly",    "Ivy",      "Juniper", "Kiln",     "Lace",
    "Larch",   "Linden",  "Lime",   "Manor",    "Maple",    "Market",  "Meadow",   "Mill",
    "Oak",     "Orchard", "Park",   "Poplar",   "Primrose", "Quarry",  "Queen's",  "Rowan",
    "Sawmill", "School",  "Silver", "Spring",   "Station",  "Stone",   "Sycamore", "Tannery",
    "Thistle", "Victor",  "Walnut", "Weaver's", "Well",     "Willow",  "Windmill", "Wool"};
static const char *const kinds[] = {"Street",  "Road",  "Avenue", "Lane",     "Close",   "Drive",
                                    "Street",  "Road",  "Grove",  "Crescent", "Terrace", "Way",
                                    "Gardens", "Court", "Rise",   "Walk"};
enum { STEMS = sizeof stems / sizeof *stems, KINDS = sizeof kinds / sizeof *kinds };

uint64_t place_mix(uint64_t seed, uint64_t what, uint64_t which)
{
    uint64_t z = seed + what * UINT64_C(0x9e3779b97f4a7c15) + which * UINT64_C(0xd1342543de82ef95);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint32_t quarter_of(uint64_t family)
{
    return (uint32_t)(family / QUARTER_FAMILIES);
}

uint32_t place_own(uint64_t family, unsigned which)
{
    /* Each step is one to one on fifteen bits, so that no two families are given one address. */
    uint32_t place = (uint32_t)(family % QUARTER_FAMILIES) * OWN_ADDRESSES + which;
    for (int i = 0; i < 2; i++) {
        place = (place * 20077 + 7919) % QUARTER_ADDRESSES;
        place ^= place >> 8;
    }
    return quarter_of(family) * QUARTER_ADDRESSES + place;
}

uint32_t place_any(uint64_t family, struct random *random)
{
    uint32_t quarter = quarter_of(family);
    if (quarter > 0 && random_below(random, 4) == 0)
        quarter = (uint32_t)random_below(random, quarter);
    return quarter * QUARTER_ADDRESSES + (uint32_t)random_below(random, QUARTER_ADDRESSES);
}

uint32_t place_shared(uint64_t family, struct random *random)
{
    return (quarter_of(family) + 1) * QUARTER_ADDRESSES - 1 -
           (uint32_t)random_below(random, SHARED_ADDRESSES);
}

uint32_t place_neighbourhood(uint32_t address)
{
    return address % QUARTER_ADDRESSES / (QUARTER_ADDRESSES / NEIGHBOURHOODS);
}

uint32_t place_primary(uint32_t address)
{
    return address % QUARTER_ADDRESSES / (QUARTER_ADDRESSES / PRIMARY_SCHOOLS);
}

/* --- in words --------------------------------------------------------------------------------- */

/* Areas of two letters that stand in no list of real ones; each outlasts 4 million families' own
 * addresses, and the last goes on with the first's postcodes after 198 million addresses. */
static void write_postcode(uint32_t address, char text[static 10])
{
    static const char *const areas[] = {"TM", "TC", "TG", "TK"};
    static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ"; /* the last two are never C I K M O V */
    uint32_t number = address / POSTCODE_ADDRESSES;
    uint32_t unit = number % UNITS, sector = number / UNITS % SECTORS;
    uint32_t district = number / (UNITS * SECTORS);
    snprintf(text, 10, "%s%u %u%c%c", areas[district / DISTRICTS % 4], district % DISTRICTS + 1,
             sector, letters[unit / 20], letters[unit % 20]);
}

/* Houses, and in every fifth street flats: eight to a house, or a block with a name. */
static void write_house(uint64_t seed, uint32_t address, char text[static 24])
{
    uint32_t street = address / STREET_ADDRESSES, number = address % STREET_ADDRESSES + 1;
    uint64_t kind = place_mix(seed, STREET_KIND, street) % 10;
    if (kind == 0)
        snprintf(text, 24, "Flat %u, %u", number % 8 + 1, number / 8 + 1);
    else if (kind == 1)
        snprintf(text, 24, "%u %s House", number, stems[street % STEMS]);
    else
        snprintf(text, 24, "%u", number);
}

void synthesis_place_of(uint64_t seed, uint32_t address, struct synthesis_place *ret_place)
{
    uint64_t name = place_mix(seed, STREET_NAME, address / STREET_ADDRESSES);
    write_house(seed, address, ret_place->house);
    snprintf(ret_place->street, sizeof ret_place->street, "%s %s", stems[name % STEMS],
             kinds[name / STEMS % KINDS]);
    write_postcode(address, ret_place->postcode);
}

void synthesis_school_of(uint64_t seed, uint32_t address, bool secondary, char name[static 48])
{
    static const char *const saints[] = {"St Anne's", "St Chad's", "St Hilda's", "St Mark's"};
    uint32_t quarter = address / QUARTER_ADDRESSES, which = place_primary(address);
    if (secondary)
        which = PRIMARY_SCHOOLS + which / (PRIMARY_SCHOOLS / 2);
    uint64_t mixed = place_mix(seed, SCHOOL_NAME, quarter * UINT64_C(16) + which);
    const char *stem = mixed % 5 == 0 ? saints[mixed / 5 % 4] : stems[mixed / 5 % STEMS];
    snprintf(name, 48, "%s %s", stem,
             !secondary        ? "Primary School"
             : mixed / 512 % 2 ? "Academy"
                               : "School");
}

void synthesis_surgery_of(uint64_t seed, uint32_t address, char name[static 48])
{
    uint32_t quarter = address / QUARTER_ADDRESSES;
    uint64_t mixed = place_mix(seed, SURGERY_NAME, quarter * UINT64_C(16) + place_primary(address));
    snprintf(name, 48, "%s %s %s", stems[mixed % STEMS], kinds[mixed / STEMS % KINDS],
             mixed / 4096 % 2 ? "Surgery" : "Medical Centre");
}
