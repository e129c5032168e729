#include "support/scratch.h"

#include <unistd.h>

static struct buffer said, kept;

static void forget(void)
{
    buffer_free(&said);
    buffer_free(&kept);
}

/* An empty buffer, freed when the process ends. */
static void begin(struct buffer *buffer)
{
    static bool asked;
    if (!asked)
        atexit(forget);
    asked = true;
    buffer_free(buffer);
    *buffer = BUFFER(64 << 20);
}

static const char *path_of(const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    return path;
}

void scratch_put(const char *name, const char *text)
{
    struct err err = {0};
    assert_int_equal(file_write(path_of(name), slice_from(text), &err), 0);
}

bool scratch_has(const char *name)
{
    return access(path_of(name), F_OK) == 0;
}

struct slice scratch_read(const char *name)
{
    struct err err = {0};
    begin(&kept);
    if (file_read(path_of(name), &kept, &err) < 0)
        fail_msg("%s: %s", name, err.message);
    return buffer_slice(&kept);
}

int scratch_run(const char *command)
{
    char line[4096];
    snprintf(line, sizeof line, "cd '%s' && { %s\n} 2>&1", scratch_folder(), command);
    begin(&said);
    return run_command(line, &said);
}

struct slice scratch_said(void)
{
    return buffer_slice(&said);
}

void assert_has_text(struct slice text, const char *wanted)
{
    if (slice_find(text, slice_from(wanted)) == text.length)
        fail_msg("\"%s\" is not in: %.*s", wanted, SLICE_PRINT(slice_sub(text, 0, 4000)));
}

void assert_lacks_text(struct slice text, const char *unwanted)
{
    if (slice_find(text, slice_from(unwanted)) != text.length)
        fail_msg("\"%s\" is in: %.*s", unwanted, SLICE_PRINT(slice_sub(text, 0, 4000)));
}

void assert_said(const char *wanted)
{
    assert_has_text(buffer_slice(&said), wanted);
}

struct slice scratch_line(const char *name, size_t line)
{
    struct slice rest = scratch_read(name), text = {0};
    for (size_t i = 0; i < line; i++)
        if (!slice_split(&rest, '\n', &text))
            return (struct slice){0};
    return text;
}
