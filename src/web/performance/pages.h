/* The pages of this folder, for its table. */
#ifndef WEFT_WEB_PERFORMANCE_PAGES_H
#define WEFT_WEB_PERFORMANCE_PAGES_H

#include "gate/gate.h"

int scorecard_page(struct request *request, struct response *response);
int indicator_page(struct request *request, struct response *response);
int indicator_library_page(struct request *request, struct response *response);
int indicator_figures_file(struct request *request, struct response *response);
int indicator_neighbours_file(struct request *request, struct response *response);
int indicator_authorities_file(struct request *request, struct response *response);
int indicator_groups_file(struct request *request, struct response *response);
int indicator_signal_file(struct request *request, struct response *response);
int indicator_forecast_file(struct request *request, struct response *response);
int indicator_course_file(struct request *request, struct response *response);
int indicator_map_file(struct request *request, struct response *response);
int neighbours_page(struct request *request, struct response *response);
int map_page(struct request *request, struct response *response);
int gaps_page(struct request *request, struct response *response);
int gaps_file(struct request *request, struct response *response);
int gap_spreads_file(struct request *request, struct response *response);
int gap_reasons_file(struct request *request, struct response *response);
int owe_page(struct request *request, struct response *response);
int loads_page(struct request *request, struct response *response);
int load_page(struct request *request, struct response *response);
int load_refused_file(struct request *request, struct response *response);
int load_undo_action(struct request *request, struct response *response);
int correct_page(struct request *request, struct response *response);
int correct_action(struct request *request, struct response *response);
int upload_page(struct request *request, struct response *response);
int upload_action(struct request *request, struct response *response);

#endif
