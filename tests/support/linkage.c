#include "support/linkage.h"

#include "support/test.h"

static void add_value(struct linkage_column *column, size_t row, struct slice text)
{
    column->rows = memory_resize(column->rows, row + 1, sizeof *column->rows);
    column->rows[row] = values_intern(&column->values, slice_trim(text));
}

static void add_column(struct linkage_table *table, struct slice name)
{
    table->columns = memory_resize(table->columns, table->column_count + 1, sizeof *table->columns);
    char *copy = memory_zeros(name.length + 1, 1);
    memcpy(copy, name.data, name.length);
    table->columns[table->column_count] = (struct linkage_column){.name = copy};
    values_intern(&table->columns[table->column_count++].values, (struct slice){0});
}

static void take_sources(struct linkage_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, "source") != 0)
            continue;
        uint16_t *source = memory_allocate((table->row_count + 1) * sizeof *source);
        for (size_t row = 0; row < table->row_count; row++) {
            int64_t number = 0;
            slice_to_int64(values_text(&table->columns[i].values, table->columns[i].rows[row]),
                           &number);
            source[row] = (uint16_t)number;
            if ((size_t)number >= table->source_count)
                table->source_count = (size_t)number + 1;
        }
        table->source = source;
        return;
    }
    table->source_count = 1;
}

struct linkage_table table_of(const char *text)
{
    struct linkage_table table = {0};
    struct slice rest = slice_from(text), line, part;
    slice_split(&rest, '\n', &line);
    while (slice_split(&line, '|', &part))
        add_column(&table, slice_trim(part));
    while (slice_split(&rest, '\n', &line)) {
        if (line.length == 0)
            continue;
        for (size_t i = 0; i < table.column_count; i++) {
            part = (struct slice){0};
            slice_split(&line, '|', &part);
            add_value(&table.columns[i], table.row_count, part);
        }
        table.row_count++;
    }
    take_sources(&table);
    linkage_recognise(&table);
    return table;
}

void linkage_table_free(struct linkage_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        memory_free((void *)(uintptr_t)table->columns[i].name);
        memory_free(table->columns[i].rows);
        values_free(&table->columns[i].values);
    }
    memory_free(table->columns);
    memory_free((void *)(uintptr_t)table->source);
    *table = (struct linkage_table){0};
}

/* --- families --------------------------------------------------------------------------------- */

static const char *const given[] = {
    "Oliver",  "George", "Arthur",  "Noah",   "Leo",     "Oscar", "Harry",    "Jack",  "Henry",
    "Charlie", "Thomas", "Freddie", "Amelia", "Olivia",  "Isla",  "Ava",      "Ivy",   "Freya",
    "Lily",    "Sophia", "Grace",   "Willow", "Ella",    "Evie",  "Mohammed", "Aisha", "Yusuf",
    "Fatima",  "Zainab", "Ibrahim", "Jakub",  "Zuzanna", "Filip", "Maja",     "Hanna", "Antoni"};
static const char *const surnames[] = {
    "Smith",  "Jones",   "Taylor", "Brown", "Williams", "Wilson",   "Johnson", "Davies",
    "Patel",  "Wright",  "Walker", "White", "Edwards",  "Hughes",   "Green",   "Hall",
    "Khan",   "Hussain", "Ahmed",  "Begum", "Nowak",    "Kowalski", "Wójcik",  "Popescu",
    "Clarke", "Turner",  "Cooper", "Hill",  "Ward",     "Morris",   "Moore",   "Clark"};
static const char *const streets[] = {"High Street", "Mill Lane",    "Station Road", "Church Close",
                                      "Park Avenue", "Castle Drive", "Forest Grove", "Trent Way"};

struct person {
    const char *given, *surname;
    char birth[40], address[60], postcode[40];
};

static void slip(struct random *random, char *text)
{
    size_t length = strlen(text);
    if (length < 2)
        return;
    size_t at = random_below(random, length - 1);
    if (random_below(random, 2)) {
        char kept = text[at];
        text[at] = text[at + 1];
        text[at + 1] = kept;
    } else {
        memmove(text + at, text + at + 1, length - at);
    }
}

static void make_birth(struct random *random, int year, struct person *person)
{
    snprintf(person->birth, sizeof person->birth, "%04d-%02d-%02d", year,
             (int)random_below(random, 12) + 1, (int)random_below(random, 28) + 1);
}

static void write_record(struct random *random, const struct person *person,
                         struct linkage_table *table)
{
    char fields[5][64];
    snprintf(fields[0], sizeof fields[0], "%s", person->given);
    snprintf(fields[1], sizeof fields[1], "%s", person->surname);
    snprintf(fields[2], sizeof fields[2], "%s", person->birth);
    snprintf(fields[3], sizeof fields[3], "%s", person->address);
    snprintf(fields[4], sizeof fields[4], "%s", person->postcode);
    for (size_t i = 0; i < 5; i++) {
        uint64_t chance = random_below(random, 100);
        if (chance < 6)
            slip(random, fields[i]);
        else if (chance < 14)
            fields[i][0] = '\0';
        add_value(&table->columns[i], table->row_count, slice_from(fields[i]));
    }
    table->row_count++;
}

struct linkage_table table_of_families(size_t rows, uint64_t seed, uint32_t **ret_truth)
{
    struct random random = random_seeded(seed);
    struct linkage_table table = {.source_count = 1};
    static const char *const names[] = {"given_name", "surname", "dob", "address", "postcode"};
    for (size_t i = 0; i < 5; i++)
        add_column(&table, slice_from(names[i]));
    uint32_t *truth = memory_allocate((rows + 16) * sizeof *truth), person_number = 0;
    while (table.row_count < rows) {
        struct person person;
        person.surname = surnames[random_below(&random, sizeof surnames / sizeof *surnames)];
        snprintf(person.address, sizeof person.address, "%d %s",
                 (int)random_below(&random, 150) + 1,
                 streets[random_below(&random, sizeof streets / sizeof *streets)]);
        snprintf(person.postcode, sizeof person.postcode, "NG%d %d%c%c",
                 (int)random_below(&random, 25) + 1, (int)random_below(&random, 9) + 1,
                 (char)('A' + random_below(&random, 26)), (char)('A' + random_below(&random, 26)));
        size_t first = random_below(&random, sizeof given / sizeof *given);
        int year = 2000 + (int)random_below(&random, 15);
        for (uint64_t child = 0, children = random_below(&random, 4) + 1; child < children;
             child++) {
            person.given = given[(first + child * 7) % (sizeof given / sizeof *given)];
            make_birth(&random, year, &person);
            year += 1 + (int)random_below(&random, 3);
            for (uint64_t i = random_below(&random, 4) + 1; i > 0 && table.row_count < rows; i--) {
                truth[table.row_count] = person_number;
                write_record(&random, &person, &table);
            }
            person_number++;
        }
    }
    linkage_recognise(&table);
    *ret_truth = truth;
    return table;
}

struct linkage_table table_of_full_names(size_t rows, uint64_t seed, uint32_t **ret_truth)
{
    struct linkage_table parts = table_of_families(rows, seed, ret_truth);
    struct linkage_table table = {.source_count = 1, .row_count = rows};
    add_column(&table, SLICE("full_name"));
    for (size_t i = 2; i < parts.column_count; i++)
        add_column(&table, slice_from(parts.columns[i].name));
    for (size_t row = 0; row < rows; row++) {
        char name[160];
        struct slice given_name = values_text(&parts.columns[0].values, parts.columns[0].rows[row]);
        struct slice surname = values_text(&parts.columns[1].values, parts.columns[1].rows[row]);
        snprintf(name, sizeof name, "%.*s %.*s", (int)given_name.length, given_name.data,
                 (int)surname.length, surname.data);
        add_value(&table.columns[0], row, slice_trim(slice_from(name)));
        for (size_t i = 2; i < parts.column_count; i++)
            add_value(&table.columns[i - 1], row,
                      values_text(&parts.columns[i].values, parts.columns[i].rows[row]));
    }
    linkage_recognise(&table);
    linkage_table_free(&parts);
    return table;
}

struct linkage *run_linkage(const struct linkage_table *table,
                            const struct linkage_options *options)
{
    struct linkage *linkage = linkage_new(table, options);
    linkage_block(linkage);
    linkage_estimate(linkage);
    linkage_compare(linkage);
    linkage_cluster(linkage);
    return linkage;
}
