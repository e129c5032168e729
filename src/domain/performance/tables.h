/* The tables of published figures. They come by the hundred thousand, so they are packed: texts
 * stand once in a dictionary and figures refer to them by number.
 *
 *   load               one row a load; it is never taken out, only marked undone
 *   load_finding       what a load warned of and refused
 *   measure, area      the dictionaries; `stands` is the load whose saying holds, NULL for none
 *   measure_said, area_said    what each load said of them
 *   area_now           each area as it stands, in one row: area_standing is what it is made of,
 *                      kept because lists and charts ask for areas by the hundred
 *   area_code          the codes an area goes by, and the load that taught each
 *   neighbour          the publisher's neighbours by edition; `stands` is 1 for those that hold
 *   period, period_label       a period, and the ways in which it was written
 *   breakdown          groups of people; number 0 is the whole
 *   note               publishers' notes
 *   observation        the figure that stands for each measure, breakdown, area and period
 *   observation_past   those that do not: superseded, or brought by a load that was undone
 *   observation_held   figures that may not be shown, beside the suppressed ones that stand for
 * them held_secret        random bytes of this store alone observation_detail limits, counts and
 * note of a figure, whether it stands or not */
#ifndef WEFT_DOMAIN_PERFORMANCE_TABLES_H
#define WEFT_DOMAIN_PERFORMANCE_TABLES_H

/* Makes them and the views of the entities where they are not there. */
extern const char performance_tables[];

#endif
