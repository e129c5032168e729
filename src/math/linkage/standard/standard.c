#include "math/linkage/standard/standard.h"

#include "math/linkage/texts/addresses.h"
#include "math/linkage/texts/dates.h"
#include "math/linkage/texts/names.h"
#include "math/linkage/texts/rules.h"

#include "base/banned.h"

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool dates_month_first(const struct values *texts)
{
    size_t day_first = 0, month_first = 0;
    for (uint32_t i = 1; i < texts->count; i++) {
        struct slice text = values_text(texts, i);
        if (text.length < 8 || text.length > 10 || (text.data[2] != '/' && text.data[1] != '/'))
            continue;
        char as_day[WRITTEN_DATE];
        if (!written_date_read(text, false, as_day))
            continue;
        day_first += memcmp(as_day + 6, "12", 2) > 0;
        month_first += memcmp(as_day + 4, "12", 2) > 0;
    }
    return month_first > day_first;
}

struct standard standard_for(enum field_kind kind, enum linkage_kind from, uint32_t rules_off,
                             const struct values *texts)
{
    struct standard how = {.kind = kind, .rules_off = rules_off};
    if (kind == FIELD_DATE)
        how.month_first = dates_month_first(texts);
    if (kind == FIELD_NUMBER && rule_is_on(rules_off, LINKAGE_RULE_CHECK_DIGITS))
        how.scheme = from == LINKAGE_NHS_NUMBER ? NUMBER_NHS
                     : from == LINKAGE_UPN      ? NUMBER_UPN
                                                : number_scheme_of(texts);
    return how;
}

static size_t standard_date(struct slice text, const struct standard *how, char *out)
{
    if (!written_date_read(text, how->month_first, out))
        return 0;
    bool placeholders = rule_is_on(how->rules_off, LINKAGE_RULE_PLACEHOLDERS);
    return placeholders && written_date_is_placeholder(out) ? 0 : WRITTEN_DATE;
}

/* A number that fails its check is marked, so that it is like the right one and never equal. */
static size_t standard_number(struct slice text, const struct standard *how, char *out)
{
    size_t length = number_close_up(text, out, FOLD_LONGEST - 1);
    bool one = true;
    for (size_t i = 1; i < length; i++)
        one &= out[i] == out[0];
    if (one && length > 2 && rule_is_on(how->rules_off, LINKAGE_RULE_PLACEHOLDERS))
        return 0;
    if (length && !number_is_valid((struct slice){out, length}, how->scheme))
        out[length++] = '?';
    return length;
}

static size_t standard_sex(struct slice folded, char *out)
{
    static const char *const women[] = {"f", "female", "woman", "girl", "2"};
    static const char *const men[] = {"m", "male", "man", "boy", "1"};
    for (size_t i = 0; i < sizeof women / sizeof *women; i++) {
        if (slice_is(folded, women[i])) {
            out[0] = 'f';
            return 1;
        }
        if (slice_is(folded, men[i])) {
            out[0] = 'm';
            return 1;
        }
    }
    return 0;
}

/* Without spaces; nothing where all characters are one (0000000000, 9999). */
static size_t close_up(struct slice folded, char *out)
{
    size_t length = 0;
    bool one = true;
    for (size_t i = 0; i < folded.length; i++)
        if (folded.data[i] != ' ')
            out[length++] = folded.data[i];
    for (size_t i = 1; i < length; i++)
        one &= out[i] == out[0];
    return one && length > 2 ? 0 : length;
}

/* The digits in the form of E.164 without its plus: a British number by its country code. */
static size_t standard_telephone(struct slice text, char *out)
{
    char digits[FOLD_LONGEST];
    size_t length = 0;
    bool international = text.length > 0 && text.data[0] == '+';
    for (size_t i = 0; i < text.length && length < 20; i++)
        if (is_digit(text.data[i]))
            digits[length++] = text.data[i];
    struct slice number = {digits, length};
    if (slice_starts_with(number, SLICE("00"))) {
        number = slice_sub(number, 2, length);
        international = true;
    }
    if (number.length < 6)
        return 0;
    size_t written = 0;
    if (!international && slice_starts_with(number, SLICE("0"))) {
        memcpy(out, "44", 2);
        written = 2;
        number = slice_sub(number, 1, number.length);
    } else if (slice_starts_with(number, SLICE("440"))) {
        memcpy(out, "44", 2);
        written = 2;
        number = slice_sub(number, 3, number.length);
    }
    memcpy(out + written, number.data, number.length);
    return written + number.length;
}

static bool says_nothing(struct slice folded)
{
    static const char *const nothing[] = {
        "unknown",   "not known",      "n a",     "na",      "none",         "null", "nil", "nan",
        "not given", "not stated",     "missing", "refused", "not recorded", "unk",  "x",   "xx",
        "xxx",       "no fixed abode", "nfa",     "tbc",     "tba",
    };
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        if (slice_is(folded, nothing[i]))
            return true;
    return false;
}

size_t standard_text(struct slice text, const struct standard *how, char out[static FOLD_LONGEST])
{
    if (how->kind == FIELD_DATE)
        return standard_date(text, how, out);
    if (how->kind == FIELD_TELEPHONE)
        return standard_telephone(slice_trim(text), out);
    char bytes[FOLD_LONGEST];
    struct slice folded = {bytes, fold_text(text, how->kind == FIELD_EMAIL ? "@._-+" : "", bytes)};
    if (rule_is_on(how->rules_off, LINKAGE_RULE_PLACEHOLDERS) && says_nothing(folded))
        return 0;
    switch (how->kind) {
    case FIELD_SEX:
        return standard_sex(folded, out);
    case FIELD_NUMBER:
        return standard_number(text, how, out);
    case FIELD_POSTCODE:
    case FIELD_EMAIL:
        return close_up(folded, out);
    case FIELD_HOUSE_NUMBER:
        return address_number(text, out);
    case FIELD_PLACE:
        return address_words(folded, out);
    default:
        memcpy(out, folded.data, folded.length);
        return folded.length;
    }
}
