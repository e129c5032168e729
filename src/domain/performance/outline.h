/* Outlines of areas, for maps: whose boundaries they are and where they run. None is shipped; they
 * come from a file that the user has the right to use. */
#ifndef WEFT_DOMAIN_PERFORMANCE_OUTLINE_H
#define WEFT_DOMAIN_PERFORMANCE_OUTLINE_H

#include "domain/performance/figures.h"
#include "domain/performance/standing.h"
#include "domain/plan/plan.h"

enum { OUTLINE_POINTS = 1200, OUTLINE_TEXT = 20000 };

/* Rings of points, longitude and latitude in degrees: what lies inside an odd number of them is the
 * area's. */
struct outline {
    double *points; /* longitude, latitude, … */
    size_t *starts; /* of each ring, in points, and the end */
    size_t rings;
};

/* Read "-1.15 52.95,-1.14 52.96,…;…". ERR_SYNTAX or ERR_RANGE with what is wrong. */
int outline_parse(struct slice text, struct arena *arena, struct outline *ret_outline,
                  struct err *err);

/* An area that has an outline, and its figure. */
struct map_area {
    struct slice code, name;
    struct outline outline;
    bool is_there; /* it has a row at the period */
    struct figure figure;
};

struct map_view {
    struct record indicator;
    struct thread thread;
    struct standing standing;
    struct slice period, source; /* whose boundaries they are */
    struct map_area *areas;
    size_t count, with_value;
};

/* Whether some area that has an outline has a value of this measure, so that there is a map to
 * offer. One statement. */
int map_is_there(struct store *store, const struct measure *measure, bool *ret_there,
                 struct err *err);

/* The newest figures of an indicator's first measure for all areas that have an outline.
 * ERR_NOT_FOUND where there is no such indicator for this actor. Some ten statements, and one for
 * each thousand outlines. */
int map_view_load(struct store *store, const struct registry *registry, const struct actor *actor,
                  struct slice indicator, struct slice area, struct arena *arena,
                  struct map_view *ret_view, struct err *err);

#endif
