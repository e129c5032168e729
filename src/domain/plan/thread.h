/* The golden thread: the steps above a record, from the vision down to the one just above it, and
 * what hangs just below it. */
#ifndef WEFT_DOMAIN_PLAN_THREAD_H
#define WEFT_DOMAIN_PLAN_THREAD_H

#include "record/record.h"

struct thread_step {
    const struct entity *entity; /* NULL for the vision */
    const char *label;           /* in place of the entity's own; NULL */
    const char *named_as;        /* of what names the record: the label of the field that does */
    struct slice code, title;
    int64_t position;          /* its number among its kind, 0 where it has none */
    struct slice starts, ends; /* of a priority: "2011-04-01"; may be empty */
    bool retired;
};

struct thread {
    struct thread_step *above; /* the vision first */
    size_t above_count;
    struct thread_step *below;
    size_t below_count;
    struct thread_step *named; /* what names the record without hanging on it */
    size_t named_count;
};

enum { THREAD_DEEPEST = 12, THREAD_BELOW = 200 };

/* The steps above a record. Where it hangs on two, `came_by` names the way up: a field of the
 * entity, optionally with a code ("priorities" or "priorities=p1"); empty or unknown takes the
 * first of the entity's `up` that is given. What hangs on nothing in the plan's file (a post, a
 * board that reports to nobody) hangs on the plan. A step that the actor may not read ends the
 * thread.
 *
 * O(steps) statements. */
int thread_load(struct store *store, const struct registry *registry, const struct record *record,
                struct slice came_by, const struct actor *actor, struct arena *arena,
                struct thread *ret_thread, struct err *err);

/* The steps below, kind by kind, and what else names the record (a post's commitments, what serves
 * a principle): at most THREAD_BELOW of each. One statement for each field that can lead to it. */
int thread_load_below(struct store *store, const struct registry *registry,
                      const struct record *record, const struct actor *actor, struct arena *arena,
                      struct thread *thread, struct err *err);

#endif
