/* weft synth people: an invented city's families, as five agencies and the truth have them. */
#include "cli/synth/people/people.h"

#include <stdio.h>

#include "text/text.h"

#include "base/banned.h"

enum {
    DEFAULT_SEED = 37,
    DEFAULT_PEOPLE = 10000,
    MOST = 100000000,
    IDENTIFIERS = 100000000,
    IDENTIFIER_STEP = 61803399, /* no factor in common with it: no identifier comes twice */
};

static const char *const names[EXTRACT_SHEETS] = {
    [SYNTHESIS_COUNCIL] = "council.csv", [SYNTHESIS_HEALTH] = "health.csv",
    [SYNTHESIS_POLICE] = "police.csv",   [SYNTHESIS_SCHOOLS] = "schools.csv",
    [SYNTHESIS_CHARITY] = "charity.csv", [TRUTH] = "truth.csv",
    [FREQUENCIES] = "frequencies.csv",
};

struct wanted {
    uint64_t seed, people, rows;
    const char *folder, *flat;
};

/* --- rows ------------------------------------------------------------------------------------- */

/* Identifiers that tell nothing of the order in which the records were made. */
static void write_extract(struct people_work *work, const struct synthesis_record *record)
{
    static const char *const prefixes[SYNTHESIS_SOURCES] = {"SC", "H", "PN", "P", "F"};
    char id[24];
    uint64_t number = ++work->written[record->source] * IDENTIFIER_STEP % IDENTIFIERS;
    snprintf(id, sizeof id, "%s%08llu", prefixes[record->source], (unsigned long long)number);
    extract_write(work, record, id);
    truth_write(work, record, id);
}

static void write_family(struct people_work *work)
{
    synthesis_family_make(&work->city, &work->family);
    size_t count = synthesis_records_make(&work->city, &work->family, work->records);
    if (work->extracts)
        synthesis_read(&work->family, work->records, count);
    for (size_t i = 0; i < count; i++) {
        work->rows++;
        if (work->extracts)
            write_extract(work, &work->records[i]);
        if (work->flat)
            flat_write(work, &work->records[i]);
    }
}

static bool has_failed(const struct people_work *work)
{
    for (int i = 0; i < PEOPLE_SHEETS; i++)
        if (work->sheets[i].failed)
            return true;
    return false;
}

static void write_families(struct people_work *work, const struct wanted *wanted)
{
    do
        write_family(work);
    while ((work->city.people < wanted->people || work->rows < wanted->rows) && !has_failed(work));
}

/* --- frequencies ------------------------------------------------------------------------------ */

struct tally {
    struct map places;
    VECTOR(struct synthesis_frequency) names;
};

static void count_name(void *context, const struct synthesis_frequency *frequency)
{
    struct tally *tally = context;
    char key[64];
    snprintf(key, sizeof key, "%c%s", frequency->surname ? 's' : 'g', frequency->name);
    uint32_t next = (uint32_t)tally->names.length;
    uint32_t place = map_intern(&tally->places, slice_from(key), next);
    if (place == next)
        vector_push(&tally->names, *frequency);
    else
        tally->names.data[place].per_million += frequency->per_million;
}

static void write_frequencies(struct sheet *sheet)
{
    struct tally tally = {0};
    synthesis_frequencies(count_name, &tally);
    buffer_string(&sheet->text, "kind,name,per_million\n");
    vector_each (&tally.names, name) {
        buffer_string(&sheet->text, name->surname ? "surname" : "given_name");
        put_field(&sheet->text, name->name);
        buffer_printf(&sheet->text, ",%u\n", name->per_million);
        sheet_row(sheet);
    }
    vector_free(&tally.names);
    map_free(&tally.places);
}

/* --- all of it -------------------------------------------------------------------------------- */

static int open_flat(struct sheet *sheet, const char *path, struct err *err)
{
    struct slice whole = slice_from(path);
    size_t name = whole.length;
    char folder[3900];
    while (name > 0 && path[name - 1] != '/')
        name--;
    snprintf(folder, sizeof folder, "%.*s", SLICE_PRINT(slice_sub(whole, 0, name)));
    return sheet_open(sheet, name ? folder : ".", path + name, err);
}

/* The flat file may stand in the folder of the others, under a name of its own. */
static int check_flat(const struct people_work *work, const struct wanted *wanted, struct err *err)
{
    int code = 0;
    for (int i = 0; work->extracts && work->flat && code == 0 && i < EXTRACT_SHEETS; i++) {
        CLEANUP(buffer_free) struct buffer path = BUFFER(8192);
        buffer_printf(&path, "%s/%s", wanted->folder, names[i]);
        const struct cli_file files[] = {{"--flat", wanted->flat, true},
                                         {names[i], buffer_text(&path), true}};
        code = cli_files_apart(files, 2, err);
    }
    return code;
}

static int open_sheets(struct people_work *work, const struct wanted *wanted, struct err *err)
{
    int code = 0;
    for (int i = 0; work->extracts && code == 0 && i < EXTRACT_SHEETS; i++)
        code = sheet_open(&work->sheets[i], wanted->folder, names[i], err);
    if (work->flat && code == 0)
        code = open_flat(&work->sheets[FLAT], wanted->flat, err);
    return code;
}

static void write_sheets(struct people_work *work, const struct wanted *wanted)
{
    for (int source = 0; work->extracts && source < SYNTHESIS_SOURCES; source++)
        buffer_string(&work->sheets[source].text, extract_heading((enum synthesis_source)source));
    if (work->extracts) {
        buffer_string(&work->sheets[TRUTH].text, truth_heading);
        write_frequencies(&work->sheets[FREQUENCIES]);
    }
    if (work->flat)
        buffer_string(&work->sheets[FLAT].text, flat_heading);
    write_families(work, wanted);
}

static int write_all(struct people_work *work, const struct wanted *wanted, struct err *err)
{
    int code = check_flat(work, wanted, err);
    if (code == 0)
        code = open_sheets(work, wanted, err);
    if (code == 0) {
        write_sheets(work, wanted);
        code = sheets_end(work->sheets, PEOPLE_SHEETS, err);
    }
    sheets_drop(work->sheets, PEOPLE_SHEETS);
    return code;
}

static void list_files(const struct people_work *work, bool json, struct buffer *out)
{
    bool first = true;
    for (int i = 0; i < PEOPLE_SHEETS; i++) {
        const char *path = work->sheets[i].path;
        if (path[0] == 0)
            continue;
        if (json) {
            buffer_string(out, first ? "" : ",");
            buffer_json_string(out, slice_from(path));
        } else {
            buffer_printf(out, "  %s\n", path);
        }
        first = false;
    }
}

static int report(const struct cli *cli, const struct people_work *work, uint64_t seed)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    buffer_printf(&out,
                  cli->json ? "{\"seed\":%llu,\"people\":%llu,\"families\":%llu,\"rows\":%llu,"
                              "\"files\":["
                            : "Invented under seed %llu: %llu people in %llu families, and %llu "
                              "records of them:\n",
                  (unsigned long long)seed, (unsigned long long)work->city.people,
                  (unsigned long long)work->city.families, (unsigned long long)work->rows);
    list_files(work, cli->json, &out);
    buffer_string(&out, cli->json ? "]}\n" : "");
    return cli_changed(cli_print(cli, &out));
}

int synth_people(struct cli *cli)
{
    struct wanted wanted = {.seed = DEFAULT_SEED, .people = DEFAULT_PEOPLE};
    const char *seed = NULL, *people = NULL, *rows = NULL;
    const struct option options[] = {{"--out", &wanted.folder, NULL},
                                     {"--flat", &wanted.flat, NULL},
                                     {"--seed", &seed, NULL},
                                     {"--people", &people, NULL},
                                     {"--rows", &rows, NULL}};
    int left = 0;
    int code = cli_options(cli, options, sizeof options / sizeof *options, &left);
    if (code == CLI_DONE)
        code = synth_number(cli, seed, "--seed", 0, INT64_MAX, &wanted.seed);
    if (code == CLI_DONE)
        code = synth_number(cli, people, "--people", 1, MOST, &wanted.people);
    if (code == CLI_DONE)
        code = synth_number(cli, rows, "--rows", 1, MOST, &wanted.rows);
    if (code != CLI_DONE)
        return code;
    struct err err = {0};
    if (left > 0 || (!wanted.folder && !wanted.flat)) {
        err_set(&err, ERR_USAGE, "out",
                "Say where the files go, and nothing else: weft synth people --out FOLDER, or "
                "--flat FILE, or both.");
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    if (rows && !people)
        wanted.people = 0;
    struct people_work *work = ARENA_NEW(cli->arena, struct people_work);
    work->city = synthesis_city_new(wanted.seed);
    work->extracts = wanted.folder != NULL;
    work->flat = wanted.flat != NULL;
    if (write_all(work, &wanted, &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    return report(cli, work, wanted.seed);
}
