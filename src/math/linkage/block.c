#include "math/linkage/block.h"

#include <stdio.h>
#include <stdlib.h>

#include "math/linkage/names.h"
#include "math/linkage/nicknames.h"
#include "math/linkage/parallel.h"

#include "base/banned.h"

enum { ATOMS_MOST = 24 };

/* A rough form of one field's value: values that share it may be the same. */
struct atom {
    uint8_t field;
    const char *label;
    uint32_t *keys; /* by value; 0 where the value has none */
};

struct planner {
    const struct records *records;
    struct atom atoms[ATOMS_MOST];
    size_t atom_count;
    uint64_t budget;
    size_t threads;
    size_t cap;
    struct blocks *blocks;
};

static uint32_t key_of(struct slice text, uint64_t seed)
{
    uint32_t key = (uint32_t)slice_hash(text, seed);
    return text.length ? key | 1 : 0;
}

/* --- atoms ------------------------------------------------------------------------------------ */

enum atom_form {
    ATOM_VALUE,
    ATOM_SOUND,
    ATOM_YEAR_MONTH,
    ATOM_MONTH_DAY,
    ATOM_YEAR_DAY,
    ATOM_DISTRICT,
    ATOM_LOCAL_PART,
    ATOM_FIRST_HALF,
    ATOM_LAST_SIX,
};

static uint32_t sound_key(enum field_kind kind, struct slice text)
{
    char sound[12], ended[FOLD_LONGEST];
    if (kind == FIELD_GIVEN) {
        uint8_t sets[NICKNAME_SETS];
        nickname_sets_of(text, sets);
        if (sets[0])
            return (uint32_t)sets[0] * 2 + 1;
    }
    if (kind == FIELD_SURNAME) {
        size_t length = name_masculine(text, ended);
        if (length)
            text = (struct slice){ended, length};
    }
    return key_of((struct slice){sound, name_sound(text, sound)}, 2);
}

static uint32_t atom_key(enum atom_form form, enum field_kind kind, struct slice text)
{
    char part[6];
    switch (form) {
    case ATOM_SOUND:
        return sound_key(kind, text);
    case ATOM_YEAR_MONTH:
        return key_of(slice_sub(text, 0, 6), 3);
    case ATOM_MONTH_DAY:
        return key_of(slice_sub(text, 4, 8), 4);
    case ATOM_YEAR_DAY:
        memcpy(part, text.data, 4);
        memcpy(part + 4, text.data + 6, 2);
        return key_of((struct slice){part, 6}, 5);
    case ATOM_DISTRICT:
        return key_of(slice_sub(text, 0, text.length > 4 ? text.length - 3 : text.length), 6);
    case ATOM_LOCAL_PART:
        return key_of(slice_sub(text, 0, slice_find_byte(text, '@')), 7);
    case ATOM_FIRST_HALF:
        return key_of(slice_sub(text, 0, text.length / 2), 8);
    case ATOM_LAST_SIX:
        return key_of(slice_sub(text, text.length > 6 ? text.length - 6 : 0, text.length), 9);
    default:
        return key_of(text, 1);
    }
}

static void add_atom(struct planner *planner, size_t field, enum atom_form form, const char *label)
{
    if (planner->atom_count == ATOMS_MOST)
        return;
    const struct field *of = &planner->records->fields[field];
    struct atom *atom = &planner->atoms[planner->atom_count++];
    *atom = (struct atom){.field = (uint8_t)field, .label = label};
    atom->keys = memory_zeros(of->values->count, sizeof *atom->keys);
    for (uint32_t i = 1; i < of->values->count; i++)
        if (of->counts[i])
            atom->keys[i] = atom_key(form, of->kind, values_text(of->values, i));
}

static void add_atoms(struct planner *planner, size_t at)
{
    switch (planner->records->fields[at].kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
        add_atom(planner, at, ATOM_SOUND, "sound");
        break;
    case FIELD_DATE:
        add_atom(planner, at, ATOM_YEAR_MONTH, "year and month");
        add_atom(planner, at, ATOM_MONTH_DAY, "month and day");
        add_atom(planner, at, ATOM_YEAR_DAY, "year and day");
        break;
    case FIELD_POSTCODE:
        add_atom(planner, at, ATOM_DISTRICT, "district");
        break;
    case FIELD_EMAIL:
        add_atom(planner, at, ATOM_LOCAL_PART, "local part");
        break;
    case FIELD_SEX:
        break;
    default:
        add_atom(planner, at, ATOM_VALUE, "value");
    }
}

/* --- rules ------------------------------------------------------------------------------------ */

struct keyed {
    uint32_t key, row;
};

static void sort_keyed(struct keyed *items, struct keyed *spare, size_t count)
{
    for (unsigned shift = 0; shift < 32; shift += 11) {
        uint32_t starts[2049] = {0};
        for (size_t i = 0; i < count; i++)
            starts[(items[i].key >> shift & 2047) + 1]++;
        for (size_t i = 0; i < 2048; i++)
            starts[i + 1] += starts[i];
        for (size_t i = 0; i < count; i++)
            spare[starts[items[i].key >> shift & 2047]++] = items[i];
        struct keyed *other = items;
        items = spare;
        spare = other;
    }
    /* Three passes: what is sorted lies in the spare; bring it home. */
    memcpy(spare, items, count * sizeof *items);
}

static uint32_t rule_key(const struct planner *planner, const struct block_rule *rule,
                         const uint32_t *row)
{
    uint32_t key = 0x9e3779b9;
    for (size_t i = 0; i < rule->atom_count; i++) {
        const struct atom *atom = &planner->atoms[rule->atoms[i]];
        uint32_t part = atom->keys[row[atom->field]];
        if (part == 0)
            return 0;
        key = (key ^ part) * 0x85ebca6b;
        key ^= key >> 15;
    }
    return key | 1;
}

static size_t block_end(const struct keyed *items, size_t start, size_t count)
{
    size_t end = start + 1;
    while (end < count && items[end].key == items[start].key)
        end++;
    return end;
}

/* Lay out the blocks within the cap; flag the rows of the others in over (may be NULL). */
static void lay_blocks(struct block_rule *rule, const struct keyed *items, size_t count,
                       size_t row_count, size_t cap, uint8_t *over)
{
    rule->members = memory_allocate(count * sizeof *rule->members);
    rule->position = memory_allocate(row_count * sizeof *rule->position);
    memset(rule->position, 0xFF, row_count * sizeof *rule->position);
    for (size_t start = 0, end; start < count; start = end) {
        end = block_end(items, start, count);
        size_t size = end - start;
        if (size < 2)
            continue;
        if (size > cap) {
            for (size_t i = start; i < end; i++)
                over[items[i].row] = 1;
            continue;
        }
        rule->pairs += (uint64_t)size * (size - 1) / 2;
        for (size_t i = start; i < end; i++) {
            rule->position[items[i].row] = (uint32_t)rule->member_count;
            rule->members[rule->member_count++] = items[i].row;
        }
        rule->members[rule->member_count - 1] |= UINT32_C(1) << 31;
    }
}

struct level_context {
    struct planner *planner;
    struct block_rule *rules;
    uint8_t **over; /* by rule: rows whose block is over the cap */
    const struct block_rule *parents;
    uint8_t *const *parents_over;
    size_t parent_count;
};

static bool contains(const struct block_rule *rule, const struct block_rule *part)
{
    size_t found = 0;
    for (size_t i = 0; i < part->atom_count; i++)
        for (size_t j = 0; j < rule->atom_count; j++)
            found += part->atoms[i] == rule->atoms[j];
    return found == part->atom_count;
}

static void build_rule(void *argument, size_t piece)
{
    struct level_context *level = argument;
    struct planner *planner = level->planner;
    const struct records *records = planner->records;
    struct block_rule *rule = &level->rules[piece];
    struct keyed *items = memory_allocate(records->row_count * sizeof *items);
    struct keyed *spare = memory_allocate(records->row_count * sizeof *spare);
    const uint8_t *needed[RULE_ATOMS + 1];
    size_t needed_count = 0, count = 0;
    for (size_t i = 0; i < level->parent_count; i++)
        if (contains(rule, &level->parents[i]) && needed_count <= RULE_ATOMS)
            needed[needed_count++] = level->parents_over[i];
    for (uint32_t row = 0; row < records->row_count; row++) {
        bool wanted = true;
        for (size_t i = 0; i < needed_count && wanted; i++)
            wanted = needed[i][row];
        uint32_t key = wanted ? rule_key(planner, rule, records_row(records, row)) : 0;
        if (key)
            items[count++] = (struct keyed){key, row};
    }
    sort_keyed(items, spare, count);
    level->over[piece] = memory_zeros(records->row_count, 1);
    lay_blocks(rule, items, count, records->row_count, planner->cap, level->over[piece]);
    memory_free(items);
    memory_free(spare);
}

static bool fields_differ(const struct planner *planner, const uint8_t *atoms, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (planner->atoms[atoms[i]].field == planner->atoms[atoms[j]].field)
                return false;
    return true;
}

static void label_rule(const struct planner *planner, struct block_rule *rule)
{
    size_t used = 0;
    for (size_t i = 0; i < rule->atom_count && used < sizeof rule->label; i++) {
        const struct atom *atom = &planner->atoms[rule->atoms[i]];
        int written =
            snprintf(rule->label + used, sizeof rule->label - used, "%s%.20s (%s)", i ? " + " : "",
                     planner->records->fields[atom->field].label, atom->label);
        used += written > 0 ? (size_t)written : 0;
    }
}

/* All sets of `size` atoms of different fields. */
static size_t make_rules(struct planner *planner, size_t size, struct block_rule *rules,
                         size_t most)
{
    size_t count = 0;
    uint8_t atoms[RULE_ATOMS] = {0};
    for (size_t i = 0; i < size; i++)
        atoms[i] = (uint8_t)i;
    while (size <= planner->atom_count && count < most) {
        if (fields_differ(planner, atoms, size)) {
            rules[count] = (struct block_rule){.atom_count = size};
            memcpy(rules[count].atoms, atoms, size);
            label_rule(planner, &rules[count++]);
        }
        size_t at = size;
        while (at > 0 && atoms[at - 1] == planner->atom_count - size + at - 1)
            at--;
        if (at == 0)
            break;
        atoms[at - 1]++;
        for (size_t i = at; i < size; i++)
            atoms[i] = (uint8_t)(atoms[i - 1] + 1);
    }
    return count;
}

static void free_over(uint8_t **over, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memory_free(over[i]);
    memory_free(over);
}

static void plan_rules(struct planner *planner)
{
    struct blocks *blocks = planner->blocks;
    blocks->rules = memory_zeros(RULES_MOST, sizeof *blocks->rules);
    uint8_t **parents_over = NULL;
    size_t parents_from = 0, parent_count = 0;
    for (size_t size = 2; size <= 4; size++) {
        struct block_rule *rules = blocks->rules + blocks->rule_count;
        size_t count = make_rules(planner, size, rules, RULES_MOST - blocks->rule_count);
        struct level_context level = {
            .planner = planner,
            .rules = rules,
            .over = memory_zeros(count + 1, sizeof *level.over),
            .parents = blocks->rules + parents_from,
            .parents_over = parents_over,
            .parent_count = parent_count,
        };
        parallel_for(planner->threads, count, build_rule, &level);
        free_over(parents_over, parent_count);
        parents_over = level.over;
        parents_from = blocks->rule_count;
        parent_count = count;
        blocks->rule_count += count;
        if (getenv("WEFT_DEBUG"))
            for (size_t i = 0; i < count; i++)
                fprintf(stderr, "%s: %zu rows, %llu pairs\n", rules[i].label, rules[i].member_count,
                        (unsigned long long)rules[i].pairs);
        for (size_t i = 0; i < count; i++)
            blocks->pairs += rules[i].pairs;
    }
    free_over(parents_over, parent_count);
}

void blocks_build(const struct records *records, uint64_t budget, size_t threads,
                  struct blocks *ret_blocks)
{
    *ret_blocks = (struct blocks){.row_count = records->row_count};
    uint64_t all =
        (uint64_t)records->row_count * (records->row_count - (records->row_count > 0)) / 2;
    if (all <= budget) {
        ret_blocks->everything = true;
        ret_blocks->pairs = all;
        return;
    }
    struct planner planner = {
        .records = records, .budget = budget, .threads = threads, .blocks = ret_blocks, .cap = 100};
    for (size_t at = 0; at < records->field_count; at++)
        add_atoms(&planner, at);
    plan_rules(&planner);
    for (size_t i = 0; i < planner.atom_count; i++)
        memory_free(planner.atoms[i].keys);
}

void blocks_free(struct blocks *blocks)
{
    for (size_t i = 0; i < blocks->rule_count; i++) {
        memory_free(blocks->rules[i].members);
        memory_free(blocks->rules[i].position);
    }
    memory_free(blocks->rules);
    *blocks = (struct blocks){0};
}

size_t blocks_candidates(const struct blocks *blocks, uint32_t row, uint32_t *seen,
                         uint32_t *candidates)
{
    size_t count = 0;
    if (blocks->everything) {
        for (uint32_t other = row + 1; other < blocks->row_count; other++)
            candidates[count++] = other;
        return count;
    }
    for (size_t i = 0; i < blocks->rule_count; i++) {
        const struct block_rule *rule = &blocks->rules[i];
        uint32_t at = rule->position[row];
        if (at == UINT32_MAX)
            continue;
        while (!(rule->members[at] >> 31)) {
            uint32_t other = rule->members[++at] & ~(UINT32_C(1) << 31);
            if (seen[other] == row)
                continue;
            seen[other] = row;
            candidates[count++] = other;
        }
    }
    return count;
}
