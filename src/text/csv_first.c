/* What people take for a CSV file and is none: told by its first row, since what would be said of
 * it otherwise (a NUL byte, a column that is not there) helps nobody who saved it as something
 * else. */
#include "text/csv_first.h"

#include "base/banned.h"

static int refuse(unsigned line, size_t at, const char *what, const char *to_do, struct err *err)
{
    return err_set_at(err, ERR_SYNTAX, line, (unsigned)at + 1, NULL, "%s %s", what, to_do);
}

static bool starts_in_any_case(struct slice text, struct slice start)
{
    return slice_equal_ignoring_case(slice_sub(text, 0, start.length), start);
}

static int check_kind(struct slice row, unsigned line, struct err *err)
{
    static const struct {
        struct slice start;
        const char *what, *to_do;
    } kinds[] = {
        {{"PK\x03\x04", 4},
         "The file is an Excel workbook (or another packed file), and not CSV.",
         "Open it and save it as CSV UTF-8."},
        {{"\xD0\xCF\x11\xE0", 4},
         "The file is an old Excel workbook, and not CSV.",
         "Open it and save it as CSV UTF-8."},
        {{"%PDF", 4}, "The file is a PDF, and not CSV.", "Ask for the table behind it, as CSV."},
        {{"<!doctype html", 14},
         "The file is a web page, and not CSV.",
         "The link may have led to a page that asks to sign in: fetch the file itself."},
        {{"<html", 5},
         "The file is a web page, and not CSV.",
         "The link may have led to a page that asks to sign in: fetch the file itself."},
        {{"sep=,", 5},
         "The first line tells Excel alone how columns are parted.",
         "Take it out, so that the headings stand first."},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (starts_in_any_case(row, kinds[i].start))
            return refuse(line, 0, kinds[i].what, kinds[i].to_do, err);
    bool nul_first = row.data[0] == '\0';
    if (row.length > 3 && nul_first == (row.data[2] == '\0') &&
        nul_first != (row.data[1] == '\0') && nul_first != (row.data[3] == '\0'))
        return refuse(line, nul_first ? 0 : 1, "There is a NUL byte here: the file is UTF-16.",
                      "Save it again as CSV UTF-8.", err);
    return 0;
}

/* Separators outside quotation marks, and where the first of them stands. Those before a space
 * are punctuation. */
enum { COMMA, TAB, SEMICOLON, BAR, SEPARATORS };
struct separators {
    size_t count[SEPARATORS], first[SEPARATORS];
    size_t bare_return; /* row.length where there is none */
};

static struct separators look_for_separators(struct slice row)
{
    static const char bytes[SEPARATORS] = {',', '\t', ';', '|'};
    struct separators found = {.bare_return = row.length};
    bool quoted = false;
    for (size_t at = 0; at < row.length; at++) {
        quoted ^= row.data[at] == '"';
        if (quoted)
            continue;
        bool last = at + 1 == row.length;
        if (row.data[at] == '\r' && !last && found.bare_return == row.length)
            found.bare_return = at;
        for (int i = 0; i < SEPARATORS; i++)
            if (row.data[at] == bytes[i] && (last || row.data[at + 1] != ' ') &&
                found.count[i]++ == 0)
                found.first[i] = at;
    }
    return found;
}

static int check_separators(struct slice row, unsigned line, struct err *err)
{
    static const char *const names[SEPARATORS] = {
        [TAB] = "tabs", [SEMICOLON] = "semicolons", [BAR] = "bars"};
    struct separators found = look_for_separators(row);
    if (found.bare_return < row.length)
        return refuse(line, found.bare_return,
                      "The lines end in a carriage return alone, as old Macintosh programs write "
                      "them.",
                      "Save it again as CSV UTF-8.", err);
    for (int i = TAB; i < SEPARATORS; i++)
        if (found.count[i] > found.count[COMMA])
            return err_set_at(err, ERR_SYNTAX, line, (unsigned)found.first[i] + 1, NULL,
                              "The columns are parted by %s, and a CSV file’s by commas. Save it "
                              "again as CSV UTF-8, with commas%s.",
                              names[i],
                              i == SEMICOLON ? " and, in its figures, points for decimals" : "");
    return 0;
}

int csv_check_first(struct slice row, unsigned line, struct err *err)
{
    int code = check_kind(row, line, err);
    return code < 0 ? code : check_separators(row, line, err);
}
