/* weft synth: invented data with the shape of real data, for demonstrations and measurements. */
#include "cli/synth/synth.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static const struct generator {
    const char *name;
    int (*run)(struct cli *cli);
} generators[] = {
    {"figures", synth_figures},
    {"people", synth_people},
};
static const struct cli_verb verbs[] = {{"figures", NULL}, {"people", NULL}};

int64_t synth_normal(struct random *random, int64_t deviation)
{
    int64_t sum = 0;
    for (int i = 0; i < 3; i++) {
        uint64_t bits = random_bits(random);
        for (int shift = 0; shift < 64; shift += 16)
            sum += (int64_t)(bits >> shift & 0xFFFF);
    }
    return (sum - 6 * 0xFFFF) * deviation / 0x10000;
}

bool synth_chance(struct random *random, unsigned per_mille)
{
    return random_below(random, 1000) < per_mille;
}

int synth_number(const struct cli *cli, const char *text, const char *name, int64_t least,
                 int64_t most, uint64_t *ret_number)
{
    int64_t number;
    if (!text)
        return CLI_DONE;
    if (!slice_to_int64(slice_from(text), &number) || number < least || number > most) {
        struct err err = {0};
        err_set(&err, ERR_USAGE, name + 2,
                "%s must be a whole number from %lld to %lld, not \"%s\".", name, (long long)least,
                (long long)most, text);
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    *ret_number = (uint64_t)number;
    return CLI_DONE;
}

extern const struct command synth_command;

static int run(struct cli *cli)
{
    const char *name = cli->argc > 0 ? cli->argv[0] : "";
    for (size_t i = 0; i < sizeof generators / sizeof *generators; i++) {
        if (strcmp(generators[i].name, name) != 0)
            continue;
        cli->argc--;
        cli->argv++;
        return generators[i].run(cli);
    }
    return cli_no_such_verb(cli, &synth_command, verbs, sizeof verbs / sizeof *verbs);
}

const struct command synth_command = {
    .name = "synth",
    .summary = "invent data with the shape of real data",
    .help =
        "Usage: weft synth figures --out FOLDER [--seed NUMBER] [--rows NUMBER]\n"
        "       weft synth people [--out FOLDER] [--flat FILE] [--seed NUMBER]\n"
        "                         [--people NUMBER] [--rows NUMBER]\n\n"
        "figures  figures of 150 invented authorities as a publisher would publish them: a\n"
        "         long file in two editions (the second revises some), its dictionary, area\n"
        "         codes, two editions of statistical neighbours, and one file by groups of\n"
        "         pupils. Fits plans/thistlemouth-2025-28.yaml.\n"
        "people   families of an invented city over ten years, as social care, health, police,\n"
        "         schools and a charity would have them, each with its own columns and its own\n"
        "         mistakes; apart from them who each record is about (truth.csv) and how common\n"
        "         each name is (frequencies.csv). For `weft link`; docs/synthetic-people.md.\n\n"
        "  --out FOLDER     where the files go; it is made where it is not there\n"
        "  --flat FILE      records of all five in one file of nine columns\n"
        "  --seed NUMBER    the same seed gives the same bytes on every machine (37)\n"
        "  --people NUMBER  at least so many people, in whole families (10000)\n"
        "  --rows NUMBER    at least so many rows: in the long file, by inventing more measures;\n"
        "                   of records, by inventing more families (then --people may be left "
        "out)\n\n"
        "Nothing in these files is about a real place or person.\n\n"
        "Example: weft synth figures --seed 37 --out figures\n"
        "         weft synth people --people 20000 --out people\n",
    .run = run,
};
