#include "support/test.h"

#include "base/buffer.h"
#include "math/linkage/compare/levels.h"
#include "support/linkage.h"

/* The pattern of the first two rows of a table. */
struct compared_rows {
    struct linkage_table table;
    struct records records;
    struct pattern pattern;
};

static uint32_t place_of(const struct records *records, uint32_t origin)
{
    uint32_t row = 0;
    while (records->origin[row] != origin)
        row++;
    return row;
}

static struct compared_rows compare(const char *text, uint32_t rules_off)
{
    struct compared_rows compared = {.table = table_of(text)};
    records_build(&compared.table, rules_off, 1, &compared.records);
    struct comparer *comparer = comparer_new(&compared.records);
    comparer_take(comparer, place_of(&compared.records, 0));
    comparer_pattern(comparer, place_of(&compared.records, 1), &compared.pattern);
    comparer_free(comparer);
    return compared;
}

static void done(struct compared_rows *compared)
{
    records_free(&compared->records);
    linkage_table_free(&compared->table);
}

/* Exact agreement, however rare the value; Chinese given names in two romanisations, of which few
 * are common. */
enum { SAME = LEVEL_EXACT, CHINESE_FORM = NAME_FORM + RARITY_RARE };

static uint8_t level(const struct compared_rows *compared, const char *label)
{
    for (size_t i = 0; i < compared->records.field_count; i++) {
        uint8_t found = compared->pattern.levels[i];
        if (strcmp(compared->records.fields[i].label, label) == 0)
            return found >= LEVEL_EXACT && found < LEVEL_NEAR ? SAME : found;
    }
    fail_msg("there is no field %s", label);
    return 0;
}

static void assert_names(const char *first, const char *second, uint8_t given, uint8_t surname)
{
    char text[400];
    snprintf(text, sizeof text, "first_name|surname\n%s\n%s\n", first, second);
    struct compared_rows compared = compare(text, 0);
    if (level(&compared, "given name") != given || level(&compared, "surname") != surname)
        fail_msg("%s, %s: given name %d and surname %d, expected %d and %d", first, second,
                 level(&compared, "given name"), level(&compared, "surname"), given, surname);
    done(&compared);
}

static void names_agree_by_the_best_explanation(void **state)
{
    (void)state;
    assert_names("William|Chance", "Bill|Chance", NAME_FORM, SAME);
    assert_names("W|Chance", "William|Chance", NAME_INITIAL, SAME);
    assert_names("Zebedee|Wright", "Zebedeee|Wright", NAME_CLOSE, SAME);
    assert_names("Frederick|Wright", "Frederikc|Wright", NAME_FORM, SAME);
    assert_names("Frederikc|Wright", "Freddy|Wright", NAME_FORM, SAME);
    assert_names("Mohammed|Khan", "Muhamad|Khan", NAME_FORM, SAME);
    assert_names("Aisha|Khan", "Aysha|Khan", NAME_FORM, SAME);
    assert_names("Rukhsana|Khan", "Roxana|Khan", NAME_FORM, SAME);
    assert_names("Anna|Kowalska", "Anna|Kowalski", SAME, NAME_CLOSE);
    assert_names("Anna|Smith-Jones", "Anna|Jones", SAME, NAME_PART);
    assert_names("Rosa|Díaz López", "Rosa|Lopes", SAME, NAME_PART); /* Spanish, Portuguese */
    assert_names("Rosa|Díaz López", "Rosa|Lopen", SAME, LEVEL_DIFFERENT);
    assert_names("Anna|Smith", "Zebedee|Smith", LEVEL_DIFFERENT, SAME);
    assert_names("|Smith", "Anna|Smith", LEVEL_MISSING, SAME);
}

/* How given names agree where thousands are called Benjamin, Barbara, Martin and Marlon. */
static uint8_t given_among_many(const char *first, const char *second)
{
    static const char *const usual[] = {"Benjamin", "Barbara", "Martin", "Marlon"};
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_printf(&text, "first_name|surname\n%s\n%s\n", first, second);
    for (size_t i = 0; i < 6000; i++)
        buffer_printf(&text, "%s|Hall\n", usual[i % 4]);
    struct compared_rows compared = compare(buffer_text(&text), 0);
    uint8_t found = level(&compared, "given name");
    done(&compared);
    return found;
}

static void known_names_that_sound_alike_are_two_names(void **state)
{
    (void)state;
    assert_names("Omar|Hassan", "Omar|Hussein", SAME, NAME_FAR);
    assert_names("Hassan|Omar", "Hussein|Omar", NAME_FAR, SAME);
    assert_names("John|Hall", "Jane|Hall", LEVEL_DIFFERENT, SAME);
    assert_names("Johnn|Hall", "Jane|Hall", LEVEL_DIFFERENT, SAME); /* John, misspelt */
    assert_names("Jaine|Hall", "Joyne|Hall", NAME_CLOSE, SAME);     /* of one sound, not known */
    assert_names("Leo|Khan", "Leo|Chen", SAME, NAME_FAR);
    assert_names("Maire|Byrne", "Mary|Byrne", NAME_FORM, SAME);
    assert_names("Hassan|Omar", "Omar|Hussein", NAME_SWAPPED_ONE, LEVEL_DIFFERENT);
}

static void forms_and_swaps_of_rarer_names_are_levels_of_their_own(void **state)
{
    (void)state;
    /* by the commoner of the two */
    assert_int_equal(given_among_many("Ben|Hall", "Benjamin|Hall"), NAME_FORM);
    assert_int_equal(given_among_many("Bill|Hall", "William|Hall"), NAME_FORM + RARITY_RARE);
    /* by both together */
    assert_int_equal(given_among_many("Martin|Hall", "Hall|Martin"), NAME_SWAPPED);
    assert_int_equal(given_among_many("Hall|Zebedee", "Zebedee|Hall"), NAME_SWAPPED);
    assert_int_equal(given_among_many("Zebedee|Quirk", "Quirk|Zebedee"),
                     NAME_SWAPPED + RARITY_RARE);
    assert_int_equal(given_among_many("Fartun|Quirk", "Quirk|Fartuun"),
                     NAME_SWAPPED + RARITY_MIDDLING);
    assert_int_equal(given_among_many("Fartun|Quirk", "Querk|Fartuun"),
                     NAME_SWAPPED + RARITY_MIDDLING);
    assert_int_equal(given_among_many("Fartun|Quirk", "Quirks|Fartuun"), NAME_SWAPPED_NEAR);
    assert_int_equal(given_among_many("Martin|Hall", "Hall|Marten"), NAME_SWAPPED_NEAR);
}

static void a_name_that_is_hardly_anybodys_and_begins_as_the_other_may_be_it_misspelt(void **state)
{
    (void)state;
    assert_int_equal(given_among_many("Bin|Hall", "Benjamin|Hall"), NAME_SLIP);
    assert_int_equal(given_among_many("Benjamin|Hall", "Bin|Hall"), NAME_SLIP);
    assert_int_equal(given_among_many("Benjamin|Hall", "Win|Hall"), LEVEL_DIFFERENT);
    assert_int_equal(given_among_many("Benjamin|Hall", "Barbara|Hall"), LEVEL_DIFFERENT);
    assert_names("Bin|Hall", "Benjamin|Hall", LEVEL_DIFFERENT, SAME); /* all are few among few */
}

static void names_that_many_bear_are_two_names_however_alike(void **state)
{
    (void)state;
    assert_int_equal(given_among_many("Martin|Hall", "Marlon|Hall"), LEVEL_DIFFERENT);
    /* one of them is nobody's */
    assert_int_equal(given_among_many("Martin|Hall", "Marwon|Hall"), NAME_FAR);
    assert_names("Martin|Hall", "Marlon|Hall", NAME_FAR, SAME); /* all are few among few */
}

static void endearments_are_cut_from_names(void **state)
{
    (void)state;
    assert_names("Ben|Hall", "Benjamin|Hall", NAME_FORM, SAME);
    assert_names("Danny|Hall", "Daniel|Hall", NAME_FORM, SAME);
    assert_names("Georgie|Hall", "Georgina|Hall", NAME_FORM, SAME);
    assert_names("Mary|Hall", "Martin|Hall", NAME_FAR, SAME); /* no endearment of Mar */
}

static void names_are_the_same_in_any_spelling(void **state)
{
    (void)state;
    assert_names("Yihong|Zhang", "Yi Hong|Zhang", NAME_TOGETHER, SAME);
    assert_names("Yi-Hong|Zhang", "Yihong|Cheung", NAME_TOGETHER, NAME_FORM);
    assert_names("Xiaoming|Wang", "Siu Ming|Wong", CHINESE_FORM, NAME_FORM);
    assert_names("Xiaoming|Wang", "Siu Ming|Waang", CHINESE_FORM, NAME_CLOSE);
    assert_names("Siu Ming|Waang", "Xiaoming|Wang", CHINESE_FORM, NAME_CLOSE);
    assert_names("Wei Jia|Huang", "Huang|Weijia", NAME_TOGETHER, SAME);
    assert_names("Ayan|Jama", "Ayan|Jaamac", SAME, NAME_FORM);
    assert_names("Xaliimo|Cali", "Halima|Ali", NAME_FORM, NAME_FORM);
    assert_names("Ayan|Xamse", "Ayan|Hamza", SAME, NAME_FORM);
    assert_names("Ayan|Cabdiqaadir", "Ayan|Abdulkadir", SAME, NAME_FORM);
    assert_names("Ayan|Maxamed", "Ayan|Muhammad", SAME, NAME_FORM);
    assert_names("Ayan|Xaashi", "Ayan|Xasan", SAME, NAME_FAR);
    assert_names("Hala|Al-Khatib", "Hala|Alkhateeb", SAME, NAME_FORM);
    assert_names("Hala|El Ahmed", "Hala|AlAhmad", SAME, NAME_FORM);
    assert_names("Hala|Osman", "Hala|Uthman", SAME, NAME_FORM);
    assert_names("Siobhan|Byrne", "Shivaun|Byrne", NAME_FORM, SAME);
    assert_names("Ifrah|Cumar", "Omar|Ifraax", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Hala|Al-Masri", "Hala|Almasri", SAME, NAME_FORM);
    assert_names("Al-Masri|Hala", "Hala|El Masri", NAME_SWAPPED, LEVEL_MISSING);
    assert_names("Anna|Elliott", "Anna|Liott", SAME, NAME_FORM); /* what it costs */
}

static void a_name_from_abroad_is_known_by_ear(void **state)
{
    (void)state;
    assert_names("Jing|Werng", "Jing|Wong", SAME, NAME_FORM);
    assert_names("Jing|Lor", "Jing|Liu", SAME, NAME_FORM);
    assert_names("Jing|Hsoo", "Jing|Xu", SAME, NAME_FORM);
    assert_names("Hodan|Jerma", "Hodan|Jaamac", SAME, NAME_FORM);
    assert_names("Hermza|Cali", "Xamse|Ali", NAME_FORM, NAME_FORM);
    assert_names("Jing|Gero", "Jing|Gao", SAME, NAME_FAR); /* the r is said */
    assert_names("Anna|Warne", "Anna|Wong", SAME, LEVEL_DIFFERENT);
}

static void a_chinese_surname_misspelt_is_no_spelling_of_another(void **state)
{
    (void)state;
    assert_names("Minglin|Huang", "Vincent|Huamg", NAME_ABROAD, NAME_NEAR);
    assert_names("Minglin|Huang", "Faruk|Hasan", LEVEL_DIFFERENT, NAME_FAR);
    assert_names("Minglin|Chan", "Faruk|Cali", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
}

static void a_name_of_one_consonant_is_heard_by_its_vowels_too(void **state)
{
    (void)state;
    assert_names("Nuno|Costa", "Noono|Costa", NAME_CLOSE, SAME);
    assert_names("Rooi|Costa", "Ruy|Costa", NAME_FORM, SAME);
    assert_names("Leah|Hall", "Lea|Hall", NAME_CLOSE, SAME);
    assert_names("Nuno|Costa", "Nina|Costa", LEVEL_DIFFERENT, SAME);
    assert_names("Leo|Hall", "Lia|Hall", LEVEL_DIFFERENT, SAME);
    assert_names("Jo|Hall", "Joo|Hall", NAME_NEAR, SAME); /* too short to tell */
}

static void two_names_may_be_one_persons(void **state)
{
    (void)state;
    assert_names("Muhammad|Khan", "Ali|Khan", NAME_BESIDE, SAME);
    assert_names("Muhammad|Khan", "Ali|Shah", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
    assert_names("Minglin|Zhang", "Vincent|Zhang", NAME_ABROAD, SAME);
    assert_names("Minglin|Zhang", "Haoyu|Zhang", LEVEL_DIFFERENT, SAME);
    assert_names("Li-Lin|Yang", "Alan|Yang", NAME_ABROAD, SAME);
    assert_names("Li-Lin|Hall", "Alan|Hall", LEVEL_DIFFERENT, SAME);
    assert_names("Minglin|Zhang", "Vincent|Zhaang", NAME_ABROAD, NAME_CLOSE); /* misspelt */
    assert_names("Minglin|Zhang", "Vincent|Hall", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
    assert_names("Haoxue|Huang", "Faruk|Hasan", LEVEL_DIFFERENT, NAME_FAR);
    assert_names("Mei Hong|Li", "Cindy|", NAME_ABROAD, LEVEL_MISSING); /* nobody's */
    assert_names("Cindy|Li", "Mei Hong|", NAME_ABROAD, LEVEL_MISSING);
    assert_names("Mei Hong|", "Cindy|", LEVEL_DIFFERENT, LEVEL_MISSING);
    assert_names("Minglin|Zhang", "Haoyu|Zhaang", LEVEL_DIFFERENT, NAME_CLOSE);
    assert_names("Vincent|Hall", "Deborah|Hall", LEVEL_DIFFERENT, SAME);
}

static void a_western_name_beside_a_chinese_one_is_known_through_a_slip_in_either(void **state)
{
    (void)state;
    assert_int_equal(given_among_many("Mingglin|Zhang", "Benjamin|Zhang"), NAME_ABROAD);
    assert_int_equal(given_among_many("Benjamin|Zhang", "Mingglin|Zhang"), NAME_ABROAD);
    assert_int_equal(given_among_many("Mingglin|Hall", "Benjamin|Hall"), LEVEL_DIFFERENT);
    assert_int_equal(given_among_many("Martin|Zhang", "Benjamin|Zhang"), LEVEL_DIFFERENT);
    assert_int_equal(given_among_many("Minglin|Wang", "Benjamin|Werng"), NAME_ABROAD);
    assert_int_equal(given_among_many("Minglin|Hill", "Benjamin|Hall"), LEVEL_DIFFERENT);
    static const char *const known_as[] = {"Kevin", "Weimin", ""};
    for (size_t i = 0; i < sizeof known_as / sizeof *known_as; i++) { /* Kewin reads as Chinese */
        char text[200];
        snprintf(text, sizeof text, "first_name|known_as|surname\nKewin|%s|Sun\nMinglin||Sun\n",
                 known_as[i]);
        struct compared_rows compared = compare(text, 0);
        assert_int_equal(level(&compared, "given name"), i == 0 ? NAME_ABROAD : LEVEL_DIFFERENT);
        done(&compared);
    }
}

static void swapped_names_are_seen_and_counted_once(void **state)
{
    (void)state;
    assert_names("Isla|Hall", "Hall|Isla", NAME_SWAPPED, LEVEL_MISSING);
    assert_names("Isla|Hall", "Hal|Isla", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Isla|Hall", "|Isla", NAME_SWAPPED_ONE, LEVEL_MISSING);
    /* One name stands in the other's place, the other does not agree: said once, and the same from
     * either side. */
    assert_names("Sana|Malik", "Malik|Fatima", NAME_SWAPPED_ONE, LEVEL_DIFFERENT);
    assert_names("Malik|Fatima", "Sana|Malik", NAME_SWAPPED_ONE, LEVEL_DIFFERENT);
    assert_names("Thomas|Thomas", "Thomas|Brown", SAME, LEVEL_DIFFERENT);
}

static void where_one_of_two_swapped_names_is_the_same_the_other_need_not_be_very_near(void **state)
{
    (void)state;
    assert_names("Samina|Bibi", "Bi|Samina", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Bi|Samina", "Samina|Bibi", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Isla|Hall", "Hall|I", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Rachel|Costa", "Costa|Raquel", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Costa|Raquel", "Rachel|Costa", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Samina|Bibi", "Shah|Samina", NAME_SWAPPED_ONE, LEVEL_DIFFERENT);
}

static void swapped_names_may_both_be_misspelt(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Samina|Bibi", "Bi|Sameena"},
        {"Nojma|Haque", "Hoque|Nazma"},
        {"Ibraahim|Xaliimo", "Halima|Ibrahim"},
        {"Emran|Shah", "Shaj|Imran"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_names(pairs[i][0], pairs[i][1], NAME_SWAPPED_NEAR, LEVEL_MISSING);
        assert_names(pairs[i][1], pairs[i][0], NAME_SWAPPED_NEAR, LEVEL_MISSING);
    }
    assert_names("Samina|Bibi", "Shah|Sameena", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
    assert_names("Samina|Bibi", "Bi|Farzana", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
}

static void names_change_places_with_or_without_an_article(void **state)
{
    (void)state;
    assert_names("Khalid|Alhassan", "Al-Hassan|Khaled", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Al-Hassan|Khaled", "Khalid|Alhassan", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Hanan|Al-Khatib", "El Khatib|Hanan", NAME_SWAPPED, LEVEL_MISSING);
    assert_names("Khalid|Alhassan", "Hamdan|Khaled", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
}

/* The level of the given names of two rows of given name, surname and middle name. */
static uint8_t given_beside_middle(const char *first, const char *second, uint32_t rules_off)
{
    char text[400];
    snprintf(text, sizeof text, "first_name|surname|middle_name\n%s\n%s\n", first, second);
    struct compared_rows compared = compare(text, rules_off);
    uint8_t found = level(&compared, "given name");
    done(&compared);
    return found;
}

static void known_names_that_sound_alike_do_not_stand_for_each_other(void **state)
{
    (void)state;
    assert_int_equal(given_beside_middle("Hassan|Hall|", "Omar|Hall|Hussein", 0), LEVEL_DIFFERENT);
    assert_int_equal(given_beside_middle("Umar|Hall|", "Hassan|Hall|Omar", 0), NAME_ELSEWHERE);
    assert_int_equal(given_beside_middle("Jaine|Hall|", "Omar|Hall|Joyne", 0), NAME_ELSEWHERE);
}

static void who_is_known_by_a_western_name_is_known_by_it(void **state)
{
    (void)state;
    const char *lucas = "Lucas|He|", *known = "Jing Yi|He|Lucas";
    assert_int_equal(given_beside_middle(lucas, known, 0), NAME_FORM);
    assert_int_equal(given_beside_middle(known, lucas, 0), NAME_FORM);
    assert_int_equal(given_beside_middle("Lucas|He|Jing", known, 0), NAME_FORM);
    assert_int_equal(given_beside_middle(known, "Lucas|He|Jing", 0), NAME_FORM);
    assert_int_equal(given_beside_middle(lucas, "Jing Yi|He|Grace", 0), NAME_ABROAD);
    assert_int_equal(given_beside_middle("Lucas|Hall|", "Jing Yi|Hall|Lucas", 0), NAME_ELSEWHERE);
    /* the half of a Chinese name is not compared with what she is known as */
    struct compared_rows compared =
        compare("first_name|surname|middle_name\nG|Zhang|Grace\nHong|Zhang|Jun\n", 0);
    assert_int_equal(level(&compared, "given name"), NAME_ABROAD);
    assert_int_equal(level(&compared, "other names"), LEVEL_MISSING);
    done(&compared);
}

static void assert_half(const char *first, const char *second, uint8_t given, uint8_t other)
{
    char text[400];
    snprintf(text, sizeof text, "first_name|surname|middle_name\n%s\n%s\n", first, second);
    struct compared_rows compared = compare(text, 0);
    assert_int_equal(level(&compared, "given name"), given);
    assert_int_equal(level(&compared, "other names"), other);
    done(&compared);
}

static void the_half_of_a_chinese_name_may_be_misspelt(void **state)
{
    (void)state;
    assert_half("Xinlin|Wu|Angela", "Xin|Wu|Linn", NAME_CLOSE + 1, LEVEL_MISSING);
    assert_half("Xin|Wu|Linn", "Xinlin|Wu|Angela", NAME_CLOSE + 1, LEVEL_MISSING);
    assert_half("Xinlin|Wu|Angela", "Xin|Wu|Mei", NAME_FORM, LEVEL_DIFFERENT); /* a sister's */
    assert_half("Liz|Hall|Ann", "Elizabeth|Hall|Grace", NAME_FORM, LEVEL_DIFFERENT);
}

static void two_letters_of_three_change_places(void **state)
{
    (void)state;
    assert_names("Jing|Lui", "Jing|Liu", SAME, NAME_NEAR);
    assert_names("Roy|Hall", "Ryo|Hall", NAME_NEAR, SAME);
    assert_names("Ann|Roy", "Ann|Yor", SAME, LEVEL_DIFFERENT);
    assert_names("Jing|Luo", "Jing|Liu", SAME, LEVEL_DIFFERENT);
}

static void names_that_are_a_little_alike_change_places_too(void **state)
{
    (void)state;
    assert_int_equal(given_beside_middle("Maria|Matei|", "Matei|Maria|Sofia", 0), NAME_SWAPPED);
    assert_int_equal(given_beside_middle("Matei|Maria|Sofia", "Maria|Matei|", 0), NAME_SWAPPED);
    assert_int_equal(given_beside_middle("Maria|Matei|", "Matei|Mario|Sofia", 0),
                     NAME_SWAPPED_NEAR);
    assert_int_equal(given_beside_middle("Halima|Alom|", "Alam|Halima|", 0), NAME_SWAPPED_NEAR);
    assert_int_equal(given_beside_middle("Maria|Matei|", "Marta|Maria|", 0), NAME_NEAR);
}

static void a_surname_of_two_words_changes_places_whole(void **state)
{
    (void)state;
    static const char *const turned[][2] = {
        {"Perez Moreno|Francisco|", "Francisco|Pérez Moreno|Carlos"}, /* his second name unknown */
        {"Costa Jiménez|Laura|", "Laura Isabel|Costa Jimenez|"},
        {"López García|Ana María|", "Ana|Lopez-Garcia|Sofia"},
        {"Lopez Garcia|Ana|Sofia", "Ana|Lopez Garcia|"}, /* the second name stands behind them */
    };
    static const char *const others[][2] = {
        {"Perez Moreno|Fernando|", "Francisco|Perez Moreno|Carlos"},
        {"Perez Molina|Francisco|", "Francisco|Perez Moreno|Carlos"},
        {"Moreno Perez|Francisco|", "Francisco|Perez Moreno|Carlos"},
        {"Perez Moreno|Francis|", "Francisco|Perez Moreno|Carlos"},
        {"Perez Moreno||", "Francisco|Perez Moreno|Carlos"},
    };
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < sizeof turned / sizeof *turned; i++)
            assert_int_equal(given_beside_middle(turned[i][side], turned[i][!side], 0),
                             NAME_SWAPPED);
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            assert_int_not_equal(given_beside_middle(others[i][side], others[i][!side], 0),
                                 NAME_SWAPPED);
        assert_int_not_equal(given_beside_middle(turned[0][side], turned[0][!side],
                                                 1u << LINKAGE_RULE_SWAPPED_NAMES),
                             NAME_SWAPPED);
    }
}

static void a_surname_of_two_words_changes_places_beside_a_slip(void **state)
{
    (void)state;
    static const char *const turned[][2] = {
        {"García López|Mathilde|", "Matilde|Garcia Lopez|"}, /* a spelling */
        {"Garcia Lopez|Pepe|", "José|García López|Luis"},    /* a short form */
        {"García López|R|", "Rosa|García López|Inés"},       /* an initial */
        {"Garcia Lopes|Rosa|", "Rosa|Garcia Lopez|"},        /* in the surname */
        {"Garcia|Rachel|", "Raquel|López García|"},          /* the first surname left out */
    };
    static const char *const others[][2] = {
        {"García López|Carmen|", "Matilde|Garcia Lopez|"},
        {"Garcia Lopez|Mathilde|", "Matilde|Ruiz Silva|"},
        {"Garcia|Mathilde|", "Matilde|Smith|"},
    };
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < sizeof turned / sizeof *turned; i++)
            assert_int_equal(given_beside_middle(turned[i][side], turned[i][!side], 0),
                             NAME_SWAPPED_NEAR);
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            assert_int_not_equal(given_beside_middle(others[i][side], others[i][!side], 0),
                                 NAME_SWAPPED_NEAR);
        assert_int_not_equal(given_beside_middle(turned[0][side], turned[0][!side],
                                                 1u << LINKAGE_RULE_SWAPPED_NAMES),
                             NAME_SWAPPED_NEAR);
    }
}

static void a_surname_of_two_words_is_known_where_only_it_stands_as_given_name(void **state)
{
    (void)state;
    const char *only = "Silva García||", *whole = "Cristina|Silva García|María";
    assert_int_equal(given_beside_middle(only, whole, 0), NAME_SWAPPED_ONE);
    assert_int_equal(given_beside_middle(whole, only, 0), NAME_SWAPPED_ONE);
    assert_int_equal(given_beside_middle(only, "Cristina|Silva López|María", 0), LEVEL_DIFFERENT);
    assert_int_equal(given_beside_middle(only, whole, 1u << LINKAGE_RULE_SWAPPED_NAMES),
                     LEVEL_DIFFERENT);
}

static void chinese_names_change_places_in_any_romanisation(void **state)
{
    (void)state;
    assert_names("Lee|Xiaoming", "Siu Ming|Li", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Siu Ming|Li", "Lee|Xiaoming", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    /* under a surname misspelt, too */
    assert_names("Wamg|Ziyu", "Zi Yu|Wang", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Zi Yu|Wang", "Wamg|Ziyu", NAME_SWAPPED_NEAR, LEVEL_MISSING);
    assert_names("Wamg|Ziyu", "Zi Yi|Wang", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
    assert_names("Brown|Ziyu", "Zi Yu|Wang", NAME_SWAPPED_ONE, LEVEL_DIFFERENT);
    assert_names("Lee|Xiaoming", "Siu Ming|Wang", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
    assert_names("Lee|Xiaoming", "Siu Wai|Li", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
    /* as one name, whatever became of the other */
    assert_names("Lee|Xin-Zi", "Xinzi|Werng", NAME_SWAPPED_ONE, LEVEL_DIFFERENT);
    assert_names("Xinzi|Werng", "Lee|Xin-Zi", NAME_SWAPPED_ONE, LEVEL_DIFFERENT);
    assert_names("Lee|Xin-Zi", "Xinyi|Werng", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
    assert_names("Brown|Ann Marie", "Annmarie|Werng", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
}

static void a_chinese_name_that_a_form_took_surname_first_is_put_right(void **state)
{
    (void)state;
    assert_names("Chiu|Xiaoming", "Siu Ming|Zhao", CHINESE_FORM, NAME_FORM);
    assert_names("Huang|Hao-Jing", "Haojing|Huang", SAME, SAME);
    assert_names("Li|Grace", "Qing Lin|Lei", NAME_ABROAD, NAME_FORM);
    assert_names("Han|Thomas", "Thomas|Han", NAME_SWAPPED, LEVEL_MISSING); /* a surname too */
    assert_names("Mo|Ali", "Ali|Mo", NAME_SWAPPED, LEVEL_MISSING);         /* who is Muhammad */
}

static void a_chinese_name_is_known_through_a_slip(void **state)
{
    (void)state;
    assert_names("Shan-Xin|Liu", "Shan Xen|Liu", SAME, SAME); /* and their other names near */
    assert_names("Pok Yin|Huang", "Bu Yan|Huang", NAME_CLOSE + 1, SAME);
    assert_names("Wie Zi|Wang", "Wai Chi|Wong", NAME_CLOSE + 1, NAME_FORM);
    assert_names("Yue Yuii|Li", "Yu-Rui|Li", NAME_CLOSE + 1, SAME);
    assert_names("Shan-Xin|Liu", "Shan Mei|Liu", LEVEL_DIFFERENT, SAME); /* as brothers may */
    assert_names("Shan-Xin|Liu", "Shan|Liu", SAME, SAME);
    assert_names("Shan-Xin|Liu", "Shan X|Liu", SAME, SAME);
    assert_names("Hao Yi|Feng", "Hao-I|Feng", NAME_CLOSE + 1, SAME);
    assert_names("Ann Marie|Hall", "Ann Rose|Hall", SAME, SAME);
    assert_names("Wai Chi|Wang", "Wie Xe|Wang", LEVEL_DIFFERENT, SAME);
    assert_names("Pok Yin|Hall", "Bu Yan|Hall", LEVEL_DIFFERENT, SAME);
}

static void chinese_names_are_read_as_the_english_hear_them_and_beside_other_surnames(void **state)
{
    (void)state;
    assert_names("Yoo Xue|Zhang", "Yuxue|Zhang", CHINESE_FORM, SAME);
    assert_names("Rooi Hui|Feng", "Yui Wai|Feng", CHINESE_FORM, SAME);
    assert_names("Suetwai|Hughes-Sun", "Xuewei|Hughes-Sun", CHINESE_FORM, SAME);
    assert_names("Suetwai|Hughes-Sun", "Xueming|Hughes-Sun", LEVEL_DIFFERENT, SAME);
    assert_names("Suetwai|Sun-Hughes", "Xuewei|Sun-Hughes", LEVEL_DIFFERENT, SAME);
}

static void a_doubled_chinese_name_keeps_both_halves(void **state)
{
    (void)state;
    assert_names("Mei-Mei|Hsu", "Muimui|Xu", CHINESE_FORM, NAME_FORM);
    assert_names("Mei-Mei|Xu", "Meimei|Xu", NAME_TOGETHER, SAME);
    assert_names("Yang-Yang|Xu", "Winnie|Xu", NAME_ABROAD, SAME);
    assert_names("Yang|Xu", "Winnie|Xu", LEVEL_DIFFERENT, SAME); /* one half tells too little */
    assert_names("Yang-Yang|Hall", "Winnie|Hall", LEVEL_DIFFERENT, SAME);
    /* said once more in a column of its own it is the same name, not two */
    struct compared_rows compared =
        compare("first_name|middle_name|surname\nEmily|Emily|Hall\nEmily|Jane|Hall\nA|B|C\n", 0);
    assert_int_equal(level(&compared, "other names"), LEVEL_MISSING);
    done(&compared);
}

static void a_slip_in_a_chinese_name_is_seen_through_its_halves(void **state)
{
    (void)state;
    assert_names("Jeng Ming|Huang", "Jingming|Huang", NAME_CLOSE + 1, SAME);
    assert_names("Yingshan|Zhu", "Yeng Shan|Chu", NAME_CLOSE + 1, NAME_FORM);
    assert_names("Ja-Yang|Xu", "Jia Yang|Xu", NAME_CLOSE + 1, SAME);
    assert_names("Ja Ming|Hall", "Jiaming|Hall", NAME_FAR, SAME);
    assert_names("Jeng Ming|Huang", "Jingmei|Huang", NAME_FAR, SAME);
}

static void a_slip_in_a_name_of_two_words_is_seen_where_it_is_written_as_one(void **state)
{
    (void)state;
    assert_names("Abdul Rahman|Khalil", "Abdelrahman|Khalil", NAME_CLOSE + 1, SAME);
    assert_names("Abdelrahman|Khalil", "Abdul Rahman|Khalil", NAME_CLOSE + 1, SAME);
    assert_names("Abdul Rahim|Khalil", "Abdelrahman|Khalil", NAME_FAR, SAME);
    assert_names("Al Bert|Hall", "Elbert|Hall", LEVEL_DIFFERENT, SAME); /* and the first letter */
}

static void a_surname_with_an_article_is_known_where_the_given_name_stands(void **state)
{
    (void)state;
    struct compared_rows compared =
        compare("full_name\nLAYLA, AL-HASSAN\nAL-HASSAN, LAYLA\nAL-HASSAN, OMAR\n", 0);
    assert_int_equal(level(&compared, "given name"), NAME_SWAPPED);
    done(&compared);
    compared = compare("full_name\nSMITH, AL HENRY\nSMITH, HENRY\nSMITH, ANN\n", 0);
    assert_int_equal(level(&compared, "given name"), NAME_ELSEWHERE); /* Al is a name here */
    done(&compared);
}

static void a_given_name_of_two_words_is_found_where_the_surname_stands(void **state)
{
    (void)state;
    assert_names("Lee|Jia-Xin", "Jia Xin|Sun", NAME_SWAPPED_ONE, NAME_ELSEWHERE);
    assert_names("Jia Xin|Sun", "Lee|Jia-Xin", NAME_SWAPPED_ONE, NAME_ELSEWHERE);
    assert_names("Lee|Jia-Xin", "Jia Xi|Sun", LEVEL_DIFFERENT, LEVEL_DIFFERENT);
    assert_names("Lee|Xin Zi", "Xin-Zi|Li", NAME_SWAPPED_NEAR, LEVEL_MISSING);
}

static void assert_with_email(const char *first, const char *second, uint32_t rules_off,
                              uint8_t given)
{
    char text[400];
    snprintf(text, sizeof text, "first_name|surname|email\n%s\n%s\n", first, second);
    struct compared_rows compared = compare(text, rules_off);
    if (level(&compared, "given name") != given)
        fail_msg("%s, %s: given name %d, expected %d", first, second,
                 level(&compared, "given name"), given);
    done(&compared);
}

static void an_email_address_may_bear_the_other_records_name(void **state)
{
    (void)state;
    const char *formal = "Alexander|Smith|", *chinese = "Jun Qing|Huang|";
    assert_with_email("Tiny|Smith|alexander.smith84@example.org", formal, 0, NAME_IN_EMAIL);
    assert_with_email(formal, "Tiny|Smith|alexander_smith@example.org", 0, NAME_IN_EMAIL);
    assert_with_email("Ken|Hwang|junqing.huang51@example.com", chinese, 0, NAME_IN_EMAIL);
    assert_with_email("Alexander|Smith|alexander.smith84@example.org", formal, 0, SAME);
}

static void an_email_address_that_does_not_name_the_other_says_nothing(void **state)
{
    (void)state;
    const char *formal = "Alexander|Smith|";
    static const char *const others[] = {
        "Tiny|Smith|alexander.jones84@example.org",
        "Tiny|Smith|alexander@example.org",
        "Tiny|Smith|a.smith@example.org",
        "Tiny|Smith|smith.alexander@example.org",
        "Tiny|Smith|alexander.smithson@example.org",
        "Tiny|Smith|@",
        "Tiny|Smith|",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_with_email(others[i], formal, 0, LEVEL_DIFFERENT);
    assert_with_email("Tiny|Hall|alexander.smith@example.org", formal, 0, LEVEL_DIFFERENT);
    assert_with_email("Tiny|Smith|alexander.smith84@example.org", formal,
                      1u << LINKAGE_RULE_EMAIL_NAMES, LEVEL_DIFFERENT);
    /* every other Khan might be this one */
    assert_with_email("Tariq|Khan|muhammad.khan9@example.org", "Muhammad|Khan|", 0, NAME_BESIDE);
}

static void assert_email_names(const char *first, const char *second, uint8_t given,
                               uint8_t surname)
{
    const char *rows[][2] = {{first, second}, {second, first}};
    for (size_t i = 0; i < 2; i++) {
        char text[400];
        snprintf(text, sizeof text, "first_name|surname|email\n%s\n%s\n", rows[i][0], rows[i][1]);
        struct compared_rows compared = compare(text, 0);
        if (level(&compared, "given name") != given || level(&compared, "surname") != surname)
            fail_msg("%s, %s: %d and %d, expected %d and %d", rows[i][0], rows[i][1],
                     level(&compared, "given name"), level(&compared, "surname"), given, surname);
        done(&compared);
    }
}

static void an_email_address_with_her_given_name_shows_how_she_writes_her_surname(void **state)
{
    (void)state;
    const char *address = "kerry.johnson66@example.org";
    char row[100];
    static const struct {
        const char *names;
        uint8_t given, surname;
    } cases[] = {
        {"Kerry|Jonson|", SAME, SAME},
        {"Kerry|Malley|", SAME, NAME_IN_EMAIL},
        {"Kerry|Unknown|", SAME, SAME},
        {"Unknown|Johnson|", NAME_IN_EMAIL, SAME},
        {"K|Johnson|", SAME, SAME},
        {"Unknown|Malley|", LEVEL_MISSING, LEVEL_DIFFERENT},
        {"Sue|Malley|", LEVEL_DIFFERENT, LEVEL_DIFFERENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(row, sizeof row, "%s%s", cases[i].names, address);
        assert_email_names(row, "Kerry|Johnson|", cases[i].given, cases[i].surname);
    }
}

/* B of William, who is Bill, and C of Ali, whom a Somali writes Cali. */
static void an_initial_may_be_of_another_form_of_the_name(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"B|Hall", "William|Hall"}, {"C|Ahmed", "Ali|Ahmed"},    {"H|Ahmed", "Xasan|Ahmed"},
        {"O|Ahmed", "Cumar|Ahmed"}, {"C|Hall", "Caroline|Hall"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_names(pairs[i][0], pairs[i][1], NAME_INITIAL, SAME);
        assert_names(pairs[i][1], pairs[i][0], NAME_INITIAL, SAME);
    }
    assert_names("C|Ahmed", "Hussein|Ahmed", LEVEL_DIFFERENT, SAME);
    assert_names("K|Hall", "William|Hall", LEVEL_DIFFERENT, SAME);
}

/* What she is called contradicts no middle name; two middle names contradict each other. */
static void what_somebody_is_called_is_no_middle_name(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        uint8_t level;
    } cases[] = {
        {"O||Hall|Liv", "Olivia|Rose|Hall|", LEVEL_MISSING},
        {"Olivia|Rose|Hall|", "O||Hall|Liv", LEVEL_MISSING},
        {"Olivia||Hall|Bee", "Olivia||Hall|Ducky", LEVEL_MISSING},
        {"Olivia||Hall|Bee", "Olivia||Hall|Bee", SAME},
        {"Olivia|Rose|Hall|Bee", "Olivia|Jade|Hall|", LEVEL_DIFFERENT},
        {"Olivia|Rose|Hall|Bee", "Olivia||Hall|Bee", NAME_PART},
        {"Olivia|Bee|Hall|", "Olivia||Hall|Bee", NAME_PART},
        {"Olivia|Rose|Hall|", "Olivia|Jade|Hall|", LEVEL_DIFFERENT},
        {"Asha|C|Hall|", "Asha|Ali|Hall|", NAME_INITIAL},
        {"Asha X||Hall|", "Asha|Hussein|Hall|", NAME_INITIAL},
        {"Asha|C|Hall|", "Asha|Hussein|Hall|", LEVEL_DIFFERENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200];
        snprintf(text, sizeof text, "first_name|middle_name|surname|known_as\n%s\n%s\n",
                 cases[i].first, cases[i].second);
        struct compared_rows compared = compare(text, 0);
        if (level(&compared, "other names") != cases[i].level)
            fail_msg("%s, %s: other names %d, expected %d", cases[i].first, cases[i].second,
                     level(&compared, "other names"), cases[i].level);
        done(&compared);
    }
}

/* A third column stands beside the two: another name that the person goes by. */
static void a_name_that_others_gave_does_not_hide_a_chinese_one(void **state)
{
    (void)state;
    const char *head = "first_name|surname|middle_name\n";
    const struct {
        const char *rows;
        uint8_t given;
    } expected[] = {
        {"Yangtao|Sun|Eric\nYeung|Sun|To\n", CHINESE_FORM},
        {"Yeung|Sun|To Eric\nYang|Sun|Tao\n", CHINESE_FORM},
        {"Lee|Zizi|\nZi|Li|Zi Mandy\n", NAME_SWAPPED_NEAR},
        {"Lee|Zizi|\nZi|Li|Wei Mandy\n", LEVEL_DIFFERENT},
        {"Yang|Sun|Tao\nYeung|Sun|Wai\n", LEVEL_DIFFERENT},
        {"Siu|Sun|Ming\nXiao|Sun|Yan\n", LEVEL_DIFFERENT}, /* one syllable of two */
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char text[200];
        snprintf(text, sizeof text, "%s%s", head, expected[i].rows);
        struct compared_rows compared = compare(text, 0);
        uint8_t given = level(&compared, "given name");
        uint8_t wanted = expected[i].given;
        if (wanted == LEVEL_DIFFERENT ? given == CHINESE_FORM || given == NAME_SWAPPED_NEAR
                                      : given != wanted)
            fail_msg("%s: given name %d", expected[i].rows, given);
        done(&compared);
    }
}

static void a_rule_that_is_off_explains_nothing(void **state)
{
    (void)state;
    struct compared_rows compared =
        compare("first_name|surname\nIsla|Hall\nHall|Isla\n", 1u << LINKAGE_RULE_SWAPPED_NAMES);
    assert_int_equal(level(&compared, "given name"), LEVEL_DIFFERENT);
    done(&compared);
    compared =
        compare("first_name|surname\nBill|Hall\nWilliam|Hall\n", 1u << LINKAGE_RULE_SHORT_FORMS);
    assert_int_not_equal(level(&compared, "given name"), NAME_FORM);
    done(&compared);
    compared = compare("dob\n2011-03-04\n2011-04-03\n", 1u << LINKAGE_RULE_SWAPPED_DATES);
    assert_int_equal(level(&compared, "dob"), DATE_YEAR);
    done(&compared);
}

static void a_full_name_gives_way_to_its_parts(void **state)
{
    (void)state;
    struct compared_rows compared =
        compare("full_name|first_name|surname\n"
                "Sir William Chance, 2nd Baronet|Sir|Baronet\nBill Chance|Bill|Chance\n",
                0);
    assert_int_equal(level(&compared, "given name"), NAME_FORM);
    assert_int_equal(level(&compared, "surname"), SAME);
    done(&compared);
}

static void a_name_alone_is_what_more_people_have_it_as(void **state)
{
    (void)state;
    struct compared_rows compared =
        compare("full_name\nTurton\nEdmund Turton\nAnn Turton\nEdmund Lee\n", 0);
    assert_int_equal(level(&compared, "given name"), LEVEL_MISSING);
    assert_true(level(&compared, "surname") >= LEVEL_EXACT &&
                level(&compared, "surname") < LEVEL_NEAR);
    done(&compared);
}

static void who_has_no_given_name_is_called_what_she_is_known_as(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint8_t given;
    } rows[] = {
        {"|Turton|Grace", LEVEL_EXACT},
        {"Unknown|Turton|Grace", LEVEL_EXACT},
        {"Amelia|Turton|Grace", NAME_ELSEWHERE}, /* she has one */
        {"|Turton|Hughes", LEVEL_MISSING},       /* a surname */
        {"|Turton|", LEVEL_MISSING},
        {"G|Turton|Grace", LEVEL_EXACT},
        {"G|Turton|Grace Hughes", NAME_INITIAL}, /* who knows which of them is meant */
        {"G|Turton|", NAME_INITIAL},
        {"G|Turton|G", NAME_INITIAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (unsigned off = 0; off < 2; off++) {
            char text[160];
            snprintf(text, sizeof text, "first_name|surname|known_as\n%s\nGrace|Turton|\nA|B|C\n",
                     rows[i].row);
            struct compared_rows compared = compare(text, off << LINKAGE_RULE_LONE_NAMES);
            uint8_t unknown = rows[i].row[0] == 'G' ? NAME_INITIAL : LEVEL_MISSING;
            uint8_t expected = off && rows[i].given == LEVEL_EXACT ? unknown : rows[i].given;
            uint8_t found = level(&compared, "given name");
            found = found >= LEVEL_EXACT && found < LEVEL_NEAR ? LEVEL_EXACT : found;
            if (found != expected)
                fail_msg("%s, rule %s: %u and not %u", rows[i].row, off ? "off" : "on", found,
                         expected);
            done(&compared);
        }
}

/* Ken is a form of Kenneth's name, and speaks neither for nor against another of his names. */
static void what_others_call_him_after_his_own_name_is_no_other_name(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        uint32_t rules_off;
        uint8_t other;
    } rows[] = {
        {"Kenneth|Fletcher||Ken", "Kenneth|Fletcher|Andrew|", 0, LEVEL_MISSING},
        {"Oilvia|Hall||Livvy", "Olivia|Hall|Grace|", 0, LEVEL_MISSING},
        {"Benjamin|Hall||Benj", "Benjamin|Hall|Harry|", 0, LEVEL_MISSING},
        {"Kenneth|Fletcher||Ian", "Kenneth|Fletcher|Andrew|", 0, LEVEL_MISSING},
        {"Kenneth|Fletcher|Ken|", "Kenneth|Fletcher|Andrew|", 0, LEVEL_DIFFERENT}, /* christened */
        {"Kenneth|Fletcher||Ken", "Kenneth|Fletcher|Ken|", 0, LEVEL_MISSING},
        {"Kenneth|Fletcher||Ken", "Kenneth|Fletcher|Ken|", 1u << LINKAGE_RULE_SHORT_FORMS,
         NAME_PART},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[200];
        snprintf(text, sizeof text, "first_name|surname|middle_name|known_as\n%s\n%s\n",
                 rows[i].first, rows[i].second);
        struct compared_rows compared = compare(text, rows[i].rules_off);
        if (level(&compared, "other names") != rows[i].other)
            fail_msg("%s: other names %d", rows[i].first, level(&compared, "other names"));
        done(&compared);
    }
}

static void a_middle_name_used_as_given_name_is_found(void **state)
{
    (void)state;
    struct compared_rows compared =
        compare("first_name|middle_name|surname\nJohn|Frederick|Lee\nFrederick||Lee\nA|B|C\n", 0);
    assert_int_equal(level(&compared, "given name"), NAME_ELSEWHERE);
    done(&compared);
}

static void other_names_are_known_by_their_spellings_and_sounds(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        uint8_t expected;
    } pairs[] = {
        {"Ahmed|Cumar|Jama", "Ahmed|Omar|Jama", NAME_FORM},
        {"Ahmed|Muhammad|Jama", "Ahmed|Maxamed|Jama", NAME_FORM},
        {"Hiba|Ali|Saleh", "Hiba|Aly|Saleh", NAME_CLOSE},
        {"Ibrahim|Tariq|Saleh", "Ibrahim|Tarek|Saleh", NAME_CLOSE},
        {"Ahmed|Omar|Jama", "Ahmed|Osman|Jama", LEVEL_DIFFERENT},
        {"Anna|Omar Ali|Jama", "Anna|Cumar|Jama", NAME_NEAR}, /* as one of its words is */
        {"Anna|Cumar|Jama", "Anna|Omar Ali|Jama", NAME_NEAR},
        {"Anna|Omar Ali|Jama", "Anna|Osman|Jama", LEVEL_DIFFERENT},
        {"Navdeep|Singh|Sandhu", "Navdeep|Nav|Sandhu", LEVEL_MISSING}, /* whom all are called */
        {"Jasleen|Jas|Gill", "Jasleen|Kaur|Gill", LEVEL_MISSING},
        {"Simran|Singh|Gill", "Simran|Kaur|Gill", LEVEL_DIFFERENT},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[200];
        snprintf(text, sizeof text, "first_name|middle_name|surname\n%s\n%s\n", pairs[i].first,
                 pairs[i].second);
        struct compared_rows compared = compare(text, 0);
        assert_int_equal(level(&compared, "other names"), pairs[i].expected);
        done(&compared);
    }
    struct compared_rows compared =
        compare("first_name|middle_name|surname\nAnna|Omar Ali|Jama\nAnna|Cumar|Jama\n",
                1u << LINKAGE_RULE_SHORT_FORMS);
    assert_int_equal(level(&compared, "other names"), LEVEL_DIFFERENT);
    done(&compared);
}

static void assert_behind(const char *first, const char *second, uint8_t given)
{
    char text[200];
    snprintf(text, sizeof text, "first_name|surname|middle_name\n%s\n%s\n", first, second);
    struct compared_rows compared = compare(text, 0);
    if (level(&compared, "given name") != given)
        fail_msg("%s, %s: given name %d", first, second, level(&compared, "given name"));
    done(&compared);
}

static void the_name_behind_muhammad_is_a_given_name(void **state)
{
    (void)state;
    assert_behind("Muhammad|Khan|Tariq", "Tariq|Khan|", NAME_FORM + RARITY_MIDDLING);
    assert_behind("Tareq|Khan|", "Md|Khan|Tariq", NAME_CLOSE + RARITY_MIDDLING);
    assert_behind("T|Khan|", "Mohammed|Khan|Tariq", NAME_INITIAL);
    assert_behind("Muhammad|Khan|Tariq", "Tariq|Khan|Asif", NAME_ELSEWHERE);
    assert_behind("Muhammad|Khan|Tariq", "Muhammad|Khan|Asif", SAME);
    assert_behind("Muhammad|Khan|Tariq", "Tariq|Hall|", NAME_ELSEWHERE);
}

static void the_name_behind_muhammad_changes_places_with_the_surname(void **state)
{
    (void)state;
    static const char *const turned[][2] = {
        {"Ali|Shah|", "Muhammad|Ali|Shah"},
        {"Aly|Karem|", "Md|Ali|Karim"},
        {"Hussain|Muhammad|Rafiqul", "Rafiqul|Hussain|"},
    };
    static const char *const others[][2] = {
        {"Ali|Karim|", "Muhammad|Ali|Shah"},
        {"Khan|Shah|", "Muhammad|Ali|Shah"},
        {"Hussain|Muhammad|Rafiqul", "Shafiqul|Hussain|"},
        {"Hussain|Muhammad|", "Rafiqul|Hussain|"},
    };
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < sizeof turned / sizeof *turned; i++)
            assert_behind(turned[i][side], turned[i][!side], NAME_SWAPPED_NEAR);
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            assert_int_not_equal(given_beside_middle(others[i][side], others[i][!side], 0),
                                 NAME_SWAPPED_NEAR);
    }
}

static void codes_and_addresses_agree_by_edits(void **state)
{
    (void)state;
    struct compared_rows compared =
        compare("email|phone|nhs_number|address|town\n"
                "eve.dean56@mail.net|0115 915 5555|943 476 5919|12 High Street|Hucknall\n"
                "eve.daen56@mail.net|0115 915 5565|943 476 5919|12 High Sreet|Hucknal\n",
                0);
    assert_int_equal(level(&compared, "email"), CODE_EDIT);
    assert_int_equal(level(&compared, "phone"), CODE_EDIT);
    assert_int_equal(level(&compared, "nhs_number"), SAME);
    assert_int_equal(level(&compared, "house number"), SAME);
    assert_int_equal(level(&compared, "address"), WORDS_CLOSE);
    assert_int_equal(level(&compared, "town"), WORDS_CLOSE);
    done(&compared);
    compared = compare("email\neve.dean56@mail.net\neve.dean56@other.org\n", 0);
    assert_int_equal(level(&compared, "email"), CODE_PART);
    done(&compared);
}

static void assert_numbers(const char *first, const char *second, uint32_t rules_off,
                           uint8_t expected)
{
    char text[200];
    snprintf(text, sizeof text, "surname|nhs_number\nKhan|%s\nKhan|%s\n", first, second);
    struct compared_rows compared = compare(text, rules_off);
    assert_int_equal(level(&compared, "nhs_number"), expected);
    done(&compared);
}

/* 9434765919 is the example of the NHS Data Dictionary; 9434765927 passes the check as well. */
static void two_numbers_that_pass_their_check_are_two(void **state)
{
    (void)state;
    assert_numbers("943 476 5919", "9434765919", 0, SAME);
    assert_numbers("9434765919", "9434765927", 0, CODE_TWO_NUMBERS);
    assert_numbers("9434765919", "9434765918", 0, CODE_TWO_EDITS);
    assert_numbers("9434765919", "9434765927", 1U << LINKAGE_RULE_CHECK_DIGITS, CODE_TWO_EDITS);
}

static void three_columns_make_one_date_of_birth(void **state)
{
    (void)state;
    struct compared_rows compared = compare("by|bm|bd\n1972|3|4\n1972|03|04\n", 0);
    assert_int_equal(level(&compared, "date of birth"), SAME);
    done(&compared);
    compared = compare("year_of_birth|month_of_birth\n1972|3\n1972|\n", 0);
    assert_int_equal(level(&compared, "date of birth"), DATE_PARTIAL);
    done(&compared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_agree_by_the_best_explanation),
        cmocka_unit_test(names_that_many_bear_are_two_names_however_alike),
        cmocka_unit_test(known_names_that_sound_alike_are_two_names),
        cmocka_unit_test(forms_and_swaps_of_rarer_names_are_levels_of_their_own),
        cmocka_unit_test(a_name_that_is_hardly_anybodys_and_begins_as_the_other_may_be_it_misspelt),
        cmocka_unit_test(endearments_are_cut_from_names),
        cmocka_unit_test(names_are_the_same_in_any_spelling),
        cmocka_unit_test(a_name_from_abroad_is_known_by_ear),
        cmocka_unit_test(a_chinese_surname_misspelt_is_no_spelling_of_another),
        cmocka_unit_test(a_name_of_one_consonant_is_heard_by_its_vowels_too),
        cmocka_unit_test(two_names_may_be_one_persons),
        cmocka_unit_test(a_western_name_beside_a_chinese_one_is_known_through_a_slip_in_either),
        cmocka_unit_test(chinese_names_change_places_in_any_romanisation),
        cmocka_unit_test(a_chinese_name_that_a_form_took_surname_first_is_put_right),
        cmocka_unit_test(a_chinese_name_is_known_through_a_slip),
        cmocka_unit_test(chinese_names_are_read_as_the_english_hear_them_and_beside_other_surnames),
        cmocka_unit_test(a_doubled_chinese_name_keeps_both_halves),
        cmocka_unit_test(a_slip_in_a_chinese_name_is_seen_through_its_halves),
        cmocka_unit_test(a_slip_in_a_name_of_two_words_is_seen_where_it_is_written_as_one),
        cmocka_unit_test(a_surname_with_an_article_is_known_where_the_given_name_stands),
        cmocka_unit_test(a_given_name_of_two_words_is_found_where_the_surname_stands),
        cmocka_unit_test(an_email_address_may_bear_the_other_records_name),
        cmocka_unit_test(an_initial_may_be_of_another_form_of_the_name),
        cmocka_unit_test(what_somebody_is_called_is_no_middle_name),
        cmocka_unit_test(an_email_address_with_her_given_name_shows_how_she_writes_her_surname),
        cmocka_unit_test(an_email_address_that_does_not_name_the_other_says_nothing),
        cmocka_unit_test(a_name_that_others_gave_does_not_hide_a_chinese_one),
        cmocka_unit_test(known_names_that_sound_alike_do_not_stand_for_each_other),
        cmocka_unit_test(who_is_known_by_a_western_name_is_known_by_it),
        cmocka_unit_test(the_half_of_a_chinese_name_may_be_misspelt),
        cmocka_unit_test(two_letters_of_three_change_places),
        cmocka_unit_test(swapped_names_are_seen_and_counted_once),
        cmocka_unit_test(
            where_one_of_two_swapped_names_is_the_same_the_other_need_not_be_very_near),
        cmocka_unit_test(swapped_names_may_both_be_misspelt),
        cmocka_unit_test(names_change_places_with_or_without_an_article),
        cmocka_unit_test(names_that_are_a_little_alike_change_places_too),
        cmocka_unit_test(a_surname_of_two_words_changes_places_whole),
        cmocka_unit_test(a_surname_of_two_words_changes_places_beside_a_slip),
        cmocka_unit_test(a_surname_of_two_words_is_known_where_only_it_stands_as_given_name),
        cmocka_unit_test(a_rule_that_is_off_explains_nothing),
        cmocka_unit_test(a_full_name_gives_way_to_its_parts),
        cmocka_unit_test(a_name_alone_is_what_more_people_have_it_as),
        cmocka_unit_test(who_has_no_given_name_is_called_what_she_is_known_as),
        cmocka_unit_test(what_others_call_him_after_his_own_name_is_no_other_name),
        cmocka_unit_test(a_middle_name_used_as_given_name_is_found),
        cmocka_unit_test(other_names_are_known_by_their_spellings_and_sounds),
        cmocka_unit_test(the_name_behind_muhammad_is_a_given_name),
        cmocka_unit_test(the_name_behind_muhammad_changes_places_with_the_surname),
        cmocka_unit_test(codes_and_addresses_agree_by_edits),
        cmocka_unit_test(two_numbers_that_pass_their_check_are_two),
        cmocka_unit_test(three_columns_make_one_date_of_birth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
