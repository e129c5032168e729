/* The whole partnership: every entity of every folder. */
#ifndef WEFT_DOMAIN_DOMAIN_H
#define WEFT_DOMAIN_DOMAIN_H

#include "record/record.h"

/* All entities, in the order in which a plan file lists and a reader meets them. */
extern const struct registry weft_registry;

#endif
