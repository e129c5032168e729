/* Gzip: what gzip(1) packs is unpacked, and what is cut, damaged or without end is refused. */
#include "support/test.h"

#include "text/gzip.h"

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

/* Unpack text, given in pieces, into out: 0 or what gzip_fill refused it with. */
static int unpack(struct slice text, size_t piece, const struct gzip_limits *limits,
                  struct buffer *out, struct err *err)
{
    struct pieces pieces = {text, piece};
    CLEANUP(gzip_close) struct gzip_reader *reader = gzip_open(give_piece, &pieces, limits);
    char block[1000];
    ptrdiff_t got;
    buffer_clear(out);
    while ((got = gzip_fill(reader, block, sizeof block, err)) > 0)
        buffer_append(out, (struct slice){block, (size_t)got});
    if (got == 0)
        assert_int_equal(gzip_taken(reader), text.length);
    return (int)got;
}

/* What a shell command prints. */
static void printed(const char *command, struct buffer *out)
{
    assert_int_equal(run_command(command, out), 0);
}

static void what_gzip_packs_is_unpacked_however_it_comes(void **state)
{
    (void)state;
    CLEANUP(buffer_free)
    struct buffer packed = BUFFER(1 << 20), plain = BUFFER(1 << 20), out = BUFFER(1 << 20);
    printed("seq 20000 | gzip -9", &packed);
    printed("seq 20000", &plain);
    static const size_t pieces[] = {1, 2, 999, 1 << 20};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(unpack(buffer_slice(&packed), pieces[i], NULL, &out, NULL), 0);
        assert_true(slice_equal(buffer_slice(&out), buffer_slice(&plain)));
        assert_int_equal(unpack(buffer_slice(&plain), pieces[i], NULL, &out, NULL), 0);
        assert_true(slice_equal(buffer_slice(&out), buffer_slice(&plain)));
    }
    assert_int_equal(unpack((struct slice){0}, 1, NULL, &out, NULL), 0);
    assert_int_equal(out.length, 0);
    assert_int_equal(unpack(SLICE("\x1F"), 1, NULL, &out, NULL), 0);
    assert_int_equal(out.length, 1);
}

static void several_members_are_one_text(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer packed = BUFFER(1 << 20), out = BUFFER(1 << 20);
    printed("echo one | gzip; printf '' | gzip; echo two | gzip", &packed);
    assert_int_equal(unpack(buffer_slice(&packed), 7, NULL, &out, NULL), 0);
    assert_slice(buffer_slice(&out), "one\ntwo\n");
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer packed = BUFFER(1 << 20), out = BUFFER(1 << 20);
    printed("seq 300 | gzip", &packed);
    for (size_t length = 2; length < packed.length; length++) {
        struct err err = {0};
        struct slice cut = slice_sub(buffer_slice(&packed), 0, length);
        assert_int_equal(unpack(cut, 64, NULL, &out, &err), ERR_SYNTAX);
        assert_non_null(strstr(err.message, "cut"));
    }
}

static void a_damaged_file_is_refused(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer packed = BUFFER(1 << 20), out = BUFFER(1 << 20);
    printed("seq 3000 | gzip", &packed);
    size_t refused = 0;
    for (size_t at = 10; at < packed.length; at += 97, refused++) {
        packed.data[at] ^= 0x40;
        struct err err = {0};
        if (unpack(buffer_slice(&packed), 512, NULL, &out, &err) != ERR_SYNTAX)
            fail_msg("a changed byte at %zu went unseen", at);
        packed.data[at] ^= 0x40;
    }
    assert_true(refused > 10);
    buffer_string(&packed, "what is this");
    assert_int_equal(unpack(buffer_slice(&packed), 512, NULL, &out, NULL), ERR_SYNTAX);
}

static void a_file_that_expands_without_end_is_refused_early(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer packed = BUFFER(4 << 20), out = BUFFER(16 << 20);
    printed("yes a,b,c | head -c 200000000 | gzip", &packed);
    struct err err = {0};
    assert_int_equal(unpack(buffer_slice(&packed), 4096, NULL, &out, &err), ERR_LIMIT);
    assert_true(out.length < 2 << 20);
    struct gzip_limits limits = {.bytes = 3000000, .ratio = 5000};
    assert_int_equal(unpack(buffer_slice(&packed), 4096, &limits, &out, &err), ERR_LIMIT);
    assert_non_null(strstr(err.message, "3 MB"));
    assert_true(out.length <= 3001000);
}

static void plain_bytes_have_the_same_limit(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1000);
    struct gzip_limits limits = {.bytes = 10};
    assert_int_equal(unpack(SLICE("0123456789"), 4, &limits, &out, NULL), 0);
    assert_int_equal(unpack(SLICE("0123456789a"), 4, &limits, &out, NULL), ERR_LIMIT);
}

static ptrdiff_t give_failure(void *context, char *bytes, size_t capacity, struct err *err)
{
    (void)context, (void)bytes, (void)capacity;
    return err_set(err, ERR_INPUT, NULL, "The disk failed.");
}

static void a_failure_of_the_source_is_the_readers(void **state)
{
    (void)state;
    CLEANUP(gzip_close) struct gzip_reader *reader = gzip_open(give_failure, NULL, NULL);
    char block[10];
    struct err err = {0};
    assert_int_equal(gzip_fill(reader, block, sizeof block, &err), ERR_INPUT);
    assert_string_equal(err.message, "The disk failed.");
}

static void what_is_packed_is_shorter_and_gzip_unpacks_it(void **state)
{
    (void)state;
    CLEANUP(buffer_free)
    struct buffer plain = BUFFER(1 << 20), packed = BUFFER(1 << 20), out = BUFFER(1 << 20);
    printed("seq 20000", &plain);
    gzip_pack(buffer_slice(&plain), &packed);
    assert_false(packed.full);
    assert_true(packed.length < plain.length / 2);
    assert_int_equal(unpack(buffer_slice(&packed), 1000, NULL, &out, NULL), 0);
    assert_true(slice_equal(buffer_slice(&out), buffer_slice(&plain)));
    buffer_clear(&packed);
    gzip_pack((struct slice){0}, &packed);
    assert_int_equal(unpack(buffer_slice(&packed), 1000, NULL, &out, NULL), 0);
    assert_int_equal(out.length, 0);
    struct buffer narrow = BUFFER(100);
    gzip_pack(buffer_slice(&plain), &narrow);
    assert_true(narrow.full);
    buffer_free(&narrow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_gzip_packs_is_unpacked_however_it_comes),
        cmocka_unit_test(several_members_are_one_text),
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
        cmocka_unit_test(a_damaged_file_is_refused),
        cmocka_unit_test(a_file_that_expands_without_end_is_refused_early),
        cmocka_unit_test(plain_bytes_have_the_same_limit),
        cmocka_unit_test(a_failure_of_the_source_is_the_readers),
        cmocka_unit_test(what_is_packed_is_shorter_and_gzip_unpacks_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
