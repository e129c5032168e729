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
