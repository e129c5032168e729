/* A list of records: filter, sort, search, page by key; every view is a link, and a file. */
#include "web/record/pages.h"

#include "base/banned.h"

enum { COLUMNS = 6, PAGE_ROWS = 50, MOST_COUNTED = 10000, LARGEST_FILE = 8 << 20 };

/* What the address asks for, and the columns it is shown in. */
struct view {
    struct list list;
    struct query query;
    int title; /* the field that names a record; −1: its code does */
    size_t columns[COLUMNS];
    size_t column_count;
};

/* Which fields a list shows: the title first, then what fits on a line. */
static void choose_columns(struct view *view, const struct entity *entity,
                           const struct actor *actor)
{
    for (size_t i = 0; i < entity->field_count && view->column_count < COLUMNS; i++) {
        const struct field *field = &entity->fields[i];
        bool is_title = entity->title && strcmp(field->name, entity->title) == 0;
        bool is_long = field->kind == FIELD_LONG_TEXT || field->kind == FIELD_REFERENCES ||
                       field->longest > 200;
        if (permit_field(actor, field) && !is_title && !is_long &&
            strcmp(field->name, "position") != 0)
            view->columns[view->column_count++] = i;
    }
}

/* Whether a field is one to filter by from a short list. */
static bool is_filter(const struct field *field)
{
    return (field->kind == FIELD_CHOICE || field->kind == FIELD_REFERENCE ||
            field->kind == FIELD_REFERENCES) &&
           !field->secret;
}

static int read_view(struct request *request, struct view *view)
{
    *view = (struct view){0};
    int code = list_read(request->entity, request_query_pairs(request), request->arena, &view->list,
                         NULL, &request->err);
    if (code < 0)
        return code;
    view->query = list_query(&view->list, &request->actor);
    if (view->list.limit == 0)
        view->query.limit = PAGE_ROWS;
    choose_columns(view, request->entity, &request->actor);
    const char *title = request->entity->title;
    view->title = title ? entity_field(request->entity, slice_from(title)) : -1;
    for (size_t i = 0; i < view->column_count; i++)
        view->query.fields |= FIELD_BIT(view->columns[i]);
    view->query.fields |= view->title >= 0 ? FIELD_BIT(view->title) : 0;
    return 0;
}

/* The address of another view of this list; `more` (such as "as=csv") may be NULL. */
static struct slice view_path(struct request *request, const struct list *list, const char *more)
{
    CLEANUP(buffer_free) struct buffer path = BUFFER(1 << 14);
    buffer_append(&path, request->path);
    buffer_byte(&path, '?');
    list_write(list, &path);
    if (more)
        buffer_printf(&path, "%s%s", path.data[path.length - 1] == '?' ? "" : "&", more);
    if (path.data[path.length - 1] == '?')
        path.length--;
    return arena_slice(request->arena, buffer_slice(&path));
}

/* --- the file -------------------------------------------------------------------------------- */

/* The whole list, or what the page shows of one that is too long for a file. */
static int write_csv(struct request *request, struct response *response, struct view *view,
                     bool whole)
{
    struct query query = view->query;
    query.fields = 0;
    if (whole) {
        query.limit = QUERY_LARGEST_LIMIT;
        query.after = (struct slice){0};
    }
    bool first = true;
    response->body.maximum = LARGEST_FILE;
    do {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct record_list list;
        int code = record_query(request->reader, &query, &arena, &list, &request->err);
        if (code < 0)
            return code;
        if (response->body.full)
            return err_set(&request->err, ERR_LIMIT, NULL,
                           "This list is too long for one file. Narrow it first, or ask whoever "
                           "runs the server for `weft export %s`.",
                           request->entity->name);
        record_list_csv(request->entity, &list, &request->actor, first, &response->body);
        query.after = arena_slice(request->arena, list.next);
        first = false;
    } while (whole && query.after.length);
    return file_send(request, response, request->entity->name);
}

/* --- the page -------------------------------------------------------------------------------- */

/* What a reference can be filtered by: every record of its entity that the asker may read. */
static int load_options(struct request *request, const struct field *field,
                        struct form_option **ret_options, size_t *ret_count)
{
    struct record_list list = {0};
    const struct entity *refers = registry_find(request->registry, slice_from(field->refers));
    if (refers && !refers->source && permit(&request->actor, refers, READ)) {
        int code = plan_list(request->reader, refers, NULL, (struct slice){0}, &request->actor,
                             request->arena, &list, &request->err);
        if (code < 0)
            return code;
    }
    *ret_options = record_options(request->arena, &list);
    *ret_count = list.count;
    return 0;
}

static int write_filter(struct page_writer *page, struct request *request,
                        const struct field *field)
{
    struct form_option *options = NULL;
    size_t count = field->choice_count;
    if (field->kind == FIELD_CHOICE) {
        options = arena_array(request->arena, count + 1, sizeof *options);
        for (size_t i = 0; i < count; i++)
            options[i] = (struct form_option){slice_from(field->choices[i].code),
                                              slice_from(field->choices[i].label)};
    } else {
        int code = load_options(request, field, &options, &count);
        if (code < 0)
            return code;
    }
    if (count)
        form_filter(page, field->name, field->label, options, count,
                    request_query(request, field->name));
    return 0;
}

static int write_filters(struct page_writer *page, struct request *request, const struct view *view)
{
    const struct entity *entity = request->entity;
    html(page, "<form action=\"");
    html_address(page, request->path);
    html(page, "\" method=\"get\" class=\"weft-filter weft-noprint\"><div "
               "class=\"weft-filter__row\"><div class=\"govuk-form-group\"><label "
               "class=\"govuk-label\" for=\"q\">Words in it</label><input class=\"govuk-input\" "
               "id=\"q\" name=\"q\" type=\"search\" value=\"");
    html_text(page, view->query.search);
    html(page, "\"/></div>");
    size_t shown = 0;
    for (size_t i = 0; i < entity->field_count && shown < 4; i++) {
        if (!is_filter(&entity->fields[i]))
            continue;
        int code = write_filter(page, request, &entity->fields[i]);
        if (code < 0)
            return code;
        shown++;
    }
    html(page, "<button class=\"govuk-button govuk-button--secondary\" "
               "type=\"submit\">Show</button></div></form>\n");
    return 0;
}

static void write_bar(struct page_writer *page, struct request *request, const struct view *view,
                      int64_t total)
{
    const struct entity *entity = request->entity;
    html(page, "<div class=\"weft-bar\"><p><strong>");
    if (total > MOST_COUNTED)
        html(page, "More than ");
    html_count(page, total > MOST_COUNTED ? MOST_COUNTED : total);
    html(page, " ");
    html_phrase(page, slice_from(total == 1 ? entity->label : entity->plural));
    html(page, "</strong></p><p class=\"weft-noprint\">");
    if (!entity->source && permit(&request->actor, entity, CREATE)) {
        html(page, "<a class=\"govuk-link\" href=\"/");
        html_string(page, entity->name);
        html(page, "/new\">Add one</a> &#8194; ");
    }
    struct list whole = view->list;
    whole.after = (struct slice){0};
    if (total > MOST_COUNTED) {
        html_link(page, view_path(request, &view->list, "as=csv-page"), SLICE("CSV of this page"));
        html(page, " (of all, once narrowed to 10,000)");
    } else {
        html_link(page, view_path(request, &whole, "as=csv"), SLICE("CSV"));
    }
    html(page, " &#8194; <a class=\"govuk-link\" href=\"/dictionary/");
    html_string(page, entity->name);
    html(page, "\">What the fields mean</a></p></div>\n");
}

static struct column sortable(struct request *request, const struct view *view,
                              const struct field *field, const char *label)
{
    const char *sort = view->query.sort ? view->query.sort : request->entity->order;
    const char *name = field ? field->name : "code";
    bool here = strcmp(sort ? sort : "code", name) == 0;
    struct column column = {
        .label = slice_from(label),
        .numeric = field && (field->kind == FIELD_INTEGER || field->kind == FIELD_DECIMAL)};
    if ((field && !field->sortable) || !list_sorts(request->entity, name))
        return column;
    column.sorted = !here ? 0 : view->query.descending ? -1 : 1;
    struct list sorted = view->list;
    sorted.sort = name;
    sorted.descending = here && !view->query.descending;
    sorted.after = (struct slice){0};
    column.sort_path = view_path(request, &sorted, NULL);
    return column;
}

/* record_title, without looking for its field in every row. */
static struct slice title_in(const struct view *view, const struct record *record)
{
    struct slice title = view->title >= 0 ? record->values[view->title].text : (struct slice){0};
    return title.length ? title : record->code;
}

static void write_row(struct page_writer *page, struct request *request, const struct view *view,
                      const struct table *table, const struct record *record,
                      const struct titles *titles)
{
    table_row(page, table, false);
    table_cell(page, table, 0);
    html_link_to(page, record->entity->name, record->code, title_in(view, record));
    if (record->retired)
        html(page, " <span class=\"weft-quiet\">retired</span>");
    for (size_t i = 0; i < view->column_count; i++) {
        table_cell(page, table, i + 1);
        if (record->values[view->columns[i]].kind != VALUE_NONE)
            value_show(page, record, view->columns[i], request->registry, titles);
    }
    table_row_end(page, table);
}

static void write_table(struct page_writer *page, struct request *request, const struct view *view,
                        const struct record_list *list, const struct titles *titles)
{
    const struct entity *entity = request->entity;
    struct column columns[COLUMNS + 1];
    const struct field *named = view->title >= 0 ? &entity->fields[view->title] : NULL;
    columns[0] = sortable(request, view, named, named ? named->label : "Code");
    for (size_t i = 0; i < view->column_count; i++) {
        const struct field *field = &entity->fields[view->columns[i]];
        columns[i + 1] = sortable(request, view, field, field->label);
    }
    struct table table = {.caption = markup_text(page->arena, slice_from(entity->plural)),
                          .columns = columns,
                          .column_count = view->column_count + 1,
                          .stacked = true};
    table_begin(page, &table);
    for (size_t i = 0; i < list->count; i++)
        write_row(page, request, view, &table, &list->records[i], titles);
    table_end(page, &table);
}

/* An empty list says whether it is the filter that leaves nothing, or whether nothing is there. */
static void write_nothing(struct page_writer *page, struct request *request,
                          const struct view *view)
{
    empty_begin(page);
    if (view->query.filter_count || view->query.search.length) {
        html(page, "<strong>Nothing matches.</strong></p><p>");
        html_link(page, request->path, SLICE("Show them all"));
    } else {
        html(page, "<strong>There are none yet.</strong></p><p>");
        html_link(page, SLICE("/records"), SLICE("See what else is kept"));
    }
    html(page, " or <a class=\"govuk-link\" href=\"/search\">search everything</a>.");
    empty_end(page);
}

/* A column in which nothing on this page has a value is left out. */
static void drop_empty_columns(struct view *view, const struct record_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < view->column_count; i++) {
        bool given = list->count == 0;
        for (size_t k = 0; k < list->count && !given; k++)
            given = list->records[k].values[view->columns[i]].kind != VALUE_NONE;
        if (given)
            view->columns[kept++] = view->columns[i];
    }
    view->column_count = kept;
}

static int load_titles(struct request *request, const struct view *view,
                       const struct record_list *list, struct titles *titles)
{
    for (size_t i = 0; i < view->column_count; i++) {
        const struct field *field = &request->entity->fields[view->columns[i]];
        const struct entity *refers =
            field->refers ? registry_find(request->registry, slice_from(field->refers)) : NULL;
        for (size_t k = 0; refers && k < list->count; k++)
            titles_want(titles, refers, list->records[k].values[view->columns[i]].text);
    }
    return titles_load(titles, request->reader, &request->actor, &request->err);
}

/* How many there are in all. A list without end is not counted to its end; of the first page, only
 * what follows it is counted. */
static int count_all(struct request *request, const struct view *view,
                     const struct record_list *list, int64_t *ret_total)
{
    bool first = view->query.after.length == 0;
    int64_t here = first ? (int64_t)list->count : 0, others = 0;
    struct query counted = view->query;
    counted.limit = MOST_COUNTED + 1;
    counted.after = first ? list->next : (struct slice){0};
    int code = 0;
    if (!first || list->next.length)
        code = record_count(request->reader, &counted, &others, &request->err);
    *ret_total = here + others;
    return code;
}

static int load_list(struct request *request, struct view *view, struct record_list *list,
                     int64_t *total, struct titles *titles)
{
    int code = record_query(request->reader, &view->query, request->arena, list, &request->err);
    if (code == 0)
        code = count_all(request, view, list, total);
    if (code < 0)
        return code;
    drop_empty_columns(view, list);
    for (size_t i = 0; i < list->count; i++)
        name_people(request, &list->records[i]);
    return load_titles(request, view, list, titles);
}

/* "Next 6 commitments": how many follow is known on the first page. Further on, where only a key
 * says how far one has come, it is "Next commitments". */
static struct slice next_words(struct request *request, const struct view *view, int64_t left)
{
    char plural[LABEL_ROOM], label[LABEL_ROOM];
    const char *many = label_inside(request->entity->plural, plural);
    if (view->query.after.length)
        return slice_from(arena_printf(request->arena, "Next %s", many));
    int64_t limit = (int64_t)view->query.limit, count = left < limit ? left : limit;
    return slice_from(
        arena_printf(request->arena, "Next %lld %s", (long long)count,
                     count == 1 ? label_inside(request->entity->label, label) : many));
}

static void write_pager(struct page_writer *page, struct request *request, const struct view *view,
                        struct slice next, int64_t left)
{
    struct list first = view->list, further = view->list;
    first.after = (struct slice){0};
    further.after = next;
    pager(page, view->query.after.length ? view_path(request, &first, NULL) : (struct slice){0},
          next.length ? view_path(request, &further, NULL) : (struct slice){0},
          next_words(request, view, left));
}

int list_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct view view;
    struct record_list list = {0};
    struct titles titles = titles_in(request->arena);
    int64_t total = 0;
    int code = read_view(request, &view);
    bool as_file = slice_is(request_query(request, "as"), "csv");
    if (code == 0 && (as_file || slice_is(request_query(request, "as"), "csv-page")))
        return write_csv(request, response, &view, as_file);
    if (code == 0)
        code = page_open(request, response, &page);
    if (code == 0)
        code = load_list(request, &view, &list, &total, &titles);
    if (code < 0)
        return code;
    struct slice title = slice_from(request->entity->plural);
    page_begin(&page, &(struct page_head){
                          .title = title, .place = record_place(request->entity), .tool = true});
    page_here(&page, MARKUP(""), title);
    html(&page, "<p class=\"weft-lead\">");
    html_string(&page, request->entity->description);
    html(&page, "</p>\n");
    code = write_filters(&page, request, &view);
    if (code < 0)
        return code;
    write_bar(&page, request, &view, total);
    if (list.count)
        write_table(&page, request, &view, &list, &titles);
    else
        write_nothing(&page, request, &view);
    write_pager(&page, request, &view, list.next, total - (int64_t)list.count);
    return page_end(&page, &request->err);
}
