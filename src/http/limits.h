/* What a stranger may cost the server: one table. */
#ifndef WEFT_HTTP_LIMITS_H
#define WEFT_HTTP_LIMITS_H

enum {
    LIMIT_HEAD_BYTES = 16 << 10,  /* request line, headers and, in the same memory, the reply's */
    LIMIT_TARGET_BYTES = 8 << 10, /* of the request line's address */
    LIMIT_PAIRS = 2000,           /* values in one form */
    LIMIT_FILES = 8,              /* files in one form */
    LIMIT_SWALLOWED = 1 << 30,    /* of a body that is too large: read and dropped, since browsers
                                     read why only when they have sent all of it */
    LIMIT_HELD = 64 << 20,        /* bodies in memory, of all connections together */
    LIMIT_BACKLOG = 511,
    LIMIT_LINGERING =
        64, /* connections that are kept so that a client can read why it was refused */

    DEADLINE_HEAD_MS = 15000,  /* from the first byte (or the connection) to a whole head */
    DEADLINE_BODY_MS = 30000,  /* to a whole body, besides what its size allows */
    DEADLINE_REPLY_MS = 30000, /* to a reply taken, besides what its size allows */
    DEADLINE_IDLE_MS = 60000,  /* between requests */
    DEADLINE_LINGER_MS = 2000, /* to a client's end, after it was refused half read */
    SLOWEST_BYTES_A_MS = 16,   /* what a size allows: 16 KB/s */
    SWEEP_MS = 250,            /* how late a deadline may be noticed */
};

#endif
