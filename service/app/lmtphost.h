// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/inheritedsockets.h"
#include "lmtp/server.h"
#include "net/streamserver.h"
#include "net/tlscontext.h"

#include <QtCore/QJsonValue>
#include <QtCore/QStringList>

#include <memory>

namespace digidig::app {

/// The LMTP side of the service: its listener, its TLS, its figures. Lives on the main thread.
class LmtpHost {
public:
    struct Parts {
        config::Config &config;
        mail::AccountStore &accounts;
        mail::Delivery &delivery;
        std::function<mail::DeliveryPolicy()> deliveryPolicy;
        QThreadPool &workers;
        net::ConnectionRegistry &connections;
        InheritedSockets *sockets = nullptr; ///< `lmtp`, for start(); null: none.
    };

    explicit LmtpHost(Parts parts);
    ~LmtpHost();

    /// Opens the listener, if the configuration names one, or takes over what was inherited. Invalid (`wrong_configuration`) when the
    /// certificate cannot be used, Unavailable when the address is taken.
    [[nodiscard]] core::Result<void> start();
    [[nodiscard]] bool isOn() const { return m_server != nullptr; }
    /// The port taken or the path of the socket; null when there is no listener.
    [[nodiscard]] QJsonValue where() const { return m_where; }
    [[nodiscard]] const lmtp::Figures &figures() const { return m_figures; }
    [[nodiscard]] int sessionCount() const { return m_server ? m_server->sessionCount() : 0; }

    void applyConfig();
    /// Reads the certificate again; what is wrong is logged, and the old one stays.
    void reloadTls();
    /// The same when its files have changed.
    void watchTls();
    /// Ends all sessions; see lmtp::Server::stop().
    void stop(qint64 timeoutMs);

private:
    [[nodiscard]] core::Result<void> loadTls();
    [[nodiscard]] core::Result<void> listen(const QString &where);
    [[nodiscard]] core::Result<void> adopt(int descriptor);

    const Parts m_parts;
    const std::shared_ptr<net::TlsContext> m_tls = std::make_shared<net::TlsContext>();
    lmtp::Figures m_figures;
    lmtp::Context m_context;
    std::unique_ptr<net::StreamThreads> m_threads; ///< Null without a listener.
    std::unique_ptr<lmtp::Server> m_server; ///< Null without a listener.
    QStringList m_tlsFiles; ///< As loaded last.
    QJsonValue m_where = QJsonValue::Null;
};

} // namespace digidig::app
