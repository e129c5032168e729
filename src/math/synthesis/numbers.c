#include "math/synthesis/numbers.h"

#include <stdio.h>

#include "math/synthesis/places.h"

#include "base/banned.h"

enum {
    NHS_RANGE = 1000000,
    NHS_STEP = 387419, /* no factor in common with the range: every number comes up once */
    FIRST_AUTHORITY = 501,
    AUTHORITIES = 150, /* no real authority has a number from 501 to 650 */
    FIRST_SCHOOL = 2000,
    SCHOOLS = 7000,
    FIRST_UPN_YEAR = 1990,
};

int synthesis_nhs_check(const char digits[static 9])
{
    int sum = 0;
    for (int i = 0; i < 9; i++)
        sum += (digits[i] - '0') * (10 - i);
    int check = (11 - sum % 11) % 11;
    return check == 10 ? -1 : check;
}

char synthesis_upn_check(const char digits[static 12])
{
    int sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (digits[i] - '0') * (i + 2);
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23];
}

void nhs_number_give(struct synthesis_city *city, char text[static 11])
{
    text[0] = 0;
    while (city->nhs_numbers < NHS_RANGE) {
        char digits[16];
        uint64_t number = (uint64_t)city->nhs_numbers++ * NHS_STEP + city->seed % NHS_RANGE;
        snprintf(digits, sizeof digits, "999%06u", (unsigned)(number % NHS_RANGE));
        int check = synthesis_nhs_check(digits);
        if (check < 0)
            continue;
        snprintf(text, 11, "%.9s%c", digits, (char)('0' + check));
        return;
    }
}

void upn_give(struct synthesis_city *city, uint32_t school, int year, char text[static 14])
{
    uint64_t school_number = city->families / QUARTER_FAMILIES * PRIMARY_SCHOOLS + school;
    int since = year - FIRST_UPN_YEAR;
    text[0] = 0;
    if (since < 0 || since >= 40 || city->upns[school][since] > 999)
        return;
    char digits[24];
    snprintf(digits, sizeof digits, "%03u%04u%02d%03u",
             (unsigned)(FIRST_AUTHORITY + school_number / SCHOOLS % AUTHORITIES),
             (unsigned)(FIRST_SCHOOL + school_number % SCHOOLS), year % 100,
             (unsigned)city->upns[school][since]++);
    snprintf(text, 14, "%c%.12s", synthesis_upn_check(digits), digits);
}

void telephone_write(uint64_t which, char text[static 16])
{
    /* Ofcom, "Telephone numbers for use in TV and radio drama programmes". */
    static const char *const ranges[] = {"07700900", "0113496",  "0114496", "0115496", "0116496",
                                         "0117496",  "0118496",  "0121496", "0131496", "0141496",
                                         "0151496",  "0161496",  "0207946", "0191498", "0289649",
                                         "0292018",  "01632960", "03069990"};
    const char *range = ranges[which % (sizeof ranges / sizeof *ranges)];
    unsigned last = (unsigned)(which / 64 % 1000);
    if (strcmp(range, "0289649") == 0)
        snprintf(text, 16, "%s6%03u", range, last);
    else if (strlen(range) == 7)
        snprintf(text, 16, "%s0%03u", range, last);
    else
        snprintf(text, 16, "%s%03u", range, last);
}
