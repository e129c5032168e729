/* Invented data with the shape of real data: one file a generator, one line in synth.c.
 *
 * All arithmetic is in whole numbers, so that a seed gives the same bytes on every machine:
 * logarithms and cosines differ in their last digit between C libraries. */
#ifndef WEFT_CLI_SYNTH_H
#define WEFT_CLI_SYNTH_H

#include "cli/cli.h"

/* The generators: they read their own options from cli and answer as a command does. */
int synth_figures(struct cli *cli);
int synth_people(struct cli *cli);

/* A file that is written as it grows, beside its name, and stands under it only when it is whole.
 * Sticky: append freely, ask once when all of them end. One of zeros may be ended and dropped. */
struct sheet {
    char path[4096];
    int descriptor;
    bool open;
    bool begun; /* the file beside its name is there */
    int failed; /* errno of the first write that failed */
    struct buffer text;
};

/* Open folder/name.part for writing; the folder is made where it is not there. 0 or ERR_INPUT. */
int sheet_open(struct sheet *sheet, const char *folder, const char *name, struct err *err);

/* End a row: what text holds is written out when it has grown. */
void sheet_row(struct sheet *sheet);

/* Write out what is left and give the files their names, all of them or none. 0 or ERR_INPUT. */
int sheets_end(struct sheet *sheets, size_t count, struct err *err);

/* Throw away what was not ended; does nothing after sheets_end. */
void sheets_drop(struct sheet *sheets, size_t count);

/* The number an option gives, from least to most, where it is given. CLI_DONE, or CLI_USAGE after
 * saying what is wrong. */
int synth_number(const struct cli *cli, const char *text, const char *name, int64_t least,
                 int64_t most, uint64_t *ret_number);

/* Normally distributed, near enough (twelve uniforms added up), with this standard deviation. */
int64_t synth_normal(struct random *random, int64_t deviation);

/* True this many times in a thousand. */
bool synth_chance(struct random *random, unsigned per_mille);

#endif
