/* The whole house served on a free port: rooms of pages over a partnership's store, and whoever
 * signs in to it. */
#ifndef WEFT_TESTS_SUPPORT_HOUSE_H
#define WEFT_TESTS_SUPPORT_HOUSE_H

#include "support/client.h"

#include "domain/access/access.h"
#include "gate/gate.h"

struct house {
    struct gate *gate;
    const char *address;
    char path[300]; /* of its store */
    struct arena arena;
};

/* Serve these rooms, which must live as long, over a store made from a plan of plans/ (NULL: with
 * nothing in it). */
struct house *house_new(const char *plan, const struct room *rooms, size_t room_count);
void house_free(struct house **house); /* fit for CLEANUP */

/* A user with these roles ("analyst administrator"), and the header by which they are known: of a
 * program with a token, or of a browser with a session. */
const char *house_user(struct house *house, const char *name, const char *roles,
                       enum session_kind kind);

/* "GET /x" with header lines each ended by "\r\n" (or ""); with a body in JSON unless it is NULL.
 */
struct reply house_ask(struct house *house, const char *method_target, const char *headers,
                       const char *json);

/* The body in JSON; fails the test where it is none. */
struct json house_json(struct house *house, const struct reply *reply);

/* A number from the store behind the server's back; a script run there likewise. */
int64_t house_number(const struct house *house, const char *sql);
void house_script(const struct house *house, const char *sql);

/* How often something was changed so far. */
int64_t house_changes(const struct house *house);

/* Let records of plan files be saved by the house itself: as plan_put. */
void house_plan(struct house *house, const char *yaml);

#endif
