/* What a password may be. Its hash costs a guesser time; that does not help where it is among the
 * first thousand that they try, so those are refused: published lists of leaked passwords are, past
 * twelve characters, a few words and rows of keys with digits around them. */
#include "domain/access/access.h"

#include "base/banned.h"

enum {
    SHORTEST = 12,
    LONGEST = 200,
    FEWEST_LETTERS = 4,
    SHORTEST_NAME = 3,
    SHORTEST_FULL_NAME = 5
};

/* Where one begins with another the longer stands first, since each is taken as it is met. */
static const char *const common[] = {
    "administrator", "admin",    "arsenal",      "asdfghjkl",     "asdf",      "azertyuiop",
    "azerty",        "baseball", "batman",       "changeme",      "charlie",   "chelsea",
    "children",      "computer", "correcthorse", "council",       "default",   "dragon",
    "england",       "everton",  "football",     "iloveyou",      "internet",  "letmein",
    "liverpool",     "loveyou",  "manchester",   "master",        "monkey",    "mypass",
    "passwort",      "pass",     "partnership",  "princess",      "qazwsxedc", "qazwsx",
    "qwertyuiop",    "qwerty",   "secret",       "starwars",      "sunshine",  "superman",
    "test",          "trustno",  "united",       "user",          "welcome",   "weft",
    "whatever",      "word",     "zxcvbnm",      "batterystaple", "january",   "february",
    "march",         "april",    "june",         "july",          "august",    "september",
    "october",       "november", "december",     "spring",        "summer",    "autumn",
    "winter",        "monday",   "tuesday",      "wednesday",     "thursday",  "friday",
    "saturday",      "sunday",
};
static const char *const rows_of_keys[] = {"abcdefghijklmnopqrstuvwxyz",
                                           "qwertyuiopasdfghjklzxcvbnm"};

/* Fewer than five different characters are soon guessed. */
static bool is_monotonous(struct slice password)
{
    size_t different = 0;
    for (size_t i = 0; i < password.length; i++)
        different += memchr(password.data, password.data[i], i) == NULL;
    return different < 5;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (unsigned char)byte >= 0x80;
}

/* A digit or sign that is written for a letter: "p@ssw0rd". */
static char meant(char byte)
{
    static const char signs[] = "@4$5031!", letters[] = "aassoeii";
    const char *at = byte ? strchr(signs, byte) : NULL;
    return at ? letters[at - signs] : byte_small(byte);
}

/* The letters of a text, small. A sign inside it is left out or, where that is asked, read as the
 * letter that it stands for; what stands around it ("…2024!") is left out. `out` has room for it.
 */
static struct slice letters_of(struct slice text, bool by_signs, char *out)
{
    size_t length = 0;
    while (text.length && !is_letter(byte_small(text.data[0])))
        text = slice_sub(text, 1, text.length);
    while (text.length && !is_letter(byte_small(text.data[text.length - 1])))
        text.length--;
    for (size_t i = 0; i < text.length; i++) {
        char byte = by_signs ? meant(text.data[i]) : byte_small(text.data[i]);
        if (is_letter(byte))
            out[length++] = byte;
    }
    return (struct slice){out, length};
}

/* Whether the letters are words that everybody tries, one after the other, or a row of keys. */
static bool is_common(struct slice letters)
{
    for (size_t i = 0; i < sizeof rows_of_keys / sizeof *rows_of_keys; i++)
        if (slice_find(slice_from(rows_of_keys[i]), letters) < strlen(rows_of_keys[i]))
            return true;
    while (letters.length) {
        size_t at = 0;
        while (at < sizeof common / sizeof *common &&
               !slice_starts_with(letters, slice_from(common[at])))
            at++;
        if (at == sizeof common / sizeof *common)
            return false;
        letters = slice_sub(letters, strlen(common[at]), letters.length);
    }
    return true;
}

static bool holds(struct slice text, struct slice part, size_t shortest)
{
    return part.length >= shortest && slice_find(text, part) < text.length;
}

/* Whether it holds the name that they sign in with, or their own, in letters of any size. */
static bool is_named(struct slice password, struct slice user, struct slice name)
{
    char small[LONGEST], code[LONGEST], letters[LONGEST], full[LONGEST];
    for (size_t i = 0; i < password.length; i++)
        small[i] = byte_small(password.data[i]);
    user = slice_sub(user, 0, sizeof code);
    for (size_t i = 0; i < user.length; i++)
        code[i] = byte_small(user.data[i]);
    return holds((struct slice){small, password.length}, (struct slice){code, user.length},
                 SHORTEST_NAME) ||
           holds(letters_of(password, true, letters),
                 letters_of(slice_sub(name, 0, sizeof full), true, full), SHORTEST_FULL_NAME);
}

int password_check(struct slice password, struct slice user, struct slice name, struct err *err)
{
    char plain_room[LONGEST], meant_room[LONGEST];
    const char *wrong = NULL;
    struct slice some = slice_sub(password, 0, LONGEST);
    struct slice letters = letters_of(some, false, plain_room);
    if (password.length < SHORTEST)
        wrong = "The password is too short. Give 12 characters or more: three words will do.";
    else if (password.length > LONGEST)
        wrong = "The password is too long. Give 200 characters or fewer.";
    else if (is_monotonous(password))
        wrong = "The password repeats itself. Give at least five different characters.";
    else if (is_named(password, user, name))
        wrong = "The password holds your own name or the name you sign in with. Choose one that "
                "does not: three words will do.";
    else if (letters.length < FEWEST_LETTERS)
        wrong = "The password is hardly more than digits and signs, which are tried first. Give "
                "three words that do not belong together.";
    else if (is_common(letters) || is_common(letters_of(some, true, meant_room)))
        wrong = "The password is one of those that are tried first. Give three words that do not "
                "belong together.";
    return wrong ? err_set(err, ERR_RANGE, "password", "%s", wrong) : 0;
}
