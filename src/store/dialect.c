#include "store/dialect.h"

#include "base/base.h"

#include "base/banned.h"

const char *dialect_type(enum store_type type)
{
    static const char *const names[] = {
        [STORE_INTEGER] = "INTEGER",
        [STORE_REAL] = "REAL",
        [STORE_TEXT] = "TEXT",
        [STORE_BLOB] = "BLOB",
    };
    return names[type];
}

const char *dialect_table_options(void)
{
    return " STRICT";
}

const char *dialect_columns_of_table(void)
{
    return "SELECT name FROM pragma_table_info(?1)";
}

const char *dialect_format(void)
{
    return "PRAGMA user_version";
}

void dialect_set_format(int format, struct buffer *sql)
{
    buffer_printf(sql, "PRAGMA user_version=%d", format);
}

void dialect_json_member(const char *column, const char *member, struct buffer *sql)
{
    buffer_printf(sql, "json_extract(%s, '$.%s')", column, member);
}
