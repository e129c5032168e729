/* weft link: which records are the same person. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>

#include "math/linkage/linkage.h"
#include "math/linkage/quality.h"
#include "text/text.h"

#include "base/banned.h"

extern const struct command link_command;

static int read_csv(const char *path, struct linkage_table *table, uint16_t source)
{
    struct err err = {0};
    struct file_view view;
    if (file_view_open(path, SIZE_MAX >> 1, &view, &err) < 0) {
        fprintf(stderr, "weft: %s\n", err.message);
        return CLI_REFUSED;
    }
    struct csv_reader reader;
    csv_open_memory(&reader, view.contents, NULL);
    struct csv_row row;
    if (csv_next(&reader, &row, &err) != 1)
        return CLI_REFUSED;
    size_t first = table->row_count;
    size_t map[64];
    for (size_t i = 0; i < row.count; i++) {
        struct slice name = slice_trim(row.fields[i].text);
        size_t at = 0;
        while (at < table->column_count && !slice_is(name, table->columns[at].name))
            at++;
        if (at == table->column_count) {
            table->columns =
                memory_resize(table->columns, table->column_count + 1, sizeof *table->columns);
            table->columns[at] = (struct linkage_column){0};
            char *copy = memory_zeros(name.length + 1, 1);
            memcpy(copy, name.data, name.length);
            table->columns[at].name = copy;
            table->columns[at].rows = memory_zeros(first + 1, sizeof(uint32_t));
            values_intern(&table->columns[at].values, (struct slice){0});
            table->column_count++;
        }
        map[i] = at;
    }
    size_t capacity = first;
    int code;
    size_t columns = row.count;
    while ((code = csv_next(&reader, &row, &err)) == 1) {
        if (table->row_count == capacity) {
            capacity = capacity * 2 + 1024;
            for (size_t i = 0; i < table->column_count; i++) {
                table->columns[i].rows =
                    memory_resize(table->columns[i].rows, capacity, sizeof(uint32_t));
                memset(table->columns[i].rows + table->row_count, 0,
                       (capacity - table->row_count) * sizeof(uint32_t));
            }
            table->source =
                memory_resize((void *)(uintptr_t)table->source, capacity, sizeof(uint16_t));
        }
        for (size_t i = 0; i < columns && i < row.count; i++)
            table->columns[map[i]].rows[table->row_count] =
                values_intern(&table->columns[map[i]].values, slice_trim(row.fields[i].text));
        ((uint16_t *)(uintptr_t)table->source)[table->row_count] = source;
        table->row_count++;
    }
    if (code < 0)
        fprintf(stderr, "%s:%u: %s\n", path, err.line, err.message);
    csv_close(&reader);
    file_view_close(&view);
    return code < 0 ? CLI_REFUSED : CLI_DONE;
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
    struct linkage_table table = {.source_count = (size_t)count};
    for (int i = 0; i < count; i++) {
        const char *equals = strchr(cli->argv[i], '=');
        if (read_csv(equals ? equals + 1 : cli->argv[i], &table, (uint16_t)i) != CLI_DONE)
            return CLI_REFUSED;
    }
    linkage_recognise(&table);
    for (size_t i = 0; i < table.column_count; i++) {
        if (truth && strcmp(table.columns[i].name, truth) == 0)
            table.columns[i].kind = LINKAGE_IGNORED;
        fprintf(stderr, "%s: %s\n", table.columns[i].name,
                linkage_kind_words(table.columns[i].kind));
    }
    struct linkage_options how = {.threads = (size_t)strtoul(threads, NULL, 10),
                                  .threshold = strtod(threshold, NULL)};
    struct linkage_result result;
    linkage_run(&table, &how, &result);
    for (size_t i = 0; truth && i < table.column_count; i++) {
        if (strcmp(table.columns[i].name, truth) != 0)
            continue;
        struct linkage_column *column = &table.columns[i];
        uint32_t *real = column->rows;
        if (strcmp(truth, "rec_id") == 0)
            for (size_t row = 0; row < table.row_count; row++)
                real[row] =
                    (uint32_t)strtoul(values_text(&column->values, real[row]).data + 4, NULL, 10);
        struct quality quality;
        quality_of_clusters(table.row_count, real, result.persons, count > 1 ? table.source : NULL,
                            &quality);
        printf(
            "clusters: P %.5f R %.5f F1 %.5f (true %llu found %llu right %llu) B3 %.4f %.4f %.4f\n",
            quality.precision, quality.recall, quality.f1, (unsigned long long)quality.true_pairs,
            (unsigned long long)quality.found_pairs, (unsigned long long)quality.right_pairs,
            quality.b3_precision, quality.b3_recall, quality.b3_f1);
        for (int bits = -10; bits <= 14; bits += 2) {
            uint64_t found = 0, right = 0;
            for (size_t p = 0; p < result.pair_count; p++) {
                if (result.pairs[p].weight < (float)bits ||
                    (count > 1 &&
                     table.source[result.pairs[p].a] == table.source[result.pairs[p].b]))
                    continue;
                found++;
                right += real[result.pairs[p].a] == real[result.pairs[p].b];
            }
            double p = (double)right / (double)found,
                   r = (double)right / (double)quality.true_pairs;
            printf("  pairs over %3d: P %.5f R %.5f F1 %.5f\n", bits, p, r, 2 * p * r / (p + r));
        }
    }
    if (dump) {
        FILE *out = fopen(dump, "w");
        for (size_t row = 0; row < table.row_count; row++) {
            fprintf(out, "%zu,%u", row, result.persons[row]);
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
