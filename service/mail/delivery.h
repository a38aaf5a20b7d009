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
    bool domainsKnown = true; ///< False: others may turn out to be local soon.
    QString junkHeader = {}; ///< What marks junk for who has no rule of its own; see hasHeader().
};

/// The most recipients one delivery may have (RFC 5321 §4.5.3.1.8 asks for at least 100).
inline constexpr qsizetype MaxRecipients = 1000;

/// One recipient of a message that is delivered to each by itself.
struct Recipient {
    QString address;
    /// Mailboxes of which the first that is there gets it (AppendTarget::firstOf), else INBOX. Junk goes to the
    /// `\Junk` of an account that has one.
    QStringList firstOf = {};
    QByteArray trace = {}; ///< Header fields in front of the bytes for this one alone.
    std::optional<QString> junkHeader = {}; ///< In place of DeliveryPolicy::junkHeader.
};

/// A message on its way in, whichever door it came by.
struct Incoming {
    QByteArrayView raw; ///< Valid while `owner` lives.
    std::shared_ptr<const void> owner;
    qint64 traceBytes = 0; ///< Of `raw`, in front: header fields of ours, which no limit of size counts.
    QString sender; ///< Envelope sender; empty: taken from the message.
    QStringList recipients; ///< Envelope recipients; at least one. Repeated ones count once.
    /// In place of `recipients` and `mailbox`: in the one transaction, each has a result of its own
    /// (Appended::failed, by their index). Repeated ones count each time.
    std::vector<Recipient> each = {};
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
    /// The bytes of recipients with a trace of their own.
    void addForms(Append &append, const Incoming &incoming, const DeliveryPolicy &policy) const;

    MailStore &m_store;
    std::function<DeliveryPolicy()> m_policy;
};

} // namespace digidig::mail
