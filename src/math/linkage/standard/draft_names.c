#include "math/linkage/standard/draft.h"

#include "math/linkage/texts/common_names.h"
#include "math/linkage/texts/emails.h"
#include "math/linkage/texts/names.h"
#include "math/linkage/texts/nicknames.h"
#include "math/linkage/texts/rules.h"
#include "math/linkage/texts/spellings.h"

#include "base/banned.h"

/* The parts of a name, by their numbers among the values. */
struct name_ids {
    uint32_t given, surname, other;
    bool alone;      /* one word: nobody knows yet whether given name or surname */
    bool has_middle; /* among the other names */
};

/* A column of names, taken apart once for each of its texts. */
struct parsed_column {
    const struct linkage_column *column;
    struct name_ids *names;
    bool stands_for_parts; /* a full name that says all that the other columns say */
};

struct naming {
    const struct draft_columns *columns;
    struct values *values;
    struct parsed_column parsed[DRAFT_COLUMNS];
    size_t order[DRAFT_COLUMNS]; /* in which a row's parts of a name are read */
    size_t ordered;
};

uint32_t draft_intern_words(struct values *values, const struct slice *words, size_t count)
{
    char joined[FOLD_LONGEST];
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (length + words[i].length + 1 > sizeof joined)
            break;
        if (length)
            joined[length++] = ' ';
        memcpy(joined + length, words[i].data, words[i].length);
        length += words[i].length;
    }
    return values_intern(values, (struct slice){joined, length});
}

/* --- one text --------------------------------------------------------------------------------- */

static struct name_ids parse_given(struct values *values, struct slice text, uint32_t rules_off)
{
    struct person_name name;
    struct name_ids ids = {0};
    name_parse(text, NAME_GIVEN, rules_off, &name);
    if (name.count == 0)
        return ids;
    ids.given = values_intern(values, name.tokens[0]);
    ids.other = draft_intern_words(values, name.tokens + 1, name.count - 1);
    return ids;
}

static uint32_t parse_words(struct values *values, struct slice text, uint32_t rules_off)
{
    struct person_name name;
    name_parse(text, NAME_SURNAME, rules_off, &name);
    return draft_intern_words(values, name.tokens, name.count);
}

/* "Surname, Given Names" */
static struct name_ids parse_reversed(struct values *values, struct slice text, size_t comma,
                                      uint32_t rules_off)
{
    struct name_ids ids = parse_given(values, slice_sub(text, comma + 1, text.length), rules_off);
    ids.surname = parse_words(values, slice_sub(text, 0, comma), rules_off);
    return ids;
}

static struct name_ids parse_full(struct values *values, struct slice text, uint32_t rules_off)
{
    struct person_name name;
    struct name_ids ids = {0};
    name_parse(text, NAME_FULL, rules_off, &name);
    if (name.count == 0)
        return ids;
    size_t main = name.honours_from > 1 ? name.honours_from : name.count;
    size_t given = name.reversed ? 1 : 0, surname = name.reversed ? 0 : main - 1;
    ids.given = values_intern(values, name.tokens[given]);
    ids.alone = name.count == 1 && rule_is_on(rules_off, LINKAGE_RULE_LONE_NAMES);
    if (name.count == 1)
        return ids;
    ids.surname = values_intern(values, name.tokens[surname]);
    struct slice others[NAME_TOKENS];
    size_t count = 0;
    for (size_t i = 0; i < name.count; i++)
        if (i != given && i != surname && !slice_equal(name.tokens[i], name.tokens[surname]))
            others[count++] = name.tokens[i];
    ids.other = draft_intern_words(values, others, count);
    return ids;
}

bool draft_surname_first(const struct values *texts)
{
    enum { LOOKED_AT = 2000 };
    size_t seen = 0, commas = 0;
    for (uint32_t i = 1; i < texts->count && seen < LOOKED_AT; i++, seen++) {
        struct slice text = values_text(texts, i);
        commas += slice_find_byte(text, ',') < text.length;
    }
    return commas * 2 > seen;
}

/* --- one column ------------------------------------------------------------------------------- */

static void parse_column(struct naming *naming, struct parsed_column *parsed)
{
    const struct linkage_column *column = parsed->column;
    struct values *values = naming->values;
    uint32_t off = naming->columns->rules_off;
    bool surname_first =
        column->kind == LINKAGE_FULL_NAME &&
        (column->habit ? column->habit->surname_first : draft_surname_first(&column->values));
    parsed->names = memory_zeros(column->values.count + 1, sizeof *parsed->names);
    for (uint32_t i = 1; i < column->values.count; i++) {
        struct slice text = values_text(&column->values, i);
        struct name_ids *ids = &parsed->names[i];
        size_t comma = slice_find_byte(text, ',');
        switch (column->kind) {
        case LINKAGE_GIVEN_NAME:
            *ids = parse_given(values, text, off);
            break;
        case LINKAGE_SURNAME:
            ids->surname = parse_words(values, text, off);
            break;
        case LINKAGE_FULL_NAME:
            *ids = surname_first ? parse_reversed(values, text, comma, off)
                                 : parse_full(values, text, off);
            break;
        case LINKAGE_EMAIL:
        case LINKAGE_PARENT_NAME:
            break; /* read where a row's own names want it: take_from_email */
        default:
            ids->other = parse_words(values, text, off);
        }
    }
}

/* Whether every word of part stands in whole. */
static bool repeats(struct slice whole, struct slice part)
{
    char folded_whole[FOLD_LONGEST], folded_part[FOLD_LONGEST];
    struct slice in = {folded_whole, fold_text(whole, "", folded_whole)};
    struct slice rest = {folded_part, fold_text(part, "", folded_part)}, word;
    while (slice_split(&rest, ' ', &word)) {
        struct slice others = in, other;
        bool found = word.length == 0;
        while (!found && slice_split(&others, ' ', &other))
            found = slice_equal(word, other);
        if (!found)
            return false;
    }
    return true;
}

static struct slice text_on(const struct linkage_column *column, size_t row)
{
    return values_text(&column->values, column->rows[row]);
}

bool draft_says_all(const struct draft_columns *columns, const struct linkage_column *full)
{
    enum { LOOKED_AT = 2000 };
    size_t step = columns->row_count / LOOKED_AT + 1, seen = 0, repeated = 0;
    for (size_t row = 0; row < columns->row_count; row += step) {
        struct slice whole = text_on(full, row);
        bool all = true;
        for (size_t i = 0; i < columns->count && whole.length; i++) {
            enum linkage_kind kind = columns->list[i]->kind;
            if (kind == LINKAGE_GIVEN_NAME || kind == LINKAGE_SURNAME ||
                kind == LINKAGE_MIDDLE_NAME)
                all &= repeats(whole, text_on(columns->list[i], row));
        }
        seen += whole.length > 0;
        repeated += whole.length > 0 && all;
    }
    return seen > 0 && repeated * 20 >= seen * 19;
}

/* --- one row ---------------------------------------------------------------------------------- */

/* Add the word or words to the other names, unless the row has them as given name or surname. */
static void add_other(struct values *values, struct name_ids *ids, uint32_t other)
{
    if (other == 0 || other == ids->given || other == ids->surname || other == ids->other)
        return;
    if (ids->other == 0) {
        ids->other = other;
        return;
    }
    struct slice words[2] = {values_text(values, ids->other), values_text(values, other)};
    ids->other = draft_intern_words(values, words, 2);
}

/* Whether K is what is left of Karim, whom others know by that name. */
static bool is_initial_of(struct slice given, struct slice known_as)
{
    return given.length == 1 && known_as.length > 1 && known_as.data[0] == given.data[0] &&
           slice_find_byte(known_as, ' ') == known_as.length;
}

/* Add what others call her, unless it is a form of her name: Livvy is no name beside Olivia's. That
 * Kewin is Kevin is to be known, since he would be taken for a Chinese. */
static void add_known_as(struct values *values, struct name_ids *ids, const struct name_ids *more,
                         uint32_t rules_off)
{
    struct slice given = values_text(values, ids->given), other = values_text(values, more->other);
    if (!other.length)
        return;
    if (rule_is_on(rules_off, LINKAGE_RULE_LONE_NAMES) && is_initial_of(given, other))
        ids->given = more->other;
    else if (!rule_is_on(rules_off, LINKAGE_RULE_SHORT_FORMS) ||
             spelling_traits(given) & SPELLING_CHINESE || !nickname_is_of(other, given))
        add_other(values, ids, more->other);
}

/* The first of several given names or surnames is the name, the others are other names. */
static void add_names(struct values *values, struct name_ids *ids, const struct name_ids *more)
{
    uint32_t given = ids->given, surname = ids->surname;
    ids->given = given ? given : more->given;
    ids->surname = surname ? surname : more->surname;
    if (!given && more->other == more->given && ids->other == 0)
        ids->other = more->other; /* Mei Mei: no word of it is said twice by mistake */
    add_other(values, ids, given ? more->given : 0);
    add_other(values, ids, surname ? more->surname : 0);
    add_other(values, ids, more->other);
}

/* Given names and surnames before what may repeat them, whatever the order of the columns: that is
 * another where the same source comes with others, or by itself to a register. */
static void order_columns(struct naming *naming)
{
    static const enum linkage_kind kinds[] = {LINKAGE_GIVEN_NAME, LINKAGE_SURNAME,
                                              LINKAGE_MIDDLE_NAME, LINKAGE_OTHER_NAME};
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        for (size_t i = 0; i < naming->columns->count; i++)
            if (naming->columns->list[i]->kind == kinds[kind])
                naming->order[naming->ordered++] = i;
}

/* Whether such a column's other names are middle names. */
static bool holds_middle(enum linkage_kind kind, const struct name_ids *more)
{
    return more->other && kind != LINKAGE_SURNAME && kind != LINKAGE_OTHER_NAME;
}

static struct name_ids name_row(struct naming *naming, size_t row)
{
    struct name_ids ids = {0};
    const struct draft_columns *columns = naming->columns;
    bool whole = false;
    for (size_t i = 0; i < columns->count && !whole; i++) {
        const struct parsed_column *parsed = &naming->parsed[i];
        if (parsed->stands_for_parts && parsed->column->rows[row]) {
            ids = parsed->names[parsed->column->rows[row]];
            whole = ids.given || ids.surname;
            ids.has_middle = ids.other;
        }
    }
    for (size_t i = 0; i < naming->ordered; i++) {
        const struct parsed_column *parsed = &naming->parsed[naming->order[i]];
        enum linkage_kind kind = parsed->column->kind;
        const struct name_ids *more = &parsed->names[parsed->column->rows[row]];
        if (kind == LINKAGE_OTHER_NAME)
            add_known_as(naming->values, &ids, more, columns->rules_off);
        else if (!whole) {
            add_names(naming->values, &ids, more);
            ids.has_middle |= holds_middle(kind, more);
        }
    }
    for (size_t i = 0; i < columns->count && !whole; i++) {
        const struct parsed_column *parsed = &naming->parsed[i];
        const struct name_ids *more = &parsed->names[parsed->column->rows[row]];
        if (parsed->column->kind != LINKAGE_FULL_NAME)
            continue;
        ids.given = ids.given ? ids.given : more->given;
        ids.surname = ids.surname ? ids.surname : more->surname;
        ids.other = ids.other ? ids.other : more->other;
        ids.has_middle |= holds_middle(LINKAGE_FULL_NAME, more);
    }
    return ids;
}

/* Who has no given name but is known as Grace, is called so. */
static void take_known_as(struct values *values, struct name_ids *ids, uint32_t rules_off)
{
    struct slice other = values_text(values, ids->other);
    if (ids->given || !ids->surname || !name_is_common_given(other) ||
        name_is_common_surname(other) || !rule_is_on(rules_off, LINKAGE_RULE_LONE_NAMES))
        return;
    ids->given = ids->other;
    ids->other = 0;
}

/* --- names in an e-mail address --------------------------------------------------------------- */

/* Whether the row names a parent who bears that given name. */
static bool is_parents(const struct draft_columns *columns, size_t row, struct slice given)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct linkage_column *column = columns->list[i];
        if (column->kind == LINKAGE_PARENT_NAME && column->rows[row] &&
            repeats(text_on(column, row), given))
            return true;
    }
    return false;
}

/* Who is written down as Millie, or M, without a surname and writes from amelia.midden26 is Amelia
 * Midden. */
static void take_from_email(struct values *values, struct name_ids *ids,
                            const struct draft_columns *columns, size_t row)
{
    for (size_t i = 0; i < columns->count && ids->given; i++) {
        const struct linkage_column *column = columns->list[i];
        char folded[FOLD_LONGEST];
        struct slice given, surname, own = values_text(values, ids->given);
        if (column->kind != LINKAGE_EMAIL || !column->rows[row] ||
            !email_names((struct slice){folded, fold_text(text_on(column, row), "@._-+", folded)},
                         &given, &surname))
            continue;
        bool initial = own.length == 1 && own.data[0] == given.data[0] &&
                       slice_equal(surname, values_text(values, ids->surname));
        if ((!initial && !slice_equal(own, given) && !nickname_is_of(own, given)) ||
            is_parents(columns, row, given))
            continue;
        ids->given = values_intern(values, given);
        if (!ids->surname)
            ids->surname = values_intern(values, surname);
    }
}

/* --- Chinese names ----------------------------------------------------------------------------
 */

static bool is_given_name(struct slice name)
{
    enum { BOTH = SPELLING_CHINESE | SPELLING_SEVERAL };
    return (spelling_traits(name) & BOTH) == BOTH ||
           (name_is_common_given(name) && !name_is_common_surname(name));
}

/* Whether the given name is a Chinese surname and the surname none, but a given name: Huang and
 * Hao-Jing, Li and Grace. Lee is a given name too, and so is Siu before Ming. */
static bool are_turned(struct slice given, struct slice surname, struct slice others)
{
    struct slice first = slice_sub(others, 0, slice_find_byte(others, ' '));
    return spelling_is_chinese(given) && !name_is_common_given(given) &&
           !spelling_is_chinese(surname) && is_given_name(surname) &&
           !spelling_is_one_syllable(spelling_traits(first));
}

/* A form that asks for the given name first gets Chinese names as they are said, the surname first.
 * What stood as surname becomes one word. */
static void settle_chinese(struct values *values, struct name_ids *ids, uint32_t rules_off)
{
    struct slice given = values_text(values, ids->given),
                 surname = values_text(values, ids->surname);
    char text[FOLD_LONGEST];
    size_t length = 0;
    if (!given.length || surname.length > sizeof text ||
        !rule_is_on(rules_off, LINKAGE_RULE_SPELLINGS) ||
        !rule_is_on(rules_off, LINKAGE_RULE_SWAPPED_NAMES) ||
        !are_turned(given, surname, values_text(values, ids->other)))
        return;
    for (size_t i = 0; i < surname.length; i++)
        if (surname.data[i] != ' ')
            text[length++] = surname.data[i];
    ids->surname = ids->given;
    ids->given = values_intern(values, (struct slice){text, length});
}

/* Other names that are all no middle names: see names_are_called. */
static void mark_called(struct values *values, struct name_ids *ids)
{
    struct slice names[2] = {values_text(values, ids->other), SLICE("")};
    if (ids->other && !ids->has_middle)
        ids->other = draft_intern_words(values, names, 2);
}

/* --- all rows --------------------------------------------------------------------------------- */

void draft_move_alone(struct draft *given, struct draft *surname, size_t row)
{
    surname->rows[row] = given->rows[row];
    given->rows[row] = 0;
}

void draft_settle_alone(struct draft *given, struct draft *surname, size_t row_count)
{
    uint32_t *as_given = memory_zeros(given->values->count, sizeof *as_given);
    uint32_t *as_surname = memory_zeros(given->values->count, sizeof *as_surname);
    for (size_t row = 0; row < row_count; row++) {
        if (given->alone[row])
            continue;
        as_given[given->rows[row]]++;
        as_surname[surname->rows[row]]++;
    }
    for (size_t row = 0; row < row_count; row++) {
        uint32_t only = given->rows[row];
        if (given->alone[row] && as_surname[only] > as_given[only])
            draft_move_alone(given, surname, row);
    }
    memory_free(as_given);
    memory_free(as_surname);
}

static void mark_alone(struct draft *given, const struct name_ids *ids, size_t row_count)
{
    for (size_t row = 0; row < row_count; row++) {
        if (ids[row].alone && !given->alone)
            given->alone = memory_zeros(row_count + 1, sizeof *given->alone);
        if (ids[row].alone)
            given->alone[row] = true;
    }
}

static void add_drafts(struct drafts *drafts, const struct name_ids *ids, struct values *values,
                       size_t row_count, bool keep_all)
{
    static const enum linkage_kind from[] = {LINKAGE_GIVEN_NAME, LINKAGE_SURNAME,
                                             LINKAGE_MIDDLE_NAME};
    static const char *const labels[] = {"given name", "surname", "other names"};
    for (unsigned part = 0; part < 3; part++) {
        struct draft *draft = draft_add(drafts, (enum field_kind)(FIELD_GIVEN + part), from[part],
                                        labels[part], row_count);
        values_free(draft->values);
        memory_free(draft->values);
        draft->values = values;
        draft->shares_values = part > 0;
        for (size_t row = 0; row < row_count; row++)
            draft->rows[row] = part == 0   ? ids[row].given
                               : part == 1 ? ids[row].surname
                                           : ids[row].other;
    }
    mark_alone(&drafts->list[0], ids, row_count);
    if (!keep_all && drafts->list[0].alone)
        draft_settle_alone(&drafts->list[0], &drafts->list[1], row_count);
    if (!keep_all && draft_known(&drafts->list[2], row_count) * 100 < row_count)
        draft_drop_last(drafts); /* too few to learn from */
}

void draft_names(const struct draft_columns *columns, struct drafts *ret_drafts)
{
    *ret_drafts = (struct drafts){0};
    if (columns->count == 0)
        return;
    struct naming naming = {.columns = columns, .values = memory_zeros(1, sizeof(struct values))};
    values_intern(naming.values, (struct slice){0});
    for (size_t i = 0; i < columns->count; i++) {
        const struct linkage_column *column = columns->list[i];
        naming.parsed[i].column = column;
        parse_column(&naming, &naming.parsed[i]);
        naming.parsed[i].stands_for_parts =
            column->kind == LINKAGE_FULL_NAME &&
            (column->habit ? column->habit->says_all : draft_says_all(columns, column));
    }
    order_columns(&naming);
    struct name_ids *ids = memory_allocate((columns->row_count + 1) * sizeof *ids);
    for (size_t row = 0; row < columns->row_count; row++) {
        ids[row] = name_row(&naming, row);
        take_known_as(naming.values, &ids[row], columns->rules_off);
        if (rule_is_on(columns->rules_off, LINKAGE_RULE_EMAIL_NAMES))
            take_from_email(naming.values, &ids[row], columns, row);
        settle_chinese(naming.values, &ids[row], columns->rules_off);
        mark_called(naming.values, &ids[row]);
    }
    add_drafts(ret_drafts, ids, naming.values, columns->row_count, columns->keep_all);
    memory_free(ids);
    for (size_t i = 0; i < columns->count; i++)
        memory_free(naming.parsed[i].names);
}
