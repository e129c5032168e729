#include "record/query.h"

#include "record/search.h"
#include "record/titles.h"

#include "text/text.h"

#include "base/banned.h"

enum { SQL_LIMIT = 1 << 16, FIRST_ROOM = 256 };

/* The SQL of a query and what its parameters are bound to. */
struct plan {
    struct buffer sql;
    struct value values[2 * QUERY_FILTERS + 8];
    int count;
    struct arena *arena;
};

static const char *table_of(const struct entity *entity)
{
    return entity->source ? entity->source : entity->name;
}

static int parameter(struct plan *plan, struct value value)
{
    plan->values[plan->count++] = value;
    return plan->count;
}

static void add_parameter(struct plan *plan, const char *before, struct value value)
{
    buffer_string(&plan->sql, before);
    buffer_integer(&plan->sql, parameter(plan, value));
}

/* Which columns a query reads: the code first, then these. */
struct selection {
    const struct entity *entity;
    uint64_t fields;
    bool numbered;    /* with id and version */
    bool retired_too; /* where none is, the column is not read */
};

/* `actor` is NULL for the engine itself, which reads secrets too. */
static struct selection select_fields(const struct entity *entity, uint64_t wanted,
                                      const struct actor *actor)
{
    struct selection selection = {.entity = entity, .numbered = wanted == 0};
    for (size_t i = 0; i < entity->field_count; i++)
        if ((wanted == 0 || wanted & FIELD_BIT(i)) &&
            (!actor || permit_field(actor, &entity->fields[i])))
            selection.fields |= FIELD_BIT(i);
    return selection;
}

static void select_columns(const struct selection *selection, struct buffer *sql)
{
    const struct entity *entity = selection->entity;
    buffer_string(sql, "SELECT t.code");
    if (selection->numbered)
        buffer_string(sql, ", t.id, t.version");
    if (selection->retired_too)
        buffer_string(sql, ", t.retired");
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!(selection->fields & FIELD_BIT(i)))
            continue;
        buffer_string(sql, ", ");
        query_column(entity, &entity->fields[i], sql);
    }
    buffer_string(sql, " FROM ");
    buffer_string(sql, table_of(entity));
    buffer_string(sql, " AS t");
}

/* Into a value that is empty. Written where it is to stand: one handed back is copied in pieces,
 * and the processor waits for each. */
static void read_value(const struct field *field, const struct store_statement *row, int column,
                       struct arena *arena, struct value *ret_value)
{
    bool is_number = field->kind == FIELD_INTEGER || field->kind == FIELD_DECIMAL;
    if (is_number && store_is_null(row, column))
        return;
    if (field->kind == FIELD_INTEGER) {
        ret_value->kind = VALUE_INTEGER;
        ret_value->integer = store_integer(row, column);
        return;
    }
    if (field->kind == FIELD_DECIMAL) {
        ret_value->kind = VALUE_REAL;
        ret_value->real = store_real(row, column);
        return;
    }
    struct slice text = store_text(row, column);
    bool is_list = field->kind == FIELD_REFERENCES;
    if (!text.data || (text.length == 0 && !is_list))
        return;
    ret_value->kind = is_list ? VALUE_LIST : VALUE_TEXT;
    ret_value->text.data = arena_string(arena, text);
    ret_value->text.length = text.length;
}

/* The columns that select_columns wrote, in its order. Written where it is to stand, as a value is,
 * and all that it calls taken into it: each list reads hundreds. */
static __attribute__((flatten)) void read_record(const struct selection *selection,
                                                 const struct store_statement *row,
                                                 struct arena *arena, struct record *ret_record)
{
    const struct entity *entity = selection->entity;
    int column = 0;
    ret_record->entity = entity;
    ret_record->id = ret_record->version = 0;
    ret_record->retired = false;
    ret_record->code = arena_slice(arena, store_text(row, column++));
    ret_record->values = arena_array(arena, entity->field_count + 1, sizeof *ret_record->values);
    if (selection->numbered) {
        ret_record->id = store_integer(row, column++);
        ret_record->version = store_integer(row, column++);
    }
    if (selection->retired_too)
        ret_record->retired = store_integer(row, column++) != 0;
    for (uint64_t left = selection->fields; left; left &= left - 1) {
        int i = __builtin_ctzll(left);
        read_value(&entity->fields[i], row, column++, arena, &ret_record->values[i]);
    }
}

static const struct field code_field = {.name = "code", .label = "Code", .kind = FIELD_TEXT};

static int find_field(const struct query *query, const char *name, const struct field **ret_field,
                      struct err *err)
{
    const struct entity *entity = query->entity;
    int at = entity_field(entity, slice_from(name));
    bool found = at >= 0 && permit_field(query->actor, &entity->fields[at]);
    if (!found && strcmp(name, "code") != 0)
        return err_set(err, ERR_RANGE, name, "%s has no field called %s to look by.", entity->label,
                       name);
    *ret_field = found ? &entity->fields[at] : &code_field;
    return 0;
}

void query_column(const struct entity *entity, const struct field *field, struct buffer *sql)
{
    bool derived = field->kind == FIELD_DERIVED && !entity->source;
    buffer_string(sql, derived ? "(" : "t.");
    buffer_string(sql, derived ? field->sql : field->name);
    buffer_string(sql, derived ? ")" : "");
}

static int add_filter(struct plan *plan, const struct query *query, const struct filter *filter,
                      struct err *err)
{
    const struct field *field = NULL;
    int code = find_field(query, filter->field, &field, err);
    if (code < 0)
        return code;
    CLEANUP(buffer_free) struct buffer column = BUFFER(SQL_LIMIT);
    query_column(query->entity, field, &column);
    const char *name = buffer_text(&column);
    struct buffer *sql = &plan->sql;
    switch (filter->test) {
    case FILTER_IS:
        if (field->kind == FIELD_REFERENCES)
            buffer_printf(sql,
                          " AND instr(char(10) || %s || char(10), char(10) || ?%d || char(10))",
                          name, parameter(plan, filter->value));
        else
            buffer_printf(sql, " AND %s = ?%d", name, parameter(plan, filter->value));
        break;
    case FILTER_CONTAINS:
        buffer_printf(sql, " AND instr(lower(%s), lower(?%d))", name,
                      parameter(plan, filter->value));
        break;
    case FILTER_FROM:
        buffer_printf(sql, " AND %s >= ?%d", name, parameter(plan, filter->value));
        break;
    case FILTER_TO:
        buffer_printf(sql, " AND %s <= ?%d", name, parameter(plan, filter->value));
        break;
    case FILTER_GIVEN:
        buffer_printf(sql, " AND %s IS NOT NULL", name);
        break;
    case FILTER_MISSING:
        buffer_printf(sql, " AND %s IS NULL", name);
        break;
    }
    return 0;
}

/* Words as FTS5 reads them: each quoted, the last one open-ended; nothing else gets through. */
static struct slice search_words(struct slice words, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer quoted = BUFFER(4096);
    size_t start = 0;
    for (size_t i = 0; i <= words.length; i++) {
        bool inside = i < words.length && !memchr(" \t\r\n\"*^:(){}+-", words.data[i], 14);
        if (inside)
            continue;
        if (i > start)
            buffer_printf(&quoted, "\"%.*s\"* ", SLICE_PRINT(slice_sub(words, start, i)));
        start = i + 1;
    }
    return arena_slice(arena, buffer_slice(&quoted));
}

static bool searched_in_public(const struct entity *entity)
{
    struct actor anyone = actor_anyone();
    return entity->sensitivity == PUBLIC && permit(&anyone, entity, READ);
}

static void add_search(struct plan *plan, const struct query *query)
{
    struct slice words = search_words(query->search, plan->arena);
    if (words.length == 0)
        return;
    if (!entity_is_searched(query->entity)) { /* the index holds none of it */
        buffer_append(&plan->sql, SLICE(" AND 0"));
        return;
    }
    const char *table = searched_in_public(query->entity) ? "public_search" : "internal_search";
    buffer_printf(&plan->sql,
                  " AND t.code IN (SELECT code FROM %s WHERE %s MATCH ?%d AND entity = ?%d)", table,
                  table, parameter(plan, value_text(words)),
                  parameter(plan, value_text(slice_from(query->entity->name))));
}

/* A key's value as its column holds it. What a field now refuses may still stand in a column, so
 * that only what it is, not its range, is asked. */
static bool read_key(const struct field *sort, struct slice text, struct value *ret_value)
{
    *ret_value = value_text(text);
    if (sort->kind == FIELD_INTEGER) {
        *ret_value = value_integer(0);
        return slice_to_int64(text, &ret_value->integer);
    }
    if (sort->kind == FIELD_DECIMAL) {
        *ret_value = value_real(0);
        return slice_to_double(text, &ret_value->real);
    }
    return true;
}

/* A page's key: 'n' (the sort value is empty) or 'v' and the value, a line feed, the code. */
static int add_after(struct plan *plan, const struct query *query, const struct field *sort,
                     struct err *err)
{
    if (query->after.length == 0)
        return 0;
    size_t split = query->after.length;
    while (split > 0 && query->after.data[split - 1] != '\n')
        split--;
    char kind = query->after.data[0];
    struct value value = {0};
    if (split < 2 || (kind != 'n' && kind != 'v') ||
        (kind == 'v' && !read_key(sort, slice_sub(query->after, 1, split - 1), &value)))
        return err_set(err, ERR_RANGE, "after",
                       "This link to a further page cannot be read. Go "
                       "back to the start of the list.");
    CLEANUP(buffer_free) struct buffer column = BUFFER(SQL_LIMIT);
    query_column(query->entity, sort, &column);
    const char *name = buffer_text(&column);
    const char *test = query->descending ? "<" : ">";
    int code = parameter(plan, value_text(slice_sub(query->after, split, query->after.length)));
    if (kind == 'n') {
        buffer_printf(&plan->sql, " AND ((%s IS NULL AND t.code %s ?%d)%s%s%s)", name, test, code,
                      query->descending ? "" : " OR ", query->descending ? "" : name,
                      query->descending ? "" : " IS NOT NULL");
        return 0;
    }
    int at = parameter(plan, value);
    if (!query->descending) /* what the OR cannot tell the engine: where in the index to begin */
        buffer_printf(&plan->sql, " AND %s >= ?%d", name, at);
    buffer_printf(&plan->sql, " AND (%s %s ?%d OR (%s = ?%d AND t.code %s ?%d)%s%s%s)", name, test,
                  at, name, at, test, code, query->descending ? " OR " : "",
                  query->descending ? name : "", query->descending ? " IS NULL" : "");
    return 0;
}

static int add_where(struct plan *plan, const struct query *query, struct err *err)
{
    buffer_string(&plan->sql, " WHERE ");
    permit_where(query->actor, query->entity, READ, &plan->sql);
    if (!query->retired_too)
        buffer_string(&plan->sql, " AND t.retired = 0");
    if (query->filter_count > QUERY_FILTERS)
        return err_set(err, ERR_LIMIT, NULL, "A list takes at most %d filters.", QUERY_FILTERS);
    for (size_t i = 0; i < query->filter_count; i++) {
        int code = add_filter(plan, query, &query->filters[i], err);
        if (code < 0)
            return code;
    }
    add_search(plan, query);
    return 0;
}

static struct store_statement *prepare(struct store *store, const struct plan *plan)
{
    struct store_statement *statement = store_prepare(store, buffer_text(&plan->sql));
    for (int i = 0; i < plan->count; i++) {
        const struct value *value = &plan->values[i];
        if (value->kind == VALUE_INTEGER)
            store_bind_integer(statement, i + 1, value->integer);
        else if (value->kind == VALUE_REAL)
            store_bind_real(statement, i + 1, value->real);
        else if (value->kind != VALUE_NONE)
            store_bind_text(statement, i + 1, value->text);
    }
    return statement;
}

static struct slice key_of(const struct record *record, const struct field *sort,
                           struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer key = BUFFER(1 << 16);
    if (sort == &code_field) {
        buffer_byte(&key, 'v');
        buffer_append(&key, record->code);
    } else {
        struct value value = *record_value(record, sort->name);
        buffer_byte(&key, value.kind == VALUE_NONE ? 'n' : 'v');
        value_append(&key, value);
    }
    buffer_byte(&key, '\n');
    buffer_append(&key, record->code);
    return arena_slice(arena, buffer_slice(&key));
}

static int may_read(const struct query *query, struct err *err)
{
    if (permit(query->actor, query->entity, READ))
        return 0;
    return err_set(err, ERR_FORBIDDEN, NULL,
                   "%s are not open to you. Sign in, or ask an "
                   "administrator for a role that may see them.",
                   query->entity->plural);
}

static const char *sort_of(const struct query *query)
{
    const char *sort = query->sort ? query->sort : query->entity->order;
    return sort ? sort : "code";
}

static int plan_query(struct plan *plan, const struct query *query, size_t limit,
                      struct selection *ret_selection, const struct field **ret_sort,
                      struct err *err)
{
    const struct field *sort = &code_field;
    int code = find_field(query, sort_of(query), &sort, err);
    if (code < 0)
        return code;
    int at = entity_field(query->entity, slice_from(sort->name)); /* the key needs it */
    uint64_t key = query->fields && at >= 0 ? FIELD_BIT(at) : 0;
    *ret_selection = select_fields(query->entity, query->fields | key, query->actor);
    ret_selection->retired_too = query->retired_too;
    select_columns(ret_selection, &plan->sql);
    code = add_where(plan, query, err);
    if (code == 0)
        code = add_after(plan, query, sort, err);
    if (code < 0)
        return code;
    const char *direction = query->descending ? " DESC" : "";
    buffer_string(&plan->sql, " ORDER BY ");
    query_column(query->entity, sort, &plan->sql);
    buffer_string(&plan->sql, direction);
    buffer_string(&plan->sql, ", t.code");
    buffer_string(&plan->sql, direction);
    add_parameter(plan, " LIMIT ?", value_integer((int64_t)limit + 1));
    *ret_sort = sort;
    return buffer_status(&plan->sql, "The query", err);
}

int record_query(struct store *store, const struct query *query, struct arena *arena,
                 struct record_list *ret_list, struct err *err)
{
    size_t limit = query->limit ? query->limit : QUERY_LIMIT;
    if (limit > QUERY_LARGEST_LIMIT)
        limit = QUERY_LARGEST_LIMIT;
    struct plan plan = {.sql = BUFFER(SQL_LIMIT), .arena = arena};
    struct selection selection = {0};
    const struct field *sort = NULL;
    int code = may_read(query, err);
    if (code == 0)
        code = plan_query(&plan, query, limit, &selection, &sort, err);
    if (code < 0) {
        buffer_free(&plan.sql);
        return code;
    }
    CLEANUP(store_release) struct store_statement *statement = prepare(store, &plan);
    buffer_free(&plan.sql);
    VECTOR(struct record) records = {0};
    vector_reserve(&records, limit < FIRST_ROOM ? limit : FIRST_ROOM);
    struct slice next = {0};
    while ((code = store_step(statement, err)) > 0) {
        if (records.length == limit) {
            next = key_of(&records.data[limit - 1], sort, arena);
            break;
        }
        vector_reserve(&records, records.length + 1);
        read_record(&selection, statement, arena, &records.data[records.length++]);
    }
    if (code >= 0)
        *ret_list = (struct record_list){
            .records = arena_copy(arena, records.data, records.length, sizeof *records.data),
            .count = records.length,
            .next = next};
    vector_free(&records);
    return code < 0 ? code : 0;
}

int record_each(struct store *store, const struct entity *entity, record_visit visit, void *context,
                struct err *err)
{
    struct actor house = actor_house("each");
    struct query query = {.entity = entity,
                          .actor = &house,
                          .sort = "code",
                          .retired_too = true,
                          .limit = QUERY_LARGEST_LIMIT};
    CLEANUP(buffer_free) struct buffer after = BUFFER(1 << 16);
    do {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct record_list list = {0};
        int code = record_query(store, &query, &arena, &list, err);
        for (size_t i = 0; code >= 0 && i < list.count; i++)
            code = visit(context, &list.records[i], err);
        if (code < 0)
            return code;
        buffer_clear(&after);
        buffer_append(&after, list.next);
        query.after = buffer_slice(&after);
    } while (query.after.length);
    return 0;
}

int record_count(struct store *store, const struct query *query, int64_t *ret_count,
                 struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct plan plan = {.sql = BUFFER(SQL_LIMIT), .arena = &arena};
    int code = may_read(query, err);
    buffer_printf(&plan.sql, "SELECT count(*) FROM (SELECT 1 FROM %s AS t",
                  table_of(query->entity));
    const struct field *sort = NULL;
    if (code == 0)
        code = find_field(query, sort_of(query), &sort, err);
    if (code == 0)
        code = add_where(&plan, query, err);
    if (code == 0)
        code = add_after(&plan, query, sort, err);
    if (query->limit)
        add_parameter(&plan, " LIMIT ?", value_integer((int64_t)query->limit));
    buffer_byte(&plan.sql, ')');
    if (code == 0) {
        CLEANUP(store_release) struct store_statement *statement = prepare(store, &plan);
        code = store_step(statement, err);
        if (code > 0)
            *ret_count = store_integer(statement, 0);
    }
    buffer_free(&plan.sql);
    return code < 0 ? code : 0;
}

static int get(struct store *store, const struct entity *entity, struct slice code,
               const struct actor *actor, struct arena *arena, struct record *ret_record,
               struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(SQL_LIMIT);
    struct selection selection = select_fields(entity, 0, actor);
    selection.retired_too = true;
    select_columns(&selection, &sql);
    buffer_printf(&sql, " WHERE %s AND ", entity->locate ? entity->locate : "t.code = ?1");
    if (actor)
        permit_where(actor, entity, READ, &sql);
    else
        buffer_byte(&sql, '1');
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(store, buffer_text(&sql));
    store_bind_text(statement, 1, code);
    int found = store_step(statement, err);
    if (found < 0)
        return found;
    if (found == 0)
        return err_set(err, ERR_NOT_FOUND, NULL, "There is no %s with the code “%.*s”.",
                       label_inside(entity->label, (char[LABEL_ROOM]){0}), SLICE_PRINT(code));
    read_record(&selection, statement, arena, ret_record);
    return 0;
}

int record_get(struct store *store, const struct entity *entity, struct slice code,
               const struct actor *actor, struct arena *arena, struct record *ret_record,
               struct err *err)
{
    struct query query = {.entity = entity, .actor = actor};
    int allowed = may_read(&query, err);
    return allowed < 0 ? allowed : get(store, entity, code, actor, arena, ret_record, err);
}

int record_load(struct store *store, const struct entity *entity, struct slice code,
                struct arena *arena, struct record *ret_record, struct err *err)
{
    return get(store, entity, code, NULL, arena, ret_record, err);
}

struct search {
    struct store *store;
    const struct registry *registry;
    const struct actor *actor;
    struct arena *arena;
    struct search_hit *hits;
    size_t count, limit;
};

/* Of the hits from `from` on, keep those that the actor may read: by their entity, else by one
 * statement for each kind of record. */
static int keep_readable(struct search *search, size_t from, struct err *err)
{
    struct titles titles = titles_in(search->arena);
    for (size_t i = from; i < search->count; i++) {
        const struct entity *entity = registry_find(search->registry, search->hits[i].entity);
        if (entity && !permit_every_row(search->actor, entity, READ))
            titles_want(&titles, entity, search->hits[i].code);
    }
    int code = titles_load(&titles, search->store, search->actor, err);
    if (code < 0)
        return code;
    size_t kept = from;
    for (size_t i = from; i < search->count; i++) {
        const struct entity *entity = registry_find(search->registry, search->hits[i].entity);
        if (entity && (permit_every_row(search->actor, entity, READ) ||
                       titles_has(&titles, entity, search->hits[i].code)))
            search->hits[kept++] = search->hits[i];
    }
    search->count = kept;
    return 0;
}

static bool is_found(const struct search *search, const struct record *record)
{
    for (size_t i = 0; i < search->count; i++)
        if (slice_is(search->hits[i].entity, record->entity->name) &&
            slice_equal(search->hits[i].code, record->code))
            return true;
    return false;
}

/* What this field leads to the hit from: a post from the user who holds it. */
static int add_by_field(struct search *search, const struct entity *entity,
                        const struct field *field, const struct search_hit *hit, struct err *err)
{
    struct filter filter = {field->name, FILTER_IS, value_text(hit->code)};
    struct query query = {.entity = entity,
                          .actor = search->actor,
                          .filters = &filter,
                          .filter_count = 1,
                          .limit = search->limit};
    struct record_list list;
    int code = record_query(search->store, &query, search->arena, &list, err);
    for (size_t i = 0; code == 0 && i < list.count && search->count < search->limit; i++)
        if (!is_found(search, &list.records[i]))
            search->hits[search->count++] =
                (struct search_hit){.entity = slice_from(entity->name),
                                    .code = list.records[i].code,
                                    .title = record_title(&list.records[i]),
                                    .excerpt = hit->title};
    return code;
}

static int add_found_by(struct search *search, const struct search_hit *hits, size_t count,
                        struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < search->registry->count; i++) {
        const struct entity *entity = search->registry->entities[i];
        for (size_t k = 0; k < entity->field_count && permit(search->actor, entity, READ); k++)
            for (size_t at = 0; code == 0 && entity->fields[k].found_by && at < count; at++)
                if (slice_is(hits[at].entity, entity->fields[k].found_by))
                    code = add_by_field(search, entity, &entity->fields[k], &hits[at], err);
    }
    return code;
}

/* As many hits as are wanted still, then those that may be read; again while some may not. */
static int search_table(struct search *search, const char *sql, struct slice words, bool by_others,
                        struct err *err)
{
    struct search_hit *met = arena_array(search->arena, search->limit, sizeof *met);
    CLEANUP(store_release) struct store_statement *row = store_prepare(search->store, sql);
    store_bind_text(row, 1, words);
    int code = 1;
    while (code > 0 && search->count < search->limit) {
        size_t from = search->count;
        while (search->count < search->limit && (code = store_step(row, err)) > 0)
            search->hits[search->count++] =
                (struct search_hit){.entity = arena_slice(search->arena, store_text(row, 0)),
                                    .code = arena_slice(search->arena, store_text(row, 1)),
                                    .title = arena_slice(search->arena, store_text(row, 2)),
                                    .excerpt = arena_slice(search->arena, store_text(row, 3))};
        size_t met_count = search->count - from;
        memcpy(met, search->hits + from, met_count * sizeof *met);
        int result = code < 0 ? code : keep_readable(search, from, err);
        if (result == 0 && by_others)
            result = add_found_by(search, met, met_count, err);
        if (result < 0)
            return result;
    }
    return 0;
}

int record_search(struct store *store, const struct registry *registry, const struct actor *actor,
                  struct slice words, size_t limit, struct arena *arena,
                  struct search_hit **ret_hits, size_t *ret_count, struct err *err)
{
    static const char public_sql[] =
        "SELECT entity, code, title, snippet(public_search, 3, '', '', '…', 12) FROM public_search"
        " WHERE public_search MATCH ?1 ORDER BY bm25(public_search, 0, 0, 4, 1) LIMIT 200";
    static const char internal_sql[] =
        "SELECT entity, code, title, snippet(internal_search, 3, '', '', '…', 12)"
        " FROM internal_search WHERE internal_search MATCH ?1"
        " ORDER BY bm25(internal_search, 0, 0, 4, 1) LIMIT 200";
    struct slice quoted = search_words(words, arena);
    struct search search = {.store = store,
                            .registry = registry,
                            .actor = actor,
                            .arena = arena,
                            .hits = arena_array(arena, limit, sizeof(struct search_hit)),
                            .limit = limit};
    int code = 0;
    if (quoted.length)
        code = search_table(&search, public_sql, quoted, false, err);
    if (code == 0 && quoted.length && permit_inside(actor))
        code = search_table(&search, internal_sql, quoted, true, err);
    if (code < 0)
        return code;
    *ret_hits = search.hits;
    *ret_count = search.count;
    return 0;
}

void record_list_csv(const struct entity *entity, const struct record_list *list,
                     const struct actor *actor, bool header, struct buffer *out)
{
    if (header) {
        buffer_string(out, "code");
        for (size_t i = 0; i < entity->field_count; i++)
            if (permit_field(actor, &entity->fields[i]))
                buffer_printf(out, ",%s", entity->fields[i].name);
        buffer_string(out, "\r\n");
    }
    CLEANUP(buffer_free) struct buffer cell = BUFFER(1 << 20);
    for (size_t row = 0; row < list->count; row++) {
        const struct record *record = &list->records[row];
        csv_append(out, record->code);
        for (size_t i = 0; i < entity->field_count; i++) {
            if (!permit_field(actor, &entity->fields[i]))
                continue;
            buffer_clear(&cell);
            value_append(&cell, record->values[i]);
            buffer_byte(out, ',');
            csv_append(out, buffer_slice(&cell));
        }
        buffer_string(out, "\r\n");
    }
}

void record_json(const struct record *record, const struct actor *actor, struct buffer *out)
{
    const struct entity *entity = record->entity;
    buffer_string(out, "{\"code\":");
    buffer_json_string(out, record->code);
    buffer_printf(out, ",\"version\":%lld,\"retired\":%s", (long long)record->version,
                  record->retired ? "true" : "false");
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!permit_field(actor, &entity->fields[i]))
            continue;
        buffer_string(out, ",\"");
        buffer_string(out, entity->fields[i].name);
        buffer_string(out, "\":");
        value_append_json(out, &entity->fields[i], record->values[i]);
    }
    buffer_byte(out, '}');
}
