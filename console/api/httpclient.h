// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QSslCertificate>

namespace digidig::console {

/// Where a service is, and how to be believed there.
struct Endpoint {
    QUrl url;
    QString token = {}; ///< Empty: none is sent.
    QByteArray pinnedSha256 = {}; ///< Of the only certificate that is believed; empty: the system decides.
    QString language = QStringLiteral("en"); ///< Of the texts of the service.
};

/// A certificate that was shown and not believed.
struct Untrusted {
    QSslCertificate certificate;
    QStringList reasons;
};

/// What every request to @p endpoint carries; redirections are not followed, since the token must not be.
[[nodiscard]] QNetworkRequest networkRequest(const Endpoint &endpoint, const QUrl &url);
/// Makes @p manager believe the pinned certificate, and no other, where one is pinned; tells @p untrusted
/// about the one that was refused.
void holdToPin(QNetworkAccessManager &manager, const QByteArray &pinnedSha256, std::function<void(const Untrusted &)> untrusted);
/// Why @p reply failed without an answer; texts in the language of the program.
[[nodiscard]] Problem networkProblem(const QNetworkReply &reply);

/// The client that speaks HTTP. Qt does the work on threads of its own; this object never waits.
class HttpClient final : public Client {
    Q_OBJECT

public:
    explicit HttpClient(QObject *parent = nullptr);

    /// From now on requests go there; those on their way are given up.
    void setEndpoint(const Endpoint &endpoint);
    [[nodiscard]] const Endpoint &endpoint() const { return m_endpoint; }
    [[nodiscard]] QUrl baseUrl() const override { return m_endpoint.url; }
    /// The certificate that was last refused; nothing when none was since setEndpoint().
    [[nodiscard]] const std::optional<Untrusted> &untrusted() const { return m_untrusted; }
    /// The certificate of the last answer over TLS.
    [[nodiscard]] const QSslCertificate &certificate() const { return m_certificate; }

private:
    void transmit(const std::shared_ptr<CallState> &call) override;
    void take(QNetworkReply *reply, const std::shared_ptr<CallState> &call);

    Endpoint m_endpoint;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    std::optional<Untrusted> m_untrusted;
    QSslCertificate m_certificate;
};

} // namespace digidig::console
