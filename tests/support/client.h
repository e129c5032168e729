/* A plain HTTP client for tests: says exactly what it is told, byte by byte. */
#ifndef WEFT_TESTS_SUPPORT_CLIENT_H
#define WEFT_TESTS_SUPPORT_CLIENT_H

#include "support/patience.h"

struct reply {
    int status; /* 0 where the server closed without one */
    struct slice head, body;
};

/* Connect to "127.0.0.1:8080"; −1 where nobody listens. */
int client_connect(const char *address);

/* Send all; false where the server has closed. */
bool client_send(int connection, struct slice bytes);

/* Read one reply whole, waiting at most PATIENCE_MS. With `without_body` (an answer to HEAD, 304)
 * none is awaited. */
struct reply client_read(int connection, struct arena *arena, bool without_body);

/* Whether the server closes the connection within wait_ms. */
bool client_is_closed(int connection, int wait_ms);

/* One request on a connection of its own: method and target as "GET /x", further header lines each
 * ended by "\r\n" (or ""), and a body (NULL: none). Status 0 where nobody listens or answers, so
 * that a thread of a test may ask a server that is being stopped. */
struct reply client_ask(const char *address, struct arena *arena, const char *method_target,
                        const char *headers, const char *body);

/* The value of a header, {NULL, 0} where there is none; the n-th one of that name. */
struct slice reply_header(const struct reply *reply, const char *name);

/* "name=value" of the cookie that the reply sets, or "". */
const char *reply_cookie(const struct reply *reply, const char *name, struct arena *arena);

#endif
