/* Digests, passwords, secrets, and chance that can be repeated. */
#include "support/test.h"

#include <math.h>

/* BLAKE2b with 32 bytes, as Python's hashlib computes it. */
static void the_digest_is_blake2b(void **state)
{
    (void)state;
    static const char expected[] =
        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
    char text[DIGEST_TEXT_SIZE];
    digest_format(digest_of(SLICE("abc")), text);
    assert_string_equal(text, expected);
    struct digest_state steps;
    digest_begin(&steps);
    digest_add(&steps, SLICE("a"));
    digest_add(&steps, SLICE(""));
    digest_add(&steps, SLICE("bc"));
    struct digest read;
    assert_true(digest_parse(slice_from(expected), &read));
    assert_true(digest_equal(digest_end(&steps), read));
}

static void a_text_that_is_no_digest_is_refused(void **state)
{
    (void)state;
    struct digest digest;
    assert_false(digest_parse(SLICE(""), &digest));
    assert_false(digest_parse(SLICE("bddd"), &digest));
    assert_false(digest_parse(
        SLICE("xddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"), &digest));
}

static void a_password_is_known_by_its_hash_alone(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE], again[PASSWORD_HASH_SIZE];
    assert_int_equal(password_hash(SLICE("correct horse"), hash), 0);
    assert_int_equal(password_hash(SLICE("correct horse"), again), 0);
    assert_string_not_equal(hash, again); /* salted */
    assert_non_null(strstr(hash, "$argon2id$"));
    assert_true(password_verify(hash, SLICE("correct horse")));
    assert_false(password_verify(hash, SLICE("correct hors")));
    assert_false(password_verify(hash, SLICE("")));
    assert_false(password_verify("not a hash", SLICE("correct horse")));
}

static void a_token_is_safe_in_an_address_and_never_the_same(void **state)
{
    (void)state;
    char first[44], second[44];
    secret_token(first, sizeof first);
    secret_token(second, sizeof second);
    assert_int_equal(strlen(first), 43);
    assert_string_not_equal(first, second);
    assert_int_equal(strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_"),
                     43);
    assert_false(secret_equal(SLICE("a"), SLICE("ab")));
    assert_true(secret_equal(SLICE("ab"), SLICE("ab")));
}

/* The authors' generator from the state 1, 2, 3, 4. */
static void the_generator_is_xoshiro256_star_star(void **state)
{
    (void)state;
    struct random random = {{1, 2, 3, 4}};
    static const uint64_t expected[] = {11520, 0, 1509978240, UINT64_C(1215971899390074240)};
    for (size_t i = 0; i < 4; i++)
        assert_true(random_bits(&random) == expected[i]);
}

static void draws_keep_their_bounds_and_their_shape(void **state)
{
    (void)state;
    struct random random = random_seeded(7);
    double sum = 0, squares = 0;
    unsigned counts[6] = {0};
    for (int i = 0; i < 60000; i++) {
        double unit = random_unit(&random), normal = random_normal(&random);
        assert_true(unit >= 0 && unit < 1);
        sum += normal;
        squares += normal * normal;
        counts[random_below(&random, 6)]++;
    }
    assert_true(fabs(sum / 60000) < 0.02);
    assert_true(fabs(squares / 60000 - 1) < 0.03);
    for (size_t i = 0; i < 6; i++)
        assert_in_range(counts[i], 9600, 10400);
}

static void streams_of_one_seed_differ_and_repeat(void **state)
{
    (void)state;
    struct random a = random_stream(1, 0), b = random_stream(1, 1), again = random_stream(1, 0);
    uint64_t first = random_bits(&a);
    assert_true(first != random_bits(&b));
    assert_true(first == random_bits(&again));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_digest_is_blake2b),
        cmocka_unit_test(a_text_that_is_no_digest_is_refused),
        cmocka_unit_test(a_password_is_known_by_its_hash_alone),
        cmocka_unit_test(a_token_is_safe_in_an_address_and_never_the_same),
        cmocka_unit_test(the_generator_is_xoshiro256_star_star),
        cmocka_unit_test(draws_keep_their_bounds_and_their_shape),
        cmocka_unit_test(streams_of_one_seed_differ_and_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
