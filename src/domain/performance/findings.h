/* What a load warns of and refuses: each row on its own, and grouped by column and reason. */
#ifndef WEFT_DOMAIN_PERFORMANCE_FINDINGS_H
#define WEFT_DOMAIN_PERFORMANCE_FINDINGS_H

#include "base/base.h"

struct finding {
    uint32_t line, column; /* from 1; the column in bytes */
    uint32_t group;
};

struct finding_group {
    bool is_refusal;
    struct slice field; /* the column's heading; empty for the whole row */
    struct slice reason;
    uint32_t rows;
};

struct findings {
    struct arena arena;
    struct map index; /* of groups */
    VECTOR(struct finding_group) groups;
    VECTOR(struct finding) items; /* in the order found */
};

void findings_free(struct findings *findings); /* fit for CLEANUP */

/* Add one. Past some thousands of reasons that differ, the rest are told without their values. */
void findings_add(struct findings *findings, bool is_refusal, uint32_t line, uint32_t column,
                  struct slice field, struct slice reason);
void findings_printf(struct findings *findings, bool is_refusal, uint32_t line, uint32_t column,
                     const char *field, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* By line, then column. O(n log n). */
void findings_sort(struct findings *findings);

#endif
