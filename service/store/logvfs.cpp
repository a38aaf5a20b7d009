// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/logvfs.h"

#include <QtCore/QtGlobal>

#include <sqlite3.h>

#include <cstddef>
#include <new>
#include <utility>
#include <vector>

namespace digidig::store {

namespace {

/// SQLite's usual VFS cuts longer writes short; what it is given at once, a page, has 64 KiB at
/// most.
constexpr size_t MaxGathered = 0x1ffff;

/// A log that is open. The real file lies behind it in the same memory, as SQLite allocates it.
class Log : public sqlite3_file {
public:
    static Log *of(sqlite3_file *file) { return static_cast<Log *>(file); }

    [[nodiscard]] sqlite3_file *real() { return reinterpret_cast<sqlite3_file *>(this + 1); }

    [[nodiscard]] int write(const void *data, size_t size, sqlite3_int64 at)
    {
        const bool follows = at == m_at + sqlite3_int64(m_gathered.size());
        if (!follows || m_gathered.size() + size > MaxGathered) {
            if (const int failed = flush(); failed != SQLITE_OK)
                return failed;
        }
        if (m_gathered.empty())
            m_at = at;
        const auto *bytes = static_cast<const std::byte *>(data);
        try {
            m_gathered.insert(m_gathered.end(), bytes, bytes + size);
        } catch (const std::bad_alloc &) {
            return SQLITE_IOERR_NOMEM;
        }
        return SQLITE_OK;
    }

    /// What could not be written is forgotten: SQLite undoes the transaction, and writes there
    /// anew.
    [[nodiscard]] int flush()
    {
        if (m_gathered.empty())
            return SQLITE_OK;
        const int result =
            real()->pMethods->xWrite(real(), m_gathered.data(), int(m_gathered.size()), m_at);
        m_gathered.clear();
        return result;
    }

private:
    std::vector<std::byte> m_gathered;
    sqlite3_int64 m_at = 0; ///< Where the gathered bytes belong.
};

/// Calls @p Method of the real file, once it holds all that was written.
template <auto Method, typename... Args>
int flushed(sqlite3_file *file, Args... args)
{
    Log *log = Log::of(file);
    if (const int failed = log->flush(); failed != SQLITE_OK)
        return failed;
    return (log->real()->pMethods->*Method)(log->real(), args...);
}

template <auto Method, typename... Args>
int direct(sqlite3_file *file, Args... args)
{
    sqlite3_file *real = Log::of(file)->real();
    return (real->pMethods->*Method)(real, args...);
}

int closeLog(sqlite3_file *file)
{
    Log *log = Log::of(file);
    const int flushed = log->flush();
    const int closed = log->real()->pMethods->xClose(log->real());
    log->~Log();
    return flushed != SQLITE_OK ? flushed : closed;
}

int writeLog(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    return Log::of(file)->write(data, size_t(size), at);
}

using M = sqlite3_io_methods;
/// Version 1: a log is neither mapped nor shared memory.
constexpr sqlite3_io_methods LogMethods{1, closeLog, flushed<&M::xRead>, writeLog,
    flushed<&M::xTruncate>, flushed<&M::xSync>, flushed<&M::xFileSize>, direct<&M::xLock>,
    direct<&M::xUnlock>, direct<&M::xCheckReservedLock>, direct<&M::xFileControl>,
    direct<&M::xSectorSize>, direct<&M::xDeviceCharacteristics>, nullptr, nullptr, nullptr, nullptr,
    nullptr, nullptr};

sqlite3_vfs *usual()
{
    return sqlite3_vfs_find(nullptr);
}

int open(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return usual()->xOpen(usual(), name, file, flags, outFlags);
    Log *log = new (file) Log;
    log->pMethods = nullptr;
    const int opened = usual()->xOpen(usual(), name, log->real(), flags, outFlags);
    if (opened == SQLITE_OK)
        log->pMethods = &LogMethods;
    else
        log->~Log();
    return opened;
}

} // namespace

const char *logVfs()
{
    static constexpr const char *Name = "digidig-log";
    // Nobody asks SQLite how much memory it uses, and counting it takes a lock for each piece. Before its first use, or in vain.
    static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    Q_UNUSED(uncounted)
    // The copy carries all that the usual methods look at.
    static sqlite3_vfs vfs = [] {
        sqlite3_vfs copy = *usual();
        copy.szOsFile += int(sizeof(Log));
        copy.pNext = nullptr;
        copy.zName = Name;
        copy.xOpen = open;
        return copy;
    }();
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    return registered == SQLITE_OK ? Name : nullptr;
}

} // namespace digidig::store
