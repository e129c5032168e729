/* The table of weft stats capture, and the model that is asked for. */
#include "cli/stats/capture_question.h"

#include "base/banned.h"

/* Whether a column is one of the lists: it says 0 or 1 somewhere, and then it must everywhere. */
static int read_list(struct stats *stats, const struct table_column *column, uint16_t bit,
                     uint16_t *patterns, bool *ret_is_list, struct err *err)
{
    size_t wrong = SIZE_MAX;
    *ret_is_list = false;
    for (size_t row = 0; row < stats->table.rows; row++) {
        double value;
        bool whole = slice_to_double(slice_trim(column->texts[row]), &value);
        if (whole && (value == 0 || value == 1)) {
            *ret_is_list = true;
            patterns[row] |= value == 1 ? bit : 0;
        } else if (wrong == SIZE_MAX) {
            wrong = row;
        }
    }
    if (*ret_is_list && wrong != SIZE_MAX)
        return stats_refuse(stats, &stats->table, wrong, err,
                            "The list %.*s has \"%.*s\". A list says 1 for those on it and 0 for "
                            "the others.",
                            SLICE_PRINT(column->name), SLICE_PRINT(column->texts[wrong]));
    return 0;
}

static int read_lists(struct stats *stats, struct question *question, uint16_t *patterns,
                      struct err *err)
{
    for (size_t i = 0; i < stats->table.count; i++) {
        const struct table_column *column = &stats->table.columns[i];
        bool is_list;
        if (column->used)
            continue;
        uint16_t bit = (uint16_t)(1u << question->list_count);
        int code = read_list(stats, column, bit, patterns, &is_list, err);
        if (code < 0)
            return code;
        if (!is_list) {
            stats_warn(stats, "The column %.*s says neither 0 nor 1 and is taken for no list.",
                       SLICE_PRINT(column->name));
            continue;
        }
        if (question->list_count == CAPTURE_LISTS)
            return err_set(err, ERR_LIMIT, NULL,
                           "There are more than %d lists. Merge those that work alike.",
                           CAPTURE_LISTS);
        question->lists[question->list_count++] = column->name;
    }
    if (question->list_count >= 2)
        return 0;
    return err_set(err, ERR_ASSUMPTION, NULL,
                   "%s has %u list%s. An estimate needs two or more columns of 0 and 1.",
                   stats->table.name, question->list_count, question->list_count == 1 ? "" : "s");
}

/* Repeated patterns add up. What nobody can have counted, those on no list, is not taken. */
static int add_up_patterns(struct stats *stats, struct question *question, const uint16_t *patterns,
                           const double *counts, bool *ret_overlap_told, struct err *err)
{
    for (size_t row = 0; row < stats->table.rows; row++) {
        if (patterns[row] == 0 && !isnan(counts[row]))
            return stats_refuse(stats, &stats->table, row, err,
                                "This row counts people who are on no list. That is what the "
                                "method estimates: leave the row out.");
        if (patterns[row] == 0)
            continue;
        if (isnan(counts[row]))
            return stats_refuse(stats, &stats->table, row, err,
                                "The count is blank here. Write 0 where nobody has this pattern.");
        question->counts[patterns[row]] += counts[row];
        *ret_overlap_told |= (patterns[row] & (patterns[row] - 1)) != 0;
    }
    return 0;
}

/* The two lists, or any two of several, must share somebody; with two, that they share nobody
 * may be said by a row of 0. */
static int check_overlap(struct stats *stats, const struct question *question, bool overlap_told,
                         struct err *err)
{
    const struct capture *capture = &question->capture;
    bool overlap = false;
    for (size_t set = 1; set < capture->patterns; set++)
        overlap |= capture->counts[set] > 0 && (set & (set - 1)) != 0;
    if (capture->people == 0)
        return err_set(err, ERR_ASSUMPTION, NULL, "Nobody is on any list: every count is 0.");
    bool two = question->list_count == 2;
    if (!overlap && !(two && overlap_told))
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "No two lists have a person in common, so nothing says how many are on "
                       "none. Look for people on two lists under another name or date of birth%s.",
                       two ? "; if there truly are none, add a row of 1,1 with the count 0" : "");
    for (unsigned list = 0; list < question->list_count; list++) {
        if (capture->totals[1u << list] > 0)
            continue;
        if (two)
            return err_set(err, ERR_ASSUMPTION, NULL,
                           "Nobody is on the list %.*s, and two lists with people are needed.",
                           SLICE_PRINT(question->lists[list]));
        stats_warn(stats, "Nobody is on the list %.*s: it adds nothing.",
                   SLICE_PRINT(question->lists[list]));
    }
    return 0;
}

int capture_read_table(struct stats *stats, struct question *question, struct err *err)
{
    const double *counts = NULL;
    const struct stats_input inputs[] = {{"count", INPUT_COUNT, .numbers = &counts}};
    int code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code < 0)
        return code;
    uint16_t *patterns = arena_array(stats->arena, stats->table.rows, sizeof *patterns);
    bool overlap_told = false;
    code = read_lists(stats, question, patterns, err);
    if (code == 0)
        code = add_up_patterns(stats, question, patterns, counts, &overlap_told, err);
    if (code < 0)
        return code;
    capture_open(&question->capture, question->list_count, question->counts);
    return check_overlap(stats, question, overlap_told, err);
}

/* --- the model ---------------------------------------------------------------------------------
 */

static int read_term(const struct question *question, struct slice text, unsigned *ret_term,
                     struct err *err)
{
    struct slice rest = text, name;
    *ret_term = 0;
    while (slice_split(&rest, ':', &name)) {
        unsigned list = 0;
        while (list < question->list_count && !slice_equal(question->lists[list], slice_trim(name)))
            list++;
        if (list == question->list_count)
            return err_set(err, ERR_USAGE, NULL,
                           "--model may be stepwise, main, pairs, all, or interactions such as "
                           "A:B,C:D between lists; \"%.*s\" is no list here.",
                           SLICE_PRINT(name));
        *ret_term |= 1u << list;
    }
    if ((*ret_term & (*ret_term - 1)) == 0)
        return err_set(err, ERR_USAGE, NULL,
                       "\"%.*s\" in --model joins fewer than two lists. Each list counts anyway.",
                       SLICE_PRINT(text));
    return 0;
}

/* The interactions named, and every smaller one inside them. */
static int read_named_model(struct question *question, struct err *err)
{
    struct slice rest = slice_from(question->model), text;
    bool in[1 << CAPTURE_LISTS] = {false};
    while (slice_split(&rest, ',', &text)) {
        unsigned term;
        int code = read_term(question, text, &term, err);
        if (code < 0)
            return code;
        for (unsigned part = term; part; part = (part - 1) & term)
            in[part] = true;
    }
    size_t count = 0;
    for (int size = 2; size <= (int)question->list_count; size++)
        for (unsigned set = 1; set < 1u << question->list_count; set++)
            if (in[set] && __builtin_popcount(set) == size)
                question->named[count++] = (uint16_t)set;
    question->choice.interactions = question->named;
    question->choice.interaction_count = count;
    return 0;
}

static void name_every_pair(struct question *question)
{
    size_t count = 0;
    for (unsigned a = 0; a < question->list_count; a++)
        for (unsigned b = a + 1; b < question->list_count; b++)
            question->named[count++] = (uint16_t)(1u << a | 1u << b);
    question->choice.interactions = question->named;
    question->choice.interaction_count = count;
}

int capture_read_model(struct question *question, struct err *err)
{
    struct capture_choice *choice = &question->choice;
    struct slice model = slice_from(question->model);
    choice->method = CAPTURE_FIXED;
    choice->threshold = question->threshold;
    int code = 0;
    if (slice_is(model, "stepwise"))
        choice->method = CAPTURE_STEPWISE;
    else if (slice_is(model, "all"))
        choice->method = CAPTURE_BEST_BIC;
    else if (slice_is(model, "pairs"))
        name_every_pair(question);
    else if (!slice_is(model, "main"))
        code = read_named_model(question, err);
    bool simplest = choice->method != CAPTURE_FIXED || choice->interaction_count == 0;
    if (code == 0 && question->list_count == 2 && simplest)
        choice->method = CAPTURE_CHAPMAN;
    return code;
}
