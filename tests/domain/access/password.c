/* What a password may be, to the character, and what to give where it may not. */
#include "support/test.h"

#include <string.h>

#include "domain/access/access.h"

static void assert_judged(const char *password, const char *says)
{
    struct err err = {0};
    int code = password_check(slice_from(password), SLICE("ann"), SLICE("Ann O'Leary"), &err);
    if (code != (says ? ERR_RANGE : 0) || (says && !strstr(err.message, says)))
        fail_msg("“%s”: %d %s", password, code, err.message);
    if (says)
        assert_string_equal(err.field, "password");
}

static void its_length_is_judged_to_the_character(void **state)
{
    (void)state;
    assert_judged("", "too short");
    assert_judged("three mice!", "Give 12 characters or more");
    assert_judged("three mice!!", NULL);
    char longest[202] = {0};
    for (size_t i = 0; i < 201; i++)
        longest[i] = (char)('a' + i * i % 26);
    assert_judged(longest, "too long");
    longest[200] = 0;
    assert_judged(longest, NULL);
}

static void one_that_repeats_itself_is_refused(void **state)
{
    (void)state;
    assert_judged("zzzzzzzzzzzzz", "Give at least five different characters.");
    assert_judged("xxxyyyzzzwww", "repeats");
    assert_judged("xxxyyyzzzwwv", NULL);
}

static void a_users_own_names_are_refused_in_any_letters(void **state)
{
    (void)state;
    static const char *const refused[] = {"my ann 12345",     "my Ann 12345",   "ANNIVERSARIES",
                                          "Ann O'Leary 2026", "annoleary&sons", "x4nn0leary rides"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_judged(refused[i], "your own name or the name you sign in with");
    assert_judged("a leary old horse", NULL); /* a part of it is a word like others */
    struct err err = {0};
    assert_int_equal(password_check(SLICE("al alone is short"), SLICE("al"), SLICE("Al"), &err), 0);
    assert_int_equal(password_check(SLICE("three blind mice"), SLICE(""), (struct slice){0}, &err),
                     0);
}

static void what_is_tried_first_is_refused_however_it_is_written(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "passwordpassword", "Password2026!",   "p@ssw0rd12345",  "qwertyuiop123",
        "1q2w3e4r5t6y",     "QWERTY123456!",   "administrator1", "letmein letmein",
        "iloveyou!2026",    "abcdefghijkl",    "Liverpool2026",  "correct horse battery staple",
        "Summer2026!!!",    "weft password 1", "admin/admin/1!"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_judged(refused[i], "one of those that are tried first. Give three words");
    static const char *const digits[] = {"123456789012", "01-02-2003 45", "1234567890!a"};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        assert_judged(digits[i], "hardly more than digits and signs");
    static const char *const taken[] = {
        "a walk by the harbour", "three blind mice", "sunshine on the water",
        "password of a pirate", "\xD0\xBC\xD0\xBE\xD1\x80\xD0\xB5 \xD0\xB4\xD0\xBE\xD0\xBC"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        assert_judged(taken[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_length_is_judged_to_the_character),
        cmocka_unit_test(one_that_repeats_itself_is_refused),
        cmocka_unit_test(a_users_own_names_are_refused_in_any_letters),
        cmocka_unit_test(what_is_tried_first_is_refused_however_it_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
