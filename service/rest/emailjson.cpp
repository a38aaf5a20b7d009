// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/emailjson.h"

#include "rest/accountscope.h"
#include "rest/answer.h"
#include "rest/etag.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>

namespace digidig::rest {

namespace {

constexpr char TagPrefix = 'm';

QByteArray stateName(core::ModSeq modSeq)
{
    return TagPrefix + QByteArray::number(modSeq.value);
}

} // namespace

api::Email toApi(const mail::Message &message)
{
    api::Email email;
    email.id = message.id;
    email.sender = message.sender;
    email.recipient = message.recipient;
    email.subject = message.subject;
    email.body = message.text;
    email.bodyTruncated = message.textTruncated;
    email.damaged = message.damaged;
    email.receivedMs = message.receivedMs;
    email.account = message.accountAddress;
    email.mailbox = message.mailboxName;
    email.uid = message.uid.value;
    email.modSeq = message.modSeq.value;
    email.flags = mail::flagNames(message.flags);
    email.read = message.flags.has(mail::Seen);
    email.size = message.size;
    email.threadId = message.threadId;
    email.emailId = message.emailId;
    email.preview = message.preview;
    email.hasAttachments = message.hasAttachment;
    return email;
}

QJsonObject summaryJson(const mail::Message &message)
{
    QJsonObject object = toApi(message).toJson();
    object.remove(QStringLiteral("body"));
    object.insert(QStringLiteral("mailbox_id"), message.mailboxPublicId);
    return object;
}

QByteArray etagOf(const mail::Message &message)
{
    // A mailbox that gets another name changes no MODSEQ of its messages.
    const QByteArray mailbox
        = QCryptographicHash::hash(message.mailboxName.toUtf8(), QCryptographicHash::Sha256).left(4).toHex();
    return '"' + stateName(message.modSeq) + '-' + mailbox + '"';
}

core::Result<std::optional<core::ModSeq>> demandedState(const Call &call, Context &context)
{
    const auto state = demanded(call, [&]() -> core::Result<QByteArray> {
        const auto message = messageFor(call, context, call.segment(0));
        return message ? core::Result<QByteArray>(stateName(message->modSeq)) : message.error();
    });
    if (!state)
        return state.error();
    if (!*state)
        return std::optional<core::ModSeq>();
    // What is no tag of an e-mail demands a state that none has.
    bool ok = false;
    const qint64 modSeq = (*state)->startsWith(TagPrefix) ? (*state)->mid(1).toLongLong(&ok) : 0;
    return std::optional(core::ModSeq{ok ? modSeq : -1});
}

core::Result<mail::Flags> flagsFrom(const QJsonValue &value, const QString &field)
{
    if (!value.isArray())
        return invalidField(field, QCoreApplication::translate("rest", "must be a list of flag names"));
    QStringList names;
    for (const QJsonValue &name : value.toArray()) {
        if (!name.isString())
            return invalidField(field, QCoreApplication::translate("rest", "must be a list of flag names"));
        names += name.toString();
    }
    auto flags = mail::parseFlags(names);
    if (!flags)
        return invalidField(field, flags.error().message);
    return flags;
}

core::Result<mail::FlagChange> flagChangeFrom(const QJsonValue &value)
{
    if (!value.isObject()) {
        return invalidField(QStringLiteral("flags"),
            QCoreApplication::translate("rest", "must be an object with add, remove or set"));
    }
    const QJsonObject members = value.toObject();
    mail::FlagChange change;
    change.replace = members.contains(QStringLiteral("set"));
    for (const auto &[name, into] : {std::pair(QStringLiteral("set"), &change.set),
             std::pair(QStringLiteral("add"), &change.add),
             std::pair(QStringLiteral("remove"), &change.remove)}) {
        const QJsonValue names = members.value(name);
        if (names.isUndefined())
            continue;
        auto parsed = flagsFrom(names, QStringLiteral("flags.") + name);
        if (!parsed)
            return parsed.error();
        *into = *std::move(parsed);
    }
    return change;
}

QStringList listed(const QString &text)
{
    QStringList names = text.split(u',', Qt::SkipEmptyParts);
    for (QString &name : names)
        name = name.trimmed();
    names.removeAll(QString());
    return names;
}

} // namespace digidig::rest
