/* Each agency's extract: its own columns, and its own way to write a name, a date, an address and
 * a telephone number. */
#include "cli/synth/people/people.h"

#include <stdio.h>

#include "text/text.h"

#include "base/banned.h"

enum { YEAR = 365 };

static const char town[] = "Thistlemouth";

const char *extract_heading(enum synthesis_source source)
{
    static const char *const headings[SYNTHESIS_SOURCES] = {
        [SYNTHESIS_COUNCIL] =
            "id,surname,forenames,known_as,dob,gender,ethnicity,role,legal_status,address,"
            "postcode,telephone,nhs_number,upn,opened\n",
        [SYNTHESIS_HEALTH] =
            "id,nhs_number,family_name,given_name,middle_names,date_of_birth,sex,"
            "ethnic_category,address_1,address_2,town,postcode,mobile,gp_practice,registered\n",
        [SYNTHESIS_POLICE] = "id,name,alias,dob,sex,ethnic_code,role,address,phone,recorded\n",
        [SYNTHESIS_SCHOOLS] =
            "id,upn,legal_surname,preferred_surname,forename,middle_names,date_of_birth,gender,"
            "house_number,street,town,postcode,contact_name,contact_phone,school,joined\n",
        [SYNTHESIS_CHARITY] =
            "id,first_name,last_name,date_of_birth,age,gender,postcode,mobile,email,"
            "parent_or_carer,first_contact\n",
    };
    return headings[source];
}

/* The codes of the children in need census, of the NHS and of the police for an ethnic group. */
static const struct {
    const char *group, *council, *health, *police;
} codes[] = {
    {"White British", "WBRI", "A", "W1"},
    {"White Irish", "WIRI", "B", "W2"},
    {"Gypsy or Irish Traveller", "WIRT", "C", "W9"},
    {"White Other", "WOTH", "C", "W9"},
    {"White and Black Caribbean", "MWBC", "D", "M1"},
    {"White and Black African", "MWBA", "E", "M2"},
    {"White and Asian", "MWAS", "F", "M3"},
    {"Other Mixed", "MOTH", "G", "M9"},
    {"Indian", "AIND", "H", "A1"},
    {"Pakistani", "APKN", "J", "A2"},
    {"Bangladeshi", "ABAN", "K", "A3"},
    {"Black Caribbean", "BCRB", "M", "B1"},
    {"Black African", "BAFR", "N", "B2"},
    {"Chinese", "CHNE", "R", "O1"},
    {"Arab", "OOTH", "S", "O9"},
};

/* Not stated in each source's own words for some, the same on each record of a person. */
static const char *ethnic_code(const struct people_work *work,
                               const struct synthesis_record *record)
{
    const struct synthesis_person *person = &work->family.people[record->person];
    static const char *const not_stated[] = {"NOBT", "Z", "", "", ""};
    if ((person->number * 7 + record->source) % 8 == 0)
        return not_stated[record->source];
    size_t i = 0;
    while (i + 1 < sizeof codes / sizeof *codes &&
           strcmp(codes[i].group, person->ethnic_group) != 0)
        i++;
    return record->source == SYNTHESIS_COUNCIL  ? codes[i].council
           : record->source == SYNTHESIS_HEALTH ? codes[i].health
                                                : codes[i].police;
}

/* --- pieces ----------------------------------------------------------------------------------- */

void put_field(struct buffer *out, const char *text)
{
    buffer_byte(out, ',');
    csv_append(out, slice_from(text));
}

enum date_style { WITH_DASHES, CLOSED_UP, WITH_SLASHES, WITH_MONTH, SHORT };

static void put_date(struct buffer *out, struct date date, enum date_style style)
{
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[40] = "";
    int year = date.year, month = date.month, day = date.day;
    if (month == 0)
        snprintf(text, sizeof text, "%s", "");
    else if (style == WITH_DASHES)
        date_format(date, text);
    else if (style == CLOSED_UP)
        snprintf(text, sizeof text, "%04d%02d%02d", year, month, day);
    else if (style == WITH_SLASHES)
        snprintf(text, sizeof text, "%02d/%02d/%04d", day, month, year);
    else if (style == WITH_MONTH)
        snprintf(text, sizeof text, "%02d-%s-%04d", day, months[month - 1], year);
    else
        snprintf(text, sizeof text, "%d/%d/%04d", day, month, year);
    put_field(out, text);
}

static void put_day(struct buffer *out, int32_t day, enum date_style style)
{
    put_date(out, date_from_days(day), style);
}

/* Two texts with a space between them where both are there. */
static void put_two(struct buffer *out, const char *one, const char *other)
{
    char text[160];
    snprintf(text, sizeof text, "%s%s%s", one, one[0] && other[0] ? " " : "", other);
    put_field(out, text);
}

/* Grouped after four, five or three digits and abroad, as each source's form has it. */
static void put_telephone(struct buffer *out, const struct synthesis_record *record)
{
    const char *number = record->telephone;
    char text[32] = "";
    if (number[0] && record->source == SYNTHESIS_COUNCIL)
        snprintf(text, sizeof text, "%.4s %.3s %s", number, number + 4, number + 7);
    else if (number[0] && record->source == SYNTHESIS_POLICE)
        snprintf(text, sizeof text, "+44%s", number + 1);
    else if (number[0] && record->source == SYNTHESIS_SCHOOLS)
        snprintf(text, sizeof text, "%.5s %s", number, number + 5);
    else
        snprintf(text, sizeof text, "%s", number);
    put_field(out, text[0] == '+' ? text + 1 : text);
}

static const char *role_of(const struct people_work *work, const struct synthesis_record *record)
{
    const struct synthesis_person *person = &work->family.people[record->person];
    static const char *const police[] = {"Victim", "Witness", "Suspect", "Person present"};
    bool child = record->day - person->born < 18 * YEAR;
    if (record->source == SYNTHESIS_POLICE)
        return child ? "Child present" : police[person->number % 4];
    return child ? "Child" : person->mother < 0 ? "Parent or carer" : "Young adult";
}

static bool is_in_care(const struct people_work *work, const struct synthesis_record *record)
{
    const struct synthesis_person *person = &work->family.people[record->person];
    return person->care_from <= record->day && record->day < person->care_until;
}

/* The mother, else the father, as somebody at the counter would name them. */
static void put_parent(struct buffer *out, const struct people_work *work,
                       const struct synthesis_record *record)
{
    const struct synthesis_person *person = &work->family.people[record->person];
    int parent = person->mother >= 0 ? person->mother : person->father;
    const struct synthesis_person *who = parent >= 0 ? &work->family.people[parent] : person;
    put_two(out, who->given.text,
            parent >= 0 ? who->surnames[synthesis_surname_at(who, record->day)].text : "");
}

/* --- the five --------------------------------------------------------------------------------- */

static void write_council(struct people_work *work, const struct synthesis_record *record)
{
    struct buffer *out = &work->sheets[SYNTHESIS_COUNCIL].text;
    char address[120] = "";
    if (record->place.street[0])
        snprintf(address, sizeof address, "%s%s%s, %s", record->place.house,
                 record->place.house[0] ? " " : "", record->place.street, town);
    put_field(out, record->family);
    put_two(out, record->given, record->middle);
    put_field(out, record->known_as);
    put_date(out, record->born, WITH_DASHES);
    put_field(out, record->sex == 'M' ? "Male" : record->sex == 'F' ? "Female" : "Unknown");
    put_field(out, ethnic_code(work, record));
    put_field(out, role_of(work, record));
    put_field(out, is_in_care(work, record) ? "Care order" : "");
    put_field(out, address);
    put_field(out, record->place.postcode);
    put_telephone(out, record);
    put_field(out, record->nhs_number);
    put_field(out, record->upn);
    put_day(out, record->day, WITH_DASHES);
}

static void write_health(struct people_work *work, const struct synthesis_record *record)
{
    struct buffer *out = &work->sheets[SYNTHESIS_HEALTH].text;
    const char *comma = strstr(record->place.house, ", ");
    char flat[24] = "", surgery[48];
    if (comma)
        snprintf(flat, sizeof flat, "%.*s", (int)(comma - record->place.house),
                 record->place.house);
    put_field(out, record->nhs_number);
    put_field(out, record->family);
    put_field(out, record->given);
    put_field(out, record->middle);
    put_date(out, record->born, CLOSED_UP);
    put_field(out, record->sex == 'M' ? "1" : record->sex == 'F' ? "2" : "9");
    put_field(out, ethnic_code(work, record));
    if (comma)
        put_field(out, flat);
    put_two(out, comma ? comma + 2 : record->place.house, record->place.street);
    if (!comma)
        put_field(out, "");
    put_field(out, record->place.street[0] ? town : "");
    put_field(out, record->place.postcode);
    put_telephone(out, record);
    synthesis_surgery_of(work->city.seed, record->address, surgery);
    put_field(out, surgery);
    put_day(out, record->day, CLOSED_UP);
}

static void write_police(struct people_work *work, const struct synthesis_record *record)
{
    struct buffer *out = &work->sheets[SYNTHESIS_POLICE].text;
    char name[200], address[120] = "";
    snprintf(name, sizeof name, "%s%s%s%s%s", record->family, record->family[0] ? ", " : "",
             record->given, record->middle[0] ? " " : "", record->middle);
    if (record->place.street[0])
        snprintf(address, sizeof address, "%s %s %s %s", record->place.house, record->place.street,
                 town, record->place.postcode);
    put_field(out, name);
    put_field(out, record->day % 3 == 0 ? record->known_as : "");
    put_date(out, record->born, WITH_SLASHES);
    put_field(out, record->sex == 'M' ? "M" : record->sex == 'F' ? "F" : "U");
    put_field(out, ethnic_code(work, record));
    put_field(out, role_of(work, record));
    put_field(out, address);
    put_telephone(out, record);
    put_day(out, record->day, WITH_SLASHES);
}

static void write_school(struct people_work *work, const struct synthesis_record *record)
{
    struct buffer *out = &work->sheets[SYNTHESIS_SCHOOLS].text;
    const struct synthesis_person *person = &work->family.people[record->person];
    bool secondary = record->day - person->born > 11 * YEAR;
    char school[48];
    size_t last = person->surname_count - 1;
    put_field(out, record->upn);
    put_field(out, record->family);
    bool another = last > 0 && person->surname_from[last] <= record->day;
    put_field(out, another ? person->surnames[last].text : "");
    put_field(out, record->given);
    put_field(out, record->middle);
    put_date(out, record->born, WITH_MONTH);
    put_field(out, record->sex == 'M' ? "M" : record->sex == 'F' ? "F" : "");
    put_field(out, record->place.house);
    put_field(out, record->place.street);
    put_field(out, record->place.street[0] ? town : "");
    put_field(out, record->place.postcode);
    put_parent(out, work, record);
    put_telephone(out, record);
    synthesis_school_of(work->city.seed, record->address, secondary, school);
    put_field(out, school);
    put_day(out, record->day, WITH_MONTH);
}

static void write_charity(struct people_work *work, const struct synthesis_record *record)
{
    struct buffer *out = &work->sheets[SYNTHESIS_CHARITY].text;
    const struct synthesis_person *person = &work->family.people[record->person];
    int age = (record->day - person->born) / YEAR;
    char text[16] = "";
    if (record->born.month == 0 && record->day % 5 != 0)
        snprintf(text, sizeof text, "%d", age);
    put_field(out, record->given);
    put_field(out, record->family);
    put_date(out, record->born, SHORT);
    put_field(out, text);
    put_field(out, record->sex == 'M' ? "male" : record->sex == 'F' ? "female" : "");
    put_field(out, record->place.postcode);
    put_telephone(out, record);
    put_field(out, record->email);
    if (age < 18)
        put_parent(out, work, record);
    else
        put_field(out, "");
    put_day(out, record->day, SHORT);
}

void extract_write(struct people_work *work, const struct synthesis_record *record, const char *id)
{
    static void (*const write[SYNTHESIS_SOURCES])(struct people_work *,
                                                  const struct synthesis_record *) = {
        write_council, write_health, write_police, write_school, write_charity};
    struct sheet *sheet = &work->sheets[record->source];
    buffer_string(&sheet->text, id);
    write[record->source](work, record);
    buffer_byte(&sheet->text, '\n');
    sheet_row(sheet);
}
