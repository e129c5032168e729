/* The command line: one file a command, one line in the table of commands.c.
 *
 * A command answers 0 (done), 1 (refused, and nothing changed) or 2 (called wrongly). What it
 * was asked for goes to standard output; messages and progress go to standard error.
 *
 * The exit code tells of the change and not of the words: what changed something answers 0 also
 * where its answer could not be written, and says so (cli_changed). Where the answer is a secret
 * that is told once (user.c), it is written first, and what could not be told is not done. */
#ifndef WEFT_CLI_CLI_H
#define WEFT_CLI_CLI_H

#include "base/base.h"

enum { CLI_DONE = 0, CLI_REFUSED = 1, CLI_USAGE = 2 };

struct cli {
    const char *store; /* --store or WEFT_STORE; NULL where neither is given */
    bool json;         /* --json: exactly one JSON document on standard output */
    int argc;          /* what stands after the command's name, the options above taken out */
    char **argv;
    struct arena *arena; /* dies with the command */
};

struct command {
    const char *name;
    const char *summary; /* one line, as `weft` lists it */
    const char *help;    /* what `weft NAME --help` prints: usage, options, an example */
    int (*run)(struct cli *cli);
};

extern const struct command *const commands[]; /* ended by NULL */

/* Run the command line; the process's exit code. */
int cli_main(int argc, char **argv);

/* --- what commands share ------------------------------------------------------------------ */

struct option {
    const char *name;   /* "--mapping", or NULL for what stands without a name */
    const char **value; /* where its text goes; NULL for a flag */
    bool *flag;         /* set where the option is there */
};

/* Take the options out of argv, wherever they stand; "--" ends them. What is left stays in
 * argv[0 … *ret_count). CLI_DONE, or CLI_USAGE after saying which option is wrong. */
int cli_options(struct cli *cli, const struct option *options, size_t count, int *ret_count);

/* "weft: " and the message (with file:line:column: before it where the error has a place) on
 * standard error, or, under --json, {"error": …} on standard output. Returns exit_code. */
int cli_fail(const struct cli *cli, const char *file, const struct err *err, int exit_code);

/* Called wrongly: print the command's help on standard error and, under --json, {"error": …} on
 * standard output. CLI_USAGE. */
int cli_usage(const struct cli *cli, const struct command *command);

/* The same after a sentence that says what is missing or too much. CLI_USAGE. */
int cli_misuse(const struct cli *cli, const struct command *command, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Refuse what stands after the name of a command that takes nothing: CLI_DONE, or CLI_USAGE after
 * saying so. */
int cli_nothing_more(struct cli *cli, const struct command *command);

/* What a command does where its first word says so: `weft plan load FILE`. */
struct cli_verb {
    const char *name;
    const char *takes; /* "FILE": the one word that must stand after it; NULL: none may */
};

/* Which of the verbs the words at hand say (argc of them), or −1 after saying what is wrong with
 * them, which of them may have been meant, and the command's help: then answer CLI_USAGE. */
int cli_pick_verb(const struct cli *cli, const struct command *command,
                  const struct cli_verb *verbs, size_t count);

/* Only say that the first word at hand is none of the verbs, or that there is none: CLI_USAGE. */
int cli_no_such_verb(const struct cli *cli, const struct command *command,
                     const struct cli_verb *verbs, size_t count);

/* A file that a command was given the name of. */
struct cli_file {
    const char *what; /* "--clusters", "the source a" */
    const char *path; /* NULL: none was named */
    bool written;
};

/* Refuse, before anything is read or written, to write over a file that is read, or two things to
 * one file. 0 or ERR_CONFLICT. */
int cli_files_apart(const struct cli_file *files, size_t count, struct err *err);

/* The store that --store or WEFT_STORE names; NULL after saying that none is named. */
const char *cli_store_path(const struct cli *cli);

/* Print the buffer on standard output. CLI_DONE, or CLI_REFUSED where it was full or the output
 * failed. Where nobody reads any more (`weft export risk | head`) nothing is said of that. */
int cli_print(const struct cli *cli, const struct buffer *out);

/* What a command answers that has changed something, once it has tried to tell of it: CLI_DONE,
 * after saying that the change stands where `told` is not CLI_DONE. */
int cli_changed(int told);

#endif
