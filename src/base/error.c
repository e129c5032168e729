#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

/* Drop the bytes of a UTF-8 character that snprintf cut in the middle. */
static void cut_at_character(char *text, size_t capacity)
{
    size_t length = strnlen(text, capacity);
    if (length + 1 < capacity)
        return;
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start > 0 && ((unsigned char)text[start - 1] & 0x80) != 0)
        text[start - 1] = '\0';
}

static int set(struct err *err, int code, unsigned line, unsigned column, const char *field,
               const char *format, va_list arguments)
{
    if (!err)
        return code;
    err->code = code;
    err->line = line;
    err->column = column;
    snprintf(err->field, sizeof err->field, "%s", field ? field : "");
    cut_at_character(err->field, sizeof err->field);
    vsnprintf(err->message, sizeof err->message, format, arguments);
    cut_at_character(err->message, sizeof err->message);
    return code;
}

int(err_set)(struct err *err, int code, const char *field, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set(err, code, 0, 0, field, format, arguments);
    va_end(arguments);
    return code;
}

int(err_set_at)(struct err *err, int code, unsigned line, unsigned column, const char *field,
                const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set(err, code, line, column, field, format, arguments);
    va_end(arguments);
    return code;
}
