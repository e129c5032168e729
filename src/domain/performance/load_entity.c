/* A load: one file that was brought in, whole or not at all. */
#include "domain/performance/performance.h"

#include "base/banned.h"

static const struct choice answers[] = {{"yes", "Yes"}, {"no", "No"}};

static const struct field fields[] = {
    TEXT("file", .label = "File"),
    TEXT("mapping", .label = "Read as"),
    TEXT("edition", .label = "Edition"),
    DATE("published", .label = "Published"),
    DATE("made", .label = "Loaded on"),
    TEXT("actor", .label = "Loaded by", .internal = true, .person = true),
    INTEGER("bytes", .label = "Size in bytes"),
    INTEGER("kept", .label = "Kept, new"),
    INTEGER("unchanged", .label = "Unchanged"),
    INTEGER("revised", .label = "Revised"),
    INTEGER("skipped", .label = "Passed over"),
    INTEGER("refused", .label = "Refused"),
    CHOICE("partial", answers, .label = "Loaded without its refused rows"),
    REFERENCE("corrects", "load", .label = "Corrects rows of", .loose = true),
    TEXT("digest", .label = "Digest of its bytes"),
};

const struct entity load_entity = {
    .name = "load",
    .label = "Load",
    .plural = "Loads",
    .description = "One file of figures that was brought in, whole or not at all, and what came "
                   "of it. A load that was undone is retired.",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {ANALYST, READ | CREATE | RETIRE}),
    .title = "file",
    .order = "made",
    .source = "load_record",
    .tables = "load",
    .audit = load_check_store,
};
