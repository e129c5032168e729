/* weft link --register: feeds that join a register, decisions, and what it shows. The register
 * itself is domain/people's. */
#ifndef WEFT_CLI_LINK_REGISTER_H
#define WEFT_CLI_LINK_REGISTER_H

#include "cli/link/work.h"
#include "domain/people/people.h"

/* Do what work->request asks of the register. The command's exit code. */
int link_register(struct link_work *work);

/* --- parts (register_feed.c, register_explain.c, register_whole.c) --- */

/* Let the sources join, write what is asked for, answer. */
int link_register_feed(struct link_work *work, struct people *people);

/* The record that the text names, as NAME:ID; where there is none, what it would be. A source's
 * name may have a colon too. */
struct people_name link_register_name(struct people *people, const char *text);

/* By whom and why, as the command line says. */
struct people_deed link_register_deed(const struct link_kept *kept);

/* "person": "k3p9q2m4tx" and the like. */
void link_json_token(struct buffer *out, const char *key, const char *token);
void link_json_name(struct buffer *out, const char *key, struct slice source, struct slice id);

/* Explain a pair or a person of the register, after what out holds already; the picture of the pair
 * to svg, where it is asked for. */
int link_register_explain(struct link_work *work, struct people *people, struct buffer *out,
                          struct buffer *svg, struct err *err);

/* All records of the register, as if they had been read from files. */
struct register_whole {
    struct people_whole whole;
    struct link_work work;
    int64_t *numbers;               /* of each person */
    struct linkage_column *columns; /* by which errors are grouped; of the rows of the run */
    size_t column_count;
};

/* Whether anything is asked that takes all records. */
bool link_register_asks_whole(const struct link_work *work);

/* Make it of the register as the run leaves it: households, doubts and errors, as they are asked
 * for. ERR_CONFLICT where the truth of some records is not known. Free also after a failure. */
int link_register_whole(struct link_work *work, struct people *people,
                        const struct people_joined *joined, struct register_whole *ret_whole,
                        struct err *err);
void link_register_whole_free(struct register_whole *whole);

#endif
