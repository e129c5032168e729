/* What pages ask of the plan. Lists are records of the engine, so the permission is asked as ever;
 * each list is one statement. */
#ifndef WEFT_DOMAIN_PLAN_VIEW_H
#define WEFT_DOMAIN_PLAN_VIEW_H

#include "record/record.h"

/* Whose store this is, and the plan that is shown: the newest. */
struct plan_frame {
    struct record partnership, plan;
    bool has_partnership, has_plan;
};

/* Two statements; one inside a snapshot of a connection that reads, which keeps the frame until the
 * store is changed. Lives as long as the arena and the snapshot. */
int plan_frame_load(struct store *store, const struct actor *actor, struct arena *arena,
                    struct plan_frame *ret_frame, struct err *err);

/* All records of a small entity that are not retired, in its order; where field is not NULL, only
 * those whose field is (or holds) code. */
int plan_list(struct store *store, const struct entity *entity, const char *field,
              struct slice code, const struct actor *actor, struct arena *arena,
              struct record_list *ret_list, struct err *err);

/* The record with this code in a list, or NULL. O(records). */
const struct record *plan_find(const struct record_list *list, struct slice code);

/* Whether a field of several references holds code. */
bool plan_holds(const struct record *record, const char *field, struct slice code);

/* Everything the plan says, for the tree and the document. Eleven statements. */
struct plan_view {
    struct plan_frame frame;
    struct record_list objectives, operational, priorities, commitments, principles, strands,
        groups, risks, bodies, related;
};

int plan_view_load(struct store *store, const struct registry *registry, const struct actor *actor,
                   struct arena *arena, struct plan_view *ret_view, struct err *err);

/* The day that a plan's pages open on: today while it lasts, else the date of its edition, else
 * its last day. */
struct date plan_opening_day(const struct record *plan, struct date today);

#endif
