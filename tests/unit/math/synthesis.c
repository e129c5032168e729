/* Invented families and what agencies write of them, without files. */
#include "support/test.h"

#include <string.h>

#include "math/synthesis/names.h"
#include "math/synthesis/numbers.h"
#include "math/synthesis/places.h"
#include "math/synthesis/slips.h"

enum { FAMILIES = 1500, YEAR = 365 };

/* --- numbers ---------------------------------------------------------------------------------- */

/* 943 476 5919 is the NHS Data Dictionary's own example; B801200005001 is one of the test values
 * of python-stdnum 1.20 (stdnum.gb.upn), the other is worked by hand from the weights 2 to 13. */
static void check_digits_are_those_of_published_numbers(void **state)
{
    (void)state;
    assert_int_equal(synthesis_nhs_check("943476591"), 9);
    assert_int_equal(synthesis_nhs_check("999000000"), -1); /* 11 − 243 mod 11 is ten */
    assert_int_equal(synthesis_upn_check("801200005001"), 'B');
    assert_int_equal(synthesis_upn_check("000000000001"), 'P');
}

static void an_nhs_number_is_of_the_test_range_valid_and_given_once(void **state)
{
    (void)state;
    struct synthesis_city city = synthesis_city_new(5);
    bool *seen = calloc(1000000, sizeof *seen);
    char text[11];
    size_t given = 0;
    for (nhs_number_give(&city, text); text[0]; nhs_number_give(&city, text)) {
        assert_memory_equal(text, "999", 3);
        assert_int_equal(synthesis_nhs_check(text), text[9] - '0');
        int64_t middle;
        assert_true(slice_to_int64((struct slice){text + 3, 6}, &middle));
        assert_false(seen[middle]);
        seen[middle] = true;
        given++;
    }
    free(seen);
    assert_int_equal(given, SYNTHESIS_NHS_NUMBERS);
    nhs_number_give(&city, text); /* and no more */
    assert_string_equal(text, "");
}

static void a_school_runs_out_of_pupil_numbers_rather_than_repeat_one(void **state)
{
    (void)state;
    struct synthesis_city city = synthesis_city_new(5);
    char text[14], before[14] = "";
    for (int i = 0; i < 1000; i++) {
        upn_give(&city, 3, 2020, text);
        assert_int_equal(synthesis_upn_check(text + 1), text[0]);
        assert_memory_equal(text + 1, "501", 3); /* no authority's number */
        assert_true(strcmp(text + 1, before + 1) > 0);
        memcpy(before, text, sizeof text);
    }
    upn_give(&city, 3, 2020, text);
    assert_string_equal(text, "");
    upn_give(&city, 3, 1950, text);
    assert_string_equal(text, "");
}

/* The ranges of Ofcom's list "Telephone numbers for use in TV and radio drama programmes". */
static void a_telephone_number_is_one_kept_for_drama(void **state)
{
    (void)state;
    static const char *const ranges[] = {"077009",   "01134960", "01144960", "01154960", "01164960",
                                         "01174960", "01184960", "01214960", "01314960", "01414960",
                                         "01514960", "01614960", "02079460", "01914980", "02896496",
                                         "02920180", "01632960", "03069990"};
    for (uint64_t which = 0; which < 20000; which++) {
        char text[16];
        bool kept = false;
        telephone_write(which * 977, text);
        assert_int_equal(strlen(text), 11);
        for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
            kept |= strncmp(text, ranges[i], strlen(ranges[i])) == 0;
        if (!kept)
            fail_msg("%s", text);
    }
}

/* --- places ----------------------------------------------------------------------------------- */

static void no_two_families_are_given_one_address(void **state)
{
    (void)state;
    enum { ADDRESSES = 2 * QUARTER_ADDRESSES };
    bool *seen = calloc(ADDRESSES, sizeof *seen);
    for (uint64_t family = 0; family < 2 * QUARTER_FAMILIES; family++)
        for (unsigned which = 0; which < OWN_ADDRESSES; which++) {
            uint32_t address = place_own(family, which);
            assert_true(address < ADDRESSES);
            assert_false(seen[address]);
            seen[address] = true;
        }
    free(seen);
}

static void a_postcode_has_the_form_of_one_in_an_area_that_is_nobodys(void **state)
{
    (void)state;
    static const char *const areas[] = {"TM", "TC", "TG", "TK"};
    struct random random = random_seeded(1);
    for (int i = 0; i < 20000; i++) {
        struct synthesis_place place;
        synthesis_place_of(3, (uint32_t)random_bits(&random), &place);
        bool known = false;
        for (size_t a = 0; a < 4; a++)
            known |= strncmp(place.postcode, areas[a], 2) == 0;
        assert_true(known);
        size_t length = strlen(place.postcode);
        assert_true(length == 7 || length == 8);
        assert_int_equal(place.postcode[length - 4], ' ');
        assert_null(strpbrk(place.postcode + length - 2, "CIKMOV"));
        assert_true(place.house[0] && place.street[0]);
    }
}

static void a_postcode_is_a_few_houses_of_one_street(void **state)
{
    (void)state;
    struct synthesis_place a, b, c;
    synthesis_place_of(3, 6400, &a);
    synthesis_place_of(3, 6431, &b);
    synthesis_place_of(3, 6432, &c);
    assert_string_equal(a.postcode, b.postcode);
    assert_string_equal(a.street, b.street);
    assert_string_not_equal(a.house, b.house);
    assert_string_not_equal(a.postcode, c.postcode);
}

/* --- names ------------------------------------------------------------------------------------ */

static void families_are_shared_out_among_all_origins(void **state)
{
    (void)state;
    unsigned shares = 0;
    for (size_t i = 0; i < ORIGINS; i++)
        shares += origins[i].share;
    assert_int_equal(shares, 1000);
}

static void check_entries(struct names list)
{
    for (size_t i = 0; i < list.count; i++) {
        char text[64];
        struct slice name = entry_name(list.entries[i]);
        assert_true(name.length > 1 && name.length < 32);
        assert_true(slice_is_utf8(slice_from(list.entries[i])));
        text_copy(text, sizeof text, slice_from(list.entries[i]));
        slip_marks(text);
        for (size_t k = 0; text[k]; k++)
            if (text[k] & 0x80)
                fail_msg("%s keeps its marks", list.entries[i]);
        assert_true(strlen(text) >= name.length / 2);
    }
}

static void every_mark_in_the_lists_can_be_lost(void **state)
{
    (void)state;
    for (size_t i = 0; i < ORIGINS; i++) {
        const struct people_names *names = origins[i].names;
        const struct names lists[] = {names->men,      names->boys,        names->women,
                                      names->girls,    names->ladies,      names->surnames,
                                      names->stems,    names->english_men, names->english_women,
                                      names->syllables};
        for (size_t list = 0; list < sizeof lists / sizeof *lists; list++)
            check_entries(lists[list]);
    }
    char text[] = "Łukasz Gonçalves-Núñez";
    assert_true(slip_marks(text));
    assert_string_equal(text, "Lukasz Goncalves-Nunez");
    assert_false(slip_marks(text));
}

static void a_polish_daughter_bears_her_fathers_name_in_her_own_ending(void **state)
{
    (void)state;
    const struct origin *polish = &origins[3];
    assert_string_equal(polish->name, "Polish");
    struct synthesis_name name = {.entries = {"Kowalski|Kovalski"}};
    name_write(&name, NULL);
    struct synthesis_name hers = surname_taken(&name, false, polish);
    assert_string_equal(hers.text, "Kowalska");
    assert_string_equal(surname_taken(&hers, true, polish).text, "Kowalski");
    struct synthesis_name composed = {.text = "Adamowski"};
    hers = surname_taken(&composed, false, polish);
    assert_string_equal(hers.text, "Adamowska");
    assert_string_equal(surname_taken(&hers, true, polish).text, "Adamowski");
    struct synthesis_name nowak = {.text = "Nowak"};
    assert_string_equal(surname_taken(&nowak, false, polish).text, "Nowak");
}

static uint64_t sums[2]; /* of given names and of surnames, in a million people */

static void add_up(void *context, const struct synthesis_frequency *frequency)
{
    (void)context;
    assert_true(frequency->name[0] && frequency->per_million > 0);
    sums[frequency->surname] += frequency->per_million;
}

static void frequencies_add_up_to_the_city(void **state)
{
    (void)state;
    sums[0] = sums[1] = 0;
    synthesis_frequencies(add_up, NULL);
    /* Chinese given names are not listed; Somali have no surnames of their own; rounding down */
    assert_in_range(sums[0], 960000, 985000);
    assert_in_range(sums[1], 950000, 970000);
}

/* --- slips ------------------------------------------------------------------------------------ */

static void a_slip_of_a_key_changes_a_letter_or_two_and_keeps_utf8(void **state)
{
    (void)state;
    struct random random = random_seeded(9);
    static const char *const names[] = {"Amelia",  "Łukasz",    "Ștefan",
                                        "O'Brien", "Xiao Ming", "José"};
    for (int i = 0; i < 6000; i++) {
        char text[64], before[64], after[64];
        text_copy(text, sizeof text, slice_from(names[i % 6]));
        assert_true(slip_typing(&random, text, sizeof text));
        assert_true(slice_is_utf8(slice_from(text)));
        text_fold(names[i % 6], before);
        text_fold(text, after);
        assert_in_range(text_distance(before, after, 9), 0, 1);
    }
}

static void what_is_too_short_to_go_wrong_stays(void **state)
{
    (void)state;
    struct random random = random_seeded(9);
    char two[64] = "Jo", none[64] = "", full[8] = "Amelias";
    assert_false(slip_typing(&random, two, sizeof two));
    assert_false(slip_typing(&random, none, sizeof none));
    assert_false(slip_typing(&random, full, sizeof full)); /* no room for one more */
    assert_false(slip_sound(&random, two, sizeof two));
    assert_false(slip_sound(&random, none, sizeof none));
    assert_string_equal(two, "Jo");
    assert_string_equal(none, "");
    assert_string_equal(full, "Amelias");
}

static void what_is_heard_is_near_what_was_said(void **state)
{
    (void)state;
    struct random random = random_seeded(9);
    bool heard_as_f = false;
    for (int i = 0; i < 500; i++) {
        char text[64] = "Philippa";
        assert_true(slip_sound(&random, text, sizeof text));
        char folded[64];
        text_fold(text, folded);
        assert_in_range(text_distance("philippa", folded, 9), 1, 2);
        heard_as_f |= strcmp(text, "Filippa") == 0;
    }
    assert_false(heard_as_f); /* a first letter is heard right */
}

static void distances_are_those_of_optimal_string_alignment(void **state)
{
    (void)state;
    /* "ca" to "abc" is 3 so, and 2 only where a swapped pair may be taken apart again
     * (Boytsov 2011, on restricted and unrestricted Damerau–Levenshtein). */
    assert_int_equal(text_distance("ca", "abc", 9), 3);
    assert_int_equal(text_distance("kitten", "sitting", 9), 3);
    assert_int_equal(text_distance("amleia", "amelia", 9), 1);
    assert_int_equal(text_distance("", "abc", 9), 3);
    assert_int_equal(text_distance("abc", "", 9), 3);
    assert_int_equal(text_distance("abcdef", "uvwxyz", 3), 3);
}

/* --- families --------------------------------------------------------------------------------- */

static struct synthesis_family family;
static struct synthesis_record records[SYNTHESIS_RECORDS];

static void parents_are_older_and_children_born_together_share_birth_and_home(void **state)
{
    (void)state;
    struct synthesis_city city = synthesis_city_new(11);
    size_t twins = 0, children = 0;
    for (int f = 0; f < FAMILIES; f++) {
        synthesis_family_make(&city, &family);
        for (size_t i = 0; i < family.people_count; i++) {
            const struct synthesis_person *person = &family.people[i];
            const int parents[] = {person->mother, person->father};
            for (int p = 0; p < 2; p++)
                if (parents[p] >= 0)
                    assert_true(person->born - family.people[parents[p]].born >= 14 * YEAR);
            children += person->mother >= 0;
            for (size_t k = 0; person->birth && k < i; k++) {
                const struct synthesis_person *other = &family.people[k];
                if (other->birth != person->birth)
                    continue;
                assert_int_equal(other->born, person->born);
                assert_int_equal(other->mother, person->mother);
                assert_int_equal(synthesis_household_at(other, person->born),
                                 synthesis_household_at(person, person->born));
                assert_string_not_equal(other->given.text, person->given.text);
                twins++;
            }
        }
    }
    assert_in_range(twins * 1000, 8 * children, 31 * children); /* 16 births in a thousand */
}

static void brothers_and_sisters_never_bear_the_same_names(void **state)
{
    (void)state;
    struct synthesis_city city = synthesis_city_new(17);
    size_t muhammads = 0;
    for (int f = 0; f < FAMILIES; f++) {
        synthesis_family_make(&city, &family);
        for (size_t i = 0; i < family.people_count; i++)
            for (size_t k = 0; k < i; k++) {
                const struct synthesis_person *a = &family.people[i], *b = &family.people[k];
                bool given = strcmp(a->given.text, b->given.text) == 0;
                bool siblings = (a->mother >= 0 && a->mother == b->mother) ||
                                (a->father >= 0 && a->father == b->father);
                if (!siblings || !given)
                    continue;
                assert_string_equal(a->given.text, "Muhammad");
                assert_string_not_equal(a->middle.text, b->middle.text);
                muhammads++;
            }
    }
    assert_true(muhammads > 10);
}

static void what_happens_is_told_in_order_and_within_the_years(void **state)
{
    (void)state;
    struct synthesis_city city = synthesis_city_new(12);
    size_t moved = 0, renamed = 0, cared_for = 0, gone = 0;
    int32_t end = date_to_days((struct date){SYNTHESIS_LAST_YEAR, 12, 31});
    for (int f = 0; f < FAMILIES; f++) {
        synthesis_family_make(&city, &family);
        for (size_t h = 0; h < family.household_count; h++)
            for (size_t s = 1; s < family.households[h].stay_count; s++, moved++)
                assert_true(family.households[h].stays[s].from >=
                            family.households[h].stays[s - 1].from);
        for (size_t i = 0; i < family.people_count; i++) {
            const struct synthesis_person *person = &family.people[i];
            assert_true(person->surname_count > 0 && person->stay_count > 0);
            assert_true(person->given.text[0] && person->surnames[0].text[0]);
            assert_true(person->leaves <= end && person->born <= end);
            for (size_t s = 1; s < person->surname_count; s++, renamed++)
                assert_true(person->surname_from[s] >= person->surname_from[s - 1]);
            for (size_t s = 0; s < person->stay_count; s++)
                assert_true(person->stays[s].value < family.household_count);
            cared_for += person->care_until > person->care_from;
            gone += person->leaves < end;
        }
    }
    assert_true(moved > FAMILIES / 4 && renamed > FAMILIES / 4);
    assert_true(cared_for > FAMILIES / 100 && gone > FAMILIES / 10);
}

static void a_family_is_the_same_whoever_was_made_before_it(void **state)
{
    (void)state;
    static struct synthesis_family other;
    struct synthesis_city one = synthesis_city_new(13), two = synthesis_city_new(13);
    for (int i = 0; i < 5; i++)
        synthesis_family_make(&one, &family);
    two.families = 4;
    synthesis_family_make(&two, &other);
    assert_int_equal(family.people_count, other.people_count);
    for (size_t i = 0; i < family.people_count; i++) {
        assert_string_equal(family.people[i].given.text, other.people[i].given.text);
        assert_string_equal(family.people[i].surnames[0].text, other.people[i].surnames[0].text);
        assert_int_equal(family.people[i].born, other.people[i].born);
    }
}

static void somali_children_bear_their_fathers_and_grandfathers_names(void **state)
{
    (void)state;
    struct synthesis_city city = synthesis_city_new(14);
    size_t seen = 0;
    for (int f = 0; f < FAMILIES; f++) {
        synthesis_family_make(&city, &family);
        for (size_t i = 0; i < family.people_count; i++) {
            const struct synthesis_person *child = &family.people[i];
            if (strcmp(synthesis_origin(child), "Somali") != 0 || child->mother < 0 ||
                child->father < 0 || child->mother > child->father)
                continue;
            const struct synthesis_person *father = &family.people[child->father];
            if (strcmp(synthesis_origin(father), "Somali") != 0 || father->mother >= 0)
                continue;
            assert_string_equal(child->middle.text, father->given.text);
            assert_string_equal(child->surnames[0].text, father->middle.text);
            seen++;
        }
    }
    assert_true(seen > 50);
}

/* --- records and their reader ----------------------------------------------------------------- */

static void a_record_says_what_is_wrong_with_it(void **state)
{
    (void)state;
    struct synthesis_city city = synthesis_city_new(15);
    size_t seen[SLIPS] = {0}, count = 0;
    for (int f = 0; f < 4 * FAMILIES; f++) {
        synthesis_family_make(&city, &family);
        size_t held = synthesis_records_make(&city, &family, records);
        assert_true(held <= SYNTHESIS_RECORDS);
        for (size_t i = 0; i < held; i++, count++) {
            const struct synthesis_record *record = &records[i];
            const struct synthesis_person *person = &family.people[record->person];
            for (int slip = 0; slip < SLIPS; slip++)
                seen[slip] += record->slips >> slip & 1;
            assert_true(slice_is_utf8(slice_from(record->given)));
            assert_true(slice_is_utf8(slice_from(record->family)));
            bool wrong = record->slips & (1U << SLIP_DATE_SWAPPED | 1U << SLIP_DATE_TYPING |
                                          1U << SLIP_DATE_NEW_YEAR | 1U << SLIP_NO_DATE);
            bool same = record->born.month && date_to_days(record->born) == person->born;
            assert_true(same || wrong);
            assert_true(record->born.month == 0 || date_is_valid(record->born));
            assert_int_equal(record->telephone[0] == 0, record->slips >> SLIP_NO_TELEPHONE & 1);
        }
    }
    for (int slip = 0; slip < SLIPS; slip++)
        if (seen[slip] < 3)
            fail_msg("%s is too rare", synthesis_slip_name((enum synthesis_slip)slip));
}

/* Two boys born together, their mother, and records as they are without a slip. */
static void make_twins(void)
{
    struct synthesis_city city = synthesis_city_new(16);
    do
        synthesis_family_make(&city, &family);
    while (family.people_count < 3);
    family.people_count = 3;
    int32_t born = date_to_days((struct date){2012, 3, 5});
    for (size_t i = 0; i < 3; i++) {
        struct synthesis_person *person = &family.people[i];
        bool twin = i > 0;
        *person = (struct synthesis_person){.origin = &origins[0],
                                            .mother = twin ? 0 : -1,
                                            .father = -1,
                                            .birth = twin,
                                            .male = twin,
                                            .born = twin ? born : born - 30 * YEAR,
                                            .arrives = born,
                                            .leaves = born + 10 * YEAR,
                                            .surname_count = 1,
                                            .stay_count = 1};
        static const char *const given[] = {"Helen", "Jack", "Oliver"};
        text_copy(person->given.text, sizeof person->given.text, slice_from(given[i]));
        text_copy(person->surnames[0].text, sizeof person->surnames[0].text, SLICE("Shaw"));
        nhs_number_give(&city, person->nhs_number);
    }
}

static struct synthesis_record plain_record(size_t person)
{
    const struct synthesis_person *who = &family.people[person];
    struct synthesis_record record = {.person = person,
                                      .day = who->born + 6 * YEAR,
                                      .born = date_from_days(who->born),
                                      .sex = who->male ? 'M' : 'F',
                                      .names_shown = 1};
    record.address = family.households[0].stays[0].value;
    synthesis_place_of(16, record.address, &record.place);
    memcpy(record.given, who->given.text, sizeof who->given.text);
    memcpy(record.meant_given, who->given.text, sizeof who->given.text);
    memcpy(record.read_given, who->given.text, sizeof who->given.text);
    memcpy(record.family, who->surnames[0].text, sizeof who->surnames[0].text);
    memcpy(record.read_family, who->surnames[0].text, sizeof who->surnames[0].text);
    return record;
}

static void forget_given(struct synthesis_record *record)
{
    record->given[0] = record->read_given[0] = 0;
    record->names_shown = 0;
}

static void a_reader_puts_plain_records_of_one_person_together(void **state)
{
    (void)state;
    make_twins();
    records[0] = plain_record(1);
    records[1] = plain_record(1);
    records[2] = plain_record(2);
    synthesis_read(&family, records, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(records[i].others, 0);
    assert_int_equal(records[0].group, records[1].group);
}

static void a_reader_cannot_tell_a_twin_without_a_name_from_the_other(void **state)
{
    (void)state;
    make_twins();
    records[0] = plain_record(1);
    records[1] = plain_record(1);
    forget_given(&records[1]);
    synthesis_read(&family, records, 2);
    assert_int_equal(records[0].others, 0);
    assert_int_equal(records[1].others, 1U << 2);
    assert_int_not_equal(records[0].group, records[1].group);
    /* unless the record has a number of their own */
    memcpy(records[0].nhs_number, family.people[1].nhs_number, sizeof records[0].nhs_number);
    memcpy(records[1].nhs_number, family.people[1].nhs_number, sizeof records[1].nhs_number);
    synthesis_read(&family, records, 2);
    assert_int_equal(records[1].others, 0);
    assert_int_equal(records[0].group, records[1].group);
}

static void a_reader_takes_the_other_twins_name_for_the_other_twin(void **state)
{
    (void)state;
    make_twins();
    records[0] = plain_record(1);
    memcpy(records[0].read_given, "Oliver", sizeof "Oliver");
    records[0].meant_given[0] = 0;
    synthesis_read(&family, records, 1);
    assert_int_equal(records[0].others, 1U << 2);
}

/* A number that no other record shows tells nothing of whose it is. */
static void a_reader_knows_a_number_by_the_records_that_show_whose_it_is(void **state)
{
    (void)state;
    make_twins();
    for (size_t i = 0; i < 2; i++) {
        records[i] = plain_record(1 + i);
        text_copy(records[i].nhs_number, sizeof records[i].nhs_number,
                  slice_from(family.people[1 + i].nhs_number));
    }
    forget_given(&records[0]);
    synthesis_read(&family, records, 1);
    assert_int_equal(records[0].others, 1U << 2);
    synthesis_read(&family, records, 2); /* the other twin has another */
    assert_int_equal(records[0].others, 0);
    records[1].slips = 1U << SLIP_TWIN; /* and that is the other twin by name alone */
    synthesis_read(&family, records, 2);
    assert_int_equal(records[0].others, 1U << 2);
}

static void a_reader_takes_a_short_name_two_letters_off_for_another(void **state)
{
    (void)state;
    make_twins();
    text_copy(family.people[2].given.text, sizeof family.people[2].given.text, SLICE("Jacob"));
    records[0] = plain_record(2);
    records[0].meant_given[0] = 0; /* the writer took them for the other twin */
    text_copy(records[0].read_given, sizeof records[0].read_given, SLICE("Jack"));
    synthesis_read(&family, records, 1);
    assert_int_equal(records[0].others, 1U << 1);
    text_copy(records[0].read_given, sizeof records[0].read_given, SLICE("Jacop"));
    synthesis_read(&family, records, 1);
    assert_int_equal(records[0].others, 0);
}

/* Two boys' records from one agency under one name: whose is which, the name does not say. */
static void a_reader_cannot_tell_which_of_two_under_one_name_is_whose(void **state)
{
    (void)state;
    make_twins();
    for (size_t i = 0; i < 3; i++)
        records[i] = plain_record(1);
    records[1].place = (struct synthesis_place){0}; /* which neither of the others can help */
    struct synthesis_record *taken = &records[2];
    *taken = plain_record(2);
    taken->slips = 1U << SLIP_TWIN;
    taken->meant_given[0] = 0;
    text_copy(taken->read_given, sizeof taken->read_given, SLICE("Jack"));
    synthesis_read(&family, records, 3);
    assert_int_equal(records[0].group, records[1].group); /* all three may be one */
    for (size_t i = 0; i < 3; i += 2)
        text_copy(records[i].nhs_number, sizeof records[i].nhs_number,
                  slice_from(family.people[records[i].person].nhs_number));
    synthesis_read(&family, records, 3);
    assert_int_equal(taken->others, 1U << 1);
    assert_int_not_equal(records[0].group, records[1].group);
    /* a telephone of the parents' is no help, a number or an e-mail address of his own is */
    for (size_t i = 0; i < 2; i++) {
        text_copy(records[i].telephone, sizeof records[i].telephone, SLICE("01154960001"));
        records[i].slips = 1U << SLIP_SHARED_TELEPHONE;
    }
    synthesis_read(&family, records, 3);
    assert_int_not_equal(records[0].group, records[1].group);
    for (size_t i = 0; i < 2; i++)
        text_copy(records[i].email, sizeof records[i].email, SLICE("jack@example.net"));
    synthesis_read(&family, records, 3);
    assert_int_equal(records[0].group, records[1].group);
}

static void a_reader_tells_brothers_of_one_given_name_by_the_other(void **state)
{
    (void)state;
    make_twins();
    static const char *const middle[] = {"", "Zubair", "Asif"};
    for (size_t i = 1; i < 3; i++) {
        struct synthesis_person *person = &family.people[i];
        text_copy(person->given.text, sizeof person->given.text, SLICE("Muhammad"));
        text_copy(person->middle.text, sizeof person->middle.text, slice_from(middle[i]));
    }
    records[0] = plain_record(1);
    text_copy(records[0].middle, sizeof records[0].middle, SLICE("Zubair"));
    synthesis_read(&family, records, 1);
    assert_int_equal(records[0].others, 0);
    text_copy(records[0].middle, sizeof records[0].middle, SLICE("Z"));
    synthesis_read(&family, records, 1);
    assert_int_equal(records[0].others, 0);
    records[0].middle[0] = 0;
    synthesis_read(&family, records, 1);
    assert_int_equal(records[0].others, 1U << 2);
    /* Md is Muhammad, for both */
    text_copy(records[0].read_given, sizeof records[0].read_given, SLICE("Md"));
    text_copy(records[0].meant_given, sizeof records[0].meant_given, SLICE("Md"));
    synthesis_read(&family, records, 1);
    assert_int_equal(records[0].others, 1U << 2);
}

static void a_reader_knows_nobody_by_a_name_and_nothing_else(void **state)
{
    (void)state;
    make_twins();
    for (size_t i = 0; i < 2; i++) {
        records[i] = plain_record(1);
        records[i].born = (struct date){0};
        records[i].place = (struct synthesis_place){0};
    }
    synthesis_read(&family, records, 2);
    assert_int_equal(records[0].others, 0);
    assert_int_not_equal(records[0].group, records[1].group);
}

static void a_reader_does_not_join_two_who_share_all_but_the_given_name(void **state)
{
    (void)state;
    make_twins();
    records[0] = plain_record(1);
    records[1] = plain_record(1);
    records[1].names_shown = 2; /* by a middle name, which the other has not */
    records[0].place = records[1].place = (struct synthesis_place){0};
    synthesis_read(&family, records, 2);
    assert_int_not_equal(records[0].group, records[1].group);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_digits_are_those_of_published_numbers),
        cmocka_unit_test(an_nhs_number_is_of_the_test_range_valid_and_given_once),
        cmocka_unit_test(a_school_runs_out_of_pupil_numbers_rather_than_repeat_one),
        cmocka_unit_test(a_telephone_number_is_one_kept_for_drama),
        cmocka_unit_test(no_two_families_are_given_one_address),
        cmocka_unit_test(a_postcode_has_the_form_of_one_in_an_area_that_is_nobodys),
        cmocka_unit_test(a_postcode_is_a_few_houses_of_one_street),
        cmocka_unit_test(families_are_shared_out_among_all_origins),
        cmocka_unit_test(every_mark_in_the_lists_can_be_lost),
        cmocka_unit_test(a_polish_daughter_bears_her_fathers_name_in_her_own_ending),
        cmocka_unit_test(frequencies_add_up_to_the_city),
        cmocka_unit_test(a_slip_of_a_key_changes_a_letter_or_two_and_keeps_utf8),
        cmocka_unit_test(what_is_too_short_to_go_wrong_stays),
        cmocka_unit_test(what_is_heard_is_near_what_was_said),
        cmocka_unit_test(distances_are_those_of_optimal_string_alignment),
        cmocka_unit_test(parents_are_older_and_children_born_together_share_birth_and_home),
        cmocka_unit_test(brothers_and_sisters_never_bear_the_same_names),
        cmocka_unit_test(what_happens_is_told_in_order_and_within_the_years),
        cmocka_unit_test(a_family_is_the_same_whoever_was_made_before_it),
        cmocka_unit_test(somali_children_bear_their_fathers_and_grandfathers_names),
        cmocka_unit_test(a_record_says_what_is_wrong_with_it),
        cmocka_unit_test(a_reader_puts_plain_records_of_one_person_together),
        cmocka_unit_test(a_reader_cannot_tell_a_twin_without_a_name_from_the_other),
        cmocka_unit_test(a_reader_takes_the_other_twins_name_for_the_other_twin),
        cmocka_unit_test(a_reader_knows_a_number_by_the_records_that_show_whose_it_is),
        cmocka_unit_test(a_reader_takes_a_short_name_two_letters_off_for_another),
        cmocka_unit_test(a_reader_cannot_tell_which_of_two_under_one_name_is_whose),
        cmocka_unit_test(a_reader_tells_brothers_of_one_given_name_by_the_other),
        cmocka_unit_test(a_reader_knows_nobody_by_a_name_and_nothing_else),
        cmocka_unit_test(a_reader_does_not_join_two_who_share_all_but_the_given_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
