// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <memory>

namespace digidig::core {

/// A file that is written from its beginning to its end, buffered, for its owner alone (mode 0600).
/// StoreFull when the disk is.
class OutFile {
public:
    /// Makes @p path; AlreadyExists when there is such a file.
    [[nodiscard]] static Result<std::unique_ptr<OutFile>> create(const QString &path);
    ~OutFile();
    OutFile(const OutFile &) = delete;
    OutFile &operator=(const OutFile &) = delete;

    [[nodiscard]] Result<void> write(QByteArrayView bytes);
    /// Bytes written so far.
    [[nodiscard]] qint64 size() const { return m_written + m_buffer.size(); }
    /// Takes back everything from @p size on.
    [[nodiscard]] Result<void> truncate(qint64 size);
    /// Hands all to the system; durable after syncTree().
    [[nodiscard]] Result<void> close();

private:
    OutFile(int fd, QString path)
        : m_fd(fd)
        , m_path(std::move(path))
    {
    }
    [[nodiscard]] Result<void> flush();

    int m_fd;
    QString m_path;
    QByteArray m_buffer;
    qint64 m_written = 0;
};

/// The error of a file operation on @p path that failed with @p error (errno).
[[nodiscard]] Error fileError(const QString &path, int error);
/// Makes the directory @p path (mode 0700), and those above it that are missing.
[[nodiscard]] Result<void> makeDirectory(const QString &path);
/// Makes @p directory; AlreadyExists (`not_empty`) when there is something in it.
[[nodiscard]] Result<void> demandEmpty(const QString &directory);
/// Makes everything that was written below @p directory durable.
[[nodiscard]] Result<void> syncTree(const QString &directory);

} // namespace digidig::core
