/* The pages of this folder, for its table. */
#ifndef WEFT_WEB_SITE_PAGES_H
#define WEFT_WEB_SITE_PAGES_H

#include "gate/gate.h"

int asset_page(struct request *request, struct response *response);
int search_page(struct request *request, struct response *response);
int data_page(struct request *request, struct response *response);
int data_sources_file(struct request *request, struct response *response);
int accessibility_page(struct request *request, struct response *response);
int words_page(struct request *request, struct response *response);
int records_page(struct request *request, struct response *response);
int dictionary_page(struct request *request, struct response *response);
int dictionary_entity_page(struct request *request, struct response *response);
int dictionary_file(struct request *request, struct response *response);
int dictionary_entity_file(struct request *request, struct response *response);

#endif
