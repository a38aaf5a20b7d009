// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/tar.h"

#include "core/outfile.h"

#include <QtCore/QFile>
#include <QtCore/QScopeGuard>

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace digidig::archive {

namespace {

namespace fs = std::filesystem;

constexpr qint64 Piece = 1 << 20;

struct Freed {
    void operator()(::archive *archive) const { archive_write_free(archive); }
    void operator()(archive_entry *entry) const { archive_entry_free(entry); }
};

/// Moves one directory tree into one archive.
class Packer {
public:
    Packer(const QString &target, const TarProgress &progress)
        : m_target(target)
        , m_progress(progress)
        , m_archive(archive_write_new())
        , m_entry(archive_entry_new())
    {
    }

    core::Result<void> run(const QString &directory, const QString &top)
    {
        archive_write_set_format_pax_restricted(m_archive.get());
        const int fd = ::open(
            QFile::encodeName(m_target).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0)
            return core::fileError(m_target, errno);
        const auto closed = qScopeGuard([fd] { ::close(fd); });
        if (archive_write_open_fd(m_archive.get(), fd) != ARCHIVE_OK)
            return failed();
        if (auto packed = tree(fs::path(QFile::encodeName(directory).toStdString()),
                QFile::encodeName(top).toStdString());
            !packed)
            return packed;
        return archive_write_close(m_archive.get()) == ARCHIVE_OK ? core::Result<void>()
                                                                  : core::Result<void>(failed());
    }

private:
    core::Error failed() const
    {
        const int error = archive_errno(m_archive.get());
        return core::fileError(m_target, error > 0 ? error : EIO);
    }

    static core::Error unreadable(const fs::path &path, int error)
    {
        return core::fileError(QFile::decodeName(QByteArray::fromStdString(path.string())), error);
    }

    /// Everything in @p directory, then itself. A directory may have more files than fit in
    /// memory by name, but not more directories.
    core::Result<void> tree(const fs::path &directory, const std::string &name)
    {
        struct stat status = {};
        if (::stat(directory.c_str(), &status) != 0)
            return unreadable(directory, errno);
        if (auto begun = begin(name, status); !begun)
            return begun;
        std::vector<std::string> below;
        std::error_code error;
        fs::directory_iterator it(directory, error);
        while (!error && it != fs::directory_iterator()) {
            const fs::path path = it->path();
            const std::string file = path.filename().string();
            if (it->is_directory(error))
                below.push_back(file);
            else if (auto packed = regular(path, name + '/' + file); !packed)
                return packed;
            it.increment(error);
        }
        if (error)
            return unreadable(directory, error.value());
        for (const std::string &one : below) {
            if (auto packed = tree(directory / one, name + '/' + one); !packed)
                return packed;
        }
        return ::rmdir(directory.c_str()) == 0 ? core::Result<void>()
                                               : core::Result<void>(unreadable(directory, errno));
    }

    core::Result<void> begin(const std::string &name, const struct stat &status)
    {
        archive_entry *entry = archive_entry_clear(m_entry.get());
        const bool isDirectory = S_ISDIR(status.st_mode);
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, isDirectory ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(entry, isDirectory ? 0700 : 0600);
        archive_entry_set_size(entry, isDirectory ? 0 : status.st_size);
        archive_entry_set_mtime(entry, status.st_mtim.tv_sec, 0);
        // A warning is about the name's encoding: it is written as it is.
        return archive_write_header(m_archive.get(), entry) >= ARCHIVE_WARN
            ? core::Result<void>()
            : core::Result<void>(failed());
    }

    core::Result<void> regular(const fs::path &path, const std::string &name)
    {
        const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0)
            return unreadable(path, errno);
        const auto closed = qScopeGuard([fd] { ::close(fd); });
        struct stat status = {};
        if (::fstat(fd, &status) != 0)
            return unreadable(path, errno);
        if (auto begun = begin(name, status); !begun)
            return begun;
        for (qint64 at = 0; at < status.st_size;) {
            const ssize_t count =
                ::pread(fd, m_buffer.data(), size_t(qMin(Piece, status.st_size - at)), at);
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return unreadable(path, count < 0 ? errno : EIO);
            if (archive_write_data(m_archive.get(), m_buffer.data(), size_t(count)) != count)
                return failed();
            // Where that is not possible it only takes more room.
            (void)::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, count);
            at += count;
            m_bytes += count;
            if (auto goOn = m_progress(m_bytes); !goOn)
                return goOn;
        }
        return ::unlink(path.c_str()) == 0 ? m_progress(m_bytes)
                                           : core::Result<void>(unreadable(path, errno));
    }

    const QString m_target;
    const TarProgress &m_progress;
    std::unique_ptr<::archive, Freed> m_archive;
    std::unique_ptr<archive_entry, Freed> m_entry;
    std::vector<char> m_buffer = std::vector<char>(Piece);
    qint64 m_bytes = 0;
};

} // namespace

core::Result<void> packTree(const QString &directory, const QString &top, const QString &target,
    const TarProgress &progress)
{
    return Packer(target, progress).run(directory, top);
}

} // namespace digidig::archive
