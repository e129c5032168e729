/* What records are called: the titles of many at once, one statement for each kind of record. */
#ifndef WEFT_RECORD_TITLES_H
#define WEFT_RECORD_TITLES_H

#include "record/permit.h"
#include "record/value.h"
#include "store/store.h"

enum { TITLES_KINDS = 32, TITLES_MOST = 512 }; /* kinds, and records of one kind */

struct titles_kind {
    const struct entity *entity;
    struct slice *codes, *titles; /* titles have no data until they are loaded */
    size_t count;
};

struct titles {
    struct arena *arena;
    struct titles_kind kinds[TITLES_KINDS];
    size_t kind_count;
};

struct titles titles_in(struct arena *arena);

/* Ask for a record's title: a code, or several with a line feed between them. Empty asks nothing;
 * past TITLES_MOST of a kind, further ones keep their codes. O(asked for so far). */
void titles_want(struct titles *titles, const struct entity *entity, struct slice codes);

/* Ask for everything that a record refers to. */
void titles_want_all(struct titles *titles, const struct registry *registry,
                     const struct record *record);

/* Read them. A record that the actor may not read keeps its code for a title. */
int titles_load(struct titles *titles, struct store *store, const struct actor *actor,
                struct err *err);

/* Whether a title was read: the record is there and the actor may read it. O(asked for). */
bool titles_has(const struct titles *titles, const struct entity *entity, struct slice code);

/* What a record is called, at the head of its page too: its title; without one, what its fields say
 * together (`named_by`: "Attainment 8, Nottingham, 2024/25"), references by titles that were read;
 * else its code. In the titles' arena. O(fields × asked for). */
struct slice titles_name(const struct titles *titles, const struct registry *registry,
                         const struct record *record);

/* The title, else the code. O(asked for). */
struct slice titles_get(const struct titles *titles, const struct entity *entity,
                        struct slice code);

#endif
