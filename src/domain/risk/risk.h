/* The risk register. */
#ifndef WEFT_DOMAIN_RISK_H
#define WEFT_DOMAIN_RISK_H

#include "record/record.h"

extern const struct entity risk_entity;

#endif
