#include "math/linkage/texts/names.h"

#include "math/linkage/texts/rules.h"

#include "base/banned.h"

/* Words that go with a name and are no part of it, in alphabetical order for nobody's sake. */
static const char *const titles[] = {
    "mr",        "mrs",         "miss",     "ms",         "mx",       "dr",         "prof",
    "professor", "rev",         "revd",     "reverend",   "fr",       "father",     "sister",
    "sir",       "lady",        "lord",     "dame",       "hon",      "honourable", "rt",
    "right",     "baron",       "baroness", "baronet",    "bt",       "bart.",      "earl",
    "viscount",  "viscountess", "duke",     "duchess",    "marquess", "marquis",    "marchioness",
    "count",     "countess",    "captain",  "capt",       "colonel",  "col",        "general",
    "gen",       "major",       "maj",      "lieutenant", "lieut",    "lt",         "sergeant",
    "sgt",       "admiral",     "adm",      "commander",  "cdr",      "master",     "mstr",
    "esq",       "esquire",     "jr",       "jnr",        "junior",   "sr",         "snr",
    "senior",    "ii",          "iii",      "iv",         "1st",      "2nd",        "3rd",
    "obe",       "mbe",         "cbe",      "kbe",        "phd",      "md",         "mp",
    "qc",        "kc",          "frs",      "haji",       "hajji",    "sheikh",     "shaikh",
    "imam",      "maulana",     "alhaji",   "mme",        "mlle",     "monsieur",   "herr",
    "frau",      "pan",         "pani",     "the",        "and",
};
static const char *const particles[] = {
    "de",  "da",  "do",  "dos", "das",  "del", "della", "di", "du", "des",
    "van", "von", "der", "den", "ter",  "ten", "la",    "le", "el", "al",
    "ul",  "ur",  "bin", "ibn", "bint", "ben", "y",     "of", "st",
};
static const char *const placeholders[] = {
    "unknown",      "unk",     "not known",   "notknown",  "unnamed",  "no name",   "noname",
    "na",           "n a",     "none",        "null",      "nil",      "test",      "testing",
    "baby",         "baby of", "baby boy",    "baby girl", "boy",      "girl",      "infant",
    "newborn",      "twin",    "twin 1",      "twin 2",    "twin one", "twin two",  "male",
    "female",       "x",       "xx",          "xxx",       "xxxx",     "not given", "not stated",
    "not recorded", "missing", "anonymous",   "anon",      "tbc",      "tba",       "refused",
    "undisclosed",  "unborn",  "unborn baby", "nfn",       "nmn",      "nan",
};

bool name_is_listed(struct slice word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(word, list[i]))
            return true;
    return false;
}

bool name_is_placeholder(struct slice folded)
{
    return NAME_IS_LISTED(folded, placeholders) || slice_starts_with(folded, SLICE("baby of ")) ||
           slice_starts_with(folded, SLICE("infant of "));
}

/* "4th", "21st" */
static bool is_ordinal(struct slice word)
{
    return word.length >= 3 && word.data[0] >= '0' && word.data[0] <= '9' &&
           (slice_ends_with(word, SLICE("st")) || slice_ends_with(word, SLICE("nd")) ||
            slice_ends_with(word, SLICE("rd")) || slice_ends_with(word, SLICE("th")));
}

static bool is_title(struct slice word)
{
    return NAME_IS_LISTED(word, titles) || is_ordinal(word);
}

static const char *const titles_or_names[] = {
    "major",   "earl",  "duke", "count",  "baron",  "marquis", "master",  "pan",
    "general", "right", "md",   "father", "junior", "sister",  "captain", "fr",
};

static void add_token(struct person_name *name, struct slice token)
{
    if (name->count < NAME_TOKENS)
        name->tokens[name->count++] = token;
}

static bool is_article(struct slice word)
{
    return slice_is(word, "al") || slice_is(word, "el");
}

struct slice name_without_article(struct slice folded)
{
    enum { LEAST = 4 };
    struct slice article = slice_sub(folded, 0, 2);
    return folded.length >= LEAST + 2 && is_article(article) ? slice_sub(folded, 2, folded.length)
                                                             : folded;
}

/* Whether a surname may begin with the particle and no given name of two words does. */
static bool begins_surname(struct slice word)
{
    return slice_is(word, "el") || slice_is(word, "dos") || slice_is(word, "das") ||
           slice_is(word, "del");
}

/* The tokens of one part of the name. The first word of a given name is never a particle (Ben, Al),
 * but for those of surnames before another (dos Santos, in the wrong place); where nothing else is
 * left, what may be a name is one. */
static void take_tokens(struct person_name *name, struct slice part, enum name_role role,
                        uint32_t rules_off)
{
    struct slice rest = part, word;
    size_t before = name->count;
    while (slice_split(&rest, ' ', &word)) {
        bool may_be = role == NAME_SURNAME || name->count > 0 || name->hyphenated ||
                      (role == NAME_GIVEN && begins_surname(word) && rest.length > 0);
        bool particle = may_be && NAME_IS_LISTED(word, particles) &&
                        rule_is_on(rules_off, LINKAGE_RULE_PARTICLES);
        bool title = is_title(word) && rule_is_on(rules_off, LINKAGE_RULE_TITLES);
        if (word.length && !title && !particle)
            add_token(name, word);
    }
    if (name->count > before || role == NAME_FULL)
        return;
    rest = part;
    while (slice_split(&rest, ' ', &word))
        if (NAME_IS_LISTED(word, particles) || NAME_IS_LISTED(word, titles_or_names))
            add_token(name, word);
}

void name_parse(struct slice text, enum name_role role, uint32_t rules_off,
                struct person_name *ret_name)
{
    text = slice_trim(text);
    ret_name->count = 0;
    ret_name->reversed = false;
    ret_name->honours_from = 0;
    ret_name->hyphenated = text.length > 3 && text.data[2] == '-';
    size_t length = fold_text(text, ",", ret_name->text);
    struct slice folded = {ret_name->text, length};
    if (rule_is_on(rules_off, LINKAGE_RULE_PLACEHOLDERS) && name_is_placeholder(folded))
        return;
    size_t comma = slice_find_byte(folded, ',');
    take_tokens(ret_name, slice_trim(slice_sub(folded, 0, comma)), role, rules_off);
    if (comma == length)
        return;
    size_t before = ret_name->count;
    for (size_t i = comma; i < length; i++)
        if (ret_name->text[i] == ',')
            ret_name->text[i] = ' ';
    struct slice after = slice_trim(slice_sub(folded, comma, length));
    bool honours = slice_find(after, SLICE(" of ")) < after.length ||
                   is_ordinal(slice_sub(after, 0, slice_find_byte(after, ' ')));
    take_tokens(ret_name, after, role, rules_off);
    ret_name->honours_from = honours ? before : 0;
    ret_name->reversed = !honours && before == 1 && ret_name->count > before;
}

static bool is_vowel(char letter)
{
    return letter == 'a' || letter == 'e' || letter == 'i' || letter == 'o' || letter == 'u' ||
           letter == 'y';
}

/* The sound of the letters at text, and how many letters it takes. 0: silent. */
static char sound_at(struct slice text, size_t at, size_t *ret_taken)
{
    char letter = text.data[at];
    char next = at + 1 < text.length ? text.data[at + 1] : '\0';
    *ret_taken = 1;
    switch (letter) {
    case 'p':
        *ret_taken = next == 'h' ? 2 : 1;
        return next == 'h' ? 'f' : 'p';
    case 'c':
        if (next == 'h' || next == 'k' || next == 'z')
            *ret_taken = 2;
        return next == 'e' || next == 'i' || next == 'y' || next == 'z' ? 's' : 'k';
    case 'q':
    case 'k':
        return 'k';
    case 's':
        *ret_taken = next == 'h' || next == 'c' || next == 'z' ? 2 : 1;
        return 's';
    case 'x':
    case 'z':
        return 's';
    case 't':
    case 'd':
        *ret_taken = next == 'h' ? 2 : 1;
        return 't';
    case 'g':
    case 'b':
        *ret_taken = next == 'h' ? 2 : 1;
        return letter == 'g' ? 'g' : 'b';
    case 'v':
    case 'w':
        return at == 0 || letter == 'v' ? 'v' : '\0';
    case 'h':
        return at == 0 ? 'h' : '\0';
    default:
        return letter;
    }
}

size_t name_sound(struct slice folded, char sound[static 12])
{
    size_t length = 0;
    for (size_t at = 0; at < folded.length && length < 12;) {
        size_t taken = 1;
        char heard = folded.data[at];
        if (at == 0 && heard == 'y' && folded.length > 1 && is_vowel(folded.data[1]))
            heard = 'j'; /* Yusuf, Jusuf */
        else if (is_vowel(heard))
            heard = at == 0 ? 'a' : '\0';
        else
            heard = heard == ' ' ? '\0' : sound_at(folded, at, &taken);
        if (heard && !(length > 0 && sound[length - 1] == heard))
            sound[length++] = heard;
        at += taken;
    }
    return length;
}

size_t name_heard(struct slice folded, char heard[static FOLD_LONGEST])
{
    size_t length = 0;
    for (size_t at = 0; at < folded.length && length < FOLD_LONGEST; at++) {
        char letter = folded.data[at];
        bool twice = at + 1 < folded.length && letter == folded.data[at + 1];
        if (twice && (letter == 'o' || letter == 'e'))
            letter = letter == 'o' ? 'u' : 'i';
        else if (letter == 'y')
            letter = 'i';
        at += twice;
        if (length == 0 || (letter != 'h' && heard[length - 1] != letter))
            heard[length++] = letter;
    }
    return length;
}

/* How two letters that English ears wrote are written where the name is from; nothing where they
 * are none of these, or the r is said. */
static struct slice said_for(struct slice text)
{
    static const struct {
        struct slice heard, said;
    } ways[] = {
        {{"oo", 2}, {"u", 1}}, {{"ee", 2}, {"i", 1}},  {{"er", 2}, {"a", 1}},
        {{"ar", 2}, {"a", 1}}, {{"or", 2}, {"au", 2}},
    };
    bool r_is_said =
        text.length > 2 && text.data[1] == 'r' && (is_vowel(text.data[2]) || text.data[2] == 'r');
    for (size_t i = 0; i < sizeof ways / sizeof *ways && !r_is_said; i++)
        if (slice_starts_with(text, ways[i].heard))
            return ways[i].said;
    return (struct slice){0};
}

size_t name_said(struct slice folded, char said[static FOLD_LONGEST])
{
    size_t length = 0;
    bool otherwise = false;
    while (folded.length && length + 2 < FOLD_LONGEST) {
        struct slice way = said_for(folded);
        otherwise |= way.length > 0;
        struct slice next = way.length ? way : slice_sub(folded, 0, 1);
        memcpy(said + length, next.data, next.length);
        length += next.length;
        folded = slice_sub(folded, way.length ? 2 : 1, folded.length);
    }
    return otherwise ? length : 0;
}

size_t name_masculine(struct slice folded, char ended[static FOLD_LONGEST])
{
    static const struct {
        struct slice woman, man;
    } endings[] = {
        {{"ska", 3}, {"ski", 3}},   {{"cka", 3}, {"cki", 3}}, {{"zka", 3}, {"zki", 3}},
        {{"skaya", 5}, {"ski", 3}}, {{"ova", 3}, {"ov", 2}},  {{"eva", 3}, {"ev", 2}},
        {{"sky", 3}, {"ski", 3}},
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (folded.length < endings[i].woman.length + 2 ||
            !slice_ends_with(folded, endings[i].woman))
            continue;
        size_t stem = folded.length - endings[i].woman.length;
        memcpy(ended, folded.data, stem);
        memcpy(ended + stem, endings[i].man.data, endings[i].man.length);
        return stem + endings[i].man.length;
    }
    return 0;
}
