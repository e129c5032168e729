/* Values, records and what is wrong with them. */
#ifndef WEFT_RECORD_VALUE_H
#define WEFT_RECORD_VALUE_H

#include "record/entity.h"

/* The longest a value may be, in characters, where its field does not say. */
enum { VALUE_TEXT_LINE = 200, VALUE_LONG_TEXT = 20000, VALUE_CODE = 100 };

enum value_kind { VALUE_NONE, VALUE_TEXT, VALUE_INTEGER, VALUE_REAL, VALUE_LIST };

/* Text is also dates ("2011-03-31"), choices and references (codes). A list is codes joined by
 * line feeds, as it is stored; no code holds one. */
struct value {
    enum value_kind kind;
    struct slice text; /* VALUE_TEXT and VALUE_LIST */
    int64_t integer;
    double real;
};

struct record {
    const struct entity *entity;
    int64_t id;
    int64_t version; /* 0 where it is not stored yet */
    bool retired;
    struct slice code;
    struct value *values; /* one a field, in the definition's order */
};

/* Everything that is wrong with an input, each with its field, at once. */
struct faults {
    struct arena *arena;
    struct err *items;
    size_t count, capacity;
};

struct faults faults_in(struct arena *arena);
void fault_add(struct faults *faults, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void fault_add_at(struct faults *faults, unsigned line, unsigned column, const char *field,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));

static inline struct value value_text(struct slice text)
{
    return (struct value){.kind = text.length ? VALUE_TEXT : VALUE_NONE, .text = text};
}

static inline struct value value_integer(int64_t integer)
{
    return (struct value){.kind = VALUE_INTEGER, .integer = integer};
}

static inline struct value value_real(double real)
{
    return (struct value){.kind = VALUE_REAL, .real = real};
}

bool value_equal(struct value a, struct value b);

/* For entity checks: a fault where the date of `ends` comes before that of `starts`. */
void entity_check_period(const struct record *record, const char *starts, const char *ends,
                         struct faults *faults);

/* Read what a person typed, or a file said, for a field: blank is VALUE_NONE. Text is kept in the
 * arena. 0, or ERR_RANGE with a sentence that names the label, what was wrong and what to give.
 * Whether a reference leads anywhere is record_save's to find. */
int value_parse(const struct field *field, struct slice text, struct arena *arena,
                struct value *ret_value, struct err *err);

/* Append the value as text that value_parse reads back; nothing for VALUE_NONE. */
void value_append(struct buffer *buffer, struct value value);

/* As JSON: null, number, string, or array of strings. */
void value_append_json(struct buffer *buffer, const struct field *field, struct value value);

/* An empty record of this entity in the arena. */
struct record record_new(const struct entity *entity, struct slice code, struct arena *arena);

/* A copy whose values can be changed without changing the other's. */
struct record record_copy(const struct record *record, struct arena *arena);

/* The value of the field called name; ends the process where there is none, since that is a
 * mistake in the program. O(fields). */
struct value *record_value(const struct record *record, const char *name);
struct slice record_text(const struct record *record, const char *name); /* empty if not given */

/* What the record is called: its title, else its code. */
struct slice record_title(const struct record *record);

/* A code that may stand in an address: 1 to 100 characters, none of them a control, no space at
 * its ends; and not "new", "." or "..", which say other things there. */
bool code_is_valid(struct slice code);

/* The label of a choice's code, or the code where it is not in the list. */
const char *choice_label(const struct field *field, struct slice code);

#endif
