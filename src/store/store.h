/* One database interface. SQLite stands behind it (sqlite.c); it is shaped so that PostgreSQL can
 * too. What differs between the two is asked of store/dialect.h and written nowhere else.
 *
 * A connection belongs to one thread at a time. Statements belong to their connection, which
 * keeps them prepared: asking for the same SQL again costs one look-up. SQL values are bound,
 * never pasted; parameters are ?1, ?2 … */
#ifndef WEFT_STORE_STORE_H
#define WEFT_STORE_STORE_H

#include "base/base.h"
#include "store/dialect.h"

struct store;
struct store_statement;

enum store_mode {
    STORE_CREATE, /* make the file; refused where it is there */
    STORE_WRITE,  /* the one writer */
    STORE_READ,   /* reads all tables, writes none */
};

/* Open a connection to the store at path. 0, ERR_NOT_FOUND (no such file), ERR_CONFLICT (there
 * already), ERR_INPUT (no folder to make it in) or ERR_STORE. The caller closes it. */
int store_open(const char *path, enum store_mode mode, struct store **ret_store, struct err *err);
void store_close(struct store **store); /* fit for CLEANUP */

/* Close a store that this connection made (STORE_CREATE) and take its files away, where what was to
 * be in it could not be written: what is left would be in the way of making it again. */
void store_unmake(struct store **store);

/* Whether a connection may read a table. `view` is the view it is read through, or NULL. */
typedef bool (*store_may_read)(void *context, const char *table, const char *view);

/* Whether another process has the store at path open, such as a server; also after one that was
 * killed. Asked before opening it oneself. */
bool store_is_open(const char *path);

/* From now on the engine itself refuses every read of a table that may_read refuses, and every
 * write. Cannot be taken back. */
void store_restrict(struct store *store, store_may_read may_read, void *context);

/* A statement that yields rows or changes them; its parameters are not bound yet. Never NULL:
 * where the SQL is wrong, the first store_step fails and says so. Release it when its rows are
 * used (CLEANUP(store_release)), so that it can be asked for again. */
struct store_statement *store_prepare(struct store *store, const char *sql);
void store_release(struct store_statement **statement);

void store_bind_null(struct store_statement *statement, int parameter);
void store_bind_integer(struct store_statement *statement, int parameter, int64_t value);
void store_bind_real(struct store_statement *statement, int parameter, double value);
/* The bytes must live until the statement is released. A slice with data NULL is SQL NULL. */
void store_bind_text(struct store_statement *statement, int parameter, struct slice value);
void store_bind_blob(struct store_statement *statement, int parameter, struct slice value);

/* 1 with a row, 0 when done, or ERR_BUSY, ERR_CONFLICT (a constraint), ERR_STORE. */
int store_step(struct store_statement *statement, struct err *err);

/* Columns of the row at hand, from 0. A slice lives until the next step. */
int store_column_count(const struct store_statement *statement);
bool store_is_null(const struct store_statement *statement, int column);
int64_t store_integer(const struct store_statement *statement, int column);
double store_real(const struct store_statement *statement, int column);
struct slice store_text(const struct store_statement *statement, int column); /* NULL data: null */
struct slice store_blob(const struct store_statement *statement, int column);

/* Run a script that yields no rows and takes no parameters. */
int store_run(struct store *store, const char *script, struct err *err);

/* The whole of a statement without rows, its parameters bound: step once and release. */
int store_execute(struct store_statement **statement, struct err *err);

/* The first column of the first row as an integer; ERR_NOT_FOUND where there is no row. */
int store_ask_integer(struct store *store, const char *sql, int64_t *ret_value, struct err *err);

int64_t store_last_id(const struct store *store);

/* Rows that stand in memory, to be written by one `INSERT … SELECT c0, c1 … FROM incoming`:
 * a third of the cost of a statement a row. The engine asks for each row once, in order. */
struct store_cell {
    enum { STORE_CELL_NULL, STORE_CELL_INTEGER, STORE_CELL_REAL, STORE_CELL_TEXT } kind;
    int64_t integer;
    double real;
    struct slice text; /* must live until the next row */
};
enum { STORE_INCOMING_COLUMNS = 16 };
struct store_incoming {
    size_t count;
    int columns; /* how many of them row sets; the others are null */
    void *context;
    /* Set the cells of one row; all are null at first. */
    void (*row)(void *context, size_t row, struct store_cell *cells);
};

/* What incoming reads from now on, on a connection that writes; NULL for nothing. */
void store_offer_rows(struct store *store, const struct store_incoming *rows);

/* The write lock is taken at once, so that a transaction never fails half way for want of it. */
int store_begin(struct store *store, struct err *err);
int store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store); /* does nothing outside a transaction */

/* Whether a transaction is open. A full disk, for one, ends it without being asked. */
bool store_in_transaction(const struct store *store);

/* One snapshot for all that is read until store_read_end, however much others write. */
int store_read_begin(struct store *store, struct err *err);
void store_read_end(struct store *store);

/* A number that differs from the last answer on this connection if and only if another
 * connection, of whatever process, has committed since. About a microsecond. */
int store_version(struct store *store, int64_t *ret_version, struct err *err);

/* What every page asks for, worked out once from the store, may be kept beside a connection that
 * only reads: one thing, from one snapshot to the next while nothing is committed. Gives what
 * store_keep was given, which lives until store_read_end; else NULL and, in ret_room, where to make
 * it. Outside a snapshot, or where the connection writes: NULL, and ret_room stays as it is. */
const void *store_kept(struct store *store, struct arena **ret_room);
void store_keep(struct store *store, const void *thing); /* in that room */

/* A consistent copy at path, made while others read and write; written beside and renamed.
 * ERR_CONFLICT where path is this store, or another that is in use. */
int store_backup(struct store *store, const char *path, struct err *err);

/* Make the store at path from a backup; the script (NULL: none) is run on it before it stands
 * there. ERR_CONFLICT where path, or the log of a store that stood there, is there already. */
int store_restore(const char *backup, const char *path, const char *script, struct err *err);

/* The engine's own check of the file: 0, or ERR_STORE with the first thing it found. */
int store_integrity(struct store *store, struct err *err);

/* Move what the write-ahead log holds into the file. */
int store_checkpoint(struct store *store, struct err *err);

/* From now on a statement that still runs at this instant of clock_monotonic_us() is given up:
 * ERR_LIMIT. 0 takes the deadline away. */
void store_set_deadline(struct store *store, int64_t at_us);

/* From now on statements give_way() as they run, though not at every turn, as others may wait for
 * what they write; instead of a deadline. */
void store_give_way(struct store *store);

/* How many statements are kept prepared: bounded, however many texts were asked for. */
size_t store_statement_count(const struct store *store);

/* How many statements were asked for since the connection was opened, for tests of pages. */
uint64_t store_statements_asked(const struct store *store);

#endif
