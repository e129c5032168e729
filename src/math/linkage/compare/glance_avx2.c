/* A glance by processors of 2013 on: registers of 256 bits. */
#include "math/linkage/compare/glance_lanes.h"

#include "base/banned.h"

void glance_avx2(const struct comparer *comparer, struct glance *glance)
{
    glance_by_lanes(comparer, glance);
}
