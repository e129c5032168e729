/* JSON read into a tree in an arena. Writing is buffer_json_string and friends (base/buffer.h). */
#ifndef WEFT_TEXT_JSON_H
#define WEFT_TEXT_JSON_H

#include "base/base.h"

enum json_kind {
    JSON_IS_NULL,
    JSON_IS_BOOLEAN,
    JSON_IS_INTEGER,
    JSON_IS_REAL,
    JSON_IS_STRING,
    JSON_IS_ARRAY,
    JSON_IS_OBJECT
};

struct json {
    enum json_kind kind;
    bool boolean;
    int64_t integer;
    double real;        /* also set for JSON_IS_INTEGER */
    struct slice text;  /* JSON_IS_STRING; may hold NUL */
    struct slice *keys; /* JSON_IS_OBJECT, beside items */
    struct json *items;
    size_t count;
};

enum { JSON_DEEPEST = 32 };

/* Read one document. 0, or ERR_SYNTAX (with line and column; a key given twice is refused) or
 * ERR_LIMIT (nested deeper than JSON_DEEPEST). Lives as long as the arena. */
int json_parse(struct slice text, struct arena *arena, struct json *ret_json, struct err *err);

/* The member called key, or NULL (also where json is no object). O(members). */
const struct json *json_get(const struct json *json, const char *key);

#endif
