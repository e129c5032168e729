/* A partnership's store with a plan in it, its pages asked without a network. */
#ifndef WEFT_TESTS_SUPPORT_SITE_H
#define WEFT_TESTS_SUPPORT_SITE_H

#include "support/page.h"

struct site;

/* A store made in the scratch folder from a plan of plans/ ("nottingham-2010-14.yaml"; NULL: with
 * nothing in it). */
struct site *site_new(const char *plan);
void site_free(struct site **site);             /* fit for CLEANUP */
const char *site_path(const struct site *site); /* of its store */

/* What a page answered. */
struct answered {
    int code;   /* what the page returned */
    int status; /* of its response, where it returned 0 */
    struct err err;
    struct slice body;     /* dies with the next question */
    uint64_t statements;   /* that the page ran, the frame's two among them */
    struct slice location; /* where it sends the browser; likewise */
};

/* GET this target ("/plan?x=1") as the user "officer" with these roles (0: anyone, on a connection
 * that the engine restricts to public tables). */
struct answered site_ask(struct site *site, const char *target, unsigned roles);

/* POST this form ("title=A+b&version=1") likewise. As in the gate, nothing that it wrote stays
 * where it fails or answers with a status of 400 or more. */
struct answered site_send(struct site *site, const char *target, const char *form, unsigned roles);

#endif
