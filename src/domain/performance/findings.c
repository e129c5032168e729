#include "domain/performance/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "domain/performance/figures.h"

#include "base/banned.h"

enum { MOST_GROUPS = 5000, REASON = 512, KEY = 1024 };

void findings_free(struct findings *findings)
{
    vector_free(&findings->groups);
    vector_free(&findings->items);
    map_free(&findings->index);
    arena_free(&findings->arena);
}

/* What was cut by its length may end in a part of a character. */
static struct slice whole_characters(struct slice text, size_t most)
{
    text = slice_prefix(text, most);
    for (size_t i = 0; i < 4 && text.length && !slice_is_utf8(text); i++)
        text = slice_sub(text, 0, text.length - 1);
    return slice_is_utf8(text) ? text : SLICE("(not readable)");
}

static uint32_t group_of(struct findings *findings, bool is_refusal, struct slice field,
                         struct slice reason)
{
    static const struct slice others[] = {
        {"It is to be looked at, for one more reason of its own.", 54},
        {"It is refused like the others, for one more reason of its own.", 62},
    };
    char key[KEY];
    int length = snprintf(key, sizeof key, "%d%.*s\x1f%.*s", is_refusal, SLICE_PRINT(field),
                          SLICE_PRINT(reason));
    struct slice name = {key, (size_t)(length < KEY ? length : KEY - 1)};
    uint32_t next = (uint32_t)findings->groups.length;
    bool is_other = slice_equal(reason, others[is_refusal]);
    if (next >= MOST_GROUPS && !is_other && map_get(&findings->index, name) == MAP_ABSENT)
        return group_of(findings, is_refusal, (struct slice){0}, others[is_refusal]);
    uint32_t at = map_intern(&findings->index, name, next);
    if (at == next)
        vector_push(&findings->groups,
                    (struct finding_group){.is_refusal = is_refusal,
                                           .field = arena_slice(&findings->arena, field),
                                           .reason = arena_slice(&findings->arena, reason)});
    return at;
}

void findings_add(struct findings *findings, bool is_refusal, uint32_t line, uint32_t column,
                  struct slice field, struct slice reason)
{
    uint32_t group = group_of(findings, is_refusal, whole_characters(field, KEY / 4),
                              whole_characters(reason, REASON));
    findings->groups.data[group].rows++;
    vector_push(&findings->items, (struct finding){line, column, group});
}

void findings_printf(struct findings *findings, bool is_refusal, uint32_t line, uint32_t column,
                     const char *field, const char *format, ...)
{
    char reason[REASON];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    findings_add(findings, is_refusal, line, column, slice_from(field), slice_from(reason));
}

struct slice load_reason_stem(struct slice reason, struct arena *arena)
{
    static const struct slice opens = {"“", 3}, closes = {"”", 3};
    CLEANUP(buffer_free) struct buffer stem = BUFFER(REASON * 2);
    while (reason.length) {
        size_t from = slice_find(reason, opens);
        size_t until = slice_find(reason, closes);
        buffer_append(&stem, slice_sub(reason, 0, from));
        if (from == reason.length)
            break;
        buffer_string(&stem, "“…”");
        /* What was cut by its length may never close. */
        reason =
            slice_sub(reason, until < from ? reason.length : until + closes.length, reason.length);
    }
    return arena_slice(arena, buffer_slice(&stem));
}

static int by_place(const void *a, const void *b)
{
    const struct finding *first = a, *second = b;
    if (first->line != second->line)
        return first->line < second->line ? -1 : 1;
    if (first->column != second->column)
        return first->column < second->column ? -1 : 1;
    return first->group < second->group ? -1 : first->group > second->group;
}

void findings_sort(struct findings *findings)
{
    if (findings->items.length)
        qsort(findings->items.data, findings->items.length, sizeof *findings->items.data, by_place);
}
