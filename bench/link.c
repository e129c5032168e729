/* How fast records are compared: `link FILE.csv` takes six fields of its rows, and each row's
 * agreement pattern with PARTNERS others, on one thread. The others are the rows that
 * bench/link.py gives DuckDB: of pair n, the row n × STRIDE modulo the rows.
 *
 * Prints the pairs, the seconds of processor time, and how many pairs agree in the surname. */
#include <stdio.h>
#include <time.h>

#include "cli/link/read.h"
#include "math/linkage/compare/levels.h"

#include "base/banned.h"

enum { PARTNERS = 50, FIELDS = 6 };
static const uint64_t stride = 2654435761;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Leave only the columns that are compared. */
static void choose_columns(struct linkage_table *table)
{
    static const char *const names[FIELDS] = {"first_name", "surname",     "dob",
                                              "postcode",   "birth_place", "email"};
    for (size_t i = 0; i < table->column_count; i++) {
        bool wanted = false;
        for (size_t j = 0; j < FIELDS; j++)
            wanted |= strcmp(table->columns[i].name, names[j]) == 0;
        table->columns[i].decided = !wanted;
    }
    linkage_recognise(table);
}

static void compare_all(const struct records *records, const uint32_t *row_of)
{
    size_t pairs = records->row_count * PARTNERS;
    uint32_t *all = memory_allocate((pairs + 1) * sizeof *all);
    for (uint64_t pair = 0; pair < pairs; pair++)
        all[pair] = row_of[pair * stride % records->row_count];
    struct comparer *comparer = comparer_new(records);
    uint64_t same = 0;
    double start = seconds();
    for (uint32_t row = 0; row < records->row_count; row++) {
        const uint32_t *others = all + (size_t)row * PARTNERS;
        comparer_take(comparer, row_of[row]);
        comparer_expect(comparer, others + PARTNERS, row + 1 < records->row_count ? PARTNERS : 0);
        struct pattern patterns[PARTNERS];
        comparer_patterns(comparer, others, PARTNERS, patterns);
        for (size_t i = 0; i < PARTNERS; i++) {
            uint8_t level = patterns[i].levels[records->surname];
            same += level >= LEVEL_EXACT && level < LEVEL_NEAR;
        }
    }
    printf("%zu %.6f %llu\n", pairs, seconds() - start, (unsigned long long)same);
    comparer_free(comparer);
    memory_free(all);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("Usage: link FILE.csv\n", stderr);
        return 2;
    }
    struct link_source source = {.name = "people", .path = argv[1]};
    struct link_input input;
    struct records records;
    struct err err = {0};
    size_t at;
    if (link_read(&source, 1, 1, &input, &at, &err) < 0) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    choose_columns(&input.table);
    records_build(&input.table, 0, 1, &records);
    uint32_t *row_of = memory_allocate((records.row_count + 1) * sizeof *row_of);
    for (uint32_t row = 0; row < records.row_count; row++)
        row_of[records.origin[row]] = row;
    compare_all(&records, row_of);
    memory_free(row_of);
    records_free(&records);
    link_input_free(&input);
    return 0;
}
