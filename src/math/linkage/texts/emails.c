#include "math/linkage/texts/emails.h"

#include "base/banned.h"

static bool is_word(struct slice text)
{
    bool letters = text.length > 1;
    for (size_t i = 0; i < text.length; i++)
        letters &= text.data[i] >= 'a' && text.data[i] <= 'z';
    return letters;
}

bool email_names(struct slice email, struct slice *ret_given, struct slice *ret_surname)
{
    struct slice local = slice_sub(email, 0, slice_find_byte(email, '@'));
    local = slice_sub(local, 0, slice_find_byte(local, '+'));
    while (local.length && local.data[local.length - 1] >= '0' &&
           local.data[local.length - 1] <= '9')
        local.length--;
    size_t between = slice_find_byte(local, '.');
    if (between == local.length)
        between = slice_find_byte(local, '_');
    *ret_given = slice_sub(local, 0, between);
    *ret_surname = slice_sub(local, between + 1, local.length);
    return is_word(*ret_given) && is_word(*ret_surname);
}
