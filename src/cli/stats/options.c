/* The words of `weft stats METHOD`: options as each method declares them, then its files. A
 * method's help, its checks and its reading all come from that one declaration. */
#include "cli/stats/stats.h"

#include <math.h>

#include "base/banned.h"

enum { LIST_MOST = 4096 }; /* as many as a table has columns */

static const struct stats_option *find_option(const struct stats_option *options, size_t count,
                                              struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, options[i].name))
            return &options[i];
    return NULL;
}

/* The room is doubled whenever the count is a power of two. */
static void add_word(struct arena *arena, struct word_list *list, struct slice word)
{
    if ((list->count & (list->count - 1)) == 0) {
        struct slice *grown = arena_array(arena, 2 * list->count + 1, sizeof *grown);
        if (list->count)
            memcpy(grown, list->words, list->count * sizeof *grown);
        list->words = grown;
    }
    list->words[list->count++] = word;
}

static int read_number(const struct stats_option *option, struct slice text, struct err *err)
{
    double value;
    bool any = option->least == 0 && option->most == 0;
    if (!slice_to_double(text, &value) || (option->whole && value != trunc(value)) ||
        fabs(value) > (option->whole ? 1e9 : 1e100))
        return err_set(err, ERR_USAGE, NULL, "%s needs a %snumber, and \"%.*s\" is none.",
                       option->name, option->whole ? "whole " : "", SLICE_PRINT(text));
    if (!any && (value < option->least || value > option->most ||
                 (option->above && value == option->least)))
        return err_set(err, ERR_USAGE, NULL, "%s may be %s %.15g to %.15g, and %.*s is not.",
                       option->name, option->above ? "above" : "from", option->least, option->most,
                       SLICE_PRINT(text));
    if (option->whole)
        *option->whole = (int)value;
    else
        *option->number = value;
    return 0;
}

static int read_choice(const char *what, const char *const *choices, struct slice text,
                       int *ret_choice, struct err *err)
{
    CLEANUP(buffer_free) struct buffer list = BUFFER(300);
    for (int i = 0; choices[i]; i++) {
        if (slice_is(text, choices[i])) {
            *ret_choice = i;
            return 0;
        }
        buffer_printf(&list, "%s%s", i ? ", " : "", choices[i]);
    }
    return err_set(err, ERR_USAGE, NULL, "%s may be one of %s, and \"%.*s\" is not.", what,
                   buffer_text(&list), SLICE_PRINT(text));
}

static int read_list(struct stats *stats, const struct stats_option *option, struct slice text,
                     struct err *err)
{
    struct word_list list = *option->list;
    struct slice part;
    while (slice_split(&text, ',', &part)) {
        part = slice_trim(part);
        if (!part.length)
            return err_set(err, ERR_USAGE, NULL, "%s has an empty place in its list.",
                           option->name);
        if (list.count == LIST_MOST)
            return err_set(err, ERR_LIMIT, NULL, "%s names more than the %d allowed.", option->name,
                           LIST_MOST);
        for (size_t i = 0; i < list.count; i++)
            if (slice_equal(list.words[i], part))
                return err_set(err, ERR_USAGE, NULL, "%s names \"%.*s\" twice.", option->name,
                               SLICE_PRINT(part));
        add_word(stats->arena, &list, part);
    }
    *option->list = list;
    return 0;
}

static int read_value(struct stats *stats, const struct stats_option *option, const char *value,
                      struct err *err)
{
    struct slice text = slice_from(value);
    if (!text.length)
        return err_set(err, ERR_USAGE, NULL, "%s needs a value after it.", option->name);
    if (option->number || option->whole)
        return read_number(option, text, err);
    if (option->choice)
        return read_choice(option->name, option->choices, text, option->choice, err);
    if (option->list)
        return read_list(stats, option, text, err);
    if (option->files)
        add_word(stats->arena, option->files, text);
    else
        *option->text = value;
    return 0;
}

/* The words without an option before them. Those that stand right after an option of files may
 * be files of it too. */
struct plain_words {
    const char *input;
    const char *loose; /* the latest word after files, not yet known to be one of them */
    struct word_list *files;
};

static int take_input(struct plain_words *plain, const char *word, struct err *err)
{
    if (plain->input)
        return err_set(err, ERR_USAGE, NULL,
                       "There are two files to read, %s and %s. Give one, or - for standard input.",
                       plain->input, word);
    plain->input = word;
    return 0;
}

/* The run of words after an option of files is over: its last word is the input only where the
 * command line ends here without another. */
static int end_files(struct stats *stats, struct plain_words *plain, bool last, struct err *err)
{
    const char *loose = plain->loose;
    plain->loose = NULL;
    if (loose && last && !plain->input)
        return take_input(plain, loose, err);
    if (loose)
        add_word(stats->arena, plain->files, slice_from(loose));
    return 0;
}

static int take_plain(struct stats *stats, struct plain_words *plain, const char *word,
                      struct err *err)
{
    if (!plain->files)
        return take_input(plain, word, err);
    if (plain->loose)
        add_word(stats->arena, plain->files, slice_from(plain->loose));
    plain->loose = word;
    return 0;
}

static int take_option(struct stats *stats, const struct stats_option *options, size_t count,
                       int *i, struct plain_words *plain, struct err *err)
{
    const char *word = stats->argv[*i];
    const char *equals = strchr(word, '=');
    struct slice name = slice_sub(slice_from(word), 0, equals ? (size_t)(equals - word) : SIZE_MAX);
    const struct stats_option *option = find_option(options, count, name);
    if (!option || (equals && option->flag))
        return err_set(err, ERR_USAGE, NULL,
                       "%s is not an option of %s. `weft stats %s --help` lists those that are.",
                       word, stats->method->name, stats->method->name);
    plain->files = option->files;
    if (option->flag) {
        *option->flag = true;
        return 0;
    }
    if (!equals && ++*i == stats->argc)
        return err_set(err, ERR_USAGE, NULL, "%s needs a value after it.", word);
    return read_value(stats, option, equals ? equals + 1 : stats->argv[*i], err);
}

int stats_options(struct stats *stats, const struct stats_option *options, size_t count,
                  struct err *err)
{
    struct plain_words plain = {0};
    bool ended = false;
    int code = 0;
    for (int i = 0; i < stats->argc && code == 0; i++) {
        const char *word = stats->argv[i];
        if (ended || strncmp(word, "--", 2) != 0) {
            code = take_plain(stats, &plain, word, err);
            continue;
        }
        code = end_files(stats, &plain, false, err);
        plain.files = NULL;
        ended = strcmp(word, "--") == 0;
        if (code == 0 && !ended)
            code = take_option(stats, options, count, &i, &plain, err);
    }
    if (code == 0)
        code = end_files(stats, &plain, true, err);
    stats->source = plain.input ? plain.input : "-";
    return code;
}

int stats_form(struct stats *stats, const char *const *choices, int *ret_choice, struct err *err)
{
    if (stats->argc == 0)
        return err_set(err, ERR_USAGE, NULL,
                       "%s needs to be told which kind. `weft stats %s --help` lists them.",
                       stats->method->name, stats->method->name);
    int code =
        read_choice(stats->method->name, choices, slice_from(stats->argv[0]), ret_choice, err);
    if (code < 0)
        return code;
    stats->argc--;
    stats->argv++;
    return 0;
}
