/* The plan: what it says, from the vision to a commitment, and the file it comes from. */
#ifndef WEFT_DOMAIN_PLAN_H
#define WEFT_DOMAIN_PLAN_H

#include "domain/plan/file.h"
#include "domain/plan/thread.h"
#include "domain/plan/view.h"
#include "record/record.h"

extern const struct entity partnership_entity;
extern const struct entity plan_entity;
extern const struct entity related_plan_entity;
extern const struct entity strategic_objective_entity;
extern const struct entity operational_objective_entity;
extern const struct entity priority_entity;
extern const struct entity commitment_entity;
extern const struct entity principle_entity;

#endif
