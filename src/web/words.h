/* English that pages say figures and dates in. */
#ifndef WEFT_WEB_WORDS_H
#define WEFT_WEB_WORDS_H

#include "text/text.h"

/* "three"; from 21 on in figures. Nought is "none". */
void words_number(struct page_writer *page, int64_t count);
/* The same with a capital, for the start of a sentence. */
void words_number_first(struct page_writer *page, int64_t count);

/* "1st", "22nd", "113th". */
void words_ordinal(struct page_writer *page, int64_t place);

/* "one indicator", "five indicators". */
void words_counted(struct page_writer *page, int64_t count, const char *one, const char *many);

/* "2 May 2012", "May 2012"; nothing for a date that is not given. */
void words_date(struct page_writer *page, struct date date);
struct slice words_date_text(struct arena *arena, struct date date);
void words_month(struct page_writer *page, struct date date);
/* A date as it is stored, "2012-05-02"; what is none is written as it stands. */
void words_stored_date(struct page_writer *page, struct slice text);

/* "2 May 2012, 09.14", as clocks in the United Kingdom show it. */
void words_instant(struct page_writer *page, int64_t instant_us);

/* A name that a file writes for machines, "free_school_meals", for people: "Free school meals". */
struct slice words_name(struct arena *arena, struct slice name);

/* What stands between the parts of a list: nothing, ", " or " and ". */
void words_join(struct page_writer *page, size_t index, size_t count);

/* How long from one date to another, in the largest fitting unit: "six weeks", "13 months". */
void words_lapse(struct page_writer *page, struct date from, struct date until);

#endif
