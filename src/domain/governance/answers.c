#include "domain/governance/answers.h"

#include "domain/governance/governance.h"

#include "base/banned.h"

static const char all_answers[] =
    "SELECT a.code, a.strategic_objective, a.operational_objective, a.priority, p.code, p.title,"
    " p.organisation, a.starts, a.ends FROM accountability AS a JOIN post AS p ON p.code = a.post"
    " WHERE a.retired = 0 ORDER BY a.starts, a.code";

static struct answer read_answer(const struct store_statement *row, struct arena *arena)
{
    static const struct entity *const kinds[] = {&strategic_objective_entity,
                                                 &operational_objective_entity, &priority_entity};
    struct answer answer = {.accountability = arena_slice(arena, store_text(row, 0)),
                            .post = arena_slice(arena, store_text(row, 4)),
                            .title = arena_slice(arena, store_text(row, 5)),
                            .organisation = arena_slice(arena, store_text(row, 6))};
    for (int i = 0; i < 3; i++)
        if (!store_is_null(row, i + 1)) {
            answer.entity = kinds[i];
            answer.code = arena_slice(arena, store_text(row, i + 1));
        }
    date_parse(store_text(row, 7), &answer.starts);
    date_parse(store_text(row, 8), &answer.ends);
    return answer;
}

int answers_load(struct store *store, struct arena *arena, struct answers *ret_answers,
                 struct err *err)
{
    CLEANUP(store_release) struct store_statement *rows = store_prepare(store, all_answers);
    VECTOR(struct answer) found = {0};
    int code;
    while ((code = store_step(rows, err)) > 0)
        vector_push(&found, read_answer(rows, arena));
    if (code == 0) {
        ret_answers->items = arena_array(arena, found.length + 1, sizeof *found.data);
        if (found.length)
            memcpy(ret_answers->items, found.data, found.length * sizeof *found.data);
        ret_answers->count = found.length;
    }
    vector_free(&found);
    return code;
}

static bool is_for(const struct answer *answer, const struct entity *entity, struct slice code)
{
    return answer->entity == entity && slice_equal(answer->code, code);
}

const struct answer *answer_on(const struct answers *answers, const struct entity *entity,
                               struct slice code, struct date on)
{
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        bool lasts = !date_is_given(answer->ends) || date_compare(answer->ends, on) >= 0;
        if (is_for(answer, entity, code) && lasts && date_compare(answer->starts, on) <= 0)
            return answer;
    }
    return NULL;
}

const struct answer *answer_after(const struct answers *answers, const struct entity *entity,
                                  struct slice code, struct date on)
{
    for (size_t i = 0; i < answers->count; i++)
        if (is_for(&answers->items[i], entity, code) &&
            date_compare(answers->items[i].starts, on) > 0)
            return &answers->items[i];
    return NULL;
}

bool answers_stated(const struct answers *answers, const struct entity *entity)
{
    for (size_t i = 0; i < answers->count; i++)
        if (answers->items[i].entity == entity)
            return true;
    return false;
}

static struct date next_day(struct date date)
{
    return date_from_days(date_to_days(date) + 1);
}

struct date gap_since(const struct answers *answers, const struct entity *entity, struct slice code,
                      struct date on)
{
    struct date since = {0};
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        if (is_for(answer, entity, code) && date_is_given(answer->ends) &&
            date_compare(answer->ends, on) < 0 && date_compare(answer->ends, since) > 0)
            since = answer->ends;
    }
    return date_is_given(since) ? next_day(since) : since;
}

size_t answer_spans(const struct answers *answers, const struct entity *entity, struct slice code,
                    struct date from, struct date until, struct answer_span *spans)
{
    size_t count = 0;
    struct date at = from; /* up to here it is told */
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        bool over = date_is_given(answer->ends) && date_compare(answer->ends, at) < 0;
        if (!is_for(answer, entity, code) || over || date_compare(answer->starts, until) > 0)
            continue;
        if (date_compare(answer->starts, at) > 0)
            spans[count++] = (struct answer_span){
                .from = at, .until = date_from_days(date_to_days(answer->starts) - 1)};
        spans[count++] = (struct answer_span){answer, answer->starts, answer->ends};
        if (!date_is_given(answer->ends))
            return count;
        at = next_day(answer->ends);
    }
    if (date_compare(at, until) <= 0)
        spans[count++] = (struct answer_span){.from = at};
    return count;
}
