/* The JSON API: every entity as a resource, and the OpenAPI document that says so. */
#ifndef WEFT_API_API_H
#define WEFT_API_API_H

#include "gate/gate.h"

/* Everything under /api/. */
extern const struct room api_room;

#endif
