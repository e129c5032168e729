/* Whom the plan worries about most. */
#ifndef WEFT_DOMAIN_NEEDS_H
#define WEFT_DOMAIN_NEEDS_H

#include "record/record.h"

extern const struct entity vulnerable_group_entity;

#endif
