#include "support/plan.h"

void plan_put(struct writer *writer, struct slice text, struct arena *arena)
{
    struct err err = {0};
    struct faults faults = faults_in(arena);
    struct plan_file file;
    struct plan_load load;
    struct actor house = actor_house("test");
    int code = plan_file_read(text, &weft_registry, &file, &faults, &err);
    if (code == 0)
        code = writer_begin(writer, &err);
    if (code == 0)
        code = plan_file_load(writer, &file, &house, &load, &faults, &err);
    if (code == 0)
        code = writer_commit(writer, &err);
    if (code < 0)
        fail_msg("%s %s", err.message, faults.count ? faults.items[0].message : "");
}

void plan_read_shipped(const char *name, struct buffer *text)
{
    struct err err = {0};
    char path[4096];
    const char *source = getenv("WEFT_SOURCE");
    snprintf(path, sizeof path, "%s/plans/%s", source ? source : ".", name);
    if (file_read(path, text, &err) < 0)
        fail_msg("%s", err.message);
}

static void put_shipped(struct writer *writer, const char *name, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(4 << 20);
    plan_read_shipped(name, &text);
    plan_put(writer, buffer_slice(&text), arena);
}

void plan_make_store(const char *path, const char *plan, struct arena *arena)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct err err = {0};
    if (writer_open(path, STORE_CREATE, &weft_registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    if (plan)
        put_shipped(writer, plan, arena);
}
