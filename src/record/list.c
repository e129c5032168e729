#include "record/list.h"

#include "base/banned.h"

enum { LONGEST_SEARCH = 200 };

static const char *const test_names[] = {
    [FILTER_IS] = "",   [FILTER_CONTAINS] = "contains", [FILTER_FROM] = "from",
    [FILTER_TO] = "to", [FILTER_GIVEN] = "given",       [FILTER_MISSING] = "missing",
};

/* The field's own name, which lives for ever, or NULL. */
static const char *known_field(const struct entity *entity, struct slice name,
                               const struct field **ret_field)
{
    static const struct field code_field = {.name = "code", .label = "Code", .kind = FIELD_TEXT};
    int at = entity_field(entity, name);
    *ret_field = at >= 0 ? &entity->fields[at] : &code_field;
    if (at >= 0)
        return entity->fields[at].secret ? NULL : entity->fields[at].name;
    return slice_is(name, "code") ? code_field.name : NULL;
}

static int read_value(const struct field *field, enum filter_test test, struct slice text,
                      struct arena *arena, struct value *ret_value, struct err *err)
{
    double number;
    if (test == FILTER_GIVEN || test == FILTER_MISSING)
        return 0;
    if (test == FILTER_CONTAINS || field->kind == FIELD_DERIVED) {
        bool is_number = test != FILTER_CONTAINS && slice_to_double(text, &number);
        *ret_value = is_number ? value_real(number) : value_text(text);
        return 0;
    }
    return value_parse(field, text, arena, ret_value, err);
}

/* 1 where the name is a filter, 0 where it is not, or negative. */
static int read_filter(struct list *list, struct pair pair, struct arena *arena, struct err *err)
{
    size_t dot = slice_find_byte(pair.name, '.');
    struct slice test_name = slice_sub(pair.name, dot + 1, pair.name.length);
    const struct field *field = NULL;
    const char *name = known_field(list->entity, slice_sub(pair.name, 0, dot), &field);
    size_t test = 0;
    while (test <= FILTER_MISSING && !slice_is(test_name, test_names[test]))
        test++;
    if (!name || test > FILTER_MISSING)
        return 0;
    if (list->filter_count == QUERY_FILTERS)
        return err_set(err, ERR_LIMIT, name, "A list takes at most %d filters.", QUERY_FILTERS);
    struct filter filter = {.field = name, .test = (enum filter_test)test};
    int code = read_value(field, filter.test, slice_trim(pair.value), arena, &filter.value, err);
    if (code < 0)
        return code;
    list->filters[list->filter_count++] = filter;
    return 1;
}

bool list_sorts(const struct entity *entity, const char *name)
{
    int at = entity_field(entity, slice_from(name));
    return !entity->locate || (at >= 0 && entity->fields[at].sortable);
}

static int read_sort(struct list *list, struct slice text, struct err *err)
{
    const struct field *field;
    list->descending = slice_starts_with(text, SLICE("-"));
    list->sort = known_field(list->entity, slice_sub(text, list->descending, text.length), &field);
    if (!list->sort)
        return err_set(err, ERR_RANGE, "sort",
                       "%s cannot be sorted by “%.*s”, which they do not have.",
                       list->entity->plural, SLICE_PRINT(text));
    char many[LABEL_ROOM];
    if (!list_sorts(list->entity, list->sort))
        return err_set(err, ERR_RANGE, "sort",
                       "There are too many %s to sort them by “%.*s”. Filter by it instead.",
                       label_inside(list->entity->plural, many), SLICE_PRINT(text));
    return 1;
}

static int read_limit(struct list *list, struct slice text, struct err *err)
{
    int64_t limit = 0;
    if (!slice_to_int64(text, &limit) || limit < 1 || limit > QUERY_LARGEST_LIMIT)
        return err_set(err, ERR_RANGE, "limit", "The limit is “%.*s”. Give a number from 1 to %d.",
                       SLICE_PRINT(text), QUERY_LARGEST_LIMIT);
    list->limit = (size_t)limit;
    return 1;
}

/* 1 where the name is known, 0 where it is not, or negative. */
static int read_pair(struct list *list, struct pair pair, struct arena *arena, struct err *err)
{
    if (slice_is(pair.name, "q")) {
        list->search = slice_sub(slice_trim(pair.value), 0, LONGEST_SEARCH);
        return 1;
    }
    if (slice_is(pair.name, "sort"))
        return read_sort(list, pair.value, err);
    if (slice_is(pair.name, "limit"))
        return read_limit(list, pair.value, err);
    if (slice_is(pair.name, "after")) {
        list->after = pair.value;
        return 1;
    }
    if (slice_is(pair.name, "retired")) {
        list->retired_too = slice_is(pair.value, "1");
        return 1;
    }
    return read_filter(list, pair, arena, err);
}

int list_read(const struct entity *entity, const struct pairs *pairs, struct arena *arena,
              struct list *ret_list, struct slice *ret_unknown, struct err *err)
{
    struct list list = {.entity = entity};
    struct slice unknown = {0};
    for (size_t i = 0; i < pairs->count; i++) {
        if (slice_trim(pairs->items[i].value).length == 0)
            continue;
        int code = read_pair(&list, pairs->items[i], arena, err);
        if (code < 0)
            return code;
        if (code == 0 && !unknown.data)
            unknown = pairs->items[i].name;
    }
    if (ret_unknown)
        *ret_unknown = unknown;
    *ret_list = list;
    return 0;
}

struct query list_query(const struct list *list, const struct actor *actor)
{
    return (struct query){.entity = list->entity,
                          .actor = actor,
                          .filters = list->filters,
                          .filter_count = list->filter_count,
                          .search = list->search,
                          .sort = list->sort,
                          .descending = list->descending,
                          .retired_too = list->retired_too,
                          .after = list->after,
                          .limit = list->limit};
}

static void write_filter(const struct filter *filter, struct buffer *out)
{
    CLEANUP(buffer_free) struct buffer name = BUFFER(256), value = BUFFER(1 << 16);
    buffer_string(&name, filter->field);
    if (filter->test != FILTER_IS)
        buffer_printf(&name, ".%s", test_names[filter->test]);
    if (filter->test == FILTER_GIVEN || filter->test == FILTER_MISSING)
        buffer_byte(&value, '1');
    else
        value_append(&value, filter->value);
    url_pair(out, buffer_slice(&name), buffer_slice(&value));
}

void list_write(const struct list *list, struct buffer *out)
{
    for (size_t i = 0; i < list->filter_count; i++)
        write_filter(&list->filters[i], out);
    if (list->search.length)
        url_pair(out, SLICE("q"), list->search);
    if (list->sort) {
        CLEANUP(buffer_free) struct buffer sort = BUFFER(256);
        buffer_printf(&sort, "%s%s", list->descending ? "-" : "", list->sort);
        url_pair(out, SLICE("sort"), buffer_slice(&sort));
    }
    if (list->retired_too)
        url_pair(out, SLICE("retired"), SLICE("1"));
    if (list->limit) {
        CLEANUP(buffer_free) struct buffer limit = BUFFER(32);
        buffer_printf(&limit, "%zu", list->limit);
        url_pair(out, SLICE("limit"), buffer_slice(&limit));
    }
    if (list->after.length)
        url_pair(out, SLICE("after"), list->after);
}
