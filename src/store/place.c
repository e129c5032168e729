/* Where a store's file is to be, before the engine is asked: the engine would say only that it
 * cannot open it, and would open what somebody else has made there since. */
#include "store/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

/* With the slash at its end, so that "/" stays; nothing for the folder that one is in. */
static void append_folder(const char *path, struct buffer *folder)
{
    const char *slash = strrchr(path, '/');
    if (slash)
        buffer_append(folder, (struct slice){path, (size_t)(slash - path) + 1});
}

int place_check_folder(const char *path, struct err *err)
{
    CLEANUP(buffer_free) struct buffer folder = BUFFER(8192);
    append_folder(path, &folder);
    if (folder.length == 0 || access(buffer_text(&folder), F_OK) == 0)
        return 0;
    return err_set(err, ERR_INPUT, NULL,
                   "There is no folder %s for %s. Make the folder first, or give another name.",
                   buffer_text(&folder), path);
}

/* Whether this user may not write it, and nobody else is given leave to. */
static bool is_closed(const char *path)
{
    enum { ANYBODY_WRITES = 0222 };
    struct stat facts;
    if (access(path, W_OK) == 0)
        return false;
    return errno == EROFS || (stat(path, &facts) == 0 && !(facts.st_mode & ANYBODY_WRITES));
}

static bool has_log(const char *path)
{
    CLEANUP(buffer_free) struct buffer log = BUFFER(8192);
    struct stat facts;
    buffer_printf(&log, "%s-wal", path);
    return stat(buffer_text(&log), &facts) == 0 && facts.st_size > 0;
}

bool place_is_still(const char *path)
{
    CLEANUP(buffer_free) struct buffer folder = BUFFER(8192);
    append_folder(path, &folder);
    buffer_string(&folder, ".");
    return (is_closed(path) || is_closed(buffer_text(&folder))) && !has_log(path);
}

/* An empty file, or a first page alone: SQLite has written who it is, and no table yet. */
static bool holds_nothing(const char *path)
{
    enum { ONE_PAGE = 4096 };
    static const char name[] = "SQLite format 3";
    char head[sizeof name] = {0};
    CLEANUP(cleanup_descriptor) int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat facts;
    if (descriptor < 0 || fstat(descriptor, &facts) < 0 || !S_ISREG(facts.st_mode))
        return false;
    return facts.st_size == 0 ||
           (facts.st_size <= ONE_PAGE && read(descriptor, head, sizeof head) == sizeof head &&
            memcmp(head, name, sizeof name) == 0);
}

static int is_there_already(const char *path, struct err *err)
{
    if (holds_nothing(path))
        return err_set(err, ERR_CONFLICT, NULL,
                       "%s is there already, with nothing in it, as an `init` that was stopped "
                       "leaves it. Nothing was changed. Remove it and what is called %s-…, or give "
                       "another name.",
                       path, path);
    return err_set(err, ERR_CONFLICT, NULL,
                   "%s is there already. Nothing was changed. Give another name.", path);
}

int place_refuse_writing(const char *path, struct err *err)
{
    return err_set(err, ERR_STORE, NULL,
                   "The store %s may be read and not written, or its folder may not be written to. "
                   "Nothing was changed. Give whoever runs Weft leave to write to both.",
                   path);
}

int place_check(const char *path, enum store_mode mode, struct err *err)
{
    bool there = access(path, F_OK) == 0;
    if (mode == STORE_CREATE)
        return there ? is_there_already(path, err) : place_check_folder(path, err);
    if (!there)
        return err_set(err, ERR_NOT_FOUND, NULL,
                       "There is no store at %s. Make one with `weft --store %s init`.", path,
                       path);
    if (mode == STORE_WRITE && access(path, W_OK) < 0) /* the engine would leave files beside it */
        return place_refuse_writing(path, err);
    return 0;
}

int place_make(const char *path, struct err *err)
{
    if (strcmp(path, ":memory:") == 0)
        return 0;
    CLEANUP(cleanup_descriptor)
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, PLACE_OWNERS_ALONE);
    if (descriptor >= 0)
        return 0;
    if (errno == EEXIST)
        return is_there_already(path, err);
    return err_set(err, ERR_STORE, NULL, "%s cannot be made: %s. Nothing was changed.", path,
                   strerror(errno));
}

void place_clear(const char *path)
{
    static const char *const ends[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        CLEANUP(buffer_free) struct buffer file = BUFFER(8192);
        buffer_printf(&file, "%s%s", path, ends[i]);
        unlink(buffer_text(&file));
    }
}
