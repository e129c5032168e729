/* Arithmetic of several numbers at once, each in a lane of 64 bits, and masks of lanes in the place
 * of branches. Each file that includes this has a copy of it for its kind of processor. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_LANES_H
#define WEFT_MATH_LINKAGE_COMPARE_LANES_H

#ifdef __AVX512VPOPCNTDQ__
#include <immintrin.h>
#endif

#include "base/base.h"

#define INLINE __attribute__((always_inline)) static inline

/* A mask is a bit a lane where the processor has registers for that, else all bits of each lane or
 * none. */
#ifdef __AVX512VPOPCNTDQ__
enum { LANES = 8 };
typedef uint8_t masks;
#else
enum { LANES = 4 };
typedef int64_t masks __attribute__((vector_size(8 * LANES)));
#endif
typedef uint64_t lanes __attribute__((vector_size(8 * LANES)));

INLINE masks opposite(masks which)
{
    return (masks)~which;
}

INLINE lanes load(const void *words)
{
    lanes loaded;
    memcpy(&loaded, words, sizeof loaded);
    return loaded;
}

#ifdef __AVX512VPOPCNTDQ__

INLINE lanes all(uint64_t value)
{
    return (lanes)_mm512_set1_epi64((long long)value);
}

INLINE lanes choose(masks which, lanes yes, lanes no)
{
    return (lanes)_mm512_mask_blend_epi64(which, (__m512i)no, (__m512i)yes);
}

/* All lanes or none. */
INLINE masks if_so(bool so)
{
    return (masks)-so;
}

INLINE masks is(lanes a, lanes b)
{
    return _mm512_cmpeq_epi64_mask((__m512i)a, (__m512i)b);
}

INLINE masks is_not_zero(lanes x)
{
    return _mm512_test_epi64_mask((__m512i)x, (__m512i)x);
}

/* Numbers under 2^63. */
INLINE masks is_less(lanes a, lanes b)
{
    return _mm512_cmplt_epi64_mask((__m512i)a, (__m512i)b);
}

/* A bit a lane, from the lowest up. */
INLINE uint64_t bits_of(masks which)
{
    return which;
}

/* Of numbers under 2^32. */
INLINE lanes times(lanes a, lanes b)
{
    return (lanes)_mm512_mul_epu32((__m512i)a, (__m512i)b);
}

/* The sum of each lane's eight bytes, where it is under 256. */
INLINE lanes sum_of_bytes(lanes x)
{
    return (lanes)_mm512_sad_epu8((__m512i)x, _mm512_setzero_si512());
}

INLINE lanes count_bits(lanes x)
{
    return (lanes)_mm512_popcnt_epi64((__m512i)x);
}

/* 1 in each byte that is not 0. */
INLINE lanes bytes_set(lanes x)
{
    return (lanes)_mm512_min_epu8((__m512i)x, _mm512_set1_epi8(1));
}

/* Four words of each of eight, turned: the first words in one register, and so on. */
INLINE void turn(const void *const *from, lanes *ret_turned)
{
    __m512i halves[4];
    for (size_t i = 0; i < 4; i++)
        halves[i] =
            _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)from[i])),
                               _mm256_loadu_si256((const __m256i *)from[i + 4]), 1);
    const __m512i low = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
    const __m512i high = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
    __m512i even_ab = _mm512_unpacklo_epi64(halves[0], halves[1]);
    __m512i odd_ab = _mm512_unpackhi_epi64(halves[0], halves[1]);
    __m512i even_cd = _mm512_unpacklo_epi64(halves[2], halves[3]);
    __m512i odd_cd = _mm512_unpackhi_epi64(halves[2], halves[3]);
    ret_turned[0] = (lanes)_mm512_permutex2var_epi64(even_ab, low, even_cd);
    ret_turned[1] = (lanes)_mm512_permutex2var_epi64(odd_ab, low, odd_cd);
    ret_turned[2] = (lanes)_mm512_permutex2var_epi64(even_ab, high, even_cd);
    ret_turned[3] = (lanes)_mm512_permutex2var_epi64(odd_ab, high, odd_cd);
}

/* Rows of numbers turned: the first numbers of each, and so on, `stride` numbers from one to the
 * next. At most eight a row, and no more is read. */
INLINE void turn_rows(const uint32_t *const *rows, size_t from, size_t count, uint32_t *columns,
                      size_t stride)
{
    const __mmask8 wanted = (__mmask8)((1u << count) - 1);
    __m512i two[4], pairs[4], columns_of[4];
    for (size_t i = 0; i < 4; i++)
        two[i] = _mm512_inserti64x4(
            _mm512_castsi256_si512(_mm256_maskz_loadu_epi32(wanted, rows[i] + from)),
            _mm256_maskz_loadu_epi32(wanted, rows[i + 4] + from), 1);
    for (size_t i = 0; i < 4; i += 2) {
        pairs[i] = _mm512_unpacklo_epi32(two[i], two[i + 1]);
        pairs[i + 1] = _mm512_unpackhi_epi32(two[i], two[i + 1]);
    }
    columns_of[0] = _mm512_unpacklo_epi64(pairs[0], pairs[2]);
    columns_of[1] = _mm512_unpackhi_epi64(pairs[0], pairs[2]);
    columns_of[2] = _mm512_unpacklo_epi64(pairs[1], pairs[3]);
    columns_of[3] = _mm512_unpackhi_epi64(pairs[1], pairs[3]);
    for (size_t i = 0; i < 4; i++) {
        __m512i sorted =
            _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 1, 4, 5, 2, 3, 6, 7), columns_of[i]);
        if (i < count)
            _mm256_storeu_si256((__m256i *)(columns + i * stride), _mm512_castsi512_si256(sorted));
        if (i + 4 < count)
            _mm256_storeu_si256((__m256i *)(columns + (i + 4) * stride),
                                _mm512_extracti64x4_epi64(sorted, 1));
    }
}

/* Numbers of 32 bits, each in a lane. */
INLINE lanes widen(const uint32_t *numbers)
{
    return (lanes)_mm512_cvtepu32_epi64(_mm256_loadu_si256((const __m256i *)numbers));
}

#else

typedef uint32_t half_lanes __attribute__((vector_size(8 * LANES)));

INLINE lanes all(uint64_t value)
{
    return (lanes){value, value, value, value};
}

INLINE lanes choose(masks which, lanes yes, lanes no)
{
    return ((lanes)which & yes) | (~(lanes)which & no);
}

INLINE masks if_so(bool so)
{
    return (masks){0} - (int64_t)so;
}

INLINE masks is(lanes a, lanes b)
{
    return a == b;
}

INLINE masks is_not_zero(lanes x)
{
    return x != 0;
}

INLINE masks is_less(lanes a, lanes b)
{
    return (masks)a < (masks)b;
}

INLINE uint64_t bits_of(masks which)
{
    lanes bits = (lanes)which & (lanes){1, 2, 4, 8};
    return bits[0] | bits[1] | bits[2] | bits[3];
}

/* The product under 2^32 too. */
INLINE lanes times(lanes a, lanes b)
{
    return (lanes)((half_lanes)a * (half_lanes)b);
}

INLINE lanes sum_of_bytes(lanes x)
{
    x += x >> 32;
    x += x >> 16;
    x += x >> 8;
    return x & 0xff;
}

INLINE lanes count_bits(lanes x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    return sum_of_bytes((x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f));
}

INLINE lanes bytes_set(lanes x)
{
    x |= x >> 4;
    x |= x >> 2;
    x |= x >> 1;
    return x & UINT64_C(0x0101010101010101);
}

INLINE void turn(const void *const *from, lanes *ret_turned)
{
    lanes a = load(from[0]), b = load(from[1]), c = load(from[2]), d = load(from[3]);
    lanes even_ab = __builtin_shufflevector(a, b, 0, 4, 2, 6);
    lanes odd_ab = __builtin_shufflevector(a, b, 1, 5, 3, 7);
    lanes even_cd = __builtin_shufflevector(c, d, 0, 4, 2, 6);
    lanes odd_cd = __builtin_shufflevector(c, d, 1, 5, 3, 7);
    ret_turned[0] = __builtin_shufflevector(even_ab, even_cd, 0, 1, 4, 5);
    ret_turned[1] = __builtin_shufflevector(odd_ab, odd_cd, 0, 1, 4, 5);
    ret_turned[2] = __builtin_shufflevector(even_ab, even_cd, 2, 3, 6, 7);
    ret_turned[3] = __builtin_shufflevector(odd_ab, odd_cd, 2, 3, 6, 7);
}

INLINE void turn_rows(const uint32_t *const *rows, size_t from, size_t count, uint32_t *columns,
                      size_t stride)
{
    for (size_t at = 0; at < count; at++)
        for (size_t i = 0; i < LANES; i++)
            columns[at * stride + i] = rows[i][from + at];
}

INLINE lanes widen(const uint32_t *numbers)
{
    return (lanes){numbers[0], numbers[1], numbers[2], numbers[3]};
}

#endif

INLINE masks is_zero(lanes x)
{
    return is(x, all(0));
}

INLINE lanes distance(lanes a, lanes b)
{
    return choose(is_less(a, b), b - a, a - b);
}

/* Whether one of the 16-bit numbers that `places` has the highest bits of is `mark`. */
INLINE masks holds(lanes numbers, uint16_t mark, uint64_t places)
{
    const uint64_t ones = UINT64_C(0x0001000100010001);
    lanes gap = numbers ^ mark * ones;
    return is_not_zero((gap - ones) & ~gap & places);
}

#endif
