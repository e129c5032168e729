#include "support/fault.h"

#include <sqlite3.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A file of the layer stands in front of the real one, which follows it in memory. */
struct layer_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs layer;
static sqlite3_vfs *real_layer;
static int armed, count;
static enum fault_kind armed_kind;
static bool met;

void fault_arm(int at, enum fault_kind kind)
{
    armed = at;
    armed_kind = kind;
    count = 0;
    met = false;
}

bool fault_met(void)
{
    return met;
}

static bool fails(bool reading)
{
    if (reading != (armed_kind == FAULT_UNREADABLE))
        return false;
    count++;
    bool now = armed > 0 && count >= armed;
    met |= now;
    if (now && armed_kind == FAULT_KILLED)
        kill(getpid(), SIGKILL);
    return now;
}

static int fault_code(int broken)
{
    return armed_kind == FAULT_FULL ? SQLITE_FULL : broken;
}

static sqlite3_file *real(sqlite3_file *file)
{
    return ((struct layer_file *)file)->real;
}

static int layer_close(sqlite3_file *file)
{
    return real(file)->pMethods->xClose(real(file));
}

static int layer_read(sqlite3_file *file, void *bytes, int amount, sqlite3_int64 offset)
{
    return fails(true) ? SQLITE_IOERR_READ
                       : real(file)->pMethods->xRead(real(file), bytes, amount, offset);
}

static int layer_write(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 offset)
{
    return fails(false) ? fault_code(SQLITE_IOERR_WRITE)
                        : real(file)->pMethods->xWrite(real(file), bytes, amount, offset);
}

static int layer_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return fails(false) ? fault_code(SQLITE_IOERR_TRUNCATE)
                        : real(file)->pMethods->xTruncate(real(file), size);
}

static int layer_sync(sqlite3_file *file, int flags)
{
    return fails(false) ? SQLITE_IOERR_FSYNC : real(file)->pMethods->xSync(real(file), flags);
}

static int layer_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int layer_lock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xLock(real(file), level);
}

static int layer_unlock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}

static int layer_check_lock(sqlite3_file *file, int *reserved)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), reserved);
}

static int layer_control(sqlite3_file *file, int operation, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

static int layer_sector(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}

static int layer_traits(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int layer_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}

static int layer_map_lock(sqlite3_file *file, int offset, int amount, int flags)
{
    return real(file)->pMethods->xShmLock(real(file), offset, amount, flags);
}

static void layer_barrier(sqlite3_file *file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}

static int layer_unmap(sqlite3_file *file, int remove)
{
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = layer_close,
    .xRead = layer_read,
    .xWrite = layer_write,
    .xTruncate = layer_truncate,
    .xSync = layer_sync,
    .xFileSize = layer_size,
    .xLock = layer_lock,
    .xUnlock = layer_unlock,
    .xCheckReservedLock = layer_check_lock,
    .xFileControl = layer_control,
    .xSectorSize = layer_sector,
    .xDeviceCharacteristics = layer_traits,
    .xShmMap = layer_map,
    .xShmLock = layer_map_lock,
    .xShmBarrier = layer_barrier,
    .xShmUnmap = layer_unmap,
};

static int layer_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                      int *ret_flags)
{
    (void)vfs;
    struct layer_file *layered = (struct layer_file *)file;
    layered->real = (sqlite3_file *)(layered + 1);
    int code = real_layer->xOpen(real_layer, name, layered->real, flags, ret_flags);
    layered->base.pMethods = layered->real->pMethods ? &methods : NULL;
    return code;
}

void fault_install(void)
{
    if (real_layer)
        return;
    real_layer = sqlite3_vfs_find(NULL);
    layer = *real_layer;
    layer.zName = "faults";
    layer.pNext = NULL;
    layer.szOsFile = (int)sizeof(struct layer_file) + real_layer->szOsFile;
    layer.xOpen = layer_open;
    sqlite3_vfs_register(&layer, 1);
}
