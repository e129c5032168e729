/* YAML 1.1 read into a tree in an arena, every key and value with its place. */
#ifndef WEFT_TEXT_YAML_H
#define WEFT_TEXT_YAML_H

#include "base/base.h"

enum yaml_kind { YAML_IS_SCALAR, YAML_IS_SEQUENCE, YAML_IS_MAPPING };

struct yaml {
    enum yaml_kind kind;
    unsigned line, column; /* 1-based, where the value starts */
    struct slice text;     /* YAML_IS_SCALAR, as written; quotes taken off */
    bool quoted;
    struct yaml *keys; /* YAML_IS_MAPPING: scalars, beside items */
    struct yaml *items;
    size_t count;
};

struct yaml_limits {
    size_t bytes; /* default 16 MiB */
    size_t nodes; /* default 200,000, aliases counted each time they are used */
    size_t depth; /* default 32 */
};

/* Read one document. 0, or ERR_SYNTAX (a key given twice and a second document too) or ERR_LIMIT
 * (what anchors would expand to is counted before it is made), with line and column.
 * limits may be NULL. Lives as long as the arena. */
int yaml_parse(struct slice text, const struct yaml_limits *limits, struct arena *arena,
               struct yaml *ret_yaml, struct err *err);

/* The value of key, or NULL (also where yaml is no mapping). O(keys). */
const struct yaml *yaml_get(const struct yaml *yaml, const char *key);

/* Append text as a YAML scalar that reads back the same, on one line; `indent` is for long text,
 * which is written as a block of lines under it. */
void yaml_append(struct buffer *buffer, struct slice text, unsigned indent);

#endif
