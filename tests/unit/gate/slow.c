/* The threads for what takes long: in the order it came, no more than may wait, and all of it done
 * before they stop. */
#include "support/patience.h"

#include "gate/inside.h"

enum { WAITING = 64, TASKS = WAITING + 2 };

struct work {
    struct slow_task task; /* first, so that a task is its work */
    int place;             /* when it was done, from 1 */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int begun, done;

static void run(struct slow_task *task)
{
    begun++;
    pthread_mutex_lock(&lock);
    ((struct work *)task)->place = ++done;
    pthread_mutex_unlock(&lock);
}

static int set_up(void **state)
{
    (void)state;
    begun = done = 0;
    return 0;
}

static void what_is_added_runs_in_its_order_and_is_limited(void **state)
{
    (void)state;
    struct slow *slow = NULL;
    struct err err = {0};
    static struct work works[TASKS];
    assert_int_equal(slow_start(1, &slow, &err), 0);
    for (int i = 0; i < TASKS; i++)
        works[i] = (struct work){.task = {.run = run}};
    pthread_mutex_lock(&lock);
    assert_int_equal(slow_add(slow, &works[0].task, &err), 0);
    AWAIT(begun);
    for (int i = 1; i <= WAITING; i++)
        assert_int_equal(slow_add(slow, &works[i].task, &err), 0);
    assert_int_equal(slow_add(slow, &works[WAITING + 1].task, &err), ERR_BUSY);
    assert_string_equal(err.message, "Too many people are waiting for this at once. Nothing of "
                                     "yours was changed. Try again in a moment.");
    pthread_mutex_unlock(&lock);
    slow_stop(&slow);
    assert_null(slow);
    for (int i = 0; i <= WAITING; i++)
        assert_int_equal(works[i].place, i + 1);
    assert_int_equal(works[WAITING + 1].place, 0);
}

static void several_run_at_once_and_room_comes_back(void **state)
{
    (void)state;
    struct slow *slow = NULL;
    static struct work works[WAITING + 3];
    assert_int_equal(slow_start(2, &slow, NULL), 0);
    for (int round = 1; round <= 2; round++) {
        pthread_mutex_lock(&lock);
        for (int i = 0; i < WAITING + 3; i++)
            works[i] = (struct work){.task = {.run = run}};
        for (int i = 0; i < 2; i++)
            assert_int_equal(slow_add(slow, &works[i].task, NULL), 0);
        AWAIT(begun == 2 + (round - 1) * (WAITING + 2)); /* both have one in hand */
        for (int i = 2; i < WAITING + 2; i++)
            assert_int_equal(slow_add(slow, &works[i].task, NULL), 0);
        assert_int_equal(slow_add(slow, &works[WAITING + 2].task, NULL), ERR_BUSY);
        pthread_mutex_unlock(&lock);
        AWAIT(done == round * (WAITING + 2));
    }
    slow_stop(&slow);
    slow_stop(&slow); /* twice is once */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_added_runs_in_its_order_and_is_limited, set_up),
        cmocka_unit_test_setup(several_run_at_once_and_room_comes_back, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
