/* A glance as any processor can, and which others can what. */
#include "math/linkage/compare/glance.h"

#include "base/banned.h"

void glance_plainly(const struct comparer *comparer, struct glance *glance)
{
    glance->apart = 0;
    glance->across = glance->all;
    for (size_t at = 0; at < comparer->records->field_count; at++) {
        uint32_t value = comparer->row[at];
        glance->unsettled[at] = 0;
        for (size_t i = 0; value && i < glance->count; i++) {
            uint32_t other = glance->values[at][i] = glance->rows[i][at];
            uint64_t equal = other == value ? comparer->exact[at] : LEVEL_MISSING;
            glance->levels[at / 8][i] |= equal << 8 * (at % 8);
            glance->unsettled[at] |= (uint64_t)(other && other != value) << i;
        }
    }
}

glance_way *glance_best(void)
{
#ifdef WEFT_AVX512
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vpopcntdq"))
        return glance_avx512;
#endif
#ifdef WEFT_AVX2
    if (__builtin_cpu_supports("avx2"))
        return glance_avx2;
#endif
    return glance_plainly;
}

void glance_at(const struct comparer *comparer, const uint32_t *others, size_t count,
               struct glance *ret_glance)
{
    memset(ret_glance->levels, 0, sizeof ret_glance->levels);
    ret_glance->count = count;
    ret_glance->all = count == GLANCE_MOST ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    for (size_t i = 0; i < count; i++)
        ret_glance->rows[i] = records_row(comparer->records, others[i]);
    for (size_t i = count; i % GLANCE_STEP; i++)
        ret_glance->rows[i] = ret_glance->rows[0];
    comparer->glance(comparer, ret_glance);
}
