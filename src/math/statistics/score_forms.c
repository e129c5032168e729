/* The scoring keys that are shipped: numbers of items and ends of bands, no wording. */
#include "math/statistics/score.h"

#include "base/banned.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- Strengths and Difficulties Questionnaire ------------------------------------------------- */

#define ITEM(name)                                                                                 \
    {                                                                                              \
        name, 0, 2                                                                                 \
    }
static const struct score_item sdq_items[] = {
    ITEM("q1"),  ITEM("q2"),  ITEM("q3"),  ITEM("q4"),  ITEM("q5"),  ITEM("q6"),  ITEM("q7"),
    ITEM("q8"),  ITEM("q9"),  ITEM("q10"), ITEM("q11"), ITEM("q12"), ITEM("q13"), ITEM("q14"),
    ITEM("q15"), ITEM("q16"), ITEM("q17"), ITEM("q18"), ITEM("q19"), ITEM("q20"), ITEM("q21"),
    ITEM("q22"), ITEM("q23"), ITEM("q24"), ITEM("q25")};

#define Q(number)                                                                                  \
    {                                                                                              \
        .index = (number)-1                                                                        \
    }
#define TURNED(number)                                                                             \
    {                                                                                              \
        .index = (number)-1, .reversed = true                                                      \
    }
#define SCALE(number)                                                                              \
    {                                                                                              \
        .index = (number), .is_scale = true                                                        \
    }
static const struct score_part emotion[] = {Q(3), Q(8), Q(13), Q(16), Q(24)};
static const struct score_part conduct[] = {Q(5), TURNED(7), Q(12), Q(18), Q(22)};
static const struct score_part hyperactivity[] = {Q(2), Q(10), Q(15), TURNED(21), TURNED(25)};
static const struct score_part peer[] = {Q(6), TURNED(11), TURNED(14), Q(19), Q(23)};
static const struct score_part prosocial[] = {Q(1), Q(4), Q(9), Q(17), Q(20)};
static const struct score_part total[] = {SCALE(0), SCALE(1), SCALE(2), SCALE(3)};

/* The ends of the bands: emotion, conduct, hyperactivity, peer, prosocial (the lowest value of
 * each, since there less is worse), total. */
static const double parent_4[][3] = {{3, 4, 6}, {2, 3, 5}, {5, 7, 8},
                                     {2, 3, 4}, {8, 7, 6}, {13, 16, 19}};
static const double teacher_4[][3] = {{3, 4, 5}, {2, 3, 4}, {5, 7, 8},
                                      {2, 4, 5}, {6, 5, 4}, {11, 15, 18}};
static const double self_4[][3] = {{4, 5, 6}, {3, 4, 5}, {5, 6, 7},
                                   {2, 3, 4}, {7, 6, 5}, {14, 17, 19}};
static const double parent_3[][3] = {{3, 4}, {2, 3}, {5, 6}, {2, 3}, {6, 5}, {13, 16}};
static const double teacher_3[][3] = {{4, 5}, {2, 3}, {5, 6}, {3, 4}, {6, 5}, {11, 15}};
static const double self_3[][3] = {{5, 6}, {3, 4}, {5, 6}, {3, 5}, {6, 5}, {15, 19}};

#define SDQ_SCALE(part, table, place, bands, ...)                                                  \
    {                                                                                              \
        .name = #part, .parts = part, .part_count = COUNT(part), .needed = 3,                      \
        .ends = (table)[place], .end_count = (bands)-1, __VA_ARGS__                                \
    }
#define SDQ_SCALES(table, bands)                                                                   \
    {                                                                                              \
        SDQ_SCALE(emotion, table, 0, bands), SDQ_SCALE(conduct, table, 1, bands),                  \
            SDQ_SCALE(hyperactivity, table, 2, bands), SDQ_SCALE(peer, table, 3, bands),           \
            SDQ_SCALE(prosocial, table, 4, bands, .low_is_worse = true),                           \
            SDQ_SCALE(total, table, 5, bands)                                                      \
    }
static const struct score_scale parent_4_scales[] = SDQ_SCALES(parent_4, 4);
static const struct score_scale teacher_4_scales[] = SDQ_SCALES(teacher_4, 4);
static const struct score_scale self_4_scales[] = SDQ_SCALES(self_4, 4);
static const struct score_scale parent_3_scales[] = SDQ_SCALES(parent_3, 3);
static const struct score_scale teacher_3_scales[] = SDQ_SCALES(teacher_3, 3);
static const struct score_scale self_3_scales[] = SDQ_SCALES(self_3, 3);

/* --- Short Warwick-Edinburgh Mental Well-being Scale ------------------------------------------ */

static const struct score_item swemwbs_items[] = {{"q1", 1, 5}, {"q2", 1, 5}, {"q3", 1, 5},
                                                  {"q4", 1, 5}, {"q5", 1, 5}, {"q6", 1, 5},
                                                  {"q7", 1, 5}};

static const struct score_part raw_score[] = {Q(1), Q(2), Q(3), Q(4), Q(5), Q(6), Q(7)};

/* Of raw scores 7 to 35, by the Rasch model of the paper. */
static const double metric[] = {7.00,  9.51,  11.25, 12.40, 13.33, 14.08, 14.75, 15.32,
                                15.84, 16.36, 16.88, 17.43, 17.98, 18.59, 19.25, 19.98,
                                20.73, 21.54, 22.35, 23.21, 24.11, 25.03, 26.02, 27.03,
                                28.13, 29.31, 30.70, 32.55, 35.00};

static const struct score_scale swemwbs_scales[] = {{.name = "raw_score",
                                                     .parts = raw_score,
                                                     .part_count = COUNT(raw_score),
                                                     .needed = COUNT(raw_score),
                                                     .conversion = metric,
                                                     .conversion_from = 7,
                                                     .conversion_count = COUNT(metric),
                                                     .converted_name = "metric_score"}};

/* --- by name ---------------------------------------------------------------------------------- */

#define SDQ(name, scales)                                                                          \
    {                                                                                              \
        name, sdq_items, COUNT(sdq_items), scales, COUNT(scales)                                   \
    }
static const struct {
    int bands;
    struct score_form form;
} forms[] = {
    {4, SDQ("sdq-parent", parent_4_scales)},
    {4, SDQ("sdq-teacher", teacher_4_scales)},
    {4, SDQ("sdq-self", self_4_scales)},
    {3, SDQ("sdq-parent", parent_3_scales)},
    {3, SDQ("sdq-teacher", teacher_3_scales)},
    {3, SDQ("sdq-self", self_3_scales)},
    {0, {"swemwbs", swemwbs_items, COUNT(swemwbs_items), swemwbs_scales, COUNT(swemwbs_scales)}},
};

const struct score_form *score_form_find(struct slice name, int bands)
{
    for (size_t i = 0; i < COUNT(forms); i++)
        if (slice_is(name, forms[i].form.name) && forms[i].bands == bands)
            return &forms[i].form;
    return NULL;
}
