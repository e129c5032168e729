#include "math/linkage/linkage.h"

#include <stdlib.h>

#include "base/banned.h"

struct placed {
    uint32_t truth, person, source;
};

static int by_truth(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    if (left->truth != right->truth)
        return left->truth < right->truth ? -1 : 1;
    if (left->person != right->person)
        return left->person < right->person ? -1 : 1;
    return left->source < right->source ? -1 : left->source > right->source;
}

static int by_person(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    if (left->person != right->person)
        return left->person < right->person ? -1 : 1;
    return left->source < right->source ? -1 : left->source > right->source;
}

static uint64_t pairs(uint64_t count)
{
    return count * (count - (count > 0)) / 2;
}

typedef bool (*same_group)(const struct placed *a, const struct placed *b);

static bool same_truth(const struct placed *a, const struct placed *b)
{
    return a->truth == b->truth;
}

static bool same_person(const struct placed *a, const struct placed *b)
{
    return a->person == b->person;
}

static bool same_both(const struct placed *a, const struct placed *b)
{
    return a->truth == b->truth && a->person == b->person;
}

static int by_source(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    return left->source < right->source ? -1 : left->source > right->source;
}

/* Pairs within the groups of a sorted array, less those of one source where across is set. */
static uint64_t group_pairs(struct placed *rows, size_t count, same_group same, bool across)
{
    uint64_t total = 0;
    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        while (end < count && same(&rows[start], &rows[end]))
            end++;
        total += pairs(end - start);
        if (!across)
            continue;
        if (same == same_truth)
            qsort(rows + start, end - start, sizeof *rows, by_source);
        for (size_t from = start, until; from < end; from = until) {
            until = from + 1;
            while (until < end && rows[until].source == rows[from].source)
                until++;
            total -= pairs(until - from);
        }
    }
    return total;
}

static double ratio(double a, double b)
{
    return b > 0 ? a / b : 0;
}

static double harmonic(double a, double b)
{
    return ratio(2 * a * b, a + b);
}

/* Sum over the rows of the share of their truth group and of their person that both have. */
static void b_cubed(const struct placed *rows, size_t count, const uint32_t *truth_sizes,
                    const uint32_t *person_sizes, struct linkage_quality *quality)
{
    double precision = 0, recall = 0;
    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        while (end < count && same_both(&rows[start], &rows[end]))
            end++;
        double both = (double)(end - start);
        precision += both * both / person_sizes[rows[start].person];
        recall += both * both / truth_sizes[rows[start].truth];
    }
    quality->b3_precision = ratio(precision, (double)count);
    quality->b3_recall = ratio(recall, (double)count);
    quality->b3_f1 = harmonic(quality->b3_precision, quality->b3_recall);
}

static uint32_t *sizes_of(size_t count, const uint32_t *groups)
{
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = groups[i] > most ? groups[i] : most;
    uint32_t *sizes = memory_zeros((size_t)most + 1, sizeof *sizes);
    for (size_t i = 0; i < count; i++)
        sizes[groups[i]]++;
    return sizes;
}

void linkage_quality_of(size_t row_count, const uint32_t *truth, const uint32_t *persons,
                        const uint16_t *source, struct linkage_quality *ret_quality)
{
    struct placed *rows = memory_allocate((row_count + 1) * sizeof *rows);
    for (size_t i = 0; i < row_count; i++)
        rows[i] = (struct placed){truth[i], persons[i], source ? source[i] : 0};
    *ret_quality = (struct linkage_quality){0};
    qsort(rows, row_count, sizeof *rows, by_truth);
    ret_quality->right_pairs = group_pairs(rows, row_count, same_both, source != NULL);
    uint32_t *truth_sizes = sizes_of(row_count, truth),
             *person_sizes = sizes_of(row_count, persons);
    b_cubed(rows, row_count, truth_sizes, person_sizes, ret_quality);
    memory_free(truth_sizes);
    memory_free(person_sizes);
    ret_quality->true_pairs = group_pairs(rows, row_count, same_truth, source != NULL);
    qsort(rows, row_count, sizeof *rows, by_person);
    ret_quality->found_pairs = group_pairs(rows, row_count, same_person, source != NULL);
    ret_quality->precision =
        ratio((double)ret_quality->right_pairs, (double)ret_quality->found_pairs);
    ret_quality->recall = ratio((double)ret_quality->right_pairs, (double)ret_quality->true_pairs);
    ret_quality->f1 = harmonic(ret_quality->precision, ret_quality->recall);
    memory_free(rows);
}
