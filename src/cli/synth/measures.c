/* Invented measures: what they are called, how they are written, and how their figures behave. */
#include "cli/synth/figures.h"

#include <stdio.h>

#include "base/banned.h"

#define CALENDAR "Calendar Year"
#define FINANCIAL "Financial Year"
#define SCHOOL "Academic Year"

/* Levels, spreads and drifts are those of published measures of the same kind, in round numbers.
 * After the years: level, need, spread, drift, noise, jump, hidden (see figures.h). */
/* clang-format off */
static const struct measure named[] = {
    {"HelpReturn", "Early Help", "Families who come back to early help within a year (%)",
     "% of families", "Low", FINANCIAL, SHARE, PLAIN, 1, 2017, LAST_YEAR, 19500, 1600, 3600,
     -250, 1300, 0, 12, '-', .dps = "NA"},
    {"EarlyHelpRate", "Early Help", "Children in early help (rate)", "Rate per 10,000", "-",
     FINANCIAL, RATE, PLAIN, 0, 2017, LAST_YEAR, 182000, 21000, 42000, 3800, 9000, 0, 20, '-',
     .dps = "0"},
    {"RefReturn", "Children in Need", "Referrals that come back within 12 months (%)",
     "% of referrals", "Low", FINANCIAL, SHARE, PLAIN, 1, 2014, LAST_YEAR, 21600, 900, 4200, 150,
     2000, 0, 8, 'c', .second_topic = "Early Help", .dps = "NA"},
    {"NeedRate10,000", "Children in Need", "Children in need (rate)", "Rate per 10,000", "-",
     FINANCIAL, RATE, PLAIN, 1, 2014, LAST_YEAR, 330000, 62000, 48000, 900, 14000, 0, 0, '-',
     .dps = "NA"},
    {"PlanAgain", "Child Protection", "Children on a protection plan for a second time (%)",
     "% of plans", "Low", FINANCIAL, SHARE, PLAIN, 1, 2014, LAST_YEAR, 21900, 700, 3400, 350,
     2600, 0, 14, 'c', .dps = "NA"},
    {"Conf15days", "Child Protection", "First protection conferences held within 15 days (%)",
     "% of conferences", "High", FINANCIAL, SHARE, PLAIN, 1, 2014, LAST_YEAR, 79500, -600, 8200,
     300, 4200, 0, 6, '-', .dps = "NA"},
    {"HomeRepeat", "Child Protection", "Homes with repeated domestic abuse (%)", "% of homes",
     "Low", FINANCIAL, SHARE, SLASH, 1, 2018, LAST_YEAR, 31000, 2400, 3100, -300, 1500, 0, 10,
     '-', .dps = "1"},
    {"CareRate", "Children in Care", "Children in care (rate)", "Rate per 10,000", "-",
     FINANCIAL, RATE, PLAIN, 0, 2014, LAST_YEAR, 68000, 17000, 13000, 700, 2300, 0, 4, 'c',
     .dps = "0"},
    {"CareCount", "Children in Care", "Children in care (number)", "Number", "NA", FINANCIAL,
     COUNT, PLAIN, 0, 2014, LAST_YEAR, 6800, 1700, 1300, 70, 230, 0, 30, 'k', .dps = "NA"},
    {"CareMoves", "Children in Care", "Children in care with three or more homes in a year (%)",
     "% of children in care", "Low", FINANCIAL, SHARE, PLAIN, 0, 2016, LAST_YEAR, 10200, 300,
     1900, 50, 1300, 0, 18, 'c', .dps = "NA"},
    {"CareNear%", "Children in Care", "Children in care who live near home (%)",
     "% of children in care", "High", FINANCIAL, SHARE, PLAIN, 0, 2016, LAST_YEAR, 77000, 1800,
     6800, -500, 2100, 0, 10, 'c', .dps = "NA"},
    {"CareDental%", "Children in Care", "Children in care who saw a dentist (%)",
     "% of children in care", "High", FINANCIAL, SHARE, PLAIN, 0, 2016, LAST_YEAR, 71000, -500,
     9500, 900, 5200, 0, 10, 'c', .dps = "NA"},
    {"LeaverWork", "Children in Care", "Care leavers in work or learning (%)",
     "% of care leavers", "High", FINANCIAL, SHARE, PLAIN, 0, 2016, LAST_YEAR, 53000, -1500,
     5200, 400, 2600, 0, 14, 'c', .dps = "NA"},
    {"Inj_Adm_0-14", "Health and Wellbeing",
     "Hospital admissions for injury, age 0 to 14 (rate)", "Rate per 10,000", "Low", FINANCIAL,
     RATE, SLASH, 2, 2014, LAST_YEAR, 91000, 7800, 16000, -2300, 5200, 0, 5, '-', .noisy = true,
     .dps = "2"},
    {"BabyDeaths", "Health and Wellbeing", "Infant deaths (rate)", "Rate per 1000 live births",
     "Low", CALENDAR, RATE, PLAIN, 1, 2014, LAST_YEAR, 3950, 620, 550, -30, 480, 0, 40, 'x',
     .dps = "NA"},
    {"RoadHurt", "Health and Wellbeing", "Children badly hurt on roads (rate)",
     "Rate per 100,000", "Low", CALENDAR, RATE, THREE_YEARS, 2, 2016, LAST_YEAR, 16800, 1500,
     4300, -350, 1400, 0, 12, '-', .dps = "2"},
    {"BreastFed%", "Health and Wellbeing", "Babies breastfed at 6 to 8 weeks (%)", "% of babies",
     "High", FINANCIAL, SHARE, DASH, 2, 2016, LAST_YEAR, 48500, -3900, 9800, 700, 1700, 0, 110,
     '-', .noisy = true, .dps = "2"},
    {"WeightStart", "Health and Wellbeing", "Reception children above a healthy weight (%)",
     "% of children", "Low", SCHOOL, SHARE, DASH, 2, 2014, LAST_YEAR, 22400, 1300, 1500, 60, 620,
     0, 6, '-', .noisy = true, .dps = "2"},
    {"WeightYear6", "Health and Wellbeing", "Year 6 children above a healthy weight (%)",
     "% of children", "Low", SCHOOL, SHARE, DASH, 2, 2014, LAST_YEAR, 35200, 2600, 1900, 320,
     720, 0, 6, '-', .noisy = true, .dps = "2"},
    {"YoungConcep", "Health and Wellbeing", "Conceptions under 18 (rate)",
     "Rate per 1000 15 - 17 year olds", "Low", CALENDAR, RATE, PLAIN, 1, 2014, LAST_YEAR, 15200,
     3100, 2600, -900, 1600, 0, 20, 'c', .dps = "NA"},
    {"SelfHarmAdm", "Health and Wellbeing", "Hospital admissions for self-harm, 10 to 24 (rate)",
     "Rate per 100,000", "Low", FINANCIAL, RATE, SLASH, 1, 2014, LAST_YEAR, 408000, 9000, 92000,
     -9000, 33000, 0, 8, '-', .dps = "1"},
    {"MindSeen4wks", "Health and Wellbeing",
     "Young people seen within four weeks of asking for help with their mind (%)",
     "% of young people", "High", FINANCIAL, SHARE, PLAIN, 1, 2018, LAST_YEAR, 58000, -1900,
     8800, 500, 3000, -4200, 16, ':', .dps = "NA"},
    {"Alc_Adm_<18", "Health and Wellbeing", "Hospital admissions for alcohol, under 18 (rate)",
     "Rate per 100,000", "Low", FINANCIAL, RATE, THREE_SPANS, 2, 2016, LAST_YEAR, 30500, 2100,
     9800, -1300, 1600, 0, 25, 'z', .noisy = true, .dps = "2"},
    {"WellScore", "Health and Wellbeing", "How well young people feel (average score)",
     "Average Score", "High", SCHOOL, SCORE, DASH, 2, 2018, LAST_YEAR, 24100, -420, 460, -90,
     260, -300, 30, 'u', .dps = "1"},
    {"Bullied", "Health and Wellbeing", "Pupils who say they were bullied (%)", "% of pupils",
     "Low", SCHOOL, SHARE, DASH, 1, 2015, 2021, 24600, 700, 2300, 150, 1100, 0, 20, '-',
     .dps = "1"},
    {"VoiceHeard", "Children in Care", "Children in care who say adults listen (%)",
     "% of children in care", "High", FINANCIAL, SHARE, PLAIN, 0, 2022, LAST_YEAR, 71000, -900,
     5200, 700, 2600, 0, 40, 'c', .dps = "0"},
    {"GoodStart", "Early Years", "Five-year-olds with a good level of development (%)",
     "% of children", "High", SCHOOL, SHARE, PLAIN, 1, 2014, LAST_YEAR, 66800, -2300, 2400, 250,
     850, -2600, 4, '-', .paused = true, .dps = "NA"},
    {"%_2yr_offers", "Early Years", "Two-year-olds taking up free early education (%)",
     "% of eligible children", "High", CALENDAR, SHARE, PLAIN, 1, 2015, LAST_YEAR, 69000, -2900,
     7600, 800, 3400, 0, 8, '-', .dps = "NA"},
    {"ReadWriteMaths11", "Primary School", "Reading, writing and maths at 11 (%)", "% of pupils",
     "High", SCHOOL, SHARE, STAGED, 0, 2016, LAST_YEAR, 62500, -1900, 3300, 350, 1300, -4600, 3,
     '-', .paused = true, .dps = "NA"},
    {"Score16", "Secondary School", "Average score at 16", "Score per pupil", "High", SCHOOL,
     SCORE, STAGED, 1, 2016, LAST_YEAR, 46800, -2700, 2300, -60, 620, 0, 2, '-', .dps = "NA"},
    {"Eng&Maths16", "Secondary School", "Strong pass in English and maths at 16 (%)",
     "% of pupils", "High", SCHOOL, SHARE, STAGED, 1, 2016, LAST_YEAR, 44500, -4300, 4600, 250,
     1300, 0, 2, '-', .dps = "NA"},
    {"Level3by19", "After 16", "Level 3 qualification by 19 (%)", "% of 19 year olds", "High",
     SCHOOL, SHARE, PLAIN, 2, 2014, LAST_YEAR, 58500, -4200, 3600, 120, 700, 0, 3, '-',
     .noisy = true, .dps = "2"},
    {"NotInWork1617", "After 16",
     "Young people of 16 and 17 not in work or learning, or not known (%)", "% of young people",
     "Low", "Annual", SHARE, PLAIN, 1, 2016, LAST_YEAR, 5500, 900, 1700, 30, 720, 0, 10, 'c',
     .dps = "1"},
    {"Absent10", "Absence", "Pupils who miss a tenth of school or more (%)", "% of pupils",
     "Low", SCHOOL, SHARE, OVER_TERMS, 2, 2014, LAST_YEAR, 12600, 1500, 1200, -150, 560, 7600, 2,
     '-', .noisy = true, .dps = "2"},
    {"Absent50", "Absence", "Pupils who miss half of school or more (%)", "% of pupils", "Low",
     SCHOOL, SHARE, OVER_TERMS, 2, 2014, LAST_YEAR, 1020, 210, 190, 60, 140, 900, 4, '-',
     .noisy = true, .dps = "2"},
    {"Susp_ Rate", "Absence", "Suspensions for each 100 pupils", "% of pupils", "Low", SCHOOL,
     RATE, PLAIN, 2, 2014, LAST_YEAR, 5300, 1500, 1700, 300, 900, 1700, 3, '-', .noisy = true,
     .dps = "2"},
    {"Plan20weeks", "Special Needs", "Education and care plans issued within 20 weeks (%)",
     "% of plans", "High", CALENDAR, SHARE, PLAIN, 1, 2015, LAST_YEAR, 59000, -500, 17000, -1600,
     6000, 0, 12, '-', .dps = "NA"},
    {"PlanShare", "Special Needs", "Pupils with an education and care plan (%)", "% of pupils",
     "-", "Annual - January", SHARE, PLAIN, 1, 2014, LAST_YEAR, 3400, 260, 420, 260, 90, 0, 2,
     '-', .dps = "NA"},
    {"LowIncome", "Economic Factors", "Children in low-income families (%)", "% of children",
     "Low", FINANCIAL, SHARE, SLASH, 1, 2015, LAST_YEAR, 18900, 5200, 2500, 450, 800, 0, 0, '-',
     .second_topic = "Early Years", .dps = "1"},
    {"Spend_£", "Money", "Spending on children’s services for each child", "Spend", "NA",
     FINANCIAL, RATE, SLASH, 0, 2016, LAST_YEAR, 942000, 155000, 130000, 41000, 52000, 0, 6, '-',
     .dps = "0"},
    {"DeathReviews", "Health and Wellbeing",
     "Deaths of children with factors that could have been changed", "Number", "-", FINANCIAL,
     COUNT, SLASH, 0, 2015, LAST_YEAR, 45, 9, 12, 0, 18, 0, 300, 'k', .dps = "0"},
};
/* clang-format on */

enum { NAMED = sizeof named / sizeof *named, DATES = 40, FIRST_SERIAL = 45700 };

size_t measures_named(void)
{
    return NAMED;
}

/* More measures are the named ones again, at other levels and under other names. */
struct measure measure_at(size_t index, struct arena *arena)
{
    struct measure measure = named[index % NAMED];
    size_t round = index / NAMED;
    if (round == 0)
        return measure;
    measure.code = arena_printf(arena, "%s_%zu", measure.code, round);
    measure.title = arena_printf(arena, "%s, kind %zu", measure.title, round);
    measure.second_topic = NULL;
    measure.level += (int)(round % 7) * measure.spread / 4;
    return measure;
}

void period_label(const struct measure *measure, int year, bool settled, struct buffer *out)
{
    int last = year % 100, before = (year - 1) % 100;
    switch (measure->style) {
    case PLAIN:
        buffer_printf(out, "%d", year);
        return;
    case SLASH:
        buffer_printf(out, "%d/%02d", year - 1, last);
        return;
    case DASH:
        buffer_printf(out, "%d-%02d", year - 1, last);
        return;
    case OVER_TERMS:
        buffer_printf(out, "%d-%02d (OT)", year - 1, last);
        return;
    case THREE_YEARS:
        buffer_printf(out, "%d-%02d", year - 2, last);
        return;
    case THREE_SPANS:
        buffer_printf(out, "%d/%02d-%02d/%02d", year - 3, (year - 2) % 100, before, last);
        return;
    case STAGED:
        buffer_printf(out, "%d (%s)", year, settled ? "Rev" : "prov");
        return;
    }
}

/* Every field quoted, as the publisher does. */
static void append_quoted(struct buffer *out, const char *text, bool last)
{
    buffer_byte(out, '"');
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            buffer_byte(out, '"');
        buffer_byte(out, *at);
    }
    buffer_string(out, last ? "\"\n" : "\",");
}

static void write_entry(const struct measure *measure, size_t number, const char *topic,
                        int updated, struct sheet *sheet)
{
    static const char description[] =
        "Invented for a demonstration. It has the shape of a published measure and is none.\n\n\n\n"
        "No place, child or office in it is real.";
    static const char method[] =
        "Drawn by chance: a level of the country, what need adds, what the place adds, a slope and "
        "noise.\n\nThe same seed gives the same figures.";
    char code[24], last[24], next[24];
    struct buffer *out = &sheet->text;
    snprintf(code, sizeof code, "%zu", number);
    snprintf(last, sizeof last, "%d", updated); /* days, as a spreadsheet counts them */
    snprintf(next, sizeof next, "%d", updated + 365);
    const char *const fields[] = {
        code,
        topic,
        measure->title,
        measure->title,
        measure->code,
        measure->polarity,
        measure->axis,
        "NA",
        "Invented",
        description,
        last,
        next,
        "Nobody: weft synth",
        method,
        "NA",
        measure->dps,
        measure->year_type,
        measure->scale == COUNT ? "N" : "NA",
    };
    size_t count = sizeof fields / sizeof *fields;
    for (size_t i = 0; i < count; i++)
        append_quoted(out, fields[i], i + 1 == count);
    sheet_row(sheet);
}

void dictionary_write(size_t measures, struct sheet *sheet)
{
    static const char *const headings[] = {"Measure_code",
                                           "Topic",
                                           "Measure",
                                           "Chart_title",
                                           "Measure_short",
                                           "Polarity",
                                           "y_axis_name",
                                           "state_funded_flag",
                                           "Table_status",
                                           "Description",
                                           "Last Update",
                                           "Next Update",
                                           "Data Owner (DO) /Supplier and Contact Details",
                                           "Methodology",
                                           "Hyperlink(s)",
                                           "dps",
                                           "Year_Type",
                                           "No_Quartile"};
    size_t count = sizeof headings / sizeof *headings, number = 1;
    for (size_t i = 0; i < count; i++)
        append_quoted(&sheet->text, headings[i], i + 1 == count);
    for (size_t i = 0; i < measures; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct measure measure = measure_at(i, &arena);
        int updated = FIRST_SERIAL + (int)(i * 31 % (size_t)(DATES * 9));
        write_entry(&measure, number++, measure.topic, updated, sheet);
        if (measure.second_topic) /* listed twice, and not quite alike */
            write_entry(&measure, number++, measure.second_topic, updated - 30, sheet);
    }
}
