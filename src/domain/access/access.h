/* Who may come in: users, their passwords, their sessions and tokens. */
#ifndef WEFT_DOMAIN_ACCESS_H
#define WEFT_DOMAIN_ACCESS_H

#include "record/record.h"

/* A user's code is the name they sign in with. A user is retired and never deleted: then they
 * sign in no more, and what they did keeps their name. */
extern const struct entity user_entity;

/* The tables of sessions and tokens, which come with the users' own. */
extern const char session_schema[];

/* Roles of enum role as bits, from "analyst governance-lead"; ANYONE is always among them. A name
 * that is no role is left out. */
unsigned user_roles(struct slice text);

/* What the user is called; their code where there is no such user. For whoever is signed in: names
 * are not for the public, whose connection is refused them. */
int user_name(struct store *store, struct slice user, struct arena *arena, struct slice *ret_name,
              struct err *err);

/* Whether a password will do: 0, or ERR_RANGE with the field "password" and what to give. 12 to 200
 * bytes, five different ones; neither the code that the user signs in with nor what they are called
 * (may be empty) in it, in letters of any size; and not of those that guessers try first. */
int password_check(struct slice password, struct slice user, struct slice name, struct err *err);

/* The hash of the user's password, to verify outside any transaction. 0, or ERR_NOT_FOUND (no
 * such user, retired, or without a password). */
int user_password_hash(struct store *store, struct slice user, struct arena *arena,
                       const char **ret_hash, struct err *err);

/* Give the user a password by its hash. Every session of theirs ends but `kept` (NULL: none), and
 * so does every token. As record_save, within the writer's transaction. */
int user_set_password(struct writer *writer, struct slice user, const char *hash,
                      const struct digest *kept, const struct actor *actor, struct err *err);

/* --- sessions and tokens: known by a digest of a secret that only their holder has ---------- */

enum session_kind {
    SESSION_BROWSER, /* a cookie: idle limit and end */
    SESSION_TOKEN,   /* a program's bearer token: an end only */
};

enum {
    SESSION_LASTS_S = 12 * 3600, /* a working day with its evening */
    SESSION_IDLE_S = 3600,       /* without a request */
    SESSION_TOUCH_S = 300,       /* how exactly the last request is known */
    SESSION_SECRET_SIZE = 44,    /* characters of a secret, with their NUL: 258 bits */
    TOKEN_LONGEST_DAYS = 366,
};

struct session {
    struct digest digest;
    enum session_kind kind;
    struct slice user; /* their code */
    struct slice name; /* as they are called */
    unsigned roles;
    bool touch_due; /* the last request that is noted is SESSION_TOUCH_S old: call session_touch */
    bool has_kept;  /* a form waits for it: session_kept */
};

/* The session of this secret, live at now_us, with its user as they are now. 0, or ERR_NOT_FOUND
 * (none, ended, too long idle, or its user retired); then ret_user has the user's code where the
 * session was there, else it is empty. One statement. */
int session_find(struct store *store, struct slice secret, enum session_kind kind, int64_t now_us,
                 struct arena *arena, struct session *ret_session, struct slice *ret_user,
                 struct err *err);

/* Begin one, and sweep out what has ended. `kept` (may be empty) waits in it. */
int session_begin(struct writer *writer, struct slice secret, enum session_kind kind,
                  struct slice user, int64_t lasts_s, struct slice kept, struct err *err);

int session_touch(struct writer *writer, const struct digest *digest, struct err *err);
int session_end(struct writer *writer, const struct digest *digest, struct err *err);

/* End all of a user's sessions and tokens but `kept` (NULL: none). */
int session_end_all(struct writer *writer, struct slice user, const struct digest *kept,
                    struct err *err);

/* A script that ends every session and token of everybody; what waits in them stays for a while.
 * For a store that comes back from a backup, in which those live that were ended since. */
extern const char session_end_everyones[];

/* What waits in a session for its user: a form typed before it began. An empty one takes it out. */
int session_keep(struct writer *writer, const struct digest *digest, struct slice kept,
                 struct err *err);
int session_kept(struct store *store, const struct digest *digest, struct arena *arena,
                 struct slice *ret_kept, struct err *err);

#endif
