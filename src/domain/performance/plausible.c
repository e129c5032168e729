/* Figures that are readable and can hardly be right: most are of another measure, another period or
 * another sign than the row says. Publishers' own measures of difference are known by their words,
 * since no unit tells them (“% gap”). */
#include "domain/performance/plausible.h"

#include "base/banned.h"

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_difference(struct slice word)
{
    static const char *const words[] = {"gap",    "gaps",     "change",   "changes",   "difference",
                                        "growth", "increase", "decrease", "reduction", "rise",
                                        "fall",   "net",      "variance", "deviation", "swing"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_equal_ignoring_case(word, slice_from(words[i])))
            return true;
    return false;
}

/* Whole words only: a “netball” is no difference; of a code, what stands between its marks. */
static bool tells_difference(struct slice text)
{
    size_t from = 0;
    for (size_t at = 0; at <= text.length; at++) {
        if (at < text.length && is_letter(text.data[at]))
            continue;
        if (is_difference(slice_sub(text, from, at)))
            return true;
        from = at + 1;
    }
    return false;
}

struct plausible plausible_of(struct slice code, struct slice title, struct slice unit)
{
    bool share = unit_is_share(unit);
    bool counted = share || unit_is_rate(unit) || slice_starts_with(unit, SLICE("Number"));
    if (!counted || tells_difference(code) || tells_difference(title) || tells_difference(unit))
        return (struct plausible){0};
    return (struct plausible){.to_100 = share, .from_0 = true};
}

void plausible_check(struct gather *gather, const struct gathered_measure *measure, double value,
                     uint32_t column)
{
    const char *field = mapping_field_key(MAPPING_FIGURES, FIGURE_VALUE);
    struct slice unit = gather->lexicon->measures.data[measure->index].unit;
    if (measure->plausible.to_100 && value > 100)
        findings_printf(&gather->findings, false, gather->row.line, column, field,
                        "It is over 100 in a measure counted as “%.*s”: this may be a count. It is "
                        "kept as published.",
                        SLICE_PRINT(unit));
    if (measure->plausible.from_0 && value < 0)
        findings_printf(&gather->findings, false, gather->row.line, column, field,
                        "It is below 0 in a measure counted as “%.*s”: this may be a change, or a "
                        "sign for a figure that is not there. It is kept as published.",
                        SLICE_PRINT(unit));
}
