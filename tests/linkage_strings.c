/* What the comparators of linkage say of pairs of texts: reads lines of two texts with a tab
 * between them, prints Jaro, Jaro–Winkler and edits of each. For linkage_strings.py. */
#include <stdio.h>
#include <stdlib.h>

#include "math/linkage/texts/compare.h"

#include "base/banned.h"

int main(void)
{
    struct compared *compared = memory_zeros(1, sizeof *compared);
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;) {
        struct slice rest = {line, (size_t)length - (line[length - 1] == '\n')}, first;
        slice_split(&rest, '\t', &first);
        compare_prepare(compared, first);
        printf("%.6f %.6f %u\n", compare_jaro(compared, rest), compare_jaro_winkler(compared, rest),
               compare_edits(compared, rest));
    }
    free(line);
    memory_free(compared);
    return 0;
}
