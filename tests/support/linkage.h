/* Tables for tests of linkage, made of texts. */
#ifndef WEFT_TESTS_SUPPORT_LINKAGE_H
#define WEFT_TESTS_SUPPORT_LINKAGE_H

#include "math/linkage/linkage.h"

/* A table of one line of names and one line a row, fields parted by '|'. Kinds are recognised. The
 * column "source", where there is one, numbers the source of the row. Free with linkage_table_free.
 */
struct linkage_table table_of(const char *text);
void linkage_table_free(struct linkage_table *table);

/* Invented families, `rows` records of them with the errors of real ones; *ret_truth gets the
 * person of each row (free with memory_free). The same for a seed. */
struct linkage_table table_of_families(size_t rows, uint64_t seed, uint32_t **ret_truth);

/* The same, with given name and surname in one column of full names: some are of one word. */
struct linkage_table table_of_full_names(size_t rows, uint64_t seed, uint32_t **ret_truth);

/* All stages of a run. */
struct linkage *run_linkage(const struct linkage_table *table,
                            const struct linkage_options *options);

#endif
