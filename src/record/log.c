#include "record/log.h"

#include "base/banned.h"

static const char insert_change[] =
    "INSERT INTO change (at, actor, entity, code, version, action, note, body, sensitivity,"
    " digest, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
static const char latest_change[] = "SELECT coalesce(max(id), 0) FROM change";
static const char last_seal[] = "SELECT id, last_change, digest FROM seal ORDER BY id DESC LIMIT 1";
static const char insert_seal[] =
    "INSERT INTO seal (id, first_change, last_change, at, previous, digest)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
static const char all_changes[] =
    "SELECT id, at, actor, entity, code, version, action, note, body, sensitivity, digest"
    " FROM change ORDER BY id";
static const char all_seals[] =
    "SELECT id, first_change, last_change, at, previous, digest FROM seal ORDER BY id";

static struct digest digest_of_change(const struct change *change)
{
    struct digest_state state;
    digest_begin(&state);
    digest_add_integer(&state, change->id);
    digest_add_integer(&state, change->at_us);
    digest_add_text(&state, change->actor);
    digest_add_text(&state, change->entity);
    digest_add_text(&state, change->code);
    digest_add_integer(&state, change->version);
    digest_add_text(&state, change->action);
    digest_add_text(&state, change->note);
    digest_add_text(&state, change->body);
    digest_add_integer(&state, change->sensitivity);
    return digest_end(&state);
}

static struct slice bytes_of(const struct digest *digest)
{
    return (struct slice){(const char *)digest->bytes, DIGEST_SIZE};
}

static struct slice text_or_empty(struct slice text)
{
    return text.data ? text : SLICE("");
}

int log_latest(struct store *store, int64_t *ret_change, struct err *err)
{
    return store_ask_integer(store, latest_change, ret_change, err);
}

int log_append(struct store *store, struct log_batch *batch, struct change *change, struct err *err)
{
    int code = 0;
    if (!batch->open)
        code = log_latest(store, &change->id, err);
    else
        change->id = batch->last;
    if (code < 0)
        return code;
    change->id++;
    struct digest digest = digest_of_change(change);
    struct store_statement *statement = store_prepare(store, insert_change);
    store_bind_integer(statement, 1, change->at_us);
    store_bind_text(statement, 2, text_or_empty(change->actor));
    store_bind_text(statement, 3, change->entity);
    store_bind_text(statement, 4, change->code);
    store_bind_integer(statement, 5, change->version);
    store_bind_text(statement, 6, change->action);
    store_bind_text(statement, 7, change->note);
    store_bind_text(statement, 8, change->body);
    store_bind_integer(statement, 9, change->sensitivity);
    store_bind_blob(statement, 10, bytes_of(&digest));
    store_bind_integer(statement, 11, change->id);
    code = store_execute(&statement, err);
    if (code < 0)
        return code;
    if (!batch->open) {
        *batch = (struct log_batch){.open = true, .first = change->id};
        digest_begin(&batch->state);
    }
    batch->last = change->id;
    digest_add(&batch->state, bytes_of(&digest));
    return 0;
}

/* The chain's link: what came before, which rows, when, and their digests. */
static struct digest digest_of_seal(struct slice previous, int64_t first, int64_t last, int64_t at,
                                    struct digest rows)
{
    struct digest_state state;
    digest_begin(&state);
    digest_add_text(&state, previous);
    digest_add_integer(&state, first);
    digest_add_integer(&state, last);
    digest_add_integer(&state, at);
    digest_add(&state, bytes_of(&rows));
    return digest_end(&state);
}

int log_seal(struct store *store, struct log_batch *batch, struct err *err)
{
    if (!batch->open)
        return 0;
    struct digest previous = {0};
    int64_t id = 1;
    struct store_statement *before = store_prepare(store, last_seal);
    int code = store_step(before, err);
    if (code > 0) {
        id = store_integer(before, 0) + 1;
        if (store_blob(before, 2).length == DIGEST_SIZE)
            memcpy(previous.bytes, store_blob(before, 2).data, DIGEST_SIZE);
    }
    store_release(&before);
    if (code < 0)
        return code;
    int64_t at = clock_now_us();
    struct digest digest = digest_of_seal(bytes_of(&previous), batch->first, batch->last, at,
                                          digest_end(&batch->state));
    struct store_statement *statement = store_prepare(store, insert_seal);
    store_bind_integer(statement, 1, id);
    store_bind_integer(statement, 2, batch->first);
    store_bind_integer(statement, 3, batch->last);
    store_bind_integer(statement, 4, at);
    store_bind_blob(statement, 5, bytes_of(&previous));
    store_bind_blob(statement, 6, bytes_of(&digest));
    batch->open = false;
    return store_execute(&statement, err);
}

static struct change read_change(const struct store_statement *row)
{
    return (struct change){
        .id = store_integer(row, 0),
        .at_us = store_integer(row, 1),
        .actor = store_text(row, 2),
        .entity = store_text(row, 3),
        .code = store_text(row, 4),
        .version = store_integer(row, 5),
        .action = store_text(row, 6),
        .note = store_text(row, 7),
        .body = store_text(row, 8),
        .sensitivity = store_integer(row, 9),
    };
}

struct proof {
    struct store_statement *changes;
    const struct digest *noted; /* NULL once it is found */
    int64_t expected;           /* the id the next change must have */
    struct log_proof told;
};

static int broken(struct proof *proof, int64_t id, const char *how, struct err *err)
{
    proof->told.broken = id;
    return err_set(err, ERR_CONFLICT, NULL,
                   "The change log is broken at row %lld: %s. Compare it with the last backup.",
                   (long long)id, how);
}

/* Prove the rows of one seal, adding their digests to state. */
static int prove_rows(struct proof *proof, int64_t last, struct digest_state *state,
                      struct err *err)
{
    for (; proof->expected <= last; proof->expected++) {
        int code = store_step(proof->changes, err);
        if (code < 0)
            return code;
        struct change change = code ? read_change(proof->changes) : (struct change){0};
        if (change.id != proof->expected)
            return broken(proof, proof->expected, "the row is missing", err);
        struct digest digest = digest_of_change(&change);
        if (!slice_equal(bytes_of(&digest), store_blob(proof->changes, 10)))
            return broken(proof, change.id, "its content was altered", err);
        digest_add(state, bytes_of(&digest));
    }
    return 0;
}

static int prove_seal(struct proof *proof, const struct store_statement *seal, struct err *err)
{
    int64_t first = store_integer(seal, 1), last = store_integer(seal, 2);
    if (store_integer(seal, 0) != proof->told.seals + 1 || first != proof->expected || last < first)
        return broken(proof, proof->expected, "a seal is missing or moved", err);
    if (!slice_equal(store_blob(seal, 4), bytes_of(&proof->told.head)))
        return broken(proof, first, "its seal does not follow the seal before it", err);
    struct digest_state state;
    digest_begin(&state);
    int code = prove_rows(proof, last, &state, err);
    if (code < 0)
        return code;
    struct digest digest = digest_of_seal(bytes_of(&proof->told.head), first, last,
                                          store_integer(seal, 3), digest_end(&state));
    if (!slice_equal(bytes_of(&digest), store_blob(seal, 5)))
        return broken(proof, first, "the seal over it was altered", err);
    proof->told.head = digest;
    proof->told.seals++;
    if (proof->noted && digest_equal(*proof->noted, digest))
        proof->noted = NULL;
    return 0;
}

static int prove_all(struct store *store, struct proof *proof, struct err *err)
{
    CLEANUP(store_release) struct store_statement *seals = store_prepare(store, all_seals);
    int code;
    while ((code = store_step(seals, err)) > 0) {
        code = prove_seal(proof, seals, err);
        if (code < 0)
            return code;
    }
    if (code < 0)
        return code;
    code = store_step(proof->changes, err);
    if (code > 0)
        return broken(proof, store_integer(proof->changes, 0), "it was added without a seal", err);
    if (code == 0 && proof->noted)
        return broken(proof, proof->expected,
                      "it and what followed were cut off, or the head is of another store", err);
    return code;
}

int log_verify(struct store *store, const struct digest *noted, struct log_proof *ret_proof,
               struct err *err)
{
    struct proof proof = {
        .changes = store_prepare(store, all_changes), .noted = noted, .expected = 1};
    int code = prove_all(store, &proof, err);
    store_release(&proof.changes);
    proof.told.changes = proof.expected - 1;
    *ret_proof = proof.told;
    return code;
}

int log_head(struct store *store, struct digest *ret_head, struct err *err)
{
    CLEANUP(store_release) struct store_statement *seal = store_prepare(store, last_seal);
    int code = store_step(seal, err);
    if (code < 0)
        return code;
    *ret_head = (struct digest){0};
    if (code > 0 && store_blob(seal, 2).length == DIGEST_SIZE)
        memcpy(ret_head->bytes, store_blob(seal, 2).data, DIGEST_SIZE);
    return 0;
}
