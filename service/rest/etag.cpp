// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/etag.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtCore/QJsonDocument>

namespace digidig::rest {

namespace {

core::Error anotherState()
{
    return {core::Errc::Conflict,
        QCoreApplication::translate("rest", "the resource is in another state"), {},
        "precondition_failed"};
}

} // namespace

void tag(net::Response &response, const QByteArray &settings)
{
    const QByteArray figures =
        QCryptographicHash::hash(response.content, QCryptographicHash::Sha256).left(8).toHex();
    response.headers.append("ETag", '"' + settings + '-' + figures + '"');
}

QByteArray stateOf(const QJsonObject &settings)
{
    return QCryptographicHash::hash(
        QJsonDocument(settings).toJson(QJsonDocument::Compact), QCryptographicHash::Sha256)
        .left(8)
        .toHex();
}

core::Result<std::optional<QByteArray>> demandedSettings(const Call &call)
{
    using Demand = std::optional<QByteArray>;
    const QByteArray field = call.request->headers.combined("If-Match").trimmed();
    if (field.isEmpty() || field == "*")
        return Demand();
    const QByteArray bare = field.startsWith("W/") ? field.mid(2) : field;
    const qsizetype dash = bare.indexOf('-');
    if (bare.startsWith('"') && bare.endsWith('"') && dash > 1)
        return Demand(bare.mid(1, dash - 1));
    return anotherState();
}

core::Result<void> demand(const Call &call, const QByteArray &settings)
{
    const auto demanded = demandedSettings(call);
    if (!demanded)
        return demanded.error();
    return !*demanded || **demanded == settings ? core::Result<void>() : anotherState();
}

} // namespace digidig::rest
