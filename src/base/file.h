/* Whole files in and out. */
#ifndef WEFT_BASE_FILE_H
#define WEFT_BASE_FILE_H

#include "base/buffer.h"

struct err;

/* Append the file at path ("-" for standard input) to buffer, up to the buffer's maximum.
 * 0, ERR_INPUT (not there, not readable, a folder) or ERR_LIMIT. */
int file_read(const char *path, struct buffer *buffer, struct err *err);

/* Write whole or not at all: a temporary file beside it, put in its place. "-" writes to standard
 * output. 0 or ERR_INPUT. */
int file_write(const char *path, struct slice contents, struct err *err);

/* What is there survives a power cut from now on: a file's contents; the names in the folder that a
 * file of that name stands in. 0, or −1 with errno. */
int file_sync(const char *path);
int file_sync_folder(const char *path);

/* Give a finished file the name at which it is looked for, over any file that has it, both ready
 * for a power cut. 0, or −1 with errno; then it may have either name. */
int file_put_in_place(const char *temporary, const char *path);

/* Whether two names lead to one file: the same device and inode, or, where neither is there yet,
 * the same name in the same folder. "-" is no file. */
bool file_is_same(const char *left, const char *right);

/* A file written bit by bit, whole or not at all: a temporary file beside it until file_sink_commit
 * renames it over. "-" is standard output, where nothing can be taken back, nor can it of what is
 * no file (/dev/null, a pipe by its name), which is written as it is. Sticky: a write that fails is
 * remembered, so ask once with file_sink_ready. */
struct file_sink {
    char path[4096], temporary[4096 + 32]; /* no temporary: what is there is written as it is */
    int descriptor;
    struct buffer pending;
    int failed;    /* errno of the first write that failed */
    bool is_ready; /* all that was written is on the disk */
};
int file_sink_open(const char *path, struct file_sink *ret_sink, struct err *err);

/* Append to sink->pending as to any buffer, then call this: what has gathered is written out now
 * and then. */
void file_sink_flow(struct file_sink *sink);

int file_sink_ready(struct file_sink *sink, struct err *err); /* all is on the disk */
int file_sink_commit(struct file_sink *sink, struct err *err);
void file_sink_drop(struct file_sink *sink); /* fit for CLEANUP; after a commit it only tidies */

/* A read-only view of a file, mapped where it can be and read where it cannot ("-", pipes). */
struct file_view {
    struct slice contents;
    void *mapped; /* NULL where the contents were read into `read` instead */
    struct buffer read;
};
int file_view_open(const char *path, size_t maximum, struct file_view *ret_view, struct err *err);
void file_view_close(struct file_view *view); /* fit for CLEANUP */

#endif
