/* A fuzz target over the files of its corpus, without libFuzzer: corpus_NAME FOLDER. What once
 * crashed stays mended, under whatever the tests are built with. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/file.h"
#include "base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *count, char ***words);

static int try_file(const char *folder, const char *name)
{
    char path[4096];
    CLEANUP(buffer_free) struct buffer bytes = BUFFER(64 << 20);
    struct err err = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (file_read(path, &bytes, &err) < 0) {
        fprintf(stderr, "%s: %s\n", path, err.message);
        return -1;
    }
    uint8_t *exact = memory_allocate(bytes.length + 1); /* so that a look past its end is seen */
    uint8_t *data = exact + 1;
    memcpy(data, buffer_text(&bytes), bytes.length);
    LLVMFuzzerTestOneInput(data, bytes.length);
    memory_free(exact);
    return 0;
}

int main(int count, char **words)
{
    DIR *folder = count == 2 ? opendir(words[1]) : NULL;
    size_t tried = 0;
    if (!folder) {
        fprintf(stderr, "corpus FOLDER: there is no folder %s\n", count > 1 ? words[1] : "");
        return 1;
    }
    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&count, &words);
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (struct dirent *entry; (entry = readdir(folder)); tried++)
        if (entry->d_name[0] != '.' && try_file(words[1], entry->d_name) < 0)
            return 1;
    closedir(folder);
    return tried > 2 ? 0 : 1; /* more than itself and the one above */
}
