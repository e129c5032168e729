/* Names that stand in e-mail addresses. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_EMAILS_H
#define WEFT_MATH_LINKAGE_TEXTS_EMAILS_H

#include "base/base.h"

/* The two words before the @ of "given.surname26@example.org", or with _ between them; each of two
 * letters at least. email: folded, with its signs. False where there are not two, and no more. */
bool email_names(struct slice email, struct slice *ret_given, struct slice *ret_surname);

#endif
