/* weft stats impact: four ways to ask whether something worked. */
#include "cli/stats/impact_forms.h"

#include "base/banned.h"

int impact_check_flags(struct stats *stats, const char *name, const double *flags, struct err *err)
{
    for (size_t row = 0; row < stats->table.rows; row++)
        if (!isnan(flags[row]) && flags[row] != 0 && flags[row] != 1)
            return stats_refuse(stats, &stats->table, row, err,
                                "The column %s has %g. It says 1 for yes and 0 for no.", name,
                                flags[row]);
    return 0;
}

int impact_need(const char *option, bool given, struct err *err)
{
    if (given)
        return 0;
    return err_set(err, ERR_USAGE, NULL,
                   "%s is needed. `weft stats impact --help` shows how each form is called.",
                   option);
}

int impact_check_picture(const struct stats *stats, const char *svg, const char *other,
                         struct err *err)
{
    const struct cli_file files[] = {
        {"--svg", svg, true}, {"the input", stats->source, false}, {"--predictors", other, false}};
    return cli_files_apart(files, COUNT_OF(files), err);
}

int impact_find_start(const struct slice *texts, const size_t *rows, size_t count,
                      const char *start, size_t *ret_place, struct err *err)
{
    struct stats_date wanted, date;
    bool known = stats_date_parse(slice_from(start), &wanted);
    for (size_t i = 0; known && i < count; i++) {
        if (!stats_date_parse(texts[rows[i]], &date) || date.kind != wanted.kind ||
            date.number != wanted.number)
            continue;
        *ret_place = i;
        return 0;
    }
    return err_set(err, ERR_USAGE, NULL,
                   "--start: %s is none of the dates. Give the first date after the change, "
                   "written as in the table.",
                   start);
}

static int run(struct stats *stats, struct err *err)
{
    static const char *const forms[] = {"its", "did", "match", "synth", NULL};
    static int (*const runs[])(struct stats *, struct err *) = {impact_its, impact_did,
                                                                impact_match, impact_synth};
    int form;
    int code = stats_form(stats, forms, &form, err);
    return code < 0 ? code : runs[form](stats, err);
}

const struct stats_method impact_method = {
    .name = "impact",
    .purpose = "Did it work",
    .summary = "what happened against what would have: its, did, match, synth",
    .usage = "its --start DATE [--family poisson/quasi/gaussian] [--slope]\n"
             "         [--season 12 --harmonics K] [--errors model/hc1/nw --lag L] [FILE.csv]\n"
             "       weft stats impact did [FILE.csv]\n"
             "       weft stats impact match --outcome Y --covariates A,B [--method nearest/ipw]\n"
             "         [FILE.csv]\n"
             "       weft stats impact synth --treated UNIT --start DATE [--predictors FILE] "
             "[FILE.csv]\n"
             "       each with --svg FILE: what was and what would have been, as a picture",
    .columns =
        "its     One place before and after a change. Reads date and events, population (or\n"
        "        value), and area where there are several series. Writes a row a term\n"
        "        (intercept, time, level, slope, sin1, cos1 ...): estimate, se, p, ratio,\n"
        "        lower_95, upper_95 (of the ratio; of the estimate where the family is\n"
        "        gaussian). time is 1, 2 ...; level is 1 from DATE on; --slope adds 1, 2 ...\n"
        "        from DATE on. The family is poisson where there are events, else gaussian.\n"
        "        --errors hc1: robust to unequal variance; nw: and to correlation over L points.\n"
        "        p and limits are Student's for gaussian and quasi, on points less terms degrees\n"
        "        of freedom; normal for poisson and, whatever the family, with hc1 and nw.\n"
        "did     Two groups before and after. Reads treated, after (0 or 1), value. Writes\n"
        "        effect, se, lower_95, upper_95.\n"
        "match   People with and without. Reads treated (0 or 1), the outcome, the covariates\n"
        "        (numbers). Writes effect (on the treated), n_treated, n_control. nearest: one\n"
        "        control each, without replacement, the likeliest treated first. ipw: all\n"
        "        controls, weighted by the odds of treatment.\n"
        "synth   One place against a mixture of others. Reads unit, date, value, every unit at\n"
        "        every date; FILE has a row a unit with columns to match on in place of the\n"
        "        values before. Writes date, gap; with --json {weights {unit: w},\n"
        "        rmspe_before, gaps [{date, gap}]}.\n"
        "Rows with a blank figure are left out (synth refuses them).",
    .formula =
        "its: log mean = log population + b0 + b1 time + b2 level (+ b3 slope) (+ sines and\n"
        "cosines). did: (treated after - before) - (others after - before), se the root of the\n"
        "sum of s^2/n. match: logistic regression gives the probability p of treatment; ipw\n"
        "weighs controls by p/(1-p). synth: weights >= 0 that add up to 1 and bring the values\n"
        "before (or the predictors, whose importance is chosen to that end) nearest.",
    .example =
        "printf '%s\\n' date,events,population 2021-01,62,1000 2021-02,58,1004 2021-03,61,1002 \\\n"
        "  2021-04,66,1007 2021-05,59,1010 2021-06,64,1008 2021-07,67,1011 2021-08,60,1013 \\\n"
        "  2021-09,48,1015 2021-10,51,1016 2021-11,47,1018 2021-12,52,1020 2022-01,49,1021 \\\n"
        "  2022-02,46,1023 2022-03,53,1024 2022-04,50,1026 |\n"
        "  weft stats impact its --start 2021-09\n"
        "# From September on 0.76 times as many as were to be expected (0.59 to 0.99).",
    .assumptions =
        "its: nothing else changed at DATE, and the trend before would have gone on. did: both\n"
        "groups would have moved alike, which two dates cannot show. match: everything that\n"
        "drives both treatment and outcome is among the covariates; the effect has no standard\n"
        "error here. synth: the others were untouched, and the fit before was good.",
    .reference =
        "Lopez Bernal J, Cummins S, Gasparrini A (2017), Int J Epidemiol 46:348-355. Card D,\n"
        "Krueger AB (1994), Am Econ Rev 84:772-793. Rosenbaum PR, Rubin DB (1983), Biometrika\n"
        "70:41-55. Abadie A, Diamond A, Hainmueller J (2010), J Am Stat Assoc 105:493-505.\n"
        "White H (1980), Econometrica 48:817-838. Newey WK, West KD (1987), Econometrica\n"
        "55:703-708.",
    .run = run,
};
