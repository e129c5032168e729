#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/error.h"

#include "base/banned.h"

static int open_for_reading(const char *path, int *ret_descriptor, struct err *err)
{
    int descriptor = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return err_set(err, ERR_INPUT, NULL, "%s cannot be opened: %s.", path, strerror(errno));
    struct stat facts;
    if (fstat(descriptor, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        close(descriptor);
        return err_set(err, ERR_INPUT, NULL, "%s is a folder. Give the name of a file.", path);
    }
    *ret_descriptor = descriptor;
    return 0;
}

static int read_all(const char *path, int descriptor, struct buffer *buffer, struct err *err)
{
    char block[65536];
    for (;;) {
        ssize_t got = read(descriptor, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, ERR_INPUT, NULL, "%s cannot be read: %s.", path, strerror(errno));
        if (got == 0)
            return buffer_status(buffer, path, err);
        buffer_append(buffer, (struct slice){block, (size_t)got});
        if (buffer->full)
            return buffer_status(buffer, path, err);
    }
}

int file_read(const char *path, struct buffer *buffer, struct err *err)
{
    CLEANUP(cleanup_descriptor) int descriptor = -1;
    int code = open_for_reading(path, &descriptor, err);
    return code < 0 ? code : read_all(path, descriptor, buffer, err);
}

static int write_all(int descriptor, struct slice contents)
{
    while (contents.length > 0) {
        ssize_t put = write(descriptor, contents.data, contents.length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        contents = slice_sub(contents, (size_t)put, contents.length);
    }
    return 0;
}

int file_write(const char *path, struct slice contents, struct err *err)
{
    CLEANUP(file_sink_drop) struct file_sink sink = {.descriptor = -1};
    int code = file_sink_open(path, &sink, err);
    if (code < 0)
        return code;
    if (write_all(sink.descriptor, contents) < 0)
        sink.failed = errno;
    return file_sink_commit(&sink, err);
}

/* The folder that a file of that name would stand in; where its last part begins. */
static const char *folder_of(const char *path, char folder[static 4096])
{
    const char *slash = strrchr(path, '/');
    if (slash) /* with the slash, so that "/" stays */
        snprintf(folder, 4096, "%.*s", (int)(slash + 1 - path), path);
    else
        snprintf(folder, 4096, ".");
    return slash ? slash + 1 : path;
}

int file_sync(const char *path)
{
    CLEANUP(cleanup_descriptor) int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    return descriptor < 0 ? -1 : fsync(descriptor);
}

/* Some file systems keep their folders without being asked, and say that they cannot be asked. */
int file_sync_folder(const char *path)
{
    char folder[4096];
    folder_of(path, folder);
    return file_sync(folder) == 0 || errno == EINVAL ? 0 : -1;
}

int file_put_in_place(const char *temporary, const char *path)
{
    return file_sync(temporary) < 0 || rename(temporary, path) < 0 ? -1 : file_sync_folder(path);
}

static bool is_one_inode(const struct stat *left, const struct stat *right)
{
    return left->st_dev == right->st_dev && left->st_ino == right->st_ino;
}

bool file_is_same(const char *left, const char *right)
{
    struct stat facts[2];
    char folders[2][4096];
    bool there[2] = {stat(left, &facts[0]) == 0, stat(right, &facts[1]) == 0};
    if (strcmp(left, "-") == 0 || strcmp(right, "-") == 0)
        return false;
    if (there[0] && there[1])
        return is_one_inode(&facts[0], &facts[1]);
    if (there[0] || there[1])
        return false;
    const char *names[2] = {folder_of(left, folders[0]), folder_of(right, folders[1])};
    for (int i = 0; i < 2; i++)
        there[i] = stat(folders[i], &facts[i]) == 0;
    bool one_folder = there[0] && there[1]
                          ? is_one_inode(&facts[0], &facts[1])
                          : names[0] - left == names[1] - right &&
                                strncmp(left, right, (size_t)(names[0] - left)) == 0;
    return one_folder && strcmp(names[0], names[1]) == 0;
}

enum { SINK_FLOWS_AT = 1 << 20 };

int file_sink_open(const char *path, struct file_sink *ret_sink, struct err *err)
{
    struct file_sink sink = {.pending = BUFFER((size_t)SINK_FLOWS_AT * 64)};
    if (strcmp(path, "-") == 0) {
        sink.descriptor = dup(STDOUT_FILENO);
    } else {
        if (strlen(path) >= sizeof sink.path)
            return err_set(err, ERR_INPUT, NULL, "The name %.100s… is too long.", path);
        struct stat facts;
        bool there = stat(path, &facts) == 0;
        if (there && S_ISDIR(facts.st_mode)) /* told before it is too late */
            return err_set(err, ERR_INPUT, NULL, "%s is a folder. Name a file in it.", path);
        snprintf(sink.path, sizeof sink.path, "%s", path);
        bool is_file = !there || S_ISREG(facts.st_mode);
        if (is_file)
            snprintf(sink.temporary, sizeof sink.temporary, "%s.part-%d", path, (int)getpid());
        sink.descriptor = is_file
                              ? open(sink.temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)
                              : open(path, O_WRONLY | O_CLOEXEC);
    }
    if (sink.descriptor < 0)
        return err_set(err, ERR_INPUT, NULL, "%s cannot be created: %s.", path, strerror(errno));
    *ret_sink = sink;
    return 0;
}

static void sink_write(struct file_sink *sink)
{
    if (!sink->failed && sink->pending.full)
        sink->failed = EFBIG;
    if (!sink->failed && write_all(sink->descriptor, buffer_slice(&sink->pending)) < 0)
        sink->failed = errno;
    buffer_clear(&sink->pending);
}

void file_sink_flow(struct file_sink *sink)
{
    if (sink->pending.length < SINK_FLOWS_AT)
        return;
    sink->is_ready = false;
    sink_write(sink);
}

int file_sink_ready(struct file_sink *sink, struct err *err)
{
    bool written = !sink->is_ready || sink->pending.length;
    sink_write(sink);
    if (!sink->failed && sink->temporary[0] && written && fsync(sink->descriptor) < 0)
        sink->failed = errno;
    sink->is_ready = !sink->failed;
    if (!sink->failed)
        return 0;
    return err_set(err, ERR_INPUT, NULL, "%s cannot be written: %s.",
                   sink->path[0] ? sink->path : "Standard output", strerror(sink->failed));
}

int file_sink_commit(struct file_sink *sink, struct err *err)
{
    int code = file_sink_ready(sink, err);
    if (code < 0 || !sink->temporary[0])
        return code;
    if (rename(sink->temporary, sink->path) < 0 || file_sync_folder(sink->path) < 0)
        return err_set(err, ERR_INPUT, NULL, "%s cannot be written: %s.", sink->path,
                       strerror(errno));
    sink->temporary[0] = '\0';
    return 0;
}

void file_sink_drop(struct file_sink *sink)
{
    if (sink->temporary[0])
        unlink(sink->temporary);
    if (sink->pending.maximum && sink->descriptor >= 0)
        close(sink->descriptor);
    buffer_free(&sink->pending);
    *sink = (struct file_sink){.descriptor = -1};
}

int file_view_open(const char *path, size_t maximum, struct file_view *ret_view, struct err *err)
{
    CLEANUP(cleanup_descriptor) int descriptor = -1;
    int code = open_for_reading(path, &descriptor, err);
    if (code < 0)
        return code;
    struct file_view view = {.read = BUFFER(maximum)};
    struct stat facts;
    if (fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0) {
        size_t size = (size_t)facts.st_size;
        if (size > maximum)
            return err_set(err, ERR_LIMIT, NULL, "%s is larger than the %zu bytes allowed.", path,
                           maximum);
        view.mapped = mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (view.mapped == MAP_FAILED)
            view.mapped = NULL;
        view.contents = (struct slice){view.mapped, view.mapped ? size : 0};
    }
    if (!view.mapped) {
        code = read_all(path, descriptor, &view.read, err);
        if (code < 0) {
            buffer_free(&view.read);
            return code;
        }
        view.contents = buffer_slice(&view.read);
    }
    *ret_view = view;
    return 0;
}

void file_view_close(struct file_view *view)
{
    if (view->mapped)
        munmap(view->mapped, view->contents.length);
    buffer_free(&view->read);
    *view = (struct file_view){0};
}
