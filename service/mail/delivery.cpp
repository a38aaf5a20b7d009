// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/delivery.h"

#include "core/clock.h"
#include "mail/address.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSet>

namespace digidig::mail {

namespace {

core::Result<std::vector<AppendTarget>> targetsFor(const Incoming &incoming, const DeliveryPolicy &policy)
{
    std::vector<AppendTarget> targets;
    QSet<QString> seen;
    for (const QString &recipient : incoming.recipients) {
        const auto address = normalizeAddress(recipient);
        if (!address) {
            return core::Error{core::Errc::Invalid,
                QCoreApplication::translate("mail", "%1 is not an e-mail address").arg(recipient.left(100)), {},
                {}, QStringLiteral("recipient")};
        }
        if (seen.contains(*address))
            continue;
        seen.insert(*address);
        targets.push_back({*address, incoming.mailbox, incoming.flags,
            policy.autoCreateAccounts && isLocal(*address, policy.localDomains)});
    }
    if (targets.empty()) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("mail", "a message needs at least one recipient"), {}, {},
            QStringLiteral("recipient")};
    }
    if (targets.size() > size_t(MaxRecipients)) {
        return core::Error{core::Errc::LimitExceeded,
            QCoreApplication::translate("mail", "at most %n recipient(s) at once", nullptr, int(MaxRecipients)),
            {}, {}, QStringLiteral("recipient")};
    }
    return targets;
}

} // namespace

Delivery::Delivery(MailStore &store, std::function<DeliveryPolicy()> policy)
    : m_store(store)
    , m_policy(std::move(policy))
{
}

void Delivery::deliver(Incoming incoming, core::Completion<Appended> done)
{
    const DeliveryPolicy policy = m_policy();
    if (incoming.raw.isEmpty()) {
        return done({core::Errc::Invalid, QCoreApplication::translate("mail", "the message is empty")});
    }
    if (incoming.raw.size() > policy.maxMessageBytes) {
        return done({core::Errc::TooLarge,
            QCoreApplication::translate("mail", "the message is larger than %1 bytes")
                .arg(policy.maxMessageBytes)});
    }
    auto targets = targetsFor(incoming, policy);
    if (!targets)
        return done(std::move(targets).error());

    Append append;
    append.content.raw = incoming.raw;
    append.content.owner = std::move(incoming.owner);
    append.content.parsed = mime::parse(incoming.raw, policy.mime);
    m_store.prepare(append.content);
    append.sender
        = incoming.sender.isEmpty() ? append.content.parsed.sender.address : std::move(incoming.sender);
    append.targets = *std::move(targets);
    append.receivedMs = incoming.receivedMs != 0 ? incoming.receivedMs : core::nowMs();
    append.idempotencyKey = std::move(incoming.idempotencyKey);
    append.fingerprint = std::move(incoming.fingerprint);
    append.storeThere = policy.storeThere;
    m_store.append(std::move(append), std::move(done));
}

} // namespace digidig::mail
