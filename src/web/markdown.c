/* The little Markdown of long text fields. Whatever is not one of its few marks is words, so the
 * worst that a stranger's text can do is to look odd. */
#include "web/components.h"

#include "base/banned.h"

/* Length of the text up to a closing mark that stands in this line and encloses something. */
static size_t find_closing(struct slice text, size_t start, struct slice mark)
{
    size_t found = start + slice_find(slice_sub(text, start, text.length), mark);
    return found > start && found + mark.length <= text.length ? found : 0;
}

/* [words](address): how many bytes it took, or 0 where it is none. */
static size_t write_link(struct page_writer *page, struct slice text, size_t at)
{
    size_t close = find_closing(text, at + 1, SLICE("]("));
    size_t end = close ? find_closing(text, close + 2, SLICE(")")) : 0;
    struct slice path = slice_sub(text, close + 2, end);
    bool leads = slice_starts_with(path, SLICE("/")) || slice_starts_with(path, SLICE("https://"));
    if (!end || !leads)
        return 0;
    html_link(page, path, slice_sub(text, at + 1, close));
    return end + 1 - at;
}

/* **strong** or _emphasis_: how many bytes it took, or 0 where it is none. */
static size_t write_emphasis(struct page_writer *page, struct slice text, size_t at)
{
    bool strong = text.data[at] == '*';
    struct slice mark = strong ? SLICE("**") : SLICE("_");
    bool begins = slice_starts_with(slice_sub(text, at, text.length), mark) &&
                  (strong || at == 0 || text.data[at - 1] == ' ');
    size_t close = begins ? find_closing(text, at + mark.length, mark) : 0;
    bool inside_word =
        close && close + 1 < text.length && !strong && !strchr(" .,;:!?)\n", text.data[close + 1]);
    if (!close || inside_word)
        return 0;
    if (strong)
        html(page, "<strong>");
    else
        html(page, "<em>");
    html_text(page, slice_sub(text, at + mark.length, close));
    if (strong)
        html(page, "</strong>");
    else
        html(page, "</em>");
    return close + mark.length - at;
}

static void write_inline(struct page_writer *page, struct slice text)
{
    size_t start = 0, at = 0;
    while (at < text.length) {
        char byte = text.data[at];
        if (byte != '[' && byte != '*' && byte != '_') {
            at++;
            continue;
        }
        html_text(page, slice_sub(text, start, at));
        start = at;
        size_t taken = byte == '[' ? write_link(page, text, at) : write_emphasis(page, text, at);
        at += taken ? taken : 1;
        if (taken)
            start = at;
    }
    html_text(page, slice_sub(text, start, at));
}

enum block { NO_BLOCK, PARAGRAPH, BULLETS, NUMBERS };

static void close_block(struct page_writer *page, enum block block)
{
    if (block == PARAGRAPH)
        html(page, "</p>\n");
    if (block == BULLETS)
        html(page, "</li></ul>\n");
    if (block == NUMBERS)
        html(page, "</li></ol>\n");
}

/* How many bytes mark the line as an item of a list, and of which. */
static size_t item_mark(struct slice line, enum block *ret_block)
{
    size_t digits = 0;
    if (slice_starts_with(line, SLICE("- ")) || slice_starts_with(line, SLICE("* "))) {
        *ret_block = BULLETS;
        return 2;
    }
    while (digits < line.length && line.data[digits] >= '0' && line.data[digits] <= '9')
        digits++;
    *ret_block = NUMBERS;
    bool numbered =
        digits > 0 && slice_starts_with(slice_sub(line, digits, line.length), SLICE(". "));
    return numbered ? digits + 2 : 0;
}

static void write_heading(struct page_writer *page, int level, struct slice line)
{
    bool second = level == 2;
    html_markup(page, second ? MARKUP("<h2 class=\"govuk-heading-s\">")
                             : MARKUP("<h3 class=\"govuk-heading-s\">"));
    write_inline(page, slice_trim(slice_sub(line, slice_find_byte(line, ' '), line.length)));
    html_markup(page, second ? MARKUP("</h2>\n") : MARKUP("</h3>\n"));
}

/* A line is a heading, an item of a list, the start of a paragraph, or goes on with what is open.
 */
static enum block write_line(struct page_writer *page, int level, struct slice line,
                             enum block open)
{
    enum block list = NO_BLOCK;
    size_t mark = item_mark(line, &list);
    if (slice_starts_with(line, SLICE("## ")) || slice_starts_with(line, SLICE("### "))) {
        close_block(page, open);
        write_heading(page, level, line);
        return NO_BLOCK;
    }
    if (mark && open == list) {
        html(page, "</li><li>");
    } else if (mark) {
        close_block(page, open);
        if (list == BULLETS)
            html(page, "<ul class=\"govuk-list govuk-list--bullet\"><li>");
        else
            html(page, "<ol class=\"govuk-list govuk-list--number\"><li>");
    } else if (open == NO_BLOCK) {
        html(page, "<p class=\"govuk-body\">");
    } else {
        html(page, "\n");
    }
    write_inline(page, slice_trim(slice_sub(line, mark, line.length)));
    return mark ? list : open == NO_BLOCK ? PARAGRAPH : open;
}

void markdown(struct page_writer *page, int level, struct slice text)
{
    enum block open = NO_BLOCK;
    struct slice rest = text, line;
    while (slice_split(&rest, '\n', &line)) {
        struct slice trimmed = slice_trim(line);
        if (trimmed.length) {
            open = write_line(page, level, trimmed, open);
            continue;
        }
        close_block(page, open);
        open = NO_BLOCK;
    }
    close_block(page, open);
}
