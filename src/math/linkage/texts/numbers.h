/* Numbers given to persons, and the digits that check them. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_NUMBERS_H
#define WEFT_MATH_LINKAGE_TEXTS_NUMBERS_H

#include "math/linkage/values.h"

enum number_scheme {
    NUMBER_PLAIN, /* no check known */
    NUMBER_NHS,   /* ten digits, the last by modulus 11 (NHS Data Dictionary) */
    NUMBER_UPN,   /* a letter by modulus 23, then twelve digits, of which the last may be a letter
                   * in a temporary number (DfE, UPN guide) */
};

/* number: closed up and in lower case. */
bool number_is_valid(struct slice number, enum number_scheme scheme);

/* The scheme that nine in ten of the texts (the first 2,000) follow. */
enum number_scheme number_scheme_of(const struct values *texts);

/* Letters and digits alone, in lower case, into out; the length, at most `most`. */
size_t number_close_up(struct slice text, char *out, size_t most);

#endif
