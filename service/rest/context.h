// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "config/keys.h"
#include "core/records.h"
#include "mail/delivery.h"
#include "mail/dropfolder.h"
#include "mail/ports.h"
#include "mail/remotestorage.h"
#include "net/connections.h"
#include "rest/metrics.h"
#include "rest/servicestate.h"

#include <functional>
#include <optional>

class QThreadPool;

namespace digidig::auth {
class Identity;
class Throttle;
class Tokens;
}

namespace digidig::core {
class LogBuffer;
}

namespace digidig::mail {
class Backups;
}

namespace digidig::jobs {
class Jobs;
}

namespace digidig::rest {

class AnswerCache;
class Audit;
class ConfigTrial;
class EventHub;
class History;
class HealthBoard;
class Webhooks;

/// Where IMAP is heard; nothing: that listener is off.
struct ImapPorts {
    std::optional<quint16> imap; ///< With STARTTLS.
    std::optional<quint16> imaps; ///< TLS from the first byte.
};

/// What routes may use; all of it thread-safe, owned by the composition root, and longer-lived than the router.
struct Context {
    config::Config &config;
    ConfigTrial &configTrial;
    mail::MailStore &mail;
    mail::AccountStore &accounts;
    core::Records &records;
    mail::Delivery &delivery;
    mail::DropFolder &dropFolder;
    net::ConnectionRegistry &connections;
    ServiceState &state;
    Metrics &metrics;
    HealthBoard &health;
    AnswerCache &answers;
    EventHub &events;
    core::LogBuffer &logs;
    History &history;
    Webhooks &webhooks;
    jobs::Jobs &jobs;
    /// Those in the directory that the configuration names now.
    std::function<std::unique_ptr<mail::Backups>()> backups;
    QThreadPool &workers;
    auth::Tokens &tokens;
    auth::Throttle &throttle;
    auth::Identity *identity; ///< The platform's users; null: there are none.
    Audit &audit;
    std::function<ImapPorts()> imapPorts = {};
    mail::RemoteStorage *storage = nullptr; ///< Null: the store stands alone.
};

} // namespace digidig::rest
