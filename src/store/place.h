/* Where a store's file is to be: what is in the way, and a way out of it. */
#ifndef WEFT_STORE_PLACE_H
#define WEFT_STORE_PLACE_H

#include "store/store.h"

/* A store is its owner's alone: it holds digests of passwords, and counts that are held back. So is
 * each copy. */
enum { PLACE_OWNERS_ALONE = 0600 };

/* 0, or ERR_INPUT where the folder of that file is not there. */
int place_check_folder(const char *path, struct err *err);

/* 0 where a file can be opened there as the mode says; ERR_NOT_FOUND, ERR_CONFLICT where one is to
 * be made and something is there, ERR_INPUT. */
int place_check(const char *path, enum store_mode mode, struct err *err);

/* Make the file, empty and its owner's alone. 0, ERR_CONFLICT, ERR_STORE. */
int place_make(const char *path, struct err *err);

/* Take away the file and what the engine keeps beside it. */
void place_clear(const char *path);

#endif
