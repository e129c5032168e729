/* The time. Instants are UTC, in microseconds since 1970. */
#ifndef WEFT_BASE_CLOCK_H
#define WEFT_BASE_CLOCK_H

#include <stdint.h>

#include "base/date.h"

enum { CLOCK_TEXT_SIZE = 32 };

/* Wall clock. The environment's WEFT_NOW ("2026-10-01" or "2026-10-01T09:30:00Z") stands in for
 * it where a test or a demonstration needs the same day every time. */
int64_t clock_now_us(void);

/* For durations: never goes back, means nothing by itself. */
int64_t clock_monotonic_us(void);

/* What clocks in the United Kingdom show at an instant, to be taken apart like one: an hour more in
 * summer time (from 01.00 UTC on the last Sunday of March to that of October; Summer Time Order
 * 2002). */
int64_t clock_civil_us(int64_t instant_us);

/* The date: today's in the United Kingdom, an instant's in UTC. */
struct date clock_today(void);
struct date clock_date(int64_t instant_us);

/* "2026-10-01T09:30:00.000000Z" with its NUL. */
void clock_format(int64_t instant_us, char text[static CLOCK_TEXT_SIZE]);

#endif
