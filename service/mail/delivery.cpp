// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/delivery.h"

#include "core/clock.h"
#include "mail/address.h"
#include "mail/junk.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSet>

namespace digidig::mail {

namespace {

const QString JunkUse = QStringLiteral("\\Junk");

core::Error notAnAddress(const QString &recipient)
{
    return {core::Errc::Invalid,
        QCoreApplication::translate("mail", "%1 is not an e-mail address").arg(recipient.left(100)), {}, {},
        QStringLiteral("recipient")};
}

core::Result<void> checkCount(size_t targets)
{
    if (targets == 0) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("mail", "a message needs at least one recipient"), {}, {},
            QStringLiteral("recipient")};
    }
    if (targets > size_t(MaxRecipients)) {
        return core::Error{core::Errc::LimitExceeded,
            QCoreApplication::translate("mail", "at most %n recipient(s) at once", nullptr, int(MaxRecipients)),
            {}, {}, QStringLiteral("recipient")};
    }
    return {};
}

core::Result<std::vector<AppendTarget>> targetsForEach(const Incoming &incoming, const DeliveryPolicy &policy)
{
    std::vector<AppendTarget> targets;
    for (const Recipient &recipient : incoming.each) {
        const auto address = normalizeAddress(recipient.address);
        if (!address)
            return notAnAddress(recipient.address);
        targets.push_back({*address, {}, incoming.flags,
            policy.autoCreateAccounts && isLocal(*address, policy.localDomains)});
        targets.back().firstOf = recipient.firstOf;
    }
    if (auto checked = checkCount(targets.size()); !checked)
        return checked.error();
    return targets;
}

core::Result<std::vector<AppendTarget>> targetsFor(const Incoming &incoming, const DeliveryPolicy &policy)
{
    std::vector<AppendTarget> targets;
    QSet<QString> seen;
    for (const QString &recipient : incoming.recipients) {
        const auto address = normalizeAddress(recipient);
        if (!address)
            return notAnAddress(recipient);
        if (seen.contains(*address))
            continue;
        seen.insert(*address);
        targets.push_back({*address, incoming.mailbox, incoming.flags,
            policy.autoCreateAccounts && isLocal(*address, policy.localDomains)});
    }
    if (auto checked = checkCount(targets.size()); !checked)
        return checked.error();
    return targets;
}

PreparedContent contentOf(QByteArrayView raw, std::shared_ptr<const void> owner, const DeliveryPolicy &policy)
{
    PreparedContent content;
    content.raw = raw;
    content.owner = std::move(owner);
    content.parsed = mime::parse(raw, policy.mime);
    return content;
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
    if (incoming.raw.isEmpty() && incoming.each.empty()) {
        return done({core::Errc::Invalid, QCoreApplication::translate("mail", "the message is empty")});
    }
    if (incoming.raw.size() - incoming.traceBytes > policy.maxMessageBytes) {
        return done({core::Errc::TooLarge,
            QCoreApplication::translate("mail", "the message is larger than %1 bytes")
                .arg(policy.maxMessageBytes)});
    }
    auto targets = incoming.each.empty() ? targetsFor(incoming, policy) : targetsForEach(incoming, policy);
    if (!targets)
        return done(std::move(targets).error());

    Append append;
    append.content = contentOf(incoming.raw, std::move(incoming.owner), policy);
    append.sender
        = incoming.sender.isEmpty() ? append.content.parsed.sender.address : std::move(incoming.sender);
    append.targets = *std::move(targets);
    append.eachByItself = !incoming.each.empty();
    for (size_t i = 0; i < incoming.each.size(); ++i) {
        if (hasHeader(append.content.parsed, incoming.each[i].junkHeader.value_or(policy.junkHeader)))
            append.targets[i].firstOf.prepend(JunkUse);
    }
    addForms(append, incoming, policy);
    append.receivedMs = incoming.receivedMs != 0 ? incoming.receivedMs : core::nowMs();
    append.idempotencyKey = std::move(incoming.idempotencyKey);
    append.fingerprint = std::move(incoming.fingerprint);
    append.storeThere = policy.storeThere;
    m_store.append(std::move(append), std::move(done));
}

void Delivery::addForms(Append &append, const Incoming &incoming, const DeliveryPolicy &policy) const
{
    size_t plain = 0;
    for (size_t i = 0; i < incoming.each.size(); ++i) {
        const QByteArray &trace = incoming.each[i].trace;
        if (trace.isEmpty()) {
            ++plain;
            continue;
        }
        const auto bytes = std::make_shared<QByteArray>(trace);
        bytes->append(incoming.raw);
        PreparedContent form = contentOf(*bytes, bytes, policy);
        m_store.prepare(form);
        PreparedContent kept; // Only what was made of it is needed from here on.
        kept.ahead = std::move(form.ahead);
        append.forms.push_back(std::move(kept));
        append.targets[i].form = append.forms.size();
    }
    if (incoming.each.empty() || plain > 0)
        return m_store.prepare(append.content);
    // Nobody gets the bytes as they are: the first form takes their place.
    append.content = std::move(append.forms.front());
    append.forms.erase(append.forms.begin());
    for (AppendTarget &target : append.targets)
        --target.form;
}

} // namespace digidig::mail
