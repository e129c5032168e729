#include "domain/performance/wire.h"

#include <errno.h>
#include <unistd.h>

#include "base/banned.h"

enum { WINDOW = 1 << 18 };

static int not_understood(struct err *err)
{
    return err_set(err, ERR_INTERNAL, NULL,
                   "The confined reader answered what cannot be. Nothing was changed. Please "
                   "report it, with the file if it may be shared.");
}

/* Bring more bytes behind those at hand: 1, or 0 at the end of the pipe. */
static int bring_more(struct wire_reader *reader, struct err *err)
{
    if (!reader->bytes)
        reader->bytes = memory_allocate(WINDOW + WIRE_LONGEST);
    if (reader->start > 0) {
        memmove(reader->bytes, reader->bytes + reader->start, reader->end - reader->start);
        reader->end -= reader->start;
        reader->start = 0;
    }
    ssize_t got;
    do
        got = read(reader->descriptor, reader->bytes + reader->end, WINDOW);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return not_understood(err);
    reader->end += (size_t)got;
    return got > 0;
}

int wire_next(struct wire_reader *reader, struct wire_frame *ret_frame, struct slice *ret_payload,
              struct err *err)
{
    for (;;) {
        size_t have = reader->end - reader->start;
        struct wire_frame frame;
        if (have >= sizeof frame) {
            memcpy(&frame, reader->bytes + reader->start, sizeof frame);
            if (frame.length > WIRE_LONGEST - sizeof frame)
                return not_understood(err);
            if (have - sizeof frame >= frame.length) {
                *ret_frame = frame;
                *ret_payload =
                    (struct slice){reader->bytes + reader->start + sizeof frame, frame.length};
                reader->start += sizeof frame + frame.length;
                return 1;
            }
        }
        int more = bring_more(reader, err);
        reader->cut = more == 0 && have > 0;
        if (reader->cut)
            return not_understood(err);
        if (more <= 0)
            return more;
    }
}

void wire_close(struct wire_reader *reader)
{
    memory_free(reader->bytes);
    *reader = (struct wire_reader){.descriptor = -1};
}
