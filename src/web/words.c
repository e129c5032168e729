#include "web/words.h"

#include "base/banned.h"

static const char *const numbers[] = {
    "none",     "one",     "two",     "three",     "four",     "five",     "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

static const char *number_word(int64_t count)
{
    bool has_word = count >= 0 && count < (int64_t)(sizeof numbers / sizeof *numbers);
    return has_word ? numbers[count] : NULL;
}

void words_number(struct page_writer *page, int64_t count)
{
    const char *word = number_word(count);
    if (word)
        html_string(page, word);
    else
        html_count(page, count);
}

void words_number_first(struct page_writer *page, int64_t count)
{
    const char *word = number_word(count);
    if (word)
        html_sentence(page, slice_from(word));
    else
        html_count(page, count);
}

void words_ordinal(struct page_writer *page, int64_t place)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    int64_t last = place % 10;
    bool teens = place / 10 % 10 == 1;
    html_count(page, place);
    html_string(page, endings[!teens && last > 0 && last < 4 ? last : 0]);
}

void words_counted(struct page_writer *page, int64_t count, const char *one, const char *many)
{
    words_number(page, count);
    html(page, " ");
    html_string(page, count == 1 ? one : many);
}

void words_date(struct page_writer *page, struct date date)
{
    if (!date_is_given(date))
        return;
    html_integer(page, date.day);
    html(page, " ");
    words_month(page, date);
}

struct slice words_date_text(struct arena *arena, struct date date)
{
    return slice_from(arena_printf(arena, "%d %s %d", date.day, months[date.month - 1], date.year));
}

void words_month(struct page_writer *page, struct date date)
{
    if (!date_is_given(date))
        return;
    html_string(page, months[date.month - 1]);
    html(page, " ");
    html_integer(page, date.year);
}

void words_stored_date(struct page_writer *page, struct slice text)
{
    struct date date;
    if (date_parse(text, &date))
        words_date(page, date);
    else
        html_text(page, text);
}

void words_instant(struct page_writer *page, int64_t instant_us)
{
    char text[CLOCK_TEXT_SIZE]; /* 2026-10-01T09:30:00.000000Z */
    int64_t civil_us = clock_civil_us(instant_us);
    clock_format(civil_us, text);
    words_date(page, clock_date(civil_us));
    html(page, ", ");
    html_text(page, (struct slice){text + 11, 2});
    html(page, ".");
    html_text(page, (struct slice){text + 14, 2});
}

struct slice words_name(struct arena *arena, struct slice name)
{
    char *text = arena_string(arena, name);
    for (size_t i = 0; i < name.length; i++)
        if (text[i] == '_')
            text[i] = ' ';
    if (name.length && text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
    return (struct slice){text, name.length};
}

void words_join(struct page_writer *page, size_t index, size_t count)
{
    if (index == 0)
        return;
    if (index + 1 == count)
        html(page, " and ");
    else
        html(page, ", ");
}

void words_lapse(struct page_writer *page, struct date from, struct date until)
{
    int32_t days = date_to_days(until) - date_to_days(from);
    int64_t whole_months = 12 * (until.year - from.year) + until.month - from.month;
    if (until.day < from.day)
        whole_months--;
    if (whole_months >= 24)
        words_counted(page, whole_months / 12, "year", "years");
    else if (whole_months >= 2)
        words_counted(page, whole_months, "month", "months");
    else if (days >= 14)
        words_counted(page, days / 7, "week", "weeks");
    else
        words_counted(page, days, "day", "days");
}
