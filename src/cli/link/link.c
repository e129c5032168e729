/* weft link: which records are one person. */
#include "cli/link/work.h"

#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/link/answer.h"
#include "cli/link/columns.h"
#include "cli/link/explain.h"
#include "cli/link/shield.h"
#include "cli/link/fair.h"
#include "cli/link/model.h"
#include "cli/link/register.h"
#include "cli/link/write.h"

#include "base/banned.h"

enum { ANSWER_BYTES = 16 << 20 };

const char *link_source_name(const struct link_work *work, uint32_t row)
{
    return work->input.sources[work->input.table.source[row]].name;
}

struct slice link_row_id(const struct link_work *work, uint32_t row)
{
    return link_text(work->id, row);
}

int link_row_named(const struct link_work *work, const char *name, uint32_t *ret_row,
                   struct err *err)
{
    struct slice text = slice_from(name);
    for (uint32_t row = 0; row < work->input.table.row_count; row++) {
        struct slice source = slice_from(link_source_name(work, row));
        if (slice_starts_with(text, source) && source.length < text.length &&
            text.data[source.length] == ':' && /* which a source's name may have too */
            slice_equal(slice_sub(text, source.length + 1, text.length), link_row_id(work, row))) {
            *ret_row = row;
            return 0;
        }
    }
    return err_set(err, ERR_NOT_FOUND, NULL,
                   "There is no record \"%s\". Name one by its source and its identifier, as "
                   "%s:ID.",
                   name, work->input.sources[0].name);
}

const uint16_t *link_across_only(const struct link_work *work, const struct people *people)
{
    bool within = people && people_links_within(people);
    for (size_t i = 0; !people && !work->spec.link_only && i < work->input.source_count; i++)
        within |= !work->spec.sources[i].once && !work->spec.sources[i].apart;
    return within ? NULL : work->input.table.source;
}

/* --- memory ----------------------------------------------------------------------------------- */

/* What the machine can give: what is free, and what only keeps files at hand. Unlimited where it
 * does not say. */
static uint64_t machine_memory(void)
{
    static const struct slice label = {"MemAvailable:", 13};
    CLEANUP(buffer_free) struct buffer facts = BUFFER(64 << 10);
    int64_t kibibytes = 0;
    if (file_read("/proc/meminfo", &facts, NULL) < 0)
        return UINT64_MAX;
    struct slice text = buffer_slice(&facts);
    size_t start = slice_find(text, label) + label.length;
    struct slice line = slice_sub(text, start, text.length);
    line = slice_trim(slice_sub(line, 0, slice_find(line, (struct slice){"kB", 2})));
    return slice_to_int64(line, &kibibytes) && kibibytes > 0 ? (uint64_t)kibibytes << 10
                                                             : UINT64_MAX;
}

/* What the sources will need, from their sizes and their first lines' lengths, before they are
 * read. */
static uint64_t memory_needed(const struct link_request *request)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < request->source_count; i++) {
        struct stat facts;
        if (stat(request->sources[i].path, &facts) == 0 && S_ISREG(facts.st_mode))
            bytes += (uint64_t)facts.st_size;
    }
    return linkage_memory(bytes / 60, bytes);
}

uint64_t link_memory_allowed(const struct link_request *request)
{
    return request->memory ? request->memory : machine_memory();
}

static int check_memory(const struct link_request *request, struct err *err)
{
    uint64_t needed = memory_needed(request), allowed = link_memory_allowed(request);
    if (needed <= allowed)
        return 0;
    char takes[LINKAGE_SIZE], has[LINKAGE_SIZE];
    linkage_size_words(needed, takes);
    linkage_size_words(allowed, has);
    return err_set(err, ERR_LIMIT, "memory",
                   "Linking these sources takes about %s of memory, and %s %s. Nothing was read. "
                   "%sink them on a larger machine, or fewer records at a time.",
                   takes, has, request->memory ? "are allowed" : "are free",
                   request->memory ? "Allow more (--memory), or l" : "L");
}

/* --- the stages ------------------------------------------------------------------------------- */

static struct link_time time_now(void)
{
    return (struct link_time){clock_monotonic_us(), (int64_t)clock() * 1000000 / CLOCKS_PER_SEC};
}

static void lap(struct link_work *work, enum link_stage stage)
{
    struct link_time now = time_now();
    work->took[stage].wall += now.wall - work->since.wall;
    work->took[stage].processor += now.processor - work->since.processor;
    work->since = now;
}

int link_read_sources(struct link_work *work)
{
    struct err err = {0};
    const struct link_request *request = &work->request;
    int code = link_spec_read(request->spec, request->sources, request->source_count,
                              request->kept.path != NULL, work->cli->arena, &work->spec, &err);
    if (code < 0)
        return cli_fail(work->cli, request->spec, &err, CLI_REFUSED);
    code = link_frequencies_read(request->frequencies, work->cli->arena, &work->frequencies, &err);
    if (code < 0)
        return cli_fail(work->cli, request->frequencies, &err, CLI_REFUSED);
    code = check_memory(request, &err);
    if (code < 0)
        return cli_fail(work->cli, NULL, &err, CLI_REFUSED);
    size_t source = 0;
    code = link_read(work->request.sources, request->source_count, request->threads, &work->input,
                     &source, &err);
    if (code < 0)
        return cli_fail(work->cli, request->sources[source].path, &err, CLI_REFUSED);
    code = link_choose_columns(work, &err);
    return code < 0 ? cli_fail(work->cli, request->spec, &err, CLI_REFUSED) : CLI_DONE;
}

/* Pairs under the threshold are of no use to the persons. A reader of the pairs, or of how good
 * they are, sees further down. */
static double pair_floor(const struct link_work *work, double threshold)
{
    const struct link_request *request = &work->request;
    bool deep = request->pairs || request->truth || link_judges(work);
    return deep ? fmin(LINK_ERRORS_FLOOR, threshold - 1) : threshold;
}

/* How good it is, as far as anybody can know: where a report or groups are asked for. */
static void judge(struct link_work *work)
{
    if (!link_judges(work))
        return;
    linkage_doubts_find(work->linkage, &work->doubts);
    link_fair_find(work);
}

/* Who is one person. CLI_DONE, or what was told already. */
static int find_persons(struct link_work *work)
{
    struct err err = {0};
    struct linkage_options options = {
        .threads = work->request.threads,
        .rules_off = work->spec.rules_off,
        .threshold = linkage_weight(work->threshold),
        .sources = work->spec.any_source_rule ? work->spec.sources : NULL,
        .across_only = work->spec.link_only,
        .frequencies = work->frequencies.list,
        .frequency_count = work->frequencies.count,
    };
    options.floor = pair_floor(work, options.threshold);
    work->linkage = linkage_new(&work->input.table, &options);
    if (linkage_field_count(work->linkage) == 0 && !work->shielded) {
        err_set(&err, ERR_ASSUMPTION, NULL,
                "No column was recognised as something to link on. Name the columns in a "
                "specification (--spec), such as: columns: {fname: given_name, born: birth_date}.");
        return cli_fail(work->cli, NULL, &err, CLI_REFUSED);
    }
    lap(work, STAGE_STANDARDISE);
    linkage_block(work->linkage);
    lap(work, STAGE_BLOCK);
    if (link_model_read(work, &work->model_was_kept, &err) < 0)
        return cli_fail(work->cli, work->request.model, &err, CLI_REFUSED);
    if (!work->model_was_kept)
        linkage_estimate(work->linkage);
    lap(work, STAGE_ESTIMATE);
    linkage_compare(work->linkage);
    lap(work, STAGE_COMPARE);
    linkage_cluster(work->linkage);
    work->persons = linkage_persons(work->linkage, &work->person_count);
    lap(work, STAGE_CLUSTER);
    return CLI_DONE;
}

static bool asks_households(const struct link_work *work)
{
    return work->request.households || work->request.families || work->request.report;
}

/* By row, how its household is known by itself. The caller frees it. */
static uint8_t *homes_alone(const struct link_work *work)
{
    struct linkage_households households = {0};
    linkage_households_find(work->linkage, &households);
    uint8_t *basis = households.basis;
    for (size_t row = 0; row < work->input.table.row_count; row++)
        basis[row] = (uint8_t)linkage_home_alone((enum linkage_home_basis)basis[row]);
    households.basis = NULL;
    linkage_households_free(&households);
    return basis;
}

/* A shielded record, and any that is found to be of one person with it, is shown with no other:
 * what they say is left out, and the rest is linked again without it. So nothing that is written
 * has to be told apart afterwards. Where such a record tells of a home, it has one of its own, as
 * somebody has whom nobody knows: none would tell of the shield. */
static int link_records(struct link_work *work)
{
    CLEANUP(cleanup_memory) uint8_t *alone = NULL;
    int code = find_persons(work);
    if (code == CLI_DONE && link_shield_rows(work)) {
        alone = asks_households(work) ? homes_alone(work) : NULL;
        link_leave_out(work);
        linkage_free(work->linkage);
        work->linkage = NULL;
        code = find_persons(work);
    }
    if (code != CLI_DONE)
        return code;
    if (asks_households(work))
        linkage_households_find(work->linkage, &work->households);
    if (alone)
        linkage_households_part(&work->households, work->input.table.row_count, work->shielded,
                                alone);
    lap(work, STAGE_HOUSEHOLDS);
    judge(work);
    lap(work, STAGE_JUDGE);
    return CLI_DONE;
}

static int run_stages(struct link_work *work)
{
    struct err err = {0};
    work->since = time_now();
    int code = link_read_sources(work);
    lap(work, STAGE_READ);
    if (code != CLI_DONE)
        return code;
    work->threshold = work->request.threshold > 0 ? work->request.threshold
                      : work->spec.threshold > 0  ? work->spec.threshold
                                                  : 0.5;
    code = link_records(work);
    if (code != CLI_DONE)
        return code;
    CLEANUP(buffer_free) struct buffer out = BUFFER(ANSWER_BYTES);
    struct buffer none = BUFFER(ANSWER_BYTES);
    int explained = link_explain(work, &none, &err); /* before anything is left behind */
    buffer_free(&none);
    int files = explained < 0 ? explained : link_write(work, &err);
    if (files < 0)
        return cli_fail(work->cli, NULL, &err, CLI_REFUSED);
    lap(work, STAGE_WRITE);
    int told = link_answer(work, &out, &err) < 0 ? cli_fail(work->cli, NULL, &err, CLI_REFUSED)
                                                 : cli_print(work->cli, &out);
    return files ? cli_changed(told) : told;
}

static int run(struct cli *cli)
{
    struct link_work *work = ARENA_NEW(cli->arena, struct link_work);
    work->cli = cli;
    int code = link_request_read(cli, &work->request);
    if (code == CLI_DONE)
        code = work->request.kept.path ? link_register(work) : run_stages(work);
    link_fair_free(&work->fair);
    linkage_doubts_free(&work->doubts);
    linkage_households_free(&work->households);
    linkage_free(work->linkage);
    link_input_free(&work->input);
    memory_free(work->shielded);
    link_frequencies_free(&work->frequencies);
    memory_free(work->truth_of);
    return code;
}

extern const struct command link_command;
const struct command link_command = {
    .name = "link",
    .summary = "find the records that are one person",
    .help =
        "Usage: weft link NAME=FILE.csv [NAME=FILE.csv …] [options]\n\n"
        "Finds which records are one person: duplicates within one source, the same person in\n"
        "several. It looks at the columns by name and content and says what it took each for;\n"
        "nothing is tuned, what agreement is worth is estimated from the records themselves.\n\n"
        "  --clusters OUT.csv  source, id, person: one row for every record, id as it came in\n"
        "  --pairs OUT.csv     pairs of records with their probability and weight (log2 odds)\n"
        "  --households OUT.csv  source, id, person, household, basis: the address and time\n"
        "  --families OUT.csv  person, family, basis, with, sure: who is family to whom\n"
        "  --id COLUMN         the identifier (id, unique_id or rec_id unless named)\n"
        "  --spec SPEC.yaml    what columns hold, what is allowed of sources, rules off\n"
        "  --frequencies FILE  how common names are elsewhere: kind, name, per_million\n"
        "  --model FILE        start from the model kept there; else keep it there\n"
        "  --truth COLUMN      score the run against a column that knows the person: over all\n"
        "                      pairs of records, within sources and across them (and across by\n"
        "                      itself), or across only where pairs within are not linked\n"
        "  --report OUT.html   a page to read: how good, whom it fails, where review helps, what\n"
        "                      each column was worth, households, samples with their evidence\n"
        "  --group COLUMN      missed and false links by its groups, with intervals; several may "
        "be\n"
        "                      named; against --truth, else as the model expects them\n"
        "  --explain A:1 B:2   why two records are one person or not, field by field\n"
        "  --svg OUT.svg       the same as a picture: a bar for each field's evidence\n"
        "  --why A:1           how a person's records came together, and the weakest joint\n"
        "  --threshold P       records join over this probability (0.5)\n"
        "  --threads N         as many as there are processors, unless said\n"
        "  --memory SIZE       refuse to start where more would be needed (800M, 2G)\n\n"
        "With --register FILE persons, model and decisions are kept there from run to run: new\n"
        "records join those that are there, and persons keep their names.\n"
        "  --register FILE     made where it is not there; --clusters then has the rows of the\n"
        "                      run and the records whose person changed, without sources all;\n"
        "                      --pairs has the pairs over the threshold; --households, --families\n"
        "                      and --report are of all records that are there, --group of the\n"
        "                      column of this run's files; --model and --frequencies are not\n"
        "                      used: it keeps what it learned itself. A first run that is\n"
        "                      stopped leaves FILE.new… beside it, with what records say: delete\n"
        "                      it, and run again\n"
        "  --decide WHAT A B   same, different or unsure: two records, as NAME:ID\n"
        "  --undo DECISION     as --decisions names it; an undo can be undone too\n"
        "  --shield A          never shown with others, whatever comes: a record that is there, "
        "or\n"
        "                      one of the sources given; --unshield A ends it, for the record\n"
        "                      that was named and no other\n"
        "  --by WHO --because TEXT   go with each of those; with a shield they may be left out\n"
        "  --decisions         every decision, shield and unshield that was made\n"
        "  --person NAME       the records of a person, also by a name that it had\n"
        "  --relearn           learn the model anew from all records; a run does so by itself up\n"
        "                      to 10,000 records, and when there are twice as many as it was\n"
        "                      learned from. What came up since (a column of a new kind) is\n"
        "                      kept, and compared once it learns again; the run says so\n"
        "  --recheck           look at all records with the model that is there\n"
        "A column \"shielded\" (yes, true, 1) shields records, with a register and without: they\n"
        "and what is of one person with them are shown with no other.\n\n"
        "A specification, all of it optional:\n"
        "  id: person_ref\n"
        "  columns: {fname: given_name, notes: ignored}\n"
        "  sources: {council: once, health: apart}\n"
        "  link_only: yes\n"
        "  rules: {titles: off}\n"
        "  groups: [ethnicity]\n"
        "  threshold: 0.9\n"
        "A source that is \"once\" holds each person at most once; of one that is \"apart\" no "
        "two\n"
        "records are compared with each other; with link_only that is so of all sources.\n\n"
        "Kinds: given_name middle_name surname full_name birth_date birth_year birth_month\n"
        "birth_day sex postcode house_number address locality town region birth_place\n"
        "occupation email telephone nhs_number upn national_number category recorded\n"
        "parent_name parent_id age role other_name ignored\n"
        "Rules: titles particles placeholders short_forms spellings sounds endings\n"
        "initials swapped_names swapped_dates lone_names address_parts\n"
        "check_digits ages email_names\n\n"
        "Example: weft synth people --out people\n"
        "         weft link council=people/council.csv health=people/health.csv \\\n"
        "             --clusters persons.csv\n"
        "         weft link --register city.register council=people/council.csv\n"
        "         weft link --register city.register police=people/police.csv \\\n"
        "             --clusters changes.csv\n"
        "         weft link --register city.register \\\n"
        "             --decide same council:SC60679800 police:PN76895713 \\\n"
        "             --by \"J. Smith\" --because \"Seen at the same address by both\"\n",
    .run = run,
};
