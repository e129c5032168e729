#include "text/gzip.h"

#include <zlib.h>

#include "base/banned.h"

enum {
    PACK_LEVEL = 3,
    PACK_WINDOW = 14 | 16, /* as gzip */
    PACK_MEMORY = 7,
    PACK_BLOCK = 256 << 10
};
enum { BLOCK = 1 << 16, RATIO_FROM = 1 << 20, DEFAULT_RATIO = 200, GZIP_ONLY = 16 };
static const uint64_t default_bytes = UINT64_C(1) << 30;

struct gzip_reader {
    csv_fill source;
    void *context;
    struct gzip_limits limits;
    z_stream stream;
    uint64_t taken, given;
    bool begun, packed, source_ended;
    bool inside; /* a member has begun and not ended: the end of the source would cut it */
    unsigned char block[BLOCK];
};

struct gzip_reader *gzip_open(csv_fill source, void *context, const struct gzip_limits *limits)
{
    struct gzip_reader *reader = memory_zeros(1, sizeof *reader);
    reader->source = source;
    reader->context = context;
    if (limits)
        reader->limits = *limits;
    if (!reader->limits.bytes)
        reader->limits.bytes = default_bytes;
    if (!reader->limits.ratio)
        reader->limits.ratio = DEFAULT_RATIO;
    return reader;
}

void gzip_close(struct gzip_reader **address)
{
    if (*address && (*address)->packed)
        inflateEnd(&(*address)->stream);
    memory_free(*address);
    *address = NULL;
}

uint64_t gzip_taken(const struct gzip_reader *reader)
{
    return reader->taken;
}

/* Bring bytes into the empty block: 0, or negative. */
static int bring_more(struct gzip_reader *reader, struct err *err)
{
    ptrdiff_t got = reader->source(reader->context, (char *)reader->block, BLOCK, err);
    if (got < 0)
        return (int)got;
    reader->source_ended = got == 0;
    reader->taken += (uint64_t)got;
    reader->stream.next_in = reader->block;
    reader->stream.avail_in = (uInt)got;
    return 0;
}

/* Look at the first bytes, however few the source gives at a time. */
static int begin(struct gzip_reader *reader, struct err *err)
{
    size_t have = 0;
    while (have < 2) {
        ptrdiff_t got =
            reader->source(reader->context, (char *)reader->block + have, BLOCK - have, err);
        if (got < 0)
            return (int)got;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    reader->begun = true;
    reader->taken = have;
    reader->packed = have >= 2 && reader->block[0] == 0x1F && reader->block[1] == 0x8B;
    reader->inside = reader->packed;
    if (reader->packed && inflateInit2(&reader->stream, MAX_WBITS + GZIP_ONLY) != Z_OK)
        return err_set(err, ERR_INTERNAL, NULL, "The gzip library cannot be started.");
    reader->stream.next_in = reader->block;
    reader->stream.avail_in = (uInt)have;
    return 0;
}

static int check_limits(const struct gzip_reader *reader, struct err *err)
{
    if (reader->given > reader->limits.bytes)
        return err_set(err, ERR_LIMIT, NULL,
                       "The file expands to more than the %llu MB allowed. Split it into several.",
                       (unsigned long long)(reader->limits.bytes / 1000000));
    if (reader->given > RATIO_FROM && reader->given / reader->limits.ratio > reader->taken)
        return err_set(err, ERR_LIMIT, NULL,
                       "The file expands to more than %llu times its size, as no file of figures "
                       "does. Unpack it and look at what it holds.",
                       (unsigned long long)reader->limits.ratio);
    return 0;
}

static int fail(int code, struct err *err)
{
    if (code == Z_MEM_ERROR)
        return err_set(err, ERR_INTERNAL, NULL, "There is too little memory to unpack the file.");
    return err_set(err, ERR_SYNTAX, NULL,
                   "The file is damaged: its gzip data cannot be unpacked. Fetch it again from "
                   "where it was published.");
}

/* One step of the library: 1 while the member goes on, 0 where it ended, or negative. */
static int step(struct gzip_reader *reader, struct err *err)
{
    int code = inflate(&reader->stream, Z_NO_FLUSH);
    if (code == Z_STREAM_END) {
        reader->inside = false;
        return 0;
    }
    return code == Z_OK || code == Z_BUF_ERROR ? 1 : fail(code, err);
}

/* After a member another may follow; what follows and is no gzip is refused by the library. */
static int next_member(struct gzip_reader *reader, struct err *err)
{
    if (inflateReset(&reader->stream) != Z_OK)
        return fail(Z_DATA_ERROR, err);
    reader->inside = true;
    return 0;
}

static ptrdiff_t expand(struct gzip_reader *reader, char *bytes, size_t capacity, struct err *err)
{
    reader->stream.next_out = (Bytef *)bytes;
    reader->stream.avail_out = (uInt)capacity;
    while (reader->stream.avail_out == capacity) {
        int code = 0;
        if (reader->stream.avail_in == 0 && !reader->source_ended)
            code = bring_more(reader, err);
        if (code == 0 && reader->stream.avail_in == 0 && reader->source_ended) {
            if (!reader->inside)
                return 0;
            return err_set(err, ERR_SYNTAX, NULL,
                           "The file is cut: its gzip data end in the middle. Fetch it again from "
                           "where it was published.");
        }
        if (code == 0 && !reader->inside)
            code = next_member(reader, err);
        if (code == 0)
            code = step(reader, err);
        if (code < 0)
            return code;
    }
    size_t given = capacity - reader->stream.avail_out;
    reader->given += given;
    int code = check_limits(reader, err);
    return code < 0 ? code : (ptrdiff_t)given;
}

static ptrdiff_t pass(struct gzip_reader *reader, char *bytes, size_t capacity, struct err *err)
{
    size_t held = reader->stream.avail_in;
    ptrdiff_t given = (ptrdiff_t)(held < capacity ? held : capacity);
    if (held > 0) {
        memcpy(bytes, reader->stream.next_in, (size_t)given);
        reader->stream.next_in += given;
        reader->stream.avail_in -= (uInt)given;
    } else {
        given = reader->source(reader->context, bytes, capacity, err);
        if (given < 0)
            return given;
        reader->taken += (uint64_t)given;
    }
    reader->given += (uint64_t)given;
    int code = check_limits(reader, err);
    return code < 0 ? code : given;
}

ptrdiff_t gzip_fill(void *context, char *bytes, size_t capacity, struct err *err)
{
    struct gzip_reader *reader = context;
    if (!reader->begun) {
        int code = begin(reader, err);
        if (code < 0)
            return code;
    }
    if (capacity > UINT32_MAX)
        capacity = UINT32_MAX;
    return reader->packed ? expand(reader, bytes, capacity, err)
                          : pass(reader, bytes, capacity, err);
}

/* One block for all that zlib wants, so large that the system has it back when it is freed: its
 * parts, coming and going between what lives long, would leave holes everywhere. */
struct pack_memory {
    size_t used;
    _Alignas(16) char bytes[PACK_BLOCK];
};

static void *take_memory(void *context, unsigned count, unsigned size)
{
    struct pack_memory *memory = context;
    size_t wanted = ((size_t)count * size + 15) & ~(size_t)15;
    if (wanted > PACK_BLOCK - memory->used)
        return NULL;
    memory->used += wanted;
    return memory->bytes + memory->used - wanted;
}

static void give_memory(void *context, void *part)
{
    (void)context, (void)part;
}

void gzip_pack(struct slice bytes, struct buffer *out)
{
    unsigned char block[1 << 14];
    struct pack_memory *memory = memory_allocate(sizeof *memory);
    memory->used = 0;
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)bytes.data,
                       .avail_in = (uInt)bytes.length,
                       .zalloc = take_memory,
                       .zfree = give_memory,
                       .opaque = memory};
    int code = bytes.length > UINT32_MAX
                   ? Z_DATA_ERROR
                   : deflateInit2(&stream, PACK_LEVEL, Z_DEFLATED, PACK_WINDOW, PACK_MEMORY,
                                  Z_DEFAULT_STRATEGY);
    while (code == Z_OK) {
        stream.next_out = block;
        stream.avail_out = sizeof block;
        code = deflate(&stream, Z_FINISH);
        buffer_append(out, (struct slice){(char *)block, sizeof block - stream.avail_out});
    }
    out->full = out->full || code != Z_STREAM_END; /* what is not whole is not to be sent */
    memory_free(memory);
}
