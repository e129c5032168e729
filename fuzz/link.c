/* Any bytes as a source are read or refused with words; what is read is linked, and each row is one
 * of the persons. Two sources, so that columns of one name meet. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/link/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BYTES = 4096 };

static void link_all(struct link_input *input)
{
    linkage_recognise(&input->table);
    struct linkage_options options = {.threads = 1, .floor = -3};
    struct linkage *linkage = linkage_new(&input->table, &options);
    linkage_block(linkage);
    linkage_estimate(linkage);
    linkage_compare(linkage);
    linkage_cluster(linkage);
    uint32_t count;
    const uint32_t *persons = linkage_persons(linkage, &count);
    if (count > input->table.row_count)
        abort();
    for (size_t row = 0; row < input->table.row_count; row++)
        if (persons[row] >= count)
            abort();
    linkage_free(linkage);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char other[] = "id,first_name,surname,dob\n1,Anna,Smith,2001-02-03\n";
    int files[2] = {memfd_create("source", 0), memfd_create("other", 0)};
    char paths[2][32];
    for (size_t i = 0; i < 2; i++)
        snprintf(paths[i], sizeof paths[i], "/proc/self/fd/%d", files[i]);
    size_t most = size < MOST_BYTES ? size : MOST_BYTES;
    if (write(files[0], data, most) < 0 || write(files[1], other, sizeof other - 1) < 0)
        abort();
    struct link_source sources[] = {{"source", paths[0]}, {"other", paths[1]}};
    struct link_input input;
    struct err err = {0};
    size_t at = 0;
    if (link_read(sources, 2, 1, &input, &at, &err) == 0) {
        link_all(&input);
        link_input_free(&input);
    } else if (err.message[0] == '\0' || at > 1) {
        abort();
    }
    close(files[0]);
    close(files[1]);
    return 0;
}
