/* weft backup, restore and log, as an administrator runs them: what is proven, and what is refused
 * before anything is put in its place. */
#include "support/scratch.h"

#include <string.h>

#include "store/store.h"

static int set_up(void **state)
{
    (void)state;
    return scratch_run("rm -f city* copy* new* cut text && weft --store city init && weft --store "
                       "city user add ann "
                       "--role analyst && weft --store city user add bob --role contributor");
}

static void expect(const char *command, int exit_code, const char *said)
{
    int code = scratch_run(command);
    if (code != exit_code)
        fail_msg("%s exited with %d: %.*s", command, code, SLICE_PRINT(scratch_said()));
    assert_said(said);
}

/* As somebody would who can write the file. */
static void tamper(const char *name, const char *sql)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct err err = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    if (store_open(path, STORE_WRITE, &store, &err) < 0 || store_run(store, sql, &err) < 0)
        fail_msg("%s", err.message);
}

/* The head of a store's log: the last word of what is said of it. */
static void head_said(char head[static 100])
{
    struct slice said = slice_trim(scratch_said());
    size_t from = said.length;
    while (from > 0 && said.data[from - 1] != ' ')
        from--;
    snprintf(head, 100, "%.*s", (int)(said.length - from), said.data + from);
    assert_int_equal(strlen(head), 64);
}

static void a_backup_is_the_store_and_comes_back_whole(void **state)
{
    (void)state;
    char of_copy[100], of_store[100];
    expect("weft --store city backup copy", 0, "The store is copied to copy\n");
    head_said(of_copy);
    expect("weft --store city log verify", 0, "The change log is sound: 2 changes under ");
    head_said(of_store);
    assert_string_equal(of_copy, of_store);
    expect("rm -f city* && weft --store city restore copy", 0,
           "The backup is proven sound and restored to city\n");
    expect("weft --store city user list", 0, "ann\tann\tanalyst\nbob\tbob\tcontributor\n");
    expect("weft --store city backup copy --json", 0, "{\"backup\":\"copy\",\"head\":\"");
    assert_said(of_store);
}

static int64_t ask(const char *name, const char *sql)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct err err = {0};
    int64_t answer = -1;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    if (store_open(path, STORE_READ, &store, &err) < 0 ||
        store_ask_integer(store, sql, &answer, &err) < 0)
        fail_msg("%s", err.message);
    return answer;
}

static void no_token_of_the_backup_is_valid_again(void **state)
{
    (void)state;
    expect("weft --store city user token ann && weft --store city backup copy", 0, "");
    assert_int_equal(ask("copy", "SELECT count(*) FROM session WHERE ends > seen"), 1);
    expect("weft --store new restore copy", 0, "All sessions and tokens are ended");
    assert_int_equal(ask("new", "SELECT count(*) FROM session WHERE ends > seen"), 0);
    expect("weft --store new user token ann && weft --store new check", 0, "agrees");
    assert_int_equal(ask("new", "SELECT count(*) FROM session WHERE ends > seen"), 1);
}

static void a_store_that_is_there_is_not_written_over(void **state)
{
    (void)state;
    expect("weft --store city backup copy && weft --store city user retire bob && weft --store "
           "city restore copy",
           1, "city");
    expect("weft --store city export user --json", 0, "\"retired\":true");
}

static void only_an_earlier_copy_is_replaced(void **state)
{
    (void)state;
    scratch_put("text", "Notes of a year.\n");
    expect("weft --store city backup text", 1,
           "text is there and is no store of Weft. Nothing was changed.");
    assert_slice(scratch_read("text"), "Notes of a year.\n");
    scratch_put("people.csv", "id,first_name,surname,dob\n1,Anna,Smith,2001-02-03\n");
    expect("rm -f register; weft link --register register people.csv && cksum register >sum && "
           "weft --store city backup register",
           1, "register is there and is no store of Weft.");
    expect("cksum register | cmp - sum && echo same", 0, "same");
    expect("weft --store city backup copy && weft --store city backup copy", 0, "copied to copy");
}

/* As a Weft of years from now may leave it: this one reads and writes none of it. */
static void a_store_of_a_newer_program_is_refused_and_left_alone(void **state)
{
    (void)state;
    static const char *const commands[] = {"check",
                                           "log verify",
                                           "export user",
                                           "user list",
                                           "user add cat --role analyst",
                                           "backup copy",
                                           "serve --listen 127.0.0.1:0"};
    tamper("city", "PRAGMA user_version=2");
    char command[200];
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        snprintf(command, sizeof command, "cksum city >sum; weft --store city %s", commands[i]);
        expect(command, 1, "The store city was made by a newer Weft. Nothing was changed.");
        expect("cksum city | cmp - sum && echo same", 0, "same");
    }
    expect("weft --store new restore city", 1, "was made by a newer Weft");
    assert_false(scratch_has("new"));
    assert_false(scratch_has("copy"));
}

static void a_store_of_before_formats_were_numbered_is_taken_as_it_is(void **state)
{
    (void)state;
    tamper("city", "PRAGMA user_version=0");
    expect("weft --store city user list", 0, "ann\tann\tanalyst\n");
    expect("weft --store city user add cat --role analyst && weft --store city check", 0,
           "Everything in the store agrees.");
}

static void a_backup_that_is_not_sound_is_not_restored(void **state)
{
    (void)state;
    expect("weft --store city backup copy", 0, "copied");
    tamper("copy", "UPDATE change SET actor = 'eve' WHERE id = 1");
    expect("weft --store new restore copy", 1, "");
    assert_false(scratch_has("new"));
    expect("head -c 20000 copy >cut && weft --store new restore cut", 1, "");
    assert_false(scratch_has("new"));
    scratch_put("text", "This is no store.\n");
    expect("weft --store new restore text", 1, "text");
    expect("weft --store new restore nowhere", 1, "nowhere");
    assert_false(scratch_has("new"));
}

static void a_log_that_was_altered_names_the_row(void **state)
{
    (void)state;
    tamper("city", "UPDATE change SET actor = 'eve' WHERE id = 2");
    expect("weft --store city log verify", 1, "2");
    expect("weft --store city log verify --json", 1, "{\"sound\":false,");
    assert_said("\"broken\":2,");
}

static void a_tail_that_was_cut_off_is_missed_by_the_head_that_was_noted(void **state)
{
    (void)state;
    char head[100], command[300];
    expect("weft --store city log verify", 0, "sound");
    head_said(head);
    snprintf(command, sizeof command, "weft --store city log verify --head %s", head);
    expect(command, 0, "sound");
    tamper("city", "DELETE FROM change WHERE id = 2; DELETE FROM seal WHERE id = "
                   "(SELECT max(id) FROM seal)");
    expect("weft --store city log verify", 0, "1 changes");
    expect(command, 1, "");
}

static void what_somebody_put_among_the_tables_is_told_by_the_check(void **state)
{
    (void)state;
    tamper("city", "CREATE TRIGGER quiet AFTER INSERT ON change BEGIN DELETE FROM session; END;"
                   "DROP INDEX session_user");
    expect("weft --store city check", 1, "The trigger “quiet” on the table “change” is not Weft's");
    assert_said("The index “session_user” is not there.");
}

static void the_latest_changes_are_shown_newest_first(void **state)
{
    (void)state;
    expect("weft --store city log", 0, "user bob\n");
    struct slice said = scratch_said();
    assert_true(slice_find(said, SLICE("user bob")) < slice_find(said, SLICE("user ann")));
    assert_true(slice_find(said, SLICE("create")) < said.length);
    expect("weft --store city log --json", 0, "\"entity\":\"user\",\"code\":\"ann\",\"version\":1");
}

static void wrong_use_exits_with_two(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "weft --store city backup",        "weft --store city backup a b",
        "weft --store city restore",       "WEFT_STORE= weft restore copy",
        "weft --store city log prove",     "weft --store city log --head",
        "weft --store city log --head ab", "weft --store city log verify --head xyz",
        "weft --store city log verify now"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect(wrong[i], 2, "");
    assert_false(scratch_has("a"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(a_backup_is_the_store_and_comes_back_whole),
        TEST(no_token_of_the_backup_is_valid_again),
        TEST(a_store_that_is_there_is_not_written_over),
        TEST(only_an_earlier_copy_is_replaced),
        TEST(a_store_of_a_newer_program_is_refused_and_left_alone),
        TEST(a_store_of_before_formats_were_numbered_is_taken_as_it_is),
        TEST(a_backup_that_is_not_sound_is_not_restored),
        TEST(a_log_that_was_altered_names_the_row),
        TEST(a_tail_that_was_cut_off_is_missed_by_the_head_that_was_noted),
        TEST(what_somebody_put_among_the_tables_is_told_by_the_check),
        TEST(the_latest_changes_are_shown_newest_first),
        TEST(wrong_use_exits_with_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
