// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/etag.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>

namespace digidig::rest {

void tag(net::Response &response, const QByteArray &settings)
{
    const QByteArray figures =
        QCryptographicHash::hash(response.content, QCryptographicHash::Sha256).left(8).toHex();
    response.headers.append("ETag", '"' + settings + '-' + figures + '"');
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
    return core::Error{core::Errc::Conflict,
        QCoreApplication::translate("rest", "the resource is in another state"), {},
        "precondition_failed"};
}

} // namespace digidig::rest
