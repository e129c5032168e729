/* Invented files, written beside their names and put there together at the end: whoever stops `weft
 * synth` half way finds the old files or none, and never a part of one. */
#include "cli/synth/synth.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

enum { ROOM = 1 << 20, FULL_ENOUGH = 1 << 19 };

static void part_path(const struct sheet *sheet, char path[static 4096])
{
    snprintf(path, 4096, "%.4000s.part", sheet->path);
}

int sheet_open(struct sheet *sheet, const char *folder, const char *name, struct err *err)
{
    char part[4096];
    struct stat there;
    *sheet = (struct sheet){.text = BUFFER(ROOM)};
    if (mkdir(folder, 0755) < 0 && errno != EEXIST)
        return err_set(err, ERR_INPUT, NULL, "The folder %s cannot be made: %s.", folder,
                       strerror(errno));
    snprintf(sheet->path, sizeof sheet->path, "%.3800s/%.100s", folder, name);
    if (stat(sheet->path, &there) == 0 && S_ISDIR(there.st_mode))
        return err_set(err, ERR_INPUT, NULL, "%s is a folder; a file is to stand there.",
                       sheet->path);
    part_path(sheet, part);
    sheet->descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    sheet->begun = sheet->open = sheet->descriptor >= 0;
    return sheet->begun
               ? 0
               : err_set(err, ERR_INPUT, NULL, "%s cannot be created: %s.", part, strerror(errno));
}

static void write_out(struct sheet *sheet)
{
    struct slice rest = buffer_slice(&sheet->text);
    while (rest.length && !sheet->failed) {
        ssize_t put = write(sheet->descriptor, rest.data, rest.length);
        if (put < 0 && errno != EINTR)
            sheet->failed = errno;
        else if (put > 0)
            rest = slice_sub(rest, (size_t)put, rest.length);
    }
    buffer_clear(&sheet->text);
}

void sheet_row(struct sheet *sheet)
{
    if (sheet->text.length > FULL_ENOUGH)
        write_out(sheet);
}

static void close_sheet(struct sheet *sheet)
{
    if (sheet->open && close(sheet->descriptor) < 0 && !sheet->failed)
        sheet->failed = errno;
    sheet->open = false;
}

static void give_name(struct sheet *sheet)
{
    char part[4096];
    part_path(sheet, part);
    if (sheet->begun && file_put_in_place(part, sheet->path) < 0)
        sheet->failed = errno;
    else
        sheet->begun = false;
}

static int failure_of(const struct sheet *sheet, struct err *err)
{
    return sheet->failed ? err_set(err, ERR_INPUT, NULL, "%s cannot be written: %s.", sheet->path,
                                   strerror(sheet->failed))
                         : 0;
}

int sheets_end(struct sheet *sheets, size_t count, struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        write_out(&sheets[i]);
        close_sheet(&sheets[i]);
        code = failure_of(&sheets[i], err);
    }
    for (size_t i = 0; i < count && code == 0; i++) {
        give_name(&sheets[i]);
        code = failure_of(&sheets[i], err);
    }
    sheets_drop(sheets, count);
    return code;
}

void sheets_drop(struct sheet *sheets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char part[4096];
        part_path(&sheets[i], part);
        buffer_free(&sheets[i].text);
        close_sheet(&sheets[i]);
        if (sheets[i].begun)
            unlink(part);
        sheets[i].begun = false;
    }
}
