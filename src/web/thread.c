/* The golden thread on a page: the steps above as filled knots, those below as open ones, and the
 * red one where a step should be and is not. */
#include "web/components.h"

#include "base/banned.h"

static void write_period(struct page_writer *page, const struct thread_step *step)
{
    struct date starts, ends;
    if (!date_parse(step->starts, &starts))
        return;
    html(page, " ");
    html_integer(page, starts.year);
    if (!date_parse(step->ends, &ends) || ends.year == starts.year)
        return;
    html(page, "–");
    if (ends.year / 100 != starts.year / 100) {
        html_integer(page, ends.year);
        return;
    }
    if (ends.year % 100 < 10)
        html(page, "0");
    html_integer(page, ends.year % 100);
}

void thread_level(struct page_writer *page, const struct thread_step *step)
{
    if (!step->entity) {
        html(page, "Vision");
        return;
    }
    html_string(page, step->label ? step->label : step->entity->label);
    if (step->starts.length)
        write_period(page, step);
    else if (step->position) {
        html(page, " ");
        html_integer(page, step->position);
    }
}

struct markup thread_level_markup(struct page_writer *page, const struct thread_step *step)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(512);
    struct page_writer part = markup_begin(page, &text);
    thread_level(&part, step);
    return markup_end(&part);
}

struct slice thread_path(struct arena *arena, const struct thread_step *step)
{
    if (!step->entity)
        return SLICE("/");
    return path_to(arena, step->entity->name, step->code);
}

void thread_above(struct page_writer *page, const struct thread *thread)
{
    if (thread->above_count == 0)
        return;
    html(page, "<nav class=\"weft-above\" aria-label=\"Above on the golden thread\"><ol>");
    for (size_t i = 0; i < thread->above_count; i++) {
        const struct thread_step *step = &thread->above[i];
        html(page, "<li class=\"weft-knot\"><span class=\"weft-knot__level\">");
        thread_level(page, step);
        while (i + 1 < thread->above_count &&
               slice_equal(thread->above[i + 1].title, step->title)) {
            html(page, ", ");
            step = &thread->above[++i];
            thread_level(page, step);
        }
        html(page, "</span> ");
        if (step->entity) {
            html_link(page, thread_path(page->arena, step), step->title);
        } else {
            html(page, "<a class=\"govuk-link\" href=\"/\">Is ");
            html_text(page, page_place_name(page));
            html(page, " doing better for its children?</a>");
        }
        html(page, "</li>");
    }
    html(page, "</ol></nav>\n");
}

void below_begin(struct page_writer *page, const char *id, const char *heading)
{
    html(page, "<nav class=\"weft-below\" aria-labelledby=\"");
    html_string(page, id);
    html(page, "\"><h2 class=\"govuk-heading-m\" id=\"");
    html_string(page, id);
    html(page, "\">");
    html_string(page, heading);
    html(page, "</h2><ul>");
}

void below_knot(struct page_writer *page, struct slice path, struct slice title, bool is_last)
{
    if (is_last)
        html(page, "<li class=\"weft-knot weft-knot--end\">");
    else
        html(page, "<li class=\"weft-knot\">");
    html_link(page, path, title);
    html(page, "<span class=\"weft-knot__note\">");
}

void below_note_end(struct page_writer *page)
{
    html(page, "</span></li>");
}

void below_gap(struct page_writer *page, struct slice says)
{
    html(page, "<li class=\"weft-knot weft-knot--gap weft-knot--end\">");
    html_text(page, says);
    html(page, "<span class=\"weft-knot__note\">");
}

void below_end(struct page_writer *page)
{
    html(page, "</ul></nav>\n");
}
