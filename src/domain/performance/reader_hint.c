/* Spreadsheets write figures for people: with separators, signs and notes. None of it is guessed
 * away, since “1,234” is twelve hundred in one country and one and a bit in another; the official
 * is told what to change. */
#include "domain/performance/reader_hint.h"

#include "base/banned.h"

enum { LONGEST = 64 };

/* What stands in a number that people read, and what to do about it; the first found is told. */
static const struct {
    struct slice mark, stands_for;
    const char *to_do;
} marks[] = {
    {{"%", 1}, {"", 0}, "Take the percent sign out."},
    {{"£", 2}, {"", 0}, "Take the currency sign out."},
    {{"$", 1}, {"", 0}, "Take the currency sign out."},
    {{"€", 3}, {"", 0}, "Take the currency sign out."},
    {{"'", 1}, {"", 0}, "Take out the apostrophe, which spreadsheets put before text."},
    {{"\xE2\x80\x99", 3}, {"", 0}, "Take the apostrophe out."},
    {{"\xE2\x88\x92", 3}, {"-", 1}, "Write its minus sign as a hyphen: -."},
    {{"\xE2\x80\x93", 3}, {"-", 1}, "Write its minus sign as a hyphen: -."},
    {{"(", 1}, {"", 0}, "Write a negative figure with a minus sign, and notes in another column."},
    {{")", 1}, {"", 0}, "Write a negative figure with a minus sign, and notes in another column."},
    {{"+", 1}, {"", 0}, "Take the plus sign out."},
    {{",", 1}, {"", 0}, "Write it without separators, and with a point before its decimals."},
    {{" ", 1}, {"", 0}, "Write it without separators, and with a point before its decimals."},
    {{"\xC2\xA0", 2},
     {"", 0},
     "Write it without separators, and with a point before its decimals."},
    {{"\xE2\x80\xAF", 3},
     {"", 0},
     "Write it without separators, and with a point before its decimals."},
};

/* The text without those marks, in `plain`; ret_to_do is of the first there is, else NULL. */
static struct slice without_marks(struct slice text, char plain[static LONGEST],
                                  const char **ret_to_do)
{
    enum { MARKS = sizeof marks / sizeof *marks };
    size_t length = 0, first = MARKS;
    for (size_t at = 0; at < text.length && length < LONGEST - 1;) {
        size_t mark = 0;
        while (mark < MARKS &&
               !slice_starts_with(slice_sub(text, at, text.length), marks[mark].mark))
            mark++;
        if (mark == MARKS) {
            plain[length++] = text.data[at++];
            continue;
        }
        first = mark < first ? mark : first;
        at += marks[mark].mark.length;
        if (marks[mark].stands_for.length)
            plain[length++] = *marks[mark].stands_for.data;
    }
    *ret_to_do = first < MARKS ? marks[first].to_do : NULL;
    return (struct slice){plain, length};
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A number with a note behind it: “5*”, “12.3 (r)”, “45 [p]”. */
static bool has_note(struct slice text)
{
    size_t at = 0;
    double number;
    while (at < text.length && (is_digit(text.data[at]) || text.data[at] == '.'))
        at++;
    if (at == 0 || at == text.length || !slice_to_double(slice_sub(text, 0, at), &number))
        return false;
    struct slice note = slice_trim(slice_sub(text, at, text.length));
    if (note.length == 0 || note.length > 4)
        return false;
    for (size_t i = 0; i < note.length; i++)
        if (is_digit(note.data[i]) || strchr("-/:,.", note.data[i]))
            return false;
    return true;
}

/* What to do about a number that people read, or NULL where it is none. */
static const char *number_hint(struct slice text)
{
    char plain[LONGEST];
    const char *to_do = NULL;
    double number;
    if (text.length >= LONGEST)
        return NULL;
    if (slice_to_double(without_marks(text, plain, &to_do), &number))
        return to_do;
    return has_note(text) ? "Put what stands after the number in a column of its own." : NULL;
}

bool hint_is_number(struct slice text)
{
    return number_hint(text) != NULL;
}

const char *hint_for(struct slice text)
{
    const char *hint = number_hint(text);
    return hint ? hint
                : "Correct it or, if it stands for a figure that is not there, say so in a mapping "
                  "of your own (symbols).";
}
