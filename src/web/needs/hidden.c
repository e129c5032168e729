/* Who we do not see: how many there may be of those whom no list knows. The spread of all models
 * comes first, and the estimate after it; where the lists overlap too little there is no number. */
#include "web/charts/charts.h"
#include "web/needs/pages.h"

#include <math.h>

#include "base/banned.h"

enum { LIMIT_SENTENCE = 4096, SHOWN_MODELS = 30 };

static void write_number(struct page_writer *page, double value)
{
    html_decimals(page, value, 0, true);
}

/* "1 to 2 significant figures" is what such a number bears: 1,283 is said as "about 1,300". */
static double about(double value)
{
    double unit = pow(10, fmax(floor(log10(fmax(value, 1))) - 1, 0));
    return unit * round(value / unit);
}

static void write_about(struct page_writer *page, double value)
{
    write_number(page, about(value));
}

/* --- one of them ------------------------------------------------------------------------------ */

static void write_refusal(struct page_writer *page, const struct hidden_estimate *estimate)
{
    empty_begin(page);
    html(page, "<strong>These lists cannot say.</strong> ");
    write_number(page, estimate->known);
    html(page, " people are known on any of them. ");
    if (estimate->outcome == HIDDEN_TOO_FEW_BOTH)
        html(page, "Fewer than seven are on both lists, and from so few any number would be too "
                   "low. ");
    else
        html(page, "They overlap so little that no number, or any, fits them. ");
    html(page, "Look for people on two lists under another name or date of birth, merge lists that "
               "work alike, or add a list.");
    empty_end(page);
}

static void write_headline(struct page_writer *page, const struct hidden_estimate *estimate)
{
    html(page, "<p class=\"weft-says\">");
    write_number(page, estimate->known);
    html(page, " are known. There may be about ");
    write_about(page, estimate->lowest);
    if (estimate->highest > estimate->lowest) {
        html(page, " to ");
        write_about(page, estimate->highest);
    }
    html(page, " in all.</p>\n");
}

static void write_finding(struct page_writer *part, const struct hidden_estimate *estimate)
{
    bool one = estimate->model_count == 1;
    if (estimate->model_count > 1) {
        words_number_first(part, (int64_t)estimate->model_count);
        html(part, " models of how the lists hang together say from ");
    } else if (one) {
        html(part, "The one model that two lists allow says ");
    } else {
        html(part, "All models of how the lists hang together say from ");
    }
    write_number(part, estimate->lowest);
    if (!one) {
        html(part, " to ");
        write_number(part, estimate->highest);
    }
}

static void write_spread(struct page_writer *page, const struct record *population,
                         const struct hidden_estimate *estimate)
{
    CLEANUP(buffer_free)
    struct buffer finding = BUFFER(LIMIT_SENTENCE), unit = BUFFER(LIMIT_SENTENCE);
    double *values = arena_array(page->arena, estimate->model_count, sizeof *values);
    for (size_t i = 0; i < estimate->model_count; i++)
        values[i] = estimate->models[i].estimate;
    struct page_writer part = markup_begin(page, &finding);
    write_finding(&part, estimate);
    struct page_writer unit_part = markup_begin(page, &unit);
    html(&unit_part, "People in all, known and not");
    struct slice when = record_text(population, "counted_when");
    html_string(&unit_part, when.length ? ", " : "");
    html_text(&unit_part, when);
    models_chart(page, &(struct models_chart){.frame = {.id = "models",
                                                        .finding = markup_end(&part),
                                                        .unit = markup_end(&unit_part),
                                                        .title = MARKUP("What every model says"),
                                                        .top = true},
                                              .estimates = values,
                                              .count = estimate->model_count,
                                              .lowest = estimate->lowest,
                                              .highest = estimate->highest,
                                              .known = estimate->known,
                                              .chosen = estimate->chosen.estimate,
                                              .lower = estimate->lower,
                                              .upper = estimate->upper});
}

static void write_estimate(struct page_writer *page, const struct hidden_estimate *estimate)
{
    html(page, "<h2 class=\"govuk-heading-m\">If one number is wanted</h2>\n<p "
               "class=\"govuk-body\"><strong>");
    write_number(page, estimate->chosen.estimate);
    html(page, "</strong>, with a 95% interval from ");
    write_number(page, estimate->lower);
    html(page, " to ");
    write_number(page, estimate->upper);
    html(page, ": that of the model which the overlaps themselves choose");
    if (estimate->chosen.terms.length) {
        html(page, " (");
        html_text(page, estimate->chosen.terms);
        html(page, ")");
    }
    html(page, ". So about ");
    write_about(page, fmax(estimate->chosen.estimate - estimate->known, 0));
    html(page, " are seen by nobody.</p>\n");
    if (estimate->highest > 2 * estimate->lowest)
        html(page, "<p class=\"govuk-body\">The models differ more than twofold: <strong>say the "
                   "range, not the number</strong>.</p>\n");
    if (estimate->fits_badly)
        html(page, "<p class=\"govuk-body\">The chosen model fits the overlaps badly, so its "
                   "interval is too narrow.</p>\n");
    if (estimate->has_lists && estimate->lists.count == 2)
        html(page, "<p class=\"govuk-body\">Two lists cannot show whether being on one makes the "
                   "other likelier. The estimate takes it that it does not; a third list would "
                   "tell.</p>\n");
}

static void write_table(struct page_writer *page, struct slice path,
                        const struct hidden_estimate *estimate)
{
    static const struct column columns[] = {{.label = {"Lists taken to depend on each other", 35}},
                                            {.label = {"In all", 6}, .numeric = true}};
    struct table table = {.caption = MARKUP("What each model says"),
                          .columns = columns,
                          .column_count = 2,
                          .tight = true};
    size_t shown = estimate->model_count < SHOWN_MODELS ? estimate->model_count : SHOWN_MODELS;
    if (shown == 0)
        return;
    html(page, "<details class=\"govuk-details weft-data\"><summary "
               "class=\"govuk-details__summary\"><span class=\"govuk-details__summary-text\">Every "
               "model’s number</span></summary><div class=\"govuk-details__text\">");
    table_begin(page, &table);
    for (size_t i = 0; i < shown; i++) { /* evenly over all of them, with both ends */
        size_t at = shown > 1 ? i * (estimate->model_count - 1) / (shown - 1) : 0;
        table_row(page, &table, slice_equal(estimate->models[at].terms, estimate->chosen.terms));
        table_text(page, &table, 0, estimate->models[at].terms);
        table_cell(page, &table, 1);
        write_number(page, estimate->models[at].estimate);
        table_row_end(page, &table);
    }
    table_end(page, &table);
    if (shown < estimate->model_count)
        html(page, "<p class=\"weft-small weft-quiet\">Some of them, from the lowest to the "
                   "highest; the file has them all.</p>");
    file_link(page, file_path(page->arena, path, "models"));
    html(page, "</div></details>\n");
}

static void write_lists(struct page_writer *page, const struct record *population,
                        const struct hidden_estimate *estimate)
{
    html(page, "<h2 class=\"govuk-heading-m\">The lists</h2>\n");
    markdown(page, 3, record_text(population, "description"));
    facts_begin(page, true);
    if (estimate->has_lists) {
        fact_begin(page, "Lists");
        for (unsigned i = 0; i < estimate->lists.count; i++) {
            double people = 0;
            for (unsigned set = 1; set < 1u << estimate->lists.count; set++)
                people += set >> i & 1 ? estimate->lists.counts[set] : 0;
            words_join(page, i, estimate->lists.count);
            html_text(page, estimate->lists.names[i]);
            html(page, " (");
            write_number(page, people);
            html(page, ")");
        }
        fact_end(page);
    }
    fact_stated(page, "Whose they are", record_text(population, "source"));
    fact_stated(page, "Time", record_text(population, "counted_when"));
    facts_end(page);
}

static void write_method(struct page_writer *page, struct slice code)
{
    html(
        page,
        "<h2 class=\"govuk-heading-m\">What this rests on</h2>\n<p class=\"govuk-body\">People who "
        "are on two lists tell how much the lists miss. Which lists depend on each other nobody "
        "knows, so every model of that is tried (Bales, Hesketh and Silverman 2015; Chan, "
        "Silverman and Vincent 2021), and their spread is the answer. It rests on this: nobody "
        "enters or leaves meanwhile, people on two lists are known to be one, and everybody has "
        "some chance of being on a list. The first mistake makes the number too high, the second "
        "far too high, the third too low. It counts, and finds nobody.</p>\n<p "
        "class=\"govuk-body\">An analyst works the same out with <code>weft stats "
        "capture</code>.</p>\n<p class=\"govuk-body\"><a class=\"govuk-link\" "
        "href=\"/hidden\">All of those whom we do not see</a> · <a class=\"govuk-link\" "
        "href=\"/hidden_population/");
    html_encoded(page, code);
    html(page, "/record\">The record, its history, and changing it</a></p>\n");
}

static int load_estimate(struct request *request, struct record *population,
                         struct hidden_estimate *estimate)
{
    int code = record_get(request->reader, &hidden_population_entity, request->code,
                          &request->actor, request->arena, population, &request->err);
    return code < 0 ? code
                    : hidden_estimate_of(population, request->arena, estimate, &request->err);
}

int hidden_population_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct record population;
    struct thread thread;
    struct hidden_estimate estimate;
    int code = page_open(request, response, &page);
    if (code == 0)
        code = load_estimate(request, &population, &estimate);
    if (code == 0)
        code = thread_load(request->reader, request->registry, &population, (struct slice){0},
                           &request->actor, request->arena, &thread, &request->err);
    if (code != 0)
        return code;
    page_begin(&page, &(struct page_head){.title = record_title(&population),
                                          .place = PLACE_PLAN,
                                          .thread = &thread});
    page_here(&page, MARKUP("Who we do not see"), record_title(&population));
    html(&page, "<div class=\"weft-measure\">\n");
    if (estimate.outcome == HIDDEN_ESTIMATED) {
        write_headline(&page, &estimate);
        write_spread(&page, &population, &estimate);
        write_table(&page, request->path, &estimate);
        write_estimate(&page, &estimate);
    } else {
        write_refusal(&page, &estimate);
    }
    write_lists(&page, &population, &estimate);
    write_method(&page, request->code);
    html(&page, "</div>\n");
    return page_end(&page, &request->err);
}

int hidden_models_file(struct request *request, struct response *response)
{
    struct record population;
    struct hidden_estimate estimate;
    int code = load_estimate(request, &population, &estimate);
    if (code < 0)
        return code;
    buffer_string(&response->body, "hidden_population,model,estimate,chosen\r\n");
    for (size_t i = 0; i < estimate.model_count; i++) {
        bool chosen = slice_equal(estimate.models[i].terms, estimate.chosen.terms);
        FILE_ROW(&response->body, file_text(population.code), file_text(estimate.models[i].terms),
                 file_number(round(estimate.models[i].estimate)),
                 file_text(chosen ? SLICE("yes") : SLICE("no")));
    }
    return file_send_of_record(request, response, "models");
}

/* --- all of them ------------------------------------------------------------------------------ */

static void write_row(struct page_writer *page, const struct table *table,
                      const struct record *population, const struct hidden_estimate *estimate)
{
    table_row(page, table, false);
    table_cell(page, table, 0);
    html_link_to(page, "hidden_population", population->code, record_title(population));
    table_cell(page, table, 1);
    write_number(page, estimate->known);
    table_cell(page, table, 2);
    if (estimate->outcome == HIDDEN_ESTIMATED) {
        write_about(page, estimate->lowest);
        html(page, " to ");
        write_about(page, estimate->highest);
    } else {
        html(page, "the lists cannot say");
    }
    table_row_end(page, table);
}

static int write_populations(struct request *request, struct page_writer *page,
                             const struct record_list *populations)
{
    static const struct column columns[] = {
        {.label = {"Who they are", 12}},
        {.label = {"Known on any list", 17}, .numeric = true},
        {.label = {"In all, by every model", 22}, .numeric = true}};
    struct table table = {.caption = MARKUP("Hidden populations"),
                          .columns = columns,
                          .column_count = 3,
                          .stacked = true};
    table_begin(page, &table);
    for (size_t i = 0; i < populations->count; i++) {
        struct hidden_estimate estimate;
        int code =
            hidden_estimate_of(&populations->records[i], request->arena, &estimate, &request->err);
        if (code < 0)
            return code;
        write_row(page, &table, &populations->records[i], &estimate);
    }
    table_end(page, &table);
    file_link(page, SLICE("/hidden/populations.csv"));
    return 0;
}

static int load_list(struct request *request, const struct entity *entity,
                     struct record_list *ret_list)
{
    return plan_list(request->reader, entity, NULL, (struct slice){0}, &request->actor,
                     request->arena, ret_list, &request->err);
}

/* Where the lists cannot say there is no number, as on the page. */
int hidden_populations_file(struct request *request, struct response *response)
{
    struct record_list populations;
    int code = load_list(request, &hidden_population_entity, &populations);
    buffer_string(&response->body, "hidden_population,title,known,lowest,highest\r\n");
    for (size_t i = 0; code == 0 && i < populations.count; i++) {
        const struct record *population = &populations.records[i];
        struct hidden_estimate estimate;
        code = hidden_estimate_of(population, request->arena, &estimate, &request->err);
        if (code < 0)
            break;
        bool told = estimate.outcome == HIDDEN_ESTIMATED;
        FILE_ROW(&response->body, file_text(population->code), file_text(record_title(population)),
                 file_number(estimate.known), file_given(told, about(estimate.lowest)),
                 file_given(told, about(estimate.highest)));
    }
    return code < 0 ? code : file_send(request, response, "hidden-populations");
}

static void write_empty(struct request *request, struct page_writer *page)
{
    empty_begin(page);
    html(page,
         "<strong>No lists are compared here yet.</strong> Two or more services that each know "
         "some of a group of children, and can tell which of them they share, are enough. An "
         "analyst counts how their lists overlap, tries it with <code>weft stats "
         "capture</code>, and brings it in.");
    if (permit(&request->actor, &hidden_population_entity, CREATE))
        html(page, " <a class=\"govuk-link\" href=\"/hidden_population/new\">Bring in how lists "
                   "overlap</a>");
    empty_end(page);
}

static bool has_number(const struct record *group, const char *field)
{
    return record_value(group, field)->kind == VALUE_INTEGER;
}

/* Whether the plan tells any number for a group. */
static bool is_told(const struct record *group)
{
    return has_number(group, "known_count") || has_number(group, "estimated_count");
}

static struct file_cell cell_of(const struct record *group, const char *field)
{
    return file_given(has_number(group, field), (double)record_value(group, field)->integer);
}

int hidden_groups_file(struct request *request, struct response *response)
{
    struct record_list groups;
    int code = load_list(request, &vulnerable_group_entity, &groups);
    if (code < 0)
        return code;
    buffer_string(&response->body, "vulnerable_group,title,known,estimated,says\r\n");
    for (size_t i = 0; i < groups.count; i++) {
        const struct record *group = &groups.records[i];
        if (is_told(group))
            FILE_ROW(&response->body, file_text(group->code), file_text(record_title(group)),
                     cell_of(group, "known_count"), cell_of(group, "estimated_count"),
                     file_text(record_text(group, "count_says")));
    }
    return file_send(request, response, "groups");
}

static void write_given(struct page_writer *page, const struct table *table, size_t column,
                        const struct record *group, const char *field)
{
    table_cell(page, table, column);
    if (has_number(group, field))
        html_count(page, record_value(group, field)->integer);
    else
        not_stated(page);
}

/* What the plan itself says, which nobody here worked out. */
static void write_groups(struct page_writer *page, const struct record_list *groups)
{
    static const struct column columns[] = {{.label = {"Group", 5}},
                                            {.label = {"Known", 5}, .numeric = true},
                                            {.label = {"Estimated", 9}, .numeric = true},
                                            {.label = {"What the numbers are", 20}}};
    struct table table = {.caption = MARKUP("What the plan says of its vulnerable groups"),
                          .columns = columns,
                          .column_count = 4,
                          .stacked = true};
    size_t told = 0;
    for (size_t i = 0; i < groups->count; i++)
        told += is_told(&groups->records[i]);
    html(page, "<h2 class=\"govuk-heading-m\">What the plan says</h2>\n<p class=\"govuk-body\">");
    html(page, "Of ");
    words_counted(page, (int64_t)groups->count, "vulnerable group", "vulnerable groups");
    html(page, ", the plan tells a number for ");
    words_number(page, (int64_t)told);
    html(page, ". <a class=\"govuk-link\" href=\"/vulnerable_group\">All groups</a></p>\n");
    if (told == 0)
        return;
    table_begin(page, &table);
    for (size_t i = 0; i < groups->count; i++) {
        const struct record *group = &groups->records[i];
        if (!is_told(group))
            continue;
        table_row(page, &table, false);
        table_cell(page, &table, 0);
        html_link_to(page, "vulnerable_group", group->code, record_title(group));
        write_given(page, &table, 1, group, "known_count");
        write_given(page, &table, 2, group, "estimated_count");
        table_text(page, &table, 3, record_text(group, "count_says"));
        table_row_end(page, &table);
    }
    table_end(page, &table);
    file_link(page, SLICE("/hidden/groups.csv"));
}

int hidden_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct record_list populations, groups;
    int code = page_open(request, response, &page);
    if (code == 0)
        code = load_list(request, &hidden_population_entity, &populations);
    if (code == 0)
        code = load_list(request, &vulnerable_group_entity, &groups);
    if (code != 0)
        return code;
    page_begin(&page, &(struct page_head){
                          .title = SLICE("Who we do not see"), .place = PLACE_PLAN, .tool = true});
    page_here(&page, MARKUP("Needs"), SLICE("Who we do not see"));
    html(&page,
         "<div class=\"weft-measure\"><p class=\"weft-says\">Some children are on no list of "
         "anybody. How much lists overlap tells how many.</p></div>\n");
    if (populations.count)
        code = write_populations(request, &page, &populations);
    else
        write_empty(request, &page);
    if (code < 0)
        return code;
    if (groups.count)
        write_groups(&page, &groups);
    return page_end(&page, &request->err);
}
