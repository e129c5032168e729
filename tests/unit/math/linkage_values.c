/* Texts known by numbers. */
#include "support/test.h"

#include "math/linkage/values.h"

static void many_texts_get_the_numbers_that_each_would(void **state)
{
    (void)state;
    struct values one = {0}, many = {0};
    struct random random = random_seeded(7);
    for (size_t batch = 0; batch < 400; batch++) {
        char bytes[VALUES_AT_ONCE][12];
        struct slice texts[VALUES_AT_ONCE];
        uint32_t numbers[VALUES_AT_ONCE];
        size_t count = 1 + batch % VALUES_AT_ONCE;
        for (size_t i = 0; i < count; i++) { /* some empty, many twice, also within a batch */
            uint64_t which = random_below(&random, 5000);
            int length = snprintf(bytes[i], sizeof bytes[i], "%llu", (unsigned long long)which);
            texts[i] = (struct slice){bytes[i], which % 50 ? (size_t)length : 0};
        }
        values_intern_many(&many, texts, count, numbers);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(values_intern(&one, texts[i]), numbers[i]);
            assert_true(slice_equal(values_text(&many, numbers[i]), texts[i]));
            assert_int_equal(numbers[i] == 0, texts[i].length == 0);
        }
    }
    assert_int_equal(one.count, many.count);
    values_free(&one);
    values_free(&many);
}

static void a_text_that_is_not_there_is_not_found(void **state)
{
    (void)state;
    struct values values = {0};
    assert_true(values_find(&values, SLICE("anna")) == VALUES_FULL);
    uint32_t number;
    values_intern_many(&values, &SLICE("anna"), 1, &number);
    assert_int_equal(number, 1);
    assert_int_equal(values_find(&values, SLICE("anna")), 1);
    assert_true(values_find(&values, SLICE("bilal")) == VALUES_FULL);
    assert_int_equal(values_find(&values, (struct slice){0}), 0);
    values_free(&values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_texts_get_the_numbers_that_each_would),
        cmocka_unit_test(a_text_that_is_not_there_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
