/* Addresses in one line, taken into parts. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_ADDRESSES_H
#define WEFT_MATH_LINKAGE_TEXTS_ADDRESSES_H

#include "math/linkage/texts/fold.h"
#include "math/linkage/values.h"

/* Slices point into `text`. */
struct address {
    char text[2 * FOLD_LONGEST];
    struct slice number;   /* "12a", "3 12" for flat 3 at number 12; empty where there is none */
    struct slice street;   /* all else, words in their usual short forms */
    struct slice town;     /* where it is one of those known, and stands last */
    struct slice postcode; /* British, closed up: "ng15ab" */
};

/* towns: those known, in standard form; NULL where the texts are no lines of addresses: then all is
 * street. */
void address_parse(struct slice text, const struct values *towns, struct address *ret_address);

/* Flat 3, 12b: nothing but numbers, and the words that go with them. */
bool address_is_flat(struct slice text);

/* Both lines as one, where the house stands in the second, or a flat or a named house in the first:
 * "Flat 3", "4 Heron Rise"; "34 Cedar House", "Quarry Lane". Its length, 0 where the first line is
 * an address by itself. */
size_t address_of_two_lines(struct slice first, struct slice second,
                            char out[static 2 * FOLD_LONGEST]);

/* Whether the text names a house by its number and its street, as no locality is. */
bool address_names_house(struct slice text);

/* A house number without the words around it: "flat 3, 12" is "3 12". Its length. */
size_t address_number(struct slice text, char out[static FOLD_LONGEST]);

/* Whether a word other than the first says that the text names a street: road, close, way … */
bool address_names_street(struct slice text);

/* Usual short forms of a street's words: "close" is "cl"; word by word into out, its length. */
size_t address_words(struct slice folded, char out[static FOLD_LONGEST]);

/* The share of the texts (the first 2,000) in which parsing finds each. */
struct address_shares {
    double number, postcode, comma;
};
struct address_shares address_shares_of(const struct values *texts);

#endif
