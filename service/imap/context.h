// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "config/keys.h"
#include "core/commandfigures.h"
#include "imap/rates.h"
#include "imap/usersessions.h"
#include "mail/delivery.h"
#include "mail/mailboxaccess.h"
#include "mail/mailboxindex.h"
#include "mail/ports.h"

#include <atomic>
#include <functional>
#include <memory>

class QThreadPool;

namespace digidig::auth {
class CredentialStore;
class Identity;
class LoginMemory;
class Throttle;
class Tokens;
} // namespace digidig::auth

namespace digidig::imap {

class RecentClaims;

/// What has happened to a session, for those who watch the service.
struct SessionEvent {
    enum class What { Opened, LoggedIn, Closed };
    What what = What::Opened;
    quint64 connection = 0;
    QString peer = {};
    QString user = {};
};

/// What sessions and commands may use; all of it thread-safe, owned by the composition root, and
/// longer-lived than every session.
struct Context {
    config::Config &config;
    mail::MailStore &mail;
    mail::AccountStore &accounts;
    mail::MailboxAccess &access;
    mail::MailboxIndex &index;
    auth::CredentialStore &credentials;
    auth::LoginMemory &logins;
    auth::Throttle &throttle;
    auth::Identity *identity; ///< The platform's users; null: there are none.
    std::function<mail::DeliveryPolicy()> deliveryPolicy;
    QThreadPool &workers;
    QThreadPool &hashers; ///< For passwords alone: few at a time, and never in the way of mail.
    std::atomic<int> &loginsUnderWay;
    RecentClaims &recent;
    UserSessions &users;
    core::CommandFigures
        &figures; ///< One for each alternative of imapproto::Command, in that order.
    std::function<void(const SessionEvent &)> onSession = {}; ///< From any thread; must not block.
    std::atomic<int> &bannedLogins; ///< Of loginsUnderWay, those from addresses that are banned.
    Rates &rates;
    const auth::Tokens *tokens; ///< Null: there are none.
    QByteArray scramSecret; ///< By which unknown users get a salt of their own; see scramSubject().
};

} // namespace digidig::imap
