#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static const char summary[] =
    "weft: one plan for a city's children, from the vision to what happened.\n\n"
    "Usage: weft [--store FILE] COMMAND [ARGUMENTS] [--json]\n\n"
    "  --store FILE   the partnership's store; WEFT_STORE in the environment does the same\n"
    "  --json         answer with one JSON document\n\n"
    "Commands (weft COMMAND --help shows an example of each):\n";

static void print_summary(FILE *where)
{
    fputs(summary, where);
    for (const struct command *const *command = commands; *command; command++)
        fprintf(where, "  %-10s %s\n", (*command)->name, (*command)->summary);
}

static const struct command *find_command(const char *name)
{
    for (const struct command *const *command = commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

/* Take --store and --json out of argv wherever they stand before a "--"; how many are left, or
 * −1 where --store has no file. */
static int take_shared_options(struct cli *cli, int argc, char **argv)
{
    int left = 0;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            while (i < argc)
                argv[left++] = argv[i++];
        } else if (strcmp(argv[i], "--json") == 0) {
            cli->json = true;
        } else if (strcmp(argv[i], "--store") == 0) {
            if (++i == argc)
                return -1;
            cli->store = argv[i];
        } else {
            argv[left++] = argv[i];
        }
    }
    return left;
}

int cli_main(int argc, char **argv)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct cli cli = {.store = getenv("WEFT_STORE"), .arena = &arena};
    int count = take_shared_options(&cli, argc - 1, argv + 1);
    char **words = argv + 1;
    if (count < 0) {
        fputs("weft: --store needs the name of a file.\n", stderr);
        return CLI_USAGE;
    }
    if (count == 0 || strcmp(words[0], "--help") == 0 || strcmp(words[0], "help") == 0) {
        print_summary(count == 0 ? stderr : stdout);
        return count == 0 ? CLI_USAGE : CLI_DONE;
    }
    const struct command *command = find_command(words[0]);
    if (!command) {
        fprintf(stderr, "weft: there is no command \"%s\". `weft --help` lists them.\n", words[0]);
        return CLI_USAGE;
    }
    cli.argc = count - 1;
    cli.argv = words + 1;
    for (int i = 0; i < cli.argc && command->help; i++)
        if (strcmp(cli.argv[i], "--help") == 0 && strcmp(command->name, "stats") != 0) {
            fputs(command->help, stdout);
            return CLI_DONE;
        }
    return command->run(&cli);
}

static const struct option *find_option(const struct option *options, size_t count,
                                        const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (options[i].name && strlen(options[i].name) == length &&
            memcmp(options[i].name, name, length) == 0)
            return &options[i];
    return NULL;
}

int cli_options(struct cli *cli, const struct option *options, size_t count, int *ret_count)
{
    int left = 0;
    for (int i = 0; i < cli->argc; i++) {
        char *word = cli->argv[i];
        if (strcmp(word, "--") == 0) {
            while (++i < cli->argc)
                cli->argv[left++] = cli->argv[i];
            break;
        }
        if (strncmp(word, "--", 2) != 0) {
            cli->argv[left++] = word;
            continue;
        }
        const char *equals = strchr(word, '=');
        size_t length = equals ? (size_t)(equals - word) : strlen(word);
        const struct option *option = find_option(options, count, word, length);
        if (!option || (equals && !option->value)) {
            fprintf(stderr, "weft: the option %s is not known here. --help lists those that are.\n",
                    word);
            return CLI_USAGE;
        }
        if (option->flag)
            *option->flag = true;
        if (!option->value)
            continue;
        if (!equals && i + 1 == cli->argc) {
            fprintf(stderr, "weft: %s needs a value after it.\n", word);
            return CLI_USAGE;
        }
        *option->value = equals ? equals + 1 : cli->argv[++i];
    }
    *ret_count = left;
    return CLI_DONE;
}

int cli_fail(const struct cli *cli, const char *file, const struct err *err, int exit_code)
{
    if (file && err->line)
        fprintf(stderr, "%s:%u:%u: %s\n", file, err->line, err->column, err->message);
    else
        fprintf(stderr, "weft: %s\n", err->message);
    if (!cli->json)
        return exit_code;
    CLEANUP(buffer_free) struct buffer out = BUFFER(8192);
    buffer_string(&out, "{\"error\":{\"message\":");
    buffer_json_string(&out, slice_from(err->message));
    buffer_string(&out, ",\"field\":");
    buffer_json_string(&out, slice_from(err->field));
    buffer_printf(&out, ",\"line\":%u,\"column\":%u}}\n", err->line, err->column);
    fputs(buffer_text(&out), stdout);
    return exit_code;
}

int cli_print(const struct cli *cli, const struct buffer *out)
{
    struct err err = {0};
    if (buffer_status(out, "The answer", &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    if (fwrite(buffer_text(out), 1, out->length, stdout) == out->length && fflush(stdout) == 0)
        return CLI_DONE;
    fputs("weft: standard output could not be written.\n", stderr);
    return CLI_REFUSED;
}
