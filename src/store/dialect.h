/* Where the engines differ: types, table options. One function a difference. */
#ifndef WEFT_STORE_DIALECT_H
#define WEFT_STORE_DIALECT_H

struct buffer;

enum store_type { STORE_INTEGER, STORE_REAL, STORE_TEXT, STORE_BLOB };

/* The column type, such as "INTEGER" or "BIGINT". */
const char *dialect_type(enum store_type type);

/* What follows the closing bracket of CREATE TABLE: STRICT on SQLite. */
const char *dialect_table_options(void);

/* The columns of a table, one row each, their names first; ?1 is the table's name. */
const char *dialect_columns_of_table(void);

/* The number of a store's format, which stands in the file itself; and the statement that sets it.
 */
const char *dialect_format(void);
void dialect_set_format(int format, struct buffer *sql);

/* A member of the JSON object that stands in a column, as SQL has it. */
void dialect_json_member(const char *column, const char *member, struct buffer *sql);

#endif
