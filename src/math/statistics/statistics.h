/* Statistics that can be trusted in public: arrays in, arrays out. One header a subject; other
 * rooms include this one. A missing figure is NaN in every array, and gives NaN. */
#ifndef WEFT_MATH_STATISTICS_STATISTICS_H
#define WEFT_MATH_STATISTICS_STATISTICS_H

#include "math/statistics/benefit.h"
#include "math/statistics/capture.h"
#include "math/statistics/chart.h"
#include "math/statistics/compare.h"
#include "math/statistics/distribution.h"
#include "math/statistics/forecast.h"
#include "math/statistics/funnel.h"
#include "math/statistics/gap.h"
#include "math/statistics/glm.h"
#include "math/statistics/impact.h"
#include "math/statistics/interval.h"
#include "math/statistics/linear.h"
#include "math/statistics/minimise.h"
#include "math/statistics/rake.h"
#include "math/statistics/rank.h"
#include "math/statistics/score.h"
#include "math/statistics/slope.h"
#include "math/statistics/survey.h"
#include "math/statistics/trend.h"

#endif
