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
    if (!end)
        return 0;
    html_link(page, slice_sub(text, close + 2, end), slice_sub(text, at + 1, close));
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
    if (!close)
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

enum block { NO_BLOCK, PARAGRAPH, LIST };

static void close_block(struct page_writer *page, enum block block)
{
    if (block == PARAGRAPH)
        html(page, "</p>\n");
    if (block == LIST)
        html(page, "</li></ul>\n");
}

/* A line is an item of a list, the start of a paragraph, or goes on with what is open. */
static enum block write_line(struct page_writer *page, struct slice line, enum block open)
{
    bool item = slice_starts_with(line, SLICE("- ")) || slice_starts_with(line, SLICE("* "));
    if (item && open == LIST) {
        html(page, "</li><li>");
    } else if (item) {
        close_block(page, open);
        html(page, "<ul class=\"govuk-list govuk-list--bullet\"><li>");
    } else if (open == NO_BLOCK) {
        html(page, "<p class=\"govuk-body\">");
    } else {
        html(page, "\n");
    }
    write_inline(page, item ? slice_trim(slice_sub(line, 2, line.length)) : line);
    return item ? LIST : open == NO_BLOCK ? PARAGRAPH : open;
}

void markdown(struct page_writer *page, struct slice text)
{
    enum block open = NO_BLOCK;
    struct slice rest = text, line;
    while (slice_split(&rest, '\n', &line)) {
        struct slice trimmed = slice_trim(line);
        if (trimmed.length) {
            open = write_line(page, trimmed, open);
            continue;
        }
        close_block(page, open);
        open = NO_BLOCK;
    }
    close_block(page, open);
}
