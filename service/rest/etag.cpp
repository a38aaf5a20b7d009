// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/etag.h"

#include "rest/negotiate.h"

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

core::Result<std::optional<QByteArray>> demanded(
    const Call &call, const std::function<core::Result<QByteArray>()> &settings)
{
    using Demand = std::optional<QByteArray>;
    const QByteArray field = call.request->headers.combined("If-Match").trimmed();
    if (field.isEmpty() || field == "*")
        return Demand();
    QByteArrayList states;
    for (const QByteArray &tag : tagsOf(field)) {
        const qsizetype dash = tag.indexOf('-');
        if (tag.startsWith('"') && dash > 1) // Strong comparison: a weak one never matches.
            states += tag.mid(1, dash - 1);
    }
    if (states.isEmpty())
        return anotherState();
    // Whoever changes it compares again; there is no need to know before.
    if (states.size() == 1)
        return Demand(states.front());
    const auto current = settings();
    if (!current)
        return current.error();
    return states.contains(*current) ? core::Result<Demand>(Demand(*current)) : anotherState();
}

core::Result<void> demand(const Call &call, const QByteArray &settings)
{
    const auto wanted = demanded(call, [&settings] { return core::Result<QByteArray>(settings); });
    if (!wanted)
        return wanted.error();
    return !*wanted || **wanted == settings ? core::Result<void>() : anotherState();
}

} // namespace digidig::rest
