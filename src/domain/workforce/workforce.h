/* The people who work with children. */
#ifndef WEFT_DOMAIN_WORKFORCE_H
#define WEFT_DOMAIN_WORKFORCE_H

#include "record/record.h"

extern const struct entity workforce_strand_entity;

#endif
