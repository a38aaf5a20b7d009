// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/call.h"

#include "rest/answer.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

std::optional<bool> booleanOf(QStringView text)
{
    if (text.isEmpty() || text == u"true" || text == u"1")
        return true;
    if (text == u"false" || text == u"0")
        return false;
    return std::nullopt;
}

core::Result<QJsonObject> Call::json() const
{
    const QByteArrayView content = request->content();
    QJsonParseError error;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(content.data(), content.size()), &error);
    if (error.error != QJsonParseError::NoError) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("rest", "the content is not valid JSON: %1 at offset %2")
                .arg(error.errorString())
                .arg(error.offset),
            {}, "invalid_json"};
    }
    if (!document.isObject()) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("rest", "the content must be a JSON object"), {},
            "invalid_json"};
    }
    return document.object();
}

core::Result<QJsonObject> Call::jsonIfAny() const
{
    return request->content().isEmpty() ? core::Result<QJsonObject>(QJsonObject()) : json();
}

core::Result<qint64> Call::number(QStringView name, qint64 fallback, qint64 low, qint64 high) const
{
    const auto value = request->queryValue(name);
    if (!value)
        return fallback;
    bool ok = false;
    const qint64 number = value->toLongLong(&ok);
    if (!ok || number < low || number > high) {
        return invalidField(name.toString(),
            QCoreApplication::translate("rest", "must be a whole number between %1 and %2")
                .arg(low)
                .arg(high));
    }
    return number;
}

core::Result<std::optional<bool>> Call::boolean(QStringView name) const
{
    const auto value = request->queryValue(name);
    if (!value)
        return std::optional<bool>();
    if (const auto known = booleanOf(*value))
        return known;
    return invalidField(
        name.toString(), QCoreApplication::translate("rest", "must be true or false"));
}

} // namespace digidig::rest
