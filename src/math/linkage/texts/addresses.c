#include "math/linkage/texts/addresses.h"

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

bool address_names_street(struct slice text)
{
    static const char *const anywhere[] = {
        "street", "road", "rd",    "avenue",  "ave",    "close", "drive",    "crescent",  "cres",
        "court",  "lane", "place", "terrace", "square", "grove", "gardens",  "gdns",      "mews",
        "walk",   "row",  "rise",  "parade",  "way",    "green", "causeway", "boulevard", "circuit",
    };
    static const char *const last[] = {"st", "pl", "dr", "ct", "hill", "view", "park"};
    char folded[FOLD_LONGEST];
    struct slice rest = {folded, fold_text(text, "", folded)}, word = {0};
    slice_split(&rest, ' ', &word);
    bool found = false;
    while (!found && slice_split(&rest, ' ', &word)) {
        for (size_t i = 0; i < sizeof anywhere / sizeof *anywhere; i++)
            found |= slice_is(word, anywhere[i]);
        for (size_t i = 0; i < sizeof last / sizeof *last; i++)
            found |= !rest.data && slice_is(word, last[i]);
    }
    return found;
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
        if (word.length)
            memcpy(address->text + *end, word.data, word.length);
        *end += word.length;
        joined.length += word.length;
    }
    return joined;
}

static bool goes_with_numbers(struct slice word)
{
    return slice_is(word, "flat") || slice_is(word, "unit") || slice_is(word, "no") ||
           slice_is(word, "number") || slice_is(word, "room");
}

static bool has_at(struct slice word, size_t at, bool (*is_kind)(char letter))
{
    return word.length > at && is_kind(word.data[at]);
}

/* How many words at the front are the number: "flat 3 12", "12a", "3 12". *ret_from: the first that
 * counts. */
static size_t number_words(const struct words *words, size_t *ret_from)
{
    size_t from = 0;
    while (from < words->count && goes_with_numbers(words->word[from]))
        from++;
    size_t until = from;
    while (until < words->count && until < from + 2 && has_at(words->word[until], 0, is_digit) &&
           !(words->word[until].length > 2 && has_at(words->word[until], 1, is_letter)))
        until++;
    *ret_from = from;
    return until;
}

size_t address_number(struct slice text, char out[static FOLD_LONGEST])
{
    char folded[FOLD_LONGEST], standard[FOLD_LONGEST];
    struct slice form = {folded, fold_text(text, "", folded)};
    size_t length = address_words(form, standard);
    struct words words = split_words((struct slice){standard, length});
    size_t written = 0;
    for (size_t i = 0; i < words.count; i++) {
        struct slice word = words.word[i];
        if (goes_with_numbers(word) || written + word.length + 1 > FOLD_LONGEST)
            continue;
        if (written)
            out[written++] = ' ';
        memcpy(out + written, word.data, word.length);
        written += word.length;
    }
    return written;
}

bool address_names_house(struct slice text)
{
    text = slice_trim(text);
    return has_at(text, 0, is_digit) && address_names_street(text);
}

bool address_is_flat(struct slice text)
{
    char folded[FOLD_LONGEST], standard[FOLD_LONGEST];
    struct slice form = {folded, fold_text(text, "", folded)};
    struct words words = split_words((struct slice){standard, address_words(form, standard)});
    size_t from;
    return words.count > 0 && number_words(&words, &from) == words.count && from < words.count;
}

size_t address_of_two_lines(struct slice first, struct slice second,
                            char out[static 2 * FOLD_LONGEST])
{
    first = slice_trim(first);
    bool before = address_is_flat(first) || has_at(first, 0, is_digit);
    if (!(before || address_names_house(second)) || address_names_street(first) ||
        !address_names_street(second))
        return 0;
    size_t length = 0;
    for (; before && length + 1 < FOLD_LONGEST && length < first.length; length++)
        out[length] = first.data[length];
    if (before)
        out[length++] = ' ';
    size_t rest = second.length < FOLD_LONGEST ? second.length : FOLD_LONGEST;
    memcpy(out + length, second.data, rest);
    return length + rest;
}

/* How many words at the end are a town that is known. */
static size_t town_words(const struct words *words, const struct values *towns)
{
    enum { TOWN_WORDS = 4 };
    for (size_t count = TOWN_WORDS; count > 0; count--) {
        if (count >= words->count)
            continue;
        struct address joined = {0};
        size_t end = 0;
        struct slice name = join(&joined, &end, words, words->count - count, words->count, true);
        if (values_find(towns, name) != VALUES_FULL)
            return count;
    }
    return 0;
}

void address_parse(struct slice text, const struct values *towns, struct address *ret_address)
{
    *ret_address = (struct address){0};
    char folded[FOLD_LONGEST], standard[FOLD_LONGEST];
    size_t length = fold_text(text, "", folded);
    length = address_words((struct slice){folded, length}, standard);
    struct words words = split_words((struct slice){standard, length});
    size_t end = 0, from = 0, street = 0;
    if (words.count >= 2 && is_outward(words.word[words.count - 2]) &&
        is_inward(words.word[words.count - 1])) {
        ret_address->postcode =
            join(ret_address, &end, &words, words.count - 2, words.count, false);
        words.count -= 2;
    }
    if (towns) {
        size_t count = town_words(&words, towns);
        ret_address->town = join(ret_address, &end, &words, words.count - count, words.count, true);
        words.count -= count;
        street = number_words(&words, &from);
        if (street == words.count) /* nothing else: it is no number of a house */
            street = from = 0;
    }
    ret_address->number = join(ret_address, &end, &words, from, street, true);
    ret_address->street = join(ret_address, &end, &words, street, words.count, true);
}

struct address_shares address_shares_of(const struct values *texts)
{
    enum { LOOKED_AT = 2000 };
    size_t seen = 0, numbers = 0, postcodes = 0, commas = 0;
    struct values no_towns = {0};
    for (uint32_t i = 1; i < texts->count && seen < LOOKED_AT; i++, seen++) {
        struct address address;
        struct slice text = values_text(texts, i);
        address_parse(text, &no_towns, &address);
        commas += slice_find_byte(text, ',') < text.length;
        numbers += address.number.length > 0;
        postcodes += address.postcode.length > 0;
    }
    double total = seen ? (double)seen : 1;
    return (struct address_shares){(double)numbers / total, (double)postcodes / total,
                                   (double)commas / total};
}
