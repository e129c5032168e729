#include "cli/link/explain.h"

#include <math.h>

#include "base/banned.h"

void link_name_row(const struct link_work *work, uint32_t row, struct buffer *out)
{
    buffer_string(out, link_source_name(work, row));
    buffer_byte(out, ':');
    buffer_append(out, link_row_id(work, row));
}

void link_name_person(const struct link_work *work, uint32_t person, struct buffer *out)
{
    if (work->name_person)
        work->name_person(work->names, person, out);
    else
        buffer_integer(out, (int64_t)person + 1);
}

/* --- in words --------------------------------------------------------------------------------- */

/* A whole number with its thousands parted. */
static void append_grouped(uint64_t value, struct buffer *out)
{
    if (value >= 1000) {
        append_grouped(value / 1000, out);
        buffer_printf(out, ",%03u", (unsigned)(value % 1000));
    } else {
        buffer_printf(out, "%u", (unsigned)value);
    }
}

void link_round_words(double value, struct buffer *out)
{
    if (value >= 1e9)
        buffer_string(out, "more than a billion");
    else if (value >= 1e6)
        buffer_printf(out, "%.3g million", value / 1e6);
    else if (value < 10 && fabs(value - round(value)) > 0.05)
        buffer_printf(out, "%.1f", value);
    else
        append_grouped((uint64_t)(value < 1000 ? round(value) : round(value / 100) * 100), out);
}

void link_before_words(double before, struct buffer *out)
{
    buffer_string(out, "of two records taken blindly, one pair in ");
    link_round_words(exp2(-before) + 1, out);
    buffer_string(out, " is one person");
}

void link_chance_words(double weight, struct buffer *out)
{
    double percent = 100 * linkage_probability(weight);
    if (percent > 99.99)
        buffer_string(out, "more than 99.99%");
    else if (percent < 0.01)
        buffer_string(out, "less than 0.01%");
    else
        buffer_printf(out, "%.*f%%", percent > 99 || percent < 1 ? 2 : 1, percent);
}

/* ", as 1 in 1,400 is"; ", as 1 in 50 of that given name is" */
static void share_words(double share, bool of_given, struct buffer *out)
{
    const char *among = of_given ? " of that given name" : "";
    double one_in = 1 / share;
    if (one_in < 10) {
        buffer_printf(out, ", as %.0f in 100%s are", 100 * share, among);
        return;
    }
    buffer_string(out, ", as 1 in ");
    link_round_words(round(one_in), out);
    buffer_printf(out, "%s is", among);
}

void link_evidence_words(const struct linkage_evidence *evidence, struct buffer *out)
{
    buffer_append(out, evidence->left);
    if (!slice_equal(evidence->left, evidence->right)) {
        buffer_string(out, " | ");
        buffer_append(out, evidence->right);
    }
    buffer_printf(out, " (%s", evidence->words);
    if (evidence->share > 0)
        share_words(evidence->share, evidence->of_given, out);
    buffer_byte(out, ')');
}

void link_factor_words(double bits, struct buffer *out)
{
    if (fabs(bits) < 0.15) {
        buffer_string(out, "says next to nothing");
        return;
    }
    link_round_words(exp2(fabs(bits)), out);
    buffer_string(out, bits > 0 ? " times likelier" : " times less likely");
}

void link_together_words(const struct linkage_explanation *explanation, struct buffer *out)
{
    link_chance_words(explanation->weight, out);
    buffer_string(out, " likely to be one person");
    if (explanation->decided)
        buffer_printf(out, "; somebody decided that they are %s",
                      explanation->decided > 0 ? "one person" : "two persons");
}

static void words_bar(double bits, struct buffer *out)
{
    int steps = (int)round(fabs(bits));
    for (int i = 0; i < (steps > 24 ? 24 : steps); i++)
        buffer_byte(out, bits > 0 ? '+' : '-');
}

/* --- a pair ----------------------------------------------------------------------------------- */

/* Each field's evidence on a line, the weight so far beside it. */
static void words_evidence(const struct linkage_explanation *explanation, const char *indent,
                           struct buffer *out)
{
    double weight = explanation->before;
    buffer_printf(out, "%s%+7.1f           before anything is known: ", indent,
                  link_tenths(weight));
    link_before_words(weight, out);
    buffer_byte(out, '\n');
    for (size_t i = 0; i < explanation->count; i++) {
        const struct linkage_evidence *evidence = &explanation->evidence[i];
        weight += evidence->bits;
        buffer_printf(out, "%s%+7.1f  %+7.1f  %s: ", indent, link_tenths(evidence->bits),
                      link_tenths(weight), evidence->label);
        link_evidence_words(evidence, out);
        buffer_byte(out, ' ');
        words_bar(evidence->bits, out);
        buffer_byte(out, '\n');
    }
}

static void words_pair(const struct link_work *work, uint32_t a, uint32_t b,
                       const struct linkage_explanation *explanation, struct buffer *out)
{
    buffer_byte(out, '\n');
    link_name_row(work, a, out);
    buffer_string(out, " and ");
    link_name_row(work, b, out);
    buffer_byte(out, '\n');
    words_evidence(explanation, "  ", out);
    buffer_string(out, "  Together: ");
    link_together_words(explanation, out);
    buffer_string(out, ".\n");
    const char *separator = "  Of 100 pairs that agree like this about ";
    for (size_t group = 0; group < LINKAGE_CLASSES; group++) {
        if (explanation->classes[group] < 0.005)
            continue;
        buffer_printf(out, "%s%.0f are %s", separator, 100 * explanation->classes[group],
                      linkage_class_words(group));
        separator = ", ";
    }
    buffer_string(out, ".\n");
}

static void json_evidence(const struct linkage_explanation *explanation, struct buffer *out)
{
    buffer_string(out, "\"before\":");
    buffer_double(out, explanation->before);
    buffer_string(out, ",\"evidence\":[");
    for (size_t i = 0; i < explanation->count; i++) {
        const struct linkage_evidence *evidence = &explanation->evidence[i];
        buffer_string(out, i ? ",{\"field\":" : "{\"field\":");
        buffer_json_string(out, slice_from(evidence->label));
        buffer_string(out, ",\"left\":");
        buffer_json_string(out, evidence->left);
        buffer_string(out, ",\"right\":");
        buffer_json_string(out, evidence->right);
        buffer_string(out, ",\"agreement\":");
        buffer_json_string(out, slice_from(evidence->words));
        buffer_string(out, ",\"weight\":");
        buffer_double(out, evidence->bits);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void json_row(const struct link_work *work, const char *key, uint32_t row,
                     struct buffer *out)
{
    CLEANUP(buffer_free) struct buffer name = BUFFER(1 << 16);
    link_name_row(work, row, &name);
    buffer_string(out, key);
    buffer_json_string(out, buffer_slice(&name));
}

static void json_pair(const struct link_work *work, uint32_t a, uint32_t b,
                      const struct linkage_explanation *explanation, struct buffer *out)
{
    json_row(work, ",\"explanation\":{\"left\":", a, out);
    json_row(work, ",\"right\":", b, out);
    buffer_byte(out, ',');
    json_evidence(explanation, out);
    buffer_string(out, ",\"weight\":");
    buffer_double(out, explanation->weight);
    buffer_string(out, ",\"probability\":");
    buffer_double(out, linkage_probability(explanation->weight));
    buffer_string(out, ",\"looks_like\":{");
    for (size_t group = 0; group < LINKAGE_CLASSES; group++) {
        buffer_string(out, group ? "," : "");
        buffer_json_string(out, slice_from(linkage_class_words(group)));
        buffer_byte(out, ':');
        buffer_double(out, explanation->classes[group]);
    }
    buffer_string(out, "}}");
}

/* Nothing that is said of a shielded record is said of it with another. */
static int withhold_pair(const struct link_work *work, uint32_t a, uint32_t b, struct buffer *out,
                         struct err *err)
{
    if (work->request.svg)
        return err_set(err, ERR_CONFLICT, NULL,
                       "%s and %s cannot be drawn: one of them is shielded, or is of one person "
                       "with a record that is. Leave out --svg.",
                       work->request.explain[0], work->request.explain[1]);
    if (work->cli->json) {
        json_row(work, ",\"explanation\":{\"left\":", a, out);
        json_row(work, ",\"right\":", b, out);
        buffer_string(out, ",\"withheld\":true}");
        return 0;
    }
    buffer_byte(out, '\n');
    link_name_row(work, a, out);
    buffer_string(out, " and ");
    link_name_row(work, b, out);
    buffer_string(out,
                  "\n  One of them is shielded, or is of one person with a record that is, and "
                  "such a record is shown with no other.\n");
    return 0;
}

static int explain_pair(const struct link_work *work, struct buffer *out, struct err *err)
{
    uint32_t a = 0, b = 0;
    int code = link_row_named(work, work->request.explain[0], &a, err);
    if (code == 0)
        code = link_row_named(work, work->request.explain[1], &b, err);
    if (code == 0 && a == b)
        code = err_set(err, ERR_INPUT, NULL, "%s is named twice. Name two records to explain.",
                       work->request.explain[0]);
    if (code < 0)
        return code;
    if (work->shielded && (work->shielded[a] || work->shielded[b]))
        return withhold_pair(work, a, b, out, err);
    struct linkage_explanation explanation;
    linkage_explain(work->linkage, a, b, &explanation);
    if (work->cli->json)
        json_pair(work, a, b, &explanation, out);
    else
        words_pair(work, a, b, &explanation, out);
    return 0;
}

/* --- a person --------------------------------------------------------------------------------- */

static void words_group(const struct link_work *work, uint32_t row, size_t count,
                        struct buffer *out)
{
    link_name_row(work, row, out);
    if (count > 1)
        buffer_printf(out, " (with %zu more)", count - 1);
}

static void words_joint(const struct link_work *work, const struct linkage_joint *joint,
                        struct buffer *out)
{
    struct linkage_explanation explanation;
    words_group(work, joint->left, joint->left_count, out);
    buffer_string(out, " and ");
    words_group(work, joint->right, joint->right_count, out);
    buffer_string(out, ": ");
    link_chance_words(joint->weight, out);
    buffer_printf(out, " likely to be one person (%+.1f)\n", link_tenths(joint->weight));
    linkage_explain(work->linkage, joint->left, joint->right, &explanation);
    words_evidence(&explanation, "      ", out);
}

static void words_why(const struct link_work *work, const struct linkage_why *why,
                      struct buffer *out)
{
    buffer_string(out, "\nPerson ");
    link_name_person(work, work->persons[why->rows[0]], out);
    buffer_printf(out, " has %zu record%s:\n", why->row_count, why->row_count == 1 ? "" : "s");
    for (size_t i = 0; i < why->row_count; i++) {
        buffer_string(out, "  ");
        link_name_row(work, why->rows[i], out);
        buffer_byte(out, '\n');
    }
    if (why->row_count < 2)
        return;
    buffer_string(out, "They came together, the best evidence first; beside each joint the best "
                       "evidence across it:\n");
    for (size_t i = 0; i + 1 < why->row_count; i++) {
        buffer_printf(out, "  %2zu. ", i + 1);
        words_joint(work, &why->joints[i], out);
    }
    const struct linkage_joint *weakest = &why->joints[why->weakest];
    buffer_printf(out, "The weakest joint is number %zu: ", why->weakest + 1);
    words_group(work, weakest->left, weakest->left_count, out);
    buffer_string(out, " and ");
    words_group(work, weakest->right, weakest->right_count, out);
    buffer_string(out, ".\n");
}

static void json_joint(const struct link_work *work, const struct linkage_joint *joint,
                       bool weakest, struct buffer *out)
{
    struct linkage_explanation explanation;
    json_row(work, "{\"left\":", joint->left, out);
    json_row(work, ",\"right\":", joint->right, out);
    buffer_printf(out, ",\"left_records\":%zu,\"right_records\":%zu,\"weight\":", joint->left_count,
                  joint->right_count);
    buffer_double(out, joint->weight);
    buffer_string(out, ",\"probability\":");
    buffer_double(out, linkage_probability(joint->weight));
    buffer_printf(out, ",\"weakest\":%s,", weakest ? "true" : "false");
    linkage_explain(work->linkage, joint->left, joint->right, &explanation);
    json_evidence(&explanation, out);
    buffer_byte(out, '}');
}

static void json_why(const struct link_work *work, const struct linkage_why *why,
                     struct buffer *out)
{
    const char *quote = work->name_person ? "\"" : ""; /* a number needs none */
    buffer_printf(out, ",\"why\":{\"person\":%s", quote);
    link_name_person(work, work->persons[why->rows[0]], out);
    buffer_printf(out, "%s,\"records\":[", quote);
    for (size_t i = 0; i < why->row_count; i++)
        json_row(work, i ? "," : "", why->rows[i], out);
    buffer_string(out, "],\"joints\":[");
    for (size_t i = 0; i + 1 < why->row_count; i++) {
        buffer_string(out, i ? "," : "");
        json_joint(work, &why->joints[i], i == why->weakest, out);
    }
    buffer_string(out, "]}");
}

static int explain_person(const struct link_work *work, struct buffer *out, struct err *err)
{
    uint32_t row = 0;
    int code = link_row_named(work, work->request.why, &row, err);
    if (code < 0)
        return code;
    struct linkage_why why;
    linkage_why(work->linkage, row, &why);
    if (work->cli->json)
        json_why(work, &why, out);
    else
        words_why(work, &why, out);
    linkage_why_free(&why);
    return 0;
}

int link_explain(const struct link_work *work, struct buffer *out, struct err *err)
{
    int code = work->request.explain[0] ? explain_pair(work, out, err) : 0;
    if (code == 0 && work->request.why)
        code = explain_person(work, out, err);
    return code;
}
