// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/tar.h"

#include "core/outfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

namespace digidig::archive {

namespace {

constexpr size_t ReadPiece = 256 * 1024;
constexpr qsizetype LongestPath = 3000;
constexpr qsizetype LongestName = 255;
/// Two of these, all zeros, end an archive.
constexpr qint64 Block = 512;

struct ArchiveFreed {
    void operator()(::archive *archive) const { archive_read_free(archive); }
};

core::Error refused(const QString &why)
{
    return {core::Errc::Invalid, why, {}, "invalid_archive"};
}

core::Error tooLarge(const QString &why)
{
    return {core::Errc::TooLarge, why, {}, "archive_too_large"};
}

/// @p name as it may be shown.
QString shown(const QByteArray &name)
{
    return QString::fromUtf8(name.left(200));
}

class Unpacker {
public:
    Unpacker(const QString &target, const TarLimits &limits, qint64 packedBytes,
        const TarProgress &progress)
        : m_target(target)
        , m_limits(limits)
        , m_mostBytes(
              std::min(limits.bytes, std::max(TarLimits::FreeRatio, limits.ratio * packedBytes)))
        , m_progress(progress)
        , m_archive(archive_read_new())
    {
    }

    core::Result<void> run(const QString &file)
    {
        ::archive *in = m_archive.get();
        archive_read_support_format_tar(in);
        // A library that was built without one of these would run a program instead.
        for (const auto support :
            {archive_read_support_filter_gzip, archive_read_support_filter_zstd}) {
            if (support(in) != ARCHIVE_OK)
                return core::Error{core::Errc::Internal, QStringLiteral("no decompression")};
        }
        if (archive_read_open_filename(in, QFile::encodeName(file).constData(), ReadPiece)
            != ARCHIVE_OK)
            return unreadable();
        if (auto empty = core::demandEmpty(m_target); !empty)
            return empty;
        qint64 entries = 0;
        for (;;) {
            const qint64 before = archive_filter_bytes(in, 0);
            archive_entry *entry = nullptr;
            const int status = archive_read_next_header(in, &entry);
            if (status == ARCHIVE_EOF)
                return ended(entries, archive_filter_bytes(in, 0) - before);
            if (status < ARCHIVE_WARN)
                return unreadable();
            if (archive_filter_bytes(in, 0) > m_mostBytes)
                return bomb();
            if (++entries > m_limits.entries) {
                return tooLarge(
                    QCoreApplication::translate("archive", "the archive has more than %1 files")
                        .arg(m_limits.entries));
            }
            if (auto taken = take(entry); !taken)
                return taken;
        }
    }

private:
    core::Error unreadable() const
    {
        core::Error error = refused(QCoreApplication::translate(
            "archive", "this is no tar archive, or it is damaged or incomplete"));
        error.detail = QString::fromLocal8Bit(archive_error_string(m_archive.get()));
        return error;
    }

    /// An archive that was cut off between two files looks whole but for its last blocks.
    core::Result<void> ended(qint64 entries, qint64 trailer) const
    {
        if (entries == 0 || trailer < Block)
            return unreadable();
        return {};
    }

    core::Result<void> take(archive_entry *entry)
    {
        const QByteArray name = archive_entry_pathname(entry);
        if (auto right = path(name); !right)
            return right.error();
        const QString whole = m_target + u'/' + QDir::cleanPath(QString::fromUtf8(name));
        const auto type = archive_entry_filetype(entry);
        if (archive_entry_hardlink(entry) || (type != AE_IFREG && type != AE_IFDIR)) {
            return refused(QCoreApplication::translate(
                "archive", "the archive has something that is neither file nor directory: %1")
                               .arg(shown(name)));
        }
        if (type == AE_IFDIR)
            return directory(whole, name);
        if (archive_entry_size_is_set(entry) && archive_entry_size(entry) > m_mostBytes - m_written)
            return bomb();
        if (auto made = directory(QFileInfo(whole).path(), name); !made)
            return made;
        return regular(whole, name, archive_entry_mtime(entry));
    }

    core::Result<void> path(const QByteArray &name) const
    {
        const QByteArrayList levels = name.split('/');
        const auto tooLong = [](const QByteArray &level) { return level.size() > LongestName; };
        if (name.isEmpty() || name.startsWith('/') || levels.contains("..")) {
            return refused(QCoreApplication::translate(
                "archive", "the archive has a path that leads out of it: %1")
                               .arg(shown(name)));
        }
        if (name.size() > LongestPath || levels.size() > m_limits.depth
            || std::any_of(levels.begin(), levels.end(), tooLong)) {
            return refused(QCoreApplication::translate(
                "archive", "the archive has a path that is too long or too deep: %1")
                               .arg(shown(name)));
        }
        if (!name.isValidUtf8()) {
            return refused(QCoreApplication::translate(
                "archive", "the archive has a path that is not UTF-8: %1")
                               .arg(shown(name)));
        }
        return {};
    }

    core::Result<void> directory(const QString &whole, const QByteArray &name) const
    {
        if (QDir().mkpath(whole))
            return {};
        if (errno == ENOSPC || errno == EDQUOT)
            return core::fileError(whole, errno);
        return twice(name);
    }

    static core::Error twice(const QByteArray &name)
    {
        return refused(QCoreApplication::translate("archive", "the archive has a path twice: %1")
                           .arg(shown(name)));
    }

    core::Error bomb() const
    {
        return tooLarge(QCoreApplication::translate(
            "archive", "the archive would unpack to more than %1 bytes, too much for what it is")
                            .arg(m_mostBytes));
    }

    core::Result<void> regular(const QString &whole, const QByteArray &name, qint64 changed)
    {
        const auto file = core::OutFile::create(whole);
        if (!file && file.error().errc == core::Errc::AlreadyExists)
            return twice(name);
        if (!file)
            return file.error();
        for (;;) {
            const la_ssize_t count = archive_read_data(m_archive.get(), m_buffer.data(), ReadPiece);
            if (count < 0)
                return unreadable();
            m_written += count;
            // What is written may be less (headers) or more (holes) than what was unpacked.
            if (std::max<qint64>(m_written, archive_filter_bytes(m_archive.get(), 0)) > m_mostBytes)
                return bomb();
            if (auto goOn = m_progress(m_written); !goOn)
                return goOn;
            if (count == 0)
                break;
            if (auto put = (*file)->write(QByteArrayView(m_buffer.data(), count)); !put)
                return put;
        }
        if (auto closed = (*file)->close(); !closed)
            return closed;
        // A message without a date has that of its file.
        const timespec times[2] = {{0, UTIME_OMIT}, {time_t(changed), 0}};
        (void)::utimensat(AT_FDCWD, QFile::encodeName(whole).constData(), times, 0);
        return {};
    }

    const QString m_target;
    const TarLimits m_limits;
    const qint64 m_mostBytes;
    const TarProgress &m_progress;
    std::unique_ptr<::archive, ArchiveFreed> m_archive;
    std::vector<char> m_buffer = std::vector<char>(ReadPiece);
    qint64 m_written = 0;
};

} // namespace

core::Result<void> unpackTar(const QString &file, const QString &target, const TarLimits &limits,
    const TarProgress &progress)
{
    return Unpacker(target, limits, QFileInfo(file).size(), progress).run(file);
}

} // namespace digidig::archive
