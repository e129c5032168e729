#include "math/disclosure/search.h"

#include "base/banned.h"

int disclosure_suppress(const struct suppression *problem, bool *ret_hidden, bool *ret_exact,
                        uint32_t *ret_cell, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(search_close) struct search search;
    search_open(&search, problem, &arena);
    int code = search_protect(&search, ret_cell, err);
    if (code == 0)
        code = search_improve(&search, err);
    if (code < 0)
        return code;
    memcpy(ret_hidden, search.hidden, problem->table->cells * sizeof *ret_hidden);
    *ret_exact = false;
    return 0;
}
