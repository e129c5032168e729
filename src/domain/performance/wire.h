/* What the confined reader tells its parent: frames on a pipe, in the byte order of the machine.
 * The parent believes none of it before it has looked. */
#ifndef WEFT_DOMAIN_PERFORMANCE_WIRE_H
#define WEFT_DOMAIN_PERFORMANCE_WIRE_H

#include "domain/performance/mapping.h"

enum wire_kind {
    WIRE_HEADINGS = 1, /* the file's headings, joined by WIRE_SEPARATOR */
    WIRE_ROW,          /* a row begins: what follows up to the next is of it */
    WIRE_STRING,       /* a text that cells refer to: the next number of its sort */
    WIRE_CELL,         /* one figure */
    WIRE_DETAIL,       /* limits and counts of the cell before */
    WIRE_FIELDS,       /* the fields of a definition */
    WIRE_SKIP,         /* the row carries nothing; its reason is a finding */
    WIRE_REFUSAL,      /* the row is refused */
    WIRE_WARNING,
    WIRE_RAW,      /* the row as it was written, where that was asked for */
    WIRE_PROGRESS, /* bytes taken from the file so far */
    WIRE_END,      /* the whole file was read */
    WIRE_ERROR,    /* it could not be: the payload is a struct err */
    WIRE_FIGURES,  /* rows of one figure each, of which nothing else is told, as most are */
};

#define WIRE_SEPARATOR '\x1f'
enum { WIRE_LONGEST = 4 << 20, WIRE_TEXT = 1 << 16, WIRE_NONE = -1 };

/* What strings are of; each sort is numbered from 0. */
enum wire_sort {
    WIRE_MEASURE,   /* code, then the title where the file has one */
    WIRE_PERIOD,    /* label, then the word for the kind of year where the file has one */
    WIRE_AREA,      /* the index of its level or 0, a code for each scheme, name, region */
    WIRE_BREAKDOWN, /* dimension and group, for each that is not the whole */
    WIRE_NOTE,
    WIRE_SORTS
};

struct wire_frame {
    uint8_t kind;   /* enum wire_kind */
    uint8_t detail; /* WIRE_STRING: enum wire_sort */
    uint16_t unused;
    uint32_t length; /* of the payload that follows */
};

struct wire_row {
    uint32_t line;
    uint16_t measure_column, period_column, area_column; /* byte columns, from 1 */
    uint16_t unused;
};

struct wire_cell {
    double value;                              /* 0 unless present */
    uint16_t measure, period, area, breakdown; /* numbers of strings */
    uint32_t column;                           /* of the value */
    uint32_t status;                           /* enum figure_status */
};

/* A struct wire_row and its one struct wire_cell in 32 bytes. */
struct wire_figure {
    double value;
    uint16_t measure, period, area, breakdown;
    uint32_t line, column;
    uint16_t measure_column, period_column, area_column;
    uint8_t status, unused;
};

struct wire_detail {
    double lower, upper, lower_99_8, upper_99_8, numerator, denominator; /* NaN: not given */
    int32_t note;                                                        /* or WIRE_NONE */
    int32_t unused;
};

/* Payload of WIRE_REFUSAL, WIRE_WARNING and WIRE_SKIP, before the field and then the reason. */
struct wire_finding {
    uint32_t column;
    uint32_t field_length;
};

/* Payload of WIRE_FIELDS: one for each field of the kind of file, before all their texts. */
struct wire_field {
    uint32_t column; /* 0: the file has no such column */
    uint32_t length;
};

/* --- the parent's end ------------------------------------------------------------------------ */

struct wire_reader {
    int descriptor;
    char *bytes;
    size_t start, end;
    bool cut; /* the pipe ended within a frame */
};

/* 1 with a frame whose payload lives until the next call, 0 at the end of the pipe, ERR_INTERNAL
 * where what came is no frame. */
int wire_next(struct wire_reader *reader, struct wire_frame *ret_frame, struct slice *ret_payload,
              struct err *err);
void wire_close(struct wire_reader *reader); /* fit for CLEANUP; leaves the descriptor alone */

#endif
