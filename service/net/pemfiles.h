// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <compare>

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
    /// What tells one state of a file from another.
    struct Stamp {
        quint64 inode = 0;
        qint64 size = -1;
        qint64 modifiedNs = 0;
        auto operator<=>(const Stamp &) const = default;
    };
    [[nodiscard]] static Stamp stampOf(const QString &file);

    QString m_certificates;
    QString m_key;
    Stamp m_certificatesStamp;
    Stamp m_keyStamp;
};

} // namespace digidig::net
