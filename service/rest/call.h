// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/gate.h"
#include "core/logcontext.h"
#include "core/result.h"
#include "net/http.h"
#include "rest/auditnote.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <atomic>
#include <memory>
#include <optional>

namespace digidig::rest {

/// A boolean as parameters have it: `true` or 1 or nothing at all, `false` or 0; nothing for any
/// other text.
[[nodiscard]] std::optional<bool> booleanOf(QStringView text);

/// One request on its way through a route: what was asked, by whom, in which language. Immutable
/// for the handler; any thread.
struct Call {
    std::shared_ptr<const net::Request> request;
    auth::Principal principal;
    QStringList segments; ///< What the `{…}` of the route's pattern matched.
    QByteArray requestId;
    core::LogContext concerned; ///< What the log says of it.
    bool czech = true; ///< Language of `message` and `detail`; see Language.
    std::shared_ptr<AuditNote> note =
        std::make_shared<AuditNote>(); ///< For what the path does not tell.
    qint64 deadlineMs = 0; ///< core::monotonicMs() after which nobody waits any more; 0: none.

    [[nodiscard]] const QString &segment(int index) const { return segments.at(index); }
    /// Who and where from, for history and audit.
    [[nodiscard]] QString peer() const { return request->peerAddress.toString(); }

    /// The content as a JSON object; Invalid with slug `invalid_json` otherwise.
    [[nodiscard]] core::Result<QJsonObject> json() const;
    /// As json(), but no content at all is an empty object.
    [[nodiscard]] core::Result<QJsonObject> jsonIfAny() const;
    /// A query item as whole number within [@p low, @p high]; Invalid (`validation_failed`) naming
    /// it otherwise.
    [[nodiscard]] core::Result<qint64> number(
        QStringView name, qint64 fallback, qint64 low, qint64 high) const;
    /// A query item as boolean; nothing when absent; Invalid when it is neither true nor false.
    [[nodiscard]] core::Result<std::optional<bool>> boolean(QStringView name) const;
    [[nodiscard]] QString text(QStringView name) const
    {
        return request->queryValue(name).value_or(QString());
    }
};

} // namespace digidig::rest
