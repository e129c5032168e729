/* The tables of pages. To add a folder: its table, and its name here. */
#include "web/pages.h"

#include "base/banned.h"

/* clang-format off */
#define FOLDERS(X)   \
    X(site)          \
    X(plan)          \
    X(governance)    \
    X(needs)         \
    X(performance)   \
    X(access)        \
    X(record) /* last: it answers for every entity that has no page of its own */
/* clang-format on */

#define DECLARE(name) extern const struct page_table name##_page_table;
#define ADDRESS(name) &name##_page_table,
#define COUNT(name) +1

FOLDERS(DECLARE)

struct room web_room(void)
{
    static const struct page_table *const folders[] = {FOLDERS(ADDRESS)};
    static struct page_table tables[0 FOLDERS(COUNT)];
    size_t count = sizeof folders / sizeof *folders;
    for (size_t i = 0; i < count; i++)
        tables[i] = *folders[i];
    return (struct room){.prefix = "", .tables = tables, .table_count = count, .error = error_page};
}
