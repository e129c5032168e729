/* Between the files of the CSV reader: whether the first row is one of CSV at all. */
#ifndef WEFT_TEXT_CSV_FIRST_H
#define WEFT_TEXT_CSV_FIRST_H

#include "base/base.h"

/* 0, or ERR_SYNTAX with a sentence that says what the file is instead: a workbook, a PDF, a web
 * page, UTF-16, lines that end in a bare carriage return, columns parted by something else. The row
 * is as it stands in the file, without its line end, and not empty. O(length). */
int csv_check_first(struct slice row, unsigned line, struct err *err);

#endif
