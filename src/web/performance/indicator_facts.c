/* What an indicator is, where its figures come from, and which load brought or revised them. */
#include "web/performance/indicator.h"

#include "base/banned.h"

static void write_choice(struct page_writer *page, const struct indicator_view *view,
                         const char *label, const char *field)
{
    const struct record *indicator = &view->indicator;
    int at = entity_field(indicator->entity, slice_from(field));
    struct slice code = record_text(indicator, field);
    fact_stated(page, label,
                code.length ? slice_from(choice_label(&indicator->entity->fields[at], code))
                            : code);
}

/* What the publisher says where the plan's own record does not. */
static struct slice either(struct slice own, struct slice published)
{
    return own.length ? own : published;
}

static void write_sources(struct page_writer *page, const struct indicator_view *view)
{
    const struct measure *here = &view->standing.measure;
    fact_begin(page, view->source_count > 1 ? "Sources, in order" : "Published as");
    if (view->source_count == 0)
        not_stated(page);
    for (size_t i = 0; i < view->source_count; i++) {
        const struct measure *source = &view->sources[i];
        if (i)
            html(page, "<br/>");
        html_link_to(page, "measure", source->code, source->title);
        html(page, " <span class=\"weft-quiet\">");
        html_text(page, source->source);
        if (view->standing.has_measure && slice_equal(source->code, here->code) &&
            view->source_count > 1)
            html(page, ", shown here");
        html(page, "</span>");
        if (!slice_equal(source->code, here->code)) {
            html(page, " <a class=\"govuk-link\" href=\"?source=");
            html_encoded(page, source->code);
            html(page, "\">show this one</a>");
        }
    }
    fact_end(page);
}

static void write_link(struct page_writer *page, const struct measure *measure)
{
    if (!slice_starts_with(measure->link, SLICE("https://")))
        return;
    fact_begin(page, "More from the publisher");
    html_link(page, measure->link, measure->link);
    fact_end(page);
}

void indicator_definition(struct page_writer *page, const struct indicator_view *view)
{
    const struct record *indicator = &view->indicator;
    const struct measure *measure = &view->standing.measure;
    html(page, "<h2 class=\"govuk-heading-m\">What the figure is</h2>\n");
    markdown(page, 3, record_text(indicator, "description"));
    facts_begin(page, true);
    fact_stated(page, "What it is", either(record_text(indicator, "definition"), measure->title));
    fact_stated(page, "Counts", record_text(indicator, "numerator"));
    fact_stated(page, "Out of", record_text(indicator, "denominator"));
    fact_stated(page, "Unit", either(measure->unit, record_text(indicator, "unit")));
    write_choice(page, view, "Good is", "polarity");
    fact_stated(page, "Source", either(record_text(indicator, "source"), measure->source));
    write_sources(page, view);
    fact_stated(page, "Kind of year", measure->year_type);
    fact_stated(page, "How often", record_text(indicator, "frequency"));
    write_choice(page, view, "Quality", "quality");
    if (record_text(indicator, "quality_note").length)
        fact_stated(page, "Why this quality", record_text(indicator, "quality_note"));
    write_choice(page, view, "Kind", "kind");
    write_choice(page, view, "Whose choice", "choice");
    write_choice(page, view, "Who may see it", "audience");
    write_link(page, measure);
    facts_end(page);
    if (measure->methodology.length) {
        html(page,
             "<details class=\"govuk-details\"><summary class=\"govuk-details__summary\"><span "
             "class=\"govuk-details__summary-text\">How the publisher makes it</span></summary>"
             "<div class=\"govuk-details__text\">");
        struct slice rest = measure->methodology, line;
        while (slice_split(&rest, '\n', &line)) {
            html(page, "<p class=\"govuk-body\">");
            html_text(page, line);
            html(page, "</p>");
        }
        html(page, "</div></details>\n");
    }
}

/* "See the page as it was before": as published the day before this load. */
static void write_before(struct page_writer *page, const struct indicator_view *view,
                         const struct indicator_version *version)
{
    struct date before = date_from_days(date_to_days(version->published) - 1);
    html(page, " <a class=\"govuk-link\" href=\"");
    html_address(page, path_to(page->arena, "indicator", view->indicator.code));
    html(page, "?on-day=");
    html_integer(page, before.day);
    html(page, "&amp;on-month=");
    html_integer(page, before.month);
    html(page, "&amp;on-year=");
    html_integer(page, before.year);
    html(page, "\">See the page as it was before</a>");
}

void indicator_versions(struct page_writer *page, const struct indicator_view *view)
{
    html(page, "<h2 class=\"govuk-heading-m\" id=\"versions\">Versions</h2>\n");
    if (view->version_count == 0) {
        html(page, "<p class=\"govuk-body\">");
        if (date_is_given(view->published_on))
            html(page, "No figure of it for this place had been published by that day.");
        else
            html(page, "No figure of it was loaded for this place yet.");
        html(page, "</p>\n");
        return;
    }
    html(page, "<ol class=\"weft-log\">");
    for (size_t i = 0; i < view->version_count; i++) {
        const struct indicator_version *version = &view->versions[i];
        bool is_first = i + 1 == view->version_count;
        html(page, "<li><span class=\"weft-log__when\">Published ");
        words_date(page, version->published);
        html(page, ", in ");
        html_link(page,
                  slice_from(arena_printf(page->arena, "/load/%lld", (long long)version->load)),
                  version->file);
        html(page, "</span>");
        words_number_first(page, version->figures);
        html_string(page, version->figures == 1 ? " figure" : " figures");
        html_string(page, is_first ? ", the first, up to " : " added or revised, up to ");
        words_period_unbroken(page, version->newest);
        html(page, ".");
        if (!is_first)
            write_before(page, view, version);
        html(page, "</li>");
    }
    html(page, "</ol>\n<p class=\"govuk-body\">A revised figure takes the place of the earlier one "
               "and never overwrites it.</p>\n");
}
