#include "domain/performance/mapping.h"

#include "text/text.h"

#include "base/banned.h"

enum { MAPPING_BYTES = 1 << 20, MOST_MEASURES = 2000, LAST_HEADING_LINE = 1000 };

/* --- the vocabulary -------------------------------------------------------------------------- */

static const char *const reads_names[] = {"figures", "measures", "areas", "neighbours", NULL};
static const char *const kind_names[] = {"calendar", "financial", "school", NULL};
static const char *const level_names[] = {"country", "region", "authority", "other", NULL};
static const char *const polarity_names[] = {"neither", "high", "low", NULL};
static const char *const status_names[] = {"present",        "missing",        "suppressed",
                                           "not applicable", "rounds to zero", NULL};
static const char *const *const absence_names = status_names + 1; /* no figure is there */

static const char *const figure_keys[] = {
    "measure", "title",      "period",     "years",     "area",        "value", "lower",
    "upper",   "lower_99_8", "upper_99_8", "numerator", "denominator", "note",  NULL};
static const char *const measure_keys[] = {"code",      "title",       "chart_title", "topic",
                                           "unit",      "polarity",    "decimals",    "years",
                                           "quartiles", "description", "methodology", "source",
                                           "link",      "last_update", "next_update", NULL};
static const char *const area_keys[] = {"code", "name", "region", "type", "from", "until", NULL};
static const char *const neighbour_keys[] = {"area", "rank", "neighbour", "closeness", NULL};
static const char *const *const field_keys[] = {
    [MAPPING_FIGURES] = figure_keys,
    [MAPPING_MEASURES] = measure_keys,
    [MAPPING_AREAS] = area_keys,
    [MAPPING_NEIGHBOURS] = neighbour_keys,
};
_Static_assert(sizeof figure_keys / sizeof *figure_keys == FIGURE_FIELDS + 1, "a key a field");
_Static_assert(sizeof measure_keys / sizeof *measure_keys == MEASURE_FIELDS + 1, "a key a field");
_Static_assert(sizeof area_keys / sizeof *area_keys == AREA_FIELDS + 1, "a key a field");
_Static_assert(sizeof neighbour_keys / sizeof *neighbour_keys == NEIGHBOUR_FIELDS + 1,
               "a key a field");

/* What every publisher means by these, unless its mapping says otherwise. */
static const struct {
    struct slice symbol;
    enum figure_status status;
} usual_symbols[] = {
    {{"-", 1}, FIGURE_MISSING},
    {{"–", 3}, FIGURE_MISSING}, /* the two dashes and the minus that programs make of a hyphen */
    {{"—", 3}, FIGURE_MISSING},
    {{"−", 3}, FIGURE_MISSING},
    {{"..", 2}, FIGURE_MISSING},
    {{"u", 1}, FIGURE_MISSING},
    {{":", 1}, FIGURE_MISSING},
    {{"", 0}, FIGURE_MISSING},
    {{"c", 1}, FIGURE_SUPPRESSED},
    {{"x", 1}, FIGURE_NOT_APPLICABLE},
    {{"z", 1}, FIGURE_NOT_APPLICABLE},
    {{"k", 1}, FIGURE_ROUNDS_TO_ZERO},
};

/* Index of word in a list ended by NULL, or −1. */
static int index_in(const char *const *list, struct slice word)
{
    for (int i = 0; list[i]; i++)
        if (slice_is(word, list[i]))
            return i;
    return -1;
}

const char *figure_status_name(enum figure_status status)
{
    return status_names[status];
}

int figure_status_from(struct slice name)
{
    return index_in(status_names, name);
}

const char *polarity_name(enum polarity polarity)
{
    return polarity == POLARITY_NONE ? NULL : polarity_names[polarity];
}

const char *mapping_field_key(enum mapping_reads reads, size_t field)
{
    return field_keys[reads][field];
}

size_t mapping_field_count(enum mapping_reads reads)
{
    static const size_t counts[] = {FIGURE_FIELDS, MEASURE_FIELDS, AREA_FIELDS, NEIGHBOUR_FIELDS};
    return counts[reads];
}

struct slice mapping_word(const struct mapping_words *words, struct slice word)
{
    for (size_t i = 0; i < words->count; i++)
        if (slice_equal(words->from[i], word))
            return words->to[i].data ? words->to[i] : SLICE("");
    return (struct slice){0};
}

bool mapping_number(const struct mapping *mapping, struct slice text, double *ret_number)
{
    return !mapping_word(&mapping->symbols, text).data && slice_to_double(text, ret_number);
}

int mapping_symbol(const struct mapping *mapping, struct slice symbol)
{
    struct slice own = mapping_word(&mapping->symbols, symbol);
    if (own.data)
        return figure_status_from(own);
    for (size_t i = 0; i < sizeof usual_symbols / sizeof *usual_symbols; i++)
        if (slice_equal(usual_symbols[i].symbol, symbol))
            return (int)usual_symbols[i].status;
    return -1;
}

/* --- reading --------------------------------------------------------------------------------- */

struct reading {
    struct mapping *mapping;
    struct arena *arena;
    struct faults *faults;
};

#define FAULT(reading, at, ...)                                                                    \
    fault_add_at((reading)->faults, (at)->line, (at)->column, NULL, __VA_ARGS__)

static struct slice read_text(struct reading *reading, const struct yaml *value)
{
    if (value->kind == YAML_IS_SCALAR)
        return value->text.data ? value->text : SLICE("");
    FAULT(reading, value, "Give a single word or text here, not a list or a mapping.");
    return (struct slice){0};
}

/* One of a list of words, or 0 after a fault. */
static int read_choice(struct reading *reading, const struct yaml *value, const char *const *list)
{
    struct slice word = read_text(reading, value);
    int at = word.data ? index_in(list, word) : 0;
    if (at >= 0)
        return at;
    CLEANUP(buffer_free) struct buffer offers = BUFFER(400);
    for (size_t i = 0; list[i]; i++)
        buffer_printf(&offers, "%s%s", i ? ", " : "", list[i]);
    FAULT(reading, value, "“%.*s” cannot stand here. Give one of: %s.", SLICE_PRINT(word),
          buffer_text(&offers));
    return 0;
}

static void read_list(struct reading *reading, const struct yaml *value, struct slice **ret_list,
                      size_t *ret_count)
{
    if (value->kind != YAML_IS_SEQUENCE) {
        FAULT(reading, value, "Give a list here, such as [one, two].");
        return;
    }
    struct slice *list = arena_array(reading->arena, value->count, sizeof *list);
    for (size_t i = 0; i < value->count; i++)
        list[i] = read_text(reading, &value->items[i]);
    *ret_list = list;
    *ret_count = value->count;
}

static bool is_mapping(struct reading *reading, const struct yaml *value)
{
    if (value->kind == YAML_IS_MAPPING)
        return true;
    FAULT(reading, value, "Give keys with values here, such as {one: two}.");
    return false;
}

static void read_words(struct reading *reading, const struct yaml *value,
                       struct mapping_words *ret_words)
{
    if (!is_mapping(reading, value))
        return;
    struct mapping_words words = {
        .from = arena_array(reading->arena, value->count, sizeof *words.from),
        .to = arena_array(reading->arena, value->count, sizeof *words.to),
        .count = value->count,
    };
    for (size_t i = 0; i < value->count; i++) {
        words.from[i] = value->keys[i].text;
        words.to[i] = read_text(reading, &value->items[i]);
    }
    *ret_words = words;
}

/* Words whose meaning must be one of a list. */
static void read_words_of(struct reading *reading, const struct yaml *value,
                          const char *const *list, struct mapping_words *ret_words)
{
    read_words(reading, value, ret_words);
    for (size_t i = 0; i < ret_words->count; i++)
        read_choice(reading, &value->items[i], list);
}

static bool read_truth(struct reading *reading, const struct yaml *value)
{
    static const char *const truths[] = {"false", "true", NULL};
    return read_choice(reading, value, truths) == 1;
}

/* A key with what reads its value. */
struct key {
    const char *name;
    void (*read)(struct reading *reading, const struct yaml *value);
};

static void unknown_key(struct reading *reading, const struct yaml *key)
{
    FAULT(reading, key, "“%.*s” is not known here. Take it out, or correct its spelling.",
          SLICE_PRINT(key->text));
}

static void read_title(struct reading *reading, const struct yaml *value)
{
    reading->mapping->title = read_text(reading, value);
}

static void read_publisher(struct reading *reading, const struct yaml *value)
{
    reading->mapping->publisher = read_text(reading, value);
}

static void read_heading_line(struct reading *reading, const struct yaml *value)
{
    int64_t line = 0;
    if (!slice_to_int64(read_text(reading, value), &line) || line < 1 || line > LAST_HEADING_LINE)
        FAULT(reading, value, "Give the number of the line that holds the headings, from 1 to %d.",
              LAST_HEADING_LINE);
    else
        reading->mapping->heading_line = (unsigned)line;
}

/* A column of figures says nothing else: not the place, nor another figure. */
static void check_figure_alone(struct reading *reading, const struct yaml *columns, size_t at)
{
    int field = index_in(figure_keys, columns->keys[at].text);
    if (field < FIGURE_VALUE || field > FIGURE_DENOMINATOR)
        return;
    for (size_t i = 0; i < columns->count; i++)
        if (i != at && columns->items[at].text.length &&
            slice_equal(columns->items[i].text, columns->items[at].text))
            FAULT(reading, &columns->items[at],
                  "The column “%.*s” cannot be both %s and %.*s. Name another column for one of "
                  "them.",
                  SLICE_PRINT(columns->items[at].text), figure_keys[field],
                  SLICE_PRINT(columns->keys[i].text));
}

static void read_columns(struct reading *reading, const struct yaml *value)
{
    if (!is_mapping(reading, value))
        return;
    for (size_t i = 0; i < value->count; i++) {
        int field = index_in(field_keys[reading->mapping->reads], value->keys[i].text);
        if (field < 0)
            unknown_key(reading, &value->keys[i]);
        else
            reading->mapping->columns[field] = read_text(reading, &value->items[i]);
    }
    for (size_t i = 0; reading->mapping->reads == MAPPING_FIGURES && i < value->count; i++)
        check_figure_alone(reading, value, i);
}

/* What the words of each column stand for; where the product must understand them, only words
 * that it knows may stand on the right. */
static void read_column_words(struct reading *reading, const struct yaml *value)
{
    static const char *const answers[] = {"no", "yes", NULL};
    if (!is_mapping(reading, value))
        return;
    enum mapping_reads reads = reading->mapping->reads;
    for (size_t i = 0; i < value->count; i++) {
        int field = index_in(field_keys[reads], value->keys[i].text);
        if (field < 0) {
            unknown_key(reading, &value->keys[i]);
            continue;
        }
        const char *const *list = NULL;
        if (reads == MAPPING_MEASURES && field == MEASURE_POLARITY)
            list = polarity_names;
        else if (reads == MAPPING_MEASURES && field == MEASURE_YEARS)
            list = kind_names;
        else if (reads == MAPPING_MEASURES && field == MEASURE_QUARTILES)
            list = answers;
        if (list)
            read_words_of(reading, &value->items[i], list, &reading->mapping->words[field]);
        else
            read_words(reading, &value->items[i], &reading->mapping->words[field]);
    }
}

static void read_measures(struct reading *reading, const struct yaml *value)
{
    static const char *const choices[] = {"taught", "known", NULL};
    reading->mapping->measures_known = read_choice(reading, value, choices) == 1;
}

static void read_wide(struct reading *reading, const struct yaml *value)
{
    reading->mapping->wide = read_truth(reading, value);
}

static void read_ignore(struct reading *reading, const struct yaml *value)
{
    read_list(reading, value, &reading->mapping->ignored, &reading->mapping->ignored_count);
}

static void read_whole(struct reading *reading, const struct yaml *value)
{
    read_list(reading, value, &reading->mapping->whole, &reading->mapping->whole_count);
}

static void read_breakdown(struct reading *reading, const struct yaml *value,
                           struct mapping_breakdown *ret_breakdown)
{
    if (value->kind != YAML_IS_MAPPING) {
        ret_breakdown->group = read_text(reading, value);
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (slice_is(value->keys[i].text, "group"))
            ret_breakdown->group = read_text(reading, &value->items[i]);
        else if (slice_is(value->keys[i].text, "dimension"))
            ret_breakdown->dimension = read_text(reading, &value->items[i]);
        else
            unknown_key(reading, &value->keys[i]);
    }
    if (!ret_breakdown->group.length)
        FAULT(reading, value, "Say which column holds the group: {dimension: …, group: …}.");
}

static void read_breakdowns(struct reading *reading, const struct yaml *value)
{
    struct mapping *mapping = reading->mapping;
    if (value->kind == YAML_IS_SCALAR && slice_is(value->text, "every column of words")) {
        mapping->breakdown_detect = true;
        return;
    }
    if (value->kind != YAML_IS_SEQUENCE) {
        FAULT(reading, value, "Give a list of columns, or: every column of words.");
        return;
    }
    mapping->breakdowns = arena_array(reading->arena, value->count, sizeof *mapping->breakdowns);
    mapping->breakdown_count = value->count;
    for (size_t i = 0; i < value->count; i++)
        read_breakdown(reading, &value->items[i], &mapping->breakdowns[i]);
}

static void read_years(struct reading *reading, const struct yaml *value)
{
    if (value->kind == YAML_IS_MAPPING)
        read_words_of(reading, value, kind_names, &reading->mapping->years);
    else
        reading->mapping->years_of_all = (enum year_kind)read_choice(reading, value, kind_names);
}

static void read_level(struct reading *reading, const struct yaml *value,
                       struct mapping_level *level)
{
    if (!is_mapping(reading, value))
        return;
    for (size_t i = 0; i < value->count; i++) {
        struct slice key = value->keys[i].text;
        const struct yaml *item = &value->items[i];
        if (slice_is(key, "is"))
            level->level = (enum area_level)read_choice(reading, item, level_names);
        else if (slice_is(key, "codes"))
            read_words(reading, item, &level->codes);
        else if (slice_is(key, "name"))
            level->name = read_text(reading, item);
        else if (slice_is(key, "region"))
            level->region = read_text(reading, item);
        else
            unknown_key(reading, &value->keys[i]);
    }
    if (level->codes.count == 0 || level->codes.count > MAPPING_SCHEMES)
        FAULT(reading, value, "Give the columns of 1 to %d codes: codes: {ONS code: …}.",
              MAPPING_SCHEMES);
}

static void read_levels(struct reading *reading, const struct yaml *value)
{
    struct mapping *mapping = reading->mapping;
    if (!is_mapping(reading, value))
        return;
    mapping->levels = arena_array(reading->arena, value->count, sizeof *mapping->levels);
    mapping->level_count = value->count;
    for (size_t i = 0; i < value->count; i++) {
        mapping->levels[i] =
            (struct mapping_level){value->keys[i].text, LEVEL_OTHER, {0}, {0}, {0}};
        read_level(reading, &value->items[i], &mapping->levels[i]);
    }
}

static void read_areas(struct reading *reading, const struct yaml *value)
{
    struct mapping *mapping = reading->mapping;
    if (!is_mapping(reading, value))
        return;
    for (size_t i = 0; i < value->count; i++) {
        struct slice key = value->keys[i].text;
        const struct yaml *item = &value->items[i];
        if (slice_is(key, "teach"))
            mapping->areas_taught = read_truth(reading, item);
        else if (slice_is(key, "level"))
            mapping->level = read_text(reading, item);
        else if (slice_is(key, "levels"))
            read_levels(reading, item);
        else if (slice_is(key, "names"))
            read_words(reading, item, &mapping->area_names);
        else
            unknown_key(reading, &value->keys[i]);
    }
    if (mapping->level_count == 0 || (mapping->level_count > 1 && !mapping->level.length))
        FAULT(reading, value,
              "Say which column tells the level of a place (level:), and what its words mean "
              "(levels:). One level needs no column: all places are of it.");
}

static void read_symbols(struct reading *reading, const struct yaml *value)
{
    read_words_of(reading, value, absence_names, &reading->mapping->symbols);
}

static void read_notes(struct reading *reading, const struct yaml *value)
{
    read_words_of(reading, value, absence_names, &reading->mapping->notes);
}

static void read_units(struct reading *reading, const struct yaml *value)
{
    read_words(reading, value, &reading->mapping->units);
}

static void read_decimals(struct reading *reading, const struct yaml *value, int *ret_decimals)
{
    int64_t decimals = 0;
    if (!slice_to_int64(read_text(reading, value), &decimals) || decimals < 0 || decimals > 6)
        FAULT(reading, value, "Give the decimals to show as a number from 0 to 6.");
    else
        *ret_decimals = (int)decimals;
}

static void read_protect(struct reading *reading, const struct yaml *value)
{
    int64_t threshold = 0;
    if (!slice_to_int64(read_text(reading, value), &threshold) || threshold < HOLD_LEAST ||
        threshold > HOLD_MOST)
        FAULT(reading, value,
              "Give the least count that may be shown, from %d to %d: protect: 5 holds back 1 to "
              "4, and what would give them away.",
              HOLD_LEAST, HOLD_MOST);
    else
        reading->mapping->protect = (int)threshold;
}

static void read_measure(struct reading *reading, const struct yaml *value,
                         struct mapping_measure *measure)
{
    if (!is_mapping(reading, value))
        return;
    for (size_t i = 0; i < value->count; i++) {
        struct slice key = value->keys[i].text;
        const struct yaml *item = &value->items[i];
        if (slice_is(key, "title"))
            measure->title = read_text(reading, item);
        else if (slice_is(key, "unit"))
            measure->unit = read_text(reading, item);
        else if (slice_is(key, "polarity"))
            measure->polarity = (enum polarity)read_choice(reading, item, polarity_names);
        else if (slice_is(key, "decimals"))
            read_decimals(reading, item, &measure->decimals);
        else
            unknown_key(reading, &value->keys[i]);
    }
}

static void read_define(struct reading *reading, const struct yaml *value)
{
    struct mapping *mapping = reading->mapping;
    if (!is_mapping(reading, value))
        return;
    if (value->count > MOST_MEASURES) {
        FAULT(reading, value, "At most %d measures can be defined here.", MOST_MEASURES);
        return;
    }
    mapping->measures = arena_array(reading->arena, value->count, sizeof *mapping->measures);
    mapping->measure_count = value->count;
    for (size_t i = 0; i < value->count; i++) {
        mapping->measures[i] =
            (struct mapping_measure){.code = value->keys[i].text, .decimals = -1};
        read_measure(reading, &value->items[i], &mapping->measures[i]);
    }
}

static void read_one_skip(struct reading *reading, const struct yaml *value,
                          struct mapping_skip *skip)
{
    if (!is_mapping(reading, value))
        return;
    for (size_t i = 0; i < value->count; i++) {
        if (slice_is(value->keys[i].text, "where"))
            read_words(reading, &value->items[i], &skip->where);
        else if (slice_is(value->keys[i].text, "because"))
            skip->because = read_text(reading, &value->items[i]);
        else
            unknown_key(reading, &value->keys[i]);
    }
    if (skip->where.count == 0 || !skip->because.length)
        FAULT(reading, value, "Say which rows carry nothing (where:), and why (because:).");
}

static void read_skip(struct reading *reading, const struct yaml *value)
{
    struct mapping *mapping = reading->mapping;
    if (value->kind != YAML_IS_SEQUENCE) {
        FAULT(reading, value, "Give a list of rows to pass over: - where: {…}.");
        return;
    }
    mapping->skips = arena_array(reading->arena, value->count, sizeof *mapping->skips);
    mapping->skip_count = value->count;
    for (size_t i = 0; i < value->count; i++)
        read_one_skip(reading, &value->items[i], &mapping->skips[i]);
}

static void read_scheme(struct reading *reading, const struct yaml *value)
{
    reading->mapping->scheme = read_text(reading, value);
}

/* Which codes are no authority: levels: {country: [codes], region: …, other: …}. */
static void read_area_levels(struct reading *reading, const struct yaml *value)
{
    struct mapping_words words = {0};
    if (!is_mapping(reading, value))
        return;
    size_t total = 0;
    for (size_t i = 0; i < value->count; i++)
        total += value->items[i].count;
    words.from = arena_array(reading->arena, total, sizeof *words.from);
    words.to = arena_array(reading->arena, total, sizeof *words.to);
    for (size_t i = 0; i < value->count; i++) {
        struct slice *codes = NULL;
        size_t count = 0;
        read_choice(reading, &value->keys[i], level_names);
        read_list(reading, &value->items[i], &codes, &count);
        for (size_t j = 0; j < count; j++) {
            words.from[words.count] = codes[j];
            words.to[words.count++] = value->keys[i].text;
        }
    }
    reading->mapping->area_levels = words;
}

static const struct key shared_keys[] = {
    {"title", read_title},
    {"publisher", read_publisher},
    {"columns", read_columns},
    {"words", read_column_words},
    {"skip", read_skip},
    {"reads", NULL},
    {"heading_line", read_heading_line},
};
static const struct key figures_keys[] = {
    {"measures", read_measures}, {"wide", read_wide},     {"ignore", read_ignore},
    {"whole", read_whole},       {"years", read_years},   {"breakdowns", read_breakdowns},
    {"areas", read_areas},       {"units", read_units},   {"symbols", read_symbols},
    {"notes", read_notes},       {"define", read_define}, {"protect", read_protect},
};
static const struct key areas_keys[] = {{"scheme", read_scheme}, {"levels", read_area_levels}};

static const struct key *find_key(const struct key *keys, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, keys[i].name))
            return &keys[i];
    return NULL;
}

static void read_root(struct reading *reading, const struct yaml *root)
{
    enum mapping_reads reads = reading->mapping->reads;
    for (size_t i = 0; i < root->count; i++) {
        struct slice name = root->keys[i].text;
        const struct key *key =
            find_key(shared_keys, sizeof shared_keys / sizeof *shared_keys, name);
        if (!key && reads == MAPPING_FIGURES)
            key = find_key(figures_keys, sizeof figures_keys / sizeof *figures_keys, name);
        if (!key && reads == MAPPING_AREAS)
            key = find_key(areas_keys, sizeof areas_keys / sizeof *areas_keys, name);
        if (!key)
            unknown_key(reading, &root->keys[i]);
        else if (key->read)
            key->read(reading, &root->items[i]);
    }
}

static bool is_needed(const struct mapping *mapping, size_t field)
{
    switch (mapping->reads) {
    case MAPPING_FIGURES:
        return field == FIGURE_PERIOD || (!mapping->level_count && field == FIGURE_AREA) ||
               (!mapping->wide && (field == FIGURE_MEASURE || field == FIGURE_VALUE));
    case MAPPING_MEASURES:
        return field == MEASURE_CODE || field == MEASURE_TITLE || field == MEASURE_YEARS;
    case MAPPING_AREAS:
        return field == AREA_CODE || field == AREA_NAME;
    case MAPPING_NEIGHBOURS:
        return field != NEIGHBOUR_CLOSENESS;
    }
    return false;
}

static void check_whole(struct reading *reading, const struct yaml *root)
{
    const struct mapping *mapping = reading->mapping;
    for (size_t i = 0; i < mapping_field_count(mapping->reads); i++)
        if (is_needed(mapping, i) && !mapping->columns[i].length)
            FAULT(reading, root, "Say which column holds the %s: columns: {%s: …}.",
                  mapping_field_key(mapping->reads, i), mapping_field_key(mapping->reads, i));
    if (mapping->wide &&
        (mapping->columns[FIGURE_MEASURE].length || mapping->columns[FIGURE_VALUE].length))
        FAULT(reading, root,
              "A wide table has a column for each measure, so it can have none for "
              "the measure or the value.");
    if (mapping->reads == MAPPING_AREAS && !mapping->scheme.length)
        FAULT(reading, root, "Say what kind of code it is: scheme: LA number.");
}

int mapping_parse(struct slice text, struct slice name, struct arena *arena,
                  struct mapping *ret_mapping, struct faults *faults, struct err *err)
{
    struct yaml root;
    struct mapping mapping = {.name = name, .title = name};
    struct yaml_limits limits = {.bytes = MAPPING_BYTES, .nodes = 20000};
    int code = yaml_parse(text, &limits, arena, &root, err);
    if (code < 0)
        return code;
    struct reading reading = {&mapping, arena, faults};
    const struct yaml *reads = yaml_get(&root, "reads");
    if (root.kind != YAML_IS_MAPPING || !reads)
        FAULT(&reading, &root, "A mapping says what it reads: reads: figures.");
    else
        mapping.reads = (enum mapping_reads)read_choice(&reading, reads, reads_names);
    if (faults->count == 0) {
        read_root(&reading, &root);
        check_whole(&reading, &root);
    }
    if (faults->count)
        return err_set(err, ERR_RANGE, NULL, "The mapping %.*s has %zu fault%s.", SLICE_PRINT(name),
                       faults->count, faults->count == 1 ? "" : "s");
    *ret_mapping = mapping;
    return 0;
}

int mapping_load(const char *name, struct arena *arena, struct mapping *ret_mapping,
                 struct faults *faults, struct err *err)
{
    for (const struct mapping_shipped *shipped = mappings_shipped; shipped->name; shipped++)
        if (strcmp(shipped->name, name) == 0)
            return mapping_parse(shipped->text, slice_from(shipped->name), arena, ret_mapping,
                                 faults, err);
    CLEANUP(buffer_free) struct buffer text = BUFFER(MAPPING_BYTES);
    int code = file_read(name, &text, err);
    if (code == ERR_INPUT) {
        CLEANUP(buffer_free) struct buffer names = BUFFER(1000);
        for (const struct mapping_shipped *shipped = mappings_shipped; shipped->name; shipped++)
            buffer_printf(&names, "%s%s", shipped == mappings_shipped ? "" : ", ", shipped->name);
        return err_set(err, ERR_NOT_FOUND, NULL,
                       "There is no mapping called %s, and no file of that name. Those that come "
                       "with Weft are %s.",
                       name, buffer_text(&names));
    }
    if (code < 0)
        return code;
    struct slice file = slice_from(name);
    for (size_t slash; (slash = slice_find_byte(file, '/')) < file.length;)
        file = slice_sub(file, slash + 1, file.length);
    struct slice kept = arena_slice(arena, buffer_slice(&text));
    code = mapping_parse(kept, arena_slice(arena, file), arena, ret_mapping, faults, err);
    if (code == 0)
        ret_mapping->text = kept;
    return code;
}
