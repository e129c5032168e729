/* HTML that cannot carry what a stranger wrote as markup.
 *
 * Two kinds of text exist. A slice is words: it is escaped wherever it goes, in content and in
 * attributes alike. A struct markup goes out as it is; it is made here alone, from a literal of
 * the program (MARKUP) or from what a writer wrote (markup_end). A slice in its place does not
 * compile, nor does a variable in the place of a literal.
 *
 * Attributes stand in double quotes and empty elements close themselves, so that a whole page is
 * also well-formed XML: the tests read every page with an XML parser. */
#ifndef WEFT_TEXT_MARKUP_H
#define WEFT_TEXT_MARKUP_H

#include "base/base.h"

struct markup {
    const char *html;
    size_t length;
};

#define MARKUP(literal) ((struct markup){"" literal, sizeof(literal) - 1})

/* Where a page, or a part of one, is written. Sticky like its buffer: ask once at the end. */
struct page_writer {
    struct buffer *out;
    struct arena *arena;            /* dies with the request */
    const struct page_frame *frame; /* what stands around every page; NULL in a part */
};

/* html(page, "<p>") takes nothing but a literal. */
#define html(page, literal) html_markup((page), MARKUP(literal))
static inline void html_markup(struct page_writer *page, struct markup markup)
{
    buffer_append(page->out, (struct slice){markup.html, markup.length});
}

/* Words, escaped. Bytes that are not UTF-8, and control characters, become U+FFFD. */
void html_text(struct page_writer *page, struct slice text);
void html_string(struct page_writer *page, const char *text); /* NULL writes nothing */

/* The first letter as a capital (ASCII), the rest as html_text. */
void html_sentence(struct page_writer *page, struct slice text);

/* The first letter small, unless the second is a capital too. */
void html_phrase(struct page_writer *page, struct slice text);

/* A whole number without separators (attributes), or as people read it: 79,191. */
void html_integer(struct page_writer *page, int64_t value);
void html_count(struct page_writer *page, int64_t value);

/* With `places` (0 to 6) decimals, rounded half away from nought, and thousands separated where
 * `grouped`; “not a number” writes nothing. */
void html_decimals(struct page_writer *page, double value, int places, bool grouped);

/* Text inside an address, percent-encoded: letters, digits and -._~ alone stand as they are. */
void html_encoded(struct page_writer *page, struct slice text);

/* An address inside an attribute, its codes encoded already (see path_to): one of this site, or
 * one that begins with https://. For anything else "#" is written: no address can run a script. */
void html_address(struct page_writer *page, struct slice path);

/* <a class="govuk-link" href="PATH">TEXT</a>, the path as html_address takes it. */
void html_link(struct page_writer *page, struct slice path, struct slice text);

/* Such a link to "/ENTITY/CODE", the code percent-encoded. */
void html_link_to(struct page_writer *page, const char *entity, struct slice code,
                  struct slice text);

/* "/ENTITY/CODE", the code percent-encoded, in the arena. */
struct slice path_to(struct arena *arena, const char *entity, struct slice code);

/* Write a part apart from its page, to be placed later: what stands between the two calls. */
struct page_writer markup_begin(struct page_writer *page, struct buffer *part);
struct markup markup_end(struct page_writer *part);

/* Words as markup, in the arena. */
struct markup markup_text(struct arena *arena, struct slice text);

#endif
