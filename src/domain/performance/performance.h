/* Indicators, targets and figures. */
#ifndef WEFT_DOMAIN_PERFORMANCE_H
#define WEFT_DOMAIN_PERFORMANCE_H

#include "domain/performance/figures.h"
#include "domain/performance/funnel.h"
#include "domain/performance/gap_view.h"
#include "domain/performance/indicator_view.h"
#include "domain/performance/neighbours_view.h"
#include "domain/performance/outlook.h"
#include "domain/performance/outline.h"
#include "domain/performance/rung_view.h"
#include "domain/performance/signal.h"
#include "domain/performance/standing.h"
#include "domain/performance/load.h"
#include "record/record.h"

extern const struct entity indicator_entity;
extern const struct entity target_entity;
extern const struct entity measure_entity;
extern const struct entity area_entity;
extern const struct entity neighbour_entity;
extern const struct entity observation_entity;
extern const struct entity held_figure_entity;
extern const struct entity load_entity;
extern const struct entity outline_entity;

#endif
