#include "math/linkage/compare/together.h"

#include <math.h>
#include <stdlib.h>

#include "math/linkage/compare/packed.h"

#include "base/banned.h"

/* Persons that a mean over a name's bearers starts with, as many met as expected; and the shape of
 * the gamma distribution about it. */
static const double beforehand = 10, shape = 2;

struct birth {
    uint32_t surname, given, date;
};

/* All who bear both names. */
struct bearers {
    uint32_t surname, given;
    double rows, persons; /* with a whole date of birth; of persons near enough how many they are */
    uint8_t commoner;     /* by so many levels the two names are commoner together */
};

/* What others bear who bear a name: how many persons, and how many of those that each of them meets
 * have the other name as well, and would by chance. */
struct of_name {
    double persons, met, expected;
};

struct table {
    struct bearers *list; /* by surname and given name */
    size_t count;
    size_t *starts; /* by surname */
    struct of_name *givens, *surnames;
    double persons;
};

static int by_names(const void *a, const void *b)
{
    const struct birth *left = a, *right = b;
    if (left->surname != right->surname)
        return left->surname < right->surname ? -1 : 1;
    if (left->given != right->given)
        return left->given < right->given ? -1 : 1;
    return left->date < right->date ? -1 : left->date > right->date;
}

/* The field of dates of birth, or −1. */
static int date_field(const struct records *records)
{
    for (size_t at = 0; at < records->field_count; at++)
        if (records->fields[at].kind == FIELD_DATE)
            return (int)at;
    return -1;
}

/* The whole dates of birth of those who have both names, by names. */
static struct birth *take_births(const struct records *records, size_t date, size_t *ret_count)
{
    const struct facts *dates = records->fields[date].facts;
    struct birth *births = memory_allocate((records->row_count + 1) * sizeof *births);
    size_t count = 0;
    for (uint32_t row = 0; row < records->row_count; row++) {
        const uint32_t *ids = records_row(records, row);
        uint32_t given = ids[records->given], surname = ids[records->surname];
        if (given && surname && ids[date] && dates[ids[date]].days > PACKED_IMPOSSIBLE)
            births[count++] = (struct birth){surname, given, ids[date]};
    }
    qsort(births, count, sizeof *births, by_names);
    *ret_count = count;
    return births;
}

static void count_bearers(const struct birth *births, size_t count, struct table *table)
{
    for (size_t i = 0; i < count; i++) {
        const struct birth *birth = &births[i], *before = i ? birth - 1 : NULL;
        bool same = before && birth->surname == before->surname && birth->given == before->given;
        if (!same)
            table->list[table->count++] =
                (struct bearers){.surname = birth->surname, .given = birth->given};
        struct bearers *bearers = &table->list[table->count - 1];
        bearers->rows++;
        bearers->persons += !same || birth->date != before->date;
        table->starts[birth->surname + 1] = table->count;
    }
}

/* The share of rows whose date of birth is not the one that others of the person have: where a
 * surname is borne with one given name alone, it is hardly more than one person's. */
static double share_of_slips(const struct table *table)
{
    double slips = 0, rows = 0;
    for (size_t i = 0; i < table->count; i++) {
        const struct bearers *bearers = &table->list[i];
        bool only = (i == 0 || bearers[-1].surname != bearers->surname) &&
                    (i + 1 == table->count || bearers[1].surname != bearers->surname);
        slips += only ? bearers->persons - 1 : 0;
        rows += only ? bearers->rows - 1 : 0;
    }
    return rows > 0 ? fmin(slips / rows, 0.9) : 0;
}

static double expected_of(const struct table *table, const struct bearers *bearers)
{
    return table->givens[bearers->given].persons * table->surnames[bearers->surname].persons /
           table->persons;
}

static void count_persons(struct table *table)
{
    double slips = share_of_slips(table);
    for (size_t i = 0; i < table->count; i++) {
        struct bearers *bearers = &table->list[i];
        bearers->persons = fmax(1, (bearers->persons - slips * bearers->rows) / (1 - slips));
        table->givens[bearers->given].persons += bearers->persons;
        table->surnames[bearers->surname].persons += bearers->persons;
        table->persons += bearers->persons;
    }
    for (size_t i = 0; i < table->count; i++) {
        const struct bearers *bearers = &table->list[i];
        double met = bearers->persons * (bearers->persons - 1);
        double expected = bearers->persons * expected_of(table, bearers);
        table->givens[bearers->given].met += met;
        table->givens[bearers->given].expected += expected;
        table->surnames[bearers->surname].met += met;
        table->surnames[bearers->surname].expected += expected;
    }
}

/* How much oftener than chance others of the name share the other one, these bearers left out. */
static double mean_of(const struct of_name *name, double met, double expected)
{
    return (name->met - met + beforehand) / (name->expected - expected + beforehand);
}

static uint8_t levels_commoner(const struct table *table, const struct bearers *bearers)
{
    double others = bearers->persons - 1, expected = expected_of(table, bearers);
    double met = bearers->persons * others, all = bearers->persons * expected;
    double mean = fmax(1, fmin(mean_of(&table->givens[bearers->given], met, all),
                               mean_of(&table->surnames[bearers->surname], met, all)));
    double oftener = (others + shape) / (expected + shape / mean);
    double levels = floor(log2(fmax(1, oftener)) / EXACT_LEVEL_BITS + 0.5);
    return (uint8_t)fmin(levels, TOGETHER_MOST);
}

/* Those who bear both names, or NULL where nobody has them with a whole date. */
static const struct bearers *bearers_of(const struct table *table, uint32_t surname, uint32_t given)
{
    size_t low = table->starts[surname], high = table->starts[surname + 1];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (table->list[middle].given < given)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < table->starts[surname + 1] && table->list[low].given == given;
    return found ? &table->list[low] : NULL;
}

static void say_of_records(const struct table *table, struct records *records)
{
    records->together = memory_zeros(records->row_count + 1, sizeof *records->together);
    for (uint32_t row = 0; row < records->row_count; row++) {
        const uint32_t *ids = records_row(records, row);
        uint32_t given = ids[records->given], surname = ids[records->surname];
        const struct bearers *bearers = given && surname ? bearers_of(table, surname, given) : NULL;
        if (bearers)
            records->together[row] = bearers->commoner;
    }
}

void together_find(struct records *records)
{
    int date = date_field(records);
    if (records->given < 0 || records->surname < 0 || date < 0)
        return;
    size_t values = records->fields[records->given].values->count, count;
    struct birth *births = take_births(records, (size_t)date, &count);
    struct table table = {
        .list = memory_allocate((count + 1) * sizeof *table.list),
        .starts = memory_zeros(values + 2, sizeof *table.starts),
        .givens = memory_zeros(values + 1, sizeof *table.givens),
        .surnames = memory_zeros(values + 1, sizeof *table.surnames),
    };
    count_bearers(births, count, &table);
    memory_free(births);
    for (size_t i = 0; i <= values; i++) /* surnames that nobody has start where those before end */
        if (table.starts[i + 1] < table.starts[i])
            table.starts[i + 1] = table.starts[i];
    count_persons(&table);
    for (size_t i = 0; i < table.count; i++)
        table.list[i].commoner = levels_commoner(&table, &table.list[i]);
    say_of_records(&table, records);
    memory_free(table.list);
    memory_free(table.starts);
    memory_free(table.givens);
    memory_free(table.surnames);
}
