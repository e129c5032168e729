/* Who decides and who answers for what. */
#ifndef WEFT_DOMAIN_GOVERNANCE_H
#define WEFT_DOMAIN_GOVERNANCE_H

#include "domain/governance/answers.h"
#include "record/record.h"

extern const struct entity body_entity;
extern const struct entity post_entity;
extern const struct entity seat_entity;
extern const struct entity accountability_entity;

#endif
