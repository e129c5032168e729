/* A glance by processors that count the bits of four words at once, of 2019 on. */
#include "math/linkage/compare/glance_lanes.h"

#include "base/banned.h"

void glance_avx512(const struct comparer *comparer, struct glance *glance)
{
    glance_by_lanes(comparer, glance);
}
