#include "text/yaml.h"

#include <yaml.h>

#include "base/banned.h"

enum { DEFAULT_BYTES = 16 << 20, DEFAULT_NODES = 200000, DEFAULT_DEPTH = 32 };

struct reading {
    yaml_document_t *document;
    struct yaml_limits limits;
    size_t nodes;
    struct arena *arena;
    struct err *err;
};

static int convert(struct reading *reading, const yaml_node_t *node, size_t depth,
                   struct yaml *ret_yaml);

static int refuse(const struct reading *reading, int code, yaml_mark_t mark, const char *why)
{
    return err_set_at(reading->err, code, (unsigned)mark.line + 1, (unsigned)mark.column + 1, NULL,
                      "%s", why);
}

static int convert_sequence(struct reading *reading, const yaml_node_t *node, size_t depth,
                            struct yaml *yaml)
{
    const yaml_node_item_t *from = node->data.sequence.items.start;
    yaml->count = (size_t)(node->data.sequence.items.top - from);
    yaml->items = arena_array(reading->arena, yaml->count, sizeof *yaml->items);
    for (size_t i = 0; i < yaml->count; i++) {
        int code = convert(reading, yaml_document_get_node(reading->document, from[i]), depth + 1,
                           &yaml->items[i]);
        if (code < 0)
            return code;
    }
    return 0;
}

/* A key that stands twice would silently lose one of its values. */
static int check_key(struct reading *reading, const struct yaml *yaml, size_t at, struct map *seen)
{
    const struct yaml *key = &yaml->keys[at];
    if (key->kind == YAML_IS_SCALAR && map_get(seen, key->text) == MAP_ABSENT) {
        map_set(seen, key->text, 1);
        return 0;
    }
    if (key->kind != YAML_IS_SCALAR)
        return err_set_at(reading->err, ERR_SYNTAX, key->line, key->column, NULL,
                          "A key must be a word, not a list or a mapping.");
    return err_set_at(reading->err, ERR_SYNTAX, key->line, key->column, NULL,
                      "The key “%.*s” stands twice here. Take one out.", SLICE_PRINT(key->text));
}

static int convert_mapping(struct reading *reading, const yaml_node_t *node, size_t depth,
                           struct yaml *yaml)
{
    const yaml_node_pair_t *from = node->data.mapping.pairs.start;
    size_t count = (size_t)(node->data.mapping.pairs.top - from);
    yaml->keys = arena_array(reading->arena, count, sizeof *yaml->keys);
    yaml->items = arena_array(reading->arena, count, sizeof *yaml->items);
    CLEANUP(map_free) struct map seen = MAP;
    for (size_t i = 0; i < count; i++) {
        int code = convert(reading, yaml_document_get_node(reading->document, from[i].key),
                           depth + 1, &yaml->keys[i]);
        if (code == 0)
            code = check_key(reading, yaml, i, &seen);
        if (code == 0)
            code = convert(reading, yaml_document_get_node(reading->document, from[i].value),
                           depth + 1, &yaml->items[i]);
        if (code < 0)
            return code;
        yaml->count++;
    }
    return 0;
}

static int convert(struct reading *reading, const yaml_node_t *node, size_t depth,
                   struct yaml *ret_yaml)
{
    if (depth > reading->limits.depth)
        return refuse(reading, ERR_LIMIT, node->start_mark, "This is nested too deep.");
    if (++reading->nodes > reading->limits.nodes)
        return refuse(reading, ERR_LIMIT, node->start_mark,
                      "The file holds too many values (anchors are counted each time they are "
                      "used).");
    *ret_yaml = (struct yaml){.line = (unsigned)node->start_mark.line + 1,
                              .column = (unsigned)node->start_mark.column + 1};
    switch (node->type) {
    case YAML_SCALAR_NODE:
        ret_yaml->kind = YAML_IS_SCALAR;
        ret_yaml->quoted = node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        ret_yaml->text =
            arena_slice(reading->arena, (struct slice){(const char *)node->data.scalar.value,
                                                       node->data.scalar.length});
        return 0;
    case YAML_SEQUENCE_NODE:
        ret_yaml->kind = YAML_IS_SEQUENCE;
        return convert_sequence(reading, node, depth, ret_yaml);
    case YAML_MAPPING_NODE:
        ret_yaml->kind = YAML_IS_MAPPING;
        return convert_mapping(reading, node, depth, ret_yaml);
    default:
        return refuse(reading, ERR_SYNTAX, node->start_mark, "This cannot be read as YAML.");
    }
}

static int syntax_error(const yaml_parser_t *parser, struct err *err)
{
    yaml_mark_t mark = parser->problem_mark;
    if (parser->error == YAML_READER_ERROR)
        return err_set_at(err, ERR_SYNTAX, 1, 1, NULL,
                          "Byte %zu cannot be read as text (%s). Save the file as UTF-8.",
                          parser->problem_offset, parser->problem ? parser->problem : "");
    return err_set_at(err, ERR_SYNTAX, (unsigned)mark.line + 1, (unsigned)mark.column + 1, NULL,
                      "This is not YAML: %s%s%s.", parser->problem ? parser->problem : "unreadable",
                      parser->context ? ", " : "", parser->context ? parser->context : "");
}

/* Whether anything follows the first document. */
static int check_end(yaml_parser_t *parser, struct err *err)
{
    yaml_document_t second;
    if (!yaml_parser_load(parser, &second))
        return syntax_error(parser, err);
    const yaml_node_t *root = yaml_document_get_root_node(&second);
    unsigned line = (unsigned)second.start_mark.line + 1;
    yaml_document_delete(&second);
    return root ? err_set_at(err, ERR_SYNTAX, line, 1, NULL,
                             "A second document starts here. Keep one plan a file.")
                : 0;
}

static int read_document(yaml_parser_t *parser, struct reading *reading, struct yaml *ret_yaml)
{
    const yaml_node_t *root = yaml_document_get_root_node(reading->document);
    if (!root)
        return err_set_at(reading->err, ERR_SYNTAX, 1, 1, NULL, "The file is empty.");
    struct yaml yaml;
    int code = convert(reading, root, 1, &yaml);
    if (code == 0)
        code = check_end(parser, reading->err);
    if (code == 0)
        *ret_yaml = yaml;
    return code;
}

int yaml_parse(struct slice text, const struct yaml_limits *limits, struct arena *arena,
               struct yaml *ret_yaml, struct err *err)
{
    struct yaml_limits within = limits ? *limits : (struct yaml_limits){0};
    within.bytes = within.bytes ? within.bytes : DEFAULT_BYTES;
    within.nodes = within.nodes ? within.nodes : DEFAULT_NODES;
    within.depth = within.depth ? within.depth : DEFAULT_DEPTH;
    if (text.length > within.bytes)
        return err_set_at(err, ERR_LIMIT, 1, 1, NULL,
                          "The file is larger than the %zu bytes allowed.", within.bytes);
    yaml_parser_t parser;
    yaml_document_t document;
    if (!yaml_parser_initialize(&parser))
        return err_set(err, ERR_INTERNAL, NULL, "The YAML reader could not start.");
    yaml_parser_set_input_string(&parser, (const unsigned char *)(text.data ? text.data : ""),
                                 text.length);
    int code;
    if (!yaml_parser_load(&parser, &document)) {
        code = syntax_error(&parser, err);
    } else {
        struct reading reading = {&document, within, 0, arena, err};
        code = read_document(&parser, &reading, ret_yaml);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return code;
}

const struct yaml *yaml_get(const struct yaml *yaml, const char *key)
{
    for (size_t i = 0; yaml && yaml->kind == YAML_IS_MAPPING && i < yaml->count; i++)
        if (slice_is(yaml->keys[i].text, key))
            return &yaml->items[i];
    return NULL;
}

static bool is_plain(struct slice text)
{
    if (text.length == 0 || text.data[0] == ' ' || text.data[text.length - 1] == ' ')
        return false;
    if (memchr("-?:,[]{}#&*!|>'\"%@`", text.data[0], 19))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool last = i + 1 == text.length;
        if (byte < 0x20 || byte == 0x7F || byte == '#' ||
            (byte == ':' && (last || text.data[i + 1] == ' ')))
            return false;
    }
    return true;
}

static void append_quoted(struct buffer *buffer, struct slice text)
{
    buffer_byte(buffer, '"');
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '\n')
            buffer_string(buffer, "\\n");
        else if (byte == '"' || byte == '\\')
            buffer_printf(buffer, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7F)
            buffer_printf(buffer, "\\x%02x", byte);
        else
            buffer_byte(buffer, (char)byte);
    }
    buffer_byte(buffer, '"');
}

/* Lines that a literal block keeps as they are: no odd spaces at their ends, no controls. */
static bool is_block(struct slice text)
{
    if (slice_find_byte(text, '\n') == text.length || text.data[0] == ' ' || text.data[0] == '\n' ||
        text.data[text.length - 1] == '\n')
        return false;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if ((byte < 0x20 && byte != '\n') || byte == 0x7F)
            return false;
    }
    return true;
}

void yaml_append(struct buffer *buffer, struct slice text, unsigned indent)
{
    if (is_plain(text)) {
        buffer_append(buffer, text);
        return;
    }
    if (text.length == 0 || !is_block(text)) {
        append_quoted(buffer, text);
        return;
    }
    buffer_string(buffer, "|-");
    struct slice rest = text, line;
    while (slice_split(&rest, '\n', &line)) {
        buffer_byte(buffer, '\n');
        for (unsigned i = 0; i < indent && line.length; i++)
            buffer_byte(buffer, ' ');
        buffer_append(buffer, line);
    }
}
