/* A plan file and a store: loading, loading again, what people change meanwhile, and export. */
#include "support/test.h"

#include <string.h>

#include "domain/domain.h"
#include "domain/governance/governance.h"
#include "domain/performance/performance.h"
#include "domain/plan/plan.h"

#define HEAD                                                                                       \
    "partnership:\n  - code: p\n    title: P\n    place: P\n    kind: invented\n"                  \
    "plan:\n  - code: plan\n    title: Plan\n    partnership: p\n    vision: V\n"                  \
    "    starts: 2025-04-01\n    ends: 2028-03-31\n"
#define POSTS "post:\n  - {code: a, title: A}\n  - {code: b, title: B}\n"
#define OBJECTIVE "strategic_objective:\n  - {code: o, title: O, plan: plan}\n"

struct fixture {
    struct writer *writer;
    struct arena arena;
    struct faults faults; /* of the last load */
};

static const struct actor house = {.code = {"test", 4}, .roles = ~0U, .is_house = true};

static int set_up(void **state)
{
    static int number;
    char path[300];
    struct fixture *fixture = calloc(1, sizeof *fixture);
    snprintf(path, sizeof path, "%s/store-%d", scratch_folder(), number++);
    struct err err = {0};
    if (writer_open(path, STORE_CREATE, &weft_registry, &fixture->writer, &err) < 0)
        fail_msg("%s", err.message);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    writer_close(&fixture->writer);
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

static int load(struct fixture *fixture, const char *text, struct plan_load *ret_load)
{
    struct plan_file file;
    struct err err = {0};
    fixture->faults = faults_in(&fixture->arena);
    if (plan_file_read(slice_from(text), &weft_registry, &file, &fixture->faults, &err) < 0)
        fail_msg("%u:%u: %s", err.line, err.column, err.message);
    assert_int_equal(writer_begin(fixture->writer, &err), 0);
    int code = plan_file_load(fixture->writer, &file, &house, ret_load, &fixture->faults, &err);
    if (code < 0)
        writer_rollback(fixture->writer);
    else
        assert_int_equal(writer_commit(fixture->writer, &err), 0);
    return code;
}

static void assert_loads(struct fixture *fixture, const char *text, size_t created, size_t changed,
                         size_t retired)
{
    struct plan_load done = {0};
    if (load(fixture, text, &done) < 0)
        fail_msg("%s", fixture->faults.items[0].message);
    assert_int_equal(done.created, created);
    assert_int_equal(done.changed, changed);
    assert_int_equal(done.retired, retired);
}

static struct record get(struct fixture *fixture, const struct entity *entity, const char *code)
{
    struct record record;
    struct err err = {0};
    if (record_load(fixture->writer->store, entity, slice_from(code), &fixture->arena, &record,
                    &err) < 0)
        fail_msg("%s", err.message);
    return record;
}

static void save(struct fixture *fixture, const struct record *record, enum save_kind kind)
{
    struct save save = {
        .record = record, .base_version = record->version, .actor = &house, .kind = kind};
    struct faults faults = faults_in(&fixture->arena);
    struct err err = {0};
    int64_t version = 0;
    assert_int_equal(writer_begin(fixture->writer, &err), 0);
    if (record_save(fixture->writer, &save, &version, &faults, &err) != 1)
        fail_msg("%s", err.message);
    assert_int_equal(writer_commit(fixture->writer, &err), 0);
}

/* A person gives a record another value. */
static void edit(struct fixture *fixture, const struct entity *entity, const char *code,
                 const char *field, const char *text)
{
    struct record record = get(fixture, entity, code);
    *record_value(&record, field) = value_text(slice_from(text));
    save(fixture, &record, SAVE_VALUES);
}

static void assert_text(struct fixture *fixture, const struct entity *entity, const char *code,
                        const char *field, const char *expected)
{
    struct record record = get(fixture, entity, code);
    assert_slice(record_text(&record, field), expected);
}

static const char *export(struct fixture *fixture)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 22);
    struct err err = {0};
    if (plan_file_write(fixture->writer->store, &weft_registry, &out, &err) < 0)
        fail_msg("%s", err.message);
    return arena_string(&fixture->arena, buffer_slice(&out));
}

static int64_t changes(struct fixture *fixture)
{
    int64_t count = 0;
    assert_int_equal(
        store_ask_integer(fixture->writer->store, "SELECT count(*) FROM change", &count, NULL), 0);
    return count;
}

static void assert_sound(struct fixture *fixture)
{
    struct faults faults = faults_in(&fixture->arena);
    struct err err = {0};
    assert_int_equal(record_check_store(fixture->writer->store, &weft_registry, &faults, &err), 0);
    if (faults.count)
        fail_msg("%s", faults.items[0].message);
}

/* text with one part of it exchanged for another. */
static const char *with(struct fixture *fixture, const char *text, const char *old,
                        const char *replacement)
{
    const char *at = strstr(text, old);
    if (!at)
        fail_msg("“%s” is not in the text", old);
    return arena_printf(&fixture->arena, "%.*s%s%s", (int)(at - text), text, replacement,
                        at + strlen(old));
}

static void loading_twice_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS OBJECTIVE, 5, 0, 0);
    int64_t before = changes(fixture);
    assert_loads(fixture, HEAD POSTS OBJECTIVE, 0, 0, 0);
    assert_int_equal(changes(fixture), before);
    assert_sound(fixture);
}

static void only_what_changed_is_changed(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS, 4, 0, 0);
    assert_loads(fixture, HEAD "post:\n  - {code: a, title: New}\n  - {code: b, title: B}\n", 0, 1,
                 0);
    assert_text(fixture, &post_entity, "a", "title", "New");
    assert_int_equal(get(fixture, &post_entity, "a").version, 2);
    assert_int_equal(get(fixture, &post_entity, "b").version, 1);
}

static void what_the_file_drops_is_retired_and_comes_back_with_it(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS, 4, 0, 0);
    assert_loads(fixture, HEAD "post:\n  - {code: a, title: A}\n", 0, 0, 1);
    assert_true(get(fixture, &post_entity, "b").retired);
    assert_loads(fixture, HEAD "post:\n  - {code: a, title: A}\n", 0, 0, 0);
    assert_loads(fixture, HEAD "post:\n  - {code: a, title: A}\n  - {code: b, title: Back}\n", 0, 1,
                 0);
    assert_false(get(fixture, &post_entity, "b").retired);
    assert_text(fixture, &post_entity, "b", "title", "Back");
    assert_sound(fixture);
}

static void what_people_changed_stays_where_the_file_did_not(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS, 4, 0, 0);
    edit(fixture, &post_entity, "a", "title", "Ann’s");
    assert_loads(fixture, with(fixture, HEAD POSTS, "title: B}", "title: File’s}"), 0, 1, 0);
    assert_text(fixture, &post_entity, "a", "title", "Ann’s");
    assert_text(fixture, &post_entity, "b", "title", "File’s");
    struct record b = get(fixture, &post_entity, "b");
    save(fixture, &b, SAVE_RETIRED);
    assert_loads(fixture, with(fixture, HEAD POSTS, "title: B}", "title: File’s}"), 0, 0, 0);
    assert_true(get(fixture, &post_entity, "b").retired);
}

static void what_both_changed_is_refused_by_name_and_place_and_nothing_is_loaded(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS, 4, 0, 0);
    edit(fixture, &post_entity, "a", "title", "Ann’s");
    edit(fixture, &post_entity, "b", "title", "Bob’s");
    int64_t before = changes(fixture);
    struct plan_load done = {.created = 77};
    assert_int_equal(load(fixture,
                          HEAD OBJECTIVE
                          "post:\n  - {code: a, title: File’s}\n  - {code: b, title: File’s}\n",
                          &done),
                     ERR_CONFLICT);
    assert_int_equal(fixture->faults.count, 2);
    assert_string_equal(fixture->faults.items[0].message,
                        "Post “a” was changed in the store since this file was last loaded or "
                        "exported. Export the plan, bring the two together, and load that.");
    assert_int_equal(fixture->faults.items[0].line, 16);
    assert_int_equal(fixture->faults.items[0].column, 5);
    assert_int_equal(fixture->faults.items[1].line, 17);
    assert_int_equal(done.created, 77);
    assert_int_equal(changes(fixture), before);
    assert_text(fixture, &post_entity, "a", "title", "Ann’s");
}

static void what_people_changed_and_the_file_drops_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS, 4, 0, 0);
    edit(fixture, &post_entity, "b", "organisation", "Health");
    struct plan_load done;
    assert_int_equal(load(fixture, HEAD "post:\n  - {code: a, title: A}\n", &done), ERR_CONFLICT);
    assert_int_equal(fixture->faults.count, 1);
    assert_non_null(strstr(fixture->faults.items[0].message, "“b” is no longer in the file"));
    assert_false(get(fixture, &post_entity, "b").retired);
}

/* The advice that the refusals give must work. */
static void export_then_merge_then_load_settles_a_conflict(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS, 4, 0, 0);
    edit(fixture, &post_entity, "a", "title", "Ann’s");
    struct record c = record_new(&post_entity, SLICE("c"), &fixture->arena);
    *record_value(&c, "title") = value_text(SLICE("Made here"));
    save(fixture, &c, SAVE_VALUES);
    const char *merged = with(fixture, export(fixture), "title: Ann’s", "title: Ann’s and File’s");
    merged = with(fixture, merged, "title: Made here", "title: Made here, then changed");
    assert_loads(fixture, merged, 0, 2, 0);
    assert_text(fixture, &post_entity, "a", "title", "Ann’s and File’s");
    assert_loads(fixture, merged, 0, 0, 0);
    const char *dropped =
        with(fixture, merged, "  - code: c\n    title: Made here, then changed\n", "");
    assert_loads(fixture, dropped, 0, 0, 1); /* though the file did not bring it at first */
    assert_true(get(fixture, &post_entity, "c").retired);
    assert_sound(fixture);
}

static void an_edit_after_the_export_is_still_found(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS, 4, 0, 0);
    const char *file = with(fixture, export(fixture), "title: A\n", "title: File’s\n");
    edit(fixture, &post_entity, "a", "title", "Ann’s");
    struct plan_load done;
    assert_int_equal(load(fixture, file, &done), ERR_CONFLICT);
}

/* Else whoever loads another place's export would overwrite what people did here. */
static void an_export_of_another_store_says_nothing_of_this_one(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS, 4, 0, 0);
    edit(fixture, &post_entity, "a", "title", "Ann’s");
    const char *own = export(fixture), *digest = strchr(own, '(') + 1;
    char flipped[2] = {*digest == '0' ? '1' : '0', 0};
    const char *foreign =
        arena_printf(&fixture->arena, "%.*s%s%s", (int)(digest - own), own, flipped, digest + 1);
    struct plan_load done;
    assert_int_equal(load(fixture, with(fixture, foreign, "title: Ann’s", "title: X"), &done),
                     ERR_CONFLICT);
    assert_int_equal(load(fixture, with(fixture, own, "title: Ann’s", "title: X"), &done), 0);
}

static void a_record_from_elsewhere_is_not_taken_over(void **state)
{
    struct fixture *fixture = *state;
    struct record c = record_new(&post_entity, SLICE("a"), &fixture->arena);
    *record_value(&c, "title") = value_text(SLICE("Somebody’s"));
    save(fixture, &c, SAVE_VALUES);
    struct plan_load done;
    assert_int_equal(load(fixture, HEAD POSTS, &done), ERR_CONFLICT);
    assert_non_null(strstr(fixture->faults.items[0].message, "did not come from this file"));
    assert_loads(fixture, with(fixture, HEAD POSTS, "title: A}", "title: Somebody’s}"), 3, 0, 0);
}

static void a_retired_record_that_others_name_is_exported_with_them(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture,
                 HEAD POSTS OBJECTIVE
                 "accountability:\n  - {code: x, post: a, strategic_objective: o,"
                 " starts: 2025-04-01, ends: 2025-12-31}\n",
                 6, 0, 0);
    struct record a = get(fixture, &post_entity, "a"), b = get(fixture, &post_entity, "b");
    save(fixture, &a, SAVE_RETIRED);
    save(fixture, &b, SAVE_RETIRED);
    const char *file = export(fixture);
    assert_non_null(strstr(file, "  - code: a\n    retired: yes\n    title: A\n"));
    assert_null(strstr(file, "title: B\n"));
    assert_loads(fixture, file, 0, 0, 0);
    assert_true(get(fixture, &post_entity, "a").retired);
    CLEANUP(cleanup_memory) char *kept = memory_string(file);
    tear_down(state);
    set_up(state);
    fixture = *state;
    struct plan_load done;
    assert_int_equal(load(fixture, kept, &done), 0); /* and into an empty store */
    assert_true(get(fixture, &post_entity, "a").retired);
    assert_sound(fixture);
}

static void two_officers_may_change_places_in_one_load(void **state)
{
    struct fixture *fixture = *state;
    static const char format[] =
        HEAD POSTS OBJECTIVE "accountability:\n"
                             "  - {code: x, post: a, strategic_objective: o, %s}\n"
                             "  - {code: y, post: b, strategic_objective: o, %s}\n";
    static const char early[] = "starts: 2025-04-01, ends: 2025-12-31";
    static const char late[] = "starts: 2026-01-01";
    assert_loads(fixture, arena_printf(&fixture->arena, format, early, late), 7, 0, 0);
    assert_loads(fixture, arena_printf(&fixture->arena, format, late, early), 0, 2, 0);
    assert_text(fixture, &accountability_entity, "x", "starts", "2026-01-01");
    assert_sound(fixture);
}

static void a_rule_broken_with_what_people_made_is_refused_with_the_place(void **state)
{
    struct fixture *fixture = *state;
    assert_loads(fixture, HEAD POSTS OBJECTIVE, 5, 0, 0);
    struct record x = record_new(&accountability_entity, SLICE("web"), &fixture->arena);
    *record_value(&x, "post") = value_text(SLICE("a"));
    *record_value(&x, "strategic_objective") = value_text(SLICE("o"));
    *record_value(&x, "starts") = value_text(SLICE("2025-04-01"));
    save(fixture, &x, SAVE_VALUES);
    struct plan_load done;
    assert_int_equal(load(fixture,
                          HEAD POSTS OBJECTIVE
                          "accountability:\n  - {code: file, post: b, strategic_objective: o,"
                          " starts: 2026-01-01}\n",
                          &done),
                     ERR_RANGE);
    assert_int_equal(fixture->faults.items[0].line, 19);
    assert_string_equal(fixture->faults.items[0].message,
                        "Accountable officer “file”. Answerable from: A answers for this on some "
                        "of these days. End that first.");
}

static void whatever_people_type_is_exported_so_that_it_loads_back(void **state)
{
    struct fixture *fixture = *state;
    static const char *const codes[] = {"~",          "null",          "- a",      "a: b",
                                        "[x]",        "a, b",          "#1",       "LACDental%",
                                        "Łódź",       "LAC_Fixed_ Ex", "it’s 'q'", "back\\slash",
                                        "\"quoted\"", "1.50",          "yes"};
    assert_loads(fixture, HEAD, 2, 0, 0);
    CLEANUP(buffer_free) struct buffer list = BUFFER(4096);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct record body = record_new(&body_entity, slice_from(codes[i]), &fixture->arena);
        *record_value(&body, "title") = value_text(slice_from(codes[i]));
        *record_value(&body, "kind") = value_text(SLICE("group"));
        *record_value(&body, "description") = value_text(slice_from(
            arena_printf(&fixture->arena, "%s\n\n  indented\ttab\r\n# %s", codes[i], codes[i])));
        if (i)
            *record_value(&body, "related_to") =
                (struct value){.kind = VALUE_LIST, .text = buffer_slice(&list)};
        save(fixture, &body, SAVE_VALUES);
        buffer_printf(&list, "%s%s", i ? "\n" : "", codes[i]);
    }
    struct record indicator = record_new(&indicator_entity, SLICE("i"), &fixture->arena);
    *record_value(&indicator, "title") = value_text(SLICE("I"));
    *record_value(&indicator, "kind") = value_text(SLICE("population"));
    *record_value(&indicator, "audience") = value_text(SLICE("public"));
    save(fixture, &indicator, SAVE_VALUES);
    struct record target = record_new(&target_entity, SLICE("t"), &fixture->arena);
    *record_value(&target, "indicator") = value_text(SLICE("i"));
    *record_value(&target, "kind") = value_text(SLICE("target"));
    *record_value(&target, "period") = value_text(SLICE("2027/28"));
    *record_value(&target, "value") = value_real(39.229999999999997);
    save(fixture, &target, SAVE_VALUES);
    int64_t before = changes(fixture);
    const char *file = export(fixture);
    assert_loads(fixture, file, 0, 0, 0);
    assert_int_equal(changes(fixture), before);
    assert_string_equal(export(fixture), file);
}

static void a_target_is_of_a_period_and_a_share_of_a_hundred(void **state)
{
    struct fixture *fixture = *state;
    struct record indicator = record_new(&indicator_entity, SLICE("i"), &fixture->arena);
    *record_value(&indicator, "title") = value_text(SLICE("I"));
    *record_value(&indicator, "kind") = value_text(SLICE("population"));
    *record_value(&indicator, "audience") = value_text(SLICE("public"));
    *record_value(&indicator, "unit") = value_text(SLICE("%"));
    save(fixture, &indicator, SAVE_VALUES);
    static const struct {
        const char *period;
        double value;
        const char *field;
    } targets[] = {
        {"banana", 5, "period"},   {"2026/29", 5, "period"}, {"2027", -5, "value"},
        {"2027/28", 500, "value"}, {"2027", 0, NULL},        {"2027/28", 100, NULL},
        {"2014-16", 50, NULL},     {"2011/12 Q2", 50, NULL}, {"2026 Q2", 50, NULL},
    };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct faults faults = faults_in(&fixture->arena);
        struct record target = record_new(
            &target_entity, slice_from(arena_printf(&fixture->arena, "t%zu", i)), &fixture->arena);
        *record_value(&target, "indicator") = value_text(SLICE("i"));
        *record_value(&target, "kind") = value_text(SLICE("target"));
        *record_value(&target, "period") = value_text(slice_from(targets[i].period));
        *record_value(&target, "value") = value_real(targets[i].value);
        struct save wanted = {.record = &target, .actor = &house};
        struct err err = {0};
        assert_int_equal(writer_begin(fixture->writer, &err), 0);
        int code = record_check(fixture->writer, &wanted, &faults, &err);
        writer_rollback(fixture->writer);
        assert_int_equal(code, targets[i].field ? ERR_RANGE : 0);
        if (targets[i].field)
            assert_string_equal(faults.items[0].field, targets[i].field);
    }
}

static void an_empty_store_exports_as_nothing(void **state)
{
    assert_string_equal(export(*state), "");
}

static const char *read_plan(struct fixture *fixture, const char *name)
{
    const char *source = getenv("WEFT_SOURCE");
    const char *path = arena_printf(&fixture->arena, "%s/plans/%s", source ? source : ".", name);
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 22);
    struct err err = {0};
    if (file_read(path, &text, &err) < 0)
        fail_msg("%s", err.message);
    return arena_string(&fixture->arena, buffer_slice(&text));
}

struct count {
    const char *sql;
    int64_t count;
};

/* And that the plan is exported so that it loads back. */
static void assert_counts(struct fixture *fixture, const struct count *counts, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        int64_t count = -1;
        struct err err = {0};
        if (store_ask_integer(fixture->writer->store, counts[i].sql, &count, &err) < 0)
            fail_msg("%s", err.message);
        if (count != counts[i].count)
            fail_msg("%s: %lld, not %lld", counts[i].sql, (long long)count,
                     (long long)counts[i].count);
    }
    assert_loads(fixture, export(fixture), 0, 0, 0);
    assert_sound(fixture);
}

/* Counted in the plan itself: its pages 15 to 22 and both appendices. */
static void the_plan_of_nottingham_is_whole(void **state)
{
    struct fixture *fixture = *state;
    const char *file = read_plan(fixture, "nottingham-2010-14.yaml");
    struct plan_load done;
    assert_int_equal(load(fixture, file, &done), 0);
    static const struct count counts[] = {
        {"SELECT count(*) FROM partnership WHERE kind = 'real'", 1},
        {"SELECT count(*) FROM related_plan WHERE kind = 'parent'", 1},
        {"SELECT count(*) FROM strategic_objective", 5},
        {"SELECT count(*) FROM operational_objective", 16},
        {"SELECT count(*) FROM operational_objective WHERE strategic_objective = 'achievement'", 5},
        {"SELECT count(*) FROM priority", 5},
        {"SELECT count(*) FROM commitment WHERE part_of IS NULL", 16},
        {"SELECT count(*) FROM commitment WHERE part_of = 'safeguarding-5'", 4},
        {"SELECT count(*) FROM commitment WHERE part_of IS NULL AND priority ="
         " 'stronger-safeguarding'",
         5},
        {"SELECT count(*) FROM commitment WHERE priority = 'improving-attendance'", 3},
        {"SELECT count(*) FROM principle", 7},
        {"SELECT count(*) FROM workforce_strand", 4},
        {"SELECT count(*) FROM vulnerable_group", 13},
        {"SELECT known_count FROM vulnerable_group WHERE code = 'refugees'", 475},
        {"SELECT sum(estimated_count) FROM vulnerable_group", 1000 + 14000},
        {"SELECT count(*) FROM risk", 7},
        {"SELECT count(*) FROM risk WHERE controls IS NOT NULL OR likelihood IS NOT NULL OR"
         " owner IS NOT NULL OR review_due IS NOT NULL",
         0},
        {"SELECT count(*) FROM body WHERE ends = '2012-03-31'", 1},
        {"SELECT count(*) FROM seat", 23},
        {"SELECT count(*) FROM seat WHERE post IS NULL", 0},
        {"SELECT count(*) FROM accountability", 0},
        {"SELECT count(*) FROM target", 0},
        {"SELECT count(*) FROM commitment WHERE lead IS NOT NULL OR due IS NOT NULL OR state IS NOT"
         " NULL",
         0},
        {"SELECT count(*) FROM indicator WHERE choice = 'ours' AND owner IS NULL", 30},
        {"SELECT count(*) FROM indicator WHERE measures IS NULL AND no_figure IS NOT NULL", 2},
        {"SELECT count(*) FROM indicator WHERE strategic_objective = 'achievement'", 6},
        {"SELECT count(*) FROM indicator WHERE priorities LIKE '%raising-attainment%'", 5},
    };
    assert_counts(fixture, counts, sizeof counts / sizeof *counts);
    assert_loads(fixture, file, 0, 0, 0);
}

static void the_invented_plan_is_of_another_shape(void **state)
{
    struct fixture *fixture = *state;
    const char *file = read_plan(fixture, "thistlemouth-2025-28.yaml");
    struct plan_load done;
    assert_int_equal(load(fixture, file, &done), 0);
    static const struct count counts[] = {
        {"SELECT count(*) FROM partnership WHERE kind = 'invented'", 1},
        {"SELECT count(*) FROM strategic_objective", 3},
        {"SELECT count(*) FROM operational_objective", 0},
        {"SELECT count(*) FROM priority", 4},
        {"SELECT count(*) FROM commitment WHERE part_of IS NULL", 9},
        {"SELECT count(*) FROM indicator", 33},
        {"SELECT count(*) FROM indicator WHERE choice <> 'plan'", 0},
        /* each target has its baseline, and a trajectory between the two */
        {"SELECT count(*) FROM target WHERE kind = 'target'", 25},
        {"SELECT count(*) FROM target AS t WHERE kind = 'target' AND NOT EXISTS (SELECT 1 FROM"
         " target AS b WHERE b.indicator = t.indicator AND b.kind = 'baseline')",
         0},
        {"SELECT count(*) FROM target AS t WHERE kind = 'target' AND (SELECT count(*) FROM target"
         " AS s WHERE s.indicator = t.indicator AND s.kind = 'trajectory') < 2",
         0},
        /* what shows as a gap or late */
        {"SELECT count(*) FROM priority AS p WHERE NOT EXISTS (SELECT 1 FROM accountability AS a"
         " WHERE a.priority = p.code AND a.ends IS NULL)",
         1},
        {"SELECT count(*) FROM risk WHERE review_due < '2026-04-01'", 2},
        {"SELECT count(*) FROM commitment WHERE due < '2026-04-01' AND state <> 'done'", 4},
        {"SELECT count(*) FROM seat WHERE post IS NULL", 1},
        {"SELECT count(*) FROM indicator WHERE owner IS NULL", 3},
    };
    assert_counts(fixture, counts, sizeof counts / sizeof *counts);
    assert_loads(fixture, file, 0, 0, 0);
}

/* Nothing invented stands under a real place's name. */
static void the_invented_plan_names_no_real_authority(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(buffer_free) struct buffer areas = BUFFER(1 << 20);
    read_shared_data("indicators/la_code_list.csv", &areas);
    struct slice file = slice_from(read_plan(fixture, "thistlemouth-2025-28.yaml"));
    struct slice comment; /* at the top: it says of which plan's shape this one is not */
    while (slice_starts_with(file, SLICE("#")))
        slice_split(&file, '\n', &comment);
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open_memory(&reader, buffer_slice(&areas), NULL);
    struct csv_row row;
    size_t names = 0;
    while (csv_next(&reader, &row, NULL) > 0) {
        struct slice name = row.fields[1].text;
        bool is_a_word = slice_is(name, "Reading"); /* reading, writing and maths */
        if (!is_a_word && slice_find(file, name) < file.length)
            fail_msg("%.*s", SLICE_PRINT(name));
        names++;
    }
    assert_true(names > 150);
}

/* To the log two plans in one store are two files; one export holds both. */
static void two_plans_in_one_store_do_not_disturb_each_other(void **state)
{
    struct fixture *fixture = *state;
    static const char second[] =
        "partnership:\n  - {code: q, title: Q, place: Q, kind: invented}\n"
        "plan:\n  - {code: other, title: Other, partnership: q, vision: V, starts: 2020-01-01,\n"
        "     ends: 2021-01-01}\n"
        "post:\n  - {code: c, title: C}\n";
    assert_loads(fixture, HEAD POSTS, 4, 0, 0);
    assert_loads(fixture, second, 3, 0, 0);
    assert_loads(fixture, HEAD "post:\n  - {code: a, title: A}\n", 0, 0, 1);
    assert_false(get(fixture, &post_entity, "c").retired);
    assert_loads(fixture, export(fixture), 0, 0, 0);
    assert_loads(fixture, second, 0, 0, 0);
    struct plan_load done;
    assert_int_equal(load(fixture,
                          with(fixture, second, "{code: c, title: C}", "{code: a, title: Ours}"),
                          &done),
                     ERR_CONFLICT);
    assert_non_null(strstr(fixture->faults.items[0].message, "did not come from this file"));
}

/* Nottingham's indicators name measures by the codes of the published dictionary, and one that the
 * mapping of the public health profiles names, which come with their counts. */
static void each_measure_of_nottingham_is_in_the_dictionary(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(buffer_free) struct buffer dictionary = BUFFER(1 << 22);
    read_shared_data("indicators/lait_data_dictionary.csv", &dictionary);
    CLEANUP(map_free) struct map known = MAP;
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open_memory(&reader, buffer_slice(&dictionary), NULL);
    struct csv_row row;
    while (csv_next(&reader, &row, NULL) > 0)
        map_set(&known, row.fields[4].text, 1); /* Measure_short */
    map_set(&known, SLICE("90284"), 1);
    struct plan_load done;
    assert_int_equal(load(fixture, read_plan(fixture, "nottingham-2010-14.yaml"), &done), 0);
    struct query query = {.entity = &indicator_entity, .actor = &house};
    struct record_list list;
    struct err err = {0};
    assert_int_equal(record_query(fixture->writer->store, &query, &fixture->arena, &list, &err), 0);
    size_t named = 0;
    for (size_t i = 0; i < list.count; i++) {
        struct slice rest = record_text(&list.records[i], "measures"), code;
        for (; slice_split(&rest, '\n', &code); named++)
            if (map_get(&known, code) == MAP_ABSENT)
                fail_msg("%.*s is no measure", SLICE_PRINT(code));
    }
    assert_int_equal(named, 29);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(loading_twice_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_changed_is_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_file_drops_is_retired_and_comes_back_with_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_people_changed_stays_where_the_file_did_not, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            what_both_changed_is_refused_by_name_and_place_and_nothing_is_loaded, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(what_people_changed_and_the_file_drops_is_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(export_then_merge_then_load_settles_a_conflict, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_edit_after_the_export_is_still_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_export_of_another_store_says_nothing_of_this_one, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_record_from_elsewhere_is_not_taken_over, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_retired_record_that_others_name_is_exported_with_them,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_officers_may_change_places_in_one_load, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_rule_broken_with_what_people_made_is_refused_with_the_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whatever_people_type_is_exported_so_that_it_loads_back,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_target_is_of_a_period_and_a_share_of_a_hundred, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_empty_store_exports_as_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_plan_of_nottingham_is_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_invented_plan_is_of_another_shape, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_invented_plan_names_no_real_authority, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(two_plans_in_one_store_do_not_disturb_each_other, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(each_measure_of_nottingham_is_in_the_dictionary, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
