/* What pages are made of; each folder here has the pages of one folder of the domain. */
#ifndef WEFT_WEB_WEB_H
#define WEFT_WEB_WEB_H

#include "text/text.h"
#include "web/asset.h"
#include "web/components.h"
#include "web/file.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"

#endif
