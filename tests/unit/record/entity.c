/* Definitions that cannot stand are told by name (that the program's own can is tested with them).
 */
#include "support/test.h"

#include <stdio.h>

#include "record/record.h"

static const struct field title = TEXT("title", .label = "Title");

static void a_field_that_cannot_stand_is_named(void **state)
{
    (void)state;
    static const struct {
        struct field field;
        const char *says;
    } wrong[] = {
        {TEXT("Title", .label = "T"),
         "The field Title of promise has a name that cannot be a column."},
        {TEXT("1st", .label = "T"), "The field 1st of promise has a name that cannot be a column."},
        {TEXT("a-b", .label = "T"), "The field a-b of promise has a name that cannot be a column."},
        {TEXT("", .label = "T"), "The field  of promise has a name that cannot be a column."},
        {TEXT("id", .label = "T"), "The field id of promise has a name that cannot be a column."},
        {TEXT("code", .label = "T"),
         "The field code of promise has a name that cannot be a column."},
        {TEXT("version", .label = "T"),
         "The field version of promise has a name that cannot be a column."},
        {TEXT("retired", .label = "T"),
         "The field retired of promise has a name that cannot be a column."},
        {TEXT("title", .label = "T"), "The field title of promise stands twice."},
        {TEXT("story"), "The field story of promise has no label."},
        {REFERENCE("up", "unicorn", .label = "Up"),
         "The field up of promise refers to an entity that is not there."},
        {REFERENCES("ups", "unicorn", .label = "Up"),
         "The field ups of promise refers to an entity that is not there."},
        {TEXT("holder", .label = "Holder", .found_by = "unicorn"),
         "The field holder of promise is found by an entity that is not there."},
        {{.name = "colour", .kind = FIELD_CHOICE, .label = "Colour"},
         "The field colour of promise offers no choice."},
        {{.name = "letters", .kind = FIELD_DERIVED, .label = "Letters"},
         "The field letters of promise has no expression."},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct field fields[] = {title, wrong[i].field};
        const struct entity promise = {.name = "promise",
                                       .label = "Promise",
                                       .plural = "Promises",
                                       .fields = fields,
                                       .field_count = 2};
        const struct entity *const entities[] = {&promise};
        const struct registry registry = {entities, 1};
        struct err err = {0};
        assert_int_equal(registry_check(&registry, &err), ERR_INTERNAL);
        assert_string_equal(err.message, wrong[i].says);
    }
}

static void an_entity_that_cannot_stand_is_named(void **state)
{
    (void)state;
    static const struct field fields[] = {
        TEXT("title", .label = "Title"), REFERENCE("above", "promise", .label = "Above"),
        REFERENCE("other", "unicorn", .loose = true, .label = "Other")};
    const struct entity sound = {.name = "promise",
                                 .label = "Promise",
                                 .plural = "Promises",
                                 .fields = FIELDS(fields),
                                 .title = "title",
                                 .order = "title",
                                 .up = "above,other"};
    struct entity wrong[9];
    static const char *const says[] = {
        "Entity 1 has no usable name or label.",
        "Entity 1 has no usable name or label.",
        "Entity 1 has no usable name or label.",
        "Entity 1 has no usable name or label.",
        "Two entities are called promise.",
        "another is named by name, which it does not have.",
        "another is sorted by position, which it does not have.",
        "another leads up by title, which is no reference.",
        "another is named by nosuch, which it does not have.",
    };
    for (size_t i = 0; i < 9; i++) {
        wrong[i] = sound;
        wrong[i].name = "another";
    }
    wrong[0].name = NULL;
    wrong[1].name = "An other";
    wrong[2].label = NULL;
    wrong[3].plural = NULL;
    wrong[4].name = "promise";
    wrong[5].title = "name";
    wrong[6].order = "position";
    wrong[7].up = "above,title";
    wrong[8].named_by = "title,nosuch";
    for (size_t i = 0; i < 9; i++) {
        const struct entity *const entities[] = {&sound, &wrong[i]};
        const struct registry one = {entities, 1}, both = {entities, 2};
        struct err err = {0};
        assert_int_equal(registry_check(&one, &err), 0);
        assert_int_equal(registry_check(&both, &err), ERR_INTERNAL);
        assert_string_equal(err.message, says[i]);
    }
}

static void a_grant_that_no_save_could_keep_is_refused(void **state)
{
    (void)state;
    static const struct field fields[] = {TEXT("title", .label = "Title")};
    static const struct grant grants[] = {
        {CONTRIBUTOR, READ, "t.title = " GRANT_ACTOR},
        {CONTRIBUTOR, READ | UPDATE, "t.title < " GRANT_TODAY},
        {CONTRIBUTOR, UPDATE | RETIRE, NULL, .fields = "title"},
        {CONTRIBUTOR, UPDATE, NULL, .fields = "title,nosuch"},
        {CONTRIBUTOR, UPDATE, "t.title = " GRANT_ACTOR, .fields = "title"}, /* this one can */
    };
    for (size_t i = 0; i < sizeof grants / sizeof *grants; i++) {
        const struct entity promise = {.name = "promise",
                                       .label = "Promise",
                                       .plural = "Promises",
                                       .fields = fields,
                                       .field_count = 1,
                                       .grants = &grants[i],
                                       .grant_count = 1};
        const struct entity *const entities[] = {&promise};
        const struct registry registry = {entities, 1};
        struct err err = {0};
        assert_int_equal(registry_check(&registry, &err), i == 4 ? 0 : ERR_INTERNAL);
        if (i < 4)
            assert_string_equal(err.message, "promise has a grant that cannot be kept.");
    }
}

static void an_entity_has_no_more_fields_than_a_set_of_them_can_hold(void **state)
{
    (void)state;
    static struct field fields[65];
    char names[65][16];
    for (int i = 0; i < 65; i++) {
        snprintf(names[i], sizeof names[i], "f%d", i);
        fields[i] = (struct field){.name = names[i], .label = "F"};
    }
    for (size_t count = 64; count <= 65; count++) {
        const struct entity wide = {.name = "wide",
                                    .label = "Wide",
                                    .plural = "Wides",
                                    .fields = fields,
                                    .field_count = count};
        const struct entity *const entities[] = {&wide};
        const struct registry registry = {entities, 1};
        struct err err = {0};
        assert_int_equal(registry_check(&registry, &err), count == 64 ? 0 : ERR_INTERNAL);
        if (count == 65)
            assert_string_equal(err.message, "wide has more than 64 fields.");
    }
}

static void no_store_is_made_of_definitions_that_cannot_stand(void **state)
{
    (void)state;
    static const struct field taken = TEXT("code", .label = "Code");
    const struct entity promise = {.name = "promise",
                                   .label = "Promise",
                                   .plural = "Promises",
                                   .fields = &taken,
                                   .field_count = 1};
    const struct entity *const entities[] = {&promise};
    const struct registry registry = {entities, 1};
    struct writer *writer = NULL;
    struct err err = {0};
    char path[300];
    snprintf(path, sizeof path, "%s/store", scratch_folder());
    assert_int_equal(writer_open(path, STORE_CREATE, &registry, &writer, &err), ERR_INTERNAL);
    assert_null(writer);
    assert_string_equal(err.message,
                        "The field code of promise has a name that cannot be a column.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_that_cannot_stand_is_named),
        cmocka_unit_test(an_entity_that_cannot_stand_is_named),
        cmocka_unit_test(a_grant_that_no_save_could_keep_is_refused),
        cmocka_unit_test(an_entity_has_no_more_fields_than_a_set_of_them_can_hold),
        cmocka_unit_test(no_store_is_made_of_definitions_that_cannot_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
