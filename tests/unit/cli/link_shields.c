/* Shields as a stranger to the code would try to get round them: by how a column is written, by
 * several files in one run, and by every output of a register together. */
#include "support/test.h"

#include "store/store.h"
#include "support/scratch.h"
#include "support/table.h"

#define HEAD "id,first_name,surname,dob,postcode"
#define ANNA "Anna,Kowalska,2001-02-03,NG1 5AB"

static void run_well(const char *command)
{
    if (scratch_run(command) != 0)
        fail_msg("%s: %.*s", command, SLICE_PRINT(scratch_said()));
}

/* Nobody is beside them in the clusters file: three records, three persons. */
static void assert_all_apart(const char *sources)
{
    char command[400];
    snprintf(
        command, sizeof command,
        "rm -f city; weft link --register city %s --clusters c.csv --pairs p.csv && "
        "test $(sed 1d c.csv | cut -d, -f3 | sort -u | wc -l) = 3 && test $(wc -l < p.csv) = 1",
        sources);
    run_well(command);
}

static void each_source_of_a_run_may_write_the_column_in_its_own_way(void **state)
{
    (void)state;
    static const char *const words[][2] = {{"shielded", "Shielded"},
                                           {"Shielded", "shielded"},
                                           {"SHIELDED", " shielded "},
                                           {"shielded", "shielded"}};
    char text[300];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        snprintf(text, sizeof text, HEAD ",%s\na1," ANNA ",\na2,Bilal,Khan,2004-05-06,NG7 2QP,no\n",
                 words[i][0]);
        scratch_put("a.csv", text);
        snprintf(text, sizeof text, HEAD ",%s\nb1," ANNA ",yes\n", words[i][1]);
        scratch_put("b.csv", text);
        assert_all_apart("a=a.csv b=b.csv");
        assert_all_apart("b=b.csv a=a.csv");
    }
}

static void a_source_with_two_such_columns_shields_by_either(void **state)
{
    (void)state;
    scratch_put("a.csv", HEAD "\na1," ANNA "\na2,Bilal,Khan,2004-05-06,NG7 2QP\n");
    scratch_put("b.csv", HEAD ",Shielded,shielded\nb1," ANNA ",no,yes\n");
    assert_all_apart("a=a.csv b=b.csv");
    scratch_put("b.csv", HEAD ",Shielded,shielded\nb1," ANNA ",yes,no\n");
    assert_all_apart("a=a.csv b=b.csv");
    static const char told[] =
        "{\"column\":\"shielded\",\"taken_as\":\"who is shown with no other\"}";
    run_well("weft link a=a.csv b=b.csv --json");
    assert_said(told);
    run_well("rm -f city; weft link --register city a=a.csv b=b.csv --json");
    assert_said(told);
}

/* What parts a source from an identifier may stand in either; and a file may be called so. */
static void a_record_is_named_also_where_its_source_has_a_colon(void **state)
{
    (void)state;
    scratch_put("a.csv", HEAD "\na1," ANNA "\nx:2,Bilal,Khan,2004-05-06,NG7 2QP\n");
    scratch_put("b:c.csv", HEAD "\nb1," ANNA "\nx:2,Bilal,Khan,2004-05-06,NG7 2QP\n");
    run_well("rm -f city; weft link --register city ward:7=a.csv b:c.csv && "
             "weft link --register city --explain ward:7:a1 b:c:b1 && "
             "weft link ward:7=a.csv b:c.csv --explain ward:7:a1 b:c:b1 --why b:c:x:2");
    run_well("weft link --register city --decide same ward:7:a1 b:c:b1 --by A --because B && "
             "weft link --register city --shield b:c:b1 && "
             "weft link --register city ward:7=a.csv --shield ward:7:x:2");
    scratch_run(
        "weft link --register city --clusters c.csv; weft link --register city --decisions");
    assert_said("shield     b:c:b1 ");
    run_well("test $(sed 1d c.csv | cut -d, -f3 | sort -u | wc -l) = 4 && "
             "weft link --register city --unshield b:c:b1 --by A --because B");
    assert_int_equal(scratch_run("weft link --register city --shield ward:8:a1"), 1);
    assert_said("There is no record \"ward:8:a1\"");
}

/* Whoever it was, the record stays hidden when it comes again, written otherwise, in its own feed
 * and in another. */
static void a_shield_put_up_with_a_feed_is_listed_and_holds_under_other_spellings(void **state)
{
    (void)state;
    scratch_put("a.csv", HEAD "\na1," ANNA "\na2,Bilal,Khan,2004-05-06,NG7 2QP\n");
    scratch_put("b.csv", HEAD "\nb1," ANNA "\n");
    run_well("rm -f city; weft link --register city b.csv && "
             "weft link --register city a.csv --shield a:a1 --by J --because 'Court order' && "
             "weft link --register city --decisions");
    assert_said("  shield     a:a1  by J: Court order\n");
    run_well("weft link --register city --decisions --json");
    assert_said("\"verdict\":\"shield\",\"in_force\":true,\"record\":\"a:a1\",\"who\":\"J\",");
    scratch_put("a.csv", HEAD "\na1,Ania,Kowalski,2001-03-02,NG1 5AB\n");
    scratch_put("c.csv", HEAD "\nc1,Anna,Kowalski,2001-02-03,NG1 5AB\n");
    run_well(
        "weft link --register city a.csv && weft link --register city c.csv && "
        "weft link --register city --clusters c.csv --pairs p.csv && "
        "test $(sed 1d c.csv | cut -d, -f3 | sort -u | wc -l) = 4 && test $(wc -l < p.csv) = 1");
    run_well("weft link --register city b.csv --shield b:b1 && weft link --register city "
             "--decisions");
    assert_said("  shield     b:b1  by not said: not said\n");
}

/* b1 is hidden as one person with a1. It must not look as if it had no address, and nothing may be
 * said of the two, nor of b1 and anybody else. */
static void a_run_over_files_hides_who_is_one_person_with_a_shielded_record(void **state)
{
    (void)state;
    static const char head[] = "id,first_name,surname,dob,address,postcode,shielded\n";
    char text[400];
    snprintf(text, sizeof text, "%sa1,Anna,Kowalska,2001-02-03,1 High St,NG1 5AB,yes\n", head);
    scratch_put("a.csv", text);
    snprintf(text, sizeof text,
             "%sb1,Anna,Kowalska,2001-02-03,1 High St,NG1 5AB,\n"
             "b2,Bilal,Khan,2004-05-06,7 Mill Ln,NG7 2QP,\n"
             "b3,Bo,Li,1999-05-06,1 High St,NG1 5AB,\n",
             head);
    scratch_put("b.csv", text);
    run_well("weft link a.csv b.csv --households h.csv");
    assert_has_text(scratch_read("h.csv"), "a,a1,1,1,address\nb,b1,2,2,address\n"
                                           "b,b2,3,3,address\nb,b3,4,4,address\n");
    static const char *const pairs[] = {"a:a1 b:b1", "b:b1 b:b2", "b:b2 a:a1"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text, "weft link a.csv b.csv --report r.html --explain %s", pairs[i]);
        run_well(text);
        assert_said("One of them is shielded, or is of one person with a record that is,");
        assert_lacks_text(scratch_said(), "likely");
        assert_has_text(scratch_read("r.html"), "one is shielded, or is of one person with");
        snprintf(text, sizeof text, "weft link a.csv b.csv --explain %s --json", pairs[i]);
        run_well(text);
        assert_said(",\"withheld\":true}");
        snprintf(text, sizeof text, "rm -f p.svg; weft link a.csv b.csv --explain %s --svg p.svg",
                 pairs[i]);
        assert_int_equal(scratch_run(text), 1);
        assert_false(scratch_has("p.svg"));
    }
    run_well("weft link a.csv b.csv --explain b:b2 b:b3");
    assert_said("likely to be one person");
}

/* --- a city in five feeds --------------------------------------------------------------------- */

/* Who is hidden, as the file itself has it: "source,id" a line. */
struct hidden {
    struct buffer names;
    size_t count;
};

static struct hidden read_hidden(const char *name)
{
    char path[400];
    struct store *store;
    struct err err = {0};
    struct hidden hidden = {BUFFER(1 << 20), 0};
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    assert_int_equal(store_open(path, STORE_READ, &store, &err), 0);
    struct store_statement *all =
        store_prepare(store, "SELECT s.name || ',' || r.id FROM record r"
                             " JOIN source s ON s.number = r.source WHERE r.shielded <> 0");
    buffer_byte(&hidden.names, '\n');
    while (store_step(all, &err) == 1) {
        buffer_append(&hidden.names, store_text(all, 0));
        buffer_byte(&hidden.names, '\n');
        hidden.count++;
    }
    store_release(&all);
    store_close(&store);
    return hidden;
}

static bool is_hidden(const struct hidden *hidden, struct slice source, struct slice id)
{
    CLEANUP(buffer_free) struct buffer name = BUFFER(1000);
    buffer_printf(&name, "\n%.*s,%.*s\n", SLICE_PRINT(source), SLICE_PRINT(id));
    struct slice names = buffer_slice(&hidden->names);
    return slice_find(names, buffer_slice(&name)) < names.length;
}

static size_t count_cells(const struct table *table, size_t column, struct slice wanted)
{
    size_t count = 0;
    for (size_t row = 0; row < table->rows; row++)
        count += slice_equal(table_cell(table, row, column), wanted);
    return count;
}

/* What the hidden have in this column nobody else has; a blank cell says nothing. */
static void assert_unshared(const struct hidden *hidden, const char *file, const char *heading,
                            struct buffer *tokens)
{
    CLEANUP(table_free) struct table table = table_made("", file);
    size_t source = table_column(&table, "source"), id = table_column(&table, "id");
    size_t column = table_column(&table, heading), met = 0;
    for (size_t row = 0; row < table.rows; row++) {
        struct slice cell = table_cell(&table, row, column);
        if (!is_hidden(hidden, table_cell(&table, row, source), table_cell(&table, row, id)))
            continue;
        met++;
        if (cell.length && count_cells(&table, column, cell) != 1)
            fail_msg("%s: line %zu has its %s with others", file, row + 2, heading);
        if (tokens)
            buffer_printf(tokens, "%.*s\n", SLICE_PRINT(cell));
    }
    assert_int_equal(met, hidden->count);
}

/* In the families each hidden person has a line, says of nobody else, and nobody says of them. */
static void assert_without_family(struct slice tokens)
{
    CLEANUP(table_free) struct table table = table_made("", "f.csv");
    size_t person = table_column(&table, "person"), family = table_column(&table, "family");
    struct slice token;
    while (slice_split(&tokens, '\n', &token)) {
        if (token.length == 0)
            continue;
        for (size_t row = 0; row < table.rows; row++) {
            bool own = slice_equal(table_cell(&table, row, person), token);
            for (size_t column = 0; column < table.columns; column++)
                if (column != person && slice_equal(table_cell(&table, row, column), token))
                    fail_msg("f.csv: line %zu names a hidden person", row + 2);
            if (own)
                assert_int_equal(count_cells(&table, family, table_cell(&table, row, family)), 1);
        }
    }
}

static void assert_nowhere_else(const struct hidden *hidden)
{
    struct slice rest = buffer_slice(&hidden->names), name;
    CLEANUP(buffer_free) struct buffer text = BUFFER(64 << 20);
    buffer_append(&text, scratch_read("p.csv"));
    buffer_append(&text, scratch_read("r.html"));
    while (slice_split(&rest, '\n', &name)) {
        struct slice id = slice_sub(name, slice_find_byte(name, ',') + 1, name.length);
        if (id.length && slice_find(buffer_slice(&text), id) < text.length)
            fail_msg("%.*s is in the pairs or in the report", SLICE_PRINT(name));
    }
}

static void no_output_shows_a_hidden_record_with_another(void **state)
{
    (void)state;
    run_well("weft synth people --people 350 --seed 9 --out . && for s in council health; do "
             "awk -F, 'NR == 1 { print $0 \",Shielded\" } NR > 1 { print $0 \",\" "
             "(NR % 11 == 3 ? \"yes\" : \"\") }' $s.csv > $s-hides.csv; done");
    run_well("rm -f town; weft link --register town schools=schools.csv council=council-hides.csv; "
             "weft link --register town police=police.csv charity=charity.csv; "
             "weft link --register town health=health-hides.csv --clusters run.csv; "
             "weft link --register town --clusters c.csv --pairs p.csv --households h.csv "
             "--families f.csv --report r.html --json > a.json");
    struct hidden hidden = read_hidden("town");
    assert_true(hidden.count > 60);
    CLEANUP(buffer_free) struct buffer tokens = BUFFER(1 << 20);
    assert_unshared(&hidden, "c.csv", "person", &tokens);
    assert_unshared(&hidden, "h.csv", "household", NULL);
    assert_without_family(buffer_slice(&tokens));
    assert_nowhere_else(&hidden);
    buffer_free(&hidden.names);
}

static void whoever_lifts_a_shield_is_told_what_contradicts_behind_it(void **state)
{
    (void)state;
    scratch_put("a.csv", HEAD "\na1," ANNA "\na2,Bilal,Khan,2004-05-06,NG7 2QP\n");
    run_well("rm -f city; weft link --register city a.csv --shield a:a1 && "
             "weft link --register city --decide different a:a1 a:a2 --by J --because x");
    run_well("weft link --register city --decide same a:a1 a:a2 --by K --because y");
    assert_lacks_text(scratch_said(), "contradict");
    run_well("weft link --register city --decisions --json");
    assert_said("{\"decisions\":[],\"shields\":[");
    assert_said("],\"contradictions\":[]}\n");
    run_well("cp city copy; weft link --register copy --unshield a:a1 --by J --because z --json");
    assert_said("{\"unshielded\":\"a:a1\",\"contradictions\":[{\"different\":\"");
    run_well("weft link --register city --unshield a:a1 --by J --because z");
    assert_said("contradict each other: one was made while a shield hid the other.");
    run_well("weft link --register city --decisions");
    assert_said("(different) and ");
    assert_int_equal(scratch_run("weft link --register city --decide same a:a1 a:a2 --by J "
                                 "--because again"),
                     0); /* as it is already */
    assert_int_equal(scratch_run("weft link --register city --decide unsure a:a1 a:a2 --by J "
                                 "--because again"),
                     1);
    assert_said("contradicts the decision");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_source_of_a_run_may_write_the_column_in_its_own_way),
        cmocka_unit_test(a_source_with_two_such_columns_shields_by_either),
        cmocka_unit_test(a_record_is_named_also_where_its_source_has_a_colon),
        cmocka_unit_test(a_shield_put_up_with_a_feed_is_listed_and_holds_under_other_spellings),
        cmocka_unit_test(a_run_over_files_hides_who_is_one_person_with_a_shielded_record),
        cmocka_unit_test(no_output_shows_a_hidden_record_with_another),
        cmocka_unit_test(whoever_lifts_a_shield_is_told_what_contradicts_behind_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
