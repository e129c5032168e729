/* The program: the command line, and `weft serve`, which alone needs every room at once. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>

#include "api/api.h"
#include "cli/cli.h"
#include "gate/gate.h"
#include "web/web.h"

#include "base/banned.h"

extern const struct command serve_command;

static void log_line(void *context, const char *line)
{
    (void)context;
    char now[CLOCK_TEXT_SIZE];
    clock_format(clock_now_us(), now);
    fprintf(stderr, "%s weft: %s\n", now, line);
}

static int announce(const struct cli *cli, const struct gate *gate)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(4096);
    if (cli->json) {
        buffer_string(&out, "{\"listening\":");
        buffer_json_string(&out, slice_from(gate_listening(gate)));
        buffer_string(&out, "}\n");
    } else {
        buffer_printf(&out, "http://%s\n", gate_listening(gate));
    }
    return cli_print(cli, &out);
}

/* Many requests at once leave holes in the heap, which are given back while nothing else is done:
 * that takes less than a millisecond. */
static void wait_for(const sigset_t *signals)
{
    const struct timespec interval = {.tv_sec = 2};
    while (sigtimedwait(signals, NULL, &interval) < 0)
        malloc_trim(0);
}

/* Serve until somebody asks to stop. The signals are blocked before the first thread is made, so
 * that they come here and nowhere else. */
static int serve_until_stopped(struct cli *cli, const struct gate_options *options)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    mallopt(M_ARENA_MAX, 3); /* a heap for each of two workers: they waited for each other's */
    mallopt(M_MMAP_THRESHOLD, 256 << 10); /* a large page or file goes back when it is sent */
    struct gate *gate = NULL;
    struct err err = {0};
    int code = gate_start(options, &gate, &err);
    if (code < 0)
        return cli_fail(cli, NULL, &err, code == ERR_USAGE ? CLI_USAGE : CLI_REFUSED);
    code = announce(cli, gate);
    if (code == CLI_DONE)
        wait_for(&stop);
    gate_stop(&gate);
    return code;
}

static int run_serve(struct cli *cli)
{
    const char *listen = "127.0.0.1:8080", *threads = NULL;
    bool behind_proxy = false;
    const struct option known[] = {
        {"--listen", &listen, NULL},
        {"--threads", &threads, NULL},
        {"--behind-proxy", NULL, &behind_proxy},
    };
    int count = 0;
    int64_t thread_count = 0;
    int code = cli_options(cli, known, sizeof known / sizeof *known, &count);
    if (code != CLI_DONE)
        return code;
    struct err err = {0};
    if (count)
        return cli_misuse(cli, &serve_command,
                          "weft serve takes options only, and \"%.100s\" is none.", cli->argv[0]);
    if (threads && (!slice_to_int64(slice_from(threads), &thread_count) || thread_count < 1 ||
                    thread_count > 64)) {
        err_set(&err, ERR_USAGE, "threads", "--threads is \"%s\". Give a number from 1 to 64.",
                threads);
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    if (!cli_store_path(cli))
        return CLI_USAGE;
    /* The rooms that answer requests. To add one: its header above, its line here. */
    const struct room rooms[] = {web_room(), api_room};
    struct gate_options options = {
        .store = cli->store,
        .registry = &weft_registry,
        .rooms = rooms,
        .room_count = sizeof rooms / sizeof *rooms,
        .http = {.listen = listen, .threads = (unsigned)thread_count, .behind_proxy = behind_proxy},
        .log = log_line,
    };
    return serve_until_stopped(cli, &options);
}

const struct command serve_command = {
    .name = "serve",
    .summary = "serve pages and the API",
    .help = "Usage: weft --store FILE serve [--listen ADDRESS:PORT] [--threads N]\n"
            "                              [--behind-proxy]\n\n"
            "  --listen        where to listen; 127.0.0.1:8080 unless given; port 0 takes a free\n"
            "                  one, which is printed\n"
            "  --threads       threads that answer; one a processor unless given\n"
            "  --behind-proxy  a proxy in front ends TLS and sets X-Forwarded-For and -Proto:\n"
            "                  believe them, and mark cookies Secure\n\n"
            "Prints its address when it is ready, and stops on SIGTERM or Control-C after\n"
            "answering what it has accepted.\n\n"
            "Example: weft --store city.weft serve --listen 127.0.0.1:8080\n",
    .run = run_serve,
};

int main(int argc, char **argv)
{
    return cli_main(argc, argv);
}
