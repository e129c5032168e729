/* Who answers for what, on any day, and what is broken. */
#ifndef WEFT_DOMAIN_GOVERNANCE_ANSWERS_H
#define WEFT_DOMAIN_GOVERNANCE_ANSWERS_H

#include "domain/plan/plan.h"
#include "record/record.h"

/* One officer's time with one thing. */
struct answer {
    struct slice accountability; /* the record's code */
    const struct entity *entity; /* of what is answered for */
    struct slice code;
    struct slice post, title, organisation; /* the post's code and title */
    struct date starts, ends;               /* ends not given: it lasts */
};

struct answers {
    struct answer *items; /* by when they start */
    size_t count;
};

/* All of them, past and present. One statement. */
int answers_load(struct store *store, struct arena *arena, struct answers *ret_answers,
                 struct err *err);

/* Who answers for a thing on a day, or NULL. */
const struct answer *answer_on(const struct answers *answers, const struct entity *entity,
                               struct slice code, struct date on);

/* Who is to answer for it next after that day, or NULL. */
const struct answer *answer_after(const struct answers *answers, const struct entity *entity,
                                  struct slice code, struct date on);

/* Whether anybody was ever said to answer for things of this kind: where nobody was, the plan does
 * not state it; where somebody was, nobody on a day is a gap. */
bool answers_stated(const struct answers *answers, const struct entity *entity);

/* Since when nobody has answered for a thing on a day on which nobody does: the day after the last
 * who did, or not given where nobody ever did. */
struct date gap_since(const struct answers *answers, const struct entity *entity, struct slice code,
                      struct date on);

/* The times of one thing between two days, those of nobody among them, in order: fills spans (at
 * most 2 * answers->count + 1 of them) with answers, NULL for nobody, and their days. */
struct answer_span {
    const struct answer *answer;
    struct date from, until; /* until not given: it lasts */
};
size_t answer_spans(const struct answers *answers, const struct entity *entity, struct slice code,
                    struct date from, struct date until, struct answer_span *spans);

#endif
