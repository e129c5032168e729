#include "support/test.h"

#include <math.h>

#include "math/linkage/weigh/estimate.h"
#include "support/linkage.h"

/* Records whose values do not matter: the patterns are simulated. Every value stands on one row
 * in fifty, so that exact agreement by chance is 0.02 and falls on one exact level. */
enum { ROWS = 5000, DISTINCT = 50, FIELDS = 5 };

static struct linkage_table plain_table(void)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(8 << 20);
    buffer_string(&text, "q|r|s|t|u\n");
    for (unsigned row = 0; row < ROWS; row++) {
        unsigned n = row % DISTINCT;
        char a = (char)('a' + n / 26), b = (char)('a' + n % 26);
        buffer_printf(&text, "q%c%c|r%c%c|s%c%c|t%c%c|u%c%c\n", a, b, a, b, a, b, a, b, a, b);
    }
    struct linkage_table table = table_of(buffer_text(&text));
    for (size_t i = 0; i < FIELDS; i++) /* which no pairs are believed to share but one person's */
        table.columns[i].kind = LINKAGE_CATEGORY;
    return table;
}

/* How pairs of one person agree: exactly, nearly (one level), not at all. */
static const double exact[FIELDS] = {0.8, 0.9, 0.93, 0.7, 0.6};
static const double near[FIELDS] = {0.15, 0.06, 0.05, 0.2, 0.3};
static const double chance_near = 0.01;

/* All values of a field are as rare. */
static uint8_t exact_level(const struct field *field)
{
    uint32_t value = 1;
    while (field->counts[value] == 0)
        value++;
    return field->exact[value];
}

static uint8_t draw(struct random *random, const struct field *field, double be_exact,
                    double be_near)
{
    double unit = random_unit(random);
    if (unit < be_exact)
        return exact_level(field);
    return unit < be_exact + be_near ? LEVEL_NEAR + 1 : LEVEL_DIFFERENT;
}

static void draw_pair(struct random *random, const struct records *records, bool person,
                      struct pattern *pattern)
{
    *pattern = (struct pattern){0};
    for (size_t at = 0; at < FIELDS; at++) {
        double share = 1.0 / DISTINCT;
        pattern->levels[at] = draw(random, &records->fields[at], person ? exact[at] : share,
                                   person ? near[at] : chance_near);
        if (random_below(random, 10) == 0)
            pattern->levels[at] = LEVEL_MISSING;
    }
}

/* The simulation of a million pairs, one in 200 of which is one person: what was put in comes
 * out, to within the error of the sample. */
static void known_parameters_are_recovered(void **state)
{
    (void)state;
    enum { PAIRS = 1000000, ONE_IN = 200 };
    struct linkage_table table = plain_table();
    struct records records;
    records_build(&table, 0, 1, &records);
    assert_int_equal(records.field_count, FIELDS);
    struct random random = random_seeded(1969);
    struct patterns candidates = {0}, strangers = {0};
    for (size_t i = 0; i < PAIRS; i++) {
        struct pattern pattern;
        draw_pair(&random, &records, i % ONE_IN == 0, &pattern);
        patterns_add(&candidates, &pattern, 1);
        draw_pair(&random, &records, false, &pattern);
        patterns_add(&strangers, &pattern, 1);
    }
    patterns_settle(&candidates);
    patterns_settle(&strangers);
    struct model model;
    model_estimate(&records, &candidates, 1, &strangers, PAIRS, 2, &model);
    double persons = model.prior[CLASS_SETTLED] + model.prior[CLASS_MOVED];
    assert_near(persons * ONE_IN, 1, 0.03);
    for (size_t at = 0; at < FIELDS; at++) {
        double agree = 0;
        for (size_t level = LEVEL_EXACT; level < LEVEL_NEAR; level++)
            agree += model.chance[at][level][CLASS_SETTLED];
        assert_near(agree, exact[at], 0.025);
        assert_near(model.chance[at][LEVEL_NEAR + 1][CLASS_SETTLED], near[at], 0.025);
        assert_near(model.chance[at][LEVEL_NEAR + 1][CLASS_STRANGER], chance_near, 0.002);
    }
    patterns_free(&candidates);
    patterns_free(&strangers);
    records_free(&records);
    linkage_table_free(&table);
}

static void the_model_does_not_depend_on_the_threads(void **state)
{
    (void)state;
    struct linkage_table table = plain_table();
    struct records records;
    records_build(&table, 0, 1, &records);
    struct random random = random_seeded(7);
    struct patterns candidates = {0};
    for (size_t i = 0; i < 20000; i++) {
        struct pattern pattern;
        draw_pair(&random, &records, i % 50 == 0, &pattern);
        patterns_add(&candidates, &pattern, 1);
    }
    patterns_settle(&candidates);
    struct model one, many;
    model_estimate(&records, &candidates, 1, &candidates, 20000, 1, &one);
    model_estimate(&records, &candidates, 1, &candidates, 20000, 5, &many);
    assert_memory_equal(&one, &many, sizeof one);
    patterns_free(&candidates);
    records_free(&records);
    linkage_table_free(&table);
}

/* Where there is nothing to learn from, what is believed beforehand holds: exact agreement speaks
 * for one person, difference against. */
static void without_pairs_the_model_is_what_is_believed(void **state)
{
    (void)state;
    struct linkage_table table = plain_table();
    struct records records;
    records_build(&table, 0, 1, &records);
    struct patterns nothing = {0};
    struct model model;
    model_estimate(&records, &nothing, 1, &nothing, 1e6, 1, &model);
    struct pattern same = {0}, different = {0};
    for (size_t at = 0; at < FIELDS; at++) {
        same.levels[at] = exact_level(&records.fields[at]);
        different.levels[at] = LEVEL_DIFFERENT;
    }
    assert_true(model_weight(&model, &same) > 2);
    assert_true(model_weight(&model, &different) < -10);
    for (size_t at = 0; at < FIELDS; at++)
        for (size_t group = 0; group < CLASSES; group++) {
            double sum = 0;
            for (size_t level = 1; level < LEVELS; level++)
                sum += model.chance[at][level][group];
            assert_near(sum, 1, 0.02);
        }
    records_free(&records);
    linkage_table_free(&table);
}

static struct linkage_table people_table(void)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_string(&text, "first_name|surname|dob|postcode|nhs_number\n");
    for (unsigned row = 0; row < ROWS; row++) {
        unsigned n = row % DISTINCT;
        char a = (char)('a' + n / 26), b = (char)('a' + n % 26);
        buffer_printf(&text, "q%c%c|r%c%c|19%02u-%02u-%02u|TM%u 1AA|99900001%02u\n", a, b, a, b,
                      40 + n, 1 + row / 50 % 12, 1 + row / 600, 1 + n, n);
    }
    return table_of(buffer_text(&text));
}

/* How so many pairs agree; LEVEL_EXACT: the same. */
struct alike {
    uint8_t given, surname, number, birth, rest;
    uint64_t pairs;
};

static uint8_t level_of(const struct records *records, size_t at, const struct alike *alike)
{
    const struct field *field = &records->fields[at];
    uint8_t level = (int)at == records->given           ? alike->given
                    : (int)at == records->surname       ? alike->surname
                    : field->from == LINKAGE_NHS_NUMBER ? alike->number
                    : field->from == LINKAGE_BIRTH_DATE ? alike->birth
                                                        : alike->rest;
    return level == LEVEL_EXACT ? exact_level(field) : level;
}

/* The model that such pairs of people give; the given name's field. */
static size_t model_of(const struct alike *alike, size_t count, struct model *ret_model)
{
    struct linkage_table table = people_table();
    struct records records;
    records_build(&table, 0, 1, &records);
    struct patterns candidates = {0}, nothing = {0};
    for (size_t i = 0; i < count; i++) {
        struct pattern pattern = {0};
        for (size_t at = 0; at < records.field_count; at++)
            pattern.levels[at] = level_of(&records, at, &alike[i]);
        patterns_add(&candidates, &pattern, alike[i].pairs);
    }
    patterns_settle(&candidates);
    model_estimate(&records, &candidates, 1, &nothing, 1e7, 1, ret_model);
    size_t given = (size_t)records.given;
    patterns_free(&candidates);
    records_free(&records);
    linkage_table_free(&table);
    return given;
}

enum { SAME = LEVEL_EXACT, OTHER = LEVEL_DIFFERENT, NOT_KNOWN = LEVEL_MISSING };

/* Where many have a name for the English, their pairs look as those of twins do, whose given names
 * differ and all else agrees: more twins than there are must not be thought to have one each. */
static void a_second_name_is_no_mark_of_twins(void **state)
{
    (void)state;
    static const struct alike pairs[] = {
        {SAME, SAME, SAME, SAME, SAME, 5000},
        {NAME_ABROAD, NAME_FORM, NOT_KNOWN, SAME, SAME, 20},
        {NAME_IN_EMAIL, NAME_FORM, NOT_KNOWN, SAME, SAME, 20},
        {OTHER, NAME_FORM, CODE_TWO_NUMBERS, SAME, SAME, 500},
        {OTHER, OTHER, CODE_TWO_NUMBERS, OTHER, OTHER, 1000000},
    };
    struct model model;
    size_t given = model_of(pairs, sizeof pairs / sizeof *pairs, &model);
    static const uint8_t levels[] = {NAME_ABROAD, NAME_IN_EMAIL};
    for (size_t i = 0; i < 2; i++) {
        const double *chance = model.chance[given][levels[i]];
        assert_true(chance[CLASS_SETTLED] > 0);
        assert_true(chance[CLASS_TWIN] <= chance[CLASS_SETTLED]);
        assert_true(chance[CLASS_TWIN_APART] <= chance[CLASS_SETTLED]);
    }
}

/* One in twenty brothers and sisters has a name a little like the other's. So have twins, who are
 * few: pairs that look like theirs may be one person's misspelt. */
static void twins_are_named_as_brothers_and_sisters_are(void **state)
{
    (void)state;
    static const struct alike pairs[] = {
        {SAME, SAME, SAME, SAME, SAME, 5000},
        {OTHER, SAME, CODE_TWO_NUMBERS, OTHER, SAME, 76000},
        {NAME_FAR, SAME, CODE_TWO_NUMBERS, OTHER, SAME, 4000},
        {OTHER, SAME, CODE_TWO_NUMBERS, SAME, SAME, 60},
        {NAME_FAR, SAME, NOT_KNOWN, SAME, SAME, 60},
        {OTHER, OTHER, CODE_TWO_NUMBERS, OTHER, OTHER, 1000000},
    };
    struct model model;
    size_t given = model_of(pairs, sizeof pairs / sizeof *pairs, &model);
    const double *chance = model.chance[given][NAME_FAR];
    assert_near(chance[CLASS_RELATION], 0.05, 0.01);
    assert_near(chance[CLASS_TWIN], chance[CLASS_RELATION], 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_parameters_are_recovered),
        cmocka_unit_test(the_model_does_not_depend_on_the_threads),
        cmocka_unit_test(without_pairs_the_model_is_what_is_believed),
        cmocka_unit_test(a_second_name_is_no_mark_of_twins),
        cmocka_unit_test(twins_are_named_as_brothers_and_sisters_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
