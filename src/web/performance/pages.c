#include "web/performance/pages.h"

#include "base/banned.h"

static const struct page pages[] = {
    PAGE("/", scorecard_page, FOR_ANYONE, READ),
    PAGE("/indicator", indicator_library_page, "indicator", READ),
    PAGE("/indicator/:code", indicator_page, "indicator", READ),
    PAGE("/indicator/:code/figures.csv", indicator_figures_file, "indicator", READ),
    PAGE("/indicator/:code/neighbours.csv", indicator_neighbours_file, "indicator", READ),
    PAGE("/indicator/:code/authorities.csv", indicator_authorities_file, "indicator", READ),
    PAGE("/indicator/:code/groups.csv", indicator_groups_file, "indicator", READ),
    PAGE("/indicator/:code/signal.csv", indicator_signal_file, "indicator", READ),
    PAGE("/indicator/:code/forecast.csv", indicator_forecast_file, "indicator", READ),
    PAGE("/indicator/:code/course.csv", indicator_course_file, "indicator", READ),
    PAGE("/indicator/:code/map", map_page, "indicator", READ),
    PAGE("/indicator/:code/map.csv", indicator_map_file, "indicator", READ),
    PAGE("/indicator/:code/neighbours", neighbours_page, "indicator", READ),
    PAGE("/indicator/:code/gaps", gaps_page, "indicator", READ),
    PAGE("/indicator/:code/gaps.csv", gaps_file, "indicator", READ),
    PAGE("/indicator/:code/spreads.csv", gap_spreads_file, "indicator", READ),
    PAGE("/indicator/:code/reasons.csv", gap_reasons_file, "indicator", READ),
    PAGE("/owe", owe_page, FOR_SIGNED_IN, READ),
    PAGE("/load", loads_page, "load", READ),
    PAGE("/load/new", upload_page, "load", CREATE),
    UPLOAD("/load/new", upload_action, "load", CREATE),
    PAGE("/load/:code", load_page, "load", READ),
    PAGE("/load/:code/refused.csv", load_refused_file, "load", CREATE),
    PAGE("/load/:code/correct", correct_page, "load", CREATE),
    SLOW("/load/:code/correct", correct_action, "load", CREATE),
    ACTION("/load/:code/undo", load_undo_action, "load", RETIRE),
};

extern const struct page_table performance_page_table;
const struct page_table performance_page_table = PAGES(pages);
