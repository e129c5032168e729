#include "cli/link/frequencies.h"

#include "text/text.h"

#include "base/banned.h"

enum { COLUMNS = 3, MOST_BYTES = 256 << 20 };
static const char *const columns[COLUMNS] = {"kind", "name", "per_million"};

static int read_header(struct csv_reader *reader, struct err *err)
{
    struct csv_row row;
    int code = csv_next(reader, &row, err);
    if (code < 0)
        return code;
    bool good = code == 1 && row.count == COLUMNS;
    for (size_t i = 0; good && i < COLUMNS; i++)
        good = slice_is(slice_trim(row.fields[i].text), columns[i]);
    return good ? 0
                : err_set_at(err, ERR_SYNTAX, 1, 1, NULL,
                             "A table of frequencies has the columns kind, name and per_million.");
}

static int read_row(const struct csv_row *row, struct arena *arena,
                    struct linkage_frequency *ret_frequency, struct err *err)
{
    if (row->count != COLUMNS)
        return err_set_at(err, ERR_SYNTAX, row->line, 1, NULL,
                          "The row has %zu columns, and should have kind, name and per_million.",
                          row->count);
    struct slice kind = slice_trim(row->fields[0].text), share = slice_trim(row->fields[2].text);
    enum linkage_kind named = linkage_kind_named(kind);
    double per_million = 0;
    if (named == LINKAGE_KINDS || !linkage_frequency_may_be_of(named))
        return err_set_at(err, ERR_RANGE, row->line, row->fields[0].column, NULL,
                          "Frequencies are of given_name, surname, address, town, birth_place, "
                          "occupation and the like, not of \"%.*s\".",
                          SLICE_PRINT(kind));
    if (!slice_to_double(share, &per_million) || !(per_million > 0 && per_million <= 1e6))
        return err_set_at(err, ERR_RANGE, row->line, row->fields[2].column, NULL,
                          "per_million is a number over 0, at most 1000000, not \"%.*s\".",
                          SLICE_PRINT(share));
    *ret_frequency = (struct linkage_frequency){
        named, arena_slice(arena, slice_trim(row->fields[1].text)), per_million / 1e6};
    return 0;
}

/* A name in the same letters, of the same kind, has one frequency. (Two spellings that come to the
 * same standard form add up.) */
static int check_once(struct map *seen, const struct linkage_frequency *frequency,
                      const struct csv_row *row, struct err *err)
{
    CLEANUP(buffer_free) struct buffer folded = BUFFER(MOST_BYTES);
    buffer_printf(&folded, "%d ", frequency->kind);
    buffer_small(&folded, frequency->text);
    uint32_t line = map_intern(seen, buffer_slice(&folded), row->line);
    if (line == row->line)
        return 0;
    return err_set_at(err, ERR_CONFLICT, row->line, row->fields[1].column, NULL,
                      "“%.*s” has a frequency already, on line %u. Leave the one that is right.",
                      SLICE_PRINT(slice_prefix(frequency->text, 60)), line);
}

int link_frequencies_read(const char *path, struct arena *arena,
                          struct link_frequencies *ret_frequencies, struct err *err)
{
    if (!path)
        return 0;
    CLEANUP(file_view_close) struct file_view view = {0};
    CLEANUP(map_free) struct map seen = MAP;
    VECTOR(struct linkage_frequency) list = {0};
    struct csv_row row;
    int code = file_view_open(path, MOST_BYTES, &view, err);
    if (code < 0)
        return code;
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open_memory(&reader, view.contents, NULL);
    code = read_header(&reader, err);
    while (code == 0 && (code = csv_next(&reader, &row, err)) == 1) {
        struct linkage_frequency frequency;
        code = read_row(&row, arena, &frequency, err);
        if (code == 0)
            code = check_once(&seen, &frequency, &row, err);
        if (code == 0)
            vector_push(&list, frequency);
    }
    if (code < 0)
        vector_free(&list);
    else
        *ret_frequencies = (struct link_frequencies){list.data, list.length};
    return code;
}

void link_frequencies_free(struct link_frequencies *frequencies)
{
    memory_free(frequencies->list);
    *frequencies = (struct link_frequencies){0};
}
