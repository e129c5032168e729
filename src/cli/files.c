/* Files that a command was given the names of: what is written never takes the place of what is
 * read. Apart from the command line itself, so that a part of a command can be used without all the
 * rest.
 */
#include "cli/cli.h"

#include "base/banned.h"

int cli_files_apart(const struct cli_file *files, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            const struct cli_file *out = &files[i], *other = &files[k];
            if (i == k || !out->written || !out->path || !other->path ||
                !file_is_same(out->path, other->path))
                continue;
            if (other->written)
                return err_set(err, ERR_CONFLICT, NULL,
                               "%s and %s would be written to one file, %s. Nothing was read or "
                               "written. Give each a name of its own.",
                               out->what, other->what, out->path);
            return err_set(err, ERR_CONFLICT, NULL,
                           "%s would be written over %s, which is %s. Nothing was read or written. "
                           "Give %s another name.",
                           out->what, other->path, other->what, out->what);
        }
    return 0;
}
