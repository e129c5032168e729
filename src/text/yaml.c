#include "text/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/banned.h"

enum { DEFAULT_BYTES = 16 << 20, DEFAULT_NODES = 200000, DEFAULT_DEPTH = 32 };

/* What an anchor names, and how large that is, so that an alias is counted before it is used. */
struct anchor {
    struct yaml yaml;
    size_t nodes, height;
};

struct reading {
    yaml_parser_t parser;
    struct slice text;
    struct yaml_limits limits;
    size_t nodes, deepest;
    struct map names; /* of anchors: an index of anchors */
    VECTOR(struct anchor) anchors;
    struct arena *arena;
    struct err *err;
};

/* A list while it grows; its nodes move into the arena when it ends. */
struct nodes {
    struct yaml *data;
    size_t length, capacity;
};

static int read_node(struct reading *reading, const yaml_event_t *event, size_t depth,
                     struct yaml *ret_yaml);

static void free_nodes(struct nodes *nodes)
{
    vector_free(nodes);
}

static struct yaml *keep(struct reading *reading, const struct nodes *nodes)
{
    struct yaml *kept = arena_array(reading->arena, nodes->length, sizeof *kept);
    if (nodes->length)
        memcpy(kept, nodes->data, nodes->length * sizeof *kept);
    return kept;
}

static int refuse(const struct reading *reading, int code, yaml_mark_t mark, const char *why)
{
    return err_set_at(reading->err, code, (unsigned)mark.line + 1, (unsigned)mark.column + 1, NULL,
                      "%s", why);
}

/* libyaml counts bytes here, and no lines. */
static int unreadable_byte(const struct reading *reading)
{
    size_t at = reading->parser.problem_offset;
    struct slice before = slice_sub(reading->text, 0, at);
    unsigned line = 1, column = 1;
    for (size_t i = 0; i < before.length; i++) {
        bool ends = before.data[i] == '\n', continues = ((unsigned char)before.data[i] >> 6) == 2;
        line += ends;
        column = ends ? 1 : column + !continues;
    }
    return err_set_at(reading->err, ERR_SYNTAX, line, column, NULL,
                      "Byte %zu cannot be read as text (%s). Save the file as UTF-8.", at + 1,
                      reading->parser.problem ? reading->parser.problem : "unreadable");
}

/* The byte at a place that libyaml gives in characters. */
static char byte_at(struct slice text, yaml_mark_t mark)
{
    struct slice line = {0};
    for (size_t i = 0; i <= mark.line && slice_split(&text, '\n', &line); i++)
        ;
    size_t at = 0;
    for (size_t i = 0; at < line.length; at++) {
        bool continues = ((unsigned char)line.data[at] >> 6) == 2;
        if (!continues && i++ == mark.column)
            return line.data[at];
    }
    return 0;
}

static int syntax_error(const struct reading *reading)
{
    const yaml_parser_t *parser = &reading->parser;
    yaml_mark_t mark = parser->problem_mark;
    const char *problem = parser->problem ? parser->problem : "unreadable";
    if (parser->error == YAML_READER_ERROR)
        return unreadable_byte(reading);
    if (byte_at(reading->text, mark) == '\t')
        return refuse(reading, ERR_SYNTAX, mark, "A tab stands here. Indent with spaces.");
    /* what never ends is at fault where it starts, not at the end of the file */
    if (parser->context && strstr(problem, "end of stream"))
        mark = parser->context_mark;
    return err_set_at(reading->err, ERR_SYNTAX, (unsigned)mark.line + 1, (unsigned)mark.column + 1,
                      NULL,
                      "This cannot be read as YAML: %s%s%s. Look at the punctuation and the "
                      "indentation here.",
                      parser->context ? parser->context : "", parser->context ? ", " : "", problem);
}

static int next_event(struct reading *reading, yaml_event_t *ret_event)
{
    return yaml_parser_parse(&reading->parser, ret_event) ? 0 : syntax_error(reading);
}

static int count_nodes(struct reading *reading, yaml_mark_t mark, size_t nodes, size_t depth)
{
    if (depth > reading->limits.depth)
        return refuse(reading, ERR_LIMIT, mark, "This is nested too deep. Flatten it.");
    if (nodes > reading->limits.nodes - reading->nodes)
        return refuse(reading, ERR_LIMIT, mark,
                      "The file holds too many values (what an anchor names is counted each time "
                      "it is used). Split it, or take anchors out.");
    reading->nodes += nodes;
    if (depth > reading->deepest)
        reading->deepest = depth;
    return 0;
}

static int read_alias(struct reading *reading, const yaml_event_t *event, size_t depth,
                      struct yaml *yaml)
{
    const char *name = (const char *)event->data.alias.anchor;
    uint32_t at = map_get(&reading->names, slice_from(name));
    if (at == MAP_ABSENT)
        return err_set_at(reading->err, ERR_SYNTAX, yaml->line, yaml->column, NULL,
                          "No anchor “&%s” ends before this. Put it first, outside of what it "
                          "names.",
                          name);
    const struct anchor *anchor = &reading->anchors.data[at];
    int code = count_nodes(reading, event->start_mark, anchor->nodes, depth + anchor->height);
    if (code < 0)
        return code;
    unsigned line = yaml->line, column = yaml->column;
    *yaml = anchor->yaml;
    yaml->line = line;
    yaml->column = column;
    return 0;
}

static int read_sequence(struct reading *reading, size_t depth, struct yaml *yaml)
{
    CLEANUP(free_nodes) struct nodes items = {0};
    for (;;) {
        CLEANUP(yaml_event_delete) yaml_event_t event = {0};
        struct yaml item;
        int code = next_event(reading, &event);
        if (code == 0 && event.type == YAML_SEQUENCE_END_EVENT)
            break;
        if (code == 0)
            code = read_node(reading, &event, depth + 1, &item);
        if (code < 0)
            return code;
        vector_push(&items, item);
    }
    yaml->items = keep(reading, &items);
    yaml->count = items.length;
    return 0;
}

/* A key that stands twice would silently lose one of its values. */
static int check_key(const struct reading *reading, const struct yaml *key, struct map *seen)
{
    if (key->kind != YAML_IS_SCALAR)
        return err_set_at(reading->err, ERR_SYNTAX, key->line, key->column, NULL,
                          "A key must be a word, not a list or a mapping.");
    if (map_get(seen, key->text) != MAP_ABSENT)
        return err_set_at(reading->err, ERR_SYNTAX, key->line, key->column, NULL,
                          "The key “%.*s” stands twice here. Take one out.",
                          SLICE_PRINT(key->text));
    map_set(seen, key->text, 1);
    return 0;
}

static int read_mapping(struct reading *reading, size_t depth, struct yaml *yaml)
{
    CLEANUP(free_nodes) struct nodes keys = {0};
    CLEANUP(free_nodes) struct nodes items = {0};
    CLEANUP(map_free) struct map seen = MAP;
    for (;;) {
        CLEANUP(yaml_event_delete) yaml_event_t key_event = {0};
        CLEANUP(yaml_event_delete) yaml_event_t item_event = {0};
        struct yaml key, item;
        int code = next_event(reading, &key_event);
        if (code == 0 && key_event.type == YAML_MAPPING_END_EVENT)
            break;
        if (code == 0)
            code = read_node(reading, &key_event, depth + 1, &key);
        if (code == 0)
            code = check_key(reading, &key, &seen);
        if (code == 0)
            code = next_event(reading, &item_event);
        if (code == 0)
            code = read_node(reading, &item_event, depth + 1, &item);
        if (code < 0)
            return code;
        vector_push(&keys, key);
        vector_push(&items, item);
    }
    yaml->keys = keep(reading, &keys);
    yaml->items = keep(reading, &items);
    yaml->count = items.length;
    return 0;
}

static bool is_null(struct slice text)
{
    return slice_is(text, "~") || slice_is(text, "null") || slice_is(text, "Null") ||
           slice_is(text, "NULL");
}

static void read_scalar(struct reading *reading, const yaml_event_t *event, struct yaml *yaml)
{
    struct slice text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    yaml->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (!yaml->quoted && is_null(text))
        text.length = 0;
    yaml->text = arena_slice(reading->arena, text);
}

/* The anchor and the tag of an event, or NULL. */
static void marks_of(const yaml_event_t *event, const yaml_char_t **ret_anchor,
                     const yaml_char_t **ret_tag)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        *ret_anchor = event->data.scalar.anchor;
        *ret_tag = event->data.scalar.tag;
        return;
    case YAML_SEQUENCE_START_EVENT:
        *ret_anchor = event->data.sequence_start.anchor;
        *ret_tag = event->data.sequence_start.tag;
        return;
    case YAML_MAPPING_START_EVENT:
        *ret_anchor = event->data.mapping_start.anchor;
        *ret_tag = event->data.mapping_start.tag;
        return;
    default:
        *ret_anchor = *ret_tag = NULL;
    }
}

static int read_contents(struct reading *reading, const yaml_event_t *event, size_t depth,
                         struct yaml *yaml)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        yaml->kind = YAML_IS_SCALAR;
        read_scalar(reading, event, yaml);
        return 0;
    case YAML_SEQUENCE_START_EVENT:
        yaml->kind = YAML_IS_SEQUENCE;
        return read_sequence(reading, depth, yaml);
    case YAML_MAPPING_START_EVENT:
        yaml->kind = YAML_IS_MAPPING;
        return read_mapping(reading, depth, yaml);
    default:
        return refuse(reading, ERR_SYNTAX, event->start_mark, "This cannot be read as YAML.");
    }
}

static int read_node(struct reading *reading, const yaml_event_t *event, size_t depth,
                     struct yaml *ret_yaml)
{
    struct yaml yaml = {.line = (unsigned)event->start_mark.line + 1,
                        .column = (unsigned)event->start_mark.column + 1};
    const yaml_char_t *anchor = NULL, *tag = NULL;
    marks_of(event, &anchor, &tag);
    size_t nodes_before = reading->nodes, deepest_before = reading->deepest;
    reading->deepest = depth;
    int code = 0;
    if (tag)
        code = refuse(reading, ERR_SYNTAX, event->start_mark,
                      "A tag such as !!int has no meaning here. Take it out.");
    else if (event->type == YAML_ALIAS_EVENT)
        code = read_alias(reading, event, depth, &yaml);
    else
        code = count_nodes(reading, event->start_mark, 1, depth);
    if (code == 0 && event->type != YAML_ALIAS_EVENT)
        code = read_contents(reading, event, depth, &yaml);
    if (code < 0)
        return code;
    if (anchor) {
        map_set(&reading->names, slice_from((const char *)anchor),
                (uint32_t)reading->anchors.length);
        vector_push(&reading->anchors,
                    (struct anchor){yaml, reading->nodes - nodes_before, reading->deepest - depth});
    }
    if (reading->deepest < deepest_before)
        reading->deepest = deepest_before;
    *ret_yaml = yaml;
    return 0;
}

/* The events around the document: nothing may come before it but the start, and nothing after. */
static int read_document(struct reading *reading, struct yaml *ret_yaml)
{
    static const yaml_event_type_t around[] = {YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT,
                                               YAML_NO_EVENT, YAML_DOCUMENT_END_EVENT,
                                               YAML_STREAM_END_EVENT};
    struct yaml yaml = {0};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        CLEANUP(yaml_event_delete) yaml_event_t event = {0};
        int code = next_event(reading, &event);
        if (code < 0)
            return code;
        if (event.type == YAML_STREAM_END_EVENT && i < 4)
            return err_set_at(reading->err, ERR_SYNTAX, 1, 1, NULL, "The file is empty.");
        if (around[i] == YAML_NO_EVENT)
            code = read_node(reading, &event, 1, &yaml);
        else if (event.type != around[i])
            code = refuse(reading, ERR_SYNTAX, event.start_mark,
                          "A second document starts here. Keep one in a file.");
        if (code < 0)
            return code;
    }
    *ret_yaml = yaml;
    return 0;
}

int yaml_parse(struct slice text, const struct yaml_limits *limits, struct arena *arena,
               struct yaml *ret_yaml, struct err *err)
{
    struct reading reading = {.text = text, .arena = arena, .err = err};
    if (limits)
        reading.limits = *limits;
    reading.limits.bytes = reading.limits.bytes ? reading.limits.bytes : DEFAULT_BYTES;
    reading.limits.nodes = reading.limits.nodes ? reading.limits.nodes : DEFAULT_NODES;
    reading.limits.depth = reading.limits.depth ? reading.limits.depth : DEFAULT_DEPTH;
    if (text.length > reading.limits.bytes)
        return err_set_at(err, ERR_LIMIT, 1, 1, NULL,
                          "The file is larger than the %zu bytes allowed.", reading.limits.bytes);
    if (!yaml_parser_initialize(&reading.parser))
        return err_set(err, ERR_INTERNAL, NULL, "The YAML reader could not start.");
    yaml_parser_set_input_string(&reading.parser,
                                 (const unsigned char *)(text.data ? text.data : ""), text.length);
    int code = read_document(&reading, ret_yaml);
    yaml_parser_delete(&reading.parser);
    map_free(&reading.names);
    vector_free(&reading.anchors);
    return code;
}

const struct yaml *yaml_get(const struct yaml *yaml, const char *key)
{
    for (size_t i = 0; yaml && yaml->kind == YAML_IS_MAPPING && i < yaml->count; i++)
        if (slice_is(yaml->keys[i].text, key))
            return &yaml->items[i];
    return NULL;
}

/* The character at the front of text, which is valid UTF-8, and its length. */
static uint32_t character_at(struct slice text, size_t *ret_length)
{
    unsigned char first = (unsigned char)text.data[0];
    size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    uint32_t character = length == 1 ? first : first & (0x7FU >> length);
    for (size_t i = 1; i < length && i < text.length; i++)
        character = character << 6 | ((unsigned char)text.data[i] & 0x3F);
    *ret_length = length < text.length ? length : text.length;
    return character;
}

/* Whether YAML 1.1 keeps a character as it stands: no control, no line break, no byte-order mark.
 */
static bool is_kept(uint32_t character)
{
    return (character >= 0x20 && character < 0x7F) || character >= 0x10000 ||
           (character >= 0xA0 && character <= 0xFFFD && character != 0xFEFF &&
            character != 0x2028 && character != 0x2029);
}

static bool all_kept(struct slice text, bool lines_too)
{
    size_t length;
    for (size_t i = 0; i < text.length; i += length) {
        uint32_t character = character_at(slice_sub(text, i, text.length), &length);
        if (!is_kept(character) && !(lines_too && character == '\n'))
            return false;
    }
    return true;
}

static bool is_plain(struct slice text)
{
    if (text.length == 0 || is_null(text) || !all_kept(text, false) ||
        slice_trim(text).length != text.length || strchr("-?:,[]{}#&*!|>'\"%@`", text.data[0]) ||
        slice_find_byte(text, '#') < text.length || text.data[text.length - 1] == ':')
        return false;
    return slice_find(text, SLICE(": ")) == text.length;
}

static void append_quoted(struct buffer *buffer, struct slice text)
{
    size_t length;
    buffer_byte(buffer, '"');
    for (size_t i = 0; i < text.length; i += length) {
        uint32_t character = character_at(slice_sub(text, i, text.length), &length);
        if (character == '\n')
            buffer_string(buffer, "\\n");
        else if (character == '"' || character == '\\')
            buffer_printf(buffer, "\\%c", (char)character);
        else if (is_kept(character))
            buffer_append(buffer, slice_sub(text, i, i + length));
        else
            buffer_printf(buffer, "\\u%04x", character);
    }
    buffer_byte(buffer, '"');
}

/* Lines that a literal block keeps as they are. */
static bool is_block(struct slice text)
{
    return slice_find_byte(text, '\n') < text.length && text.data[0] != ' ' &&
           text.data[0] != '\n' && text.data[text.length - 1] != '\n' && all_kept(text, true);
}

void yaml_append(struct buffer *buffer, struct slice text, unsigned indent)
{
    if (is_plain(text)) {
        buffer_append(buffer, text);
        return;
    }
    if (indent == 0 || !is_block(text)) {
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

void yaml_append_item(struct buffer *buffer, struct slice text)
{
    bool plain = is_plain(text);
    for (size_t i = 0; i < text.length && plain; i++)
        plain = !strchr(",[]{}:?", text.data[i]);
    if (plain)
        buffer_append(buffer, text);
    else
        append_quoted(buffer, text);
}
