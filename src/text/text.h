/* Formats in and out. */
#ifndef WEFT_TEXT_TEXT_H
#define WEFT_TEXT_TEXT_H

#include "text/csv.h"
#include "text/document.h"
#include "text/gzip.h"
#include "text/json.h"
#include "text/markup.h"
#include "text/picture.h"
#include "text/url.h"
#include "text/yaml.h"

#endif
