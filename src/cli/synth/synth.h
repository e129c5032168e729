/* Invented data with the shape of real data: one file a generator, one line in synth.c.
 *
 * All arithmetic is in whole numbers, so that a seed gives the same bytes on every machine:
 * logarithms and cosines differ in their last digit between C libraries. */
#ifndef WEFT_CLI_SYNTH_H
#define WEFT_CLI_SYNTH_H

#include "cli/cli.h"

/* The generators: they read their own options from cli and answer as a command does. */
int synth_figures(struct cli *cli);

/* A file that is written as it grows, beside its name, and stands under it only when it is whole.
 * Sticky: append freely, ask once when it ends. */
struct sheet {
    char path[4096];
    int descriptor;
    int failed; /* errno of the first write that failed */
    struct buffer text;
};

/* Open folder/name.part for writing. 0 or ERR_INPUT. */
int sheet_open(struct sheet *sheet, const char *folder, const char *name, struct err *err);

/* End a row: what text holds is written out when it has grown. */
void sheet_row(struct sheet *sheet);

/* Write out what is left and give the file its name. 0 or ERR_INPUT. */
int sheet_end(struct sheet *sheet, struct err *err);

/* Throw away what was not ended; does nothing after sheet_end. Fit for CLEANUP. */
void sheet_drop(struct sheet *sheet);

/* Normally distributed, near enough (twelve uniforms added up), with this standard deviation. */
int64_t synth_normal(struct random *random, int64_t deviation);

/* True this many times in a thousand. */
bool synth_chance(struct random *random, unsigned per_mille);

#endif
