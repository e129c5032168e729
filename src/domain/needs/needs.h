/* Whom the plan worries about most, and whom it does not see. */
#ifndef WEFT_DOMAIN_NEEDS_H
#define WEFT_DOMAIN_NEEDS_H

#include "domain/needs/hidden.h"
#include "record/record.h"

extern const struct entity vulnerable_group_entity;
extern const struct entity hidden_population_entity;

#endif
