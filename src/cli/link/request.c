#include "cli/link/request.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/banned.h"

enum { THREADS_MOST = 256 };

int link_misuse(const struct cli *cli, const char *format, ...)
{
    struct err err = {.code = ERR_USAGE};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(err.message, sizeof err.message, format, arguments);
    va_end(arguments);
    return cli_fail(cli, NULL, &err, CLI_USAGE);
}

/* Take an option that has several values out of the words. */
static int take_values(struct cli *cli, const char *name, int count, const char **values,
                       const char *needs)
{
    for (int i = 0; i < cli->argc; i++) {
        if (strcmp(cli->argv[i], "--") == 0)
            return CLI_DONE;
        if (strcmp(cli->argv[i], name) != 0)
            continue;
        if (i + count >= cli->argc)
            return link_misuse(cli, "%s needs %s after it.", name, needs);
        for (int value = 0; value < count; value++)
            values[value] = cli->argv[i + 1 + value];
        cli->argc -= 1 + count;
        memmove(&cli->argv[i], &cli->argv[i + 1 + count],
                (size_t)(cli->argc - i) * sizeof *cli->argv);
        return CLI_DONE;
    }
    return CLI_DONE;
}

/* What is asked of a register makes no sense without one. */
static int check_kept(const struct cli *cli, const struct link_kept *kept)
{
    const char *const others[] = {kept->decide[0], kept->undo,    kept->shield, kept->unshield,
                                  kept->by,        kept->because, kept->person};
    bool any = kept->decisions || kept->relearn || kept->recheck;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        any |= others[i] != NULL;
    if (kept->path || !any)
        return CLI_DONE;
    return link_misuse(cli,
                       "Decisions, shields and what else is kept need --register FILE. `weft link "
                       "--help` shows an example.");
}

/* Take each "--group COLUMN" out, since there may be several. */
static int take_groups(struct cli *cli, struct link_request *request)
{
    int kept = 0;
    bool ended = false; /* by "--": what follows stands as it is */
    for (int i = 0; i < cli->argc; i++) {
        ended |= strcmp(cli->argv[i], "--") == 0;
        if (ended || strcmp(cli->argv[i], "--group") != 0) {
            cli->argv[kept++] = cli->argv[i];
            continue;
        }
        if (i + 1 >= cli->argc || request->group_count == LINK_GROUPS_MOST)
            return link_misuse(cli, "--group needs a column after it, and at most %d can be shown.",
                               LINK_GROUPS_MOST);
        request->groups[request->group_count++] = cli->argv[++i];
    }
    cli->argc = kept;
    return CLI_DONE;
}

/* The file's name without folders and without its ending. */
static char *base_name(struct cli *cli, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct slice name = slice_from(slash ? slash + 1 : path);
    size_t dot = slice_find_byte(name, '.');
    return arena_string(cli->arena, slice_sub(name, 0, dot > 0 ? dot : name.length));
}

static int take_source(struct cli *cli, const char *word, struct link_request *request)
{
    if (request->source_count == SOURCES_MOST)
        return link_misuse(cli, "At most %d sources can be linked at once.", SOURCES_MOST);
    const char *equals = strchr(word, '=');
    struct link_source *source = &request->sources[request->source_count++];
    source->path = equals ? equals + 1 : word;
    source->name = equals ? arena_string(cli->arena, (struct slice){word, (size_t)(equals - word)})
                          : base_name(cli, word);
    if (!source->name[0] || !source->path[0])
        return link_misuse(cli, "\"%s\" should be NAME=FILE.csv.", word);
    for (size_t i = 0; i + 1 < request->source_count; i++)
        if (strcmp(request->sources[i].name, source->name) == 0)
            return link_misuse(cli, "Two sources are called \"%s\". Give each a name of its own.",
                               source->name);
    return CLI_DONE;
}

static int read_threads(const struct cli *cli, const char *text, size_t *ret_threads)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t threads = processors > 0 ? processors : 1;
    if (text &&
        (!slice_to_int64(slice_from(text), &threads) || threads < 1 || threads > THREADS_MOST))
        return link_misuse(cli, "--threads takes a number from 1 to %d, not \"%s\".", THREADS_MOST,
                           text);
    *ret_threads = (size_t)threads;
    return CLI_DONE;
}

/* "800M", "2G", "1.5G": bytes in powers of 1,024. */
static int read_memory(const struct cli *cli, const char *text, uint64_t *ret_bytes)
{
    if (!text)
        return CLI_DONE;
    static const char units[] = "KMGT";
    struct slice number = slice_from(text);
    double size = 0, unit = 1;
    const char *known = number.length ? strchr(units, number.data[number.length - 1]) : NULL;
    if (known && *known) {
        for (const char *each = units; each <= known; each++)
            unit *= 1024;
        number.length--;
    }
    if (!slice_to_double(number, &size) || !(size > 0) || size * unit > 1e15)
        return link_misuse(cli, "--memory takes a size such as 800M or 2G, not \"%s\".", text);
    *ret_bytes = (uint64_t)(size * unit);
    return CLI_DONE;
}

static int read_probability(const struct cli *cli, const char *text, double *ret_threshold)
{
    if (text && (!slice_to_double(slice_from(text), ret_threshold) ||
                 !(*ret_threshold > 0 && *ret_threshold < 1)))
        return link_misuse(cli, "--threshold takes a probability between 0 and 1, not \"%s\".",
                           text);
    return CLI_DONE;
}

/* No output takes the place of what is read, nor of another. A model is read where it is there. */
static int check_files(const struct cli *cli, const struct link_request *request)
{
    const struct cli_file named[] = {
        {"--clusters", request->clusters, true},
        {"--pairs", request->pairs, true},
        {"--households", request->households, true},
        {"--families", request->families, true},
        {"--report", request->report, true},
        {"--svg", request->svg, true},
        {"the model (--model)", request->model,
         request->model && access(request->model, F_OK) != 0},
        {"the register (--register)", request->kept.path, true},
        {"the specification (--spec)", request->spec, false},
        {"the table of names (--frequencies)", request->frequencies, false},
    };
    enum { NAMED = sizeof named / sizeof *named };
    struct cli_file *files = arena_array(cli->arena, NAMED + request->source_count, sizeof *files);
    struct err err = {0};
    memcpy(files, named, sizeof named);
    for (size_t i = 0; i < request->source_count; i++)
        files[NAMED + i] = (struct cli_file){
            arena_printf(cli->arena, "the source \"%s\"", request->sources[i].name),
            request->sources[i].path, false};
    int code = cli_files_apart(files, NAMED + request->source_count, &err);
    return code < 0 ? cli_fail(cli, NULL, &err, CLI_REFUSED) : CLI_DONE;
}

int link_request_read(struct cli *cli, struct link_request *ret_request)
{
    struct link_request request = {0};
    const char *threads = NULL, *memory = NULL, *threshold = NULL;
    const struct option options[] = {
        {"--spec", &request.spec, NULL},
        {"--pairs", &request.pairs, NULL},
        {"--clusters", &request.clusters, NULL},
        {"--households", &request.households, NULL},
        {"--families", &request.families, NULL},
        {"--truth", &request.truth, NULL},
        {"--report", &request.report, NULL},
        {"--model", &request.model, NULL},
        {"--frequencies", &request.frequencies, NULL},
        {"--id", &request.id, NULL},
        {"--why", &request.why, NULL},
        {"--svg", &request.svg, NULL},
        {"--threads", &threads, NULL},
        {"--memory", &memory, NULL},
        {"--threshold", &threshold, NULL},
        {"--register", &request.kept.path, NULL},
        {"--undo", &request.kept.undo, NULL},
        {"--shield", &request.kept.shield, NULL},
        {"--unshield", &request.kept.unshield, NULL},
        {"--by", &request.kept.by, NULL},
        {"--because", &request.kept.because, NULL},
        {"--person", &request.kept.person, NULL},
        {"--decisions", NULL, &request.kept.decisions},
        {"--relearn", NULL, &request.kept.relearn},
        {"--recheck", NULL, &request.kept.recheck},
    };
    int count = 0,
        code = take_values(cli, "--explain", 2, request.explain, "two records, each as NAME:ID,");
    if (code == CLI_DONE)
        code = take_values(cli, "--decide", 3, request.kept.decide,
                           "same, different or unsure and two records, each as NAME:ID,");
    if (code == CLI_DONE)
        code = take_groups(cli, &request);
    if (code == CLI_DONE)
        code = cli_options(cli, options, sizeof options / sizeof *options, &count);
    if (code == CLI_DONE)
        code = read_threads(cli, threads, &request.threads);
    if (code == CLI_DONE)
        code = read_memory(cli, memory, &request.memory);
    if (code == CLI_DONE)
        code = read_probability(cli, threshold, &request.threshold);
    for (int i = 0; code == CLI_DONE && i < count; i++)
        code = take_source(cli, cli->argv[i], &request);
    if (code == CLI_DONE)
        code = check_kept(cli, &request.kept);
    if (code == CLI_DONE && request.svg && !request.explain[0])
        return link_misuse(
            cli, "--svg draws what --explain says of two records. Name them, as --explain "
                 "A:1 B:2.");
    if (code == CLI_DONE && request.frequencies && request.kept.path)
        return link_misuse(cli,
                           "--frequencies is not used with --register, which keeps what it learned "
                           "itself. Leave one of them out.");
    if (code == CLI_DONE && request.source_count == 0 && !request.kept.path)
        return link_misuse(cli,
                           "link needs at least one source, as NAME=FILE.csv. `weft link --help` "
                           "shows an example.");
    if (code == CLI_DONE)
        code = check_files(cli, &request);
    if (code == CLI_DONE)
        *ret_request = request;
    return code;
}
