/* What an entity is: one static definition, from which table, form, list, page, JSON, CSV,
 * checks, dictionary and change log are read.
 *
 * Every record has, besides its fields, a code (its name for ever, unique in its entity), a
 * version (1, 2, …) and whether it is retired: records are retired and never deleted. */
#ifndef WEFT_RECORD_ENTITY_H
#define WEFT_RECORD_ENTITY_H

#include "base/base.h"

enum field_kind {
    FIELD_TEXT,       /* one line, up to `longest` characters (200 unless given); with `choices`
                         it holds codes of them, a space between two */
    FIELD_LONG_TEXT,  /* Markdown, up to `longest` (20,000 unless given) */
    FIELD_INTEGER,    /* whole, minimum to maximum where they differ */
    FIELD_DECIMAL,    /* any finite number, minimum to maximum where they differ */
    FIELD_DATE,       /* a civil date */
    FIELD_CHOICE,     /* one code of `choices` */
    FIELD_REFERENCE,  /* the code of a record of the entity `refers` */
    FIELD_REFERENCES, /* several such codes, in order, no code twice */
    FIELD_DERIVED,    /* computed by `sql`, never stored, never given */
};

struct choice {
    const char *code, *label;
};

struct field {
    const char *name, *label, *hint;
    enum field_kind kind;
    const char *refers; /* an entity's name, resolved by the registry */
    const struct choice *choices;
    size_t choice_count;
    double minimum, maximum;
    size_t longest;  /* characters */
    const char *sql; /* FIELD_DERIVED: an expression over the columns of this table, aliased t */
    const char *found_by; /* of a text that holds the code of a record of this entity: whoever is
                             signed in finds this one by that one's words (a post by its holder) */
    bool required;
    bool sortable;   /* and so indexed */
    bool searchable; /* found by the search box */
    bool loose;      /* a reference whose record may come later: never proven, maybe dangling */
    bool secret;     /* stored, and shown and exported by nothing (a password's hash); text of which
                      * the change log keeps a digest */
    bool internal;   /* told only to whoever is signed in and has a role, wherever it stands */
    bool person;     /* a text: what somebody signs in with; pages show their name instead */
};

enum sensitivity { PUBLIC, INTERNAL, PERSONAL };

enum role {
    ANYONE, /* signed in or not */
    CONTRIBUTOR,
    ANALYST,
    GOVERNANCE_LEAD,
    ADMINISTRATOR,
};

enum action { READ = 1, CREATE = 2, UPDATE = 4, RETIRE = 8, WRITE = CREATE | UPDATE | RETIRE };

struct grant {
    enum role role;
    unsigned actions;   /* of enum action */
    const char *where;  /* NULL for every row, else an SQL predicate over the table, aliased t */
    const char *fields; /* the only ones that it lets change, "a,b"; NULL: all */
};

/* In the `where` of a grant that lets UPDATE alone: the code of whoever asks, and the day. Past any
 * other parameter of a statement that asks for permission. */
#define GRANT_ACTOR "?999"
#define GRANT_TODAY "?998"
enum { GRANT_ACTOR_AT = 999, GRANT_TODAY_AT = 998 };

struct record;
struct registry;
struct faults;
struct store;

/* A rule over a whole record that its fields cannot keep alone. Adds a fault for each breach. */
typedef void (*entity_check)(struct store *store, const struct record *record,
                             struct faults *faults);

struct entity {
    const char *name;   /* table, path and key of everything: "strategic_objective" */
    const char *label;  /* "Strategic objective" */
    const char *plural; /* "Strategic objectives" */
    const char *description;
    enum sensitivity sensitivity;
    const struct field *fields;
    size_t field_count;
    const struct grant *grants;
    size_t grant_count;
    entity_check check;
    /* What is asked only of a record that is saved, because it may cease to hold as others change:
     * record_check_store leaves it alone. NULL: nothing. */
    entity_check check_saved;
    entity_check check_retire; /* what must hold for a record to be retired; NULL: nothing */
    const char *title;         /* the field that names a record; the code does where it is NULL */
    const char *named_by;  /* where there is no title: the fields that say together what a record
                              is, references by their titles: "measure,area,period" */
    const char *code_hint; /* what the code is, where a form asks for it; NULL: its name for ever */
    const char *up;        /* fields that lead one step up the thread, first choice first: "a,b" */
    bool planned;          /* stands in plan files */
    const char *order;     /* the field that lists are sorted by unless asked otherwise */
    /* Things that come by the hundred thousand are kept by their own folder: then `source` is the
     * view they are read from (columns id, code, version, retired and the fields) and the engine
     * makes no table and saves nothing. `tables` names what that view reads. */
    const char *source;
    const char *tables; /* "observation,measure" */
    const char *schema; /* a script that makes those tables and the view, or what is kept beside an
                           entity's own table, where they are not there */
    /* Adds a fault for whatever in those tables does not agree, for record_check_store. */
    int (*audit)(struct store *store, struct faults *faults, struct err *err);
    const char *locate; /* an SQL predicate that finds the code ?1 in t by an index, where */
                        /* `t.code = ?1` would read the whole view */
};

/* Some of an entity's fields, of which it has at most 64: a bit each. */
#define FIELD_BIT(index) (UINT64_C(1) << ((index)&63))
#define FIELDS_ALL UINT64_MAX

#define FIELDS(array) (array), .field_count = sizeof(array) / sizeof *(array)
#define CHOICES(array) (array), .choice_count = sizeof(array) / sizeof *(array)
#define GRANTS(...)                                                                                \
    (const struct grant[]){__VA_ARGS__},                                                           \
        .grant_count = sizeof((const struct grant[]){__VA_ARGS__}) / sizeof(struct grant)

#define TEXT(field_name, ...)                                                                      \
    {                                                                                              \
        .name = field_name, .kind = FIELD_TEXT, __VA_ARGS__                                        \
    }
#define LONG_TEXT(field_name, ...)                                                                 \
    {                                                                                              \
        .name = field_name, .kind = FIELD_LONG_TEXT, __VA_ARGS__                                   \
    }
#define INTEGER(field_name, ...)                                                                   \
    {                                                                                              \
        .name = field_name, .kind = FIELD_INTEGER, __VA_ARGS__                                     \
    }
#define DECIMAL(field_name, ...)                                                                   \
    {                                                                                              \
        .name = field_name, .kind = FIELD_DECIMAL, __VA_ARGS__                                     \
    }
#define DATE(field_name, ...)                                                                      \
    {                                                                                              \
        .name = field_name, .kind = FIELD_DATE, __VA_ARGS__                                        \
    }
#define CHOICE(field_name, array, ...)                                                             \
    {                                                                                              \
        .name = field_name, .kind = FIELD_CHOICE, .choices = CHOICES(array), __VA_ARGS__           \
    }
#define REFERENCE(field_name, entity_name, ...)                                                    \
    {                                                                                              \
        .name = field_name, .kind = FIELD_REFERENCE, .refers = entity_name, __VA_ARGS__            \
    }
#define REFERENCES(field_name, entity_name, ...)                                                   \
    {                                                                                              \
        .name = field_name, .kind = FIELD_REFERENCES, .refers = entity_name, __VA_ARGS__           \
    }
#define DERIVED(field_name, expression, ...)                                                       \
    {                                                                                              \
        .name = field_name, .kind = FIELD_DERIVED, .sql = expression, __VA_ARGS__                  \
    }

/* A label as it stands inside a sentence, written into room: "vulnerable group", "LA number". */
enum { LABEL_ROOM = 100 };
const char *label_inside(const char *label, char room[LABEL_ROOM]);

/* Index of the field called name, or -1. O(fields). */
int entity_field(const struct entity *entity, struct slice name);

/* All the entities of the house, their names resolved. */
struct registry {
    const struct entity *const *entities;
    size_t count;
};

/* 0, or ERR_INTERNAL naming the first definition that cannot stand: a name used twice or not an
 * SQL name, a reference or title or `up` to nothing. Asked before a store is made or
 * opened to be written. */
int registry_check(const struct registry *registry, struct err *err);

/* The entity called name, or NULL. */
const struct entity *registry_find(const struct registry *registry, struct slice name);

/* Whether `entity` hangs below `above` on the thread, and by which of its fields (or -1). */
int entity_hangs_below(const struct entity *entity, const struct entity *above);

#endif
