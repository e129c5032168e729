/* What a linkage says when it is done. */
#ifndef WEFT_CLI_LINK_ANSWER_H
#define WEFT_CLI_LINK_ANSWER_H

#include "cli/link/work.h"

/* The summary, or under --json the one document; with what --explain and --why ask for. 0, or
 * ERR_NOT_FOUND for a record that is not there. */
int link_answer(const struct link_work *work, struct buffer *out, struct err *err);

/* How good the persons are against the truth, over the pairs that the run links. */
struct link_scores {
    bool across_only; /* those are pairs of different sources */
    bool has_across;  /* pairs within sources too: then those across by themselves */
    struct linkage_quality linked, across;
};

/* persons: of each row, by any number. Needs work->truth_of. people: the register, or NULL. */
void link_scores_find(const struct link_work *work, const struct people *people,
                      const uint32_t *persons, struct link_scores *ret_scores);

/* As the member "quality" of the JSON document, which is left open; in words, or false where the
 * truth has no pair. */
void link_scores_json(const struct link_scores *scores, struct buffer *out);
bool link_scores_words(const struct link_scores *scores, const char *truth, struct buffer *out);

/* What each column was taken for, and how many dates of birth somebody should look at: as a member
 * of the JSON document, or in words. */
void link_columns_json(const struct link_work *work, struct buffer *out);
void link_columns_words(const struct link_work *work, struct buffer *out);

/* By person, the household of its first record that has one; LINKAGE_NONE where no address is
 * known. The caller frees it. Needs work->households. */
uint32_t *link_person_homes(const struct link_work *work);
uint32_t link_persons_housed(const struct link_work *work); /* how many have one */

/* "s" after a count that is not one. */
const char *link_plural(uint64_t count);

/* How many households and families there are, where they were asked for: as members of the JSON
 * document, or in words. */
void link_households_json(const struct link_work *work, struct buffer *out);
void link_households_words(const struct link_work *work, struct buffer *out);

#endif
