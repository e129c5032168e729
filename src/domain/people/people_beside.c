/* What records say that is never compared: when they were written, and who the parents are.
 * Households and families are made of it. It is kept as the feed had it, by columns that are
 * numbered as they first come up. The bytes of a record hold, for each column that it fills,
 * ascending: the column's number (a byte), the text's length (two bytes, the low one first), the
 * text. A feed without a column takes nothing back that an earlier one said there.
 *
 * A record that says another thing here alone is known and not changed: nobody is compared by it.
 */
#include "domain/people/people_own.h"

#include "base/banned.h"

enum { HEAD_BYTES = 3, TEXT_MOST = 1000, NAME_MOST = 255 };

/* Kinds as the file has them. */
static const struct {
    char letter;
    enum linkage_kind kind;
} kinds[] = {
    {'r', LINKAGE_RECORDED},
    {'n', LINKAGE_PARENT_NAME},
    {'i', LINKAGE_PARENT_ID},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t kind_at(enum linkage_kind kind)
{
    size_t at = 0;
    while (at < KINDS && kinds[at].kind != kind)
        at++;
    return at;
}

/* --- columns ---------------------------------------------------------------------------------- */

static size_t column_named(const struct people_beside *beside, const char *name)
{
    size_t at = 0;
    while (at < beside->count && strcmp(beside->names[at], name) != 0)
        at++;
    return at;
}

static int put_columns(struct people *people, struct err *err)
{
    CLEANUP(buffer_free) struct buffer bytes = BUFFER(PEOPLE_BESIDE * (NAME_MOST + 2));
    for (size_t i = 0; i < people->beside.count; i++) {
        struct slice name = slice_from(people->beside.names[i]);
        buffer_byte(&bytes, kinds[kind_at(people->beside.kinds[i])].letter);
        buffer_byte(&bytes, (char)name.length);
        buffer_append(&bytes, name);
    }
    return people_put(people, "beside", buffer_slice(&bytes), err);
}

int people_beside_columns(struct people *people, const struct linkage_table *table,
                          const struct linkage_column *columns[static PEOPLE_BESIDE],
                          struct err *err)
{
    struct people_beside *beside = &people->beside;
    size_t before = beside->count;
    for (size_t i = 0; i < PEOPLE_BESIDE; i++)
        columns[i] = NULL;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct linkage_column *column = &table->columns[i];
        struct slice name = slice_from(column->name);
        if (kind_at(column->kind) == KINDS || name.length == 0 || name.length > NAME_MOST)
            continue;
        size_t at = column_named(beside, column->name);
        if (at == PEOPLE_BESIDE)
            continue;
        if (at == beside->count) {
            beside->names[at] = arena_string(&people->arena, name);
            beside->kinds[beside->count++] = column->kind;
        }
        columns[at] = column;
    }
    return beside->count == before ? 0 : put_columns(people, err);
}

bool people_beside_columns_read(struct people *people, struct slice bytes)
{
    struct people_beside *beside = &people->beside;
    beside->count = 0;
    while (bytes.length) {
        size_t length = bytes.length > 1 ? (unsigned char)bytes.data[1] : 0, kind = 0;
        while (kind < KINDS && kinds[kind].letter != bytes.data[0])
            kind++;
        if (kind == KINDS || length == 0 || bytes.length < 2 + length ||
            beside->count == PEOPLE_BESIDE)
            return false;
        beside->names[beside->count] =
            arena_string(&people->arena, slice_sub(bytes, 2, 2 + length));
        beside->kinds[beside->count++] = kinds[kind].kind;
        bytes = slice_sub(bytes, 2 + length, bytes.length);
    }
    return true;
}

/* --- records ---------------------------------------------------------------------------------- */

static void append(size_t column, struct slice text, struct buffer *out)
{
    buffer_byte(out, (char)column);
    buffer_byte(out, (char)(text.length & 255));
    buffer_byte(out, (char)(text.length >> 8));
    buffer_append(out, text);
}

void people_beside_write(const struct people *people,
                         const struct linkage_column *const columns[static PEOPLE_BESIDE],
                         size_t row, struct slice before, struct buffer *out)
{
    size_t next = PEOPLE_BESIDE;
    struct slice kept = {0};
    bool any = people_beside_next(people, &before, &next, &kept);
    for (size_t at = 0; at < people->beside.count; at++) {
        while (any && next < at)
            any = people_beside_next(people, &before, &next, &kept);
        struct slice text = any && next == at ? kept : (struct slice){0};
        if (columns[at])
            text = slice_trim(values_text(&columns[at]->values, columns[at]->rows[row]));
        if (text.length && text.length <= TEXT_MOST)
            append(at, text, out);
    }
}

bool people_beside_next(const struct people *people, struct slice *bytes, size_t *ret_column,
                        struct slice *ret_text)
{
    if (bytes->length < HEAD_BYTES)
        return false;
    const unsigned char *head = (const unsigned char *)bytes->data;
    size_t length = head[1] | (size_t)head[2] << 8;
    if (head[0] >= people->beside.count || bytes->length < HEAD_BYTES + length)
        return false;
    *ret_column = head[0];
    *ret_text = slice_sub(*bytes, HEAD_BYTES, HEAD_BYTES + length);
    *bytes = slice_sub(*bytes, HEAD_BYTES + length, bytes->length);
    return true;
}
