/* How a source writes one person down. */
#ifndef WEFT_MATH_SYNTHESIS_WRITING_H
#define WEFT_MATH_SYNTHESIS_WRITING_H

#include "math/synthesis/names.h"

/* Fill a record of which source, person and day are known; `baby` is one that has no name yet. */
void record_write(const struct synthesis_city *city, const struct synthesis_family *family,
                  struct random *random, bool baby, struct synthesis_record *record);

#endif
