/* The one door to libsodium: digests, passwords, secrets. */
#ifndef WEFT_BASE_CRYPTO_H
#define WEFT_BASE_CRYPTO_H

#include "base/arena.h"

enum { DIGEST_SIZE = 32, DIGEST_TEXT_SIZE = 65, PASSWORD_HASH_SIZE = 128 };

struct digest {
    unsigned char bytes[DIGEST_SIZE];
};

/* BLAKE2b-256 (RFC 7693) in steps, or of one slice. */
struct digest_state {
    _Alignas(64) unsigned char opaque[384];
};
void digest_begin(struct digest_state *state);
void digest_add(struct digest_state *state, struct slice bytes);
struct digest digest_end(struct digest_state *state);

/* A number, and a text with its length first, so that no two different rows of them give the same
 * bytes. */
void digest_add_integer(struct digest_state *state, int64_t value);
void digest_add_text(struct digest_state *state, struct slice text);
struct digest digest_of(struct slice bytes);

bool digest_equal(struct digest a, struct digest b); /* in constant time */

/* Lower-case hexadecimal with its NUL, and back. */
void digest_format(struct digest digest, char text[static DIGEST_TEXT_SIZE]);
bool digest_parse(struct slice text, struct digest *ret_digest);

/* argon2id at interactive cost (about 64 MiB and 0.1 s). 0, or ERR_INTERNAL. */
int password_hash(struct slice password, char hash[static PASSWORD_HASH_SIZE]);
bool password_verify(const char *hash, struct slice password);

/* Bytes nobody can guess; the text form is URL-safe base64 of size bytes. */
void secret_bytes(void *bytes, size_t size);
void secret_token(char *text, size_t text_size);   /* as many characters as fit, then NUL */
bool secret_equal(struct slice a, struct slice b); /* time depends on the lengths alone */

/* Text that only we can read and nobody can alter (XSalsa20-Poly1305), as URL-safe base64: a third
 * longer and 54 characters more. Opening gives false for anything that was not sealed by key. */
struct secret_key {
    unsigned char bytes[32];
};
struct slice secret_seal(const struct secret_key *key, struct slice text, struct arena *arena);
bool secret_open(const struct secret_key *key, struct slice sealed, struct arena *arena,
                 struct slice *ret_text);

#endif
