/* Errors: the caller's, never a global's.
 *
 * A function that can fail returns 0 or a negative enum err_code and fills the caller's
 * struct err (which may be NULL if nobody asks). The message is a whole sentence to an official:
 * what happened, where, and what to do. */
#ifndef WEFT_BASE_ERROR_H
#define WEFT_BASE_ERROR_H

#include <stddef.h>

enum err_code {
    ERR_RANGE = -1,       /* a value outside what the method or field allows */
    ERR_SYNTAX = -2,      /* text that cannot be read */
    ERR_LIMIT = -3,       /* larger than we accept */
    ERR_NOT_FOUND = -4,   /* no such thing */
    ERR_CONFLICT = -5,    /* somebody else was first, or two things contradict each other */
    ERR_FORBIDDEN = -6,   /* not permitted */
    ERR_INPUT = -7,       /* a file or device failed */
    ERR_STORE = -8,       /* the database failed */
    ERR_USAGE = -9,       /* a command was called wrongly */
    ERR_ASSUMPTION = -10, /* a method's assumptions do not hold for these data */
    ERR_BUSY = -11,       /* try again */
    ERR_INTERNAL = -12,   /* our own fault */
};

struct err {
    int code;          /* enum err_code, 0 while nothing failed */
    unsigned line;     /* 1-based place in the input, 0 where there is none */
    unsigned column;   /* 1-based */
    char field[64];    /* the field or column at fault, or empty */
    char message[512]; /* one sentence, ends with a full stop */
};

/* Set err (may be NULL) and return code, so that `return err_set(...)` is the usual form.
 * field may be NULL. A message that is too long is cut at a character. */
int err_set(struct err *err, int code, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same, with a place in the input. */
int err_set_at(struct err *err, int code, unsigned line, unsigned column, const char *field,
               const char *format, ...) __attribute__((format(printf, 6, 7)));

/* What a failing function returns is negative: said here so that compilers and analysers know. */
static inline int err_told(int code)
{
    if (code >= 0)
        __builtin_unreachable();
    return code;
}
#define err_set(...) err_told(err_set(__VA_ARGS__))
#define err_set_at(...) err_told(err_set_at(__VA_ARGS__))

#endif
