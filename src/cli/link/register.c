/* What is asked of a register: one thing at a time, a feed, a decision or a question. */
#include "cli/link/register.h"

#include <unistd.h>

#include "base/banned.h"

enum { ANSWER_BYTES = 1 << 28, WHO_MOST = 200, WHY_MOST = 4000 };

void link_json_token(struct buffer *out, const char *key, const char *token)
{
    buffer_printf(out, "\"%s\":\"%s\"", key, token);
}

void link_json_name(struct buffer *out, const char *key, struct slice source, struct slice id)
{
    CLEANUP(buffer_free) struct buffer name = BUFFER(1 << 20);
    buffer_append(&name, source);
    buffer_byte(&name, ':');
    buffer_append(&name, id);
    if (key)
        buffer_printf(out, "\"%s\":", key);
    buffer_json_string(out, buffer_slice(&name));
}

struct people_name link_register_name(struct people *people, const char *text)
{
    struct slice whole = slice_from(text);
    size_t first = slice_find_byte(whole, ':');
    int64_t record = 0;
    for (size_t at = first; at < whole.length; at++) {
        struct people_name name = {slice_sub(whole, 0, at), slice_sub(whole, at + 1, whole.length)};
        if (whole.data[at] == ':' && people_find(people, name, &record, NULL) == 0)
            return name;
    }
    return (struct people_name){slice_sub(whole, 0, first),
                                slice_sub(whole, first + 1, whole.length)};
}

static int refused(const struct link_work *work, const struct err *err)
{
    return cli_fail(work->cli, NULL, err, CLI_REFUSED);
}

/* --- decisions and shields -------------------------------------------------------------------- */

/* One line, so that it can be taken for nothing else where decisions are listed. */
static bool is_said(const char *text, size_t most)
{
    size_t length = text ? strlen(text) : 0;
    bool plain = length > 0 && length <= most && slice_is_utf8(slice_from(text));
    for (size_t i = 0; plain && i < length; i++)
        plain = (unsigned char)text[i] >= ' ' && text[i] != 0x7f;
    return plain;
}

static int check_deed(const struct cli *cli, const struct link_kept *kept)
{
    if (is_said(kept->by, WHO_MOST) && is_said(kept->because, WHY_MOST))
        return CLI_DONE;
    return link_misuse(cli,
                       "A decision needs --by WHO and --because TEXT (one line each, up to 200 and "
                       "4,000 bytes of UTF-8): they are kept with it.");
}

struct people_deed link_register_deed(const struct link_kept *kept)
{
    static const struct slice unsaid = {"not said", 8};
    return (struct people_deed){kept->by ? slice_from(kept->by) : unsaid,
                                kept->because ? slice_from(kept->because) : unsaid, clock_now_us()};
}

static int answer_decision(struct link_work *work, const char *token, const char *verdict,
                           const char *of)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    if (work->cli->json)
        buffer_printf(&out, "{\"decision\":\"%s\",\"verdict\":\"%s\"%s%s%s}\n", token, verdict,
                      of ? ",\"undoes\":\"" : "", of ? of : "", of ? "\"" : "");
    else
        buffer_printf(&out, "The decision is kept as %s. --undo %s takes it back.\n", token, token);
    return cli_changed(cli_print(work->cli, &out));
}

static int decide(struct link_work *work, struct people *people)
{
    const struct link_kept *kept = &work->request.kept;
    enum people_verdict verdict = PEOPLE_SAME;
    while (verdict < PEOPLE_UNDO && strcmp(people_verdict_word(verdict), kept->decide[0]) != 0)
        verdict++;
    if (verdict == PEOPLE_UNDO)
        return link_misuse(work->cli, "A decision is same, different or unsure, not \"%s\".",
                           kept->decide[0]);
    int64_t entry = 0;
    char token[PEOPLE_TOKEN];
    struct people_joined joined;
    struct err err = {0};
    int code = people_decide(people, verdict, link_register_name(people, kept->decide[1]),
                             link_register_name(people, kept->decide[2]), link_register_deed(kept),
                             &entry, &joined, &err);
    people_joined_free(&joined);
    if (code < 0)
        return refused(work, &err);
    people_entry_token(people, entry, token);
    return answer_decision(work, token, people_verdict_word(verdict), NULL);
}

static int undo(struct link_work *work, struct people *people)
{
    const struct link_kept *kept = &work->request.kept;
    int64_t entry = people_entry_number(people, slice_from(kept->undo)), made = 0;
    char token[PEOPLE_TOKEN];
    struct people_joined joined;
    struct err err = {0};
    int code = people_undo(people, entry, link_register_deed(kept), &made, &joined, &err);
    people_joined_free(&joined);
    if (code < 0)
        return refused(work, &err);
    people_entry_token(people, made, token);
    return answer_decision(work, token, "undo", kept->undo);
}

struct listing {
    const struct people *people;
    struct buffer *out;
    bool json;
    size_t count;
};

static void list_contradiction(void *context, int64_t different, int64_t same)
{
    struct listing *listing = context;
    char tokens[2][PEOPLE_TOKEN];
    people_entry_token(listing->people, different, tokens[0]);
    people_entry_token(listing->people, same, tokens[1]);
    buffer_printf(
        listing->out,
        listing->json
            ? "%s{\"different\":\"%s\",\"same\":\"%s\"}"
            : "%sThe decisions %s (different) and %s (same) contradict each other: one was "
              "made while a shield hid the other. \"different\" holds until the wrong one "
              "is undone.\n",
        listing->json && listing->count++ ? "," : "", tokens[0], tokens[1]);
}

/* What a shield kept apart and its lifting brought to light. */
static int append_contradictions(struct people *people, bool json, struct buffer *out,
                                 struct err *err)
{
    struct listing listing = {people, out, json, 0};
    buffer_string(out, json ? ",\"contradictions\":[" : "");
    int code = people_contradictions(people, list_contradiction, &listing, err);
    buffer_string(out, json ? "]" : "");
    return code;
}

static int shield(struct link_work *work, struct people *people)
{
    const struct link_kept *kept = &work->request.kept;
    const char *text = kept->shield ? kept->shield : kept->unshield;
    struct people_name name = link_register_name(people, text);
    struct people_joined joined;
    struct err err = {0};
    int code = people_shield(people, name, !kept->shield, link_register_deed(kept), &joined, &err);
    people_joined_free(&joined);
    if (code < 0)
        return refused(work, &err);
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    if (work->cli->json) {
        buffer_byte(&out, '{');
        link_json_name(&out, kept->shield ? "shielded" : "unshielded", name.source, name.id);
    } else {
        buffer_printf(&out, "%s is %s.\n", text,
                      kept->shield ? "shielded from now on: it is shown with no other record"
                                   : "no longer shielded itself: it is shown with others unless "
                                     "another record of the same person is shielded");
    }
    if (kept->unshield)
        code = append_contradictions(people, work->cli->json, &out, &err);
    buffer_string(&out, work->cli->json ? "}\n" : "");
    if (code < 0) /* it is lifted all the same */
        return cli_changed(refused(work, &err));
    return cli_changed(cli_print(work->cli, &out));
}

/* --- questions -------------------------------------------------------------------------------- */

static void list_entry(void *context, const struct people_entry *entry)
{
    struct listing *listing = context;
    struct buffer *out = listing->out;
    char token[PEOPLE_TOKEN], undoes[PEOPLE_TOKEN], at[CLOCK_TEXT_SIZE];
    people_entry_token(listing->people, entry->number, token);
    people_entry_token(listing->people, entry->undoes, undoes);
    clock_format(entry->at_us, at);
    const char *verdict = people_verdict_word(entry->verdict);
    if (!listing->json) {
        buffer_printf(out, "%s  %.10s  %-9s  %.*s:%.*s  %.*s:%.*s  by %.*s: %.*s%s", token, at,
                      verdict, SLICE_PRINT(entry->left_source), SLICE_PRINT(entry->left_id),
                      SLICE_PRINT(entry->right_source), SLICE_PRINT(entry->right_id),
                      SLICE_PRINT(entry->who), SLICE_PRINT(entry->why),
                      entry->in_force ? "" : " (undone)");
        buffer_printf(out, entry->undoes ? " (undoes %s)\n" : "\n", undoes);
        return;
    }
    buffer_string(out, listing->count++ ? ",\n{" : "{");
    buffer_printf(out, "\"decision\":\"%s\",\"at\":\"%s\",\"verdict\":\"%s\",\"in_force\":%s,",
                  token, at, verdict, entry->in_force ? "true" : "false");
    if (entry->undoes)
        buffer_printf(out, "\"undoes\":\"%s\",", undoes);
    link_json_name(out, "left", entry->left_source, entry->left_id);
    buffer_byte(out, ',');
    link_json_name(out, "right", entry->right_source, entry->right_id);
    buffer_string(out, ",\"who\":");
    buffer_json_string(out, entry->who);
    buffer_string(out, ",\"why\":");
    buffer_json_string(out, entry->why);
    buffer_byte(out, '}');
}

static void list_shield(void *context, const struct people_shield_entry *entry)
{
    struct listing *listing = context;
    struct buffer *out = listing->out;
    char at[CLOCK_TEXT_SIZE];
    clock_format(entry->at_us, at);
    const char *verdict = entry->lifts ? "unshield" : "shield";
    if (!listing->json) {
        buffer_printf(out, "%-10s  %.10s  %-9s  %.*s:%.*s  by %.*s: %.*s%s\n", "", at, verdict,
                      SLICE_PRINT(entry->source), SLICE_PRINT(entry->id), SLICE_PRINT(entry->who),
                      SLICE_PRINT(entry->why), !entry->lifts && entry->ended ? " (ended)" : "");
        return;
    }
    buffer_printf(out, "%s{\"at\":\"%s\",\"verdict\":\"%s\",\"in_force\":%s,",
                  listing->count++ ? ",\n" : "", at, verdict, entry->ended ? "false" : "true");
    link_json_name(out, "record", entry->source, entry->id);
    buffer_string(out, ",\"who\":");
    buffer_json_string(out, entry->who);
    buffer_string(out, ",\"why\":");
    buffer_json_string(out, entry->why);
    buffer_byte(out, '}');
}

static int list_decisions(struct link_work *work, struct people *people)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(ANSWER_BYTES);
    struct listing listing = {people, &out, work->cli->json, 0};
    struct err err = {0};
    if (listing.json)
        buffer_string(&out, "{\"decisions\":[");
    int code = people_entries(people, list_entry, &listing, &err);
    if (listing.json)
        buffer_string(&out, "],\"shields\":[");
    listing.count = 0;
    if (code == 0)
        code = people_shields(people, list_shield, &listing, &err);
    buffer_string(&out, listing.json ? "]" : "");
    if (code == 0)
        code = append_contradictions(people, listing.json, &out, &err);
    buffer_string(&out, listing.json ? "}\n" : "");
    if (out.length == 0)
        buffer_string(&out, "There is no decision and no shield to show.\n");
    return code < 0 ? refused(work, &err) : cli_print(work->cli, &out);
}

static void list_record(void *context, const struct people_shown *shown)
{
    struct listing *listing = context;
    if (!listing->json) {
        buffer_printf(listing->out, "  %.*s:%.*s\n", SLICE_PRINT(shown->source),
                      SLICE_PRINT(shown->id));
        return;
    }
    buffer_string(listing->out, listing->count++ ? "," : "");
    link_json_name(listing->out, NULL, shown->source, shown->id);
}

static int show_person(struct link_work *work, struct people *people)
{
    CLEANUP(buffer_free) struct buffer records = BUFFER(ANSWER_BYTES);
    CLEANUP(buffer_free) struct buffer out = BUFFER(ANSWER_BYTES);
    struct listing listing = {people, &records, work->cli->json, 0};
    struct err err = {0};
    char token[PEOPLE_TOKEN];
    int64_t number = people_number(people, slice_from(work->request.kept.person));
    int code = people_of_number(people, number, list_record, &listing, &number, &err);
    if (code < 0)
        return refused(work, &err);
    people_token(people, number, token);
    bool alias = strcmp(token, work->request.kept.person) != 0;
    if (work->cli->json) {
        buffer_byte(&out, '{');
        link_json_token(&out, "person", token);
        buffer_printf(&out, ",\"asked\":\"%s\",\"alias\":%s,\"records\":[",
                      work->request.kept.person, alias ? "true" : "false");
    } else {
        buffer_printf(&out, alias ? "%s is person %s now:\n" : "Person %s:\n",
                      alias ? work->request.kept.person : token, token);
    }
    buffer_append(&out, buffer_slice(&records));
    buffer_string(&out, work->cli->json ? "]}\n" : "");
    return cli_print(work->cli, &out);
}

/* --- which ------------------------------------------------------------------------------------ */

static int check_request(const struct cli *cli, const struct link_request *request)
{
    const struct link_kept *kept = &request->kept;
    bool of_feed = kept->shield && request->source_count; /* a row of the feed is shielded */
    int asked = (kept->decide[0] != NULL) + (kept->undo != NULL) + (kept->unshield != NULL) +
                (kept->person != NULL) + kept->decisions + (kept->shield && !of_feed);
    bool feeds = request->source_count || kept->relearn || kept->recheck || request->clusters ||
                 request->pairs || request->households || request->families || request->report ||
                 request->explain[0] || request->why;
    if (asked > 1 || (asked && feeds))
        return link_misuse(cli, "Ask one thing of a register at a time: a feed, a decision, or a "
                                "question.");
    if (request->model)
        return link_misuse(cli, "--model is not used with --register, which keeps what it learned "
                                "itself. Leave one of them out.");
    if (request->group_count && request->source_count == 0)
        return link_misuse(cli, "--group names a column of a file, and a register keeps none that "
                                "it does not link on. Name the file too, as NAME=FILE.csv: records "
                                "that it knows already are told by their identifiers.");
    /* A shield may be put up by whoever is in haste; taking it away may not. */
    bool said = kept->by || kept->because;
    bool deed = kept->decide[0] || kept->undo || kept->unshield || (kept->shield && said);
    return deed ? check_deed(cli, kept) : CLI_DONE;
}

int link_register(struct link_work *work)
{
    const struct link_kept *kept = &work->request.kept;
    CLEANUP(people_close) struct people *people = NULL;
    struct err err = {0};
    int code = check_request(work->cli, &work->request);
    if (code != CLI_DONE)
        return code;
    if (work->request.source_count) { /* nothing is made where the sources cannot be read */
        code = link_read_sources(work);
        if (code != CLI_DONE)
            return code;
    }
    if (work->request.source_count == 0 && access(kept->path, F_OK) != 0) {
        err_set(
            &err, ERR_NOT_FOUND, "register",
            "There is no register at %s. Make one with its first feed, as `weft link --register "
            "%s NAME=FILE.csv`.",
            kept->path, kept->path);
        return refused(work, &err);
    }
    if (people_open(kept->path, &people, &err) < 0)
        return refused(work, &err);
    return kept->decide[0]                                                   ? decide(work, people)
           : kept->undo                                                      ? undo(work, people)
           : (kept->shield && !work->request.source_count) || kept->unshield ? shield(work, people)
           : kept->person    ? show_person(work, people)
           : kept->decisions ? list_decisions(work, people)
                             : link_register_feed(work, people);
}
