#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

static const char summary[] =
    "weft: one plan for a city's children, from the vision to what happened.\n\n"
    "Usage: weft [--store FILE] COMMAND [ARGUMENTS] [--json]\n\n"
    "  --store FILE   the partnership's store; WEFT_STORE in the environment does the same\n"
    "  --json         answer with one JSON document\n\n"
    "Commands (weft COMMAND --help shows an example of each):\n";

static void list_commands(struct buffer *out)
{
    buffer_string(out, summary);
    for (const struct command *const *command = commands; *command; command++)
        buffer_printf(out, "  %-10s %s\n", (*command)->name, (*command)->summary);
}

static char long_form[] = "--help";

/* The error alone, as the one JSON document that --json promises. */
static void print_error(const struct err *err)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(8192);
    buffer_string(&out, "{\"error\":{\"message\":");
    buffer_json_string(&out, slice_from(err->message));
    buffer_string(&out, ",\"field\":");
    buffer_json_string(&out, slice_from(err->field));
    buffer_printf(&out, ",\"line\":%u,\"column\":%u}}\n", err->line, err->column);
    fputs(buffer_text(&out), stdout);
}

/* What --help asks for. */
static int print_help(const struct cli *cli, const char *help)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    if (cli->json) {
        buffer_string(&out, "{\"help\":");
        buffer_json_string(&out, slice_from(help));
        buffer_string(&out, "}\n");
    } else {
        buffer_string(&out, help);
    }
    return cli_print(cli, &out);
}

static const struct command *find_command(const char *name)
{
    for (const struct command *const *command = commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

static int tell_unknown(const struct cli *cli, const char *name)
{
    struct err err = {0};
    struct guess guess = GUESS(slice_from(name));
    for (const struct command *const *command = commands; *command; command++)
        guess_try(&guess, (*command)->name);
    if (guess.nearest)
        err_set(&err, ERR_USAGE, NULL,
                "There is no command \"%s\"; did you mean %s? `weft --help` lists them.", name,
                guess.nearest);
    else
        err_set(&err, ERR_USAGE, NULL, "There is no command \"%s\". `weft --help` lists them.",
                name);
    return cli_fail(cli, NULL, &err, CLI_USAGE);
}

/* Take --store and --json out of argv wherever they stand before a "--"; how many are left, or
 * −1 where --store has no file. */
static int take_shared_options(struct cli *cli, int argc, char **argv)
{
    int left = 0;
    bool complete = true;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            while (i < argc)
                argv[left++] = argv[i++];
        } else if (strcmp(argv[i], "--json") == 0) {
            cli->json = true;
        } else if (strncmp(argv[i], "--store=", 8) == 0) {
            cli->store = argv[i] + 8;
        } else if (strcmp(argv[i], "--store") == 0) {
            complete = i + 1 < argc && strncmp(argv[i + 1], "--", 2) != 0;
            if (complete)
                cli->store = argv[++i];
        } else {
            argv[left++] = argv[i];
        }
    }
    return complete ? left : -1;
}

/* "-h" may also be what an option is given. */
static bool asks_for_help(const struct cli *cli, int at)
{
    return strcmp(cli->argv[at], "--help") == 0 ||
           (strcmp(cli->argv[at], "-h") == 0 && (at == 0 || cli->argv[at - 1][0] != '-'));
}

static int run_command(struct cli *cli, const struct command *command)
{
    bool has_own = strcmp(command->name, "stats") == 0; /* of each of its methods */
    for (int i = 0; i < cli->argc && command->help; i++) {
        if (!asks_for_help(cli, i))
            continue;
        if (!has_own)
            return print_help(cli, command->help);
        cli->argv[i] = long_form;
    }
    return command->run(cli);
}

/* A standard descriptor that whoever called us had closed would be given to the next file that is
 * opened, and what is said would be written into that. Instead it can be opened only the wrong way
 * round, so that reading and writing it fail. Nor does a reader who left end a command half way. */
static void guard_standard_streams(void)
{
    signal(SIGPIPE, SIG_IGN);
    for (int at = 0; at <= STDERR_FILENO; at++)
        if (fcntl(at, F_GETFD) < 0 &&
            open("/dev/null", at == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return;
}

int cli_main(int argc, char **argv)
{
    guard_standard_streams();
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer listed = BUFFER(1 << 16);
    const char *store = getenv("WEFT_STORE");
    struct cli cli = {.store = store && *store ? store : NULL, .arena = &arena};
    int count = take_shared_options(&cli, argc - 1, argv + 1);
    char **words = argv + 1;
    struct err err = {0};
    if (count < 0) {
        err_set(&err, ERR_USAGE, "store", "--store needs the name of a file after it.");
        return cli_fail(&cli, NULL, &err, CLI_USAGE);
    }
    list_commands(&listed);
    const struct command house = {.name = "--help", .help = buffer_text(&listed)};
    if (count == 0)
        return cli_usage(&cli, &house);
    if (count > 1 && strcmp(words[0], "help") == 0) { /* "help init" is "init --help" */
        memmove(words, words + 1, (size_t)(count - 1) * sizeof *words);
        words[count - 1] = long_form;
    }
    if (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0 ||
        strcmp(words[0], "help") == 0)
        return print_help(&cli, house.help);
    const struct command *command =
        find_command(strcmp(words[0], "--version") == 0 ? "version" : words[0]);
    if (!command)
        return tell_unknown(&cli, words[0]);
    cli.argc = count - 1;
    cli.argv = words + 1;
    return run_command(&cli, command);
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
    struct err err = {0};
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
            err_set(&err, ERR_USAGE, NULL,
                    "The option %s is not known here. --help lists those that are.", word);
            return cli_fail(cli, NULL, &err, CLI_USAGE);
        }
        if (option->flag)
            *option->flag = true;
        if (!option->value)
            continue;
        if (!equals && i + 1 == cli->argc) {
            err_set(&err, ERR_USAGE, NULL, "%s needs a value after it.", word);
            return cli_fail(cli, NULL, &err, CLI_USAGE);
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
    if (cli->json)
        print_error(err);
    return exit_code;
}

int cli_usage(const struct cli *cli, const struct command *command)
{
    struct err err = {0};
    err_set(&err, ERR_USAGE, NULL, "Called wrongly: `weft %s%s` shows how it is called.",
            command->name, command->run ? " --help" : "");
    if (cli->json)
        print_error(&err);
    fputs(command->help, stderr);
    return CLI_USAGE;
}

int cli_misuse(const struct cli *cli, const struct command *command, const char *format, ...)
{
    struct err err = {.code = ERR_USAGE};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(err.message, sizeof err.message, format, arguments);
    va_end(arguments);
    cli_fail(cli, NULL, &err, CLI_USAGE);
    fprintf(stderr, "\n%s", command->help);
    return CLI_USAGE;
}

int cli_nothing_more(struct cli *cli, const struct command *command)
{
    int count = 0;
    int code = cli_options(cli, NULL, 0, &count);
    if (code == CLI_DONE && count)
        return cli_misuse(cli, command,
                          "weft %s takes nothing after its name, and \"%.100s\" is "
                          "there.",
                          command->name, cli->argv[0]);
    return code;
}

int cli_print(const struct cli *cli, const struct buffer *out)
{
    struct err err = {0};
    if (buffer_status(out, "The answer", &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    if (fwrite(buffer_text(out), 1, out->length, stdout) == out->length && fflush(stdout) == 0)
        return CLI_DONE;
    if (errno != EPIPE)
        fputs("weft: standard output could not be written.\n", stderr);
    return CLI_REFUSED;
}

int cli_changed(int told)
{
    if (told != CLI_DONE)
        fputs(
            "weft: What was asked for is done and stands; only what was to tell of it could not be "
            "written.\n",
            stderr);
    return CLI_DONE;
}
