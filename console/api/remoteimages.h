// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QSet>
#include <QtCore/QUrl>

#include <chrono>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace digidig::console {

/// Fetches images that an e-mail shows from elsewhere: all that the console ever asks of anybody but the service, and
/// only after the person has said so. GET over http and https, without cookies, credentials or referrer.
class RemoteImages : public QObject {
    Q_OBJECT

public:
    static constexpr int MostImages = 40;
    static constexpr qint64 MostBytes = 3 * 1024 * 1024; ///< Of each.
    static constexpr qint64 MostTogether = 24 * 1024 * 1024; ///< Bytes; what comes after is left out.
    static constexpr int MostRedirections = 3;
    static constexpr std::chrono::seconds Deadline{15}; ///< Of all together.

    explicit RemoteImages(QObject *parent = nullptr);
    ~RemoteImages() override;

    /// The service is never asked that way: a stranger does not choose what is asked of it.
    void setService(const QUrl &url) { m_service = url; }
    /// Fetches the first MostImages of @p addresses; what was being fetched is given up.
    void load(const QStringList &addresses);
    void cancel();
    [[nodiscard]] bool running() const { return !m_replies.isEmpty(); }

Q_SIGNALS:
    void came(const QString &address, const QByteArray &bytes);
    /// All have come or failed.
    void finished();

private:
    void fetch(const QString &address, const QUrl &url, int redirections);
    void take(QNetworkReply *reply, const QString &address, int redirections);
    [[nodiscard]] bool mayAsk(const QUrl &url) const;

    QUrl m_service;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    QSet<QNetworkReply *> m_replies;
    qint64 m_bytes = 0; ///< That have come.
    int m_run = 0; ///< What belongs to an earlier run means nothing any more.
};

} // namespace digidig::console
