#include "text/url.h"

#include "base/banned.h"

struct slice pairs_get(const struct pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (slice_is(pairs->items[i].name, name))
            return pairs->items[i].value;
    return (struct slice){0};
}

static int hexadecimal(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

bool url_decode(struct slice text, bool plus_is_space, struct arena *arena, struct slice *ret_text)
{
    char *out = arena_allocate(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        if (byte == '%') {
            int high = i + 2 < text.length ? hexadecimal(text.data[i + 1]) : -1;
            int low = i + 2 < text.length ? hexadecimal(text.data[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            byte = (char)(high * 16 + low);
            i += 2;
        } else if (byte == '+' && plus_is_space) {
            byte = ' ';
        }
        if (byte == '\0')
            return false;
        out[length++] = byte;
    }
    struct slice decoded = {out, length};
    if (!slice_is_utf8(decoded))
        return false;
    *ret_text = decoded;
    return true;
}

void url_encode(struct buffer *out, struct slice text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') || (byte && strchr("-._~", byte));
        if (plain) {
            buffer_byte(out, (char)byte);
            continue;
        }
        buffer_byte(out, '%');
        buffer_byte(out, digits[byte >> 4]);
        buffer_byte(out, digits[byte & 15]);
    }
}

int url_pairs(struct slice text, size_t most, struct arena *arena, struct pairs *ret_pairs,
              struct err *err)
{
    size_t parts = text.length ? 1 : 0;
    for (size_t i = 0; i < text.length; i++)
        parts += text.data[i] == '&';
    if (parts > most)
        return err_set(err, ERR_LIMIT, NULL, "More than %zu values were sent at once.", most);
    struct pairs pairs = {.items = arena_array(arena, parts + 1, sizeof *pairs.items)};
    struct slice rest = text, part;
    while (slice_split(&rest, '&', &part)) {
        if (part.length == 0)
            continue;
        size_t equals = slice_find_byte(part, '=');
        struct pair *pair = &pairs.items[pairs.count++];
        if (!url_decode(slice_sub(part, 0, equals), true, arena, &pair->name) ||
            !url_decode(slice_sub(part, equals + 1, part.length), true, arena, &pair->value))
            return err_set(err, ERR_SYNTAX, NULL,
                           "The address or form holds “%.*s”, which cannot be read.",
                           SLICE_PRINT(slice_sub(part, 0, 60)));
    }
    *ret_pairs = pairs;
    return 0;
}

void url_pair(struct buffer *out, struct slice name, struct slice value)
{
    if (out->length && out->data[out->length - 1] != '?')
        buffer_byte(out, '&');
    url_encode(out, name);
    buffer_byte(out, '=');
    url_encode(out, value);
}
