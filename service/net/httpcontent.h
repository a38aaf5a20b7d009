// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "net/http.h"

#include <memory>

namespace digidig::net {

/// Collects the content of one request: in memory up to 256 KiB, beyond that in a temporary file
/// that has no name, so that nothing is left behind however the process ends.
class ContentBuffer {
public:
    /// @p directory: where the file is made; empty: the system's temporary directory.
    explicit ContentBuffer(QString directory);
    ~ContentBuffer();
    Q_DISABLE_COPY_MOVE(ContentBuffer)

    /// Errors: StoreFull when the disk is, for large content a little before; else Internal.
    core::Result<void> append(QByteArrayView bytes);
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] bool isSpooled() const { return m_file >= 0; }
    /// Hands the content over; the buffer is empty afterwards.
    core::Result<std::shared_ptr<const Body>> finish();

    static constexpr qsizetype MemoryLimit = 256 * 1024;
    // Its errors in English, context "net".
    static constexpr char NoRoom[] =
        QT_TRANSLATE_NOOP("net", "There is no room for the content of the request");
    static constexpr char NotKept[] =
        QT_TRANSLATE_NOOP("net", "The content of the request could not be kept");

private:
    core::Result<void> spool(QByteArrayView bytes);

    QString m_directory;
    QByteArray m_memory;
    qint64 m_size = 0;
    qint64 m_unwatched = 0; ///< Written since the room on the disk was looked at.
    int m_file = -1;
};

/// Content that is in memory already.
[[nodiscard]] std::shared_ptr<const Body> memoryBody(QByteArray bytes);

} // namespace digidig::net
