#include "math/linkage/texts/spellings.h"

#include <pthread.h>

#include "math/linkage/texts/compare.h"
#include "math/linkage/texts/names.h"
#include "math/linkage/texts/nicknames.h"

#include "base/banned.h"

/* Surnames, one a line; a spelling may stand for several. Chinese ones come first, in Pinyin and as
 * Cantonese, Hokkien and Taiwanese families write them; then Somali ones in English and Somali
 * spelling, and Arabic ones without their article. */
static const char *const surnames[] = {
    "wang wong ong heng",
    "li lee lei lie",
    "zhang cheung chang teo teoh cheong",
    "liu lau low liew",
    "chen chan tan chin chern ting",
    "yang yeung young yeoh yeo yong",
    "huang wong ng ooi hwang wee",
    "zhao chiu chao chew teo",
    "wu ng woo goh",
    "zhou chow chau chou chew",
    "xu tsui hsu chui koh hui",
    "sun suen soon",
    "ma mah",
    "zhu chu choo chow",
    "hu woo oh",
    "guo kwok kuo quek kuok",
    "he ho hor",
    "lin lam lim ling",
    "gao ko kao kow",
    "luo law lo low loh",
    "zheng cheng tay jheng cheang",
    "liang leung leong liong neo",
    "xie tse hsieh chia sia",
    "song sung soong",
    "tang tong",
    "han hon hahn",
    "feng fung foong",
    "deng tang teng",
    "cao tso tsao chow",
    "peng pang",
    "zeng tsang chan tseng",
    "xiao siu hsiao siew",
    "tian tin tien",
    "dong tung",
    "yuan yuen",
    "pan poon pun phua",
    "cai choi tsoi tsai chua choy",
    "jiang kong chiang keung cheung kiang",
    "yu yue yee ee",
    "du to tu toh",
    "ye yip ip yeh yap",
    "cheng ching shing",
    "wei ngai wai",
    "su so soo",
    "lu lo loo lui luk",
    "ding ting",
    "ren yam jen",
    "shen shum sum shim",
    "yao yiu",
    "jin kam gum chin",
    "cui chui tsui",
    "tan tam",
    "liao liu",
    "fan faan",
    "shi shek sek see",
    "bai pak bak",
    "xia ha hsia",
    "zhong chung",
    "fu foo",
    "fang fong",
    "zou chow tsou",
    "xiong hung hsiung",
    "meng mang",
    "qin chun chin",
    "qiu yau chiu khoo",
    "hou hau how",
    "yin wan yan",
    "xue sit hsueh",
    "yan yim ngan yen",
    "lei lui",
    "hao kok",
    "kong hung",
    "mo mok",
    "ou au",
    "situ szeto",
    "ouyang auyeung",
    "ali cali",
    "ahmed axmed ahmad",
    "hassan xasan hasan",
    "hussein xuseen xussein hussain husain",
    "mohamed maxamed mahamed mohammed muhammad",
    "mohamud maxamuud mahmoud mahmood",
    "omar cumar umar",
    "osman cismaan cusmaan usman uthman othman",
    "abdi cabdi",
    "abdullahi cabdullaahi cabdulahi",
    "abdirahman cabdiraxmaan abdurahman abdulrahman",
    "abdiaziz cabdicasiis abdulaziz",
    "abdikadir cabdiqaadir abdulkadir abdulqadir",
    "abdinasir cabdinaasir",
    "abdiweli cabdiweli cabdiwali",
    "jama jaamac jamac",
    "farah faarax farax",
    "saleh saalax salah salih",
    "ismail ismaaciil ismaciil",
    "elmi cilmi",
    "hersi xirsi hirsi",
    "isse ciise",
    "adan aadan aden",
    "dahir daahir",
    "nur nuur noor",
    "guled guuleed",
    "warsame warsama",
    "ibrahim ibraahim",
    "yusuf yuusuf yousuf yousef youssef",
    "abukar abuukar",
    "awale cawaale",
    "bashir bashiir",
    "dirie diiriye diriye",
    "duale ducaale",
    "egal cigaal",
    "gedi geedi",
    "hamza xamse xamza hamse",
    "hashi xaashi",
    "mahad maxad",
    "musa muuse muse",
    "mustafa mustafe",
    "olad colaad",
    "roble rooble",
    "said siciid saeed",
    "salad salaad",
    "sharif shariif",
    "zakaria sakariye zakariya",
    /* Arabic names as English, French and Egyptian clerks write them. */
    "khatib khateeb",
    "najjar naggar",
    "rashid rasheed rachid",
    "sayed sayyid sayid",
};

enum { CHINESE_SURNAMES = 76 };

_Static_assert(sizeof surnames / sizeof *surnames < 256, "a set's number is one byte");

/* Syllables of Chinese given names: Pinyin first, then Hong Kong's and Taiwan's ways. */
static const char *const syllables[] = {
    "an on",
    "bai pak",
    "bao po",
    "bin pan pun",
    "bo pok bok po",
    "chao chiu",
    "chen sum shen sun chun shing",
    "cheng shing ching sing",
    "chun chun tsun",
    "da tai",
    "dan tan",
    "de tak",
    "dong tung",
    "fang fong",
    "fei fei",
    "fen fun fan",
    "feng fung",
    "fu foo",
    "gang kong",
    "guang kwong",
    "guo kwok",
    "hai hoi",
    "han hon",
    "hang hang hong",
    "hao ho",
    "he ho hok",
    "hong hung",
    "hua wah wa",
    "hui wai fai",
    "jia ka kar",
    "jian kin",
    "jie kit chit kai",
    "jin kam chun kan",
    "jing ching king",
    "juan kuen",
    "jun chun kwan",
    "kai hoi kai",
    "ke hor hak",
    "kun kwan",
    "lan lan",
    "lei lui",
    "li lee lai lik",
    "liang leung",
    "lin lam lin",
    "ling ling",
    "long lung",
    "lu lo luk",
    "mei mui mei",
    "min man",
    "ming ming",
    "na na",
    "nan nam",
    "ning ning",
    "peng pang",
    "ping ping",
    "qi kei chi",
    "qian tsin chin",
    "qiang keung",
    "qin kan",
    "qing ching hing",
    "rong wing yung",
    "ru yu",
    "rui yui shui",
    "shan shan",
    "shao siu",
    "shen sum",
    "sheng sing shing",
    "shu shuk shue",
    "shun shun",
    "si sze",
    "song chung",
    "tao to",
    "tian tin",
    "ting ting",
    "tong tung",
    "wei wai",
    "wen man",
    "wu mo",
    "xi hei hai sai",
    "xia ha",
    "xian yin hin",
    "xiang heung cheung",
    "xiao siu",
    "xin yan sum hin",
    "xing hing sing",
    "xiu sau",
    "xu yuk",
    "xue suet hok",
    "ya nga",
    "yan yin yan",
    "yang yeung",
    "yao yiu",
    "ye yip yeh",
    "yi yee yi ngai yik",
    "yin yan",
    "ying ying",
    "yong wing yung",
    "you yau",
    "yu yue yu yuk",
    "yuan yuen",
    "yue yuet",
    "yun wan",
    "ze chak",
    "zhen chun chan",
    "zheng ching",
    "zhi chi",
    "zhong chung",
    "zhou chow",
    "zhu chu",
    "zi chi tsz tze",
    "zong chung",
};

/* Names before the one that tells. */
static const char *const go_before[] = {"muhammad", "mohammed", "mohammad", "mohamed", "mohamad",
                                        "muhammed", "mohd",     "md",       "syed",    "sayed"};

/* Names of other tongues that read as Chinese syllables, and are no short form (nicknames.c). */
static const char *const read_so[] = {
    "ada",     "aidan",   "aiden",  "aimee",    "alan",   "alina", "amelie",  "amin",   "amina",
    "ana",     "anya",    "aria",   "benjamin", "bianca", "cara",  "carole",  "cian",   "colin",
    "dana",    "dane",    "dean",   "diana",    "dina",   "dion",  "duncan",  "eden",   "eliana",
    "elisa",   "elodie",  "emilia", "erin",     "euan",   "ewan",  "faye",    "hana",   "hanna",
    "hope",    "huda",    "hugo",   "iona",     "jada",   "jade",  "jaden",   "jean",   "joan",
    "joshua",  "juliana", "kai",    "kaia",     "kane",   "kara",  "kaye",    "keegan", "kian",
    "kira",    "laila",   "lana",   "lara",     "leanne", "lee",   "leila",   "leon",   "leona",
    "leonie",  "liana",   "linda",  "lisa",     "logan",  "lola",  "luciana", "luna",   "maia",
    "mariana", "maura",   "maya",   "megan",    "mena",   "mia",   "mila",    "milo",   "mira",
    "moira",   "mona",    "muna",   "nadia",    "naomi",  "nina",  "noura",   "ramona", "reagan",
    "regan",   "rena",    "renee",  "reuben",   "rita",   "rohan", "roman",   "rowan",  "rowena",
    "sana",    "sheila",  "shona",  "sienna",   "tania",  "tanya", "tara",    "tegan",  "tia",
    "una",     "yara",    "zara",   "zena",
};

/* The parts of a syllable in Pinyin. */
static const char *const initials[] = {"zh", "ch", "sh", "b", "p", "m", "f", "d",
                                       "t",  "n",  "l",  "g", "k", "h", "j", "q",
                                       "x",  "r",  "z",  "c", "s", "y", "w", ""};
static const char *const finals[] = {"a",   "ai",   "an",   "ang", "ao",   "e",   "ei", "en",
                                     "eng", "i",    "ia",   "ian", "iang", "iao", "ie", "in",
                                     "ing", "iong", "iu",   "o",   "ong",  "ou",  "u",  "ua",
                                     "uai", "uan",  "uang", "ue",  "ui",   "un",  "uo"};

static struct name_sets spelt;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The ways of writing syllables by their first letter, for names are asked letter by letter. */
enum { FORMS_MOST = 512, LETTERS = 26 };
static struct form {
    struct slice text;
    size_t syllable; /* its line */
} forms[FORMS_MOST];
static size_t form_starts[LETTERS + 2]; /* form_starts[letter + 1]: one past the letter's forms */

/* Count the forms of each letter, or put them where the counts say. */
static void lay_forms(bool count)
{
    for (size_t i = 0; i < sizeof syllables / sizeof *syllables; i++) {
        struct slice rest = slice_from(syllables[i]), text;
        while (slice_split(&rest, ' ', &text)) {
            size_t letter = (size_t)(text.data[0] - 'a');
            if (count)
                form_starts[letter + 2]++;
            else
                forms[form_starts[letter + 1]++] = (struct form){text, i};
        }
    }
}

static void make(void)
{
    name_sets_make(&spelt, surnames, sizeof surnames / sizeof *surnames);
    lay_forms(true);
    for (size_t i = 1; i < sizeof form_starts / sizeof *form_starts; i++)
        form_starts[i] += form_starts[i - 1];
    lay_forms(false);
}

/* The forms that may stand at the start of the text; empty where none does. */
static const struct form *forms_of(struct slice text, const struct form **ret_end)
{
    size_t letter = text.length ? (size_t)(unsigned char)text.data[0] - 'a' : LETTERS;
    *ret_end = forms + (letter < LETTERS ? form_starts[letter + 1] : 0);
    return forms + (letter < LETTERS ? form_starts[letter] : 0);
}

void spelling_sets_of(struct slice surname, uint16_t sets[static NAME_SETS])
{
    char said[FOLD_LONGEST];
    pthread_once(&once, make);
    name_sets_of(&spelt, surname, sets);
    if (sets[0] == 0)
        name_sets_of(&spelt, name_without_article(surname), sets);
    if (sets[0] == 0)
        name_sets_of(&spelt, (struct slice){said, name_said(surname, said)}, sets);
}

bool spelling_may_begin(struct slice surname, char letter)
{
    uint16_t of_name[NAME_SETS];
    spelling_sets_of(surname, of_name);
    return name_sets_have_initial(surnames, of_name, letter);
}

bool spelling_sets_are_chinese(const uint16_t sets[static NAME_SETS])
{
    return sets[0] > 0 && sets[0] <= CHINESE_SURNAMES;
}

bool spelling_is_chinese(struct slice surname)
{
    uint16_t sets[NAME_SETS];
    spelling_sets_of(surname, sets);
    return spelling_sets_are_chinese(sets);
}

bool spelling_ends_in_chinese(struct slice surname)
{
    struct slice rest = surname, word = {0};
    while (slice_split(&rest, ' ', &word))
        continue;
    return spelling_is_chinese(word);
}

/* --- Chinese given names ---------------------------------------------------------------------- */

enum { NAME_MOST = 24, SYLLABLES_MOST = 3 };

/* The name without its spaces; empty where it is too long for a Chinese one. */
static struct slice close_up(struct slice name, char out[static NAME_MOST])
{
    size_t length = 0;
    for (size_t i = 0; i < name.length; i++) {
        if (name.data[i] == ' ')
            continue;
        if (length == NAME_MOST)
            return (struct slice){0};
        out[length++] = name.data[i];
    }
    return (struct slice){out, length};
}

/* The same, as it is heard: Hui for Hooi, Li for Lee. */
static struct slice as_heard(struct slice name, char out[static NAME_MOST])
{
    size_t length = close_up(name, out).length, kept = 0;
    for (size_t i = 0; i < length; i++) {
        bool twice = i + 1 < length && out[i] == out[i + 1];
        bool vowel = out[i] == 'o' || out[i] == 'e';
        out[kept++] = twice && vowel ? (out[i++] == 'o' ? 'u' : 'i') : out[i];
    }
    return (struct slice){out, kept};
}

static struct slice after(struct slice text, struct slice start)
{
    return slice_sub(text, start.length, text.length);
}

static bool same_from(struct slice a, struct slice b, unsigned syllables_left, unsigned slips);

/* Whether a begins with a syllable that b has, but for one slip, and the rest is the same. */
static bool slips_from(struct slice a, struct slice b, unsigned syllables_left)
{
    enum { SHORTEST = 2 };
    const struct form *end, *form = forms_of(a, &end);
    for (; form < end; form++) {
        struct slice written = slice_from(syllables[form->syllable]), meant;
        while (slice_starts_with(a, form->text) && slice_split(&written, ' ', &meant))
            for (size_t length = meant.length < SHORTEST + 1 ? SHORTEST : meant.length - 1;
                 length <= meant.length + 1 && length <= b.length; length++) {
                struct slice start = slice_sub(b, 0, length);
                if (compare_is_one_edit(meant, start) &&
                    same_from(after(a, form->text), after(b, start), syllables_left - 1, 0))
                    return true;
            }
    }
    return false;
}

static bool same_from(struct slice a, struct slice b, unsigned syllables_left, unsigned slips)
{
    if (a.length == 0 || b.length == 0)
        return a.length == b.length;
    if (syllables_left == 0)
        return false;
    const struct form *end_a, *end_b, *of_a = forms_of(a, &end_a), *first = forms_of(b, &end_b);
    for (; of_a < end_a; of_a++)
        for (const struct form *of_b = first; slice_starts_with(a, of_a->text) && of_b < end_b;
             of_b++)
            if (of_a->syllable == of_b->syllable && slice_starts_with(b, of_b->text) &&
                same_from(after(a, of_a->text), after(b, of_b->text), syllables_left - 1, slips))
                return true;
    return slips > 0 && (slips_from(a, b, syllables_left) || slips_from(b, a, syllables_left));
}

static bool same_chinese(struct slice a, struct slice b, unsigned slips)
{
    char closed_a[NAME_MOST], closed_b[NAME_MOST];
    pthread_once(&once, make);
    a = as_heard(a, closed_a);
    b = as_heard(b, closed_b);
    return a.length > 0 && b.length > 0 && same_from(a, b, SYLLABLES_MOST, slips);
}

bool spelling_same_chinese(struct slice a, struct slice b)
{
    return same_chinese(a, b, 0);
}

bool spelling_near_chinese(struct slice a, struct slice b)
{
    return same_chinese(a, b, 1);
}

/* How long `start` is where the name goes on with it from `from` on, else 0. The letter tells most
 * apart at once: this is asked of hundreds of syllables. */
static size_t stands_at(struct slice name, size_t from, const char *start)
{
    if (from >= name.length || name.data[from] != start[0])
        return 0;
    size_t length = strlen(start);
    bool stands = length <= name.length - from && memcmp(name.data + from, start, length) == 0;
    return stands ? length : 0;
}

/* Mark where a syllable that begins at `from` may end: a bit a place. */
static uint32_t syllable_ends(struct slice name, size_t from)
{
    uint32_t ends = 0;
    for (size_t i = 0; i < sizeof initials / sizeof *initials; i++) {
        size_t final = from + stands_at(name, from, initials[i]);
        if (final == from && initials[i][0])
            continue;
        for (size_t f = 0; f < sizeof finals / sizeof *finals; f++) {
            size_t length = stands_at(name, final, finals[f]);
            if (length)
                ends |= UINT32_C(1) << (final + length);
        }
    }
    struct slice rest = slice_sub(name, from, name.length);
    const struct form *end, *form = forms_of(rest, &end);
    for (; form < end; form++)
        if (slice_starts_with(rest, form->text))
            ends |= UINT32_C(1) << (from + form->text.length);
    return ends;
}

/* How many syllables the name can be read as: a bit for each number. */
static unsigned syllable_counts(struct slice name)
{
    char closed[NAME_MOST];
    name = close_up(name, closed);
    unsigned counts = 0;
    uint32_t reached = name.length > 0; /* places that the syllables so far may end at */
    for (unsigned syllable = 1; syllable <= SYLLABLES_MOST; syllable++) {
        uint32_t next = 0;
        for (size_t at = 0; at < name.length; at++)
            next |= reached >> at & 1 ? syllable_ends(name, at) : 0;
        reached = next;
        counts |= (reached >> name.length & 1) << syllable;
    }
    return counts;
}

uint8_t spelling_traits(struct slice name)
{
    uint16_t english[NAME_SETS];
    pthread_once(&once, make);
    nickname_sets_of(name, english);
    unsigned counts = syllable_counts(name);
    unsigned traits = NAME_IS_LISTED(name, go_before) ? SPELLING_GOES_BEFORE : 0;
    if (counts)
        traits |= SPELLING_SYLLABLES;
    if (counts && !(counts & 1 << 1))
        traits |= SPELLING_SEVERAL;
    if (counts > 1 << 1 && !english[0] && !NAME_IS_LISTED(name, read_so))
        traits |= SPELLING_CHINESE;
    return (uint8_t)traits;
}

/* The first way of writing a syllable that this is one of; itself where there is no other. */
static struct slice in_pinyin(struct slice syllable)
{
    struct slice pinyin = syllable;
    const struct form *end, *form = forms_of(syllable, &end);
    while (form < end && !slice_equal(form->text, syllable))
        form++;
    if (form < end) {
        struct slice written = slice_from(syllables[form->syllable]);
        slice_split(&written, ' ', &pinyin);
    }
    return pinyin;
}

/* Whether nothing follows, or what reads as syllables enough to fill up a name. */
static bool may_follow(struct slice rest)
{
    const unsigned fewer = (1 << SYLLABLES_MOST) - 1;
    return rest.length == 0 || (syllable_counts(rest) & fewer);
}

struct slice spelling_first_syllable(struct slice name, char out[static SPELLING_SYLLABLE])
{
    char heard[NAME_MOST];
    pthread_once(&once, make);
    name = as_heard(name, heard);
    uint32_t ends = name.length ? syllable_ends(name, 0) : 0;
    size_t length = name.length < SPELLING_SYLLABLE ? name.length : SPELLING_SYLLABLE;
    while (length > 0 &&
           !((ends >> length & 1) && may_follow(slice_sub(name, length, name.length))))
        length--;
    struct slice first = in_pinyin(slice_sub(name, 0, length));
    memcpy(out, first.data, first.length);
    return (struct slice){out, first.length};
}
