#include "support/test.h"

#include "support/stats.h"

#include <math.h>
#include <string.h>

static const char *scratch_file(const char *name)
{
    static char paths[4][400];
    static size_t next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", scratch_folder(), name);
    return path;
}

static int ask(const char *arguments, const char *csv, struct buffer *out)
{
    char line[4096];
    const char *input = scratch_file("input.csv");
    assert_int_equal(file_write(input, slice_from(csv), NULL), 0);
    snprintf(line, sizeof line, "weft stats %s < '%s' 2> '%s'", arguments, input,
             scratch_file("said"));
    return run_command(line, out);
}

static void read_said(struct buffer *said)
{
    assert_int_equal(file_read(scratch_file("said"), said, NULL), 0);
}

struct stats_answer stats_ask(const char *arguments, const char *csv)
{
    struct stats_answer answer = {.arena = ARENA};
    CLEANUP(buffer_free) struct buffer out = BUFFER(16 << 20), said = BUFFER(1 << 16);
    int code = ask(arguments, csv, &out);
    read_said(&said);
    if (code != 0)
        fail_msg("weft stats %s answered %d: %s", arguments, code, buffer_text(&said));
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open_memory(&reader, buffer_slice(&out), NULL);
    VECTOR(struct slice) cells = {0};
    struct csv_row row;
    while (csv_next(&reader, &row, NULL) > 0) {
        answer.columns = answer.columns ? answer.columns : row.count;
        assert_int_equal(row.count, answer.columns);
        for (size_t i = 0; i < row.count; i++)
            vector_push(&cells, arena_slice(&answer.arena, row.fields[i].text));
    }
    assert_true(cells.length >= answer.columns);
    answer.rows = cells.length / answer.columns - 1;
    answer.cells = arena_array(&answer.arena, cells.length, sizeof *answer.cells);
    memcpy(answer.cells, cells.data, cells.length * sizeof *answer.cells);
    vector_free(&cells);
    return answer;
}

void stats_answer_free(struct stats_answer *answer)
{
    arena_free(&answer->arena);
}

struct slice answer_text(const struct stats_answer *answer, size_t row, const char *column)
{
    if (row >= answer->rows)
        fail_msg("the answer has %zu rows, and row %zu was asked for", answer->rows, row);
    for (size_t i = 0; i < answer->columns; i++)
        if (slice_is(answer->cells[i], column))
            return answer->cells[(row + 1) * answer->columns + i];
    fail_msg("the answer has no column %s", column);
    return (struct slice){0};
}

double answer_number(const struct stats_answer *answer, size_t row, const char *column)
{
    double value = 0;
    struct slice text = answer_text(answer, row, column);
    if (!slice_to_double(text, &value))
        fail_msg("%s in row %zu is \"%.*s\" and no number", column, row, SLICE_PRINT(text));
    return value;
}

void stats_refuses(const char *arguments, const char *csv, const char *part)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20), said = BUFFER(1 << 16);
    int code = ask(arguments, csv, &out);
    read_said(&said);
    struct slice sentence = slice_trim(buffer_slice(&said));
    if (code != 2 || out.length)
        fail_msg("weft stats %s of\n%s\nanswered %d: %s%s", arguments, csv, code, buffer_text(&out),
                 buffer_text(&said));
    if (!slice_ends_with(sentence, SLICE(".")) ||
        slice_find_byte(sentence, '\n') != sentence.length)
        fail_msg("weft stats %s said no one sentence: %s", arguments, buffer_text(&said));
    if (slice_find(sentence, slice_from(part)) == sentence.length)
        fail_msg("weft stats %s said: %s", arguments, buffer_text(&said));
}

struct json shared_json(const char *name, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(64 << 20), plain = BUFFER(64 << 20);
    read_shared_data(name, &text);
    struct slice rest = buffer_slice(&text);
    size_t at;
    while ((at = slice_find(rest, SLICE("NaN"))) < rest.length) {
        buffer_append(&plain, slice_sub(rest, 0, at));
        buffer_string(&plain, "null");
        rest = slice_sub(rest, at + 3, rest.length);
    }
    buffer_append(&plain, rest);
    struct json json = {0};
    struct err err = {0};
    if (json_parse(arena_slice(arena, buffer_slice(&plain)), arena, &json, &err) < 0)
        fail_msg("%s: %s", name, err.message);
    return json;
}

const struct json *json_member(const struct json *json, const char *key)
{
    const struct json *member = json_get(json, key);
    if (!member)
        fail_msg("there is no \"%s\" in the shared file", key);
    return member;
}

double json_number(const struct json *json, const char *key)
{
    const struct json *member = json_member(json, key);
    return member->kind == JSON_IS_NULL ? NAN : member->real;
}

double json_item(const struct json *json, const char *key, size_t i)
{
    const struct json *member = json_member(json, key);
    assert_true(i < member->count);
    return member->items[i].kind == JSON_IS_NULL ? NAN : member->items[i].real;
}
