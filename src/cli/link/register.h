/* weft link --register: feeds that join a register, decisions, and what it shows. The register
 * itself is domain/people's. */
#ifndef WEFT_CLI_LINK_REGISTER_H
#define WEFT_CLI_LINK_REGISTER_H

#include "cli/link/work.h"
#include "domain/people/people.h"

/* Do what work->request asks of the register. The command's exit code. */
int link_register(struct link_work *work);

/* --- parts (register_feed.c, register_answer.c) --- */

/* Let the sources join, write what is asked for, answer. */
int link_register_feed(struct link_work *work, struct people *people);

/* "person": "k3p9q2m4tx" and the like. */
void link_json_token(struct buffer *out, const char *key, const char *token);
void link_json_name(struct buffer *out, const char *key, struct slice source, struct slice id);

/* Explain a pair or a person of the register, after what out holds already. */
int link_register_explain(struct link_work *work, struct people *people, struct buffer *out,
                          struct err *err);

#endif
