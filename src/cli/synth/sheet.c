#include "cli/synth/synth.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
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
    *sheet = (struct sheet){.descriptor = -1, .text = BUFFER(ROOM)};
    snprintf(sheet->path, sizeof sheet->path, "%.3800s/%.100s", folder, name);
    part_path(sheet, part);
    sheet->descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    return sheet->descriptor >= 0
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

int sheet_end(struct sheet *sheet, struct err *err)
{
    char part[4096];
    part_path(sheet, part);
    write_out(sheet);
    if (!sheet->failed && (close(sheet->descriptor) < 0 || rename(part, sheet->path) < 0))
        sheet->failed = errno;
    else if (!sheet->failed)
        sheet->descriptor = -1;
    int failed = sheet->failed;
    sheet_drop(sheet);
    return failed ? err_set(err, ERR_INPUT, NULL, "%s cannot be written: %s.", sheet->path,
                            strerror(failed))
                  : 0;
}

void sheet_drop(struct sheet *sheet)
{
    char part[4096];
    buffer_free(&sheet->text);
    if (sheet->descriptor < 0 || sheet->path[0] == 0)
        return;
    part_path(sheet, part);
    close(sheet->descriptor);
    sheet->descriptor = -1;
    unlink(part);
}
