/* weft link: which records are the same person. */
#include "cli/cli.h"

#include <stdio.h>
#include <time.h>
#include <stdlib.h>

#include "cli/link/read.h"
#include "text/text.h"

#include "base/banned.h"

extern const struct command link_command;

static void lap(const char *name)
{
    static int64_t last;
    int64_t now = (int64_t)clock();
    if (getenv("WEFT_DEBUG"))
        fprintf(stderr, "LAP %s %.3f s\n", name, (double)(now - last) / 1e6);
    last = now;
}

static int run(struct cli *cli)
{
    const char *truth = NULL, *threads = "2", *threshold = "0", *dump = NULL;
    const struct option options[] = {{"--truth", &truth, NULL},
                                     {"--threads", &threads, NULL},
                                     {"--threshold", &threshold, NULL},
                                     {"--clusters", &dump, NULL}};
    int count = 0;
    if (cli_options(cli, options, 4, &count) != CLI_DONE)
        return CLI_USAGE;
    struct link_source sources[SOURCES_MOST];
    for (int i = 0; i < count; i++) {
        char *equals = strchr(cli->argv[i], '=');
        if (equals)
            *equals = 0;
        sources[i] = (struct link_source){cli->argv[i], equals ? equals + 1 : cli->argv[i]};
    }
    struct link_input input;
    size_t at;
    struct err err = {0};
    int64_t began = clock_monotonic_us();
    if (link_read(sources, (size_t)count, (size_t)strtoul(threads, NULL, 10), &input, &at, &err) <
        0)
        return cli_fail(cli, sources[at].path, &err, CLI_REFUSED);
    fprintf(stderr, "LAP read %.3f\n", (double)(clock_monotonic_us() - began) / 1e6);
    struct linkage_table table = input.table;
    lap("read");
    linkage_recognise(&table);
    for (size_t i = 0; i < table.column_count; i++) {
        if (truth && strcmp(table.columns[i].name, truth) == 0)
            table.columns[i].kind = LINKAGE_IGNORED;
        fprintf(stderr, "%s: %s\n", table.columns[i].name,
                linkage_kind_words(table.columns[i].kind));
    }
    struct linkage_options how = {.threads = (size_t)strtoul(threads, NULL, 10), .threshold = strtod(threshold, NULL), .floor = -3};
    struct linkage *linkage = linkage_new(&table, &how);
    lap("standardise");
    linkage_block(linkage);
    lap("block");
    linkage_estimate(linkage);
    lap("estimate");
    linkage_compare(linkage);
    lap("compare");
    linkage_cluster(linkage);
    lap("cluster");
    uint32_t person_count;
    const uint32_t *persons = linkage_persons(linkage, &person_count);
    size_t pair_count;
    const struct linkage_pair *pairs = linkage_pairs(linkage, &pair_count);
    for (size_t i = 0; truth && i < table.column_count; i++) {
        if (strcmp(table.columns[i].name, truth) != 0)
            continue;
        struct linkage_column *column = &table.columns[i];
        uint32_t *real = column->rows;
        if (strcmp(truth, "rec_id") == 0)
            for (size_t row = 0; row < table.row_count; row++)
                real[row] =
                    (uint32_t)strtoul(values_text(&column->values, real[row]).data + 4, NULL, 10);
        struct linkage_quality quality;
        linkage_quality_of(table.row_count, real, persons, count > 1 ? table.source : NULL,
                            &quality);
        printf(
            "clusters: P %.5f R %.5f F1 %.5f (true %llu found %llu right %llu) B3 %.4f %.4f %.4f\n",
            quality.precision, quality.recall, quality.f1, (unsigned long long)quality.true_pairs,
            (unsigned long long)quality.found_pairs, (unsigned long long)quality.right_pairs,
            quality.b3_precision, quality.b3_recall, quality.b3_f1);
        for (int bits = -10; bits <= 14; bits += 2) {
            uint64_t found = 0, right = 0;
            for (size_t p = 0; p < pair_count; p++) {
                if (pairs[p].weight < (float)bits ||
                    (count > 1 &&
                     table.source[pairs[p].a] == table.source[pairs[p].b]))
                    continue;
                found++;
                right += real[pairs[p].a] == real[pairs[p].b];
            }
            double p = (double)right / (double)found,
                   r = (double)right / (double)quality.true_pairs;
            printf("  pairs over %3d: P %.5f R %.5f F1 %.5f\n", bits, p, r, 2 * p * r / (p + r));
        }
    }
    if (dump) {
        FILE *out = fopen(dump, "w");
        for (size_t row = 0; row < table.row_count; row++) {
            fprintf(out, "%zu,%u", row, persons[row]);
            for (size_t i = 0; i < table.column_count; i++)
                fprintf(
                    out, ",%.*s",
                    SLICE_PRINT(values_text(&table.columns[i].values, table.columns[i].rows[row])));
            fprintf(out, "\n");
        }
        fclose(out);
    }
    return CLI_DONE;
}

const struct command link_command = {
    .name = "link",
    .summary = "find the records that are one person",
    .help = NULL,
    .run = run,
};
