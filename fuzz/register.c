/* Whatever bytes stand in a register's cells, it is read, joined and told whole or refused with
 * words, and a record it tells of has a person. The first byte says which cell of a sound register
 * is replaced, the rest is what it holds then; CELLS: the rest stands in the sound file at the
 * place that its first three bytes say; over it: the rest is the whole file. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/link/read.h"
#include "domain/people/people.h"
#include "store/store.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BYTES = 1 << 16 };

static const char *const cells[] = {
    "UPDATE record SET says = ?1 WHERE number = 1",
    "UPDATE record SET levels = ?1 WHERE number = 2",
    "UPDATE record_past SET says = ?1",
    "UPDATE leaf SET entries = ?1",
    "UPDATE feed_column SET habit = ?1",
    "UPDATE about SET value = ?1 WHERE name = 'learnt'",
    "UPDATE about SET value = ?1 WHERE name = 'slots'",
    "UPDATE about SET value = ?1 WHERE name = 'rules'",
    "UPDATE about SET value = ?1 WHERE name = 'next_number'",
    "UPDATE about SET value = ?1 WHERE name = 'records'",
    "UPDATE record SET beside = ?1 WHERE number = 1",
    "UPDATE about SET value = ?1 WHERE name = 'beside'",
};
enum { CELLS = sizeof cells / sizeof *cells };

static char folder[] = "/tmp/weft-fuzz-XXXXXX";
static char path[64], feed[64];
static struct buffer sound = BUFFER(1 << 24);

static void put_file(const char *name, struct slice bytes)
{
    FILE *file = fopen(name, "wb");
    if (!file || fwrite(bytes.data, 1, bytes.length, file) != bytes.length || fclose(file) != 0)
        abort();
}

static void check(int code, const struct err *err)
{
    if (code < 0 && err->message[0] == '\0')
        abort();
}

/* The file of the feed joins the register. */
static int join(struct people *people, struct err *err)
{
    struct link_source source = {"source", feed};
    const char *names[] = {"source"};
    struct link_input input;
    size_t at = 0;
    if (link_read(&source, 1, 1, &input, &at, err) < 0)
        abort();
    linkage_recognise(&input.table);
    struct people_feed options = {.table = &input.table, .sources = names, .threads = 1};
    for (size_t i = 0; i < input.table.column_count; i++)
        if (strcmp(input.table.columns[i].name, "id") == 0)
            options.id = &input.table.columns[i];
    struct people_joined joined = {0};
    int code = people_columns(people, &input.table, err);
    code = code < 0 ? code : people_join(people, &options, &joined, err);
    people_joined_free(&joined);
    link_input_free(&input);
    return code;
}

static void has_person(void *context, const struct people_shown *shown)
{
    (void)context;
    if (shown->number <= 0)
        abort();
}

/* All records at once, with households; a refusal has words. */
static void look_at_all(struct people *people)
{
    struct err err = {0};
    struct people_whole whole;
    struct linkage_households households;
    int code = people_whole(people, 0, 1, 0, &whole, &err);
    check(code, &err);
    if (code < 0)
        return;
    code = people_households(people, &whole, &households, &err);
    check(code, &err);
    if (code == 0)
        linkage_households_free(&households);
    people_whole_free(&whole);
}

/* The bytes stand in the file at the place that the first three of them say. */
static void patch(struct slice bytes)
{
    const unsigned char *place = (const unsigned char *)bytes.data;
    if (bytes.length < 4)
        return;
    size_t at = (place[0] | (size_t)place[1] << 8 | (size_t)place[2] << 16) % sound.length;
    struct slice text = slice_sub(bytes, 3, bytes.length);
    FILE *file = fopen(path, "r+b");
    if (!file || fseek(file, (long)at, SEEK_SET) != 0 ||
        fwrite(text.data, 1, text.length, file) != text.length || fclose(file) != 0)
        abort();
}

/* Three records, of which one says another thing later. */
int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count, (void)words;
    static const char first[] = "id,first_name,surname,dob,postcode,recorded,mother_id\n"
                                "1,Anna,Smith,2001-02-03,NG1 1AA,2020-01-01,\n"
                                "2,Ann,Smith,2001-02-03,NG1 1AA,2020-01-01,3\n"
                                "3,Tom,Okoro,2009-11-30,NG7 2BB,,\n";
    static const char second[] = "id,first_name,surname,dob,postcode\n"
                                 "3,Thomas,Okoro,2009-11-30,NG7 2BC\n";
    if (!mkdtemp(folder))
        abort();
    snprintf(path, sizeof path, "%s/register", folder);
    snprintf(feed, sizeof feed, "%s/feed.csv", folder);
    struct err err = {0};
    struct people *people = NULL;
    for (int i = 0; i < 2; i++) {
        put_file(feed, slice_from(i ? second : first));
        if (people_open(path, &people, &err) < 0 || join(people, &err) < 0)
            abort();
        people_close(&people);
    }
    if (file_read(path, &sound, &err) < 0)
        abort();
    put_file(feed, slice_from("id,first_name,surname,dob,postcode\n"
                              "2,Annie,Smith,2001-02-03,NG1 1AA\n"
                              "4,Tommy,Okoro,2009-11-30,NG7 2BB\n"));
    return 0;
}

static void replace(size_t cell, struct slice bytes)
{
    struct store *store = NULL;
    struct err err = {0};
    if (store_open(path, STORE_WRITE, &store, &err) < 0)
        abort();
    struct store_statement *put = store_prepare(store, cells[cell]);
    store_bind_blob(put, 1, bytes);
    store_execute(&put, &err); /* some cells take no bytes */
    store_close(&store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > MOST_BYTES)
        return 0;
    struct slice rest = {(const char *)data + 1, size - 1};
    put_file(path, data[0] <= CELLS ? buffer_slice(&sound) : rest);
    if (data[0] < CELLS)
        replace(data[0], rest);
    if (data[0] == CELLS)
        patch(rest);
    struct err err = {0};
    struct people *people = NULL;
    int code = people_open(path, &people, &err);
    check(code, &err);
    if (code == 0)
        check(join(people, &err), &err);
    if (code == 0)
        check(people_each(people, has_person, NULL, &err), &err);
    if (code == 0)
        look_at_all(people);
    people_close(&people);
    return 0;
}
