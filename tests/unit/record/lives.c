/* Records that two people edit, retire, restore and undo at random, beside a model that keeps a
 * plain list of versions: at every step both must say the same, of now and of every moment before.
 * Each life is that of a seed, which a failure names. */
#include "support/records.h"

#include <math.h>
#include <string.h>

enum { RECORDS = 3, STEPS = 150, SEEDS = 4, EDITORS = 2 };

static const struct choice colours[] = {{"red", "Red"}, {"blue", "Blue"}};
static const struct field fields[] = {
    TEXT("title", .label = "Title", .required = true, .searchable = true),
    LONG_TEXT("story", .label = "Story", .longest = 400),
    INTEGER("position", .label = "Position"),
    DECIMAL("share", .label = "Share"),
    DATE("due", .label = "Due"),
    CHOICE("colour", colours, .label = "Colour"),
    REFERENCES("serves", "promise", .label = "Serves"),
};
enum { FIELD_COUNT = sizeof fields / sizeof *fields };
static const struct entity promise_entity = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {CONTRIBUTOR, READ | WRITE}),
    .title = "title",
};
static const struct entity *const entities[] = {&promise_entity};
static const struct registry registry = {entities, 1};
static const struct actor editors[EDITORS] = {
    {.code = {"ann", 3}, .roles = ROLE_BIT(CONTRIBUTOR)},
    {.code = {"bob", 3}, .roles = ROLE_BIT(CONTRIBUTOR)},
};

/* --- the model -------------------------------------------------------------------------------- */

struct version {
    int64_t change, at_us;
    bool retired;
    struct value values[FIELD_COUNT];
};

struct life {
    char code[8];
    VECTOR(struct version) versions;
    struct record copies[EDITORS]; /* as each has it on the screen */
};

struct lives {
    uint64_t seed;
    int step;
    struct random random;
    struct records *records;
    struct life life[RECORDS];
};

static void failed(const struct lives *lives, const char *what)
{
    fail_msg("seed %llu, step %d: %s", (unsigned long long)lives->seed, lives->step, what);
}

static const struct version *last_of(const struct life *life)
{
    return &life->versions.data[life->versions.length - 1];
}

static bool same(const struct version *version, const struct record *record)
{
    bool same = version->retired == record->retired;
    for (size_t i = 0; i < FIELD_COUNT; i++)
        same &= value_equal(version->values[i], record->values[i]);
    return same;
}

/* What the log's newest change is called, and when it was. */
static void keep(struct lives *lives, struct life *life, struct version next)
{
    struct store *store = lives->records->writer->store;
    struct err err = {0};
    if (store_ask_integer(store, "SELECT max(id) FROM change", &next.change, &err) < 0 ||
        store_ask_integer(store, "SELECT at FROM change ORDER BY id DESC LIMIT 1", &next.at_us,
                          &err) < 0)
        failed(lives, err.message);
    vector_push(&life->versions, next);
}

/* What undoing the change at that place would make, or false where it must be refused. */
static bool undone(const struct life *life, size_t at, struct version *ret_next)
{
    const struct version *after = &life->versions.data[at];
    *ret_next = *last_of(life);
    if (at == 0) {
        ret_next->retired = true;
        return true;
    }
    const struct version *before = after - 1;
    if (before->retired != after->retired)
        ret_next->retired = before->retired;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (value_equal(before->values[i], after->values[i]))
            continue;
        if (!value_equal(ret_next->values[i], after->values[i]))
            return false;
        ret_next->values[i] = before->values[i];
    }
    return true;
}

/* --- chance ----------------------------------------------------------------------------------- */

static struct value any_text(struct lives *lives)
{
    static const char *const texts[] = {
        "Safe", "Warm “homes”", "\"quoted\" \\ back", "line\nbreak\ttab", "Zoë 𝒳 \x7f", "null",
        "0"};
    return value_text(slice_from(texts[random_below(&lives->random, 7)]));
}

static struct value any_number(struct lives *lives)
{
    static const double numbers[] = {
        0, 1, -1, 0.1, 1e-300, 1e300, 12345678901234567890.0, 5e-324, 9007199254740993.0, 2.0 / 3};
    return value_real(numbers[random_below(&lives->random, 10)]);
}

static struct value any_integer(struct lives *lives)
{
    static const int64_t integers[] = {0, 1, -7, INT64_MAX, INT64_MIN, 9007199254740993};
    return value_integer(integers[random_below(&lives->random, 6)]);
}

static struct value any_list(struct lives *lives)
{
    static const char *const lists[] = {"r0", "r0\nr1", "r1\nr0", "r2"};
    return (struct value){VALUE_LIST, slice_from(lists[random_below(&lives->random, 4)]), 0, 0};
}

static struct value any_value(struct lives *lives, const struct field *field)
{
    static const char *const days[] = {"2011-03-31", "2012-02-29"};
    if (!field->required && random_below(&lives->random, 4) == 0)
        return (struct value){0};
    switch (field->kind) {
    case FIELD_INTEGER:
        return any_integer(lives);
    case FIELD_DECIMAL:
        return any_number(lives);
    case FIELD_DATE:
        return value_text(slice_from(days[random_below(&lives->random, 2)]));
    case FIELD_CHOICE:
        return value_text(slice_from(colours[random_below(&lives->random, 2)].code));
    case FIELD_REFERENCES:
        return any_list(lives);
    default:
        return any_text(lives);
    }
}

/* --- steps ------------------------------------------------------------------------------------ */

static void look(struct lives *lives, struct life *life, struct record *copy)
{
    struct err err = {0};
    if (record_load(lives->records->writer->store, &promise_entity, slice_from(life->code),
                    &lives->records->arena, copy, &err) < 0)
        failed(lives, err.message);
}

static struct version version_of(const struct record *record)
{
    struct version version = {.retired = record->retired};
    memcpy(version.values, record->values, sizeof version.values);
    return version;
}

static void make(struct lives *lives, struct life *life)
{
    struct err err = {0};
    struct record record =
        record_new(&promise_entity, slice_from(life->code), &lives->records->arena);
    record.values[0] = any_text(lives);
    if (records_save(lives->records, &record, SAVE_VALUES, &editors[0], &err) != 1)
        failed(lives, err.message);
    keep(lives, life, version_of(&record));
    for (size_t i = 0; i < EDITORS; i++)
        look(lives, life, &life->copies[i]);
}

/* Save what is on the editor's screen with something changed. Whoever did not see the last version
 * is refused, and looks again. */
static void edit(struct lives *lives, struct life *life)
{
    size_t who = random_below(&lives->random, EDITORS);
    struct record copy = record_copy(&life->copies[who], &lives->records->arena);
    enum save_kind kind = SAVE_VALUES;
    struct err err = {0};
    if (random_below(&lives->random, 6) == 0)
        kind = random_below(&lives->random, 2) ? SAVE_RETIRED : SAVE_RESTORED;
    for (size_t i = 0; kind == SAVE_VALUES && i < FIELD_COUNT; i++)
        if (random_below(&lives->random, 3) == 0)
            copy.values[i] = any_value(lives, &fields[i]);
    struct version next = version_of(&copy);
    next.retired = kind == SAVE_VALUES ? last_of(life)->retired : kind == SAVE_RETIRED;
    bool fresh = copy.version == (int64_t)life->versions.length;
    struct record shown = copy;
    shown.retired = next.retired;
    bool differs = !same(last_of(life), &shown);
    int code = records_save(lives->records, &copy, kind, &editors[who], &err);
    if (code != (!fresh ? ERR_CONFLICT : differs))
        failed(lives, err.message[0] ? err.message : "a save said what it did not do");
    if (code == 1)
        keep(lives, life, next);
    if (code != 0 || random_below(&lives->random, 2))
        look(lives, life, &life->copies[who]);
}

static void undo_one(struct lives *lives, struct life *life)
{
    size_t at = random_below(&lives->random, life->versions.length);
    struct version next;
    struct record record = {.entity = &promise_entity, .code = slice_from(life->code)};
    struct faults faults = faults_in(&lives->records->arena);
    struct writer *writer = lives->records->writer;
    struct err err = {0};
    int64_t version = 0;
    bool possible = undone(life, at, &next);
    struct record now;
    look(lives, life, &now);
    bool differs = !same(&next, &now);
    assert_int_equal(writer_begin(writer, &err), 0);
    int code = history_undo(writer, &record, life->versions.data[at].change, &editors[0], &version,
                            &faults, &err);
    if (code < 0)
        writer_rollback(writer);
    else
        assert_int_equal(writer_commit(writer, &err), 0);
    if (code != (!possible ? ERR_CONFLICT : differs))
        failed(lives, err.message[0] ? err.message : "an undo said what it did not do");
    if (code == 1)
        keep(lives, life, next);
}

/* --- what must hold --------------------------------------------------------------------------- */

static void assert_now(struct lives *lives, struct life *life)
{
    struct record now;
    look(lives, life, &now);
    if (!same(last_of(life), &now) || now.version != (int64_t)life->versions.length)
        failed(lives, "the record is not what it was made");
}

/* The state at every moment a change was made, just before, and the whole history. */
static void assert_past(struct lives *lives, struct life *life)
{
    struct store *store = lives->records->writer->store;
    struct arena *arena = &lives->records->arena;
    size_t count = 0, length = life->versions.length;
    struct change *changes = NULL;
    struct err err = {0};
    if (history_of(store, &promise_entity, slice_from(life->code), &editors[1], 0, length + 1,
                   arena, &changes, &count, &err) < 0 ||
        count != length)
        failed(lives, "the history does not have every version once");
    for (size_t i = 0; i < length; i++) {
        const struct version *version = &life->versions.data[i];
        struct record then;
        if (changes[length - 1 - i].id != version->change ||
            history_record(&promise_entity, &changes[length - 1 - i], NULL, arena, &then, &err) <
                0 ||
            !same(version, &then))
            failed(lives, "the history tells of another version");
        bool last_of_moment = i + 1 == length || version[1].at_us > version->at_us;
        if (last_of_moment && (history_as_of(store, &promise_entity, slice_from(life->code),
                                             &editors[1], version->at_us, arena, &then, &err) < 0 ||
                               !same(version, &then)))
            failed(lives, "the record was otherwise at the time");
    }
    struct record none;
    if (history_as_of(store, &promise_entity, slice_from(life->code), &editors[1],
                      life->versions.data[0].at_us - 1, arena, &none, &err) != ERR_NOT_FOUND)
        failed(lives, "the record was there before it was made");
}

static void assert_sound(struct lives *lives)
{
    struct faults faults = faults_in(&lives->records->arena);
    struct log_proof proof;
    struct err err = {0};
    struct store *store = lives->records->writer->store;
    size_t changes = 0;
    if (record_check_store(store, &registry, &faults, &err) < 0 || faults.count)
        failed(lives, faults.count ? faults.items[0].message : err.message);
    for (size_t i = 0; i < RECORDS; i++)
        changes += lives->life[i].versions.length;
    if (log_verify(store, NULL, &proof, &err) < 0 || (size_t)proof.changes != changes)
        failed(lives, "the log is not proven, or has other changes");
}

static void live(uint64_t seed)
{
    struct lives lives = {.seed = seed, .random = random_seeded(seed)};
    lives.records = records_new(&registry);
    for (size_t i = 0; i < RECORDS; i++) {
        snprintf(lives.life[i].code, sizeof lives.life[i].code, "r%zu", i);
        make(&lives, &lives.life[i]);
    }
    for (lives.step = 1; lives.step <= STEPS; lives.step++) {
        struct life *life = &lives.life[random_below(&lives.random, RECORDS)];
        if (random_below(&lives.random, 3))
            edit(&lives, life);
        else
            undo_one(&lives, life);
        assert_now(&lives, life);
        if (lives.step % 30 == 0)
            assert_past(&lives, life);
    }
    assert_sound(&lives);
    for (size_t i = 0; i < RECORDS; i++)
        vector_free(&lives.life[i].versions);
    void *state = lives.records;
    records_tear_down(&state);
}

static void a_record_is_at_every_moment_what_its_editors_made_it(void **state)
{
    (void)state;
    const char *given = getenv("WEFT_SEED"); /* for a longer search */
    uint64_t first = given ? strtoull(given, NULL, 10) : 1;
    for (uint64_t seed = first; seed < first + SEEDS; seed++)
        live(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_at_every_moment_what_its_editors_made_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
