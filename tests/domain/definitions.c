/* What every kind of record promises: which fields must be given, can be sorted and searched, lead
 * where, and who may do what. Forms, lists, permissions and plan files are all read from these
 * definitions, so a word that falls out of one is a change for everybody; it must be meant. The
 * promises stand in tests/golden/definitions.txt. A new kind or field needs no line there. */
#include "support/test.h"

#include <stdlib.h>

#include "domain/domain.h"

static void describe_grants(const struct entity *entity, struct buffer *out)
{
    static const char *const roles[] = {"anyone", "contributor", "analyst", "governance-lead",
                                        "administrator"};
    for (size_t i = 0; i < entity->grant_count; i++) {
        const struct grant *grant = &entity->grants[i];
        buffer_printf(
            out, "%s: %s may%s%s%s%s%s%s\n", entity->name, roles[grant->role],
            grant->actions & READ ? " read" : "", grant->actions & CREATE ? " create" : "",
            grant->actions & UPDATE ? " update" : "", grant->actions & RETIRE ? " retire" : "",
            grant->where ? " where " : "", grant->where ? grant->where : "");
    }
}

static void describe_field(const struct entity *entity, const struct field *field,
                           struct buffer *out)
{
    static const char *const kinds[] = {
        [FIELD_TEXT] = "text",           [FIELD_LONG_TEXT] = "long text",
        [FIELD_INTEGER] = "integer",     [FIELD_DECIMAL] = "decimal",
        [FIELD_DATE] = "date",           [FIELD_CHOICE] = "choice",
        [FIELD_REFERENCE] = "reference", [FIELD_REFERENCES] = "references",
        [FIELD_DERIVED] = "derived"};
    buffer_printf(out, "%s.%s: %s%s%s%s%s%s%s%s%s", entity->name, field->name, kinds[field->kind],
                  field->refers ? " to " : "", field->refers ? field->refers : "",
                  field->required ? ", required" : "", field->sortable ? ", sortable" : "",
                  field->searchable ? ", searchable" : "", field->loose ? ", loose" : "",
                  field->secret ? ", secret" : "", field->internal ? ", internal" : "");
    if (field->longest)
        buffer_printf(out, ", at most %zu characters", field->longest);
    if (field->minimum < field->maximum)
        buffer_printf(out, ", %g to %g", field->minimum, field->maximum);
    for (size_t i = 0; i < field->choice_count; i++)
        buffer_printf(out, "%s%s", i ? " | " : ", ", field->choices[i].code);
    buffer_byte(out, '\n');
}

static void describe(const struct entity *entity, struct buffer *out)
{
    static const char *const sensitivities[] = {"public", "internal", "personal"};
    buffer_printf(out, "%s: %s, titled by %s, listed by %s, hangs on %s%s\n", entity->name,
                  sensitivities[entity->sensitivity], entity->title ? entity->title : "its code",
                  entity->order ? entity->order : "its code", entity->up ? entity->up : "nothing",
                  entity->planned ? ", planned" : "");
    if (entity->check)
        buffer_printf(out, "%s: with a rule\n", entity->name);
    describe_grants(entity, out);
    for (size_t i = 0; i < entity->field_count; i++)
        describe_field(entity, &entity->fields[i], out);
}

static void what_each_kind_of_record_promises_stays(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer promised = BUFFER(1 << 20), now = BUFFER(1 << 20);
    char path[4200];
    struct err err = {0};
    buffer_byte(&now, '\n');
    for (size_t i = 0; i < weft_registry.count; i++)
        describe(weft_registry.entities[i], &now);
    snprintf(path, sizeof path, "%s/tests/golden/definitions.txt", getenv("WEFT_SOURCE"));
    if (file_read(path, &promised, &err) < 0)
        fail_msg("%s", err.message);
    struct slice rest = buffer_slice(&promised), line;
    while (slice_split(&rest, '\n', &line)) {
        CLEANUP(buffer_free) struct buffer whole = BUFFER(4096);
        buffer_printf(&whole, "\n%.*s\n", SLICE_PRINT(line));
        if (line.length && slice_find(buffer_slice(&now), buffer_slice(&whole)) == now.length)
            fail_msg("It was promised, and is so no longer: %.*s", SLICE_PRINT(line));
    }
}

static bool may_read(const struct entity *entity, const struct grant *grant)
{
    bool may = grant->actions & READ;
    for (size_t i = 0; i < entity->grant_count; i++)
        may |= entity->grants[i].role == ANYONE && entity->grants[i].actions & READ &&
               !entity->grants[i].where;
    return may;
}

static void nobody_may_more_than_they_may_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < weft_registry.count; i++) {
        const struct entity *entity = weft_registry.entities[i];
        for (size_t k = 0; k < entity->grant_count; k++) {
            const struct grant *grant = &entity->grants[k];
            assert_true(may_read(entity, grant));
            assert_false(grant->role == ANYONE && grant->actions != READ);
            assert_false(grant->role == ANYONE && entity->sensitivity != PUBLIC);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_each_kind_of_record_promises_stays),
        cmocka_unit_test(nobody_may_more_than_they_may_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
