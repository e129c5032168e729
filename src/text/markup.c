#include "text/markup.h"

#include <math.h>

#include "base/banned.h"

/* What stands for a byte of ASCII that is not plain. */
static struct slice replacement_of(unsigned char byte)
{
    switch (byte) {
    case '&':
        return SLICE("&amp;");
    case '<':
        return SLICE("&lt;");
    case '>':
        return SLICE("&gt;");
    case '"':
        return SLICE("&quot;");
    case '\'':
        return SLICE("&#39;");
    case '\t':
        return SLICE("\t");
    case '\n':
        return SLICE("\n");
    case '\r':
        return SLICE("\r");
    default:
        return SLICE("\xEF\xBF\xBD");
    }
}

/* Length of the text's first character, or 0 where its bytes are none. U+FFFE, U+FFFF and the
 * controls of U+0080 to U+009F are refused too: XML has no place for the former, people none for
 * the latter. */
static size_t character_length(struct slice text)
{
    unsigned char lead = (unsigned char)text.data[0];
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    struct slice character = slice_sub(text, 0, length);
    if (character.length < length || !slice_is_utf8(character))
        return 0;
    if (length == 2 && lead == 0xC2 && (unsigned char)character.data[1] < 0xA0)
        return 0;
    if (length == 3 && lead == 0xEF && (unsigned char)character.data[1] == 0xBF &&
        (unsigned char)character.data[2] >= 0xBE)
        return 0;
    return length;
}

/* The bytes that stand for themselves, which most do: printable ASCII but " & ' < >. */
static const bool is_plain[256] = {
    [' ' ... '!'] = true, ['#' ... '%'] = true, ['(' ... ';'] = true,
    ['='] = true,         ['?' ... '~'] = true,
};

typedef unsigned char sixteen __attribute__((vector_size(16)));

/* Whether sixteen bytes all do. A bit apart are & and ', and < and >. */
static inline bool are_plain(sixteen bytes)
{
    typedef signed char whole __attribute__((vector_size(16))); /* beyond ASCII: below nought */
    sixteen found = (sixteen)((whole)bytes < ' ') | (sixteen)(bytes == '"') |
                    (sixteen)((bytes | 1) == '\'') | (sixteen)((bytes | 2) == '>') |
                    (sixteen)(bytes == 0x7F);
    uint64_t odd[2];
    memcpy(odd, &found, sizeof odd);
    return (odd[0] | odd[1]) == 0;
}

/* Copy the `size` bytes at either end, which may overlap, where all are plain. */
static inline bool copy_ends(char *out, struct slice text, size_t size)
{
    typedef uint64_t two __attribute__((vector_size(16)));
    const char *last = text.data + text.length - size;
    uint64_t head = UINT64_C(0x2020202020202020), tail = head;
    memcpy(&head, text.data, size);
    memcpy(&tail, last, size);
    if (!are_plain((sixteen)(two){head, tail}))
        return false;
    memcpy(out, &head, size);
    memcpy(out + (last - text.data), &tail, size);
    return true;
}

/* Copy the bytes before the first that may not stand for itself; how many they are. There is room
 * for all. */
static size_t copy_plain(char *out, struct slice text)
{
    size_t at = 0;
    for (sixteen bytes; text.length - at >= sizeof bytes; at += sizeof bytes) {
        memcpy(&bytes, text.data + at, sizeof bytes);
        if (!are_plain(bytes))
            break;
        memcpy(out + at, &bytes, sizeof bytes);
    }
    struct slice rest = {text.data + at, text.length - at};
    if (rest.length >= 8 ? rest.length < 16 && copy_ends(out + at, rest, 8)
                         : rest.length >= 4 && copy_ends(out + at, rest, 4))
        return text.length;
    for (; at < text.length && is_plain[(unsigned char)text.data[at]]; at++)
        out[at] = text.data[at];
    return at;
}

/* The first character, which is not plain, or what stands for it; of how many bytes it was. */
static size_t write_character(struct buffer *out, struct slice text)
{
    unsigned char byte = (unsigned char)text.data[0];
    size_t length = byte < 0x80 ? 1 : character_length(text);
    if (byte < 0x80)
        buffer_append(out, replacement_of(byte));
    else
        buffer_append(out, length ? slice_sub(text, 0, length) : SLICE("\xEF\xBF\xBD"));
    return length ? length : 1;
}

/* The plain bytes at the text's start; how many they are, all where the buffer is full. */
static inline size_t write_plain(struct buffer *out, struct slice text)
{
    char *room = buffer_room(out, text.length);
    if (!room)
        return text.length;
    size_t length = copy_plain(room, text);
    buffer_wrote(out, length);
    return length;
}

/* A text whose first character is not plain. */
static __attribute__((noinline)) void write_mixed(struct buffer *out, struct slice text)
{
    while (text.length) {
        text = slice_sub(text, write_character(out, text), text.length);
        text = slice_sub(text, write_plain(out, text), text.length);
    }
}

/* A page calls this by the thousand: what it calls is taken into it. */
__attribute__((flatten)) void html_text(struct page_writer *page, struct slice text)
{
    size_t plain = write_plain(page->out, text);
    if (plain < text.length)
        write_mixed(page->out, slice_sub(text, plain, text.length));
}

void html_string(struct page_writer *page, const char *text)
{
    html_text(page, slice_from(text));
}

void html_sentence(struct page_writer *page, struct slice text)
{
    if (text.length == 0)
        return;
    char first = text.data[0];
    if (first >= 'a' && first <= 'z')
        first = (char)(first - 'a' + 'A');
    if ((unsigned char)first >= 0x80) {
        html_text(page, text);
        return;
    }
    html_text(page, (struct slice){&first, 1});
    html_text(page, slice_sub(text, 1, text.length));
}

void html_phrase(struct page_writer *page, struct slice text)
{
    bool small = text.length > 1 && text.data[0] >= 'A' && text.data[0] <= 'Z' &&
                 !(text.data[1] >= 'A' && text.data[1] <= 'Z');
    char first = (char)(small ? text.data[0] - 'A' + 'a' : 0);
    html_text(page, (struct slice){&first, small ? 1 : 0});
    html_text(page, slice_sub(text, small ? 1 : 0, text.length));
}

void html_integer(struct page_writer *page, int64_t value)
{
    buffer_integer(page->out, value);
}

/* The digits of a whole number, written backwards to end at text + at; where they begin. */
static size_t put_digits(char *text, size_t at, uint64_t value, bool grouped)
{
    for (int count = 1;; count++) {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
        if (!value)
            return at;
        if (grouped && count % 3 == 0)
            text[--at] = ',';
    }
}

void html_count(struct page_writer *page, int64_t value)
{
    char text[28];
    size_t at = put_digits(text, sizeof text, value < 0 ? -(uint64_t)value : (uint64_t)value, true);
    if (value < 0)
        html(page, "−");
    buffer_append(page->out, (struct slice){text + at, sizeof text - at});
}

/* Charts write hundreds of these: whole-number arithmetic, a tenth of what printf costs. */
void html_decimals(struct page_writer *page, double value, int places, bool grouped)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    if (!isfinite(value))
        return;
    int kept = places < 0 ? 0 : places > 6 ? 6 : places;
    double scaled = round(fabs(value) * powers[kept] * (1 + 1e-15));
    if (scaled >= 9e15) {
        buffer_double(page->out, value);
        return;
    }
    char text[40];
    size_t at = sizeof text;
    uint64_t units = (uint64_t)scaled;
    bool negative = value < 0 && units > 0;
    for (int i = 0; i < kept; i++, units /= 10)
        text[--at] = (char)('0' + units % 10);
    if (kept)
        text[--at] = '.';
    at = put_digits(text, at, units, grouped);
    if (negative && grouped)
        html(page, "−");
    else if (negative)
        text[--at] = '-';
    buffer_append(page->out, (struct slice){text + at, sizeof text - at});
}

/* What an address may hold as it is (RFC 3986, section 2.3). */
static const bool is_unreserved[256] = {
    ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['0' ... '9'] = true,
    ['-' ... '.'] = true, ['_'] = true,         ['~'] = true,
};

/* Write at most three bytes for each of the text's; returns how many. */
static size_t encode(char *out, struct slice text)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        out[length++] = is_unreserved[byte] ? (char)byte : '%';
        if (is_unreserved[byte])
            continue;
        out[length++] = hex[byte >> 4];
        out[length++] = hex[byte & 15];
    }
    return length;
}

void html_encoded(struct page_writer *page, struct slice text)
{
    char *room = buffer_room(page->out, 3 * text.length);
    if (room)
        buffer_wrote(page->out, encode(room, text));
}

void html_address(struct page_writer *page, struct slice path)
{
    bool known =
        path.length && strchr("/#?", path.data[0]) && !slice_starts_with(path, SLICE("//"));
    if (known || slice_starts_with(path, SLICE("https://")))
        html_text(page, path);
    else
        html(page, "#");
}

void html_link(struct page_writer *page, struct slice path, struct slice text)
{
    html(page, "<a class=\"govuk-link\" href=\"");
    html_address(page, path);
    html(page, "\">");
    html_text(page, text);
    html(page, "</a>");
}

/* What put_path may write. */
static size_t path_room(struct slice entity, struct slice code)
{
    return entity.length + 2 + 3 * code.length;
}

/* Write "/entity/code"; where it ends. */
static char *put_path(char *out, struct slice entity, struct slice code)
{
    *out++ = '/';
    memcpy(out, entity.data, entity.length);
    out += entity.length;
    *out++ = '/';
    return out + encode(out, code);
}

/* Lists write hundreds of these: what stands around the words goes into one room, and what this
 * calls is taken into it. */
__attribute__((flatten)) void html_link_to(struct page_writer *page, const char *entity,
                                           struct slice code, struct slice text)
{
    static const char before[] = "<a class=\"govuk-link\" href=\"", after[] = "\">";
    struct slice name = slice_from(entity);
    char *room = buffer_room(page->out, sizeof before + path_room(name, code) + sizeof after);
    if (!room)
        return;
    memcpy(room, before, sizeof before - 1);
    char *end = put_path(room + sizeof before - 1, name, code);
    memcpy(end, after, sizeof after - 1);
    buffer_wrote(page->out, (size_t)(end - room) + sizeof after - 1);
    html_text(page, text);
    html(page, "</a>");
}

struct slice path_to(struct arena *arena, const char *entity, struct slice code)
{
    struct slice name = slice_from(entity);
    char *path = arena_allocate(arena, path_room(name, code));
    return (struct slice){path, (size_t)(put_path(path, name, code) - path)};
}

struct page_writer markup_begin(struct page_writer *page, struct buffer *part)
{
    return (struct page_writer){.out = part, .arena = page->arena};
}

struct markup markup_end(struct page_writer *part)
{
    struct slice kept = arena_slice(part->arena, buffer_slice(part->out));
    return (struct markup){kept.data, kept.length};
}

struct markup markup_text(struct arena *arena, struct slice text)
{
    CLEANUP(buffer_free) struct buffer buffer = BUFFER(1 << 16);
    struct page_writer part = {.out = &buffer, .arena = arena};
    html_text(&part, text);
    return markup_end(&part);
}
