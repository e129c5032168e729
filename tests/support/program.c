#include "support/program.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void become_server(const char *store, int out, void (*before)(void))
{
    const char *program = getenv("WEFT_PROGRAM");
    dup2(out, STDOUT_FILENO);
    if (before)
        before();
    execl(program ? program : "build/debug/weft", "weft", "--store", store, "serve", "--listen",
          "127.0.0.1:0", (char *)NULL);
    _exit(127);
}

struct program program_serve(const char *store, void (*before)(void))
{
    int pipe_ends[2];
    struct program program = {0};
    assert_int_equal(pipe(pipe_ends), 0);
    program.process = fork();
    if (program.process == 0)
        become_server(store, pipe_ends[1], before);
    close(pipe_ends[1]);
    char line[100] = "";
    size_t length = 0;
    while (length < sizeof line - 1 && read(pipe_ends[0], line + length, 1) == 1 &&
           line[length] != '\n')
        length++;
    line[length] = '\0';
    close(pipe_ends[0]);
    if (strncmp(line, "http://", 7) != 0)
        fail_msg("weft serve did not start: %s", line);
    snprintf(program.address, sizeof program.address, "%s", line + 7);
    return program;
}

int program_stop(struct program *program, int signal_number)
{
    int status = 0;
    kill(program->process, signal_number);
    waitpid(program->process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
