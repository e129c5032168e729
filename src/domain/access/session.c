/* Sessions and tokens. The store keeps a digest, so that who reads it cannot sign in with it. */
#include "domain/access/access.h"

#include "base/banned.h"

#define SCHEMA                                                                                     \
    "CREATE TABLE IF NOT EXISTS session ("                                                         \
    " digest BLOB PRIMARY KEY, kind INTEGER NOT NULL, user TEXT NOT NULL, began INTEGER NOT NULL," \
    " seen INTEGER NOT NULL, ends INTEGER NOT NULL, kept TEXT) STRICT;"                            \
    "CREATE INDEX IF NOT EXISTS session_user ON session (user);"                                   \
    "CREATE INDEX IF NOT EXISTS session_ends ON session (ends);"

const char session_schema[] = SCHEMA;
const char session_end_everyones[] = SCHEMA "UPDATE session SET ends = began;";

static const char find_session[] =
    "SELECT s.user, u.name, u.roles, s.seen, s.ends, u.retired, s.kept IS NOT NULL"
    " FROM session AS s JOIN user AS u ON u.code = s.user WHERE s.digest = ?1 AND s.kind = ?2";
static const char insert_session[] =
    "INSERT INTO session (digest, kind, user, began, seen, ends, kept)"
    " VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)";
static const char sweep_sessions[] = "DELETE FROM session WHERE ends < ?1";
static const char touch_session[] = "UPDATE session SET seen = ?2 WHERE digest = ?1";
static const char end_session[] = "DELETE FROM session WHERE digest = ?1";
static const char end_sessions_of[] = "DELETE FROM session WHERE user = ?1 AND digest IS NOT ?2";
static const char keep_in_session[] = "UPDATE session SET kept = ?2 WHERE digest = ?1";
static const char kept_in_session[] = "SELECT kept FROM session WHERE digest = ?1";

static const int64_t second_us = 1000000;
/* Ended sessions stay for a while, so that a form sent too late is given back to its user. */
static const int64_t remembered_us = (int64_t)7 * 86400 * 1000000;

static struct slice bytes_of(const struct digest *digest)
{
    return (struct slice){(const char *)digest->bytes, DIGEST_SIZE};
}

int session_find(struct store *store, struct slice secret, enum session_kind kind, int64_t now_us,
                 struct arena *arena, struct session *ret_session, struct slice *ret_user,
                 struct err *err)
{
    struct session session = {.digest = digest_of(secret), .kind = kind};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, find_session);
    store_bind_blob(row, 1, bytes_of(&session.digest));
    store_bind_integer(row, 2, kind);
    int code = store_step(row, err);
    if (code < 0)
        return code;
    *ret_user = code ? arena_slice(arena, store_text(row, 0)) : (struct slice){0};
    int64_t idle_us = code ? now_us - store_integer(row, 3) : 0;
    bool is_idle = kind == SESSION_BROWSER && idle_us > SESSION_IDLE_S * second_us;
    if (code == 0 || is_idle || store_integer(row, 4) < now_us || store_integer(row, 5))
        return err_set(err, ERR_NOT_FOUND, NULL, "You are not signed in any more. Sign in again.");
    session.user = *ret_user;
    session.name = arena_slice(arena, store_text(row, 1));
    session.roles = user_roles(store_text(row, 2));
    session.touch_due = idle_us > SESSION_TOUCH_S * second_us;
    session.has_kept = store_integer(row, 6) != 0;
    *ret_session = session;
    return 0;
}

static int sweep(struct writer *writer, int64_t now_us, struct err *err)
{
    struct store_statement *statement = store_prepare(writer->store, sweep_sessions);
    store_bind_integer(statement, 1, now_us - remembered_us);
    return store_execute(&statement, err);
}

int session_begin(struct writer *writer, struct slice secret, enum session_kind kind,
                  struct slice user, int64_t lasts_s, struct slice kept, struct err *err)
{
    int64_t now_us = clock_now_us();
    int code = sweep(writer, now_us, err);
    if (code < 0)
        return code;
    struct digest digest = digest_of(secret);
    struct store_statement *statement = store_prepare(writer->store, insert_session);
    store_bind_blob(statement, 1, bytes_of(&digest));
    store_bind_integer(statement, 2, kind);
    store_bind_text(statement, 3, user);
    store_bind_integer(statement, 4, now_us);
    store_bind_integer(statement, 5, now_us + lasts_s * second_us);
    store_bind_text(statement, 6, kept.length ? kept : (struct slice){0});
    return store_execute(&statement, err);
}

int session_touch(struct writer *writer, const struct digest *digest, struct err *err)
{
    struct store_statement *statement = store_prepare(writer->store, touch_session);
    store_bind_blob(statement, 1, bytes_of(digest));
    store_bind_integer(statement, 2, clock_now_us());
    return store_execute(&statement, err);
}

int session_end(struct writer *writer, const struct digest *digest, struct err *err)
{
    struct store_statement *statement = store_prepare(writer->store, end_session);
    store_bind_blob(statement, 1, bytes_of(digest));
    return store_execute(&statement, err);
}

int session_end_all(struct writer *writer, struct slice user, const struct digest *kept,
                    struct err *err)
{
    struct store_statement *statement = store_prepare(writer->store, end_sessions_of);
    store_bind_text(statement, 1, user);
    store_bind_blob(statement, 2, kept ? bytes_of(kept) : (struct slice){0});
    return store_execute(&statement, err);
}

int session_keep(struct writer *writer, const struct digest *digest, struct slice kept,
                 struct err *err)
{
    struct store_statement *statement = store_prepare(writer->store, keep_in_session);
    store_bind_blob(statement, 1, bytes_of(digest));
    store_bind_text(statement, 2, kept.length ? kept : (struct slice){0});
    return store_execute(&statement, err);
}

int session_kept(struct store *store, const struct digest *digest, struct arena *arena,
                 struct slice *ret_kept, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, kept_in_session);
    store_bind_blob(row, 1, bytes_of(digest));
    int code = store_step(row, err);
    if (code < 0)
        return code;
    *ret_kept = code ? arena_slice(arena, store_text(row, 0)) : (struct slice){0};
    return 0;
}
