/* Bulk work beside which others are served.
 *
 * A low priority is not enough: whoever gets a processor keeps it until the clock of the system
 * ticks, for four milliseconds mostly, and those who were being served wait as long. So such work
 * puts itself aside of its own accord, for a moment after every half millisecond, as long as
 * anybody else wants its processor; where nobody does it is not slowed. */
#ifndef WEFT_BASE_GIVE_WAY_H
#define WEFT_BASE_GIVE_WAY_H

/* From now on what this thread does is such work, and what the processes do that it starts. It
 * cannot be taken back: only the system's administrator may raise a priority. */
void give_way_begin(void);

/* A moment fit for it: ask after every tenth of a millisecond of work, or oftener. Does nothing
 * before give_way_begin; then mostly a look at the clock. */
void give_way(void);

#endif
