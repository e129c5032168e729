/* What stands in columns whose headings say nothing: most names of a town's people are told by the
 * commonest of them, streets by their last words, births by the many years that they fill. */
#include "math/linkage/standard/recognise.h"

#include <stdlib.h>

#include "math/linkage/texts/addresses.h"
#include "math/linkage/texts/common_names.h"
#include "math/linkage/texts/dates.h"
#include "math/linkage/texts/names.h"

#include "base/banned.h"

/* How many of a column's texts, rows looked at that are not blank, are what. */
struct look {
    uint64_t sources; /* a bit for each that has any; the last is for all from the 64th on */
    size_t texts;
    size_t wordy;   /* no figure in it */
    size_t several; /* as a name, of two words or more */
    size_t given;   /* its first word is a common given name */
    size_t surname; /* its last word is a common surname */
    size_t women, men, neither_said;
    size_t streets, towns;
    size_t small_numbers; /* such as a house has: 7, 12a, 110 */
    size_t dates;         /* whole and possible */
    int32_t early, late;  /* a tenth of them come before the one, a tenth after the other */
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool has_digit(struct slice text)
{
    bool found = false;
    for (size_t i = 0; i < text.length; i++)
        found |= is_digit(text.data[i]);
    return found;
}

static bool is_small_number(struct slice text)
{
    size_t digits = 0;
    while (digits < text.length && is_digit(text.data[digits]))
        digits++;
    return digits >= 1 && digits <= 4 && text.length - digits <= 1;
}

static void look_at_name(struct slice text, struct look *look)
{
    struct person_name name;
    name_parse(text, NAME_FULL, 0, &name);
    if (name.count == 0)
        return;
    size_t given = name.reversed && name.count > 1 ? 1 : 0;
    size_t surname = name.reversed ? 0 : name.count - 1;
    look->several += name.count > 1;
    look->given += name_is_common_given(name.tokens[given]);
    look->surname += name_is_common_surname(name.tokens[surname]);
}

static void look_at_sex(struct slice folded, struct look *look)
{
    static const char *const women[] = {"f", "female", "woman", "girl"};
    static const char *const men[] = {"m", "male", "man", "boy"};
    static const char *const neither[] = {"u", "x", "unknown", "other", "not known", "not stated"};
    look->women += NAME_IS_LISTED(folded, women);
    look->men += NAME_IS_LISTED(folded, men);
    look->neither_said += NAME_IS_LISTED(folded, neither);
}

static void look_at_text(struct slice text, struct look *look)
{
    char folded[FOLD_LONGEST];
    struct slice form = {folded, fold_text(text, "", folded)};
    if (form.length == 0)
        return;
    look->texts++;
    look->small_numbers += is_small_number(form);
    look->streets += address_names_street(text);
    if (has_digit(form))
        return;
    look->wordy++;
    look->towns += town_is_known(form);
    look_at_sex(form, look);
    look_at_name(text, look);
}

/* The sources in which a column stands, and its first row and the one after its last: the rows of a
 * source stand together, and those of others have no such column. */
static uint64_t sources_of(const struct linkage_table *table, const struct linkage_column *column,
                           size_t *ret_first, size_t *ret_end)
{
    uint64_t sources = 0;
    *ret_first = *ret_end = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        if (column->rows[row] == 0)
            continue;
        size_t source = table->source ? table->source[row] : 0;
        if (sources == 0)
            *ret_first = row;
        *ret_end = row + 1;
        sources |= UINT64_C(1) << (source < 63 ? source : 63);
    }
    return sources;
}

static bool read_day(struct slice text, int32_t *ret_day)
{
    char date[WRITTEN_DATE];
    return (written_date_read(text, false, date) && written_date_days(date, ret_day)) ||
           (written_date_read(text, true, date) && written_date_days(date, ret_day));
}

static int by_day(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

static struct look look_at(const struct linkage_table *table, const struct linkage_column *column)
{
    size_t first, end;
    struct look look = {.sources = sources_of(table, column, &first, &end)};
    int32_t days[RECOGNISE_ROWS + 1] = {0};
    size_t step = (end - first) / RECOGNISE_ROWS + 1;
    for (size_t row = first; row < end; row += step) {
        struct slice text = values_text(&column->values, column->rows[row]);
        look_at_text(text, &look);
        look.dates += read_day(text, &days[look.dates]);
    }
    qsort(days, look.dates, sizeof *days, by_day);
    look.early = look.dates ? days[look.dates / 10] : 0;
    look.late = look.dates ? days[look.dates - 1 - look.dates / 10] : 0;
    return look;
}

static bool is_share(size_t count, const struct look *look, double least)
{
    return (double)count >= least * (double)look->texts;
}

static bool is_names(const struct look *look)
{
    return is_share(look->wordy, look, 0.9);
}

static bool is_full_names(const struct look *look)
{
    return is_names(look) && is_share(look->several, look, 0.5) && is_share(look->given, look, 0.3);
}

static bool is_given_names(const struct look *look)
{
    return is_names(look) && !is_share(look->several, look, 0.5) &&
           is_share(look->given, look, 0.3) && look->given > look->surname;
}

static bool is_surnames(const struct look *look)
{
    return is_names(look) && !is_share(look->several, look, 0.5) &&
           is_share(look->surname, look, 0.08) && look->surname > look->given;
}

static bool is_dates(const struct look *look)
{
    return look->dates && is_share(look->dates, look, 0.9);
}

static bool is_sexes(const struct look *look)
{
    return look->women && look->men &&
           is_share(look->women + look->men + look->neither_said, look, 0.95);
}

static bool is_streets(const struct look *look)
{
    return is_share(look->streets, look, 0.4);
}

static bool is_towns(const struct look *look)
{
    return is_share(look->towns, look, 0.3);
}

struct found {
    struct linkage_table *table;
    struct look *looks;             /* one a column; empty where it is not to be recognised */
    uint64_t headed[LINKAGE_KINDS]; /* the sources in which headings name such a column */
};

static bool is_open(const struct linkage_column *column)
{
    return !column->decided && column->kind == LINKAGE_IGNORED &&
           !heading_is_about_another(column->name);
}

/* The columns that show it are of that kind, but in the sources that are barred; a source's columns
 * after its first are of the kind `further`, where ignored leaves them so. */
static void take(struct found *found, bool (*shows)(const struct look *look), uint64_t barred,
                 enum linkage_kind kind, enum linkage_kind further)
{
    uint64_t taken = 0;
    for (size_t i = 0; i < found->table->column_count; i++) {
        struct look *look = &found->looks[i];
        if (look->texts < RECOGNISE_FEWEST || (look->sources & barred) || !shows(look))
            continue;
        found->table->columns[i].kind = (look->sources & taken) ? further : kind;
        taken |= look->sources;
        *look = (struct look){0};
    }
}

/* Of the rows that have both, the share in which the given name stands in the full name. */
static double share_held(const struct linkage_table *table, const struct linkage_column *full,
                         const struct linkage_column *given)
{
    size_t both = 0, held = 0, step = table->row_count / RECOGNISE_ROWS + 1;
    for (size_t row = 0; row < table->row_count; row += step) {
        struct person_name whole, part;
        if (full->rows[row] == 0 || given->rows[row] == 0)
            continue;
        name_parse(values_text(&full->values, full->rows[row]), NAME_FULL, 0, &whole);
        name_parse(values_text(&given->values, given->rows[row]), NAME_GIVEN, 0, &part);
        bool stands = false;
        for (size_t i = 0; i < whole.count && part.count; i++)
            stands |= slice_equal(whole.tokens[i], part.tokens[0]);
        both++;
        held += stands;
    }
    return both ? (double)held / (double)both : 0;
}

/* Whether two columns of a source give a person's full name and given name, and the one does not
 * stand in the other. */
static bool are_of_two(const struct found *found, size_t a, size_t b)
{
    const struct linkage_column *columns = found->table->columns;
    const struct look *looks = found->looks;
    if (!(looks[a].sources & looks[b].sources))
        return false;
    if (is_full_names(&looks[a]) && is_given_names(&looks[b]))
        return share_held(found->table, &columns[a], &columns[b]) < 0.5;
    if (is_full_names(&looks[b]) && is_given_names(&looks[a]))
        return share_held(found->table, &columns[b], &columns[a]) < 0.5;
    return false;
}

/* A full name beside a given name that is not in it is a parent's or a teacher's; or the given name
 * is what a few are called else. What fewer rows have, or the later column, is not the person's. */
static void drop_names_of_others(struct found *found)
{
    size_t count = found->table->column_count;
    bool *others = memory_zeros(count + 1, sizeof *others);
    for (size_t a = 0; a < count; a++)
        for (size_t b = a + 1; b < count; b++)
            if (are_of_two(found, a, b))
                others[found->looks[a].texts < found->looks[b].texts ? a : b] = true;
    for (size_t i = 0; i < count; i++)
        if (others[i])
            found->looks[i] = (struct look){0};
    memory_free(others);
}

static void take_names(struct found *found)
{
    drop_names_of_others(found);
    uint64_t full = found->headed[LINKAGE_FULL_NAME];
    uint64_t given = full | found->headed[LINKAGE_GIVEN_NAME];
    uint64_t surname = full | found->headed[LINKAGE_SURNAME];
    take(found, is_full_names, given | surname, LINKAGE_FULL_NAME, LINKAGE_FULL_NAME);
    take(found, is_given_names, given, LINKAGE_GIVEN_NAME, LINKAGE_MIDDLE_NAME);
    take(found, is_surnames, surname, LINKAGE_SURNAME, LINKAGE_IGNORED);
}

static bool is_births(const struct found *found, size_t column)
{
    return is_dates(&found->looks[column]) &&
           !heading_is_of_another_date(found->table->columns[column].name);
}

/* The column whose dates begin first, of those that fill many years in sources without any; the
 * number of columns where there is none. */
static size_t earliest_births(const struct found *found, uint64_t known)
{
    enum { YEARS = 10, YEAR_DAYS = 365 };
    size_t count = found->table->column_count, best = count;
    for (size_t i = 0; i < count; i++) {
        const struct look *look = &found->looks[i];
        if (look->texts >= RECOGNISE_FEWEST && !(look->sources & known) && is_births(found, i) &&
            look->late - look->early >= YEARS * YEAR_DAYS &&
            (best == count || look->early < found->looks[best].early))
            best = i;
    }
    return best;
}

/* Of a source's dates, births come first and fill many years, where referrals fill a few. Where no
 * source has any, the first dates there are. */
static void take_births(struct found *found)
{
    struct linkage_column *columns = found->table->columns;
    uint64_t known = found->headed[LINKAGE_BIRTH_DATE] | found->headed[LINKAGE_BIRTH_YEAR];
    size_t count = found->table->column_count, best;
    while ((best = earliest_births(found, known)) < count) {
        known |= found->looks[best].sources;
        columns[best].kind = LINKAGE_BIRTH_DATE;
    }
    for (size_t i = 0; i < count && !known; i++)
        if (is_births(found, i)) {
            known = found->looks[i].sources;
            columns[i].kind = LINKAGE_BIRTH_DATE;
        }
}

/* A street's numbers stand in the column before it. */
static void take_streets(struct found *found)
{
    struct linkage_column *columns = found->table->columns;
    take(found, is_streets, found->headed[LINKAGE_ADDRESS], LINKAGE_ADDRESS, LINKAGE_IGNORED);
    for (size_t i = 1; i < found->table->column_count; i++) {
        const struct look *before = &found->looks[i - 1];
        if (columns[i].kind == LINKAGE_ADDRESS && before->texts >= RECOGNISE_FEWEST &&
            is_share(before->small_numbers, before, 0.8))
            columns[i - 1].kind = LINKAGE_HOUSE_NUMBER;
    }
}

void recognise_by_content(struct linkage_table *table)
{
    struct found found = {.table = table,
                          .looks = memory_zeros(table->column_count + 1, sizeof *found.looks)};
    for (size_t i = 0; i < table->column_count; i++) {
        const struct linkage_column *column = &table->columns[i];
        size_t first, end;
        if (is_open(column))
            found.looks[i] = look_at(table, column);
        else
            found.headed[column->kind] |= sources_of(table, column, &first, &end);
    }
    take_births(&found);
    take_names(&found);
    take(&found, is_sexes, found.headed[LINKAGE_SEX], LINKAGE_SEX, LINKAGE_IGNORED);
    take_streets(&found);
    take(&found, is_towns, found.headed[LINKAGE_TOWN], LINKAGE_TOWN, LINKAGE_IGNORED);
    memory_free(found.looks);
}
