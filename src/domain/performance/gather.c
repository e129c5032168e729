#include "domain/performance/gather_order.h"

#include <math.h>

#include "domain/performance/plausible.h"
#include "record/record.h"

#include "base/banned.h"

enum { SHOWN = 60, LONGEST_LABEL = 40, MOST_STRINGS = 1 << 16, MOST_DEFINITIONS = 200000 };

void gather_free(struct gather *gather)
{
    findings_free(&gather->findings);
    arena_free(&gather->arena);
    vector_free(&gather->lines);
    vector_free(&gather->outcomes);
    vector_free(&gather->cells);
    vector_free(&gather->details);
    vector_free(&gather->definitions);
    vector_free(&gather->measures);
    vector_free(&gather->areas);
    vector_free(&gather->periods);
    vector_free(&gather->breakdowns);
    vector_free(&gather->notes);
    vector_free(&gather->runs);
    map_free(&gather->folded);
    memory_free(gather->order);
    memory_free(gather->run_room);
}

static int not_understood(struct err *err)
{
    return err_set(err, ERR_INTERNAL, NULL,
                   "The confined reader answered what cannot be. Nothing was changed. Please "
                   "report it, with the file if it may be shared.");
}

static int too_many(const char *what, size_t most, struct err *err)
{
    return err_set(err, ERR_LIMIT, NULL,
                   "The file names more than the %zu %s allowed. Is a column of the mapping wrong?",
                   most, what);
}

static struct slice reason_printf(struct gather *gather, const char *format, struct slice text)
    __attribute__((format(printf, 2, 0)));

/* A reason with one text in it. */
static struct slice reason_printf(struct gather *gather, const char *format, struct slice text)
{
    text = slice_prefix(text, SHOWN);
    return slice_from(arena_printf(&gather->arena, format, SLICE_PRINT(text)));
}

/* --- measures -------------------------------------------------------------------------------- */

bool unit_is_share(struct slice unit)
{
    return slice_starts_with(unit, SLICE("%"));
}

bool unit_is_rate(struct slice unit)
{
    for (size_t i = 0; i + 4 <= unit.length; i++)
        if (slice_equal_ignoring_case(slice_sub(unit, i, i + 4), SLICE("rate")) ||
            slice_equal(slice_sub(unit, i, i + 5), SLICE("per 1")))
            return true;
    return false;
}

static const struct mapping_measure *defined_measure(const struct mapping *mapping,
                                                     struct slice code)
{
    for (size_t i = 0; i < mapping->measure_count; i++)
        if (slice_equal(mapping->measures[i].code, code))
            return &mapping->measures[i];
    return NULL;
}

/* The unit that the mapping gives a measure, by its code or by how the code ends. */
static struct slice mapped_unit(const struct mapping *mapping, struct slice code)
{
    const struct mapping_measure *defined = defined_measure(mapping, code);
    if (defined && defined->unit.length)
        return defined->unit;
    for (size_t i = 0; i < mapping->units.count; i++)
        if (slice_ends_with(code, mapping->units.from[i]))
            return mapping->units.to[i];
    return (struct slice){0};
}

/* Number a measure that is new. One that differs from another in case alone may be that one. */
static void add_measure(struct gather *gather, struct slice code, struct gathered_measure *measure)
{
    CLEANUP(buffer_free) struct buffer folded = BUFFER(WIRE_TEXT + 1);
    struct lexicon *lexicon = gather->lexicon;
    for (size_t i = gather->folded.length ? lexicon->measures.length : 0;
         i < lexicon->measures.length; i++) {
        buffer_clear(&folded);
        buffer_small(&folded, lexicon->measures.data[i].code);
        map_set(&gather->folded, buffer_slice(&folded), (uint32_t)i);
    }
    measure->index = lexicon_add_measure(lexicon, code);
    buffer_clear(&folded);
    buffer_small(&folded, code);
    uint32_t known = map_intern(&gather->folded, buffer_slice(&folded), measure->index);
    if (known != measure->index)
        measure->like = lexicon->measures.data[known].code;
}

static void warn_of_like(struct gather *gather, struct gathered_measure *measure, uint32_t column)
{
    findings_printf(&gather->findings, false, gather->row.line, column,
                    mapping_field_key(MAPPING_FIGURES, FIGURE_MEASURE),
                    "The measure “%.*s” is new, and “%.*s” is known: are they one? It is kept as a "
                    "measure of its own.",
                    SLICE_PRINT(gather->lexicon->measures.data[measure->index].code),
                    SLICE_PRINT(measure->like));
    measure->like = (struct slice){0};
}

/* What the mapping says of a measure that no dictionary knows. */
static void describe_by_mapping(struct gather *gather, struct known_measure *known)
{
    const struct mapping_measure *defined = defined_measure(gather->mapping, known->code);
    struct arena *arena = &gather->lexicon->arena;
    known->unit = arena_slice(arena, mapped_unit(gather->mapping, known->code));
    known->title = arena_slice(arena, defined ? defined->title : (struct slice){0});
}

static int take_measure(struct gather *gather, struct slice text, struct err *err)
{
    struct slice code = {0}, title = {0};
    slice_split(&text, WIRE_SEPARATOR, &code);
    struct gathered_measure measure = {.kind = -1};
    if (slice_split(&text, WIRE_SEPARATOR, &title))
        measure.title = arena_slice(&gather->arena, slice_trim(title));
    struct lexicon *lexicon = gather->lexicon;
    measure.index = lexicon_measure(lexicon, code);
    bool said = measure.index != MAP_ABSENT && lexicon->measures.data[measure.index].said;
    if (!code_is_valid(code))
        measure.reason =
            code.length ? reason_printf(gather, "“%.*s” cannot be the code of a measure.", code)
                        : SLICE("There is no measure here.");
    else if (!said && gather->mapping->measures_known)
        measure.reason =
            reason_printf(gather,
                          "The measure “%.*s” is in no data dictionary that was loaded. Load the "
                          "dictionary first, or correct the code.",
                          code);
    else if (measure.index == MAP_ABSENT)
        add_measure(gather, code, &measure);
    if (!measure.reason.length) {
        struct known_measure *known = &lexicon->measures.data[measure.index];
        if (!said)
            describe_by_mapping(gather, known);
        measure.plausible =
            plausible_of(code, measure.title.length ? measure.title : known->title, known->unit);
        measure.kind = said && !known->taught ? (int)known->kind : -1;
    }
    vector_push(&gather->measures, measure);
    return lexicon_check_limits(lexicon, err);
}

/* --- periods --------------------------------------------------------------------------------- */

static void take_period(struct gather *gather, struct slice text)
{
    static const char *const kinds[] = {"calendar", "financial", "school"};
    const struct mapping *mapping = gather->mapping;
    struct slice label = {0}, word = {0};
    slice_split(&text, WIRE_SEPARATOR, &label);
    struct gathered_period period = {.label = arena_slice(&gather->arena, label),
                                     .kind = (int)mapping->years_of_all};
    if (label.length > LONGEST_LABEL)
        period.reason = SLICE("The period is longer than any that is published.");
    if (slice_split(&text, WIRE_SEPARATOR, &word) && mapping->years.count) {
        struct slice kind = mapping_word(&mapping->years, word);
        for (int i = 0; kind.data && i < 3; i++)
            if (slice_is(kind, kinds[i]))
                period.kind = i;
        if (!kind.data)
            period.reason =
                reason_printf(gather, "“%.*s” is no kind of year that this mapping knows.", word);
    }
    vector_push(&gather->periods, period);
}

/* The ids of a period and its label for a kind of year; where it is none, its reason says why. */
static int resolve_period(struct gather *gather, struct gathered_period *period, int kind,
                          struct err *err)
{
    struct period parsed;
    struct err why = {0};
    period->as[kind].tried = true;
    if (period_parse(period->label, (enum year_kind)kind, &parsed, &why) < 0) {
        if (!period->reason.length)
            period->reason = arena_slice(&gather->arena, slice_from(why.message));
        period->as[kind].refused = true;
        return 0;
    }
    period->as[kind].ahead = date_is_given(gather->published) &&
                             date_compare(period_begin(parsed), gather->published) > 0;
    int code = lexicon_period(gather->lexicon, parsed, &period->as[kind].period, err);
    if (code == 0)
        code = lexicon_label(gather->lexicon, period->as[kind].period, period->label,
                             &period->as[kind].label, err);
    return code;
}

/* --- areas ----------------------------------------------------------------------------------- */

static const struct slice none_taught = {0};

static struct slice refuse_code(struct gather *gather, struct slice code)
{
    if (!code.length)
        return SLICE("There is no code of an area here, so it cannot be told which one it is.");
    return reason_printf(gather,
                         "No file has taught what area has the code “%.*s”. Load the areas first, "
                         "or a file in the tidy layout that carries both codes, or correct it.",
                         code);
}

/* A place of several codes. */
struct named_place {
    const struct mapping_level *level;
    struct slice codes[MAPPING_SCHEMES];
    struct slice name, region;
};

static bool split_place(const struct mapping *mapping, struct slice text,
                        struct named_place *ret_place)
{
    struct slice part = {0};
    int64_t level;
    if (!slice_split(&text, WIRE_SEPARATOR, &part) || !slice_to_int64(part, &level) || level < 0 ||
        level >= (int64_t)mapping->level_count)
        return false;
    struct named_place place = {.level = &mapping->levels[level]};
    for (size_t i = 0; i < place.level->codes.count; i++) {
        if (!slice_split(&text, WIRE_SEPARATOR, &place.codes[i]))
            return false;
        if (mapping_symbol(mapping, place.codes[i]) >= 0) /* "z": it has none of this scheme */
            place.codes[i] = (struct slice){0};
    }
    if (!slice_split(&text, WIRE_SEPARATOR, &place.name) ||
        !slice_split(&text, WIRE_SEPARATOR, &place.region))
        return false;
    struct slice other = mapping_word(&mapping->area_names, place.name);
    place.name = other.data ? other : place.name;
    *ret_place = place;
    return true;
}

/* The one area that the codes known so far lead to, or MAP_ABSENT; a reason where they lead to
 * two. */
static uint32_t area_of_codes(struct gather *gather, const struct named_place *place,
                              struct slice *reason)
{
    const struct lexicon *lexicon = gather->lexicon;
    uint32_t found = MAP_ABSENT;
    for (size_t i = 0; i < place->level->codes.count; i++) {
        uint32_t area = place->codes[i].length
                            ? lexicon_area(lexicon, place->level->codes.from[i], place->codes[i])
                            : MAP_ABSENT;
        if (area == MAP_ABSENT)
            continue;
        if (found != MAP_ABSENT && found != area)
            *reason = slice_from(arena_printf(
                &gather->arena, "The codes of this place lead to two areas, %.*s and %.*s.",
                SLICE_PRINT(lexicon->areas.data[found].name),
                SLICE_PRINT(lexicon->areas.data[area].name)));
        found = area;
    }
    return found;
}

/* The area of the same level and name, unless it goes by another code of these schemes: then it
 * is another place of that name. */
static uint32_t area_of_name(const struct lexicon *lexicon, const struct named_place *place)
{
    uint32_t area = place->name.length
                        ? lexicon_area_named(lexicon, place->name, place->level->level)
                        : MAP_ABSENT;
    for (size_t i = 0; area != MAP_ABSENT && i < place->level->codes.count; i++)
        if (place->codes[i].length && lexicon_has_code(lexicon, area, place->level->codes.from[i]))
            return MAP_ABSENT;
    return area;
}

/* The first code that is given; empty where there is none. */
static struct slice first_code(const struct named_place *place)
{
    for (size_t i = 0; i < place->level->codes.count; i++)
        if (place->codes[i].length)
            return place->codes[i];
    return (struct slice){0};
}

static void teach_codes(struct lexicon *lexicon, const struct named_place *place, uint32_t area)
{
    for (size_t i = 0; i < place->level->codes.count; i++)
        if (place->codes[i].length &&
            lexicon_area(lexicon, place->level->codes.from[i], place->codes[i]) == MAP_ABSENT)
            lexicon_add_code(lexicon, area, place->level->codes.from[i], place->codes[i],
                             none_taught, none_taught);
}

static struct gathered_area resolve_place(struct gather *gather, const struct named_place *place)
{
    struct gathered_area area = {.index = MAP_ABSENT};
    struct lexicon *lexicon = gather->lexicon;
    struct slice code = first_code(place);
    area.index = area_of_codes(gather, place, &area.reason);
    if (area.index == MAP_ABSENT && code.length)
        area.index = area_of_name(lexicon, place);
    bool teach = gather->mapping->areas_taught;
    if (area.index == MAP_ABSENT && teach && code_is_valid(code) &&
        lexicon_area_any(lexicon, code) == MAP_ABSENT)
        area.index = lexicon_add_area(lexicon, code, place->name.length ? place->name : code,
                                      place->region, place->level->level);
    if (area.index == MAP_ABSENT)
        area.reason = refuse_code(gather, code);
    else if (teach && !area.reason.length)
        teach_codes(lexicon, place, area.index);
    return area;
}

static int take_area(struct gather *gather, struct slice text, struct err *err)
{
    struct gathered_area area = {.index = MAP_ABSENT};
    if (gather->mapping->level_count) {
        struct named_place place;
        if (!split_place(gather->mapping, text, &place))
            return not_understood(err);
        area = resolve_place(gather, &place);
    } else {
        area.index = lexicon_area_any(gather->lexicon, text);
        if (area.index == MAP_ABSENT)
            area.reason = refuse_code(gather, text);
    }
    vector_push(&gather->areas, area);
    return lexicon_check_limits(gather->lexicon, err);
}

/* --- frames ---------------------------------------------------------------------------------- */

static int take_note(struct gather *gather, struct slice text, struct err *err)
{
    int64_t id = 0;
    int code = lexicon_note(gather->lexicon, text, &id, err);
    if (code == 0)
        vector_push(&gather->notes, id);
    return code;
}

static int take_string(struct gather *gather, unsigned sort, struct slice text, struct err *err)
{
    if (text.length > WIRE_TEXT || !slice_is_utf8(text))
        return not_understood(err);
    switch (sort) {
    case WIRE_MEASURE:
        return gather->measures.length == MOST_STRINGS ? too_many("measures", MOST_STRINGS, err)
                                                       : take_measure(gather, text, err);
    case WIRE_PERIOD:
        if (gather->periods.length == MOST_IDS)
            return too_many("periods", MOST_IDS, err);
        take_period(gather, text);
        return 0;
    case WIRE_AREA:
        return gather->areas.length == MOST_STRINGS ? too_many("areas", MOST_STRINGS, err)
                                                    : take_area(gather, text, err);
    case WIRE_BREAKDOWN:
        if (gather->breakdowns.length == MOST_IDS)
            return too_many("groups", MOST_IDS, err);
        vector_push(&gather->breakdowns, arena_slice(&gather->arena, text));
        return 0;
    case WIRE_NOTE:
        return take_note(gather, text, err);
    default:
        return not_understood(err);
    }
}

static uint32_t row_at_hand(const struct gather *gather)
{
    return (uint32_t)gather->lines.length - 1;
}

static void refuse(struct gather *gather, uint32_t column, struct slice field, struct slice reason)
{
    gather_outcome(gather, row_at_hand(gather), ROW_REFUSED);
    findings_add(&gather->findings, true, gather->row.line, column ? column : 1, field, reason);
}

static void end_row(struct gather *gather)
{
    if (gather->lines.length && !gather->row_has_cells && gather->mapping->reads == MAPPING_FIGURES)
        findings_printf(&gather->findings, false, gather->row.line, 1, NULL,
                        "The row is passed over: it holds no figure.");
}

static struct wire_row *begin_row(struct gather *gather, unsigned line)
{
    end_row(gather);
    gather->row = (struct wire_row){.line = line};
    gather->row_place_refused = gather->row_has_cells = false;
    vector_push(&gather->lines, line);
    vector_push(&gather->outcomes, ROW_SKIPPED);
    return &gather->row;
}

/* Once a row. */
static void warn_of_ahead(struct gather *gather, const struct gathered_period *period)
{
    char day[DATE_TEXT_SIZE];
    date_format(gather->published, day);
    findings_printf(&gather->findings, false, gather->row.line, gather->row.period_column,
                    mapping_field_key(MAPPING_FIGURES, FIGURE_PERIOD),
                    "The period “%.*s” begins only after %s, when the file was published: this may "
                    "be a target or a forecast, or one of the two is wrong. It is kept as "
                    "published.",
                    SLICE_PRINT(slice_prefix(period->label, SHOWN)), day);
}

/* Whether the cell's measure, area and period are known; each refusal is told, that of the area
 * or the period once a row. ret_key has the group's string where its id will be. */
static int place_cell(struct gather *gather, const struct wire_cell *wire, bool *ret_placed,
                      struct cell *cell, struct err *err)
{
    const struct mapping *mapping = gather->mapping;
    const struct gathered_measure *measure = &gather->measures.data[wire->measure];
    const struct gathered_area *area = &gather->areas.data[wire->area];
    struct gathered_period *period = &gather->periods.data[wire->period];
    *ret_placed = false;
    if (measure->reason.length)
        refuse(gather, mapping->wide ? wire->column : gather->row.measure_column,
               mapping->columns[FIGURE_MEASURE], measure->reason);
    int kind = measure->kind < 0 ? period->kind : measure->kind;
    int code = period->as[kind].tried ? 0 : resolve_period(gather, period, kind, err);
    if (code < 0)
        return code;
    bool no_period = period->as[kind].refused || (measure->kind < 0 && period->reason.length);
    if (area->reason.length && !gather->row_place_refused)
        refuse(gather, gather->row.area_column, mapping->columns[FIGURE_AREA], area->reason);
    if (no_period && !gather->row_place_refused)
        refuse(gather, gather->row.period_column, mapping->columns[FIGURE_PERIOD], period->reason);
    gather->row_place_refused |= area->reason.length || no_period;
    if (measure->reason.length || area->reason.length || no_period)
        return 0;
    if (period->as[kind].ahead && !gather->row_has_cells)
        warn_of_ahead(gather, period);
    struct lexicon *lexicon = gather->lexicon;
    if (measure->kind < 0)
        lexicon->measures.data[measure->index].kind = (enum year_kind)kind;
    cell->key = cell_key(lexicon->measures.data[measure->index].id, wire->breakdown,
                         lexicon->areas.data[area->index].id, period->as[kind].period);
    cell->label = (uint16_t)period->as[kind].label;
    *ret_placed = true;
    return 0;
}

static bool begins_measure(const struct gather *gather, const struct cell *cell)
{
    size_t count = gather->cells.length;
    return count > 0 && key_measure(gather->cells.data[count - 1].key) != key_measure(cell->key);
}

static int add_cell(struct gather *gather, const struct wire_cell *wire, struct err *err)
{
    if (wire->measure >= gather->measures.length || wire->area >= gather->areas.length ||
        wire->period >= gather->periods.length || wire->breakdown >= gather->breakdowns.length ||
        wire->status > FIGURE_ROUNDS_TO_ZERO || !isfinite(wire->value))
        return not_understood(err);
    struct cell cell = {
        .row = row_at_hand(gather), .value = wire->value, .status = (uint8_t)wire->status};
    if (cell.value == 0)
        cell.value = 0; /* and not −0, which the store does not keep */
    bool placed = false;
    int code = place_cell(gather, wire, &placed, &cell, err);
    gather->row_has_cells = true;
    if (code < 0 || !placed)
        return code;
    struct gathered_measure *measure = &gather->measures.data[wire->measure];
    if (measure->like.length)
        warn_of_like(gather, measure,
                     gather->mapping->wide ? wire->column : gather->row.measure_column);
    if (cell.status == FIGURE_PRESENT)
        plausible_check(gather, measure, cell.value, wire->column);
    if (begins_measure(gather, &cell))
        gather_end_run(gather);
    vector_push(&gather->cells, cell);
    return 0;
}

static int take_row(struct gather *gather, struct slice payload, struct err *err)
{
    struct wire_row row;
    if (payload.length != sizeof row)
        return not_understood(err);
    memcpy(&row, payload.data, sizeof row);
    *begin_row(gather, row.line) = row;
    return 0;
}

static int take_cell(struct gather *gather, struct slice payload, struct err *err)
{
    struct wire_cell cell;
    if (payload.length != sizeof cell || gather->lines.length == 0)
        return not_understood(err);
    memcpy(&cell, payload.data, sizeof cell);
    return add_cell(gather, &cell, err);
}

static int take_figures(struct gather *gather, struct slice payload, struct err *err)
{
    struct wire_figure figure;
    if (payload.length % sizeof figure != 0)
        return not_understood(err);
    int code = 0;
    for (size_t at = 0; at < payload.length && code == 0; at += sizeof figure) {
        memcpy(&figure, payload.data + at, sizeof figure);
        const struct wire_cell cell = {.value = figure.value,
                                       .measure = figure.measure,
                                       .period = figure.period,
                                       .area = figure.area,
                                       .breakdown = figure.breakdown,
                                       .column = figure.column,
                                       .status = figure.status};
        struct wire_row *row = begin_row(gather, figure.line);
        row->measure_column = figure.measure_column;
        row->period_column = figure.period_column;
        row->area_column = figure.area_column;
        code = add_cell(gather, &cell, err);
    }
    return code;
}

/* False for an infinite number. What is not given has one form, and nought has no sign. */
static bool settle_number(double *number)
{
    if (isnan(*number))
        *number = NAN;
    else if (*number == 0)
        *number = 0;
    return !isinf(*number);
}

static int take_detail(struct gather *gather, struct slice payload, struct err *err)
{
    struct cell_detail detail = {.cell = (uint32_t)gather->cells.length - 1};
    if (payload.length != sizeof detail.detail || gather->lines.length == 0)
        return not_understood(err);
    memcpy(&detail.detail, payload.data, sizeof detail.detail);
    struct wire_detail *wire = &detail.detail;
    double *numbers[] = {&wire->lower,      &wire->upper,     &wire->lower_99_8,
                         &wire->upper_99_8, &wire->numerator, &wire->denominator};
    bool finite = true;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        finite &= settle_number(numbers[i]);
    wire->unused = 0;
    if (!finite || wire->note < WIRE_NONE || wire->note >= (int32_t)gather->notes.length)
        return not_understood(err);
    if (!gather->cells.length || gather->cells.data[detail.cell].row != row_at_hand(gather))
        return 0; /* of a cell that was refused */
    if (wire->note != WIRE_NONE)
        wire->note = (int32_t)gather->notes.data[wire->note];
    if (wire->lower > gather->cells.data[detail.cell].value ||
        wire->upper < gather->cells.data[detail.cell].value)
        findings_printf(&gather->findings, false, gather->row.line, 1,
                        mapping_field_key(MAPPING_FIGURES, FIGURE_VALUE),
                        "Its limits do not hold it. All are kept as published.");
    vector_push(&gather->details, detail);
    return 0;
}

static int take_finding(struct gather *gather, enum wire_kind kind, struct slice payload,
                        struct err *err)
{
    struct wire_finding head;
    if (payload.length < sizeof head || gather->lines.length == 0)
        return not_understood(err);
    memcpy(&head, payload.data, sizeof head);
    payload = slice_sub(payload, sizeof head, payload.length);
    if (head.field_length > payload.length)
        return not_understood(err);
    struct slice field = slice_sub(payload, 0, head.field_length);
    struct slice reason = slice_sub(payload, head.field_length, payload.length);
    if (kind == WIRE_REFUSAL)
        refuse(gather, head.column, field, reason);
    else
        findings_add(&gather->findings, false, gather->row.line, head.column, field, reason);
    gather->row_has_cells = true; /* why it has none was told */
    return 0;
}

static int take_fields(struct gather *gather, struct slice payload, struct err *err)
{
    size_t count = mapping_field_count(gather->mapping->reads);
    struct wire_field fields[MAPPING_FIELDS];
    if (payload.length < count * sizeof *fields || gather->lines.length == 0 ||
        gather->mapping->reads == MAPPING_FIGURES)
        return not_understood(err);
    memcpy(fields, payload.data, count * sizeof *fields);
    struct slice rest = slice_sub(payload, count * sizeof *fields, payload.length);
    struct definition definition = {.row = row_at_hand(gather)};
    if (!slice_is_utf8(rest))
        return not_understood(err);
    if (gather->definitions.length == MOST_DEFINITIONS)
        return too_many("rows", MOST_DEFINITIONS, err);
    for (size_t i = 0; i < count; i++) {
        if (fields[i].length > rest.length)
            return not_understood(err);
        definition.texts[i] = arena_slice(&gather->arena, slice_sub(rest, 0, fields[i].length));
        definition.columns[i] = fields[i].column;
        rest = slice_sub(rest, fields[i].length, rest.length);
    }
    gather->row_has_cells = true;
    vector_push(&gather->definitions, definition);
    return 0;
}

static int take_error(struct slice payload, struct err *err)
{
    struct err told;
    if (payload.length != sizeof told)
        return not_understood(err);
    memcpy(&told, payload.data, sizeof told);
    told.message[sizeof told.message - 1] = '\0';
    told.field[sizeof told.field - 1] = '\0';
    if (told.code >= 0 || !slice_is_utf8(slice_from(told.message)))
        return not_understood(err);
    return err_set_at(err, told.code, told.line, told.column, told.field, "%s", told.message);
}

int gather_frame(struct gather *gather, struct wire_frame frame, struct slice payload,
                 struct err *err)
{
    if (gather->ended)
        return not_understood(err);
    switch (frame.kind) {
    case WIRE_HEADINGS:
        if (!slice_is_utf8(payload))
            return not_understood(err);
        gather->headings = arena_slice(&gather->arena, payload);
        return 0;
    case WIRE_ROW:
        return take_row(gather, payload, err);
    case WIRE_STRING:
        return take_string(gather, frame.detail, payload, err);
    case WIRE_CELL:
        return take_cell(gather, payload, err);
    case WIRE_FIGURES:
        return take_figures(gather, payload, err);
    case WIRE_DETAIL:
        return take_detail(gather, payload, err);
    case WIRE_FIELDS:
        return take_fields(gather, payload, err);
    case WIRE_SKIP:
    case WIRE_REFUSAL:
    case WIRE_WARNING:
        return take_finding(gather, (enum wire_kind)frame.kind, payload, err);
    case WIRE_PROGRESS:
        return 0;
    case WIRE_END:
        end_row(gather);
        gather->ended = true;
        return 0;
    case WIRE_ERROR:
        return take_error(payload, err);
    default:
        return not_understood(err);
    }
}

const struct wire_detail *gather_detail(const struct gather *gather, uint32_t cell)
{
    size_t from = 0, to = gather->details.length;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (gather->details.data[middle].cell < cell)
            from = middle + 1;
        else
            to = middle;
    }
    bool found = from < gather->details.length && gather->details.data[from].cell == cell;
    return found ? &gather->details.data[from].detail : NULL;
}
