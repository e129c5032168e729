/* Any bytes are rows or a refusal with a place, and what is written of them reads back the same,
 * however the source cuts them. */
#include <stdio.h>
#include <stdlib.h>

#include "text/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct pieces {
    struct slice left;
    size_t size;
};

static ptrdiff_t give_piece(void *context, char *bytes, size_t capacity, struct err *err)
{
    (void)err;
    struct pieces *pieces = context;
    size_t count = pieces->size < capacity ? pieces->size : capacity;
    count = count < pieces->left.length ? count : pieces->left.length;
    if (count)
        memcpy(bytes, pieces->left.data, count);
    pieces->left = slice_sub(pieces->left, count, pieces->left.length);
    return (ptrdiff_t)count;
}

/* A row that is refused for its bytes can be shown, and tells its place. */
static void take_passed(struct digest_state *state, struct slice passed, const struct err *err)
{
    CLEANUP(buffer_free) struct buffer shown = BUFFER(8 << 20);
    csv_decode(passed, &shown);
    if (err->line == 0 || !slice_is_utf8(buffer_slice(&shown)) ||
        memchr(buffer_text(&shown), 0, shown.length))
        abort();
    digest_add(state, passed);
    digest_add(state, SLICE("\x1d"));
}

/* Every field and row end, and how the reading ended. */
static struct digest digest_of_reading(struct csv_reader *reader, struct buffer *written)
{
    struct digest_state state;
    digest_begin(&state);
    struct csv_row row;
    struct slice passed;
    struct err err = {0};
    int code;
    while ((code = csv_next(reader, &row, &err)) > 0 || (code < 0 && csv_passes(reader, &passed))) {
        if (code < 0) {
            take_passed(&state, passed, &err);
            continue;
        }
        for (size_t i = 0; i < row.count; i++) {
            digest_add(&state, row.fields[i].text);
            digest_add(&state, SLICE("\x1f"));
            if (written && i > 0)
                buffer_byte(written, ',');
            if (written)
                csv_append(written, row.fields[i].text);
        }
        digest_add(&state, SLICE("\x1e"));
        if (written)
            buffer_byte(written, '\n');
    }
    if (code < 0 && (err.line == 0 || err.column == 0 || err.message[0] == '\0'))
        abort();
    digest_add(&state, (struct slice){(const char *)&err.line, sizeof err.line});
    return digest_end(&state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct slice text = {(const char *)data + 1, size - 1};
    CLEANUP(csv_close) struct csv_reader whole, cut, again;
    CLEANUP(buffer_free) struct buffer written = BUFFER(1 << 22);
    csv_open_memory(&whole, text, NULL);
    struct digest first = digest_of_reading(&whole, &written);
    struct pieces pieces = {text, data[0] + 1U};
    csv_open(&cut, give_piece, &pieces, NULL);
    if (!digest_equal(first, digest_of_reading(&cut, NULL)))
        abort();
    csv_open_memory(&again, buffer_slice(&written), NULL);
    struct err err = {0};
    struct csv_row row;
    int code;
    while ((code = csv_next(&again, &row, &err)) > 0)
        ;
    /* What we write, we read, but for a first row that without its quotation marks looks like one
     * of another kind of file. */
    bool of_another_kind = strstr(err.message, "are parted") || strstr(err.message, "and not CSV");
    if (code < 0 && !of_another_kind)
        abort();
    return 0;
}
