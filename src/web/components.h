/* The parts that pages are made of: thread, words, facts, tables and forms, each looking the same
 * everywhere. */
#ifndef WEFT_WEB_COMPONENTS_H
#define WEFT_WEB_COMPONENTS_H

#include "record/record.h"
#include "web/page.h"
#include "web/words.h"

/* --- the thread: thread.c ------------------------------------------------------- */

/* The steps above, each a filled knot; a step titled like the next is one knot with both levels
 * named. */
void thread_above(struct page_writer *page, const struct thread *thread);

/* What kind of thing a step is: "Strategic objective 1", "Priority 2011–13". */
void thread_level(struct page_writer *page, const struct thread_step *step);
struct markup thread_level_markup(struct page_writer *page, const struct thread_step *step);
struct slice thread_path(struct arena *arena, const struct thread_step *step);

/* The steps below: open a list, an open knot each, close it. A gap is a step that should be there
 * and is not: a red diamond, and the line breaks. Only the last may be one. */
void below_begin(struct page_writer *page, const char *id, const char *heading);
void below_knot(struct page_writer *page, struct slice path, struct slice title, bool is_last);
void below_gap(struct page_writer *page, struct slice says);
void below_note_end(struct page_writer *page); /* after what stands under a knot's link */
void below_end(struct page_writer *page);

/* --- words and facts: facts.c --------------------------------------------------- */

enum word {
    WORD_IMPROVING,
    WORD_WORSE,
    WORD_SAME,
    WORD_NONE, /* the figures cannot say */
    WORD_GAP,  /* nobody, nothing: somebody must mend it */
    WORD_LATE,
    WORD_DUE,
    WORD_DONE,
};

/* A shape and a word, always both. */
void word(struct page_writer *page, enum word kind, struct slice text);
void word_begin(struct page_writer *page, enum word kind);
void word_end(struct page_writer *page);

/* What neither the plan nor a publisher says. */
void not_stated(struct page_writer *page);
void stated(struct page_writer *page, struct slice text); /* the text, or that there is none */

/* A list of facts: open it, then fact_begin … fact_end for each, close it. */
void facts_begin(struct page_writer *page, bool wide);
void fact_begin(struct page_writer *page, const char *label);
void fact_begin_text(struct page_writer *page, struct slice label);
void fact_end(struct page_writer *page);
void fact_stated(struct page_writer *page, const char *label, struct slice text);
void facts_end(struct page_writer *page);

/* What someone must mend, in red: a title, then what stands until gap_end. */
void gap_begin(struct page_writer *page);
void gap_title_end(struct page_writer *page);
void gap_end(struct page_writer *page);

/* Nothing to show: say what is missing, and one way on, until empty_end. */
void empty_begin(struct page_writer *page);
void empty_end(struct page_writer *page);

/* Something was done, above the heading. */
void notice_done(struct page_writer *page, struct slice says);

/* Long text in the little Markdown that fields hold: paragraphs, lists, **strong**, _emphasis_,
 * headings, links to pages of this site and to https. All else is words. `level` is that of a
 * heading in it, 2 or 3: one below the heading that it stands under. O(length). */
void markdown(struct page_writer *page, int level, struct slice text);

/* --- tables and lists: table.c -------------------------------------------------- */

struct column {
    struct slice label;
    struct slice sort_path; /* where a click on the heading leads; empty where it does not sort */
    int sorted;             /* 1 ascending, −1 descending, 0 not by this one */
    bool numeric;
};

struct table {
    struct markup caption; /* for those who hear the page */
    const struct column *columns;
    size_t column_count;
    bool stacked; /* cards on a phone; else it scrolls by itself */
    bool tight;
    struct markup *cells; /* table_begin's own: what stands before each cell, and after the last;
                             before the first nothing, which its row begins */
};

/* A table row by row: after table_row every column in its order, by table_cell and what stands in
 * it, or by table_text. */
void table_begin(struct page_writer *page, struct table *table);
void table_row(struct page_writer *page, const struct table *table, bool here);
void table_cell(struct page_writer *page, const struct table *table, size_t column);
void table_row_end(struct page_writer *page, const struct table *table);
void table_end(struct page_writer *page, const struct table *table);

/* Whole cells at once. */
void table_text(struct page_writer *page, const struct table *table, size_t column,
                struct slice text);

/* On to the next part of a list, by key. next_path empty: that was all. */
void pager(struct page_writer *page, struct slice first_path, struct slice next_path,
           struct slice next_label);

/* --- forms: form.c ---------------------------------------------------------------- */

/* The token that proves a form came from us; nothing for anyone who is not signed in. */
void form_token(struct page_writer *page);

/* What was wrong, above the heading, each a link to its field: "Not saved: two things to put
 * right". Nothing without faults. */
void form_errors(struct page_writer *page, const char *outcome, const struct faults *faults);

struct form_option {
    struct slice code, label;
};

/* A field of a record with its label, hint, fault and value, by its kind. `options` are those of
 * a reference. A date is three boxes: NAME-day, NAME-month and NAME-year. */
void form_field(struct page_writer *page, const struct field *field, struct slice value,
                const struct form_option *options, size_t option_count,
                const struct faults *faults);

/* A plain input: type is "text", "search", "password", "file" … */
struct form_input {
    const char *name, *label, *hint, *type, *autocomplete;
    struct slice value;
};
void form_input(struct page_writer *page, const struct form_input *input,
                const struct faults *faults);
/* A choice in a filter, with the label quiet and “any” first. */
void form_filter(struct page_writer *page, const char *name, const char *label,
                 const struct form_option *options, size_t count, struct slice chosen);
/* A box that searches everything; `words` are those that were asked for. */
void form_search(struct page_writer *page, const char *label, struct slice words);

void form_hidden(struct page_writer *page, const char *name, struct slice value);
void form_submit(struct page_writer *page, const char *label);

/* “As it was on”: a date asked for by GET. It opens on `on`, or on what was typed that is none. */
void as_it_was(struct page_writer *page, struct slice path, struct date on,
               const struct asked_day *asked);

/* --- adding to a record: add.c ----------------------------------------------------- */

/* A link for each kind of thing that belongs to this record and that the asker may make: its form
 * opens filled with the reference, and leads back. Nothing for anyone. O(entities). */
void add_here(struct page_writer *page, const struct request *request, const struct record *record);

/* The reference of an entity that a form or page was come by, and the code that it leads to, from
 * "FIELD=CODE"; NULL where that names none. */
const struct field *came_by(const struct entity *entity, struct slice via, struct slice *ret_code);

#endif
