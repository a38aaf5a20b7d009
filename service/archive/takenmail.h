// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records.h"

#include <QtCore/QByteArray>
#include <QtCore/QHash>

#include <mutex>
#include <vector>

namespace digidig::archive {

/// A folder on another server and the mailbox here that got its mail.
struct TakenFolder {
    QString account; ///< UUID here.
    QString server; ///< imapclient::ServerAddress::server()
    QString user; ///< There.
    QByteArray folder; ///< As it goes over the wire.
    quint32 uidValidity = 0;
    QString mailbox; ///< MAILBOXID here; a mailbox that is made anew has got nothing yet.

    /// Where its messages stand among the records.
    [[nodiscard]] QString key() const;
};

/// Remembers which messages of other servers are durable here, so that an import goes on where it
/// ended. What a crash makes it forget was stored all the same: that is fetched again, and found in
/// the mailbox by its bytes. Thread-safe.
class TakenMail {
public:
    explicit TakenMail(core::Records &records)
        : m_records(records)
    {
    }

    /// SHA-256 by UID of what was taken. Blocks on the disk.
    [[nodiscard]] core::Result<QHash<quint32, QByteArray>> of(const QString &folderKey);
    /// Remembers one more at the next flush(); never blocks on the disk.
    void add(const QString &folderKey, quint32 uid, const QByteArray &sha256);
    /// Blocks until all that was added is durable; with @p onlyMany not unless it is worth it.
    [[nodiscard]] core::Result<void> flush(bool onlyMany);

private:
    core::Records &m_records;
    std::mutex m_mutex; ///< Guards what waits.
    std::vector<core::Record> m_waiting;
};

} // namespace digidig::archive
