/* A store with a few areas and measures, for tests of published figures. */
#ifndef WEFT_TESTS_SUPPORT_FIGURES_H
#define WEFT_TESTS_SUPPORT_FIGURES_H

#include "domain/domain.h"
#include "domain/performance/performance.h"

struct figures {
    struct writer *writer;
    struct arena arena;
    char path[300];
    struct loading *loading; /* the last */
};

/* An empty store, and one that knows areas (892 Nottingham, 330 Birmingham, 352 Manchester,
 * 970 England, 983 East Midlands) and measures (Low, a percentage where low is good; High, where
 * high is good; Count, of neither; School, of school years; NoQuartile). Fit for cmocka. */
int figures_set_up_empty(void **state);
int figures_set_up(void **state);
int figures_tear_down(void **state);

/* What a load is asked for besides its text; zeros are the usual. */
struct figures_options {
    const char *edition, *published;
    bool partial;
    const struct actor *actor;
};

/* Load text by a shipped mapping, or by the text of one ("reads: …"). The code of load_file; the
 * report lives until the next load. */
int figures_try(struct figures *figures, const char *mapping, struct slice text,
                const struct figures_options *options, const struct load_report **ret_report,
                struct err *err);

/* The same, which must not fail; the report may refuse. */
const struct load_report *figures_load(struct figures *figures, const char *mapping,
                                       const char *text);
const struct load_report *figures_load_with(struct figures *figures, const char *mapping,
                                            const char *text,
                                            const struct figures_options *options);

/* The load's number; fails where the report refuses or wrote nothing. */
int64_t figures_loaded(const struct load_report *report);

/* "read kept unchanged revised skipped refused" must be these. */
void assert_counts(const struct load_report *report, const char *expected);

/* Item number `at` of the report must be on this line and say this. */
void assert_item(const struct load_report *report, size_t at, bool is_refusal, unsigned line,
                 const char *says);

/* The value that stands, or NAN where it is not present; fails where there is none. */
double figures_value(struct figures *figures, const char *measure, const char *area,
                     const char *period);

/* How many figures stand. */
int64_t figures_count(struct figures *figures);

/* Everything in the store agrees. */
void assert_sound(struct figures *figures);

#endif
