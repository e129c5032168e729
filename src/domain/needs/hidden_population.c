/* A hidden population: people of whom several lists know some and nobody knows all. Either how the
 * lists overlap, for all to see, or only what was worked out of it. */
#include "domain/needs/needs.h"

#include "base/banned.h"

static const struct choice answers[] = {{"yes", "Yes: published before"},
                                        {"no", "No: counted by the partnership"}};

static const struct field fields[] = {
    TEXT("title", .label = "Who they are", .required = true, .sortable = true, .searchable = true),
    REFERENCE("plan", "plan", .label = "Plan", .required = true),
    REFERENCE("vulnerable_group", "vulnerable_group", .label = "Vulnerable group"),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    TEXT("counted_when", .label = "Time that the lists are of", .longest = 100),
    LONG_TEXT("overlaps", .label = "How the lists overlap",
              .hint = "As CSV: a column of 0 and 1 for each list, and count. Leave it empty where "
                      "anybody could be known by it, and give what weft stats capture says"),
    CHOICE("open", answers, .label = "Are these overlaps public already?"),
    INTEGER("known", .label = "Known on any list", .minimum = 5, .maximum = 1e9),
    INTEGER("estimate", .label = "Estimated in all", .minimum = 5, .maximum = 1e9),
    INTEGER("estimate_lower", .label = "Lower 95% limit", .minimum = 5, .maximum = 1e9),
    INTEGER("estimate_upper", .label = "Upper 95% limit", .minimum = 5, .maximum = 1e9),
    INTEGER("models_lowest", .label = "Lowest of all models", .minimum = 5, .maximum = 1e9),
    INTEGER("models_highest", .label = "Highest of all models", .minimum = 5, .maximum = 1e9),
    TEXT("source", .label = "Whose lists they are", .longest = 500),
    LONG_TEXT("description", .label = "What to know about the lists", .searchable = true),
};

/* Figures without the overlaps: all six or none, and in order. */
static void check_figures(const struct record *record, struct faults *faults)
{
    static const char *const names[] = {"known",          "estimate",      "estimate_lower",
                                        "estimate_upper", "models_lowest", "models_highest"};
    enum { KNOWN, ESTIMATE, LOWER, UPPER, LOWEST, HIGHEST, FIGURES };
    int64_t figures[FIGURES];
    int given = 0;
    for (int i = 0; i < FIGURES; i++) {
        const struct value *value = record_value(record, names[i]);
        figures[i] = value->integer;
        given += value->kind == VALUE_INTEGER;
    }
    bool has_overlaps = record_text(record, "overlaps").length > 0;
    if (has_overlaps && given)
        fault_add(faults, names[KNOWN],
                  "With the overlaps the figures are worked out. Leave these empty, or the "
                  "overlaps.");
    if (!has_overlaps && given < FIGURES)
        fault_add(faults, given ? names[KNOWN] : "overlaps",
                  "Give how the lists overlap, or all six figures that weft stats capture made of "
                  "it: known, estimate with both limits, lowest and highest of all models.");
    if (has_overlaps || given < FIGURES)
        return;
    if (figures[LOWER] > figures[ESTIMATE] || figures[ESTIMATE] > figures[UPPER])
        fault_add(faults, names[ESTIMATE], "The estimate does not lie between its limits.");
    if (figures[LOWEST] > figures[ESTIMATE] || figures[ESTIMATE] > figures[HIGHEST])
        fault_add(faults, names[LOWEST],
                  "The estimate is one of the models, so it lies between their lowest and their "
                  "highest.");
    if (figures[KNOWN] > figures[LOWEST])
        fault_add(faults, names[KNOWN], "No model can find fewer people than are known.");
}

/* Who may be known by an overlap of one to four people: the record is for everybody to read. */
static void check_overlaps(const struct record *record, struct faults *faults)
{
    struct slice text = record_text(record, "overlaps");
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct hidden_lists lists;
    struct err err = {0};
    if (text.length == 0)
        return;
    if (hidden_lists_read(text, &arena, &lists, &err) < 0) {
        fault_add(faults, "overlaps", "%s", err.message);
        return;
    }
    if (lists.smallest >= HIDDEN_SAFE || slice_is(record_text(record, "open"), "yes"))
        return;
    fault_add(faults, "overlaps",
              "An overlap of %.0f could be somebody whom a reader knows, and everybody may read "
              "this. Take the overlaps out and give what weft stats capture says, or say that they "
              "are public already.",
              lists.smallest);
}

static void check(struct store *store, const struct record *record, struct faults *faults)
{
    (void)store;
    check_figures(record, faults);
    check_overlaps(record, faults);
}

const struct entity hidden_population_entity = {
    .name = "hidden_population",
    .label = "Hidden population",
    .plural = "Hidden populations",
    .description = "People of whom several lists know some and nobody knows all: how many there "
                   "are, from how the lists overlap.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {ANALYST, READ | WRITE}, {GOVERNANCE_LEAD, READ | WRITE}),
    .check = check,
    .title = "title",
    .order = "position",
    .up = "vulnerable_group,plan",
};
