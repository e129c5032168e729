#include "math/disclosure/incidence.h"

#include "base/banned.h"

struct incidence incidence_of(const struct additive *table, struct arena *arena)
{
    size_t members = table->starts[table->sums];
    struct incidence incidence = {
        .starts = arena_array(arena, table->cells + 2, sizeof(size_t)),
        .sums = arena_array(arena, members, sizeof(uint32_t)),
    };
    size_t *starts = incidence.starts + 1; /* one ahead, so that filling moves them home */
    for (size_t i = 0; i < members; i++)
        starts[table->members[i] + 1]++;
    for (size_t i = 0; i < table->cells; i++) {
        incidence.most = starts[i + 1] > incidence.most ? starts[i + 1] : incidence.most;
        starts[i + 1] += starts[i];
    }
    for (size_t sum = 0; sum < table->sums; sum++)
        for (size_t i = table->starts[sum]; i < table->starts[sum + 1]; i++)
            incidence.sums[starts[table->members[i]]++] = (uint32_t)sum;
    return incidence;
}

size_t incidence_kept(const struct incidence *incidence, const struct additive *table,
                      uint32_t cell, uint32_t *rows, double *signs)
{
    size_t count = 0;
    for (size_t i = incidence->starts[cell]; i < incidence->starts[cell + 1]; i++) {
        uint32_t sum = incidence->sums[i];
        if (is_implied(table, sum))
            continue;
        rows[count] = sum;
        signs[count++] = member_sign(table, sum, cell);
    }
    return count;
}
