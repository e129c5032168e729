#include "cli/link/spec.h"

#include "base/banned.h"

enum { SPEC_BYTES = 1 << 20 };

#define FAULT(at, err, ...) err_set_at(err, ERR_RANGE, (at)->line, (at)->column, NULL, __VA_ARGS__)

static bool is_yes(struct slice text)
{
    return slice_is(text, "yes") || slice_is(text, "true") || slice_is(text, "on");
}

static bool is_no(struct slice text)
{
    return slice_is(text, "no") || slice_is(text, "false") || slice_is(text, "off");
}

static int need(const struct yaml *value, enum yaml_kind kind, const char *what, struct err *err)
{
    if (value->kind == kind)
        return 0;
    static const char *const forms[] = {[YAML_IS_SCALAR] = "one value",
                                        [YAML_IS_SEQUENCE] = "a list in brackets",
                                        [YAML_IS_MAPPING] = "keys with values"};
    return FAULT(value, err, "%s takes %s.", what, forms[kind]);
}

static int read_switch(const struct yaml *value, const char *what, bool *ret_on, struct err *err)
{
    int code = need(value, YAML_IS_SCALAR, what, err);
    if (code < 0)
        return code;
    if (!is_yes(value->text) && !is_no(value->text))
        return FAULT(value, err, "%s is yes or no, not \"%.*s\".", what, SLICE_PRINT(value->text));
    *ret_on = is_yes(value->text);
    return 0;
}

/* --- the keys --------------------------------------------------------------------------------- */

struct reading {
    const struct link_source *sources;
    size_t source_count;
    struct link_spec *spec;
    struct err *err;
    bool alone; /* the only source, and none is kept */
    bool more_kept;
};

static int read_id(struct reading *reading, const struct yaml *value)
{
    reading->spec->id = value->text;
    return need(value, YAML_IS_SCALAR, "id", reading->err);
}

static int read_columns(struct reading *reading, const struct yaml *value)
{
    int code = need(value, YAML_IS_MAPPING, "columns", reading->err);
    for (size_t i = 0; code == 0 && i < value->count; i++) {
        const struct yaml *kind = &value->items[i];
        code = need(kind, YAML_IS_SCALAR, "A column", reading->err);
        if (code == 0 && linkage_kind_named(kind->text) == LINKAGE_KINDS)
            code = FAULT(kind, reading->err,
                         "\"%.*s\" is no kind of column. `weft link --help` lists the kinds.",
                         SLICE_PRINT(kind->text));
    }
    return code;
}

static int add_source_rule(struct reading *reading, size_t source, const struct yaml *rule)
{
    struct linkage_source_rules *rules = &reading->spec->sources[source];
    int code = need(rule, YAML_IS_SCALAR, "A rule of a source", reading->err);
    if (code < 0)
        return code;
    if (slice_is(rule->text, "once"))
        rules->once = true;
    else if (slice_is(rule->text, "apart"))
        rules->apart = true;
    else
        return FAULT(rule, reading->err,
                     "\"%.*s\" is no rule of a source. There are once (at most one record of a "
                     "person) and apart (its records are not compared with each other).",
                     SLICE_PRINT(rule->text));
    reading->spec->any_source_rule = true;
    return 0;
}

static int read_sources(struct reading *reading, const struct yaml *value)
{
    int code = need(value, YAML_IS_MAPPING, "sources", reading->err);
    for (size_t i = 0; code == 0 && i < value->count; i++) {
        const struct yaml *name = &value->keys[i], *rule = &value->items[i];
        size_t source = 0;
        while (source < reading->source_count &&
               !slice_is(name->text, reading->sources[source].name))
            source++;
        if (source == reading->source_count && reading->more_kept)
            continue;
        if (source == reading->source_count)
            return FAULT(name, reading->err, "No source is called \"%.*s\" on the command line.",
                         SLICE_PRINT(name->text));
        if (rule->kind != YAML_IS_SEQUENCE)
            code = add_source_rule(reading, source, rule);
        for (size_t j = 0; rule->kind == YAML_IS_SEQUENCE && code == 0 && j < rule->count; j++)
            code = add_source_rule(reading, source, &rule->items[j]);
    }
    return code;
}

static int read_link_only(struct reading *reading, const struct yaml *value)
{
    int code = read_switch(value, "link_only", &reading->spec->link_only, reading->err);
    if (code == 0 && reading->spec->link_only && reading->alone)
        return FAULT(value, reading->err,
                     "link_only compares sources with each other, and there is only one. Leave it "
                     "out to find duplicates.");
    return code;
}

static int read_rules(struct reading *reading, const struct yaml *value)
{
    int code = need(value, YAML_IS_MAPPING, "rules", reading->err);
    for (size_t i = 0; code == 0 && i < value->count; i++) {
        unsigned rule = 0;
        while (rule < LINKAGE_RULES &&
               !slice_is(value->keys[i].text, linkage_rule_name((enum linkage_rule)rule)))
            rule++;
        if (rule == LINKAGE_RULES)
            return FAULT(&value->keys[i], reading->err,
                         "\"%.*s\" is no rule. `weft link --help` lists the rules.",
                         SLICE_PRINT(value->keys[i].text));
        bool on = true;
        code = read_switch(&value->items[i], "A rule", &on, reading->err);
        reading->spec->rules_off |= on ? 0 : UINT32_C(1) << rule;
    }
    return code;
}

static int read_groups(struct reading *reading, const struct yaml *value)
{
    int code = need(value, YAML_IS_SEQUENCE, "groups", reading->err);
    for (size_t i = 0; code == 0 && i < value->count; i++) {
        if (i == LINK_GROUPS_MOST)
            return FAULT(&value->items[i], reading->err, "At most %d groups can be reported.",
                         LINK_GROUPS_MOST);
        code = need(&value->items[i], YAML_IS_SCALAR, "A group", reading->err);
        reading->spec->groups[reading->spec->group_count++] = value->items[i].text;
    }
    return code;
}

static int read_threshold(struct reading *reading, const struct yaml *value)
{
    int code = need(value, YAML_IS_SCALAR, "threshold", reading->err);
    if (code < 0)
        return code;
    double threshold = 0;
    if (!slice_to_double(value->text, &threshold) || !(threshold > 0 && threshold < 1))
        return FAULT(value, reading->err,
                     "threshold is a probability between 0 and 1, such as 0.9, not \"%.*s\".",
                     SLICE_PRINT(value->text));
    reading->spec->threshold = threshold;
    return 0;
}

static const struct {
    const char *key;
    int (*read)(struct reading *reading, const struct yaml *value);
} keys[] = {
    {"id", read_id},
    {"columns", read_columns},
    {"sources", read_sources},
    {"link_only", read_link_only},
    {"rules", read_rules},
    {"groups", read_groups},
    {"threshold", read_threshold},
};
enum { KEYS = sizeof keys / sizeof *keys };

/* All sources apart and none linked with another: nothing is left to compare. */
static int check_constraints(const struct reading *reading)
{
    const struct yaml *sources = yaml_get(&reading->spec->root, "sources");
    if (sources && reading->alone && reading->spec->sources[0].apart)
        return FAULT(sources, reading->err,
                     "The only source is set apart, so no two records may be compared. Take out "
                     "\"apart\", or give another source.");
    if (sources && reading->alone && reading->spec->sources[0].once)
        return FAULT(sources, reading->err,
                     "The only source holds each person once, so there is nothing to link. Take "
                     "out \"once\", or give another source.");
    return 0;
}

int link_spec_parse(struct slice text, const struct link_source *sources, size_t source_count,
                    bool more_kept, struct arena *arena, struct link_spec *ret_spec,
                    struct err *err)
{
    struct link_spec spec = {.root = {.kind = YAML_IS_MAPPING}};
    struct reading reading = {sources,  source_count, &spec, err, source_count == 1 && !more_kept,
                              more_kept};
    int code = yaml_parse(text, NULL, arena, &spec.root, err);
    if (code == 0 && spec.root.kind != YAML_IS_MAPPING)
        code = FAULT(&spec.root, err, "A specification has keys such as columns and sources.");
    for (size_t i = 0; code == 0 && i < spec.root.count; i++) {
        size_t key = 0;
        while (key < KEYS && !slice_is(spec.root.keys[i].text, keys[key].key))
            key++;
        code = key < KEYS ? keys[key].read(&reading, &spec.root.items[i])
                          : FAULT(&spec.root.keys[i], err,
                                  "\"%.*s\" is no key of a specification. There are id, columns, "
                                  "sources, link_only, rules, groups and threshold.",
                                  SLICE_PRINT(spec.root.keys[i].text));
    }
    if (code == 0)
        code = check_constraints(&reading);
    if (code == 0)
        *ret_spec = spec;
    return code;
}

int link_spec_read(const char *path, const struct link_source *sources, size_t source_count,
                   bool more_kept, struct arena *arena, struct link_spec *ret_spec, struct err *err)
{
    if (!path) {
        *ret_spec = (struct link_spec){.root = {.kind = YAML_IS_MAPPING}};
        return 0;
    }
    CLEANUP(buffer_free) struct buffer text = BUFFER(SPEC_BYTES);
    int code = file_read(path, &text, err);
    return code < 0 ? code
                    : link_spec_parse(arena_slice(arena, buffer_slice(&text)), sources,
                                      source_count, more_kept, arena, ret_spec, err);
}

int link_spec_apply(const struct link_spec *spec, struct link_input *input, struct err *err)
{
    const struct yaml *id = yaml_get(&spec->root, "id");
    if (id && !link_column(input, spec->id))
        return FAULT(id, err, "No source has a column \"%.*s\".", SLICE_PRINT(spec->id));
    const struct yaml *columns = yaml_get(&spec->root, "columns");
    for (size_t i = 0; columns && i < columns->count; i++) {
        struct linkage_column *column = link_column(input, columns->keys[i].text);
        if (!column)
            return FAULT(&columns->keys[i], err, "No source has a column \"%.*s\".",
                         SLICE_PRINT(columns->keys[i].text));
        column->kind = linkage_kind_named(columns->items[i].text);
        column->decided = true;
    }
    const struct yaml *groups = yaml_get(&spec->root, "groups");
    for (size_t i = 0; i < spec->group_count; i++)
        if (!link_column(input, spec->groups[i]))
            return FAULT(&groups->items[i], err, "No source has a column \"%.*s\".",
                         SLICE_PRINT(spec->groups[i]));
    return 0;
}
