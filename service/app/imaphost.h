// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/inheritedsockets.h"
#include "auth/loginmemory.h"
#include "imap/context.h"
#include "imap/recentclaims.h"
#include "imap/server.h"
#include "imap/usersessions.h"
#include "net/streamserver.h"
#include "net/tlscontext.h"

#include <QtCore/QThreadPool>

#include <memory>
#include <optional>

namespace digidig::app {

/// The IMAP side of the service: its listeners, its TLS, and what sessions share. Lives on the main
/// thread.
class ImapHost {
public:
    struct Parts {
        config::Config &config;
        mail::MailStore &mail;
        mail::AccountStore &accounts;
        mail::MailboxAccess &access;
        auth::CredentialStore &credentials;
        auth::Throttle &throttle;
        auth::Identity *identity; ///< Null: there is none.
        std::function<mail::DeliveryPolicy()> deliveryPolicy;
        QThreadPool &workers;
        net::ConnectionRegistry &connections;
        std::function<void(const imap::SessionEvent &)> onSession;
        const auth::Tokens *tokens = nullptr; ///< Null: there are none.
        QByteArray scramSecret = {}; ///< Of this store; empty: a new one each time.
        InheritedSockets *sockets = nullptr; ///< `imap`, `imaps`, for start(); null: none.
    };
    struct Ports {
        std::optional<quint16> imap; ///< Nothing: that listener is off.
        std::optional<quint16> imaps;
    };

    explicit ImapHost(Parts parts);
    ~ImapHost();

    /// Reads or makes the certificate, and opens the listeners that the configuration names, or
    /// takes over those that were inherited. Invalid
    /// (`wrong_configuration`) when the certificate cannot be used, Unavailable when a port is
    /// taken.
    [[nodiscard]] core::Result<void> start();
    [[nodiscard]] const Ports &ports() const { return m_ports; }
    [[nodiscard]] const core::CommandFigures &figures() const { return m_figures; }
    [[nodiscard]] int sessionCount() const;

    void applyConfig();
    /// Reads the certificate again; what is wrong is logged, and the old one stays.
    void reloadTls();
    /// The same when its files have changed.
    void watchTls();
    /// Tells sessions what was committed; from the store's observer.
    void note(const mail::Changes &changes) { m_index.note(changes); }
    /// Ends all sessions; see imap::Server::stop().
    void stop(qint64 timeoutMs);

private:
    [[nodiscard]] bool isOn() const;
    [[nodiscard]] core::Result<void> loadTls();
    void refreshOcsp();
    [[nodiscard]] core::Result<std::optional<quint16>> listen(
        const QString &name, const QString &port, bool tls);

    const Parts m_parts;
    const std::shared_ptr<net::TlsContext> m_tls = std::make_shared<net::TlsContext>();
    mail::MailboxIndex m_index;
    auth::LoginMemory m_logins;
    imap::RecentClaims m_recent;
    imap::UserSessions m_users;
    core::CommandFigures m_figures;
    std::atomic<int> m_loginsUnderWay = 0;
    std::atomic<int> m_bannedLogins = 0;
    imap::Rates m_rates;
    QThreadPool m_hashers;
    imap::Context m_context;
    net::StreamThreads m_threads;
    std::unique_ptr<imap::Server> m_server;
    QStringList m_tlsFiles; ///< As loaded last.
    QString m_tlsClientCa;
    Ports m_ports;
};

} // namespace digidig::app
