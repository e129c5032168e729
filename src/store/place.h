/* Where a store's file is to be: what is in the way, and a way out of it. */
#ifndef WEFT_STORE_PLACE_H
#define WEFT_STORE_PLACE_H

#include "store/store.h"

/* A store is its owner's alone: it holds digests of passwords, and counts that are held back. So is
 * each copy. */
enum { PLACE_OWNERS_ALONE = 0600 };

/* 0, or ERR_INPUT where the folder of that file is not there. */
int place_check_folder(const char *path, struct err *err);

/* ERR_STORE, in words. */
int place_refuse_writing(const char *path, struct err *err);

/* 0 where a file can be opened there as the mode says; ERR_NOT_FOUND, ERR_CONFLICT where one is to
 * be made and something is there, ERR_INPUT, ERR_STORE where it may not be written. */
int place_check(const char *path, enum store_mode mode, struct err *err);

/* Whether nobody writes to the store of that file while it is read: it, or the folder in which a
 * writer keeps its log, is closed to this user and to all others (but for one who is everything to
 * the machine). Not where a log beside it holds what the file does not. */
bool place_is_still(const char *path);

/* Make the file, empty and its owner's alone. 0, ERR_CONFLICT, ERR_STORE. */
int place_make(const char *path, struct err *err);

/* Take away the file and what the engine keeps beside it. */
void place_clear(const char *path);

#endif
