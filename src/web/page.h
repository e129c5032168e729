/* What stands around every page: header, thread, main, footer. */
#ifndef WEFT_WEB_PAGE_H
#define WEFT_WEB_PAGE_H

#include "domain/access/access.h"
#include "domain/plan/plan.h"
#include "gate/gate.h"
#include "text/text.h"

enum page_place {
    PLACE_NONE,
    PLACE_OWE,
    PLACE_SCORECARD,
    PLACE_PLAN,
    PLACE_WHO,
    PLACE_RECORDS,
    PLACE_LOADS,
    PLACE_DATA,
    PLACE_USERS,
};

/* What is the same on every page of a request. */
struct page_frame {
    struct plan_frame plan; /* whose store this is */
    struct slice person;    /* who is signed in; empty for anyone */
    struct slice token;     /* that every form carries; empty where nobody is signed in */
    bool loads;             /* whether they may bring in figures */
    bool users;             /* whether they let others in */
};

/* Ready to write the page that answers a request. One to three statements. Negative as
 * plan_frame_load, with request->err set. */
int page_open(struct request *request, struct response *response, struct page_writer *ret_page);

/* The same without reading the store, for errors. */
struct page_writer page_open_bare(struct request *request, struct response *response);

/* The place that the partnership is for, as people say it ("Nottingham"), and the code that its
 * figures carry; empty in a store that has none. */
struct slice page_place_name(const struct page_writer *page);
struct slice page_area(const struct page_writer *page);
bool page_is_invented(const struct page_writer *page);

/* The day that pages on who answers open on: see plan_opening_day. */
struct date page_opening_day(const struct page_writer *page, struct date today);

/* The date that a form of three boxes asked for by GET: NAME-day, NAME-month, NAME-year. Not given
 * where none was asked for. ERR_RANGE, with request->err, where there is no such day. */
int query_date(struct request *request, const char *name, struct date *ret_date);

/* The same for what was known on a day: ERR_RANGE for one to come too. */
int query_known_date(struct request *request, const char *name, struct date *ret_date);

/* The day that as_it_was asks for. Where there is no such day, the page is shown as it is without
 * one, with a status of 400, and as_it_was gives what was typed back with what is wrong. */
struct asked_day {
    struct date on; /* not given where none was asked for, or none that is */
    struct slice typed;
    struct slice source, via; /* what else the address says, which a day asked for keeps */
    struct faults faults;
};
struct asked_day query_day(struct request *request, struct response *response);

/* The same for what was known on a day, where there is none to come. */
struct asked_day query_known_day(struct request *request, struct response *response);

/* Where a page shows an earlier day: says so, and leads back to now. `says` is "As it was on ". */
void page_as_of(struct page_writer *page, const char *says, struct date on, struct slice now_path);

struct page_head {
    struct slice title;          /* in the window's title; page_here writes the heading */
    enum page_place place;       /* which part of the navigation this is */
    const struct thread *thread; /* the steps above, or NULL */
    bool tool;                   /* a page that is not on the thread */
    bool refused;                /* a form that was refused: the title says “Error” first */
};

void page_begin(struct page_writer *page, const struct page_head *head);

/* The heading, and above it what kind of thing this is (may be empty). */
void page_here(struct page_writer *page, struct markup level, struct slice title);

/* 0, or ERR_LIMIT where the page grew past its maximum. */
int page_end(struct page_writer *page, struct err *err);

/* What a person is called, by what they sign in with, for an asker who is told such things
 * (permit_inside); their code where nobody has it. One statement. */
struct slice person_name(const struct request *request, struct slice user);

#endif
