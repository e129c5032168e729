#include "math/linkage/standard/recognise.h"

#include "math/linkage/standard/ages.h"
#include "math/linkage/texts/dates.h"
#include "math/linkage/texts/fold.h"
#include "math/linkage/texts/names.h"
#include "math/linkage/texts/numbers.h"

#include "base/banned.h"

static const struct {
    const char *word;  /* in a specification */
    const char *words; /* to a reader */
} kinds[LINKAGE_KINDS] = {
    [LINKAGE_IGNORED] = {"ignored", "not used"},
    [LINKAGE_ROW_ID] = {"id", "identifier of the row"},
    [LINKAGE_GIVEN_NAME] = {"given_name", "given name"},
    [LINKAGE_MIDDLE_NAME] = {"middle_name", "middle name"},
    [LINKAGE_SURNAME] = {"surname", "surname"},
    [LINKAGE_FULL_NAME] = {"full_name", "full name"},
    [LINKAGE_OTHER_NAME] = {"other_name", "another name of the person"},
    [LINKAGE_BIRTH_DATE] = {"birth_date", "date of birth"},
    [LINKAGE_BIRTH_YEAR] = {"birth_year", "year of birth"},
    [LINKAGE_BIRTH_MONTH] = {"birth_month", "month of birth"},
    [LINKAGE_BIRTH_DAY] = {"birth_day", "day of birth"},
    [LINKAGE_SEX] = {"sex", "sex or gender"},
    [LINKAGE_POSTCODE] = {"postcode", "postcode"},
    [LINKAGE_HOUSE_NUMBER] = {"house_number", "house number"},
    [LINKAGE_ADDRESS] = {"address", "street or address"},
    [LINKAGE_LOCALITY] = {"locality", "second line of address"},
    [LINKAGE_TOWN] = {"town", "town"},
    [LINKAGE_REGION] = {"region", "region"},
    [LINKAGE_BIRTH_PLACE] = {"birth_place", "place of birth"},
    [LINKAGE_OCCUPATION] = {"occupation", "occupation"},
    [LINKAGE_EMAIL] = {"email", "e-mail address"},
    [LINKAGE_TELEPHONE] = {"telephone", "telephone number"},
    [LINKAGE_NHS_NUMBER] = {"nhs_number", "NHS number"},
    [LINKAGE_UPN] = {"upn", "unique pupil number"},
    [LINKAGE_NATIONAL_NUMBER] = {"national_number", "number given to the person"},
    [LINKAGE_CATEGORY] = {"category", "category"},
    [LINKAGE_RECORDED] = {"recorded", "date of the record, for households"},
    [LINKAGE_PARENT_NAME] = {"parent_name", "name of a parent or carer"},
    [LINKAGE_ROLE] = {"role", "role, which tells about the age"},
    [LINKAGE_PARENT_ID] = {"parent_id", "identifier of a parent or carer, for families"},
    [LINKAGE_AGE] = {"age", "age on the day of the record"},
};

const char *linkage_kind_words(enum linkage_kind kind)
{
    return kinds[kind].words;
}

enum linkage_kind linkage_kind_named(struct slice word)
{
    size_t kind = 0;
    while (kind < LINKAGE_KINDS && !slice_is(word, kinds[kind].word))
        kind++;
    return (enum linkage_kind)kind;
}

/* Words of a column's name, in the order in which they decide. Each stands as a whole word in
 * the folded name, or as all of it without its spaces. */
static const struct {
    const char *words;
    enum linkage_kind kind;
} names[] = {
    {"birth place", LINKAGE_BIRTH_PLACE},
    {"place of birth", LINKAGE_BIRTH_PLACE},
    {"town of birth", LINKAGE_BIRTH_PLACE},
    {"city of birth", LINKAGE_BIRTH_PLACE},
    {"country of birth", LINKAGE_BIRTH_PLACE},
    {"year of birth", LINKAGE_BIRTH_YEAR},
    {"birth year", LINKAGE_BIRTH_YEAR},
    {"yob", LINKAGE_BIRTH_YEAR},
    {"by", LINKAGE_BIRTH_YEAR},
    {"month of birth", LINKAGE_BIRTH_MONTH},
    {"birth month", LINKAGE_BIRTH_MONTH},
    {"mob", LINKAGE_BIRTH_MONTH},
    {"bm", LINKAGE_BIRTH_MONTH},
    {"day of birth", LINKAGE_BIRTH_DAY},
    {"birth day", LINKAGE_BIRTH_DAY},
    {"bd", LINKAGE_BIRTH_DAY},
    {"dob", LINKAGE_BIRTH_DATE},
    {"date of birth", LINKAGE_BIRTH_DATE},
    {"birth date", LINKAGE_BIRTH_DATE},
    {"d o b", LINKAGE_BIRTH_DATE},
    {"born", LINKAGE_BIRTH_DATE},
    {"soc sec", LINKAGE_NATIONAL_NUMBER},
    {"social security", LINKAGE_NATIONAL_NUMBER},
    {"ssn", LINKAGE_NATIONAL_NUMBER},
    {"nhs", LINKAGE_NHS_NUMBER},
    {"nhs number", LINKAGE_NHS_NUMBER},
    {"upn", LINKAGE_UPN},
    {"unique pupil number", LINKAGE_UPN},
    {"nino", LINKAGE_NATIONAL_NUMBER},
    {"national insurance", LINKAGE_NATIONAL_NUMBER},
    {"national id", LINKAGE_NATIONAL_NUMBER},
    {"passport", LINKAGE_NATIONAL_NUMBER},
    {"uln", LINKAGE_NATIONAL_NUMBER},
    {"email", LINKAGE_EMAIL},
    {"e mail", LINKAGE_EMAIL},
    {"telephone", LINKAGE_TELEPHONE},
    {"phone", LINKAGE_TELEPHONE},
    {"mobile", LINKAGE_TELEPHONE},
    {"tel", LINKAGE_TELEPHONE},
    {"known as", LINKAGE_OTHER_NAME},
    {"alias", LINKAGE_OTHER_NAME},
    {"aliases", LINKAGE_OTHER_NAME},
    {"aka", LINKAGE_OTHER_NAME},
    {"nickname", LINKAGE_OTHER_NAME},
    {"preferred surname", LINKAGE_OTHER_NAME},
    {"preferred name", LINKAGE_OTHER_NAME},
    {"preferred first name", LINKAGE_OTHER_NAME},
    {"preferred forename", LINKAGE_OTHER_NAME},
    {"previous surname", LINKAGE_OTHER_NAME},
    {"previous name", LINKAGE_OTHER_NAME},
    {"former name", LINKAGE_OTHER_NAME},
    {"former surname", LINKAGE_OTHER_NAME},
    {"birth name", LINKAGE_OTHER_NAME},
    {"other name", LINKAGE_OTHER_NAME},
    {"other names", LINKAGE_OTHER_NAME},
    {"first and surname", LINKAGE_FULL_NAME},
    {"first and last name", LINKAGE_FULL_NAME},
    {"full name", LINKAGE_FULL_NAME},
    {"middle name", LINKAGE_MIDDLE_NAME},
    {"middle names", LINKAGE_MIDDLE_NAME},
    {"middle", LINKAGE_MIDDLE_NAME},
    {"middle initial", LINKAGE_MIDDLE_NAME},
    {"second name", LINKAGE_MIDDLE_NAME},
    {"midl name", LINKAGE_MIDDLE_NAME},
    {"mid name", LINKAGE_MIDDLE_NAME},
    {"mname", LINKAGE_MIDDLE_NAME},
    {"fname c2", LINKAGE_MIDDLE_NAME},
    {"given name", LINKAGE_GIVEN_NAME},
    {"given names", LINKAGE_GIVEN_NAME},
    {"given", LINKAGE_GIVEN_NAME},
    {"first name", LINKAGE_GIVEN_NAME},
    {"first names", LINKAGE_GIVEN_NAME},
    {"forename", LINKAGE_GIVEN_NAME},
    {"forenames", LINKAGE_GIVEN_NAME},
    {"fname", LINKAGE_GIVEN_NAME},
    {"christian name", LINKAGE_GIVEN_NAME},
    {"surname", LINKAGE_SURNAME},
    {"last name", LINKAGE_SURNAME},
    {"family name", LINKAGE_SURNAME},
    {"lname", LINKAGE_SURNAME},
    {"sname", LINKAGE_SURNAME},
    {"maiden name", LINKAGE_OTHER_NAME},
    {"birth", LINKAGE_BIRTH_DATE},
    {"postcode", LINKAGE_POSTCODE},
    {"post code", LINKAGE_POSTCODE},
    {"postal code", LINKAGE_POSTCODE},
    {"zip", LINKAGE_POSTCODE},
    {"zip code", LINKAGE_POSTCODE},
    {"street number", LINKAGE_HOUSE_NUMBER},
    {"house number", LINKAGE_HOUSE_NUMBER},
    {"house no", LINKAGE_HOUSE_NUMBER},
    {"house num", LINKAGE_HOUSE_NUMBER},
    {"street no", LINKAGE_HOUSE_NUMBER},
    {"street num", LINKAGE_HOUSE_NUMBER},
    {"street type", LINKAGE_IGNORED},
    {"street dir", LINKAGE_IGNORED},
    {"street direction", LINKAGE_IGNORED},
    {"address 2", LINKAGE_LOCALITY},
    {"address line 2", LINKAGE_LOCALITY},
    {"locality", LINKAGE_LOCALITY},
    {"address", LINKAGE_ADDRESS},
    {"street", LINKAGE_ADDRESS},
    {"street name", LINKAGE_ADDRESS},
    {"addr", LINKAGE_ADDRESS},
    {"suburb", LINKAGE_TOWN},
    {"city", LINKAGE_TOWN},
    {"town", LINKAGE_TOWN},
    {"village", LINKAGE_TOWN},
    {"state", LINKAGE_REGION},
    {"county", LINKAGE_REGION},
    {"region", LINKAGE_REGION},
    {"country", LINKAGE_REGION},
    {"occupation", LINKAGE_OCCUPATION},
    {"job", LINKAGE_OCCUPATION},
    {"profession", LINKAGE_OCCUPATION},
    {"sex", LINKAGE_SEX},
    {"gender", LINKAGE_SEX},
    {"age", LINKAGE_AGE},
    {"role", LINKAGE_ROLE},
};

/* The name with its words parted: "dateOfBirth", "date-of-birth" and "date_of_birth" alike. */
static size_t fold_name(const char *name, char folded[static FOLD_LONGEST])
{
    char parted[2 * FOLD_LONGEST];
    size_t length = 0;
    for (size_t i = 0; name[i] && length + 2 < sizeof parted; i++) {
        bool capital = name[i] >= 'A' && name[i] <= 'Z';
        if (capital && i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z')
            parted[length++] = ' ';
        parted[length++] = name[i];
    }
    return fold_text((struct slice){parted, length}, "", folded);
}

static bool has_words(struct slice name, struct slice words)
{
    size_t at = slice_find(name, words);
    return at < name.length && (at == 0 || name.data[at - 1] == ' ') &&
           (at + words.length == name.length || name.data[at + words.length] == ' ');
}

static bool is_words_closed_up(struct slice name, struct slice words)
{
    size_t at = 0;
    for (size_t i = 0; i < words.length; i++) {
        if (words.data[i] == ' ')
            continue;
        if (at == name.length || name.data[at++] != words.data[i])
            return false;
    }
    return at == name.length;
}

/* Columns about somebody or something else. Their telephone and e-mail address are still the
 * person's to be reached by. */
static const char *const others[] = {
    "contact",   "parent",   "carer",   "mother",   "father", "guardian", "kin",
    "emergency", "spouse",   "partner", "gp",       "school", "doctor",   "worker",
    "user",      "file",     "source",  "agency",   "team",   "practice", "surgery",
    "college",   "employer", "teacher", "referrer", "column",
};

static bool is_about_another(struct slice name)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (has_words(name, slice_from(others[i])))
            return true;
    return false;
}

bool heading_is_about_another(const char *heading)
{
    char folded[FOLD_LONGEST];
    struct slice name = {folded, fold_name(heading, folded)};
    return is_about_another(name);
}

/* Whether a heading says no more than that it is a person's name. "Ward name" says more: what it is
 * a name of, only the content shows. */
static bool is_name_alone(struct slice name)
{
    static const char *const persons[] = {
        "name",    "names",    "person",  "persons",  "child",   "pupil",      "student",
        "patient", "client",   "service", "customer", "member",  "voter",      "resident",
        "subject", "citizen",  "young",   "of",       "the",     "individual", "legal",
        "current", "official", "main",    "display",  "written", "s",
    };
    bool says_name = false;
    struct slice rest = name, word;
    while (slice_split(&rest, ' ', &word)) {
        if (!NAME_IS_LISTED(word, persons))
            return false;
        says_name |= slice_is(word, "name") || slice_is(word, "names");
    }
    return says_name;
}

static enum linkage_kind kind_by_name(const char *column)
{
    char folded[FOLD_LONGEST];
    struct slice name = {folded, fold_name(column, folded)};
    bool another = is_about_another(name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct slice words = slice_from(names[i].words);
        if (!has_words(name, words) && !is_words_closed_up(name, words))
            continue;
        bool reaches = names[i].kind == LINKAGE_TELEPHONE || names[i].kind == LINKAGE_EMAIL;
        return another && !reaches ? LINKAGE_IGNORED : names[i].kind;
    }
    return !another && is_name_alone(name) ? LINKAGE_FULL_NAME : LINKAGE_IGNORED;
}

enum { LOOKED_AT = 2000 };

static bool looks_like_date(struct slice text)
{
    char date[WRITTEN_DATE];
    return written_date_read(text, false, date) && date[6] != '?';
}

static bool looks_like_email(struct slice text)
{
    size_t at = slice_find_byte(text, '@');
    return at > 0 && at + 3 < text.length;
}

static bool is_letter(char byte)
{
    return (byte | 32) >= 'a' && (byte | 32) <= 'z';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool looks_like_postcode(struct slice text)
{
    if (text.length < 5 || text.length > 8 || !is_letter(text.data[0]))
        return false;
    const char *end = text.data + text.length;
    return is_digit(end[-3]) && is_letter(end[-2]) && is_letter(end[-1]);
}

/* The share of the column's distinct texts (the first LOOKED_AT of them) that `looks` accepts. */
static double share(const struct linkage_column *column, bool (*looks)(struct slice text))
{
    size_t seen = 0, accepted = 0;
    for (uint32_t i = 1; i < column->values.count && seen < LOOKED_AT; i++, seen++)
        accepted += looks(values_text(&column->values, i));
    return seen ? (double)accepted / (double)seen : 0;
}

/* At least nine digits, written as a telephone number is. */
static bool looks_like_telephone(struct slice text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (is_digit(text.data[i]))
            digits++;
        else if (!memchr(" +-()", text.data[i], 5))
            return false;
    }
    return digits >= 9 && digits <= 15 && (text.data[0] == '0' || text.data[0] == '+');
}

static enum linkage_kind kind_by_content(const struct linkage_column *column)
{
    if (share(column, looks_like_email) > 0.8)
        return LINKAGE_EMAIL;
    if (share(column, looks_like_postcode) > 0.8)
        return LINKAGE_POSTCODE;
    enum number_scheme scheme = number_scheme_of(&column->values);
    if (scheme != NUMBER_PLAIN)
        return scheme == NUMBER_NHS ? LINKAGE_NHS_NUMBER : LINKAGE_UPN;
    if (share(column, looks_like_telephone) > 0.9)
        return LINKAGE_TELEPHONE;
    return LINKAGE_IGNORED;
}

bool heading_is_of_another_date(const char *heading)
{
    static const char *const words[] = {"date",  "time", "created", "updated",  "start",    "end",
                                        "death", "from", "until",   "referral", "admission"};
    char folded[FOLD_LONGEST];
    struct slice name = {folded, fold_name(heading, folded)};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (has_words(name, slice_from(words[i])))
            return true;
    return false;
}

/* --- what is not compared, but puts households and families together ---------------------------
 */

static bool has_any_word(const char *column, const char *const *words, size_t count)
{
    char folded[FOLD_LONGEST];
    struct slice name = {folded, fold_name(column, folded)};
    for (size_t i = 0; i < count; i++)
        if (has_words(name, slice_from(words[i])))
            return true;
    return false;
}
#define HAS_ANY_WORD(column, words) has_any_word(column, words, sizeof(words) / sizeof *(words))

/* Two words or more, and no figures. */
static bool looks_like_full_name(struct slice text)
{
    size_t words = 1;
    for (size_t i = 0; i < text.length; i++) {
        if (is_digit(text.data[i]))
            return false;
        words += text.data[i] == ' ' && i > 0 && text.data[i - 1] != ' ';
    }
    return words > 1 && words < 8;
}

/* Words for the writing of a record. */
static const char *const records[] = {"opened",   "registered", "recorded", "joined",
                                      "enrolled", "updated",    "seen",     "first contact",
                                      "referral", "admission",  "admitted", "record date",
                                      "referred", "start",      "entry"};

/* The day on which a record was written, and who is named as parent or carer. */
static enum linkage_kind kind_beside(const struct linkage_column *column)
{
    static const char *const parents[] = {"parent",   "carer",       "mother",      "father",
                                          "guardian", "next of kin", "contact name"};
    static const char *const identifiers[] = {"id",         "ref", "reference",
                                              "identifier", "nhs", "number"};
    if (HAS_ANY_WORD(column->name, records) && share(column, looks_like_date) > 0.8)
        return LINKAGE_RECORDED;
    if (!HAS_ANY_WORD(column->name, parents) || column->values.count < 2)
        return LINKAGE_IGNORED;
    if (HAS_ANY_WORD(column->name, identifiers))
        return LINKAGE_PARENT_ID;
    return share(column, looks_like_full_name) > 0.7 ? LINKAGE_PARENT_NAME : LINKAGE_IGNORED;
}

/* By content alone. Of a column about somebody else, only what the person is reached by: the
 * mother's NHS number is not the child's, nor the school's postcode. */
static enum linkage_kind kind_unsaid(const struct linkage_column *column)
{
    enum linkage_kind kind = kind_by_content(column);
    bool reaches = kind == LINKAGE_TELEPHONE || kind == LINKAGE_EMAIL;
    return heading_is_about_another(column->name) && !reaches ? LINKAGE_IGNORED : kind;
}

/* "Age at death" is no age at the time of the record, but "age at referral" is. */
static bool is_of_another_time(const struct linkage_column *column)
{
    static const char *const at[] = {"at"};
    return HAS_ANY_WORD(column->name, at) && !HAS_ANY_WORD(column->name, records);
}

/* An age says something only beside the day on which it was true. */
static void check_ages(struct linkage_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct linkage_column *column = &table->columns[i];
        if (!column->decided && column->kind == LINKAGE_AGE &&
            (is_of_another_time(column) || !ages_are_of_the_record(table, column)))
            column->kind = LINKAGE_IGNORED;
    }
}

void linkage_recognise(struct linkage_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct linkage_column *column = &table->columns[i];
        if (!column->decided) {
            column->kind = kind_by_name(column->name);
            if (column->kind == LINKAGE_BIRTH_DATE && share(column, looks_like_date) < 0.5)
                column->kind = LINKAGE_IGNORED;
            if (column->kind == LINKAGE_IGNORED)
                column->kind = kind_unsaid(column);
            if (column->kind == LINKAGE_IGNORED)
                column->kind = kind_beside(column);
        }
    }
    recognise_by_content(table);
    check_ages(table);
}
