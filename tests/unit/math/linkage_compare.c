#include "support/test.h"

#include <math.h>

#include "base/random.h"
#include "math/linkage/compare/facts.h"
#include "math/linkage/texts/compare.h"

static double jaro_winkler(const char *a, const char *b)
{
    static struct compared compared;
    compare_prepare(&compared, slice_from(a));
    return compare_jaro_winkler(&compared, slice_from(b));
}

static unsigned edits(const char *a, const char *b)
{
    static struct compared compared;
    compare_prepare(&compared, slice_from(a));
    return compare_edits(&compared, slice_from(b));
}

/* Winkler 1994, table 3, and the values of jellyfish 1.3 and RapidFuzz 3.14 for the others. */
static void jaro_winkler_is_what_papers_and_libraries_give(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        double alike;
    } known[] = {
        {"martha", "marhta", 0.9611111111111111},
        {"dwayne", "duane", 0.84},
        {"dixon", "dicksonx", 0.8133333333333332},
        {"jellyfish", "smellyfish", 0.8962962962962964},
        {"mohammed", "muhammad", 0.85},
        {"shackleford", "shackelford", 0.9818181818181818},
        {"abcvwxyz", "cabvwxyz", 0.9583333333333334},
        {"ca", "abc", 0},
        {"a", "a", 1},
        {"", "a", 0},
        {"", "", 1},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_near(jaro_winkler(known[i].a, known[i].b), known[i].alike, 1e-15);
}

/* What is asked for from some likeness on is the whole likeness where it is that or more, and never
 * more than it. */
static void a_likeness_that_is_too_small_may_be_given_up(void **state)
{
    (void)state;
    static const double least[] = {0.75, 0.85, 0.9, 0.92, 1};
    struct random chance = random_seeded(17);
    static struct compared compared;
    size_t given_up = 0;
    for (size_t turn = 0; turn < 200000; turn++) {
        char texts[2][12];
        struct slice two[2];
        for (size_t i = 0; i < 2; i++) {
            two[i] = (struct slice){texts[i], random_below(&chance, sizeof texts[i] + 1)};
            for (size_t at = 0; at < two[i].length; at++)
                texts[i][at] = "abc"[random_below(&chance, 3)];
        }
        compare_prepare(&compared, two[0]);
        double whole = compare_jaro_winkler(&compared, two[1]);
        for (size_t i = 0; i < sizeof least / sizeof *least; i++) {
            double found = compare_jaro_winkler_from(&compared, two[1], least[i]);
            bool may_be_less = whole < least[i];
            assert_true(may_be_less ? found <= whole : found >= whole && found <= whole);
            given_up += may_be_less && found <= 0;
        }
    }
    assert_true(given_up > 100000);
}

/* Letters, with those that stand twice, may leave a likeness open but never rule out one that is
 * there. */
static void what_letters_rule_out_is_not_alike(void **state)
{
    (void)state;
    static const float least[] = {0.75F, 0.85F, 0.9F};
    struct random chance = random_seeded(19);
    static struct compared compared;
    size_t ruled_out = 0;
    for (size_t turn = 0; turn < 200000; turn++) {
        char texts[2][10];
        struct facts facts[2];
        struct slice two[2];
        for (size_t i = 0; i < 2; i++) {
            two[i] = (struct slice){texts[i], 1 + random_below(&chance, sizeof texts[i])};
            for (size_t at = 0; at < two[i].length; at++)
                texts[i][at] = "aeenb 05"[random_below(&chance, 8)];
            texts[i][two[i].length - 1] = 'e'; /* a space at the end has a meaning of its own */
            facts_of(two[i], turn % 2 ? FACTS_OF_NAME : FACTS_OF_SURNAME, &facts[i]);
        }
        compare_prepare(&compared, two[0]);
        double alike = compare_jaro_winkler(&compared, two[1]);
        for (size_t i = 0; i < sizeof least / sizeof *least; i++)
            if (!facts_may_be_alike(&facts[0], &facts[1], least[i])) {
                assert_true(alike < (double)least[i]);
                ruled_out++;
            }
    }
    assert_true(ruled_out > 100000);
}

/* Anna has her two a and her two n; Nan one a: what only one of them has twice tells. */
static void letters_that_stand_twice_are_told_in_names_alone(void **state)
{
    (void)state;
    struct facts anna, nan, once, code;
    facts_of(slice_from("anna"), FACTS_OF_NAME, &anna);
    facts_of(slice_from("nan"), FACTS_OF_NAME, &nan);
    facts_of(slice_from("an"), FACTS_OF_SURNAME, &once);
    facts_of(slice_from("anna"), FACTS_OF_WORDS, &code);
    assert_int_equal(facts_most_matches(&anna, &nan), 3);
    assert_int_equal(facts_most_matches(&nan, &anna), 3);
    assert_int_equal(facts_most_matches(&anna, &once), 2);
    assert_true(anna.letters & FACTS_TWICE);
    assert_false(once.letters & FACTS_TWICE);
    assert_false(code.letters & FACTS_TWICE);
    assert_true((anna.letters & FACTS_LETTERS) == (once.letters & FACTS_LETTERS));
}

static void edits_are_those_of_optimal_string_alignment(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned edits;
    } known[] = {
        {"martha", "marhta", 1},
        {"ca", "abc", 3},
        {"dixon", "dicksonx", 4},
        {"", "abc", 3},
        {"abc", "", 3},
        {"kitten", "sitting", 3},
        {"19991231", "19991213", 1},
        {"abc", "abc", 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(edits(known[i].a, known[i].b), known[i].edits);
}

static void a_text_used_again_leaves_nothing_behind(void **state)
{
    (void)state;
    assert_near(jaro_winkler("zzzzzzzzzz", "zzz"), jaro_winkler("zzzzzzzzzz", "zzz"), 0);
    assert_near(jaro_winkler("martha", "marhta"), 0.9611111111111111, 1e-15);
    assert_int_equal(edits("a", "zzzz"), 4);
}

static void what_stands_past_the_longest_is_not_looked_at(void **state)
{
    (void)state;
    char long_a[600], long_b[600];
    memset(long_a, 'a', sizeof long_a);
    memset(long_b, 'a', sizeof long_b);
    long_a[599] = long_b[599] = '\0';
    long_b[598] = 'b';
    assert_near(jaro_winkler(long_a, long_b), 1, 0);
    assert_int_equal(edits(long_a, long_b), 0);
}

/* --- a million strings against independent libraries -------------------------------------------
 */

enum { PAIRS = 1000000, LONGEST = 24 };

/* Names, codes, runs of few letters, and one text changed into the other: what makes windows,
 * repeats and transpositions meet. */
static size_t make_text(struct random *random, char *text)
{
    static const char *const alphabets[] = {"ab", "abc", "aeioulnrst", "0123456789",
                                            "abcdefghijklmnopqrstuvwxyz"};
    const char *letters = alphabets[random_below(random, 5)];
    size_t length =
        random_below(random, 10) ? random_below(random, 12) : random_below(random, LONGEST);
    for (size_t i = 0; i < length; i++)
        text[i] = letters[random_below(random, strlen(letters))];
    text[length] = '\0';
    return length;
}

static void change_text(struct random *random, const char *from, char *to)
{
    size_t length = strlen(from);
    memcpy(to, from, length + 1);
    for (uint64_t i = random_below(random, 3); i > 0 && length > 1; i--) {
        size_t at = random_below(random, length - 1);
        char kept = to[at];
        to[at] = to[at + 1];
        to[at + 1] = random_below(random, 2) ? kept : 'x';
    }
}

static void write_pairs(const char *path)
{
    struct random random = random_seeded(1990);
    CLEANUP(buffer_free) struct buffer text = BUFFER(64 << 20);
    struct err err = {0};
    for (size_t i = 0; i < PAIRS; i++) {
        char a[LONGEST + 1], b[LONGEST + 1];
        make_text(&random, a);
        if (random_below(&random, 2))
            change_text(&random, a, b);
        else
            make_text(&random, b);
        buffer_printf(&text, "%s\n%s\n", a, b);
    }
    assert_int_equal(file_write(path, buffer_slice(&text), &err), 0);
}

static void a_million_random_and_adversarial_strings_agree_with_the_libraries(void **state)
{
    (void)state;
    char pairs[300], command[1200];
    const char *source = getenv("WEFT_SOURCE");
    const char *python = getenv("WEFT_ORACLE_PYTHON");
    snprintf(pairs, sizeof pairs, "%s/pairs", scratch_folder());
    write_pairs(pairs);
    snprintf(command, sizeof command, "%s '%s/tests/oracles/strings.py' <'%s' 2>/dev/null",
             python ? python : "python3", source ? source : ".", pairs);
    CLEANUP(buffer_free) struct buffer out = BUFFER(256 << 20);
    if (run_command(command, &out) != 0) {
        print_message("skipped: jellyfish and RapidFuzz are not here (WEFT_ORACLE_PYTHON)\n");
        skip();
    }
    CLEANUP(buffer_free) struct buffer read = BUFFER(64 << 20);
    struct err err = {0};
    assert_int_equal(file_read(pairs, &read, &err), 0);
    struct slice texts = buffer_slice(&read), answers = buffer_slice(&out), a, b, line;
    static struct compared compared;
    for (size_t i = 0; i < PAIRS; i++) {
        assert_true(slice_split(&texts, '\n', &a) && slice_split(&texts, '\n', &b) &&
                    slice_split(&answers, '\n', &line));
        struct slice word[3];
        for (size_t j = 0; j < 3; j++)
            assert_true(slice_split(&line, ' ', &word[j]));
        double jellyfish = 0, rapidfuzz = 0;
        int64_t alignment = 0;
        assert_true(slice_to_double(word[0], &jellyfish) && slice_to_double(word[1], &rapidfuzz) &&
                    slice_to_int64(word[2], &alignment));
        compare_prepare(&compared, a);
        double ours = compare_jaro_winkler(&compared, b);
        bool both_empty = a.length + b.length == 0; /* the libraries disagree on it */
        if (!both_empty && (fabs(ours - rapidfuzz) > 1e-12 || fabs(ours - jellyfish) > 1e-12))
            fail_msg("\"%.*s\", \"%.*s\": %.17g, jellyfish %.17g, RapidFuzz %.17g", SLICE_PRINT(a),
                     SLICE_PRINT(b), ours, jellyfish, rapidfuzz);
        if ((int64_t)compare_edits(&compared, b) != alignment)
            fail_msg("\"%.*s\", \"%.*s\": %u edits, RapidFuzz %lld", SLICE_PRINT(a), SLICE_PRINT(b),
                     compare_edits(&compared, b), (long long)alignment);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jaro_winkler_is_what_papers_and_libraries_give),
        cmocka_unit_test(a_likeness_that_is_too_small_may_be_given_up),
        cmocka_unit_test(what_letters_rule_out_is_not_alike),
        cmocka_unit_test(letters_that_stand_twice_are_told_in_names_alone),
        cmocka_unit_test(edits_are_those_of_optimal_string_alignment),
        cmocka_unit_test(a_text_used_again_leaves_nothing_behind),
        cmocka_unit_test(what_stands_past_the_longest_is_not_looked_at),
        cmocka_unit_test(a_million_random_and_adversarial_strings_agree_with_the_libraries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
