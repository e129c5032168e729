/* A user: somebody who signs in. */
#include "domain/access/access.h"

#include "base/banned.h"

static const struct choice role_choices[] = {
    {"contributor", "Contributor: reads what is not for the public, and says how the commitments "
                    "of their post go"},
    {"analyst", "Analyst: brings figures in, keeps indicators and targets"},
    {"governance-lead", "Governance lead: keeps the plan, who answers for it, and its risks"},
    {"administrator", "Administrator: lets people in, and says what they may do"},
};

static const struct field fields[] = {
    TEXT("name", .label = "Name", .required = true, .sortable = true, .searchable = true,
         .hint = "As colleagues know them"),
    TEXT("roles", .label = "Roles", .choices = CHOICES(role_choices), .hint = "One or more"),
    TEXT("password", .label = "Password", .secret = true),
};

static const char find_only_administrator[] =
    "SELECT 1 FROM user WHERE code = ?1 AND retired = 0"
    " AND instr(' ' || roles || ' ', ' administrator ')"
    " AND NOT EXISTS (SELECT 1 FROM user WHERE code <> ?1 AND retired = 0"
    " AND instr(' ' || roles || ' ', ' administrator '))";

/* Somebody has to be left who can let others in. Where the store cannot say, the save that
 * follows fails by itself. */
static void check_retire(struct store *store, const struct record *record, struct faults *faults)
{
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(store, find_only_administrator);
    store_bind_text(row, 1, record->code);
    if (store_step(row, NULL) > 0)
        fault_add(faults, "roles",
                  "“%.*s” is the only administrator, and without one nobody could let others in. "
                  "Give somebody else the role administrator first.",
                  SLICE_PRINT(record->code));
}

static void check(struct store *store, const struct record *record, struct faults *faults)
{
    if (!(user_roles(record_text(record, "roles")) & ROLE_BIT(ADMINISTRATOR)))
        check_retire(store, record, faults);
    struct slice rest = record_text(record, "roles"), name;
    while (slice_split(&rest, ' ', &name)) {
        if (name.length && role_from(name) <= ANYONE)
            fault_add(faults, "roles",
                      "Roles: there is no role called “%.*s”. Give contributor, analyst, "
                      "governance-lead or administrator, with a space between two.",
                      SLICE_PRINT(name));
    }
}

const struct entity user_entity = {
    .name = "user",
    .label = "User",
    .plural = "Users",
    .description = "Somebody who signs in, and what they may do.",
    .sensitivity = PERSONAL,
    .fields = FIELDS(fields),
    .grants = GRANTS({ADMINISTRATOR, READ | WRITE}),
    .title = "name",
    .code_hint =
        "What they sign in with, such as ann: theirs for ever. Whoever runs the server makes "
        "their first password: weft user password ann",
    .order = "name",
    .check = check,
    .check_retire = check_retire,
    .schema = session_schema,
};

unsigned user_roles(struct slice text)
{
    unsigned roles = ROLE_BIT(ANYONE);
    struct slice rest = text, name;
    while (slice_split(&rest, ' ', &name)) {
        int role = role_from(name);
        if (role > ANYONE)
            roles |= ROLE_BIT(role);
    }
    return roles;
}

int user_name(struct store *store, struct slice user, struct arena *arena, struct slice *ret_name,
              struct err *err)
{
    struct record record;
    int code = record_load(store, &user_entity, user, arena, &record, err);
    if (code < 0 && code != ERR_NOT_FOUND)
        return code;
    *ret_name = code == 0 ? record_title(&record) : user;
    return 0;
}

int user_password_hash(struct store *store, struct slice user, struct arena *arena,
                       const char **ret_hash, struct err *err)
{
    struct record record;
    int code = record_load(store, &user_entity, user, arena, &record, err);
    if (code < 0)
        return code;
    struct slice hash = record_text(&record, "password");
    if (record.retired || hash.length == 0)
        return err_set(err, ERR_NOT_FOUND, NULL, "The user “%.*s” has no password.",
                       SLICE_PRINT(user));
    *ret_hash = arena_string(arena, hash);
    return 0;
}

int user_set_password(struct writer *writer, struct slice user, const char *hash,
                      const struct digest *kept, const struct actor *actor, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct faults faults = faults_in(&arena);
    struct record record;
    int code = record_load(writer->store, &user_entity, user, &arena, &record, err);
    if (code < 0)
        return code;
    *record_value(&record, "password") = value_text(slice_from(hash));
    struct actor house = {.code = actor->code, .roles = actor->roles, .is_house = true};
    struct save save = {.record = &record,
                        .base_version = record.version,
                        .actor = &house, /* users may not change their record, but their password */
                        .note = SLICE("A new password.")};
    int64_t version = 0;
    code = record_save(writer, &save, &version, &faults, err);
    return code < 0 ? code : session_end_all(writer, user, kept, err);
}
