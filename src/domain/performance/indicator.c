/* An indicator of the plan: how we know whether children are better off, or how well a service
 * does. */
#include "domain/performance/performance.h"

#include "base/banned.h"

static const struct choice kinds[] = {{"population", "Population indicator"},
                                      {"service", "Service measure"}};
static const struct choice polarities[] = {
    {"high", "High"}, {"low", "Low"}, {"neither", "Neither"}};
static const struct choice qualities[] = {
    {"good", "Good"}, {"fair", "Fair"}, {"poor", "Poor"}, {"unknown", "Not graded"}};
static const struct choice audiences[] = {
    {"public", "Anyone"}, {"partners", "Partners"}, {"board", "The Board"}};
static const struct choice choices[] = {{"plan", "Named by the plan"},
                                        {"ours", "Our choice of measures published today"}};

static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .sortable = true, .searchable = true),
    INTEGER("position", .label = "Place in the list", .minimum = 1, .maximum = 999,
            .sortable = true),
    CHOICE("kind", kinds, .label = "Kind", .required = true),
    REFERENCE("strategic_objective", "strategic_objective", .label = "Strategic objective"),
    REFERENCE("operational_objective", "operational_objective", .label = "Operational objective"),
    REFERENCES("priorities", "priority", .label = "Priorities"),
    REFERENCES("measures", "measure", .label = "Published measures", .loose = true,
               .hint = "Codes of the sources, the one to show first first"),
    TEXT("definition", .label = "What it is", .longest = 1000, .searchable = true),
    TEXT("numerator", .label = "Counts", .longest = 500),
    TEXT("denominator", .label = "Out of", .longest = 500),
    TEXT("unit", .label = "Unit", .hint = "As it follows the figure: %, per 1,000"),
    CHOICE("polarity", polarities, .label = "Good is"),
    INTEGER("decimals", .label = "Decimals", .minimum = 0, .maximum = 6),
    TEXT("source", .label = "Source", .longest = 500, .searchable = true),
    TEXT("frequency", .label = "How often", .hint = "Such as: once a year, in October"),
    REFERENCE("owner", "post", .label = "Lead officer"),
    CHOICE("quality", qualities, .label = "Quality"),
    TEXT("quality_note", .label = "Why this quality", .longest = 500),
    CHOICE("audience", audiences, .label = "Who may see it", .required = true,
           .hint =
               "Anyone: everybody, without signing in. Partners, or The Board: whoever signs in "
               "as a contributor, analyst or governance lead, and nobody else; which of the two "
               "says whom it is meant for, and hides it from none of them"),
    CHOICE("choice", choices, .label = "Whose choice"),
    TEXT("no_figure", .label = "Why there is no figure", .longest = 500),
    LONG_TEXT("description", .label = "Description", .searchable = true),
};

/* Words and ranks follow the measure that is shown first: an indicator that says the opposite of
 * what is good would be said to get worse where it gets better. */
static void check(struct store *store, const struct record *indicator, struct faults *faults)
{
    struct slice own = record_text(indicator, "polarity"), code;
    struct slice measures = record_text(indicator, "measures");
    bool known = !own.length || slice_is(own, "neither");
    while (!known && slice_split(&measures, '\n', &code)) {
        CLEANUP(store_release)
        struct store_statement *row =
            store_prepare(store, "SELECT polarity FROM measure_record WHERE code = ?1");
        store_bind_text(row, 1, code);
        known = store_step(row, NULL) == 1;
        struct slice said = known ? store_text(row, 0) : own;
        if (!slice_is(said, "neither") && !slice_equal(said, own))
            fault_add(faults, "polarity",
                      "Of %.*s, which it shows first, %.*s is good, and the words and ranks follow "
                      "it. Say so here too, or show another measure first.",
                      SLICE_PRINT(code), SLICE_PRINT(said));
    }
}

const struct entity indicator_entity = {
    .name = "indicator",
    .label = "Indicator",
    .plural = "Indicators",
    .description = "An indicator of the plan: how we know whether children are better off, or how "
                   "well a service does.",
    .planned = true,
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ, "t.audience = 'public'"}, {CONTRIBUTOR, READ},
                     {ANALYST, READ | WRITE}, {GOVERNANCE_LEAD, READ | WRITE}),
    .check_saved = check,
    .title = "title",
    .order = "position",
    .up = "priorities,operational_objective,strategic_objective",
};
