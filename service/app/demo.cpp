// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo.h"

#include "core/awaited.h"
#include "archive/ensure.h"
#include "core/clock.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QSet>

// The resource lies in a static library, so nothing but this call makes it part of the program. The
// macro must stand outside of every namespace.
static void registerDemoResource()
{
    Q_INIT_RESOURCE(demo);
}

namespace digidig::app {

namespace {

core::Result<QByteArray> resource(const QString &name)
{
    QFile file(QStringLiteral(":/demo/") + name);
    if (!file.open(QIODevice::ReadOnly)) {
        return {core::Errc::Internal,
            QCoreApplication::translate("app", "the demonstration mail %1 is missing").arg(name)};
    }
    return file.readAll();
}

core::Result<void> deliverOne(
    mail::Delivery &delivery, const QString &address, const QJsonObject &entry)
{
    QStringList names;
    for (const QJsonValue &flag : entry.value(QStringLiteral("flags")).toArray())
        names.append(flag.toString());
    auto flags = mail::parseFlags(names);
    if (!flags)
        return flags.error();
    auto bytes = resource(entry.value(QStringLiteral("file")).toString());
    if (!bytes)
        return bytes.error();
    const auto raw = std::make_shared<const QByteArray>(*std::move(bytes));
    mail::Incoming incoming;
    incoming.raw = *raw;
    incoming.owner = raw;
    incoming.recipients = {address};
    incoming.mailbox = entry.value(QStringLiteral("mailbox")).toString();
    incoming.flags = *std::move(flags);
    incoming.receivedMs =
        core::nowMs() - entry.value(QStringLiteral("age_seconds")).toInteger() * 1000;
    const auto stored = core::awaited<mail::Appended>(
        [&](auto done) { delivery.deliver(std::move(incoming), std::move(done)); });
    return stored ? core::Result<void>() : core::Result<void>(stored.error());
}

} // namespace

core::Result<int> installDemo(store::Store &store, const config::Config &config)
{
    registerDemoResource();
    const auto text = resource(QStringLiteral("manifest.json"));
    if (!text)
        return text.error();
    const QJsonObject manifest = QJsonDocument::fromJson(*text).object();
    const QJsonArray messages = manifest.value(QStringLiteral("messages")).toArray();
    const QString address = manifest.value(QStringLiteral("account")).toString();

    const auto account = archive::ensureAccount(store, config, address);
    if (!account)
        return account.error();
    if (account->messages > 0)
        return 0;
    mail::Delivery delivery(store, [policy = archive::toolPolicy(config)] { return policy; });
    QSet<QString> mailboxes;
    for (const QJsonValue &value : messages) {
        const QJsonObject entry = value.toObject();
        const QString mailbox = entry.value(QStringLiteral("mailbox")).toString();
        if (!mailboxes.contains(mailbox)) {
            if (const auto made = archive::ensureMailbox(store, account->id, mailbox); !made)
                return made.error();
            mailboxes.insert(mailbox);
        }
        if (const auto stored = deliverOne(delivery, address, entry); !stored)
            return stored.error();
    }
    return int(messages.size());
}

} // namespace digidig::app
