/* Who has failed too often: how often one may, how long one waits, and who is not touched by it. */
#include "support/test.h"

#include "gate/inside.h"

static const int64_t second_us = 1000000, now_us = (int64_t)1800000000 * 1000000;

static int set_up(void **state)
{
    *state = throttle_new();
    return 0;
}

static int tear_down(void **state)
{
    struct throttle *throttle = *state;
    throttle_free(&throttle);
    assert_null(throttle);
    return 0;
}

static void fail_times(struct throttle *throttle, const char *who, int count)
{
    for (int i = 0; i < count; i++)
        throttle_failed(throttle, slice_from(who), now_us);
}

static int wait_at(struct throttle *throttle, const char *who, unsigned allowed, int64_t at_us)
{
    return throttle_wait_s(throttle, slice_from(who), allowed, at_us);
}

static void one_may_fail_as_often_as_is_allowed_and_then_waits(void **state)
{
    struct throttle *throttle = *state;
    assert_int_equal(wait_at(throttle, "ann", 3, now_us), 0);
    fail_times(throttle, "ann", 2);
    assert_int_equal(wait_at(throttle, "ann", 3, now_us), 0);
    fail_times(throttle, "ann", 1);
    assert_int_equal(wait_at(throttle, "ann", 3, now_us), 61);
    fail_times(throttle, "ann", 1);
    assert_int_equal(wait_at(throttle, "ann", 3, now_us), 121);
    assert_int_equal(wait_at(throttle, "ann", 5, now_us), 0); /* where more is allowed */
}

static void a_failure_is_forgiven_in_a_minute(void **state)
{
    struct throttle *throttle = *state;
    fail_times(throttle, "ann", 3);
    assert_int_equal(wait_at(throttle, "ann", 3, now_us + 60 * second_us - 1), 1);
    assert_int_equal(wait_at(throttle, "ann", 3, now_us + 60 * second_us), 0);
    throttle_failed(throttle, SLICE("ann"), now_us + 60 * second_us);
    assert_int_equal(wait_at(throttle, "ann", 3, now_us + 60 * second_us), 61);
    /* What was forgiven long ago is no credit. */
    throttle_failed(throttle, SLICE("ann"), now_us + 86400 * second_us);
    assert_int_equal(wait_at(throttle, "ann", 1, now_us + 86400 * second_us), 61);
    assert_int_equal(wait_at(throttle, "ann", 2, now_us + 86400 * second_us), 0);
}

static void success_forgives_all(void **state)
{
    struct throttle *throttle = *state;
    fail_times(throttle, "ann", 50);
    assert_true(wait_at(throttle, "ann", 3, now_us) > 40 * 60);
    throttle_succeeded(throttle, SLICE("ann"));
    assert_int_equal(wait_at(throttle, "ann", 1, now_us), 0);
}

/* Two names in one place of many are possible: ten strangers never all share hers. */
static void who_did_not_fail_does_not_wait(void **state)
{
    struct throttle *throttle = *state;
    int waiting = 0;
    fail_times(throttle, "ann", 50);
    for (char other = '0'; other <= '9'; other++)
        waiting += throttle_wait_s(throttle, (struct slice){&other, 1}, 1, now_us) > 0;
    assert_true(waiting < 10);
}

/* The seed is its own: what shares a place here shares none elsewhere, so nobody can choose a name
 * that keeps another out. */
static void every_throttle_has_places_of_its_own(void **state)
{
    struct throttle *one = *state;
    struct throttle *other = throttle_new();
    fail_times(one, "ann", 5);
    assert_int_equal(wait_at(other, "ann", 1, now_us), 0);
    throttle_free(&other);
    throttle_free(&other); /* twice is once */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(one_may_fail_as_often_as_is_allowed_and_then_waits),
        TEST(a_failure_is_forgiven_in_a_minute),
        TEST(success_forgives_all),
        TEST(who_did_not_fail_does_not_wait),
        TEST(every_throttle_has_places_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
