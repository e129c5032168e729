/* The parts of the generator of figures. */
#ifndef WEFT_CLI_SYNTH_FIGURES_H
#define WEFT_CLI_SYNTH_FIGURES_H

#include "cli/synth/synth.h"

enum {
    AUTHORITIES = 150,
    REGIONS = 9,
    AREAS = AUTHORITIES + REGIONS + 1,
    FIRST_AUTHORITY_NUMBER = 501, /* no real authority has a number from here to 650 */
    COUNTRY_NUMBER = 970,         /* as publishers number the whole country and its regions */
    FIRST_REGION_NUMBER = 980,
    NEIGHBOURS = 10,
    YEARS_BACK = 12, /* the longest series */
    LAST_YEAR = 2025,
};

/* --- places --------------------------------------------------------------------------------- */

struct place {
    char name[40];
    int number;        /* LA number */
    int region;        /* 0 … REGIONS − 1; −1 for the country and the regions */
    const char *type;  /* "UA", "MD", "SC"; "NA" for the country and the regions */
    int64_t children;  /* residents under 18 */
    int64_t need;      /* how poor: mean 0, standard deviation 1,000; high is poor */
    int64_t need_then; /* as it was thought to be for the earlier list of neighbours */
    int began;         /* the first year it has figures for; 0: always */
};

/* Authorities first, then regions, then the country. The first is the plan's own place. */
void places_make(uint64_t seed, struct place places[static AREAS]);
const char *region_name(int region);

void places_write(const struct place places[static AREAS], struct sheet *sheet);

/* Ten for each authority, as they were thought to be at first or are now. */
void neighbours_write(const struct place places[static AREAS], bool at_first, struct sheet *sheet);

/* --- measures ------------------------------------------------------------------------------- */

enum scale { SHARE, RATE, SCORE, COUNT };

/* How a publisher writes the year that ends in 2025: 2025 · 2024/25 · 2024-25 · 2024-25 (OT) ·
 * 2023-25 · 2022/23-24/25. STAGED is 2025 (prov) at first and 2025 (Rev) later. */
enum period_style { PLAIN, SLASH, DASH, OVER_TERMS, THREE_YEARS, THREE_SPANS, STAGED };

/* Levels are in thousandths of the unit: 22,500 is 22.5%. */
struct measure {
    const char *code, *topic, *title, *axis, *polarity, *year_type;
    enum scale scale;
    enum period_style style;
    int decimals; /* as published */
    int first_year;
    int last_year;   /* LAST_YEAR, or the year after which nobody published it */
    int level;       /* of the country in 2020 */
    int need;        /* how much more in a place whose need is one standard deviation higher */
    int spread;      /* between places otherwise alike */
    int drift;       /* of the country, a year */
    int noise;       /* from year to year in one place */
    int jump;        /* of the country, from 2022 on */
    unsigned hidden; /* per mille of rows without a value … */
    char symbol;     /* … and what stands there mostly */
    bool noisy;      /* written by a spreadsheet: 39.229999999999997 */
    bool paused;     /* nothing was collected in 2020 and 2021 */
    const char *second_topic; /* listed again there, or NULL */
    const char *dps;          /* as the dictionary says it: "NA", "0", "1", "2" */
};

size_t measures_named(void);

/* The measure at this place of the list: the named ones, then as many more as are asked for,
 * whose texts live in the arena. */
struct measure measure_at(size_t index, struct arena *arena);

void dictionary_write(size_t measures, struct sheet *sheet);

/* The label of the year that ends in `year`; `settled`: in the later edition. */
void period_label(const struct measure *measure, int year, bool settled, struct buffer *out);

#endif
