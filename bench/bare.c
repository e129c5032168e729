/* What a page of records costs at the least: the same libraries, the same table of the same store,
 * one prepared statement, a table of plain cells and nothing around it. For `serve` to be told
 * beside: `bare STORE` prints its address; /list is 170 areas by name, anything else is one. */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "base/base.h"

#include "base/banned.h"

enum { COLUMNS = 6, MOST = 1 << 20 };

static const char *path;
static __thread sqlite3_stmt *list, *one; /* of each server thread */

static void prepare(void)
{
    sqlite3 *database;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) ||
        sqlite3_prepare_v2(database,
                           "SELECT code, name, level, type, region, codes FROM area_now"
                           " WHERE retired = 0 ORDER BY name, code LIMIT 170",
                           -1, &list, NULL) ||
        sqlite3_prepare_v2(database,
                           "SELECT code, name, level, type, region, codes FROM area_now"
                           " WHERE code = '892'",
                           -1, &one, NULL)) {
        fprintf(stderr, "bare: %s\n", sqlite3_errmsg(database));
        _exit(1);
    }
}

static void write_words(struct buffer *out, const char *words)
{
    for (; words && *words; words++) {
        switch (*words) {
        case '&':
            buffer_string(out, "&amp;");
            break;
        case '<':
            buffer_string(out, "&lt;");
            break;
        case '"':
            buffer_string(out, "&quot;");
            break;
        default:
            buffer_byte(out, *words);
        }
    }
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state)
{
    (void)context, (void)method, (void)version, (void)data, (void)size, (void)state;
    if (!list)
        prepare();
    struct buffer out = BUFFER(MOST);
    sqlite3_stmt *rows = strcmp(url, "/list") == 0 ? list : one;
    buffer_string(&out, "<!doctype html><title>Areas</title><table>");
    while (sqlite3_step(rows) == SQLITE_ROW) {
        buffer_string(&out, "<tr>");
        for (int i = 0; i < COLUMNS; i++) {
            buffer_string(&out, "<td>");
            write_words(&out, (const char *)sqlite3_column_text(rows, i));
            buffer_string(&out, "</td>");
        }
        buffer_string(&out, "</tr>\n");
    }
    sqlite3_reset(rows);
    buffer_string(&out, "</table>");
    struct MHD_Response *response =
        MHD_create_response_from_buffer(out.length, out.data, MHD_RESPMEM_MUST_FREE);
    MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
    enum MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return queued;
}

int main(int argc, char **argv)
{
    path = argc == 2 ? argv[1] : "";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, NULL, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)&address, MHD_OPTION_THREAD_POOL_SIZE, 2U, MHD_OPTION_END);
    if (!daemon)
        return 1;
    printf("127.0.0.1:%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    pause();
    MHD_stop_daemon(daemon);
    return 0;
}
