/* Work cut in numbered pieces that threads take in turn. What a piece writes is its own, so the
 * outcome does not depend on how many threads there are. */
#ifndef WEFT_BASE_PARALLEL_H
#define WEFT_BASE_PARALLEL_H

#include <stddef.h>

typedef void (*parallel_work)(void *context, size_t piece);

/* Do pieces 0 … count − 1 on up to `threads` threads (at least one: the caller's). */
void parallel_for(size_t threads, size_t count, parallel_work work, void *context);

#endif
