/* Where records say that people live. The door with the postcode is an address; streets settle
 * what postcode is meant where it is missing or slipped, and what the person's other records say
 * settles what a record leaves out. Everything is sorted, nothing compared pair by pair. */
#include "math/linkage/families/dwelling.h"

#include <stdlib.h>

#include "math/linkage/compare/packed.h"
#include "math/linkage/household.h"
#include "math/linkage/texts/dates.h"
#include "math/linkage/texts/fold.h"

#include "base/banned.h"

enum { HOMES_MOST = 256 }; /* of a person, when one is sought for a row without */

/* Rows that have the same key and extra stand together once sorted. */
struct spot {
    uint64_t key;
    uint32_t extra, row;
};

struct laying {
    const struct linkage *linkage;
    const struct records *records;
    const struct person_rows *persons;
    int number, street, locality, postcode, surname; /* fields, or −1 */
    struct values
        words;       /* the numbers of addresses ("3 12" for flat 3 at number 12), and the rest */
    uint32_t *door;  /* of each row, the numbers; 0 where it has none */
    uint32_t *way;   /* and the other words */
    uint32_t *meant; /* the postcode that each row means, 0 where unknown */
    struct spot *spots;
    size_t spot_count;
    struct dwellings made;
};

int dwelling_field(const struct records *records, enum linkage_kind from)
{
    for (size_t at = 0; at < records->field_count; at++)
        if (records->fields[at].from == from)
            return (int)at;
    return -1;
}

static uint32_t value_of(const struct laying *laying, uint32_t row, int field)
{
    return field < 0 ? 0 : records_row(laying->records, row)[field];
}

static int by_key(const void *a, const void *b)
{
    const struct spot *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    if (left->extra != right->extra)
        return left->extra < right->extra ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

static void add_spot(struct laying *laying, uint32_t high, uint32_t low, uint32_t extra,
                     uint32_t row)
{
    laying->spots[laying->spot_count++] = (struct spot){(uint64_t)high << 32 | low, extra, row};
}

static void sort_spots(struct laying *laying)
{
    qsort(laying->spots, laying->spot_count, sizeof *laying->spots, by_key);
}

/* The end of the spots with the key of the one at `start`. */
static size_t key_end(const struct laying *laying, size_t start)
{
    size_t end = start + 1;
    while (end < laying->spot_count && laying->spots[end].key == laying->spots[start].key)
        end++;
    return end;
}

/* --- rows of persons, days ---------------------------------------------------------------------
 */

void person_rows_make(const struct linkage *linkage, struct person_rows *ret_rows)
{
    size_t rows = linkage->records.row_count;
    struct person_rows made = {.count = linkage->person_count};
    made.starts = memory_zeros((size_t)made.count + 2, sizeof *made.starts);
    made.rows = memory_allocate((rows + 1) * sizeof *made.rows);
    made.person = memory_allocate((rows + 1) * sizeof *made.person);
    for (size_t row = 0; row < rows; row++) {
        made.person[row] = linkage->persons[linkage->records.origin[row]];
        made.starts[made.person[row] + 2]++;
    }
    for (size_t i = 2; i < (size_t)made.count + 2; i++)
        made.starts[i] += made.starts[i - 1];
    for (uint32_t row = 0; row < rows; row++)
        made.rows[made.starts[made.person[row] + 1]++] = row;
    *ret_rows = made;
}

void person_rows_free(struct person_rows *rows)
{
    memory_free(rows->starts);
    memory_free(rows->rows);
    memory_free(rows->person);
    *rows = (struct person_rows){0};
}

static int32_t day_of(struct slice text)
{
    char date[WRITTEN_DATE];
    int32_t day;
    return written_date_read(text, false, date) && written_date_days(date, &day) ? day
                                                                                 : DAY_UNKNOWN;
}

/* When each record was written, where a column says so: the first of them that does. */
static void note_days(struct laying *laying)
{
    const struct linkage_table *table = laying->linkage->table;
    size_t rows = laying->records->row_count;
    for (size_t row = 0; row < rows; row++)
        laying->made.day[row] = DAY_UNKNOWN;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct linkage_column *column = &table->columns[i];
        if (column->kind != LINKAGE_RECORDED)
            continue;
        int32_t *days = memory_allocate((column->values.count + 1) * sizeof *days);
        for (uint32_t value = 0; value < column->values.count; value++)
            days[value] = day_of(values_text(&column->values, value));
        for (size_t row = 0; row < rows; row++)
            if (laying->made.day[row] == DAY_UNKNOWN)
                laying->made.day[row] = days[column->rows[laying->records->origin[row]]];
        memory_free(days);
    }
}

/* --- addresses in parts -------------------------------------------------------------------------
 */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

struct part {
    char text[FOLD_LONGEST];
    size_t length;
};

static void append_word(struct part *part, struct slice word)
{
    if (part->length + word.length + 1 > sizeof part->text)
        return;
    if (part->length)
        part->text[part->length++] = ' ';
    memcpy(part->text + part->length, word.data, word.length);
    part->length += word.length;
}

/* Numbers to the door, other words to the way. */
static void part_words(const struct laying *laying, uint32_t row, int field, struct part *door,
                       struct part *way)
{
    uint32_t value = value_of(laying, row, field);
    struct slice rest = {0}, word;
    if (value)
        rest = values_text(laying->records->fields[field].values, value);
    while (slice_split(&rest, ' ', &word))
        if (word.length && !slice_is(word, "flat"))
            append_word(is_digit(word.data[0]) ? door : way, word);
}

/* Systems put flats, houses and their names in whatever line they like; the numbers in the order in
 * which they stand are the same in all, and so are the other words. */
static void part_addresses(struct laying *laying)
{
    const int fields[] = {laying->number, laying->street, laying->locality};
    values_intern(&laying->words, (struct slice){0});
    for (uint32_t row = 0; row < laying->records->row_count; row++) {
        struct part door = {.length = 0}, way = {.length = 0};
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
            part_words(laying, row, fields[i], &door, &way);
        laying->door[row] = values_intern(&laying->words, (struct slice){door.text, door.length});
        laying->way[row] = values_intern(&laying->words, (struct slice){way.text, way.length});
    }
}

/* --- by address ------------------------------------------------------------------------------- */

/* Whether two postcodes of one number and street may be one. */
static bool postcode_is_near(const struct field *field, uint32_t a, uint32_t b)
{
    const struct facts *left = &field->facts[a], *right = &field->facts[b];
    if (a == b)
        return true;
    uint8_t level = packed_postcode_level(left->packed, left->length, left->area, right->packed,
                                          right->length, right->area);
    return level == POSTCODE_EDIT || level == POSTCODE_SECTOR || level == POSTCODE_TWO_EDITS;
}

/* The postcode that most of the rows of one number and street have; 0 where none has any. */
static uint32_t usual_postcode(const struct spot *spots, size_t count)
{
    uint32_t usual = 0;
    size_t most = 0;
    for (size_t start = 0, end; start < count; start = end) {
        end = start;
        while (end < count && spots[end].extra == spots[start].extra)
            end++;
        if (spots[start].extra && end - start > most) {
            most = end - start;
            usual = spots[start].extra;
        }
    }
    return usual;
}

/* Rows of one number and street without a postcode, or with a slip of the usual one, mean the
 * usual one. */
static void settle_postcodes(struct laying *laying)
{
    laying->spot_count = 0;
    for (uint32_t row = 0; row < laying->records->row_count; row++) {
        laying->meant[row] = value_of(laying, row, laying->postcode);
        if (laying->door[row] && laying->way[row])
            add_spot(laying, laying->door[row], laying->way[row], laying->meant[row], row);
    }
    sort_spots(laying);
    for (size_t start = 0, end; start < laying->spot_count; start = end) {
        end = key_end(laying, start);
        uint32_t usual = usual_postcode(&laying->spots[start], end - start);
        for (size_t i = start; usual && i < end; i++) {
            uint32_t own = laying->spots[i].extra;
            if (!own || postcode_is_near(&laying->records->fields[laying->postcode], own, usual))
                laying->meant[laying->spots[i].row] = usual;
        }
    }
}

/* Rows of one key and extra get one dwelling, a new one. */
static void number_spots(struct laying *laying, enum linkage_home_basis basis)
{
    sort_spots(laying);
    for (size_t i = 0; i < laying->spot_count; i++) {
        const struct spot *spot = &laying->spots[i];
        if (i == 0 || spot->key != spot[-1].key || spot->extra != spot[-1].extra)
            laying->made.count++;
        laying->made.of_row[spot->row] = laying->made.count - 1;
        laying->made.basis[spot->row] = (uint8_t)basis;
    }
}

static void by_address(struct laying *laying)
{
    laying->spot_count = 0;
    for (uint32_t row = 0; row < laying->records->row_count; row++) {
        uint32_t door = laying->door[row], postcode = laying->meant[row];
        uint32_t place = postcode ? postcode : laying->way[row];
        if (door && place)
            add_spot(laying, door, place, !postcode, row);
    }
    number_spots(laying, HOME_BY_ADDRESS);
}

/* --- by what else is known -------------------------------------------------------------------- */

static uint32_t days_apart(const struct dwellings *made, uint32_t a, uint32_t b)
{
    if (made->day[a] == DAY_UNKNOWN || made->day[b] == DAY_UNKNOWN)
        return UINT32_MAX - 1;
    int64_t apart = (int64_t)made->day[a] - made->day[b];
    return (uint32_t)(apart < 0 ? -apart : apart);
}

/* Rows of one person that have an address. */
struct homes {
    uint32_t rows[HOMES_MOST];
    size_t count;
};

static void list_homes(const struct laying *laying, uint32_t person, struct homes *ret_homes)
{
    const struct person_rows *persons = laying->persons;
    ret_homes->count = 0;
    for (uint32_t i = persons->starts[person]; i < persons->starts[person + 1]; i++)
        if (laying->made.of_row[persons->rows[i]] != LINKAGE_NONE && ret_homes->count < HOMES_MOST)
            ret_homes->rows[ret_homes->count++] = persons->rows[i];
}

/* The home nearest in time, in the postcode where one is given; the row itself where there is
 * none. */
static uint32_t nearest_home(const struct laying *laying, const struct homes *homes, uint32_t row,
                             uint32_t postcode)
{
    uint32_t best = row, least = UINT32_MAX;
    for (size_t i = 0; i < homes->count; i++) {
        uint32_t other = homes->rows[i], apart = days_apart(&laying->made, row, other);
        if ((postcode && laying->meant[other] != postcode) || apart >= least)
            continue;
        least = apart;
        best = other;
    }
    return best;
}

/* Rows without an address of their own take the person's, by postcode or by time. */
static void by_person(struct laying *laying, bool by_postcode)
{
    struct dwellings *made = &laying->made;
    const struct person_rows *persons = laying->persons;
    struct homes *homes = memory_allocate(sizeof *homes);
    for (uint32_t person = 0; person < persons->count; person++) {
        list_homes(laying, person, homes);
        for (uint32_t i = persons->starts[person]; i < persons->starts[person + 1]; i++) {
            uint32_t row = persons->rows[i], postcode = by_postcode ? laying->meant[row] : 0;
            if (made->of_row[row] != LINKAGE_NONE || (by_postcode && !postcode))
                continue;
            uint32_t home = nearest_home(laying, homes, row, postcode);
            if (home == row)
                continue;
            made->of_row[row] = made->of_row[home];
            made->basis[row] = by_postcode ? HOME_BY_POSTCODE : HOME_BY_PERSON;
        }
    }
    memory_free(homes);
}

/* Rows of one telephone number in one postcode live where one of them says that it does. */
static void by_telephone(struct laying *laying, int telephone)
{
    struct dwellings *made = &laying->made;
    laying->spot_count = 0;
    for (uint32_t row = 0; row < laying->records->row_count; row++) {
        uint32_t number = value_of(laying, row, telephone);
        if (number && laying->meant[row])
            add_spot(laying, number, laying->meant[row], made->of_row[row], row);
    }
    sort_spots(laying);
    for (size_t start = 0, end; start < laying->spot_count; start = end) {
        end = key_end(laying, start);
        uint32_t home = laying->spots[start].extra; /* none is the highest number */
        for (size_t i = start; home != LINKAGE_NONE && i < end; i++) {
            uint32_t row = laying->spots[i].row;
            if (made->of_row[row] != LINKAGE_NONE)
                continue;
            made->of_row[row] = home;
            made->basis[row] = HOME_BY_TELEPHONE;
        }
    }
}

static void by_name(struct laying *laying)
{
    laying->spot_count = 0;
    for (uint32_t row = 0; row < laying->records->row_count; row++) {
        uint32_t surname = value_of(laying, row, laying->surname);
        if (laying->made.of_row[row] == LINKAGE_NONE && laying->meant[row] && surname)
            add_spot(laying, laying->meant[row], surname, 0, row);
    }
    number_spots(laying, HOME_BY_NAME);
}

void dwellings_find(const struct linkage *linkage, const struct person_rows *persons,
                    struct dwellings *ret_dwellings)
{
    const struct records *records = &linkage->records;
    size_t rows = records->row_count;
    struct laying laying = {
        .linkage = linkage,
        .records = records,
        .persons = persons,
        .number = dwelling_field(records, LINKAGE_HOUSE_NUMBER),
        .street = dwelling_field(records, LINKAGE_ADDRESS),
        .locality = dwelling_field(records, LINKAGE_LOCALITY),
        .postcode = dwelling_field(records, LINKAGE_POSTCODE),
        .surname = records->surname,
        .door = memory_zeros(rows + 1, sizeof *laying.door),
        .way = memory_zeros(rows + 1, sizeof *laying.way),
        .meant = memory_zeros(rows + 1, sizeof *laying.meant),
        .spots = memory_allocate((rows + 1) * sizeof *laying.spots),
        .made = {.of_row = memory_allocate((rows + 1) * sizeof(uint32_t)),
                 .basis = memory_allocate(rows + 1),
                 .day = memory_allocate((rows + 1) * sizeof(int32_t))},
    };
    memset(laying.made.of_row, 0xFF, rows * sizeof *laying.made.of_row);
    memset(laying.made.basis, HOME_UNKNOWN, rows);
    note_days(&laying);
    part_addresses(&laying);
    settle_postcodes(&laying);
    by_address(&laying);
    by_person(&laying, true);
    for (size_t at = 0; at < records->field_count; at++)
        if (records->fields[at].kind == FIELD_TELEPHONE)
            by_telephone(&laying, (int)at);
    by_name(&laying);
    by_person(&laying, false);
    values_free(&laying.words);
    memory_free(laying.door);
    memory_free(laying.way);
    memory_free(laying.meant);
    memory_free(laying.spots);
    *ret_dwellings = laying.made;
}

void dwellings_free(struct dwellings *dwellings)
{
    memory_free(dwellings->of_row);
    memory_free(dwellings->basis);
    memory_free(dwellings->day);
    *dwellings = (struct dwellings){0};
}
