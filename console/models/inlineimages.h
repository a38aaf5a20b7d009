// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

#include <QtCore/QHash>
#include <QtCore/QObject>
#include <QtCore/QStringList>

namespace digidig::console {

/// Reads the images that an e-mail has itself and its HTML names by Content-ID (RFC 2387, RFC 2392): found in the MIME
/// tree, cut out of the bytes of the e-mail. They are no attachments, so `/attachments` does not have them.
class InlineImages : public QObject {
    Q_OBJECT

public:
    static constexpr int MostImages = 40;
    static constexpr qint64 MostBytes = 6 * 1024 * 1024; ///< Of each, as it stands in the e-mail, still encoded.
    static constexpr qint64 MostTogether = 24 * 1024 * 1024; ///< Bytes; what comes after is left out.

    explicit InlineImages(Client &client, QObject *parent = nullptr);

    /// Reads the first MostImages of @p contentIds, which are without angle brackets; what was being read is given up.
    void load(const QString &emailId, const QStringList &contentIds);
    void cancel();
    [[nodiscard]] bool running() const { return m_call.running(); }

Q_SIGNALS:
    /// It is whatever the e-mail says is an image.
    void came(const QString &contentId, const QByteArray &bytes);
    /// All have come or failed, or there are none.
    void finished();

private:
    struct Place {
        qint64 offset = 0;
        qint64 size = 0;
        QString encoding;
    };

    void collect(const QJsonObject &part, int depth);
    void readNext();

    Client &m_client;
    QString m_path; ///< Of the e-mail.
    QStringList m_wanted; ///< Content-IDs that are still to be read.
    QHash<QString, Place> m_places; ///< By Content-ID.
    qint64 m_bytes = 0; ///< That were asked for.
    LatestCall m_call;
};

} // namespace digidig::console
