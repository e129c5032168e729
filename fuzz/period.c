/* Any label is a period or is refused; the canonical form of a period reads back to itself. */
#include <stdlib.h>

#include "domain/performance/period.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice label = {(const char *)data, size};
    for (enum year_kind kind = YEAR_CALENDAR; kind <= YEAR_SCHOOL; kind++) {
        struct period period, again;
        struct err err = {0};
        char text[PERIOD_TEXT_SIZE];
        if (period_parse(label, kind, &period, &err) < 0) {
            if (!slice_is_utf8(slice_from(err.message)) && slice_is_utf8(label))
                abort();
            continue;
        }
        period_format(period, text);
        if (period_parse(slice_from(text), period.kind, &again, NULL) < 0 ||
            period_compare(period, again) != 0 || !date_is_valid(period_end(period)))
            abort();
    }
    return 0;
}
