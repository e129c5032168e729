/* The register's file: made, opened, and refused where it is something else. */
#include "domain/people/people_own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

/* SQLite keeps both in the file's head, where they can be read before anything is opened. */
enum {
    APPLICATION = 0x57667267,
    VERSION = 4,
    HEAD_BYTES = 100,
    VERSION_AT = 60,
    APPLICATION_AT = 68
};
enum { LEARN_UNDER = 10000, LEARN_GROWTH = 2, BLOCK_MOST = 2048 };

static const char schema[] =
    "CREATE TABLE about(name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE source(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " once INTEGER NOT NULL, apart INTEGER NOT NULL) STRICT;"
    "CREATE TABLE feed_column(name TEXT PRIMARY KEY, kind INTEGER NOT NULL, habit BLOB NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE town(name TEXT PRIMARY KEY, known INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE run(number INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;"
    "CREATE TABLE record(number INTEGER PRIMARY KEY, key INTEGER NOT NULL,"
    " source INTEGER NOT NULL, id TEXT NOT NULL, says BLOB NOT NULL, levels BLOB,"
    " shown INTEGER NOT NULL, shielded INTEGER NOT NULL, run INTEGER NOT NULL, beside BLOB) STRICT;"
    "CREATE INDEX record_by_key ON record(key);"
    "CREATE INDEX record_by_shown ON record(shown);"
    "CREATE TABLE record_past(record INTEGER NOT NULL, until INTEGER NOT NULL,"
    " says BLOB NOT NULL, PRIMARY KEY(record, until)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE shown_past(record INTEGER NOT NULL, until INTEGER NOT NULL,"
    " number INTEGER NOT NULL, PRIMARY KEY(record, until)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE alias(number INTEGER PRIMARY KEY, of INTEGER NOT NULL) STRICT;"
    "CREATE TABLE link(a INTEGER NOT NULL, b INTEGER NOT NULL, weight REAL NOT NULL,"
    " PRIMARY KEY(a, b)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE leaf(first INTEGER PRIMARY KEY, entries BLOB NOT NULL) STRICT;"
    "CREATE TABLE fresh(block INTEGER NOT NULL, record INTEGER NOT NULL,"
    " PRIMARY KEY(block, record)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE term(number INTEGER PRIMARY KEY, level INTEGER NOT NULL) STRICT;"
    "CREATE TABLE entry(number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL,"
    " why TEXT NOT NULL, verdict INTEGER NOT NULL, a INTEGER, b INTEGER, undoes INTEGER,"
    " in_force INTEGER NOT NULL) STRICT;"
    "CREATE INDEX entry_by_a ON entry(a);"
    "CREATE INDEX entry_by_b ON entry(b);"
    "CREATE TABLE shield(number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL,"
    " why TEXT NOT NULL, record INTEGER NOT NULL, lifts INTEGER NOT NULL) STRICT;"
    "PRAGMA user_version=4;"
    "PRAGMA application_id=1466331751;"; /* APPLICATION */
_Static_assert(APPLICATION == 1466331751 && VERSION == 4, "the schema has them in figures");

/* From the versions before. The first did not keep what is never compared (people_beside.c); the
 * second did not mark names that stand alone, which stay given names until they are said again. The
 * third did not tell a record that was shielded itself from one that is shielded with another: each
 * counts as shielded itself, so that none is shown too soon. */
static const char version_of[] = "PRAGMA user_version";
static const char upgrade_from_1[] = "ALTER TABLE record ADD COLUMN beside BLOB;";
static const char upgrade_from_3[] = "UPDATE record SET shielded = 2 WHERE shielded = 1;";
static const char upgraded[] = "PRAGMA user_version=4;";

/* --- what the register knows of itself -------------------------------------------------------- */

static const char about_put[] = "INSERT INTO about(name, value) VALUES (?1, ?2) "
                                "ON CONFLICT(name) DO UPDATE SET value = excluded.value";
static const char about_all[] = "SELECT name, value FROM about";
static const char numbers_given[] = "SELECT coalesce((SELECT min(shown) FROM record), 1),"
                                    " max(coalesce((SELECT max(shown) FROM record), 0),"
                                    " coalesce((SELECT max(number) FROM alias), 0))";
static const char sources_all[] = "SELECT number, name, once, apart FROM source";

int people_put(struct people *people, const char *name, struct slice value, struct err *err)
{
    struct store_statement *put = store_prepare(people->store, about_put);
    store_bind_text(put, 1, slice_from(name));
    store_bind_blob(put, 2, value);
    return store_execute(&put, err);
}

int people_put_number(struct people *people, const char *name, int64_t value, struct err *err)
{
    struct store_statement *put = store_prepare(people->store, about_put);
    store_bind_text(put, 1, slice_from(name));
    store_bind_integer(put, 2, value);
    return store_execute(&put, err);
}

/* Bytes of a fixed size, or nothing. */
static bool take_bytes(struct slice bytes, void *to, size_t size)
{
    if (bytes.length != size)
        return false;
    memcpy(to, bytes.data, size);
    return true;
}

static bool take_rules(struct people *people, struct slice bytes)
{
    if (bytes.length != sizeof people->rules ||
        (unsigned char)bytes.data[offsetof(struct people_rules, link_only)] > 1)
        return false;
    memcpy(&people->rules, bytes.data, bytes.length);
    return people->rules.threshold > 0 && people->rules.threshold <= 1;
}

static const char *const number_names[PEOPLE_NUMBERS] = {
    "next_number", "records", "persons", "superseded", "has_decisions", "has_fresh"};

static void numbers_of(const struct people *people, int64_t numbers[static PEOPLE_NUMBERS])
{
    numbers[0] = people->next_number;
    numbers[1] = people->records;
    numbers[2] = people->persons;
    numbers[3] = people->superseded;
    numbers[4] = people->has_decisions;
    numbers[5] = people->has_fresh;
}

static void take_numbers(struct people *people)
{
    people->next_number = people->kept[0];
    people->records = people->kept[1];
    people->persons = people->kept[2];
    people->superseded = people->kept[3] != 0;
    people->has_decisions = people->kept[4] != 0;
    people->has_fresh = people->kept[5] != 0;
}

static bool take_about(struct people *people, const struct store_statement *row)
{
    struct slice name = store_text(row, 0);
    for (size_t i = 0; i < PEOPLE_NUMBERS; i++)
        if (slice_is(name, number_names[i]))
            people->kept[i] = store_integer(row, 1);
    if (slice_is(name, "secret"))
        return take_bytes(store_blob(row, 1), people->secret, sizeof people->secret);
    if (slice_is(name, "rules"))
        return take_rules(people, store_blob(row, 1));
    if (slice_is(name, "slots"))
        return linkage_slots_read(store_blob(row, 1), &people->slots);
    if (slice_is(name, "beside"))
        return people_beside_columns_read(people, store_blob(row, 1));
    if (slice_is(name, "learnt")) /* of another engine: then it is learned anew */
        people->learnt = linkage_learnt_read(store_blob(row, 1));
    return true;
}

int people_damaged(const struct people *people, struct err *err)
{
    return err_set(err, ERR_STORE, NULL,
                   "The register %s is damaged. Nothing was changed. Put back its last copy.",
                   people->path);
}

/* Whether nothing is missing of what a run leaves there: with another secret every token would be
 * another, and what was learned is of slots. */
static bool is_complete(const struct people *people)
{
    uint64_t secret = 0;
    for (size_t i = 0; i < sizeof people->secret / sizeof *people->secret; i++)
        secret |= people->secret[i];
    bool fed = people->records == 0 || (people->rules.threshold > 0 && people->slots.count > 0);
    return secret && fed &&
           (!people->learnt || linkage_learnt_fits(people->learnt, &people->slots));
}

static int read_about(struct people *people, struct err *err)
{
    CLEANUP(store_release) struct store_statement *all = store_prepare(people->store, about_all);
    int code;
    while ((code = store_step(all, err)) == 1)
        if (!take_about(people, all))
            return people_damaged(people, err);
    take_numbers(people);
    return code < 0 || is_complete(people) ? code : people_damaged(people, err);
}

static int read_sources(struct people *people, struct err *err)
{
    CLEANUP(store_release) struct store_statement *all = store_prepare(people->store, sources_all);
    int code;
    while ((code = store_step(all, err)) == 1) {
        int64_t number = store_integer(all, 0);
        if (number < 1 || number >= PEOPLE_SOURCES)
            return people_damaged(people, err);
        people->source_names[number] = arena_string(&people->arena, store_text(all, 1));
        people->source_rules[number] = (struct linkage_source_rules){
            .once = store_integer(all, 2) != 0, .apart = store_integer(all, 3) != 0};
        if ((size_t)number > people->source_count)
            people->source_count = (size_t)number;
    }
    return code;
}

/* A number that persons have already is never given out again, whatever the file says comes next.
 */
static int check_numbers(struct people *people, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *given = store_prepare(people->store, numbers_given);
    int code = store_step(given, err);
    if (code < 0)
        return code;
    bool sound = store_integer(given, 0) > 0 && store_integer(given, 1) < people->next_number &&
                 people->records >= 0 && people->persons >= 0;
    return sound ? 0 : people_damaged(people, err);
}

static int read_all(struct people *people, struct err *err)
{
    linkage_learnt_free(people->learnt);
    people->learnt = NULL;
    people->rules = (struct people_rules){0}; /* a run that failed may have set what is not there */
    people->slots.count = people->beside.count = people->source_count = 0;
    memset(people->kept, 0, sizeof people->kept);
    int code = read_about(people, err);
    if (code == 0)
        code = read_sources(people, err);
    return code < 0 ? code : check_numbers(people, err);
}

/* --- the file --------------------------------------------------------------------------------- */

static uint32_t number_at(const unsigned char *head, size_t at)
{
    return (uint32_t)head[at] << 24 | (uint32_t)head[at + 1] << 16 | (uint32_t)head[at + 2] << 8 |
           head[at + 3];
}

/* 1 where a register is there, 0 where nothing is. */
static int look_at(const char *path, uint32_t *ret_version, struct err *err)
{
    unsigned char head[HEAD_BYTES] = {0};
    CLEANUP(cleanup_descriptor) int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 && access(path, F_OK) != 0)
        return 0;
    struct stat facts;
    if (descriptor < 0 || fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
        return err_set(err, ERR_CONFLICT, "register", "%s cannot be read as a register.", path);
    if (facts.st_size == 0)
        return 0;
    if (read(descriptor, head, sizeof head) != HEAD_BYTES ||
        memcmp(head, "SQLite format 3", 16) != 0 || number_at(head, APPLICATION_AT) != APPLICATION)
        return err_set(
            err, ERR_CONFLICT, "register",
            "%s is there and is no register of linkage. It was not touched. Give another "
            "name.",
            path);
    *ret_version = number_at(head, VERSION_AT);
    if (*ret_version > VERSION)
        return err_set(
            err, ERR_CONFLICT, "register",
            "The register %s was made by a newer Weft. It was not touched. Use that one.", path);
    return 1;
}

static const char unsynced[] = "PRAGMA journal_mode=DELETE; PRAGMA journal_mode=MEMORY;"
                               "PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;";

static int fill(struct people *people, struct err *err)
{
    secret_bytes(people->secret, sizeof people->secret);
    people->next_number = 1;
    struct slice secret = {(char *)people->secret, sizeof people->secret};
    int code = store_begin(people->store, err);
    if (code == 0)
        code = store_run(people->store, schema, err);
    if (code == 0)
        code = people_put(people, "secret", secret, err);
    if (code == 0)
        code = people_put_number(people, "next_number", people->next_number, err);
    return code < 0 ? code : store_commit(people->store, err);
}

static int cannot_be_made(const struct people *people, struct err *err)
{
    return err_set(err, ERR_INPUT, "register",
                   "The register %s cannot be made. Nothing was changed. See whether its folder is "
                   "there and may be written.",
                   people->path);
}

/* Made under another name and put in its place when its first run is whole, so that no half of a
 * register is ever left at path; until then it needs no journal that outlives the process. */
static int make(struct people *people, struct err *err)
{
    uint64_t mark; /* a run that was killed may have left its own there */
    secret_bytes(&mark, sizeof mark);
    people->making =
        arena_printf(&people->arena, "%s.new%016llx", people->path, (unsigned long long)mark);
    mode_t mask = umask(0077);
    int code = store_open(people->making, STORE_CREATE, &people->store, err);
    umask(mask);
    if (code == 0)
        code = store_run(people->store, unsynced, err);
    if (code < 0)
        return cannot_be_made(people, err);
    code = fill(people, err);
    return code < 0 ? code : store_version(people->store, &people->version, err);
}

/* A feed of some thousand records touches most of the blocks of a million, each many times. What a
 * run wrote is durable in the log; it goes into the file itself when the register is closed, after
 * whoever waits for the run was answered. */
static const char at_hand[] = "PRAGMA cache_size=-131072; PRAGMA mmap_size=4294967296;"
                              "PRAGMA wal_autocheckpoint=0;";

/* Whoever comes first does it; the others find it done. */
static int upgrade(struct people *people, struct err *err)
{
    int64_t version = VERSION;
    int code = store_begin(people->store, err);
    if (code == 0)
        code = store_ask_integer(people->store, version_of, &version, err);
    if (code == 0 && version == 1)
        code = store_run(people->store, upgrade_from_1, err);
    if (code == 0 && version < VERSION)
        code = store_run(people->store, upgrade_from_3, err);
    if (code == 0 && version < VERSION)
        code = store_run(people->store, upgraded, err);
    if (code == 0)
        return store_commit(people->store, err);
    store_rollback(people->store);
    return code;
}

static int open_store(struct people *people, bool upgrades, struct err *err)
{
    int code = store_open(people->path, STORE_WRITE, &people->store, err);
    if (code == 0)
        code = store_run(people->store, at_hand, err);
    if (code == 0 && upgrades)
        code = upgrade(people, err);
    return code < 0 ? code : store_version(people->store, &people->version, err);
}

/* The first run is done: what it made is the register from now on. Nobody's else's is overwritten:
 * where another run was faster, this one is refused. */
static int put_in_place(struct people *people, struct err *err)
{
    struct stat facts;
    bool empty = stat(people->path, &facts) == 0 && facts.st_size == 0;
    int code = file_sync(people->making);
    if (code == 0)
        code = empty ? rename(people->making, people->path) : link(people->making, people->path);
    if (code != 0 && !empty && errno == EEXIST)
        return err_set(
            err, ERR_BUSY, "register",
            "Another run made the register %s meanwhile. Nothing was changed. Try again.",
            people->path);
    if (code != 0)
        return cannot_be_made(people, err);
    unlink(people->making);
    people->making = NULL;
    store_close(&people->store); /* what comes now is to be durable run by run */
    code = file_sync_folder(people->path) != 0 ? cannot_be_made(people, err)
                                               : open_store(people, false, err);
    if (code < 0) /* a run that is told to have failed leaves nothing */
        unlink(people->path);
    return code;
}

int people_open(const char *path, struct people **ret_people, struct err *err)
{
    uint32_t version = 0;
    int there = look_at(path, &version, err);
    if (there < 0)
        return there;
    struct people *people = memory_zeros(1, sizeof *people);
    people->limits = (struct people_limits){
        .learn_under = LEARN_UNDER, .learn_growth = LEARN_GROWTH, .block_most = BLOCK_MOST};
    people->path = arena_string(&people->arena, slice_from(path));
    int code = there ? open_store(people, version < VERSION, err) : make(people, err);
    if (code == 0)
        code = read_all(people, err);
    if (code < 0) {
        people_close(&people);
        return code;
    }
    *ret_people = people;
    return 0;
}

/* With its journals, which a full disk may have kept from being taken in or away. */
static void drop_making(struct people *people)
{
    static const char *const ends[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        unlink(arena_printf(&people->arena, "%s%s", people->making, ends[i]));
}

void people_close(struct people **address)
{
    struct people *people = *address;
    *address = NULL;
    if (!people)
        return;
    linkage_learnt_free(people->learnt);
    store_close(&people->store);
    if (people->making)
        drop_making(people);
    arena_free(&people->arena);
    memory_free(people);
}

struct people_limits *people_limits(struct people *people)
{
    return &people->limits;
}

double people_threshold(const struct people *people)
{
    return people->rules.threshold;
}

bool people_links_within(const struct people *people)
{
    bool within = false;
    for (size_t source = 1; source <= people->source_count && !people->rules.link_only; source++)
        within |= !people->source_rules[source].once && !people->source_rules[source].apart;
    return within;
}

/* --- runs ------------------------------------------------------------------------------------- */

static const char run_next[] = "SELECT coalesce(max(number), 0) + 1 FROM run";
static const char run_add[] = "INSERT INTO run(number, at) VALUES (?1, ?2)";

int people_begin(struct people *people, struct err *err)
{
    int code = store_begin(people->store, err);
    if (code == ERR_BUSY)
        return err_set(err, ERR_BUSY, NULL,
                       "The register %s is being changed by another run. Nothing was changed. Try "
                       "again when that has ended.",
                       people->path);
    int64_t version = people->version;
    if (code == 0)
        code = store_version(people->store, &people->version, err);
    if (code == 0 && people->version != version) /* somebody changed it since it was opened */
        code = read_all(people, err);
    if (code < 0)
        return code;
    people->run_counts = false;
    return store_ask_integer(people->store, run_next, &people->run, err);
}

static int keep_run(struct people *people, struct err *err)
{
    if (!people->run_counts)
        return 0;
    struct store_statement *add = store_prepare(people->store, run_add);
    store_bind_integer(add, 1, people->run);
    store_bind_integer(add, 2, clock_now_us());
    return store_execute(&add, err);
}

static int keep_numbers(struct people *people, struct err *err)
{
    int64_t numbers[PEOPLE_NUMBERS];
    int code = 0;
    numbers_of(people, numbers);
    for (size_t i = 0; i < PEOPLE_NUMBERS && code == 0; i++) {
        if (numbers[i] == people->kept[i])
            continue;
        code = people_put_number(people, number_names[i], numbers[i], err);
        people->kept[i] = numbers[i];
    }
    return code;
}

int people_end(struct people *people, int code, struct err *err)
{
    if (code == 0)
        code = keep_run(people, err);
    if (code == 0)
        code = keep_numbers(people, err);
    if (code == 0)
        code = store_commit(people->store, err);
    if (code == 0 && people->making)
        code = put_in_place(people, err);
    if (code < 0 && people->store) {
        store_rollback(people->store);
        people->version = -1; /* what is in memory was never so */
    }
    return code;
}

/* --- tokens ----------------------------------------------------------------------------------- */

/* A permutation of 50 bits (a Feistel network under the register's secret), written in ten
 * characters that are not taken for each other. It hides the order in which numbers were given;
 * nothing else hangs on it. */
enum { TOKEN_ROUNDS = 8, HALF_BITS = 25, TOKEN_LETTERS = 10 };
static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
static const uint64_t half_mask = (UINT64_C(1) << HALF_BITS) - 1;

static uint64_t mix(uint64_t half, uint64_t secret)
{
    uint64_t mixed = (half + secret) * UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 29 ^ secret >> 7) * UINT64_C(0xbf58476d1ce4e5b9);
    return (mixed ^ mixed >> 32) & half_mask;
}

static void hide(const struct people *people, uint64_t number, char token[static PEOPLE_TOKEN])
{
    uint64_t left = number >> HALF_BITS & half_mask, right = number & half_mask;
    for (size_t round = 0; round < TOKEN_ROUNDS; round++) {
        uint64_t next = left ^ mix(right, people->secret[round]);
        left = right;
        right = next;
    }
    uint64_t hidden = left << HALF_BITS | right;
    for (size_t i = TOKEN_LETTERS; i-- > 0; hidden >>= 5)
        token[i] = letters[hidden & 31];
    token[TOKEN_LETTERS] = '\0';
}

/* The number, or 0 where the token is none. */
static uint64_t reveal(const struct people *people, struct slice token)
{
    uint64_t hidden = 0;
    if (token.length != TOKEN_LETTERS)
        return 0;
    for (size_t i = 0; i < TOKEN_LETTERS; i++) {
        const char *letter = token.data[i] ? strchr(letters, token.data[i]) : NULL;
        if (!letter)
            return 0;
        hidden = hidden << 5 | (uint64_t)(letter - letters);
    }
    uint64_t left = hidden >> HALF_BITS, right = hidden & half_mask;
    for (size_t round = TOKEN_ROUNDS; round-- > 0;) {
        uint64_t before = right ^ mix(left, people->secret[round]);
        right = left;
        left = before;
    }
    return left << HALF_BITS | right;
}

/* Entries have the upper half of the numbers, so that no token stands for both. */
static const uint64_t entries_from = UINT64_C(1) << (2 * HALF_BITS - 1);

void people_token(const struct people *people, int64_t number, char token[static PEOPLE_TOKEN])
{
    hide(people, (uint64_t)number, token);
}

int64_t people_number(const struct people *people, struct slice token)
{
    uint64_t number = reveal(people, token);
    return number < (uint64_t)people->next_number ? (int64_t)number : 0;
}

void people_entry_token(const struct people *people, int64_t entry, char token[static PEOPLE_TOKEN])
{
    hide(people, entries_from + (uint64_t)entry, token);
}

int64_t people_entry_number(const struct people *people, struct slice token)
{
    uint64_t number = reveal(people, token);
    return number > entries_from ? (int64_t)(number - entries_from) : 0;
}
