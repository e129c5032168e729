#include "cli/link/waterfall.h"

#include "cli/link/explain.h"

#include "base/banned.h"

/* Words into the arena. */
static struct slice kept(const struct link_work *work, struct buffer *words)
{
    struct slice text = arena_slice(work->cli->arena, buffer_slice(words));
    buffer_clear(words);
    return text;
}

static struct waterfall made(const struct link_work *work, uint32_t a, uint32_t b, const char *id)
{
    CLEANUP(buffer_free) struct buffer words = BUFFER(1 << 16);
    struct linkage_explanation explanation;
    linkage_explain(work->linkage, a, b, &explanation);
    struct waterfall_step *steps =
        arena_array(work->cli->arena, explanation.count + 1, sizeof *steps);
    link_before_words(explanation.before, &words);
    steps[0] = (struct waterfall_step){SLICE("Before anything is known"), kept(work, &words),
                                       explanation.before};
    for (size_t i = 0; i < explanation.count; i++) {
        const struct linkage_evidence *evidence = &explanation.evidence[i];
        link_evidence_words(evidence, &words);
        buffer_string(&words, "; ");
        link_factor_words(evidence->bits, &words);
        steps[i + 1] = (struct waterfall_step){slice_from(evidence->label), kept(work, &words),
                                               evidence->bits};
    }
    link_name_row(work, a, &words);
    buffer_string(&words, " and ");
    link_name_row(work, b, &words);
    buffer_string(&words, ": the evidence added up");
    struct waterfall waterfall = {
        .picture = {.id = id, .title = kept(work, &words)},
        .steps = steps,
        .count = explanation.count + 1,
    };
    link_together_words(&explanation, &words);
    waterfall.together = kept(work, &words);
    return waterfall;
}

void link_waterfall(const struct link_work *work, uint32_t a, uint32_t b, const char *id,
                    struct page_writer *page)
{
    struct waterfall waterfall = made(work, a, b, id);
    waterfall_picture(page, &waterfall);
}

void link_waterfall_file(const struct link_work *work, uint32_t a, uint32_t b,
                         struct page_writer *page)
{
    struct waterfall waterfall = made(work, a, b, "evidence");
    waterfall_file(page, &waterfall);
}
