/* Addresses and what travels in them: percent-encoding, query strings, urlencoded forms (WHATWG
 * URL, section 5). */
#ifndef WEFT_TEXT_URL_H
#define WEFT_TEXT_URL_H

#include "base/base.h"

struct pair {
    struct slice name, value;
};

struct pairs {
    struct pair *items;
    size_t count;
};

/* The first value under this name; {NULL, 0} where there is none ("" has data). O(pairs). */
struct slice pairs_get(const struct pairs *pairs, const char *name);

/* Percent-decode into the arena; in queries and forms '+' is a space. False for a '%' without two
 * hexadecimal digits, a NUL, or bytes that are not UTF-8. */
bool url_decode(struct slice text, bool plus_is_space, struct arena *arena, struct slice *ret_text);

/* Append text with everything but letters, digits and "-._~" percent-encoded: fit for one part of
 * a path and for names and values of a query. */
void url_encode(struct buffer *out, struct slice text);

/* Read "a=1&b=two+words" into the arena, at most `most` pairs. 0, ERR_SYNTAX or ERR_LIMIT. */
int url_pairs(struct slice text, size_t most, struct arena *arena, struct pairs *ret_pairs,
              struct err *err);

/* Append name=value, after '&' unless out is empty or ends in '?'. */
void url_pair(struct buffer *out, struct slice name, struct slice value);

#endif
