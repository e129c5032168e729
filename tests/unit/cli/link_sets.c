/* weft link on real sets whose truth is known, with the defaults: the truth only scores. */
#include "support/test.h"

#include "text/text.h"

static double f1_of(const char *arguments)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    char command[1400];
    struct json json;
    struct err err = {0};
    snprintf(command, sizeof command, "weft link %s --json", arguments);
    assert_int_equal(run_command(command, &out), 0);
    assert_int_equal(json_parse(slice_trim(buffer_slice(&out)), &arena, &json, &err), 0);
    return json_get(json_get(json_get(&json, "quality"), "clusters"), "f1")->real;
}

static void assert_f1(double found, double least)
{
    if (found < least)
        fail_msg("pairwise F1 is %.5f, should be at least %.5f", found, least);
}

static void assert_set(const char *file, const char *truth, double least)
{
    char arguments[1200];
    snprintf(arguments, sizeof arguments, "'%s' --truth %s", shared_data(file), truth);
    assert_f1(f1_of(arguments), least);
}

static void febrl3_is_linked(void **state)
{
    (void)state;
    assert_set("linkage/febrl3.csv", "rec_id", 0.9985);
}

static void febrl4_is_linked_across_its_two_files(void **state)
{
    (void)state;
    char arguments[2500], first[1000];
    snprintf(first, sizeof first, "%s", shared_data("linkage/febrl4a.csv"));
    snprintf(arguments, sizeof arguments, "a='%s' b='%s' --truth rec_id", first,
             shared_data("linkage/febrl4b.csv"));
    assert_f1(f1_of(arguments), 0.9997);
}

static void fake_1000_is_linked(void **state)
{
    (void)state;
    assert_set("linkage/fake_1000.csv", "cluster", 0.94);
}

static void historical_50k_is_linked(void **state)
{
    (void)state;
    assert_set("linkage/historical_50k.csv", "cluster", 0.90);
}

/* Names that stand alone, which this set has many of, are settled by all records there too. */
static void historical_50k_is_linked_by_a_register_as_by_a_plain_run(void **state)
{
    (void)state;
    char arguments[1200], with_register[2400];
    snprintf(arguments, sizeof arguments, "'%s' --truth cluster",
             shared_data("linkage/historical_50k.csv"));
    snprintf(with_register, sizeof with_register, "--register '%s/sets' %s", scratch_folder(),
             arguments);
    assert_f1(f1_of(with_register), f1_of(arguments) - 0.002);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(febrl3_is_linked),
        cmocka_unit_test(febrl4_is_linked_across_its_two_files),
        cmocka_unit_test(fake_1000_is_linked),
        cmocka_unit_test(historical_50k_is_linked),
        cmocka_unit_test(historical_50k_is_linked_by_a_register_as_by_a_plain_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
