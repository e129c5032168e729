/* A linkage under way, as the parts of the command share it. */
#ifndef WEFT_CLI_LINK_WORK_H
#define WEFT_CLI_LINK_WORK_H

#include "cli/link/frequencies.h"
#include "cli/link/request.h"

enum link_stage {
    STAGE_READ,
    STAGE_STANDARDISE,
    STAGE_BLOCK,
    STAGE_ESTIMATE,
    STAGE_COMPARE,
    STAGE_CLUSTER,
    STAGE_HOUSEHOLDS,
    STAGE_JUDGE,
    STAGE_WRITE,
    STAGES
};

/* A column's groups, and the errors of each and (at errors[count]) of all. */
struct link_group {
    const struct linkage_column *column;
    uint32_t *of_row;
    size_t count;
    struct slice *names;
    struct linkage_errors *errors;
};

struct link_fair {
    bool is_known, is_expected; /* worked out; by the model, without truth */
    struct link_group all;      /* of no column: one group */
    struct link_group groups[2 * LINK_GROUPS_MOST];
    size_t count;
};

/* In microseconds: of the clock on the wall, and of all processors together. */
struct link_time {
    int64_t wall, processor;
};

struct people;

struct link_work {
    struct cli *cli;
    struct link_request request;
    struct link_spec spec;
    struct link_input input;
    struct link_frequencies frequencies;
    struct linkage_column *id, *truth;
    uint32_t *truth_of; /* the true person of each row, where the truth is given */
    struct linkage *linkage;
    double threshold; /* a probability */
    bool model_was_kept;
    bool *shielded; /* by row, whether what it says is left out; NULL: of none */
    struct link_time since, took[STAGES];
    const uint32_t *persons;
    uint32_t person_count;
    struct linkage_households households; /* where they are asked for */
    struct linkage_doubts doubts;         /* likewise */
    struct link_fair fair;
    /* What a person is called; NULL: by its number, from 1. */
    void (*name_person)(const void *names, uint32_t person, struct buffer *out);
    const void *names;
    struct people *people; /* the register that all of this is of, or NULL */
};

/* Whether errors are worked out: for a report, or by groups. */
static inline bool link_judges(const struct link_work *work)
{
    return work->request.report || work->request.group_count || work->spec.group_count;
}

/* Pairs down to these log2 odds are kept where anybody asks how good they are. What is expected to
 * be missed counts them, so that it is the same whatever else is asked for. */
#define LINK_ERRORS_FLOOR (-7.0)

/* Bytes that may be used: as asked for, or what the machine has. */
uint64_t link_memory_allowed(const struct link_request *request);

/* Read the specification and the sources, and see what the columns are. The command's exit code. */
int link_read_sources(struct link_work *work);

/* The sources by row where only pairs of different sources are linked, and so count when the run is
 * scored; NULL where pairs within a source are linked too. people: the register, or NULL. */
const uint16_t *link_across_only(const struct link_work *work, const struct people *people);

/* Whether the pair counts then. across_only: what that gives, asked once for all pairs. */
static inline bool link_counts(const uint16_t *across_only, const struct linkage_pair *pair)
{
    return !across_only || across_only[pair->a] != across_only[pair->b];
}

/* The row of "NAME:ID". 0 or ERR_NOT_FOUND. */
int link_row_named(const struct link_work *work, const char *name, uint32_t *ret_row,
                   struct err *err);

/* The source's name of a row, and the row's identifier. */
const char *link_source_name(const struct link_work *work, uint32_t row);
struct slice link_row_id(const struct link_work *work, uint32_t row);

#endif
