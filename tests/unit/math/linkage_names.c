#include "support/test.h"

#include "math/linkage/linkage.h"
#include "math/linkage/texts/emails.h"
#include "math/linkage/texts/fold.h"
#include "math/linkage/texts/name_sets.h"
#include "math/linkage/texts/names.h"
#include "math/linkage/texts/nicknames.h"

static void assert_folded(const char *text, const char *expected)
{
    char folded[FOLD_LONGEST];
    size_t length = fold_text(slice_from(text), "", folded);
    assert_slice((struct slice){folded, length}, expected);
}

static void writings_of_one_name_fold_to_one_text(void **state)
{
    (void)state;
    assert_folded("Łódź", "lodz");
    assert_folded("ŁÓDŹ", "lodz");
    assert_folded("  Wiśniewska–Żak ", "wisniewska zak");
    assert_folded("Ștefănescu", "stefanescu"); /* comma below */
    assert_folded("Ştefănescu", "stefanescu"); /* cedilla */
    assert_folded("O’Neil", "oneil");
    assert_folded("O'NEIL", "oneil");
    assert_folded("Müller-Lüdenscheid", "muller ludenscheid");
    assert_folded("Straße", "strasse");
    assert_folded("Zoe\xCC\x88", "zoe"); /* a mark that stands alone */
    assert_folded("Nguyễn", "nguyen");
}

static void arabic_and_urdu_letters_become_what_romanisation_writes(void **state)
{
    (void)state;
    assert_folded("محمد", "mhmd");
    assert_folded("مُحَمَّد", "mhmd"); /* with vowel marks */
    assert_folded("فاطمہ", "fatmh");
    assert_folded("چودھری", "chwdhry");
}

static void letters_of_other_scripts_stay(void **state)
{
    (void)state;
    assert_folded("王 小明", "王 小明");
    assert_folded("Иванов", "Иванов");
}

static void bytes_that_are_no_utf8_and_endless_texts_do_no_harm(void **state)
{
    (void)state;
    char endless[5000], folded[FOLD_LONGEST];
    assert_folded("\xFF\xFEJos\xE9", "jos");
    assert_folded("", "");
    assert_folded("---", "");
    memset(endless, 'a', sizeof endless);
    assert_int_equal(fold_text((struct slice){endless, sizeof endless}, "", folded), FOLD_LONGEST);
    for (size_t i = 0; i + 1 < sizeof endless; i += 2)
        memcpy(endless + i, "\xC3\x9F", 2); /* ß: two letters each */
    assert_true(fold_text((struct slice){endless, sizeof endless}, "", folded) <= FOLD_LONGEST);
}

static void assert_tokens(const char *text, enum name_role role, uint32_t off, const char *expected)
{
    struct person_name name;
    char joined[FOLD_LONGEST + NAME_TOKENS];
    size_t length = 0;
    name_parse(slice_from(text), role, off, &name);
    for (size_t i = 0; i < name.count; i++) {
        if (i)
            joined[length++] = ' ';
        memcpy(joined + length, name.tokens[i].data, name.tokens[i].length);
        length += name.tokens[i].length;
    }
    assert_slice((struct slice){joined, length}, expected);
}

static void titles_and_particles_are_no_names(void **state)
{
    (void)state;
    assert_tokens("Sir William Chance, 2nd Baronet", NAME_FULL, 0, "william chance");
    assert_tokens("Mrs J. van der Berg", NAME_FULL, 0, "j berg");
    assert_tokens("de la Cruz", NAME_SURNAME, 0, "cruz");
    assert_tokens("Al-Hussain", NAME_SURNAME, 0, "hussain");
    assert_tokens("Osama bin Zaid", NAME_FULL, 0, "osama zaid");
}

static void a_title_or_particle_alone_may_be_a_name(void **state)
{
    (void)state;
    assert_tokens("Major", NAME_SURNAME, 0, "major");
    assert_tokens("Ben", NAME_GIVEN, 0, "ben");
    assert_tokens("Al", NAME_GIVEN, 0, "al");
    assert_tokens("Al Henry", NAME_GIVEN, 0, "al henry");
    assert_tokens("El Sayed", NAME_GIVEN, 0, "sayed"); /* a surname: nobody is called El */
    assert_tokens("dos Santos", NAME_GIVEN, 0, "santos");
    assert_tokens("Das", NAME_GIVEN, 0, "das");
    assert_tokens("Da Wei", NAME_GIVEN, 0, "da wei");
    assert_tokens("El", NAME_GIVEN, 0, "el");
    assert_tokens("Earl", NAME_GIVEN, 0, "earl");
    assert_tokens("Le", NAME_SURNAME, 0, "le");
}

static void placeholders_say_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"Unknown", "UNKNOWN", "not known", "N/A", "Baby of Sarah",
                                        "Baby",    "Twin 2",  "xxx",       "-",   "Unborn baby"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_tokens(texts[i], NAME_GIVEN, 0, "");
}

static void a_rule_that_is_off_does_nothing(void **state)
{
    (void)state;
    assert_tokens("Unknown", NAME_GIVEN, 1u << LINKAGE_RULE_PLACEHOLDERS, "unknown");
    assert_tokens("Mrs Smith", NAME_SURNAME, 1u << LINKAGE_RULE_TITLES, "mrs smith");
    assert_tokens("van Dijk", NAME_SURNAME, 1u << LINKAGE_RULE_PARTICLES, "van dijk");
}

static void a_name_written_surname_first_is_turned(void **state)
{
    (void)state;
    struct person_name name;
    name_parse(SLICE("Kowalska, Anna Maria"), NAME_FULL, 0, &name);
    assert_true(name.reversed);
    name_parse(SLICE("William Chance, 2nd Baronet"), NAME_FULL, 0, &name);
    assert_false(name.reversed);
    name_parse(SLICE("Thomas Clifford, 1st Baron Clifford of Chudleigh"), NAME_FULL, 0, &name);
    assert_false(name.reversed);
    assert_int_equal(name.honours_from, 2);
}

static void assert_sounds(const char *a, const char *b, bool same)
{
    char sound_a[12], sound_b[12];
    size_t length_a = name_sound(slice_from(a), sound_a),
           length_b = name_sound(slice_from(b), sound_b);
    bool found = slice_equal((struct slice){sound_a, length_a}, (struct slice){sound_b, length_b});
    if (found != same)
        fail_msg("\"%s\" and \"%s\" should %ssound the same", a, b, same ? "" : "not ");
}

static void romanisations_sound_the_same(void **state)
{
    (void)state;
    assert_sounds("mohammed", "muhamad", true);
    assert_sounds("mohammed", "mohamed", true);
    assert_sounds("hussain", "hussein", true);
    assert_sounds("yusuf", "yousef", true);
    assert_sounds("catherine", "kathryn", true);
    assert_sounds("philip", "filip", true);
    assert_sounds("steven", "stephen", false);
    assert_sounds("smith", "jones", false);
    assert_sounds("hassan", "hamza", false);
    assert_int_equal(name_sound((struct slice){0}, (char[12]){0}), 0);
}

static void assert_said(const char *heard, const char *said)
{
    char out[FOLD_LONGEST];
    size_t length = name_said(slice_from(heard), out);
    if (!slice_equal((struct slice){out, length}, slice_from(said)))
        fail_msg("%s: %.*s, expected %s", heard, (int)length, out, said);
}

static void a_name_written_by_ear_is_told_as_it_is_written_at_home(void **state)
{
    (void)state;
    assert_said("werng", "wang");
    assert_said("hermza", "hamza");
    assert_said("lor", "lau");
    assert_said("hsoo", "hsu");
    assert_said("siu lee", "siu li");
    assert_said("wang", ""); /* nothing is written so */
    assert_said("gero", ""); /* the r is said */
    assert_said("merry", "");
    assert_said("", "");
    char longest[300];
    memset(longest, 'o', sizeof longest);
    assert_true(name_said((struct slice){longest, sizeof longest}, (char[FOLD_LONGEST]){0}) <
                FOLD_LONGEST);
}

static void a_womans_surname_is_brought_to_the_mans(void **state)
{
    (void)state;
    char ended[FOLD_LONGEST];
    assert_slice((struct slice){ended, name_masculine(SLICE("kowalska"), ended)}, "kowalski");
    assert_slice((struct slice){ended, name_masculine(SLICE("ivanova"), ended)}, "ivanov");
    assert_int_equal(name_masculine(SLICE("smith"), ended), 0);
    assert_int_equal(name_masculine(SLICE("ska"), ended), 0);
}

static bool are_forms(const char *a, const char *b)
{
    uint16_t sets_a[NAME_SETS], sets_b[NAME_SETS];
    nickname_sets_of(slice_from(a), sets_a);
    nickname_sets_of(slice_from(b), sets_b);
    return name_sets_meet(sets_a, sets_b);
}

static void short_forms_are_known_both_ways(void **state)
{
    (void)state;
    assert_true(are_forms("william", "bill"));
    assert_true(are_forms("bill", "will"));
    assert_true(are_forms("bert", "herbert"));
    assert_true(are_forms("bert", "albert"));
    assert_true(are_forms("katarzyna", "kasia"));
    assert_true(are_forms("kojo", "kwadwo")); /* both born on a Monday */
    assert_false(are_forms("kojo", "kwaku"));
    assert_false(are_forms("herbert", "albert"));
    assert_false(are_forms("ewan", "sean"));
    assert_false(are_forms("zebedee", "zebedee")); /* in no set */
    assert_false(are_forms("", ""));
}

static void spanish_and_portuguese_names_are_known_by_their_short_forms(void **state)
{
    (void)state;
    assert_true(are_forms("alejandro", "alex"));
    assert_true(are_forms("beatriz", "beatrice"));
    assert_true(are_forms("raquel", "rachel"));
    assert_true(are_forms("xavi", "javier"));
    assert_true(are_forms("chus", "jesus"));
    assert_true(are_forms("lola", "dolores"));
    assert_true(are_forms("charo", "rosario"));
    assert_true(are_forms("thiago", "santiago")); /* Sant'Iago */
    assert_true(are_forms("ruy", "rui"));
    assert_false(are_forms("pepe", "pepa"));
    assert_false(are_forms("paco", "paca"));
    assert_false(are_forms("santiago", "diego")); /* of one origin, two names today */
    assert_false(are_forms("juana", "juan"));
}

static void bengali_names_are_known_by_either_letter(void **state)
{
    (void)state;
    assert_true(are_forms("nojma", "nazma"));
    assert_true(are_forms("mijanur", "mizan"));
    assert_true(are_forms("jara", "zara"));
    assert_false(are_forms("jakir", "jahid"));
    assert_false(are_forms("jara", "sara"));
}

static void names_that_lose_their_beginning_are_known_by_what_is_left(void **state)
{
    (void)state;
    assert_true(are_forms("oluwafemi", "femi"));
    assert_true(are_forms("bayo", "adebayo"));
    assert_true(are_forms("tunde", "babatunde"));
    assert_true(are_forms("kunle", "olakunle"));
    assert_true(are_forms("chinedu", "nedu"));
    assert_true(are_forms("ifeoma", "ify"));
    assert_true(are_forms("ifeanyi", "ify"));
    assert_false(
        are_forms("ifeoma", "ifeanyi")); /* a girl and a boy: of one short form, two names */
    assert_false(are_forms("oluwafemi", "oluwaseun"));
    assert_false(are_forms("adebayo", "adewale"));
    assert_false(are_forms("femi", "kemi"));
    assert_false(are_forms("tunde", "kunle"));
    assert_false(are_forms("ade", "adebayo"));
}

static bool are_forms_in_any_writing(const char *a, const char *b)
{
    uint16_t sets_a[NAME_SETS], sets_b[NAME_SETS];
    nickname_sets_near(slice_from(a), sets_a);
    nickname_sets_near(slice_from(b), sets_b);
    return name_sets_meet(sets_a, sets_b);
}

static void a_short_form_is_known_of_a_name_with_one_slip(void **state)
{
    (void)state;
    assert_true(are_forms_in_any_writing("katarzina", "kasia"));   /* changed */
    assert_true(are_forms_in_any_writing("malgozata", "gosia"));   /* left out */
    assert_true(are_forms_in_any_writing("willliam", "bill"));     /* put in */
    assert_true(are_forms_in_any_writing("krzystzof", "krzys"));   /* in its neighbour's place */
    assert_true(are_forms_in_any_writing("katarzynaa", "kasia"));  /* at the end */
    assert_true(are_forms_in_any_writing("bill", "will"));         /* none, as before */
    assert_false(are_forms_in_any_writing("katzyna", "kasia"));    /* two slips */
    assert_false(are_forms_in_any_writing("natarzyna", "kasia"));  /* the first letter */
    assert_false(are_forms_in_any_writing("mania", "kasia"));      /* a name of its own */
    assert_true(are_forms_in_any_writing("wull", "william"));      /* of four letters */
    assert_false(are_forms_in_any_writing("bul", "william"));      /* too short to tell */
    assert_false(are_forms_in_any_writing("wilfred", "winifred")); /* known, and so no slip */
    assert_false(are_forms_in_any_writing("zebedee", "zebedee"));
    assert_false(are_forms_in_any_writing("\xc5\x82ukasz-maria-jan", "luke"));
    assert_false(are_forms_in_any_writing("", ""));
}

static void a_name_is_in_the_sets_of_its_lines_in_their_order_three_at_most(void **state)
{
    (void)state;
    static const char *const lines[] = {"ann anna", "anne ann", "bob",
                                        "ann",      "ann bob",  "bob bobby"};
    static struct name_sets sets;
    uint16_t of[NAME_SETS];
    name_sets_make(&sets, lines, sizeof lines / sizeof *lines);
    name_sets_of(&sets, SLICE("ann"), of);
    assert_true(of[0] == 1 && of[1] == 2 && of[2] == 4);
    name_sets_of(&sets, SLICE("bob"), of);
    assert_true(of[0] == 3 && of[1] == 5 && of[2] == 6);
    name_sets_of(&sets, SLICE("anna"), of);
    assert_true(of[0] == 1 && of[1] == 0 && of[2] == 0);
    name_sets_of(&sets, SLICE("an"), of);
    assert_true(of[0] == 0 && of[1] == 0 && of[2] == 0);
    name_sets_of(&sets, (struct slice){0}, of);
    assert_true(of[0] == 0);
}

static void assert_in_email(const char *email, const char *given, const char *surname)
{
    struct slice first = {0}, last = {0};
    assert_int_equal(email_names(slice_from(email), &first, &last), given != NULL);
    if (given) {
        assert_true(slice_is(first, given));
        assert_true(slice_is(last, surname));
    }
}

static void two_names_stand_in_an_email_address(void **state)
{
    (void)state;
    assert_in_email("amelia.midden26@example.org", "amelia", "midden");
    assert_in_email("amelia_midden", "amelia", "midden");
    assert_in_email("amelia.midden+school@example.org", "amelia", "midden");
    static const char *const others[] = {"",
                                         "@",
                                         "@example.org",
                                         "ameliamidden@example.org",
                                         "a.midden@example.org",
                                         "amelia.m@x.uk",
                                         "amelia.rose.midden@x.uk",
                                         "amelia.26@x.uk",
                                         ".midden@x.uk",
                                         "amelia.@x.uk",
                                         "26",
                                         "+.a",
                                         "amelia-rose.midden@x.uk",
                                         "amelia.mid_den@x.uk"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_in_email(others[i], NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_form_is_known_of_a_name_with_one_slip),
        cmocka_unit_test(two_names_stand_in_an_email_address),
        cmocka_unit_test(a_name_is_in_the_sets_of_its_lines_in_their_order_three_at_most),
        cmocka_unit_test(writings_of_one_name_fold_to_one_text),
        cmocka_unit_test(arabic_and_urdu_letters_become_what_romanisation_writes),
        cmocka_unit_test(letters_of_other_scripts_stay),
        cmocka_unit_test(bytes_that_are_no_utf8_and_endless_texts_do_no_harm),
        cmocka_unit_test(titles_and_particles_are_no_names),
        cmocka_unit_test(a_title_or_particle_alone_may_be_a_name),
        cmocka_unit_test(placeholders_say_nothing),
        cmocka_unit_test(a_rule_that_is_off_does_nothing),
        cmocka_unit_test(a_name_written_surname_first_is_turned),
        cmocka_unit_test(romanisations_sound_the_same),
        cmocka_unit_test(a_womans_surname_is_brought_to_the_mans),
        cmocka_unit_test(short_forms_are_known_both_ways),
        cmocka_unit_test(spanish_and_portuguese_names_are_known_by_their_short_forms),
        cmocka_unit_test(bengali_names_are_known_by_either_letter),
        cmocka_unit_test(names_that_lose_their_beginning_are_known_by_what_is_left),
        cmocka_unit_test(a_name_written_by_ear_is_told_as_it_is_written_at_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
