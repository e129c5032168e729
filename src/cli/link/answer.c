#include "cli/link/answer.h"

#include <math.h>

#include "cli/link/explain.h"
#include "cli/link/fair.h"
#include "cli/link/shield.h"

#include "base/banned.h"

enum { STEPS_MOST = 21 };

/* How good the pairs are over each whole-bit threshold. */
struct step {
    double probability;
    struct linkage_quality quality;
};

/* Pairs of different sources only, where there are several. */
static const uint16_t *across(const struct link_work *work)
{
    return work->input.source_count > 1 ? work->input.table.source : NULL;
}

static bool counts(const struct link_work *work, const struct linkage_pair *pair)
{
    const uint16_t *source = across(work);
    return !source || source[pair->a] != source[pair->b];
}

static size_t quality_by_threshold(const struct link_work *work, uint64_t true_pairs,
                                   struct step steps[static STEPS_MOST])
{
    size_t count, made = 0;
    const struct linkage_pair *pairs = linkage_pairs(work->linkage, &count);
    for (int bits = -6; bits <= 14; bits++) {
        struct linkage_quality quality = {.true_pairs = true_pairs};
        for (size_t i = 0; i < count; i++) {
            if (pairs[i].weight < (float)bits || !counts(work, &pairs[i]))
                continue;
            quality.found_pairs++;
            quality.right_pairs += work->truth_of[pairs[i].a] == work->truth_of[pairs[i].b];
        }
        double found = (double)quality.found_pairs, right = (double)quality.right_pairs;
        quality.precision = found > 0 ? right / found : 0;
        quality.recall = true_pairs ? right / (double)true_pairs : 0;
        double sum = quality.precision + quality.recall;
        quality.f1 = sum > 0 ? 2 * quality.precision * quality.recall / sum : 0;
        steps[made++] = (struct step){linkage_probability(bits), quality};
    }
    return made;
}

static void quality_of_persons(const struct link_work *work, struct linkage_quality *ret_quality)
{
    linkage_quality_of(work->input.table.row_count, work->truth_of, work->persons, across(work),
                       ret_quality);
}

/* --- as JSON ---------------------------------------------------------------------------------- */

static void json_number(struct buffer *out, const char *key, double value)
{
    buffer_printf(out, "\"%s\":", key);
    buffer_double(out, value);
}

static void json_text(struct buffer *out, const char *key, const char *value)
{
    buffer_printf(out, "\"%s\":", key);
    buffer_json_string(out, slice_from(value));
}

static void json_sources(const struct link_work *work, struct buffer *out)
{
    buffer_string(out, "\"sources\":[");
    for (size_t i = 0; i < work->input.source_count; i++) {
        buffer_string(out, i ? ",{" : "{");
        json_text(out, "name", work->input.sources[i].name);
        buffer_byte(out, ',');
        json_text(out, "file", work->input.sources[i].path);
        buffer_printf(out, ",\"rows\":%u}",
                      work->input.first_row[i + 1] - work->input.first_row[i]);
    }
    buffer_string(out, "]");
}

static void json_columns(const struct link_work *work, struct buffer *out)
{
    const struct linkage_table *table = &work->input.table;
    buffer_string(out, ",\"columns\":[");
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_string(out, i ? ",{" : "{");
        json_text(out, "column", table->columns[i].name);
        buffer_byte(out, ',');
        json_text(out, "taken_as", link_taken_for(work, &table->columns[i]));
        buffer_byte(out, '}');
    }
    buffer_string(out, "],\"fields\":[");
    for (size_t i = 0; i < linkage_field_count(work->linkage); i++) {
        size_t distinct;
        double known = linkage_field_known(work->linkage, i, &distinct);
        buffer_string(out, i ? ",{" : "{");
        json_text(out, "field", linkage_field_label(work->linkage, i));
        buffer_byte(out, ',');
        json_number(out, "known", known);
        buffer_printf(out, ",\"distinct\":%zu}", distinct);
    }
    buffer_string(out, "]");
}

static void json_quality(const struct linkage_quality *quality, bool clusters, struct buffer *out)
{
    json_number(out, "precision", quality->precision);
    buffer_byte(out, ',');
    json_number(out, "recall", quality->recall);
    buffer_byte(out, ',');
    json_number(out, "f1", quality->f1);
    buffer_printf(out, ",\"true_pairs\":%llu,\"found_pairs\":%llu,\"right_pairs\":%llu",
                  (unsigned long long)quality->true_pairs, (unsigned long long)quality->found_pairs,
                  (unsigned long long)quality->right_pairs);
    if (!clusters)
        return;
    buffer_string(out, ",\"b_cubed\":{");
    json_number(out, "precision", quality->b3_precision);
    buffer_byte(out, ',');
    json_number(out, "recall", quality->b3_recall);
    buffer_byte(out, ',');
    json_number(out, "f1", quality->b3_f1);
    buffer_byte(out, '}');
}

static void json_truth(const struct link_work *work, struct buffer *out)
{
    struct linkage_quality quality;
    struct step steps[STEPS_MOST];
    if (!work->truth)
        return;
    quality_of_persons(work, &quality);
    buffer_string(out, ",\"quality\":{\"clusters\":{");
    json_quality(&quality, true, out);
    buffer_string(out, "},\"pairs\":[");
    size_t count = quality_by_threshold(work, quality.true_pairs, steps);
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i ? ",{" : "{");
        json_number(out, "threshold", steps[i].probability);
        buffer_byte(out, ',');
        json_quality(&steps[i].quality, false, out);
        buffer_byte(out, '}');
    }
    buffer_string(out, "]}");
}

uint32_t *link_person_homes(const struct link_work *work)
{
    uint32_t *homes = memory_allocate(((size_t)work->person_count + 1) * sizeof *homes);
    for (uint32_t person = 0; person < work->person_count; person++)
        homes[person] = LINKAGE_NONE;
    for (size_t row = 0; row < work->input.table.row_count; row++)
        if (homes[work->persons[row]] == LINKAGE_NONE)
            homes[work->persons[row]] = work->households.household[row];
    return homes;
}

uint32_t link_persons_housed(const struct link_work *work)
{
    CLEANUP(cleanup_memory) uint32_t *homes = link_person_homes(work);
    uint32_t count = 0;
    for (uint32_t person = 0; person < work->person_count; person++)
        count += homes[person] != LINKAGE_NONE;
    return count;
}

const char *link_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

void link_households_json(const struct link_work *work, struct buffer *out)
{
    const struct linkage_households *households = &work->households;
    if (households->household)
        buffer_printf(out, ",\"households\":%u,\"persons_with_address\":%u,\"families\":%u",
                      households->household_count, link_persons_housed(work),
                      households->family_count);
}

void link_households_words(const struct link_work *work, struct buffer *out)
{
    const struct linkage_households *households = &work->households;
    if (!households->household)
        return;
    uint32_t housed = link_persons_housed(work), without = work->person_count - housed;
    if (housed)
        buffer_printf(out, "%u of the persons %s a known address, in %u household%s; %u %s none.",
                      housed, housed == 1 ? "has" : "have", households->household_count,
                      link_plural(households->household_count), without,
                      without == 1 ? "has" : "have");
    else
        buffer_string(out, "No address is known.");
    buffer_printf(out, " They are of %u famil%s, as far as the records say.\n",
                  households->family_count, households->family_count == 1 ? "y" : "ies");
}

static const char *const stage_names[STAGES] = {"read",       "standardise", "block",
                                                "estimate",   "compare",     "cluster",
                                                "households", "judge",       "write"};

static int json_answer(const struct link_work *work, struct buffer *out, struct err *err)
{
    size_t pairs;
    linkage_pairs(work->linkage, &pairs);
    struct linkage_blocks blocks = linkage_blocks(work->linkage);
    buffer_byte(out, '{');
    json_sources(work, out);
    json_columns(work, out);
    buffer_printf(out, ",\"rows\":%zu,\"compared\":%llu,\"all_pairs\":%s,\"not_refined\":%llu",
                  work->input.table.row_count, (unsigned long long)blocks.pairs,
                  blocks.everything ? "true" : "false", (unsigned long long)blocks.given_up);
    buffer_printf(out, ",\"pairs\":%zu,\"persons\":%u,", pairs, work->person_count);
    json_number(out, "threshold", work->threshold);
    link_households_json(work, out);
    json_truth(work, out);
    link_fair_json(work, out);
    int code = link_explain(work, out, err);
    buffer_string(out, ",\"seconds\":{");
    for (size_t stage = 0; stage < STAGES; stage++) {
        buffer_string(out, stage ? "," : "");
        json_number(out, stage_names[stage], (double)work->took[stage].wall / 1e6);
    }
    buffer_string(out, "},\"processor_seconds\":{");
    for (size_t stage = 0; stage < STAGES; stage++) {
        buffer_string(out, stage ? "," : "");
        json_number(out, stage_names[stage], (double)work->took[stage].processor / 1e6);
    }
    buffer_string(out, "}}\n");
    return code;
}

/* --- in words --------------------------------------------------------------------------------- */

void link_columns_words(const struct link_work *work, struct buffer *out)
{
    const struct linkage_table *table = &work->input.table;
    buffer_string(out, "Columns:\n");
    for (size_t i = 0; i < table->column_count; i++)
        buffer_printf(out, "  %-24s %s\n", table->columns[i].name,
                      link_taken_for(work, &table->columns[i]));
}

static void words_truth(const struct link_work *work, struct buffer *out)
{
    struct linkage_quality quality;
    struct step steps[STEPS_MOST];
    if (!work->truth)
        return;
    quality_of_persons(work, &quality);
    buffer_printf(out,
                  "\nAgainst the truth in %s%s:\n"
                  "                       precision    recall        F1\n"
                  "  persons, pairs         %8.5f  %8.5f  %8.5f\n"
                  "  persons, B-cubed       %8.5f  %8.5f  %8.5f\n",
                  work->truth->name, across(work) ? ", over pairs of different sources" : "",
                  quality.precision, quality.recall, quality.f1, quality.b3_precision,
                  quality.b3_recall, quality.b3_f1);
    size_t count = quality_by_threshold(work, quality.true_pairs, steps);
    for (size_t i = 0; i < count; i += 2)
        buffer_printf(out, "  pairs over %7.5f     %8.5f  %8.5f  %8.5f\n", steps[i].probability,
                      steps[i].quality.precision, steps[i].quality.recall, steps[i].quality.f1);
}

static int words_answer(const struct link_work *work, struct buffer *out, struct err *err)
{
    size_t pairs;
    linkage_pairs(work->linkage, &pairs);
    struct linkage_blocks blocks = linkage_blocks(work->linkage);
    link_columns_words(work, out);
    size_t rows = work->input.table.row_count;
    buffer_printf(out, "\n%zu record%s of %zu source%s %s %u person%s.\n", rows, link_plural(rows),
                  work->input.source_count, link_plural(work->input.source_count),
                  rows == 1 ? "is" : "are", work->person_count, link_plural(work->person_count));
    if (blocks.everything)
        buffer_string(out, "All pairs of records were compared.\n");
    else
        buffer_printf(out, "%llu pairs of records that agree on something were compared.\n",
                      (unsigned long long)blocks.pairs);
    if (blocks.given_up)
        buffer_printf(
            out,
            "%llu times a record stood among too many that no further column tells apart, "
            "and was compared with its neighbours only.\n",
            (unsigned long long)blocks.given_up);
    link_households_words(work, out);
    words_truth(work, out);
    link_fair_words(work, out);
    return link_explain(work, out, err);
}

int link_answer(const struct link_work *work, struct buffer *out, struct err *err)
{
    return work->cli->json ? json_answer(work, out, err) : words_answer(work, out, err);
}
