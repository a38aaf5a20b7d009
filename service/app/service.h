// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/certificate.h"
#include "app/healthwatch.h"
#include "app/httphost.h"
#include "app/imaphost.h"
#include "app/lmtphost.h"
#include "app/sampler.h"
#include "app/tokenkeeper.h"
#include "app/upkeep.h"
#include "auth/gate.h"
#include "auth/identity.h"
#include "auth/keptbans.h"
#include "auth/throttle.h"
#include "auth/tokens.h"
#include "jobs/jobs.h"
#include "mail/delivery.h"
#include "mail/dropfolder.h"
#include "rest/answercache.h"
#include "rest/audit.h"
#include "rest/configtrial.h"
#include "rest/eventhub.h"
#include "rest/history.h"
#include "rest/healthboard.h"
#include "rest/language.h"
#include "rest/webhooks.h"
#include "storageclient/mirror.h"
#include "store/recordstore.h"
#include "store/store.h"

#include <QtCore/QThreadPool>
#include <QtCore/QTimer>

#include <memory>

namespace digidig::app {

/// The composition root: owns every part of the running service, hands references down, and carries configuration
/// changes to where they act. Lives on the main thread.
class Service : public QObject
{
    Q_OBJECT

public:
    /// Names of sockets that it can inherit.
    static const QStringList SocketNames;

    Service(config::Config &config, rest::Language &language, std::unique_ptr<store::Store> store,
        std::unique_ptr<store::RecordStore> records, InheritedSockets sockets = {});
    ~Service() override;

    /// Opens the listeners, or takes over those that were inherited.
    [[nodiscard]] core::Result<void> start();
    /// What --ready-file gets: the ports taken, null for a listener that is off.
    [[nodiscard]] QJsonObject ports() const;
    /// How it is, in one line for people.
    [[nodiscard]] QString status() const;
    /// Reads file and environment again.
    void reload();
    /// Stops accepting, finishes or times out what runs, makes everything durable, closes all connections. Blocks.
    void stop();

private:
    /// Tells who is to know what was committed; on the store's writer thread.
    void tellChanges(const mail::Changes &changes);
    void tellSession(const imap::SessionEvent &event);
    void tellConfigured(const QStringList &keys);
    [[nodiscard]] mail::DeliveryPolicy deliveryPolicy() const;
    [[nodiscard]] core::Result<void> startMirror();
    [[nodiscard]] core::Result<quint16> startHttp();
    void applyConfig();
    void watchTls();

    config::Config &m_config;
    rest::Language &m_language;
    InheritedSockets m_sockets;
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<store::RecordStore> m_records;
    std::unique_ptr<mail::Delivery> m_delivery;
    std::unique_ptr<mail::DropFolder> m_dropFolder;
    Certificate m_certificate;
    net::ConnectionRegistry m_connections;
    rest::ServiceState m_state;
    rest::Metrics m_metrics;
    rest::HealthBoard m_health;
    rest::AnswerCache m_answers;
    auth::Tokens m_tokens;
    auth::Throttle m_throttle;
    auth::KeptBans m_keptBans{*m_records, m_throttle};
    rest::Audit m_audit;
    rest::ConfigTrial m_configTrial;
    rest::EventHub m_events;
    rest::History m_history;
    std::unique_ptr<rest::Webhooks> m_webhooks;
    std::unique_ptr<rest::Context> m_context;
    std::unique_ptr<TokenKeeper> m_tokenKeeper;
    std::unique_ptr<HealthWatch> m_healthWatch;
    std::unique_ptr<Upkeep> m_upkeep;
    QThreadPool m_workers; ///< Behind what works on them: their end waits for what runs.
    std::unique_ptr<auth::Identity> m_identity; ///< Null: there is none.
    std::unique_ptr<auth::Gate> m_gate;
    std::unique_ptr<storageclient::Mirror> m_mirror; ///< Null: the store stands alone.
    jobs::Jobs m_jobs; ///< Behind what jobs use: its end waits for them.
    std::unique_ptr<ImapHost> m_imap;
    std::unique_ptr<LmtpHost> m_lmtp;
    std::unique_ptr<HttpHost> m_http;
    std::unique_ptr<Sampler> m_sampler;
    QTimer m_tlsTimer;
    QTimer m_domainTimer;
    quint16 m_restPort = 0;
};

} // namespace digidig::app
