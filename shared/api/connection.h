// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace digidig::api {

/// One open connection of any protocol, as `/api/imap/connections` lists it.
struct Connection {
    quint64 id = 0;
    QString protocol; ///< `http`, `imap` or `lmtp`.
    QString peer;
    QString user; ///< Empty: null.
    QString client; ///< What it calls itself (RFC 2971); empty: null.
    QString mailbox; ///< The one that is selected; empty: null.
    bool tls = false;
    QString cipher; ///< `TLSv1.3 TLS_AES_256_GCM_SHA384`; empty: null.
    qint64 sinceMs = 0;
    double idleSeconds = 0;
    qint64 bytesIn = 0;
    qint64 bytesOut = 0;
    bool compressed = false;
    qint64 contentIn = 0; ///< Told only while it is compressed.
    qint64 contentOut = 0; ///< Told only while it is compressed.
    QString state;

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
