#include "gate/inside.h"

#include "base/banned.h"

enum { CACHE_BYTES = 2 << 20, SLOW_THREADS = 2, DRAIN_MS = 4000 };

static int make_rooms(struct gate *gate, struct err *err)
{
    size_t count = gate->options.room_count;
    gate->rooms = memory_zeros(count, sizeof *gate->rooms);
    int code = count ? 0 : err_set(err, ERR_INTERNAL, NULL, "There is no room to serve.");
    for (size_t i = 0; code == 0 && i < count; i++)
        code = routes_make(&gate->options.rooms[i], gate->options.registry, &gate->rooms[i], err);
    return code;
}

static int start_writer(struct gate *gate, struct err *err)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    int code = writer_open(gate->options.store, STORE_WRITE, gate->options.registry, &writer, err);
    return code < 0 ? code : writer_thread_start(&writer, &gate->writer, err);
}

int gate_start(const struct gate_options *options, struct gate **ret_gate, struct err *err)
{
    struct gate *gate = memory_zeros(1, sizeof *gate);
    gate->options = *options;
    gate->readers = (struct readers){.path = options->store, .registry = options->registry};
    pthread_mutex_init(&gate->readers.lock, NULL);
    pthread_mutex_init(&gate->one_password, NULL);
    secret_bytes(&gate->key, sizeof gate->key);
    gate->cache = cache_new(CACHE_BYTES);
    gate->throttle = throttle_new();
    struct http_service service = {
        .context = gate, .body_limit = gate_body_limit, .serve = gate_serve};
    int code = make_rooms(gate, err);
    if (code == 0)
        code = start_writer(gate, err);
    if (code == 0)
        code = slow_start(SLOW_THREADS, &gate->slow, err);
    if (code == 0)
        code = http_start(&options->http, &service, &gate->server, err);
    if (code < 0) {
        gate_stop(&gate);
        return code;
    }
    *ret_gate = gate;
    return 0;
}

const char *gate_listening(const struct gate *gate)
{
    return http_listening(gate->server);
}

/* In this order: no more requests, then those that wait for a thread or the writer, then the
 * connections they are answered on, then what pages read from. */
void gate_stop(struct gate **address)
{
    struct gate *gate = *address;
    *address = NULL;
    if (gate->server)
        http_drain(gate->server, DRAIN_MS);
    slow_stop(&gate->slow);
    writer_thread_stop(&gate->writer);
    http_stop(&gate->server);
    readers_free(&gate->readers);
    cache_free(&gate->cache);
    throttle_free(&gate->throttle);
    for (size_t i = 0; i < gate->options.room_count; i++)
        memory_free(gate->rooms[i].routes);
    memory_free(gate->rooms);
    pthread_mutex_destroy(&gate->one_password);
    memory_free(gate);
}
