// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "net/filestamp.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace digidig::net {

/// The file of a certificate chain and the file of its key, and whether they have changed since
/// they were read. Not thread-safe.
class PemFiles {
public:
    /// The largest file that is read.
    static constexpr qint64 MaxFileBytes = 1024 * 1024;

    struct Content {
        QByteArray certificates;
        QByteArray key;
    };

    /// Which files; nothing is read yet.
    void name(const QString &certificates, const QString &key);
    /// Reads both. Invalid, naming the file, when one cannot be read or they do not belong
    /// together. Blocks on the disk.
    [[nodiscard]] core::Result<Content> read();
    /// Whether one is another than when it was last read or tried.
    [[nodiscard]] bool haveChanged() const;
    [[nodiscard]] QString certificateFile() const { return m_certificates; }
    [[nodiscard]] QString keyFile() const { return m_key; }

private:
    QString m_certificates;
    QString m_key;
    FileStamp m_certificatesStamp;
    FileStamp m_keyStamp;
};

} // namespace digidig::net
