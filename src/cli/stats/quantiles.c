/* weft stats quantiles: rank, quantile and quartile band of each area. Bands follow the publisher's
 * own tool: a value on a bound belongs to the lower side, ties share the least rank. */
#include "cli/stats/limits.h"

#include "base/banned.h"

static const char *const polarities[] = {"none", "high", "low", NULL};

struct columns {
    const struct slice *area, *group;
    const double *value;
};

struct answer {
    double *rank, *quantile;
    struct slice *band;
};

static void place_group(const double *value, const size_t *rows, size_t count, int number,
                        enum polarity polarity, struct arena *arena, struct answer *answer)
{
    struct place *places = arena_array(arena, 2 * count, sizeof *places);
    double *values = arena_array(arena, 2 * count, sizeof *values), *ranks = values + count;
    for (size_t i = 0; i < count; i++)
        values[i] = value[rows[i]];
    size_t known = places_sort(values, count, places, places + count);
    if (known == 0)
        return;
    places_rank(places, known, polarity, ranks);
    struct quartiles quartiles = places_quartiles(places, known);
    for (size_t i = 0; i < known; i++) {
        size_t row = rows[places[i].index];
        char band = quartile_band(places[i].value, &quartiles, polarity);
        answer->rank[row] = ranks[places[i].index];
        answer->quantile[row] = quantile_of_rank(answer->rank[row], (double)known, number);
        if (band)
            answer->band[row] = arena_slice(arena, (struct slice){&band, 1});
    }
}

static int run(struct stats *stats, struct err *err)
{
    int number = 4, polarity = POLARITY_NONE;
    const char *by = NULL;
    struct columns columns = {0};
    const struct stats_option options[] = {
        {"--number", .whole = &number, .least = 2, .most = 1000},
        {"--polarity", .choice = &polarity, .choices = polarities},
        {"--by", .text = &by}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    const struct stats_input inputs[] = {
        {"area", INPUT_TEXT, .texts = &columns.area},
        {"value", INPUT_NUMBER, .numbers = &columns.value},
        {by ? by : "", INPUT_TEXT, .texts = &columns.group, .optional = !by}};
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code < 0)
        return code;
    struct stats_groups groups = stats_group(stats->arena, columns.group, stats->table.rows);
    code = stats_once(stats, &groups, columns.area, "area", err);
    if (code < 0)
        return code;
    struct answer answer = {table_add_numbers(&stats->table, "rank"),
                            table_add_numbers(&stats->table, "quantile"),
                            table_add_texts(&stats->table, "band")};
    for (size_t i = 0; i < groups.count; i++)
        place_group(columns.value, groups.rows + groups.starts[i],
                    groups.starts[i + 1] - groups.starts[i], number, (enum polarity)polarity,
                    stats->arena, &answer);
    return 0;
}

const struct stats_method quantiles_method = {
    .name = "quantiles",
    .purpose = "Comparison",
    .summary = "rank, quantile and quartile band of each area",
    .usage = "[--number 4] [--polarity none/high/low] [--by COL] [FILE.csv]",
    .columns =
        "Reads   area, value. An area stands once, or once in each group of --by.\n"
        "Writes  rank: 1 is best, or lowest where there is no polarity, ties share the\n"
        "        least; quantile: blank where there are fewer areas than quantiles; band: A\n"
        "        (best) to D, blank without a polarity.\n"
        "--number N    how many quantiles: 4 (the default).\n"
        "--polarity P  which end is good: high, low or none (the default).\n"
        "--by COL      rank within the groups of this column.",
    .formula = "quantile = max(1, N + 1 - ceil((n + 1 - rank) N / n)). Band by the type 7\n"
               "quartiles: position (n - 1) p between the sorted values; a value on a bound\n"
               "belongs to the lower side of it.",
    .example = "printf 'area,value\\na,10\\nb,20\\nc,20\\nd,40\\n' | weft stats quantiles "
               "--polarity high\n"
               "# d has rank 1 and band A, b and c rank 2, a rank 4.",
    .assumptions = "The values are comparable. A rank says nothing about whether a difference is\n"
                   "more than chance: see funnel.",
    .reference = "Hyndman RJ, Fan Y (1996), Am Stat 50:361-365. Office for Health Improvement and\n"
                 "Disparities, Technical guide: assigning deprivation categories.",
    .run = run,
};
