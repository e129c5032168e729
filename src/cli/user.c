/* weft user: who may sign in, and what they may do. */
#include "cli/store.h"

#include "domain/access/access.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

extern const struct command user_command;

enum { MADE_PASSWORD_SIZE = 21, TOKEN_DAYS = 90, MOST_ROLES = 16 };

struct user_options {
    const char *name;          /* --name */
    const char *password_file; /* --password-file */
    const char *days;          /* --days */
    struct slice roles;        /* every --role, with spaces between */
};

/* Take each "--role ROLE" out of the arguments, since it may stand several times. */
static int take_roles(struct cli *cli, struct user_options *options)
{
    CLEANUP(buffer_free) struct buffer roles = BUFFER(1000);
    int left = 0;
    for (int i = 0; i < cli->argc; i++) {
        if (strcmp(cli->argv[i], "--role") != 0) {
            cli->argv[left++] = cli->argv[i];
            continue;
        }
        if (++i == cli->argc) {
            struct err err = {0};
            err_set(&err, ERR_USAGE, "role", "--role needs a value after it.");
            return cli_fail(cli, NULL, &err, CLI_USAGE);
        }
        buffer_printf(&roles, "%s%s", roles.length ? " " : "", cli->argv[i]);
    }
    cli->argc = left;
    options->roles = arena_slice(cli->arena, buffer_slice(&roles));
    return CLI_DONE;
}

/* The first line of the file, or of standard input for "-". */
static int read_password(struct cli *cli, const char *file, struct slice *ret_password,
                         struct err *err)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(4096);
    int code = file_read(file, &text, err);
    if (code < 0)
        return code;
    struct slice line =
        slice_sub(buffer_slice(&text), 0, slice_find_byte(buffer_slice(&text), '\n'));
    *ret_password = arena_slice(cli->arena, slice_trim(line));
    return 0;
}

/* Given in a file, else made here; never on the command line, where others can read it. */
static int choose_password(struct cli *cli, const struct user_options *options, struct slice user,
                           struct slice *ret_password, char hash[static PASSWORD_HASH_SIZE],
                           struct err *err)
{
    struct slice password;
    int code = 0;
    if (options->password_file) {
        code = read_password(cli, options->password_file, &password, err);
        if (code == 0)
            code = password_check(password, user, slice_from(options->name), err);
    } else {
        char *made = arena_allocate(cli->arena, MADE_PASSWORD_SIZE);
        secret_token(made, MADE_PASSWORD_SIZE);
        password = slice_from(made);
    }
    if (code == 0)
        code = password_hash(password, hash);
    if (code == 0)
        *ret_password = password;
    return code;
}

/* --- the answers -------------------------------------------------------------------------- */

static void user_json(const struct record *record, struct buffer *out)
{
    buffer_string(out, "{\"user\":");
    buffer_json_string(out, record->code);
    buffer_string(out, ",\"name\":");
    buffer_json_string(out, record_text(record, "name"));
    buffer_printf(out, ",\"retired\":%s,\"roles\":[", record->retired ? "true" : "false");
    struct slice rest = record_text(record, "roles"), role;
    const char *separator = "";
    while (slice_split(&rest, ' ', &role)) {
        if (!role.length)
            continue;
        buffer_string(out, separator);
        buffer_json_string(out, role);
        separator = ",";
    }
    buffer_string(out, "]");
}

/* The user as they are now and, where one was made here, the secret that nobody can read again. */
static int answer(struct cli *cli, struct store *store, struct slice user, const char *key,
                  struct slice secret)
{
    struct record record;
    struct err err = {0};
    if (record_load(store, &user_entity, user, cli->arena, &record, &err) < 0)
        return cli_fail(cli, NULL, &err, CLI_REFUSED);
    CLEANUP(buffer_free) struct buffer out = BUFFER(16384);
    if (cli->json) {
        user_json(&record, &out);
        if (secret.length) {
            buffer_printf(&out, ",\"%s\":", key);
            buffer_json_string(&out, secret);
        }
        buffer_string(&out, "}\n");
    } else {
        buffer_printf(&out, "%.*s (%.*s): %s%.*s\n", SLICE_PRINT(user),
                      SLICE_PRINT(record_text(&record, "name")), record.retired ? "retired; " : "",
                      SLICE_PRINT(record_text(&record, "roles")));
        if (secret.length)
            buffer_printf(&out, "%s: %.*s\n", key, SLICE_PRINT(secret));
    }
    return cli_print(cli, &out);
}

static int refuse(const struct cli *cli, const struct err *err)
{
    return cli_fail(cli, NULL, err, err->code == ERR_USAGE ? CLI_USAGE : CLI_REFUSED);
}

/* --- the commands: each within one transaction -------------------------------------------- */

struct edit {
    struct cli *cli;
    const struct user_options *options;
    struct slice user;
    char hash[PASSWORD_HASH_SIZE];
    struct slice secret;
    struct writer *writer;
    struct faults faults;
};

static int save(struct edit *edit, const struct record *record, enum save_kind kind,
                struct err *err)
{
    struct actor house = actor_house("command line");
    struct save save = {
        .record = record, .base_version = record->version, .kind = kind, .actor = &house};
    int64_t version = 0;
    int code = record_save(edit->writer, &save, &version, &edit->faults, err);
    return code < 0 ? code : 0;
}

static int load(struct edit *edit, struct record *ret_record, struct err *err)
{
    return record_load(edit->writer->store, &user_entity, edit->user, edit->cli->arena, ret_record,
                       err);
}

static int add(struct edit *edit, struct err *err)
{
    struct record record = record_new(&user_entity, edit->user, edit->cli->arena);
    const char *name = edit->options->name;
    *record_value(&record, "name") = value_text(name ? slice_from(name) : edit->user);
    *record_value(&record, "roles") = value_text(edit->options->roles);
    *record_value(&record, "password") = value_text(slice_from(edit->hash));
    return save(edit, &record, SAVE_VALUES, err);
}

static int set_roles(struct edit *edit, struct err *err)
{
    struct record record;
    int code = load(edit, &record, err);
    if (code < 0)
        return code;
    *record_value(&record, "roles") = value_text(edit->options->roles);
    return save(edit, &record, SAVE_VALUES, err);
}

static int retire(struct edit *edit, struct err *err)
{
    struct record record;
    int code = load(edit, &record, err);
    if (code == 0)
        code = save(edit, &record, SAVE_RETIRED, err);
    return code < 0 ? code : session_end_all(edit->writer, edit->user, NULL, err);
}

static int restore(struct edit *edit, struct err *err)
{
    struct record record;
    int code = load(edit, &record, err);
    return code < 0 ? code : save(edit, &record, SAVE_RESTORED, err);
}

static int set_password(struct edit *edit, struct err *err)
{
    struct actor house = actor_house("command line");
    return user_set_password(edit->writer, edit->user, edit->hash, NULL, &house, err);
}

static int make_token(struct edit *edit, struct err *err)
{
    struct record record;
    int64_t days = TOKEN_DAYS;
    if (edit->options->days && (!slice_to_int64(slice_from(edit->options->days), &days) ||
                                days < 1 || days > TOKEN_LONGEST_DAYS))
        return err_set(err, ERR_USAGE, "days", "--days is \"%s\". Give a number from 1 to %d.",
                       edit->options->days, TOKEN_LONGEST_DAYS);
    int code = load(edit, &record, err);
    if (code == 0 && record.retired)
        code = err_set(err, ERR_RANGE, NULL, "The user “%.*s” is retired. Restore them first.",
                       SLICE_PRINT(edit->user));
    if (code < 0)
        return code;
    char *secret = arena_allocate(edit->cli->arena, SESSION_SECRET_SIZE);
    secret_token(secret, SESSION_SECRET_SIZE);
    edit->secret = slice_from(secret);
    return session_begin(edit->writer, edit->secret, SESSION_TOKEN, edit->user, days * 86400,
                         (struct slice){0}, err);
}

static const struct subcommand {
    const char *name;
    int (*run)(struct edit *edit, struct err *err);
    bool takes_roles, takes_password;
    const char *secret; /* what its secret is called */
} subcommands[] = {
    {"add", add, true, true, "password"},
    {"role", set_roles, true, false, NULL},
    {"retire", retire, false, false, NULL},
    {"restore", restore, false, false, NULL},
    {"token", make_token, false, false, "token"},
    {"password", set_password, false, true, "password"},
};

/* A secret that nobody saw is lost, so the answer goes out before what it tells is so; a change
 * that could not be told is not made. */
static int answer_and_commit(struct edit *edit, const char *key)
{
    struct err err = {0};
    int result = answer(edit->cli, edit->writer->store, edit->user, key, edit->secret);
    if (result != CLI_DONE || writer_commit(edit->writer, &err) == 0)
        return result;
    fprintf(stderr, "weft: %s Nothing was changed: what was printed does not hold.\n", err.message);
    return CLI_REFUSED;
}

static int run_change(struct cli *cli, const struct subcommand *subcommand,
                      const struct user_options *options, const char *user)
{
    struct err err = {0};
    struct edit edit = {
        .cli = cli, .options = options, .user = slice_from(user), .faults = faults_in(cli->arena)};
    if (subcommand->takes_roles != (options->roles.length > 0)) {
        err_set(&err, ERR_USAGE, "role",
                subcommand->takes_roles ? "Say what they may do: --role contributor, for one."
                                        : "--role goes with `weft user add` and `weft user role`.");
        return cli_fail(cli, NULL, &err, CLI_USAGE);
    }
    int code = cli_open_writer(cli, STORE_WRITE, &edit.writer);
    if (code != CLI_DONE)
        return code;
    code = subcommand->takes_password
               ? choose_password(cli, options, edit.user, &edit.secret, edit.hash, &err)
               : 0;
    if (code == 0)
        code = writer_begin(edit.writer, &err);
    if (code == 0)
        code = subcommand->run(&edit, &err);
    if (subcommand->takes_password && options->password_file)
        edit.secret = (struct slice){0}; /* whoever wrote the file knows it */
    int result = code < 0 ? refuse(cli, &err) : answer_and_commit(&edit, subcommand->secret);
    writer_close(&edit.writer);
    return result;
}

static int list(struct cli *cli)
{
    CLEANUP(store_close) struct store *store = NULL;
    int code = cli_open_reader(cli, &store);
    if (code != CLI_DONE)
        return code;
    struct actor house = actor_house("command line");
    struct query query = {.entity = &user_entity,
                          .actor = &house,
                          .sort = "code",
                          .retired_too = true,
                          .limit = QUERY_LARGEST_LIMIT};
    CLEANUP(buffer_free) struct buffer out = BUFFER(64 << 20);
    const char *separator = "";
    buffer_string(&out, cli->json ? "[" : "");
    do {
        struct record_list users;
        struct err err = {0};
        if (record_query(store, &query, cli->arena, &users, &err) < 0)
            return refuse(cli, &err);
        for (size_t i = 0; i < users.count; i++) {
            const struct record *user = &users.records[i];
            if (cli->json) {
                buffer_string(&out, separator);
                user_json(user, &out);
                buffer_byte(&out, '}');
                separator = ",";
            } else {
                buffer_printf(&out, "%.*s\t%.*s\t%.*s%s\n", SLICE_PRINT(user->code),
                              SLICE_PRINT(record_text(user, "name")),
                              SLICE_PRINT(record_text(user, "roles")),
                              user->retired ? "\tretired" : "");
            }
        }
        query.after = users.next;
    } while (query.after.length);
    buffer_string(&out, cli->json ? "]\n" : "");
    return cli_print(cli, &out);
}

static int run(struct cli *cli)
{
    struct user_options options = {0};
    const struct option known[] = {{"--name", &options.name, NULL},
                                   {"--password-file", &options.password_file, NULL},
                                   {"--days", &options.days, NULL}};
    enum { CHANGES = sizeof subcommands / sizeof *subcommands };
    struct cli_verb verbs[CHANGES + 1] = {[CHANGES] = {"list", NULL}};
    for (size_t i = 0; i < CHANGES; i++)
        verbs[i] = (struct cli_verb){subcommands[i].name, "NAME"};
    int code = take_roles(cli, &options);
    if (code == CLI_DONE)
        code = cli_options(cli, known, sizeof known / sizeof *known, &cli->argc);
    if (code != CLI_DONE)
        return code;
    int verb = cli_pick_verb(cli, &user_command, verbs, CHANGES + 1);
    if (verb < 0)
        return CLI_USAGE;
    return verb == CHANGES ? list(cli)
                           : run_change(cli, &subcommands[verb], &options, cli->argv[1]);
}

const struct command user_command = {
    .name = "user",
    .summary = "add, list and retire those who sign in",
    .help =
        "Usage: weft --store FILE user add NAME --role ROLE… [--name \"Ann Smith\"]\n"
        "                                       [--password-file FILE]\n"
        "       weft --store FILE user list\n"
        "       weft --store FILE user role NAME --role ROLE…\n"
        "       weft --store FILE user password NAME [--password-file FILE]\n"
        "       weft --store FILE user retire NAME\n"
        "       weft --store FILE user restore NAME\n"
        "       weft --store FILE user token NAME [--days N]\n\n"
        "NAME is what the user signs in with, and stays theirs for ever. ROLE is contributor,\n"
        "analyst, governance-lead or administrator; give --role once for each. An accountable\n"
        "officer is a contributor who holds a post. One administrator has to be left: the only\n"
        "one is neither retired nor given other roles.\n\n"
        "The password is the first line of FILE, or of standard input where FILE is -; without\n"
        "one a password is made and printed once. A new password, and retirement, end every\n"
        "session and token of the user. A token lets a program use the API as the user (90 days\n"
        "unless --days says otherwise) and is printed once.\n\n"
        "Example: weft --store city.weft user add ann --name \"Ann Smith\" --role analyst\n",
    .run = run,
};
