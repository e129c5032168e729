/* weft synth figures: what invented publishers publish about invented places. */
#include "cli/synth/figures.h"

#include <string.h>

#include "text/text.h"

#include "base/banned.h"

enum {
    THOUSAND = 1000,
    FIRST_STREAM = 16,
    MOST_ROWS = 100000000,
    MIDDLE_YEAR = 2020,
    DEFAULT_SEED = 37, /* the targets of plans/thistlemouth-2025-28.yaml are set for it */
};

enum sheet_name {
    EARLIER,
    LATER,
    DICTIONARY,
    AREA_CODES,
    NEIGHBOURS_2023,
    NEIGHBOURS_2025,
    GROUPS,
    ADMISSIONS,
};

static const char *const names[] = {
    [EARLIER] = "figures-2025.csv",
    [LATER] = "figures-2026.csv",
    [DICTIONARY] = "dictionary.csv",
    [AREA_CODES] = "areas.csv",
    [NEIGHBOURS_2023] = "neighbours-2023.csv",
    [NEIGHBOURS_2025] = "neighbours-2025.csv",
    [GROUPS] = "absence-by-group.csv",
    [ADMISSIONS] = "injury-admissions.csv",
};
enum { SHEETS = sizeof names / sizeof *names };

struct work {
    uint64_t seed;
    size_t measures;
    struct place places[AREAS];
    struct sheet sheets[SHEETS];
    struct random random; /* of the measure at hand */
    int64_t offsets[AUTHORITIES], slopes[AUTHORITIES];
    int64_t values[AREAS]; /* of the year at hand, in thousandths */
};

static size_t rows_of(const struct measure *measure)
{
    size_t rows = 0;
    for (int year = measure->first_year; year <= measure->last_year; year++)
        rows += measure->paused && (year == 2020 || year == 2021) ? 0 : AREAS;
    return rows;
}

/* How many measures it takes to fill so many rows; the named ones at least. */
static size_t measures_for(size_t rows)
{
    size_t count = 0, filled = 0;
    while (count < measures_named() || filled < rows) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct measure measure = measure_at(count++, &arena);
        filled += rows_of(&measure);
    }
    return count;
}

/* What stays of a place: how it differs, and where it is heading. */
static void draw_places(struct work *work, const struct measure *measure)
{
    for (int i = 0; i < AUTHORITIES; i++) {
        work->offsets[i] = synth_normal(&work->random, measure->spread) +
                           work->places[i].need * measure->need / THOUSAND;
        work->slopes[i] = synth_normal(&work->random, measure->noise * 4 / 10);
    }
}

static int64_t between(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

static void add_up(struct work *work, const struct measure *measure)
{
    for (int area = AUTHORITIES; area < AREAS; area++) {
        bool country = area == AREAS - 1;
        int64_t sum = 0;
        for (int i = 0; i < AUTHORITIES; i++)
            if (country || work->places[i].region == area - AUTHORITIES)
                sum += measure->scale == COUNT ? work->values[i]
                                               : work->values[i] * work->places[i].children;
        int64_t weight = measure->scale == COUNT ? 1 : work->places[area].children;
        work->values[area] = weight ? sum / weight : 0;
    }
}

static void draw_year(struct work *work, const struct measure *measure, int year)
{
    int64_t most = measure->scale == SHARE ? 100 * THOUSAND : INT32_MAX;
    int64_t since = year - MIDDLE_YEAR;
    int64_t national = measure->level + measure->drift * since +
                       synth_normal(&work->random, measure->noise / 4) +
                       (year >= 2022 ? measure->jump : 0);
    for (int i = 0; i < AUTHORITIES; i++) {
        int64_t value = national + work->offsets[i] + work->slopes[i] * since +
                        synth_normal(&work->random, measure->noise);
        /* nothing falls below a seventh of the country, as shares and rates do not */
        value = between(value, national > 0 ? national / 7 : 0, most);
        if (measure->scale == COUNT)
            value = value * work->places[i].children / THOUSAND;
        work->values[i] = value;
    }
    add_up(work, measure);
}

static void append_value(struct buffer *out, const struct measure *measure, int64_t thousandths)
{
    static const int64_t powers[] = {1, 10, 100, 1000};
    int64_t parts = powers[measure->decimals], unit = THOUSAND / parts;
    int64_t rounded = (thousandths + unit / 2) / unit;
    if (measure->scale == COUNT && rounded == 0 && thousandths > 0)
        buffer_byte(out, 'k');
    else if (measure->noisy)
        buffer_printf(out, "%.17g", (double)rounded / (double)parts);
    else if (measure->decimals == 0)
        buffer_integer(out, rounded);
    else
        buffer_printf(out, "%lld.%0*lld", (long long)(rounded / parts), measure->decimals,
                      (long long)(rounded % parts));
}

/* Symbols for no value: the measure's own mostly. */
static const char *symbol_of(struct work *work, const struct measure *measure)
{
    static const char *const others[] = {"-", "-", "..", "-", "u"};
    static char own[2];
    own[0] = measure->symbol;
    return synth_chance(&work->random, 800) ? own : others[random_below(&work->random, 5)];
}

static void write_row(struct sheet *sheet, const struct measure *measure, const struct place *place,
                      int year, bool settled, const char *symbol, int64_t value)
{
    struct buffer *out = &sheet->text;
    csv_append(out, slice_from(measure->code));
    buffer_byte(out, ',');
    period_label(measure, year, settled, out);
    buffer_printf(out, ",%d,%s,", place->number, place->name);
    if (symbol)
        buffer_string(out, symbol);
    else
        append_value(out, measure, value);
    buffer_byte(out, '\n');
    sheet_row(sheet);
}

/* One figure in both editions: the earlier one lacks the last year, has some figures of the two
 * before it that were revised since, and some that came late. */
static void publish(struct work *work, const struct measure *measure, int area, int year)
{
    const struct place *place = &work->places[area];
    int64_t value = work->values[area], then = value;
    bool authority = area < AUTHORITIES, recent = year >= LAST_YEAR - 2;
    unsigned hidden = measure->hidden * (place->children < 25000 ? 3 : 1);
    const char *symbol = NULL, *symbol_then = NULL;
    if (year < place->began)
        symbol = "-";
    else if (authority && synth_chance(&work->random, hidden))
        symbol = symbol_of(work, measure);
    symbol_then = symbol;
    if (recent && authority && synth_chance(&work->random, 60))
        then = between(value + synth_normal(&work->random, measure->noise / 2), 0, INT64_MAX);
    if (recent && authority && synth_chance(&work->random, 10))
        symbol_then = "-";
    if (year < LAST_YEAR)
        write_row(&work->sheets[EARLIER], measure, place, year, year < LAST_YEAR - 1, symbol_then,
                  then);
    write_row(&work->sheets[LATER], measure, place, year, year < LAST_YEAR, symbol, value);
}

/* --- by groups of pupils --------------------------------------------------------------------- */

enum { SEX, SCHOOL_MEALS, SPECIAL_NEEDS, DIMENSIONS };

static const struct group {
    int dimension; /* −1 for all pupils */
    const char *name;
    int64_t share;  /* of all pupils, per mille; the last of a dimension has the rest */
    int64_t factor; /* of absence, per mille of the place's own */
} groups[] = {
    {-1, "Total", 1000, 1000},
    {SEX, "Girls", 490, 990},
    {SEX, "Boys", 0, 0},
    {SCHOOL_MEALS, "Free school meals", 240, 1750},
    {SCHOOL_MEALS, "No free school meals", 0, 0},
    {SPECIAL_NEEDS, "Education and care plan", 45, 1900},
    {SPECIAL_NEEDS, "Special needs support", 140, 1500},
    {SPECIAL_NEEDS, "No special needs", 0, 0},
};
enum { GROUP_COUNT = sizeof groups / sizeof *groups, GROUP_YEARS = 5 };

struct tally {
    int64_t all, some;
};

/* The groups of one dimension add up to the total. */
static void count_groups(struct work *work, int authority, struct tally tallies[GROUP_COUNT])
{
    const struct place *place = &work->places[authority];
    int64_t pupils = place->children * 62 / 100, rate = work->values[authority];
    struct tally all = {pupils, pupils * rate / (100 * THOUSAND)}, rest = all;
    tallies[0] = all;
    for (int i = 1; i < GROUP_COUNT; i++) {
        if (groups[i].dimension != groups[i - 1].dimension)
            rest = all;
        int64_t share = groups[i].share;
        if (groups[i].dimension != SEX)
            share += share * place->need / 6000;
        int64_t factor = groups[i].factor + synth_normal(&work->random, 60);
        int64_t size = groups[i].share ? pupils * between(share, 10, 700) / THOUSAND : rest.all;
        int64_t absent =
            groups[i].share ? size * rate / (100 * THOUSAND) * factor / THOUSAND : rest.some;
        tallies[i] = (struct tally){size, between(absent, 0, size)};
        rest.all -= tallies[i].all;
        rest.some -= tallies[i].some;
    }
}

static void write_place(const struct place *place, int area, struct buffer *out)
{
    static const char country[] = "Z92000001,Whole country (invented)";
    if (area == AREAS - 1)
        buffer_printf(out, "National,%s,,,,,", country);
    else if (area >= AUTHORITIES)
        buffer_printf(out, "Regional,%s,Z120000%02d,%s,,,", country, area - AUTHORITIES + 1,
                      place->name);
    else
        buffer_printf(out, "Local authority,%s,Z120000%02d,%s,%d,Z06000%03d,%s", country,
                      place->region + 1, region_name(place->region), place->number, area + 1,
                      place->name);
}

static void write_tally(struct work *work, int area, int year, int group, struct tally tally)
{
    struct buffer *out = &work->sheets[GROUPS].text;
    buffer_printf(out, "%d%02d,Academic year,", year - 1, year % 100);
    write_place(&work->places[area], area, out);
    for (int dimension = 0; dimension < DIMENSIONS; dimension++)
        buffer_printf(out, ",%s",
                      dimension == groups[group].dimension ? groups[group].name : "Total");
    buffer_printf(out, ",%lld,", (long long)tally.all);
    if (tally.some > 0 && tally.some < 5) { /* too few to publish */
        buffer_string(out, "c,c\n");
    } else {
        int64_t hundredths = tally.all ? (tally.some * 10000 + tally.all / 2) / tally.all : 0;
        buffer_printf(out, "%lld,%lld.%02lld\n", (long long)tally.some,
                      (long long)(hundredths / 100), (long long)(hundredths % 100));
    }
    sheet_row(&work->sheets[GROUPS]);
}

static void publish_groups(struct work *work, int year)
{
    static struct tally tallies[AREAS][GROUP_COUNT];
    memset(tallies, 0, sizeof tallies);
    for (int i = 0; i < AUTHORITIES; i++) {
        count_groups(work, i, tallies[i]);
        for (int group = 0; group < GROUP_COUNT; group++) {
            const int sums[] = {AUTHORITIES + work->places[i].region, AREAS - 1};
            for (int s = 0; s < 2; s++) {
                tallies[sums[s]][group].all += tallies[i][group].all;
                tallies[sums[s]][group].some += tallies[i][group].some;
            }
        }
    }
    for (int area = AREAS - 1; area >= 0; area--)
        for (int group = 0; group < GROUP_COUNT; group++)
            write_tally(work, area, year, group, tallies[area][group]);
}

/* --- with counts ----------------------------------------------------------------------------- */

static void write_admissions(struct work *work, int area, int year, struct tally tally)
{
    struct buffer *out = &work->sheets[ADMISSIONS].text;
    buffer_string(out, "InjuryAdmissions,Hospital admissions for injury with counts,");
    if (area == AREAS - 1)
        buffer_string(out, "Z92000001");
    else if (area >= AUTHORITIES)
        buffer_printf(out, "Z120000%02d", area - AUTHORITIES + 1);
    else
        buffer_printf(out, "Z06000%03d", area + 1);
    buffer_printf(out, ",Persons,<15 yrs,,,%d/%02d,%.9g,,,,,%lld,%lld,\n", year - 1, year % 100,
                  10000.0 * (double)tally.some / (double)tally.all, (long long)tally.some,
                  (long long)tally.all);
    sheet_row(&work->sheets[ADMISSIONS]);
}

/* The same rates as a publisher gives them out who tells how many children they are of. */
static void publish_admissions(struct work *work, int year)
{
    struct tally tallies[AREAS] = {0};
    for (int i = 0; i < AUTHORITIES; i++) {
        int64_t children = work->places[i].children * 82 / 100;
        tallies[i] = (struct tally){children, children * work->values[i] / (10000 * THOUSAND)};
        const int sums[] = {AUTHORITIES + work->places[i].region, AREAS - 1};
        for (int s = 0; s < 2; s++) {
            tallies[sums[s]].all += tallies[i].all;
            tallies[sums[s]].some += tallies[i].some;
        }
    }
    for (int area = AREAS - 1; area >= 0; area--)
        write_admissions(work, area, year, tallies[area]);
}

/* --- all of it ------------------------------------------------------------------------------- */

static void publish_measure(struct work *work, size_t index)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct measure measure = measure_at(index, &arena);
    bool grouped = strcmp(measure.code, "Absent10") == 0;
    bool counted = strcmp(measure.code, "Inj_Adm_0-14") == 0;
    work->random = random_stream(work->seed, FIRST_STREAM + index);
    draw_places(work, &measure);
    for (int year = measure.first_year; year <= measure.last_year; year++) {
        draw_year(work, &measure, year);
        for (int area = 0; area < AREAS; area++)
            if (!measure.paused || (year != 2020 && year != 2021))
                publish(work, &measure, area, year);
        if (grouped && year > LAST_YEAR - GROUP_YEARS)
            publish_groups(work, year);
        if (counted)
            publish_admissions(work, year);
    }
}

static void write_sheets(struct work *work)
{
    static const char long_heading[] = "measure_short,period,la_number,area,value\n";
    places_make(work->seed, work->places);
    places_write(work->places, &work->sheets[AREA_CODES]);
    neighbours_write(work->places, true, &work->sheets[NEIGHBOURS_2023]);
    neighbours_write(work->places, false, &work->sheets[NEIGHBOURS_2025]);
    dictionary_write(work->measures, &work->sheets[DICTIONARY]);
    buffer_string(&work->sheets[EARLIER].text, long_heading);
    buffer_string(&work->sheets[LATER].text, long_heading);
    buffer_string(&work->sheets[GROUPS].text,
                  "time_period,time_identifier,geographic_level,country_code,country_name,"
                  "region_code,region_name,old_la_code,new_la_code,la_name,sex,"
                  "free_school_meals,special_needs,pupil_count,absent10_count,"
                  "absent10_percent\n");
    buffer_string(&work->sheets[ADMISSIONS].text,
                  "Indicator ID,Indicator Name,Area Code,Sex,Age,Category Type,Category,"
                  "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,"
                  "Lower CI 99.8 limit,Upper CI 99.8 limit,Count,Denominator,Value note\n");
    for (size_t i = 0; i < work->measures; i++)
        publish_measure(work, i);
}

static int write_all(struct work *work, const char *folder, struct err *err)
{
    int code = 0;
    for (int i = 0; code == 0 && i < SHEETS; i++)
        code = sheet_open(&work->sheets[i], folder, names[i], err);
    if (code == 0) {
        write_sheets(work);
        code = sheets_end(work->sheets, SHEETS, err);
    }
    sheets_drop(work->sheets, SHEETS);
    return code;
}

static int report(const struct cli *cli, const struct work *work, const char *folder)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    if (!cli->json) {
        buffer_printf(&out, "Invented %zu measures of %d places under seed %llu:\n", work->measures,
                      AREAS, (unsigned long long)work->seed);
        for (int i = 0; i < SHEETS; i++)
            buffer_printf(&out, "  %s/%s\n", folder, names[i]);
        return cli_changed(cli_print(cli, &out));
    }
    buffer_printf(&out, "{\"seed\":%llu,\"measures\":%zu,\"areas\":%d,\"folder\":",
                  (unsigned long long)work->seed, work->measures, AREAS);
    buffer_json_string(&out, slice_from(folder));
    buffer_string(&out, ",\"files\":[");
    for (int i = 0; i < SHEETS; i++) {
        buffer_string(&out, i ? "," : "");
        buffer_json_string(&out, slice_from(names[i]));
    }
    buffer_string(&out, "]}\n");
    return cli_changed(cli_print(cli, &out));
}

int synth_figures(struct cli *cli)
{
    const char *folder = NULL, *seed = NULL, *rows_text = NULL;
    const struct option options[] = {
        {"--out", &folder, NULL}, {"--seed", &seed, NULL}, {"--rows", &rows_text, NULL}};
    int left = 0;
    struct work *work = ARENA_NEW(cli->arena, struct work);
    uint64_t rows = 0;
    work->seed = DEFAULT_SEED;
    int code = cli_options(cli, options, sizeof options / sizeof *options, &left);
    if (code == CLI_DONE)
        code = synth_number(cli, seed, "--seed", 0, INT64_MAX, &work->seed);
    if (code == CLI_DONE)
        code = synth_number(cli, rows_text, "--rows", 0, MOST_ROWS, &rows);
    if (code != CLI_DONE)
        return code;
    struct err err = {0};
    if (left > 0 || !folder) {
        err_set(&err, ERR_USAGE, "out",
                "Say where the files go, and nothing else: weft synth figures --out FOLDER.");
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    work->measures = measures_for(rows);
    if (write_all(work, folder, &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    return report(cli, work, folder);
}
