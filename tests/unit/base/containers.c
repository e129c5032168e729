/* Vectors, maps and arenas. */
#include "support/test.h"

static void a_map_gives_back_what_it_was_given_through_growth(void **state)
{
    (void)state;
    struct map map = MAP;
    char key[16];
    for (uint32_t i = 0; i < 10000; i++) {
        snprintf(key, sizeof key, "k%u", i);
        map_set(&map, slice_from(key), i);
    }
    for (uint32_t i = 0; i < 10000; i++) {
        snprintf(key, sizeof key, "k%u", i);
        assert_int_equal(map_get(&map, slice_from(key)), i);
    }
    assert_int_equal(map.length, 10000);
    map_free(&map);
}

static void a_key_not_there_is_absent_also_in_an_empty_map(void **state)
{
    (void)state;
    struct map map = MAP;
    assert_int_equal(map_get(&map, SLICE("a")), MAP_ABSENT);
    assert_int_equal(map_intern(&map, SLICE("a"), 3), 3);
    assert_int_equal(map_intern(&map, SLICE("a"), 9), 3);
    assert_int_equal(map_get(&map, SLICE("")), MAP_ABSENT);
    map_set(&map, SLICE(""), 0);
    assert_int_equal(map_get(&map, SLICE("")), 0);
    map_set(&map, SLICE("a"), 7);
    assert_int_equal(map_get(&map, SLICE("a")), 7);
    map_free(&map);
}

static void a_key_is_kept_when_the_caller_changes_its_bytes(void **state)
{
    (void)state;
    struct map map = MAP;
    char key[] = "first";
    map_set(&map, slice_from(key), 1);
    key[0] = 'F';
    assert_int_equal(map_get(&map, SLICE("first")), 1);
    assert_int_equal(map_get(&map, SLICE("First")), MAP_ABSENT);
    map_free(&map);
}

static void an_arena_gives_aligned_zeroed_memory_of_any_size(void **state)
{
    (void)state;
    struct arena arena = ARENA;
    static const size_t sizes[] = {0, 1, 15, 16, 17, 5000, 16384, 20000, 100000, 3};
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            unsigned char *memory = arena_allocate(&arena, sizes[i]);
            assert_int_equal((uintptr_t)memory % 16, 0);
            for (size_t byte = 0; byte < sizes[i]; byte++)
                assert_int_equal(memory[byte], 0);
            memset(memory, 0xAA, sizes[i]);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void a_copied_slice_ends_with_a_nul_that_its_length_leaves_out(void **state)
{
    (void)state;
    struct arena arena = ARENA;
    struct slice copy = arena_slice(&arena, (struct slice){"abcdef", 3});
    assert_int_equal(copy.length, 3);
    assert_string_equal(copy.data, "abc");
    assert_string_equal(arena_slice(&arena, (struct slice){0}).data, "");
    assert_string_equal(arena_printf(&arena, "%d of %s", 3, "16"), "3 of 16");
    arena_free(&arena);
}

static void a_vector_grows_and_an_empty_one_has_nothing_to_visit(void **state)
{
    (void)state;
    VECTOR(int) numbers = {0};
    int total = 0;
    vector_each (&numbers, number)
        total += *number;
    assert_int_equal(total, 0);
    for (int i = 1; i <= 1000; i++)
        vector_push(&numbers, i);
    vector_each (&numbers, number)
        total += *number;
    assert_int_equal(total, 500500);
    vector_free(&numbers);
    assert_null(numbers.data);
}

static void vast_memory_of_any_size_begins_with_a_cache_line(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 63, 65, 4096, (2 << 20) - 1, 2 << 20, (5 << 20) + 3};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *bytes = memory_vast(sizes[i]);
        assert_int_equal((uintptr_t)bytes % 64, 0);
        memset(bytes, 0x5a, sizes[i]);
        bytes = memory_resize(bytes, sizes[i] + 1, 1);
        assert_true(sizes[i] == 0 || bytes[sizes[i] - 1] == 0x5a);
        memory_free(bytes);
    }
}

static void an_arena_copies_what_it_is_given_and_nothing_where_there_is_nothing(void **state)
{
    (void)state;
    struct arena arena = ARENA;
    int numbers[] = {3, 1, 2};
    int *copy = arena_copy(&arena, numbers, 3, sizeof *numbers);
    numbers[0] = 9;
    assert_int_equal(copy[0], 3);
    assert_int_equal(copy[2], 2);
    assert_non_null(arena_copy(&arena, NULL, 0, sizeof *numbers));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_gives_back_what_it_was_given_through_growth),
        cmocka_unit_test(a_key_not_there_is_absent_also_in_an_empty_map),
        cmocka_unit_test(a_key_is_kept_when_the_caller_changes_its_bytes),
        cmocka_unit_test(an_arena_gives_aligned_zeroed_memory_of_any_size),
        cmocka_unit_test(an_arena_copies_what_it_is_given_and_nothing_where_there_is_nothing),
        cmocka_unit_test(a_copied_slice_ends_with_a_nul_that_its_length_leaves_out),
        cmocka_unit_test(vast_memory_of_any_size_begins_with_a_cache_line),
        cmocka_unit_test(a_vector_grows_and_an_empty_one_has_nothing_to_visit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
