/* Which known word was meant. */
#include "support/test.h"

static const char *guessed(const char *word)
{
    static const char *const known[] = {"add", "retire", "restore", "roles", "password", "list"};
    struct guess guess = GUESS(slice_from(word));
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        guess_try(&guess, known[i]);
    return guess.nearest;
}

static void a_letter_more_less_or_other_is_the_word(void **state)
{
    (void)state;
    assert_string_equal(guessed("passwrd"), "password");
    assert_string_equal(guessed("rretire"), "retire");
    assert_string_equal(guessed("lost"), "list");
    assert_string_equal(guessed("lsit"), "list");
}

static void a_beginning_is_the_word(void **state)
{
    (void)state;
    assert_string_equal(guessed("ad"), "add");
    assert_string_equal(guessed("pass"), "password");
    assert_string_equal(guessed("re"), "retire"); /* the first of two that begin so */
}

static void the_nearest_of_several_is_meant(void **state)
{
    (void)state;
    assert_string_equal(guessed("restire"), "retire");
    assert_string_equal(guessed("restor"), "restore");
}

static void another_word_is_none_of_them(void **state)
{
    (void)state;
    assert_null(guessed(""));
    assert_null(guessed("a")); /* the beginning of too many */
    assert_null(guessed("delete"));
    assert_null(guessed("xyz"));
}

static void a_word_longer_than_any_is_none_of_them(void **state)
{
    (void)state;
    char word[200];
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_null(guessed(word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_more_less_or_other_is_the_word),
        cmocka_unit_test(a_beginning_is_the_word),
        cmocka_unit_test(the_nearest_of_several_is_meant),
        cmocka_unit_test(another_word_is_none_of_them),
        cmocka_unit_test(a_word_longer_than_any_is_none_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
