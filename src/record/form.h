/* A submitted form, read into a record: pages and the API alike. */
#ifndef WEFT_RECORD_FORM_H
#define WEFT_RECORD_FORM_H

#include "record/save.h"
#include "text/text.h"

/* What a form sends, by name: "code" (of a new record; where it is empty one is made from the
 * title), "version" (the one the edit started from), "change_note" (why), and each field by its
 * own name. A date may come as three boxes, "due-day", "due-month", "due-year"; several
 * references (or choices of a text) as one name repeated, or as lines. Secret and derived fields
 * are never read. */
struct form {
    const struct entity *entity;
    struct record record;  /* what was read, over what was there */
    struct slice *typed;   /* one a field, as text to be shown again: as typed, else as it is; a
                            date that is none is "year-month-day", whatever was typed for each */
    int64_t base_version;  /* 0 for a new record */
    enum save_kind kind;   /* SAVE_VALUES, unless the caller says that it restores too */
    struct slice note;     /* why; may be empty */
    bool by_hand;          /* a page sends it, whose button may be pressed twice */
    struct faults faults;  /* everything that is wrong, at once, each with its field */
    bool lost_race;        /* somebody saved since base_version … */
    struct record current; /* … and this is what they made of it; `record` keeps ours */
};

/* Read the pairs over `base` (the record as stored, NULL for a new one): a field that the form
 * does not send keeps its value. What cannot be read is a fault. O(fields × pairs). */
void form_read(const struct entity *entity, const struct pairs *pairs, const struct record *base,
               struct arena *arena, struct form *ret_form);

/* Save it in the writer's transaction: 1 with its new version, 0 where nothing differed.
 * ERR_RANGE: form->faults has everything that is wrong, from reading and from the rules alike.
 * ERR_CONFLICT: form->lost_race and form->current; or a fault, where the code is taken, or none is
 * given by hand and the actor made the same record in the last minute.
 * ERR_FORBIDDEN as record_save. */
int form_save(struct writer *writer, struct form *form, const struct actor *actor,
              int64_t *ret_version, struct err *err);

/* After a lost race: a field that was not touched since `base`, the record of base_version, takes
 * what they made of it, in record and in typed. Bits of the fields that both changed, and not to
 * the same. */
uint64_t form_take_theirs(struct form *form, const struct record *base);

/* The first fault of the field, or NULL. */
const char *form_fault(const struct form *form, const char *field);

#endif
