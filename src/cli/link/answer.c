#include "cli/link/answer.h"

#include <math.h>
#include <stdio.h>

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

static size_t quality_by_threshold(const struct link_work *work, uint64_t true_pairs,
                                   struct step steps[static STEPS_MOST])
{
    size_t count, made = 0;
    const struct linkage_pair *pairs = linkage_pairs(work->linkage, &count);
    const uint16_t *only = link_across_only(work, work->people);
    for (int bits = -6; bits <= 14; bits++) {
        struct linkage_quality quality = {.true_pairs = true_pairs};
        for (size_t i = 0; i < count; i++) {
            if (pairs[i].weight < (float)bits || !link_counts(only, &pairs[i]))
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

void link_scores_find(const struct link_work *work, const struct people *people,
                      const uint32_t *persons, struct link_scores *ret_scores)
{
    const struct linkage_table *table = &work->input.table;
    const uint16_t *only = link_across_only(work, people);
    *ret_scores = (struct link_scores){.across_only = only != NULL,
                                       .has_across = !only && work->input.source_count > 1};
    linkage_quality_of(table->row_count, work->truth_of, persons, only, &ret_scores->linked);
    if (ret_scores->has_across)
        linkage_quality_of(table->row_count, work->truth_of, persons, table->source,
                           &ret_scores->across);
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

/* Whether it is of dates of birth that somebody should look at, and which. */
static bool odd_dates(const struct link_work *work, const struct linkage_column *column,
                      struct linkage_odd_dates *ret_odd)
{
    if (column->kind != LINKAGE_BIRTH_DATE || column == work->truth)
        return false;
    linkage_odd_dates_find(column, work->input.table.row_count, date_to_days(clock_today()),
                           ret_odd);
    size_t odd = 0;
    for (int i = 0; i < LINKAGE_ODD_DATES; i++)
        odd += ret_odd->rows[i];
    return odd > 0;
}

void link_columns_json(const struct link_work *work, struct buffer *out)
{
    const struct linkage_table *table = &work->input.table;
    buffer_string(out, ",\"columns\":[");
    for (size_t i = 0; i < table->column_count; i++) {
        struct linkage_odd_dates odd;
        buffer_string(out, i ? ",{" : "{");
        json_text(out, "column", table->columns[i].name);
        buffer_byte(out, ',');
        json_text(out, "taken_as", link_taken_for(work, &table->columns[i]));
        if (odd_dates(work, &table->columns[i], &odd))
            buffer_printf(out, ",\"unreadable\":%zu,\"impossible\":%zu,\"in_future\":%zu",
                          odd.rows[LINKAGE_DATE_UNREADABLE], odd.rows[LINKAGE_DATE_IMPOSSIBLE],
                          odd.rows[LINKAGE_DATE_TO_COME]);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void json_fields(const struct link_work *work, struct buffer *out)
{
    buffer_string(out, ",\"fields\":[");
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

static void json_pairs(const struct linkage_quality *quality, struct buffer *out)
{
    json_number(out, "precision", quality->precision);
    buffer_byte(out, ',');
    json_number(out, "recall", quality->recall);
    buffer_byte(out, ',');
    json_number(out, "f1", quality->f1);
    buffer_printf(out, ",\"true_pairs\":%llu,\"found_pairs\":%llu,\"right_pairs\":%llu",
                  (unsigned long long)quality->true_pairs, (unsigned long long)quality->found_pairs,
                  (unsigned long long)quality->right_pairs);
}

void link_scores_json(const struct link_scores *scores, struct buffer *out)
{
    const struct linkage_quality *quality = &scores->linked;
    buffer_string(out, ",\"quality\":{\"clusters\":{");
    json_pairs(quality, out);
    buffer_string(out, ",\"b_cubed\":{");
    json_number(out, "precision", quality->b3_precision);
    buffer_byte(out, ',');
    json_number(out, "recall", quality->b3_recall);
    buffer_byte(out, ',');
    json_number(out, "f1", quality->b3_f1);
    buffer_printf(out, "}},\"scored\":\"%s\"",
                  scores->across_only ? "pairs of different sources" : "all pairs");
    if (!scores->has_across)
        return;
    buffer_string(out, ",\"across\":{");
    json_pairs(&scores->across, out);
    buffer_byte(out, '}');
}

static void json_truth(const struct link_work *work, struct buffer *out)
{
    struct link_scores scores;
    struct step steps[STEPS_MOST];
    if (!work->truth)
        return;
    link_scores_find(work, work->people, work->persons, &scores);
    link_scores_json(&scores, out);
    buffer_string(out, ",\"pairs\":[");
    size_t count = quality_by_threshold(work, scores.linked.true_pairs, steps);
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i ? ",{" : "{");
        json_number(out, "threshold", steps[i].probability);
        buffer_byte(out, ',');
        json_pairs(&steps[i].quality, out);
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
        buffer_printf(out, "%u of the persons %s a known address, in %u household%s", housed,
                      housed == 1 ? "has" : "have", households->household_count,
                      link_plural(households->household_count));
    else
        buffer_string(out, "No address is known");
    if (housed && without)
        buffer_printf(out, "; %u %s none", without, without == 1 ? "has" : "have");
    buffer_byte(out, '.');
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
    link_columns_json(work, out);
    json_fields(work, out);
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

static void words_odd_dates(const struct link_work *work, const struct linkage_column *column,
                            struct buffer *out)
{
    static const char *const words[LINKAGE_ODD_DATES][2] = {
        [LINKAGE_DATE_UNREADABLE] = {"cannot be read and counts as not given",
                                     "cannot be read and count as not given"},
        [LINKAGE_DATE_IMPOSSIBLE] = {"is a day that no calendar has",
                                     "are days that no calendar has"},
        [LINKAGE_DATE_TO_COME] = {"is in the future", "are in the future"},
    };
    struct linkage_odd_dates odd;
    if (!odd_dates(work, column, &odd))
        return;
    for (int i = 0; i < LINKAGE_ODD_DATES; i++) {
        if (odd.rows[i] == 0)
            continue;
        uint32_t row = odd.first[i];
        buffer_printf(out, "Look at %s: %zu date%s of birth %s (%srecord %u of %s)%s.\n",
                      column->name, odd.rows[i], link_plural(odd.rows[i]),
                      words[i][odd.rows[i] != 1], odd.rows[i] == 1 ? "" : "the first is ",
                      row - work->input.first_row[work->input.table.source[row]] + 1,
                      link_source_name(work, row),
                      i == LINKAGE_DATE_UNREADABLE
                          ? ""
                          : "; compared as written, since a slip is near what was meant");
    }
}

void link_columns_words(const struct link_work *work, struct buffer *out)
{
    const struct linkage_table *table = &work->input.table;
    buffer_string(out, "Columns:\n");
    for (size_t i = 0; i < table->column_count; i++)
        buffer_printf(out, "  %-24s %s\n", table->columns[i].name,
                      link_taken_for(work, &table->columns[i]));
    for (size_t i = 0; i < table->column_count; i++)
        words_odd_dates(work, &table->columns[i], out);
}

static void words_score(const char *label, double precision, double recall, double f1,
                        struct buffer *out)
{
    buffer_printf(out, "  %-22s %8.5f  %8.5f  %8.5f\n", label, precision, recall, f1);
}

bool link_scores_words(const struct link_scores *scores, const char *truth, struct buffer *out)
{
    const struct linkage_quality *linked = &scores->linked, *across = &scores->across;
    const char *pairs = scores->across_only  ? "pairs of different sources"
                        : scores->has_across ? "pairs within sources and across them"
                                             : "pairs of records";
    if (linked->true_pairs == 0) {
        buffer_printf(out,
                      "\nBy the truth in %s no two records are of one person, counting %s: there "
                      "is nothing to find. %llu such pair%s taken for one.\n",
                      truth, pairs, (unsigned long long)linked->found_pairs,
                      linked->found_pairs == 1 ? " was" : "s were");
        return false;
    }
    buffer_printf(out,
                  "\nAgainst the truth in %s, over %s:\n"
                  "                       precision    recall        F1\n",
                  truth, pairs);
    words_score("persons, pairs", linked->precision, linked->recall, linked->f1, out);
    if (scores->has_across)
        words_score("of them, across", across->precision, across->recall, across->f1, out);
    words_score("persons, B-cubed", linked->b3_precision, linked->b3_recall, linked->b3_f1, out);
    return true;
}

static void words_truth(const struct link_work *work, struct buffer *out)
{
    struct link_scores scores;
    struct step steps[STEPS_MOST];
    if (!work->truth)
        return;
    link_scores_find(work, work->people, work->persons, &scores);
    if (!link_scores_words(&scores, work->truth->name, out))
        return;
    size_t count = quality_by_threshold(work, scores.linked.true_pairs, steps);
    for (size_t i = 0; i < count; i += 2) {
        char label[40];
        const struct linkage_quality *at = &steps[i].quality;
        snprintf(label, sizeof label, "pairs over %7.5f", steps[i].probability);
        words_score(label, at->precision, at->recall, at->f1, out);
    }
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
    if (rows > 1 && work->person_count == rows)
        buffer_string(out, "No two records were taken for one person.\n");
    if (rows < 2)
        buffer_string(out, "There are no two records to compare.\n");
    else if (blocks.everything)
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
