/* Pictures that stand alone: SVG that needs no style sheet of a site and no script.
 *
 * Places are percentages across and pixels down, so that text never scales and a picture is as
 * good at the width of a telephone as on a desk; long words are wrapped beforehand. Nothing is
 * told by colour alone. Each picture has a title and a description that says its figures. */
#ifndef WEFT_TEXT_PICTURE_H
#define WEFT_TEXT_PICTURE_H

#include "text/markup.h"

/* What all pictures share. */
struct picture {
    const char *id; /* of this picture in its page: letters and digits */
    struct slice title;
};

/* --- evidence added up ----------------------------------------------------------------------- */

/* One bar: from where those before it end, `bits` to the right or left. */
struct waterfall_step {
    struct slice label, words;
    double bits;
};

struct waterfall {
    struct picture picture;
    const struct waterfall_step *steps; /* the first begins at nought, the middle of the picture */
    size_t count;
    struct slice together; /* the result in words, beside the last bar, which begins at nought */
};

/* Bars in whole colour add, hatched ones take away; over the nought it says "even chances", and the
 * axis has odds in words. */
void waterfall_picture(struct page_writer *page, const struct waterfall *waterfall);

/* The same as a file of its own, with its style inside. */
void waterfall_file(struct page_writer *page, const struct waterfall *waterfall);

/* --- amounts ---------------------------------------------------------------------------------- */

struct bar {
    struct slice label, text; /* over the bar, left and right */
    double value;             /* at least 0 */
};

/* Bars that begin at nought, each under its words. */
void bars_picture(struct page_writer *page, const struct picture *picture, const struct bar *bars,
                  size_t count);

/* --- shares with their uncertainty ------------------------------------------------------------ */

struct whisker {
    struct slice label, text;
    double value, lower, upper; /* lower <= value <= upper, at least 0 */
    bool is_known;              /* else the words stand alone */
};

/* A dot and its interval for each; the line down is at `whole`, the share of all. */
void whiskers_picture(struct page_writer *page, const struct picture *picture,
                      const struct whisker *whiskers, size_t count, double whole);

/* --- two errors against a threshold ------------------------------------------------------------
 */

enum { CURVE_MOST = 64 };

struct curve {
    struct slice label;
    double values[CURVE_MOST]; /* shares, at least 0 */
};

struct curves {
    struct picture picture;
    struct slice marks[CURVE_MOST]; /* of every point, every fifth is written: "50%" */
    size_t count;                   /* points of each, at least 2 */
    const struct curve *curves;     /* the first solid with dots, the second dashed with rings */
    size_t curve_count;             /* 1 or 2 */
    double chosen;                  /* where the line down stands, in points from 0 */
    struct slice chosen_words;
};

void curves_picture(struct page_writer *page, const struct curves *curves);

/* --- what was and what would have been -----------------------------------------------------------
 */

struct course_line {
    struct slice label;
    const double *values;                                      /* one a date; NAN breaks the line */
    enum { COURSE_SEEN, COURSE_FITTED, COURSE_EXPECTED } kind; /* dots; solid; dashed */
};

struct course {
    struct picture picture;
    struct slice words;        /* under it: what it shows, as a sentence */
    const struct slice *dates; /* at least one */
    size_t count;
    const struct course_line *lines;
    size_t line_count;
    size_t start; /* the first date after the change: a line down before it */
};

/* Lines over time as a file of its own. The height begins at nought, unless that would leave three
 * quarters of it empty. */
void course_file(struct page_writer *page, const struct course *course);

/* Bars as a file of its own, with a sentence under them. */
void bars_file(struct page_writer *page, const struct picture *picture, const struct bar *bars,
               size_t count, struct slice words);

/* The style of the pictures, for the page that holds them. */
extern const struct markup picture_style;

#endif
