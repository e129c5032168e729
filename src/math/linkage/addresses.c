#include "math/linkage/addresses.h"

#include "base/banned.h"

static const struct {
    const char *written, *standard;
} short_forms[] = {
    {"street", "st"},     {"str", "st"},      {"road", "rd"},        {"avenue", "av"},
    {"ave", "av"},        {"close", "cl"},    {"drive", "dr"},       {"drv", "dr"},
    {"crescent", "cr"},   {"cres", "cr"},     {"crt", "ct"},         {"court", "ct"},
    {"place", "pl"},      {"terrace", "tr"},  {"tce", "tr"},         {"terr", "tr"},
    {"lane", "ln"},       {"gardens", "gdn"}, {"gdns", "gdn"},       {"garden", "gdn"},
    {"grove", "gr"},      {"square", "sq"},   {"circuit", "cct"},    {"saint", "st"},
    {"boulevard", "bvd"}, {"blvd", "bvd"},    {"apartment", "flat"}, {"apt", "flat"},
    {"mount", "mt"},      {"north", "n"},     {"south", "s"},        {"east", "e"},
    {"west", "w"},
};

size_t address_words(struct slice folded, char out[static FOLD_LONGEST])
{
    size_t length = 0;
    struct slice rest = folded, word;
    while (slice_split(&rest, ' ', &word)) {
        for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++)
            if (slice_is(word, short_forms[i].written))
                word = slice_from(short_forms[i].standard);
        if (length && length < FOLD_LONGEST)
            out[length++] = ' ';
        size_t room = FOLD_LONGEST - length;
        size_t taken = word.length < room ? word.length : room;
        memcpy(out + length, word.data, taken);
        length += taken;
    }
    return length;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

/* Outward code: a letter or two, a digit, perhaps one more of either. */
static bool is_outward(struct slice word)
{
    if (word.length < 2 || word.length > 4 || !is_letter(word.data[0]))
        return false;
    size_t at = is_letter(word.data[1]) ? 2 : 1;
    return at < word.length && is_digit(word.data[at]) && word.length - at <= 2;
}

static bool is_inward(struct slice word)
{
    return word.length == 3 && is_digit(word.data[0]) && is_letter(word.data[1]) &&
           is_letter(word.data[2]);
}

enum { MOST_WORDS = 24 };

struct words {
    struct slice word[MOST_WORDS];
    size_t count;
};

static struct words split_words(struct slice text)
{
    struct words words = {0};
    struct slice rest = text, word;
    while (words.count < MOST_WORDS && slice_split(&rest, ' ', &word))
        if (word.length)
            words.word[words.count++] = word;
    return words;
}

/* The words from..until joined at *end of text by the separator; moves *end. */
static struct slice join(struct address *address, size_t *end, const struct words *words,
                         size_t from, size_t until, bool spaced)
{
    struct slice joined = {address->text + *end, 0};
    for (size_t i = from; i < until; i++) {
        struct slice word = words->word[i];
        if (*end + word.length + 1 > sizeof address->text)
            break;
        if (spaced && joined.length) {
            address->text[(*end)++] = ' ';
            joined.length++;
        }
        memcpy(address->text + *end, word.data, word.length);
        *end += word.length;
        joined.length += word.length;
    }
    return joined;
}

/* How many words at the front are the number: "flat 3 12", "12a", "3 12". */
static size_t number_words(const struct words *words, size_t *ret_from)
{
    size_t from = 0;
    while (from < words->count &&
           (slice_is(words->word[from], "flat") || slice_is(words->word[from], "unit") ||
            slice_is(words->word[from], "no") || slice_is(words->word[from], "number")))
        from++;
    size_t until = from;
    while (until < words->count && until < from + 2 && is_digit(words->word[until].data[0]) &&
           !(words->word[until].length > 2 && is_letter(words->word[until].data[1])))
        until++;
    *ret_from = from;
    return until;
}

void address_parse(struct slice text, struct address *ret_address)
{
    *ret_address = (struct address){0};
    char folded[FOLD_LONGEST], standard[FOLD_LONGEST];
    size_t length = fold_text(text, "", folded);
    length = address_words((struct slice){folded, length}, standard);
    struct words words = split_words((struct slice){standard, length});
    size_t end = 0, until = words.count, from;
    if (until >= 2 && is_outward(words.word[until - 2]) && is_inward(words.word[until - 1])) {
        ret_address->postcode = join(ret_address, &end, &words, until - 2, until, false);
        until -= 2;
    }
    words.count = until;
    size_t street = number_words(&words, &from);
    if (street == until) /* nothing else: it is no number of a house */
        street = from = 0;
    ret_address->number = join(ret_address, &end, &words, from, street, true);
    ret_address->street = join(ret_address, &end, &words, street, until, true);
}

struct address_shares address_shares_of(const struct values *texts)
{
    enum { LOOKED_AT = 2000 };
    size_t seen = 0, numbers = 0, postcodes = 0;
    for (uint32_t i = 1; i < texts->count && seen < LOOKED_AT; i++, seen++) {
        struct address address;
        address_parse(values_text(texts, i), &address);
        numbers += address.number.length > 0;
        postcodes += address.postcode.length > 0;
    }
    double total = seen ? (double)seen : 1;
    return (struct address_shares){(double)numbers / total, (double)postcodes / total};
}
