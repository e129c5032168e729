/* Bytes that may be gzip (RFC 1952), read as a stream; and bytes made into it. */
#ifndef WEFT_TEXT_GZIP_H
#define WEFT_TEXT_GZIP_H

#include "text/csv.h"

struct gzip_limits {
    uint64_t bytes; /* of what comes out, default 1 GiB */
    uint64_t ratio; /* of what comes out to what went in, once past 1 MiB; default 200 */
};

struct gzip_reader;

/* Read through source: bytes that begin as gzip does are expanded, others pass as they are.
 * limits may be NULL; a limit of 0 is the default. The caller closes it. */
struct gzip_reader *gzip_open(csv_fill source, void *context, const struct gzip_limits *limits);
void gzip_close(struct gzip_reader **reader); /* fit for CLEANUP */

/* A csv_fill whose context is the reader. Negative where the source fails, with ERR_SYNTAX where
 * the data are cut or damaged and with ERR_LIMIT where they expand past the limits. Memory: 64 KiB
 * and the window of the format. */
ptrdiff_t gzip_fill(void *reader, char *bytes, size_t capacity, struct err *err);

/* How many bytes were taken from the source. */
uint64_t gzip_taken(const struct gzip_reader *reader);

/* Append the bytes as gzip. Quick rather than small: a page of 50 KB becomes 9 KB in a fifth of a
 * millisecond, and would be an eighth smaller in twice the time. Memory: 130 KB while it runs. */
void gzip_pack(struct slice bytes, struct buffer *out);

#endif
