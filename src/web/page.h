/* What stands around every page: header, thread, main, footer. */
#ifndef WEFT_WEB_PAGE_H
#define WEFT_WEB_PAGE_H

#include "domain/plan/plan.h"
#include "web/markup.h"

enum { LIMIT_PAGE = 8 << 20 }; /* bytes of a page; the largest list makes about 1 MiB */

enum page_place {
    PLACE_NONE,
    PLACE_OWE,
    PLACE_SCORECARD,
    PLACE_PLAN,
    PLACE_WHO,
    PLACE_RECORDS,
    PLACE_LOADS,
    PLACE_DATA,
};

/* What is the same on every page of a request. */
struct page_frame {
    struct slice partnership; /* its title; empty in a store that has none yet */
    bool invented;            /* every page says so */
    struct slice notice;      /* said at the top of every page; may be empty */
    struct slice person;      /* who is signed in; empty for anyone */
    struct slice token;       /* that every form of a signed-in person carries */
    bool loads;               /* whether they may bring in figures */
};

struct page_head {
    struct slice title;          /* in the window's title; page_here writes the heading */
    enum page_place place;       /* which part of the navigation this is */
    const struct thread *thread; /* the steps above, or NULL */
    bool tool;                   /* a page that is not on the thread */
    bool refused;                /* a form that was refused: the title says “Error” first */
};

void page_begin(struct page_writer *page, const struct page_head *head);

/* The heading, and above it what kind of thing this is (may be empty). */
void page_here(struct page_writer *page, struct slice level, struct slice title);

/* 0, or ERR_LIMIT where the page grew past LIMIT_PAGE. */
int page_end(struct page_writer *page, struct err *err);

#endif
