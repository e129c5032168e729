/* To add an entity: one file in its folder, a line in that folder's header, a line here. */
#include "domain/domain.h"

#include "domain/access/access.h"
#include "domain/governance/governance.h"
#include "domain/needs/needs.h"
#include "domain/performance/performance.h"
#include "domain/plan/plan.h"
#include "domain/risk/risk.h"
#include "domain/workforce/workforce.h"

#include "base/banned.h"

static const struct entity *const entities[] = {
    &partnership_entity,
    &plan_entity,
    &related_plan_entity,
    &strategic_objective_entity,
    &operational_objective_entity,
    &priority_entity,
    &commitment_entity,
    &principle_entity,
    &workforce_strand_entity,
    &vulnerable_group_entity,
    &hidden_population_entity,
    &body_entity,
    &post_entity,
    &seat_entity,
    &accountability_entity,
    &risk_entity,
    &indicator_entity,
    &target_entity,
    &measure_entity,
    &area_entity,
    &neighbour_entity,
    &observation_entity,
    &held_figure_entity,
    &load_entity,
    &outline_entity,
    &user_entity,
};

const struct registry weft_registry = {entities, sizeof entities / sizeof *entities};
