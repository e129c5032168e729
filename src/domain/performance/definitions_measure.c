/* What a data dictionary says of a measure. */
#include "domain/performance/definitions.h"

#include "record/record.h"

#include "base/banned.h"

enum { SHOWN = 60, EXCEL_TO_UNIX_DAYS = 25569, EXCEL_FIRST = 20000, EXCEL_LAST = 80000 };

static const char select_measure[] =
    "SELECT s.title, s.chart_title, s.topics, s.unit, s.year_type, s.description, s.methodology,"
    " s.source, s.link, s.last_update, s.next_update, s.polarity, s.kind, coalesce(s.decimals, -1),"
    " s.quartiles, s.ended, s.taught FROM measure AS m JOIN measure_said AS s"
    " ON s.measure = m.id AND s.load = m.stands WHERE m.id = ?1";
static const char insert_measure[] =
    "INSERT INTO measure_said (measure, load, title, chart_title, topics, unit, year_type,"
    " description, methodology, source, link, last_update, next_update, polarity, kind, decimals,"
    " quartiles, ended, taught)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, "
    "?19)";

/* The texts of a saying, in the order of the columns above. */
enum { TEXTS = 11 };
static void texts_of(struct measure_saying *saying, struct slice *texts[TEXTS])
{
    struct slice *all[TEXTS] = {&saying->title,       &saying->chart_title, &saying->topics,
                                &saying->unit,        &saying->year_type,   &saying->description,
                                &saying->methodology, &saying->source,      &saying->link,
                                &saying->last_update, &saying->next_update};
    memcpy(texts, all, sizeof all);
}

/* A spreadsheet's day number as a date; other text as it is. */
static struct slice date_or_words(struct slice text, struct arena *arena)
{
    int64_t number;
    if (!slice_to_int64(text, &number) || number < EXCEL_FIRST || number > EXCEL_LAST)
        return text;
    char date[DATE_TEXT_SIZE];
    date_format(date_from_days((int32_t)number - EXCEL_TO_UNIX_DAYS), date);
    return arena_slice(arena, slice_from(date));
}

static bool is_date(struct slice text)
{
    struct date date;
    return date_parse(text, &date);
}

/* Words where the date of the next update would stand, other than that it is not known yet. */
static bool says_ended(struct slice next_update)
{
    return next_update.length && !is_date(next_update) &&
           !slice_equal_ignoring_case(next_update, SLICE("TBC")) &&
           !slice_equal_ignoring_case(next_update, SLICE("NA"));
}

/* An address that a page may link to. */
static struct slice safe_link(struct slice link)
{
    bool safe =
        slice_starts_with(link, SLICE("https://")) || slice_starts_with(link, SLICE("http://"));
    for (size_t i = 0; i < link.length; i++)
        safe &= (unsigned char)link.data[i] > ' ';
    return safe ? link : (struct slice){0};
}

/* Index of a word, `none` where it is empty, or −1 after refusing the row. */
static int word_in(const struct judging *judging, enum measure_field field,
                   const char *const *words, int none)
{
    struct slice word = judging->row->texts[field];
    if (!word.length)
        return none;
    for (int i = 0; words[i]; i++)
        if (slice_is(word, words[i]))
            return i;
    judging_refuse(judging, field,
                   "“%.*s” is not a word that the mapping knows for the %s of a measure. Correct "
                   "it, or add it to a mapping of your own.",
                   SLICE_PRINT(slice_prefix(word, SHOWN)),
                   mapping_field_key(MAPPING_MEASURES, field));
    return -1;
}

static int decimals_of(const struct judging *judging)
{
    struct slice text = judging->row->texts[MEASURE_DECIMALS];
    int64_t decimals = -1;
    if (!text.length || (slice_to_int64(text, &decimals) && decimals >= 0 && decimals <= 6))
        return (int)decimals;
    judging_refuse(judging, MEASURE_DECIMALS, "“%.*s” decimals cannot be shown. Give 0 to 6.",
                   SLICE_PRINT(slice_prefix(text, SHOWN)));
    return -2;
}

/* The row at hand as a saying; false after refusing it. */
static bool read_saying(const struct judging *judging, struct measure_saying *ret_saying)
{
    static const char *const kinds[] = {"calendar", "financial", "school", NULL};
    static const char *const polarities[] = {"neither", "high", "low", NULL};
    static const char *const answers[] = {"no", "yes", NULL};
    const struct slice *texts = judging->row->texts;
    struct arena *arena = &judging->gather->arena;
    if (!code_is_valid(texts[MEASURE_CODE]) || !texts[MEASURE_TITLE].length) {
        judging_refuse(judging, texts[MEASURE_TITLE].length ? MEASURE_CODE : MEASURE_TITLE,
                       "A measure needs a code and a title.");
        return false;
    }
    int polarity = word_in(judging, MEASURE_POLARITY, polarities, POLARITY_NONE);
    int kind = word_in(judging, MEASURE_YEARS, kinds, -1);
    int quartiles = word_in(judging, MEASURE_QUARTILES, answers, 1);
    int decimals = decimals_of(judging);
    if (kind < 0 && !texts[MEASURE_YEARS].length)
        judging_refuse(judging, MEASURE_YEARS, "The measure says no kind of year.");
    if (polarity < 0 || kind < 0 || quartiles < 0 || decimals < -1)
        return false;
    struct measure_saying saying = {
        .title = texts[MEASURE_TITLE],
        .chart_title = texts[MEASURE_CHART_TITLE],
        .topics = texts[MEASURE_TOPIC],
        .unit = texts[MEASURE_UNIT],
        .description = texts[MEASURE_DESCRIPTION],
        .methodology = texts[MEASURE_METHODOLOGY],
        .source = texts[MEASURE_SOURCE],
        .link = safe_link(texts[MEASURE_LINK]),
        .last_update = date_or_words(texts[MEASURE_LAST_UPDATE], arena),
        .next_update = date_or_words(texts[MEASURE_NEXT_UPDATE], arena),
        .polarity = (enum polarity)polarity,
        .kind = (enum year_kind)kind,
        .decimals = decimals,
        .quartiles = quartiles == 1,
    };
    saying.ended = says_ended(saying.next_update);
    *ret_saying = saying;
    return true;
}

/* --- one measure under two topics ------------------------------------------------------------ */

static bool lists(struct slice topics, struct slice topic)
{
    struct slice part;
    while (slice_split(&topics, '\n', &part))
        if (slice_equal(part, topic))
            return true;
    return false;
}

static bool same_saying(struct measure_saying a, struct measure_saying b)
{
    struct slice *first[TEXTS], *second[TEXTS];
    texts_of(&a, first);
    texts_of(&b, second);
    for (size_t i = 0; i < TEXTS; i++)
        if (!slice_equal(*first[i], *second[i]))
            return false;
    return a.polarity == b.polarity && a.kind == b.kind && a.decimals == b.decimals &&
           a.quartiles == b.quartiles && a.ended == b.ended && a.taught == b.taught;
}

static bool alike_but_for_topics(const struct measure_saying *before,
                                 const struct measure_saying *after)
{
    struct measure_saying alike = *after;
    alike.topics = before->topics;
    return same_saying(*before, alike);
}

/* Two rows of one measure: both topics, and else what the row with the later last update says. */
static struct measure_saying join_sayings(const struct judging *judging,
                                          const struct measure_saying *before,
                                          const struct measure_saying *after)
{
    bool later = is_date(after->last_update) && is_date(before->last_update) &&
                 slice_compare(after->last_update, before->last_update) > 0;
    struct measure_saying joined = later ? *after : *before;
    if (alike_but_for_topics(before, after))
        judging_warn(judging,
                     "The measure “%.*s” is listed twice, under two topics. It is one "
                     "measure of both.",
                     SLICE_PRINT(judging->row->texts[MEASURE_CODE]));
    else
        judging_warn(judging,
                     "The measure “%.*s” is listed twice and the rows disagree. It is one "
                     "measure of both topics, and what the row last updated on %.*s says "
                     "holds.",
                     SLICE_PRINT(judging->row->texts[MEASURE_CODE]),
                     SLICE_PRINT(joined.last_update));
    joined.topics = before->topics;
    if (after->topics.length && !lists(before->topics, after->topics))
        joined.topics =
            slice_from(arena_printf(&judging->gather->arena, "%.*s\n%.*s",
                                    SLICE_PRINT(before->topics), SLICE_PRINT(after->topics)));
    return joined;
}

/* --- against what stands --------------------------------------------------------------------- */

/* 1 and whether it is the same, or 0 where nothing stands. */
static int compare_with_store(struct store *store, int64_t measure,
                              const struct measure_saying *saying, bool *ret_same, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_measure);
    store_bind_integer(row, 1, measure);
    int code = store_step(row, err);
    if (code <= 0)
        return code;
    struct measure_saying stands = {.polarity = (enum polarity)store_integer(row, 11),
                                    .kind = (enum year_kind)store_integer(row, 12),
                                    .decimals = (int)store_integer(row, 13),
                                    .quartiles = store_integer(row, 14) != 0,
                                    .ended = store_integer(row, 15) != 0,
                                    .taught = store_integer(row, 16) != 0};
    struct slice *texts[TEXTS];
    texts_of(&stands, texts);
    for (int i = 0; i < TEXTS; i++)
        *texts[i] = store_text(row, i);
    *ret_same = same_saying(stands, *saying);
    return 1;
}

/* The outcome of a saying and of the row at hand, against what stands. */
static int settle_outcome(struct judging *judging, struct saying *saying, struct err *err)
{
    struct gather *gather = judging->gather;
    bool same = false;
    int exists =
        compare_with_store(judging->store, gather->lexicon->measures.data[saying->subject].id,
                           &saying->measure, &same, err);
    if (exists < 0)
        return exists;
    saying->stands = exists && same;
    enum row_outcome outcome = saying->stands ? ROW_UNCHANGED : exists ? ROW_REVISED : ROW_KEPT;
    gather->outcomes.data[saying->row] = (uint8_t)outcome;
    gather->outcomes.data[judging->row->row] = (uint8_t)outcome;
    return 0;
}

int judge_measure(struct judging *judging, struct err *err)
{
    struct gather *gather = judging->gather;
    struct definitions *definitions = judging->definitions;
    struct saying saying = {.row = judging->row->row, .code = judging->row->texts[MEASURE_CODE]};
    if (!read_saying(judging, &saying.measure))
        return 0;
    uint32_t next = (uint32_t)definitions->sayings.length;
    uint32_t at = map_intern(&judging->seen, saying.code, next);
    if (at == next) {
        saying.subject = lexicon_measure(gather->lexicon, saying.code);
        if (saying.subject == MAP_ABSENT)
            saying.subject = lexicon_add_measure(gather->lexicon, saying.code);
        vector_push(&definitions->sayings, saying);
    } else {
        struct saying *before = &definitions->sayings.data[at];
        if (lists(before->measure.topics, saying.measure.topics)) {
            judging_repeated(judging, before,
                             alike_but_for_topics(&before->measure, &saying.measure), MEASURE_CODE);
            return 0;
        }
        definitions->fresh -= !before->stands;
        before->measure = join_sayings(judging, &before->measure, &saying.measure);
    }
    int code = settle_outcome(judging, &definitions->sayings.data[at], err);
    definitions->fresh += !definitions->sayings.data[at].stands;
    return code < 0 ? code : lexicon_check_limits(gather->lexicon, err);
}

int measure_saying_write(struct store *store, int64_t measure, int64_t load,
                         const struct measure_saying *saying, struct err *err)
{
    struct measure_saying copy = *saying;
    struct slice *texts[TEXTS];
    texts_of(&copy, texts);
    struct store_statement *statement = store_prepare(store, insert_measure);
    store_bind_integer(statement, 1, measure);
    store_bind_integer(statement, 2, load);
    for (int i = 0; i < TEXTS; i++)
        if (texts[i]->length)
            store_bind_text(statement, i + 3, *texts[i]);
    store_bind_integer(statement, 14, (int64_t)saying->polarity);
    store_bind_integer(statement, 15, (int64_t)saying->kind);
    if (saying->decimals >= 0)
        store_bind_integer(statement, 16, saying->decimals);
    store_bind_integer(statement, 17, saying->quartiles);
    store_bind_integer(statement, 18, saying->ended);
    store_bind_integer(statement, 19, saying->taught);
    return store_execute(&statement, err);
}
