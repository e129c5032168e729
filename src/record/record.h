/* The record engine: one definition a thing, everything else read from it. */
#ifndef WEFT_RECORD_RECORD_H
#define WEFT_RECORD_RECORD_H

#include "record/audit.h"
#include "record/entity.h"
#include "record/form.h"
#include "record/history.h"
#include "record/list.h"
#include "record/log.h"
#include "record/permit.h"
#include "record/query.h"
#include "record/save.h"
#include "record/schema.h"
#include "record/search.h"
#include "record/titles.h"
#include "record/value.h"
#include "record/writer.h"

#endif
