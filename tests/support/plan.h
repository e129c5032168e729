/* A plan brought into a store from the text of a plan file. */
#ifndef WEFT_TESTS_SUPPORT_PLAN_H
#define WEFT_TESTS_SUPPORT_PLAN_H

#include "support/test.h"

#include "domain/domain.h"
#include "domain/plan/plan.h"

/* Fails, and says why, where the text is refused. */
void plan_put(struct writer *writer, struct slice text, struct arena *arena);

/* Make a store of all entities, with a plan of plans/ ("nottingham-2010-14.yaml"), or none where it
 * is NULL. */
void plan_make_store(const char *path, const char *plan, struct arena *arena);

/* Append its text. */
void plan_read_shipped(const char *name, struct buffer *text);

/* A partnership and its plan "plan" of April 2025 to March 2028: what every text begins with. */
#define PLAN_HEAD                                                                                  \
    "partnership:\n  - {code: p, title: P, place: P, kind: invented}\n"                            \
    "plan:\n  - {code: plan, title: Plan, partnership: p, vision: V, starts: 2025-04-01,"          \
    " ends: 2028-03-31, edition_date: 2025-07-01}\n"

#endif
