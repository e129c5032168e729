/* Bringing a file of figures in: whole or not at all, known again by its content, undoable.
 *
 * It comes in two steps, so that the one writer of a store waits for no stranger's file:
 * loading_read reads, checks and compares (any thread, any connection), loading_write writes
 * inside the writer's transaction. load_file does both. */
#ifndef WEFT_DOMAIN_PERFORMANCE_LOAD_H
#define WEFT_DOMAIN_PERFORMANCE_LOAD_H

#include "domain/performance/mapping.h"

struct load_request {
    const struct mapping *mapping;
    int descriptor;        /* the file's bytes, gzip or not, from where it stands */
    struct slice file;     /* its name, for people */
    struct slice edition;  /* of a list of neighbours */
    struct date published; /* today where it is not given */
    bool partial;          /* load the other rows where some are refused */
    const struct actor *actor;
    bool gives_way;                 /* pages are served by this process: reading waits for them */
    int64_t corrects;               /* the load whose refused rows these are, or 0: */
    const unsigned *corrects_lines; /* the lines that they had there, one a row */
    const unsigned *left_out_lines; /* refused lines there that somebody left out by hand */
    size_t left_out_count;          /* counted as passed over, beside the file's own rows */
    struct group_columns corrects_groups; /* the columns that named groups there */
    /* Told now and then how many of the file's bytes were read; may be NULL. */
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *progress_context;
};

struct load_item {
    bool is_refusal; /* else a warning */
    unsigned line, column;
    struct slice field, reason; /* field: the column's heading, or empty */
};

struct load_group { /* items of one column and of one reason but for the values that it quotes */
    bool is_refusal;
    struct slice field, reason; /* the first one's */
    int64_t rows;
    unsigned first_line;
    size_t values; /* how many such reasons there are */
};

struct load_report {
    int64_t load;    /* 0 where nothing was written */
    int64_t same_as; /* the earlier load of the same bytes, or 0 */
    bool refused;    /* the whole file: what follows is what would have happened */
    int64_t read, kept, unchanged, revised, skipped, rows_refused;
    struct load_item *items; /* by line */
    size_t count;
    struct load_group *groups; /* the same, by the first line of each */
    size_t group_count;
};

struct loading;

/* Read the file in a confined child, check it and compare it with what stands. 0, with a report
 * that may refuse the file; ERR_FORBIDDEN, ERR_USAGE (an edition is wanted), ERR_INPUT, ERR_SYNTAX
 * or ERR_LIMIT (with line and column) where it cannot be read at all. The caller frees it. */
int loading_read(struct store *store, const struct load_request *request,
                 struct loading **ret_loading, struct err *err);

/* Write it, inside the writer's transaction: 0 (also where there is nothing to write), or ERR_BUSY
 * where another load came between: read it again. */
int loading_write(struct writer *writer, struct loading *loading, struct err *err);

/* Lives as long as the loading. */
const struct load_report *loading_report(const struct loading *loading);
void loading_free(struct loading **loading); /* fit for CLEANUP */

/* Both steps, with a transaction of its own. */
int load_file(struct writer *writer, const struct load_request *request,
              struct loading **ret_loading, struct err *err);

/* Take a load back, inside the writer's transaction: what it brought stands no more, what it
 * revised stands again. ERR_NOT_FOUND, ERR_FORBIDDEN, or ERR_CONFLICT where it is undone already or
 * a later load revised it, naming that load. */
int load_undo(struct writer *writer, int64_t load, const struct actor *actor, struct err *err);

/* Load corrected rows of a partial load: for each, its line in the file and its values, one for
 * each of the load's columns; where there are more or fewer it is refused again. Or nothing of it,
 * and it waits no more: somebody left it out by hand. All of them or none. As load_file. */
struct corrected_row {
    unsigned line;
    bool left_out;
    const struct slice *values;
    size_t value_count;
};
int load_correct(struct writer *writer, int64_t load, const struct corrected_row *rows,
                 size_t count, const struct actor *actor, struct loading **ret_loading,
                 struct err *err);

/* The first step of it alone, for a thread that is not the writer's: as loading_read, to be
 * written by loading_write. The arena must outlive the loading. */
int loading_read_corrected(struct store *store, int64_t load, const struct corrected_row *rows,
                           size_t count, const struct actor *actor, struct arena *arena,
                           struct loading **ret_loading, struct err *err);

/* Add a fault for whatever does not agree among the tables of figures: a load whose figures are
 * not those that it brought, a figure that refers to nothing. O(figures). */
int load_check_store(struct store *store, struct faults *faults, struct err *err);

#endif
