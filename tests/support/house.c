#include "support/house.h"

#include "support/plan.h"

struct house *house_new(const char *plan, const struct room *rooms, size_t room_count)
{
    static int number;
    struct house *house = memory_zeros(1, sizeof *house);
    struct err err = {0};
    snprintf(house->path, sizeof house->path, "%s/house-%d.weft", scratch_folder(), number++);
    plan_make_store(house->path, plan, &house->arena);
    struct gate_options options = {.store = house->path,
                                   .registry = &weft_registry,
                                   .rooms = rooms,
                                   .room_count = room_count,
                                   .http = {.listen = "127.0.0.1:0", .threads = 2}};
    if (gate_start(&options, &house->gate, &err) < 0)
        fail_msg("%s", err.message);
    house->address = gate_listening(house->gate);
    return house;
}

void house_free(struct house **house)
{
    if (!*house)
        return;
    gate_stop(&(*house)->gate);
    arena_free(&(*house)->arena);
    memory_free(*house);
    *house = NULL;
}

/* Another program's writer on the store that is being served. */
static struct writer *writer_beside(const struct house *house)
{
    struct writer *writer = NULL;
    struct err err = {0};
    if (writer_open(house->path, STORE_WRITE, &weft_registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    return writer;
}

const char *house_user(struct house *house, const char *name, const char *roles,
                       enum session_kind kind)
{
    CLEANUP(writer_close) struct writer *writer = writer_beside(house);
    const char *secret = arena_printf(&house->arena, "the-secret-of-%s", name);
    struct actor actor = actor_house("test");
    struct record record = record_new(&user_entity, slice_from(name), &house->arena);
    *record_value(&record, "name") = value_text(slice_from(name));
    *record_value(&record, "roles") = value_text(slice_from(roles));
    struct faults faults = faults_in(&house->arena);
    struct save save = {.record = &record, .actor = &actor};
    int64_t version;
    struct err err = {0};
    if (writer_begin(writer, &err) < 0 || record_save(writer, &save, &version, &faults, &err) < 0 ||
        session_begin(writer, slice_from(secret), kind, slice_from(name), 3600, (struct slice){0},
                      &err) < 0 ||
        writer_commit(writer, &err) < 0)
        fail_msg("%s", err.message);
    return arena_printf(
        &house->arena,
        kind == SESSION_TOKEN ? "Authorization: Bearer %s\r\n" : "Cookie: weft=%s\r\n", secret);
}

struct reply house_ask(struct house *house, const char *method_target, const char *headers,
                       const char *json)
{
    const char *type = json ? "Content-Type: application/json\r\n" : "";
    return client_ask(house->address, &house->arena, method_target,
                      arena_printf(&house->arena, "%s%s", type, headers), json);
}

struct json house_json(struct house *house, const struct reply *reply)
{
    struct json json;
    struct err err = {0};
    if (json_parse(reply->body, &house->arena, &json, &err) < 0)
        fail_msg("%s: %.*s", err.message, SLICE_PRINT(reply->body));
    return json;
}

int64_t house_number(const struct house *house, const char *sql)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct err err = {0};
    int64_t number = -1;
    if (store_open(house->path, STORE_READ, &store, &err) < 0 ||
        store_ask_integer(store, sql, &number, &err) < 0)
        fail_msg("%s: %s", sql, err.message);
    return number;
}

void house_script(const struct house *house, const char *sql)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct err err = {0};
    if (store_open(house->path, STORE_WRITE, &store, &err) < 0 || store_run(store, sql, &err) < 0)
        fail_msg("%s: %s", sql, err.message);
}

int64_t house_changes(const struct house *house)
{
    return house_number(house, "SELECT count(*) FROM change");
}

void house_plan(struct house *house, const char *yaml)
{
    CLEANUP(writer_close) struct writer *writer = writer_beside(house);
    plan_put(writer, slice_from(yaml), &house->arena);
}
