#include "base/crypto.h"

#include <pthread.h>
#include <sodium.h>

#include "base/error.h"

#include "base/banned.h"

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct digest_state), "state fits");
_Static_assert(crypto_pwhash_STRBYTES <= PASSWORD_HASH_SIZE, "hash fits");

static pthread_once_t started = PTHREAD_ONCE_INIT;

static void start(void)
{
    if (sodium_init() < 0)
        __builtin_trap(); /* without its random source nothing here can be trusted */
}

static crypto_generichash_state *inner(struct digest_state *state)
{
    return (crypto_generichash_state *)(void *)state->opaque;
}

void digest_begin(struct digest_state *state)
{
    pthread_once(&started, start);
    crypto_generichash_init(inner(state), NULL, 0, DIGEST_SIZE);
}

void digest_add(struct digest_state *state, struct slice bytes)
{
    crypto_generichash_update(inner(state), (const unsigned char *)bytes.data, bytes.length);
}

void digest_add_integer(struct digest_state *state, int64_t value)
{
    char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)((uint64_t)value >> (8 * i));
    digest_add(state, (struct slice){bytes, sizeof bytes});
}

void digest_add_text(struct digest_state *state, struct slice text)
{
    digest_add_integer(state, (int64_t)text.length);
    digest_add(state, text);
}

struct digest digest_end(struct digest_state *state)
{
    struct digest digest;
    crypto_generichash_final(inner(state), digest.bytes, sizeof digest.bytes);
    return digest;
}

struct digest digest_of(struct slice bytes)
{
    struct digest_state state;
    digest_begin(&state);
    digest_add(&state, bytes);
    return digest_end(&state);
}

bool digest_equal(struct digest a, struct digest b)
{
    return sodium_memcmp(a.bytes, b.bytes, DIGEST_SIZE) == 0;
}

void digest_format(struct digest digest, char text[static DIGEST_TEXT_SIZE])
{
    sodium_bin2hex(text, DIGEST_TEXT_SIZE, digest.bytes, DIGEST_SIZE);
}

bool digest_parse(struct slice text, struct digest *ret_digest)
{
    struct digest digest;
    size_t length = 0;
    const char *end = NULL;
    if (text.length != 2 * DIGEST_SIZE ||
        sodium_hex2bin(digest.bytes, DIGEST_SIZE, text.data, text.length, NULL, &length, &end) !=
            0 ||
        length != DIGEST_SIZE || end != text.data + text.length)
        return false;
    *ret_digest = digest;
    return true;
}

int password_hash(struct slice password, char hash[static PASSWORD_HASH_SIZE])
{
    pthread_once(&started, start);
    int failed =
        crypto_pwhash_str_alg(hash, password.length ? password.data : "", password.length,
                              crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    return failed ? ERR_INTERNAL : 0;
}

bool password_verify(const char *hash, struct slice password)
{
    pthread_once(&started, start);
    char whole[PASSWORD_HASH_SIZE] = ""; /* libsodium asks for a room of this size */
    size_t length = strlen(hash);
    if (length >= sizeof whole)
        return false;
    memcpy(whole, hash, length);
    return crypto_pwhash_str_verify(whole, password.length ? password.data : "", password.length) ==
           0;
}

void secret_bytes(void *bytes, size_t size)
{
    pthread_once(&started, start);
    randombytes_buf(bytes, size);
}

void secret_token(char *text, size_t text_size)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    secret_bytes(text, text_size);
    for (size_t i = 0; i + 1 < text_size; i++)
        text[i] = letters[(unsigned char)text[i] & 63];
    text[text_size - 1] = '\0';
}

bool secret_equal(struct slice a, struct slice b)
{
    return a.length == b.length && sodium_memcmp(a.data, b.data, a.length) == 0;
}

struct slice secret_seal(const struct secret_key *key, struct slice text, struct arena *arena)
{
    size_t size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.length;
    unsigned char *bytes = arena_allocate(arena, size);
    secret_bytes(bytes, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(bytes + crypto_secretbox_NONCEBYTES, (const unsigned char *)text.data,
                          text.length, bytes, key->bytes);
    size_t longest = sodium_base64_encoded_len(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *sealed = arena_allocate(arena, longest);
    sodium_bin2base64(sealed, longest, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return slice_from(sealed);
}

bool secret_open(const struct secret_key *key, struct slice sealed, struct arena *arena,
                 struct slice *ret_text)
{
    enum { AROUND = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES };
    unsigned char *bytes = arena_allocate(arena, sealed.length + 1);
    size_t size = 0;
    if (sodium_base642bin(bytes, sealed.length, sealed.data, sealed.length, NULL, &size, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        size < AROUND)
        return false;
    char *text = arena_allocate(arena, size - AROUND + 1);
    if (crypto_secretbox_open_easy((unsigned char *)text, bytes + crypto_secretbox_NONCEBYTES,
                                   size - crypto_secretbox_NONCEBYTES, bytes, key->bytes) != 0)
        return false;
    *ret_text = (struct slice){text, size - AROUND};
    return true;
}
