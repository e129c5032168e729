#include "math/linkage/compare/new_years.h"

#include <math.h>

#include "math/linkage/compare/packed.h"

#include "base/banned.h"

/* So many pairs are believed to be as rare as chance has it, whatever was found. */
static const double beforehand = 50;

struct pairs {
    double found;  /* both on a first of January, of different years */
    double chance; /* one on a first of January, the other on any day */
};

/* Rows in the order of their surnames; surname s has those from starts[s] to before starts[s + 1].
 */
static uint32_t *order_by_surname(const uint32_t *surnames, size_t surname_count, size_t rows,
                                  uint32_t *starts)
{
    uint32_t *order = memory_allocate((rows + 1) * sizeof *order);
    for (size_t row = 0; row < rows; row++)
        starts[surnames[row]]++;
    for (size_t i = 1; i <= surname_count; i++)
        starts[i] += starts[i - 1];
    for (size_t row = rows; row-- > 0;)
        order[--starts[surnames[row]]] = (uint32_t)row;
    return order;
}

/* Two rows on the same first of January may be one person's, and do not count. seen: rows of each
 * date, all 0 before and afterwards. */
static void add_pairs(const struct field *field, const uint32_t *dates, const uint32_t *rows,
                      size_t count, uint32_t *seen, struct pairs *pairs)
{
    double new_years = 0, known = 0, same = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t date = dates[rows[i]];
        known += date != 0;
        if (packed_is_new_year(field->facts[date].packed)) {
            new_years++;
            same += seen[date]++;
        }
    }
    for (size_t i = 0; i < count; i++)
        seen[dates[rows[i]]] = 0;
    pairs->found += new_years * (new_years - 1) / 2 - same;
    pairs->chance += new_years * (known - 1) / 2;
}

double new_years_commoner(const struct field *field, const uint32_t *dates,
                          const uint32_t *surnames, size_t surname_count, size_t rows)
{
    uint32_t *starts = memory_zeros(surname_count + 1, sizeof *starts);
    uint32_t *seen = memory_zeros(field->values->count, sizeof *seen);
    uint32_t *order = order_by_surname(surnames, surname_count, rows, starts);
    struct pairs pairs = {0};
    double new_years = 0;
    for (size_t row = 0; row < rows; row++)
        new_years += packed_is_new_year(field->facts[dates[row]].packed);
    for (size_t i = 1; i < surname_count; i++) /* not of 0, the rows without a surname */
        add_pairs(field, dates, order + starts[i], starts[i + 1] - starts[i], seen, &pairs);
    memory_free(starts);
    memory_free(seen);
    memory_free(order);
    double usual = pairs.chance * new_years / fmax(1, field->known_rows);
    return fmax(1, (pairs.found + beforehand) / (usual + beforehand));
}
