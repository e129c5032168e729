/* Whole files in and out, and the errors they give. */
#include "support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *path_of(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    return path;
}

static void a_file_is_written_whole_and_read_back(void **state)
{
    (void)state;
    struct err err = {0};
    struct buffer back = BUFFER(100);
    assert_int_equal(file_write(path_of("a"), SLICE("one\0two"), &err), 0);
    assert_int_equal(file_read(path_of("a"), &back, &err), 0);
    assert_int_equal(back.length, 7);
    buffer_free(&back);
    struct file_view view;
    assert_int_equal(file_view_open(path_of("a"), 100, &view, &err), 0);
    assert_int_equal(view.contents.length, 7);
    file_view_close(&view);
}

static void a_file_past_the_limit_is_refused_before_it_fills_memory(void **state)
{
    (void)state;
    struct err err = {0};
    struct buffer back = BUFFER(3);
    struct file_view view;
    assert_int_equal(file_write(path_of("b"), SLICE("four"), &err), 0);
    assert_int_equal(file_read(path_of("b"), &back, &err), ERR_LIMIT);
    assert_int_equal(file_view_open(path_of("b"), 3, &view, &err), ERR_LIMIT);
    buffer_free(&back);
}

static void a_folder_and_a_missing_file_are_told_apart(void **state)
{
    (void)state;
    struct err err = {0};
    struct buffer back = BUFFER(100);
    assert_int_equal(file_read(scratch_folder(), &back, &err), ERR_INPUT);
    assert_non_null(strstr(err.message, "is a folder"));
    assert_int_equal(file_read(path_of("missing"), &back, &err), ERR_INPUT);
    assert_non_null(strstr(err.message, "cannot be opened"));
    buffer_free(&back);
}

static void a_failed_write_leaves_the_old_file_and_nothing_beside_it(void **state)
{
    (void)state;
    struct err err = {0};
    char target[512];
    snprintf(target, sizeof target, "%s", path_of("folder"));
    assert_int_equal(mkdir(target, 0755), 0);
    assert_int_equal(file_write(target, SLICE("x"), &err), ERR_INPUT); /* a folder is in the way */
    struct buffer listing = BUFFER(4096);
    char command[600];
    snprintf(command, sizeof command, "ls -A '%s' | grep -c part- || true", scratch_folder());
    run_command(command, &listing);
    assert_string_equal(buffer_text(&listing), "0\n");
    buffer_free(&listing);
}

static void a_name_that_is_too_long_or_leads_nowhere_is_told_and_makes_no_file(void **state)
{
    (void)state;
    char longest[5000];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const struct {
        const char *path, *says;
    } wrong[] = {
        {longest, "… is too long."},
        {"/nowhere/at/all", "/nowhere/at/all cannot be created: No such file or directory."},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct file_sink sink;
        struct err err = {0};
        assert_int_equal(file_write(wrong[i].path, SLICE("x"), &err), ERR_INPUT);
        assert_non_null(strstr(err.message, wrong[i].says));
        err = (struct err){0};
        assert_int_equal(file_sink_open(wrong[i].path, &sink, &err), ERR_INPUT);
        assert_non_null(strstr(err.message, wrong[i].says));
    }
}

static void a_message_is_cut_at_a_character(void **state)
{
    (void)state;
    struct err err = {0};
    char longer[700];
    for (size_t i = 0; i + 2 < sizeof longer; i += 2)
        memcpy(longer + i, "\xC3\xA9", 3);
    assert_int_equal(err_set(&err, ERR_RANGE, "field", "a%s", longer), ERR_RANGE);
    assert_true(slice_is_utf8(slice_from(err.message)));
    assert_true(strlen(err.message) > 500);
    assert_int_equal(err_set(NULL, ERR_LIMIT, NULL, "nobody asks"), ERR_LIMIT);
}

static void one_file_is_known_under_all_its_names(void **state)
{
    (void)state;
    struct err err = {0};
    char a[600], other[600];
    snprintf(a, sizeof a, "%s", path_of("same"));
    snprintf(other, sizeof other, "%s/./same", scratch_folder());
    assert_true(file_is_same(a, other)); /* not there yet */
    assert_false(file_is_same(a, path_of("another")));
    assert_int_equal(file_write(a, SLICE("x"), &err), 0);
    assert_true(file_is_same(a, other));
    assert_int_equal(link(a, path_of("hard")), 0);
    assert_true(file_is_same(a, path_of("hard")));
    assert_false(file_is_same(a, path_of("another")));
    assert_true(file_is_same("/no/such/folder/x", "/no/such/folder/x"));
    assert_false(file_is_same("/no/such/folder/x", "/no/such/folder2/x"));
    assert_false(file_is_same("-", "-")); /* in and out */
}

static void what_is_put_in_place_is_there_under_its_name_alone(void **state)
{
    (void)state;
    struct err err = {0};
    char from[512], to[512];
    snprintf(from, sizeof from, "%s", path_of("finished"));
    snprintf(to, sizeof to, "%s", path_of("placed"));
    assert_int_equal(file_write(from, SLICE("new"), &err), 0);
    assert_int_equal(file_write(to, SLICE("old"), &err), 0);
    assert_int_equal(file_put_in_place(from, to), 0);
    struct buffer back = BUFFER(100);
    assert_int_equal(file_read(to, &back, &err), 0);
    assert_string_equal(buffer_text(&back), "new");
    assert_int_equal(access(from, F_OK), -1);
    buffer_free(&back);
    assert_int_equal(file_put_in_place(from, to), -1); /* it is there no more */
    assert_int_equal(errno, ENOENT);
    assert_int_equal(file_sync_folder("/no/such/folder/x"), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(file_sync(from), -1);
}

/* As the system saw it: synced under its first name, renamed, and then the folder synced. */
static void a_file_that_a_command_leaves_survives_a_power_cut(void **state)
{
    (void)state;
    struct buffer trace = BUFFER(1 << 20);
    char command[2000];
    if (run_command("strace -o /dev/null true 2>/dev/null", NULL) != 0)
        skip();
    snprintf(command, sizeof command,
             "cd '%s' && printf 'id,first_name,surname\\n1,Ann,Lister\\n' >in.csv && "
             "weft --store city init >&2 && for run in 'link in.csv --clusters out.csv' "
             "'--store city backup copy' '--store new restore copy' "
             "'synth people --people 20 --out city.d'; do ASAN_OPTIONS=detect_leaks=0 strace -f "
             "-qq -o trace "
             "-e trace=fsync,rename \"$WEFT_PROGRAM\" $run >&2 && tail -n 2 trace | "
             "sed 's/^[0-9]* *//; s/\\.part-[0-9]*/.part/; s/([0-9]*)/()/; s/ *=/ =/'; done",
             scratch_folder());
    assert_int_equal(run_command(command, &trace), 0);
    assert_string_equal(buffer_text(&trace),
                        "rename(\"out.csv.part\", \"out.csv\") = 0\nfsync() = 0\n"
                        "rename(\"copy.part\", \"copy\") = 0\nfsync() = 0\n"
                        "rename(\"new.part\", \"new\") = 0\nfsync() = 0\n"
                        "rename(\"city.d/frequencies.csv.part\", \"city.d/frequencies.csv\") = 0\n"
                        "fsync() = 0\n");
    buffer_free(&trace);
}

static void what_is_no_file_is_written_and_not_replaced(void **state)
{
    (void)state;
    struct err err = {0};
    struct stat facts;
    char bytes[10];
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    CLEANUP(cleanup_descriptor) int reading = open(path_of("pipe"), O_RDONLY | O_NONBLOCK);
    assert_int_equal(file_write(path_of("pipe"), SLICE("word"), &err), 0);
    assert_int_equal(read(reading, bytes, sizeof bytes), 4);
    assert_int_equal(stat(path_of("pipe"), &facts), 0);
    assert_true(S_ISFIFO(facts.st_mode));
    assert_int_equal(symlink("/dev/full", path_of("full")), 0);
    assert_int_equal(file_write(path_of("full"), SLICE("word"), &err), ERR_INPUT);
    assert_non_null(strstr(err.message, "full cannot be written: No space left on device."));
    assert_int_equal(lstat(path_of("full"), &facts), 0);
    assert_true(S_ISLNK(facts.st_mode));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_written_whole_and_read_back),
        cmocka_unit_test(one_file_is_known_under_all_its_names),
        cmocka_unit_test(a_file_past_the_limit_is_refused_before_it_fills_memory),
        cmocka_unit_test(a_folder_and_a_missing_file_are_told_apart),
        cmocka_unit_test(a_failed_write_leaves_the_old_file_and_nothing_beside_it),
        cmocka_unit_test(a_name_that_is_too_long_or_leads_nowhere_is_told_and_makes_no_file),
        cmocka_unit_test(what_is_put_in_place_is_there_under_its_name_alone),
        cmocka_unit_test(a_file_that_a_command_leaves_survives_a_power_cut),
        cmocka_unit_test(what_is_no_file_is_written_and_not_replaced),
        cmocka_unit_test(a_message_is_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
