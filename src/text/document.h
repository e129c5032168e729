/* A page that stands alone: one file of HTML with its style inside. It has no script, fetches
 * nothing, and its policy forbids both, so that whatever strangers wrote in it stays words. It
 * prints, and fits the width of a telephone (docs: WCAG 2.2 AA).
 *
 * Callers give words and figures, never markup. Begin, then parts in their order, then end. */
#ifndef WEFT_TEXT_DOCUMENT_H
#define WEFT_TEXT_DOCUMENT_H

#include "text/markup.h"

struct document_column {
    const char *name;
    bool is_number;
};

struct document {
    struct page_writer page;
    bool has_section;
    const struct document_column *columns; /* of the table being written */
    size_t column_count, cell;
    unsigned tables; /* so far, for their ids */
};

/* made: when and by what, for the foot. */
void document_begin(struct document *document, struct slice title, struct slice made);
void document_end(struct document *document);

void document_section(struct document *document, struct slice heading); /* until the next */
void document_part(struct document *document, struct slice heading);    /* of a section */

/* The sentence that says it; a paragraph; a remark in small letters. */
void document_says(struct document *document, struct slice words);
void document_text(struct document *document, struct slice words);
void document_note(struct document *document, struct slice words);

/* Cells are given one after another; rows are headed by their first and end where the columns do.
 * The columns live until the table's end. */
void document_table(struct document *document, struct slice caption,
                    const struct document_column *columns, size_t count);
void document_cell(struct document *document, struct slice words);
void document_table_end(struct document *document);

/* A picture, written to document->page, with what it shows, as a sentence, over it. */
void document_figure(struct document *document, struct slice finding);
void document_figure_end(struct document *document);

/* What is closed until somebody asks; open in print. */
void document_details(struct document *document, struct slice summary);
void document_details_end(struct document *document);

#endif
