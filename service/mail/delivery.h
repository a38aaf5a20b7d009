// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"

#include <QtCore/QStringList>

#include <functional>

namespace digidig::mail {

/// What deliver() asks of the configuration, read anew for each message.
struct DeliveryPolicy {
    bool autoCreateAccounts = true;
    QStringList localDomains = {};
    qint64 maxMessageBytes = 100LL * 1024 * 1024;
    mime::Limits mime = {};
    bool storeThere = false; ///< See Append::storeThere.
};

/// The most recipients one delivery may have (RFC 5321 §4.5.3.1.8 asks for at least 100).
inline constexpr qsizetype MaxRecipients = 1000;

/// A message on its way in, whichever door it came by.
struct Incoming {
    QByteArrayView raw; ///< Valid while `owner` lives.
    std::shared_ptr<const void> owner;
    QString sender; ///< Envelope sender; empty: taken from the message.
    QStringList recipients; ///< Envelope recipients; at least one. Repeated ones count once.
    QString mailbox; ///< Whole name; empty: INBOX.
    Flags flags;
    qint64 receivedMs = 0; ///< 0: now.
    QByteArray idempotencyKey;
    QByteArray fingerprint;
};

/// The one use-case by which mail comes in: parse once, compute what every later read needs, append.
class Delivery
{
public:
    Delivery(MailStore &store, std::function<DeliveryPolicy()> policy);

    /// Parses on the caller's thread (a worker), then queues the append; @p done is called once, on the
    /// writer's thread or, for what is refused at once, on the caller's. Thread-safe.
    void deliver(Incoming incoming, core::Completion<Appended> done);

private:
    MailStore &m_store;
    std::function<DeliveryPolicy()> m_policy;
};

} // namespace digidig::mail
