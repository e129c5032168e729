/* What the parts of `weft stats capture` share: the question, from the table to the answer. */
#ifndef WEFT_CLI_STATS_CAPTURE_QUESTION_H
#define WEFT_CLI_STATS_CAPTURE_QUESTION_H

#include <math.h>

#include "cli/stats/stats.h"
#include "math/statistics/statistics.h"

/* A model with its fit; the interactions live in the enumeration or in `question`. */
struct fitted {
    const uint16_t *interactions;
    size_t count;
    struct capture_fit fit;
};

struct question {
    struct slice lists[CAPTURE_LISTS];
    unsigned list_count;
    double counts[1 << CAPTURE_LISTS];
    const char *model;
    int max_order, resamples, seed;
    double threshold;
    struct capture capture;
    struct capture_choice choice;
    uint16_t named[1 << CAPTURE_LISTS], chosen_interactions[1 << CAPTURE_LISTS];
    struct fitted chosen;
    struct fitted *models; /* the best by BIC first */
    size_t model_count;
    double lowest, highest;
    struct capture_bootstrap bootstrap;
};

/* Read and check the table; question->capture is then open. */
int capture_read_table(struct stats *stats, struct question *question, struct err *err);

/* Make question->choice of --model, which may name lists. */
int capture_read_model(struct question *question, struct err *err);

/* Say what the figures can bear, and write them. */
void capture_warn(struct stats *stats, const struct question *question);
void capture_write(struct stats *stats, const struct question *question);

#endif
