// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/incoming.h"

#include "core/clock.h"
#include "mime/addresslist.h"
#include "mime/compose.h"
#include "rest/address.h"
#include "rest/answer.h"
#include "rest/emailjson.h"
#include "rest/negotiate.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

#include <algorithm>
#include <optional>

namespace digidig::rest {

namespace {

/// The year 9999 has ended by then.
constexpr double LatestSeconds = 253'402'300'800;

/// The error of a sender that is neither empty, as that of a notification (RFC 5321 §4.5.5), nor has an address in it.
std::optional<core::Error> wrongSender(const QString &sender)
{
    const auto found = mime::parseAddresses(sender.toUtf8());
    if (sender.trimmed().isEmpty() || std::any_of(found.begin(), found.end(), [](const mime::RawAddress &one) {
            return !one.local.isEmpty() && !one.domain.isEmpty();
        }))
        return std::nullopt;
    return notAnAddress(QStringLiteral("sender"));
}

/// Reads the members of a JSON e-mail, keeping the first error.
class JsonMail
{
public:
    explicit JsonMail(const QJsonObject &object)
        : m_object(object)
    {
    }

    [[nodiscard]] QString text(const QString &name, bool required)
    {
        const QJsonValue value = m_object.value(name);
        if (value.isUndefined() || value.isNull()) {
            if (required)
                fail(invalidField(name, QCoreApplication::translate("rest", "is missing")));
            return {};
        }
        if (!value.isString())
            fail(invalidField(name, QCoreApplication::translate("rest", "must be a text")));
        return value.toString();
    }

    [[nodiscard]] QStringList recipients()
    {
        const QString name = QStringLiteral("recipient");
        const QJsonValue value = m_object.value(name);
        QStringList result;
        const QJsonArray list = value.isArray() ? value.toArray() : QJsonArray{value};
        for (const QJsonValue &one : list) {
            if (!one.isString() || one.toString().trimmed().isEmpty()) {
                fail(invalidField(name,
                    QCoreApplication::translate("rest", "must be an e-mail address or a list of them")));
                return {};
            }
            result += one.toString();
        }
        if (result.isEmpty())
            fail(invalidField(name, QCoreApplication::translate("rest", "is missing")));
        return result;
    }

    [[nodiscard]] QList<std::pair<QString, QString>> headers()
    {
        const QString name = QStringLiteral("headers");
        const QJsonValue value = m_object.value(name);
        QList<std::pair<QString, QString>> result;
        if (value.isUndefined() || value.isNull())
            return result;
        if (!value.isObject())
            fail(invalidField(name, QCoreApplication::translate("rest", "must be an object")));
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QJsonArray values = it->isArray() ? it->toArray() : QJsonArray{*it};
            for (const QJsonValue &one : values) {
                if (!one.isString()) {
                    fail(invalidField(name + u'.' + it.key(),
                        QCoreApplication::translate("rest", "must be a text or a list of texts")));
                }
                result.append({it.key(), one.toString()});
            }
        }
        return result;
    }

    [[nodiscard]] qint64 receivedMs()
    {
        for (const QString &name : {QStringLiteral("received_at"), QStringLiteral("timestamp")}) {
            if (const QJsonValue seconds = m_object.value(name); seconds.isDouble()) {
                if (seconds.toDouble() > 0 && seconds.toDouble() < LatestSeconds)
                    return qint64(seconds.toDouble() * 1000);
            } else {
                const QString value = text(name, false);
                qint64 ms = 0;
                if (value.isEmpty())
                    continue;
                if (core::parseRfc3339(value, &ms))
                    return ms;
            }
            fail(invalidField(
                name, QCoreApplication::translate("rest", "must be a time such as 2025-10-23T10:30:00Z")));
        }
        return 0;
    }

    [[nodiscard]] mail::Flags flags()
    {
        const QJsonValue value = m_object.value(QStringLiteral("flags"));
        if (value.isUndefined() || value.isNull())
            return {};
        const auto flags = flagsFrom(value, QStringLiteral("flags"));
        if (!flags) {
            fail(flags.error());
            return {};
        }
        return *flags;
    }

    void fail(core::Error error)
    {
        if (!m_error)
            m_error = std::move(error);
    }
    [[nodiscard]] const std::optional<core::Error> &error() const { return m_error; }

private:
    const QJsonObject &m_object;
    std::optional<core::Error> m_error;
};

core::Result<mail::Incoming> fromJson(const Call &call)
{
    const auto object = call.json();
    if (!object)
        return object.error();
    JsonMail source(*object);
    mail::Incoming incoming;
    mime::Compose compose;
    compose.sender = source.text(QStringLiteral("sender"), true);
    compose.recipients = source.recipients();
    compose.subject = source.text(QStringLiteral("subject"), false);
    compose.body = source.text(QStringLiteral("body"), false);
    compose.headers = source.headers();
    incoming.receivedMs = source.receivedMs();
    incoming.flags = source.flags();
    incoming.mailbox = source.text(QStringLiteral("mailbox"), false);
    if (source.error())
        return *source.error();
    if (const auto wrong = wrongSender(compose.sender))
        return *wrong;
    if (incoming.receivedMs == 0)
        incoming.receivedMs = core::nowMs();
    compose.dateMs = incoming.receivedMs;
    incoming.sender = compose.sender;
    incoming.recipients = compose.recipients;
    const auto raw = std::make_shared<const QByteArray>(mime::compose(compose));
    incoming.raw = *raw;
    incoming.owner = raw;
    return incoming;
}

core::Result<mail::Incoming> fromRfc822(const Call &call)
{
    mail::Incoming incoming;
    for (const auto &[name, value] : call.request->query) {
        if (name == u"recipient")
            incoming.recipients += value;
    }
    if (incoming.recipients.isEmpty()) {
        return invalidField(QStringLiteral("recipient"),
            QCoreApplication::translate("rest", "is missing: name the recipients as ?recipient=…"));
    }
    const auto flags = mail::parseFlags(listed(call.text(u"flags")));
    if (!flags)
        return invalidField(QStringLiteral("flags"), flags.error().message);
    incoming.flags = *flags;
    incoming.mailbox = call.text(u"mailbox");
    incoming.sender = call.text(u"sender");
    if (const auto wrong = wrongSender(incoming.sender))
        return *wrong;
    if (const QString time = call.text(u"received_at");
        !time.isEmpty() && !core::parseRfc3339(time, &incoming.receivedMs)) {
        return invalidField(QStringLiteral("received_at"),
            QCoreApplication::translate("rest", "must be a time such as 2025-10-23T10:30:00Z"));
    }
    incoming.raw = call.request->content();
    incoming.owner = call.request;
    return incoming;
}

} // namespace

core::Result<mail::Incoming> incomingFrom(const Call &call)
{
    const bool rfc822 = mediaType(call.request->headers.value("Content-Type")) == "message/rfc822";
    return rfc822 ? fromRfc822(call) : fromJson(call);
}

} // namespace digidig::rest
