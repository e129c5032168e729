#include "support/test.h"

#include "support/stats.h"

#include <math.h>
#include <string.h>

static const char three_lists[] = "A,B,C,count\n"
                                  "1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n";

/* `weft stats capture --json OPTIONS` of this CSV, read into the arena. */
static struct json ask_json(const char *options, const char *csv, struct arena *arena)
{
    char line[2048], path[512];
    snprintf(path, sizeof path, "%s/lists.csv", scratch_folder());
    assert_int_equal(file_write(path, slice_from(csv), NULL), 0);
    snprintf(line, sizeof line, "weft stats capture --json %s '%s' 2>/dev/null", options, path);
    CLEANUP(buffer_free) struct buffer out = BUFFER(16 << 20);
    assert_int_equal(run_command(line, &out), 0);
    struct json json;
    struct err err = {0};
    if (json_parse(arena_slice(arena, buffer_slice(&out)), arena, &json, &err) < 0)
        fail_msg("%s", err.message);
    return json;
}

static bool has_term(const struct json *model, const char *term)
{
    const struct json *terms = json_member(model, "terms");
    for (size_t i = 0; i < terms->count; i++)
        if (slice_is(terms->items[i].text, term))
            return true;
    return false;
}

static void assert_status(const char *options, const char *csv, const char *status)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json = ask_json(options, csv, &arena);
    const struct json *model = json_member(&json, "model");
    assert_slice(json_member(model, "status")->text, status);
    bool ok = strcmp(status, "ok") == 0;
    static const char *const figures[] = {"estimate", "lower_95", "upper_95",
                                          "deviance", "aic",      "bic"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        assert_true((json_member(model, figures[i])->kind == JSON_IS_NULL) == !ok);
}

static void the_uk_counts_give_the_published_estimate(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer csv = BUFFER(1 << 16);
    read_shared_data("statistics/mse/uk2013_five_lists.csv", &csv);
    struct json json = ask_json("", buffer_text(&csv), &arena);
    const struct json *model = json_member(&json, "model"), *models = json_member(&json, "models");
    assert_slice(json.keys[0], "spread");
    assert_near(json_number(&json, "n"), 2744, 0);
    assert_near(json_number(model, "estimate"), 11312.9902894352, 1e-9);
    assert_near(json_number(model, "lower_95"), 9884.4028306186, 1e-7);
    assert_near(json_number(model, "upper_95"), 13027.3966545378, 1e-7);
    assert_int_equal(json_member(model, "terms")->count, 6);
    assert_true(has_term(model, "LA:NG") && has_term(model, "GO:GP"));
    assert_true(json_member(&json, "bootstrap")->kind == JSON_IS_NULL);
    const struct json *spread = json_member(&json, "spread");
    double lowest = INFINITY, highest = 0, last = 0;
    assert_int_equal(models->count, 1024); /* every model of pairs */
    for (size_t i = 0; i < models->count; i++) {
        double bic = json_number(&models->items[i], "bic");
        assert_true(bic >= last);
        last = bic;
        lowest = fmin(lowest, json_number(&models->items[i], "estimate"));
        highest = fmax(highest, json_number(&models->items[i], "estimate"));
    }
    assert_near(json_number(spread, "lowest"), lowest, 1e-15);
    assert_near(json_number(spread, "highest"), highest, 1e-15);
    assert_true(lowest < 11312 && highest > 13445);
}

static void the_model_is_the_one_that_is_asked_for(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer csv = BUFFER(1 << 16);
    read_shared_data("statistics/mse/uk2013_five_lists.csv", &csv);
    struct json json = ask_json("--model main", buffer_text(&csv), &arena);
    assert_near(json_number(json_member(&json, "model"), "estimate"), 13444.1312090139, 1e-9);
    json = ask_json("--model all --max-order 2", buffer_text(&csv), &arena);
    const struct json *best = &json_member(&json, "models")->items[0];
    assert_near(json_number(json_member(&json, "model"), "bic"), json_number(best, "bic"), 1e-12);
    json = ask_json("--model pairs", buffer_text(&csv), &arena);
    assert_int_equal(json_member(json_member(&json, "model"), "terms")->count, 10);
    json = ask_json("--model GP:NG,LA:NG:GO", buffer_text(&csv), &arena);
    const struct json *model = json_member(&json, "model");
    assert_int_equal(json_member(model, "terms")->count, 5);
    assert_true(has_term(model, "NG:GP") && has_term(model, "LA:NG:GO") &&
                has_term(model, "LA:GO"));
    json = ask_json("--p 0", buffer_text(&csv), &arena);
    assert_int_equal(json_member(json_member(&json, "model"), "terms")->count, 0);
}

/* Chan, Silverman and Vincent 2021, tables 2 and 3. */
static void models_without_an_estimate_say_why(void **state)
{
    (void)state;
    assert_status("--model main", three_lists, "ok");
    assert_status("--model A:B", three_lists, "no_mle");
    assert_status("--model A:B,A:C", three_lists, "no_mle");
    assert_status("--model A:C,B:C", three_lists, "ok");
    assert_status("--model pairs", three_lists, "not_identifiable");
}

static void repeated_patterns_add_up_and_other_columns_are_left_aside(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json once = ask_json("", three_lists, &arena);
    struct json twice = ask_json("",
                                 "note,A,B,C,count\nx,1,0,0,15\ny,0,1,0,30\n,0,0,1,20\n"
                                 "x,1,1,0,6\nz,1,0,0,25\nz,1,0,1,0\n",
                                 &arena);
    assert_near(json_number(&twice, "n"), 96, 0);
    assert_near(json_number(json_member(&twice, "model"), "estimate"),
                json_number(json_member(&once, "model"), "estimate"), 1e-14);
}

static void two_lists_give_chapmans_estimate_with_its_error(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json = ask_json("", "a,b,count\n1,0,297\n0,1,135\n1,1,49\n", &arena);
    const struct json *model = json_member(&json, "model");
    assert_near(json_number(model, "estimate"), 1282.9, 1e-12);
    assert_near(json_number(model, "se"), 142.0825091690202, 1e-12);
    assert_near(json_number(model, "lower_95"), 1049.1543125702067, 1e-12);
    assert_near(json_number(model, "upper_95"), 1612.8115444570165, 1e-12);
    json = ask_json("", "a,b,count\n1,0,12\n0,1,9\n1,1,0\n", &arena);
    assert_near(json_number(json_member(&json, "model"), "estimate"), 129, 1e-12);
    json = ask_json("", "a,b,count\n1,1,40\n", &arena);
    model = json_member(&json, "model");
    assert_near(json_number(model, "estimate"), 40, 1e-12);
    assert_true(json_member(model, "upper_95")->kind == JSON_IS_NULL);
    assert_status("--model a:b", "a,b,count\n1,0,297\n0,1,135\n1,1,49\n", "not_identifiable");
}

static void a_bootstrap_is_repeated_by_its_seed(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    const char *csv = "A,B,C,count\n1,0,0,140\n0,1,0,130\n0,0,1,120\n1,1,0,36\n1,0,1,30\n"
                      "0,1,1,28\n1,1,1,9\n";
    struct json first = ask_json("--bootstrap 200 --seed 5", csv, &arena);
    struct json again = ask_json("--bootstrap 200 --seed 5", csv, &arena);
    struct json other = ask_json("--bootstrap 200 --seed 6", csv, &arena);
    const struct json *limits = json_member(&first, "bootstrap");
    double estimate = json_number(json_member(&first, "model"), "estimate");
    double lower = json_number(limits, "lower_95"), upper = json_number(limits, "upper_95");
    assert_true(lower < estimate && estimate < upper);
    assert_true(lower == json_number(json_member(&again, "bootstrap"), "lower_95"));
    assert_true(lower != json_number(json_member(&other, "bootstrap"), "lower_95"));
}

static void without_json_there_is_a_row_for_each_model(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer answer = stats_ask("capture --model A:C,B:C", three_lists);
    assert_int_equal(answer.rows, 8);
    size_t chosen = 0, ok = 0;
    for (size_t row = 0; row < answer.rows; row++) {
        ok += slice_is(answer_text(&answer, row, "status"), "ok");
        if (!slice_is(answer_text(&answer, row, "chosen"), "true"))
            continue;
        chosen++;
        assert_slice(answer_text(&answer, row, "terms"), "A:C,B:C");
        assert_near(answer_number(&answer, row, "estimate"), 296, 1e-12);
    }
    assert_int_equal(chosen, 1);
    assert_int_equal(ok, 4);
}

static void more_lists_than_can_be_tried_leave_a_narrower_spread(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    const char *csv = "a,b,c,d,e,f,g,count\n1,0,0,0,0,0,0,50\n0,1,0,0,0,0,0,40\n0,0,1,0,0,0,0,30\n"
                      "0,0,0,1,0,0,0,30\n0,0,0,0,1,0,0,30\n0,0,0,0,0,1,0,30\n0,0,0,0,0,0,1,30\n"
                      "1,1,0,0,0,0,0,9\n1,0,1,0,0,0,0,5\n0,0,1,1,0,0,0,4\n0,0,0,0,1,1,0,6\n"
                      "0,0,0,0,0,1,1,3\n";
    struct json json = ask_json("--model a:b", csv, &arena);
    assert_int_equal(json_member(&json, "models")->count, 2);
    stats_refuses("capture --json --model all", csv, "more than 100000 models");
    json = ask_json("--model all --max-order 1", csv, &arena);
    assert_int_equal(json_member(&json, "models")->count, 1);
}

static void tables_that_say_nothing_of_the_unseen_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *part;
    } refused[] = {
        {"A,B,count\n1,0,30\n0,1,20\n", "No two lists have a person in common"},
        {"A,B,C,count\n1,0,0,4\n0,1,0,3\n0,0,1,2\n", "No two lists have a person in common"},
        {"A,B,C,count\n1,0,0,4\n0,1,0,3\n1,1,0,0\n0,0,1,2\n", "No two lists"},
        {"A,B,count\n1,0,30\n0,1,0\n", "person in common"},
        {"A,B,count\n1,0,30\n0,1,0\n1,1,0\n", "Nobody is on the list B"},
        {"A,B,count\n1,0,0\n0,1,0\n1,1,0\n", "Nobody is on any list"},
        {"A,count\n1,30\n", "has 1 list"},
        {"A,B,count\n1,0,30\n0,1,20\n0,0,5\n", "on no list"},
        {"A,B,count\n1,0,30\n0,1,20\n1,1,\n", "blank"},
        {"A,B,count\n1,0,30\n0,1,20\n1,1,-2\n", "whole number"},
        {"A,B,count\n1,0,30\n0,1,20\n1,1,2.5\n", "whole number"},
        {"A,B,count\n1,0,30\n0,1,20\n1,1,nan\n", "not a number"},
        {"A,B,count\n1,0,30\n0,1,20\n1,1,inf\n", "not a number"},
        {"A,B,count\n1,0,30\n0,1,20\n1,2,4\n", "A list says 1"},
        {"A,B,count\n1,0,30\n0,1,20\n1,yes,4\n", "A list says 1"},
        {"A,B,count\n1,0,30\n0,,20\n1,1,4\n", "A list says 1"},
        {"A,B\n1,0\n", "no column called \"count\""},
        {"A,B,count\n1,0\n", "fields"},
        {"A,A,count\n1,0,3\n", "two columns called"},
        {"", "empty"},
        {"A,B,count\n", "no row"},
        {"a,b,c,d,e,f,g,h,i,j,k,count\n1,1,1,1,1,1,1,1,1,1,1,5\n", "more than 10 lists"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        stats_refuses("capture --json", refused[i].csv, refused[i].part);
}

static void options_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *options, *part;
    } refused[] = {{"--model A:Z", "\"Z\" is no list"},
                   {"--model best", "\"best\" is no list"},
                   {"--model A", "fewer than two lists"},
                   {"--model A:A", "fewer than two lists"},
                   {"--max-order 0", "--max-order"},
                   {"--p 2", "--p"},
                   {"--bootstrap -5", "--bootstrap"},
                   {"--bootstrap 1.5", "--bootstrap"},
                   {"--seed x", "--seed"},
                   {"--resamples 9", "not an option"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char arguments[200];
        snprintf(arguments, sizeof arguments, "capture --json %s", refused[i].options);
        stats_refuses(arguments, three_lists, refused[i].part);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_uk_counts_give_the_published_estimate),
        cmocka_unit_test(the_model_is_the_one_that_is_asked_for),
        cmocka_unit_test(models_without_an_estimate_say_why),
        cmocka_unit_test(repeated_patterns_add_up_and_other_columns_are_left_aside),
        cmocka_unit_test(two_lists_give_chapmans_estimate_with_its_error),
        cmocka_unit_test(a_bootstrap_is_repeated_by_its_seed),
        cmocka_unit_test(without_json_there_is_a_row_for_each_model),
        cmocka_unit_test(more_lists_than_can_be_tried_leave_a_narrower_spread),
        cmocka_unit_test(tables_that_say_nothing_of_the_unseen_are_refused),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
