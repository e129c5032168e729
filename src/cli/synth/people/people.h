/* The parts of the generator of people. */
#ifndef WEFT_CLI_SYNTH_PEOPLE_PEOPLE_H
#define WEFT_CLI_SYNTH_PEOPLE_PEOPLE_H

#include "cli/synth/synth.h"
#include "math/synthesis/synthesis.h"

/* What is written: each source's extract, the truth, the frequencies, and all in one. */
enum people_sheet {
    TRUTH = SYNTHESIS_SOURCES,
    FREQUENCIES,
    EXTRACT_SHEETS,
    FLAT = EXTRACT_SHEETS,
    PEOPLE_SHEETS,
};

struct people_work {
    struct synthesis_city city;
    struct synthesis_family family;
    struct synthesis_record records[SYNTHESIS_RECORDS];
    struct sheet sheets[PEOPLE_SHEETS];
    uint64_t written[SYNTHESIS_SOURCES], rows; /* records so far */
    bool extracts, flat;                       /* which of them are wanted */
};

/* The heading of a source's extract, and a record in its columns and its habits. */
const char *extract_heading(enum synthesis_source source);
void extract_write(struct people_work *work, const struct synthesis_record *record, const char *id);

/* Nine columns, the same for every source. */
extern const char flat_heading[];
void flat_write(struct people_work *work, const struct synthesis_record *record);

/* Who the record is about, what is wrong with it, what could be known. */
extern const char truth_heading[];
void truth_write(struct people_work *work, const struct synthesis_record *record, const char *id);

extern const char *const source_names[SYNTHESIS_SOURCES];

/* Append a field after a comma. */
void put_field(struct buffer *out, const char *text);

#endif
