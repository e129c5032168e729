#include "cli/link/explain.h"

#include <math.h>

#include "base/banned.h"

static void name_row(const struct link_work *work, uint32_t row, struct buffer *out)
{
    buffer_string(out, link_source_name(work, row));
    buffer_byte(out, ':');
    buffer_append(out, link_row_id(work, row));
}

/* --- a pair ----------------------------------------------------------------------------------- */

/* "1 in 1,400" */
static void words_share(double share, struct buffer *out)
{
    double one_in = 1 / share;
    if (one_in < 10)
        buffer_printf(out, ", as %.0f in 100 are", 100 * share);
    else
        buffer_printf(out, ", as 1 in %.0f is", one_in < 1000 ? one_in : round(one_in / 100) * 100);
}

static void words_bar(double bits, struct buffer *out)
{
    int steps = (int)round(fabs(bits));
    for (int i = 0; i < (steps > 24 ? 24 : steps); i++)
        buffer_byte(out, bits > 0 ? '+' : '-');
}

static void words_pair(const struct link_work *work, uint32_t a, uint32_t b,
                       const struct linkage_explanation *explanation, struct buffer *out)
{
    double weight = explanation->before;
    buffer_byte(out, '\n');
    name_row(work, a, out);
    buffer_string(out, " and ");
    name_row(work, b, out);
    buffer_printf(
        out,
        "\n  %+7.1f           before anything is known: of two records taken blindly, one "
        "pair in %.0f is one person\n",
        weight, exp2(-weight) + 1);
    for (size_t i = 0; i < explanation->count; i++) {
        const struct linkage_evidence *evidence = &explanation->evidence[i];
        weight += evidence->bits;
        buffer_printf(out, "  %+7.1f  %+7.1f  %s: %.*s", evidence->bits, weight, evidence->label,
                      SLICE_PRINT(evidence->left));
        if (!slice_equal(evidence->left, evidence->right))
            buffer_printf(out, " | %.*s", SLICE_PRINT(evidence->right));
        buffer_printf(out, " (%s", evidence->words);
        if (evidence->share > 0)
            words_share(evidence->share, out);
        buffer_string(out, ") ");
        words_bar(evidence->bits, out);
        buffer_byte(out, '\n');
    }
    buffer_printf(out, "  Together: %.2f%% likely to be one person.\n",
                  100 * linkage_probability(explanation->weight));
    if (explanation->decided)
        buffer_printf(out, "  Somebody decided that they are %s.\n",
                      explanation->decided > 0 ? "one person" : "two persons");
    for (size_t group = 0; group < LINKAGE_CLASSES; group++)
        if (explanation->classes[group] >= 0.005)
            buffer_printf(out, "  Of 100 pairs that agree like this about %.0f are %s.\n",
                          100 * explanation->classes[group], linkage_class_words(group));
}

static void json_pair(const struct link_work *work, uint32_t a, uint32_t b,
                      const struct linkage_explanation *explanation, struct buffer *out)
{
    CLEANUP(buffer_free) struct buffer name = BUFFER(1 << 16);
    buffer_string(out, ",\"explanation\":{\"left\":");
    name_row(work, a, &name);
    buffer_json_string(out, buffer_slice(&name));
    buffer_clear(&name);
    name_row(work, b, &name);
    buffer_string(out, ",\"right\":");
    buffer_json_string(out, buffer_slice(&name));
    buffer_string(out, ",\"before\":");
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
    buffer_string(out, "],\"weight\":");
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

static int explain_pair(const struct link_work *work, struct buffer *out, struct err *err)
{
    uint32_t a = 0, b = 0;
    int code = link_row_named(work, work->request.explain[0], &a, err);
    if (code == 0)
        code = link_row_named(work, work->request.explain[1], &b, err);
    if (code < 0)
        return code;
    struct linkage_explanation explanation;
    linkage_explain(work->linkage, a, b, &explanation);
    if (work->cli->json)
        json_pair(work, a, b, &explanation, out);
    else
        words_pair(work, a, b, &explanation, out);
    return 0;
}

/* --- a person --------------------------------------------------------------------------------- */

static void words_why(const struct link_work *work, const struct linkage_why *why,
                      struct buffer *out)
{
    buffer_string(out, "\nPerson ");
    if (work->person_words)
        buffer_string(out, work->person_words);
    else
        buffer_integer(out, (int64_t)work->persons[why->rows[0]] + 1);
    buffer_printf(out, " has %zu record%s:\n", why->row_count, why->row_count == 1 ? "" : "s");
    for (size_t i = 0; i < why->row_count; i++) {
        buffer_string(out, "  ");
        name_row(work, why->rows[i], out);
        buffer_byte(out, '\n');
    }
    if (why->row_count < 2)
        return;
    buffer_string(out, "They came together, the best evidence first:\n");
    for (size_t i = 0; i + 1 < why->row_count; i++) {
        const struct linkage_joint *joint = &why->joints[i];
        buffer_printf(out, "  %2zu. ", i + 1);
        name_row(work, joint->left, out);
        buffer_printf(out, " (%zu) and ", joint->left_count);
        name_row(work, joint->right, out);
        buffer_printf(out, " (%zu), weight %+.1f%s\n", joint->right_count, joint->weight,
                      i == why->weakest ? ": the weakest joint" : "");
    }
}

static void json_why(const struct link_work *work, const struct linkage_why *why,
                     struct buffer *out)
{
    CLEANUP(buffer_free) struct buffer name = BUFFER(1 << 16);
    buffer_string(out, ",\"why\":{\"person\":");
    if (work->person_words)
        buffer_json_string(out, slice_from(work->person_words));
    else
        buffer_integer(out, (int64_t)work->persons[why->rows[0]] + 1);
    buffer_string(out, ",\"records\":[");
    for (size_t i = 0; i < why->row_count; i++) {
        buffer_clear(&name);
        name_row(work, why->rows[i], &name);
        buffer_string(out, i ? "," : "");
        buffer_json_string(out, buffer_slice(&name));
    }
    buffer_string(out, "],\"joints\":[");
    for (size_t i = 0; i + 1 < why->row_count; i++) {
        const struct linkage_joint *joint = &why->joints[i];
        buffer_clear(&name);
        name_row(work, joint->left, &name);
        buffer_string(out, i ? ",{\"left\":" : "{\"left\":");
        buffer_json_string(out, buffer_slice(&name));
        buffer_clear(&name);
        name_row(work, joint->right, &name);
        buffer_string(out, ",\"right\":");
        buffer_json_string(out, buffer_slice(&name));
        buffer_printf(out,
                      ",\"left_records\":%zu,\"right_records\":%zu,\"weight\":", joint->left_count,
                      joint->right_count);
        buffer_double(out, joint->weight);
        buffer_printf(out, ",\"weakest\":%s}", i == why->weakest ? "true" : "false");
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
