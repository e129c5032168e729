/* The record engine's own pages: whatever an entity is, its list, record, form and history. */
#ifndef WEFT_WEB_RECORD_PAGES_H
#define WEFT_WEB_RECORD_PAGES_H

#include "web/web.h"

int list_page(struct request *request, struct response *response);
int record_page(struct request *request, struct response *response);
int new_page(struct request *request, struct response *response);
int new_action(struct request *request, struct response *response);
int edit_page(struct request *request, struct response *response);
int edit_action(struct request *request, struct response *response);
int retire_page(struct request *request, struct response *response);
int retire_action(struct request *request, struct response *response);
int restore_action(struct request *request, struct response *response);
int undo_action(struct request *request, struct response *response);

/* A value as people read it: a reference by its title, linked; a date in words; “not stated”. */
void value_show(struct page_writer *page, const struct record *record, size_t field,
                const struct registry *registry, const struct titles *titles);

/* What people sign in with becomes what they are called, in every field that holds a person. */
void name_people(const struct request *request, struct record *record);

/* Records as options of a choice: their codes and titles, in the arena. */
struct form_option *record_options(struct arena *arena, const struct record_list *list);

/* "/ENTITY/CODE/record", where every entity's own record is told. */
struct slice record_path(struct arena *arena, const struct record *record);

/* Where the pages of an entity's records stand in the navigation. */
enum page_place record_place(const struct entity *entity);

/* What hangs below a record on the thread, and what names it besides; nothing where nothing does.
 */
void record_below(struct page_writer *page, const struct request *request,
                  const struct record *record, const struct thread *thread);
void record_named(struct page_writer *page, const struct thread *thread);

/* The changes of a record, newest first, with what each altered; undo where `may_undo`. */
int history_section(struct page_writer *page, struct request *request, const struct record *record,
                    bool may_undo);

#endif
