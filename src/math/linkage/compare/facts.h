/* What is worked out once for each value, so that comparing two values mostly need not read
 * their texts. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_FACTS_H
#define WEFT_MATH_LINKAGE_COMPARE_FACTS_H

#include "math/linkage/texts/compare.h"
#include "math/linkage/texts/name_sets.h"

enum { FACT_WORDS = 4 };

/* How rare a value is; hardly anybody's are given names alone. */
enum { RARITY_COMMON, RARITY_MIDDLING, RARITY_RARE, RARITY_LONE };

/* Half a cache line. */
struct facts {
    uint64_t letters; /* which characters it holds, and of names, which twice: see below */
    union {
        uint16_t words[FACT_WORDS]; /* a mark of each of its words, 0 where there is none */
        uint64_t packed; /* dates, postcodes: the first eight characters; codes: see below */
    };
    union {
        uint32_t sound;     /* how a name sounds, hashed; 0 where it has no sound */
        int32_t days;       /* dates: packed_date_days */
        uint32_t area;      /* postcodes: packed_postcode_area */
        uint32_t unchecked; /* codes: 0 where a check says that it is right */
    };
    uint32_t start;            /* of the text */
    uint16_t forms[NAME_SETS]; /* given names: by short forms; surnames: by spellings */
    uint8_t length;            /* of the text, at most 255 */
    uint8_t first : 6;         /* its first character, roughly */
    uint8_t rarity : 2;        /* RARITY_… */
};

/* Which parts of a text its words are. */
enum fact_form {
    FACTS_OF_NAME,
    FACTS_OF_SURNAME,
    FACTS_OF_MANS_SURNAME, /* sounds as a man's */
    FACTS_OF_WORDS,        /* words of three letters or more */
    FACTS_OF_EMAIL,        /* before and after the @ */
    FACTS_OF_CODE,         /* the last six characters */
    FACTS_OF_DATE,
    FACTS_OF_POSTCODE,
};

/* One over each length; 1 for 0. */
extern const float facts_inverse[256];

void facts_of(struct slice text, enum fact_form form, struct facts *ret_facts);

/* The bit of a small letter in `letters`. */
static inline uint64_t facts_letter(char letter)
{
    return UINT64_C(1) << (letter - 'a');
}

/* The letters that stand twice in a name have bits of their own, those of the ten that often do.
 * They are those of the digits, which names have none of: what has a bit that another has not has,
 * either way, a character more. */
#define FACTS_TWICE (UINT64_C(0x3ff) << 26)

/* All of `letters` but those, and but the space, which shares its bit with some others. */
#define FACTS_LETTERS (~(UINT64_C(1) << 40 | FACTS_TWICE))

/* At most this many characters of a can have a partner in b, and the other way round. */
static inline int facts_most_matches(const struct facts *a, const struct facts *b)
{
    int left = a->length - __builtin_popcountll(a->letters & ~b->letters);
    int right = b->length - __builtin_popcountll(b->letters & ~a->letters);
    return left < right ? left : right;
}

/* Whether Jaro–Winkler can be `least` or more, near enough, by the letters alone: a third of the
 * matched shares and one; where they begin alike, four tenths of what is missing to 1 may come to
 * it, but only where that is over 0.7 by itself. */
static inline bool facts_may_be_alike(const struct facts *a, const struct facts *b, float least)
{
    const float apart = 3 * (least - 0.001f) - 1, alike = 3 * (least - 0.401f) / 0.6f - 1;
    const float enough = 3 * 0.699f - 1;
    float shares =
        (float)facts_most_matches(a, b) * (facts_inverse[a->length] + facts_inverse[b->length]);
    bool whole = (a->length <= COMPARE_LONGEST) & (b->length <= COMPARE_LONGEST);
    float needed = whole && alike < enough ? enough : alike;
    return shares >= (a->first == b->first ? needed : apart);
}

/* A code's `packed`: in the low 16 bits a mark of its last six characters, 0 where it is short;
 * above them how often it has each digit (and two sorts of other characters), four bits each.
 *
 * The least edits between two codes, by their tallies: each edit takes or brings one character. */
static inline unsigned facts_least_edits(const struct facts *a, const struct facts *b)
{
    const uint64_t low = UINT64_C(0x000f0f0f0f0f0f0f), high = UINT64_C(0x0080808080808080);
    uint64_t left = a->packed >> 16, right = b->packed >> 16;
    unsigned more = 0, fewer = 0;
    for (unsigned half = 0; half < 2; half++, left >>= 4, right >>= 4) {
        uint64_t gap = ((left & low) | high) - (right & low); /* 0x80 + difference, by byte */
        uint64_t over = (gap & high) >> 7;                    /* 1 where not negative */
        uint64_t mask = over * 0xff;
        more += (unsigned)(((gap & ~high & mask) * UINT64_C(0x0101010101010101)) >> 56);
        uint64_t under = ((right & low) - (left & low & ~mask)) & ~mask & low;
        fewer += (unsigned)((under * UINT64_C(0x0101010101010101)) >> 56);
    }
    return more > fewer ? more : fewer;
}

/* How many words of a stand in b. */
static inline unsigned facts_shared_words(const struct facts *a, const struct facts *b)
{
    unsigned shared = 0;
    for (size_t i = 0; i < FACT_WORDS && a->words[i]; i++) {
        bool found = false;
        for (size_t j = 0; j < FACT_WORDS; j++)
            found |= a->words[i] == b->words[j];
        shared += found;
    }
    return shared;
}

static inline unsigned facts_word_count(const struct facts *facts)
{
    unsigned count = 0;
    while (count < FACT_WORDS && facts->words[count])
        count++;
    return count;
}

#endif
