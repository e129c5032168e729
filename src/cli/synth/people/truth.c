/* The truth beside the extracts, and the records of all sources in one file. */
#include "cli/synth/people/people.h"

#include <stdio.h>

#include "text/text.h"

#include "base/banned.h"

const char *const source_names[SYNTHESIS_SOURCES] = {"council", "health", "police", "schools",
                                                     "charity"};

const char truth_heading[] =
    "source,id,person,reader,could_be,household,home,family,birth,mother,father,sex,born,"
    "name_origin,ethnic_group,slips\n";

const char flat_heading[] =
    "unique_id,first_name,surname,dob,postcode,street,birth_place,email,cluster\n";

static void put_number(struct buffer *out, uint64_t number)
{
    buffer_byte(out, ',');
    buffer_integer(out, (int64_t)number);
}

/* "17.2": the second of family 17; nothing where there is none. */
static void put_within(struct buffer *out, uint64_t whole, uint64_t part)
{
    put_number(out, whole);
    buffer_byte(out, '.');
    buffer_integer(out, (int64_t)part);
}

static void put_person(struct buffer *out, const struct synthesis_family *family, int index)
{
    if (index < 0)
        buffer_byte(out, ',');
    else
        put_number(out, family->people[index].number);
}

static void put_others(struct buffer *out, const struct synthesis_family *family, uint32_t others)
{
    bool first = true;
    buffer_byte(out, ',');
    for (size_t i = 0; i < family->people_count; i++) {
        if ((others >> i & 1) == 0)
            continue;
        buffer_string(out, first ? "" : " ");
        buffer_integer(out, (int64_t)family->people[i].number);
        first = false;
    }
}

static void put_slips(struct buffer *out, uint32_t slips)
{
    bool first = true;
    buffer_byte(out, ',');
    for (int slip = 0; slip < SLIPS; slip++) {
        if ((slips >> slip & 1) == 0)
            continue;
        buffer_string(out, first ? "" : " ");
        buffer_string(out, synthesis_slip_name((enum synthesis_slip)slip));
        first = false;
    }
}

void truth_write(struct people_work *work, const struct synthesis_record *record, const char *id)
{
    const struct synthesis_family *family = &work->family;
    const struct synthesis_person *person = &family->people[record->person];
    struct buffer *out = &work->sheets[TRUTH].text;
    char born[DATE_TEXT_SIZE];
    date_format(date_from_days(person->born), born);
    buffer_string(out, source_names[record->source]);
    put_field(out, id);
    put_number(out, person->number);
    put_within(out, person->number, record->group);
    put_others(out, family, record->others);
    put_within(out, family->index + 1, record->household + 1);
    put_number(out, synthesis_address_at(&family->households[record->household], record->day));
    put_number(out, family->index + 1);
    if (person->birth)
        put_within(out, family->index + 1, person->birth);
    else
        buffer_byte(out, ',');
    put_person(out, family, person->mother);
    put_person(out, family, person->father);
    put_field(out, person->male ? "M" : "F");
    put_field(out, born);
    put_field(out, synthesis_origin(person));
    put_field(out, person->ethnic_group);
    put_slips(out, record->slips);
    buffer_byte(out, '\n');
    sheet_row(&work->sheets[TRUTH]);
}

/* --- all in one ------------------------------------------------------------------------------- */

/* Most are born here; a parent where the name comes from. */
static const char *birth_place(const struct synthesis_person *person)
{
    static const struct {
        const char *origin, *place;
    } places[] = {
        {"Irish", "ireland"},    {"Polish", "poland"},      {"Romanian", "romania"},
        {"Iberian", "portugal"}, {"Pakistani", "pakistan"}, {"Bangladeshi", "bangladesh"},
        {"Sikh", "india"},       {"Gujarati", "india"},     {"Chinese", "china"},
        {"Somali", "somalia"},   {"Arab", "syria"},         {"Caribbean", "jamaica"},
        {"Nigerian", "nigeria"}, {"Ghanaian", "ghana"},
    };
    static const char *const towns[] = {
        "thistlemouth", "thistlemouth", "leeds",      "sheffield", "birmingham", "leicester",
        "bradford",     "derby",        "manchester", "london",    "liverpool",  "thistlemouth"};
    const char *origin = synthesis_origin(person);
    for (size_t i = 0; person->mother < 0 && i < sizeof places / sizeof *places; i++)
        if (strcmp(places[i].origin, origin) == 0 && person->number % 4 != 0)
            return places[i].place;
    return person->born >= person->arrives
               ? towns[0]
               : towns[person->number / 8 % (sizeof towns / sizeof *towns)];
}

static void put_small(struct buffer *out, const char *text)
{
    char small[160];
    size_t length = 0;
    for (; text[length] && length + 1 < sizeof small; length++)
        small[length] = byte_small(text[length]);
    small[length] = 0;
    put_field(out, small);
}

void flat_write(struct people_work *work, const struct synthesis_record *record)
{
    const struct synthesis_person *person = &work->family.people[record->person];
    struct buffer *out = &work->sheets[FLAT].text;
    char born[DATE_TEXT_SIZE], street[80];
    const struct synthesis_place *place = &record->place;
    date_format(record->born, born);
    snprintf(street, sizeof street, "%s%s%s", place->house,
             place->house[0] && place->street[0] ? " " : "", place->street);
    buffer_integer(out, (int64_t)work->rows);
    put_small(out, record->given);
    put_small(out, record->family);
    put_field(out, born);
    put_small(out, place->postcode);
    put_small(out, street);
    put_field(out, record->day % 9 == 0 ? "" : birth_place(person));
    put_field(out, record->email);
    put_number(out, person->number);
    buffer_byte(out, '\n');
    sheet_row(&work->sheets[FLAT]);
}
