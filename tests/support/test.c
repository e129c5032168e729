#include "support/test.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void assert_near(double actual, double expected, double tolerance)
{
    double scale = fabs(expected) > 1 ? fabs(expected) : 1;
    if (!(fabs(actual - expected) <= tolerance * scale))
        fail_msg("got %.17g, expected %.17g (tolerance %g)", actual, expected, tolerance);
}

void assert_slice(struct slice actual, const char *expected)
{
    if (!slice_is(actual, expected))
        fail_msg("got \"%.*s\", expected \"%s\"", SLICE_PRINT(actual), expected);
}

static const char *source_folder(void)
{
    const char *folder = getenv("WEFT_SOURCE");
    return folder ? folder : ".";
}

const char *shared_data(const char *name)
{
    static char path[4096];
    const char *folder = getenv("WEFT_DATA");
    if (folder)
        snprintf(path, sizeof path, "%s/%s", folder, name);
    else
        snprintf(path, sizeof path, "%s/../shared/data/%s", source_folder(), name);
    if (access(path, R_OK) != 0) {
        print_message("skipped: the shared data file %s is not here\n", name);
        skip();
    }
    return path;
}

void read_shared_data(const char *name, struct buffer *buffer)
{
    struct err err = {0};
    if (file_read(shared_data(name), buffer, &err) < 0)
        fail_msg("%s", err.message);
}

int run_command(const char *command, struct buffer *out)
{
    const char *program = getenv("WEFT_PROGRAM");
    char line[16384];
    snprintf(line, sizeof line, "weft() { '%s' \"$@\"; }\n%s",
             program ? program : "build/debug/weft", command);
    FILE *pipe = popen(line, "r");
    if (!pipe)
        fail_msg("the shell cannot be started");
    char block[4096];
    size_t got;
    while ((got = fread(block, 1, sizeof block, pipe)) > 0)
        if (out)
            buffer_append(out, (struct slice){block, got});
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static char scratch[256];

static void remove_scratch(void)
{
    char line[300];
    snprintf(line, sizeof line, "rm -rf '%s'", scratch);
    if (system(line) != 0)
        fprintf(stderr, "%s could not be removed\n", scratch);
}

const char *scratch_folder(void)
{
    if (scratch[0])
        return scratch;
    const char *parent = getenv("TMPDIR");
    snprintf(scratch, sizeof scratch, "%s/weft-test-XXXXXX", parent ? parent : "/tmp");
    if (!mkdtemp(scratch))
        fail_msg("no scratch folder can be made under %s", parent ? parent : "/tmp");
    atexit(remove_scratch);
    return scratch;
}
