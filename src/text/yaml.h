/* YAML 1.1 read into a tree in an arena, every key and value with its place. All scalars are
 * text: yes, 1.50 and 2011-03-31 are what is written, and nothing else. */
#ifndef WEFT_TEXT_YAML_H
#define WEFT_TEXT_YAML_H

#include "base/base.h"

enum yaml_kind { YAML_IS_SCALAR, YAML_IS_SEQUENCE, YAML_IS_MAPPING };

struct yaml {
    enum yaml_kind kind;
    unsigned line, column; /* 1-based, in characters, where the value starts */
    struct slice text;     /* YAML_IS_SCALAR, quotes taken off; empty for a value ~ or null */
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

/* Read one document. 0, or ERR_SYNTAX (also a key given twice, a second document and a tag such as
 * !!int) or ERR_LIMIT, with line and column. An alias shares what its anchor made and stands at
 * its own place. limits may be NULL. Lives as long as the arena. O(bytes): nothing is made past
 * the limits, nor what aliases would expand to. */
int yaml_parse(struct slice text, const struct yaml_limits *limits, struct arena *arena,
               struct yaml *ret_yaml, struct err *err);

/* The value of key, or NULL (also where yaml is no mapping). O(keys). */
const struct yaml *yaml_get(const struct yaml *yaml, const char *key);

/* Append text (UTF-8) as a YAML scalar that reads back the same. Text of several lines becomes a
 * block of lines under it, each after `indent` spaces, more than the key has (0: never a block). */
void yaml_append(struct buffer *buffer, struct slice text, unsigned indent);

/* The same for an item of a list in brackets. */
void yaml_append_item(struct buffer *buffer, struct slice text);

#endif
