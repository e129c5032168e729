/* weft stats score: questionnaires scored by a key, one that is shipped or one's own. */
#include "cli/stats/stats.h"

#include <math.h>

#include "math/statistics/statistics.h"

#include "base/banned.h"

/* --- a key of one's own ----------------------------------------------------------------------- */

enum { OWN_ITEMS = 1000, OWN_ENDS = 16 };

struct key {
    struct table table;
    const struct slice *scale, *item;
    const double *lowest, *highest, *reversed, *needed;
    const struct slice *bands;  /* as written, may be empty; NULL without the column */
    struct stats_groups groups; /* rows by scale */
    struct score_item *items;
    size_t item_count;
};

static int read_key_columns(struct stats *stats, const char *path, struct key *key, struct err *err)
{
    const struct stats_input inputs[] = {
        {"scale", INPUT_TEXT, .texts = &key->scale},
        {"item", INPUT_TEXT, .texts = &key->item},
        {"lowest", INPUT_NUMBER, .numbers = &key->lowest},
        {"highest", INPUT_NUMBER, .numbers = &key->highest},
        {"reversed", INPUT_COUNT, .numbers = &key->reversed, .optional = true},
        {"needed", INPUT_COUNT, .numbers = &key->needed, .optional = true}};
    int code = stats_read_file(stats, path, inputs, COUNT_OF(inputs), &key->table, err);
    if (code < 0)
        return code;
    struct table_column *bands = table_find(&key->table, SLICE("bands"));
    key->bands = bands ? bands->texts : NULL;
    key->groups = stats_group(stats->arena, key->scale, key->table.rows);
    if (key->groups.count <= SCORE_SCALES && key->table.rows <= OWN_ITEMS)
        return 0;
    return err_set(err, ERR_LIMIT, NULL, "A key may have %d scales and %d rows; %s has more.",
                   SCORE_SCALES, OWN_ITEMS, path);
}

/* The scale before this one that the row names, or the number of scales. */
static size_t find_scale(const struct key *key, size_t before, struct slice name)
{
    for (size_t scale = 0; scale < before; scale++)
        if (slice_equal(key->scale[key->groups.rows[key->groups.starts[scale]]], name))
            return scale;
    return key->groups.count;
}

static int take_item(struct stats *stats, struct key *key, size_t row, struct map *seen,
                     struct score_part *part, struct err *err)
{
    double lowest = key->lowest[row], highest = key->highest[row];
    if (!(lowest < highest))
        return stats_refuse(stats, &key->table, row, err,
                            "The item %.*s needs lowest and highest, the first below the second.",
                            SLICE_PRINT(key->item[row]));
    part->index = (uint16_t)map_intern(seen, key->item[row], (uint32_t)key->item_count);
    part->reversed = key->reversed && key->reversed[row] == 1;
    if (part->index == key->item_count)
        key->items[key->item_count++] =
            (struct score_item){arena_string(stats->arena, key->item[row]), lowest, highest};
    if (key->items[part->index].lowest == lowest && key->items[part->index].highest == highest)
        return 0;
    return stats_refuse(stats, &key->table, row, err,
                        "The item %.*s had other ends above. An item has one lowest and highest.",
                        SLICE_PRINT(key->item[row]));
}

/* "3;4;6" are the last values of the bands but the worst; falling values say that less is worse. */
static int take_bands(struct stats *stats, const struct key *key, size_t row,
                      struct score_scale *scale, struct err *err)
{
    struct slice rest = key->bands ? slice_trim(key->bands[row]) : (struct slice){0}, text;
    double *ends = arena_array(stats->arena, OWN_ENDS, sizeof *ends);
    bool good = true;
    while (good && rest.length && slice_split(&rest, ';', &text)) {
        good = scale->end_count < OWN_ENDS &&
               slice_to_double(slice_trim(text), &ends[scale->end_count]);
        scale->end_count += good;
    }
    scale->low_is_worse = scale->end_count > 1 && ends[1] < ends[0];
    for (size_t i = 1; i < scale->end_count; i++)
        good &= scale->low_is_worse ? ends[i] < ends[i - 1] : ends[i] > ends[i - 1];
    scale->ends = ends;
    if (good)
        return 0;
    return stats_refuse(stats, &key->table, row, err,
                        "The bands of %s are to be up to %d numbers that rise or fall, such as "
                        "3;4;6: where each band but the worst ends.",
                        scale->name, OWN_ENDS);
}

static int take_scale(struct stats *stats, struct key *key, size_t number, struct map *seen,
                      struct score_scale *scale, struct err *err)
{
    size_t start = key->groups.starts[number], count = key->groups.starts[number + 1] - start;
    size_t first = key->groups.rows[start], items = 0;
    struct score_part *parts = arena_array(stats->arena, count, sizeof *parts);
    *scale = (struct score_scale){
        .name = arena_string(stats->arena, key->scale[first]), .parts = parts, .part_count = count};
    for (size_t i = 0; i < count; i++) {
        size_t row = key->groups.rows[start + i];
        size_t earlier = find_scale(key, number, key->item[row]);
        parts[i].is_scale = earlier < key->groups.count;
        parts[i].index = (uint16_t)earlier;
        items += !parts[i].is_scale;
        int code = parts[i].is_scale ? 0 : take_item(stats, key, row, seen, &parts[i], err);
        if (code < 0)
            return code;
    }
    bool told = key->needed && !isnan(key->needed[first]);
    scale->needed = told && key->needed[first] >= 1 ? (size_t)key->needed[first] : items;
    return take_bands(stats, key, first, scale, err);
}

static int read_key(struct stats *stats, const char *path, struct score_form *ret_form,
                    struct err *err)
{
    struct key key = {0};
    int code = read_key_columns(stats, path, &key, err);
    if (code < 0)
        return code;
    CLEANUP(map_free) struct map seen = MAP;
    struct score_scale *scales = arena_array(stats->arena, key.groups.count, sizeof *scales);
    key.items = arena_array(stats->arena, key.table.rows, sizeof *key.items);
    for (size_t i = 0; i < key.groups.count; i++) {
        code = take_scale(stats, &key, i, &seen, &scales[i], err);
        if (code < 0)
            return code;
    }
    *ret_form = (struct score_form){path, key.items, key.item_count, scales, key.groups.count};
    return 0;
}

/* --- scoring ---------------------------------------------------------------------------------- */

static int read_answers(struct stats *stats, const struct score_form *form,
                        const double **ret_answers, struct err *err)
{
    struct stats_input *inputs = arena_array(stats->arena, form->item_count, sizeof *inputs);
    for (size_t i = 0; i < form->item_count; i++)
        inputs[i] =
            (struct stats_input){form->items[i].name, INPUT_NUMBER, .numbers = &ret_answers[i]};
    int code = stats_read(stats, inputs, form->item_count, err);
    if (code < 0)
        return code;
    for (size_t row = 0; row < stats->table.rows; row++) {
        for (size_t i = 0; i < form->item_count; i++) {
            const struct score_item *item = &form->items[i];
            double answer = ret_answers[i][row];
            if (!isnan(answer) &&
                (answer < item->lowest || answer > item->highest || answer != trunc(answer)))
                return stats_refuse(
                    stats, &stats->table, row, err,
                    "%s is %g. An answer is a whole number from %g to %g, or blank.", item->name,
                    answer, item->lowest, item->highest);
        }
    }
    return 0;
}

struct score_columns {
    double *score, *band, *converted;
};

static void add_columns(struct stats *stats, const struct score_form *form,
                        struct score_columns *columns)
{
    for (size_t i = 0; i < form->scale_count; i++) {
        columns[i].score = table_add_numbers(&stats->table, form->scales[i].name);
        if (form->scales[i].converted_name)
            columns[i].converted = table_add_numbers(&stats->table, form->scales[i].converted_name);
    }
    for (size_t i = 0; i < form->scale_count; i++)
        if (form->scales[i].end_count)
            columns[i].band = table_add_numbers(
                &stats->table, arena_printf(stats->arena, "%s_band", form->scales[i].name));
}

static void answer(struct stats *stats, const struct score_form *form, const double *const *answers)
{
    struct score_columns columns[SCORE_SCALES] = {{0}};
    double scores[SCORE_SCALES], bands[SCORE_SCALES];
    double *row_answers = arena_array(stats->arena, form->item_count, sizeof *row_answers);
    size_t blank = 0;
    add_columns(stats, form, columns);
    for (size_t row = 0; row < stats->table.rows; row++) {
        bool whole = true;
        for (size_t i = 0; i < form->item_count; i++)
            row_answers[i] = answers[i][row];
        score_answers(form, row_answers, scores, bands);
        for (size_t i = 0; i < form->scale_count; i++) {
            columns[i].score[row] = scores[i];
            if (columns[i].band)
                columns[i].band[row] = bands[i];
            if (columns[i].converted)
                columns[i].converted[row] = score_convert(&form->scales[i], scores[i]);
            whole &= !isnan(scores[i]);
        }
        blank += !whole;
    }
    if (blank)
        stats_warn(stats, "%zu rows have too few answers for some score, which is left blank.",
                   blank);
}

static int find_form(struct stats *stats, const char *name, int bands, struct score_form *ret_form,
                     struct err *err)
{
    struct slice text = slice_from(name);
    bool own = slice_ends_with(text, SLICE(".csv")), sdq = slice_starts_with(text, SLICE("sdq-"));
    if (bands >= 0 && !sdq)
        return err_set(err, ERR_USAGE, NULL, "--bands goes with the forms of the SDQ.");
    if (own) {
        const char *input = stats->source;
        int code = read_key(stats, name, ret_form, err);
        if (code == 0)
            stats->source = input;
        return code;
    }
    const struct score_form *form = score_form_find(text, !sdq ? 0 : bands == 1 ? 3 : 4);
    if (!form)
        return err_set(err, ERR_USAGE, NULL,
                       "--form may be sdq-parent, sdq-teacher, sdq-self, swemwbs, or a key of your "
                       "own in a file that ends in .csv, and \"%s\" is none.",
                       name);
    *ret_form = *form;
    return 0;
}

static int run(struct stats *stats, struct err *err)
{
    static const char *const band_choices[] = {"4", "3", NULL};
    const char *name = NULL;
    int bands = -1;
    struct score_form form;
    const struct stats_option options[] = {{"--form", .text = &name},
                                           {"--bands", .choice = &bands, .choices = band_choices}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0 && !name)
        code = err_set(err, ERR_USAGE, NULL,
                       "--form is needed. `weft stats score --help` lists the forms.");
    if (code == 0)
        code = find_form(stats, name, bands, &form, err);
    if (code < 0)
        return code;
    const double **answers = arena_array(stats->arena, form.item_count, sizeof *answers);
    code = read_answers(stats, &form, answers, err);
    if (code == 0)
        answer(stats, &form, answers);
    return code;
}

const struct stats_method score_method = {
    .name = "score",
    .purpose = "Asking people",
    .summary = "a questionnaire scored and banded: SDQ, SWEMWBS, or by a key of your own",
    .usage = "--form sdq-parent/sdq-teacher/sdq-self [--bands 4/3] [FILE.csv]\n"
             "       weft stats score --form swemwbs [FILE.csv]\n"
             "       weft stats score --form KEY.csv [FILE.csv]",
    .columns =
        "SDQ      Reads q1 ... q25 (0, 1 or 2, as printed: the turned items are turned here).\n"
        "         Writes emotion, conduct, hyperactivity, peer, prosocial, total, and each with\n"
        "         _band: 1 (close to average) to 4, or to 3 with --bands 3. A scale needs three\n"
        "         of its five answers.\n"
        "swemwbs  Reads q1 ... q7 (1 to 5). Writes raw_score and metric_score; blank unless all\n"
        "         are answered.\n"
        "KEY.csv  A row an item: scale, item (its column, or a scale above), lowest, highest; and\n"
        "         if wanted reversed (1), needed (fewest answers), bands (3;4;6: where each band\n"
        "         but the worst ends, falling where less is worse), the last two in a scale's\n"
        "         first row. Writes each scale, and _band where it has bands.",
    .formula = "score = sum of the answers; where some are missing, the number of items times the\n"
               "mean of the others, rounded to the nearest whole, halves up. total = emotion +\n"
               "conduct + hyperactivity + peer.",
    .example =
        "printf 'q1,q2,q3,q4,q5,q6,q7\\n3,3,4,3,4,3,4\\n' | weft stats score --form swemwbs\n"
        "# A raw score of 24 and a metric score of 21.54.",
    .assumptions = "The form was filled in as its owners publish it; the items are theirs, need a\n"
                   "licence, and are not in this program. A band is no diagnosis.",
    .reference =
        "Goodman R (1997), J Child Psychol Psychiatry 38:581-586, bands by Youth in Mind.\n"
        "Stewart-Brown S and others (2009), Health Qual Life Outcomes 7:15.",
    .run = run,
};
