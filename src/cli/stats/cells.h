/* Tables of cells for `suppress` and `attack`: their dimensions and hierarchies, their totals, and
 * what several tables have in common. */
#ifndef WEFT_CLI_STATS_CELLS_H
#define WEFT_CLI_STATS_CELLS_H

#include "cli/stats/stats.h"
#include "math/disclosure/disclosure.h"

/* Which level stands under which, as the file of --hierarchy says. */
struct hierarchy {
    struct table table;
    const struct slice *dimension, *child, *parent;
};

/* Read and check it: no level under two others, or under itself. path NULL: no hierarchy. */
int hierarchy_read(struct stats *stats, const char *path, struct hierarchy *ret_hierarchy,
                   struct err *err);

struct cell_dimension {
    struct slice name;
    struct slice *levels; /* those of the rows, then those above them, the total last */
    uint32_t *parents;
    size_t count;
    uint32_t total; /* the one level over all others, or DIMENSION_ROOT */
    bool *missing;  /* of the frame: levels that no table has; else NULL */
};

enum cell_content { CELLS_COUNTED, CELLS_VALUED, CELLS_RECORDS };

struct cell_table {
    struct table source;
    enum cell_content content;
    struct cell_dimension dimensions[DISCLOSURE_DIMENSIONS];
    size_t dimension_count;
    struct additive lattice;
    uint32_t *row_cells; /* the cell that each row is about */
    const double *rows;  /* its count or value; NULL for records */
    double *figures;     /* of each cell, as the file says or adds up to; NAN: not published */
    bool *blank;         /* cells that the file has, without a figure */
    uint32_t *places;    /* the cell of the whole system that each cell is */
};

/* Whether a column says something of a cell (count, status …); every other one is a dimension. */
bool cells_is_figure(struct slice name);

/* Refuse what would print small counts as the names of levels: a column that is called as a figure
 * but for case or plural; and, where each row is one person, numbers without which no two rows
 * would be alike, as in a table of counts. */
int cells_check_spelling(const struct table *source, struct err *err);
int cells_check_records(const struct table *source, struct err *err);

/* Read a table of inner cells, or of single records: its figures are all there afterwards, and
 * totals that the file has too must be what the cells under them add up to. */
int cells_read_whole(struct stats *stats, const char *path, const struct hierarchy *hierarchy,
                     struct cell_table *ret_table, struct err *err);

/* Read a table as published: a blank figure is hidden, an inner cell that is not listed is 0, a
 * total that is not listed is not published. */
int cells_read_published(struct stats *stats, const char *path, const struct hierarchy *hierarchy,
                         struct cell_table *ret_table, struct err *err);

/* Where periods have a hierarchy (quarters under a year), the sums that tie cells of different
 * tables, or those of one table to a quarter that it lacks, stand in none of them: add to the
 * tables, which have room for it, one that has them all. It publishes nothing but that nobody was
 * counted in a cell which a table of its period does not list. The quarters of a year that no table
 * has are one level of it, what the year leaves over. */
int cells_frame(struct stats *stats, struct cell_table *tables, size_t *count,
                const struct hierarchy *hierarchy, struct err *err);

/* Several tables as one: a cell that two tables share, since every dimension that one of them
 * lacks is a total in the other, is one cell of the system. */
struct cell_system {
    struct additive additive;
    struct cell_table *tables;
    size_t table_count;
    uint32_t *sum_table, *sum_place;   /* where each sum comes from */
    uint32_t *cell_table, *cell_place; /* the first table that has the cell */
};

/* Join the tables, whose places are set. O(cells log cells). */
int cells_join(struct stats *stats, struct cell_table *tables, size_t count,
               struct cell_system *ret_system, struct err *err);

/* Whether the cell is of a period that no table has. */
bool cells_missing(const struct cell_system *system, uint32_t cell);

/* Warn of tables, from the one at `first` on, that share no cell with those before them. */
void cells_warn_unrelated(struct stats *stats, const struct cell_system *system, size_t first);

/* Say before what may take long. */
void cells_warn_large(struct stats *stats, const struct cell_system *system);

/* Refuse a hierarchy of a dimension that no table has. */
int hierarchy_used(struct stats *stats, const struct hierarchy *hierarchy,
                   const struct cell_system *system, struct err *err);

/* "area=L001, need=N1", without the dimensions that are totals; "the grand total". */
const char *cell_words(struct arena *arena, const struct cell_table *table, uint32_t cell);
const char *system_cell_words(struct arena *arena, const struct cell_system *system, uint32_t cell);

/* "the total of area=R1 over area", "the grand total over need". */
const char *sum_words(struct arena *arena, const struct cell_system *system, uint32_t sum);

/* What disclosure_attack and additive_complete answered, with the file and the cell in words where
 * the table does not add up. */
int cells_tell_conflict(struct stats *stats, const struct cell_system *system, int code,
                        struct err *err);

/* The level of a cell in one dimension. */
struct slice cell_level(const struct cell_table *table, uint32_t cell, size_t dimension);

#endif
